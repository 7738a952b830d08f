// What the columns of a pasted table are, by their names: "Service Date", "CPT Code", "Rendering Provider".
import { wordSet } from "./persons.js";
import { looksLikeDate, tokens } from "./tokens.js";
/** @import { Cell, Column, Head, Vocabulary } from "./shapes.js" */

const OF_VISIT = "visit encounter session service treatment appointment appt";
const OTHER_DAY = `birth signed created posted submitted printed paid first last next initial onset injury admission admit order
  certification referral claim due modified updated`;
const OTHER_NAME = "revenue rev reason status facility clinic company first last full middle physician doctor taxonomy group plan";
const OTHER = `birth dob diagnosis dx icd icd10 patient client member insured payer insurance claim zip pos place location signed created
  posted submitted printed npi mrn account visit encounter session chart record denial reason auth authorization referral paid
  gender sex age phone address`;
const PROVIDER = `provider therapist clinician practitioner assistant rendering treating staff credential credentials furnished discipline
  by prov license licensure pt ot slp`;

/** What a column is by the words of its name, the first that fits: some word of `any` and of `and`, none of `no`, only words of `only`, at
 * most `most`. @type {{role: string, any?: string, and?: string, no?: string, only?: string, most?: number}[]} */
const ROLES = [
  { role: "line", any: "line row", only: "claim service charge line row item no number #" },
  { role: "date", any: "date dates day", and: OF_VISIT, no: OTHER_DAY },
  { role: "other", any: "date dates day", and: OTHER_DAY },
  { role: "code", any: "charge billing billed fee", and: "code codes cpt hcpcs", no: "amount units unit" },
  { role: "person", any: "assistant pta cota ota asst", no: "minutes minute mins min time duration" },
  { role: "other", any: "appt appointment arrival scheduled check", and: "time in out start end" },
  { role: "other", any: "code name", and: OTHER_NAME },
  { role: "other", any: OTHER },
  { role: "modifier", any: "modifier modifiers mod mods m1 m2 m3 m4" },
  { role: "pointer", any: "pointer pointers ptr" },
  { role: "units", any: "units unit qty quantity" },
  { role: "charge", any: "charge charges fee fees amount price rate cost $ balance billed" },
  { role: "minutes", any: "minutes minute mins min duration" },
  { role: "date", any: "date dates dos day" },
  { role: "start", any: "start begin began in" },
  { role: "stop", any: "stop end ended finish out" },
  { role: "time", any: "time times" },
  { role: "code", any: "cpt hcpcs code codes proc procedure" },
  { role: "date", any: "from thru through to", most: 2 },
  { role: "person", any: PROVIDER },
  { role: "what", any: "description desc service services treatment intervention activity what" },
  { role: "what", any: "name", most: 1 },
  { role: "line", only: "line row seq sequence item no number #" },
];
const has = (/** @type {string[]} */ head, /** @type {Set<string>} */ words) => head.some((word) => words.has(word));
const FITTING = ROLES.map(({ role, any, and, no = "", only, most = Infinity }) => {
  const [some, also, all] = [any, and, only].map((words) => words && wordSet(words));
  const none = wordSet(no);
  const isOnly = (/** @type {string[]} */ head) => head.length && head.length <= most && head.every((word) => !all || all.has(word));
  const hasAll = (/** @type {string[]} */ head) => [some, also].every((words) => !words || has(head, words));
  const fits = (/** @type {string[]} */ head) => isOnly(head) && hasAll(head) && !has(head, none);
  return { role, fits };
});
const DESCRIBES = wordSet("description desc name");
const ASSISTANTS = wordSet("assistant pta ota cota");
const THERAPISTS = wordSet("therapist pt ot slp");
const WHOSE = wordSet("patient client member insured subscriber claim mrn account chart visit encounter first last");

/** Whether a column tells whose claim a line is of. @param {string} name */
export const tellsWhose = (name) =>
  !["line", "date"].includes(roleOf(name)) && (name.toLowerCase().match(/[a-z]+/g) ?? []).some((word) => WHOSE.has(word));

/** What a column is by its name: "Service Date" a day, "CPT Code" a code, "Rendering Provider" a person. @param {string} name */
export function roleOf(name) {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().match(/[a-z]+\d*|[#$]/g) ?? [];
  const head = words.flatMap((word) => (/^[a-z]{2,}\d$/.test(word) ? [word, word.slice(0, -1)] : [word])); // "Modifier1"
  const { role = "other" } = FITTING.find(({ fits }) => fits(head)) ?? {};
  if (role === "code" && has(head, DESCRIBES)) return "what";
  if (role === "minutes" && has(head, ASSISTANTS)) return "minutes a";
  if (role === "minutes" && has(head, THERAPISTS)) return "minutes t";
  return role;
}

/** The columns that a row names, or null where it names none.
 * @param {Cell[]} row @param {Vocabulary} vocabulary @returns {Head[] | null} */
export function headsOf(row, vocabulary) {
  const names = row.map(({ text }) => text);
  const filled = names.filter(Boolean);
  const isValue = (/** @type {string} */ name) => /\d{3}|^[\d.,$:/-]+$/.test(name) || vocabulary.codes.has(name.toUpperCase());
  if (filled.length < 2 || filled.some(isValue)) return null;
  const roles = names.map((name) => (name ? roleOf(name) : "other"));
  // A sum of the visit, "Total Time", is no service's own where each has minutes beside it.
  const isTotal = (/** @type {string} */ name) => /\btotal\b/i.test(name);
  if (names.some((name, place) => roles[place] === "minutes" && !isTotal(name)))
    names.forEach((name, place) => isTotal(name) && ["minutes", "time"].includes(roles[place]) && (roles[place] = "other"));
  const isTold = roles.includes("code") || (roles.includes("what") && roles.some((role) => !["what", "other", "line"].includes(role)));
  const isDiagnosis = (/** @type {string} */ name) => /^icd-?\s?10\b|\bdx\s?\d$|\bdiagnosis\s?\d$/i.test(name);
  const isNamed = filled.every((name) => !/\d/.test(name) || roleOf(name) !== "other" || isDiagnosis(name));
  return isTold && isNamed && new Set(roles).size > 1 ? names.map((name, place) => ({ name, role: roles[place] })) : null;
}

/** A column of times may be called "From", and one of the assistant's minutes "PTA". @param {Column} column */
export function roleByCell({ role, name, cell }) {
  const number = /^\d{1,3}(?:\s*min\w*\.?)?$/.test(cell.text);
  if (role === "person" && number) return /\b(?:pta|ota|cota|assistant)\b/i.test(name) ? "minutes a" : "minutes t";
  return role === "date" && tokens(cell.text).some(({ clock }) => clock) && !looksLikeDate(cell.text) ? "clock" : role;
}
