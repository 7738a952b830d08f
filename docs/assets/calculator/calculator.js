// The calculator in the page: a form for one visit, and its answer with every step. All computing is done by engine.js.
//
// The page holds, inside the element, a readable example and its data as JSON (sitegen/island.py tells its fields).
// A visit can come in the address: #v= and the visit as JSON, as the contract writes it. Nothing is stored or sent.
import { calculate, status, warm } from "./engine.js";

const PERSONS = ["therapist_minutes", "assistant_minutes", "together_minutes"];
const MINUTES = ["minutes", ...PERSONS];
const LABELS = { minutes: "Minutes", therapist_minutes: "Therapist", assistant_minutes: "Assistant", together_minutes: "Together" };
const SEVERITY = { error: "Error", warning: "Warning", info: "Note" };
const SIGN = { error: "✕", warning: "!", info: "i" };
const REASON = {
  "no-minutes": "no minutes were entered",
  "no-unit": "its minutes count in the total, but the units of the total go to other codes",
  "below-midpoint": "it does not pass the middle of a unit",
  "payer-rule-unknown": "how this payer counts units is not known",
};
const PAUSE = 150; // milliseconds after the last key before the answer is computed

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

const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

class RehabCalculator extends HTMLElement {
  connectedCallback() {
    if (!this.data) {
      this.data = JSON.parse(this.querySelector("#rehab-data").content.textContent);
      this.codes = new Map(this.data.codes.map((code) => [code.code, code]));
      this.sources = new Map(this.data.sources.map((source) => [source.key, source]));
      this.example = this.querySelector(".default-visit"); // stays until the first answer
      this.build();
    }
    this.gone = new AbortController();
    window.addEventListener("hashchange", () => this.readAddress(), { signal: this.gone.signal });
    window.addEventListener("beforeprint", () => this.querySelectorAll(".rc-sources").forEach((fold) => (fold.open = true)), { signal: this.gone.signal });
    this.unsubscribe = status((state) => this.showState(state));
    this.readAddress(true);
    warm().catch(() => {}); // showState tells what went wrong
  }

  disconnectedCallback() {
    this.gone.abort();
    this.unsubscribe();
    clearTimeout(this.timer);
  }

  // --- the form -----------------------------------------------------------------------------------------------------

  build() {
    this.choose = [];
    this.payer = this.select("payer", this.data.payers.map(({ key, name }) => [key, name]));
    this.day = el("input", { type: "date", id: this.id_(), required: true, min: this.data.earliest_date_of_service });
    this.discipline = this.select("discipline", this.data.disciplines.map(({ key, name }) => [key, name]));
    this.setting = this.select("setting", this.data.settings.map(({ key, name }) => [key, name]));
    this.amount = el("input", { type: "text", id: this.id_(), inputmode: "decimal", placeholder: "1875.50", autocomplete: "off" });
    this.assisted = el("input", { type: "checkbox", id: this.id_(), onchange: () => this.switchPersons() });
    this.rows = el("div", { class: "rc-rows" });
    const codes = el("datalist", { id: this.id_() });
    for (const { code, name, also_called } of this.data.codes) {
      codes.append(el("option", { value: code, label: [name, ...also_called].join(", ") }));
    }
    this.codeList = codes.id;
    this.state = el("p", { class: "rc-state", role: "status" });
    this.errors = el("ul", { class: "rc-errors" });
    this.spoken = el("p", { class: "rc-spoken", role: "status" });
    this.result = el("section", { class: "rc-result", "aria-label": "Result" });
    this.form = el(
      "form",
      { class: "rc-form", novalidate: true, autocomplete: "off", oninput: () => this.later(), onsubmit: (event) => event.preventDefault() },
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
      el("details", { class: "rc-fold rc-more" },
        el("summary", {}, "Threshold and setting"),
        this.field("Used this year, USD", this.amount, "Allowed so far in the patient's KX bucket: physical with speech therapy, or occupational therapy."),
        this.field("Setting", this.setting)),
      codes,
    );
    const panes = el("div", { class: "rc" }, el("div", { class: "rc-enter" }, this.form, this.errors), el("div", { class: "rc-answer" }, this.state, this.spoken, this.result));
    this.prepend(panes);
    if (this.example) this.result.append(this.example);
  }

