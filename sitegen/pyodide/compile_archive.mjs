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
const TABLE = "Patient ID,Date,CPT Code,Units\r\nJos\u00e9,3/2/2026,97110,2\r\n";
/** Every kind of file, and every encoding, so that what reads them is in the archive. */
const CLAIMS = [
  "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260401*1200*^*00501*000000001*0*T*:~GS*HC~ST*837~",
  'Patient ID,Date,CPT Code,Modifier,Units,Minutes\r\n1,3/2/2026,97110,GP,2,"20"\r\n',
  JSON.stringify(GOOD_VISIT),
].map((text) => Buffer.from(text)).concat(Buffer.from(TABLE, "latin1"), Buffer.from(TABLE, "utf16le"), Buffer.from(`\ufeff${TABLE}`, "utf16le"));
const BAD_VISIT = { date_of_service: "3/2/2026", services: [{ code: "97110", minutes: -1 }] };

/** A Python that has inside_pyodide.py and what it imports. */
async function workshop(library) {
  const python = await boot({ library, env: ENVIRONMENT });
  python.FS.mkdirTree("/workshop");
  for (const name of ["inside_pyodide.py", "dataclass_methods.py"]) {
    python.FS.writeFile(`/workshop/${name}`, await readFile(new URL(name, import.meta.url)));
  }
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
  useOnClaims(python);
  let traceback = "nothing";
  try {
    python.pyimport("calculator.reading.bundle").loads("no JSON");
  } catch (error) {
    traceback = error.message;
  }
  if (!/^Traceback[^]*JSONDecodeError/.test(traceback)) throw new Error(`an exception gave ${traceback}`);
}

/** Uses what checks files of claims as the workers of its page do. */
function useOnClaims(python) {
  const { Reader, check } = python.pyimport("calculator.web_claims");
  const reader = Reader();
  const files = python.toPy(CLAIMS.map((file) => new Uint8Array(file)));
  const read = reader.read('{"payer": "medicare-part-b"}', files, python.toPy([]));
  reader.take(check(reader.part(0)));
  const { visits } = JSON.parse(new TextDecoder().decode(reader.worklist().toJs()));
  if (visits.length !== 3) throw new Error(`files of claims gave ${read}`);
}

const TASKS = { library: makeLibrary, archive: makeArchive };
run((task, ...paths) => TASKS[task](...paths));
