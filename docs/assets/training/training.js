// Training: a visit, the learner's claim lines, and what the calculator says to them. Nothing is stored. What is on screen
// is a function of `state` (training_view.js). The name of a set stands in the address, as #q=PT-hard-monday.
import { calculate, status, warm } from "../calculator/engine.js";
import { render } from "../lit-html/lit-html.js";
import { labels } from "../result/labels.js";
import { grade } from "./grading.js";
import { drawn, newName, setOf } from "./question_sets.js";
import { done, question } from "./training_view.js";
/** @import { EnteredLine, State, TrainingData } from "./training_view.js" @import { Visit } from "../result/shapes.js" */
/** @import { QuestionSet } from "./question_sets.js" */

/** Makes the training of the form inside an element. @param {HTMLElement} element */
export function start(element) {
  const training = new Training(element);
  addEventListener("hashchange", () => training.readAddress());
}

/** @param {string} code @returns {EnteredLine} */
const emptyLine = (code = "") => ({ code, units: "", modifiers: "", wrong: "", wrongField: null, right: null });

class Training {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.choice = /** @type {HTMLFormElement} */ (element.querySelector("form"));
    const [discipline, difficulty] = this.choice.querySelectorAll("select");
    this.selects = { discipline, difficulty };
    this.go = /** @type {HTMLButtonElement} */ (this.choice.querySelector("button"));
    this.go.disabled = false;
    this.samples = /** @type {HTMLElement} */ (element.querySelector(".quiz__samples"));
    this.says = Object.assign(document.createElement("p"), { className: "quiz__state", role: "status" });
    this.desk = Object.assign(document.createElement("div"), { className: "quiz__desk" });
    this.choice.after(this.says, this.desk);
    this.choice.addEventListener("submit", (event) => {
      event.preventDefault();
      this.begin(setOf(newName(discipline.value, difficulty.value)));
    });
    /** @type {Promise<TrainingData> | undefined} */
    this.data = undefined;
    /** @type {State | null} */
    this.state = null;
    this.readAddress();
  }

  readAddress() {
    const name = location.hash.match(/^#q=(.+)$/)?.[1];
    if (name && name !== this.set?.name) this.begin(setOf(name));
  }

  /** @param {QuestionSet} set */
  async begin(set) {
    this.set = set;
    history.replaceState(history.state, "", `#q=${set.name}`);
    for (const name of /** @type {const} */ (["discipline", "difficulty"])) {
      this.selects[name].value = set[name];
      if (this.selects[name].selectedIndex < 0) this.selects[name].value = "any";
    }
    this.go.textContent = "New questions";
    let data;
    try {
      this.data ??= downloaded();
      data = await this.data;
    } catch (error) {
      this.data = undefined;
      this.tell(`The questions could not be downloaded (${/** @type {Error} */ (error).message}). Try again, or use the ones below.`);
      return;
    }
    if (set !== this.set) return;
    const questions = drawn(data.questions, set);
    this.tell(questions.length ? "" : "There is no question of this kind yet. Choose another discipline or difficulty.");
    this.samples.hidden = questions.length > 0;
    this.state = { data, set, questions, at: 0, right: 0, lines: [], checking: false, graded: null };
    if (!questions.length) {
      render(null, this.desk);
      return;
    }
    warm().catch(() => {}); // told when an answer is checked
    this.ask();
  }

  /** What is told twice would be read out twice. @param {string} text */
  tell(text) {
    if (this.says.textContent !== text) this.says.textContent = text;
  }

  /** Shows a change of the state. @param {Partial<State>} change */
  change(change) {
    if (!this.state) return;
    this.state = { ...this.state, ...change };
    const { at, questions } = this.state;
    const actions = {
      edit: (/** @type {number} */ index, /** @type {Partial<EnteredLine>} */ typed) => this.edit(index, typed),
      addLine: () => this.addLine(), check: () => this.check(), next: () => this.ask(at + 1),
      again: () => this.begin(/** @type {QuestionSet} */ (this.set)),
    };
    render(at < questions.length ? question(this.state, actions) : done(this.state, actions), this.desk);
  }

  /** Moves the focus. @param {string} selector */
  reach(selector) {
    /** @type {HTMLElement | null} */ (this.desk.querySelector(selector))?.focus();
  }

  /** Asks a question, or shows the score after the last one. */
  ask(at = 0) {
    const codes = new Set(this.state?.questions[at]?.visit.services?.map(({ code }) => code));
    this.change({ at, lines: [...codes].map(emptyLine), graded: null, checking: false });
    this.reach("h2");
  }

  /** @param {number} index @param {Partial<EnteredLine>} typed */
  edit(index, typed) {
    this.change({ lines: this.state?.lines.map((line, place) => (place === index ? { ...line, ...typed } : line)) });
  }

  addLine() {
    this.change({ lines: [...(this.state?.lines ?? []), emptyLine()] });
    this.reach(".quiz__line:last-child input");
  }

  /** Reads the lines that were entered and has them checked; one that cannot be read is told at its line. */
  async check() {
    const asked = this.state;
    if (!asked || asked.checking || asked.graded) return;
    const lines = asked.lines.map(readLine);
    this.change({ lines });
    if (lines.some(({ wrong }) => wrong)) return this.reach('[aria-invalid="true"]');
    this.change({ checking: true });
    const isAsked = () => this.state?.set === asked.set && this.state.at === asked.at;
    const end = status(({ state }) => state === "loading" && this.tell("Loading the calculator, which checks your lines."));
    try {
      const [result, known] = await Promise.all([calculate(asked.questions[asked.at].visit), labels()]);
      if (!isAsked()) return;
      this.tell("");
      const used = lines.filter(({ code }) => code);
      const claim = used.map(({ code, units, modifiers }) => ({ code, units: Number(units), modifiers: modifiersIn(modifiers) }));
      const grades = grade(claim, result);
      const graded = used.map((line, index) => ({ ...line, right: grades.expected[index] === null, wrong: grades.expected[index] ?? "" }));
      this.change({ lines: graded, right: asked.right + (grades.right ? 1 : 0), graded: { ...grades, result, labels: known } });
      this.reach(".quiz__main");
    } catch (error) {
      if (isAsked()) this.tell(`${/** @type {Error} */ (error).message} Your lines were not checked; press Check to try again.`);
    } finally {
      end();
      if (isAsked()) this.change({ checking: false });
    }
  }
}

/** @returns {Promise<TrainingData>} */
async function downloaded() {
  const answer = await fetch(new URL("questions.json", import.meta.url));
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const data = await answer.json();
  const asQuestion = (/** @type {[string, string, Visit]} */ [key, difficulty, visit]) => ({ key, difficulty, visit });
  return { ...data, questions: data.questions.map(asQuestion) };
}

/** @param {string} text */
const modifiersIn = (text) => text.toUpperCase().split(/[\s,;-]+/).filter(Boolean);

/** A line with what is wrong with it; one that was added and not used is not wrong. @param {EnteredLine} line @returns {EnteredLine} */
function readLine(line) {
  const [code, units] = [line.code, line.units].map((text) => text.trim().toUpperCase());
  if (!code && !units && !line.modifiers.trim()) return { ...line, code, wrong: "", wrongField: null };
  if (!code) return { ...line, code, units, wrong: "Enter the code of this line.", wrongField: "code" };
  if (/^\d+$/.test(units)) return { ...line, code, units, wrong: "", wrongField: null };
  const found = units ? `Found ${units}` : "Units are missing";
  return { ...line, code, units, wrong: `${found}, expected a whole number from 0.`, wrongField: "units" };
}
