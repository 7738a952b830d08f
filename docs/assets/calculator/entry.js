// Reads what is typed or pasted as services: "97110 33, 97140 7", "gait 10a", "manual 9:00-9:20", rows of a spreadsheet.
//
// The grammar, from the outside in:
//   text     = table | lines         a table has a row that names its columns, or cells with tabs between
//   lines    = segment (, ; line break) segment ...
//   segment  = services, each its name and its minutes, in either order; minutes alone belong to the service before
//   service  = code or name, minutes or times or units, persons, modifiers
// Every piece of the text ends in exactly one place: a service, a day, a question, or what is said to be left out. So a
// piece that is none of these makes its service a question. tests/entry_cases.json holds the grammar as a table of cases.
import { cellsOf, DAY_WITH_COMMAS, looksLikeDate, readDate, readSpan, tokens } from "./tokens.js";

export { readDate } from "./tokens.js";

const PERSON = { t: "therapist_minutes", a: "assistant_minutes", b: "together_minutes" };
const ASSISTANT = new Set(["pta", "cota", "ota", "lpta", "assistant", "assistants", "asst", "cotal", "otal", "ptal", "ptas", "cotas", "otas", "ptassistant", "otassistant", "physicaltherapistassistant", "physicaltherapyassistant", "occupationaltherapyassistant", "occupationaltherapistassistant", "therapyassistant"]);
const THERAPIST = new Set(["pt", "dpt", "mspt", "ot", "otr", "otrl", "otd", "slp", "cccslp", "therapist", "physicaltherapist", "occupationaltherapist", "speechtherapist"]);
const TOGETHER = new Set(["together"]);
const NEITHER = new Set(["aide", "aides", "tech", "techs", "technician", "student", "intern", "atc", "lmt", "trainer", "spta", "sota", "spt", "sot", "slpa", "cna", "rn", "nurse", "cotx", "cotreat", "cotreated", "cotreatment", "cotreating"]); // who else may have furnished it: asked
const NOT = new Set(["no", "not", "non", "without", "wo", "never"]); // before a person: asked
const OF_ASSISTANT = new Set(["CQ", "CO"]); // the modifiers that tell who furnished a service
const GLUE = new Set(["and", "of", "the", "with", "by", "for", "then", "plus", "also", "an", "a", "min", "mins", "minute", "minutes", "time", "duration", "from", "cpt", "code", "hcpcs"]);
export const SUM = /^(?:(?:grand|sub-?)?\s*totals?|timed(?=\s*:|\s+(?:code|treatment)))(?:\s+(?:time|timed|treatment|code|minutes?|mins?|units?|billed|charges?|visit|day|of|for|the))*\s*(?:[:=]\s*)?(?:$|[$\d])/i; // "Total Gym 15" is none
const DATE_LABEL = /^(?:(?:date|day)(?:\s+of\s+(?:service|visit))?|dos|service\s+date|visit\s+date)?[\s:,-]*$/i;
const NO_SERVICE = /^(?:today|yesterday|medicare(?: part b)?|medicaid|date(?: of service)?|dos)$/i;
const MARK = /^\s*(?:[•*–-]\s+|•|\d{1,2}[.)]\s+)/; // of a list
/** A service line of an electronic claim, "SV1*HC:97110:GP*90.00*UN*2***1~": code, modifiers, units. */
export const SV1 = /^\s*SV(?:1|2[*|]\d*)[*|]HC[:>]([A-Z\d]{5})((?:[:>][A-Z\d]{2}){0,4})[^*|]*[*|][\d.]*[*|]UN[*|](\d{1,3})(?![\d.])/i;
/** Any other segment of such a claim; a claim may stand on one line, with "~" between its segments. */
export const SEGMENT_OF_CLAIM = /^\s*[A-Z][A-Z\d]{1,2}[*|]/;
export const DAY_OF_CLAIM = /^\s*DTP[*|]472[*|](?:D8|RD8)[*|](\d{8})(?:-(\d{8}))?/;
export const isClaim = (text) => /(?:^|[~\n\r])[ \t]*SV[12][*|]/i.test(text);
const LONGEST_NAME = 9; // words
const LEAST_PREFIX = 4; // letters: shorter ones are abbreviations, which mean what they mean or nothing

/** A name without what may be written in several ways: "Re-Eval", "re eval" and "reeval" are one. */
export const squashed = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const wordsOf = (text) => text.toLowerCase().replace(/\([^)]*\)/g, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean); // "(Medicare)" is a remark, no name

/**
 * What names mean. `codes` and `words` as the page's data has them (sitegen/island.py), `modifiers` as a list of keys. Of
 * the codes that share a name all are found, also where one of them has it alone and others with something after a comma.
 */
export class Vocabulary {
  constructor({ codes, words = [], modifiers = [] }, { payer = "", discipline = "" } = {}) {
    this.codes = new Map(codes.map((code) => [code.code, code]));
    this.modifiers = new Set(modifiers);
    Object.assign(this, { payer, discipline });
    this.words = new Map(words.flatMap((word) => word.spellings.map((spelling) => [squashed(spelling), word])));
    // Minutes of an add-on are entered under its base, and a code that ended is meant only by its number.
    this.meant = codes.filter((code) => !code.base && code.kind !== "not-in-use");
    this.names = new Map();
    for (const { code, name, also_called } of this.meant) {
      for (const each of [name, ...also_called]) {
        for (const way of [each, each.split(",")[0], each.replace(/\s*\([^)]*\)/g, "")]) {
          const key = squashed(way);
          if (key && !/^\d+$/.test(key)) this.names.set(key, (this.names.get(key) ?? new Set()).add(code));
        }
      }
    }
  }

  /** The codes that exactly these words stand for, those of the plan of care's discipline if it has any; null for no name. */
  exactly(text) {
    const key = squashed(text);
    for (const each of [key, key.length > 4 && key.endsWith("s") ? key.slice(0, -1) : "", key.length > 3 ? `${key}s` : ""]) {
      const word = this.words.get(each);
      const found = word ? (Object.hasOwn(word.payers, this.payer) ? word.payers[this.payer] : word.codes) : each && [...(this.names.get(each) ?? [])];
      if (found?.length) return this.ours(found);
    }
    return null;
  }

  ours(codes) {
    const own = codes.filter((code) => this.codes.get(code)?.disciplines.includes(this.discipline));
    return own.length ? own : [...codes];
  }

  /**
   * The codes that a text may mean: `{codes, sure}`. Sure is an exact name, or whole words of one. Else they are only
   * proposed: codes whose words begin like the text's, which answers no abbreviation.
   */
  called(text) {
    const exact = this.exactly(text);
    if (exact) return { codes: exact, sure: true };
    const wanted = wordsOf(text);
    if (!wanted.length || wanted.every((word) => /^\d+$/.test(word))) return { codes: [], sure: false };
    const whole = (word) => (each) => each === word || each === `${word}s` || `${each}s` === word;
    const begins = (word) => (each) => each === word || (word.length >= LEAST_PREFIX && each.startsWith(word));
    const isLong = wanted.some((word) => word.length >= LEAST_PREFIX); // "te" is no search
    const named = ({ name, also_called }) => [name, ...also_called].map(wordsOf);
    const fits = (test) => (code) => named(code).some((words) => wanted.every((word) => words.some(test(word))));
    const mixed = (test) => (code) => wanted.every((word) => named(code).flat().some(test(word)));
    if (isLong) {
      for (const [way, sure] of [[fits(whole), true], [fits(begins), false], [mixed(begins), false]]) {
        const found = this.meant.filter(way).map(({ code }) => code);
        if (found.length) return { codes: this.ours(found), sure };
      }
    }
    return { codes: [], sure: false };
  }
}

