// The calculator in the page: a form for one visit, and its answer with every step. All computing is done by engine.js.
//
// The page holds, inside the element, a readable example (.default-visit) and its data as JSON in a <template
// id="rehab-data">; sitegen/island.py tells its fields. A visit can come in the address: #v= and the visit as JSON, as
// the contract writes it. Nothing is stored or sent. Text from data is only ever set as text, never as HTML, and looks
// come from classes alone, because the page's content security policy allows no style attributes.
import { calculate, status, warm } from "./engine.js";

const PERSONS = ["therapist_minutes", "assistant_minutes", "together_minutes"];
const MINUTES = ["minutes", ...PERSONS];
const IN_FORM = ["date_of_service", "payer", "discipline", "services", "choose", "setting", "amount_used", "billed", "locality", "deductible_left"];
const SERVICE_IN_FORM = ["code", ...MINUTES];
const LABELS = { minutes: "Minutes", therapist_minutes: "Therapist", assistant_minutes: "Assistant", together_minutes: "Together" };
const SEVERITY = { error: "Error", warning: "Warning", info: "Note" };
const SIGN = { error: "✕", warning: "!", info: "i" };
const REASON = {
  "no-minutes": "no minutes were entered",
  "no-unit": "its minutes count in the total, but the units of the total go to other codes. Document the minutes all the same",
  "below-midpoint": "it does not pass the middle of a unit. Document the minutes all the same",
  "payer-rule-unknown": "how this payer counts units is not known",
};
const PAUSE = 150; // milliseconds after the last key before the answer is computed
const MOST_CHOICES = 12; // ties of many codes have hundreds of right answers; that many buttons can be read

let made = 0; // numbers the ids of inputs, which must differ also after the element was connected again

/** An element with attributes, listeners (`onclick`) and children; text is always set as text. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
}

const newId = () => `rc-${(made += 1)}`;
const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const asNumber = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const sum = (texts) => texts.reduce((total, text) => total + (Number(text) || 0), 0);
const typedIn = (input) => input.value.trim();

/** Words of a sentence: "97110, 97112 and 97140". */
const listed = (words) => [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");

/** Which codes get a unit, and which lose theirs, when one choice is exchanged for another. */
const exchange = (from, to) => ({ gets: to.filter((code) => !from.includes(code)), loses: from.filter((code) => !to.includes(code)) });

/** True where each word of a search begins a word of a text: "thera ex" fits "Therapeutic exercise". */
function fits(search, text) {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  return search.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).every((part) => words.some((word) => word.startsWith(part)));
}

/** A select shows nothing for a value that it does not offer; the message about it needs the value. */
function choosePossiblyUnknown(select, value) {
  const text = String(value ?? "");
  select.querySelector("[data-unknown]")?.remove();
  if (text && ![...select.options].some((option) => option.value === text)) {
    select.append(el("option", { value: text, "data-unknown": true }, `${text} (unknown)`));
  }
  select.value = text;
}

class RehabCalculator extends HTMLElement {
  connectedCallback() {
    const first = !this.data;
    if (first) this.build();
    const signal = (this.gone = new AbortController()).signal;
    window.addEventListener("hashchange", () => this.readAddress(), { signal });
    window.addEventListener("beforeprint", () => this.unfold(), { signal });
    window.addEventListener("afterprint", () => this.fold(), { signal });
    this.unsubscribe = status((state) => this.showState(state));
    if (first) this.readAddress();
    else this.compute(false); // connected again: an answer may have been missed meanwhile
    warm().catch(() => {}); // showState tells what went wrong
  }

  disconnectedCallback() {
    this.gone.abort();
    this.unsubscribe();
    clearTimeout(this.timer);
  }

  // --- building the form --------------------------------------------------------------------------------------------

  build() {
    this.data = JSON.parse(this.querySelector("#rehab-data").content.textContent);
    this.codes = new Map(this.data.codes.map((code) => [code.code, code]));
    this.sources = new Map(this.data.sources.map((source) => [source.key, source]));
    this.example = this.querySelector(".default-visit"); // stays until the first answer
    this.choose = []; // codes preferred in a tie
    this.carried = {}; // fields of a link's visit that the form does not show
    this.notices = [];
    this.problems = [];
    this.buildInputs();
    this.buildForm();
    this.buildAnswer();
    this.prepend(el("div", { class: "rc" }, el("div", { class: "rc-enter" }, this.form, this.other), this.answer));
  }

