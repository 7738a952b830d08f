// The training: which questions a name asks, and what is right of the lines that were entered.
import assert from "node:assert/strict";
import test from "node:test";
import { grade } from "../../docs/assets/training/grading.js";
import { drawn, setOf } from "../../docs/assets/training/question_sets.js";

const line = (code, units, ...modifiers) => ({ code, units, modifiers });
const answer = (...lines) => ({ lines, choices: [] });
const graded = (result, ...entered) => grade(entered, result);

const TIE = {
  lines: [line("97110", 2, "GP"), line("97112", 1, "GP")],
  choices: [{ alternatives: [{ lines: [line("97110", 1, "GP"), line("97112", 2, "GP")] }] }],
};
const SPLIT = answer(line("97110", 2, "GP"), line("97110", 1, "GP", "CQ"), line("97129", 1, "GN"), line("97130", 1, "GN"));

test("a tie is right either way, and otherwise judged by the nearest answer", () => {
  for (const [one, other] of [[2, 1], [1, 2]]) assert.ok(graded(TIE, line("97110", one, "GP"), line("97112", other, "GP")).right);
  const both = graded(TIE, line("97110", 2, "GP"), line("97112", 2, "GP"));
  assert.deepEqual(both, { right: false, expected: [null, "97112 GP: 1 unit"], missing: [] });
});

test("modifiers stand in any order, and a code may need two lines", () => {
  const entered = [line("97130", 1, "GN"), line("97110", 1, "CQ", "GP"), line("97110", 2, "GP"), line("97129", 1, "GN")];
  assert.ok(grade(entered, SPLIT).right);
});

test("a line that is missing is named, at its code or at the end", () => {
  const { expected, missing } = graded(SPLIT, line("97110", 3, "GP"), line("97129", 1, "GN"));
  assert.deepEqual(expected, ["97110 GP: 2 units and 97110 GP CQ: 1 unit", null]);
  assert.deepEqual(missing, ["97130 GN: 1 unit"]);
});

test("a code without a unit is right with 0, and wrong with more", () => {
  assert.ok(graded(answer(), line("97110", 0)).right);
  assert.deepEqual(graded(answer(), line("97110", 1, "GP")).expected, ["no unit"]);
});

test("a line too much of a code that has its units is one", () => {
  const { right, expected } = graded(answer(line("97110", 2, "GP")), line("97110", 2, "GP"), line("97110", 1, "GP", "CQ"));
  assert.deepEqual([right, ...expected], [false, null, "no further line"]);
});

const QUESTIONS = Array.from({ length: 40 }, (_, number) => ({
  key: `key-${number}`, difficulty: number % 2 ? "easy" : "hard", visit: { discipline: number % 3 ? "PT" : "OT" },
}));
const keys = (name, questions = QUESTIONS) => drawn(questions, setOf(name)).map(({ key }) => key);

test("the same name asks the same questions, another name others", () => {
  assert.equal(keys("PT-easy-monday").length, 10);
  assert.deepEqual(keys("PT-easy-monday"), keys("PT-easy-monday"));
  assert.notDeepEqual(keys("PT-easy-monday"), keys("PT-easy-tuesday"));
});

test("discipline and difficulty choose; a word alone asks any", () => {
  for (const { visit, difficulty } of drawn(QUESTIONS, setOf("OT-hard-x"))) assert.deepEqual([visit.discipline, difficulty], ["OT", "hard"]);
  assert.deepEqual(setOf("word"), { name: "word", discipline: "any", difficulty: "any" });
  assert.deepEqual(keys("PT-impossible-x"), []);
});

test("a question more or less moves none of the others", () => {
  const few = QUESTIONS.filter(({ key }) => key !== keys("any-any-x")[3]);
  assert.deepEqual(keys("any-any-x", few).slice(0, 9), keys("any-any-x").filter((_, place) => place !== 3));
});
