// Reads what is typed or pasted as services: "97110 33, 97140 7", "gait 10a", "manual 9:00-9:20", rows of a spreadsheet.
//
// The grammar, from the outside in:
//   text     = table | lines         a table has a row that names its columns, or cells with tabs between
//   lines    = segment (, ; line break) segment ...
//   segment  = services, each its name and its minutes, in either order; minutes alone belong to the service before
//   service  = code or name, minutes or times or units, persons, modifiers
// Every piece of the text ends in exactly one place: a service, a day, a question, or what is said to be left out. So a
// piece that is none of these makes its service a question. tests/data/entry_cases.json holds the grammar as a table of cases.
import { readLines } from "./parse_lines.js";
import { areFew, chosenOf, questionOf, unitsMeant } from "./parse_questions.js";
import { readTable, tableOf } from "./parse_table.js";
import { PERSON } from "./persons.js";
/** @import { Answers, Atom, EnteredRow, Entry, Found, Left, Part, Piece, Service, Vocabulary } from "./shapes.js" */

/** Reads a text as services.
 * @param {string} text @param {Vocabulary} vocabulary @param {Answers} [answers] to earlier questions @returns {Entry} */
export function read(text, vocabulary, answers = {}) {
  const found = /** @type {Found} */ ({ services: [], dates: [], left: [], heads: [], glue: [] });
  const table = tableOf(text, vocabulary);
  if (table) readTable(table, text, vocabulary, found);
  else readLines(text, vocabulary, found);
  const ask = questionOf(found, answers);
  const chosen = ask ? [] : chosenOf(found.services, answers);
  const few = areFew(chosen);
  const rows = /** @type {EnteredRow[]} */ ([]);
  const lines = /** @type {Entry["lines"]} */ ([]);
  for (const service of chosen) {
    const units = unitsMeant(service, few);
    if (units !== null && service.code && !service.question && answers.units === "billed")
      lines.push({ code: service.code, modifiers: [...new Set(service.modifiers)], units });
    else rows.push(rowOf(service, answers));
  }
  const isChosen = new Set(chosen);
  const day = ask || !chosen.length ? null : (dayOf(chosen, found) ?? null);
  const unread = found.dates.filter(({ iso }) => !iso).map(({ text: written }) => ({ text: written }));
  return { rows, lines, day, ask, left: leftOf(found, isChosen, unread), parts: partsOf(found, ask ? new Set() : isChosen) };
}

const dayOf = (/** @type {Service[]} */ services, /** @type {Found} */ { dates }) =>
  services.find(({ line }) => line?.date?.iso)?.line?.date?.iso ?? dates.find(({ iso }) => iso)?.iso;

/** A row of the form. Whose minutes they are is never lost: where a person has no minutes, it is not read.
 * @param {Service} service @param {Answers} answers @returns {EnteredRow} */
function rowOf(service, answers) {
  const { code, candidates, text } = service;
  let { minutes, question } = service;
  if (answers.units === "minutes" && !minutes && service.units != null)
    minutes = service.furnishedBy ? { [PERSON[service.furnishedBy]]: service.units } : { minutes: service.units };
  else if (!minutes && (service.furnishedBy || service.units != null)) question ??= "unread";
  if (answers.number === "modifier" && service.is59) minutes = undefined;
  if (answers.who === "assistant" && service.asksWho && minutes?.minutes != null) {
    const { minutes: number, ...rest } = minutes;
    minutes = { assistant_minutes: number, ...rest };
  }
  service.question = question;
  if (question === "unread") return { code: null, text, candidates: [], minutes: null };
  if (question || code === null) return { code: null, text: service.name || text, candidates, minutes: minutes ?? null };
  return { code, text: code, candidates: [], minutes: minutes ?? null };
}

/** @param {Found} found @param {Set<Service>} isChosen @param {Left[]} unread @returns {Entry["left"]} */
function leftOf({ left, services }, isChosen, unread) {
  const read = services.filter((service) => isChosen.has(service) && service.question !== "unread");
  const all = [...left, ...read.flatMap((service) => service.left), ...unread];
  const told = all.map(({ text, column }) => (typeof column === "string" ? { column } : { text: text.replace(/^-/, "") }));
  return [...new Map(told.map((each) => [JSON.stringify(each), each])).values()];
}

/** @param {Found} found @param {Set<Service>} isChosen */
function partsOf({ left, heads, glue, dates, services }, isChosen) {
  const parts = /** @type {Part[]} */ ([]);
  /** @param {string} as @param {Piece[]} pieces @param {{service?: number}} [more] */
  const add = (as, pieces, more = {}) => parts.push(...pieces.map(({ text, start, end }) => ({ as, text, start, end, ...more })));
  add("head", heads);
  add("glue", glue);
  for (const each of dates) add("date", each.pieces);
  for (const each of left) add("left", each.pieces ?? []);
  for (const [place, service] of services.entries()) {
    const isAsked = !isChosen.has(service) || service.question;
    const loose = new Set(service.left);
    const asOf = (/** @type {Atom} */ atom) => (atom.kind === "glue" ? "glue" : atom.isLeft || loose.has(atom) ? "left" : "service");
    for (const atom of service.atoms) add(isAsked ? "ask" : asOf(atom), atom.pieces, { service: place });
  }
  return parts.sort((one, other) => one.start - other.start);
}

/** Whether a text is more than one code or name: several services, one with its minutes, or a question.
 * @param {string} text @param {Vocabulary} vocabulary */
export function hasRows(text, vocabulary) {
  const { rows, lines, ask } = read(text, vocabulary);
  return Boolean(ask) || lines.length > 0 || rows.length > 1 || Boolean(rows[0]?.minutes);
}
