// Computes visits with a wheel in the whole Pyodide, as a page of somebody else would: one visit per line in, one result per line out.
//   node run_wheel.mjs WHEEL INPUT OUTPUT
import { readFile, writeFile } from "node:fs/promises";
import { boot, run } from "../../sitegen/pyodide/boot.mjs";

run(async (wheel, input, output) => {
  const python = await boot();
  python.unpackArchive(new Uint8Array(await readFile(wheel)), "wheel");
  const { calculate_text } = python.pyimport("calculator.web");
  const lines = (await readFile(input, "utf8")).split("\n").filter((line) => line);
  await writeFile(output, lines.map((line) => `${calculate_text(line)}\n`).join(""));
});
