// A pasted table, with or without names of its columns, as rows of services.
import { headsOf } from "./parse_columns.js";
import { DATE_LABEL, readSegment, SUM } from "./parse_lines.js";
import { looks, readRow } from "./parse_row.js";
import { ASSISTANT, namesAssistant } from "./persons.js";
import { cellsOf, isOf, looksLikeDate, tokens } from "./tokens.js";
import { squashed } from "./vocabulary.js";
/** @import { Cell, Found, Keys, Table, Vocabulary } from "./shapes.js" */

const WHOSE =
  "(?:patient|client|resident|member|insured|subscriber|name|mrn|chart|account|acct|claim|case|encounter|visit|dob|date of birth)(?:\\s+(?:name|id|no\\.?|number|record))*";
/** A row that tells whose the rows below it are, "Patient: Poe" or "MRN 123456"; and the first cell of one that parts them. */
const TELLS_WHOSE = new RegExp(String.raw`^\W*(${WHOSE})\s*(?:[:#=]|\s(?=\d))\W*(?=\w)`, "i");
const IS_WHOSE = new RegExp(String.raw`^\W*(${WHOSE})\W*$`, "i");
const DAY_BEFORE = /(?:\bdos|\bdate of service|\bservice date|\bvisit date)\W*$/i;
const isLabelOfRows = (/** @type {string} */ cell) => IS_WHOSE.test(cell) || (/\p{L}/u.test(cell) && DATE_LABEL.test(cell));

const filledOf = (/** @type {Cell[]} */ row) => row.filter((cell) => cell.text);
const writtenOf = (/** @type {Cell[]} */ cells) => cells.map((cell) => cell.text).join(" ");

/** The text as a table: its rows of cells and, where a row names them, its columns. Null where it is none.
 * @param {string} text @param {Vocabulary} vocabulary @returns {Table | null} */
export function tableOf(text, vocabulary) {
  for (const sign of ["\t", ",", ";", "|"]) {
    if (!text.includes(sign)) continue;
    const isInside = (/** @type {Cell} */ cell, /** @type {number} */ place, /** @type {Cell[]} */ cells) =>
      sign !== "|" || cell.text || (place > 0 && place < cells.length - 1);
    const rows = cellsOf(text, sign)?.map((cells) => cells.filter(isInside));
    if (!rows) continue;
    const place = rows.slice(0, 6).findIndex((row) => headsOf(row, vocabulary));
    if (place >= 0)
      return { heads: headsOf(rows[place], vocabulary), above: rows.slice(0, place), head: rows[place], rows: rows.slice(place + 1) };
    const filled = rows.filter((row) => filledOf(row).length);
    const isRow = (/** @type {Cell[]} */ row) => {
      const cells = filledOf(row);
      if (cells.length < 2 || oneName(cells, vocabulary) === null) return false;
      return sign === "\t" || (cells.length > 2 && (cells.some(({ text: cell }) => looksLikeDate(cell)) || isRowOfCells(cells, filled)));
    };
    const isLone = (/** @type {Cell[]} */ cells) => cells.length < 2 || isLabelOfRows(cells[0].text);
    const several = sign === "\t" ? filled.filter((row) => !isLone(filledOf(row))) : filled;
    if (several.length && several.every(isRow)) return { heads: null, above: [], head: [], rows };
  }
  return null;
}

/** Whether cells between commas are a row of several: "Roe,97110,25", a code and a number each in its own cell.
 * @param {Cell[]} cells @param {Cell[][]} rows */
const isRowOfCells = (cells, rows) =>
  rows.length > 1 &&
  rows.every((row) => row.length === rows[0].length) &&
  cells.filter(({ text }) => isCode(text)).length === 1 &&
  cells.some(({ text }) => /^\d{1,3}(?:\s?min\w*\.?)?$/i.test(text));

const isCode = (/** @type {string} */ text) => /^(?:[A-Z]\d{4}|\d{4}T|\d{5})(?:[-\s]+[A-Z][A-Z\d]|-\d{2}|[A-Z]{2})*$/i.test(text);

/** The place of the one cell with the code, or without a code with the name of a service; null where there is not just one.
 * @param {Cell[]} cells @param {Vocabulary} vocabulary */
