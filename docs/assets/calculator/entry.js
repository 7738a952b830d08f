// Reads what is typed or pasted as services: "97110 33, 97140 7", "gait 10a", "manual 9:00-9:20", rows of a spreadsheet.

const PERSON = { t: "therapist_minutes", a: "assistant_minutes", b: "together_minutes" };
const CLOCK = String.raw`(\d{1,2})(?::?(\d{2}))?\s*(am|pm)?`;
const ONE_TIME = new RegExp(`^${CLOCK}$`, "i");
const TIMES = new RegExp(String.raw`^${CLOCK}\s*(?:-|–|to)\s*${CLOCK}(?:\s+([tab]))?$`, "i");
const PARTS = /^\d+\s*[tab](?:[\s,+/]+\d+\s*[tab])*$/i;
const MINUTE = String.raw`(?:min(?:ute)?s?\b\.?|m\b|')`;
const UNIT_OF_TIME = new RegExp(String.raw`(?<=\d)\s*${MINUTE}$`, "i");
const MINUTES = String.raw`(?:\d{1,4}(?!\d)(?:\.\d+)?(?:\s*(?:${MINUTE}|[tab]\b))?(?:[\s+/]+\d+\s*[tab]\b)*|\d{1,2}(?::?\d{2})?\s*(?:am|pm)?\s*(?:-|–|to)\s*\d{1,2}:?\d{2}\s*(?:am|pm)?(?:\s+[tab]\b)?)`;
const ITEM = new RegExp(String.raw`^(.*?\S)(?:\s*[:=,\t|]\s*|\s+[-–]\s+|\s+)\(?(${MINUTES})\)?$`, "i");
const CODE = /^(?:[A-Z]\d{4}|\d{4}[A-Z\d])$/i;
const DESCRIBED = /^([A-Z]\d{4}|\d{4}[A-Z\d])\s+([a-z][^\d]*)$/i; // "97110 therapeutic exercise"; no digits, which may be units
const DATE = /^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2})$/;
const SUM = /^(?:grand |sub-?)?total\b/i;
const NO_SERVICE = /^(?:today|yesterday|medicare(?: part b)?|medicaid)$/i;
const NEXT = /(?<=\d(?:\s*(?:min\w*\.?|[tab]))?)\s+(?:and\s+)?(?=(?!min|to\b|with\b|by\b|of\b)[a-z][a-z-]{2}|\d{5}\s|[A-Z]\d{4}\s)/i; // "97110 33 gait 7"
const HEADS = [["code", /^(?:cpt|hcpcs|code|procedure|service)/i], ["minutes", /\bmin|duration/i], ["start", /start|begin|from|time in/i], ["stop", /stop|end|time out/i]];
const UNITS = /(?<![a-z])[x×]\s*\d{1,2}$/i; // "97110 x 2" tells units, which are not minutes
const MARK = /^(?:[•*–-]\s*|\d{1,2}[.)]\s+|and\s+)/i; // of a list, or of a sentence
const ALONE = new RegExp(`^${MINUTES}$`, "i");
const LEADING = new RegExp(String.raw`^(\d{1,3}(?:\s*[tab]\b(?:[\s+/]+\d+\s*[tab]\b)*)?)(?:\s*${MINUTE})?\s+(?:of\s+)?([a-z].*|[a-z]?\d{4,5}.*)$`, "i");
const ASSISTANT = String.raw`(?:(?:pt|ot|physical therap(?:y|ist)|occupational therap(?:y|ist))\s+)?assistant|pta|cota|ota`;
const BY = new RegExp(String.raw`(?<=\S)\s*[-–(]?\s*\b(?:(?:(?:with|by)\s+)?(?:the\s+|an?\s+)?(${ASSISTANT})|by\s+therapist|(?:with|by)\s+(?:the|a)\s+therapist)\b\)?`, "i"); // "NMES with therapist" is a name
const WHO = /^(?:pt|ot|slp)$/i;
const SIGNED = new RegExp(String.raw`(?<!\d)(\d{1,3})\s*(?:min(?:ute)?s?\.?\s*)?\s(?:(${ASSISTANT})|pt|ot|otr|slp|therapist)(?=[\s,;)]|$)`, "gi"); // "10 PTA"

