// Which message is at which field: by field and kind of an error, and by where the user is.
import assert from "node:assert/strict";
import test from "node:test";
import { emptyState, fill, visitOf } from "../../docs/assets/calculator/form_state.js";
import { Page } from "../../docs/assets/calculator/page_data.js";
import { at, placed } from "../../docs/assets/calculator/problems.js";
import { data } from "./page_data.mjs";

const page = new Page(data);
const VISIT = { date_of_service: "2026-03-02", payer: "medicare-part-b", discipline: "PT" };

/** A form with a visit and the errors to it. */
function formWith(visit, errors) {
  const state = emptyState();
  fill(state, { ...VISIT, ...visit }, page);
  visitOf(state, page);
  state.problems = { errors, entered: state.entered };
  return state;
}

const two = (errors, focus = null, services = [{ code: "97110", minutes: 10 }, { code: "nonsense", minutes: 5 }]) => {
  const state = formWith({ services }, errors);
  return { state, ids: state.rows.map(({ id }) => id), ...placed(state, page, focus) };
};

test("a message is at the field that its error names", () => {
  for (const field of ["date_of_service", "payer", "discipline", "setting", "locality", "amount_used", "deductible_left", "billed", "other_visits"]) {
    assert.deepEqual([...two([{ field, message: "found x" }]).wrong.keys()], [field]);
  }
  const { wrong, ids } = two([{ field: "services[0].minutes", message: "found 7.5" }, { field: "services[1].code", message: "x" }]);
  assert.deepEqual([...wrong.keys()], [at(ids[0], "minutes"), at(ids[1], "code")]);
});

test("what belongs to no field is listed, whatever it is called", () => {
  for (const field of ["constructor", "toString", "__proto__", "colour", "services[9].code", ""]) {
    const { others, wrong, number } = two([{ field, message: "unknown" }]);
    assert.deepEqual([others.length, wrong.size, number], [1, 0, 1]);
  }
});

test("one message is said once at its field, and counted once", () => {
  const error = { field: "payer", message: "missing", kind: "missing" };
  assert.equal(two([error, error]).number, 1);
});

test("a choice that is not offered is named, and minutes that are missing are called so, in any words of the engine", () => {
  const { wrong } = two([{ field: "payer", message: "many words", kind: "value", found: "'acme'" }]);
  assert.match(wrong.get("payer")[0], /'acme'/);
  const missing = (message) => {
    const { wrong: found, ids } = two([{ field: "services[0]", message, kind: "missing" }]);
    return found.get(at(ids[0], "minutes"))[0];
  };
  assert.equal(missing("one way"), missing("another way"));
});

test("a name of several codes offers them, one like others names them, and what is nothing asks for a code", () => {
  const errors = [{ field: "services[0].code", message: "unknown" }];
  const offered = (code) => {
    const { offers, wrong, ids } = two(errors, null, [{ code, minutes: 10 }]);
    return { codes: offers.get(ids[0]), says: wrong.get(at(ids[0], "code"))[0] };
  };
  assert.ok(offered("evaluation").codes.length > 1);
  for (const code of offered("evaluation").codes) assert.ok(offered("evaluation").says.includes(code));
  assert.deepEqual(offered("qqqq").codes, []);
  assert.match(offered("PTA gait 10").says, /whose minutes/);
});

test("what is being filled in is not called wrong", () => {
  const errors = [{ field: "services[1].code", message: "unknown" }, { field: "services[1].minutes", message: "missing", kind: "missing" }];
  const number = (code, minutes, focus) => {
    const state = formWith({ services: [{ code: "97110", minutes: 10 }, { code, minutes }] }, errors);
    return placed(state, page, focus && { row: state.rows[1].id, field: focus }).number;
  };
  assert.equal(number("9711", "", null), 2, "nobody is there");
  assert.equal(number("9711", "", "code"), 0, "a code half typed, and its minutes to come");
  assert.equal(number("eval", "", "code"), 0, "a name half typed");
  assert.equal(number("zzzz", "", "code"), 1, "no code begins so");
  assert.equal(number("97110", "9:00-9:", "minutes"), 1, "times half typed");
});

test("at lines as billed a message names its line", () => {
  const state = formWith({ services: [] }, [{ field: "billed[1].units", message: "missing" }]);
  state.fields.billed = "97110 GP 2\n\n97140 GP";
  visitOf(state, page);
  assert.match(placed(state, page, null).wrong.get("billed")[0], /^Line 3: /);
});

test("a row that is gone takes its messages with it", () => {
  const state = formWith({ services: [{ code: "97110", minutes: "x" }, { code: "97140", minutes: 5 }] }, [{ field: "services[0].minutes", message: "x" }]);
  state.rows = state.rows.slice(1);
  assert.equal(placed(state, page, null).wrong.size, 0);
});
