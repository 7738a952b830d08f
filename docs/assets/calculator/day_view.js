// The day's list: the visits that were kept, what they come to, and ways to take them along.
import { html, nothing } from "../lit-html/lit-html.js";
import { guard } from "../lit-html/directives/guard.js";
import { count, written } from "../result/words.js";
import { totalsOf } from "./day_list.js";
import { told } from "./money.js";
/** @import { Handlers, KeptVisit, Shown, State } from "./shapes.js" */

/** What the list comes to: "3 visits · 9 units · 1 error · $310.20". @param {State["day"]} day */
export function daySums(day) {
  const { visits, units, errors, amount, unpriced } = totalsOf(day);
  const money = unpriced === visits ? "" : `$${told(amount)}${unpriced ? ` (${count(unpriced, "visit")} without amount)` : ""}`;
  return [count(visits, "visit"), count(units, "unit"), count(errors, "error"), money].filter(Boolean).join(" · ");
}

/** @param {Shown} shown @param {Handlers} act */
export const dayView = ({ state: { day }, page }, act) => html`<section class="rc-day" id="rc-day" aria-labelledby="rc-day-title" tabindex="-1"
  ?hidden=${!day.visits.length}>${guard([day.visits, day.reopened, day.said, page], () => (day.visits.length ? listView(day, act) : nothing))}</section>`;

/** @param {State["day"]} day @param {Handlers} act */
function listView(day, act) {
  const row = (/** @type {KeptVisit} */ kept) => html`<tr aria-current=${day.reopened === kept.number ? "true" : nothing}>
    <th scope="row">${kept.number}</th><td>${kept.visit.date_of_service}</td>
    <td class="rc-day-lines">${kept.lines.map(written).join(", ") || "no lines"}</td>
    <td class="rc-units">${kept.units}</td><td class=${kept.errors ? "rc-units rc-bad" : "rc-units"}>${kept.errors || nothing}</td>
    <td class="rc-units">${kept.amount === null ? nothing : told(kept.amount)}</td>
    <td class="rc-day-do"><button type="button" aria-label=${`Open visit ${kept.number}`} @click=${() => act.reopen(kept)}>Open</button>
      <button type="button" aria-label=${`Remove visit ${kept.number}`} @click=${() => act.removeKept(kept)}>✕</button></td></tr>`;
  // The copies come before the rows, whose buttons would be forty stops on the way to them.
  const heads = ["Visit", "Date", "Lines", "Units", "Errors", "Amount, USD"];
  return html`<h2 id="rc-day-title">Day list: ${daySums(day)}</h2>
    <p class="rc-buttons"><button type="button" @click=${act.copyDay}>Copy all</button>
      <button type="button" @click=${act.saveDay}>Download CSV</button>
      <button type="button" @click=${act.emptyDay}>Empty the list</button><span class="rc-copied">${typeof day.said === "string" ? nothing : day.said}</span></p>
    <table class="rc-lines"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}<td></td></tr></thead><tbody>${day.visits.map(row)}</tbody></table>
    <p class="rc-hint">Kept in this page only. Closing or reloading it loses the list; the browser asks first.</p>`;
}
