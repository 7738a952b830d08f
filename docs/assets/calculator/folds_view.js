// The folds below the services: threshold and amounts, the patient's year, billed lines, and codes and fees of the user.
import { html, nothing } from "../lit-html/lit-html.js";
import { inBilled } from "../result/result_view.js";
import { dayName } from "../result/words.js";
import { resultViewOf } from "./answer_view.js";
import { checkView, chosenFile, fieldView, inputsOf } from "./fields_view.js";
import { cents, told } from "./money.js";
import { lackSaid, otherYear } from "./year.js";
/** @import { Handlers, Named, Shown, State } from "./shapes.js" */

/** A fold whose place in the state follows what the user does.
 * @param {keyof State["open"]} name @param {string} title @param {Shown} shown @param {Handlers} act @param {unknown} content */
const foldView = (name, title, { state }, act, content) => html`<details id=${name === "audit" ? "check-lines" : `rc-fold-${name}`} class=${`rc-fold rc-${name}`} ?open=${state.open[name]}
  @toggle=${(/** @type {Event} */ event) => act.fold(name, /** @type {HTMLDetailsElement} */ (event.target).open)}>
  <summary>${title}</summary>${content}</details>`;

const places = /** @type {WeakMap<object, Named[]>} */ (new WeakMap());

/** The payment localities, and none. @param {Shown} shown */
function placesOf({ page }) {
  const known = places.get(page) ?? [{ key: "", name: "none (no payment estimate)" }, ...page.data.places];
  places.set(page, known);
  return known;
}

const settings = /** @type {WeakMap<object, Named[]>} */ (new WeakMap());

/** The settings, each with the place of service that goes with it. @param {Shown} shown */
function settingsOf({ page }) {
  const shown = page.data.settings.map(({ key, name, place_of_service: place }) => ({ key, name: place ? `${name} (POS ${place})` : name }));
  const known = settings.get(page) ?? shown;
  settings.set(page, known);
  return known;
}

/** @param {Shown} shown @param {Handlers} act */
export function moreFold(shown, act) {
  const { amount, choice, lines } = inputsOf(shown, act);
  return foldView("more", "KX, place of service, payment", shown, act, html`
    ${amount("amount_used", "Therapy dollars used this year (PT+SLP or OT)", "1875.50", "Allowed amounts before this visit, in the KX category of this plan of care.")}
    ${choice("setting", "Setting", settingsOf(shown))}
    ${choice("locality", "Medicare locality", placesOf(shown), "Needed for the payment estimate and for the line where KX starts.")}
    ${amount("deductible_left", "Part B deductible remaining, USD", "0.00")}
    ${checkView("apm", "QP in an Advanced APM", shown.state.apm, (is) => act.check("apm", is))}
    ${checkView("outside", "Non-PAR provider", shown.state.outside, (is) => act.check("outside", is))}
    ${lines("other_visits", "Other disciplines' lines that day (MPPR)", 2, "As billed: 97530 GO 2. Across the whole day, one unit is paid in full.")}`);
}

/** What was allowed so far in the patient's year. @param {Shown} shown @param {Handlers} act */
export function standingFold(shown, act) {
  const { year, fields, open, answer } = shown.state;
  return foldView("standing", "KX tracker", shown, act, html`<div class="rc-year">
    <div class="rc-meters">${open.standing ? metersView(shown) : nothing}</div>
    <ul class="rc-visits">${year.visits.map(
      (visit) => html`<li>${visit.date_of_service}, ${visit.discipline}: $${visit.allowed} <button type="button" class="rc-take-out"
        aria-label=${`Remove the visit of ${visit.date_of_service}`} @click=${() => act.takeOut(visit)}>Remove</button></li>`,
    )}</ul>
    <p class="rc-buttons"><button type="button" id="rc-add-visit" @click=${act.addVisit}>Add this visit</button>
      <button type="button" @click=${act.saveYear}>Save as a file</button></p>
    <div class="rc-field"><label for="rc-year-file">Open a saved year</label><input type="file" id="rc-year-file" accept=".json,application/json"
      @change=${(/** @type {Event} */ event) => act.openYear(chosenFile(event))}></div>
    <p class="rc-hint" role="status">${lackSaid(year, cents(answer?.result.payment?.allowed ?? "") !== null) || year.said}</p><p class="rc-hint" role="status">${otherYear(year, fields.date_of_service)}</p></div>`);
}

