// The state of the form: everything that was entered, as plain data, and the visit that it stands for. No document is needed.
import { newDay } from "./day_list.js";
import { bare } from "./money.js";
import { readBilled } from "./parse_billed.js";
import { readMinutes } from "./parse_minutes.js";
import { asNumber, isEmpty, minutesShown, ownMinutes, PERSONS, rowWith, switchPersons, textOf, USUAL_SETTING } from "./rows.js";
import { isDay } from "./tokens.js";
import { grouped, written } from "../result/words.js";
import { beginYear, newYear } from "./year.js";
/** @import { Billed, ClaimLine, Fields, Minutes, MinutesField, Page, Row, State, Visit } from "./shapes.js" */

const IN_FORM = [
  "date_of_service", "payer", "discipline", "services", "choose", "setting", "amount_used", "billed", "locality", "deductible_left", "apm",
  "participating",
];

const NO_LINES = /** @type {Billed} */ ({ lines: [], left: [], day: null });

/** The inputs of a visit, but for its lines. @param {Visit} visit @returns {Fields} */
const fieldsOf = ({ payer, date_of_service, discipline, setting, amount_used, locality, deductible_left }) => ({
  payer: textOf(payer), date_of_service: isDay(textOf(date_of_service)) ? textOf(date_of_service) : "", discipline: textOf(discipline),
  setting: textOf(setting ?? USUAL_SETTING), amount_used: textOf(amount_used), locality: textOf(locality),
  deductible_left: textOf(deductible_left), billed: "", other_visits: "",
});

/** A form with nothing in it. @returns {State} */
export const emptyState = () => ({
  fields: fieldsOf({}),
  apm: false, outside: false, assisted: false, rows: [], made: 0, choose: [], carried: {}, pointers: new Map(),
  billed: NO_LINES, others: NO_LINES, entered: [], notices: [], remarks: [], problems: { errors: [], entered: [] },
  asking: null, past: [], isExample: false, isUnsaved: false, together: false,
  open: { more: false, standing: false, audit: false, own: false },
  kept: null, fees: null, feeSaid: { text: "", problems: [] }, year: newYear(), day: newDay(),
  engine: { state: "idle" }, newer: "", sent: null, answer: null, foreseen: null, drawn: { first: null, next: null, then: null },
  isWaiting: false, isStale: false, spoken: "", copied: "", asked: "", linked: "", sheet: null,
});

// --- rows -------------------------------------------------------------------------------------------------------------

/** Adds a row behind another, or as the last. @param {State} state @param {Row | null} [after] @param {Visit} [service] */
export function addRow(state, after = null, service = {}) {
  const row = rowWith(`row${(state.made += 1)}`, service);
  state.rows.splice(after ? state.rows.indexOf(after) + 1 : state.rows.length, 0, row);
  return row;
}

export const rowOf = (/** @type {State} */ state, /** @type {string} */ id) => state.rows.find((row) => row.id === id) ?? null;

/** Shows one field of minutes or three, in all rows. @param {State} state @param {boolean} assisted */
export function setAssisted(state, assisted) {
  state.assisted = assisted;
  for (const row of state.rows) switchPersons(row, assisted);
}

/** Writes minutes as the contract has them into a row, in place of the `replaced` ones; where they name persons, the form shows persons.
 * @param {State} state @param {Row} row @param {Minutes} minutes @param {readonly MinutesField[]} [replaced] */
export function write(state, row, { start, stop, ...minutes }, replaced = PERSONS) {
  if (start) Object.assign(row.carried, { start, stop });
  if (minutes.minutes != null) row[ownMinutes(state.assisted)] = String(minutes.minutes);
  else if (Object.keys(minutes).length) {
    row.minutes = "";
    if (!state.assisted) setAssisted(state, true);
    for (const name of replaced) row[name] = "";
    for (const [name, value] of Object.entries(minutes)) row[/** @type {MinutesField} */ (name)] = String(value);
  }
}

/** Follows the codes of the rows: what they count decides which field is read, and what was entered goes with the code that reads it.
 * @param {State} state @param {Page} page */
export function followCodes(state, page) {
  for (const row of state.rows) {
    const field = page.codes.get(row.code.trim().toUpperCase())?.reads?.[0] ?? null;
    if (row.reads && row.reads !== field) delete row.carried[row.reads];
    row.reads = field;
  }
}

// --- the visit --------------------------------------------------------------------------------------------------------

/** A claim line as the contract has it, of what was read; one that cannot be read has no units. @param {Billed["lines"][number]} line */
const lineOf = ({ code, units, modifiers, pointers }) =>
  /** @type {ClaimLine} */ ({ code, units, modifiers, ...(pointers ? { pointers } : {}) });

