// What pieces say of services: words joined to names, persons and modifiers (atoms), and atoms to services.
import { timeOf } from "./parse_minutes.js";
import { areModifiers, ASSISTANT, NEITHER, OF_ASSISTANT, THERAPIST, TOGETHER, wordSet } from "./persons.js";
import { isOf } from "./tokens.js";
import { squashed } from "./vocabulary.js";
/** @import { Add, Atom, Piece, Service, Vocabulary } from "./shapes.js" */

const LONGEST_NAME = 9; // words
const GLUE = wordSet("and of the with by for then plus also an a min mins minute minutes time duration from cpt code hcpcs");

export const isName = isOf("code", "name", "words");
const isCode = isOf("code");
export const isTime = isOf("minutes", "span", "units");

/** Words joined to names, persons and modifiers; every other piece stays as it is.
 * @param {Piece[]} pieces @param {Vocabulary} vocabulary @param {string} text @param {boolean} [isNamed] a name was before */
export function atomsOf(pieces, vocabulary, text, isNamed = false) {
  const atoms = /** @type {Atom[]} */ ([]);
  let place = 0;
  let hasName = isNamed;
  while (place < pieces.length) {
    const piece = pieces[place];
    /** @type {Add} */
    const add = (kind, number, more = {}) => {
      hasName ||= kind === "code" || kind === "name";
      const own = pieces.slice(place, place + number);
      atoms.push(/** @type {Atom} */ ({ kind, pieces: own, text: text.slice(own[0].start, own[number - 1].end), ...more }));
      place += number;
    };
    if (piece.kind === "suffix") {
      const { modifier = "" } = piece;
      if (OF_ASSISTANT.has(modifier)) add("person", 1, { person: "a", modifier });
      else if (/\D/.test(modifier) || vocabulary.modifiers.has(modifier)) add("modifier", 1, { modifier });
      else add("unclear", 1);
    } else if (piece.kind === "other" && /(?<!\d)\d{5}(?!\d)|\d(?:pta|c?ota)\b/i.test(piece.text))
      add("unclear", 1); // "25min97140", "10PTA": a code or a person is in it
    else if (piece.kind !== "word") add(piece.kind, 1, /** @type {Partial<Atom>} */ ({ ...piece, pieces: [piece] }));
    else addWords(pieces, place, { vocabulary, add, text, hasName });
  }
  return atoms;
}

/** What the words from some place on are: the longest name first, then persons, modifiers and words between.
 * @param {Piece[]} pieces @param {number} place @param {{vocabulary: Vocabulary, add: Add, text: string, hasName: boolean}} reading */
function addWords(pieces, place, { vocabulary, add, text, hasName }) {
  const piece = pieces[place];
  const upper = piece.text.toUpperCase();
  if (OF_ASSISTANT.has(upper)) return add("person", 1, { person: "a", modifier: upper });
  if (hasName && vocabulary.modifiers.has(upper)) return add("modifier", 1, { modifier: upper });
  const isNext = (/** @type {Piece | undefined} */ next, /** @type {Piece} */ last) =>
    next?.kind === "word" && /^[\s\-–/&'’.]*$/.test(text.slice(last.end, next.start));
  let most = 1;
  while (most < LONGEST_NAME && isNext(pieces[place + most], pieces[place + most - 1])) most += 1;
  const upTo = (/** @type {number} */ number) => text.slice(piece.start, pieces[place + number - 1].end);
  for (let number = most; number > 0; number -= 1) {
    const codes = vocabulary.exactly(upTo(number));
    if (codes) return add("name", number, { codes });
  }
  for (let number = Math.min(most, 3); number > 0; number -= 1) {
    const key = squashed(upTo(number));
    const person = ASSISTANT.has(key) ? "a" : THERAPIST.has(key) ? "t" : TOGETHER.has(key) ? "b" : null;
    if (person) return add("person", number, { person });
  }
  const glued = /^[A-Z\d]{2}(?:[-/&.]?[A-Z\d]{2}){1,3}$/.test(piece.text) ? (piece.text.match(/[A-Z\d]{2}/g) ?? []) : []; // "CQGP", "CQ-GP"
  if (glued.length && areModifiers(glued, vocabulary)) {
    if (glued.some((each) => OF_ASSISTANT.has(each))) return add("person", 1, { person: "a", modifier: glued });
    if (hasName) return add("modifier", 1, { modifier: glued });
  }
  const word = squashed(piece.text);
  const parts = piece.text.split(/[/&-]/).map(squashed); // "PT/PTA"
  if (parts.some((part) => ASSISTANT.has(part.replace(/\d+$/, "")) || NEITHER.has(part))) return add("unclear", 1);
  return add(NEITHER.has(word) ? "unclear" : GLUE.has(word) ? "glue" : "words", 1);
}

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
    const isOther = () => isName(atom) && group.some(isTime) && (isLabel(atom) || !isAfterthought(atom, coming[place], group));
    const isMore = () => isCode(atom) && group.some(isCode) && !isShared(group, atom, coming[place + 1], { vocabulary, text });
    const begins = timeFirst ? isTime(atom) && group.some(isName) : isOther() || isMore();
    if (!groups.length || begins) groups.push([atom]);
    else group.push(atom);
  }
  return groups;
}

