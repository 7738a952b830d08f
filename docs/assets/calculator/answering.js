// From an entry to its answer: asks the engine, and decides when which part of the answer is drawn.
import { warm } from "./engine.js";
import { leaveExample, note } from "./form_actions.js";
import { visitOf } from "./form_state.js";
import { isHalfTyped } from "./problems.js";
import { kept, used } from "./remembered_codes.js";
import { rememberTimers } from "./timers.js";
import { followYear } from "./year.js";
import { foundIn } from "../result/findings.js";
import { lineSaid } from "../result/words.js";
/** @import { Answer, Calculator, Result, Visit } from "./shapes.js" */

/** @typedef {ReturnType<typeof setTimeout> | undefined} Timer */
/** @typedef {{visit: Visit, result: Result | null, text: string}} Found a result and its text; null for a visit without services */

const PAUSE = 400; // milliseconds after the last key before undo takes note
const REST = 100; // milliseconds after the last answer before what explains it is drawn: nobody reads that between two keys

export class Answering {
  /** @param {Calculator} calculator */
  constructor(calculator) {
    this.calculator = calculator;
    this.state = calculator.state;
    this.page = calculator.page;
    this.asked = 0; // numbers the entries: only the newest is answered
    this.pause = /** @type {Timer} */ (undefined);
    this.rest = /** @type {Timer} */ (undefined);
    this.shown = /** @type {string | null} */ (null); // what the answer that is shown was made from
  }

  /** Computes what is in the form. `isTyped`: it was entered here, so a visit of the address is no longer in the form; `remarks`: on
   * the entry itself, with which nothing is wrong; `said`: what a timer added stays in its row.
   * @param {{isTyped?: boolean, remarks?: string[], said?: boolean}} [how] */
  async compute({ isTyped = true, remarks = [], said = false } = {}) {
    const { state, page, calculator } = this;
    clearTimeout(this.pause);
    const asked = (this.asked += 1);
    const isNewest = () => asked === this.asked;
    if (isTyped) leaveExample(state);
    followYear(state.year, state.fields, page);
    const visit = (state.sent = visitOf(state, page));
    if (!said) for (const row of state.rows) row.said = "";
    if (isTyped) {
      Object.assign(state, { notices: [], remarks, linked: "", isUnsaved: visit.services.length > 0 });
      calculator.cleanAddress();
      this.pause = setTimeout(() => this.settle(true), PAUSE);
    }
    state.isWaiting = true;
    if (state.engine.state === "failed" && isTyped) return this.leaveStale(false); // else every key would start the download again
    if (state.engine.state !== "ready") this.leaveStale(true);
    const found = await this.answerTo(visit, isTyped, isNewest).catch(() => {
      if (isNewest()) this.leaveStale(false); // Calculator.followEngine shows why
    });
    if (found && isNewest()) this.show(found);
  }

  /** The engine's answer, or null where it is no longer wanted. A choice made for a tie that typing has dissolved is not sent: it would
   * only be reported as ignored. It is kept in the form for when the tie comes back, as it does while a number is being typed.
   * @param {Visit} visit @param {boolean} isTyped @param {() => boolean} isNewest @returns {Promise<Found | null>} */
  async answerTo(visit, isTyped, isNewest) {
    const ask = await warm();
    if (!isNewest()) return null;
    if (!visit.services.length) return { visit, result: null, text: "" };
    const coming = ask(JSON.stringify(visit));
    this.calculator.draw(); // while the engine computes
    const text = await coming;
    const result = JSON.parse(text);
    const rest = isTyped && isNewest() ? withoutLostTies(visit, result) : visit;
    if (rest === visit) return { visit, result, text };
    this.state.sent = rest;
    const again = await ask(JSON.stringify(rest));
    return { visit: rest, result: JSON.parse(again), text: again };
  }

  /** Takes note of the visit, once typing has come to rest. @param {boolean} isResting */
  settle(isResting = false) {
    const { state, page, calculator } = this;
    clearTimeout(this.pause);
    const visit = visitOf(state, page);
    const focus = calculator.focus();
    const row = focus?.field === "code" && state.rows.find(({ id }) => id === focus.row);
    const isHalf = isResting && row && row.code.trim() && isHalfTyped(row, state, page); // undo skips words half typed
    if (!isHalf) note(state, visit);
    rememberTimers(state.rows);
    if (state.answer && !state.problems.errors.length && kept()) {
      used(state.answer.visit.services.map((/** @type {Visit} */ { code }) => code).reverse());
      state.kept = kept();
    }
    calculator.draw();
  }

  /** @param {Found} found */
  show({ visit, result, text }) {
    const { state } = this;
    state.isWaiting = false;
    state.problems = { errors: result?.errors ?? [], entered: state.entered };
    if (!result || result.errors) this.leaveStale(false);
    else this.showAnswer({ visit, result }, JSON.stringify([text, visit.payer, visit.date_of_service]));
  }

  /** The lines are on the screen at once; what explains them follows bit by bit, so that typing is never held up.
   * @param {Answer} answer @param {string} key what makes it another answer than the one before */
  showAnswer(answer, key) {
    const { state, calculator } = this;
    const isSame = key === this.shown && state.answer;
    Object.assign(state, { answer, foreseen: null, isStale: false });
    const lines = answer.result.lines.map(lineSaid).join("; ") || "No claim lines";
    state.spoken = `${lines}. ${foundIn(answer.result.findings, this.page.data.labels)}`;
    if (isSame) return calculator.draw();
    clearTimeout(this.rest);
    this.shown = key;
    const isAnew = state.drawn.first === null;
    state.copied = state.asked = "";
    state.drawn = { ...state.drawn, first: answer };
    calculator.draw();
    const drawPart = (/** @type {"next" | "then"} */ part) => {
      if (state.drawn.first !== answer) return; // a link has brought another visit meanwhile
      state.drawn = { ...state.drawn, [part]: answer };
      if (part === "next") this.rest = setTimeout(drawPart, 0, "then");
      calculator.draw();
      if (part === "then") calculator.readyToPrint();
    };
    this.rest = setTimeout(drawPart, isAnew ? 0 : REST, "next");
  }

  /** Forgets the answer, because it is to another visit. */
  forget() {
    clearTimeout(this.rest);
    this.shown = null;
    Object.assign(this.state, { answer: null, foreseen: null, isStale: false, drawn: { first: null, next: null, then: null }, spoken: "" });
  }

  /** Nobody may take an answer to an earlier entry for the answer to this one. @param {boolean} isWaiting whether one is on its way */
  leaveStale(isWaiting) {
    const { state } = this;
    if (!state.answer || !state.entered.length) this.forget();
    Object.assign(state, { isWaiting, isStale: true });
    this.calculator.draw();
  }
}

/** A visit without its choices for ties that are none. @param {Visit} visit @param {Result} result */
function withoutLostTies(visit, result) {
  if (result.errors || !visit.choose) return visit;
  const tied = visit.choose.filter((/** @type {string} */ code) => result.choices.some(({ codes }) => codes.includes(code)));
  if (tied.length === visit.choose.length) return visit;
  const { choose: _, ...rest } = visit;
  return tied.length ? { ...rest, choose: tied } : rest;
}
