// A worked example that can be changed in place. Python is not loaded before a minute or the payer was changed.
import { calculate, status } from "./engine.js";
import { capital, el, newId } from "./elements.js";
import { labels, linesSaid, rows, why } from "./why.js";

const FIELDS = { Minutes: "minutes", Therapist: "therapist_minutes", Assistant: "assistant_minutes", Together: "together_minutes" };
const PAUSE = 150; // milliseconds after the last key before the answer is computed
const asNumber = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** Makes a small calculator of the example inside an element. */
export function start(element) {
  new SmallCalculator(element);
}

class SmallCalculator {
  constructor(element) {
    this.element = element;
    this.link = element.querySelector(".try-it");
    this.lines = element.querySelector(".example__lines");
    this.body = this.lines.querySelector("tbody");
    this.why = element.querySelector(".example__why");
    this.start = JSON.parse(decodeURIComponent(this.link.hash.slice("#v=".length)));
    this.example = { link: this.link.href, rows: [...this.body.children], why: [...this.why.childNodes] };
    this.makeInputs();
    this.makeRest();
  }

  // --- building -----------------------------------------------------------------------------------------------------

  makeInputs() {
    const table = this.element.querySelector(".example__visit table");
    const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    this.wrong = el("ul", { class: "try__wrong", id: newId(), hidden: true });
    this.inputs = [...table.tBodies[0].rows].map((row, index) => {
      const { code } = this.start.services[index];
      const before = this.start.services.slice(0, index).filter((service) => service.code === code).length;
      const named = before ? `${code}, entry ${before + 1}` : code;
      return Object.fromEntries(heads.map((head, column) => {
        const cell = row.cells[column + 1];
        const input = this.makeInput(`${named}, ${head.toLowerCase()}`, cell.textContent.trim());
        cell.replaceChildren(this.stepper(input, heads.length > 1));
        return [FIELDS[head], input];
      }));
    });
    (table.closest(".md-typeset__scrollwrap") ?? table).after(this.wrong);
  }

  makeInput(name, value) {
    const input = el("input", { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "6", "aria-label": name, oninput: () => this.later(), onkeydown: (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.step(input, by);
    } });
    input.value = input.before = value;
    return input;
  }

  /** The input with its two buttons, which are for fingers and mice: keys have the arrows. */
  stepper(input, isTall) {
    const name = input.getAttribute("aria-label");
    const button = (sign, by, what) => el("button", { type: "button", tabindex: "-1", "aria-label": `${name}: one ${what}`, onclick: () => this.step(input, by) }, sign);
    return el("span", { class: isTall ? "stepper stepper--tall" : "stepper" }, button("−", -1, "less"), input, button("+", 1, "more"));
  }

  step(input, by) {
    input.value = Math.max(0, (Number.parseInt(input.value, 10) || 0) + by);
    this.later();
  }

  makeRest() {
    this.payer = this.element.querySelector("template").content.querySelector("select").cloneNode(true);
    this.payer.id = newId();
    this.payer.addEventListener("input", () => this.compute());
    this.wrong.after(el("p", { class: "try__payer" }, el("label", { for: this.payer.id }, "Payer"), this.payer));
    this.state = el("p", { class: "try__state", role: "status" });
    this.again = el("button", { type: "button", hidden: true, onclick: () => this.compute(true) }, "Try again");
    this.reset = el("button", { type: "button", hidden: true, onclick: () => this.goBack() }, "Reset");
    this.spoken = el("p", { class: "sr-only", role: "status" });
    this.why.before(el("div", { class: "try__bar" }, this.state, this.again, this.reset), this.spoken);
  }

  // --- computing ----------------------------------------------------------------------------------------------------

  /** The example's visit with the minutes and the payer that stand in the fields. */
  visit() {
    const services = this.start.services.map((service, index) => {
      const rest = Object.entries(service).filter(([name]) => !Object.values(FIELDS).includes(name));
      const typed = Object.entries(this.inputs[index]).map(([name, input]) => [name, input.value.trim()]).filter(([, text]) => text !== "");
      return Object.fromEntries([...rest, ...typed.map(([name, text]) => [name, asNumber(text)])]);
    });
    return { ...this.start, payer: this.payer.value, services };
  }

