// Computes visits with the built archive, as the page does: one visit per line in, one result per line out.
//   node run_archive.mjs FOLDER INPUT OUTPUT    (FOLDER: the built assets/calculator/<hash>)
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { boot, run } from "../../sitegen/pyodide/boot.mjs";

run(async (folder, input, output) => {
  const python = await boot({ folder: resolve(folder), library: resolve(folder, "python.zip") });
  const { calculate_text } = python.pyimport("calculator.web");
  const lines = (await readFile(input, "utf8")).split("\n").filter((line) => line);
  await writeFile(output, lines.map((line) => `${calculate_text(line)}\n`).join(""));
});
