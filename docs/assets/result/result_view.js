// What the calculator shows of a result, as templates of lit-html: pure functions of what they are given.
//
//   const view = viewOf({ data, visit, result, handlers: { take, copy }, copied, old });
//   render(first(view), element);        the claim lines, choices and findings, which follow every key
//   render(next(view, fees), other);     other ways to tell it; drawn once typing rests
//   render(then(view), third);           what explains it: steps, sources, what was not checked
//   render(inBilled(view), fold);        what was found in the billed lines, where they are entered
//   auditSheet(view, link, qr)           audit_sheet.js: the sheet that is printed
//
// `data` is what the page of the calculator holds (sitegen/pages/form_data.py). `take(codes)` is called with another choice of a
// tie, `copy(format)` with "text", "table" or "claim-form", `ask()` to copy the question to the payer; `copied` and `asked` are what is
// shown beside these buttons. An `old` view
// can be read, but neither copied nor chosen from. Lines that are known before their result: `claimLines`.
import { html, nothing } from "../lit-html/lit-html.js";
import { bothRules, eitherRule } from "./both_rules.js";
import { choiceButtons } from "./choices.js";
import { Citations } from "./citations.js";
import { claimLines, totals, unbilledCodes } from "./claim_lines.js";
import { findingList, foundInAll, foundInBilled, lineOf } from "./findings.js";
import { drawing } from "./minutes_drawing.js";
import { paymentTable } from "./payment.js";
import { notChecked, stepList } from "./steps.js";
import { tablesSaid } from "./tables_used.js";
import { capital } from "./words.js";
export { claimLines } from "./claim_lines.js";
/** @import { Result, Visit } from "./shapes.js" @import { Labels } from "./labels.js" */

/**
 * @typedef {{code: string, name: string, base: string | null}} CodeEntry
 * @typedef {{since: string, method: string, surely: string}} Counts
 * @typedef {{key: string, name: string, kind: string, group: string, programs: string[], counts: Counts[]}} PayerEntry
 * @typedef {{key: string, name: string}} Named
 * @typedef {{codes: CodeEntry[], payers: PayerEntry[], disciplines: Named[], settings: Named[], labels: Labels,
 *   earliest_date_of_service: string, fingerprint: string,
 * }} PageData what a result is shown with
 * @typedef {{take: (codes: string[]) => void, copy: (format: "text" | "table" | "claim-form") => void, ask?: () => void}} Handlers
 * @typedef {ReturnType<typeof viewOf>} ResultView
 */

/** @typedef {{data: PageData, visit: Visit, result: Result, handlers: Handlers, copied?: unknown, asked?: unknown, old?: boolean}} Given */
/** All that the parts of a result need. @param {Given} given */
export function viewOf({ data, visit, result, handlers, copied = "", asked = "", old = false }) {
  const codeOf = (/** @type {string} */ code) => data.codes.find((entry) => entry.code === code);
  return {
    data, visit, result, copied, asked, old, codeOf, ...handlers,
    labels: data.labels, day: visit.date_of_service, earliest: data.earliest_date_of_service,
    payer: data.payers.find(({ key }) => key === visit.payer),
    citations: new Citations(data.labels, result),
    nameOf: (/** @type {string} */ code) => codeOf(code)?.name ?? "",
    goToFindings: () => goTo(FINDINGS),
  };
}

const FINDINGS = "rc-findings";

/** Shows an element from its beginning, and reads on from there. @param {string} id */
function goTo(id) {
  const element = document.getElementById(id);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView();
}

/** What is looked at first, and follows every key. @param {ResultView} view */
export function first(view) {
  const { result, visit } = view;
  const found = result.findings;
  const lines = result.ask_payer ? eitherRule(result, view) : claimLines(result, view);
  return html`${lines}${foundInAll(found, view)}${result.lines.length && !result.ask_payer ? copyButtons(view) : nothing}
    ${result.choices.map((choice) => choiceButtons(choice, view))}
    ${found.length ? html`<div class="rc-findings" id=${FINDINGS} tabindex="-1"><h2>Findings</h2>
      ${findingList(found, { ...view, lineOf: (finding) => lineOf(finding, visit, result) })}</div>` : nothing}`;
}

/** What shows it otherwise: drawing, both rules, amounts, `more` below them. @param {ResultView} view @param {unknown} [more] */
export function next(view, more = nothing) {
  const { result, labels } = view;
  return html`${withoutKx(result, labels)}${drawing(result)}${unbilledCodes(result, labels)}
    ${totals(result)}${bothRules(result.both_rules, view)}${paymentTable(result.payment, labels)}${more}`;
}

/** What explains it: steps, sources, tables, what was not checked. @param {ResultView} view */
export const then = (view) => html`<div class="rc-steps"><h2>The math</h2>${stepList(view.result.steps, view)}</div>
  ${tablesSaid(view.result.tables).map((text) => html`<p class="rc-tables">${text}</p>`)}${view.citations.list()}${notChecked(view.result.not_checked, view.labels)}`;

/** What was found in the lines as billed. @param {ResultView} view */
export const inBilled = (view) => foundInBilled(view.result.findings, view, tablesSaid(view.result.tables));

/** @param {ResultView} view */
function copyButtons({ copy, copied, old }) {
  const button = (/** @type {Parameters<Handlers["copy"]>[0]} */ format, /** @type {string} */ name) =>
    html`<button type="button" ?disabled=${old} @click=${() => copy(format)}>${name}</button>`;
  return html`<p class="rc-buttons rc-copy"><span>Copy as </span>${button("text", "Text")}${button("table", "Table")}
    ${button("claim-form", "CMS-1500 lines")}<span class="rc-copied" role="status">${copied}</span></p>`;
}

/** Lines that might need KX must not look as if they did not. @param {Result} result @param {Labels} labels */
function withoutKx({ lines, not_checked }, { threshold }) {
  const unknown = lines.length ? not_checked.find(({ check }) => check === threshold) : undefined;
  return unknown ? html`<p class="rc-hint rc-without-kx">${capital(unknown.because)}.</p>` : nothing;
}
