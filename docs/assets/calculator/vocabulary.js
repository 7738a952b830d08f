// What names, abbreviations and codes of therapy notes mean, by the page's data, payer and plan of care.

const LEAST_PREFIX = 4; // letters: shorter ones are abbreviations, which mean what they mean or nothing

/** A name without what may be written in several ways: "Re-Eval", "re eval" and "reeval" are one. */
export const squashed = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const wordsOf = (text) =>
  text
    .toLowerCase()
    .replace(/\([^)]*\)/g, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean); // "(Medicare)" is a remark, no name

/**
 * What names mean. `codes` and `words` as the page's data has them (sitegen/pages/form_data.py), `modifiers` as a list of keys. Of
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
      const found = word
        ? Object.hasOwn(word.payers, this.payer)
          ? word.payers[this.payer]
          : word.codes
        : each && [...(this.names.get(each) ?? [])];
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
      for (const [way, sure] of [
        [fits(whole), true],
        [fits(begins), false],
        [mixed(begins), false],
      ]) {
        const found = this.meant.filter(way).map(({ code }) => code);
        if (found.length) return { codes: this.ours(found), sure };
      }
    }
    return { codes: [], sure: false };
  }
}
