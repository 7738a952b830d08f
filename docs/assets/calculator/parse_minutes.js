// Minutes of a service and whose they are: "15t 8a", "9:00-9:20", "25 min (15t 10a)".
import { NOT, PERSON } from "./persons.js";
import { isBelowZero, isOf, tokens } from "./tokens.js";
import { squashed } from "./vocabulary.js";
/** @import { Atom, Minutes, Person, Time } from "./shapes.js" */

/** @typedef {{atom: Atom, person: Person | null, minutes: number}} Told minutes as they were told */

const isNamed = isOf("code", "name");

/** Minutes of a service, whose they are, and units where only those are told.
 * @param {Atom[]} atoms @param {{code: string | null, modifiers: string[]}} service @returns {Time} */
export function timeOf(atoms, { code, modifiers }) {
  const told = atoms.filter(({ kind }) => kind !== "glue");
  const timed = told.filter(isOf("minutes", "span"));
  let times = timed.map((atom) => ({ atom, person: atom.person, minutes: atom.kind === "span" ? atom.minutes : atom.value }));
  const byAtom = new Map(times.map((time) => [time.atom, time]));
  const of = (/** @type {Atom | undefined} */ atom) => atom && byAtom.get(atom);
  const units = told.filter(isOf("units"));
  const hasCode = told.some(isOf("code"));
  const unread = { question: "unread" };
  const left = /** @type {Atom[]} */ ([]);
  const everybody = /** @type {Atom[]} */ ([]);
  const isPersonFirst = personFirst(told, of);
  for (const [place, atom] of told.entries()) {
    if (atom.kind !== "person") continue;
    if (NOT.has(squashed(told[place - 1]?.text ?? ""))) return unread;
    const [before, after] = [of(told[place - 1]), of(told[place + 1])];
    const isOfNext = told[place + 2]?.kind === "person" && told[place + 1]?.kind !== "person";
    if (before && before.person === null && !(isPersonFirst && after)) before.person = atom.person;
    else if (after && after.person === null && (isPersonFirst || !isOfNext)) after.person = atom.person;
    else if (atom.modifier || told.slice(0, place).some((each) => isNamed(each) || of(each))) everybody.push(atom);
    else if (place === 0 || told.some(isNamed)) return unread; // "PTA gait 10, manual 8": of one, or of all?
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
  const bare = (/** @type {Told} */ time) => time.atom.kind === "minutes" && !time.atom.unit && !time.atom.person;
  if (times.length > 1 && times.every(({ person }) => person === null)) {
    const isModifier = (/** @type {Told} */ time) => bare(time) && time.minutes === 59 && hasCode;
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
    const is59 = times.length === 1 && bare(times[0]) && times[0].minutes === 59 && code !== null && hasCode;
    const few = times.every((time) => bare(time) && time.minutes < 5);
    return { minutes: { minutes: times[0].minutes, ...clock }, left, is59, few };
  }
  const whole = times.filter(({ person }) => person === null);
  const parts = times.filter(({ person }) => person !== null);
  const minutes = /** @type {Minutes} */ ({});
  for (const each of parts) {
    const field = PERSON[/** @type {Person} */ (each.person)];
    minutes[field] = (minutes[field] ?? 0) + each.minutes;
  }
  const sum = parts.reduce((total, each) => total + each.minutes, 0);
  if (whole.some((each) => each.minutes !== sum)) return unread;
  return { minutes: { ...minutes, ...clock }, left };
}

/** Whether every number stands after its person, as in "PT 8, PTA 15", maybe behind their sum.
 * @param {Atom[]} told @param {(atom: Atom) => Told | undefined} of */
function personFirst(told, of) {
  const order = told.filter((atom) => of(atom) || (atom.kind === "person" && !atom.modifier));
  const written = order.map((atom) => (of(atom) ? "T" : "P")).join("");
  if (/^(?:PT){2,}$/.test(written)) return true;
  const [whole, ...parts] = order.flatMap((atom) => of(atom)?.minutes ?? []);
  return /^T(?:PT){2,}$/.test(written) && whole === parts.reduce((sum, each) => sum + each, 0);
}

const unitsOf = (/** @type {Atom[]} */ units) => (units.length === 1 ? units[0].value : null);

/** Minutes as the contract writes them: `{minutes: 20}`, `{therapist_minutes: 15, assistant_minutes: 8}`, or with `start` and `stop`. T is
 * the therapist, A the assistant, B both together. Null where it is none of these, as below zero. @param {string} text */
export function readMinutes(text) {
  if (isBelowZero(text)) return null;
  const pieces = tokens(text);
  if (!pieces.length || !pieces.every(({ kind, value }) => kind === "span" || (kind === "minutes" && Number.isInteger(value)))) return null;
  const atoms = pieces.map((piece) => /** @type {Atom} */ (/** @type {Partial<Atom>} */ ({ ...piece, pieces: [piece] })));
  return timeOf(atoms, { code: null, modifiers: [] }).minutes ?? null;
}
