// The rows of services: code, minutes, timer, and what is wrong with them.
import { html, nothing } from "../lit-html/lit-html.js";
import { live } from "../lit-html/directives/live.js";
import { repeat } from "../lit-html/directives/repeat.js";
import { describedBy, fieldView, idOf, invalid, messageView, typed } from "./fields_view.js";
import { at } from "./problems.js";
import { clockOf, isEmpty, MINUTES, minutesShown, secondsOf } from "./rows.js";
/** @import { CodeEntry, Handlers, MinutesField, Row, Shown } from "./shapes.js" */

/** The list of all codes with their names, for the browser's own suggestions. */
export const CODE_LIST = "rc-code-list";
const LABELS = { minutes: "Minutes", therapist_minutes: "Therapist", assistant_minutes: "Assistant", together_minutes: "Together" };
const ROOM = 14; // letters that the field of a code shows beside those of the minutes

/** @param {Shown} shown @param {Handlers} act */
export function rowsView(shown, act) {
  const rows = repeat(shown.state.rows, ({ id }) => id, (row, index) => rowView(row, index, shown, act));
  const heads = ["Code or name", ...minutesShown(shown.state.assisted).map((name) => LABELS[name])];
  return html`<div class="rc-rows"><p class="rc-heads" aria-hidden="true">${heads.map((head) => html`<span>${head}</span>`)}</p>${rows}</div>`;
}

/** @param {Row} row @param {number} index @param {Shown} shown @param {Handlers} act */
function rowView(row, index, shown, act) {
  const { page, placed, state } = shown;
  const code = page.codes.get(row.code.trim().toUpperCase());
  const id = idOf({ row: row.id, field: "code" });
  const wrong = placed.wrong.get(at(row.id, "code"));
  const input = html`<input type="text" id=${id} class="rc-code" list=${CODE_LIST} spellcheck="false" autocomplete="off" autocapitalize="off"
    aria-describedby=${`${id}-named ${id}-wrong`} aria-invalid=${invalid(wrong)} .value=${live(row.code)}
    @input=${(/** @type {Event} */ event) => act.typeCode(row, typed(event))} @change=${() => act.leaveCode(row)}
    @paste=${(/** @type {ClipboardEvent} */ event) => act.paste(row, event)}
    @keydown=${(/** @type {KeyboardEvent} */ event) => act.key(row, "code", event)}>`;
  // Messages are below the whole row: beside each other in narrow columns they could not be read. The button that removes a
  // row comes last, so that nobody reaches it with the key that leads to the next field.
  const isBlank = index === state.rows.length - 1 && isEmpty(row, state.assisted); // nothing to remove, and one stop less
  return html`<div class=${`rc-row${row.code.length > ROOM ? " rc-long" : ""}`} role="group" aria-label=${`Service ${index + 1}`} data-row=${row.id}>
    ${fieldView({ id, label: "Code or name", input, isAlone: false })}${MINUTES.map((name) => minutesView(row, name, shown, act))}
    <span class="rc-named" id=${`${id}-named`}>${row.said || (code ? named(code, row) : "")}</span>
    <span class="rc-tools">${favoriteView(code, shown, act)}${timerView(row, act)}
      <button type="button" class="rc-tool rc-remove" ?hidden=${isBlank} aria-label=${`Remove service ${index + 1}`} @click=${() => act.remove(row)}>✕</button></span>
    ${code?.reads ? quantityView(row, code.reads, shown, act) : nothing}
    ${["code", ...MINUTES].map((name) => messageView(idOf({ row: row.id, field: name }), placed.wrong.get(at(row.id, name))))}
    <p class="rc-buttons rc-meanings">${(placed.offers.get(row.id) ?? []).map(
      (each) => html`<button type="button" @click=${() => act.takeMeaning(row, each)}>${each} ${page.codes.get(each)?.name}</button>`,
    )}</p></div>`;
}

/** @param {Row} row @param {Handlers} act */
function timerView(row, act) {
  const runs = row.began === null ? null : clockOf(secondsOf(row, Date.now()));
  return html`<button type="button" class=${`rc-tool rc-timer${runs ? " rc-runs" : ""}`} aria-label=${runs ? `Stop timer ${runs}` : "Start timer"}
    title=${runs ? "Stop timer" : "Start timer"} @click=${() => act.timer(row)}>${runs ? html`■ ${runs}` : "▶"}</button>`;
}

/** @param {Row} row @param {MinutesField} name @param {Shown} shown @param {Handlers} act */
function minutesView(row, name, { placed }, act) {
  const id = idOf({ row: row.id, field: name });
  const wrong = placed.wrong.get(at(row.id, name));
  const input = html`<input type="text" id=${id} class="rc-minutes" inputmode=${name === "minutes" ? "text" : "numeric"} maxlength="24"
    autocomplete="off" autocapitalize="off" aria-describedby=${describedBy(id, "")} aria-invalid=${invalid(wrong)}
    .value=${live(row[name])} @input=${(/** @type {Event} */ event) => act.typeMinutes(row, name, typed(event))}
    @change=${() => act.leaveMinutes(row, name)} @keydown=${(/** @type {KeyboardEvent} */ event) => act.key(row, name, event)}>`;
  const step = (/** @type {number} */ by) => html`<button type="button" class="rc-step" tabindex="-1" aria-label=${`One minute ${by < 0 ? "less" : "more"}`}
    @click=${() => act.step(row, by)}>${by < 0 ? "−" : "+"}</button>`;
  const stepped = html`<div class="rc-stepper">${step(-1)}${input}${step(1)}</div>`; // for fingers; the keyboard has the field
  const shown = name === "minutes" ? { input: stepped, look: "rc-alone" } : { input, look: "rc-person" };
  return fieldView({ id, label: LABELS[name], ...shown, isAlone: false });
}

/** The field of what a code counts.
 * @param {Row} row @param {[field: string, label: string]} reads @param {Shown} shown @param {Handlers} act */
function quantityView(row, [field, label], { placed }, act) {
  const id = idOf({ row: row.id, field });
  const wrong = placed.wrong.get(at(row.id, field));
  const input = html`<input type="text" id=${id} class="rc-quantity" name=${field} inputmode="decimal" autocomplete="off"
    aria-describedby=${describedBy(id, "")} aria-invalid=${invalid(wrong)} .value=${live(String(row.carried[field] ?? ""))}
    @input=${(/** @type {Event} */ event) => act.typeQuantity(row, field, typed(event))}
    @keydown=${(/** @type {KeyboardEvent} */ event) => act.key(row, field, event)}>`;
  return fieldView({ id, label, input, wrong, look: "rc-reads" });
}

/** What a row's code is called, and how many minutes a unit of it has. @param {CodeEntry} code @param {Row} row */
function named({ name, kind, minutes_per_unit, reads }, { carried }) {
  const counted = { timed: `${minutes_per_unit} min`, untimed: "untimed", "not-in-use": "not in use" }[kind];
  const times = carried.start ? `${carried.start} to ${carried.stop}` : "";
  return [name, reads ? `counts ${reads[1].toLowerCase()}` : counted, times].filter(Boolean).join(" · ");
}

/** @param {CodeEntry | undefined} code @param {Shown} shown @param {Handlers} act */
function favoriteView(code, { state: { kept } }, act) {
  if (!code || !kept) return nothing;
  const isFavorite = kept.favorites.includes(code.code);
  return html`<button type="button" class="rc-tool" aria-pressed=${String(isFavorite)} aria-label="Favorite" title="Favorite"
    @click=${() => act.favor(code.code)}>${isFavorite ? "★" : "☆"}</button>`;
}