  buildInputs() {
    const keyed = (entries) => entries.map(({ key, name }) => [key, name]);
    this.payer = this.select("payer", keyed(this.data.payers));
    this.discipline = this.select("discipline", keyed(this.data.disciplines));
    this.setting = this.select("setting", keyed(this.data.settings));
    this.day = el("input", { type: "date", id: newId(), required: true, min: this.data.earliest_date_of_service });
    this.amount = el("input", { type: "text", id: newId(), inputmode: "decimal", placeholder: "1875.50", autocomplete: "off" });
    this.place = this.select("locality", [["", "none: no amounts"], ...keyed(this.data.places)]);
    this.deductible = el("input", { type: "text", id: newId(), inputmode: "decimal", placeholder: "0.00", autocomplete: "off" });
    this.billed = el("textarea", { id: newId(), rows: "4", spellcheck: "false", autocomplete: "off", autocapitalize: "characters" });
    this.assisted = el("input", { type: "checkbox", id: newId(), onchange: () => this.switchPersons() });
    this.rows = el("div", { class: "rc-rows" });
    this.codeList = el("datalist", { id: newId() }, ...this.data.codes.filter((code) => !code.base).map(
      ({ code, name, also_called }) => el("option", { value: code, label: [name, ...also_called].join(", ") })));
  }

  buildForm() {
    this.more = el("details", { class: "rc-fold rc-more" },
      el("summary", {}, "Threshold, setting and amounts"),
      this.field("Used this year, USD", this.amount, "Allowed so far in the patient's KX bucket: physical with speech therapy, or occupational therapy."),
      this.field("Setting", this.setting),
      this.field("Place", this.place, "With a place Medicare's amounts are computed, and the line that passes the threshold is found."),
      this.field("Deductible left, USD", this.deductible));
    this.audit = el("details", { class: "rc-fold rc-audit" },
      el("summary", {}, "Check lines before they are sent"),
      this.field("Lines as billed", this.billed, "One line each: code, modifiers, units. For example: 97110 GP KX 2"));
    const listeners = {
      oninput: () => this.later(),
      onfocusout: () => setTimeout(() => this.showProblems()), // by then the next field has the focus
      onsubmit: (event) => event.preventDefault(),
    };
    this.form = el("form", { class: "rc-form", novalidate: true, autocomplete: "off", ...listeners },
      el("fieldset", { class: "rc-visit" },
        el("legend", {}, "Visit"),
        this.field("Payer", this.payer), this.field("Date of service", this.day), this.field("Plan of care", this.discipline)),
      el("fieldset", { class: "rc-services" },
        el("legend", {}, "Services"),
        el("p", { class: "rc-switch" }, this.assisted, el("label", { for: this.assisted.id }, "An assistant took part")),
        this.rows,
        el("p", { class: "rc-buttons" },
          el("button", { type: "button", class: "rc-add", onclick: () => this.addRow().code.focus() }, "Add a service"),
          el("button", { type: "button", class: "rc-clear", onclick: () => this.clear() }, "Start over"))),
      this.more, this.audit, this.codeList);
    this.other = el("div", { class: "rc-other", role: "status" });
  }

  buildAnswer() {
    this.state = el("p", { class: "rc-state", role: "status", tabindex: "-1" });
    this.spoken = el("p", { class: "rc-spoken", role: "status" });
    this.stale = el("p", { class: "rc-stale" });
    this.result = el("section", { class: "rc-result", "aria-label": "Result", "aria-busy": "true", tabindex: "-1" }, this.example);
    this.answer = el("div", { class: "rc-answer" }, this.state, this.spoken, this.stale, this.result);
  }

  select(name, options) {
    return el("select", { id: newId(), name }, ...options.map(([value, text]) => el("option", { value }, text)));
  }

  /** A label, its input, a hint and the place of its error. */
  field(label, input, hint) {
    const about = hint ? el("p", { class: "rc-hint", id: newId() }, hint) : null;
    input.wrong = el("p", { class: "rc-wrong", id: newId() });
    input.setAttribute("aria-describedby", about ? `${about.id} ${input.wrong.id}` : input.wrong.id);
    return el("div", { class: "rc-field" }, el("label", { for: input.id }, label), input, about, input.wrong);
  }

  // --- rows of services ---------------------------------------------------------------------------------------------

  addRow(service = {}) {
    const row = el("div", { class: "rc-row", role: "group", onkeydown: (event) => this.enter(event, row) });
    row.code = el("input", { type: "text", id: newId(), list: this.codeList.id, class: "rc-code", spellcheck: "false", autocomplete: "off", autocapitalize: "off", value: service.code ?? "", onchange: () => this.meant(row) });
    row.inputs = { code: row.code };
    row.carried = Object.fromEntries(Object.entries(service).filter(([name, value]) => !SERVICE_IN_FORM.includes(name) && value != null));
    row.append(this.field("Code or name", row.code));
    for (const name of MINUTES) row.append(this.minutesField(row, name, service));
    row.remover = el("button", { type: "button", class: "rc-remove", onclick: () => this.removeRow(row) }, "✕");
    row.named = el("p", { class: "rc-named", id: newId() });
    row.code.setAttribute("aria-describedby", `${row.named.id} ${row.code.wrong.id}`);
    // Messages stand below the whole row: beside each other in narrow columns they could not be read.
    row.append(row.remover, row.named, ...Object.values(row.inputs).map((input) => input.wrong));
    this.rows.append(row);
    this.numberRows();
    this.nameCode(row);
    return row;
  }

