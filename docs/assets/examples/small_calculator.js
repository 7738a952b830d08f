// A worked example that can be changed in place. Python is not loaded before a minute or the payer was changed. What is on
// screen is a function of `state`; the example's own lines and steps stay as the page has them until then.
import { calculate, status } from "../calculator/engine.js";
import { asNumber, inService } from "../calculator/rows.js";
import { live } from "../lit-html/directives/live.js";
import { html, nothing, render } from "../lit-html/lit-html.js";
import { exampleRows } from "../result/claim_lines.js";
import { why } from "../result/example_view.js";
import { labels } from "../result/labels.js";
import { capital, linesSaid } from "../result/words.js";
/** @import { MinuteField } from "../result/example_view.js" @import { Labels } from "../result/labels.js" */
/** @import { Result, Service, Visit } from "../result/shapes.js" */

/**
 * @typedef {Partial<Record<MinuteField, string>>} Minutes of one service as they were typed
 * @typedef {{visit: Visit, payers: Record<string, string>, minutes: Record<MinuteField, string>}} Example with the names of
 *   the payers that can be chosen and of the fields of minutes
 * @typedef {{index: number, field: MinuteField, text: string}} Wrong
 * @typedef {{minutes: Minutes[], payer: string, changed: boolean, old: boolean, busy: boolean, failed: boolean, says: string,
 *   spoken: string, wrong: Wrong[], answer: {result: Result, labels: Labels} | null,
 * }} State `old`: what is shown is not the answer to what is entered
 */

const PAUSE = 150; // milliseconds after the last key before the answer is computed
const BEFORE = "The lines are still those of the minutes before.";
let made = 0; // numbers the ids

/** Makes a small calculator of the example inside an element. @param {HTMLElement} element */
export const start = (element) => new SmallCalculator(element);

