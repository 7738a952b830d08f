// Runs the doctests of the engine inside the pinned Pyodide, from source and with its whole standard library.
//   node run_doctests.mjs FOLDER    (FOLDER holds calculator/ as the browser gets it, not yet compiled)
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { boot, run } from "../../sitegen/pyodide/boot.mjs";

run(async (folder) => {
  const python = await boot();
  python.mountNodeFS("/checkout", resolve(folder));
  python.pyimport("sys").path.insert(0, "/checkout");
  const doctest = python.pyimport("doctest");
  let attempted = 0, failed = 0;
  for (const file of (await readdir(resolve(folder, "calculator"))).filter((name) => name.endsWith(".py"))) {
    const name = `calculator.${file.slice(0, -3)}`.replace(/\.__init__$/, "");
    const result = doctest.testmod(python.pyimport(name));
    attempted += result.attempted;
    failed += result.failed;
  }
  process.stdout.write(`${attempted} examples, ${failed} failed\n`);
  return failed || !attempted ? 1 : 0;
});
