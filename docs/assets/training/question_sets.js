// Sets of questions by their names, as PT-hard-monday: discipline, difficulty and any word. The same name gives the same
// questions to everybody.
/** @import { Visit } from "../result/shapes.js" */

/**
 * @typedef {{key: string, difficulty: string, visit: Visit}} Question
 * @typedef {{name: string, discipline: string, difficulty: string}} QuestionSet
 */

const MOST = 10; // questions in a set

/** A set by its name; of a name that is only a word, every question. @param {string} name @returns {QuestionSet} */
export function setOf(name) {
  const [discipline, difficulty, ...word] = name.split("-");
  return word.length ? { name, discipline, difficulty } : { name, discipline: "any", difficulty: "any" };
}

/** A name that nobody has used. @param {string} discipline @param {string} difficulty */
export const newName = (discipline, difficulty) =>
  `${discipline}-${difficulty}-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;

/** A number made from a text, the same in every browser (FNV-1a). @param {string} text */
function numberOf(text) {
  let number = 0x811c9dc5;
  for (const character of text) number = Math.imul(number ^ Number(character.codePointAt(0)), 0x01000193) >>> 0;
  return Math.imul(number ^ (number >>> 15), 0x2c1b3c6d) >>> 0;
}

/**
 * The questions of a set. Each has its own place in it, so that a question more elsewhere moves none of them.
 * @param {Question[]} questions @param {QuestionSet} set
 */
export function drawn(questions, { name, discipline, difficulty }) {
  return questions
    .filter((question) => ["any", question.visit.discipline].includes(discipline) && ["any", question.difficulty].includes(difficulty))
    .map((question) => ({ question, place: numberOf(`${name}/${question.key}`) }))
    .sort((one, other) => one.place - other.place)
    .slice(0, MOST)
    .map(({ question }) => question);
}
