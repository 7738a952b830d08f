// Words as sentences need them: counts, lists, claim lines in a few letters.

/** "1 unit", "2 units". @param {number} number @param {string} what */
export const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
/** A text with its first letter large. @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
/** A day in a sentence: "March 2, 2026"; what is no day stays as it is. @param {string} day as 2026-03-02 */
export function dayName(day) {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00Z`) : null;
  if (!date || Number.isNaN(date.valueOf())) return day;
  return date.toLocaleDateString("en-US", { timeZone: "UTC", year: "numeric", month: "long", day: "numeric" });
}
/** Words of a sentence: "97110, 97112 and 97140". @param {string[]} words @param {string} [last] */
export const listed = (words, last = "and") => [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(` ${last} `);
/** A field of a visit in words: `record.timed_minutes` is "record timed minutes". @param {string} path */
export const fieldName = (path) => path.replace(/[_.]/g, " ");

/** A value of a visit in words: a list of words as its members, anything deeper as JSON. @param {unknown} value */
export function plainly(value) {
  const isList = Array.isArray(value) && value.every((member) => typeof member === "string");
  return isList ? value.join(", ") : typeof value === "string" ? value : JSON.stringify(value);
}

/** A claim line as people write it: "97110 GP 2". @param {{code: string, modifiers?: unknown, units?: number}} line */
export const written = ({ code, modifiers, units }) =>
  [code, ...(Array.isArray(modifiers) ? modifiers : []), units].filter((part) => part != null).join(" ");

/** A claim line in words: "97110 GP: 2 units". @param {{code: string, modifiers: string[], units: number}} line */
export const lineSaid = ({ code, units, modifiers }) => `${[code, ...modifiers].join(" ")}: ${count(units, "unit")}`;
/** The claim lines in one sentence. @param {{code: string, modifiers: string[], units: number}[]} lines */
export const linesSaid = (lines) => (lines.length ? `${lines.map(lineSaid).join("; ")}.` : "No billable units.");

/** Members by a key, in order of first mention. @template T, K @param {Iterable<T>} members @param {(member: T) => K} keyOf */
export function grouped(members, keyOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const member of members) {
    const key = keyOf(member);
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  return groups;
}