// --- pieces to atoms --------------------------------------------------------------------------------------------------

/** Words joined to names, persons and modifiers; every other piece stays as it is. An atom has the pieces it is made of. */
function atomsOf(pieces, vocabulary, text, isNamed = false) {
  const atoms = [];
  let place = 0;
  let hasName = isNamed;
  while (place < pieces.length) {
    const piece = pieces[place];
    const add = (kind, number, more = {}) => {
      hasName ||= kind === "code" || kind === "name";
      const own = pieces.slice(place, place + number);
      atoms.push({ kind, pieces: own, text: text.slice(own[0].start, own.at(-1).end), ...more });
      place += number;
    };
    if (piece.kind === "suffix") {
      const { modifier } = piece;
      if (OF_ASSISTANT.has(modifier)) add("person", 1, { person: "a", modifier });
      else if (/\D/.test(modifier) || vocabulary.modifiers.has(modifier)) add("modifier", 1, { modifier });
      else add("unclear", 1);
    } else if (piece.kind === "other" && /(?<!\d)\d{5}(?!\d)|\d(?:pta|c?ota)\b/i.test(piece.text)) add("unclear", 1); // "25min97140", "10PTA": a code or a person is in it
    else if (piece.kind !== "word") add(piece.kind, 1, { ...piece, pieces: [piece] });
    else addWords(pieces, place, { vocabulary, add, text, hasName });
  }
  return atoms;
}

