// What the calculator says of numbers that are not loaded yet.
import assert from "node:assert/strict";
import test from "node:test";
import { notLoaded } from "../../docs/assets/calculator/missing_numbers.js";

const MISSING = [
  { name: "prices", since: "2030-01-01", until: null, kind: "medicare" },
  { name: "edits", since: "2030-01-01", until: null, kind: "medicare" },
  { name: "edits", since: "2030-01-01", until: null, kind: "medicare" },
  { name: "Medicaid edits", since: "2029-04-01", until: null, kind: "medicaid" },
  { name: "KX threshold", since: "2028-01-01", until: "2028-12-31", kind: "medicare" },
];

const SAID = [
  ["2027-12-31", "medicare", ""],
  ["2028-01-01", "medicare", "KX threshold"],
  ["2028-12-31", "medicare", "KX threshold"],
  ["2029-01-01", "medicare", ""],
  ["2029-12-31", "medicare", ""],
  ["2030-01-01", "medicare", "prices and edits"],
  ["2030-01-01", "medicaid", "Medicaid edits"],
  ["2030-01-01", "commercial", ""],
  ["", "medicare", ""],
  ["2031-01-01", undefined, ""],
];

for (const [day, kind, names] of SAID) {
  test(`on ${day || "a day half typed"} for ${kind}: ${names || "nothing"}`, () => {
    const said = notLoaded(MISSING, day, kind);
    assert.equal(said, names && `Not loaded yet for this day: ${names}.`);
  });
}