  id_() {
    made += 1;
    return `rc-${made}`;
  }

  select(name, options) {
    return el("select", { id: this.id_(), name, onchange: () => this.later() }, ...options.map(([value, text]) => el("option", { value }, text)));
  }

  /** A label, its input and the place of its error. */
  field(label, input, hint) {
    const about = el("p", { class: "rc-hint", id: this.id_() }, hint ?? "");
    const wrong = el("p", { class: "rc-wrong", id: this.id_() });
    input.wrong = wrong;
    input.setAttribute("aria-describedby", hint ? `${about.id} ${wrong.id}` : wrong.id);
    return el("div", { class: "rc-field" }, el("label", { for: input.id }, label), input, hint ? about : null, wrong);
  }

  addRow(service = {}) {
    const number = this.rows.children.length + 1;
    const row = el("div", { class: "rc-row", role: "group", "aria-label": `Service ${number}` });
    row.code = el("input", { type: "text", id: this.id_(), list: this.codeList, class: "rc-code", spellcheck: "false", autocomplete: "off", value: service.code ?? "", onchange: () => this.meant(row) });
    row.named = el("p", { class: "rc-named" });
    row.inputs = { code: row.code };
    row.append(this.field("Code or name", row.code), row.named);
    for (const name of MINUTES) {
      const value = name === "therapist_minutes" ? (service[name] ?? service.minutes) : service[name];
      const input = el("input", { type: "text", inputmode: "numeric", id: this.id_(), class: "rc-minutes", value: value ?? "", maxlength: "6" });
      row.inputs[name] = input;
      const field = this.field(LABELS[name], input);
      field.classList.add(name === "minutes" ? "rc-alone" : "rc-person");
      row.append(field);
    }
    row.append(el("button", { type: "button", class: "rc-remove", "aria-label": `Remove service ${number}`, title: "Remove", onclick: () => this.removeRow(row) }, "✕"));
    row.addEventListener("keydown", (event) => this.enter(event, row));
    this.rows.append(row);
    this.nameCode(row);
    return row;
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
      row.querySelector(".rc-remove").setAttribute("aria-label", `Remove service ${index + 1}`);
    });
  }

  /** Enter goes on to the next field, and from the last one to a new row. */
  enter(event, row) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    this.meant(row);
    const inputs = [...this.rows.querySelectorAll("input")].filter((input) => input.offsetParent !== null);
    const next = inputs[inputs.indexOf(event.target) + 1];
    (next ?? this.addRow().code).focus();
    this.later();
  }

  /** Turns a name into its code: "gait" becomes 97116. */
  meant(row) {
    const typed = row.code.value.trim();
    if (typed && !this.codes.has(typed.toUpperCase())) {
      const words = typed.toLowerCase().split(/\s+/);
      const fits = (text) => words.every((word) => text.toLowerCase().includes(word));
      const found = this.data.codes.find((code) => fits(`${code.code} ${code.name}`)) ?? this.data.codes.find((code) => fits(`${code.name} ${code.also_called.join(" ")}`));
      if (found) row.code.value = found.code;
    } else row.code.value = typed.toUpperCase();
    this.nameCode(row);
    this.later();
  }

  nameCode(row) {
    const code = this.codes.get(row.code.value.trim().toUpperCase());
    row.named.replaceChildren(code ? el("a", { href: code.url }, code.name) : "", code ? ` ${code.kind === "timed" ? `${code.minutes_per_unit} minutes a unit` : "untimed"}` : "");
  }

  /** One column of minutes, or three. */
  switchPersons() {
    const three = this.assisted.checked;
    for (const { inputs } of this.rows.children) {
      if (three && !inputs.therapist_minutes.value) inputs.therapist_minutes.value = inputs.minutes.value;
      if (!three) inputs.minutes.value = sum(PERSONS.map((name) => inputs[name].value)) || inputs.minutes.value;
      if (!three) PERSONS.forEach((name) => (inputs[name].value = ""));
    }
    this.form.classList.toggle("rc-three", three);
    this.later();
  }

  clear() {
    this.fill({ ...this.data.visit, services: [], choose: undefined, amount_used: undefined });
    this.rows.children[0].code.focus();
    this.compute();
  }

  // --- the visit ----------------------------------------------------------------------------------------------------

  /** The visit in the form, as the contract writes it; rows without anything are left out. */
  visit() {
    const names = this.assisted.checked ? PERSONS : ["minutes"];
    this.entered = [...this.rows.children].filter((row) => [row.code, ...names.map((name) => row.inputs[name])].some((input) => input.value.trim()));
    const visit = {
      date_of_service: this.day.value,
      payer: this.payer.value,
      discipline: this.discipline.value,
      services: this.entered.map((row) => {
        const service = { code: row.code.value.trim().toUpperCase() };
        for (const name of names) if (row.inputs[name].value.trim()) service[name] = asNumber(row.inputs[name].value.trim());
        return service;
      }),
    };
    if (this.choose.length) visit.choose = this.choose;
    if (this.setting.value !== "office") visit.setting = this.setting.value;
    if (this.amount.value.trim()) visit.amount_used = this.amount.value.trim().replace(/^\$|,/g, "");
    return visit;
  }

  fill(visit) {
    const services = Array.isArray(visit.services) ? visit.services : [];
    this.payer.value = visit.payer;
    this.day.value = visit.date_of_service ?? "";
    this.discipline.value = visit.discipline;
    this.setting.value = visit.setting ?? "office";
    this.amount.value = visit.amount_used ?? "";
    this.querySelector(".rc-more").open = Boolean(visit.amount_used || (visit.setting && visit.setting !== "office"));
    this.choose = Array.isArray(visit.choose) ? visit.choose.map(String) : [];
    this.assisted.checked = services.some((service) => PERSONS.some((name) => service[name] != null));
    this.form.classList.toggle("rc-three", this.assisted.checked);
    this.rows.replaceChildren();
    for (const service of services.length ? services : [{}]) this.addRow(service);
  }

  /** Takes the visit of the address; without one, the example that the page came with. */
  readAddress(first = false) {
    const match = location.hash.match(/^#v=(.*)$/s);
    if (!match) {
      if (first) this.fill(this.data.visit);
      if (first) this.compute(false);
      return;
    }
    if (match[1] === this.written) return;
    this.badAddress = false;
    try {
      const visit = JSON.parse(decodeURIComponent(match[1]));
      if (visit === null || typeof visit !== "object" || Array.isArray(visit)) throw new Error("no visit");
      this.fill(visit);
    } catch {
      this.badAddress = true;
      this.fill(this.data.visit);
    }
    this.compute(false);
  }

  writeAddress(visit) {
    this.written = encodeURIComponent(JSON.stringify(visit));
    history.replaceState(history.state, "", `#v=${this.written}`);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compute(), PAUSE);
  }

  // --- the answer ---------------------------------------------------------------------------------------------------

  async compute(typed = true) {
    const visit = this.visit();
    for (const row of this.rows.children) this.nameCode(row);
    if (typed) {
      this.badAddress = false;
      this.writeAddress(visit);
    }
    const asked = (this.asked = Symbol("asked"));
    let answer;
    try {
      answer = visit.services.length ? await calculate(visit) : null;
    } catch {
      return; // showState tells why
    }
    if (asked !== this.asked) return; // something newer was typed meanwhile
    this.showErrors(answer?.errors ?? []);
    if (answer === null) this.result.replaceChildren(el("p", { class: "rc-empty" }, "Enter a code and its minutes."));
    else if (answer.errors) this.result.classList.add("rc-old");
    else this.showResult(answer);
  }

  showState({ state, reason }) {
    this.state.hidden = state === "ready";
    this.state.classList.toggle("rc-failed", state === "failed");
    if (state === "failed") {
      this.state.replaceChildren(
        el("b", {}, reason), " The table of units and the worked examples on the ",
        el("a", { href: new URL("counting/", new URL(this.data.site, document.baseURI)).href }, "page on counting"), " and on every code's page still work, and so does the command line. ",
        el("button", { type: "button", onclick: () => this.compute(false) }, "Try again"));
    } else this.state.textContent = state === "ready" ? "" : "Loading the calculator (about 5 MB, once). You can enter the visit already.";
  }

  /** Each message at its field; what belongs to no field on top. */
  showErrors(errors) {
    for (const input of this.form.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      input.wrong.textContent = "";
    }
    const others = this.badAddress ? [el("li", {}, "The link's visit could not be read, so an example is shown.")] : [];
    for (const { field, message } of errors) {
      const input = this.inputOf(field);
      if (!input) others.push(el("li", {}, field ? `${field}: ${message}` : message));
      else {
        input.setAttribute("aria-invalid", "true");
        input.wrong.textContent = message;
      }
    }
    this.errors.replaceChildren(...others);
    if (errors.length) this.spoken.textContent = `${count(errors.length, "problem")} in the form.`;
  }

  inputOf(field) {
    const match = field.match(/^services\[(\d+)\](?:\.(\w+))?$/);
    if (!match) return { date_of_service: this.day, payer: this.payer, discipline: this.discipline, amount_used: this.amount, setting: this.setting }[field];
    const inputs = this.entered[Number(match[1])]?.inputs;
    const name = match[2] ?? "minutes";
    return inputs?.[this.assisted.checked && name === "minutes" ? "therapist_minutes" : name];
  }

  showResult(result) {
    this.result.classList.remove("rc-old");
    this.cited = []; // [{source, at, tier}], numbered as they are met
    const ranked = [...result.findings].sort((one, other) => Object.keys(SEVERITY).indexOf(one.severity) - Object.keys(SEVERITY).indexOf(other.severity));
    const shown = [
      this.linesTable(result), this.totals(result), this.unbilled(result.unbilled), ...result.choices.map((choice) => this.choiceOf(choice)),
      this.findings(ranked), this.steps(result.steps), this.sourceList(), this.notChecked(result.not_checked),
      el("p", { class: "rc-edition" }, `Rules: edition ${result.edition}. Supports professional judgement and does not replace it.`),
    ];
    this.keepFocus(() => this.result.replaceChildren(...shown.filter(Boolean)));
    this.spoken.textContent = result.lines.length ? result.lines.map((line) => `${line.code} ${line.modifiers.join(" ")}: ${count(line.units, "unit")}`).join("; ") : "No claim lines.";
  }

  /** A button of the result that had the focus has it again in the new result. */
  keepFocus(change) {
    const had = this.result.contains(document.activeElement) ? document.activeElement.dataset.is : null;
    change();
    if (had) this.result.querySelector(`[data-is="${CSS.escape(had)}"]`)?.focus();
  }

  linesTable({ lines }) {
    if (!lines.length) return el("p", { class: "rc-empty" }, "No claim lines: the minutes support no unit.");
    const rows = lines.map((line) =>
      el("tr", {}, el("th", { scope: "row" }, this.codeLink(line.code)), el("td", { class: "rc-name" }, this.codes.get(line.code)?.name ?? ""), el("td", { class: "rc-modifiers" }, line.modifiers.join(" ")), el("td", { class: "rc-units" }, String(line.units))));
    return el("table", { class: "rc-lines" },
      el("caption", {}, "Claim lines"),
      el("thead", {}, el("tr", {}, ...["Code", "Service", "Modifiers", "Units"].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows));
  }

  totals(result) {
    const pairs = [["Timed units", result.timed_units ?? "not known"], ["Timed minutes", result.timed_minutes], ["Pooled minutes", result.pooled_minutes ?? "not pooled"], ["All minutes", result.total_minutes]];
    return el("dl", { class: "rc-totals" }, ...pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
  }

  unbilled(entries) {
    if (!entries.length) return null;
    return el("div", { class: "rc-unbilled" }, el("h2", {}, "No unit"),
      el("ul", {}, ...entries.map(({ code, minutes, reason }) => el("li", {}, this.codeLink(code), `, ${count(minutes, "minute")}: ${REASON[reason]}. The minutes are documented all the same.`))));
  }

  choiceOf({ units, codes, taken, alternatives }) {
    const others = alternatives.slice(0, 12).map((alternative) =>
      el("button", { type: "button", "data-is": `take ${alternative.taken}`, onclick: () => this.take(alternative.taken) }, `Take ${alternative.taken.join(" and ")} instead`));
    return el("div", { class: "rc-choice" }, el("h2", {}, "Your choice"),
      el("p", {}, `${codes.join(", ")} are equal for the last ${units === 1 ? "unit" : `${units} units`}. Taken: ${taken.join(" and ")}. Either is right; the clinician decides, and price plays no part.`),
      el("p", { class: "rc-buttons" }, ...others));
  }

  take(codes) {
    this.choose = [...codes];
    this.compute();
  }

  findings(entries) {
    if (!entries.length) return null;
    return el("div", { class: "rc-findings" }, el("h2", {}, "Worth knowing"),
      ...entries.map((finding) => el("div", { class: `rc-finding rc-${finding.severity}` }, el("span", { class: "rc-sign", "aria-hidden": "true" }, SIGN[finding.severity]), el("div", {}, el("b", {}, `${SEVERITY[finding.severity]}. `), finding.says, this.cites(finding.cites)))));
  }

  steps(entries) {
    return el("div", { class: "rc-steps" }, el("h2", {}, "How it was worked out"),
      el("ol", {}, ...entries.map((step) => el("li", {}, el("p", {}, step.says),
        step.facts.length ? el("p", { class: "rc-facts" }, ...step.facts.flatMap((fact) => [el("span", {}, `${fact.name} `, el("b", {}, fact.value)), " "])) : null,
        el("p", {}, el("b", { class: "rc-gives" }, `→ ${step.gives}`), el("span", { class: "rc-from" }, " Rule: ", this.ruleLink(step.rule), this.cites(step.cites)))))));
  }

  notChecked(entries) {
    if (!entries.length) return null;
    return el("details", { class: "rc-fold" }, el("summary", {}, `Not checked (${entries.length})`), el("ul", {}, ...entries.map(({ because }) => el("li", {}, `${because[0].toUpperCase()}${because.slice(1)}.`))));
  }

  codeLink(code) {
    const url = this.codes.get(code)?.url;
    return url ? el("a", { href: url }, code) : code;
  }

  ruleLink(rule) {
    const [kind, key] = rule.split("/");
    const name = { payers: this.data.payers, parameters: this.data.parameters, modifiers: this.data.modifiers }[kind]?.find((entry) => entry.key === key)?.name ?? key;
    const url = this.data.rules[rule];
    return url ? el("a", { href: url }, name) : name;
  }

  /** Numbers that lead to the register of sources; the list below the steps tells what they are. */
  cites(cites) {
    const numbers = cites.map((cite) => {
      let number = this.cited.findIndex((known) => known.source === cite.source && known.at === cite.at) + 1;
      if (!number) number = this.cited.push(cite);
      return el("a", { href: this.sources.get(cite.source)?.url ?? "", "aria-label": `Source ${number}: ${this.titleOf(cite)}`, title: this.titleOf(cite) }, String(number));
    });
    return numbers.length ? el("sup", { class: "rc-cites" }, ...numbers.flatMap((number) => [" ", number])) : null;
  }

  sourceList() {
    if (!this.cited.length) return null;
    return el("details", { class: "rc-fold rc-sources" }, el("summary", {}, `Sources (${this.cited.length})`),
      el("ol", {}, ...this.cited.map((cite) => el("li", {}, el("a", { href: this.sources.get(cite.source)?.url ?? "" }, this.titleOf(cite))))));
  }

  titleOf({ source, at, tier }) {
    const entry = this.sources.get(source);
    return [entry?.title ?? source, at, (tier ?? entry?.tier) === "unverified" ? "unverified" : ""].filter(Boolean).join(", ");
  }
}

const asNumber = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const sum = (texts) => texts.reduce((total, text) => total + (Number(text) || 0), 0);

if (!customElements.get("rehab-calculator")) customElements.define("rehab-calculator", RehabCalculator);