/** What the words from some place on are: the longest name first, then persons, modifiers and words between. */
function addWords(pieces, place, { vocabulary, add, text, hasName }) {
  const piece = pieces[place];
  const upper = piece.text.toUpperCase();
  if (OF_ASSISTANT.has(upper)) return add("person", 1, { person: "a", modifier: upper });
  if (hasName && vocabulary.modifiers.has(upper)) return add("modifier", 1, { modifier: upper });
  let most = 1;
  while (most < LONGEST_NAME && pieces[place + most]?.kind === "word" && /^[\s\-–/&'’.]*$/.test(text.slice(pieces[place + most - 1].end, pieces[place + most].start))) most += 1;
  const upTo = (number) => text.slice(piece.start, pieces[place + number - 1].end);
  for (let number = most; number > 0; number -= 1) {
    const codes = vocabulary.exactly(upTo(number));
    if (codes) return add("name", number, { codes });
  }
  for (let number = Math.min(most, 3); number > 0; number -= 1) {
    const key = squashed(upTo(number));
    const person = ASSISTANT.has(key) ? "a" : THERAPIST.has(key) ? "t" : TOGETHER.has(key) ? "b" : null;
    if (person) return add("person", number, { person });
  }
  const glued = /^[A-Z\d]{2}(?:[-/&.]?[A-Z\d]{2}){1,3}$/.test(piece.text) ? piece.text.match(/[A-Z\d]{2}/g) : []; // "CQGP", "CQ-GP"
  if (glued.length && glued.every((each) => OF_ASSISTANT.has(each) || vocabulary.modifiers.has(each))) {
    if (glued.some((each) => OF_ASSISTANT.has(each))) return add("person", 1, { person: "a", modifier: glued });
    if (hasName) return add("modifier", 1, { modifier: glued });
  }
  const word = squashed(piece.text);
  if (piece.text.split(/[/&-]/).some((part) => ASSISTANT.has(squashed(part).replace(/\d+$/, "")) || NEITHER.has(squashed(part)))) return add("unclear", 1); // "PT/PTA"
  return add(NEITHER.has(word) ? "unclear" : GLUE.has(word) ? "glue" : "words", 1);
}

// --- atoms to services ------------------------------------------------------------------------------------------------

const isName = ({ kind }) => kind === "code" || kind === "name" || kind === "words";
const isTime = ({ kind }) => kind === "minutes" || kind === "span" || kind === "units";

/** Groups of atoms, one for each service, by whether names or minutes come first. */
function grouped(atoms, vocabulary, text) {
  const isLabel = (atom) => /^\s*:/.test(text.slice(atom.pieces.at(-1).end)); // "Poe: 97140"
  const first = atoms.find((atom) => isName(atom) || isTime(atom));
  const timeFirst = first && isTime(first);
  const groups = [];
  const coming = comingOf(atoms);
  for (const [place, atom] of atoms.entries()) {
    const group = groups.at(-1);
    const has = (test) => group?.some(test);
    const begins = timeFirst
      ? isTime(atom) && has(isName)
      : (isName(atom) && has(isTime) && (isLabel(atom) || !isAfterthought(atom, coming[place], group))) || (atom.kind === "code" && has(({ kind }) => kind === "code") && !isShared(group, atom, coming[place + 1], { vocabulary, text }));
    if (!group || begins) groups.push([atom]);
    else group.push(atom);
  }
  return groups;
}

/** Whether two timed codes have one number between them: "97110/97140 25", which is asked. */
function isShared(group, atom, next, { vocabulary, text }) {
  const before = group.findLast(({ kind }) => kind === "code");
  const areTimed = [before, atom].every(({ code }) => vocabulary.codes.get(code)?.kind === "timed");
  const between = text.slice(before.pieces.at(-1).end, atom.pieces[0].start);
  return Boolean(areTimed && next && isTime(next)) && /^\s*(?:\/|&|\+|and)\s*$/i.test(between);
}

/** For each place the code or time that stands there or comes next. */
function comingOf(atoms) {
  const coming = [];
  for (let place = atoms.length - 1; place >= 0; place -= 1) coming[place] = atoms[place].kind === "code" || isTime(atoms[place]) ? atoms[place] : coming[place + 1];
  return coming;
}

/** Words behind code and minutes with no minutes of their own tell more of the same code: "97110 25 min of exercise". */
function isAfterthought(atom, next, group) {
  if (!group.some(({ kind }) => kind === "code") || atom.kind === "code") return false;
  return !next || next.kind === "code";
}

/** What a group of atoms says of one service; `question` tells why it cannot be read whole. */
function serviceOf(atoms, vocabulary, text) {
  const codes = [...new Set(atoms.filter(({ kind }) => kind === "code").map(({ code }) => code))];
  const names = atoms.filter(({ kind }) => kind === "name");
  const loose = atoms.filter(({ kind }) => kind === "words" || kind === "other");
  const shared = names.reduce((found, { codes: each }) => (found ? found.filter((code) => each.includes(code)) : each), null) ?? [];
  const all = [...new Set([...codes, ...names.flatMap(({ codes: each }) => each)])];
  const service = { code: null, candidates: [], question: null, left: [], modifiers: atoms.flatMap(({ modifier }) => modifier ?? []), loose: [], atoms };
  if (codes.length === 1 && (!names.length || all.length === 1 || names.some(({ codes: each }) => each.includes(codes[0])))) {
    [service.code] = codes;
    service.loose = loose;
  } else if (!codes.length && names.length && !loose.length && shared.length === 1) [service.code] = shared;
  else Object.assign(service, { question: "name", candidates: codes.length || !shared.length ? all : shared });
  if (service.question && !names.length && loose.length && !codes.length) {
    const { codes: called, sure } = vocabulary.called(loose.map(({ text }) => text).join(" "));
    service.candidates = called;
    if (sure && called.length === 1) Object.assign(service, { code: called[0], question: null, candidates: [] });
  }
  const { question, ...time } = timeOf(atoms, service);
  Object.assign(service, time);
  service.question = question ?? service.question;
  if (atoms.some(({ kind }) => kind === "unclear" || kind === "date")) service.question = "unread";
  service.left.push(...service.loose, ...atoms.filter(({ kind }) => kind === "modifier" || kind === "money"));
  service.label = labelOf(atoms, service, vocabulary);
  const named = atoms.filter(isName);
  service.name = named.length ? text.slice(named[0].pieces[0].start, named.at(-1).pieces.at(-1).end) : "";
  return service;
}

/** Words in front of a code or name that belong to nothing of it, as a patient's name: "Roe: 97110 25". */
function labelOf(atoms, { code }, vocabulary) {
  const end = Math.max(0, atoms.findIndex(({ kind }) => kind === "code" || kind === "name"));
  const words = atoms.slice(0, end).filter(({ kind, text }) => (kind === "words" || kind === "other") && !vocabulary.modifiers.has(text.toUpperCase()));
  const label = words.map(({ text }) => text).join(" ");
  const { codes, sure } = label ? vocabulary.called(label) : { codes: [], sure: false };
  return sure && codes.includes(code) ? "" : squashed(label); // "exercise 97110" tells of the code
}

/** Minutes of a service, whose they are, and units where only those are told. */
function timeOf(atoms, { code, modifiers }) {
  const told = atoms.filter(({ kind }) => kind !== "glue");
  let times = told.filter(({ kind }) => kind === "minutes" || kind === "span").map((atom) => ({ atom, person: atom.person, minutes: atom.kind === "span" ? atom.minutes : atom.value }));
  const byAtom = new Map(times.map((time) => [time.atom, time]));
  const of = (atom) => byAtom.get(atom);
  const units = told.filter(({ kind }) => kind === "units");
  const unread = { question: "unread" };
  const left = [];
  const everybody = [];
  const isPersonFirst = personFirst(told, of);
  for (const [place, atom] of told.entries()) {
    if (atom.kind !== "person") continue;
    if (NOT.has(squashed(told[place - 1]?.text ?? ""))) return unread;
    const [before, after] = [of(told[place - 1]), of(told[place + 1])];
    const isOfNext = told[place + 2]?.kind === "person" && told[place + 1]?.kind !== "person";
    if (before && before.person === null && !(isPersonFirst && after)) before.person = atom.person;
    else if (after && after.person === null && (isPersonFirst || !isOfNext)) after.person = atom.person;
    else if (!atom.modifier && !told.slice(0, place).some((each) => each.kind === "code" || each.kind === "name" || of(each)) && (place === 0 || told.some(({ kind }) => kind === "code" || kind === "name"))) return unread; // "PTA gait 10, manual 8": of one, or of all?
    else everybody.push(atom);
  }
  for (const { person, modifier } of everybody) {
    const open = times.filter((time) => time.person === null);
    for (const time of open) time.person = person;
    const persons = new Set(times.map((time) => time.person));
    const isSaidAlready = persons.has(person) && (persons.size === 1 || modifier);
    if (!open.length && !isSaidAlready) return times.length || !modifier ? unread : { units: unitsOf(units), left, furnishedBy: person };
    if (persons.size > 1 && !persons.has(person)) return unread;
  }
  if (everybody.length && new Set(everybody.map(({ person }) => person)).size > 1) return unread;
  // "97110 59 25": 59 is the modifier. "97110 2 25 min": what is called minutes is minutes.
  const bare = (time) => time.atom.kind === "minutes" && !time.atom.unit && !time.atom.person;
  if (times.length > 1 && times.every(({ person }) => person === null)) {
    const isModifier = (time) => bare(time) && time.minutes === 59 && told.some(({ kind }) => kind === "code");
    const rest = times.filter((time) => !isModifier(time));
    if (rest.length === 1) {
      left.push(...times.filter(isModifier).map(({ atom }) => atom));
      modifiers.push("59");
      times = rest;
    }
    const named = times.filter(({ atom }) => atom.unit); // a clock is no proof: "9:00-9:20 25" is asked
    if (times.length > 1 && named.length && new Set(named.map(({ minutes }) => minutes)).size === 1) {
      left.push(...times.filter((time) => bare(time) && time.minutes !== named[0].minutes).map(({ atom }) => atom));
      times = times.filter((time) => !bare(time) || time.minutes === named[0].minutes);
    }
  }
  const span = times.find(({ atom }) => atom.kind === "span");
  const clock = span && { start: span.atom.began, stop: span.atom.ended };
  if (times.length) left.push(...units);
  if (!times.length) return { units: unitsOf(units), left, furnishedBy: null, question: units.length > 1 ? "unread" : null };
  const persons = times.map(({ person }) => person);
  if (persons.every((person) => person === null)) {
    if (new Set(times.map(({ minutes }) => minutes)).size > 1) return unread; // which of them is it? not guessed
    const isModifier = times.length === 1 && bare(times[0]) && times[0].minutes === 59 && code && told.some(({ kind }) => kind === "code");
    return { minutes: { minutes: times[0].minutes, ...clock }, left, is59: isModifier, few: times.every((time) => bare(time) && time.minutes < 5) };
  }
  const whole = times.filter(({ person }) => person === null);
  const parts = times.filter(({ person }) => person !== null);
  const minutes = {};
  for (const each of parts) minutes[PERSON[each.person]] = (minutes[PERSON[each.person]] ?? 0) + each.minutes;
  const sum = parts.reduce((total, each) => total + each.minutes, 0);
  if (whole.some((each) => each.minutes !== sum)) return unread;
  return { minutes: { ...minutes, ...clock }, left };
}

/** Whether every number stands after its person, as in "PT 8, PTA 15", maybe behind their sum. */
function personFirst(told, of) {
  const order = told.filter((atom) => of(atom) || (atom.kind === "person" && !atom.modifier));
  const written = order.map((atom) => (of(atom) ? "T" : "P")).join("");
  if (/^(?:PT){2,}$/.test(written)) return true;
  const [whole, ...parts] = order.filter(of).map((atom) => of(atom).minutes);
  return /^T(?:PT){2,}$/.test(written) && whole === parts.reduce((sum, each) => sum + each, 0);
}

const unitsOf = (units) => (units.length === 1 ? units[0].value : null);

/** Minutes as the contract writes them: `{minutes: 20}`, `{therapist_minutes: 15, assistant_minutes: 8}`, or with `start` and `stop`. T stands for the therapist, A for the assistant, B for both together. Null where it is none of these. */
export function readMinutes(text) {
  const pieces = tokens(text);
  if (!pieces.length || !pieces.every(({ kind, value }) => kind === "span" || (kind === "minutes" && Number.isInteger(value)))) return null;
  const { minutes } = timeOf(pieces.map((piece) => ({ ...piece, pieces: [piece] })), { code: null, modifiers: [] });
  return minutes ?? null;
}

// --- lines of text ----------------------------------------------------------------------------------------------------

/** The services of a part of the text, each with the pieces it has; what is no service goes to `found`. */
function readSegment(text, from, until, found, vocabulary, line) {
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
    line.date = { iso: date.iso, text: date.text };
    found.dates.push({ ...line.date, pieces: [date] });
    found.glue.push(...all.slice(0, all.indexOf(date)));
  }
  const written = pieces.length ? text.slice(pieces[0].start, until).trim() : "";
  if (!pieces.length) return;
  const isSumOfPerson = SUM.test(written) && namesAssistant(written); // "Total 40 min PTA": of all?
  if ((SUM.test(written) && !isSumOfPerson) || NO_SERVICE.test(written.replace(/(?<![:.\s])[:.\s]+$/, ""))) return found.left.push({ text: written, pieces });
  const isMore = line.services.length > 0 && pieces.every(({ kind }) => kind === "word") && modifiersOf(written).every((each) => OF_ASSISTANT.has(each) || vocabulary.modifiers.has(each)); // "97110 25 (GP, KX)"
  const atoms = atomsOf(pieces, vocabulary, text, isMore);
  if (!atoms.some((atom) => isName(atom) || atom.kind === "other" || atom.kind === "unclear")) {
    if (atoms.every(({ kind }) => kind === "glue")) return found.glue.push(...pieces);
    const before = line.services.at(-1) ?? (found.services.length ? found.services.at(-1) : null);
    if (before && !before.isDone && joined(before, atoms, { vocabulary, line, text })) return;
  }
  for (const group of grouped(atoms, vocabulary, text)) {
    const service = serviceOf(group, vocabulary, text);
    service.text = text.slice(group[0].pieces[0].start, group.at(-1).pieces.at(-1).end);
    service.line = line;
    if (isSumOfPerson) Object.assign(service, { code: null, question: "unread" });
    found.services.push(service);
    line.services.push(service);
  }
}

/** Minutes alone belong to the service before: "97110, 33", "97110 15 min PT, 10 min PTA". False where that is not clear. */
function joined(before, atoms, { vocabulary, line, text }) {
  if (before.line !== line && before.minutes) return false;
  if (before.line !== line && before.line?.services.filter(({ minutes }) => !minutes).length > 1) return false; // a row of codes above one of numbers
  const together = serviceOf([...before.atoms, ...atoms], vocabulary, text);
  const had = before.minutes ? Object.keys(before.minutes).length : 0;
  const isOnly = (...kinds) => before.line === line && atoms.every(({ kind }) => kinds.includes(kind));
  const isWho = isOnly("person", "glue") || isOnly("modifier") || (before.minutes && isOnly("units", "glue")); // "97110 25 min, 2 units"
  const isMore = !before.minutes || isWho || (!("minutes" in before.minutes) && together.minutes && Object.keys(together.minutes).length > had);
  if (together.question === "unread" || !isMore || (!together.minutes === !together.units && !isOnly("modifier"))) return false;
  Object.assign(before, together, { text: before.text, line: before.line });
  return true;
}

/** What is no service line of an electronic claim: its days are read, and another claim is another visit. */
function readClaimSegment(written, pieces, found) {
  const [, from, to] = written.match(DAY_OF_CLAIM) ?? [];
  const days = [from, to].filter(Boolean).map((day) => ({ iso: readDate(day), text: day }));
  const line = found.services.at(-1)?.line;
  if (/^\s*CLM[*|]/i.test(written)) found.claims = (found.claims ?? 0) + 1;
  if (!days.length) return found.left.push({ text: written.trim().split(/[*|]/)[0], pieces });
  if (line) Object.assign(line, { date: days[0], days: days.map(({ iso, text }) => iso ?? text) });
  found.dates.push(...days.map((day, place) => ({ ...day, pieces: place ? [] : pieces })));
}

const SEGMENT = new RegExp(String.raw`(?:${DAY_WITH_COMMAS}|[^;,\t|]|,(?=\d{3}(?!\d)))+`, "giu"); // a comma in a date or a number parts nothing

function readLines(text, vocabulary, found) {
  const ofClaim = isClaim(text);
  for (const { 0: written, index } of text.matchAll(ofClaim ? /[^\n\r~]+/g : /[^\n\r]+/g)) {
    const line = { services: [], isFirst: true, date: found.lastDate ?? null };
    const sent = written.match(SV1);
    if (sent && found.claims) line.claim = found.claims;
    if (sent) {
      const [, code, modifiers, units] = sent;
      const atoms = [{ kind: "cell", pieces: tokens(text, index, index + written.length) }];
      found.services.push({ code: code.toUpperCase(), candidates: [], question: null, left: [], loose: [], text: written.trim(), name: code, units: Number(units), modifiers: modifiers.toUpperCase().match(/[A-Z\d]{2}/g) ?? [], atoms, line, isDone: true });
      continue;
    }
    if (ofClaim && SEGMENT_OF_CLAIM.test(written) && !/^\s*SV[12]/i.test(written)) {
      readClaimSegment(written, tokens(text, index, index + written.length), found);
      continue;
    }
    for (const { 0: part, index: offset } of written.matchAll(SEGMENT)) {
      readSegment(text, index + offset, index + offset + part.length, found, vocabulary, line);
      line.isFirst = false;
    }
    if (line.date) found.lastDate = line.date;
  }
}

// --- tables -----------------------------------------------------------------------------------------------------------

const any = (...words) => (head) => words.some((word) => head.includes(word));
const OF_VISIT = any("visit", "encounter", "session", "service", "treatment", "appointment", "appt");
const OTHER_DAY = any("birth", "signed", "created", "posted", "submitted", "printed", "paid", "first", "last", "next", "initial", "onset", "injury", "admission", "admit", "order", "certification", "referral", "claim", "due", "modified", "updated");
const ROLES = [ // the first that fits a column's name, by its whole words
  ["line", (head) => any("line", "row")(head) && head.every((word) => ["claim", "service", "charge", "line", "row", "item", "no", "number", "#"].includes(word))],
  ["date", (head) => any("date", "dates", "day")(head) && OF_VISIT(head) && !OTHER_DAY(head)],
  ["other", (head) => any("date", "dates", "day")(head) && OTHER_DAY(head)],
  ["code", (head) => any("charge", "billing", "billed", "fee")(head) && any("code", "codes", "cpt", "hcpcs")(head) && !any("amount", "units", "unit")(head)],
  ["person", (head) => any("assistant", "pta", "cota", "ota", "asst")(head) && !any("minutes", "minute", "mins", "min", "time", "duration")(head)],
  ["other", (head) => any("appt", "appointment", "arrival", "scheduled", "check")(head) && any("time", "in", "out", "start", "end")(head)],
  ["other", (head) => any("code", "name")(head) && any("revenue", "rev", "reason", "status", "facility", "clinic", "company", "first", "last", "full", "middle", "physician", "doctor", "taxonomy", "group", "plan")(head)],
  ["other", any("birth", "dob", "diagnosis", "dx", "icd", "icd10", "patient", "client", "member", "insured", "payer", "insurance", "claim", "zip", "pos", "place", "location", "signed", "created", "posted", "submitted", "printed", "npi", "mrn", "account", "visit", "encounter", "session", "chart", "record", "denial", "reason", "auth", "authorization", "referral", "paid", "gender", "sex", "age", "phone", "address")],
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
  ["person", any("provider", "therapist", "clinician", "practitioner", "assistant", "rendering", "treating", "staff", "credential", "credentials", "furnished", "discipline", "by", "prov", "license", "licensure", "pt", "ot", "slp")],
  ["what", any("description", "desc", "service", "services", "treatment", "intervention", "activity", "what")],
  ["what", (head) => head.length === 1 && head[0] === "name"],
  ["line", (head) => head.every((word) => ["line", "row", "seq", "sequence", "item", "no", "number", "#"].includes(word)) && head.length > 0],
];
const DESCRIBES = any("description", "desc", "name");
/** Whether a column tells whose claim a line is of. */
export const tellsWhose = (name) => !["line", "date"].includes(roleOf(name)) && any("patient", "client", "member", "insured", "subscriber", "claim", "mrn", "account", "chart", "visit", "encounter", "first", "last")(name.toLowerCase().match(/[a-z]+/g) ?? []);
const WHOSE = "(?:patient|client|resident|member|insured|subscriber|name|mrn|chart|account|acct|claim|case|encounter|visit|dob|date of birth)(?:\\s+(?:name|id|no\\.?|number|record))*";
/** A row that tells whose the rows below it are, "Patient: Poe" or "MRN 123456"; and the first cell of one that parts them. */
const TELLS_WHOSE = new RegExp(String.raw`^\W*(${WHOSE})\s*(?:[:#=]|\s(?=\d))\W*(?=\w)`, "i");
const IS_WHOSE = new RegExp(String.raw`^\W*(${WHOSE})\W*$`, "i");
const DAY_BEFORE = /(?:\bdos|\bdate of service|\bservice date|\bvisit date)\W*$/i;
const isLabelOfRows = (cell) => IS_WHOSE.test(cell) || (/\p{L}/u.test(cell) && DATE_LABEL.test(cell));
const PER_LINE = new Set(["code", "what", "minutes", "start", "stop", "time", "units", "modifier", "charge", "pointer", "line"]); // may differ between services of one visit

/** What a column is by its name: "Service Date" a day, "CPT Code" a code, "Rendering Provider" a person. */
function roleOf(name) {
  const head = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().match(/[a-z]+\d*|[#$]/g)?.flatMap((word) => (/^[a-z]{2,}\d$/.test(word) ? [word, word.slice(0, -1)] : [word])) ?? []; // "Modifier1"
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
  if (filled.length < 2 || filled.some((name) => /\d{3}/.test(name) || /^[\d.,$:/-]+$/.test(name) || vocabulary.codes.has(name.toUpperCase()))) return null;
  const roles = names.map((name) => (name ? roleOf(name) : "other"));
  // A sum of the visit, "Total Time", is no service's own where each has minutes beside it.
  const isTotal = (name) => /\btotal\b/i.test(name);
  if (names.some((name, place) => roles[place] === "minutes" && !isTotal(name))) names.forEach((name, place) => isTotal(name) && ["minutes", "time"].includes(roles[place]) && (roles[place] = "other"));
  const isTold = roles.includes("code") || (roles.includes("what") && roles.some((role) => !["what", "other", "line"].includes(role)));
  const isNamed = filled.every((name) => !/\d/.test(name) || roleOf(name) !== "other" || /^icd-?\s?10\b|\bdx\s?\d$|\bdiagnosis\s?\d$/i.test(name));
  return isTold && isNamed && new Set(roles).size > 1 ? names.map((name, place) => ({ name, role: roles[place] })) : null;
}

/** The text as a table: its rows of cells and, where a row names them, its columns. Null where it is none. */
function tableOf(text, vocabulary) {
  for (const sign of ["\t", ",", ";", "|"]) {
    if (!text.includes(sign)) continue;
    const rows = cellsOf(text, sign)?.map((cells) => cells.filter(({ text: each }, place) => sign !== "|" || each || (place > 0 && place < cells.length - 1)));
    if (!rows) continue;
    const place = rows.slice(0, 6).findIndex((row) => headsOf(row, vocabulary));
    if (place >= 0) return { heads: headsOf(rows[place], vocabulary), above: rows.slice(0, place), head: rows[place], rows: rows.slice(place + 1) };
    const filled = rows.filter((row) => row.some(({ text: cell }) => cell));
    const isRow = (row) => {
      const cells = row.filter(({ text: cell }) => cell);
      return cells.length > 1 && oneName(cells, vocabulary) !== null && (sign === "\t" || (cells.length > 2 && (cells.some(({ text: cell }) => looksLikeDate(cell)) || isRowOfCells(cells, filled))));
    };
    const several = sign === "\t" ? filled.map((row) => row.filter(({ text: cell }) => cell)).filter((row) => row.length > 1 && !isLabelOfRows(row[0].text)) : filled;
    if (several.length && several.every(isRow)) return { heads: null, above: [], head: [], rows };
  }
  return null;
}

/** Whether cells between commas are a row of several: "Roe,97110,25", a code and a number each in a cell of its own. */
const isRowOfCells = (cells, rows) => rows.length > 1 && rows.every((row) => row.length === rows[0].length) && cells.filter(({ text }) => isCode(text)).length === 1 && cells.some(({ text }) => /^\d{1,3}(?:\s?min\w*\.?)?$/i.test(text));

const isCode = (text) => /^(?:[A-Z]\d{4}|\d{4}T|\d{5})(?:[-\s]+[A-Z][A-Z\d]|-\d{2}|[A-Z]{2})*$/i.test(text);

/** The place of the one cell with the code, or without a code with the name of a service; null where there is not just one. */
function oneName(cells, vocabulary) {
  const codes = cells.filter(({ text }) => isCode(text) && !looksLikeDate(text));
  if (codes.length) return codes.length === 1 ? codes[0] : null;
  const withCode = cells.filter(({ text }) => tokens(text).some(({ kind }) => kind === "code"));
  if (withCode.length) return withCode.length === 1 ? withCode[0] : null;
  const names = cells.filter(({ text }) => vocabulary.exactly(text) && !ASSISTANT.has(squashed(text)));
  return names.length === 1 ? names[0] : null;
}

function readTable({ heads, above, head, rows }, text, vocabulary, found) {
  const pieces = (cells) => cells.flatMap(({ start, end }) => tokens(text, start, end));
  let before = {};
  let whoAbove = null;
  /** A row that is only a day, "DOS: 3/2/2026", dates the rows below it. */
  const isDay = (filled) => {
    const all = pieces(filled);
    const date = all.find(({ kind }) => kind === "date");
    if (!date || !DATE_LABEL.test(text.slice(filled[0].start, date.start).replace(/[",;|\t]/g, " ").trim()) || all.at(-1) !== date) return false;
    found.dates.push({ iso: date.iso, text: date.text, pieces: [date] });
    found.glue.push(...all.slice(0, -1));
    before = { ...before, [DAYS]: [{ iso: date.iso, text: date.text }] };
    for (const { line } of found.services) line.isAboveDay = !line.date; // "97110, DOS: 3/4/2026, 97140": of another day, maybe
    return true;
  };
  /** A row that only tells a patient or a claim: the rows below it are of that one. */
  const isWhose = (filled) => {
    const own = pieces(filled);
    if (own.some(({ code }) => code && vocabulary.codes.has(code))) return false;
    const written = filled.map((cell) => cell.text).join(" ");
    const [all, name] = written.match(TELLS_WHOSE) || (filled.length > 1 && filled[0].text.match(IS_WHOSE)) || [];
    if (!name) return false;
    const date = own.find(({ kind, start }) => kind === "date" && DAY_BEFORE.test(text.slice(filled[0].start, start)));
    before = { ...before, [name]: squashed(written.slice(all.length)), ...(date ? { [DAYS]: [{ iso: date.iso, text: date.text }] } : {}) };
    if (date) found.dates.push({ iso: date.iso, text: date.text, pieces: [date] });
    found.left.push({ column: name, pieces: own.filter((piece) => piece !== date) });
    return true;
  };
  for (const row of above) {
    const filled = row.filter((cell) => cell.text);
    if (!filled.length || isDay(filled) || isWhose(filled)) continue;
    if (namesAssistant(filled.map((cell) => cell.text).join(" "))) whoAbove = "above the table";
    found.left.push({ text: filled.map((cell) => cell.text).join(" "), pieces: pieces(filled) });
  }
  found.heads.push(...pieces(head));
  const titles = head.map((cell) => squashed(cell.text)).join("|");
  for (const cells of rows) {
    const filled = cells.filter((cell) => cell.text);
    if (!filled.length) continue;
    if (heads && cells.map((cell) => squashed(cell.text)).join("|") === titles) { // as on every page of a report
      found.heads.push(...pieces(filled));
      continue;
    }
    if (isDay(filled) || isWhose(filled)) continue;
    const isSum = SUM.test(filled[0].text);
    if (isSum) {
      found.left.push({ text: filled.map((cell) => cell.text).join(" "), pieces: pieces(filled) });
      continue;
    }
    if (!heads && filled.length === 1) {
      const part = { services: [], isFirst: true, date: null };
      readSegment(text, filled[0].start, filled[0].end, found, vocabulary, part);
      continue;
    }
    const name = heads ? null : oneName(filled, vocabulary);
    const columns = cells.map((cell, place) => ({ cell, place, ...(heads ? (heads[place] ?? { name: `Column ${place + 1}`, role: "other" }) : { name: `Column ${place + 1}`, role: looks(cell.text, cell === name, vocabulary) }) })).filter(({ cell }) => cell.text);
    before = readRow(columns, { text, vocabulary, found, before, heads });
    const service = found.services.at(-1);
    if (whoAbove && service.minutes?.minutes != null) service.asksWho ??= whoAbove;
  }
}

/** The modifiers of a cell, also glued ones: "GP, KX", "GPKX". */
const modifiersOf = (cell) => cell.split(/[^\p{L}\p{N}]+/u).filter(Boolean).flatMap((each) => (/^(?:[A-Z\d]{2}){2,4}$/i.test(each) ? each.match(/../g) : [each]));

/** What a cell is by its looks, in a table whose columns have no names. */
function looks(cell, isName, vocabulary) {
  if (isName) return "code";
  if (!cell) return "other";
  if (looksLikeDate(cell)) return "date";
  const pieces = tokens(cell);
  const only = (kind) => pieces.length && pieces.every((piece) => piece.kind === kind);
  if (pieces.length === 1 && pieces[0].clock) return "clock";
  if (only("span") || only("minutes")) return /^\d{5,}$/.test(cell) ? "other" : "minutes";
  if (only("units")) return "units";
  if (only("money")) return "charge";
  if (ASSISTANT.has(squashed(cell)) || THERAPIST.has(squashed(cell))) return "person";
  const modifiers = modifiersOf(cell);
  if (/\p{L}/u.test(cell) && modifiers.every((each) => OF_ASSISTANT.has(each) || vocabulary.modifiers.has(each))) return "modifier";
  return "text";
}

/** One row of a table: a service, and what of it may not differ between the rows of a visit. */
function readRow(given, { text, vocabulary, found, before, heads }) {
  const columns = given.map((column) => ({ ...column, role: heads ? roleByCell(column) : column.role }));
  const of = (...roles) => columns.filter(({ role }) => roles.includes(role));
  const piecesOf = ({ cell }) => tokens(text, cell.start, cell.end);
  const isNumber = ({ kind, text: written }, { role }) => kind === "money" && /^\d{1,3}\.0+$/.test(written) && (/^minutes|^units/.test(role) || role === "time"); // "25.00"
  const atoms = (column) => atomsOf(piecesOf(column), vocabulary, text).map((atom) => ({ ...atom, ...(isNumber(atom, column) ? { kind: "minutes", value: Number(atom.text), unit: false, person: null } : {}), column }));
  const [what, ...more] = of("code").length ? of("code") : of("what");
  const described = [...(what?.role === "code" ? of("what") : more), ...of("text")];
  const named = what ? atoms(what) : [];
  const isDescribed = !named.some(isName); // the code's cell is empty: the description names it
  if (isDescribed) named.push(...described.flatMap(atoms));
  const clocks = [...of("start"), ...of("stop"), ...of("clock")];
  const span = clocks.length === 2 ? readSpan(clocks[0].cell.text, clocks[1].cell.text) : null;
  const times = of("minutes", "minutes a", "minutes t", "time").flatMap(atoms).filter((atom) => !(atom.column.role.includes(" ") && atom.value === 0));
  const isByPerson = times.some(({ column }) => column.role.includes(" "));
  for (const atom of times) {
    const { role } = atom.column;
    if (role.includes(" ")) atom.person ??= role.at(-1);
    if (heads && role === "minutes" && isByPerson) atom.unit = true; // the sum beside its parts
  }
  if (span) times.push({ kind: "span", ...span, person: null, pieces: [], text: "" });
  const hasTime = [...times, ...named].some(({ kind }) => kind === "minutes" || kind === "span");
  const units = hasTime ? [] : of("units").flatMap((column) => atoms(column).map((atom) => (atom.kind === "minutes" ? { ...atom, kind: "units" } : atom)));
  // An empty cell says what the one above it said, as exports write their groups; so for who furnished the service.
  const inherited = (before[WHO] ?? []).filter(({ name }) => heads && !columns.some((column) => column.name === name));
  const persons = personsOf([...columns, ...inherited], { atoms, heads });
  const service = serviceOf([...named, ...times, ...units, ...persons.atoms], vocabulary, text);
  if (clocks.length && !span) service.question = "unread";
  service.modifiers.push(...of("modifier").flatMap(({ cell }) => modifiersOf(cell.text.toUpperCase()).filter((each) => each.length === 2)));
  service.asksWho = persons.unclear && `under ${persons.unclear}`;
  // What is no part of the service is left out and told: of a column with a name that name, because a cell may name a patient.
  const isRead = (column) => times.some((atom) => atom.column === column && (atom.kind === "minutes" || atom.kind === "span")) || /^[\W0]*$/.test(column.cell.text);
  const isOdd = (column) => !isRead(column) && /\d/.test(column.cell.text); // "25.50"
  if (of("minutes", "minutes a", "minutes t", "time").some(isOdd)) service.question = "unread";
  const used = new Set([what, ...of("minutes", "minutes a", "minutes t", "time").filter((column) => isRead(column) || isOdd(column)), ...of("date", "start", "stop", "clock"), ...(hasTime ? [] : of("units")), ...(isDescribed ? described : []), ...(heads ? [] : persons.columns)]);
  const isItsName = ({ cell }) => Boolean(service.code && vocabulary.exactly(cell.text)?.includes(service.code));
  service.left = [];
  for (const column of columns) {
    if (used.has(column) || isItsName(column)) continue;
    const told = column.role === "modifier" ? modifiersOf(column.cell.text).filter((each) => !OF_ASSISTANT.has(each.toUpperCase())) : [column.cell.text];
    service.left.push(...told.map((each) => (heads && column.role !== "modifier" ? { column: column.name } : { text: each })));
  }
  service.atoms = columns.map((column) => ({ kind: "cell", pieces: piecesOf(column), isLeft: !used.has(column) && !isItsName(column) }));
  service.text = columns.filter((column) => used.has(column) && column.role !== "date").map(({ cell }) => cell.text).join(" ");
  service.isDone = true;
  const isNobodysName = ({ name, cell }) => heads && /^\s*name\s*$/i.test(name) && !vocabulary.exactly(cell.text); // "Name" may be the patient's
  const mayDiffer = (column) => !isNobodysName(column) && (PER_LINE.has(column.role.split(" ")[0]) || column.role === "date" || column.role === "clock" || (!heads && column.role === "person") || isItsName(column));
  const dates = of("date").map(({ cell }) => ({ text: cell.text, iso: readDate(cell.text) }));
  const days = dates.length ? dates : (before[DAYS] ?? []);
  service.keys = { ...before, ...Object.fromEntries(columns.filter((column) => !mayDiffer(column)).map(({ name, cell }) => [name, squashed(cell.text)])), [DAYS]: days, [WHO]: [...of("person"), ...inherited] };
  service.line = { date: days[0] ?? null, days: [...new Set(days.map(({ iso, text: day }) => iso ?? day))] };
  found.dates.push(...dates.map((date) => ({ ...date, pieces: [] })));
  found.services.push(service);
  return service.keys;
}

/** A column of times may be called "From", and one of the assistant's minutes "PTA". */
function roleByCell({ role, name, cell }) {
  const number = /^\d{1,3}(?:\s*min\w*\.?)?$/.test(cell.text);
  if (role === "person" && number) return /\b(?:pta|ota|cota|assistant)\b/i.test(name) ? "minutes a" : "minutes t";
  if (role === "date" && tokens(cell.text).some(({ clock }) => clock) && readDate(cell.text) === null && !looksLikeDate(cell.text)) return "clock";
  return role;
}

const DAYS = Symbol("days");
const WHO = Symbol("who");

/**
 * Who furnished a row's service, from any of its cells: the assistant's letters are never dropped. Where they stand in a
 * column that is about something else, as CO in an address, it is asked.
 */
function personsOf(columns, { atoms, heads }) {
  const found = { atoms: [], columns: [], unclear: null };
  for (const column of columns) {
    const { cell, role } = column;
    if (TELLS_ITSELF.has(role)) continue;
    const words = (cell.text.match(/[\p{L}/]+/gu) ?? []).flatMap((word) => [word, ...(word.includes("/") ? word.split("/") : [])]);
    const isHere = (word) => role !== "other" || word === word.toUpperCase(); // "Ota" may be a name
    const byWord = words.some((word) => ASSISTANT.has(squashed(word)) && isHere(word)) || (role !== "other" && atoms(column).some(({ kind, person, modifier }) => kind === "person" && person === "a" && !modifier));
    const byModifier = (role === "modifier" ? modifiersOf(cell.text.toUpperCase()) : words).some((word) => OF_ASSISTANT.has(word) || /^(?:[A-Z]{2})*CQ(?:[A-Z]{2})*$/.test(word));
    // A cell in a column of assistants, "JD" or "Y" under "PTA", tells of one unless it says no or names a therapist.
    const isOfAssistants = heads && role === "person" && namesAssistant(column.name) && !/^(?:n|no|none|false|n\/?a|-+)$/i.test(cell.text) && !words.some((word) => THERAPIST.has(squashed(word)));
    if (isOfAssistants && !byWord && !byModifier) {
      found.columns.push(column);
      found.unclear ??= column.name;
    } else if (!byWord && !byModifier) {
      if (role === "person") found.columns.push(column);
      if ((role === "person" || (!heads && role === "text")) && words.some((word) => NEITHER.has(squashed(word)))) found.atoms.push({ kind: "unclear", pieces: [], text: "" });
    } else if (role === "other" || (role === "text" && !byWord) || (byWord && namesBoth(cell.text, atoms(column)))) found.unclear ??= column.name;
    else {
      if (role === "person") found.columns.push(column);
      found.atoms.push({ kind: "person", person: "a", modifier: byModifier ? "CQ" : "", pieces: [], text: "" });
    }
  }
  return { ...found, atoms: found.atoms.slice(0, 1) };
}

/** Whether a cell names an assistant and a therapist: "Jane Roe, PT / Al Poe, PTA". */
const namesBoth = (text, atoms) => /\b(?:PTA\/D?PT|D?PT\/PTA|C?OTA\/OTR?|OTR?\/C?OTA)\b/.test(text) || new Set(atoms.filter(({ kind }) => kind === "person").map(({ person }) => person)).size > 1;

const TELLS_ITSELF = new Set(["code", "minutes", "minutes a", "minutes t", "time", "date", "start", "stop", "clock", "units", "charge", "line"]); // or cannot tell it

// --- the whole --------------------------------------------------------------------------------------------------------

/**
 * What a text has of services. `answers` are those given to earlier questions. The result has either one question, and
 * then nothing else is to be entered yet, or services:
 * - `rows`: each `{code, text, candidates, minutes}`; without a code it is asked by its candidates, and `text` is what stood there
 * - `lines`: claim lines, where units were told to be billed ones
 * - `day`: the date of service, or null
 * - `left`: what was left out, each `{text}` or the name of a `{column}`
 * - `ask`: `{says, choices}`, each choice `{label, answer}`; reading again with that answer added goes on
 * - `parts`: for every piece of the text where it went: service, date, left, ask, head or glue
 */
export function read(text, vocabulary, answers = {}) {
  const found = { services: [], dates: [], left: [], heads: [], glue: [] };
  const table = tableOf(text, vocabulary);
  if (table) readTable(table, text, vocabulary, found);
  else readLines(text, vocabulary, found);
  const ask = questionOf(found, vocabulary, answers);
  const chosen = ask ? [] : chosenOf(found.services, answers);
  const few = areFew(chosen);
  const rows = [];
  const lines = [];
  for (const service of chosen) {
    const units = unitsMeant(service, few);
    if (units !== null && !service.question && answers.units === "billed") lines.push({ code: service.code, modifiers: [...new Set(service.modifiers)], units });
    else rows.push(rowOf(service, answers));
  }
  const isChosen = new Set(chosen);
  const day = ask || !chosen.length ? null : (dayOf(chosen, found) ?? null);
  const unread = found.dates.filter(({ iso }) => !iso).map(({ text: written }) => ({ text: written }));
  return { rows, lines, day, ask, left: leftOf(found, isChosen, unread), parts: partsOf(found, ask ? new Set() : isChosen) };
}

/** Units that a service tells in place of minutes; so may numbers below five, where no other numbers are there. */
const unitsMeant = ({ minutes, units, few }, areAllFew) => (minutes ? (few && areAllFew ? minutes.minutes : null) : (units ?? null));
const areFew = (services) => (services.length > 1 || services[0]?.modifiers.length > 0) && services.every(({ few, question, code }) => few && !question && code);

const dayOf = (services, { dates }) => services.find(({ line }) => line?.date?.iso)?.line.date.iso ?? dates.find(({ iso }) => iso)?.iso;

/** A row of the form. Whose minutes they are is never lost: where a person has no minutes, it is not read. */
function rowOf(service, answers) {
  const { code, candidates, text } = service;
  let { minutes, question } = service;
  if (answers.units === "minutes" && !minutes && service.units != null) minutes = service.furnishedBy ? { [PERSON[service.furnishedBy]]: service.units } : { minutes: service.units };
  else if (!minutes && (service.furnishedBy || service.units != null)) question ??= "unread";
  if (answers.number === "modifier" && service.is59) minutes = null;
  if (answers.who === "assistant" && service.asksWho && minutes?.minutes != null) {
    const { minutes: number, ...rest } = minutes;
    minutes = { assistant_minutes: number, ...rest };
  }
  service.question = question;
  if (question === "unread") return { code: null, text, candidates: [], minutes: null };
  return { code: question ? null : code, text: question ? service.name || text : code, candidates: question ? candidates : [], minutes: minutes ?? null };
}

// --- questions --------------------------------------------------------------------------------------------------------

/** The services of each visit, where rows differ in what is one and the same for a visit; and by what they differ. */
function visitsOf(services) {
  const names = [...new Set(services.flatMap(({ keys }) => Object.keys(keys ?? {})))];
  const value = (service, name) => service.keys?.[name] ?? "";
  const day = ({ line }) => line?.days?.join(" to ") ?? line?.date?.iso ?? line?.date?.text ?? "";
  const words = (service) => (service.keys || !service.line ? "" : (wordsBeside(service.line).get(service) ?? ""));
  const isSeveral = (of) => new Set(services.map(of)).size > 1;
  const days = new Set(services.filter((service) => day(service) || service.line?.isAboveDay).map(day));
  const by = [...(days.size > 1 ? [["date", day]] : []), ...names.filter((name) => isSeveral((service) => value(service, name))).map((name) => [name, (service) => value(service, name)])];
  if (isSeveral(({ line }) => line?.claim ?? 0)) by.push(["claim", ({ line }) => String(line?.claim ?? 0)]);
  const withWords = services.filter((service) => words(service));
  if (new Set(withWords.map(words)).size > 1) by.push(["", words]);
  const visits = new Map();
  for (const service of services) {
    const key = JSON.stringify(by.map(([, of]) => of(service)));
    visits.set(key, [...(visits.get(key) ?? []), service]);
  }
  return { by, visits: [...visits.values()] };
}

/** The words beside each service of a line: those of the whole line, but its own label where services have several. */
function wordsBeside(line) {
  if (line.words) return line.words;
  const all = line.services.flatMap(({ loose }) => loose).map(({ text }) => squashed(text)).join(" ");
  const isSeveral = new Set(line.services.map(({ label }) => label).filter(Boolean)).size > 1;
  let last = "";
  line.words = new Map(line.services.map((service) => [service, isSeveral ? (last = service.label || last) : all]));
  return line.words;
}

const chosenOf = (services, { visit }) => (visit === undefined || visit === "one" ? services : (visitsOf(services).visits[visit] ?? []));

const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const said = (words) => [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");

function questionOf({ services, dates }, vocabulary, answers) {
  const badDays = services.filter(({ line }) => line?.days?.length > 1);
  if (badDays.length && answers.date !== "form") return { about: "date", says: "A row has two different dates, and a visit is one day.", choices: [{ label: "Use the date of the form", answer: { date: "form" } }] };
  const { by, visits } = visitsOf(services);
  if (visits.length > 1 && answers.visit === undefined) return differing(by, visits);
  const chosen = chosenOf(services, answers);
  const unread = [...new Set([...chosen.map(({ line }) => line?.date), ...(services.some(({ line }) => line?.date) ? [] : dates)].filter((date) => date && !date.iso).map(({ text }) => text))];
  if (unread.length && answers.date !== "form") {
    return { about: "date", says: `We can't read the date ${unread.filter((text) => /\d/.test(text)).join(", ") || "of these rows"}. Enter dates as month/day/year, such as 3/2/2026.`, choices: [{ label: "Use the date of the form", answer: { date: "form" } }] };
  }
  const who = chosen.find(({ asksWho }) => asksWho);
  if (who && answers.who === undefined) {
    return { about: "who", says: `An assistant's letters (PTA, OTA, COTA, CQ or CO) stand ${who.asksWho}. Did an assistant furnish it?`, choices: [{ label: "Yes, the assistant's minutes", answer: { who: "assistant" } }, { label: "No, it means something else", answer: { who: "nobody" } }] };
  }
  const few = areFew(chosen);
  const units = chosen.filter((service) => unitsMeant(service, few) !== null && !service.question);
  if (units.length && answers.units === undefined) {
    const told = said(units.map((service) => `${service.code} ${unitsMeant(service, few)}`));
    return { about: "units", says: `Are these units billed, or minutes? ${told}.`, choices: [{ label: "Units billed: check them", answer: { units: "billed" } }, { label: "Minutes", answer: { units: "minutes" } }] };
  }
  const number = chosen.find(({ is59, question }) => is59 && !question);
  if (number && answers.number === undefined) {
    return { about: "number", says: `Is 59 after ${number.code} the modifier, or minutes?`, choices: [{ label: "59 minutes", answer: { number: "minutes" } }, { label: "Modifier 59: I'll enter the minutes", answer: { number: "modifier" } }] };
  }
  return null;
}

const MOST_VISITS = 20; // that are offered

/** Rows of several visits: by what they differ, and each visit as a choice. What identifies a patient is not repeated. */
function differing(by, visits) {
  const all = visits.flat();
  const valuesBy = new Map(by.map(([name, of]) => [of, [...new Set(all.map(of))]]));
  const values = (of) => valuesBy.get(of);
  const told = by.map(([name, of]) => (name === "date" ? `the date (${said(values(of).map((day) => day || "none"))})` : name ? `${/^Column \d+$/.test(name) ? name : `the column ${name}`} (${counted(values(of).length, "value")})` : "words beside the service"));
  const of = Object.fromEntries(by);
  const choices = visits.slice(0, MOST_VISITS).map((services, visit) => {
    const day = of.date && (of.date(services[0]) || "no date");
    const others = by.filter(([name]) => name && name !== "date").map(([name, get]) => `${name} ${values(get).indexOf(get(services[0])) + 1} of ${values(get).length}`);
    const rows = services.map(({ code, text, minutes, question }) => [code ?? (question ? "one not recognized" : text), minutes ? Object.values(minutes)[0] : ""].filter((part) => part !== "").join(" "));
    return { label: `${[day, ...others].filter(Boolean).join(", ") || `Visit ${visit + 1}`}: ${rows.length > 4 ? counted(rows.length, "row") : rows.join(", ")}`, answer: { visit } };
  });
  const mayBeOne = by.every(([name]) => name === "" || roleOf(name) === "person");
  if (mayBeOne) choices.push({ label: "They are one visit", answer: { visit: "one" } });
  return { about: "visit", says: `These rows differ in ${said(told)}, so they may be ${counted(visits.length, "visit")}. ${visits.length > MOST_VISITS ? `The first ${MOST_VISITS} are here; paste fewer rows for another. ` : ""}Which one do you want to enter?`, choices };
}

// --- where every piece went -------------------------------------------------------------------------------------------

function leftOf({ left, services }, isChosen, unread) {
  const all = [...left, ...services.filter((service) => isChosen.has(service) && service.question !== "unread").flatMap((service) => service.left), ...unread];
  const seen = new Set();
  return all.map(({ text, column }) => (column ? { column } : { text: text.replace(/^-/, "") })).filter((each) => {
    const key = JSON.stringify(each);
    return !seen.has(key) && seen.add(key);
  });
}

function partsOf({ left, heads, glue, dates, services }, isChosen) {
  const parts = [];
  const add = (as, pieces, more = {}) => parts.push(...pieces.map(({ text, start, end }) => ({ as, text, start, end, ...more })));
  add("head", heads);
  add("glue", glue);
  for (const each of dates) add("date", each.pieces);
  for (const each of left) add("left", each.pieces);
  for (const [place, service] of services.entries()) {
    const loose = new Set(service.left);
    const isLeft = (atom) => atom.isLeft || loose.has(atom);
    for (const atom of service.atoms) add(!isChosen.has(service) || service.question ? "ask" : atom.kind === "glue" ? "glue" : isLeft(atom) ? "left" : "service", atom.pieces, { service: place });
  }
  return parts.sort((one, other) => one.start - other.start);
}

/** Whether a text is more than one code or name: several services, one with its minutes, or a question. */
export function hasRows(text, vocabulary) {
  const { rows, lines, ask } = read(text, vocabulary);
  return Boolean(ask) || lines.length > 0 || rows.length > 1 || Boolean(rows[0]?.minutes);
}

/** Whether a text names an assistant: "Jane Roe, PTA". */
const namesAssistant = (text) => (text.match(/[\p{L}/]+/gu) ?? []).some((word) => OF_ASSISTANT.has(word) || word.split("/").some((part) => ASSISTANT.has(squashed(part))) && (word === word.toUpperCase() || /^assistants?$|^asst$/i.test(word)));

/** Whether a text says who furnished a service. */
export const namesPerson = (text) => tokens(text).some((piece) => piece.kind === "word" && (ASSISTANT.has(squashed(piece.text)) || OF_ASSISTANT.has(piece.text.toUpperCase()) || /^therapists?$/i.test(piece.text)));
