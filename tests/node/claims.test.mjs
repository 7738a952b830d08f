// What the page shows and exports of a worklist.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL, accountOf, byCheck, byWeek, compared, csvOf, itemsOf, linesToType, stakeOf, valuesOf, weekOf } from "../../docs/assets/claims/worklist.js";
import { harmless } from "../../docs/assets/exports.js";

let last = 0;
const item = (more) => ({
  number: (last += 1), severity: "error", check: "missing-kx", kind: "check", says: "KX is missing.", visit: 1, line: 0, code: "97110",
  patient: 1, provider: 1, date: "2026-03-02", payer: "medicare-part-b", discipline: "PT", file: 1, place: "row 2", allowed: "21.00", charge: "50.00", ...more,
});
const ITEMS = [
  item({}), item({ check: "line-denied", code: "97140", date: "2026-03-08", allowed: null }),
  item({ severity: "warning", check: "line-denied", date: "2026-03-09", provider: 12, says: "Denied: =1+1" }), item({ severity: "info", date: null, code: null, charge: null, allowed: null }),
];
const WORKLIST = { items: ITEMS, names: { "missing-kx": "KX missing", "line-denied": "Service denied" }, visits: [{ visit: 1 }] };

test("a week begins on its Monday", () => {
  assert.equal(weekOf("2026-03-02"), "2026-03-02");
  assert.equal(weekOf("2026-03-08"), "2026-03-02");
  assert.equal(weekOf("2026-03-09"), "2026-03-09");
  assert.equal(weekOf("2026-01-01"), "2025-12-29");
});

test("filters hold together, and the search looks for every word", () => {
  const found = (filters, sort) => itemsOf(WORKLIST, { ...ALL, ...filters }, sort).map(({ number }) => number);
  assert.deepEqual(found({}), [1, 2, 3, 4]);
  assert.deepEqual(found({ check: "line-denied" }), [2, 3]);
  assert.deepEqual(found({ check: "line-denied", severity: "error" }), [2]);
  assert.deepEqual(found({ week: "2026-03-02" }), [1, 2]);
  assert.deepEqual(found({ search: "SERVICE 97140" }), [2]);
  assert.deepEqual(found({ search: "service nothing" }), []);
  assert.deepEqual(found({}, "stake"), [2, 1, 3, 4]);
  assert.deepEqual(ITEMS.map(({ number }) => number), [1, 2, 3, 4], "sorting leaves the worklist as it is");
});

test("the values of a filter are counted among what the others let through", () => {
  assert.deepEqual(valuesOf(WORKLIST, { ...ALL, severity: "error" }, "check"), [["line-denied", 1], ["missing-kx", 1]]);
  assert.deepEqual(valuesOf(WORKLIST, { ...ALL, check: "line-denied" }, "check"), [["line-denied", 2], ["missing-kx", 2]]);
  assert.deepEqual(valuesOf(WORKLIST, ALL, "provider"), [["1", 3], ["12", 1]]);
  assert.deepEqual(valuesOf(WORKLIST, ALL, "code"), [["97110", 2], ["97140", 1]]);
});

test("charts count everything once, and weeks without findings show", () => {
  assert.deepEqual(byCheck(WORKLIST, ITEMS, 1).map(({ name, value }) => [name, value]), [["KX missing", 2], ["All others", 2]]);
  const weeks = byWeek([...ITEMS, item({ date: "2026-03-25" })], () => 1);
  assert.deepEqual(weeks.map(({ name, value }) => [name, value]), [["2026-03-02", 2], ["2026-03-09", 1], ["2026-03-16", 0], ["2026-03-23", 1]]);
  assert.deepEqual(byWeek([], () => 1), []);
});

test("money at stake is the difference, else the fee schedule, else the charge", () => {
  assert.equal(stakeOf(item({ difference: "-3.50" })), 3.5);
  assert.equal(stakeOf(item({})), 21);
  assert.equal(stakeOf(item({ allowed: "0.00" })), 50);
  assert.equal(stakeOf(item({ allowed: null, charge: null })), 0);
});

test("cells that a spreadsheet would run get an apostrophe, and numbers do not", () => {
  for (const cell of ["=1", "+1", "@a", "-a", "-1-1", "\t=1", "-"]) assert.equal(harmless(cell), `'${cell}`);
  for (const cell of ["-12.50", "-5", "97110", "a=b", ""]) assert.equal(harmless(cell), cell);
  assert.equal(harmless(null), "");
});

test("a CSV file has quotes where they are needed, lines from 1, and accounts where they were switched on", () => {
  const [head, row] = csvOf({ visits: [{ visit: 1 }] }, [item({ says: 'He said "no", twice' })]).split("\n");
  assert.equal(head.split(",").at(-1), "says");
  assert.match(row, /,1,2026-03-02,97110,.*,"He said ""no"", twice"$/);
  const [with_, account] = csvOf({ visits: [{ visit: 1, account: "=A1" }] }, [item({})]).split("\n");
  assert.match(with_, /,account$/);
  assert.match(account, /,'=A1$/);
});

test("billed lines stand beside supported ones, and each line once", () => {
  const line = (code, units, ...modifiers) => ({ code, units, modifiers });
  const rows = (billed, supported) => compared(billed, supported).map((row) => [row.billed?.units ?? null, row.supported?.units ?? null, row.isSame]);
  assert.deepEqual(rows([line("97110", 2, "GP", "KX")], [line("97110", 2, "KX", "GP")]), [[2, 2, true]]);
  assert.deepEqual(rows([line("97110", 2, "GP")], [line("97110", 1, "GP")]), [[2, 1, false]]);
  assert.deepEqual(rows([line("97110", 1)], [line("97110", 1, "GP"), line("97140", 1, "GP")]), [[1, 1, false], [null, 1, false]]);
  assert.deepEqual(rows([line("97110", 1, "GP"), line("97110", 1, "GP")], [line("97110", 1, "GP")]), [[1, 1, true], [1, null, false]]);
  assert.deepEqual(rows([line("97140", 1, "GP")], []), [[1, null, false]]);
});

test("lines to type begin with the visit and hold no account", () => {
  const visit = { given: { date_of_service: "2026-03-02", discipline: "PT" }, place: "claim 3", file: 1, account: "A1" };
  assert.equal(linesToType(visit, [{ code: "97110", modifiers: ["GP", "KX"], units: 2 }]), "2026-03-02, PT, file 1, claim 3\n97110 GP KX x 2");
});

test("an account that does not add up is not called whole", () => {
  const file = { kind: "837P", parts: 10, read: 6, stepped_over: 3, reported: 1, lines: 4, in_visits: 3, skipped: { "no code": 1 } };
  assert.equal(accountOf({ files: [file] })[0].isWhole, true);
  assert.equal(accountOf({ files: [{ ...file, read: 5 }] })[0].isWhole, false);
  assert.equal(accountOf({ files: [{ ...file, skipped: {} }] })[0].isWhole, false);
});
