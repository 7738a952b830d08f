// The form: everything on it is a function of the state.
import { html, nothing } from "../lit-html/lit-html.js";
import { guard } from "../lit-html/directives/guard.js";
import { live } from "../lit-html/directives/live.js";
import { errorsIn } from "../result/findings.js";
import { count, listed, plainly } from "../result/words.js";
import { answerView } from "./answer_view.js";
import { daySums } from "./day_view.js";
import { checkView, describedBy, fieldView, idOf, inputsOf, invalid } from "./fields_view.js";
import { auditFold, moreFold, ownFold, standingFold } from "./folds_view.js";
import { notLoaded } from "./missing_numbers.js";
import { CODE_LIST, rowsView } from "./rows_view.js";
import { canUndo } from "./undo.js";
/** @import { Handlers, Page, Shown, State } from "./shapes.js" */

/** @param {Shown} shown @param {Handlers} act */
export function formView(shown, act) {
  const { state, page, isListed } = shown;
  const { assisted, past, rows } = state;
  const isTimed = rows.some(({ began }) => began !== null);
  return html`<form class=${`rc-form${assisted ? " rc-three" : ""}`} novalidate autocomplete="off" @focusin=${act.moved}
    @focusout=${act.moved} @keydown=${act.shortcut} @submit=${act.submit}>
    <div class="rc-enter">${sampleView(state, act)}${visitView(shown, act)}
    <fieldset class="rc-services"><legend>Services</legend>
      <p class="rc-hint">Type the whole visit here: <kbd>exercise 20, gait 10a, manual 8</kbd>, then Enter. <kbd>a</kbd> marks the PTA's or OTA's minutes.</p>
      ${rememberedView(shown, act)}<div class="rc-ask" role="status">${questionView(state, act)}</div>${rowsView(shown, act)}
      <div class="rc-switches">${checkView("assisted", "PTA/OTA treated too", assisted, act.setAssisted)}
        ${isTimed || state.together ? checkView("together", "Run timers together", state.together, act.setTogether) : nothing}</div>
      <p class="rc-buttons"><button type="button" class="rc-keep" id="rc-keep" aria-keyshortcuts="Control+Enter" title="Ctrl+Enter" @click=${act.keep}>Keep and next</button>
        <button type="button" class="rc-add" @click=${act.add}>Add a service</button>
        <button type="button" class="rc-undo" ?disabled=${!canUndo(past)} @click=${act.undo}>Undo</button>
        <button type="button" class="rc-clear" @click=${act.clear}>Start over</button></p>
      <p class="rc-kept"><span role="status">${typeof state.day.said === "string" ? state.day.said : nothing}</span>
        ${state.day.visits.length ? html`<button type="button" @click=${act.toDay}>Day list: ${daySums(state.day)}</button>` : nothing}</p>
    </fieldset>
    <div class="rc-other" id="rc-other" role="status" tabindex="-1">${othersView(shown, act)}</div>
    ${barView(shown, act)}</div>
    ${answerView(shown, act)}
    <div class="rc-folds">${moreFold(shown, act)}${standingFold(shown, act)}${auditFold(shown, act)}${ownFold(shown, act)}${HOW}</div>
    <datalist id=${CODE_LIST}>${guard([isListed], () => (isListed ? codeOptions(page) : nothing))}</datalist>
  </form>`;
}

/** Payer, day and discipline. @param {Shown} shown @param {Handlers} act */
function visitView(shown, act) {
  const { state, page, placed } = shown;
  const { payers, disciplines, missing, earliest_date_of_service: earliest } = page.data;
  const { choice } = inputsOf(shown, act);
  const id = idOf({ field: "date_of_service" });
  const wrong = placed.wrong.get("date_of_service");
  const { payer: own, date_of_service: on } = state.fields;
  const lacking = notLoaded(missing, on, payers.find(({ key }) => key === own)?.kind);
  const described = lacking ? `rc-not-loaded ${describedBy(id, "")}` : describedBy(id, "");
  const day = html`<input type="date" id=${id} required min=${earliest} aria-describedby=${described} aria-invalid=${invalid(wrong)}
    .value=${live(on)} @input=${act.typeDay}>`; // a day half typed is none, and stays
  return html`<fieldset class="rc-visit"><legend>Visit</legend>
    ${choice("payer", "Payer", payers)}${fieldView({ id, label: "Date of service", input: day, wrong })}${choice("discipline", "Plan of care", disciplines)}
    <p class="rc-not-loaded" id="rc-not-loaded" role="status">${lacking}</p></fieldset>`;
}

const codeOptions = (/** @type {Page} */ { data }) => {
  const meant = data.codes.filter(({ base }) => !base);
  return meant.map(({ code, name, also_called }) => html`<option value=${code} label=${[name, ...also_called].join(", ")}></option>`);
};

const HOW = html`<details class="rc-fold rc-how"><summary>Faster ways to enter</summary><ul>
  <li>Rows of a spreadsheet, a CSV file or a note paste as they are, with dates, names of columns or start and end times. Rows of several
    days or patients are not mixed: the page asks which visit to enter.</li>
  <li>Abbreviations of notes: <kbd>TE 25, MT 15</kbd>. A name of several codes, such as dry needling, is asked.</li>
  <li>Minutes by person: <kbd>15t 8a</kbd> is 15 by the therapist and 8 by the assistant; <kbd>5b</kbd> is 5 by both together. PTA, OTA, COTA,
    CQ and CO mark the assistant too.</li>
  <li>Start and end instead of minutes: <kbd>9:00-9:20</kbd> or <kbd>9:00a-9:20a</kbd>; after a time, a is a.m.</li>
  <li>Enter goes to the next field, arrow up and down to the next row, <kbd>Ctrl Z</kbd> undoes the last change,
    <kbd>Ctrl Enter</kbd> keeps the visit in the day list and begins the next one.</li>
</ul></details>`;

