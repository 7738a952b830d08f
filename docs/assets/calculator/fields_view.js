// An input with its label, hint and message, as every part of the form shows it.
import { html, nothing } from "../lit-html/lit-html.js";
import { guard } from "../lit-html/directives/guard.js";
import { live } from "../lit-html/directives/live.js";
import { grouped } from "../result/words.js";
/** @import { Field, Handlers, Named, Place, Shown, Template } from "./shapes.js" */

/** The id of an input. @param {Place} place */
export const idOf = ({ row, field }) => (row ? `rc-${row}-${field}` : `rc-${field}`);

/** What was typed, by an event of its input. @param {Event} event */
export const typed = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** The files chosen, by an event of their input, which forgets them so that the same can be chosen again. @param {Event} event */
export function chosenFile(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const [file] = input.files ?? [];
  setTimeout(() => (input.value = ""));
  return file;
}

/** The message at a field. @param {string} id @param {string[] | undefined} messages */
export const messageView = (id, messages) => html`<p class="rc-wrong" id=${`${id}-wrong`}>${messages?.join(" ") ?? ""}</p>`;

/** A label, its input, a hint and the message at it.
 * @param {{id: string, label: string, input: Template, hint?: string, wrong?: string[], look?: string, isAlone?: boolean}} about */
export const fieldView = ({ id, label, input, hint, wrong, look = "", isAlone = true }) => html`<div class=${`rc-field ${look}`}>
  <label for=${id}>${label}</label>${input}${hint ? html`<p class="rc-hint" id=${`${id}-hint`}>${hint}</p>` : nothing}${
    isAlone ? messageView(id, wrong) : nothing
  }</div>`;

/** What describes an input to a screen reader. @param {string} id @param {unknown} hint */
export const describedBy = (id, hint) => (hint ? `${id}-hint ${id}-wrong` : `${id}-wrong`);

/** For `aria-invalid`. @param {string[] | undefined} messages */
export const invalid = (messages) => (messages ? "true" : nothing);

/** The inputs of the visit's fields: an amount, lines, or a choice. @param {Shown} shown @param {Handlers} act */
export function inputsOf({ state: { fields }, placed }, act) {
  const about = (/** @type {Field} */ field, /** @type {string | undefined} */ hint) => {
    const id = idOf({ field });
    const wrong = placed.wrong.get(field);
    return { id, hint, wrong, described: describedBy(id, hint), set: (/** @type {Event} */ event) => act.set(field, typed(event)) };
  };
  return {
    amount(/** @type {Field} */ field, /** @type {string} */ label, /** @type {string} */ example, /** @type {string} */ hint = "") {
      const { described, set, ...rest } = about(field, hint);
      const input = html`<input type="text" id=${rest.id} inputmode="decimal" placeholder=${example} autocomplete="off"
        aria-describedby=${described} aria-invalid=${invalid(rest.wrong)} .value=${live(fields[field])} @input=${set}>`;
      return fieldView({ label, input, ...rest });
    },
    lines(/** @type {Field} */ field, /** @type {string} */ label, /** @type {number} */ rows, /** @type {string} */ hint) {
      const { described, set, ...rest } = about(field, hint);
      const input = html`<textarea id=${rest.id} rows=${rows} spellcheck="false" autocomplete="off" autocapitalize="characters"
        aria-describedby=${described} aria-invalid=${invalid(rest.wrong)} .value=${live(fields[field])} @input=${set}></textarea>`;
      return fieldView({ label, input, ...rest });
    },
    /** A value that is not offered, or none, is one more choice: the message about it needs the value. */
    choice(/** @type {Field} */ field, /** @type {string} */ label, /** @type {(Named & {group?: string})[]} */ options, /** @type {string} */ hint = "") {
      const { described, set, ...rest } = about(field, hint);
      const value = fields[field];
      const isOffered = options.some(({ key }) => key === value);
      const all = isOffered ? options : [...options, { key: value, name: value && `${value} (unknown)` }];
      const option = (/** @type {Named} */ { key, name }) => html`<option value=${key} .selected=${live(key === value)}>${name}</option>`;
      const choices = () => [...grouped(all, ({ group }) => group)].map(([group, some]) =>
        group ? html`<optgroup label=${group}>${some.map(option)}</optgroup>` : some.map(option));
      const input = html`<select id=${rest.id} name=${field} aria-describedby=${described} aria-invalid=${invalid(rest.wrong)}
        @input=${set}>${guard([options, value], choices)}</select>`;
      return fieldView({ label, input, ...rest });
    },
  };
}

/** A box to check, with its label. @param {string} field @param {string} label @param {boolean} is @param {(is: boolean) => void} set */
export const checkView = (field, label, is, set) => html`<p class="rc-switch">
  <input type="checkbox" id=${idOf({ field })} .checked=${live(is)} @change=${(/** @type {{target: HTMLInputElement}} */ { target }) => set(target.checked)}>
  <label for=${idOf({ field })}>${label}</label></p>`;
