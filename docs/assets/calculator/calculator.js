// The calculator in the page: a form for one visit, and its answer with every step. All computing is done by engine.js.
//
// The page holds, inside the element, a readable example (.default-visit) and its data as JSON in a <template
// id="rehab-data">; sitegen/pages/form_data.py tells its fields. A visit can come in the address: #v= and the visit as JSON, as
// the contract writes it. Nothing is sent, and nothing stored but the codes that the user asks to keep; the address, which
// the browser keeps in its history, gets nothing that is no known code, number or choice (address.js). Text from data is
// only ever set as text, never as HTML, and looks come from classes alone, because the page's content security policy
// allows no style attributes. Python is not loaded before somebody wants it (assets/intent.js), or a link brings a visit.
import { sharing } from "./address.js";
import { Answer, copied, foundIn } from "./answer.js";
import { readBilled } from "./billed.js";
import { written } from "./clipboard_formats.js";
import { capital, count, el, goTo, listed, newId, plainly } from "./elements.js";
import { calculate, status, warm } from "./engine.js";
import { hasRows, namesPerson, read, readMinutes, Vocabulary } from "./entry.js";
import { feeTable, readFees } from "./fees.js";
import { favor, keep, kept, used } from "./keep.js";
import { bare } from "./money.js";
import { readyToPrint, sheet } from "./sheet.js";
import { Year } from "./year.js";

const PERSONS = ["therapist_minutes", "assistant_minutes", "together_minutes"];
const MINUTES = ["minutes", ...PERSONS];
const IN_FORM = ["date_of_service", "payer", "discipline", "services", "choose", "setting", "amount_used", "billed", "locality", "deductible_left", "apm", "participating"];
const SERVICE_IN_FORM = ["code", ...MINUTES];
const LABELS = { minutes: "Minutes", therapist_minutes: "Therapist", assistant_minutes: "Assistant", together_minutes: "Together" };
const PAUSE = 400; // milliseconds after the last key before address and undo take note
const REST = 100; // milliseconds after the last answer before what explains it is drawn anew: nobody reads that between two keys
const ROOM = 14; // letters that the field of a code shows beside those of the minutes
const MOST_ROWS = 100; // a link with more services than any visit has is not shown row by row
const LONGEST_LINK = 50_000; // letters
const DEEPEST = 20; // levels that the engine reads

