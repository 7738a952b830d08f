// The pieces of a text that is typed or pasted: dates, times, codes, minutes, units, amounts and words, each with its
// place in the text. Nothing here knows what a code means. No document is needed, so that tests run it by itself.
/** @import { Cell, Person, Piece } from "./shapes.js" */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = String.raw`(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const WEEKDAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?`;
const OF_DAY = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m?\.?(?![a-z]))?(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?`;
/** A day that is written with commas, as "Monday, March 2, 2026". */
export const DAY_WITH_COMMAS = String.raw`(?<!\p{L})${WEEKDAY}${MONTH}\s*\d{1,2}(?:st|nd|rd|th)?,\s*\d{4}(?!\d)`;
// How people write a day, with the order of its year, month and day; a sign between day and month that is no "/" or "-" may
// mean the day first.
const DAYS = [
  [String.raw`(\d{4})([-/])(\d{1,2})\2(\d{1,2})`, "y-md"],
  [String.raw`(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})(?!\d)`, "m-dy"],
  [String.raw`(${MONTH})\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`, "mdy"],
  [String.raw`(\d{1,2})(?:st|nd|rd|th)?[-\s]?(${MONTH})[-,\s]?\s*(\d{4}|\d{2})(?!\d)`, "dmy"],
  [String.raw`(\d{4})(\d{2})(\d{2})(?!\d)`, "ymd"],
  [String.raw`(\d{2})(\d{2})(\d{4})(?!\d)`, "mdy"],
].map(([pattern, order]) => ({
  whole: new RegExp(`^${WEEKDAY}${pattern}(?:(?:T|,?\\s+)${OF_DAY})?$`, "i"),
  inText: new RegExp(`${WEEKDAY}${pattern}(?:T${OF_DAY})?(?![\\p{L}\\p{N}])`, "iuy"),
  order,
}));
const LIKE_A_DAY = String.raw`(?:\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:T[\d:.]+Z?)?|${MONTH}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}[-\s]${MONTH}[-\s]\d{2,4})(?![\p{L}\p{N}])`;
const UNREADABLE_DAY = new RegExp(LIKE_A_DAY, "iuy");
const LOOKS_LIKE_A_DAY = new RegExp(String.raw`^(?:${WEEKDAY}(?:${LIKE_A_DAY})|\d{1,2}/\d{1,2}|\d{8}T?)(?:[T\s]+[\d:.]+.*)?$`, "iu");

const HALF = String.raw`(?:\s?[ap]\.?m\.?|\s?[ap])(?![\p{L}\p{N}])`;
const TIME = String.raw`(?:\d{1,2}:\d{2}(?::\d{2})?|\d{1,4})(?:${HALF})?`;
const SPAN = new RegExp(String.raw`(${TIME})\s*(?:-|–|—|to|until|till)\s*(${TIME})(?:\s+([tb])(?!\p{L}))?(?![\d:\p{L}])`, "iuy");
const CLOCK = new RegExp(String.raw`(?:\d{1,2}:\d{2}(?::\d{2})?(?:${HALF})?|\d{1,2}\s?[ap]\.?m\.?(?!\p{L}))(?![\d:])`, "iuy");
const CODE = /(?:[A-Z]\d{4}|\d{4}T|\d{5})(?=$|[^A-Z\d]|[x×]\s?\d|[A-Z]{2}(?![A-Z\d]))/iuy;
const SUFFIX = /-?(?![x×]\d)[A-Z\d]{2}(?![\p{L}\p{N}])/iuy;
const PART_OF_HOUR = /(?:\d+\s?\/\s?\d+|\d*\s?[¼½¾])\s*(?:hours?|hrs?|h)(?!\p{L})/iuy; // "1/2 hour": asked
const HOURS =
  /(\d{1,2}(?:\.\d+)?)\s*(?:hours?|hrs?|h)(?!\p{L})\.?(?:(?<=\dh)(\d{2})(?![\p{L}\p{N}])|\s*(?:and\s+)?(\d{1,2})\s*(?:min(?:ute)?s?|m)(?!\p{L})\.?)?(?:\s*([tab])(?![\p{L}\p{N}'.]))?/iuy;
const BEFORE_MINUTES = /[x×*](?=\s*\d{1,4}(?:\.\d+)?\s*(?:m(?:in(?:ute)?s?)?(?![\p{L}\p{N}])|h(?:ou)?rs?(?!\p{L})|['′’]))/iuy; // "x 25 min"
const UNITS = /(?:[x×*]\s*(\d{1,3})|(\d{1,3})\s?(?:units?|un|u)|units?\s*[:=]?\s*(\d{1,3}))(?![\p{L}\p{N}.:])/iuy;
const AFTER_SIGN =
  /[:=]\s*(\d{1,3})(?![\d:./–'’\p{L}-]|\s*(?:m(?:in\w*)?\.?(?!\p{L})|h(?:rs?|ours?)?(?!\p{L})|[tab](?!\p{L})|[ap]m|[-–x×]|to\s|units?))/iuy;
const MONEY = /(?:\$\s?\d[\d,]{0,12}(?:\.\d{1,2})?|\d[\d,]{0,12}\.\d{2})(?![\p{L}\p{N}])/iuy;
const MINUTES =
  /(\d{1,4}(?:\.\d+)?)(\s*(?:min(?:ute)?s?(?!\p{L})\.?|m(?![\p{L}\p{N}])|['′’]))?(?:\s*([tb])(?![\p{L}\p{N}'])|(a)(?![\p{L}\p{N}'])|\s+(a)(?![\p{L}\p{N}'.]|\s+\p{L}))?(?![\p{L}\p{N}])/iuy;
const WORD = /\p{L}(?:[\p{L}\p{N}'’.&]|\/(?!\p{N})|-(?=\p{L}))*/iuy; // "8 PT/15 PTA" has two numbers
const OTHER = /\p{N}[\p{L}\p{N}.,'’/:-]*/iuy;
const LABEL = /^(?:min(?:ute)?s?|time|duration|pta?|c?ota?|slp|therapist|assistant)$/i; // a number after it is minutes

/** A test of what kind a piece, or an atom, is. @param {string[]} kinds */
export const isOf = (...kinds) => (/** @type {{kind: string}} */ { kind }) => kinds.includes(kind);

/** Whether a cell or field holds a number below zero: a reversal in an export, or a slip. @param {string} text */
export const isBelowZero = (text) => /^\s*[-\u2212\u2013]\s*\d/.test(text);

/** A day as the contract writes it, of "3/2/26", "Mar 2, 2026", "20260302" or "2026-03-02T09:00"; null where it is none.
 * @param {string} text */
export function readDate(text) {
  for (const { whole, order } of DAYS) {
    const iso = isoOf(text.trim().match(whole), order);
    if (iso) return iso;
  }
  return null;
}

/** @param {RegExpMatchArray | null} match @param {string} order */
function isoOf(match, order) {
  if (!match) return null;
  const [year, month, day] = ["y", "m", "d"].map((part) => match[order.indexOf(part) + 1]);
  const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const iso = `${year.padStart(4, "20")}-${String(named || month).padStart(2, "0")}-${day.padStart(2, "0")}`;
  return /^(?:19|20)/.test(iso) && isDay(iso) ? iso : null;
}

/** Whether a text is a day as the contract writes it. @param {string} text */
export function isDay(text) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00Z`);
  return day && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

