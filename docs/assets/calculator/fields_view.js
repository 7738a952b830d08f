// An input with its label, hint and message, as every part of the form shows it.
import { html, nothing } from "../lit-html/lit-html.js";
import { guard } from "../lit-html/directives/guard.js";
import { live } from "../lit-html/directives/live.js";
/** @import { Place } from "./form_actions.js" */
/** @import { Named } from "./page_data.js" */

/**
 * @typedef {import("../lit-html/lit-html.js").TemplateResult} Template
 */

/** The id of an input. @param {Place} place */
export const idOf = ({ row, field }) => (row ? `rc-${row}-${field}` : `rc-${field}`);

/** What was typed, by an event of its input. @param {Event} event */
export const typed = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** Whether a box is checked, by its event. @param {Event} event */
export const checked = (event) => /** @type {HTMLInputElement} */ (event.target).checked;

/** The files chosen, by an event of their input, which forgets them so that the same can be chosen again. @param {Event} event */
export function chosenFile(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const [file] = input.files ?? [];
  setTimeout(() => (input.value = ""));
  return file;
}

/** The message at a field. @param {string} id @param {string[] | undefined} messages */
export const messageView = (id, messages) => html`<p class="rc-wrong" id=${`${id}-wrong`}>${messages?.join(" ") ?? ""}</p>`;

/**
 * A label, its input, a hint and the message at it.
 * @param {{id: string, label: string, input: Template, hint?: string, wrong?: string[], look?: string, isAlone?: boolean}} about
 */
export const fieldView = ({ id, label, input, hint, wrong, look = "", isAlone = true }) => html`<div class=${`rc-field ${look}`}>
  <label for=${id}>${label}</label>${input}${hint ? html`<p class="rc-hint" id=${`${id}-hint`}>${hint}</p>` : nothing}${
    isAlone ? messageView(id, wrong) : nothing
  }
</div>`;

/** What describes an input to a screen reader. @param {string} id @param {boolean} hasHint */
export const describedBy = (id, hasHint) => (hasHint ? `${id}-hint ${id}-wrong` : `${id}-wrong`);

/** For `aria-invalid`. @param {string[] | undefined} messages */
export const invalid = (messages) => (messages ? "true" : nothing);

/**
 * A list to choose from. A value that it does not offer, or none, is one more choice: the message about it needs the value.
 * @param {{field: string, value: string, options: Named[], wrong?: string[], hasHint?: boolean, set: (value: string) => void}} about
 */
export function selectView({ field, value, options, wrong, hasHint = false, set }) {
  const isOffered = options.some(({ key }) => key === value);
  const all = isOffered ? options : [...options, { key: value, name: value && `${value} (unknown)` }];
  const id = idOf({ field });
  return html`<select id=${id} name=${field} aria-describedby=${describedBy(id, hasHint)} aria-invalid=${invalid(wrong)}
    @input=${(/** @type {Event} */ event) => set(typed(event))}>${guard([options, value], () =>
      all.map(({ key, name }) => html`<option value=${key} .selected=${live(key === value)}>${name}</option>`),
    )}</select>`;
}

/**
 * A box to check, with its label.
 * @param {string} field @param {string} label @param {boolean} is @param {(is: boolean) => void} set
 */
export const checkView = (field, label, is, set) => html`<p class="rc-switch">
  <input type="checkbox" id=${idOf({ field })} .checked=${live(is)} @change=${(/** @type {Event} */ event) => set(checked(event))}>
  <label for=${idOf({ field })}>${label}</label>
</p>`;
