// Reads what is typed or pasted as services: "97110 33, 97140 7", "gait 10a", "manual 9:00-9:20".

const PERSON = { t: "therapist_minutes", a: "assistant_minutes", b: "together_minutes" };
const CLOCK = String.raw`(\d{1,2})(?::(\d{2}))?\s*(am|pm)?`;
const TIMES = new RegExp(String.raw`^${CLOCK}\s*(?:-|–|to)\s*${CLOCK}(?:\s+([tab]))?$`, "i");
const PARTS = /^\d+\s*[tab](?:[\s,+/]+\d+\s*[tab])*$/i;
const MINUTES = String.raw`(?:\d{1,4}(?!\d)(?:\.\d+)?(?:\s*(?:min(?:ute)?s?\b\.?|[tab]\b))?(?:[\s+/]+\d+\s*[tab]\b)*|\d{1,2}(?::\d{2})?\s*(?:am|pm)?\s*(?:-|–|to)\s*\d{1,2}:\d{2}\s*(?:am|pm)?(?:\s+[tab]\b)?)`;
const ITEM = new RegExp(String.raw`^(.*?\S)(?:\s*[:=,\t|]\s*|\s+[-–]\s+|\s+)\(?(${MINUTES})\)?$`, "i");
const UNITS = /\s*[x×]\s*\d{1,2}$/i; // "97110 x 2" tells units, which are not minutes
const MARK = /^(?:[•*–-]\s*|\d{1,2}[.)]\s+|and\s+)/i; // of a list, or of a sentence
const ALONE = new RegExp(`^${MINUTES}$`, "i");
const LEADING = /^(\d{1,3})(?:\s*min(?:ute)?s?\.?)?\s+(?:of\s+)?([a-z].*|[a-z]?\d{4,5}.*)$/i;
const BY = /\s*[,(]?\s*\b(?:with|by)\s+(?:the\s+|an?\s+)?(assistant|pta|cota|ota|therapist)\b\)?/i;

/**
 * Minutes as the contract writes them: `{minutes: 20}`, `{therapist_minutes: 15, assistant_minutes: 8}`, or with `start`
 * and `stop`. T stands for the therapist, A for the assistant, B for both together. Null where it is none of these.
 */
export function readMinutes(text) {
  const typed = text.trim().replace(/\s*min(?:ute)?s?\.?$/i, "");
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

/** Start and end with the minutes between them; null where the end is not after the start, because noon is not guessed. */
function readTimes([, hour, minute, half, hour2, minute2, half2, person]) {
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
 * Rows of a text, each `{what, minutes}` as typed: one service a line, or several with commas or semicolons between.
 * Nothing is left out: what has no minutes stands as a row without them.
 */
export function readRows(text) {
  const rows = [];
  for (const piece of text.split(/[\n\r;]+|,(?!\d{3}\b)|\t(?=\S*[A-Za-z]{2})/).map((each) => each.replace(/\s+/g, " ").trim()).filter(Boolean)) {
    const before = rows.at(-1);
    if (before && !before.minutes && ALONE.test(piece)) before.minutes = piece; // "97110, 33"
    else if (ALONE.test(piece) && !/^\d{5}$/.test(piece)) rows.push({ what: piece, minutes: "" });
    else rows.push(readRow(piece));
  }
  return rows;
}

/** One service: "gait 10a", "10 minutes gait with the assistant". */
function readRow(piece) {
  if (UNITS.test(piece)) return { what: piece, minutes: "" };
  const by = piece.match(BY)?.[1];
  const said = piece.replace(BY, "").replace(MARK, "");
  const leading = said.match(LEADING);
  const [, what, minutes] = leading ? [null, leading[2], leading[1]] : (said.match(ITEM) ?? [null, by ? piece : said, ""]);
  return { what, minutes: by && /^\d+$/.test(minutes) ? `${minutes}${/^therapist$/i.test(by) ? "t" : "a"}` : minutes };
}

/** Whether a text is more than one code or name: several services, or one with its minutes. */
export function hasRows(text) {
  const rows = readRows(text);
  return rows.length > 1 || Boolean(rows[0]?.minutes);
}