  minutesField(row, name, service) {
    const value = name === "therapist_minutes" ? (service[name] ?? service.minutes) : service[name];
    const input = el("input", { type: "text", inputmode: "numeric", id: newId(), class: "rc-minutes", autocomplete: "off", value: value ?? "", maxlength: "6" });
    row.inputs[name] = input;
    const field = this.field(LABELS[name], input);
    field.classList.add(name === "minutes" ? "rc-alone" : "rc-person");
    return field;
  }

  removeRow(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.numberRows();
    (next ?? this.addRow()).code.focus();
    this.later();
  }

  numberRows() {
    [...this.rows.children].forEach((row, index) => {
      row.setAttribute("aria-label", `Service ${index + 1}`);
      row.remover.setAttribute("aria-label", `Remove service ${index + 1}`);
    });
  }

  isEmpty(row) {
    return !Object.values(this.inputsShown(row)).some(typedIn);
  }

  /** The inputs of a row that the form shows now, by field of the contract. */
  inputsShown({ inputs }) {
    const names = this.assisted.checked ? PERSONS : ["minutes"];
    return Object.fromEntries(["code", ...names].map((name) => [name, inputs[name]]));
  }

  /** Enter goes on to the next field, and from the last one to a new row. */
  enter(event, row) {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    this.meant(row);
    const inputs = [...this.rows.children].flatMap((each) => Object.values(this.inputsShown(each)));
    const next = inputs[inputs.indexOf(event.target) + 1];
    (next ?? (this.isEmpty(row) ? row : this.addRow()).code).focus();
    this.later();
  }

  /** Turns a name that fits one code into that code: "gait" becomes 97116. One that fits several stays, and asks. */
  meant(row) {
    const typed = typedIn(row.code);
    const [only, another] = /^[a-z]?\d+$/i.test(typed) ? [] : this.codesCalled(typed);
    row.code.value = only && !another ? only.code : this.codes.has(typed.toUpperCase()) ? typed.toUpperCase() : typed;
    this.nameCode(row);
    this.later();
  }

  /** The codes that a name may mean: by their full names first, and those of the plan of care's discipline first. */
  codesCalled(text) {
    if (!text) return [];
    const wanted = text.toLowerCase();
    // Minutes of an add-on are entered under its base, and a code that ended is meant only by its number.
    const all = this.data.codes.filter((code) => !code.base && code.kind !== "not-in-use");
    const ours = all.filter((code) => code.disciplines.includes(this.discipline.value));
    const names = (code) => [code.name, ...code.also_called];
    const ways = [
      (code) => names(code).some((name) => name.toLowerCase() === wanted),
      (code) => fits(wanted, code.name),
      (code) => fits(wanted, names(code).join(" ")),
    ];
    for (const way of ways) {
      for (const codes of [ours, all]) {
        const found = codes.filter(way);
        if (found.length) return found;
      }
    }
    return [];
  }

  nameCode(row) {
    const code = this.codes.get(typedIn(row.code).toUpperCase());
    const counted = { timed: `${code?.minutes_per_unit} minutes a unit`, untimed: "untimed", "not-in-use": "not in use" }[code?.kind];
    row.named.textContent = code ? `${code.name} · ${counted}` : "";
  }

  /** One column of minutes, or three. The persons' minutes are kept, so that switching back restores them. */
  switchPersons() {
    for (const { inputs } of this.rows.children) {
      const persons = PERSONS.map((name) => inputs[name]);
      const all = sum(persons.map((input) => input.value));
      if (!this.assisted.checked) inputs.minutes.value = all || inputs.minutes.value;
      else if (Number(inputs.minutes.value) !== all) {
        persons.forEach((input) => (input.value = ""));
        inputs.therapist_minutes.value = inputs.minutes.value;
      }
    }
    this.form.classList.toggle("rc-three", this.assisted.checked);
    this.later();
  }

  /** The next patient: payer, day, discipline and setting mostly stay as they are. */
  clear() {
    const { payer, date_of_service, discipline, setting } = this.visit();
    this.fill({ payer, date_of_service, discipline, setting, services: [] });
    this.rows.children[0].code.focus();
    this.compute();
  }

  // --- the visit ----------------------------------------------------------------------------------------------------

