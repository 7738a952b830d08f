// The data of the calculator's page (tests/support/page_data.py), made from the rules, for tests that need real codes and names.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url).pathname;
const python = existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3";
const { PAGE_DATA } = process.env; // the file that `make test` has made once for all
const options = /** @type {const} */ ({ cwd: root, maxBuffer: 1e8, encoding: "utf8" });
const made = PAGE_DATA ? readFileSync(PAGE_DATA, "utf8") : execFileSync(python, ["-m", "tests.support.page_data"], options);

/** `data` as the page has it, and `visits`, every example's visit that the engine reads. */
export const { data, visits } = JSON.parse(made);

/** Numbers that look random and are the same in every run (mulberry32). */
export function seeded(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (number) => Math.floor(next() * number);
  return { below, of: (list) => list[below(list.length)], some: (chance) => next() < chance };
}
