// What has to be asked about an entry before any of it is entered: which visit, which date, whose minutes, units or minutes.
import { count, grouped, listed } from "../result/words.js";
import { roleOf } from "./parse_columns.js";
import { squashed } from "./vocabulary.js";
/** @import { Answers, Found, Line, Question, Service } from "./shapes.js" */

/** @typedef {{name: string, of: (service: Service) => string}} Difference by what services may be of several visits */

const MOST_VISITS = 20; // that are offered

/** Units that a service has in place of minutes; so may numbers below five, where no other numbers are there.
 * @param {Service} service @param {boolean} areAllFew */
export function unitsMeant({ minutes, units, few }, areAllFew) {
  if (minutes) return few && areAllFew ? (minutes.minutes ?? null) : null;
  return units ?? null;
}

/** Whether all numbers are that small. @param {Service[]} services */
export const areFew = (services) =>
  (services[1] || services[0]?.modifiers.length > 0) && services.every(({ few, question, code }) => few && !question && code !== null);

/** The services that an answer chooses, of several visits. @param {Service[]} services @param {Answers} answers */
export const chosenOf = (services, { visit }) =>
  visit === undefined || visit === "one" ? services : (visitsOf(services).visits[visit] ?? []);

/** The services of each visit, where rows differ in what is one and the same for a visit; and by what they differ.
 * @param {Service[]} services */
function visitsOf(services) {
  const names = [...new Set(services.flatMap(({ keys }) => Object.keys(keys?.named ?? {})))];
  const day = (/** @type {Service} */ { line }) => line?.days?.join(" to ") ?? line?.date?.iso ?? line?.date?.text ?? "";
  const words = (/** @type {Service} */ service) => (service.keys || !service.line ? "" : (wordsBeside(service.line).get(service) ?? ""));
  const dated = services.filter((service) => day(service) || service.line?.isAboveDay);
  const isSeveral = (/** @type {Service[]} */ some, /** @type {Difference["of"]} */ of) => new Set(some.map(of)).size > 1;
  const claim = { name: "claim", of: (/** @type {Service} */ { line }) => String(line?.claim ?? 0) };
  const all = [...names.map((name) => ({ name, of: (/** @type {Service} */ { keys }) => keys?.named[name] ?? "" })), claim];
  const by = [
    ...(isSeveral(dated, day) ? [{ name: "date", of: day }] : []),
    ...all.filter(({ of }) => isSeveral(services, of)),
    ...(isSeveral(services.filter(words), words) ? [{ name: "", of: words }] : []),
  ];
  const visits = grouped(services, (service) => JSON.stringify(by.map(({ of }) => of(service))));
  return { by, visits: [...visits.values()] };
}

/** The words beside each service of a line: those of the whole line, but its own label where services have several. @param {Line} line */
function wordsBeside(line) {
  if (line.words) return line.words;
  const loose = line.services.flatMap((service) => service.loose);
  const all = loose.map(({ text }) => squashed(text)).join(" ");
  const isSeveral = new Set(line.services.map(({ label }) => label).filter(Boolean)).size > 1;
  let last = "";
  const wordsOf = (/** @type {Service} */ { label }) => (isSeveral ? (last = label || last) : all);
  line.words = new Map(line.services.map((service) => [service, wordsOf(service)]));
  return line.words;
}

/** The first question that has no answer yet. @param {Found} found @param {Answers} answers @returns {Question | null} */
export function questionOf({ services, dates }, answers) {
  const hasTwoDays = services.some(({ line }) => (line?.days?.length ?? 0) > 1);
  if (hasTwoDays && answers.date !== "form") return askDate("A row has two different dates, and a visit is one day.");
  const { by, visits } = visitsOf(services);
  if (visits.length > 1 && answers.visit === undefined) return askVisit(by, visits);
  const chosen = chosenOf(services, answers);
  const own = services.some(({ line }) => line?.date) ? chosen.flatMap(({ line }) => line?.date ?? []) : dates;
  const unread = [...new Set(own.filter(({ iso }) => !iso).map(({ text }) => text))];
  if (unread.length && answers.date !== "form") {
    const which = unread.filter((text) => /\d/.test(text)).join(", ") || "of these rows";
    return askDate(`We can't read the date ${which}. Enter dates as month/day/year, such as 3/2/2026.`);
  }
  const who = chosen.find(({ asksWho }) => asksWho);
  if (who && answers.who === undefined) {
    const choices = { assistant: "Yes, the assistant's minutes", nobody: "No, it means something else" };
    return ask("who", `An assistant's letters (PTA, OTA, COTA, CQ or CO) stand ${who.asksWho}. Did an assistant furnish it?`, choices);
  }
  const few = areFew(chosen);
  const units = chosen.filter((service) => unitsMeant(service, few) !== null && !service.question);
  if (units.length && answers.units === undefined) {
    const told = listed(units.map((service) => `${service.code} ${unitsMeant(service, few)}`));
    return ask("units", `Are these units billed, or minutes? ${told}.`, { billed: "Units billed: check them", minutes: "Minutes" });
  }
  const number = chosen.find(({ is59, question }) => is59 && !question);
  if (number && answers.number === undefined) {
    const choices = { minutes: "59 minutes", modifier: "Modifier 59: I'll enter the minutes" };
    return ask("number", `Is 59 after ${number.code} the modifier, or minutes?`, choices);
  }
  return null;
}

/** A question whose answers are words.
 * @param {string} about @param {string} says @param {Record<string, string>} choices labels by answer @returns {Question} */
function ask(about, says, choices) {
  return { about, says, choices: Object.entries(choices).map(([answer, label]) => ({ label, answer: { [about]: answer } })) };
}

const askDate = (/** @type {string} */ says) => ask("date", says, { form: "Use the date of the form" });

/** Rows of several visits: by what they differ, and each visit as a choice. What identifies a patient is not repeated.
 * @param {Difference[]} by @param {Service[][]} visits @returns {Question} */
function askVisit(by, visits) {
  const all = visits.flat();
  const differing = by.map(({ name, of }) => ({ name, of, values: [...new Set(all.map(of))] }));
  const told = differing.map(({ name, values }) => {
    if (name === "date") return `the date (${listed(values.map((day) => day || "none"))})`;
    return name ? `${/^Column \d+$/.test(name) ? name : `the column ${name}`} (${count(values.length, "value")})` : "words beside the service";
  });
  const choices = visits.slice(0, MOST_VISITS).map((services, visit) => {
    const which = differing.filter(({ name }) => name).map(({ name, of, values }) => {
      const value = of(services[0]);
      return name === "date" ? value || "no date" : `${name} ${values.indexOf(value) + 1} of ${values.length}`;
    });
    const rows = services.map(({ code, text, minutes, question }) =>
      [code ?? (question ? "one not recognized" : text), minutes ? Object.values(minutes)[0] : ""].filter((part) => part !== "").join(" "),
    );
    const what = rows.length > 4 ? count(rows.length, "row") : rows.join(", ");
    return { label: `${which.join(", ") || `Visit ${visit + 1}`}: ${what}`, answer: /** @type {Answers} */ ({ visit }) };
  });
  const mayBeOne = by.every(({ name }) => name === "" || roleOf(name) === "person");
  if (mayBeOne) choices.push({ label: "They are one visit", answer: { visit: "one" } });
  const first = visits.length > MOST_VISITS ? ` The first ${MOST_VISITS} are here; paste fewer rows for another.` : "";
  const says = `These rows differ in ${listed(told)}, so they may be ${count(visits.length, "visit")}.${first} Which one do you want to enter?`;
  return { about: "visit", says, choices };
}
