// What atoms say of services: their codes, minutes, modifiers, and what cannot be read whole.
import { isName, isTime } from "./parse_atoms.js";
import { timeOf } from "./parse_minutes.js";
import { squashed } from "./vocabulary.js";
/** @import { Atom, Service, Vocabulary } from "./shapes.js" */

/** Where the last piece of an atom ends. @param {Atom} atom */
export const endOf = ({ pieces }) => pieces.at(-1)?.end ?? 0;

/** Groups of atoms, one for each service, by whether names or minutes come first.
 * @param {Atom[]} atoms @param {Vocabulary} vocabulary @param {string} text */
export function grouped(atoms, vocabulary, text) {
  const isLabel = (/** @type {Atom} */ atom) => /^\s*:/.test(text.slice(endOf(atom))); // "Poe: 97140"
  const first = atoms.find((atom) => isName(atom) || isTime(atom));
  const timeFirst = first && isTime(first);
  const groups = /** @type {Atom[][]} */ ([]);
  const coming = comingOf(atoms);
  for (const [place, atom] of atoms.entries()) {
    const group = groups.at(-1) ?? [];
    const has = (/** @type {(atom: Atom) => boolean} */ test) => group.some(test);
    const begins = timeFirst
      ? isTime(atom) && has(isName)
      : (isName(atom) && has(isTime) && (isLabel(atom) || !isAfterthought(atom, coming[place], group))) ||
        (atom.kind === "code" && has(({ kind }) => kind === "code") && !isShared(group, atom, coming[place + 1], { vocabulary, text }));
    if (!groups.length || begins) groups.push([atom]);
    else group.push(atom);
  }
  return groups;
}

/** Whether two timed codes have one number between them: "97110/97140 25", which is asked.
 * @param {Atom[]} group @param {Atom} atom @param {Atom | undefined} next @param {{vocabulary: Vocabulary, text: string}} reading */
function isShared(group, atom, next, { vocabulary, text }) {
  const before = group.findLast(({ kind }) => kind === "code");
  if (!before) return false;
  const areTimed = [before, atom].every(({ code }) => vocabulary.codes.get(code)?.kind === "timed");
  const between = text.slice(endOf(before), atom.pieces[0].start);
  return Boolean(areTimed && next && isTime(next)) && /^\s*(?:\/|&|\+|and)\s*$/i.test(between);
}

/** For each place the code or time that is there or comes next. @param {Atom[]} atoms */
function comingOf(atoms) {
  const coming = /** @type {(Atom | undefined)[]} */ ([]);
  for (let place = atoms.length - 1; place >= 0; place -= 1)
    coming[place] = atoms[place].kind === "code" || isTime(atoms[place]) ? atoms[place] : coming[place + 1];
  return coming;
}

/** Words behind code and minutes with no minutes of their own tell more of the same code: "97110 25 min of exercise".
 * @param {Atom} atom @param {Atom | undefined} next @param {Atom[]} group */
function isAfterthought(atom, next, group) {
  if (!group.some(({ kind }) => kind === "code") || atom.kind === "code") return false;
  return !next || next.kind === "code";
}

/** What a group of atoms says of one service; `question` tells why it cannot be read whole.
 * @param {Atom[]} atoms @param {Vocabulary} vocabulary @param {string} text */
export function serviceOf(atoms, vocabulary, text) {
  const codes = [...new Set(atoms.filter(({ kind }) => kind === "code").map(({ code }) => code))];
  const names = atoms.filter(({ kind }) => kind === "name");
  const loose = atoms.filter(({ kind }) => kind === "words" || kind === "other");
  const shared = names.slice(1).reduce((found, { codes: each }) => found.filter((code) => each.includes(code)), names[0]?.codes ?? []);
  const all = [...new Set([...codes, ...names.flatMap(({ codes: each }) => each)])];
  /** @type {Service} */
  const service = {
    code: null,
    candidates: [],
    question: null,
    left: [],
    modifiers: atoms.flatMap(({ modifier }) => modifier ?? []),
    loose: [],
    atoms,
    ...{ label: "", name: "", text: "" },
  };
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
  service.name = named.length ? text.slice(named[0].pieces[0].start, endOf(named[named.length - 1])) : "";
  return service;
}

/** Words in front of a code or name that belong to nothing of it, as a patient's name: "Roe: 97110 25".
 * @param {Atom[]} atoms @param {Service} service @param {Vocabulary} vocabulary */
function labelOf(atoms, { code }, vocabulary) {
  const end = Math.max(
    0,
    atoms.findIndex(({ kind }) => kind === "code" || kind === "name"),
  );
  const words = atoms
    .slice(0, end)
    .filter(({ kind, text }) => (kind === "words" || kind === "other") && !vocabulary.modifiers.has(text.toUpperCase()));
  const label = words.map(({ text }) => text).join(" ");
  const { codes, sure } = label ? vocabulary.called(label) : { codes: [], sure: false };
  return sure && code && codes.includes(code) ? "" : squashed(label); // "exercise 97110" tells of the code
}
