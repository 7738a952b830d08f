// What of a visit may be in the address, which the browser keeps in its history and a link shows to others: known codes,
// modifiers and words, numbers, days and times of day. What was typed, or came in a link, and is none of these may be a
// name. No document is needed here, so that tests run it by itself.
/** @import { PageData } from "./shapes.js" */

/** @type {Record<string, RegExp>} */
const LOOKS = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  number: /^\d+(?:\.\d+)?$/,
  start: /^\d{2}:\d{2}$/,
  stop: /^\d{2}:\d{2}$/,
  locality: /^\d{5}-\d{2}$/, // also of another year, which the page has not
  place_of_service: /^\d{2}$/,
  pointers: /^[A-L]$/,
  diagnoses: /^[A-Z]\d[\dA-Z](?:\.?[\dA-Z]{1,4})?$/i, // of ICD-10-CM, whose codes the page has not
};
const MAY_BE_EMPTY = new Set(["date_of_service", "payer", "code"]);

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
/** @param {unknown} list @returns {Record<string, unknown>[]} */
const objectsOf = (list) => (Array.isArray(list) ? list.filter(isObject) : []);

/** The function that gives what of a visit may be in the address.
 * @param {Pick<PageData, "codes" | "modifiers" | "payers" | "disciplines" | "settings" | "fields">} data */
export function sharing({ codes, modifiers, payers, disciplines, settings, fields }) {
  const code = new Set(codes.map((each) => each.code));
  const lists = { modifiers, payer: payers, discipline: disciplines, setting: settings };
  const keys = new Map(Object.entries({ code, codes: code, choose: code }));
  for (const [name, list] of Object.entries(lists)) keys.set(name, new Set(list.map(({ key }) => key)));

  /** @param {string} text @param {string} name */
  function isKnownText(text, name) {
    const known = keys.get(name);
    const words = fields[name];
    if (text === "") return MAY_BE_EMPTY.has(name);
    if (known) return known.has(text);
    if (Array.isArray(words)) return words.includes(text);
    return Boolean((LOOKS[name] ?? LOOKS[words ?? ""])?.test(text));
  }

  /** Whether a field is one of a visit, and all that is in it known. @param {[string, unknown]} field @returns {boolean} */
  function isKnown([name, value]) {
    if (!Object.hasOwn(fields, name)) return false;
    if (Array.isArray(value)) return value.every((each) => isKnown([name, each]));
    return isObject(value) ? Object.entries(value).every(isKnown) : typeof value !== "string" || isKnownText(value, name);
  }

  /** @param {Record<string, unknown>} whole @returns {Record<string, unknown>} */
  const knownOf = (whole) => Object.fromEntries(Object.entries(whole).filter(isKnown));
  /** Neither of two times counts alone. @param {Record<string, unknown>} service @returns {Record<string, unknown>} */
  const withBothTimes = ({ start, stop, ...service }) => (start && stop ? { ...service, start, stop } : service);
  const isLine = (/** @type {Record<string, unknown>} */ line) => Number.isInteger(line.units) && isKnown(["billed", line]);
  /** The lists that keep what is known of them: a line is known as a whole or left out.
   * @type {Record<string, (list: unknown) => unknown[]>} */
  const PARTS = {
    services: (list) => objectsOf(list).map(knownOf).map(withBothTimes).filter((service) => typeof service.code === "string"),
    choose: (list) => (Array.isArray(list) ? list : []).filter((each) => isKnown(["choose", each])),
    billed: (list) => objectsOf(list).filter(isLine),
    other_visits: (list) => {
      const visits = objectsOf(list).map((visit) => ({ ...visit, lines: objectsOf(visit.lines).filter(isLine) }));
      return visits.filter((visit) => visit.lines.length && isKnown(["other_visits", visit]));
    },
  };
  const known = (/** @type {[string, unknown]} */ [name, value]) => {
    if (!Object.hasOwn(PARTS, name)) return isKnown([name, value]) ? [[name, value]] : [];
    const part = PARTS[name](value);
    return part.length || name === "services" ? [[name, part]] : [];
  };

  /** @param {object} visit @returns {Record<string, unknown>} */
  return (visit) => Object.fromEntries(Object.entries(visit).flatMap(known));
}
