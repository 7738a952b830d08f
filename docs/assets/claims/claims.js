// Checks files of claims in the page: what is on the screen is a function of `state`. Files are read by Python in workers
// (checking.js). Nothing is sent and nothing is stored; closing the page forgets all of it.
import { render, html, nothing } from "../lit-html/lit-html.js";
import { sharing } from "../calculator/address.js";
import { hashOf } from "../calculator/visit_link.js";
import { saveFile } from "../exports.js";
import { ROOT, labels } from "../result/labels.js";
import { Refused, Workers } from "./checking.js";
import { columns, setup, working } from "./setup_view.js";
import { visitView } from "./visit_view.js";
import { isWorkbook, sheetsOf } from "./workbook.js";
import { ALL, csvOf, linesToType } from "./worklist.js";
import { account, list, summary } from "./worklist_view.js";
/** @import { Filters, Item, PageData, Settings, State, VisitEntry } from "./shapes.js" */

const MOST_BYTES = 200_000_000; // of a file, as calculator/claims/worklist.py has it

/** Makes the page's part inside an element. @param {HTMLElement} element */
export const start = (element) => new Claims(element);

/** @returns {State} */
const emptyState = () => ({
  files: [], minutes: [], pasted: "", isOver: false, said: "", progress: null, worklist: null, bytes: null, asked: [],
  settings: { payer: "", locality: "", discipline: "", setting: "", whole_year: false, accounts: false, columns: {} },
  filters: ALL, sort: "number", shown: 0, open: null, copied: "", lines: null, labels: null,
});

