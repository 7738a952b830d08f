// Ties: which codes are equal for the last units, and the other right answers.
import { html, nothing } from "../lit-html/lit-html.js";
import { capital, count, listed } from "./words.js";
/** @import { Choice } from "./shapes.js" */

const MOST_CHOICES = 12; // ties of many codes have hundreds of right answers; that many buttons can be read

/** How many units a tie is about: "the last unit". @param {number} units */
const lastOf = (units) => `the last ${units === 1 ? "unit" : `${units} units`}`;

/** A tie with buttons for other choices. @param {Choice} choice @param {{take: (codes: string[]) => void, old?: boolean}} view */
export function choiceButtons({ units, codes, taken, alternatives }, { take, old = false }) {
  const offers = alternatives.map((alternative) => ({ alternative, ...exchange(taken, alternative.taken) }));
  offers.sort((one, other) => one.gets.length - other.gets.length); // one code exchanged for one: all others follow from these
  const more = alternatives.length - MOST_CHOICES;
  return html`<div class="rc-choice">
    <p><b>Tie:</b> ${lastOf(units)} can go to ${listed(codes, "or")}. Using ${listed(taken)}. The clinician decides, whatever the price.</p>
    <p class="rc-buttons">${offers.slice(0, MOST_CHOICES).map(({ alternative, gets, loses }) => html`
      <button type="button" ?disabled=${old} @click=${() => take(alternative.taken)}>Use ${gets.join(" and ")} instead${units > 1 ? ` of ${loses.join(" and ")}` : ""}</button>`)}</p>
    ${more > 0 ? html`<p>${count(more, "more combination")} of these codes can be reached in several steps.</p>` : nothing}</div>`;
}

/** Which codes get a unit, and which lose theirs, when one choice is exchanged for another. @param {string[]} from @param {string[]} to */
const exchange = (from, to) => ({ gets: to.filter((code) => !from.includes(code)), loses: from.filter((code) => !to.includes(code)) });

/** A tie in one sentence, as worked examples have it. @param {Choice} choice */
export function choiceSaid({ units, codes, alternatives }) {
  const others = alternatives.map(({ lines }) => lines.map(({ code, units: number, modifiers }) => [code, "×", number, ...modifiers].join(" ")).join(", "));
  return html`<p class="choice"><span class="chip">tie</span> ${capital(lastOf(units))} can go to ${listed(codes, "or")}. Equally correct: ${others.join("; ")}.</p>`;
}
