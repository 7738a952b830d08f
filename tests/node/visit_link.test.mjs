// The visit in an address: written and read, and links that mean harm.
import assert from "node:assert/strict";
import test from "node:test";
import { emptyState, fill, visitOf } from "../../docs/assets/calculator/form_state.js";
import { Page } from "../../docs/assets/calculator/page_data.js";
import { hashOf, linesOf, readVisit, TooLarge, visitText } from "../../docs/assets/calculator/visit_link.js";
import { data, visits } from "./page_data.mjs";

const page = new Page(data);
const read = (text) => readVisit(text, data.deepest);
const GOOD = { date_of_service: "2026-03-02", payer: "medicare-part-b", discipline: "PT", services: [{ code: "97110", minutes: 33 }] };

test("a visit is read as it was written", () => {
  for (const visit of visits) assert.deepEqual(read(visitText(hashOf(visit))).visit, JSON.parse(JSON.stringify(visit)));
  assert.equal(visitText("#section"), undefined);
  assert.deepEqual(linesOf("97110:2:GP:KX 97140:1"), [{ code: "97110", units: 2, modifiers: ["GP", "KX"] }, { code: "97140", units: 1, modifiers: [] }]);
});

test("what is no visit is refused, and what is too large says so", () => {
  for (const text of ["%7Bbroken", "5", "null", "[]", "%E0%A4%A"]) assert.throws(() => read(text), (error) => !(error instanceof TooLarge));
  const deep = (depth) => encodeURIComponent(`{"x":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  const many = encodeURIComponent(JSON.stringify({ services: Array.from({ length: 101 }, () => ({})) }));
  for (const text of [deep(data.deepest + 1), deep(3000), many, "x".repeat(50_001)]) assert.throws(() => read(text), TooLarge);
  read(deep(data.deepest - 1));
});

test("minutes told twice are noticed", () => {
  assert.equal(read(encodeURIComponent(JSON.stringify({ services: [{ minutes: 5, assistant_minutes: 5 }] }))).notices.length, 1);
});

test("whatever a link holds fills the form or is refused", () => {
  const odd = [null, 5, "x", [], {}, [null], [7], ["x"], { a: [] }, true, 1e308, "9".repeat(400), "<img src=x onerror=alert(1)>"];
  const names = [...Object.keys(data.fields), ...Object.getOwnPropertyNames(Object.prototype)];
  for (const name of names) {
    for (const value of odd) {
      const service = JSON.parse(JSON.stringify({ code: "97110", minutes: 5 }));
      for (const visit of [{ ...GOOD, [name]: value }, { ...GOOD, services: [Object.assign(service, { [name]: value })] }]) {
        const state = emptyState();
        let isRead = true;
        try {
          fill(state, read(encodeURIComponent(JSON.stringify(visit))).visit, page);
        } catch {
          isRead = false; // the page says that it could not be read
        }
        if (isRead) assert.ok(Array.isArray(visitOf(state, page).services), name);
      }
    }
  }
});
