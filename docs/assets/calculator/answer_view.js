// The answer beside the form: how the engine is, the result in three parts, copying, printing, and which rules answered.
import { html, nothing } from "../lit-html/lit-html.js";
import { guard } from "../lit-html/directives/guard.js";
import { claimLines } from "../result/claim_lines.js";
import { first, next, then, viewOf } from "../result/result_view.js";
import { count } from "../result/words.js";
import { feeTableView } from "./fee_table.js";
/** @import { Answer } from "./form_state.js" */
/** @import { Handlers, Shown } from "./form_view.js" */

const LOADING = "Loading the calculator (about 4 MB, once). You can enter the visit already.";

/** What the parts of a result are drawn from. @param {Shown} shown @param {Answer} answer @param {Handlers} act */
export function resultViewOf({ state, page }, { visit, result }, act) {
  const handlers = { take: act.take, copy: act.copyLines };
  const computed = /** @type {import("../result/shapes.js").Visit} */ (visit); // it has a result, so it is one
  return viewOf({ data: page.data, visit: computed, result, handlers, copied: state.copied, old: state.isStale });
}

/** How the engine is. @param {Shown} shown @param {Handlers} act */
export function engineView({ state: { engine }, page }, act) {
  const { state, reason } = engine;
  const isQuiet = state === "ready" || state === "idle";
  const counting = new URL("counting/", new URL(page.data.site, document.baseURI)).href;
  const failure = html`<b>${reason}</b> What you entered is kept. The table of units and the worked examples on the
    <a href=${counting}>page on counting</a> and on every code's page still work, and so does the command line.
    <button type="button" @click=${act.retry}>Try again</button>`;
  return html`<p class=${`rc-state${state === "failed" ? " rc-failed" : ""}`} id="rc-state" role="status" tabindex="-1" ?hidden=${isQuiet}>${
    state === "failed" ? failure : state === "loading" ? LOADING : nothing
  }</p>`;
}

/** @param {Shown} shown @param {Handlers} act */
export function answerView(shown, act) {
  const { state, placed } = shown;
  const problems = `${count(placed.number, "problem")} in the form`;
  const isBusy = state.isWaiting || state.drawn.then !== state.drawn.first;
  const look = `rc-result${state.isStale && state.answer ? " rc-old" : ""}`;
  return html`<div class="rc-answer">
    <p class="rc-spoken" role="status">${state.isStale && placed.number ? problems : state.spoken}</p>
    <button type="button" class="rc-amiss" ?hidden=${!placed.number} @click=${act.toProblem}>${problems}</button>
    <p class="rc-stale">${state.isStale && state.answer ? "The entry has changed since. This is the answer to the one before." : nothing}</p>
    <section class=${look} id="rc-result" aria-label="Result" aria-busy=${String(isBusy)} tabindex="-1">${resultView(shown, act)}</section>
    <div class="rc-edition">
      <p class="rc-buttons">
        <button type="button" class="rc-print" @click=${act.print}>Print as an audit sheet</button>
        <button type="button" class="rc-link" @click=${act.copyLink}>Copy link</button><span class="rc-copied" role="status">${state.linked}</span>
      </p>
      <p>${editionView(shown, act)}Supports professional judgment and does not replace it.</p>
    </div>
  </div>`;
}

/**
 * The result, each part as it was drawn last; a part that is drawn already costs nothing.
 * @param {Shown} shown @param {Handlers} act
 */
function resultView(shown, act) {
  const { state, page } = shown;
  const { answer, drawn, foreseen, isStale, copied, fees } = state;
  if (answer && drawn.first) {
    /** @param {Answer | null} part @param {unknown[]} given @param {(answer: Answer) => unknown} draw */
    const guarded = (part, given, draw) => guard([part, ...given], () => (part ? draw(part) : nothing));
    return html`<div class="rc-first">${guarded(drawn.first, [isStale, copied], (one) => first(resultViewOf(shown, one, act)))}</div>
      <div class="rc-next">${guarded(drawn.next, [fees], (one) =>
        next(resultViewOf(shown, one, act), fees ? feeTableView(fees, one.result) : nothing),
      )}</div>
      <div class="rc-then">${guarded(drawn.then, [], (one) => then(resultViewOf(shown, one, act)))}</div>`;
  }
  if (foreseen) {
    const names = { labels: page.data.labels, nameOf: (/** @type {string} */ code) => page.codes.get(code)?.name ?? "" };
    return html`${claimLines({ lines: foreseen }, names)}<p class="rc-hint">The steps follow as soon as the calculator has loaded.</p>`;
  }
  return html`<p class="rc-empty">${emptyText(shown)}</p>`;
}

/** Why no answer is there. @param {Shown} shown */
function emptyText({ state: { entered, engine } }) {
  if (!entered.length) return "Enter a code and its minutes.";
  const soon = { ready: "the entry is complete", failed: "the calculator runs", idle: "the calculator has loaded", loading: "the calculator has loaded" };
  return `The answer comes as soon as ${soon[engine.state]}.`;
}

/**
 * Which rules answer, and where they are newer than the page, how to come to a page that fits them.
 * @param {Shown} shown @param {Handlers} act
 */
const editionView = ({ state: { newer }, page: { data } }, act) =>
  newer
    ? html`${newer} <button type="button" @click=${act.reload}>Reload</button> The visit stays; running timers, the year and a fee table do not. `
    : `Rules: edition ${data.edition}, fingerprint ${data.fingerprint}. `;
