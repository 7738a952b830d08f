// Times visits in the built archive: microseconds for one, the median of some rounds.
//   node time_archive.mjs FOLDER INPUT ROUNDS    (FOLDER: the built assets/calculator/<hash>)
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { boot, run } from "../../sitegen/pyodide/boot.mjs";

run(async (folder, input, rounds) => {
  const python = await boot({ folder: resolve(folder), library: resolve(folder, "python.zip") });
  const { calculate_text } = python.pyimport("calculator.web");
  const lines = (await readFile(input, "utf8")).split("\n").filter((line) => line);
  const times = [];
  for (let round = 0; round <= Number(rounds); round += 1) {
    const start = performance.now();
    for (const line of lines) calculate_text(line);
    if (round) times.push((performance.now() - start) * 1000 / lines.length); // the first round only warms up
  }
  process.stdout.write(String(times.sort((one, other) => one - other)[Math.floor(times.length / 2)]));
});
