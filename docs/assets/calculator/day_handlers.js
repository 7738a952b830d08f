// What the buttons of the day's list do, and "Keep and next".
import { saveFile } from "../exports.js";
import { count } from "../result/words.js";
import { dayAsCsv, dayAsTable, keepVisit, newDay, removeVisit } from "./day_list.js";
import { codeOf } from "./form_actions.js";
import { fill, rowOf, visitOf } from "./form_state.js";
import { rememberTimers, stopAll } from "./timers.js";
import { newYear } from "./year.js";
/** @import { Calculator, KeptVisit, MinutesField, Row, Visit } from "./shapes.js" */

/** @param {Calculator} calculator
 * @param {{leaveCode: (row: Row) => void, leaveMinutes: (row: Row, name: MinutesField) => void}} leaving what leaving a field does */
export function dayHandlersOf(calculator, { leaveCode, leaveMinutes }) {
  const { state, page, answering } = calculator;
  const { day } = state;

  /** Takes what is still being typed as if its field was left. */
  const takeTyped = () => {
    const { row: id, field } = calculator.focus() ?? {};
    const row = id ? rowOf(state, id) : null;
    if (!row || !field) return;
    if (field === "code") leaveCode(row);
    else if (field.endsWith("minutes") && field in row) leaveMinutes(row, /** @type {MinutesField} */ (field));
  };
  /** Another visit is in the form; undo does not lead back to the one before, which is in the list. @param {Visit} visit */
  const put = (visit) => {
    state.year = newYear();
    fill(state, visit, page);
    answering.compute();
    Object.assign(state, { past: [JSON.stringify(visitOf(state, page))], isUnsaved: false });
    calculator.go(codeOf(state.rows[0]));
  };

  return {
    /** Keeps the visit in the form as soon as it is answered, and makes room for the next one. */
    async keep() {
      takeTyped();
      if (stopAll(state, Date.now())) calculator.tick();
      rememberTimers(state.rows);
      if (state.isExample) day.said = "The example is not kept. Enter your own visit.";
      if (state.asking || state.isExample) return calculator.draw();
      await answering.compute();
      const { answer, isStale, isWaiting } = state;
      if (isWaiting) return; // something was typed meanwhile
      if (!answer || isStale) {
        day.said = !state.entered.length ? "Nothing to keep yet. Enter a code and its minutes."
          : state.engine.state === "failed" ? "Not kept: the calculator does not run." : "Not kept: the form has problems.";
        return state.entered.length ? calculator.goToProblem() : calculator.draw();
      }
      const number = keepVisit(day, answer, state.fees?.fees);
      day.said = state.spoken = `Visit ${number} kept.`;
      const { payer, date_of_service, discipline, setting, locality, apm, participating } = answer.visit;
      put({ payer, date_of_service, discipline, setting, locality, apm, participating, services: [] });
    },
    reopen(/** @type {KeptVisit} */ { number, visit }) {
      answering.settle();
      Object.assign(day, { reopened: number, said: `Visit ${number} is in the form. “Keep and next” puts it back.` });
      put(visit);
    },
    removeKept(/** @type {KeptVisit} */ { number }) {
      removeVisit(day, number);
      day.said = `Visit ${number} removed.`;
      calculator.draw();
      calculator.goTo(day.visits.length ? "rc-day" : "rc-keep");
    },
    async copyDay() {
      day.said = await calculator.copied(dayAsTable(day, page.data), `${count(day.visits.length, "visit")} copied`);
      calculator.drawCopied();
    },
    saveDay: () => saveFile(`visits-${state.fields.date_of_service}.csv`, "text/csv", dayAsCsv(day, page.data)),
    emptyDay() {
      Object.assign(day, newDay());
      calculator.draw();
      calculator.goTo("rc-keep");
    },
  };
}
