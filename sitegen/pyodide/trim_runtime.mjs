// Leaves out of Pyodide's script what the calculator has no use for: other WebAssembly modules, graphics, sound.
//
// Pyodide is made so that modules compiled by others can join it at run time. For them its script takes each of 8,500
// functions of the runtime into hand at every start and carries all of Emscripten's library. The calculator's Python
// loads no such module; without all that the script has a fifth of its size and Python is there sooner.
import { minify } from "terser";

const WORDS = /[A-Za-z_$][\w$]*/g;

/**
 * The same script with only what Python alone needs.
 * @param {string} script pyodide.asm.mjs
 * @param {string} loader pyodide.mjs, which uses what that script offers
 * @param {WebAssembly.Module} module pyodide.asm.wasm
 */
export async function trimmed(script, loader, module) {
  const [before, taken, after] = cut(script, "function assignWasmExports(", "var wasmImports={");
  const others = before.replace(/var [\w$,]+;$/, ""); // without the names that the exports are given
  const words = new Set((loader + others + after).match(WORDS));
  const exported = /([\w$]+)=Module\["\1"\]=wasmExports\["[\w$]+"\](?:\.value>>>0)?;/g;
  const used = changed(taken, exported, (all, name) => (words.has(name) ? all : ""));

  const [start, imports, rest] = cut(after, "var wasmImports={", "}");
  const asked = WebAssembly.Module.imports(module).filter(({ module }) => !module.startsWith("GOT.")); // those are addresses
  const wanted = new Set(asked.map(({ name }) => name));
  const list = imports.slice("var wasmImports={".length).split(",");
  const needed = list.filter((entry) => wanted.has(entry.split(":")[0]));

  let text = `${before}${used}${start}var wasmImports={${needed}${rest}`;
  const properties = new Set((script + loader).match(/(?<=\.)[A-Za-z_$][\w$]*/g));
  text = changed(text, /Module\["([\w$]+)"\]=\1;/g, (all, name) => (properties.has(name) ? all : ""));
  text = changed(text, /[\w$]+\.sig="\w*";/g, () => ""); // the types of functions, for other modules
  text = changed(text, "updateGOT(origExports);", () => ""); // addresses of functions, for other modules
  text = changed(text, "if(!value&&!entry.required)", () => "if(!value)"); // a function that is left out has none
  text = changed(text, /\beval\(/g, () => "globalThis.eval("); // sees no names here, so that unused ones can go
  return (await minify(text, { module: true, compress: { passes: 3 } })).code;
}

/** A text in three parts: before one mark, from it to another, and from there on. */
function cut(text, first, last) {
  const start = text.indexOf(first);
  const end = text.indexOf(last, start);
  if (start < 0 || end < 0) throw new Error(`pyodide.asm.mjs has no ${first} … ${last}: another version needs another cut`);
  return [text.slice(0, start), text.slice(start, end), text.slice(end)];
}

/** A text with something replaced that must be there. */
function changed(text, what, by) {
  const made = text.replace(what, by);
  if (made === text) throw new Error(`pyodide.asm.mjs has nothing like ${what}: another version needs another cut`);
  return made;
}
