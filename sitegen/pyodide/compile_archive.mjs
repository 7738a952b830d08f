// Makes what the calculator in the page loads beside the runtime itself: byte code made by the pinned Pyodide, the only
// Python that can run it.
//   node compile_archive.mjs script TARGET                     pyodide.asm.mjs without what the calculator has no use for
//   node compile_archive.mjs library TARGET                    the whole standard library
//   node compile_archive.mjs archive LIBRARY PACKAGE TARGET    what the engine needs of it, the engine and its rules
//   node compile_archive.mjs snapshot FOLDER TARGET            the memory of a Python that has started, for worker.js
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { PYODIDE, boot, run } from "./boot.mjs";
import { trimmed } from "./trim_runtime.mjs";

// Without columns for tracebacks byte code is a tenth smaller; a fixed hash seed keeps every build the same.
const ENVIRONMENT = { PYTHONNODEBUGRANGES: "1", PYTHONHASHSEED: "0" };

const GOOD_VISIT = {
  date_of_service: "2026-03-02",
  payer: "medicare-part-b",
  discipline: "PT",
  services: [{ code: "97110", minutes: 33 }, { code: "97140", therapist_minutes: 7, assistant_minutes: 10 }],
  amount_used: "2400.00",
};
const BAD_VISIT = { date_of_service: "3/2/2026", services: [{ code: "97110", minutes: -1 }] };

/** A Python that has inside_pyodide.py. */
async function workshop(library) {
  const python = await boot({ library, env: ENVIRONMENT });
  python.FS.mkdirTree("/workshop");
  python.FS.writeFile("/workshop/inside_pyodide.py", await readFile(new URL("inside_pyodide.py", import.meta.url)));
  python.pyimport("sys").path.append("/workshop");
  return { python, inside: python.pyimport("inside_pyodide") };
}

async function makeScript(target) {
  const read = (name, encoding) => readFile(new URL(name, PYODIDE), encoding);
  const module = await WebAssembly.compile(await read("pyodide.asm.wasm"));
  await writeFile(target, await trimmed(await read("pyodide.asm.mjs", "utf8"), await read("pyodide.mjs", "utf8"), module));
}

async function makeLibrary(target) {
  const { python, inside } = await workshop();
  python.FS.writeFile("/workshop/sitecustomize.py", await readFile(new URL("sitecustomize.py", import.meta.url)));
  inside.compile_library("/workshop/sitecustomize.py", "/library.zip");
  await writeFile(target, python.FS.readFile("/library.zip"));
}

/** The library must be the compiled one: what is needed is recorded in the form it is shipped. */
async function makeArchive(library, source, target) {
  const { python, inside } = await workshop(library);
  const package_ = `/built/${basename(source)}`;
  python.mountNodeFS("/source", source);
  inside.compile_package("/source", package_);
  use(python);
  inside.pack_archive(inside.needed(), package_, "/archive.zip");
  await writeFile(target, python.FS.readFile("/archive.zip"));
  use(await boot({ library: target }));
}

/** Uses the engine as the page does; throws where it does not work. */
function use(python) {
  const { calculate_text } = python.pyimport("calculator.web");
  const good = calculate_text(JSON.stringify(GOOD_VISIT));
  if (!JSON.parse(good).lines?.length) throw new Error(`a good visit gave ${good}`);
  const bad = calculate_text(JSON.stringify(BAD_VISIT));
  if (!JSON.parse(bad).errors?.length) throw new Error(`a bad visit gave ${bad}`);
  let traceback = "nothing";
  try {
    python.pyimport("calculator.reading.bundle").loads("no JSON");
  } catch (error) {
    traceback = error.message;
  }
  if (!/^Traceback[^]*JSONDecodeError/.test(traceback)) throw new Error(`an exception gave ${traceback}`);
}

const PAGE = 4096;

/** Writes the pages of memory that differ from those of a fresh runtime; worker.js tells the form. */
async function makeSnapshot(folder, target) {
  const from = { folder, library: join(folder, "python.zip") };
  const python = await boot({ ...from, options: { _makeSnapshot: true } });
  use(python);
  const whole = python.makeMemorySnapshot();
  const head = new Uint32Array(whole.buffer)[1];
  const memory = whole.subarray(head);
  const fresh = await freshMemory(from, whole);
  const numbers = Array.from({ length: memory.length / PAGE }, (_, page) => page);
  const page = (of, number) => Buffer.from(of.buffer, of.byteOffset + number * PAGE, PAGE);
  const pages = numbers.filter((number) => page(memory, number).compare(page(fresh, number)));
  const end = numbers.findLast((number) => page(fresh, number).some(Boolean)) + 1;
  const kept = new Set(pages);
  let sum = 0;
  for (const number of numbers.slice(0, end).filter((number) => !kept.has(number))) {
    for (const word of new Uint32Array(fresh.buffer, number * PAGE, PAGE / 4)) sum = (Math.imul(sum, 31) + word) | 0;
  }
  const parts = [Uint32Array.of(head, pages.length, end, sum), whole.subarray(0, head), Uint32Array.from(pages)];
  const bytes = [...parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))];
  await writeFile(target, Buffer.concat([...bytes, ...pages.map((number) => page(memory, number))]));
}

/** The memory of a runtime before Python starts, where Pyodide would write a snapshot over it. */
async function freshMemory(from, snapshot) {
  const { instantiate } = WebAssembly;
  let fresh, memory;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    memory = made.instance?.exports.memory ?? memory;
    return made;
  };
  class Seen extends Uint8Array {
    subarray(from, to) {
      if (to === undefined) fresh = new Uint8Array(memory.buffer).slice();
      return super.subarray(from, to);
    }
  }
  await boot({ ...from, options: { _loadSnapshot: new Seen(snapshot.buffer) } });
  WebAssembly.instantiate = instantiate;
  return fresh;
}

const TASKS = { script: makeScript, library: makeLibrary, archive: makeArchive, snapshot: makeSnapshot };
run((task, ...paths) => TASKS[task](...paths));
