// Runs the Python engine in a worker: JSON text in, JSON text out; or a call of what checks files of claims. Lies in one folder with
// the runtime and the archive.
// @ts-expect-error the build puts it beside this file
import { loadPyodide } from "./pyodide.mjs";

// @ts-expect-error as above
import("./pyodide.asm.mjs").catch(() => {}); // Pyodide imports it too, but later; then it says what is wrong

const PRACTICE = 700; // milliseconds after the first answer, in which some twenty visits of ten services fit

/** @param {string} name @returns {string} the address of a file in this folder */
const at = (name) => new URL(name, import.meta.url).href;

/** @type {Promise<never>} Pyodide waits for ever for a runtime that it cannot compile, and only logs that. */
const failure = new Promise((_, failed) => {
  console.warn = (/** @type {unknown} */ why) => failed(why);
});
const python = await Promise.race([loadPyodide({ indexURL: at("./"), stdLibURL: at("python.zip") }), failure]).catch((why) => {
  throw new Error(`its files did not arrive whole, or this browser cannot run them: ${why?.message ?? why}`);
});
const calculate = python.pyimport("calculator.web").calculate_text;
calculate("{}"); // reads the rules now and not at the first visit

let isPracticed = false;
self.onmessage = ({ data: { id, text, call, given } }) => {
  try {
    self.postMessage({ id, text: call ? onClaims(call, given) : calculate(text) });
    if (!isPracticed && !call) practice(() => calculate(text), performance.now() + PRACTICE);
    isPracticed = true;
  } catch (error) {
    const { message, pyodide_fatal_error } = /** @type {Error & { pyodide_fatal_error?: true }} */ (error);
    self.postMessage({ id, error: message, dead: Boolean(pyodide_fatal_error) });
  }
};
self.postMessage({ ready: true });

/** Computes a visit again between other work: browsers make better code of what is called often.
 * @param {() => void} compute @param {number} until */
function practice(compute, until) {
  if (performance.now() < until) setTimeout(() => (compute(), practice(compute, until)), 20);
}

/** @type {any} the files of one worklist, in the worker that reads them */
let reader = null;

/** Calls a function of calculator/web_claims.py, else of its reader: texts, numbers and bytes in, text or bytes out.
 * @param {string} call @param {unknown[]} given */
function onClaims(call, given) {
  const claims = python.pyimport("calculator.web_claims");
  reader ??= claims.Reader();
  const asked = given.map((one) => python.toPy(one));
  const found = (call in claims ? claims : reader)[call](...asked);
  for (const one of asked) one.destroy?.();
  if (typeof found === "string") return found;
  const bytes = found.toJs();
  found.destroy();
  return bytes;
}