/** What a row says of a service. @param {State} state @param {Row} row @returns {Visit} */
function serviceOf({ assisted }, row) {
  const { reads, carried } = row;
  const rest = reads && typeof carried[reads] === "string" && reads !== "area_sq_cm" ? { ...carried, [reads]: asNumber(carried[reads]) } : carried;
  const service = { code: row.code.trim().toUpperCase() };
  const typed = row.minutes.trim();
  const spelled = !assisted && typed && !/^\d+$/.test(typed) && readMinutes(typed); // "10a", while it is being typed
  if (spelled) return { ...service, ...spelled, ...rest };
  const minutes = minutesShown(assisted).filter((name) => row[name].trim());
  return { ...service, ...Object.fromEntries(minutes.map((name) => [name, asNumber(row[name].trim())])), ...rest };
}

/** The other visits of the day that some lines belong to, by their GP, GO or GN. @param {ClaimLine[]} lines @param {Page} page */
function visitsOf(lines, { disciplineOf }) {
  const disciplineIn = (/** @type {ClaimLine} */ { modifiers }) => {
    const modifier = modifiers.find((each) => disciplineOf.has(each));
    return (modifier && disciplineOf.get(modifier)) ?? null;
  };
  return [...grouped(lines, disciplineIn)].map(([discipline, own]) => ({ discipline, lines: own }));
}

/** The visit in the form, as the contract writes it; rows without anything are left out. Notes which rows those are, and what was read as
 * lines. @param {State} state @param {Page} page @returns {Visit} */
export function visitOf(state, page) {
  const { fields } = state;
  const vocabulary = page.vocabulary(fields);
  const rows = state.rows.filter((row) => !isEmpty(row, state.assisted));
  state.entered = rows.map(({ id }) => id);
  state.billed = readBilled(fields.billed, vocabulary);
  state.others = readBilled(fields.other_visits, vocabulary);
  const lines = state.billed.lines.map(lineOf).map((line) => {
    const pointers = state.pointers.get(written(line));
    return { ...(pointers ? { pointers } : {}), ...line };
  });
  const { date_of_service, payer, discipline } = fields;
  const visit = /** @type {Visit} */ ({ date_of_service, payer, discipline, services: rows.map((row) => serviceOf(state, row)) });
  if (state.choose.length) visit.choose = state.choose;
  if (fields.setting !== USUAL_SETTING) visit.setting = fields.setting;
  if (fields.amount_used.trim()) visit.amount_used = bare(fields.amount_used);
  if (fields.locality) visit.locality = fields.locality;
  if (fields.deductible_left.trim()) visit.deductible_left = bare(fields.deductible_left);
  if (state.apm) visit.apm = true;
  if (state.outside) visit.participating = false;
  if (lines.length) visit.billed = lines;
  if (state.others.lines.length) visit.other_visits = visitsOf(state.others.lines.map(lineOf), page);
  return { ...visit, ...state.carried };
}

/** The lines of a link's other visits, where lines tell all that it has; else null, and they stay as the link has them.
 * @param {unknown} visits @param {Page} page @param {Fields} fields @returns {ClaimLine[] | null} */
function shownAsLines(visits, page, fields) {
  if (!Array.isArray(visits)) return null;
  const lines = visits.flatMap((visit) => (Array.isArray(visit?.lines) ? visit.lines : []));
  const inOrder = (/** @type {Visit} */ { code, units, modifiers, ...rest }) => ({ code, units, modifiers, ...rest });
  const told = visits.map((visit) => ({ ...visit, lines: visit?.lines?.map?.(inOrder) }));
  const { lines: read } = readBilled(lines.map(written).join("\n"), page.vocabulary(fields));
  return JSON.stringify(visitsOf(read.map(lineOf), page)) === JSON.stringify(told) ? lines : null;
}

/** Puts a visit into the form. @param {State} state @param {Visit} visit @param {Page} page */
export function fill(state, visit, page) {
  const services = Array.isArray(visit.services) ? visit.services : [];
  const billed = Array.isArray(visit.billed) ? visit.billed.filter((line) => line && typeof line === "object") : [];
  const fields = { ...fieldsOf(visit), billed: billed.map(written).join("\n") };
  const others = shownAsLines(visit.other_visits, page, fields);
  fields.other_visits = (others ?? []).map(written).join("\n");
  const assisted = services.some((service) => PERSONS.some((name) => service?.[name] != null));
  const rows = (services.length ? services : [{}]).map((service, place) => rowWith(state.rows[place]?.id ?? `row${(state.made += 1)}`, service ?? {}));
  const isCarried = (/** @type {[string, unknown]} */ [name, value]) => !IN_FORM.includes(name) && !(name === "other_visits" && others) && value != null;
  Object.assign(state, { fields, assisted, rows, asking: null, apm: visit.apm === true, outside: visit.participating === false });
  state.pointers = new Map(billed.filter((line) => line.pointers).map((line) => [written(line), line.pointers]));
  state.choose = Array.isArray(visit.choose) ? visit.choose.map(String) : [];
  state.carried = Object.fromEntries(Object.entries(visit).filter(isCarried));
  const { amount_used, locality, deductible_left, other_visits, setting } = fields;
  const hasMore = amount_used || locality || deductible_left || other_visits || state.apm || state.outside || setting !== USUAL_SETTING;
  state.open = { ...state.open, audit: billed.length > 0, more: Boolean(hasMore) };
  followCodes(state, page);
  beginYear(state.year, fields, page);
}
