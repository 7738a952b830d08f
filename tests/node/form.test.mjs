// The form without a page: what is entered becomes rows, rows become a visit, and a visit fills the form.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as actions from "../../docs/assets/calculator/form_actions.js";
import { pressTimer } from "../../docs/assets/calculator/timers.js";
import { addRow, emptyState, fill, setAssisted, visitOf } from "../../docs/assets/calculator/form_state.js";
import { Page } from "../../docs/assets/calculator/page_data.js";
import { isEmpty, minutesShown } from "../../docs/assets/calculator/rows.js";
import { canUndo, noted } from "../../docs/assets/calculator/undo.js";
import { data, visits } from "./page_data.mjs";

const page = new Page(data);
const cases = JSON.parse(readFileSync(new URL("../data/entry_cases.json", import.meta.url), "utf8"));
const MEDICARE = { date_of_service: "2026-03-02", payer: "medicare-part-b", discipline: "PT" };

/** A form with a visit in it. */
function formWith(visit = { ...MEDICARE, services: [] }) {
  const state = emptyState();
  state.ownDate = true;
  fill(state, visit, page);
  return state;
}

/** The rows that have something, as code and minutes by field. */
const shown = ({ rows, assisted }) => rows.filter((row) => !isEmpty(row, assisted)).map((row) => ({
  code: row.code, ...Object.fromEntries(minutesShown(assisted).filter((name) => row[name]).map((name) => [name, row[name]])),
}));

/** A case's services as the form shows them: once one has persons, minutes alone are the therapist's. */
function expected(services) {
  const persons = services.some((service) => minutesShown(true).some((name) => name in service));
  return services.map(({ code, asks, minutes, ...service }) => ({
    code: code ?? asks,
    ...(minutes === undefined ? {} : { [persons ? "therapist_minutes" : "minutes"]: String(minutes) }),
    ...Object.fromEntries(minutesShown(true).filter((name) => name in service).map((name) => [name, String(service[name])])),
  }));
}

const spread = (state, text) => actions.spread(state, page, state.rows[0], text);
const enter = (text, one = {}) => {
  const state = formWith({ ...MEDICARE, ...one, services: [] });
  return { state, outcome: spread(state, text) };
};

for (const { text, services, ask, day, left = [], choices = [], payer = MEDICARE.payer, discipline = MEDICARE.discipline } of cases.services) {
  test(`entered: ${JSON.stringify(text)}`, () => {
    const { state, outcome } = enter(text, { payer, discipline });
    if (ask) {
      assert.equal(state.asking.ask.about, ask);
      assert.deepEqual(shown(state), [], "nothing is entered before the answer");
      assert.deepEqual(outcome.place, { field: "question" });
    } else {
      assert.deepEqual(shown(state), expected(services));
      assert.equal(state.fields.date_of_service, day ?? MEDICARE.date_of_service);
      for (const word of left) assert.ok(outcome.remarks.join(" ").includes(word), word);
    }
    for (const [, answer, answered, billed] of choices) {
      const { state: asked } = enter(text, { payer, discipline });
      const choice = asked.asking.ask.choices.find((each) => JSON.stringify(each.answer) === JSON.stringify(answer));
      actions.answerQuestion(asked, page, choice);
      assert.deepEqual(shown(asked), expected(answered));
      if (billed) assert.equal(asked.fields.billed, billed.join("\n"));
    }
  });
}

test("a visit that fills the form comes out of it again", () => {
  assert.ok(visits.length > 300);
  for (const visit of visits.filter(({ services }) => services)) { // lines without minutes are no visit for the form
    const { setting, ...rest } = visit;
    const told = JSON.parse(JSON.stringify(setting === "office" ? rest : visit));
    const persons = told.services.some((service) => minutesShown(true).some((name) => name in service));
    for (const service of persons ? told.services : []) {
      if ("minutes" in service) service.therapist_minutes = service.minutes; // as the form shows it beside others by person
      delete service.minutes;
    }
    for (const line of told.billed ?? []) line.modifiers ??= [];
    if (told.billed?.some(({ modifiers }) => modifiers.some((each) => each.length !== 2))) continue; // the text of such a line is refused
    assert.deepEqual(visitOf(formWith(visit), page), told, JSON.stringify(visit));
  }
});

test("of rows of several visits one is in the form at a time, and the others are still offered", () => {
  const { state } = enter("Patient\tDOS\tCPT\tMinutes\nRoe\t3/2/2026\t97110\t20\nRoe\t3/2/2026\t97112\t10\nPoe\t3/4/2026\t97140\t20");
  const [first, second] = state.asking.ask.choices;
  actions.answerQuestion(state, page, first);
  assert.deepEqual(shown(state), expected([{ code: "97110", minutes: 20 }, { code: "97112", minutes: 10 }]));
  assert.equal(state.asking.entered, first.label);
  actions.answerQuestion(state, page, second);
  assert.deepEqual(shown(state), expected([{ code: "97140", minutes: 20 }]));
  assert.equal(state.fields.date_of_service, "2026-03-04");
  assert.deepEqual(actions.leaveQuestion(state).place.field, "code");
  assert.equal(state.asking, null);
});

test("what is entered takes the place of the example and of its day", () => {
  const state = formWith({ ...MEDICARE, services: [{ code: "97110", minutes: 33 }, { code: "97140", minutes: 7 }] });
  state.isExample = true;
  for (const row of state.rows) row.ofExample = true;
  spread(state, "gait 20");
  assert.deepEqual(shown(state), [{ code: "97116", minutes: "20" }]);
  assert.equal(state.fields.date_of_service, actions.today());
});

