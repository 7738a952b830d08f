// Words joined to names, persons and modifiers: the atoms of a service.
import { ASSISTANT, NEITHER, OF_ASSISTANT, THERAPIST, TOGETHER, wordSet } from "./persons.js";
import { squashed } from "./vocabulary.js";
/** @import { Add, Atom, Piece, Vocabulary } from "./shapes.js" */
const LONGEST_NAME = 9; // words
const GLUE = wordSet(`
  and of the with by for then plus also an a min mins minute minutes time duration from cpt code hcpcs`);

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
      const end = own[own.length - 1].end;
      atoms.push(/** @type {Atom} */ ({ kind, pieces: own, text: text.slice(own[0].start, end), ...more }));
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
  let most = 1;
  while (
    most < LONGEST_NAME &&
    pieces[place + most]?.kind === "word" &&
    /^[\s\-–/&'’.]*$/.test(text.slice(pieces[place + most - 1].end, pieces[place + most].start))
  )
    most += 1;
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
  if (glued.length && glued.every((each) => OF_ASSISTANT.has(each) || vocabulary.modifiers.has(each))) {
    if (glued.some((each) => OF_ASSISTANT.has(each))) return add("person", 1, { person: "a", modifier: glued });
    if (hasName) return add("modifier", 1, { modifier: glued });
  }
  const word = squashed(piece.text);
  if (piece.text.split(/[/&-]/).some((part) => ASSISTANT.has(squashed(part).replace(/\d+$/, "")) || NEITHER.has(squashed(part))))
    return add("unclear", 1); // "PT/PTA"
  return add(NEITHER.has(word) ? "unclear" : GLUE.has(word) ? "glue" : "words", 1);
}

export const isName = (/** @type {Atom} */ { kind }) => kind === "code" || kind === "name" || kind === "words";
export const isTime = (/** @type {Atom} */ { kind }) => kind === "minutes" || kind === "span" || kind === "units";
