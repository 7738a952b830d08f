// The visit in a page's address: "#v=" and the visit as JSON, in the part of an address that browsers never send.
import { sha256 } from "../sha256.js";
import { PERSONS } from "./rows.js";

const LONGEST_LINK = 50_000; // letters
const MOST_ROWS = 100; // a link with more services than any visit has is not shown row by row

/** A visit that is larger than any true one. */
export class TooLarge extends Error {}

/** The text of the visit in an address's part after "#", or undefined. @param {string} hash */
export const visitText = (hash) => hash.match(/^#v=(.*)$/s)?.[1];

/** The part after "#" for a visit. @param {object} visit */
export const hashOf = (visit) => `#v=${encodeURIComponent(JSON.stringify(visit))}`;

/** Whether a value is nested more than some levels deep; it looks no deeper than that.
 * @param {unknown} value @param {number} levels @returns {boolean} */
const isDeeper = (value, levels) =>
  value !== null && typeof value === "object" && (levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1)));

/** The visit in the text of an address, and notices on what the form shows otherwise. Throws where it is none.
 * @param {string} text @param {number} deepest levels that the engine reads @returns {{visit: Record<string, any>, notices: string[]}} */
export function readVisit(text, deepest) {
  if (text.length > LONGEST_LINK) throw new TooLarge(`it has ${text.length} letters`);
  const visit = JSON.parse(decodeURIComponent(text));
  if (isDeeper(visit, deepest)) throw new TooLarge(`it is nested more than ${deepest} deep`);
  if (visit === null || typeof visit !== "object" || Array.isArray(visit)) throw new Error("not a visit");
  const services = Array.isArray(visit.services) ? visit.services : [];
  if (services.length > MOST_ROWS) throw new TooLarge(`it has ${services.length} services`);
  const notices = [];
  for (const [index, service] of services.entries()) {
    if (service?.minutes != null && PERSONS.some((name) => service[name] != null)) {
      notices.push(`Service ${index + 1} of the link gives its minutes twice, as one number and by person. The form shows them by person.`);
    }
  }
  return { visit, notices };
}

/** The fingerprint under which the page knows the lines of an example (sitegen/pages/form_data.py). @param {string} text */
export async function fingerprintOf(text) {
  return (await sha256(new TextEncoder().encode(decodeURIComponent(text)))).slice(0, 12);
}

/** Claim lines of a text such as "97110:2:GP 97140:1:GP". @param {string} text */
export function linesOf(text) {
  return text.split(" ").map((line) => {
    const [code, units, ...modifiers] = line.split(":");
    return { code, units: Number(units), modifiers };
  });
}
