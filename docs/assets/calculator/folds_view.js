// The folds below the services: threshold and amounts, the patient's year, billed lines, and codes and fees of the user.
import { html, nothing } from "../lit-html/lit-html.js";
import { live } from "../lit-html/directives/live.js";
import { inBilled } from "../result/result_view.js";
import { resultViewOf } from "./answer_view.js";
import { checkView, chosenFile, describedBy, fieldView, idOf, invalid, selectView, typed } from "./fields_view.js";
import { yearView } from "./year_view.js";
/** @import { Handlers, Shown } from "./form_view.js" */

/**
 * @typedef {import("./form_state.js").State["open"]} Folds
 */

/**
 * A fold whose place in the state follows what the user does.
 * @param {keyof Folds} name @param {string} title @param {Shown} shown @param {Handlers} act @param {unknown} content
 */
const foldView = (name, title, { state }, act, content) => html`<details class=${`rc-fold rc-${name}`} ?open=${state.open[name]}
  @toggle=${(/** @type {Event} */ event) => act.fold(name, /** @type {HTMLDetailsElement} */ (event.target).open)}>
  <summary>${title}</summary>${content}</details>`;

/**
 * @param {"amount_used" | "deductible_left"} field @param {string} label @param {string} example @param {Shown} shown
 * @param {Handlers} act @param {string} [hint]
 */
function amountView(field, label, example, { state, placed }, act, hint) {
  const id = idOf({ field });
  const wrong = placed.wrong.get(field);
  const input = html`<input type="text" id=${id} inputmode="decimal" placeholder=${example} autocomplete="off"
    aria-describedby=${describedBy(id, Boolean(hint))} aria-invalid=${invalid(wrong)} .value=${live(state.fields[field])}
    @input=${(/** @type {Event} */ event) => act.set(field, typed(event))}>`;
  return fieldView({ id, label, hint, wrong, input });
}

/**
 * @param {"billed" | "other_visits"} field @param {string} label @param {number} rows @param {string} hint
 * @param {Shown} shown @param {Handlers} act
 */
function linesView(field, label, rows, hint, { state, placed }, act) {
  const id = idOf({ field });
  const wrong = placed.wrong.get(field);
  const input = html`<textarea id=${id} rows=${rows} spellcheck="false" autocomplete="off" autocapitalize="characters"
    aria-describedby=${describedBy(id, true)} aria-invalid=${invalid(wrong)} .value=${live(state.fields[field])}
    @input=${(/** @type {Event} */ event) => act.set(field, typed(event))}></textarea>`;
  return fieldView({ id, label, hint, wrong, input });
}

/**
 * @param {"setting" | "locality"} field @param {string} label @param {import("./page_data.js").Named[]} options
 * @param {Shown} shown @param {Handlers} act @param {string} [hint]
 */
function choiceView(field, label, options, { state, placed }, act, hint) {
  const wrong = placed.wrong.get(field);
  const about = { field, value: state.fields[field], options, wrong, hasHint: Boolean(hint) };
  return fieldView({ id: idOf({ field }), label, hint, wrong, input: selectView({ ...about, set: (value) => act.set(field, value) }) });
}

/** @type {WeakMap<object, import("./page_data.js").Named[]>} */
const places = new WeakMap();

/** The payment localities, and none. @param {Shown} shown */
function placesOf({ page }) {
  const known = places.get(page) ?? [{ key: "", name: "none: no amounts" }, ...page.data.places];
  places.set(page, known);
  return known;
}

/** @param {Shown} shown @param {Handlers} act */
export const moreFold = (shown, act) => foldView("more", "Threshold, setting and amounts", shown, act, html`
  ${amountView("amount_used", "Used this year, USD", "1875.50", shown, act, "Allowed so far in the patient's KX bucket: physical with speech therapy, or occupational therapy.")}
  ${choiceView("setting", "Setting", shown.page.data.settings, shown, act)}
  ${choiceView("locality", "Place", placesOf(shown), shown, act, "With a place Medicare's amounts are computed, and the line that passes the threshold is found.")}
  ${amountView("deductible_left", "Deductible left, USD", "0.00", shown, act)}
  ${checkView("apm", "Qualifying participant of an advanced payment model", shown.state.apm, (is) => act.check("apm", is))}
  ${checkView("outside", "The practice does not participate in Medicare", shown.state.outside, (is) => act.check("outside", is))}
  ${linesView("other_visits", "Other therapy lines of the day", 2, "Of the other disciplines, as they are billed: 97530 GO 2. Of a whole day's units one is paid in full.", shown, act)}`);

/** @param {Shown} shown @param {Handlers} act */
export const standingFold = (shown, act) => foldView("standing", "The patient's year", shown, act, yearView(shown, act));

/** @param {Shown} shown @param {Handlers} act */
export const auditFold = (shown, act) => foldView("audit", "Check lines before they are sent", shown, act, html`
  ${linesView("billed", "Lines as billed", 4, "One line each: code, modifiers, units. For example: 97110 GP KX 2. What this page copies can be pasted here.", shown, act)}
  <p class="rc-hint">${auditedView(shown, act)}</p>`);

/** What was found in the lines as billed. @param {Shown} shown @param {Handlers} act */
function auditedView(shown, act) {
  const { state } = shown;
  if (!state.answer || state.isStale || !state.answer.visit.billed?.length) return nothing;
  const { left, day } = state.billed;
  return [
    left.length ? `Left out: ${left.join(", ")}. ` : nothing,
    day && day !== state.fields.date_of_service ? `These lines are dated ${day}, the visit ${state.fields.date_of_service}. ` : nothing,
    inBilled(resultViewOf(shown, state.answer, act)),
  ];
}

/** @param {Shown} shown @param {Handlers} act */
export function ownFold(shown, act) {
  const { kept, feeSaid } = shown.state;
  const id = "rc-fee-file";
  const file = html`<input type="file" id=${id} accept=".csv,text/csv,text/plain" aria-describedby=${`${id}-hint`}
    @change=${(/** @type {Event} */ event) => act.openFees(chosenFile(event))}>`;
  const hint = "Lines such as 97110,35.00. It is read in this page, neither stored nor sent.";
  return foldView("own", "Your own codes and fees", shown, act, html`
    ${checkView("keeping", "Remember my codes in this browser", kept !== null, act.setKeeping)}
    ${fieldView({ id, label: "Fee table (CSV)", input: file, hint })}
    <div class="rc-hint" role="status">${feeSaid.text}${
      feeSaid.problems.length ? html`<ul class="rc-errors">${feeSaid.problems.map((problem) => html`<li>${problem}</li>`)}</ul>` : nothing
    }</div>`);
}
