// Tells how long the built archive takes to its first answer, in milliseconds.
//   node start_archive.mjs FOLDER VISIT    (FOLDER: the built assets/calculator/<hash>)
import { resolve } from "node:path";
import { boot, run } from "../../sitegen/pyodide/boot.mjs";

run(async (folder, visit) => {
  const start = performance.now();
  const python = await boot({ folder: resolve(folder), library: resolve(folder, "python.zip") });
  if (!python.pyimport("calculator.web").calculate_text(visit).includes('"lines"')) throw new Error("no answer");
  process.stdout.write(String(performance.now() - start));
});