/**
 * Minutes as the contract writes them: `{minutes: 20}`, `{therapist_minutes: 15, assistant_minutes: 8}`, or with `start`
 * and `stop`. T stands for the therapist, A for the assistant, B for both together. Null where it is none of these.
 */
export function readMinutes(text) {
  const typed = text.trim().replace(UNIT_OF_TIME, "");
  if (/^\d+$/.test(typed)) return { minutes: Number(typed) };
  if (PARTS.test(typed)) {
    const read = {};
    for (const [, number, person] of typed.matchAll(/(\d+)\s*([tab])/gi)) {
      const name = PERSON[person.toLowerCase()];
      read[name] = (read[name] ?? 0) + Number(number);
    }
    return read;
  }
  const times = typed.match(TIMES);
  return times ? readTimes(times) : null;
}

/**
 * Start and end with the minutes between them; null where the end is not after the start, because noon is not guessed,
 * and where nothing but two numbers is there: "15-20" may be minutes.
 */
function readTimes([, hour, minute, half, hour2, minute2, half2, person]) {
  if (!(minute || half || minute2 || half2)) return null;
  const start = clock(hour, minute, half);
  const stop = clock(hour2, minute2, half2);
  if (start === null || stop === null || stop <= start) return null;
  const name = person ? PERSON[person.toLowerCase()] : "minutes";
  return { [name]: stop - start, start: told(start), stop: told(stop) };
}

/** Minutes since midnight. */
function clock(hour, minute = "0", half = "") {
  const hours = Number(hour);
  if (Number(minute) > 59 || hours > 23 || (half && (hours < 1 || hours > 12))) return null;
  const shift = { am: hours === 12 ? -12 : 0, pm: hours === 12 ? 0 : 12 }[half.toLowerCase()] ?? 0;
  return (hours + shift) * 60 + Number(minute);
}

const told = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/**
 * What a text has of services: `rows`, each `{what, minutes}` as typed, one service a line, or several with commas or
 * semicolons between; `dates`, each once, as typed; and `left`: what else is no service and was left out, sums and other
 * cells of a spreadsheet's row. What might be a service stands as a row, if need be without minutes.
 */
export function readRows(text) {
  const found = { rows: [], dates: [], left: [] };
  let heads = null;
  for (const typed of text.split(/[\n\r]+/)) {
    const line = typed.replace(SIGNED, (_, minutes, assistant) => `${minutes} ${assistant ? "a" : "t"}`);
    const cells = line.split("\t").map((cell) => cell.replace(/\s+/g, " ").trim());
    const named = !heads && !found.rows.length && !/\d/.test(line) && cells.map((cell) => HEADS.find(([, head]) => head.test(cell))?.[0]);
    if (named && named.includes("code")) heads = named;
    else if (SUM.test(cells[0])) found.left.push(cells.filter(Boolean).join(" "));
    else if (cells.filter(Boolean).length > 1 && (heads || cells.filter((cell) => CODE.test(cell)).length === 1)) readCells(cells, heads, found);
    else readLine(line, found);
  }
  return { ...found, dates: [...new Set(found.dates)] };
}