const asNumber = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const sum = (texts) => texts.reduce((total, text) => total + (Number(text) || 0), 0);
const typedIn = (input) => input.value.trim();
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const amountIn = (input) => bare(input.value);

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
    window.addEventListener("beforeprint", () => this.layOut(), { signal });
    this.unsubscribe = status((state) => this.showState(state));
    document.addEventListener("rehab-renewed", (event) => this.renewed(event), { signal });
    for (const row of this.rows.children) if (row.ticking) this.run(row, row.began);
    if (first) this.readAddress();
    else if (this.wanted) this.compute({ typed: false }); // connected again: an answer may have been missed meanwhile
  }

  disconnectedCallback() {
    this.gone.abort();
    this.unsubscribe();
    clearTimeout(this.timer);
    for (const row of this.rows.children) clearInterval(row.ticking);
  }

  // --- building the form --------------------------------------------------------------------------------------------

  build() {
    this.data = JSON.parse(this.querySelector("#rehab-data").content.textContent);
    this.codes = new Map(this.data.codes.map((code) => [code.code, code]));
    this.shareable = sharing(this.data);
    this.disciplineOf = new Map(this.data.disciplines.map(({ key, modifier }) => [modifier, key]));
    this.example = this.querySelector(".default-visit"); // stays until the first answer
    this.choose = []; // codes preferred in a tie
    this.carried = {}; // fields of a link's visit that the form does not show
    this.notices = [];
    this.remarks = [];
    this.problems = [];
    this.past = []; // visits as text, for undo; the last one is what is in the form
    this.fees = null; // the user's own fee table
    this.buildInputs();
    this.inputs = new Map(Object.entries({ date_of_service: this.day, payer: this.payer, discipline: this.discipline, amount_used: this.amount, setting: this.setting, locality: this.place, deductible_left: this.deductible }));
    this.buildForm();
    this.buildAnswer();
    this.prepend(el("div", { class: "rc" }, this.state, el("div", { class: "rc-enter" }, this.form), this.answer), this.paper);
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
    this.apm = el("input", { type: "checkbox", id: newId(), onchange: () => this.compute() });
    this.outside = el("input", { type: "checkbox", id: newId(), onchange: () => this.compute() });
    const lines = { spellcheck: "false", autocomplete: "off", autocapitalize: "characters" };
    this.others = el("textarea", { id: newId(), rows: "2", ...lines });
    this.billed = el("textarea", { id: newId(), rows: "4", ...lines });
    this.audited = el("p", { class: "rc-hint" });
    this.assisted = el("input", { type: "checkbox", id: newId(), onchange: () => this.switchPersons() });
    this.keeping = el("input", { type: "checkbox", id: newId(), onchange: () => this.switchKeeping() });
    this.feeFile = el("input", { type: "file", id: newId(), accept: ".csv,text/csv,text/plain", onchange: () => this.openFees() });
    this.feeSaid = el("div", { class: "rc-hint", role: "status" });
    this.mine = el("p", { class: "rc-buttons rc-mine" });
    this.rows = el("div", { class: "rc-rows" });
    this.question = el("div", { class: "rc-ask", role: "status" });
    this.codeList = el("datalist", { id: newId() });
    setTimeout(() => this.codeList.append(...this.data.codes.filter((code) => !code.base).map( // a task of its own: the form is a long one
      ({ code, name, also_called }) => el("option", { value: code, label: [name, ...also_called].join(", ") }))));
    this.year = new Year({ limits: this.data.limits, amount: this.amount, changed: () => this.compute(), next: () => this.nextVisit() });
  }

  buildForm() {
    const check = (box, label) => el("p", { class: "rc-switch" }, box, el("label", { for: box.id }, label));
    this.keeping.checked = kept() !== null;
    this.glance = el("button", { type: "button", class: "rc-glance", onclick: () => goTo(this.glanceOf) });
    this.undoer = el("button", { type: "button", class: "rc-undo", disabled: true, onclick: () => this.undo() }, "Undo");
    this.more = el("details", { class: "rc-fold rc-more" },
      el("summary", {}, "Threshold, setting and amounts"),
      this.field("Used this year, USD", this.amount, "Allowed so far in the patient's KX bucket: physical with speech therapy, or occupational therapy."),
      this.field("Setting", this.setting),
      this.field("Place", this.place, "With a place Medicare's amounts are computed, and the line that passes the threshold is found."),
      this.field("Deductible left, USD", this.deductible),
      check(this.apm, "Qualifying participant of an advanced payment model"),
      check(this.outside, "The practice does not participate in Medicare"),
      this.field("Other therapy lines of the day", this.others, "Of the other disciplines, as they are billed: 97530 GO 2. Of a whole day's units one is paid in full."));
    this.standing = el("details", { class: "rc-fold rc-standing", ontoggle: () => this.showYear() }, el("summary", {}, "The patient's year"), this.year.element);
    this.audit = el("details", { class: "rc-fold rc-audit" },
      el("summary", {}, "Check lines before they are sent"),
      this.field("Lines as billed", this.billed, "One line each: code, modifiers, units. For example: 97110 GP KX 2. What this page copies can be pasted here."), this.audited);
    this.own = el("details", { class: "rc-fold rc-own" },
      el("summary", {}, "Your own codes and fees"),
      check(this.keeping, "Remember my codes in this browser"),
      this.field("Fee table (CSV)", this.feeFile, "Lines such as 97110,35.00. It is read in this page, neither stored nor sent."), this.feeSaid);
    const listeners = {
      oninput: (event) => this.typed(event),
      onfocusout: () => setTimeout(() => this.showProblems()), // by then the next field has the focus
      onkeydown: (event) => this.shortcut(event),
      onsubmit: (event) => event.preventDefault(),
    };
    this.sample = el("p", { class: "rc-sample" });
    this.other = el("div", { class: "rc-other", role: "status", tabindex: "-1" });
    this.form = el("form", { class: "rc-form", novalidate: true, autocomplete: "off", ...listeners },
      this.sample,
      el("fieldset", { class: "rc-visit" },
        el("legend", {}, "Visit"),
        this.field("Payer", this.payer), this.field("Date of service", this.day), this.field("Plan of care", this.discipline)),
      el("fieldset", { class: "rc-services" },
        el("legend", {}, "Services"),
        el("p", { class: "rc-hint" }, "The first field takes several services at once: ", el("kbd", {}, "exercise 20, gait 10a, manual 8"), ", then Enter; ", el("kbd", {}, "a"), " marks the assistant's minutes."),
        check(this.assisted, "An assistant took part"), this.mine,
        this.question, this.rows,
        el("p", { class: "rc-buttons" },
          el("button", { type: "button", class: "rc-add", onclick: () => this.addRow().code.focus() }, "Add a service"),
          this.undoer,
          el("button", { type: "button", class: "rc-clear", onclick: () => this.clear() }, "Start over")),
        this.glance,
        el("details", { class: "rc-fold rc-how" }, el("summary", {}, "Quicker ways to enter"),
          el("ul", {},
            el("li", {}, "Rows of a spreadsheet, a CSV file or a note paste as they are, with dates, names of columns or start and end times. Rows of several days or patients are not mixed: the page asks which visit to enter."),
            el("li", {}, "Abbreviations of notes: ", el("kbd", {}, "TE 25, MT 15"), ". A name of several codes, such as dry needling, is asked."),
            el("li", {}, "Minutes by person: ", el("kbd", {}, "15t 8a"), " is 15 by the therapist and 8 by the assistant; ", el("kbd", {}, "5b"), " is 5 by both together. PTA, OTA, COTA, CQ and CO mark the assistant too."),
            el("li", {}, "Start and end instead of minutes: ", el("kbd", {}, "9:00-9:20"), " or ", el("kbd", {}, "9:00a-9:20a"), "; after a time, a is a.m."),
            el("li", {}, "Enter goes to the next field, arrow up and down to the next row, ", el("kbd", {}, "Ctrl Z"), " takes the last change back.")))),
      this.other, this.more, this.standing, this.audit, this.own, this.codeList);
    this.showMine();
  }

  buildAnswer() {
    this.state = el("p", { class: "rc-state", role: "status", tabindex: "-1" });
    this.spoken = el("p", { class: "rc-spoken", role: "status" });
    this.amiss = el("button", { type: "button", class: "rc-amiss", hidden: true, onclick: () => this.goToProblem() });
    this.stale = el("p", { class: "rc-stale" });
    this.result = el("section", { class: "rc-result", "aria-label": "Result", "aria-busy": "true", tabindex: "-1" }, this.example);
    this.linked = el("span", { class: "rc-copied", role: "status" });
    this.edition = el("p", {});
    this.foot = el("div", { class: "rc-edition" },
      el("p", { class: "rc-buttons" },
        el("button", { type: "button", class: "rc-print", onclick: () => this.print() }, "Print as an audit sheet"),
        el("button", { type: "button", class: "rc-link", onclick: () => this.copyLink() }, "Copy link"), this.linked),
      this.edition);
    this.tellEdition();
    this.answer = el("div", { class: "rc-answer" }, this.spoken, this.amiss, this.stale, this.result, this.foot);
    this.paper = el("div", { class: "rc-sheet" });
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

  addRow(service = {}, before = null) {
    const row = el("div", { class: "rc-row", role: "group", onkeydown: (event) => this.key(event, row) });
    row.code = el("input", { type: "text", id: newId(), list: this.codeList.id, class: "rc-code", spellcheck: "false", autocomplete: "off", autocapitalize: "off", value: service.code ?? "", onchange: () => this.meant(row), onpaste: (event) => this.paste(event, row) });
    row.inputs = { code: row.code };
    row.carried = Object.fromEntries(Object.entries(service).filter(([name, value]) => !SERVICE_IN_FORM.includes(name) && value != null));
    row.append(this.field("Code or name", row.code));
    for (const name of MINUTES) row.append(this.minutesField(row, name, service));
    row.remover = el("button", { type: "button", class: "rc-remove", onclick: () => this.removeRow(row) }, "✕");
    row.named = el("span", { class: "rc-named", id: newId() });
    row.timer = el("button", { type: "button", class: "rc-tool", onclick: () => this.time(row) }, "Start timer");
    row.favorite = el("button", { type: "button", class: "rc-tool", hidden: true, onclick: () => this.favor(row) });
    row.meanings = el("p", { class: "rc-buttons rc-meanings" });
    row.code.setAttribute("aria-describedby", `${row.named.id} ${row.code.wrong.id}`);
    // Messages stand below the whole row: beside each other in narrow columns they could not be read. The button that
    // takes a row away comes last, so that nobody reaches it with the key that leads to the next field.
    row.append(el("p", { class: "rc-about" }, row.named, row.timer, row.favorite), row.remover, ...Object.values(row.inputs).map((input) => input.wrong), row.meanings);
    this.rows.insertBefore(row, before);
    this.numberRows();
    this.nameCode(row);
    return row;
  }

  minutesField(row, name, service) {
    const value = name === "therapist_minutes" ? (service[name] ?? service.minutes) : service[name];
    const input = el("input", { type: "text", inputmode: name === "minutes" ? "text" : "numeric", id: newId(), class: "rc-minutes", autocomplete: "off", autocapitalize: "off", value: value ?? "", maxlength: "24", onchange: () => this.spell(row, input) });
    row.inputs[name] = input;
    const field = this.field(LABELS[name], input);
    field.classList.add(name === "minutes" ? "rc-alone" : "rc-person");
    if (name === "minutes") {
      const step = (by) => el("button", { type: "button", class: "rc-step", tabindex: "-1", "aria-label": `One minute ${by < 0 ? "less" : "more"}`, onclick: () => this.step(input, by) }, by < 0 ? "−" : "+");
      const stepper = el("div", { class: "rc-stepper" }, step(-1), step(1)); // for fingers; the keyboard has the field
      input.before(stepper);
      stepper.firstChild.after(input);
    }
    return field;
  }

  removeRow(row) {
    clearInterval(row.ticking);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.numberRows();
    (next ?? this.addRow()).code.focus();
    this.compute();
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

  /** Enter goes on to the next field, and from the last one to a new row; arrows go to the row above or below. */
  key(event, row) {
    const input = event.target;
    if (event.isComposing || input.tagName !== "INPUT") return;
    if (input === row.quantity) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      return reach((row.nextElementSibling ?? this.addRow()).code);
    }
    const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    if (step && input !== row.code) {
      const name = Object.keys(row.inputs).find((each) => row.inputs[each] === input);
      row[step]?.inputs[name].focus();
      event.preventDefault();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (input === row.code && hasRows(typedIn(input), this.vocabulary)) return this.spread(row, typedIn(input));
    if (input === row.code) this.meant(row);
    else this.spell(row, input);
    const inputs = [...this.rows.children].flatMap((each) => Object.values(this.inputsShown(each)));
    const next = inputs[inputs.indexOf(this.inputsShown(row)[this.nameOf(row, input)] ?? input) + 1];
    reach(next ?? (this.isEmpty(row) ? row : this.addRow()).code);
  }

  /** The field of the contract that an input stands for; minutes are the therapist's once there are three columns. */
  nameOf(row, input) {
    const name = Object.keys(row.inputs).find((each) => row.inputs[each] === input);
    return this.assisted.checked && name === "minutes" ? PERSONS.at(-1) : name;
  }

  /** Several services at once, as they stand in a note or a spreadsheet. */
  paste(event, row) {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!hasRows(text, this.vocabulary) && !/[\t\n]/.test(text.trim())) return; // of a row, only the cells of its service come into the field
    event.preventDefault();
    this.spread(row, text);
  }

  /** What names mean under the payer and for the plan of care that the form shows. */
  get vocabulary() {
    const key = JSON.stringify([this.payer.value, this.discipline.value]);
    if (this.named?.key !== key) {
      const data = { codes: this.data.codes, words: this.data.words, modifiers: this.data.modifiers.map((modifier) => modifier.key) };
      this.named = { key, vocabulary: new Vocabulary(data, { payer: this.payer.value, discipline: this.discipline.value }) };
    }
    return this.named.vocabulary;
  }

  /** Puts the services of a text into this row and new ones after it, and goes on to the next; or asks what they are. */
  spread(row, text, answers = {}) {
    const { rows, lines, day, left, ask } = read(text, this.vocabulary, answers);
    if (ask) return this.askAbout(ask, { row, text, answers });
    this.dropQuestion();
    for (const other of [...this.rows.children]) if (other !== row && other.ofExample) other.remove();
    this.numberRows();
    this.leaveExampleDay();
    if (day) this.day.value = day;
    const after = row.nextElementSibling;
    if (!rows.length) row.code.value = "";
    rows.forEach((one, index) => {
      const each = index ? this.addRow({}, after) : row;
      each.code.value = one.code ?? one.text;
      each.meant = one.code ? null : { text: one.text, codes: one.candidates };
      each.classList.toggle("rc-long", each.code.value.length > ROOM);
      delete each.carried.start;
      delete each.carried.stop;
      this.write(each, one.minutes ?? {});
      if (one.minutes === null) for (const input of Object.values(this.inputsShown(each)).slice(1)) input.value = "";
      this.nameCode(each);
    });
    if (lines.length) {
      this.billed.value = [typedIn(this.billed), ...lines.map(written)].filter(Boolean).join("\n");
      this.audit.open = true;
    }
    const last = after?.previousElementSibling ?? this.rows.lastElementChild;
    const blank = [...this.rows.children].find((each) => this.isEmpty(each));
    if (!rows.length && lines.length) reach(this.billed);
    else reach(typedIn(last.code) && !Object.values(this.inputsShown(last)).slice(1).some(typedIn) ? Object.values(this.inputsShown(last))[1] : (blank ?? this.addRow()).code);
    const out = left.map(({ text: word, column }) => (column ? `column ${column}` : word));
    this.compute({ remarks: [...(day ? [`The date of service is that of the rows: ${day}.`] : []), ...(out.length ? [`Left out, because it is no service: ${out.join(", ")}.`] : [])] });
  }

  /**
   * Asks what a text means that can be read in several ways; until then nothing of it is entered. Of rows of several
   * visits one is entered at a time, and the question stays for the others.
   */
  askAbout(ask, { row, text, answers, entered = null }) {
    this.asking = { row, text };
    const isHere = entered !== null || document.activeElement === row.code;
    const says = el("p", { id: newId() }, entered === null ? ask.says : "One of these visits is in the form. To enter another one in its place, choose it.");
    const choose = ({ label, answer }) => {
      if (entered !== null) {
        for (const each of this.rows.children) clearInterval(each.ticking);
        this.rows.replaceChildren();
        row = this.addRow();
      }
      const more = { ...answers, ...answer };
      this.spread(row, text, more);
      if (ask.about === "visit" && answer.visit !== "one" && !this.question.firstChild) {
        const focused = document.activeElement;
        this.askAbout(ask, { row, text, answers, entered: label });
        focused?.focus({ preventScroll: true });
      }
    };
    const choices = ask.choices.filter(({ answer }) => entered === null || answer.visit !== "one");
    const buttons = choices.map((choice) => el("button", { type: "button", "data-answer": JSON.stringify(choice.answer), "aria-pressed": entered === null ? null : String(choice.label === entered), onclick: () => choose(choice) }, choice.label));
    const leave = el("button", { type: "button", onclick: () => this.leaveQuestion() }, entered === null ? "Enter nothing" : "Done");
    const group = el("div", { role: "group", tabindex: "-1", "aria-labelledby": says.id, onkeydown: (event) => event.key === "Escape" && this.leaveQuestion() }, says, el("p", { class: "rc-buttons" }, ...buttons, leave));
    this.question.replaceChildren(group);
    if (isHere && entered === null) reach(group);
    this.showProblems();
  }

  leaveQuestion() {
    const { row } = this.asking;
    this.dropQuestion();
    reach(row.isConnected ? row.code : this.rows.lastElementChild.code);
  }

  dropQuestion() {
    this.asking = null;
    this.question.replaceChildren();
  }

  /** Minutes as the contract has them into a row, in place of the `replaced` ones; where they name persons, the form shows persons. */
  write(row, { start, stop, ...minutes }, replaced = PERSONS) {
    if (start) Object.assign(row.carried, { start, stop });
    if (minutes.minutes != null) row.inputs[this.assisted.checked ? "therapist_minutes" : "minutes"].value = minutes.minutes;
    else if (Object.keys(minutes).length) {
      row.inputs.minutes.value = "";
      if (!this.assisted.checked) {
        this.assisted.checked = true;
        this.switchPersons();
      }
      for (const name of replaced) row.inputs[name].value = "";
      for (const [name, value] of Object.entries(minutes)) row.inputs[name].value = value;
    }
    this.nameCode(row);
  }

  /** What was typed as "9:00-9:20" or "10a" is shown as what it means, once it is complete. */
  spell(row, input) {
    const text = typedIn(input);
    const minutes = /^\d*$/.test(text) ? null : readMinutes(text);
    if (/^\d+$/.test(text)) this.dropTimes(row);
    if (!minutes) return;
    const name = Object.keys(row.inputs).find((each) => row.inputs[each] === input);
    if (name === "minutes") this.write(row, minutes);
    else if (minutes.minutes === undefined) this.write(row, minutes, [name]);
    else {
      input.value = minutes.minutes;
      if (minutes.start) Object.assign(row.carried, { start: minutes.start, stop: minutes.stop });
    }
    this.compute();
  }

  /** Times that no longer fit the minutes would be held against them. */
  dropTimes(row) {
    const { start, stop } = row.carried;
    const clock = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    const all = sum(Object.values(this.inputsShown(row)).slice(1).map((input) => input.value));
    if (!start || clock(stop) - clock(start) === all) return;
    delete row.carried.start;
    delete row.carried.stop;
    this.nameCode(row);
    this.compute();
  }

  step(input, by) {
    input.value = Math.max(0, (Number(typedIn(input)) || 0) + by);
    this.dropTimes(input.closest(".rc-row"));
    this.compute();
  }

  /** Times one service; whole minutes are added, and the seconds over are kept for its next start, never rounded. */
  time(row) {
    if (row.ticking) {
      clearInterval(row.ticking);
      const seconds = Math.floor((Date.now() - row.began) / 1000);
      Object.assign(row, { ticking: null, over: seconds % 60, about: null });
      row.timer.textContent = "Start timer";
      const input = row.inputs[this.assisted.checked ? "therapist_minutes" : "minutes"];
      input.value = (Number(typedIn(input)) || 0) + Math.floor(seconds / 60);
      this.dropTimes(row);
      this.spoken.textContent = row.named.textContent = `${count(Math.floor(seconds / 60), "minute")} added${row.over ? `; ${count(row.over, "second")} over, with which the timer goes on` : ""}`;
      return this.compute({ naming: false });
    }
    this.run(row, Date.now() - (row.over ?? 0) * 1000);
  }

  /** Lets a row's timer run, which began at some moment. */
  run(row, began) {
    row.began = began;
    const tell = () => {
      const seconds = Math.floor((Date.now() - row.began) / 1000);
      row.timer.textContent = `Stop timer ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    row.ticking = setInterval(tell, 1000);
    tell();
  }

  /** Turns a name that stands for one code into that code: "gait" becomes 97116. One that fits several stays, and asks. */
  meant(row) {
    const typed = typedIn(row.code);
    if (this.asking?.row === row && this.asking.text === typed) return; // it is asked already: the focus went to the question
    if (hasRows(typed, this.vocabulary) && document.activeElement !== row.code) return this.spread(row, typed);
    const { rows: [one], left } = read(typed, this.vocabulary);
    const isOne = one?.code && this.codes.has(one.code) && !one.minutes;
    if (isOne) row.code.value = one.code;
    this.nameCode(row);
    const out = isOne ? left.map(({ text }) => text).filter(Boolean) : [];
    this.compute({ remarks: out.length ? [`Left out, because it is no service: ${out.join(", ")}.`] : [] });
  }

  /** The codes that the text in a row's field may mean. */
  codesCalled(row) {
    const text = typedIn(row.code);
    if (row.meant?.text === text) return row.meant.codes;
    return text ? this.vocabulary.called(text).codes : [];
  }

  /** What a row's code is called. At every key it is asked of all rows, so what stands there already is left alone. */
  nameCode(row, anew = false) {
    const about = JSON.stringify([typedIn(row.code), row.carried.start, row.carried.stop]);
    if (about === row.about && !anew) return;
    row.about = about;
    const code = this.codes.get(typedIn(row.code).toUpperCase());
    const counted = code?.reads ? `counts ${code.reads[1].toLowerCase()}` : { timed: `${code?.minutes_per_unit} minutes a unit`, untimed: "untimed", "not-in-use": "not in use" }[code?.kind];
    const times = row.carried.start ? `${row.carried.start} to ${row.carried.stop}` : "";
    row.named.textContent = code ? [code.name, counted, times].filter(Boolean).join(" · ") : "";
    const mine = kept();
    this.askQuantity(row, code);
    row.favorite.hidden = !(code && mine);
    row.favorite.textContent = mine?.favorites.includes(code?.code) ? "★ Favorite" : "☆ Favorite";
    row.favorite.setAttribute("aria-pressed", String(Boolean(mine?.favorites.includes(code?.code))));
  }

  /** The field of what a code counts where minutes of the visit do not; what was entered goes with the code that reads it. */
  askQuantity(row, code) {
    const [field, label] = code?.reads ?? [];
    if (row.quantity?.name === field) return;
    if (row.quantity) delete row.carried[row.quantity.name];
    row.quantity?.closest(".rc-field").remove();
    row.quantity = null;
    if (!field) return;
    const take = () => {
      const text = typedIn(row.quantity);
      if (text) row.carried[field] = field === "area_sq_cm" ? text : asNumber(text);
      else delete row.carried[field];
    };
    row.quantity = el("input", { type: "text", inputmode: "decimal", id: newId(), class: "rc-quantity", name: field, autocomplete: "off", value: row.carried[field] ?? "", oninput: take });
    const shown = this.field(label, row.quantity);
    shown.classList.add("rc-reads");
    row.querySelector(".rc-about").before(shown);
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
    this.compute();
  }

  /** The next patient: what is the practice's mostly stays as it is, but no date that nobody chose. "Back" brings this visit again. */
  clear() {
    this.settle();
    this.leaveExampleDay();
    this.year.forget();
    this.beginAnew();
  }

  /** The same patient's next visit: what was used this year stays as well. */
  nextVisit() {
    this.beginAnew({ amount_used: typedIn(this.amount) });
  }

  beginAnew(more = {}) {
    const { payer, date_of_service, discipline, setting, locality, apm, participating } = this.visit();
    this.fill({ payer, date_of_service, discipline, setting, locality, apm, participating, ...more, services: [] });
    this.rows.children[0].code.focus();
    this.compute({ anew: true });
    this.settle();
  }

  // --- codes and fees of the user's own -------------------------------------------------------------------------------

  switchKeeping() {
    if (!keep(this.keeping.checked)) {
      this.keeping.checked = false;
      this.feeSaid.textContent = "This browser does not let the page remember anything, as in a private window.";
    }
    this.showMine();
    for (const row of this.rows.children) this.nameCode(row, true);
  }

  favor(row) {
    favor(typedIn(row.code).toUpperCase());
    for (const each of this.rows.children) this.nameCode(each, true);
    this.showMine();
  }

  /** Buttons of the codes that this browser remembers. */
  showMine() {
    const { favorites = [], recent = [] } = kept() ?? {};
    const codes = [...new Set([...favorites, ...recent])].filter((code) => this.codes.has(code));
    this.mine.hidden = !codes.length;
    this.mine.replaceChildren(...codes.map((code) => el("button", { type: "button", class: "rc-mine-code", onclick: () => this.takeCode(code) },
      `${favorites.includes(code) ? "★ " : ""}${code} ${this.codes.get(code).name}`)));
  }

  takeCode(code) {
    const row = [...this.rows.children].find((each) => this.isEmpty(each)) ?? this.addRow();
    row.code.value = code;
    this.meant(row);
    Object.values(this.inputsShown(row))[1].focus();
  }

  async openFees() {
    const [file] = this.feeFile.files;
    if (!file) return;
    const { fees, problems } = readFees(await file.text());
    this.fees = fees.size ? { fees, name: file.name } : null;
    this.feeSaid.replaceChildren(`${count(fees.size, "fee")} read from ${file.name}.`, ...(problems.length ? [el("ul", { class: "rc-errors" }, ...problems.slice(0, 20).map((problem) => el("li", {}, problem)))] : []));
    this.feeFile.value = "";
    this.shown = null;
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
    if (typedIn(this.amount)) visit.amount_used = amountIn(this.amount);
    if (this.place.value) visit.locality = this.place.value;
    if (typedIn(this.deductible)) visit.deductible_left = amountIn(this.deductible);
    if (this.apm.checked) visit.apm = true;
    if (this.outside.checked) visit.participating = false;
    const [billed, others] = [this.billed, this.others].map((field) => (field.read = readBilled(field.value, this.vocabulary)));
    if (billed.lines.length) visit.billed = billed.lines.map(lineOf).map((line) => ({ ...this.pointers.get(written(line)), ...line }));
    if (others.lines.length) visit.other_visits = this.visitsOf(others.lines.map(lineOf));
    return { ...visit, ...this.carried };
  }

  service(row) {
    const { code, ...minutes } = this.inputsShown(row);
    const service = { code: typedIn(code).toUpperCase() };
    const spelled = minutes.minutes && readMinutes(typedIn(minutes.minutes)); // "10a", while it is being typed
    if (spelled) return { ...service, ...spelled, ...row.carried };
    for (const [name, input] of Object.entries(minutes)) if (typedIn(input)) service[name] = asNumber(typedIn(input));
    return { ...service, ...row.carried };
  }

  /** The other visits of the day that some lines belong to, by their GP, GO or GN. */
  visitsOf(lines) {
    const visits = new Map(); // discipline to its lines
    for (const line of lines) {
      const modifier = line.modifiers.find((each) => this.disciplineOf.has(each));
      const discipline = this.disciplineOf.get(modifier) ?? null;
      visits.set(discipline, [...(visits.get(discipline) ?? []), line]);
    }
    return [...visits].map(([discipline, own]) => ({ discipline, lines: own }));
  }

  /** The lines of a link's other visits, where lines tell all that it has; else null, and the link's words are kept. */
  shownAsLines(visits) {
    if (!Array.isArray(visits)) return null;
    const lines = visits.flatMap((visit) => (Array.isArray(visit?.lines) ? visit.lines : []));
    const inOrder = ({ code, units, modifiers, ...rest }) => ({ code, units, modifiers, ...rest });
    const told = visits.map((visit) => ({ ...visit, lines: visit?.lines?.map?.(inOrder) }));
    const typed = this.visitsOf(readBilled(lines.map(written).join("\n"), this.vocabulary).lines.map(lineOf));
    return JSON.stringify(typed) === JSON.stringify(told) ? lines : null;
  }

  /** Whether the fold below the services holds anything. */
  hasMore() {
    return Boolean(this.amount.value || this.place.value || this.deductible.value || this.others.value || this.apm.checked || this.outside.checked) || this.setting.value !== "office";
  }

  fill(visit) {
    const services = Array.isArray(visit.services) ? visit.services : [];
    choosePossiblyUnknown(this.payer, visit.payer);
    choosePossiblyUnknown(this.discipline, visit.discipline);
    choosePossiblyUnknown(this.setting, visit.setting ?? "office");
    this.day.value = visit.date_of_service ?? "";
    this.amount.value = visit.amount_used ?? "";
    this.year.begin(visit);
    choosePossiblyUnknown(this.place, visit.locality ?? "");
    this.deductible.value = visit.deductible_left ?? "";
    const billed = Array.isArray(visit.billed) ? visit.billed.filter((line) => line && typeof line === "object") : [];
    this.pointers = new Map(billed.filter((line) => line.pointers).map((line) => [written(line), { pointers: line.pointers }]));
    this.billed.value = billed.map(written).join("\n");
    this.audit.open = billed.length > 0;
    this.apm.checked = visit.apm === true;
    this.outside.checked = visit.participating === false;
    const others = this.shownAsLines(visit.other_visits);
    this.others.value = (others ?? []).map(written).join("\n");
    this.more.open = this.hasMore();
    this.choose = Array.isArray(visit.choose) ? visit.choose.map(String) : [];
    this.carried = Object.fromEntries(Object.entries(visit).filter(([name, value]) => !(IN_FORM.includes(name) || (name === "other_visits" && others)) && value != null));
    this.assisted.checked = services.some((service) => PERSONS.some((name) => service?.[name] != null));
    this.form.classList.toggle("rc-three", this.assisted.checked);
    this.dropQuestion();
    for (const row of this.rows.children) clearInterval(row.ticking);
    this.rows.replaceChildren();
    for (const service of services.length ? services : [{}]) this.addRow(service ?? {});
  }

  // --- undo -----------------------------------------------------------------------------------------------------------

  /** Notes the visit as it stands, once the typing has come to rest. */
  settle({ resting = false } = {}) {
    clearTimeout(this.timer);
    const visit = this.visit();
    const text = JSON.stringify(visit);
    const input = document.activeElement;
    const isHalf = resting && input.matches(".rc-code") && typedIn(input) !== "" && this.isUnfinished(input); // undo skips words half typed
    if (text !== this.past.at(-1) && !isHalf) this.past.push(text);
    this.undoer.disabled = this.past.length < 2;
    this.writeAddress(this.sent ?? visit);
    if (this.current && !this.problems.length && kept()) {
      used(this.current.visit.services.map(({ code }) => code).reverse());
      this.showMine();
    }
  }

  shortcut(event) {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.target.tagName === "TEXTAREA") return;
    event.preventDefault();
    this.undo();
  }

  /** Takes the last change back; the place in the form is kept. */
  undo() {
    this.settle();
    if (this.past.length < 2) return;
    this.past.pop();
    const inputs = () => [...this.form.querySelectorAll("input, select, textarea, button")];
    const at = inputs().indexOf(document.activeElement);
    const timed = [...this.rows.children].map((row) => ({ code: typedIn(row.code), began: row.ticking && row.began, over: row.over }));
    this.fill(JSON.parse(this.past.at(-1)));
    timed.forEach(({ code, began, over }, index) => {
      const row = this.rows.children[index];
      if (!row || typedIn(row.code) !== code) return; // the service is gone, and its time with it
      row.over = over;
      if (began) this.run(row, began);
    });
    if (!this.form.contains(document.activeElement) || document.activeElement.disabled) (inputs()[at] ?? this.rows.lastElementChild.code).focus();
    this.compute();
  }

  // --- the address --------------------------------------------------------------------------------------------------

  /** Takes the visit of the address; without one, the example that the page came with, whose answer came along. */
  readAddress() {
    const text = location.hash.match(/^#v=(.*)$/s)?.[1];
    if (text === undefined && this.rows.children.length) return; // a link to a place in the page: the entry stays
    if (text !== undefined && text === this.written) return;
    this.written = text;
    this.year.forget();
    this.shown = this.current = null; // the answer on the page is to another visit
    this.notices = [];
    this.remarks = [];
    try {
      this.fill(text === undefined ? this.startVisit() : readVisit(text, this.notices));
    } catch (error) {
      this.notices = [`The visit in this link could not be read${error instanceof TooLarge ? `: ${error.message}` : ""}. The form shows an example instead.`];
      this.fill(this.startVisit());
    }
    this.past = [JSON.stringify(this.visit())];
    this.undoer.disabled = true;
    this.ownDate = text !== undefined || !this.data.visit;
    this.isExample = !this.ownDate;
    for (const row of this.rows.children) row.ofExample = this.isExample;
    this.tellSample();
    if (text === undefined && this.data.result) return this.show(this.data.result, this.data.visit);
    this.compute({ typed: false });
    this.foresee(text).catch(() => {}); // then the lines come with the engine's answer
  }

  /** The lines of an example of this site, which the page knows already, while the engine loads. */
  async foresee(text) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(decodeURIComponent(text)));
    const name = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 12);
    const known = this.data.answers[name];
    if (!known || this.current || this.written !== text) return;
    const lines = known.split(" ").map((line) => line.split(":")).map(([code, units, ...modifiers]) => ({ code, units, modifiers }));
    this.result.replaceChildren(new Answer({ data: this.data, result: { lines } }).linesTable(), el("p", { class: "rc-hint" }, "The steps follow as soon as the calculator has loaded."));
  }

  /** A day that nobody chose gives way to today. */
  leaveExampleDay() {
    if (!this.ownDate) this.day.value = today();
    this.ownDate = true;
  }

  /** Nobody should bill the example's services or its day. */
  tellSample() {
    const services = [...this.rows.children].filter((row) => row.ofExample && typedIn(row.code)).map((row) => typedIn(row.code));
    const left = [...(this.ownDate ? [] : [`the date of service, ${this.day.value},`]), ...services];
    const told = this.isExample ? "example" : left.length ? `${listed(left)} ${left.length === 1 ? "is" : "are"} the example's.` : "";
    if (told === this.sampleTold) return;
    this.sampleTold = told;
    this.sample.hidden = !told;
    this.sample.replaceChildren(...(this.isExample ? [el("b", {}, "This is an example, not your visit."), " "] : [el("b", {}, "Check what you did not change:"), ` ${told} `]),
      el("button", { type: "button", onclick: () => this.clear() }, "Start with an empty form"));
  }

  startVisit() {
    return this.data.visit ?? { payer: this.data.payers[0].key, discipline: this.data.disciplines[0].key };
  }

  /** The address of a visit: the state of the form as far as it could be read, in the part that browsers never send. */
  link(visit = this.sent ?? this.visit()) {
    return `${location.href.split("#")[0]}#v=${encodeURIComponent(JSON.stringify(this.shareable(visit)))}`;
  }

  copyLink() {
    const visit = this.sent ?? this.visit();
    const isWhole = JSON.stringify(visit) === JSON.stringify(this.shareable(visit));
    return copied(this.link(visit), isWhole ? "Link copied" : "Link copied, without what could not be read", this.linked);
  }

  writeAddress(visit, anew = false) {
    const told = encodeURIComponent(JSON.stringify(this.shareable(visit)));
    if (told === this.written) return;
    try {
      history[anew ? "pushState" : "replaceState"](history.state, "", `#v=${told}`);
      this.written = told;
    } catch {
      // Safari refuses more than 100 changes in 30 seconds; `settle` tries again.
    }
  }

  // --- computing ----------------------------------------------------------------------------------------------------

  typed(event) {
    if (event.target === this.day) this.ownDate = true;
    if (this.asking && event.target === this.asking.row.code) this.dropQuestion(); // it was about another text
    Object.assign(event.target.closest(".rc-row") ?? {}, { ofExample: false });
    if (event.target.matches(".rc-code")) event.target.closest(".rc-row").classList.toggle("rc-long", event.target.value.length > ROOM);
    if (event.target.type !== "file") this.compute();
  }

  /**
   * Computes what is in the form. `typed`: it was entered here, so the address follows it; `anew`: as a new entry;
   * `remarks`: what is to be told about the entry itself, though nothing is wrong with it.
   */
  async compute({ typed = true, anew = false, naming = true, remarks = [] } = {}) {
    clearTimeout(this.timer);
    const asked = (this.asked = Symbol("asked"));
    const isNewest = () => asked === this.asked;
    this.year.follow({ date_of_service: this.day.value, discipline: this.discipline.value });
    const visit = (this.sent = this.visit());
    this.wanted = true;
    if (naming) for (const row of this.rows.children) this.nameCode(row);
    if (typed) {
      this.notices = [];
      this.remarks = remarks;
      this.isExample = false;
      this.tellSample();
      if (anew) this.writeAddress(visit, anew);
      else setTimeout(() => isNewest() && this.writeAddress(this.sent)); // when the engine has been asked: it takes as long as all else here
      this.timer = setTimeout(() => this.settle({ resting: true }), PAUSE);
    } else this.showOther([]); // what a link brought is told at once, not only when Python has loaded
    this.result.setAttribute("aria-busy", "true");
    if (this.failed && typed) return this.markStale(); // else every key would start the download again
    if (!this.ready) this.markStale("true");
    let answer;
    try {
      await warm();
      if (!isNewest()) return;
      answer = visit.services.length ? await this.answerTo(visit, typed && isNewest) : null;
    } catch {
      if (isNewest()) this.markStale(); // showState tells why
      return;
    }
    if (isNewest()) this.show(answer, this.sent);
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
    this.sent = tied.length ? { ...rest, choose: tied } : rest;
    this.writeAddress(this.sent);
    return calculate(this.sent);
  }

  show(answer, visit) {
    this.problems = answer?.errors ?? [];
    this.showProblems();
    if (answer && !answer.errors) return this.showResult(answer, visit);
    this.year.show(visit, null);
    this.markStale();
    if (answer === null || !this.amiss.hidden) this.spoken.textContent = answer && this.amiss.textContent;
  }

  /** Nobody may take an answer to an earlier entry for the answer to this one. `busy`: whether one is on its way. */
  markStale(busy = "false") {
    this.result.setAttribute("aria-busy", busy);
    const hasAnswer = Boolean(this.shown) && this.entered.length > 0;
    if (!hasAnswer) {
      this.shown = this.current = null;
      this.spoken.textContent = "";
      const soon = busy === "true" ? "the calculator has loaded" : this.failed ? "the calculator runs" : "the entry is complete";
      this.result.replaceChildren(el("p", { class: "rc-empty" }, this.entered.length ? `The answer comes as soon as ${soon}.` : "Enter a code and its minutes."));
    }
    this.showGlance(this.failed ? "The calculator does not run" : "…");
    this.stale.textContent = hasAnswer ? "The entry has changed since. This is the answer to the one before." : "";
    this.setOld(hasAnswer);
  }

  /** What belongs to an earlier entry can be read, but neither copied nor chosen from. */
  setOld(old) {
    this.result.classList.toggle("rc-old", old);
    if (old) this.tellAudit([]);
    for (const button of this.result.querySelectorAll(".rc-copy button, .rc-choice button")) button.disabled = old;
  }

  // --- what is said about the entry -----------------------------------------------------------------------------------

  showState({ state, reason, rules }) {
    if (rules && rules !== this.data.fingerprint) {
      this.data.fingerprint = rules; // on paper stands what answered
      this.tellEdition(`Rules: newer than this page, fingerprint ${rules}. `);
    }
    const hadFocus = this.state.contains(document.activeElement);
    this.failed = state === "failed";
    this.ready = state === "ready";
    this.state.hidden = state === "ready" || state === "idle";
    this.state.classList.toggle("rc-failed", state === "failed");
    if (state === "failed") this.state.replaceChildren(...this.failure(reason));
    else this.state.textContent = state === "loading" ? "Loading the calculator (about 4 MB, once). You can enter the visit already." : "";
    if (hadFocus && state === "failed") goTo(this.state); // also for whoever went there while it was loading
    else if (hadFocus) (state === "ready" ? this.result : this.state).focus(); // the button that had it is gone
  }

  /** Which rules answer, and where they are newer than the page, how to come to a page that fits them. */
  tellEdition(newer = "") {
    this.edition.replaceChildren(
      newer || `Rules: edition ${this.data.edition}, fingerprint ${this.data.fingerprint}. `,
      ...(newer ? [el("button", { type: "button", onclick: () => location.reload() }, "Reload"), " The visit stays; running timers, the year and a fee table do not. "] : []),
      "Supports professional judgment and does not replace it.");
  }

  /** The offline copy of the site has newer rules now. What a reload would lose is not taken away unasked. */
  renewed(event) {
    if (!(this.fees || this.year.visits.length || [...this.rows.children].some((row) => row.ticking))) return;
    event.preventDefault();
    this.tellEdition("Rules: the site has newer ones now. ");
  }

  failure(reason) {
    const counting = new URL("counting/", new URL(this.data.site, document.baseURI)).href;
    return [
      el("b", {}, reason),
      " What you entered is kept. The table of units and the worked examples on the ", el("a", { href: counting }, "page on counting"),
      " and on every code's page still work, and so does the command line. ",
      el("button", { type: "button", onclick: () => this.compute({ typed: false }) }, "Try again"),
    ];
  }

  /** Each message at its field, what belongs to no field below the form, and their number where the answer would be. */
  showProblems() {
    for (const input of this.form.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      input.wrong.textContent = "";
    }
    for (const row of this.rows.children) row.offers = "";
    const others = [];
    const told = new Map(); // what is said at each input
    const say = (input, message) => told.set(input, [...new Set([...(told.get(input) ?? []), message])]);
    for (const { field, message } of this.problems) {
      const input = this.inputOf(field);
      if (input && this.isUnfinished(input)) continue;
      if (!input) others.push(field ? `${capital(field)}: ${message}` : message);
      else say(input, this.suggestion(input) || this.atItsLine(input, field, capital(input.tagName === "SELECT" ? `${message.split(", expected")[0]}. Choose one of the list.` : message)));
    }
    for (const [input, messages] of told) {
      input.setAttribute("aria-invalid", "true");
      input.wrong.textContent = messages.join(" ");
    }
    for (const row of this.rows.children) {
      if (row.offers) continue;
      row.meanings.replaceChildren();
      delete row.meanings.dataset.offers;
    }
    this.showOther(others);
    const number = others.length + [...told.values()].flat().length;
    this.amiss.textContent = `${count(number, "problem")} in the form`;
    this.amiss.hidden = !number;
  }

  goToProblem() {
    const input = this.form.querySelector("[aria-invalid]");
    if (!input) return goTo(this.other);
    input.closest("details")?.setAttribute("open", "");
    reach(input);
  }

  /** While a field is being filled in, it is not called wrong: blank ones of its row, and a code half typed. */
  isUnfinished(input) {
    const focused = document.activeElement;
    if (!this.form.contains(focused)) return false;
    const text = typedIn(input);
    if (input !== focused) return text === "" && focused.closest(".rc-row") !== null && focused.closest(".rc-row") === input.closest(".rc-row");
    if (text === "") return true;
    if (input.classList.contains("rc-minutes")) return /^\d+[-:tab+/ ]/i.test(text); // "9:00-9:", "15t 8"
    if (!input.classList.contains("rc-code")) return false;
    if (hasRows(text, this.vocabulary) || /\s\d*$/.test(input.value)) return true;
    return !this.codes.has(text.toUpperCase()) && (this.codesCalled(input.closest(".rc-row")).length > 0 || [...this.codes.keys()].some((code) => code.startsWith(text.toUpperCase())));
  }

  /** For a name that fits several codes: which they are, each a button. For what is not known, what is like it, or what to enter. */
  suggestion(input) {
    const text = typedIn(input);
    if (!input.classList.contains("rc-code") || !text || this.codes.has(text.toUpperCase())) return null;
    const row = input.closest(".rc-row");
    if (this.asking?.row === row) return "Answer the question above the services.";
    const codes = this.codesCalled(row).slice(0, 8).map((code) => this.codes.get(code));
    const named = codes.map(({ code, name }) => `${code} (${name})`);
    row.offers = codes.map(({ code }) => code).join(" ");
    if (row.offers && row.offers !== row.meanings.dataset.offers) { // the same buttons stay: one that is replaced while it is pressed does nothing
      row.meanings.replaceChildren(...codes.map(({ code, name }) => el("button", { type: "button", onclick: () => this.takeMeaning(row, code) }, `${code} ${name}`)));
      row.meanings.dataset.offers = row.offers;
    }
    if (!codes.length) {
      if (namesPerson(text)) return `We can't tell whose minutes these are: “${text}”. Mark an assistant's minutes by an a: gait 10a.`;
      return hasRows(text, this.vocabulary) || /\d{5}/.test(text) ? `We can't read “${text}” as one service. Enter the code here and its minutes beside it.` : `We don't recognize “${text}”. Enter a code such as 97110, or a name such as gait.`;
    }
    const isName = row.meant?.text === text || this.vocabulary.called(text).sure;
    if (isName && codes.length > 1) return `“${text}” may be ${named.slice(0, -1).join(", ")} or ${named.at(-1)}. Choose one, or enter the code.`;
    return `We don't recognize “${text}”. Did you mean ${codes.length > 1 ? `${named.slice(0, -1).join(", ")} or ` : ""}${named.at(-1)}?`;
  }

  /** A message at a field, in the form's words; at one of several lines it tells which of them it is about. */
  atItsLine(input, field, message) {
    if (message.includes("any of therapist_minutes")) return "Minutes are missing.";
    if (/^other_visits.*discipline$/.test(field)) return "Each line needs GP, GO or GN, which tells whose it is.";
    const index = field.match(/^billed\[(\d+)\]/)?.[1];
    const line = index === undefined ? null : input.read?.lines[Number(index)];
    return line ? `Line ${line.at}: ${line.wrong ?? message}` : (input.read?.lines.find(({ wrong }) => wrong)?.wrong ?? message);
  }

  takeMeaning(row, code) {
    row.code.value = code;
    this.meant(row);
    Object.values(this.inputsShown(row))[1].focus();
  }

  showOther(messages) {
    const carried = Object.entries(this.carried).map(([name, value]) => `${name.replaceAll("_", " ")} ${plainly(value)}`);
    const text = JSON.stringify([this.notices, this.remarks, messages, carried]);
    if (text === this.told) return; // said again, it would be read out again
    this.told = text;
    const items = [...this.notices, ...messages].map((message) => el("li", {}, message));
    this.other.replaceChildren(
      ...(items.length ? [el("ul", { class: "rc-errors" }, ...items)] : []),
      ...this.remarks.map((remark) => el("p", { class: "rc-hint rc-remark" }, remark)),
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
    if (/^other_visits\b/.test(field) && !this.carried.other_visits) return this.others;
    if (!match) return this.inputs.get(field); // a link's field may be called "constructor"
    const row = this.entered[Number(match[1])];
    if (row?.quantity && row.quantity.name === match[2]) return row.quantity;
    const name = MINUTES.includes(match[2]) || match[2] === "code" ? match[2] : "minutes";
    return row?.inputs[name === "code" ? name : this.assisted.checked ? (name === "minutes" ? "therapist_minutes" : name) : "minutes"];
  }

  // --- the answer -----------------------------------------------------------------------------------------------------

  showResult(result, visit) {
    this.stale.textContent = "";
    this.setOld(false);
    const lines = result.lines.map((line) => `${line.code} ${line.modifiers.join(" ")}: ${count(line.units, "unit")}`);
    this.spoken.textContent = `${lines.join("; ") || "No claim lines"}. ${foundIn(result.findings)}`;
    this.showGlance(result.lines.map(({ code, modifiers, units }) => `${[code, ...modifiers].join(" ")} × ${units}`).join(", ") || "No claim lines");
    const text = JSON.stringify([result, visit.payer]);
    this.year.show(visit, result);
    if (text === this.shown) { // nothing new: a reader's place in it is kept
      this.current.visit = visit;
      this.tellAudit(this.current.foundInBilled());
      if (this.explained) this.result.setAttribute("aria-busy", "false");
      return;
    }
    clearTimeout(this.rest);
    this.shown = text;
    const more = this.fees ? [feeTable(this.fees.fees, result, this.fees.name)] : [];
    const answer = (this.current = new Answer({ data: this.data, visit, result, more, take: (codes) => this.take(codes) }));
    this.tellAudit(answer.foundInBilled());
    // The lines are on the screen at once; what explains them follows bit by bit, so that typing is never held up.
    const [first, ...others] = (this.parts ??= ["first", "next", "then"].map((name) => ({ name, element: el("div", { class: `rc-${name}` }) })));
    const isAnew = !this.result.contains(first.element);
    const draw = ({ name, element }) => this.keepPlace(() => {
      element.replaceChildren(...answer[name]());
      if (this.result.contains(element)) return;
      if (element === first.element) this.result.replaceChildren(element); // in place of the example, or of no answer
      else this.result.append(element);
    });
    const drawRest = (part, ...rest) => {
      if (this.current !== answer) return; // a link has brought another visit meanwhile
      draw(part);
      if (rest.length) this.rest = setTimeout(drawRest, 0, ...rest);
      else {
        this.explained = true;
        this.result.setAttribute("aria-busy", "false");
        readyToPrint().catch(() => {}); // then the sheet has the link without its QR code
      }
    };
    this.explained = false;
    draw(first);
    this.rest = setTimeout(drawRest, isAnew ? 0 : REST, ...others);
  }

  /** What was found in the lines as billed; without any, a key lays out nothing there. */
  tellAudit(found) {
    const { left = [], day = null } = this.billed.read ?? {};
    const told = [
      ...(found.length && left.length ? [`Left out: ${left.join(", ")}.`] : []),
      ...(found.length && day && day !== this.day.value ? [`These lines are dated ${day}, the visit ${this.day.value}.`] : []),
    ].flatMap((text) => [text, " "]);
    if (found.length || this.audited.firstChild) this.audited.replaceChildren(...told, ...found);
  }

  take(codes) {
    this.choose = [...codes];
    this.compute();
  }

  /** The year follows also where no answer is, so that a saved file can be looked at. */
  showYear() {
    this.year.follow({ date_of_service: this.day.value, discipline: this.discipline.value });
    this.year.show(this.visit(), this.current?.result ?? null);
  }

  /** What had the focus in the result has it again in the new one, and folds stay open. */
  keepPlace(change) {
    const reachable = () => [...this.result.querySelectorAll("a[href], button, summary")];
    const at = reachable().indexOf(document.activeElement);
    const had = at < 0 ? null : document.activeElement;
    const open = [...this.result.querySelectorAll("details[open]")].map((fold) => fold.dataset.is);
    change();
    for (const name of open) this.result.querySelector(`details[data-is="${name}"]`)?.setAttribute("open", "");
    if (!had || had.isConnected) return;
    const same = had.dataset.is && this.result.querySelector(`[data-is="${had.dataset.is}"]`);
    (same ?? reachable().at(at) ?? this.result).focus({ preventScroll: true });
  }

  /** On a narrow screen the answer stands below the form: its lines at a glance, and the way there; or to why there are none. */
  showGlance(told) {
    this.glanceOf = this.failed ? this.state : this.result;
    this.glance.textContent = `${this.failed ? "↑" : "↓"} ${told}`;
  }

  // --- on paper -----------------------------------------------------------------------------------------------------------

  async print() {
    await readyToPrint().catch(() => {});
    window.print();
  }

  /** Makes the sheet that is printed in place of the page. */
  layOut() {
    this.paper.replaceChildren(...(this.current && !this.stale.textContent ? sheet(this.current, this.link(this.current.visit)) : [el("p", {}, "There is no answer to print: the entry is not complete.")]));
  }
}

/** Goes to a field, and moves the page no further than needed: the answer beside the form stays in sight. */
function reach(input) {
  input.focus({ preventScroll: true });
  input.scrollIntoView({ block: "nearest" });
}

class TooLarge extends Error {}

/** Whether a value is nested more than some levels deep; it looks no deeper than that. */
const isDeeper = (value, levels) => value !== null && typeof value === "object" && (levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1)));

/** The visit in the text of an address; notes what the form cannot show as it stands. Throws where it is none. */
function readVisit(text, notices) {
  if (text.length > LONGEST_LINK) throw new TooLarge(`it has ${text.length} letters`);
  const visit = JSON.parse(decodeURIComponent(text));
  if (isDeeper(visit, DEEPEST)) throw new TooLarge(`it is nested more than ${DEEPEST} deep`);
  if (visit === null || typeof visit !== "object" || Array.isArray(visit)) throw new Error("not a visit");
  const services = Array.isArray(visit.services) ? visit.services : [];
  if (services.length > MOST_ROWS) throw new TooLarge(`it has ${services.length} services`);
  for (const [index, service] of services.entries()) {
    if (service?.minutes != null && PERSONS.some((name) => service[name] != null)) {
      notices.push(`Service ${index + 1} of the link gives its minutes twice, as one number and by person. The form shows them by person.`);
    }
  }
  return visit;
}

/** A claim line as the contract has it, of what was read. */
const lineOf = ({ code, units, modifiers, pointers }) => ({ code, units, modifiers, ...(pointers ? { pointers } : {}) });

if (!customElements.get("rehab-calculator")) customElements.define("rehab-calculator", RehabCalculator);