export class Claims {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.data = /** @type {PageData} */ (JSON.parse(element.querySelector("#rehab-claims-data")?.textContent ?? "{}"));
    this.shareable = sharing(this.data);
    this.state = emptyState();
    this.workers = new Workers();
    this.run = 0; // numbers the checks: only the newest is shown
    this.due = false;
    for (const sign of ["pointerover", "focusin", "dragenter"]) element.addEventListener(sign, () => this.warm(), { once: true });
    addEventListener("beforeunload", (event) => {
      if (this.state.worklist || this.state.progress) event.preventDefault();
    });
    // A file that misses the drop zone must not be opened in place of the page.
    addEventListener("dragover", (event) => this.over(event, true));
    addEventListener("dragleave", (event) => this.over(event, false));
    addEventListener("drop", (event) => {
      this.over(event, false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length && !this.state.progress) this.again().add(files);
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.state.open) this.close();
    });
    element.replaceChildren();
    this.draw();
  }

  /** Python is on its way while files are chosen. */
  warm() {
    this.workers.first().catch(() => {}); // told when files are checked
    labels();
  }

  /** @param {Partial<State>} change */
  change(change) {
    Object.assign(this.state, change);
    this.draw();
  }

  draw() {
    const { state, data } = this;
    const { worklist } = state;
    render(html`<div class="cl">
      <div class="cl-setup" ?hidden=${Boolean(worklist || state.progress)}>${setup(state, data, this)}</div>
      <p class="cl-said" role="status">${state.said}</p>
      ${state.progress ? working(state, this) : nothing}
      ${columns(state, data, this)}
      ${worklist ? html`<p class="cl-buttons cl-again"><button type="button" @click=${() => this.again()}>Change files or settings</button>
          <button type="button" @click=${() => this.forget()}>Forget everything</button></p>
        ${summary(worklist, state, this)}
        <div class=${state.open ? "cl-desk is-open" : "cl-desk"}>${list(worklist, state, data, this)}${visitView(worklist, state, data, this)}</div>
        ${account(worklist, [...state.files, ...state.minutes].map(({ name }) => name))}` : nothing}</div>`, this.element);
  }

  /** @param {string} selector */
  reach(selector) {
    const found = /** @type {HTMLElement | null} */ (this.element.querySelector(selector));
    found?.focus();
    return found;
  }

  // --- files and settings -----------------------------------------------------------------------------------------------

  /** @param {DragEvent} event @param {boolean} isOver */
  over(event, isOver) {
    event.preventDefault();
    if (isOver !== this.state.isOver) this.change({ isOver });
  }

  /** @param {File[]} files @param {"files" | "minutes"} [where] */
  add(files, where = "files") {
    const large = files.filter(({ size }) => size > MOST_BYTES);
    const said = large.map(({ name, size }) => `${name}: found ${Math.round(size / 1e6)} MB, expected at most 200 MB. Split it, by month for example.`);
    const usable = files.filter((file) => !large.includes(file));
    this.change({ [where]: [...this.state[where], ...usable], said: said.join(" ") });
  }

  addPasted() {
    this.add([new File([this.state.pasted], "Pasted text")]);
    this.change({ pasted: "" });
  }

  /** @param {"files" | "minutes"} where @param {number} index */
  remove(where, index) {
    this.change({ [where]: this.state[where].filter((_, place) => place !== index) });
  }

  /** @param {Partial<Settings>} settings */
  set(settings) {
    this.change({ settings: { ...this.state.settings, ...settings } });
  }

  /** @param {string} head @param {string} field */
  column(head, field) {
    const { [head]: _, ...others } = this.state.settings.columns;
    this.set({ columns: field ? { ...others, [head]: field } : others });
  }

  // --- checking ---------------------------------------------------------------------------------------------------------

  async check() {
    const run = (this.run += 1);
    const { state } = this;
    this.change({ said: "", worklist: null, bytes: null, open: null, asked: [], filters: ALL, shown: 0, lines: null });
    try {
      const [files, minutes] = await Promise.all([contentsOf(state.files), contentsOf(state.minutes)]);
      const tell = (/** @type {State["progress"]} */ progress) => run === this.run && this.tell(progress);
      const bytes = await this.workers.check({ files, minutes, settings: state.settings, tell });
      if (run !== this.run) return;
      const worklist = JSON.parse(new TextDecoder().decode(bytes));
      this.change({ worklist, bytes, progress: null, labels: await labels() });
      await this.askColumns(files);
      this.reach(this.state.asked.length ? ".cl-columns h2" : "#cl-found");
    } catch (error) {
      if (run !== this.run) return;
      if (!(error instanceof Refused)) this.workers.end();
      const [reason] = /** @type {Error} */ (error).message.trim().split("\n").slice(-1); // of a traceback of Python
      this.change({ progress: null, said: `${reason} Nothing was checked.` });
    }
  }

  /** Shows the progress at most once a frame. @param {State["progress"]} progress */
  tell(progress) {
    const isFirst = !this.state.progress;
    this.state.progress = progress;
    if (isFirst) {
      this.draw();
      this.reach(".cl-progress button"); // the button that was pressed is gone
    }
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.draw();
    });
  }

  stop() {
    this.run += 1;
    this.workers.end();
    this.change({ progress: null, said: "Stopped. Nothing was kept." });
    this.reach(".cl-setup .cl-main");
  }

  /** Asks which column is what in tables whose header is not known. @param {(Uint8Array | string)[]} files */
  async askColumns(files) {
    const unknown = this.state.worklist?.files.filter(({ kind, parts, reported }) => kind === "table" && parts && parts === reported) ?? [];
    const python = await this.workers.first();
    const asked = [];
    for (const { file } of unknown) {
      if (files[file - 1]) asked.push({ file, columns: JSON.parse(await python.call("columns", files[file - 1])) });
    }
    this.change({ asked: asked.filter(({ columns: found }) => found.length > 1) });
  }

  /** Back to the files and settings. */
  again() {
    this.change({ worklist: null, bytes: null, open: null, asked: [], said: "" });
    this.reach(".cl-setup input");
    return this;
  }

  forget() {
    this.run += 1;
    this.workers.end();
    this.change({ ...emptyState(), said: "Everything was forgotten." });
  }

  // --- the worklist -----------------------------------------------------------------------------------------------------

  /** @param {Filters} filters */
  filter(filters) {
    this.change({ filters, shown: 0, lines: null });
  }

  /** Up and down go from finding to finding. @param {KeyboardEvent} event */
  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [.../** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(".cl-open"))];
    const next = buttons[buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step];
    if (next) event.preventDefault();
    next?.focus();
  }

  /** @param {Item} item */
  async open(item) {
    const visit = this.state.worklist?.visits.find((one) => one.visit === item.visit);
    const open = { visit: /** @type {any} */ (visit), item: item.number, result: null, failed: "" };
    this.change({ open, copied: "" });
    this.reach("#cl-visit")?.scrollIntoView({ block: "nearest" });
    if (!visit?.checked) return;
    const answered = await this.answerTo(visit.given).catch((error) => ({ failed: error.message }));
    if (this.state.open === open) this.change({ open: { ...open, ...("failed" in answered ? answered : { result: answered }) } });
  }

  /** @param {object} visit */
  async answerTo(visit) {
    return (await this.workers.first()).answer(visit);
  }

  close() {
    const item = this.state.open?.item;
    this.change({ open: null, copied: "" });
    this.reach(`[data-item="${item}"]`);
  }

  /** The address of the calculator with a visit, in which nothing is that could be a name. @param {object} visit */
  linkOf(visit) {
    return new URL(`calculator/${hashOf(this.shareable(visit))}`, ROOT).href;
  }

  // --- exports ----------------------------------------------------------------------------------------------------------

  async copyLines() {
    const { open } = this.state;
    if (!open?.result) return;
    const text = linesToType(open.visit, open.result.lines);
    const copied = await navigator.clipboard.writeText(text).then(() => "Copied.", () => "The browser did not allow it.");
    this.change({ copied });
  }

  /** @param {Item[]} items */
  saveCsv(items) {
    const { worklist } = this.state;
    if (worklist) saveFile("worklist.csv", "text/csv", csvOf(worklist, items));
  }

  saveJson() {
    if (this.state.bytes) saveFile("worklist.json", "application/json", this.state.bytes);
  }

  saveColumns() {
    saveFile("columns.json", "application/json", JSON.stringify(this.state.settings.columns, null, 2));
  }

  /** Computes the lines that the minutes support, of visits with an error or warning. They are saved by another click: browsers allow
   * that only shortly after one. @param {Item[]} items */
  async computeLines(items) {
    const wanted = new Set(items.filter(({ severity }) => severity !== "info").map(({ visit }) => visit));
    const isWanted = (/** @type {VisitEntry} */ { visit, checked, given }) => checked && wanted.has(visit) && given.services?.length;
    const visits = this.state.worklist?.visits.filter(isWanted) ?? [];
    const lines = /** @type {NonNullable<State["lines"]>} */ ({ texts: [], left: visits.length });
    this.change({ lines });
    for (const visit of visits) {
      const answer = await this.answerTo(visit.given);
      if (this.state.lines !== lines) return; // the filters have changed
      lines.left -= 1;
      if (answer.timed_units !== null) lines.texts.push(linesToType(visit, answer.lines)); // null where the payer's rule is not known
      this.draw();
    }
    this.reach(".cl-save-lines");
  }

  saveLines() {
    saveFile("lines.txt", "text/plain", `${this.state.lines?.texts.join("\n\n")}\n`);
  }
}

/** What Python reads of files: the sheets of workbooks, the bytes of all others.
 * @param {File[]} files @returns {Promise<(Uint8Array | string)[]>} */
const contentsOf = (files) =>
  Promise.all(files.map(async (file) => ((await isWorkbook(file)) ? sheetsOf(file) : new Uint8Array(await file.arrayBuffer()))));
