// What is shown of a result: parts as pure functions, read without a document (render.mjs).
import assert from "node:assert/strict";
import test from "node:test";
import { auditSheet } from "../../docs/assets/result/audit_sheet.js";
import { choiceButtons } from "../../docs/assets/result/choices.js";
import { exampleRows } from "../../docs/assets/result/claim_lines.js";
import { why } from "../../docs/assets/result/example_view.js";
import { ranked } from "../../docs/assets/result/findings.js";
import { first, next, then, viewOf } from "../../docs/assets/result/result_view.js";
import { notChecked } from "../../docs/assets/result/steps.js";
import { tablesSaid } from "../../docs/assets/result/tables_used.js";
import { markup, textOf } from "./render.mjs";

globalThis.matchMedia = () => ({ matches: false });

const cite = (source, at = "", tier = null) => ({ source, at, tier });
const finding = (severity, says, more = {}) => ({ check: `check-${severity}`, kind: "check", severity, says, cites: [], of: null, line: null, ...more });
const step = (says, more = {}) => ({ kind: "counting", rule: "payers/one", says, facts: [], gives: "2 units", cites: [], ...more });
const LABELS = {
  rules: { "payers/one": "Payer One", "checks/check-error": "A fault", "codes/97110": "97110" },
  sources: { law: { title: "The law", tier: "primary", mark: "", publisher: "CMS", read_where: "", read_on: "2026-03-02" } },
  severities: { error: "Error", warning: "Warning", info: "Note" }, counting_rules: { pooled: "Pooled", midpoint: "Midpoint" },
  counts_units: { "pooled-minutes": "pools" }, surely: { primary: "by its own text" }, reductions: { deductible: "Deductible" },
  minutes: { minutes: "Minutes", therapist_minutes: "Therapist" }, threshold: "kx",
};
const DATA = {
  labels: LABELS, codes: [{ code: "97110", name: "Exercise", base: null }], settings: [], fingerprint: "f00",
  payers: [{ key: "one", name: "Payer One", counts: [{ since: "2018-01-01", method: "pooled-minutes", surely: "primary" }] }],
  disciplines: [{ key: "PT", name: "Physical therapy" }], earliest_date_of_service: "2018-01-01",
};
const VISIT = { date_of_service: "2026-03-02", payer: "one", discipline: "PT", services: [{ code: "97110", minutes: 30 }] };
const LINES = [{ code: "97110", units: 2, modifiers: ["GP"] }];
const COUNTED = { code: "97110", add_on: null, minutes: 30, therapist: 30, assistant: 0, minutes_per_unit: 15, pooled: true };
const rule = (name, followed) => ({ rule: name, followed, timed_units: 2, lines: LINES, next_unit: [], allowed: null, medicare: null, patient: null });
const RESULT = {
  lines: LINES, unbilled: [], timed_minutes: 30, pooled_minutes: 30, timed_units: 2, total_minutes: 30, choices: [], findings: [],
  not_checked: [], steps: [step("add the minutes")], payment: null, tables: [], minutes_by_unit: [], edition: "2026.2",
  both_rules: { says: "Both agree.", rules: [rule("pooled", true), rule("midpoint", false)], codes: [COUNTED] },
};
const viewed = (result = {}, visit = {}, more = {}) =>
  viewOf({ data: DATA, visit: { ...VISIT, ...visit }, result: { ...RESULT, ...result }, handlers: { take() {}, copy() {} }, ...more });

test("the lines come first, with the name of the code and buttons that an old answer does not offer", () => {
  const drawn = textOf(first(viewed()));
  assert.match(drawn, /March 2, 2026.*97110\s*Exercise\s*GP\s*2.*Copy as/);
  assert.ok(!markup(first(viewed())).includes("disabled"));
  assert.equal(markup(first(viewed({}, {}, { old: true }))).match(/disabled/g).length, 3);
});

test("without lines each reason stands once with its codes", () => {
  const unbilled = ["97110", "97140"].map((code) => ({ code, minutes: 7, reason: "too-few", because: "too short" }));
  assert.match(textOf(first(viewed({ lines: [], unbilled }))), /97110 and 97140: too short\./);
});