test("a name of one code becomes the code, one of several stays", () => {
  const state = formWith();
  const [row] = state.rows;
  for (const [text, code] of [["gait", "97116"], ["evaluation", "evaluation"], ["97110", "97110"]]) {
    row.code = text;
    actions.takeName(state, page, row, false);
    assert.equal(row.code, code);
  }
});

test("minutes are spelled out, and of one person leave those of the other", () => {
  const state = formWith({ ...MEDICARE, services: [{ code: "97110", therapist_minutes: 15 }, { code: "97140", therapist_minutes: 9 }] });
  const [row] = state.rows;
  row.assistant_minutes = "8a";
  actions.spell(state, row, "assistant_minutes");
  assert.deepEqual([row.therapist_minutes, row.assistant_minutes], ["15", "8"]);
  const alone = formWith({ ...MEDICARE, services: [{ code: "97110", minutes: 15 }, { code: "97140", minutes: 9 }] });
  alone.rows[0].minutes = "15t 8a";
  actions.spell(alone, alone.rows[0], "minutes");
  assert.deepEqual(shown(alone), expected([{ code: "97110", therapist_minutes: 15, assistant_minutes: 8 }, { code: "97140", minutes: 9 }]));
});

test("times come with minutes, and go when the minutes are changed otherwise", () => {
  const { state } = enter("97110 9:00-9:20");
  const [row] = state.rows;
  const times = () => [row.carried.start, row.carried.stop];
  assert.deepEqual(times(), ["09:00", "09:20"]);
  actions.step(state, row, 1);
  assert.deepEqual([row.minutes, ...times()], ["21", undefined, undefined]);
  for (const [typed, minutes] of [["12:50-1:20", "12:50-1:20"], ["15-20", "15-20"], ["12:50pm-1:20pm", "30"]]) {
    row.minutes = typed;
    actions.spell(state, row, "minutes");
    assert.equal(row.minutes, minutes);
  }
  assert.deepEqual(times(), ["12:50", "13:20"]);
});

test("persons' minutes are kept while one column is shown", () => {
  const state = formWith({ ...MEDICARE, services: [{ code: "97110", therapist_minutes: 15, assistant_minutes: 8 }] });
  const [row] = state.rows;
  setAssisted(state, false);
  assert.equal(row.minutes, "23");
  setAssisted(state, true);
  assert.deepEqual([row.therapist_minutes, row.assistant_minutes], ["15", "8"]);
  setAssisted(state, false);
  row.minutes = "30";
  setAssisted(state, true);
  assert.deepEqual([row.therapist_minutes, row.assistant_minutes], ["30", ""]);
});

test("what a code counts goes with the code that reads it", () => {
  const code = data.codes.find(({ reads }) => reads);
  const [field] = code.reads;
  const state = formWith({ ...MEDICARE, services: [{ code: code.code, minutes: 20, [field]: 30 }] });
  assert.equal(visitOf(state, page).services[0][field], 30);
  actions.takeCode(state, page, state.rows[0], "97110");
  assert.equal(field in visitOf(state, page).services[0], false);
});

test("a timer adds whole minutes and goes on with the seconds over", () => {
  const state = formWith({ ...MEDICARE, services: [{ code: "97110", minutes: 10 }] });
  const [row] = state.rows;
  assert.equal(pressTimer(state, row, 0), null);
  assert.match(pressTimer(state, row, (7 * 60 + 40) * 1000), /7 minutes.*40 seconds/);
  assert.deepEqual([row.minutes, row.began, row.over], ["17", null, 40]);
  pressTimer(state, row, 1_000_000);
  assert.doesNotMatch(pressTimer(state, row, 1_020_000), /second/);
  assert.equal(row.minutes, "18");
});

test("undo brings the visit before, and leaves running timers to their services", () => {
  const state = formWith({ ...MEDICARE, services: [{ code: "97110", minutes: 10 }, { code: "97140", minutes: 8 }] });
  const before = visitOf(state, page);
  actions.note(state, before);
  actions.note(state, before);
  assert.equal(canUndo(state.past), false, "the same visit is noted once");
  pressTimer(state, state.rows[0], 5000);
  actions.removeRow(state, state.rows[1]);
  actions.note(state, visitOf(state, page));
  actions.undo(state, page);
  assert.deepEqual(visitOf(state, page), before);
  assert.deepEqual(state.rows.map(({ began }) => began), [5000, null]);
  assert.deepEqual(noted(state.past, before), state.past);
});

test("Enter leads through the fields to an empty row, and never past an empty one", () => {
  const state = formWith({ ...MEDICARE, services: [{ code: "97110", minutes: 10 }] });
  const [row] = state.rows;
  assert.deepEqual(actions.nextPlace(state, row, "code"), { row: row.id, field: "minutes" });
  const next = actions.nextPlace(state, row, "minutes");
  assert.deepEqual([next.row, next.field], [state.rows[1].id, "code"]);
  assert.deepEqual(actions.nextPlace(state, state.rows[1], "minutes"), { row: state.rows[1].id, field: "code" });
  assert.equal(state.rows.length, 2);
});

test("the next visit keeps what is the practice's, and no service or amount", () => {
  const practice = { ...MEDICARE, setting: "facility", locality: data.places[0].key, apm: true, participating: false };
  const state = formWith({ ...practice, amount_used: "100.00", choose: ["97110"], diagnoses: ["M54.50"], services: [{ code: "97110", minutes: 10 }] });
  actions.beginAnew(state, page, visitOf(state, page));
  assert.deepEqual(visitOf(state, page), { ...practice, services: [] });
  addRow(state);
  actions.takeCode(state, page, null, "97140");
  assert.equal(state.rows[0].code, "97140");
});
