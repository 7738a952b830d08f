// The answer beside the form: how the engine is, the result in three parts, copying, printing, and which rules answered.
import { html, nothing } from "../lit-html/lit-html.js";
import { guard } from "../lit-html/directives/guard.js";
import { claimLines } from "../result/claim_lines.js";
import { first, next, then, viewOf } from "../result/result_view.js";
import { count } from "../result/words.js";
import { told } from "./money.js";
/** @import { Answer, Handlers, Page, Result, Shown, State } from "./shapes.js" */

const LOADING = "Loading the calculator (about 4 MB, once). You can enter the visit already.";

/** What the parts of a result are drawn from. @param {{state: State, page: Page}} shown @param {Answer} answer @param {Handlers} act */
export function resultViewOf({ state, page }, { visit, result }, act) {
  const handlers = { take: act.take, copy: act.copyLines, ask: act.copyQuestion };
  const computed = /** @type {import("../result/shapes.js").Visit} */ (visit); // it has a result, so it is one
  return viewOf({ data: page.data, visit: computed, result, handlers, copied: state.copied, asked: state.asked, old: state.isStale });
}

/** How the engine is. @param {Shown} shown @param {Handlers} act */
export function engineView({ state: { engine }, page }, act) {
  const { state, reason } = engine;
  const isQuiet = state === "ready" || state === "idle";
  const counting = new URL("counting/", new URL(page.data.site, document.baseURI)).href;
  const failure = html`<b>${reason}</b> What you entered is kept. The table of units and the worked examples on the
    <a href=${counting}>page on counting</a> and on every code's page still work, and so does the command line.
    <button type="button" @click=${act.retry}>Try again</button>`;
  const says = state === "failed" ? failure : state === "loading" ? LOADING : nothing;
  const look = `rc-state${state === "failed" ? " rc-failed" : ""}`;
  return html`<p class=${look} id="rc-state" role="status" tabindex="-1" ?hidden=${isQuiet}>${says}</p>`;
}

/** The note cards of the codes on the lines, on one sheet. @param {Result} result */
const noteCards = ({ lines }) => `../note-cards/#${[...new Set(lines.map(({ code }) => code))].join("+")}`;

/** What is looked at first: lines, errors and copies. On a wide screen it stays in sight beside the form.
 * @param {Shown} shown @param {Handlers} act */
export function answerView(shown, act) {
  const { state, placed } = shown;
  const problems = `${count(placed.number, "problem")} in the form`;
  const isBusy = state.isWaiting || state.drawn.then !== state.drawn.first;
  const isOld = state.isStale && state.answer;
  const canCopy = state.answer && !state.isStale;
  return html`<div class="rc-answer rc-top">
    <p class="rc-spoken" role="status">${state.isStale && placed.number ? problems : state.spoken}</p>
    <button type="button" class="rc-amiss" ?hidden=${!placed.number} @click=${act.toProblem}>${problems}</button>
    <p class="rc-stale">${isOld ? "The entry has changed since. This is the answer to the one before." : nothing}</p>
    <section class=${`rc-result${isOld ? " rc-old" : ""}`} id="rc-result" aria-label="Result" aria-busy=${String(isBusy)} tabindex="-1">${resultView(shown, act)}</section>
    <p class="rc-buttons rc-take"><button type="button" class="rc-link" @click=${act.copyLink}>Copy link</button>
      <button type="button" class="rc-print" ?disabled=${!canCopy} @click=${act.print}>Print as an audit sheet</button>
      ${canCopy && state.answer ? html`<a class="rc-notes" href=${noteCards(state.answer.result)}>What the note must show</a>` : nothing}
      <span class="rc-copied" role="status">${state.linked}</span></p>
  </div>`;
}

/** A part of the result as it was drawn last: one that is drawn already costs nothing.
 * @param {Answer | null} part @param {unknown[]} given @param {(answer: Answer) => unknown} draw */
const guarded = (part, given, draw) => guard([part, ...given], () => (part ? draw(part) : nothing));