/** Whether two timed codes have one number between them: "97110/97140 25", which is asked.
 * @param {Atom[]} group @param {Atom} atom @param {Atom | undefined} next @param {{vocabulary: Vocabulary, text: string}} reading */
function isShared(group, atom, next, { vocabulary, text }) {
  const before = group.findLast(isCode);
  if (!before) return false;
  const areTimed = [before, atom].every(({ code }) => vocabulary.codes.get(code)?.kind === "timed");
  const between = text.slice(endOf(before), atom.pieces[0].start);
  return Boolean(areTimed && next && isTime(next)) && /^\s*(?:\/|&|\+|and)\s*$/i.test(between);
}

/** For each place the code or time that is there or comes next. @param {Atom[]} atoms */
function comingOf(atoms) {
  const coming = /** @type {(Atom | undefined)[]} */ ([]);
  for (let place = atoms.length - 1; place >= 0; place -= 1)
    coming[place] = isCode(atoms[place]) || isTime(atoms[place]) ? atoms[place] : coming[place + 1];
  return coming;
}

/** Words behind code and minutes with no minutes of their own tell more of the same code: "97110 25 min of exercise".
 * @param {Atom} atom @param {Atom | undefined} next @param {Atom[]} group */
const isAfterthought = (atom, next, group) => group.some(isCode) && !isCode(atom) && (!next || isCode(next));

/** What a group of atoms says of one service; `question` tells why it cannot be read whole.
 * @param {Atom[]} atoms @param {Vocabulary} vocabulary @param {string} text */
export function serviceOf(atoms, vocabulary, text) {
  const codes = [...new Set(atoms.filter(isCode).map(({ code }) => code))];
  const names = atoms.filter(isOf("name"));
  const loose = atoms.filter(isOf("words", "other"));
  const shared = names.slice(1).reduce((found, { codes: each }) => found.filter((code) => each.includes(code)), names[0]?.codes ?? []);
  const all = [...new Set([...codes, ...names.flatMap(({ codes: each }) => each)])];
  /** @type {Service} */
  const service = {
    code: null, candidates: [], question: null, left: [], modifiers: atoms.flatMap(({ modifier }) => modifier ?? []), loose: [], atoms,
    label: "", name: "", text: "",
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
  if (atoms.some(isOf("unclear", "date"))) service.question = "unread";
  service.left.push(...service.loose, ...atoms.filter(isOf("modifier", "money")));
  service.label = labelOf(atoms, service, vocabulary);
  const named = atoms.filter(isName);
  service.name = named.length ? text.slice(named[0].pieces[0].start, endOf(named[named.length - 1])) : "";
  return service;
}

/** Words in front of a code or name that belong to nothing of it, as a patient's name: "Roe: 97110 25".
 * @param {Atom[]} atoms @param {Service} service @param {Vocabulary} vocabulary */
function labelOf(atoms, { code }, vocabulary) {
  const end = Math.max(0, atoms.findIndex(isOf("code", "name")));
  const before = atoms.slice(0, end).filter(isOf("words", "other"));
  const words = before.filter(({ text }) => !vocabulary.modifiers.has(text.toUpperCase()));
  const label = words.map(({ text }) => text).join(" ");
  const { codes, sure } = label ? vocabulary.called(label) : { codes: [], sure: false };
  return sure && code && codes.includes(code) ? "" : squashed(label); // "exercise 97110" tells of the code
}
