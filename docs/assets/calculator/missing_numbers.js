// What the rules do not have yet for a date of service.
import { listed } from "../result/words.js";
/** @import { Missing } from "./shapes.js" */

/** A sentence on what is not loaded for a day and a kind of payer; empty where nothing is missing. @param {Missing[]} missing
 * @param {string} day as 2027-01-04; a day half typed is none @param {string} [kind] */
export function notLoaded(missing, day, kind) {
  const found = missing.filter(({ since, until, kind: whose }) => whose === kind && since <= day && (until === null || day <= until));
  const names = [...new Set(found.map(({ name }) => name))];
  return names.length ? `Not loaded yet for this day: ${listed(names)}.` : "";
}