/** A day as the contract writes it, of "3/2/2026" or "2026-03-02"; null where day and month might be exchanged or are none. */
export function readDate(text) {
  const [, month, day, year] = text.match(/^(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})$/) ?? [];
  const iso = month ? `${year.padStart(4, "20")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text;
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && new Date(`${iso}T00:00Z`).toJSON()?.startsWith(iso) ? iso : null;
}

/** A row of a spreadsheet with one code: its minutes, or start and end, wherever they stand. */
function readCells(cells, heads, { rows, dates, left }) {
  const is = (role, looks) => cells.filter((cell, place) => cell && (heads ? heads[place] === role : looks(cell)));
  const [what] = is("code", (cell) => CODE.test(cell));
  const clocks = heads ? [...is("start"), ...is("stop")] : is("", (cell) => ONE_TIME.test(cell) && /:|am|pm/i.test(cell));
  const minutes = is("minutes", (cell) => ALONE.test(cell) && !CODE.test(cell) && !clocks.includes(cell));
  const times = clocks.length === 2 ? clocks.join("-") : "";
  const told = times && minutes.length === 1 ? readMinutes(times)?.minutes === readMinutes(minutes[0])?.minutes : minutes.length + (times ? 1 : 0) < 2;
  if (!what || !told || (clocks.length && !times)) return rows.push({ what: cells.filter(Boolean).join(" "), minutes: "" }); // units or minutes? not guessed
  const others = cells.filter((cell) => cell && cell !== what && !clocks.includes(cell) && !minutes.includes(cell));
  dates.push(...others.filter((cell) => DATE.test(cell)));
  left.push(...others.filter((cell) => !DATE.test(cell)));
  rows.push({ what, minutes: times || minutes[0] || "" });
}

/** Services of one line of text. */
function readLine(line, { rows, dates, left }) {
  for (const part of line.split(/;|,(?!\d{3}\b)|\t(?=\S*[A-Za-z]{2})/)) {
    const written = part.replace(/\s+/g, " ").trim();
    const [first, rest] = written.match(/^(\S+)\s*(.*)$/)?.slice(1) ?? [];
    const piece = first && DATE.test(first) ? (dates.push(first), rest) : written;
    if (!piece) continue;
    const before = rows.at(-1);
    if (SUM.test(piece) || NO_SERVICE.test(piece)) left.push(piece);
    else if (before && !before.minutes && ALONE.test(piece)) before.minutes = piece; // "97110, 33"
    else if (ALONE.test(piece) && !/^\d{5}$/.test(piece)) rows.push({ what: piece, minutes: "" });
    else rows.push(...servicesOf(piece).map((row) => described(row, left)));
  }
}

/** One service, or several where each part between has its minutes: "exercise 20 gait 10". */
function servicesOf(piece) {
  const several = /^\d{1,3}\b/.test(piece) ? [] : piece.split(NEXT).map(readRow);
  return several.length > 1 && several.every(({ minutes }) => minutes) ? several : [readRow(piece)];
}

/** A code says what its description says, but for who it was: "97110 PTA 33". */
function described({ what, minutes }, left) {
  const [, code, words] = (minutes && what.match(DESCRIBED)) || [];
  if (!code) return { what, minutes };
  if (WHO.test(words)) return { what: code, minutes: `${minutes} t` };
  left.push(words);
  return { what: code, minutes };
}

/** One service: "gait 10a", "10 minutes gait with the assistant". Whose minutes they are is never lost: then it is not read. */
function readRow(piece) {
  if (UNITS.test(piece)) return { what: piece, minutes: "" };
  const said = piece.match(BY);
  const rest = piece.replace(BY, "").replace(MARK, "");
  const leading = rest.match(LEADING);
  const [, what, minutes] = leading ? [null, leading[2], leading[1]] : (rest.match(ITEM) ?? [null, rest, ""]);
  if (!said) return { what, minutes };
  const person = said[1] ? "a" : "t";
  const read = readMinutes(minutes);
  const persons = Object.values(PERSON).filter((name) => read?.[name] != null);
  if (read?.minutes != null) return { what, minutes: `${minutes.replace(UNIT_OF_TIME, "")} ${person}` };
  return persons.length === 1 && persons[0] === PERSON[person] ? { what, minutes } : { what: piece, minutes: "" };
}

/** Whether a text has a word for the assistant. */
export const namesAssistant = (text) => new RegExp(String.raw`\b(?:${ASSISTANT})\b`, "i").test(text);

/** Whether a text is more than one code or name: several services, or one with its minutes. */
export function hasRows(text) {
  const { rows } = readRows(text);
  return rows.length > 1 || Boolean(rows[0]?.minutes);
}
