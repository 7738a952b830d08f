// Turns a wheel into one with byte code by pyodide-build's own command, run inside the pinned Pyodide:
// byte code only fits the very Python that made it.
//   node compile_wheel.mjs TOOLS WHEEL FOLDER    (TOOLS has pyodide-build; the new wheel goes into FOLDER)
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { boot, run } from "./boot.mjs";

// With a date given, a zip holds this date and byte code a hash in place of one; a fixed hash seed does the rest.
const ENVIRONMENT = { SOURCE_DATE_EPOCH: "315532800", PYTHONHASHSEED: "0" };

run(async (tools, wheel, folder) => {
  const python = await boot({ env: ENVIRONMENT });
  python.mountNodeFS("/tools", tools);
  python.pyimport("sys").path.append("/tools");
  python.FS.mkdir("/wheels");
  const source = `/wheels/${basename(wheel)}`;
  python.FS.writeFile(source, await readFile(wheel));
  const { main: command } = python.pyimport("pyodide_build.cli.py_compile");
  command.main.callKwargs(["--silent", source], { standalone_mode: false });
  const [made] = python.FS.readdir("/wheels").filter((name) => name.endsWith(".whl"));
  if (!made || made === basename(wheel)) throw new Error(`found ${made ?? "no wheel"}, expected one with byte code`);
  await writeFile(join(folder, made), python.FS.readFile(`/wheels/${made}`));
  process.stdout.write(made);
});
