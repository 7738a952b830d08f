// What is done in the form: texts read into rows, questions answered, steps taken back. Each changes the state and gives the
// place where the user goes on, as `{row, field}`, or null to stay. No document is needed.
import { addRow, fill, followCodes, rowOf, write } from "./form_state.js";
import { hasRows, read } from "./parse_entry.js";
import { readMinutes } from "./parse_minutes.js";
import { dropTimes, fitTimes, hasMinutes, isEmpty, minutesShown, ownMinutes } from "./rows.js";
import { dayName, written } from "../result/words.js";
import { before, noted } from "./undo.js";
/** @import { Answers, Asking, Entry, MinutesField, Outcome, Page, Place, Question, Row, RowField, State, Visit } from "./shapes.js" */

/** The day of the user's clock. */
export const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

export const codeOf = (/** @type {Row} */ { id }) => ({ row: id, field: "code" });
const firstMinutes = (/** @type {State} */ { assisted }, /** @type {Row} */ { id }) => ({ row: id, field: ownMinutes(assisted) });

/** A row to enter into: an empty one, or one more. @param {State} state */
const freeRow = (state) => state.rows.find((row) => isEmpty(row, state.assisted)) ?? addRow(state);

/** @param {Entry["left"]} left */
function leftOut(left) {
  const told = left.map(({ text, column }) => (column ? `column ${column}` : text)).filter(Boolean);
  return told.length ? [`Left out, because it is no service: ${told.join(", ")}.`] : [];
}

/** What is entered begins a visit of today, whatever day the example is of. @param {State} state */
export function leaveExample(state) {
  if (state.isExample) state.fields.date_of_service = today();
  state.isExample = false;
}

// --- texts of several services ----------------------------------------------------------------------------------------

/** Puts the services of a text into a row and new ones behind it; or asks what they are.
 * @param {State} state @param {Page} page @param {Row} row @param {string} text @param {Answers} [answers] @returns {Outcome} */
export function spread(state, page, row, text, answers = {}) {
  const { rows, lines, day, left, ask } = read(text, page.vocabulary(state.fields), answers);
  if (ask) {
    state.asking = { ask, row: row.id, text, answers, entered: null };
    return { place: { field: "question" } };
  }
  state.asking = null;
  state.rows = state.rows.filter((other) => other === row || !other.ofExample);
  row.ofExample = false;
  leaveExample(state);
  if (day) state.fields.date_of_service = day;
  const next = state.rows[state.rows.indexOf(row) + 1];
  let last = row;
  if (!rows.length) row.code = "";
  rows.forEach((one, index) => {
    if (index) last = addRow(state, last);
    last.code = one.code ?? one.text;
    last.meant = one.code ? null : { text: one.text, codes: one.candidates };
    dropTimes(last);
    write(state, last, one.minutes ?? {});
    if (one.minutes === null) for (const name of minutesShown(state.assisted)) last[name] = "";
  });
  if (lines.length) {
    state.fields.billed = [state.fields.billed.trim(), ...lines.map(written)].filter(Boolean).join("\n");
    state.open.audit = true;
  }
  followCodes(state, page);
  const end = next ? state.rows[state.rows.indexOf(next) - 1] : (state.rows.at(-1) ?? row);
  const remarks = [...(day ? [`The date of service is that of the rows: ${dayName(day)}.`] : []), ...leftOut(left)];
  if (!rows.length && lines.length) return { place: { field: "billed" }, remarks };
  const lacksMinutes = end.code.trim() && !hasMinutes(end, state.assisted);
  return { place: lacksMinutes ? firstMinutes(state, end) : codeOf(freeRow(state)), remarks };
}

/** Takes an answer to the question. Of rows of several visits one is entered at a time, and the question stays for the others.
 * @param {State} state @param {Page} page @param {Question["choices"][number]} choice @returns {Outcome} */
export function answerQuestion(state, page, { label, answer }) {
  const asking = /** @type {Asking} */ (state.asking);
  if (asking.entered !== null) state.rows = [];
  const row = rowOf(state, asking.row) ?? addRow(state);
  const outcome = spread(state, page, row, asking.text, { ...asking.answers, ...answer });
  if (asking.ask.about === "visit" && answer.visit !== "one" && !state.asking) state.asking = { ...asking, row: row.id, entered: label };
  return outcome;
}

/** Enters nothing of what was asked about. @param {State} state @returns {Outcome} */
export function leaveQuestion(state) {
  const row = (state.asking && rowOf(state, state.asking.row)) ?? state.rows.at(-1) ?? addRow(state);
  state.asking = null;
  return { place: codeOf(row) };
}

