// What was allowed so far in the patient's year, in the KX buckets. It is kept in the page, or in a file that the user
// saves and opens, which has dates and amounts and no name. No document is needed.
import { count, dayName } from "../result/words.js";
import { cents, plain, told } from "./money.js";
/** @import { Page, Year, YearVisit } from "./shapes.js" */

/** Another patient begins at nothing, in all buckets. @returns {Year} */
export const newYear = () => ({ visits: [], used: {}, bucket: "", sums: null, said: "", lacksAmount: false });

/** The amount of a bucket as the form has it. @param {Year} year @param {string} [bucket] */
const amountOf = (year, bucket = year.bucket) => (year.used[bucket] ? plain(year.used[bucket]) : "");

/** Another visit came into the form, with the amount of its own bucket.
 * @param {Year} year @param {{discipline: string, amount_used: string}} fields @param {Page} page */
export function beginYear(year, { discipline, amount_used }, page) {
  year.bucket = page.bucketOf(discipline);
  year.used[year.bucket] = cents(amount_used) ?? 0;
}

/** What is typed as used belongs to the bucket of the visit; another bucket brings its own amount.
 * @param {Year} year @param {{discipline: string, amount_used: string}} fields @param {Page} page */
export function followYear(year, fields, page) {
  const bucket = page.bucketOf(fields.discipline);
  year.used[year.bucket] = cents(fields.amount_used) ?? 0;
  if (bucket === year.bucket) return;
  fields.amount_used = amountOf(year, bucket);
  year.bucket = bucket;
}

/** What to do where a visit was to be added that has no amount; empty once it has one.
 * @param {Year} year @param {boolean} hasAmount */
export const lackSaid = ({ lacksAmount }, hasAmount) =>
  lacksAmount && !hasAmount ? "This visit has no amount here. Choose a Medicare locality, or type the dollars used." : "";

/** A word where the amounts were added up for another year than the visit's. @param {Year} year @param {string} day */
export function otherYear({ sums }, day) {
  const own = day.slice(0, 4);
  const isOther = sums && sums !== own && /^20/.test(own); // a year half typed is none
  return isOther ? `These amounts were added up for ${sums}; the visit is of ${own}. Enter what was used in ${own}.` : "";
}

/** Adds a visit with its allowed amount in cents; gives the amount of its bucket.
 * @param {Year} year @param {Omit<YearVisit, "allowed">} visit @param {number} allowed */
export function addVisit(year, { date_of_service, discipline }, allowed) {
  year.used[year.bucket] = (year.used[year.bucket] ?? 0) + allowed;
  year.visits = [...year.visits, { date_of_service, discipline, allowed: plain(allowed) }];
  year.sums = date_of_service.slice(0, 4);
  year.said = `Added $${told(allowed)}. Enter the next visit of this patient.`;
  return amountOf(year);
}

/** Takes a visit out again; gives the amount of the form's bucket where it changed, else null.
 * @param {Year} year @param {YearVisit} visit @param {Page} page */
export function takeOut(year, visit, page) {
  const bucket = page.bucketOf(visit.discipline);
  year.visits = year.visits.filter((each) => each !== visit);
  year.used[bucket] = Math.max(0, (year.used[bucket] ?? 0) - (cents(visit.allowed) ?? 0));
  year.said = `Removed: $${visit.allowed} of ${dayName(visit.date_of_service)}.`;
  return bucket === year.bucket ? plain(year.used[bucket]) : null;
}

/** The year as a file's text. @param {Year} year @param {string} day @param {Page} page */
export function savedYear(year, day, page) {
  const used = Object.fromEntries(page.data.buckets.map(({ key }) => [key, plain(year.used[key] ?? 0)]));
  const about = "The patient's year of Rehab Rules. No name belongs in it.";
  return JSON.stringify({ about, year: day.slice(0, 4), used, visits: year.visits }, null, 1);
}

/** Takes a saved year; gives the amount of the form's bucket, or null where the file was not taken.
 * @param {Year} year @param {string} text @param {string} day @param {Page} page */
export function openYear(year, text, day, page) {
  try {
    const { year: saved, used, visits = [] } = JSON.parse(text);
    const amounts = page.data.buckets.map(({ key }) => /** @type {const} */ ([key, cents(used[key])]));
    const isWhole = amounts.every(([, amount]) => amount !== null) && Array.isArray(visits);
    if (!isWhole || visits.some((visit) => cents(visit?.allowed ?? "") === null)) throw new Error("an amount is missing");
    const own = day.slice(0, 4);
    if (String(saved) !== own) {
      year.said = `Not opened: the file is of ${saved}, the visit of ${own}, and amounts of one year do not count in another. Change the date of service first.`;
      return null;
    }
    Object.assign(year, { used: Object.fromEntries(amounts), visits, sums: own });
    year.said = `Opened: ${count(visits.length, "visit")}.`;
    return plain(year.used[year.bucket]);
  } catch (error) {
    year.said = `This file could not be opened (${error instanceof Error ? error.message : error}). Expected a file that was saved here.`;
    return null;
  }
}