/** Nobody should bill the example's services. @param {State} state @param {Handlers} act */
function sampleView({ rows, isExample }, act) {
  const left = rows.filter(({ ofExample, code }) => ofExample && code.trim()).map(({ code }) => code.trim());
  const says = isExample
    ? html`<b>This is an example, not your visit.</b> `
    : html`<b>Check what you did not change:</b> ${listed(left)} ${left.length === 1 ? "is" : "are"} the example's. `;
  return html`<p class="rc-sample" ?hidden=${!isExample && !left.length}>${says}<button type="button" @click=${act.clear}>Start with an empty form</button></p>`;
}

/** Buttons of the codes that this browser remembers. @param {Shown} shown @param {Handlers} act */
function rememberedView({ state: { kept }, page }, act) {
  const { favorites = [], recent = [] } = kept ?? {};
  const codes = [...new Set([...favorites, ...recent])].filter((code) => page.codes.has(code));
  const nameOf = (/** @type {string} */ code) => `${favorites.includes(code) ? "★ " : ""}${code} ${page.codes.get(code)?.name}`;
  const button = (/** @type {string} */ code) =>
    html`<button type="button" class="rc-mine-code" @click=${() => act.takeRemembered(code)}>${nameOf(code)}</button>`;
  return html`<p class="rc-buttons rc-mine" ?hidden=${!codes.length}>${codes.map(button)}</p>`;
}

/** @param {State} state @param {Handlers} act */
function questionView({ asking }, act) {
  if (!asking) return nothing;
  const { ask, entered } = asking;
  const isEntered = entered !== null;
  const choices = ask.choices.filter(({ answer }) => !isEntered || answer.visit !== "one");
  const says = isEntered ? "One of these visits is in the form. To enter another one in its place, choose it." : ask.says;
  return html`<div role="group" id=${idOf({ field: "question" })} tabindex="-1" aria-labelledby="rc-question-says" @keydown=${act.escape}>
    <p id="rc-question-says">${says}</p>
    <p class="rc-buttons">${choices.map(
      (choice) => html`<button type="button" data-answer=${JSON.stringify(choice.answer)}
        aria-pressed=${isEntered ? String(choice.label === entered) : nothing} @click=${() => act.answer(choice)}>${choice.label}</button>`,
    )}<button type="button" @click=${act.leaveQuestion}>${isEntered ? "Done" : "Enter nothing"}</button></p></div>`;
}

/** What belongs to no field. @param {Shown} shown @param {Handlers} act */
function othersView({ state, placed }, act) {
  const items = [...state.notices, ...placed.others];
  const carried = Object.entries(state.carried).map(([name, value]) => `${name.replaceAll("_", " ")} ${plainly(value)}`);
  const fromLink = html`<p class="rc-carried">Also in this visit, from its link: ${carried.join("; ")}. <button type="button"
    @click=${act.dropCarried}>Leave out</button></p>`;
  return [
    items.length ? html`<ul class="rc-errors">${items.map((item) => html`<li>${item}</li>`)}</ul>` : nothing,
    ...state.remarks.map((remark) => html`<p class="rc-hint rc-remark">${remark}</p>`),
    carried.length ? fromLink : nothing,
  ];
}

/** On a narrow screen the answer is below the form: its lines and errors stay at the screen's lower edge meanwhile, with the way to them;
 * or to why there are none. @param {Shown} shown @param {Handlers} act */
function barView({ state, placed, page }, act) {
  const { answer, isStale, copied } = state;
  const isThere = answer && !isStale;
  const errors = isThere ? errorsIn(answer.result.findings).length : 0;
  const problems = placed.number ? html`<button type="button" class="rc-bad" @click=${act.toProblem}>${count(placed.number, "problem")} in the form</button>` : nothing;
  const isEmpty = !state.entered.length && !placed.number && state.engine.state !== "failed";
  return html`<div class="rc-bar" ?hidden=${isEmpty}><button type="button" class="rc-glance" @click=${act.toGlance}>${glance(state, page.data.labels)}</button>
    ${isThere && state.entered.length ? html`<span class=${errors ? "rc-errors-number rc-bad" : "rc-errors-number"}>${count(errors, "error")}</span>` : problems}
    <button type="button" class="rc-bar-copy" ?disabled=${!isThere || !answer.result.lines.length || answer.result.ask_payer} @click=${() => act.copyLines("text")}>Copy</button>
    <span class="rc-copied" aria-hidden="true">${typeof copied === "string" ? copied : nothing}</span></div>`;
}

/** @param {State} state @param {Page["data"]["labels"]} labels */
function glance({ engine, answer, isStale }, labels) {
  if (engine.state === "failed") return "↑ The calculator does not run";
  if (!answer || isStale) return "No lines yet";
  const { ask_payer, both_rules } = answer.result;
  if (ask_payer) return `↓ ${both_rules.rules.map(({ rule, timed_units: units }) => `${labels.counting_rules[rule]}: ${count(units, "unit")}`).join(" · ")}`;
  const lines = answer.result.lines.map(({ code, modifiers, units }) => `${[code, ...modifiers].join(" ")} × ${units}`);
  return `↓ ${lines.join(", ") || "No claim lines"}`;
}
