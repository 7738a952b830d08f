// Where the patient's year is: what was used in each KX bucket, and the line at which KX starts.
import { html, nothing } from "../lit-html/lit-html.js";
import { chosenFile } from "./fields_view.js";
import { cents, told } from "./money.js";
import { otherYear } from "./year.js";
/** @import { Handlers, Shown } from "./form_view.js" */

/** @param {Shown} shown @param {Handlers} act */
export const yearView = (shown, act) => html`<div class="rc-year">
  <div class="rc-meters">${shown.state.open.standing ? metersView(shown) : nothing}</div>
  <ul class="rc-visits">${shown.state.year.visits.map(
    (visit) => html`<li>${visit.date_of_service}, ${visit.discipline}: ${visit.allowed} <button type="button" class="rc-take-out"
      aria-label=${`Take out the visit of ${visit.date_of_service}`} @click=${() => act.takeOut(visit)}>Take out</button></li>`,
  )}</ul>
  <p class="rc-buttons">
    <button type="button" id="rc-add-visit" @click=${act.addVisit}>Add this visit</button>
    <button type="button" @click=${act.saveYear}>Save as a file</button>
  </p>
  <div class="rc-field"><label for="rc-year-file">Open a saved year</label>
    <input type="file" id="rc-year-file" accept=".json,application/json"
      @change=${(/** @type {Event} */ event) => act.openYear(chosenFile(event))}></div>
  <p class="rc-hint" role="status">${shown.state.year.said}</p>
  <p class="rc-hint" role="status">${otherYear(shown.state.year, shown.state.fields.date_of_service)}</p>
</div>`;

/** Every bucket with this visit's amount. @param {Shown} shown */
function metersView({ state: { year, fields, answer }, page }) {
  const { threshold, review } = page.data.limits[fields.date_of_service.slice(0, 4)] ?? {};
  const allowed = cents(answer?.result.payment?.allowed ?? "") ?? 0;
  const past = page.data.disciplines.find(({ key }) => key === fields.discipline)?.threshold;
  const lines = answer?.result.lines ?? [];
  const first = lines.findIndex(({ modifiers }) => past && modifiers.includes(past));
  return page.data.buckets.map(({ key, name }) => {
    const isOurs = key === year.bucket;
    const used = year.used[key] ?? 0;
    const limit = cents(threshold ?? "");
    const most = Math.max(cents(review ?? "") ?? 0, limit ?? 0);
    const hints = [
      limit ? `KX from ${told(limit)}` : `the threshold of ${fields.date_of_service.slice(0, 4)} is not known here`,
      review ? `review may begin above ${told(cents(review) ?? 0)}` : "",
      isOurs && first >= 0 ? `KX starts at line ${first + 1}, ${lines[first].code}` : "",
    ];
    return html`<div class="rc-meter">
      <span id=${`rc-bucket-${key}`}>${name}: ${told(used)}${isOurs && allowed ? ` and ${told(allowed)} of this visit` : ""}</span>
      ${
        limit
          ? html`<meter min="0" max=${most / 100} high=${limit / 100} value=${(used + (isOurs ? allowed : 0)) / 100}
              aria-labelledby=${`rc-bucket-${key}`}></meter>`
          : nothing
      }
      <span class="rc-hint">${hints.filter(Boolean).join(" · ")}</span>
    </div>`;
  });
}