  /** The visit in the form, as the contract writes it; rows without anything are left out. */
  visit() {
    this.entered = [...this.rows.children].filter((row) => !this.isEmpty(row));
    const visit = {
      date_of_service: this.day.value,
      payer: this.payer.value,
      discipline: this.discipline.value,
      services: this.entered.map((row) => this.service(row)),
    };
    if (this.choose.length) visit.choose = this.choose;
    if (this.setting.value !== "office") visit.setting = this.setting.value;
    if (typedIn(this.amount)) visit.amount_used = typedIn(this.amount).replace(/^\$|,/g, "");
    if (this.place.value) visit.locality = this.place.value;
    if (typedIn(this.deductible)) visit.deductible_left = typedIn(this.deductible).replace(/^\$|,/g, "");
    if (typedIn(this.billed)) visit.billed = this.billedLines();
    return { ...visit, ...this.carried };
  }

  service(row) {
    const { code, ...minutes } = this.inputsShown(row);
    const service = { code: typedIn(code).toUpperCase() };
    for (const [name, input] of Object.entries(minutes)) if (typedIn(input)) service[name] = asNumber(typedIn(input));
    return { ...service, ...row.carried };
  }

  /** The lines somebody means to send; diagnosis pointers of a link stay with their line while it is not changed. */
  billedLines() {
    return typedIn(this.billed).split("\n").filter((text) => text.trim()).map((text) => {
      const words = text.toUpperCase().split(/[\s,×*]+/).filter(Boolean);
      const units = words.length > 1 && /^X?\d+$/.test(words.at(-1)) ? Number(words.pop().replace("X", "")) : null;
      const line = { code: words[0], units, modifiers: words.slice(1) };
      return { ...line, ...this.pointers.get(written(line)) };
    });
  }

  /** Whether the fold below the services holds anything. */
  hasMore() {
    return Boolean(this.amount.value || this.place.value || this.deductible.value) || this.setting.value !== "office";
  }

  fill(visit) {
    const services = Array.isArray(visit.services) ? visit.services : [];
    choosePossiblyUnknown(this.payer, visit.payer);
    choosePossiblyUnknown(this.discipline, visit.discipline);
    choosePossiblyUnknown(this.setting, visit.setting ?? "office");
    this.day.value = visit.date_of_service ?? "";
    this.amount.value = visit.amount_used ?? "";
    choosePossiblyUnknown(this.place, visit.locality ?? "");
    this.deductible.value = visit.deductible_left ?? "";
    const billed = Array.isArray(visit.billed) ? visit.billed.filter((line) => line && typeof line === "object") : [];
    this.pointers = new Map(billed.filter((line) => line.pointers).map((line) => [written(line), { pointers: line.pointers }]));
    this.billed.value = billed.map(written).join("\n");
    this.audit.open = billed.length > 0;
    this.more.open = this.hasMore();
    this.choose = Array.isArray(visit.choose) ? visit.choose.map(String) : [];
    this.carried = Object.fromEntries(Object.entries(visit).filter(([name, value]) => !IN_FORM.includes(name) && value != null));
    this.assisted.checked = services.some((service) => PERSONS.some((name) => service[name] != null));
    this.form.classList.toggle("rc-three", this.assisted.checked);
    this.rows.replaceChildren();
    for (const service of services.length ? services : [{}]) this.addRow(service);
  }

  // --- the address --------------------------------------------------------------------------------------------------

  /** Takes the visit of the address; without one, the example that the page came with. */
  readAddress() {
    const text = location.hash.match(/^#v=(.*)$/s)?.[1];
    if (text === undefined && this.rows.children.length) return; // a link to a place in the page: the entry stays
    if (text !== undefined && text === this.written) return;
    this.written = text;
    this.shown = null; // the answer on the page is to another visit
    this.notices = [];
    try {
      this.fill(text === undefined ? this.startVisit() : readVisit(text, this.notices));
    } catch {
      this.notices = ["The visit in this link could not be read. The form shows an example instead."];
      this.fill(this.startVisit());
    }
    this.compute(false);
  }

  startVisit() {
    return this.data.visit ?? { payer: this.data.payers[0].key, discipline: this.data.disciplines[0].key };
  }

  writeAddress(visit) {
    this.written = encodeURIComponent(JSON.stringify(visit));
    try {
      history.replaceState(history.state, "", `#v=${this.written}`);
    } catch {
      // Safari refuses more than 100 changes in 30 seconds; the next one will do.
    }
  }

  // --- computing ----------------------------------------------------------------------------------------------------

  later() {
    this.result.setAttribute("aria-busy", "true");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compute(), PAUSE);
  }