  later() {
    this.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compute(), PAUSE);
  }

  /** From now on what is shown is not the answer to what is entered. */
  changed() {
    this.asked = null;
    this.reset.hidden = false;
    this.lines.setAttribute("aria-busy", "true");
    this.element.classList.add("is-changed", "is-old");
    this.link.hash = `v=${encodeURIComponent(JSON.stringify(this.visit()))}`;
  }

  async compute(again = false) {
    clearTimeout(this.timer);
    this.changed();
    if (this.failed && !again) { // else every key would start the download again; what failed is told already
      this.lines.setAttribute("aria-busy", "false");
      return;
    }
    const asked = (this.asked = Symbol("asked"));
    this.failed = false;
    this.again.hidden = true;
    const quiet = status(({ state }) => state === "loading" && this.say("Loading the calculator. The lines are still those of the minutes before."));
    try {
      const [answer, known] = await Promise.all([calculate(this.visit()), labels()]);
      if (asked !== this.asked) return;
      this.lines.setAttribute("aria-busy", "false");
      this.tellErrors(answer.errors ?? []);
      if (answer.errors) this.say("The lines are still those of the minutes before.");
      else this.show(answer, known);
    } catch (error) {
      if (asked === this.asked) this.fail(error.message);
    } finally {
      quiet();
    }
  }

  show(answer, known) {
    this.element.classList.remove("is-old");
    this.say("Changed: computed from what is entered here.");
    this.body.replaceChildren(...rows(answer, known));
    const wasOpen = this.why.querySelector("details")?.open;
    this.why.replaceChildren(...why(answer, known));
    this.why.querySelector("details").open = wasOpen;
    this.spoken.textContent = linesSaid(answer.lines);
  }

  fail(reason) {
    this.failed = true;
    this.again.hidden = false;
    this.lines.setAttribute("aria-busy", "false");
    this.say(`${reason} The lines are still those of the minutes before.`);
  }

  /** What is told twice would be read out twice. */
  say(text) {
    if (this.state.textContent !== text) this.state.textContent = text;
  }

  tellErrors(errors) {
    const told = errors.map(({ field, message }) => {
      const [, index, name] = field.match(/^services\[(\d+)\](?:\.(\w+))?$/) ?? [];
      const inputs = this.inputs[index] ?? {};
      const input = inputs[name] ?? Object.values(inputs)[0];
      return { input, text: `${input?.getAttribute("aria-label") ?? field}: ${message}.` };
    });
    for (const input of this.inputs.flatMap(Object.values)) {
      const isWrong = told.some((one) => one.input === input);
      input.setAttribute("aria-invalid", String(isWrong));
      input.removeAttribute("aria-describedby");
    }
    this.wrong.hidden = !told.length;
    this.wrong.replaceChildren(...told.map(({ input, text }) => {
      const item = el("li", { id: newId() }, capital(text));
      input?.setAttribute("aria-describedby", item.id);
      return item;
    }));
    if (told.length) this.spoken.textContent = told.map(({ text }) => text).join(" ");
  }

  /** The example as the page came with it. */
  goBack() {
    clearTimeout(this.timer);
    this.asked = null;
    this.failed = false;
    for (const input of this.inputs.flatMap(Object.values)) input.value = input.before;
    this.payer.value = this.start.payer;
    this.link.href = this.example.link;
    this.body.replaceChildren(...this.example.rows);
    this.why.replaceChildren(...this.example.why);
    this.tellErrors([]);
    this.lines.setAttribute("aria-busy", "false");
    this.element.classList.remove("is-changed", "is-old");
    this.say("");
    this.spoken.textContent = "The example again.";
    this.reset.hidden = this.again.hidden = true;
    Object.values(this.inputs[0])[0].focus(); // the button that had it is gone
  }
}
