// The services of the form, one a row, as plain data: what was typed, its timer, and what a link brought beside it.
/** @import { MinutesField, Row } from "./shapes.js" */

export const PERSONS = /** @type {const} */ (["therapist_minutes", "assistant_minutes", "together_minutes"]);
export const MINUTES = /** @type {const} */ (["minutes", ...PERSONS]);
export const USUAL_SETTING = "office"; // that of a visit that names none, as the contract has it
const SHOWN_OF_SERVICE = ["code", ...MINUTES];

/** The text of an input for a value of a link. @param {unknown} value */
export const textOf = (value) => String(value ?? "").replace(/[\r\n]/g, "");

/** A number where a text is one, else the text. @param {string} text */
export const asNumber = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** Which service a field of a visit belongs to, and its name there: `services[1].minutes` is "minutes" of the second.
 * @param {string} field */
export function inService(field) {
  const [, index, name = ""] = field.match(/^services\[(\d+)\](?:\.(\w+))?$/) ?? [];
  return index === undefined ? null : { index: Number(index), name };
}

const sum = (/** @type {string[]} */ texts) => texts.reduce((total, text) => total + (Number(text) || 0), 0);

/** A row with a service of a visit. @param {string} id @param {Record<string, any>} service @returns {Row} */
export function rowWith(id, service = {}) {
  const carried = Object.entries(service).filter(([name, value]) => !SHOWN_OF_SERVICE.includes(name) && value != null);
  const { code, minutes, therapist_minutes, assistant_minutes, together_minutes } = service;
  return {
    id, code: textOf(code), minutes: textOf(minutes), therapist_minutes: textOf(therapist_minutes ?? minutes),
    assistant_minutes: textOf(assistant_minutes), together_minutes: textOf(together_minutes),
    carried: Object.fromEntries(carried), reads: null, meant: null, ofExample: false, began: null, over: 0, said: "",
  };
}

/** The fields of minutes that the form shows. @param {boolean} assisted @returns {readonly MinutesField[]} */
export const minutesShown = (assisted) => (assisted ? PERSONS : ["minutes"]);

/** The field that minutes without a person go into. @param {boolean} assisted @returns {MinutesField} */
export const ownMinutes = (assisted) => (assisted ? "therapist_minutes" : "minutes");

/** Whether a row has any minutes. @param {Row} row @param {boolean} assisted */
export const hasMinutes = (row, assisted) => minutesShown(assisted).some((name) => row[name].trim());

/** Whether nothing stands in a row. @param {Row} row @param {boolean} assisted */
export const isEmpty = (row, assisted) => !row.code.trim() && !hasMinutes(row, assisted);

/** Drops the times of a row. @param {Row} row */
export function dropTimes(row) {
  delete row.carried.start;
  delete row.carried.stop;
}

/** Drops times that no longer fit the minutes: they would be held against them. @param {Row} row @param {boolean} assisted */
export function fitTimes(row, assisted) {
  const { start, stop } = row.carried;
  const clock = (/** @type {string} */ text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  if (typeof start !== "string" || typeof stop !== "string") return;
  if (clock(stop) - clock(start) !== sum(minutesShown(assisted).map((name) => row[name]))) dropTimes(row);
}

/** One field of minutes, or three. The persons' minutes are kept, so that switching back restores them.
 * @param {Row} row @param {boolean} assisted */
export function switchPersons(row, assisted) {
  const all = sum(PERSONS.map((name) => row[name]));
  if (!assisted) row.minutes = all ? String(all) : row.minutes;
  else if (Number(row.minutes) !== all) {
    for (const name of PERSONS) row[name] = "";
    row.therapist_minutes = row.minutes;
  }
}

/** Seconds that a running timer shows. @param {Row} row @param {number} now */
export const secondsOf = (row, now) => Math.floor((now - (row.began ?? now)) / 1000);

/** "1:05" @param {number} seconds */
export const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
