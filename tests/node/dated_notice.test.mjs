// When a notice of a change is shown: from the first of its days to the last, by the reader's own date.
import assert from "node:assert/strict";
import test from "node:test";

const defined = new Map();
Object.assign(globalThis, { HTMLElement: class {}, customElements: { define: (name, element) => defined.set(name, element) } });
await import("../../docs/assets/dated_notice.js");
const { isShown } = defined.get("dated-notice");

const FROM = "2030-10-03";
const UNTIL = "2031-04-01";
const DAYS = { "2030-10-02": false, "2030-10-03": true, "2031-01-01": true, "2031-04-01": true, "2031-04-02": false };

for (const [day, shown] of Object.entries(DAYS)) {
  const [year, month, date] = day.split("-").map(Number);
  test(`${shown ? "shown" : "hidden"} on ${day}, from its first minute to its last`, () => {
    assert.equal(isShown(FROM, UNTIL, new Date(year, month - 1, date, 0, 0)), shown);
    assert.equal(isShown(FROM, UNTIL, new Date(year, month - 1, date, 23, 59)), shown);
  });
}