  /** Computes what is in the form. `typed`: it was entered here, so the address follows it. */
  async compute(typed = true) {
    clearTimeout(this.timer);
    const asked = (this.asked = Symbol("asked"));
    const isNewest = () => asked === this.asked;
    const visit = this.visit();
    for (const row of this.rows.children) this.nameCode(row);
    if (typed) this.notices = [];
    if (typed) this.writeAddress(visit);
    else this.showOther([]); // what a link brought is told at once, not only when Python has loaded
    this.result.setAttribute("aria-busy", "true");
    if (this.failed && typed) return this.markStale(); // else every key would start the download again
    try {
      await warm();
      const answer = visit.services.length ? await this.answerTo(visit, typed && isNewest) : null;
      if (isNewest()) this.show(answer);
    } catch {
      if (isNewest()) this.markStale(); // showState tells why
    }
  }

  /**
   * The engine's answer. A choice made for a tie that typing has dissolved is not sent (it would only be reported as
   * ignored), but kept for when the tie comes back, as it does while a number is being typed.
   */
  async answerTo(visit, mayDrop) {
    const answer = await calculate(visit);
    if (answer.errors || !visit.choose) return answer;
    const tied = visit.choose.filter((code) => answer.choices.some(({ codes }) => codes.includes(code)));
    if (tied.length === visit.choose.length || !mayDrop || !mayDrop()) return answer;
    const { choose, ...rest } = visit;
    const asked = tied.length ? { ...rest, choose: tied } : rest;
    this.writeAddress(asked);
    return calculate(asked);
  }

  show(answer) {
    this.problems = answer?.errors ?? [];
    this.result.setAttribute("aria-busy", "false");
    const told = this.showProblems();
    if (answer && !answer.errors) return this.showResult(answer);
    this.markStale();
    if (answer === null) this.spoken.textContent = "";
    else if (told) this.spoken.textContent = `${count(told, "problem")} in the form.`;
  }

  /** Nobody may take an answer to an earlier entry for the answer to this one. */
  markStale() {
    this.result.setAttribute("aria-busy", "false");
    const hasAnswer = Boolean(this.shown) && this.entered.length > 0;
    const isExample = this.result.contains(this.example) && this.state.hidden === false;
    if (!hasAnswer && !isExample) {
      this.shown = null;
      this.result.replaceChildren(el("p", { class: "rc-empty" }, this.entered.length ? "The answer comes as soon as the entry is complete." : "Enter a code and its minutes."));
    }
    this.stale.textContent = hasAnswer ? "The entry has changed since. This is the answer to the one before." : "";
    this.result.classList.toggle("rc-old", hasAnswer);
  }

  // --- what is said about the entry -----------------------------------------------------------------------------------

  showState({ state, reason }) {
    const hadFocus = this.state.contains(document.activeElement);
    this.failed = state === "failed";
    this.state.hidden = state === "ready";
    this.state.classList.toggle("rc-failed", state === "failed");
    if (state === "failed") this.state.replaceChildren(...this.failure(reason));
    else this.state.textContent = state === "ready" ? "" : "Loading the calculator (about 5 MB, once). You can enter the visit already.";
    if (hadFocus) (state === "ready" ? this.result : this.state).focus(); // the button that had it is gone
  }

  failure(reason) {
    const counting = new URL("counting/", new URL(this.data.site, document.baseURI)).href;
    return [
      el("b", {}, reason),
      " The table of units and the worked examples on the ", el("a", { href: counting }, "page on counting"),
      " and on every code's page still work, and so does the command line. ",
      el("button", { type: "button", onclick: () => this.compute(false) }, "Try again"),
    ];
  }

  /** Each message at its field; what belongs to no field below the form. Gives how many are told. */
  showProblems() {
    for (const input of this.form.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      input.wrong.textContent = "";
    }
    const others = [];
    let told = 0;
    for (const { field, message } of this.problems) {
      const input = this.inputOf(field);
      if (input && this.isUnfinished(input)) continue;
      told += 1;
      if (!input) others.push(field ? `${capital(field)}: ${message}` : message);
      else {
        input.setAttribute("aria-invalid", "true");
        input.wrong.textContent = this.suggestion(input) ?? capital(message);
      }
    }
    this.showOther(others);
    return told;
  }

  /** While a field is being filled in, it is not called wrong: blank ones of its row, and a code half typed. */
  isUnfinished(input) {
    const focused = document.activeElement;
    if (!this.form.contains(focused)) return false;
    const text = typedIn(input);
    if (input !== focused) return text === "" && focused.closest(".rc-row") !== null && focused.closest(".rc-row") === input.closest(".rc-row");
    if (text === "" || !input.classList.contains("rc-code")) return text === "";
    return !this.codes.has(text.toUpperCase()) && (this.codesCalled(text).length > 0 || [...this.codes.keys()].some((code) => code.startsWith(text.toUpperCase())));
  }