// --- one row ----------------------------------------------------------------------------------------------------------

/** Turns a name that stands for one code into that code: "gait" becomes 97116. One that fits several stays, and asks. `isLeft`: the
 * field was left, so a text of several services is spread.
 * @param {State} state @param {Page} page @param {Row} row @param {boolean} isLeft @returns {Outcome} */
export function takeName(state, page, row, isLeft) {
  const typed = row.code.trim();
  const vocabulary = page.vocabulary(state.fields);
  if (state.asking?.row === row.id && state.asking.text === typed) return { place: null }; // it is asked already
  if (isLeft && hasRows(typed, vocabulary)) return spread(state, page, row, typed);
  const { rows, left } = read(typed, vocabulary);
  const [one] = rows;
  if (!one?.code || !page.codes.has(one.code) || one.minutes) return { place: null };
  row.code = one.code;
  followCodes(state, page);
  return { place: null, remarks: leftOut(left.filter(({ column }) => !column)) };
}

/** Enters a code that was chosen from several, or from the remembered ones.
 * @param {State} state @param {Page} page @param {Row | null} row @param {string} code @returns {Outcome} */
export function takeCode(state, page, row, code) {
  const into = Object.assign(row ?? freeRow(state), { code, ofExample: false });
  followCodes(state, page);
  return { place: firstMinutes(state, into) };
}

/** What was typed as "9:00-9:20" or "10a" becomes what it means, once it is complete.
 * @param {State} state @param {Row} row @param {MinutesField} name */
export function spell(state, row, name) {
  const text = row[name].trim();
  if (/^\d*$/.test(text)) return fitTimes(row, state.assisted);
  const minutes = readMinutes(text);
  if (!minutes) return;
  if (name === "minutes") write(state, row, minutes);
  else if (minutes.minutes === undefined) write(state, row, minutes, [name]);
  else {
    const { start, stop } = minutes;
    row[name] = String(minutes.minutes);
    if (start) Object.assign(row.carried, { start, stop });
  }
}

/** A minute more or less. @param {State} state @param {Row} row @param {number} by */
export function step(state, row, by) {
  row.minutes = String(Math.max(0, (Number(row.minutes.trim()) || 0) + by));
  fitTimes(row, state.assisted);
}

/** Takes a row away. @param {State} state @param {Row} row @returns {Outcome} */
export function removeRow(state, row) {
  const place = state.rows.indexOf(row);
  state.rows = state.rows.filter((each) => each !== row);
  return { place: codeOf(state.rows[place] ?? state.rows[place - 1] ?? addRow(state)) };
}

/** Where Enter leads from a field: to the next one, and from the last one to an empty row.
 * @param {State} state @param {Row} row @param {string} field @returns {Place} */
export function nextPlace(state, row, field) {
  const { rows, assisted } = state;
  const fields = [/** @type {RowField} */ ("code"), ...minutesShown(assisted)];
  const at = assisted && field === "minutes" ? fields.length - 1 : fields.indexOf(/** @type {RowField} */ (field)); // persons are shown now
  const next = at >= 0 && fields[at + 1];
  if (next) return { row: row.id, field: next };
  return codeOf(rows[rows.indexOf(row) + 1] ?? (at >= 0 && isEmpty(row, assisted) ? row : addRow(state)));
}

// --- the whole form ---------------------------------------------------------------------------------------------------

/** Begins another visit. What is the practice's mostly stays as it is.
 * @param {State} state @param {Page} page @param {Visit} visit the one in the form @param {Visit} [more] @returns {Outcome} */
export function beginAnew(state, page, visit, more = {}) {
  const { payer, date_of_service, discipline, setting, locality, apm, participating } = visit;
  fill(state, { payer, date_of_service, discipline, setting, locality, apm, participating, ...more, services: [] }, page);
  return { place: codeOf(state.rows[0]) };
}

/** Takes the last change back; running timers go on with their services. @param {State} state @param {Page} page */
export function undo(state, page) {
  const { past, visit } = before(state.past);
  const timed = state.rows;
  fill(state, visit, page);
  state.past = past;
  timed.forEach(({ code, began, over }, place) => {
    const row = state.rows[place];
    if (row?.code.trim() === code.trim()) Object.assign(row, { began, over }); // else the service is gone, and its time with it
  });
}

/** Notes the visit in the form for undo. @param {State} state @param {Record<string, any>} visit */
export const note = (state, visit) => void (state.past = noted(state.past, visit));
