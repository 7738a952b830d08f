// What of a visit goes into the address: all of a visit that the engine reads, and of any other nothing that is not known.
import assert from "node:assert/strict";
import test from "node:test";
import { sharing } from "../../docs/assets/calculator/address.js";
import { data, seeded, visits } from "./page_data.mjs";

const shareable = sharing(data);

const words = new Set([
  ...Object.values(data.fields).flatMap((field) => (Array.isArray(field) ? field : [])), ...data.codes.map(({ code }) => code),
  ...["modifiers", "payers", "disciplines", "settings"].flatMap((name) => data[name].map(({ key }) => key)),
]);
const DAY_CLOCK_OR_NUMBER = /^(?:\d{4}-\d\d-\d\d|\d\d:\d\d|\d+(?:\.\d+)?|\d{5}-\d\d|)$/;
const LOOKS = { pointers: /^[A-L]$/, diagnoses: /^[A-Z]\d[\dA-Z](?:\.?[\dA-Z]{1,4})?$/i };

/** Every text in a value, names of fields too, that is not known where it stands. */
function unknownIn(value, field = "") {
  if (typeof value === "string") return words.has(value) || DAY_CLOCK_OR_NUMBER.test(value) || LOOKS[field]?.test(value) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((each) => unknownIn(each, field));
  return Object.entries(value ?? {}).flatMap(([name, each]) => [...(Object.hasOwn(data.fields, name) ? [] : [name]), ...unknownIn(each, name)]);
}

const NAMES = ["Roe", "Jane Roe", "JANE", "roe@example.org", "9:00 Roe", "Roe 2026-03-02", "2026-03-02 Roe", "97110 Roe", "09:00\nRoe", "constructor", "__proto__", "toString", "hasOwnProperty"];

test("a visit that the engine reads is shared whole, where all in it is known", () => {
  const known = visits.filter((visit) => !unknownIn(visit).length); // others have modifiers and codes that no rule knows
  assert.ok(known.length > 100 && known.length > visits.length * 0.95);
  for (const visit of known) assert.deepEqual(shareable(visit), visit);
});

test("nothing that is not known is shared, wherever it stands in a visit", () => {
  const { below, of } = seeded(25);
  const odd = () => of([of(NAMES), of(NAMES), [of(NAMES)], { [of(NAMES)]: 1 }, { code: of(NAMES) }, { code: "97110", [of(NAMES)]: of(NAMES) }, { units: 1, code: of(NAMES), modifiers: [of(NAMES)] }, { lines: [of(NAMES), { code: "97110", units: 1, modifiers: [of(NAMES)] }] }, null, 7, true]);
  /** The value with names put into some places. */
  function spoiled(value) {
    if (below(12) === 0) return odd();
    if (Array.isArray(value)) return [...value.map(spoiled), ...(below(6) === 0 ? [odd()] : [])];
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([name, each]) => [below(25) === 0 ? of(NAMES) : name, spoiled(each)]);
    if (below(4) === 0) entries.push([of(Object.keys(data.fields)), odd()]);
    return Object.fromEntries(entries);
  }
  let left = 0;
  for (let number = 0; number < 8000; number += 1) {
    const whole = of(visits);
    const visit = Object.fromEntries(Object.entries({ ...whole, [of(Object.keys(data.fields))]: odd() }).map(([name, value]) => [name, spoiled(value)]));
    const shared = shareable(visit);
    assert.deepEqual(unknownIn(shared), [], JSON.stringify(visit));
    assert.deepEqual(shareable(shared), shared, "what is known stays");
    if (JSON.stringify(shared) !== JSON.stringify(visit)) left += 1;
  }
  assert.ok(left > 2000 && left < 8000, `${left}`);
});

test("a name takes only its own field, line or service with it, and one time of day the other", () => {
  const visit = { date_of_service: "2026-11-30", payer: "Roe", discipline: "PT", services: [{ code: "97110", minutes: 25, start: "09:00", stop: "Roe", furnished_by: "Jane" }, { code: "Roe", minutes: 5 }, { code: "97140", minutes: "Roe", furnished_by: "student" }, { code: "" }], choose: ["97110", "Roe"], billed: [{ code: "97110", units: 2, modifiers: ["GP"] }, { code: "97140", units: 1, modifiers: ["JR"] }], amount_used: "Roe", deductible_left: "12.50", diagnoses: ["M54.50", "Roe"], plan: { certified: "2026-11-01", certified_by: "Roe" }, record: { signed: true }, other_visits: [{ discipline: "OT", lines: [{ code: "97530", units: 1, modifiers: ["GO", "JR"] }] }] };
  assert.deepEqual(shareable(visit), {
    date_of_service: "2026-11-30", discipline: "PT", services: [{ code: "97110", minutes: 25 }, { code: "97140", furnished_by: "student" }, { code: "" }], choose: ["97110"], billed: [{ code: "97110", units: 2, modifiers: ["GP"] }], deductible_left: "12.50", record: { signed: true },
  });
});
