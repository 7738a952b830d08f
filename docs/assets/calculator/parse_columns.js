// What the columns of a pasted table are, by their names: "Service Date", "CPT Code", "Rendering Provider".
import { readDate, looksLikeDate, tokens } from "./tokens.js";

const any =
  (...words) =>
  (head) =>
    words.some((word) => head.includes(word));
const OF_VISIT = any("visit", "encounter", "session", "service", "treatment", "appointment", "appt");
const OTHER_DAY = any(
  "birth",
  "signed",
  "created",
  "posted",
  "submitted",
  "printed",
  "paid",
  "first",
  "last",
  "next",
  "initial",
  "onset",
  "injury",
  "admission",
  "admit",
  "order",
  "certification",
  "referral",
  "claim",
  "due",
  "modified",
  "updated",
);
const ROLES = [
  // the first that fits a column's name, by its whole words
  [
    "line",
    (head) =>
      any("line", "row")(head) &&
      head.every((word) => ["claim", "service", "charge", "line", "row", "item", "no", "number", "#"].includes(word)),
  ],
  ["date", (head) => any("date", "dates", "day")(head) && OF_VISIT(head) && !OTHER_DAY(head)],
  ["other", (head) => any("date", "dates", "day")(head) && OTHER_DAY(head)],
  [
    "code",
    (head) =>
      any("charge", "billing", "billed", "fee")(head) &&
      any("code", "codes", "cpt", "hcpcs")(head) &&
      !any("amount", "units", "unit")(head),
  ],
  [
    "person",
    (head) => any("assistant", "pta", "cota", "ota", "asst")(head) && !any("minutes", "minute", "mins", "min", "time", "duration")(head),
  ],
  ["other", (head) => any("appt", "appointment", "arrival", "scheduled", "check")(head) && any("time", "in", "out", "start", "end")(head)],
  [
    "other",
    (head) =>
      any("code", "name")(head) &&
      any(
        "revenue",
        "rev",
        "reason",
        "status",
        "facility",
        "clinic",
        "company",
        "first",
        "last",
        "full",
        "middle",
        "physician",
        "doctor",
        "taxonomy",
        "group",
        "plan",
      )(head),
  ],
  [
    "other",
    any(
      "birth",
      "dob",
      "diagnosis",
      "dx",
      "icd",
      "icd10",
      "patient",
      "client",
      "member",
      "insured",
      "payer",
      "insurance",
      "claim",
      "zip",
      "pos",
      "place",
      "location",
      "signed",
      "created",
      "posted",
      "submitted",
      "printed",
      "npi",
      "mrn",
      "account",
      "visit",
      "encounter",
      "session",
      "chart",
      "record",
      "denial",
      "reason",
      "auth",
      "authorization",
      "referral",
      "paid",
      "gender",
      "sex",
      "age",
      "phone",
      "address",
    ),
  ],
  ["modifier", any("modifier", "modifiers", "mod", "mods", "m1", "m2", "m3", "m4")],
  ["pointer", any("pointer", "pointers", "ptr")],
  ["units", any("units", "unit", "qty", "quantity")],
  ["charge", any("charge", "charges", "fee", "fees", "amount", "price", "rate", "cost", "$", "balance", "billed")],
  ["minutes", any("minutes", "minute", "mins", "min", "duration")],
  ["date", any("date", "dates", "dos", "day")],
  ["start", any("start", "begin", "began", "in")],
  ["stop", any("stop", "end", "ended", "finish", "out")],
  ["time", any("time", "times")],
  ["code", any("cpt", "hcpcs", "code", "codes", "proc", "procedure")],
  ["date", (head) => any("from", "thru", "through", "to")(head) && head.length < 3],
  [
    "person",
    any(
      "provider",
      "therapist",
      "clinician",
      "practitioner",
      "assistant",
      "rendering",
      "treating",
      "staff",
      "credential",
      "credentials",
      "furnished",
      "discipline",
      "by",
      "prov",
      "license",
      "licensure",
      "pt",
      "ot",
      "slp",
    ),
  ],
  ["what", any("description", "desc", "service", "services", "treatment", "intervention", "activity", "what")],
  ["what", (head) => head.length === 1 && head[0] === "name"],
  [
    "line",
    (head) => head.every((word) => ["line", "row", "seq", "sequence", "item", "no", "number", "#"].includes(word)) && head.length > 0,
  ],
];
const DESCRIBES = any("description", "desc", "name");
/** Whether a column tells whose claim a line is of. */
export const tellsWhose = (name) =>
  !["line", "date"].includes(roleOf(name)) &&
  any(
    "patient",
    "client",
    "member",
    "insured",
    "subscriber",
    "claim",
    "mrn",
    "account",
    "chart",
    "visit",
    "encounter",
    "first",
    "last",
  )(name.toLowerCase().match(/[a-z]+/g) ?? []);

/** What a column is by its name: "Service Date" a day, "CPT Code" a code, "Rendering Provider" a person. */
export function roleOf(name) {
  const head =
    name
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[a-z]+\d*|[#$]/g)
      ?.flatMap((word) => (/^[a-z]{2,}\d$/.test(word) ? [word, word.slice(0, -1)] : [word])) ?? []; // "Modifier1"
  const [role = "other"] = ROLES.find(([, test]) => test(head)) ?? [];
  if (role === "code" && DESCRIBES(head)) return "what";
  if (role === "minutes" && any("assistant", "pta", "ota", "cota")(head)) return "minutes a";
  if (role === "minutes" && any("therapist", "pt", "ot", "slp")(head)) return "minutes t";
  return role;
}

/** The columns that a row names, or null where it names none. */
export function headsOf(row, vocabulary) {
  const names = row.map(({ text }) => text);
  const filled = names.filter(Boolean);
  if (
    filled.length < 2 ||
    filled.some((name) => /\d{3}/.test(name) || /^[\d.,$:/-]+$/.test(name) || vocabulary.codes.has(name.toUpperCase()))
  )
    return null;
  const roles = names.map((name) => (name ? roleOf(name) : "other"));
  // A sum of the visit, "Total Time", is no service's own where each has minutes beside it.
  const isTotal = (name) => /\btotal\b/i.test(name);
  if (names.some((name, place) => roles[place] === "minutes" && !isTotal(name)))
    names.forEach((name, place) => isTotal(name) && ["minutes", "time"].includes(roles[place]) && (roles[place] = "other"));
  const isTold = roles.includes("code") || (roles.includes("what") && roles.some((role) => !["what", "other", "line"].includes(role)));
  const isNamed = filled.every(
    (name) => !/\d/.test(name) || roleOf(name) !== "other" || /^icd-?\s?10\b|\bdx\s?\d$|\bdiagnosis\s?\d$/i.test(name),
  );
  return isTold && isNamed && new Set(roles).size > 1 ? names.map((name, place) => ({ name, role: roles[place] })) : null;
}

/** A column of times may be called "From", and one of the assistant's minutes "PTA". */
export function roleByCell({ role, name, cell }) {
  const number = /^\d{1,3}(?:\s*min\w*\.?)?$/.test(cell.text);
  if (role === "person" && number) return /\b(?:pta|ota|cota|assistant)\b/i.test(name) ? "minutes a" : "minutes t";
  if (role === "date" && tokens(cell.text).some(({ clock }) => clock) && readDate(cell.text) === null && !looksLikeDate(cell.text))
    return "clock";
  return role;
}
