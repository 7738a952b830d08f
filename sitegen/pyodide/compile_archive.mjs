// Makes the archive that the calculator in the page loads: byte code made by the pinned Pyodide, the only Python that can
// run it.
//   node compile_archive.mjs library TARGET                    the whole standard library
//   node compile_archive.mjs archive LIBRARY PACKAGE TARGET    what the engine needs of it, the engine and its rules
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { boot, run } from "./boot.mjs";

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

async function makeLibrary(target) {
  const { python, inside } = await workshop();
  inside.compile_library("/library.zip");
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

const TASKS = { library: makeLibrary, archive: makeArchive };
run((task, ...paths) => TASKS[task](...paths));
