// Questions for training: a visit, the learner's claim lines, and what the calculator says to them. Nothing is stored.
//
// A set of questions has a name that stands in the address, as #q=PT-hard-monday: discipline, difficulty and any word.
// The same name gives the same questions to everybody.
import { calculate, status, warm } from "./engine.js";
import { count, el, newId } from "./elements.js";
import { labels, lineSaid, rows, why } from "./why.js";

const MOST = 10; // questions in a set
const PERSONS = { therapist_minutes: "Therapist", assistant_minutes: "Assistant", together_minutes: "Together" };

let running = null;

/**
 * Makes the quiz of the form inside an element. The theme fetches a page anew also when its address changes only behind
 * the #, and then there is another element: a set that was begun goes on in it.
 */
export function start(element) {
  const name = namedInAddress();
  if (name && name === running?.set?.name) running.moveTo(element);
  else running = new Quiz(element);
}

addEventListener("hashchange", () => running?.element.isConnected && running.readAddress());

/** The name of a set as it stands in the address. */
const namedInAddress = () => location.hash.match(/^#q=(.+)$/)?.[1];

// --- sets -------------------------------------------------------------------------------------------------------------

/** A set by its name; of a name that is only a word, every question. */
function setOf(name) {
  const [discipline, difficulty, ...word] = name.split("-");
  return word.length ? { name, discipline, difficulty } : { name, discipline: "any", difficulty: "any" };
}

const newName = (discipline, difficulty) => `${discipline}-${difficulty}-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;

/** A number made from a text, the same in every browser (FNV-1a). */
function numberOf(text) {
  let number = 0x811c9dc5;
  for (const character of text) number = Math.imul(number ^ character.codePointAt(0), 0x01000193) >>> 0;
  return Math.imul(number ^ (number >>> 15), 0x2c1b3c6d) >>> 0;
}

/** The questions of a set. Each has its own place in it, so that a question more elsewhere moves none of them. */
function drawn(questions, { name, discipline, difficulty }) {
  return questions
    .filter((question) => ["any", question.visit.discipline].includes(discipline) && ["any", question.difficulty].includes(difficulty))
    .map((question) => ({ question, place: numberOf(`${name}/${question.key}`) }))
    .sort((one, other) => one.place - other.place)
    .slice(0, MOST)
    .map(({ question }) => question);
}

// --- grading ----------------------------------------------------------------------------------------------------------

/** Lines by code and modifiers, whose order means nothing here; the same line given twice is added. */
function byLine(lines) {
  const found = new Map();
  for (const { code, modifiers, units } of lines) {
    if (!units) continue;
    const key = [code, ...new Set(modifiers)].sort().join(" ");
    found.set(key, { code, modifiers, units: units + (found.get(key)?.units ?? 0) });
  }
  return found;
}

const agrees = (lines, key, other) => lines.get(key)?.units === other.get(key)?.units;

/**
 * What is right of the lines that were entered, judged by the right answer that they are nearest to: of a tie every
 * choice is right. Gives `right`, for each entered line what was expected instead (null where it is right), and the
 * lines of codes that were not entered at all.
 */
export function grade(entered, result) {
  const given = byLine(entered);
  const answers = [result, ...result.choices.flatMap(({ alternatives }) => alternatives)].map(({ lines }) => byLine(lines));
  const agreed = (answer) => [...answer.keys()].filter((key) => agrees(given, key, answer)).length;
  const nearest = answers.reduce((best, answer) => (agreed(answer) > agreed(best) ? answer : best));
  const open = [...nearest].filter(([key]) => !agrees(given, key, nearest)).map(([, line]) => line);
  const told = (code) => open.filter((line) => line.code === code).map(lineSaid).join(" and ");
  const expected = entered.map((line) => {
    const [key] = byLine([line]).keys();
    if (key ? agrees(given, key, nearest) : !told(line.code)) return null;
    return told(line.code) || ([...nearest.values()].some(({ code }) => code === line.code) ? "no further line" : "no unit");
  });
  const missing = open.filter(({ code }) => !entered.some((line) => line.code === code)).map(lineSaid);
  return { right: expected.every((one) => one === null) && !missing.length, expected, missing };
}

// --- the page ---------------------------------------------------------------------------------------------------------

class Quiz {
  constructor(element) {
    this.element = element;
    this.choice = element.querySelector(".quiz__choice");
    this.samples = element.querySelector(".quiz__samples");
    [this.discipline, this.difficulty] = this.choice.querySelectorAll("select");
    this.go = this.choice.querySelector("button");
    this.go.disabled = false;
    this.choice.addEventListener("submit", (event) => {
      event.preventDefault();
      this.begin(setOf(newName(this.discipline.value, this.difficulty.value)));
    });
    this.state = el("p", { class: "quiz__state", role: "status" });
    this.desk = el("div", { class: "quiz__desk" });
    this.choice.after(this.state, this.desk);
    element.addEventListener("focusin", ({ target }) => (this.focused = target));
    this.readAddress();
  }

  readAddress() {
    const name = namedInAddress();
    if (name && name !== this.set?.name) this.begin(setOf(name));
  }

  /** Goes on inside another element, with what was entered and where the focus was. */
  moveTo(element) {
    element.replaceChildren(...this.element.childNodes);
    element.addEventListener("focusin", ({ target }) => (this.focused = target));
    this.element = element;
    if (document.activeElement === document.body) this.focused?.focus({ preventScroll: true });
  }

  async begin(set) {
    this.set = set;
    history.replaceState(history.state, "", `#q=${set.name}`);
    for (const [select, value] of [[this.discipline, set.discipline], [this.difficulty, set.difficulty]]) {
      select.value = [...select.options].some((option) => option.value === value) ? value : "any";
    }
    this.go.textContent = "New questions";
    try {
      this.data ??= await this.fetched();
    } catch (error) {
      this.say(`The questions could not be downloaded (${error.message}). Try again, or use the ones below.`);
      return;
    }
    if (set !== this.set) return;
    this.questions = drawn(this.data.questions, set);
    this.at = this.right = 0;
    this.say(this.questions.length ? "" : "There is no question of this kind yet. Choose another discipline or difficulty.");
    this.samples.hidden = this.questions.length > 0;
    this.desk.replaceChildren();
    if (!this.questions.length) return;
    warm().catch(() => {}); // told when an answer is checked
    this.ask();
  }

  async fetched() {
    const answer = await fetch(new URL("questions.json", import.meta.url));
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const data = await answer.json();
    return { ...data, questions: data.questions.map(([key, difficulty, visit]) => ({ key, difficulty, visit })) };
  }

  say(text) {
    if (this.state.textContent !== text) this.state.textContent = text;
  }

  // --- a question -----------------------------------------------------------------------------------------------------

  ask() {
    const { visit, difficulty } = (this.question = this.questions[this.at]);
    this.head = el("h2", { tabindex: "-1" }, `Question ${this.at + 1} of ${this.questions.length}`);
    this.lines = el("div", { class: "quiz__lines" });
    this.check = el("button", { type: "submit", class: "quiz__main" }, "Check");
    this.more = el("button", { type: "button", onclick: () => this.addLine().code.focus() }, "Add a line");
    this.buttons = el("p", { class: "quiz__buttons" }, this.check, this.more);
    this.verdict = el("p", { class: "quiz__verdict", role: "status" });
    this.reasons = el("div", { class: "quiz__reasons example" });
    this.reasons.hidden = true;
    const form = el("form", { class: "quiz__answer", novalidate: true, autocomplete: "off", onsubmit: (event) => {
      event.preventDefault();
      this.judge();
    } },
      el("fieldset", {}, el("legend", {}, "Your claim lines"),
        el("p", { class: "quiet" }, "Modifiers in any order, as GP CQ. Enter 0 units where a code earns none. Add a line where a code needs two, or an add-on."),
        this.lines), this.buttons);
    this.desk.replaceChildren(this.head, el("p", { class: "quiz__about" }, ...this.about(visit), ` ${this.difficulty.querySelector(`[value="${difficulty}"]`).text}.`),
      this.minutes(visit), form, this.verdict, this.reasons, this.foot());
    for (const code of new Set(visit.services.map((service) => service.code))) this.addLine(code);
    this.head.focus();
  }

  /** The visit in words. */
  about({ date_of_service: day, payer, discipline, setting, amount_used: used }) {
    const [year, month, date] = day.split("-").map(Number);
    const when = new Date(year, month - 1, date).toLocaleDateString("en-US", { year: "numeric", month: "short", day: "numeric" });
    const told = [
      `${this.discipline.querySelector(`[value="${discipline}"]`).text} on ${when}. Payer: `, el("b", {}, this.data.payers[payer]), ".",
      setting ? ` ${this.data.settings[setting]}.` : "",
      used ? ` Allowed so far this year: $${Number(used).toLocaleString("en-US")}.` : "",
    ];
    return told.filter(Boolean);
  }

  minutes({ services }) {
    const persons = services.some((service) => service.minutes === undefined);
    const together = services.some((service) => service.together_minutes);
    const columns = !persons ? { minutes: "Minutes" } : Object.fromEntries(Object.entries(PERSONS).filter(([name]) => together || name !== "together_minutes"));
    const of = (service, name) => service[name] ?? (name === "therapist_minutes" ? service.minutes : null) ?? 0;
    return el("table", { class: "claim-lines" },
      el("thead", {}, el("tr", {}, ...["Code", "Service", ...Object.values(columns)].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...services.map((service) => el("tr", {}, el("td", {}, service.code), el("td", {}, this.data.codes[service.code]),
        ...Object.keys(columns).map((name) => el("td", {}, String(of(service, name))))))));
  }

  addLine(code = "") {
    const line = el("div", { class: "quiz__line", role: "group", "aria-label": `Line ${this.lines.children.length + 1}` });
    const field = (name, width, attributes) => {
      const input = el("input", { type: "text", id: newId(), class: width, autocomplete: "off", spellcheck: "false", ...attributes });
      line.append(el("p", {}, el("label", { for: input.id }, name), input));
      return input;
    };
    line.code = field("Code", "quiz__code", { value: code, autocapitalize: "characters", maxlength: "5" });
    line.units = field("Units", "quiz__units", { inputmode: "numeric", maxlength: "3" });
    line.modifiers = field("Modifiers", "quiz__modifiers", { autocapitalize: "characters", maxlength: "20" });
    line.said = el("p", { class: "quiz__said", id: newId() });
    line.append(line.said);
    this.lines.append(line);
    return line;
  }

  foot() {
    const link = el("a", { href: `#q=${this.set.name}` }, `Link to ${this.questions.length === 1 ? "this question" : `these ${this.questions.length} questions`}`);
    this.score = el("span", {}, this.scoreSaid());
    return el("p", { class: "quiz__foot" }, this.score, " ", link);
  }

  scoreSaid(answered = this.at) {
    return `Right: ${this.right} of ${answered}.`;
  }

  // --- an answer ------------------------------------------------------------------------------------------------------

  /** The lines that were entered, or null where one cannot be read; it is told at its line. */
  entered() {
    let first = null;
    const wrong = (line, input, text) => {
      line.said.textContent = text;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", line.said.id);
      first ??= input;
    };
    const lines = [...this.lines.children].map((line) => {
      const [code, units] = [line.code, line.units].map((input) => input.value.trim().toUpperCase());
      const modifiers = line.modifiers.value.toUpperCase().split(/[\s,;-]+/).filter(Boolean);
      line.said.textContent = "";
      for (const input of [line.code, line.units]) for (const name of ["aria-invalid", "aria-describedby"]) input.removeAttribute(name);
      if (!code && !units && !modifiers.length) return null; // a line added and not used
      if (!code) wrong(line, line.code, "Enter the code of this line.");
      if (!/^\d+$/.test(units)) wrong(line, line.units, `${units ? `Found ${units}` : "Units are missing"}, expected a whole number from 0.`);
      return { line, code, units: Number(units), modifiers };
    });
    first?.focus();
    return first ? null : lines.filter(Boolean);
  }

  async judge() {
    if (this.check.disabled || this.check.hidden) return;
    const entered = this.entered();
    if (!entered) return;
    const asked = this.question;
    this.check.disabled = true;
    const quiet = status(({ state }) => state === "loading" && this.say("Loading the calculator, which checks your lines."));
    try {
      const [result, known] = await Promise.all([calculate(asked.visit), labels()]);
      if (asked !== this.question) return;
      this.say("");
      this.show(entered, result, known);
    } catch (error) {
      if (asked === this.question) this.say(`${error.message} Your lines were not checked; press Check to try again.`);
    } finally {
      quiet();
      this.check.disabled = false;
    }
  }

  show(entered, result, known) {
    const { right, expected, missing } = grade(entered, result);
    this.right += right ? 1 : 0;
    entered.forEach(({ line, code }, index) => {
      const isRight = expected[index] === null;
      line.classList.add(isRight ? "is-right" : "is-wrong");
      line.said.replaceChildren(el("span", { "aria-hidden": "true" }, isRight ? "✓ " : "✕ "), isRight ? "Right." : `Not right: expected ${expected[index]}.`);
      for (const input of [line.code, line.units, line.modifiers]) input.readOnly = true;
      line.setAttribute("aria-label", `${line.getAttribute("aria-label")}, ${code}`);
    });
    const wrong = entered.map(({ code }, index) => expected[index] && `${code}: expected ${expected[index]}`).filter(Boolean);
    const also = result.choices.length ? " It is a tie: each choice is right." : "";
    this.verdict.classList.add(right ? "is-right" : "is-wrong");
    this.verdict.textContent = right ? `Right.${also}` : `Not right. ${[...wrong, ...missing.map((line) => `missing: ${line}`)].join("; ")}.`;
    const { lines, unbilled } = result;
    this.reasons.replaceChildren(
      el("p", { class: "example__label" }, result.choices.length ? "One of the right answers" : "The right answer"),
      el("div", { class: "example__lines" }, el("table", { class: "claim-lines" },
        el("thead", {}, el("tr", {}, ...["Code", "Units", "Modifiers"].map((head) => el("th", { scope: "col" }, head)))),
        el("tbody", {}, ...rows({ lines, unbilled }, known)))),
      ...why(result, known));
    this.reasons.querySelector("details").open = true;
    this.reasons.hidden = false;
    this.score.textContent = this.scoreSaid(this.at + 1);
    const last = this.at + 1 === this.questions.length;
    const next = el("button", { type: "button", class: "quiz__main", onclick: () => this.next() }, last ? "Finish" : "Next question");
    this.check.hidden = true;
    this.buttons.replaceChildren(next);
    next.focus();
  }

  next() {
    this.at += 1;
    if (this.at < this.questions.length) return this.ask();
    this.question = null;
    const head = el("h2", { tabindex: "-1" }, `${this.right} of ${count(this.questions.length, "question")} right`);
    const again = el("button", { type: "button", onclick: () => this.begin(this.set) }, "The same questions again");
    this.desk.replaceChildren(head, el("p", { class: "quiz__buttons" }, again), this.foot());
    head.focus();
  }
}
