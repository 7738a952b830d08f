// The calculator in the page: a form for one visit, and its answer with every step. All computing is done by engine.js.
//
// The page holds, inside the element, a readable example (.default-visit) and its data as JSON (#rehab-data);
// sitegen/pages/form_data.py describes its fields. A visit can come in the address: #v= and the visit as JSON, as the
// contract writes it. Nothing is sent, and nothing stored but the codes that the user asks to keep, and which timers run (timers.js).
// The address, which the browser keeps in its history, never gets a visit from here: only a link that is copied holds one. What is on
// the screen is a function of the state (form_state.js): inputs write into the state, and nothing is read back out of the page but
// where the focus is. Python is not loaded before somebody wants it (assets/intent.js), or a link brings a visit.
import { html, render } from "../lit-html/lit-html.js";
import { guard } from "../lit-html/directives/guard.js";
import { auditSheet } from "../result/audit_sheet.js";
import { Answering } from "./answering.js";
import { detailsView, engineView, resultViewOf } from "./answer_view.js";
import { dayView } from "./day_view.js";
import { status } from "./engine.js";
import { idOf } from "./fields_view.js";
import { codeOf, today } from "./form_actions.js";
import { addRow, emptyState, fill, visitOf } from "./form_state.js";
import { formView } from "./form_view.js";
import { handlersOf } from "./handlers.js";
import { Page } from "./page_data.js";
import { placed } from "./problems.js";
import { kept } from "./remembered_codes.js";
import { rememberedTimers } from "./timers.js";
import { fingerprintOf, hashOf, linesOf, readVisit, TooLarge, visitText } from "./visit_link.js";
import { newYear } from "./year.js";
/** @import { EngineState, Focus, Place, Visit } from "./shapes.js" */