/** Every KX bucket with this visit's amount, and the line at which KX starts. @param {Shown} shown */
function metersView({ state: { year, fields, answer }, page }) {
  const { threshold, review } = page.data.limits[fields.date_of_service.slice(0, 4)] ?? {};
  const allowed = cents(answer?.result.payment?.allowed ?? "") ?? 0;
  const past = page.data.disciplines.find(({ key }) => key === fields.discipline)?.threshold;
  const lines = answer?.result.lines ?? [];
  const first = lines.findIndex(({ modifiers }) => past && modifiers.includes(past));
  const limit = cents(threshold ?? "");
  const most = Math.max(cents(review ?? "") ?? 0, limit ?? 0);
  return page.data.buckets.map(({ key, name }) => {
    const isOurs = key === year.bucket;
    const used = year.used[key] ?? 0;
    const hints = [
      limit ? `KX above $${told(limit)}` : `the ${fields.date_of_service.slice(0, 4)} threshold is not known yet`,
      review ? `medical review possible above $${told(cents(review) ?? 0)}` : "",
      isOurs && first >= 0 ? `KX starts at line ${first + 1}, ${lines[first].code}` : "",
    ];
    const meter = (/** @type {number} */ high) => html`<meter min="0" max=${most / 100} high=${high / 100}
      value=${(used + (isOurs ? allowed : 0)) / 100} aria-labelledby=${`rc-bucket-${key}`}></meter>`;
    return html`<div class="rc-meter">
      <span id=${`rc-bucket-${key}`}>${name}: $${told(used)}${isOurs && allowed ? ` + $${told(allowed)} this visit` : ""}</span>
      ${limit ? meter(limit) : nothing} <span class="rc-hint">${hints.filter(Boolean).join(" · ")}</span></div>`;
  });
}

/** @param {Shown} shown @param {Handlers} act */
export const auditFold = (shown, act) => foldView("audit", "Audit a claim", shown, act, html`
  ${inputsOf(shown, act).lines("billed", "Lines to be billed", 4, "Code, modifiers and units in any order, one line each: 97110 GP KX 2. You can paste what this page copies.")}
  <p class="rc-hint">${auditedView(shown, act)}</p>`);

/** What was found in the lines as billed. @param {Shown} shown @param {Handlers} act */
function auditedView(shown, act) {
  const { answer, isStale, billed, fields } = shown.state;
  if (!answer || isStale || !answer.visit.billed?.length) return nothing;
  const { left, day } = billed;
  return [
    left.length ? `Left out: ${left.join(", ")}. ` : nothing,
    day && day !== fields.date_of_service ? `These lines are dated ${dayName(day)}, the visit ${dayName(fields.date_of_service)}. ` : nothing,
    inBilled(resultViewOf(shown, answer, act)),
  ];
}

/** @param {Shown} shown @param {Handlers} act */
export function ownFold(shown, act) {
  const { kept, feeSaid } = shown.state;
  const id = "rc-fee-file";
  const file = html`<input type="file" id=${id} accept=".csv,text/csv,text/plain" aria-describedby=${`${id}-hint`}
    @change=${(/** @type {Event} */ event) => act.openFees(chosenFile(event))}>`;
  const problems = html`<ul class="rc-errors">${feeSaid.problems.map((problem) => html`<li>${problem}</li>`)}</ul>`;
  return foldView("own", "Your own codes and fees", shown, act, html`
    ${checkView("keeping", "Remember my codes in this browser", kept !== null, act.setKeeping)}
    ${fieldView({ id, label: "Fee table (CSV)", input: file, hint: "Lines such as 97110,35.00. It is read in this page, neither stored nor sent." })}
    <div class="rc-hint" role="status">${feeSaid.text}${feeSaid.problems.length ? problems : nothing}</div>`);
}