class SmallCalculator {
  /** @param {HTMLElement} element */
  constructor(element) {
    const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
    this.element = element;
    this.id = `try-${(made += 1)}`;
    /** @type {Example} */
    this.example = JSON.parse(String(/** @type {HTMLTemplateElement} */ (find("template")).content.textContent));
    this.link = /** @type {HTMLAnchorElement} */ (find(".try-it"));
    this.lines = find(".example__lines");
    this.cells = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("[data-minutes]")]);
    this.ours = { body: find(".example__lines tbody"), why: find(".example__why") };
    this.drawn = { body: document.createElement("tbody"), why: Object.assign(document.createElement("div"), { className: "example__why" }) };
    this.below = document.createElement("div");
    this.bar = document.createElement("div");
    find(".example__visit").append(this.below);
    this.ours.why.before(this.bar);
    for (const cell of this.cells) cell.replaceChildren();
    this.timer = 0;
    this.state = this.begin();
    this.draw();
  }

  /** The state in which the page came. @returns {State} */
  begin() {
    const { visit, minutes } = this.example;
    const fields = /** @type {MinuteField[]} */ (Object.keys(minutes));
    const typed = (/** @type {Service} */ service, /** @type {MinuteField} */ field) =>
      String(service[field] ?? (field === "therapist_minutes" ? service.minutes : null) ?? (field === "minutes" ? "" : 0));
    return {
      minutes: (visit.services ?? []).map((service) => Object.fromEntries(fields.map((field) => [field, typed(service, field)]))),
      payer: visit.payer, changed: false, old: false, busy: false, failed: false, says: "", spoken: "", wrong: [], answer: null,
    };
  }

  /** The example's visit with the minutes and the payer that are entered. @returns {Visit} */
  visit() {
    const { visit, minutes } = this.example;
    const services = (visit.services ?? []).map((service, index) => {
      const rest = Object.entries(service).filter(([name]) => name !== "minutes" && !(name in minutes));
      const typed = Object.entries(this.state.minutes[index]).map(([name, text]) => [name, text.trim()]).filter(([, text]) => text);
      return Object.fromEntries([...rest, ...typed.map(([name, text]) => [name, asNumber(text)])]);
    });
    return { ...visit, payer: this.state.payer, services };
  }

  /**
   * Takes a change of what is entered, which is computed after some milliseconds: from now on what is shown is not its answer.
   * @param {Partial<State>} entered @param {number} pause
   */
  enter(entered, pause) {
    clearTimeout(this.timer);
    this.asked = null;
    this.change({ ...entered, changed: true, old: true, busy: !this.state.failed });
    if (!this.state.failed) this.timer = setTimeout(() => this.compute(), pause); // else every key would start the download again
  }

  async compute() {
    const asked = (this.asked = Symbol("asked"));
    this.change({ failed: false, busy: true });
    const end = status((/** @type {{state: string}} */ { state }) => {
      if (state === "loading") this.change({ says: `Loading the calculator. ${BEFORE}` });
    });
    try {
      const [answer, known] = await Promise.all([calculate(this.visit()), labels()]);
      if (asked !== this.asked) return;
      const wrong = (answer.errors ?? []).map((/** @type {{field: string, message: string}} */ error) => this.wrongAt(error));
      const spoken = wrong.map((/** @type {Wrong} */ { text }) => text).join(" ");
      if (wrong.length) return this.change({ busy: false, wrong, says: BEFORE, spoken });
      const said = { says: "Changed: computed from what is entered here.", spoken: linesSaid(answer.lines) };
      this.change({ busy: false, old: false, wrong, answer: { result: answer, labels: known }, ...said });
    } catch (error) {
      if (asked === this.asked) this.change({ busy: false, failed: true, says: `${/** @type {Error} */ (error).message} ${BEFORE}` });
    } finally {
      end();
    }
  }

  /** Where an error is shown, with the name of its field. @param {{field: string, message: string}} error @returns {Wrong} */
  wrongAt({ field, message }) {
    const { index, name } = inService(field) ?? { index: -1, name: "" };
    const known = /** @type {MinuteField} */ (name in this.example.minutes ? name : Object.keys(this.example.minutes)[0]);
    const about = index < 0 ? field : this.nameOf(index, known);
    return { index, field: known, text: capital(`${about}: ${message}.`) };
  }

  /** The example as the page came with it. */
  reset() {
    clearTimeout(this.timer);
    this.asked = null;
    this.change({ ...this.begin(), spoken: "The example again." });
    this.element.querySelector("input")?.focus(); // the button that had it is gone
  }

  /** @param {Partial<State>} change */
  change(change) {
    this.state = { ...this.state, ...change };
    this.draw();
  }

  draw() {
    const { changed, old, busy, answer } = this.state;
    for (const cell of this.cells) {
      const [index, field] = String(cell.dataset.minutes).split(" ");
      render(this.stepper(Number(index), /** @type {MinuteField} */ (field)), cell);
    }
    render(this.entered(), this.below);
    render(this.said(), this.bar);
    if (answer) {
      render(exampleRows(answer.result, answer.labels), this.drawn.body);
      render(why(answer.result, answer.labels), this.drawn.why);
    }
    for (const part of /** @type {const} */ (["body", "why"])) {
      if (answer) this.ours[part].replaceWith(this.drawn[part]);
      else this.drawn[part].replaceWith(this.ours[part]);
    }
    this.lines.setAttribute("aria-busy", String(busy));
    this.element.classList.toggle("is-changed", changed);
    this.element.classList.toggle("is-old", old);
    this.link.hash = `v=${encodeURIComponent(JSON.stringify(changed ? this.visit() : this.example.visit))}`;
  }

  /** What an input is called: "97110, entry 2, assistant". @param {number} index @param {MinuteField} field */
  nameOf(index, field) {
    const { visit: { services = [] }, minutes } = this.example;
    const { code } = services[index];
    const before = services.slice(0, index).filter((service) => service.code === code).length;
    return `${before ? `${code}, entry ${before + 1}` : code}, ${minutes[field].toLowerCase()}`;
  }

  /** An input with two buttons, for fingers and mice: keys have the arrows. @param {number} index @param {MinuteField} field */
  stepper(index, field) {
    const { minutes, wrong } = this.state;
    const text = minutes[index][field] ?? "";
    const name = this.nameOf(index, field);
    const found = wrong.findIndex((each) => each.index === index && each.field === field);
    const enter = (/** @type {string} */ typed) =>
      this.enter({ minutes: minutes.map((each, place) => (place === index ? { ...each, [field]: typed } : each)) }, PAUSE);
    const step = (/** @type {number} */ by) => enter(String(Math.max(0, (Number.parseInt(text, 10) || 0) + by)));
    const key = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      step(event.key === "ArrowUp" ? 1 : -1);
    };
    const button = (/** @type {string} */ sign, /** @type {number} */ by, /** @type {string} */ what) =>
      html`<button type="button" tabindex="-1" aria-label=${`${name}: one ${what}`} @click=${() => step(by)}>${sign}</button>`;
    return html`<span class=${Object.keys(this.example.minutes).length > 1 ? "stepper stepper--tall" : "stepper"}>${button("−", -1, "less")}<input
      type="text" inputmode="numeric" autocomplete="off" maxlength="6" aria-label=${name} .value=${live(text)}
      aria-invalid=${String(found >= 0)} aria-describedby=${found >= 0 ? `${this.id}-wrong-${found}` : nothing}
      @input=${(/** @type {Event} */ { target }) => enter(/** @type {HTMLInputElement} */ (target).value)} @keydown=${key}>${button("+", 1, "more")}</span>`;
  }

  /** What is wrong with the entry, and the payer. */
  entered() {
    const { wrong, payer } = this.state;
    const choose = (/** @type {Event} */ { target }) => this.enter({ payer: /** @type {HTMLSelectElement} */ (target).value }, 0);
    const id = `${this.id}-payer`;
    return html`${wrong.length ? html`<ul class="try__wrong">${wrong.map(({ text }, place) => html`<li id=${`${this.id}-wrong-${place}`}>${text}</li>`)}</ul>` : nothing}
      <p class="try__payer"><label for=${id}>Payer</label><select id=${id} .value=${live(payer)} @input=${choose}>
        ${Object.entries(this.example.payers).map(([key, name]) => html`<option value=${key} ?selected=${key === payer}>${name}</option>`)}</select></p>`;
  }

  /** What is said about the answer, and the buttons. */
  said() {
    const { changed, failed, says, spoken } = this.state;
    return html`<div class="try__bar"><p class="try__state" role="status">${says}</p>
      <button type="button" ?hidden=${!failed} @click=${() => this.compute()}>Try again</button>
      <button type="button" ?hidden=${!changed} @click=${() => this.reset()}>Reset</button></div>
      <p class="sr-only" role="status">${spoken}</p>`;
  }
}