export class Calculator {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.page = new Page(JSON.parse(element.querySelector("#rehab-data")?.textContent ?? "{}"));
    this.state = emptyState();
    this.state.kept = kept();
    this.isListed = false; // the list of all codes comes in a task of its own: the form is a long one
    this.opened = /** @type {string | undefined} */ (undefined); // the text of the visit that the address brought
    this.due = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
    this.ticking = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined);
    this.encode = /** @type {typeof import("../uqr/dist/index.mjs").encode | undefined} */ (undefined); // draws QR codes
    this.answering = new Answering(this);
    this.act = handlersOf(this);
  }

  start() {
    this.element.querySelector(".default-visit")?.remove();
    window.addEventListener("hashchange", () => this.readAddress());
    window.addEventListener("beforeprint", () => this.layOut());
    this.leadToForm();
    document.addEventListener("rehab-renewed", (event) => this.renewed(event));
    status((engine) => this.followEngine(engine));
    this.readAddress();
    setTimeout(() => {
      this.isListed = true;
      this.draw();
    });
  }

  // --- drawing ----------------------------------------------------------------------------------------------------------

  draw() {
    clearTimeout(this.due);
    this.due = undefined;
    const { state, page, act, isListed } = this;
    this.warnOfLoss();
    const shown = { state, page, isListed, placed: placed(state, page, this.focus()) };
    const calculator = html`<div class="rc">${engineView(shown, act)}${formView(shown, act)}${dayView(shown, act)}${detailsView(shown, act)}</div>
      <div class="rc-sheet">${guard([state.sheet], () => state.sheet)}</div>`;
    render(calculator, this.element);
  }

  /** Draws once what happens now is over: by then the next field has the focus. */
  drawSoon() {
    this.due ??= setTimeout(() => this.draw());
  }

  /** Draws every second while a timer runs. */
  tick() {
    clearInterval(this.ticking);
    if (this.state.rows.some(({ began }) => began !== null)) this.ticking = setInterval(() => this.tick(), 1000);
    this.draw();
  }

  // --- the focus --------------------------------------------------------------------------------------------------------

  /** Where in the form the user is; null outside of it. @returns {Focus} */
  focus() {
    const focused = document.activeElement;
    if (!focused?.closest(".rc-enter, .rc-folds") || !this.element.contains(focused)) return null;
    const row = focused.closest("[data-row]")?.getAttribute("data-row") ?? null;
    const start = row ? `rc-${row}-` : "rc-";
    return { row, field: focused.id.startsWith(start) ? focused.id.slice(start.length) : null };
  }

  /** Goes to an input, and moves the page no further than needed: the answer beside the form stays in sight. @param {Place} place */
  go(place) {
    this.draw();
    const input = document.getElementById(idOf(place));
    const fold = input?.closest("details");
    if (fold) fold.open = true; // the state follows, as when the user opens it
    input?.focus({ preventScroll: true });
    input?.scrollIntoView({ block: "nearest" });
  }

  /** Shows an element from its beginning, and reads on from there. @param {string} id */
  goTo(id) {
    const element = document.getElementById(id);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView();
  }

  /** Gives the focus to the first element of a kind. @param {string} selector */
  focusFirst(selector) {
    /** @type {HTMLElement | null} */ (this.element.querySelector(selector))?.focus();
  }

  /** The theme's first link, which skips to the content, leads into the form here. */
  leadToForm() {
    document.querySelector(".md-skip")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.go(codeOf(this.state.rows[0]));
    });
  }

  goToProblem() {
    const [key] = placed(this.state, this.page, this.focus()).wrong.keys();
    if (key === undefined) return this.goTo("rc-other");
    const [row, field] = key.includes(".") ? key.split(".") : [undefined, key];
    this.go({ row, field });
  }

  // --- the engine -------------------------------------------------------------------------------------------------------

  /** Shows how the engine is. Where other rules answer than those of the page, it says so, and on paper are those that answered.
   * Where the button in it is gone with the focus, the focus goes on. @param {EngineState & {rules?: string}} engine */
  followEngine({ state: engine, reason, rules }) {
    const { state, page } = this;
    if (rules && rules !== page.data.fingerprint) {
      page.data.fingerprint = rules;
      state.newer = `Rules: newer than this page, fingerprint ${rules}.`;
    }
    state.engine = { state: engine, reason };
    const hadFocus = document.activeElement?.closest(".rc-state");
    if (!state.rows.length) return; // nothing is drawn yet
    this.draw();
    if (hadFocus && engine === "failed") this.goTo("rc-state"); // also for those who went there while it was loading
    else if (hadFocus) this.focusFirst(engine === "ready" ? "#rc-result" : "#rc-state");
  }

  /** The offline copy of the site has newer rules now. What a reload would lose is not taken away unasked. @param {Event} event */
  renewed(event) {
    const { fees, year, rows } = this.state;
    if (!fees && !year.visits.length && !this.wouldLose() && rows.every(({ began }) => began === null)) return;
    event.preventDefault();
    this.state.newer = "Rules: the site has newer ones now.";
    this.draw();
  }

  // --- the address ------------------------------------------------------------------------------------------------------

  /** Takes the visit of the address; without one the form begins empty, for today. */
  readAddress() {
    const { state, page } = this;
    const text = visitText(location.hash);
    if (text === undefined && state.rows.length) return this.openPart(); // a link to a place in the page: the entry stays
    if (text !== undefined && text === this.opened) return;
    this.opened = text;
    try {
      const { visit, notices } = text === undefined ? { visit: this.blank(), notices: [] } : readVisit(text, page.data.deepest);
      this.begin(visit, notices);
    } catch (error) {
      const why = error instanceof TooLarge ? `: ${error.message}` : "";
      this.begin(this.blank(), [`The visit in this link could not be read${why}. The form is empty instead.`]);
    }
    if (text === undefined) {
      this.goOnTiming();
      this.draw();
      return this.openPart();
    }
    this.answering.compute({ isTyped: false });
    this.foresee(text).catch(() => {}); // then the lines come with the engine's answer
  }

  /** A visit without services, of today. @returns {Visit} */
  blank() {
    const { payers, disciplines } = this.page.data;
    return { date_of_service: today(), payer: payers[0].key, discipline: disciplines[0].key };
  }

  /** Puts a visit into the form that was not entered here. @param {Visit} visit @param {string[]} [notices] */
  begin(visit, notices = []) {
    const { state, page } = this;
    this.answering.forget();
    Object.assign(state, { year: newYear(), notices: [], remarks: [], rows: [], problems: { errors: [], entered: [] } });
    fill(state, visit, page);
    Object.assign(state, { notices, isExample: false, isUnsaved: false, past: [JSON.stringify(visitOf(state, page))] });
  }

  /** Shows the example that the page came with, whose answer came along. */
  showExample() {
    const { visit, result } = this.page.data;
    if (!visit || !result) return;
    this.begin(visit);
    this.state.isExample = true;
    for (const row of this.state.rows) row.ofExample = true;
    this.answering.show({ visit, result, text: "" });
  }

  /** Timers that ran before the tab was loaded anew go on, each in its row. */
  goOnTiming() {
    const { state } = this;
    for (const [place, began] of rememberedTimers(Date.now())) {
      while (!state.rows[place]) addRow(state);
      Object.assign(state.rows[place], { began });
    }
    if (state.rows.some(({ began }) => began !== null)) this.tick();
  }

  /** Opens the part of the page that the address names. */
  openPart() {
    if (location.hash === "#check-lines") this.go({ field: "billed" });
  }

  /** The lines of an example of this site, which the page knows already, while the engine loads. @param {string} text */
  async foresee(text) {
    const known = this.page.data.answers[await fingerprintOf(text)];
    if (!known || this.state.answer || this.opened !== text) return;
    this.state.foreseen = linesOf(known);
    this.draw();
  }

  /** The address of a visit: the state of the form as far as it could be read. @param {Visit} visit */
  link(visit) {
    return location.href.split("#")[0] + hashOf(this.page.shareable(visit));
  }

  /** Once something is entered, the visit of a link is no longer what the form shows, and so no longer in the address. */
  cleanAddress() {
    if (this.opened === undefined) return;
    this.opened = undefined;
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  // --- leaving ----------------------------------------------------------------------------------------------------------

  /** Whether leaving the page would lose something that was entered and is nowhere else. */
  wouldLose() {
    return this.state.isUnsaved || this.state.day.visits.length > 0;
  }

  /** Has the browser ask before the page is left, as long as something would be lost. */
  warnOfLoss() {
    if (this.wouldLose()) window.addEventListener("beforeunload", askBeforeLeaving);
    else window.removeEventListener("beforeunload", askBeforeLeaving);
  }

  // --- copies, files and paper ------------------------------------------------------------------------------------------

  /** Copies a text; gives what is said of it. Where the browser refuses, the text is shown, ready to be copied by hand.
   * @param {string} text @param {string} said */
  async copied(text, said) {
    try {
      await navigator.clipboard.writeText(text);
      return `${said}.`;
    } catch {
      return html`The browser does not let the page copy. Copy it by hand: <textarea readonly rows="3" aria-label="Copy this text by hand" .value=${text}></textarea>`;
    }
  }

  drawCopied() {
    this.draw();
    /** @type {HTMLTextAreaElement | null} */ (this.element.querySelector(".rc-copied textarea"))?.select();
  }

  /** Gets what draws QR codes; when the first answer is shown, because printing does not wait. Else the sheet has the link alone. */
  async readyToPrint() {
    const { encode } = await import("../uqr/dist/index.mjs").catch(() => ({ encode: undefined }));
    this.encode ??= encode;
  }

  async print() {
    await this.readyToPrint();
    window.print();
  }

  /** Makes the sheet that is printed in place of the page. */
  layOut() {
    const { state, encode } = this;
    const { answer, isStale } = state;
    const none = html`<p>There is no answer to print: the entry is not complete.</p>`;
    if (answer && !isStale) state.isUnsaved = false;
    state.sheet = answer && !isStale ? auditSheet(resultViewOf(this, answer, this.act), this.link(answer.visit), encode) : none;
    this.draw();
  }
}

/** @param {BeforeUnloadEvent} event */
const askBeforeLeaving = (event) => event.preventDefault();

/** Starts the calculator in its element. @param {HTMLElement} element */
export const start = (element) => new Calculator(element).start();