/** What explains the answer, below form and lines. @param {Shown} shown @param {Handlers} act */
export function detailsView(shown, act) {
  const { answer, drawn, fees, isStale } = shown.state;
  const feesAt = (/** @type {Result} */ result) => (fees ? feeTableView(fees, result, shown.page.data.labels) : nothing);
  const parts = answer && drawn.first ? html`<div class="rc-next">${guarded(drawn.next, [fees], (one) => next(resultViewOf(shown, one, act), feesAt(one.result)))}</div>
    <div class="rc-then">${guarded(drawn.then, [], (one) => then(resultViewOf(shown, one, act)))}</div>` : nothing;
  return html`<div class=${`rc-details${isStale && answer ? " rc-old" : ""}`}>${parts}</div>
    <p class="rc-edition">${editionView(shown, act)}Supports professional judgment and does not replace it.</p>`;
}

/** The lines and what is found in them. @param {Shown} shown @param {Handlers} act */
function resultView(shown, act) {
  const { state, page } = shown;
  const { answer, drawn, foreseen, isStale, copied, asked } = state;
  if (answer && drawn.first) {
    return html`<div class="rc-first">${guarded(drawn.first, [isStale, copied, asked], (one) => first(resultViewOf(shown, one, act)))}</div>`;
  }
  if (foreseen) {
    const names = { labels: page.data.labels, nameOf: (/** @type {string} */ code) => page.codes.get(code)?.name ?? "" };
    return html`${claimLines({ lines: foreseen }, names)}<p class="rc-hint">The steps follow as soon as the calculator has loaded.</p>`;
  }
  const hasExample = !state.entered.length && page.data.visit;
  return html`<p class="rc-empty">${emptyText(shown)}</p>
    ${hasExample ? html`<p class="rc-buttons"><button type="button" class="rc-example" @click=${act.showExample}>Show an example</button></p>` : nothing}`;
}

/** Why no answer is there. @param {Shown} shown */
function emptyText({ state: { entered, engine } }) {
  if (!entered.length) return "Enter a code and its minutes, or the whole visit in one line.";
  const soon = { ready: "the entry is complete", failed: "the calculator runs", idle: "the calculator has loaded", loading: "the calculator has loaded" };
  return `The answer comes as soon as ${soon[engine.state]}.`;
}

/** Which rules answer; where they are newer than the page, how to come to one that fits them. @param {Shown} shown @param {Handlers} act */
const editionView = ({ state: { newer }, page: { data } }, act) =>
  newer
    ? html`${newer} <button type="button" @click=${act.reload}>Reload</button> Reloading empties the form, the day list, the KX tracker and the fee table; the browser asks first. `
    : `Rules: edition ${data.edition}, fingerprint ${data.fingerprint}. `;

/** The claim lines at a practice's own fees, and what the lines of the other counting rule would come to.
 * @param {{fees: Map<string, number>, name: string}} own @param {Result} result @param {Page["data"]["labels"]} labels */
function feeTableView({ fees, name }, { lines, both_rules }, labels) {
  const amountOf = (/** @type {{code: string, units: number}} */ { code, units }) => (fees.get(code) ?? 0) * units;
  const sum = (/** @type {{code: string, units: number}[]} */ some) => some.reduce((all, line) => all + amountOf(line), 0);
  const others = both_rules.rules.map((rule) => `${labels.counting_rules[rule.rule].toLowerCase()} ${told(sum(rule.lines))}`).join(", ");
  const isMissing = lines.some(({ code }) => !fees.has(code));
  const amounts = (/** @type {number | undefined} */ fee, /** @type {number} */ units) =>
    fee === undefined
      ? html`<td colspan="2">not in your table</td>`
      : html`<td class="rc-units">${told(fee)}</td><td class="rc-units">${told(fee * units)}</td>`;
  return html`<div class="rc-payment"><table class="rc-lines"><caption>At your fees, USD (${name})</caption>
      <thead><tr>${["Code", "Units", "Fee", "Amount"].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${lines.map(({ code, units }) => html`<tr><th scope="row">${code}</th><td>${units}</td>${amounts(fees.get(code), units)}</tr>`)}</tbody>
      <tfoot><tr><th scope="row">Total</th><td colspan="2"></td><td class="rc-units">${told(sum(lines))}</td></tr></tfoot></table>
    <p class="rc-hint">By rule: ${others}.${isMissing ? " Lines without a fee count nothing in these sums." : ""} Before reductions and the
      patient's share, which depend on your contract.</p></div>`;
}
