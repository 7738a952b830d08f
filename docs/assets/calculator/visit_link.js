// The visit in a page's address: "#v=" and the visit, in the part of an address that browsers never send. Pages of this site and old
// links have it as JSON, percent-encoded; links that are copied as base64url of JSON with short names, a third as long.
import { sha256 } from "../sha256.js";
import { PERSONS } from "./rows.js";

const LONGEST_LINK = 50_000; // letters
const MOST_ROWS = 100; // a link with more services than any visit has is not shown row by row

/** A visit that is larger than any true one. */
export class TooLarge extends Error {}

/** The text of the visit in an address's part after "#", or undefined. @param {string} hash */
export const visitText = (hash) => hash.match(/^#v=(.*)$/s)?.[1];

/** Short names for the fields that most visits have; no field of a visit has one letter. Links that exist depend on them. */
const SHORT = {
  date_of_service: "d", payer: "p", discipline: "t", services: "s", choose: "o", setting: "e", amount_used: "u", locality: "l",
  billed: "b", code: "c", minutes: "m", therapist_minutes: "w", assistant_minutes: "a", together_minutes: "g", start: "f",
  stop: "h", units: "n", modifiers: "r",
};
const LONG = Object.fromEntries(Object.entries(SHORT).map(([long, short]) => [short, long]));

/** A value with its fields called otherwise. @param {any} value @param {Record<string, string>} names @returns {any} */
function renamed(value, names) {
  if (Array.isArray(value)) return value.map((each) => renamed(each, names));
  if (value === null || typeof value !== "object") return value;
  const nameOf = (/** @type {string} */ name) => (Object.hasOwn(names, name) ? names[name] : name);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [nameOf(name), renamed(each, names)]));
}

/** The part after "#" for a visit. @param {object} visit */
export function hashOf(visit) {
  const bytes = new TextEncoder().encode(JSON.stringify(renamed(visit, SHORT)));
  const text = btoa(String.fromCharCode(...bytes));
  return `#v=${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** The JSON of the text of an address. @param {string} text @param {number} deepest */
function jsonOf(text, deepest) {
  if (!/^[\w-]+$/.test(text) || /^\d+$|^null$/.test(text)) return JSON.parse(decodeURIComponent(text));
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const short = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  return isDeeper(short, deepest) ? short : renamed(short, LONG);
}

/** Whether a value is nested more than some levels deep; it looks no deeper than that.
 * @param {unknown} value @param {number} levels @returns {boolean} */
const isDeeper = (value, levels) =>
  value !== null && typeof value === "object" && (levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1)));

/** The visit in the text of an address, and notices on what the form shows otherwise. Throws where it is none.
 * @param {string} text @param {number} deepest levels that the engine reads @returns {{visit: Record<string, any>, notices: string[]}} */
export function readVisit(text, deepest) {
  if (text.length > LONGEST_LINK) throw new TooLarge(`it has ${text.length} letters`);
  const visit = jsonOf(text, deepest);
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
