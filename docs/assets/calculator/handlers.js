// What each input and button of the calculator does: it changes the state, has the visit computed, and says where to go on.
import { saveFile } from "../exports.js";
import { errorsIn } from "../result/findings.js";
import { count } from "../result/words.js";
import { asClaimForm, asTable, asText, errorsSaid } from "./clipboard_formats.js";
import { dayHandlersOf } from "./day_handlers.js";
import * as actions from "./form_actions.js";
import { addRow, followCodes, setAssisted, visitOf } from "./form_state.js";
import { readFees } from "./fees.js";
import { cents } from "./money.js";
import { hasRows } from "./parse_entry.js";
import { favor, keep, kept } from "./remembered_codes.js";
import { pressTimer, rememberTimers } from "./timers.js";
import { canUndo } from "./undo.js";
import { addVisit, newYear, openYear, savedYear, takeOut } from "./year.js";
/** @import { Calculator, Field, MinutesField, Outcome, Place, Question, Row, State, YearVisit } from "./shapes.js" */

/** @type {Record<"text" | "table" | "claim-form", [string, (visit: any, result: any, settings: any) => string]>} */
const FORMATS = { text: ["Text", asText], table: ["Table", asTable], "claim-form": ["Boxes 24A to 24G", asClaimForm] };

/** @param {Calculator} calculator */
export function handlersOf(calculator) {
  const { state, page, answering } = calculator;

  /** What changes the state, and then has the visit computed. @template {any[]} A @param {(...given: A) => void} change */
  const entering = (change) => (/** @type {A} */ ...given) => {
    change(...given);
    answering.compute();
  };
  /** Has the visit computed, and goes on where an action says. @param {Outcome} outcome @param {object} [how] */
  const done = ({ place, remarks }, how = {}) => {
    answering.compute({ remarks, ...how });
    if (place) calculator.go(place);
  };
  /** Makes room for another visit, which undo takes back. @param {Record<string, any>} [more] what stays beside the practice's */
  const beginAnew = (more) => {
    done(actions.beginAnew(state, page, visitOf(state, page), more));
    answering.settle();
  };
  const spread = (/** @type {Row} */ row, /** @type {string} */ text) => {
    const outcome = actions.spread(state, page, row, text);
    if (!state.asking) return done(outcome);
    const isHere = calculator.focus()?.row === row.id;
    calculator.draw();
    if (isHere) calculator.go({ field: "question" });
  };
  const leaveCode = (/** @type {Row} */ row) => {
    const isLeft = calculator.focus()?.row !== row.id || calculator.focus()?.field !== "code";
    const outcome = actions.takeName(state, page, row, isLeft);
    if (state.asking?.row === row.id) calculator.draw();
    else done(outcome);
  };
  const leaveMinutes = entering((/** @type {Row} */ row, /** @type {MinutesField} */ name) => actions.spell(state, row, name));
  const undo = () => {
    answering.settle();
    if (!canUndo(state.past)) return;
    actions.undo(state, page);
    answering.compute();
    calculator.draw();
    if (!calculator.focus()) calculator.go(actions.codeOf(state.rows[state.rows.length - 1]));
  };
  const day = dayHandlersOf(calculator, { leaveCode, leaveMinutes });
  const leaveQuestion = () => calculator.go(/** @type {Place} */ (actions.leaveQuestion(state).place));

  return {
    // --- the visit
    set: entering((/** @type {Field} */ field, /** @type {string} */ value) => (state.fields[field] = value)),
    typeDay: entering((/** @type {Event} */ event) => {
      state.fields.date_of_service = /** @type {HTMLInputElement} */ (event.target).value;
      state.isExample = false; // the day was chosen
    }),
    check: entering((/** @type {"apm" | "outside"} */ name, /** @type {boolean} */ is) => (state[name] = is)),
    setAssisted: entering((/** @type {boolean} */ is) => setAssisted(state, is)),
    take: entering((/** @type {string[]} */ codes) => (state.choose = [...codes])),
    dropCarried() {
      state.carried = {};
      done({ place: { field: "payer" } });
    },
    undo,
    clear() {
      answering.settle();
      actions.leaveExample(state);
      state.year = newYear();
      state.day.reopened = null;
      beginAnew();
    },
    showExample() {
      calculator.showExample();
      calculator.go(actions.codeOf(state.rows[0]));
    },
    ...day,
    shortcut(/** @type {KeyboardEvent} */ event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        return void day.keep();
      }
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
      if (!isUndo || /** @type {Element} */ (event.target).tagName === "TEXTAREA") return;
      event.preventDefault();
      undo();
    },
    submit: (/** @type {Event} */ event) => event.preventDefault(),
    moved: () => calculator.drawSoon(), // what is being filled in is not called wrong; by then the next field has the focus
    fold(/** @type {keyof State["open"]} */ name, /** @type {boolean} */ isOpen) {
      state.open = { ...state.open, [name]: isOpen };
      calculator.drawSoon();
    },

    // --- rows
    add: () => calculator.go(actions.codeOf(addRow(state))),
    typeCode: entering((/** @type {Row} */ row, /** @type {string} */ text) => {
      if (state.asking?.row === row.id) state.asking = null; // it was about another text
      Object.assign(row, { code: text, ofExample: false });
      followCodes(state, page);
    }),
    typeMinutes: entering((/** @type {Row} */ row, /** @type {MinutesField} */ name, /** @type {string} */ text) =>
      Object.assign(row, { [name]: text, ofExample: false }),
    ),
    typeQuantity: entering((/** @type {Row} */ row, /** @type {string} */ field, /** @type {string} */ text) => {
      if (text.trim()) row.carried[field] = text;
      else delete row.carried[field];
      row.ofExample = false;
    }),
    leaveCode,
    leaveMinutes,
    paste(/** @type {Row} */ row, /** @type {ClipboardEvent} */ event) {
      const text = event.clipboardData?.getData("text") ?? "";
      // Of a row of a table, only the cells of its service come into the field.
      if (!hasRows(text, page.vocabulary(state.fields)) && !/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      spread(row, text);
    },
    /** Enter goes on to the next field, and from the last one to a new row; arrows go to the row above or below. */
    key(/** @type {Row} */ row, /** @type {string} */ field, /** @type {KeyboardEvent} */ event) {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const isMinutes = field.endsWith("minutes") && field in row;
      const step = isMinutes && { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step) {
        event.preventDefault();
        const other = state.rows[state.rows.indexOf(row) + step];
        if (other) calculator.go({ row: other.id, field });
      }
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (field === "code" && hasRows(row.code.trim(), page.vocabulary(state.fields))) return spread(row, row.code.trim());
      if (field === "code") leaveCode(row);
      else if (isMinutes) leaveMinutes(row, /** @type {MinutesField} */ (field));
      calculator.go(actions.nextPlace(state, row, field));
    },
    step: entering((/** @type {Row} */ row, /** @type {number} */ by) => actions.step(state, row, by)),
    timer(/** @type {Row} */ row) {
      const added = pressTimer(state, row, Date.now());
      calculator.tick();
      rememberTimers(state.rows);
      if (added !== null) row.said = state.spoken = added;
      answering.compute({ said: true }); // also where one was started: another may have stopped
    },
    setTogether(/** @type {boolean} */ is) {
      state.together = is;
      calculator.draw();
    },
    remove: (/** @type {Row} */ row) => done(actions.removeRow(state, row)),
    takeMeaning: (/** @type {Row} */ row, /** @type {string} */ code) => done(actions.takeCode(state, page, row, code)),
    takeRemembered: (/** @type {string} */ code) => done(actions.takeCode(state, page, null, code)),
    favor(/** @type {string} */ code) {
      favor(code);
      state.kept = kept();
      calculator.draw();
    },

    // --- questions
    answer(/** @type {Question["choices"][number]} */ choice) {
      const outcome = actions.answerQuestion(state, page, choice);
      if (state.asking && state.asking.entered === null) calculator.go({ field: "question" });
      else done(outcome);
    },
    leaveQuestion,
    escape: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && leaveQuestion(),

    // --- codes and fees of the user
    setKeeping(/** @type {boolean} */ is) {
      const isDone = keep(is);
      state.kept = kept();
      if (!isDone) state.feeSaid = { text: "This browser does not let the page remember anything, as in a private window.", problems: [] };
      calculator.draw();
    },
    async openFees(/** @type {File | undefined} */ file) {
      if (!file) return;
      const { fees, problems } = readFees(await file.text());
      state.fees = fees.size ? { fees, name: file.name } : null;
      state.feeSaid = { text: `${count(fees.size, "fee")} read from ${file.name}.`, problems: problems.slice(0, 20) };
      answering.compute();
    },

    // --- the patient's year
    addVisit() {
      const allowed = cents(state.answer?.result.payment?.allowed ?? "");
      if (allowed === null || !state.answer) {
        Object.assign(state.year, { said: "", lacksAmount: true });
        return calculator.draw();
      }
      state.year.lacksAmount = false;
      const { date_of_service, discipline } = state.answer.visit;
      beginAnew({ amount_used: addVisit(state.year, { date_of_service, discipline }, allowed) }); // else it would be counted twice
    },
    takeOut(/** @type {YearVisit} */ visit) {
      const amount = takeOut(state.year, visit, page);
      if (amount !== null) state.fields.amount_used = amount;
      answering.compute();
      calculator.draw();
      calculator.focusFirst(".rc-take-out, #rc-add-visit"); // the button that had the focus is gone
    },
    saveYear: () => saveFile(`therapy-year-${state.fields.date_of_service.slice(0, 4)}.json`, "application/json",
      savedYear(state.year, state.fields.date_of_service, page)),
    async openYear(/** @type {File | undefined} */ file) {
      if (!file) return;
      const amount = openYear(state.year, await file.text(), state.fields.date_of_service, page);
      if (amount === null) return calculator.draw();
      state.fields.amount_used = amount;
      answering.compute();
    },

    // --- the answer
    async copyLines(/** @type {"text" | "table" | "claim-form"} */ format) {
      if (!state.answer || state.isStale) return;
      const [said, write] = FORMATS[format];
      const { visit, result } = state.answer;
      const errors = errorsSaid(errorsIn(result.findings).length);
      state.copied = await calculator.copied(write(visit, result, page.data.settings), `${said} copied${errors && `, with “${errors}” above`}`);
      state.isUnsaved = false;
      calculator.drawCopied();
    },
    async copyQuestion() {
      state.asked = await calculator.copied(state.answer?.result.ask_payer ?? "", "Question copied");
      calculator.drawCopied();
    },
    async copyLink() {
      const visit = state.sent ?? visitOf(state, page);
      const isWhole = JSON.stringify(visit) === JSON.stringify(page.shareable(visit));
      state.linked = await calculator.copied(calculator.link(visit), isWhole ? "Link copied" : "Link copied, without what could not be read");
      if (isWhole) state.isUnsaved = false;
      calculator.drawCopied();
    },
    toDay: () => calculator.goTo("rc-day"),
    toGlance: () => calculator.goTo(state.engine.state === "failed" ? "rc-state" : "rc-result"),
    toProblem: () => calculator.goToProblem(),
    retry: () => answering.compute({ isTyped: false }),
    reload: () => location.reload(),
    print: () => calculator.print(),
  };
}