  /** For a name that fits several codes, or the number of an old one: which they are. */
  suggestion(input) {
    const text = typedIn(input);
    if (!input.classList.contains("rc-code") || this.codes.has(text.toUpperCase())) return null;
    const codes = this.codesCalled(text).slice(0, 4).map(({ code, name }) => `${code} (${name})`);
    return codes.length ? `“${text}” is not one code here. It may mean ${codes.join(", ")}. Enter the code.` : null;
  }

  showOther(messages) {
    const carried = Object.entries(this.carried).map(([name, value]) => `${name.replaceAll("_", " ")} ${plainly(value)}`);
    const text = JSON.stringify([this.notices, messages, carried]);
    if (text === this.told) return; // said again, it would be read out again
    this.told = text;
    const items = [...this.notices, ...messages].map((message) => el("li", {}, message));
    this.other.replaceChildren(
      ...(items.length ? [el("ul", { class: "rc-errors" }, ...items)] : []),
      ...(carried.length ? [el("p", { class: "rc-carried" }, `Also in this visit, from its link: ${carried.join("; ")}. `,
        el("button", { type: "button", onclick: () => this.dropCarried() }, "Leave out"))] : []));
  }

  dropCarried() {
    this.carried = {};
    this.compute();
    this.payer.focus();
  }

  inputOf(field) {
    const match = field.match(/^services\[(\d+)\](?:\.(\w+))?$/);
    if (/^billed\b/.test(field)) return this.billed;
    if (!match) return { date_of_service: this.day, payer: this.payer, discipline: this.discipline, amount_used: this.amount, setting: this.setting, locality: this.place, deductible_left: this.deductible }[field];
    const row = this.entered[Number(match[1])];
    const name = match[2] ?? "minutes";
    return row?.inputs[this.assisted.checked && name === "minutes" ? "therapist_minutes" : name];
  }

  // --- the answer -----------------------------------------------------------------------------------------------------

