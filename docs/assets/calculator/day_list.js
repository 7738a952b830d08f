// The visits that were kept from a day's work, with what they come to. They are kept in the page alone: closing it loses them.
import { errorsIn } from "../result/findings.js";
import { asCsv, errorsSaid, HEADS, rowsOf, tabbed } from "./clipboard_formats.js";
import { cents, plain } from "./money.js";
/** @import { Answer, DayList, KeptVisit, PageData } from "./shapes.js" */

/** A list without visits. @returns {DayList} */
export const newDay = () => ({ visits: [], reopened: null, made: 0, said: "" });

/** What the list holds of an answer. @param {Answer} answer @param {Map<string, number> | undefined} fees own fees in cents by code
 * @returns {Omit<KeptVisit, "number">} */
function keptOf({ visit, result }, fees) {
  const { lines, payment } = result;
  const isPriced = fees && lines.every(({ code }) => fees.has(code));
  const own = isPriced ? lines.reduce((sum, { code, units }) => sum + (fees.get(code) ?? 0) * units, 0) : null;
  return {
    visit, lines, units: lines.reduce((sum, { units }) => sum + units, 0), errors: errorsIn(result.findings).length,
    amount: cents(payment?.allowed ?? "") ?? own,
  };
}

/** Keeps a visit: in its old place where it was reopened, else as the last. Gives its number. @param {DayList} day @param {Answer} answer
 * @param {Map<string, number>} [fees] */
export function keepVisit(day, answer, fees) {
  const number = day.reopened ?? (day.made += 1);
  const kept = { number, ...keptOf(answer, fees) };
  const isThere = day.visits.some((each) => each.number === number);
  day.visits = isThere ? day.visits.map((each) => (each.number === number ? kept : each)) : [...day.visits, kept];
  day.reopened = null;
  return number;
}

/** Removes a visit. @param {DayList} day @param {number} number */
export function removeVisit(day, number) {
  day.visits = day.visits.filter((each) => each.number !== number);
  if (day.reopened === number) day.reopened = null;
}

/** What the visits come to; `unpriced`: visits without an amount, which the sum does not have. @param {DayList} day */
export function totalsOf({ visits }) {
  const sum = (/** @type {(visit: KeptVisit) => number} */ of) => visits.reduce((total, visit) => total + of(visit), 0);
  const unpriced = visits.filter(({ amount }) => amount === null).length;
  return {
    visits: visits.length, units: sum(({ units }) => units), errors: sum(({ errors }) => errors),
    amount: sum(({ amount }) => amount ?? 0), unpriced,
  };
}

/** All lines of all visits as rows, below the names of the columns. @param {DayList} day @param {PageData} data */
function rowsOfAll({ visits }, { payers }) {
  const nameOf = (/** @type {string} */ key) => payers.find((payer) => payer.key === key)?.name ?? key;
  const rows = visits.flatMap(({ number, visit, lines, errors, amount }) => {
    const own = lines.length ? rowsOf(visit, { lines }) : [[visit.date_of_service, "", "", "", "", "", ""]]; // a visit without lines is not lost
    return own.map((row, index) => [
      number, nameOf(visit.payer), visit.discipline, ...row, index || amount === null ? "" : plain(amount), errorsSaid(errors),
    ]);
  });
  return [["visit", "payer", "discipline", ...HEADS, "amount of visit", "errors"], ...rows];
}

/** Cells that a spreadsheet puts into columns. @param {DayList} day @param {PageData} data */
export const dayAsTable = (day, data) => tabbed(rowsOfAll(day, data));

/** A file of comma separated values. @param {DayList} day @param {PageData} data */
export const dayAsCsv = (day, data) => `${asCsv(rowsOfAll(day, data))}\r\n`;
