// The calculator's engine for any page: a visit in, its result out. Python runs in one worker, started when needed.

/** @typedef {{ folder: string, rules: string }} Edition what the build wrote into the manifest */
/** @typedef {{ state: "idle" | "loading" | "ready" | "failed", reason?: string, rules?: string }} State */
/** @typedef {(text: string) => Promise<string>} Compute */

/** How long to wait, in milliseconds: for the engine to start, and for a sign of life while it computes. */
export const limits = { load: 60_000, call: 15_000 };

const MANIFEST = new URL("manifest.json", import.meta.url);
/** @type {Edition | null} */
const BUILT = null; // the build puts the manifest here, so that the first start asks for none
const FILES = ["worker.js", "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python.zip"];
const listeners = new Set();
let cache = /** @type {RequestCache} */ ("default"); // after a failed start, what the browser's own cache keeps may be the damaged file
let current = /** @type {State} */ ({ state: "idle" });
let engine = /** @type {Promise<Compute> | null} */ (null); // null before the first use and after a failure

/** The result of a visit, or `{errors: [{field, message}]}`. @param {object} visit */
export async function calculate(visit) {
  return JSON.parse(await calculateText(JSON.stringify(visit)));
}

/** The result of a visit as the engine's own JSON text; both are text. Rejects only where the engine fails. @param {string} json */
export async function calculateText(json) {
  return (await warm())(String(json));
}

/** Starts the engine where it does not run, so that the first answer comes sooner. Rejects with a reason. */
export function warm() {
  engine ??= start().catch((error) => {
    engine = null; // the next call tries again
    announce({ state: "failed", reason: error.message });
    throw error;
  });
  return engine;
}

/** Calls a listener with the state now and whenever it changes; `rules` is the fingerprint of the rules that answer, once they are ready.
 * Gives a function that ends it. @param {(state: State) => void} listener */
export function status(listener) {
  listeners.add(listener);
  listener(current);
  return () => listeners.delete(listener);
}

/** @param {State} state */
function announce(state) {
  current = state;
  for (const listener of listeners) listener(state);
}

/** Starts another Python in a worker that is the caller's own (worker.js says what it answers). Rejects with a reason. */
export async function startPython() {
  try {
    checkBrowser();
    const edition = BUILT ?? (await newest());
    return await startWorker(edition).catch((failure) => startNewer(edition, failure));
  } catch (error) {
    cache = "reload";
    throw error;
  }
}

async function start() {
  announce({ state: "loading" });
  const started = await startPython();
  const compute = caller(started.worker);
  announce({ state: "ready", rules: started.rules });
  return compute;
}

/** A page that was opened, or cached, before the site was renewed names a folder that is gone; then newer rules answer.
 * @param {Edition} old @param {Error} failure */
async function startNewer(old, failure) {
  const edition = await newest().catch(() => old);
  if (edition.folder === old.folder) throw failure;
  return startWorker(edition);
}

/** Where WebAssembly is forbidden, Pyodide would wait for ever instead of saying so. */
function checkBrowser() {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); // the smallest module there is
  } catch {
    throw new Error("This browser, or a rule of your network, does not allow WebAssembly, which the calculator needs.");
  }
}

/** The edition that the site has now: asked anew each time, because the folder of an old one may be gone. @returns {Promise<Edition>} */
async function newest() {
  try {
    return await (await download(MANIFEST.href, { cache: "no-cache" })).json();
  } catch (error) {
    throw new Error(`The calculator could not be downloaded (${/** @type {Error} */ (error).message}).`, { cause: error });
  }
}

/** @param {string} address @param {RequestInit} options */
async function download(address, options) {
  const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(limits.load) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status} for ${address}`);
  return answer;
}

/** Gives a worker that is ready. A worker started from an address is not bound by the page's content security policy; one started from a
 * blob is, and so can send nothing elsewhere. @param {Edition} edition */
async function startWorker({ folder, rules }) {
  const address = new URL(folder, MANIFEST).href;
  if (cache === "reload") await Promise.all(FILES.map((name) => download(address + name, { cache })));
  const first = `import("${address}worker.js").catch(({ message }) => postMessage({ error: message }));`;
  const blob = URL.createObjectURL(new Blob([first], { type: "text/javascript" }));
  const worker = new Worker(blob, { type: "module", name: "calculator" });
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  try {
    await new Promise((ready, failed) => {
      const late = `not ready after ${limits.load / 1000} seconds; the connection may be slow, or the browser old`;
      timer = setTimeout(failed, limits.load, new Error(late));
      worker.onmessage = ({ data }) => (data.ready ? ready(null) : failed(new Error(data.error)));
      worker.onerror = (event) => {
        event.preventDefault();
        failed(new Error(event.message || "its worker did not load"));
      };
    });
    return { worker, rules };
  } catch (error) {
    worker.terminate();
    throw new Error(`The calculator could not start (${/** @type {Error} */ (error).message}).`, { cause: error });
  } finally {
    clearTimeout(timer);
    URL.revokeObjectURL(blob);
  }
}

/** The function that sends a text to a worker that is ready, and gives the promise of its answer.
 * @param {Worker} worker @returns {Compute} */
function caller(worker) {
  const waiting = /** @type {Map<number, { done: (text: string) => void, failed: (error: Error) => void }>} */ (new Map());
  let lastId = 0;
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  function watch() {
    clearTimeout(timer);
    if (waiting.size) timer = setTimeout(() => stop("The calculator did not answer in time."), limits.call);
  }

  /** A busy Python cannot be interrupted, a dead one not used: the worker goes, and the next call starts another. @param {string} reason */
  function stop(reason) {
    clearTimeout(timer);
    worker.terminate();
    engine = null;
    announce({ state: "failed", reason });
    for (const { failed } of waiting.values()) failed(new Error(reason));
    waiting.clear();
  }

  worker.onmessage = ({ data: { id, text, error, dead } }) => {
    if (dead) return stop(error);
    const call = waiting.get(id);
    waiting.delete(id);
    watch();
    if (error === undefined) call?.done(text);
    else call?.failed(new Error(error));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    stop(`The calculator stopped (${event.message || "its worker broke"}).`);
  };
  return (text) =>
    new Promise((done, failed) => {
      lastId += 1;
      waiting.set(lastId, { done, failed });
      if (waiting.size === 1) watch();
      worker.postMessage({ id: lastId, text });
    });
}