  showResult(result) {
    this.stale.textContent = "";
    this.result.classList.remove("rc-old");
    this.spoken.textContent = result.lines.length ? result.lines.map((line) => `${line.code} ${line.modifiers.join(" ")}: ${count(line.units, "unit")}`).join("; ") : "No claim lines.";
    const text = JSON.stringify(result);
    if (text === this.shown) return; // nothing new: a reader's place in it is kept
    this.shown = text;
    this.cited = []; // [{source, at, tier}], numbered as they are met
    const severities = Object.keys(SEVERITY);
    const ranked = [...result.findings].sort((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
    const parts = [
      this.linesTable(result), this.totals(result), this.payment(result.payment), this.unbilled(result.unbilled), ...result.choices.map((choice) => this.choiceOf(choice)),
      this.findings(ranked, result), this.steps(result.steps), this.sourceList(), this.notChecked(result.not_checked), this.edition(result),
    ];
    this.keepPlace(() => this.result.replaceChildren(...parts.filter(Boolean)));
  }

  /** What had the focus in the result has it again in the new one, and folds stay open. */
  keepPlace(change) {
    const reachable = () => [...this.result.querySelectorAll("a[href], button, summary")];
    const at = reachable().indexOf(document.activeElement);
    const had = at < 0 ? null : document.activeElement;
    const open = [...this.result.querySelectorAll("details[open]")].map((fold) => fold.dataset.is);
    change();
    for (const name of open) this.result.querySelector(`details[data-is="${name}"]`)?.setAttribute("open", "");
    if (!had) return;
    const same = had.dataset.is && this.result.querySelector(`[data-is="${had.dataset.is}"]`);
    (same ?? reachable().at(at) ?? this.result).focus({ preventScroll: true });
  }

  linesTable({ lines }) {
    if (!lines.length) return el("p", { class: "rc-empty" }, "No claim lines: nothing entered earns a unit.");
    const rows = lines.map((line) => el("tr", {},
      el("th", { scope: "row" }, this.codeLink(line.code)),
      el("td", { class: "rc-name" }, this.codes.get(line.code)?.name ?? ""),
      el("td", { class: "rc-modifiers" }, line.modifiers.join(" ")),
      el("td", { class: "rc-units" }, String(line.units))));
    return el("table", { class: "rc-lines" },
      el("caption", {}, "Claim lines"),
      el("thead", {}, el("tr", {}, ...["Code", "Service", "Modifiers", "Units"].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows));
  }

  totals(result) {
    const pairs = [
      ["Timed units", result.timed_units ?? "not known"], ["Timed minutes", result.timed_minutes],
      ["Pooled minutes", result.pooled_minutes ?? "not pooled"], ["All minutes", result.total_minutes],
    ];
    return el("dl", { class: "rc-totals" }, ...pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
  }

  /** What Medicare allows and pays, by line and together, and what took money away. */
  payment(payment) {
    if (!payment) return null;
    const amounts = (line) => (line.because ? [el("td", { colspan: "3" }, `no price: ${line.because}`)]
      : [line.allowed, line.medicare, line.patient].map((amount) => el("td", { class: "rc-units" }, amount)));
    const taken = [["Multiple procedure reduction", payment.reduction], ["CQ or CO", payment.assistant], ["Sequestration", payment.sequestration], ["Deductible", payment.deductible]]
      .filter(([, amount]) => Number(amount));
    return el("div", { class: "rc-payment" },
      el("table", { class: "rc-lines" },
        el("caption", {}, `Amounts in USD, ${payment.place}`),
        el("thead", {}, el("tr", {}, ...["Code", "Allowed", "Medicare", "Patient"].map((head) => el("th", { scope: "col" }, head)))),
        el("tbody", {}, ...payment.lines.map((line) => el("tr", {}, el("th", { scope: "row" }, this.codeLink(line.code)), ...amounts(line)))),
        el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "Together"), ...amounts(payment)))),
      taken.length ? el("p", { class: "rc-hint" }, `In these: ${taken.map(([name, amount]) => `${name} ${amount}`).join("; ")}.`) : null);
  }

  unbilled(entries) {
    if (!entries.length) return null;
    return el("div", { class: "rc-unbilled" }, el("h2", {}, "No unit"),
      el("ul", {}, ...entries.map(({ code, minutes, reason }) => el("li", {}, this.codeLink(code), `, ${count(minutes, "minute")}: ${REASON[reason] ?? reason}.`))));
  }

  choiceOf({ units, codes, taken, alternatives }) {
    const offers = alternatives.map((alternative) => ({ alternative, ...exchange(taken, alternative.taken) }));
    offers.sort((one, other) => one.gets.length - other.gets.length); // one code exchanged for one: all others follow from these
    const buttons = offers.slice(0, MOST_CHOICES).map(({ alternative, gets, loses }, index) =>
      el("button", { type: "button", "data-is": `choice-${index}`, onclick: () => this.take(alternative.taken) }, `Take ${gets.join(" and ")} instead${units > 1 ? ` of ${loses.join(" and ")}` : ""}`));
    const more = alternatives.length - MOST_CHOICES;
    return el("div", { class: "rc-choice" }, el("h2", {}, "Your choice"),
      el("p", {}, `${listed(codes)} are equal for the last ${units === 1 ? "unit" : `${units} units`}. Taken: ${listed(taken)}. Each choice is right; the clinician decides, and price plays no part.`),
      el("p", { class: "rc-buttons" }, ...buttons),
      more > 0 ? el("p", {}, `${count(more, "more combination")} of these codes can be reached in several steps.`) : null);
  }

  take(codes) {
    this.choose = [...codes];
    this.compute();
  }

  findings(entries, result) {
    if (!entries.length) return null;
    return el("div", { class: "rc-findings" }, el("h2", {}, "Findings"),
      ...entries.map((finding) => el("div", { class: `rc-finding rc-${finding.severity}` },
        el("span", { class: "rc-sign", "aria-hidden": "true" }, SIGN[finding.severity]),
        el("div", {}, el("b", {}, `${SEVERITY[finding.severity]}${finding.check === "unsettled" ? ", not settled by the sources" : ""}. `), this.lineOf(finding, result), finding.says, " ", this.checkLink(finding.check), this.cites(finding.cites)))));
  }

  /** The claim line that a finding is about. */
  lineOf({ of, line }, { lines }) {
    if (line == null) return "";
    const code = (of === "billed" ? this.billedLines() : lines)?.[line]?.code;
    return `${of === "billed" ? "Billed line" : "Line"} ${line + 1}${code ? `, ${code}` : ""}: `;
  }

  steps(entries) {
    return el("div", { class: "rc-steps" }, el("h2", {}, "How it was worked out"), el("ol", {}, ...entries.map((step) => this.step(step))));
  }

  step({ rule, says, facts, gives, cites }) {
    const looked = facts.flatMap(({ name, value }) => [el("span", {}, `${name} `, el("b", {}, value)), " "]);
    return el("li", {},
      el("p", {}, says),
      looked.length ? el("p", { class: "rc-facts" }, ...looked) : null,
      el("p", { class: "rc-gives" }, `→ ${gives}`),
      el("p", { class: "rc-from" }, "Rule: ", this.ruleLink(rule), this.cites(cites)));
  }

  notChecked(entries) {
    if (!entries.length) return null;
    const because = new Map(); // reasons, each with the checks it holds for
    for (const entry of entries) because.set(entry.because, [...(because.get(entry.because) ?? []), entry]);
    return el("details", { class: "rc-fold", "data-is": "not-checked" }, el("summary", {}, `Not checked (${entries.length})`),
      el("ul", {}, ...[...because].map(([reason, checks]) => el("li", {}, `${capital(reason)}: `,
        ...checks.flatMap((check, index) => [index ? ", " : "", this.checkNamed(check)]), "."))));
  }

  edition({ edition }) {
    return el("p", { class: "rc-edition" },
      el("button", { type: "button", "data-is": "print", onclick: () => window.print() }, "Print as an audit sheet"),
      el("span", {}, `Rules: edition ${edition}. Supports professional judgement and does not replace it.`));
  }

  codeLink(code) {
    const url = this.codes.get(code)?.url;
    return url ? el("a", { href: url }, code) : code;
  }

  ruleLink(rule) {
    const [kind, key] = rule.split("/");
    const named = { payers: this.data.payers, parameters: this.data.parameters, modifiers: this.data.modifiers }[kind]?.find((entry) => entry.key === key);
    const url = this.data.rules[rule];
    return url ? el("a", { href: url }, named?.name ?? key) : (named?.name ?? key);
  }

  /** A check by its name, as a link to its page where it has one. */
  checkNamed({ check }) {
    const url = this.data.rules[`checks/${check}`];
    return url ? el("a", { href: url }, check.replaceAll("-", " ")) : check.replaceAll("-", " ");
  }

  /** The way to the page of a check. */
  checkLink(check) {
    const url = this.data.rules[`checks/${check}`];
    return url ? el("a", { href: url, "aria-label": `More about ${check}` }, "More") : "";
  }

  // --- sources ----------------------------------------------------------------------------------------------------------

  /** Numbers that lead to the register of sources; the list below the steps tells what they are. */
  cites(cites) {
    if (!cites.length) return null;
    const links = cites.map((cite) => {
      let number = this.cited.findIndex((known) => known.source === cite.source && known.at === cite.at) + 1;
      if (!number) number = this.cited.push(cite);
      const title = this.titleOf(cite);
      return el("a", { href: this.sources.get(cite.source)?.url, "aria-label": `Source ${number}: ${title}`, title }, String(number));
    });
    return el("span", { class: "rc-cites" }, ...links.flatMap((link) => [" ", link]));
  }

  sourceList() {
    if (!this.cited.length) return null;
    const items = this.cited.map((cite) => {
      const { url, publisher, address } = this.sources.get(cite.source) ?? {};
      return el("li", {}, el("a", { href: url }, this.titleOf(cite)), publisher ? `. ${publisher}` : "",
        address ? el("span", { class: "rc-address" }, ` ${address}`) : null); // on paper only, where links do not work
    });
    return el("details", { class: "rc-fold rc-sources", "data-is": "sources" }, el("summary", {}, `Sources (${items.length})`), el("ol", {}, ...items));
  }

  titleOf({ source, at, tier }) {
    const entry = this.sources.get(source);
    return [entry?.title ?? source, at, (tier ?? entry?.tier) === "unverified" ? "unverified" : ""].filter(Boolean).join(", ");
  }

  // --- on paper -----------------------------------------------------------------------------------------------------------

  /** A closed fold would be missing on paper. */
  unfold() {
    const needed = [this.hasMore() ? this.more : null, typedIn(this.billed) ? this.audit : null].filter(Boolean);
    this.unfolded = [...needed, ...this.result.querySelectorAll("details")].filter((fold) => !fold.open);
    for (const fold of this.unfolded) fold.open = true;
  }

  fold() {
    for (const fold of this.unfolded ?? []) fold.open = false;
  }
}

/** The visit in the text of an address; notes what the form cannot show as it stands. Throws where it is none. */
function readVisit(text, notices) {
  const visit = JSON.parse(decodeURIComponent(text));
  if (visit === null || typeof visit !== "object" || Array.isArray(visit)) throw new Error("not a visit");
  for (const [index, service] of (Array.isArray(visit.services) ? visit.services : []).entries()) {
    if (service?.minutes != null && PERSONS.some((name) => service[name] != null)) {
      notices.push(`Service ${index + 1} of the link gives its minutes twice, as one number and by person. The form shows them by person.`);
    }
  }
  return visit;
}

/** A claim line as it is typed: code, modifiers, units. */
const written = ({ code, modifiers, units }) => [code, ...(Array.isArray(modifiers) ? modifiers : []), units].filter((part) => part != null).join(" ");

/** A value of a visit in words: a list as its members, anything deeper as JSON. */
function plainly(value) {
  const isList = Array.isArray(value) && value.every((member) => typeof member === "string");
  return isList ? value.join(", ") : typeof value === "string" ? value : JSON.stringify(value);
}

if (!customElements.get("rehab-calculator")) customElements.define("rehab-calculator", RehabCalculator);
