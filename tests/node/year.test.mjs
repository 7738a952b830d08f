// The patient's year: amounts by KX bucket, and the file that keeps them.
import assert from "node:assert/strict";
import test from "node:test";
import { Page } from "../../docs/assets/calculator/page_data.js";
import { addVisit, beginYear, followYear, newYear, openYear, otherYear, savedYear, takeOut } from "../../docs/assets/calculator/year.js";
import { data } from "./page_data.mjs";

const page = new Page(data);
const DAY = "2026-03-02";
const [PT, OT] = ["PT", "OT"].map((discipline) => page.bucketOf(discipline));

/** A year with some amount used in physical therapy. */
function yearWith(amount_used, discipline = "PT") {
  const year = newYear();
  beginYear(year, { discipline, amount_used }, page);
  return year;
}

test("physical and speech therapy share an amount, occupational therapy has its own", () => {
  assert.equal(page.bucketOf("SLP"), PT);
  assert.notEqual(OT, PT);
  const year = yearWith("100.00");
  const fields = { discipline: "OT", amount_used: "100.00" };
  followYear(year, fields, page);
  assert.equal(fields.amount_used, "", "another bucket brings its own");
  fields.discipline = "SLP";
  followYear(year, fields, page);
  assert.equal(fields.amount_used, "100.00");
});

test("a visit that is added can be taken out again", () => {
  const year = yearWith("2350.00");
  assert.equal(addVisit(year, { date_of_service: DAY, discipline: "PT" }, 10011), "2450.11");
  assert.equal(takeOut(year, year.visits[0], page), "2350.00");
  assert.deepEqual(year.visits, []);
});

test("a saved year opens as it was, in its own year", () => {
  const year = yearWith("2350.00");
  addVisit(year, { date_of_service: DAY, discipline: "PT" }, 10011);
  const text = savedYear(year, DAY, page);
  const other = yearWith("1.00");
  assert.equal(openYear(other, text, DAY, page), "2450.11");
  assert.deepEqual([other.used, other.visits], [{ [PT]: 245011, [OT]: 0 }, year.visits]);
  const untouched = yearWith("12");
  assert.equal(openYear(untouched, text, "2025-03-03", page), null);
  assert.deepEqual([untouched.used, untouched.visits], [{ [PT]: 1200 }, []]);
});

test("a file of something else is refused and changes nothing", () => {
  for (const text of ["[]", "{}", "no JSON", '{"year":"2026","used":{"PT-SLP":"x","OT":"0.00"}}', '{"year":"2026","used":{"PT-SLP":"1.00","OT":"0.00"},"visits":[{}]}']) {
    const year = yearWith("12");
    assert.equal(openYear(year, text, DAY, page), null, text);
    assert.ok(year.said);
    assert.deepEqual([year.used, year.visits], [{ [PT]: 1200 }, []]);
  }
});

test("amounts that were added up for another year are said to be", () => {
  const year = yearWith("12");
  addVisit(year, { date_of_service: DAY, discipline: "PT" }, 100);
  assert.equal(otherYear(year, DAY), "");
  assert.match(otherYear(year, "2025-03-03"), /2026.*2025/);
  assert.equal(otherYear(year, "0002-03-03"), "", "a year half typed is none");
});