test("findings come worst first, lead to their check, and name their line", () => {
  const findings = [finding("info", "b"), finding("error", "97110 has none", { of: "billed", line: 0 }), finding("warning", "c", { kind: "unsettled" })];
  assert.deepEqual(ranked(findings).map(({ severity }) => severity), ["error", "warning", "info"]);
  const view = viewed({ findings }, { billed: [{ code: "97110", units: 3, modifiers: [] }] });
  assert.match(textOf(first(view)), /1 error, 1 warning and 1 note/);
  assert.match(textOf(first(view)), /Error\s*\S+ line 1: 97110 has none\s*Warning, not settled by the sources\s*C\s*Note\s*B/i);
  assert.match(markup(first(view)), /href=\S*checks\/check-error\//);
});

test("nothing found in billed lines is told, because somebody asked", () => {
  assert.match(textOf(first(viewed({}, { billed: LINES }))), /No problems found/);
  assert.doesNotMatch(textOf(first(viewed())), /No problems found/);
});

test("places are numbered from the findings on, each once, in all parts alike", () => {
  const findings = [finding("error", "a", { cites: [cite("law", "1")] })];
  const steps = [step("s", { cites: [cite("law", "2"), cite("law", "1")] })];
  const view = viewed({ findings, steps });
  assert.match(markup(first(view)), /aria-label=Source 1: The law, 1>1</);
  const [one, two] = [...markup(then(view)).matchAll(/aria-label=Source (\d)/g)].map(([, number]) => number);
  assert.deepEqual([one, two], ["1", "2"]);
  assert.match(textOf(then(view)), /Sources \(2\)\s*The law, 1\. CMS\s*The law, 2\. CMS/);
});

test("a place read less surely than its source says so", () => {
  const steps = [step("s", { cites: [cite("law", "1", "unverified")] })];
  assert.match(textOf(then(viewed({ steps }))), /The law, 1, unverified/);
});

test("what was not checked stands by its reason, with fields in words", () => {
  const entries = [{ check: "a-b", kind: "not-told", because: "the visit does not tell plan.first_day", needs: ["plan.first_day"] }];
  assert.match(textOf(notChecked([...entries, { ...entries[0], check: "c" }], LABELS)), /\(2\)\s*The visit does not tell plan first day:\s*a b\s*,\s*c\s*\./);
});

test("lines that might need KX say that this is not known", () => {
  const not_checked = [{ check: "kx", kind: "not-told", because: "the amount was not given", needs: [] }];
  assert.match(textOf(next(viewed({ not_checked }))), /^The amount was not given\./);
  assert.doesNotMatch(textOf(next(viewed({ not_checked, lines: [] }))), /amount was not given/);
});

test("a tie offers exchanges of one code first, and no more than can be read", () => {
  const alternatives = [["b", "c"], ["a", "c"], ...Array(20).fill(["a", "d"])].map((taken) => ({ taken, lines: [] }));
  const drawn = textOf(choiceButtons({ units: 2, codes: ["a", "b", "c", "d"], taken: ["a", "b"], alternatives }, { take() {} }));
  assert.match(drawn, /last 2 units.*c instead of a\s*\S+ c instead of b/);
  assert.equal(drawn.match(/instead of/g).length, 12);
  assert.match(drawn, /10 more combinations/);
});

test("both rules say which one the payer follows, and how far the next unit is", () => {
  const rules = [{ ...rule("pooled", true), next_unit: [{ code: null, minutes: 8 }] }, rule("midpoint", false)];
  const drawn = textOf(next(viewed({ both_rules: { ...RESULT.both_rules, rules } })));
  assert.match(drawn, /Pooled \(this payer\)\s*Midpoint/);
  assert.match(drawn, /Payer One pools, .* by its own text\. 8 more/);
  assert.match(textOf(next(viewed({}, { payer: "one", date_of_service: "2017-01-01" }))), /Both agree\./);
});

test("a worked example has its rows and steps, with letters for sources", () => {
  const unbilled = [{ code: "97140", minutes: 9, reason: "payer-rule-unknown", because: "nobody knows" }];
  assert.equal(textOf(exampleRows({ ...RESULT, unbilled }, LABELS)), "971102GP 97140?nobody knows");
  const drawn = why({ ...RESULT, steps: [step("s", { cites: [cite("law")] })] }, LABELS);
  assert.match(markup(drawn), /aria-label=Source a: The law/);
  assert.match(textOf(drawn), /Step by step: 30 pooled minutes.*Rule: Payer One/);
});

test("the audit sheet has no step of a finding and no finding of a table, which stand elsewhere", () => {
  const findings = [finding("info", "table text", { kind: "table" }), finding("error", "real", { cites: [cite("law", "1"), cite("law", "2")] })];
  const steps = [step("count"), step("found", { kind: "finding" })];
  const drawn = textOf(auditSheet(viewed({ findings, steps }, { setting: "x", amount_used: "12.00" }), "https://x.test/#v=1"));
  assert.match(drawn, /Payer\s*Payer One.*Setting\s*x.*\$12\.00/);
  assert.match(drawn, /Error: Real \[1\].*Count 2 units\s*Sources\s*The law, 1; 2, read 2026-03-02/);
  assert.doesNotMatch(drawn, /table text|Found/);
  assert.match(drawn, /fingerprint f00.*https:\/\/x\.test\/#v=1/);
});

test("the sheet tells every field of a visit, also those that it has no place for", () => {
  const drawn = textOf(auditSheet(viewed({}, { stays: ["hospice"], services: [{ code: "97110", therapist_minutes: 8, start: "09:00", stop: "09:08", separate: true }] }), ""));
  assert.match(drawn, /Stays\s*hospice/);
  assert.match(drawn, /97110\s*therapist 8, 09:00 to 09:08, separate true/);
});

test("a QR code stands for a link that fits in one", () => {
  const encode = () => ({ data: [[true, false], [false, true]], size: 2 });
  const sheet = (link) => markup(auditSheet(viewed(), link, encode));
  assert.match(sheet("https://x.test/"), /<path d=M0 0h1v1h-1zM1 1h1v1h-1z>/);
  assert.doesNotMatch(sheet("x".repeat(2801)), /<path/);
});

test("tables say which days they are for and what they do not list", () => {
  const table = { kind: "pairs", title: "Edits", since: "2026-01-01", covers_date: false, no_row: ["97110"], not_loaded: ["97140"] };
  assert.deepEqual(tablesSaid([table]).map((text) => /does not cover|nothing was loaded for 97140|no limit for 97110/.test(text)), [true, true, true]);
  assert.deepEqual(tablesSaid([]), []);
});

const unit = (therapist, assistant, earned_by, modifier = null) => ({ length: 15, therapist, assistant, earned_by, modifier });

test("the drawing says of each unit whose minutes it holds and which code gets it", () => {
  const minutes_by_unit = [
    { code: null, units: [unit(15, 0, "97110"), unit(5, 8, "97140"), unit(0, 2, null)] },
    { code: "97110", units: [unit(15, 0, "97110")] }, { code: "97140", units: [unit(5, 8, "97140", "CQ"), unit(0, 2, null)] },
  ];
  const drawn = next(viewed({ minutes_by_unit }));
  assert.match(textOf(drawn), /15 min\s*→ 97110\s*13 min\s*→ 97140\s*2 min\s*no unit\s*97110.*13 min\s*unit 1 CQ/);
  assert.match(markup(drawn), /aria-label=97110: 15 minutes, 1 unit; 97140: 15 minutes \(5 by the therapist and 10 by the assistant\), 1 unit /);
  assert.match(textOf(drawn), /→ code/);
});

test("where nobody knows how a payer counts, the drawing calls minutes not counted", () => {
  const rules = [rule("pooled", false), rule("midpoint", false)];
  const minutes_by_unit = [{ code: "97110", units: [unit(15, 0, null)] }];
  const drawn = textOf(next(viewed({ minutes_by_unit, both_rules: { ...RESULT.both_rules, rules } })));
  assert.match(drawn, /15 min\s*not counted.*we don't know how this payer counts/);
  assert.doesNotMatch(drawn, /therapist|no unit/);
});
