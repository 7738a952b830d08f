// Lines of text as services: "97110 33, 97140 7", and the lines of an electronic claim.
import { DAY_OF_CLAIM, isClaim, SEGMENT_OF_CLAIM, serviceLineOf } from "./claim_segments.js";
import { atomsOf, endOf, grouped, isName, serviceOf } from "./parse_services.js";
import { areModifiers, modifiersOf, namesAssistant } from "./persons.js";
import { DAY_WITH_COMMAS, isOf, readDate, tokens } from "./tokens.js";
/** @import { Atom, Found, Line, Piece, Service, Vocabulary } from "./shapes.js" */

export const SUM =
  /^(?:(?:grand|sub-?)?\s*totals?|timed(?=\s*:|\s+(?:code|treatment)))(?:\s+(?:time|timed|treatment|code|minutes?|mins?|units?|billed|charges?|visit|day|of|for|the))*\s*(?:[:=]\s*)?(?:$|[$\d])/i; // "Total Gym 15" is none
export const DATE_LABEL = /^(?:(?:date|day)(?:\s+of\s+(?:service|visit))?|dos|service\s+date|visit\s+date)?[\s:,-]*$/i;
const NO_SERVICE = /^(?:today|yesterday|medicare(?: part b)?|medicaid|date(?: of service)?|dos)$/i;
const MARK = /^\s*(?:[•*–-]\s+|•|\d{1,2}[.)]\s+)/; // of a list

/** The services of a part of the text, each with the pieces it has; what is no service goes to `found`.
 * @param {string} text @param {number} from @param {number} until @param {{found: Found, vocabulary: Vocabulary, line: Line}} reading */
export function readSegment(text, from, until, { found, vocabulary, line }) {
  const mark = text.slice(from, until).match(MARK);
  if (mark && line.isFirst) {
    found.glue.push(...tokens(text, from, from + mark[0].length));
    from += mark[0].length;
  }
  const all = tokens(text, from, until);
  const date = all.find(({ kind }) => kind === "date");
  const isDay = date && DATE_LABEL.test(text.slice(from, date.start).trim()); // "DOB 4/3/1950" is another day
  const pieces = isDay ? all.slice(all.indexOf(date) + 1) : all;
  if (isDay) {
    line.date = { iso: date.iso ?? null, text: date.text };
    found.dates.push({ ...line.date, pieces: [date] });
    found.glue.push(...all.slice(0, all.indexOf(date)));
  }
  if (!pieces.length) return;
  const written = text.slice(pieces[0].start, until).trim();
  const isSumOfPerson = SUM.test(written) && namesAssistant(written); // "Total 40 min PTA": of all?
  if ((SUM.test(written) && !isSumOfPerson) || NO_SERVICE.test(written.replace(/(?<![:.\s])[:.\s]+$/, "")))
    return void found.left.push({ text: written, pieces });
  const isMore = line.services.length > 0 && pieces.every(isOf("word")) && areModifiers(modifiersOf(written), vocabulary); // "97110 25 (GP, KX)"
  const atoms = atomsOf(pieces, vocabulary, text, isMore);
  if (!atoms.some((atom) => isName(atom) || isOf("other", "unclear")(atom))) {
    if (atoms.every(isOf("glue"))) return void found.glue.push(...pieces);
    const before = line.services.at(-1) ?? found.services.at(-1);
    if (before && !before.isDone && joined(before, atoms, { vocabulary, line, text })) return;
  }
  for (const group of grouped(atoms, vocabulary, text)) {
    const service = serviceOf(group, vocabulary, text);
    service.text = text.slice(group[0].pieces[0].start, endOf(group[group.length - 1]));
    service.line = line;
    if (isSumOfPerson) Object.assign(service, { code: null, question: "unread" });
    found.services.push(service);
    line.services.push(service);
  }
}

/** Minutes alone belong to the service before: "97110, 33", "97110 15 min PT, 10 min PTA". False where that is not clear.
 * @param {Service} before @param {Atom[]} atoms @param {{vocabulary: Vocabulary, line: Line, text: string}} reading */
function joined(before, atoms, { vocabulary, line, text }) {
  if (before.line !== line && before.minutes) return false;
  const bare = (before.line?.services ?? []).filter(({ minutes }) => !minutes);
  if (before.line !== line && bare.length > 1) return false; // a row of codes above one of numbers
  const together = serviceOf([...before.atoms, ...atoms], vocabulary, text);
  const had = before.minutes ? Object.keys(before.minutes).length : 0;
  const isOnly = (/** @type {string[]} */ ...kinds) => before.line === line && atoms.every(isOf(...kinds));
  const isWho = isOnly("person", "glue") || isOnly("modifier") || (before.minutes && isOnly("units", "glue")); // "97110 25 min, 2 units"
  const hasMore = before.minutes && !("minutes" in before.minutes) && Object.keys(together.minutes ?? {}).length > had;
  const isMore = !before.minutes || isWho || hasMore;
  if (together.question === "unread" || !isMore || (!together.minutes === !together.units && !isOnly("modifier"))) return false;
  Object.assign(before, together, { text: before.text, line: before.line });
  return true;
}

/** What is no service line of an electronic claim: its days are read, and another claim is another visit.
 * @param {string} written @param {Piece[]} pieces @param {Found} found */
function readClaimSegment(written, pieces, found) {
  const [, from, to] = written.match(DAY_OF_CLAIM) ?? [];
  const days = [from, to].filter((day) => day !== undefined).map((day) => ({ iso: readDate(day), text: day }));
  const line = found.services.at(-1)?.line;
  if (/^\s*CLM[*|]/i.test(written)) found.claims = (found.claims ?? 0) + 1;
  if (!days.length) return void found.left.push({ text: written.trim().split(/[*|]/)[0], pieces });
  if (line) Object.assign(line, { date: days[0], days: days.map(({ iso, text }) => iso ?? text) });
  found.dates.push(...days.map((day, place) => ({ ...day, pieces: place ? [] : pieces })));
}

const SEGMENT = new RegExp(String.raw`(?:${DAY_WITH_COMMAS}|[^;,\t|]|,(?=\d{3}(?!\d)))+`, "giu"); // a comma in a date or a number parts nothing

/** The services of lines of text. @param {string} text @param {Vocabulary} vocabulary @param {Found} found */
export function readLines(text, vocabulary, found) {
  const ofClaim = isClaim(text);
  for (const { 0: written, index } of text.matchAll(ofClaim ? /[^\n\r~]+/g : /[^\n\r]+/g)) {
    const line = /** @type {Line} */ ({ services: [], isFirst: true, date: found.lastDate ?? null });
    const sent = serviceLineOf(written);
    const pieces = () => tokens(text, index, index + written.length);
    if (sent) {
      if (found.claims) line.claim = found.claims;
      const atoms = [/** @type {Atom} */ ({ kind: "cell", pieces: pieces() })];
      const nothing = { candidates: [], question: null, left: [], loose: [], label: "" };
      found.services.push({ ...sent, ...nothing, text: written.trim(), name: sent.code, atoms, line, isDone: true });
      continue;
    }
    if (ofClaim && SEGMENT_OF_CLAIM.test(written) && !/^\s*SV[12]/i.test(written)) {
      readClaimSegment(written, pieces(), found);
      continue;
    }
    for (const { 0: part, index: offset } of written.matchAll(SEGMENT)) {
      readSegment(text, index + offset, index + offset + part.length, { found, vocabulary, line });
      line.isFirst = false;
    }
    if (line.date) found.lastDate = line.date;
  }
}