function oneName(cells, vocabulary) {
  const codes = cells.filter(({ text }) => isCode(text) && !looksLikeDate(text));
  if (codes.length) return codes.length === 1 ? codes[0] : null;
  const withCode = cells.filter(({ text }) => tokens(text).some(isOf("code")));
  if (withCode.length) return withCode.length === 1 ? withCode[0] : null;
  const names = cells.filter(({ text }) => vocabulary.exactly(text) && !ASSISTANT.has(squashed(text)));
  return names.length === 1 ? names[0] : null;
}

/** The services of a table. @param {Table} table @param {string} text @param {Vocabulary} vocabulary @param {Found} found */
export function readTable({ heads, above, head, rows }, text, vocabulary, found) {
  const pieces = (/** @type {Cell[]} */ cells) => cells.flatMap(({ start, end }) => tokens(text, start, end));
  let before = /** @type {Keys} */ ({ named: {}, days: [], who: [] });
  let whoAbove = /** @type {string | null} */ (null);
  /** A row that is only a day, "DOS: 3/2/2026", dates the rows below it. @param {Cell[]} filled */
  const isDay = (filled) => {
    const all = pieces(filled);
    const date = all.find(isOf("date"));
    if (!date || all.at(-1) !== date) return false;
    const label = text.slice(filled[0].start, date.start).replace(/[",;|\t]/g, " ");
    if (!DATE_LABEL.test(label.trim())) return false;
    const day = { iso: date.iso ?? null, text: date.text };
    found.dates.push({ ...day, pieces: [date] });
    found.glue.push(...all.slice(0, -1));
    before = { ...before, days: [day] };
    for (const { line } of found.services) if (line) line.isAboveDay = !line.date; // "97110, DOS: 3/4/2026, 97140": maybe of another day
    return true;
  };
  /** A row that only tells a patient or a claim: the rows below it are of that one. @param {Cell[]} filled */
  const isWhose = (filled) => {
    const own = pieces(filled);
    if (own.some(({ code }) => code && vocabulary.codes.has(code))) return false;
    const written = writtenOf(filled);
    const [all = "", name] = written.match(TELLS_WHOSE) || (filled.length > 1 && filled[0].text.match(IS_WHOSE)) || [];
    if (!name) return false;
    const date = own.find(({ kind, start }) => kind === "date" && DAY_BEFORE.test(text.slice(filled[0].start, start)));
    const day = date && { iso: date.iso ?? null, text: date.text };
    const named = { ...before.named, [name]: squashed(written.slice(all.length)) };
    before = { ...before, named, ...(day ? { days: [day] } : {}) };
    if (day) found.dates.push({ ...day, pieces: [date] });
    found.left.push({ text: "", column: name, pieces: own.filter((piece) => piece !== date) });
    return true;
  };
  for (const row of above) {
    const filled = filledOf(row);
    if (!filled.length || isDay(filled) || isWhose(filled)) continue;
    if (namesAssistant(writtenOf(filled))) whoAbove = "above the table";
    found.left.push({ text: writtenOf(filled), pieces: pieces(filled) });
  }
  found.heads.push(...pieces(head));
  const titlesOf = (/** @type {Cell[]} */ cells) => cells.map((cell) => squashed(cell.text)).join("|");
  /** A row of a service. @param {Cell[]} cells @param {Cell | null} name the cell that names it, where columns have no names */
  const readCells = (cells, name) => {
    const columns = cells.map((cell, place) => {
      const role = heads ? "other" : looks(cell.text, cell === name, vocabulary);
      return { cell, place, ...(heads?.[place] ?? { name: `Column ${place + 1}`, role }) };
    });
    before = readRow(columns.filter(({ cell }) => cell.text), { text, vocabulary, found, before, heads });
    const service = found.services[found.services.length - 1];
    if (whoAbove && service.minutes?.minutes != null) service.asksWho ??= whoAbove;
  };
  for (const cells of rows) {
    const filled = filledOf(cells);
    const line = { services: [], isFirst: true, date: null };
    if (!filled.length) continue;
    if (heads && titlesOf(cells) === titlesOf(head)) found.heads.push(...pieces(filled)); // as on every page of a report
    else if (isDay(filled) || isWhose(filled)) continue;
    else if (SUM.test(filled[0].text)) found.left.push({ text: writtenOf(filled), pieces: pieces(filled) });
    else if (!heads && filled.length === 1) readSegment(text, filled[0].start, filled[0].end, { found, vocabulary, line });
    else readCells(cells, heads ? null : oneName(filled, vocabulary));
  }
}
