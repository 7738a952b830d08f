// What the training shows, as templates of lit-html: a question with the learner's lines, its answer, the score.
import { live } from "../lit-html/directives/live.js";
import { html, nothing } from "../lit-html/lit-html.js";
import { exampleRows, table } from "../result/claim_lines.js";
import { minuteFields, minutesIn, why } from "../result/example_view.js";
import { count } from "../result/words.js";
/** @import { Labels } from "../result/labels.js" @import { Result, Visit } from "../result/shapes.js" */
/** @import { Question, QuestionSet } from "./question_sets.js" */

/**
 * @typedef {Record<string, string>} Names
 * @typedef {"codes" | "payers" | "settings" | "disciplines" | "difficulties" | "minutes"} Named
 * @typedef {Record<Named, Names> & {questions: Question[]}} TrainingData
 * @typedef {{code: string, units: string, modifiers: string, wrong: string, wrongField: "code" | "units" | null, right: boolean | null,
 * }} EnteredLine as it was typed; `right` and what was expected (`wrong`) once it was graded
 * @typedef {{right: boolean, expected: (string | null)[], missing: string[], result: Result, labels: Labels}} Graded
 * @typedef {{data: TrainingData, set: QuestionSet, questions: Question[], at: number, right: number, lines: EnteredLine[],
 *   checking: boolean, graded: Graded | null,
 * }} State
 * @typedef {{edit: (index: number, typed: Partial<EnteredLine>) => void, addLine: () => void, check: () => void, next: () => void,
 *   again: () => void,
 * }} Actions
 */

/** A question, and once it was answered what is right. @param {State} state @param {Actions} actions */
export function question(state, actions) {
  const { data, questions, at, lines, graded } = state;
  const { visit, difficulty } = questions[at];
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    actions.check();
  };
  return html`<h2 tabindex="-1">Question ${at + 1} of ${questions.length}</h2>
    <p class="quiz__about">${about(visit, data)} ${data.difficulties[difficulty]}.</p>
    ${minutes(visit, data)}
    <form class="quiz__answer" novalidate autocomplete="off" @submit=${submit}>
      <fieldset><legend>Your claim lines</legend>
        <p class="quiet">Modifiers in any order, as GP CQ. Enter 0 units where a code earns none. Add a line where a code needs two, or an add-on.</p>
        <div class="quiz__lines">${lines.map((each, index) => line(each, index, Boolean(graded), actions))}</div>
      </fieldset>
      <p class="quiz__buttons">${graded
        ? html`<button type="button" class="quiz__main" @click=${actions.next}>${at + 1 === questions.length ? "Finish" : "Next question"}</button>`
        : html`<button type="submit" class="quiz__main" ?disabled=${state.checking}>Check</button>
          <button type="button" @click=${actions.addLine}>Add a line</button>`}</p>
    </form>
    <p class=${`quiz__verdict${graded?.right ? " is-right" : ""}`} role="status">${graded ? verdict(graded, lines) : ""}</p>
    ${graded ? reasons(graded) : nothing}${foot(state)}`;
}

/** The score after the last question. @param {State} state @param {Actions} actions */
export const done = (state, actions) => html`
  <h2 tabindex="-1">${state.right} of ${count(state.questions.length, "question")} right</h2>
  <p class="quiz__buttons"><button type="button" @click=${actions.again}>The same questions again</button></p>${foot(state)}`;

/** The visit in words. @param {Visit} visit @param {TrainingData} data */
function about({ date_of_service: day, payer, discipline, setting, amount_used: used }, data) {
  const [year, month, date] = day.split("-").map(Number);
  const when = new Date(year, month - 1, date).toLocaleDateString("en-US", { year: "numeric", month: "short", day: "numeric" });
  return html`${data.disciplines[discipline]} on ${when}. Payer: <b>${data.payers[payer]}</b>.${setting ? ` ${data.settings[setting]}.` : nothing}${used
    ? ` Allowed so far this year: $${Number(used).toLocaleString("en-US")}.` : nothing}`;
}

/** @param {Visit} visit @param {TrainingData} data */
function minutes({ services = [] }, data) {
  const fields = minuteFields(services);
  const rows = services.map((service) => html`<tr><td>${service.code}</td><td>${data.codes[service.code]}</td>
    ${fields.map((field) => html`<td>${minutesIn(service, field)}</td>`)}</tr>`);
  return table(null, ["Code", "Service", ...fields.map((field) => data.minutes[field])], rows, nothing, "claim-lines");
}

const FIELDS = /** @type {const} */ ([
  { name: "code", label: "Code", most: 5, mode: "text" },
  { name: "units", label: "Units", most: 3, mode: "numeric" },
  { name: "modifiers", label: "Modifiers", most: 20, mode: "text" },
]);

/** One line of the learner. @param {EnteredLine} entered @param {number} index @param {boolean} graded @param {Actions} actions */
function line(entered, index, graded, actions) {
  const id = `quiz-line-${index}`;
  const look = graded ? (entered.right ? " is-right" : " is-wrong") : "";
  const field = (/** @type {(typeof FIELDS)[number]} */ { name, label, most, mode }) => {
    const isWrong = entered.wrongField === name;
    const type = (/** @type {Event} */ { target }) => actions.edit(index, { [name]: /** @type {HTMLInputElement} */ (target).value });
    return html`<p><label for=${`${id}-${name}`}>${label}</label><input type="text" id=${`${id}-${name}`} class=${`quiz__${name}`}
      autocomplete="off" spellcheck="false" autocapitalize="characters" inputmode=${mode} maxlength=${most} ?readonly=${graded}
      aria-invalid=${isWrong ? "true" : nothing} aria-describedby=${isWrong ? `${id}-said` : nothing} .value=${live(entered[name])} @input=${type}></p>`;
  };
  const said = !graded ? entered.wrong : html`<span aria-hidden="true">${entered.right ? "✓ " : "✕ "}</span>${entered.right
    ? "Right." : `Not right: expected ${entered.wrong}.`}`;
  return html`<div class=${`quiz__line${look}`} role="group" aria-label=${`Line ${index + 1}${graded ? `, ${entered.code}` : ""}`}>
    ${FIELDS.map(field)}<p class="quiz__said" id=${`${id}-said`}>${said}</p></div>`;
}

/** @param {Graded} graded @param {EnteredLine[]} lines */
function verdict({ right, expected, missing, result }, lines) {
  if (right) return `Right.${result.choices.length ? " It is a tie: each choice is right." : ""}`;
  const wrong = lines.flatMap(({ code }, index) => (expected[index] === null ? [] : [`${code}: expected ${expected[index]}`]));
  return `Not right. ${[...wrong, ...missing.map((each) => `missing: ${each}`)].join("; ")}.`;
}

/** The right answer and why. @param {Graded} graded */
const reasons = ({ result, labels }) => html`<div class="quiz__reasons example">
  <p class="example__label">${result.choices.length ? "One of the right answers" : "The right answer"}</p>
  <div class="example__lines">${table(null, ["Code", "Units", "Modifiers"], exampleRows(result, labels), nothing, "claim-lines")}</div>
  ${why(result, labels, true)}</div>`;

/** The score so far and the link to the set. @param {State} state */
function foot({ set, questions, at, right, graded }) {
  const answered = Math.min(at + (graded ? 1 : 0), questions.length);
  return html`<p class="quiz__foot"><span>Right: ${right} of ${answered}.</span>
    <a href=${`#q=${set.name}`}>Link to ${questions.length === 1 ? "this question" : `these ${questions.length} questions`}</a></p>`;
}