/** Whether a cell was meant as a day, readable or not. @param {string} text */
export const looksLikeDate = (text) => readDate(text) !== null || LOOKS_LIKE_A_DAY.test(text.trim());

/** Minutes since midnight of "9:00", "9:00a", "0900" or "9 pm", with what was written about the half of the day. @param {string} text */
function clock(text) {
  const [, hour, minute = "0", half = ""] =
    text.match(/^(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])?/i) ?? text.match(/^(\d{1,2})(\d{2})?(?!\d)\s*([ap])?/i) ?? [];
  if (hour === undefined) return null;
  const hours = Number(hour);
  if (Number(minute) > 59 || hours > 23 || (half && (hours < 1 || hours > 12))) return null;
  return { hours, minutes: Number(minute), half: half.toLowerCase() };
}

/** @param {{hours: number, minutes: number}} time @param {string} half of the day; of none, it is as written */
const at = ({ hours, minutes }, half) => (half ? (hours % 12) + (half === "p" ? 12 : 0) : hours) * 60 + minutes;
/** The halves of the day that a time may be of, by its own and that of the time beside it. @param {string} own @param {string} beside */
const halvesOf = (own, beside) => (own || !beside ? [own] : [beside, beside === "a" ? "p" : "a"]);
const told = (/** @type {number} */ minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Start and stop with the minutes between; null where the end is not after the start, because noon is not guessed, and where nothing but
 * two numbers is there: "15-20" may be minutes. One "am" or "pm" is enough for two times. @param {string} first @param {string} second */
export function readSpan(first, second) {
  const isTime = (/** @type {string} */ text) => /:|[ap]/i.test(text);
  if (!(isTime(first) || isTime(second) || (/^\d{3,4}$/.test(first) && /^\d{3,4}$/.test(second)))) return null;
  const [from, to] = [clock(first), clock(second)];
  if (!from || !to) return null;
  const others = halvesOf(to.half, from.half);
  const ways = halvesOf(from.half, to.half).flatMap((half) => others.map((other) => [at(from, half), at(to, other)]));
  const [start, stop] = ways.find(([one, other]) => other > one) ?? [];
  return start === undefined ? null : { minutes: stop - start, began: told(start), ended: told(stop) };
}

/** The pieces of a part of a text. @param {string} text @param {number} [from] @param {number} [until] */
export function tokens(text, from = 0, until = text.length) {
  const part = text.slice(0, until);
  const found = /** @type {Piece[]} */ ([]);
  let place = from;
  const tryAt = (/** @type {RegExp} */ pattern) => {
    pattern.lastIndex = place;
    return pattern.exec(part);
  };
  /** @param {string} kind @param {number} length @param {Partial<Piece>} [more] */
  const add = (kind, length, more = {}) => {
    found.push({ kind, text: part.slice(place, place + length), start: place, end: place + length, ...more });
    place += length;
    return true;
  };
  while (place < until) {
    if (!/[\p{L}\p{N}$×*:=]/u.test(part[place]) && !/[\ud800-\udfff]/.test(part[place])) {
      place += 1;
      continue;
    }
    const before = found.at(-1);
    const touches = before?.end === place && !isOf("code", "glue")(before) && /^[\p{L}\p{N}]{2}$/u.test(part.slice(place - 1, place + 1));
    if (!touches && readPiece({ tryAt, add, before })) continue;
    const other = tryAt(WORD) ?? tryAt(OTHER);
    if (!other) place += 1;
    else if (/^\p{L}/u.test(other[0])) add("word", other[0].replace(/(?<![.'’&/-])[.'’&/-]+$/, "").length);
    else add("other", other[0].replace(/(?<![.,'’/:-])[.,'’/:-]+$/, "").length);
  }
  return found;
}

const personOf = (/** @type {string | undefined} */ letter) => /** @type {Person | null} */ (letter?.toLowerCase() ?? null);

/** Adds the piece that begins at a place, if it is more than a word.
 * @param {{tryAt: (pattern: RegExp) => RegExpExecArray | null, before: Piece | undefined,
 *   add: (kind: string, length: number, more?: Partial<Piece>) => boolean}} reading */
function readPiece({ tryAt, add, before }) {
  /** @type {RegExpExecArray | null} */
  let match;
  for (const { inText, order } of DAYS) {
    match = tryAt(inText);
    const iso = isoOf(match, order);
    if (match && iso) return add("date", match[0].length, { iso });
  }
  if ((match = tryAt(UNREADABLE_DAY))) return add("date", match[0].length, { iso: null });
  if ((match = tryAt(PART_OF_HOUR))) return add("unclear", match[0].length);
  if ((match = tryAt(SPAN))) {
    const read = readSpan(match[1], match[2]);
    const person = personOf(match[3]);
    return add(read ? "span" : "unclear", match[0].length, read ? { ...read, person } : {});
  }
  if ((match = tryAt(CODE))) {
    add("code", match[0].length, { code: match[0].toUpperCase() });
    while ((match = tryAt(SUFFIX))) add("suffix", match[0].length, { modifier: match[0].replace("-", "").toUpperCase() });
    return true;
  }
  if ((match = tryAt(AFTER_SIGN)) && before && isOf("code", "word", "suffix")(before)) {
    const value = Number(match[1]);
    const unit = LABEL.test(before.text);
    return add(value < 10 && !unit ? "units" : "minutes", match[0].length, { value, unit, person: null });
  }
  if ((match = tryAt(HOURS))) {
    const value = Number(match[1]) * 60 + Number(match[2] ?? match[3] ?? 0);
    return add("minutes", match[0].length, { value, unit: true, person: personOf(match[4]) });
  }
  if ((match = tryAt(BEFORE_MINUTES))) return add("glue", match[0].length);
  if ((match = tryAt(UNITS))) return add("units", match[0].length, { value: Number(match[1] ?? match[2] ?? match[3]) });
  if ((match = tryAt(CLOCK))) return add("unclear", match[0].length, { clock: match[0] });
  if ((match = tryAt(MONEY))) return add("money", match[0].length);
  if ((match = tryAt(MINUTES))) {
    const person = personOf(match[3] ?? match[4] ?? match[5]);
    return add("minutes", match[0].length, { value: Number(match[1]), unit: Boolean(match[2]), person });
  }
  return false;
}

/** Cells of a text by a sign between them, in rows; quoted ones without their quotes. Null where a quote has no end.
 * @param {string} text @param {string} sign */
export function cellsOf(text, sign) {
  const rows = /** @type {Cell[][]} */ ([]);
  const isEnd = () => place >= text.length || [sign, "\r", "\n"].includes(text[place]);
  let row = /** @type {Cell[]} */ ([]);
  let place = 0;
  while (place <= text.length) {
    const open = text.slice(place).match(/^[ ]*"/);
    const start = place + (open?.[0].length ?? 0);
    let end = start;
    if (open) {
      const rest = text.slice(start).match(/^(?:[^"]|"")*(?="[ ]*(?:\r|\n|$|[\t,;|]))/);
      if (!rest) return null;
      end += rest[0].length;
      place = end + 1 + (text.slice(end + 1).match(/^ */)?.[0].length ?? 0);
      if (!isEnd()) return null;
    } else {
      while (!isEnd()) place += 1;
      end = place;
    }
    const content = text.slice(start, end);
    row.push({ text: (open ? content.replaceAll('""', '"') : content).replace(/\s+/g, " ").trim(), start, end });
    if (text[place] === sign) {
      place += 1;
      if (place === text.length) row.push({ text: "", start: place, end: place });
      if (place < text.length) continue;
    }
    rows.push(row);
    row = [];
    if (text[place] === "\r" && text[place + 1] === "\n") place += 1;
    place += 1;
  }
  return rows;
}
