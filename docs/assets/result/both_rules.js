// Units and amounts by both counting rules, and which of them the payer follows.
import { html, nothing } from "../lit-html/lit-html.js";
import { lineRows, table } from "./claim_lines.js";
import { link } from "./labels.js";
import { capital, dayName } from "./words.js";
/** @import { BothRules, Result, RuleResult } from "./shapes.js" @import { ResultView } from "./result_view.js" */

const MONEY = /** @type {const} */ ({ allowed: "Allowed, USD", medicare: "Medicare, USD", patient: "Patient, USD" });

/** @param {BothRules} both @param {ResultView} view */
export function bothRules({ rules, says, codes }, view) {
  const timed = codes.filter((code) => code.minutes_per_unit).flatMap(({ code, add_on }) => [code, add_on].flatMap((one) => one ?? []));
  if (!timed.length) return nothing;
  const unitsOf = (/** @type {RuleResult} */ { lines }, /** @type {string} */ code) =>
    lines.filter((line) => line.code === code).reduce((total, line) => total + line.units, 0);
  const shown = timed.filter((code) => !view.codeOf(code)?.base || rules.some((rule) => unitsOf(rule, code)));
  const cells = (/** @type {unknown[]} */ values) => {
    const differs = new Set(values).size > 1 ? " rc-differs" : "";
    return values.map((value, index) => html`<td class="rc-units${rules[index].followed ? " rc-followed" : ""}${differs}">${value}</td>`);
  };
  const money = rules.every(({ allowed }) => allowed !== null) ? /** @type {(keyof typeof MONEY)[]} */ (Object.keys(MONEY)) : [];
  const sums = [["Timed units", rules.map(({ timed_units }) => timed_units)], ...money.map((key) => [MONEY[key], rules.map((rule) => rule[key])])];
  const heads = rules.map(({ rule, followed }) => `${view.labels.counting_rules[rule]}${followed ? " (this payer)" : ""}`);
  const rows = [
    ...shown.map((code) => html`<tr><th scope="row">${link(view.labels, `codes/${code}`, code)}</th>${cells(rules.map((rule) => unitsOf(rule, code)))}</tr>`),
    ...sums.map(([name, values]) => html`<tr class="rc-sum"><th scope="row">${name}</th>${cells(/** @type {unknown[]} */ (values))}</tr>`),
  ];
  return html`<div class="rc-both"><h2>Both counting rules</h2>${table(null, ["Timed code", ...heads], rows)}
    <p>${says} ${followed(view)} ${nextUnit(rules)}</p></div>`;
}

/** The lines by each common rule where they differ and the payer's own is not known. Neither is called the answer: the payer has it.
 * @param {Result} result @param {ResultView} view */
export function eitherRule({ both_rules: { rules, says }, ask_payer }, view) {
  const { labels, payer, ask, asked } = view;
  const set = (/** @type {RuleResult} */ { rule, lines }) =>
    table(labels.counting_rules[rule], ["Code", "Modifiers", "Units"], lineRows(lines, { labels }), nothing, "rc-lines rc-claim");
  return html`<div class="rc-either"><p><b>We don't know how ${payer?.name ?? "this payer"} counts units.</b> The 8-minute rule and the rule of eights give different lines here. Find out which one applies before you bill.</p>
    <div class="rc-sets">${rules.map(set)}</div><p class="rc-hint">${says}</p>
    <div class="rc-question"><h2>Ask the payer</h2><p>${ask_payer}</p>${ask ? html`<p class="rc-buttons"><button type="button" @click=${ask}>Copy the question</button>
      <span class="rc-copied" role="status">${asked}</span></p>` : nothing}</div></div>`;
}

/** Which rule the payer follows, since when, and how surely that is known. @param {ResultView} view */
function followed({ labels, payer, visit, earliest }) {
  const entry = payer?.counts.findLast(({ since }) => since <= visit.date_of_service);
  if (!payer || !entry) return nothing;
  const page = link(labels, `payers/${payer.key}`, payer.name);
  const method = labels.counts_units[entry.method];
  if (!method) return html`We don't know how ${page} counts units.`;
  const since = entry.since === earliest ? "for all dates covered here" : `since ${dayName(entry.since)}`;
  return html`${page} ${method}, ${since}, ${labels.surely[entry.surely]}.`;
}

/** How far the next unit was, without a word on whether it should have been reached. @param {RuleResult[]} rules */
function nextUnit(rules) {
  const { next_unit = [], timed_units = 0 } = rules.find(({ followed }) => followed) ?? {};
  if (!next_unit.length) return nothing;
  const more = next_unit.map(({ code, minutes }) =>
    `${minutes} more treated ${minutes === 1 ? "minute" : "minutes"}${code ? ` of ${code}` : ""}`);
  return `${capital(more.join(", or "))} would reach the ${timed_units ? "next" : "first"} unit. Bill only the minutes you treated.`;
}
