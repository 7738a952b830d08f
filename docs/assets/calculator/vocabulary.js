// What names, abbreviations and codes of therapy notes mean, by the page's data, payer and plan of care.
import { squashed } from "../search/spelling.js";
/** @import { CodeEntry, Word } from "./shapes.js" */

const LEAST_PREFIX = 4; // letters: shorter ones are abbreviations, which mean what they mean or nothing

export { squashed };
/** Its words; "(Medicare)" is a remark, no name. @param {string} text @returns {string[]} */
const wordsOf = (text) => text.toLowerCase().replace(/\([^)]*\)/g, "").match(/[\p{L}\p{N}]+/gu) ?? [];

/** What names mean. Of the codes that share a name all are found, also where one of them has it alone and others with something after a
 * comma. */
export class Vocabulary {
  /** @param {{codes: CodeEntry[], words?: Word[], modifiers?: string[]}} data of the page
   * @param {{payer?: string, discipline?: string}} [visit] */
  constructor({ codes, words = [], modifiers = [] }, { payer = "", discipline = "" } = {}) {
    this.codes = new Map(codes.map((code) => [code.code, code]));
    this.modifiers = new Set(modifiers);
    this.payer = payer;
    this.discipline = discipline;
    this.words = new Map(words.flatMap((word) => word.spellings.map((spelling) => /** @type {const} */ ([squashed(spelling), word]))));
    // Minutes of an add-on are entered under its base, and a code that ended is meant only by its number.
    this.meant = codes.filter((code) => !code.base && code.kind !== "not-in-use");
    this.names = /** @type {Map<string, Set<string>>} */ (new Map());
    for (const { code, name, also_called } of this.meant) {
      const ways = [name, ...also_called].flatMap((each) => [each, each.split(",")[0], each.replace(/\s*\([^)]*\)/g, "")]);
      for (const key of ways.map(squashed)) {
        if (key && !/^\d+$/.test(key)) this.names.set(key, (this.names.get(key) ?? new Set()).add(code));
      }
    }
  }

  /** The codes that exactly these words stand for, those of the plan of care's discipline if it has any; null for no name.
   * @param {string} text */
  exactly(text) {
    const key = squashed(text);
    for (const each of [key, key.length > 4 && key.endsWith("s") ? key.slice(0, -1) : "", key.length > 3 ? `${key}s` : ""]) {
      const word = this.words.get(each);
      const named = each ? [...(this.names.get(each) ?? [])] : [];
      const found = word ? (Object.hasOwn(word.payers, this.payer) ? word.payers[this.payer] : word.codes) : named;
      if (found.length) return this.ours(found);
    }
    return null;
  }

  /** Those of the plan of care's discipline, if any are. @param {string[]} codes */
  ours(codes) {
    const own = codes.filter((code) => this.codes.get(code)?.disciplines.includes(this.discipline));
    return own.length ? own : [...codes];
  }

  /** The codes that a text may mean: `{codes, sure}`. Sure is an exact name, or whole words of one. Else they are only proposed: codes
   * whose words begin like the text's, which answers no abbreviation. @param {string} text */
  called(text) {
    const exact = this.exactly(text);
    if (exact) return { codes: exact, sure: true };
    const wanted = wordsOf(text);
    const isSearch = wanted.some((word) => word.length >= LEAST_PREFIX) && !wanted.every((word) => /^\d+$/.test(word)); // "te" is none
    if (!isSearch) return { codes: [], sure: false };
    const ways = [
      { find: inOneName, test: isWhole, sure: true },
      { find: inOneName, test: begins, sure: false },
      { find: inAllNames, test: begins, sure: false },
    ];
    for (const { find, test, sure } of ways) {
      const found = this.meant.filter((code) => find(namesOf(code), wanted, test)).map(({ code }) => code);
      if (found.length) return { codes: this.ours(found), sure };
    }
    return { codes: [], sure: false };
  }
}

/** The names of a code, each as its words. @param {CodeEntry} code */
const namesOf = ({ name, also_called }) => [name, ...also_called].map(wordsOf);

/** @param {string} word @param {string} wanted */
const isWhole = (word, wanted) => word === wanted || word === `${wanted}s` || `${word}s` === wanted;

/** @param {string} word @param {string} wanted */
const begins = (word, wanted) => word === wanted || (wanted.length >= LEAST_PREFIX && word.startsWith(wanted));

/** Whether one name has all words. @param {string[][]} names @param {string[]} wanted @param {typeof begins} test */
const inOneName = (names, wanted, test) => names.some((words) => wanted.every((each) => words.some((word) => test(word, each))));

/** Whether all names together have them. @param {string[][]} names @param {string[]} wanted @param {typeof begins} test */
const inAllNames = (names, wanted, test) => inOneName([names.flat()], wanted, test);
