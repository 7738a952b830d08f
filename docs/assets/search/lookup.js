// What a text typed into the search means: pages that it names, and a query for the theme's search (lunr) for the rest.
import { squashed } from "./spelling.js";

/** A page of the index of words (sitegen/outputs/search_index.py): its address below the site's root, title, kind, and what leads to it.
 * @typedef {{url: string, title: string, kind: string, words: string[]}} Entry */

/** A page or a section as the theme's search has it.
 * @typedef {{location: string, title: string, text: string, tags?: string[], score: number, terms: Record<string, boolean>}} Item */

/** Which kind is shown first where a word leads to several pages. */
const KINDS = ["guides", "parameters", "modifiers", "documentation", "comparisons", "choosers", "denials", "codes", "payers", "coverage", "page", "checks", "glossary"];

/** Words that say which kind of page is meant. */
const SAYS_KIND = /** @type {const} */ ([["denials", /\b(?:denials?|denied|carc|rarc|eob|era|remark|reason)\b/i], ["modifiers", /\bmod(?:ifier)?s?\b/i]]);

/** Words that say nothing about what is looked for. */
const EMPTY = new Set(
  ("a about an and any are as at be been by can could did do does for from get give had has have how i if in into is it its " +
    "like me much my of on or our should so than that the their them then there they this to us use used was we were what whats " +
    "when where which who why will with would you your bill billed billing billable medicare's").split(" "),
);

/** Words that are said with a number and add nothing to it: "CPT code 97110", "modifier 59", "denial code CO-45". */
const BESIDE_NUMBERS = new Set("cpt hcpcs code codes modifier mod denial denied reason carc rarc remark rule page".split(" "));

/** Words of nearly every page here. */
const GENERAL = new Set("physical occupational speech therapy therapist therapists medicare pt ot slp outpatient clinic insurance".split(" "));

const DENIAL = /(?:^|[\s,;/])(?:co|pr|oa|pi|cr)[\s-]*(?=[a-z]{0,2}\d)([a-z]{0,2}\d{1,4})(?![\w])/gi;
const LEAST_PREFIX = 4; // letters: shorter words are abbreviations, which mean what they mean or nothing

/** The words of a text as lunr gets them, empty ones left out where others remain. @param {string} text */
export function wordsOf(text) {
  const words = text.toLowerCase().replace(/['’]s\b/g, "").match(/[\p{L}\p{N}]+(?:\.\d+)?/gu) ?? [];
  const full = words.filter((word) => !EMPTY.has(word));
  return full.length ? full : words;
}

/** Words that make no difference to what others say together. */
const SMALL = new Set("a an and are at be do does for i in is it my of on or the to vs versus we with you your".split(" "));

/** The words of a text in any order, without small ones: two texts with the same ask for the same. @param {string} text */
const gathered = (text) => {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !SMALL.has(word));
  return [...new Set(words.map((word) => (word.length > 3 ? word.replace(/s$/, "") : word)))].sort().join(" ");
};

/** A payer that most texts name without asking for its page. */
const USUAL_PAYER = "payers/medicare-part-b/";
const LONGEST_NAME = 4; // words of a payer's name
const MOST_CODES = 3; // in a question; with more it is about something that they share

/** Finds pages by the words that lead to them. */
export class Lookup {
  /** @param {Entry[]} entries */
  constructor(entries) {
    this.entries = entries;
    this.byWord = /** @type {Map<string, {entry: Entry, place: number}[]>} */ (new Map());
    this.byWords = /** @type {typeof this.byWord} */ (new Map());
    entries.forEach((entry) => entry.words.forEach((word, place) => {
      for (const [map, key] of /** @type {const} */ ([[this.byWord, squashed(word)], [this.byWords, gathered(word)]])) {
        if (key) map.set(key, [...(map.get(key) ?? []), { entry, place }]);
      }
    }));
  }

  /** The pages that exactly this word leads to, the likeliest first; a plural s makes no difference. @param {string} text */
  exactly(text) {
    const key = squashed(text);
    const ways = [key, key.length > 3 && key.endsWith("s") ? key.slice(0, -1) : "", key.length > 2 ? `${key}s` : ""];
    return byRank(ways.map((way) => this.byWord.get(way) ?? []).find((pages) => pages.length) ?? []);
  }

  /** The pages that a text names: by a word of the index, by codes alone, by a denial with its group, by a few codes or one
   * payer with a question about them. Everything else is a matter of search. @param {string} text @returns {Entry[]} */
  named(text) {
    const words = wordsOf(text);
    const bare = words.filter((word) => !BESIDE_NUMBERS.has(word));
    const denials = [...text.matchAll(DENIAL)].flatMap(([, number]) => this.exactly(number).filter(({ kind }) => kind === "denials"));
    const own = bare.filter((word) => !GENERAL.has(word) && !/^20\d\d$/.test(word));
    const codes = [...new Set(bare.flatMap((word) => this.exactly(word).filter((entry) => isNumberOf(entry, word))))];
    const isCodes = codes.length > 1 && bare.every((word) => codes.some((entry) => isNumberOf(entry, word)));
    const ways = [
      () => this.exactly(text),
      () => denials,
      () => (codes.length > 1 && (isCodes || codes.length <= MOST_CODES) ? this.together(codes, text) : []),
      () => byRank(this.byWords.get(gathered(text)) ?? []),
      () => this.exactly(words.join(" ")),
      () => (bare.length ? this.exactly(bare.join(" ")) : []),
      () => (codes.length === 1 ? codes : []),
      () => this.payers(text),
      () => (own.length ? this.exactly(own.join(" ")) : []),
      () => this.modifiers(text),
    ];
    for (const way of ways) {
      const found = way();
      if (found.length) return asSaid(text, found);
    }
    return [];
  }

  /** Several codes with the page that compares them, which is first where the text asks how they differ.
   * @param {Entry[]} codes @param {string} text */
  together(codes, text) {
    const compared = byRank(this.byWords.get(gathered(codes.map(({ words: [number] }) => number).join(" "))) ?? []);
    return /\b(?:vs|versus|or|differ\w*|compare\w*|between)\b/i.test(text) ? [...compared, ...codes] : [...codes, ...compared];
  }

  /** One or two modifiers that a text names in capitals, where it is not all in capitals. @param {string} text */
  modifiers(text) {
    const written = text.match(/\b[A-Z][A-Z0-9]\b/g) ?? [];
    if (text === text.toUpperCase() || written.length > 2) return [];
    return [...new Set(written.flatMap((word) => this.exactly(word).filter(({ kind, words: [key] }) => kind === "modifiers" && key === word)))];
  }

  /** The one payer that a text names. @param {string} text */
  payers(text) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const found = /** @type {Set<Entry>} */ (new Set());
    for (let length = LONGEST_NAME; length > 0 && !found.size; length -= 1) {
      for (let place = 0; place + length <= words.length; place += 1) {
        const named = this.byWord.get(words.slice(place, place + length).join("")) ?? [];
        for (const { entry } of named) if (entry.kind === "payers" && entry.url !== USUAL_PAYER) found.add(entry);
      }
    }
    return found.size === 1 ? [...found] : [];
  }

  /** Pages for a list below a field while somebody types: those that the text names, then those with a word that begins like it.
   * @param {string} text @param {number} [most] @returns {Entry[]} */
  suggested(text, most = 8) {
    const typed = wordsOf(text);
    if (!typed.length) return [];
    const found = new Set(this.named(text));
    const key = squashed(text);
    const rated = /** @type {[number, Entry][]} */ ([]);
    for (const entry of this.entries) {
      const best = Math.min(...entry.words.map((word, place) => distance(word, key, typed) + place / 1000));
      if (best < Infinity) rated.push([best + KINDS.indexOf(entry.kind) / 100, entry]);
    }
    for (const [, entry] of rated.sort(([a], [b]) => a - b)) found.add(entry);
    return [...found].slice(0, most);
  }
}

/** Each page once, the likeliest first: those that are called so, then by kind, then by how early the word stands among their words. The
 * glossary answers what no other page does. @param {{entry: Entry, place: number}[]} all */
function byRank(all) {
  const others = all.filter(({ entry }) => entry.kind !== "glossary");
  const found = others.length ? others : all;
  const rank = (/** @type {string} */ kind) => (KINDS.indexOf(kind) + KINDS.length) % KINDS.length;
  const isOther = (/** @type {number} */ place) => Math.sign(place); // the first word is a page's number, or what its file is called
  const sorted = found.toSorted(
    (a, b) => isOther(a.place) - isOther(b.place) || rank(a.entry.kind) - rank(b.entry.kind) || a.place - b.place,
  );
  return [...new Set(sorted.map(({ entry }) => entry))];
}

/** The pages of the kind that a text asks for, such as "modifier 59", where some are of it. @param {string} text @param {Entry[]} found */
function asSaid(text, found) {
  const kind = SAYS_KIND.find(([, said]) => said.test(text))?.[0];
  const own = found.filter((entry) => entry.kind === kind);
  return own.length ? own : found;
}

/** @param {Entry} entry @param {string} word */
const isNumberOf = ({ kind, words: [number] }, word) => kind === "codes" && number.toLowerCase() === word;

/** How far a word of the index is from what was typed: 0 where it begins so, more where its words do in any order; Infinity where not.
 * @param {string} word @param {string} key @param {string[]} typed */
function distance(word, key, typed) {
  const own = squashed(word);
  const longer = own.length / 200;
  if (own.startsWith(key)) return longer;
  const parts = wordsOf(word);
  const isIn = typed.every((each) => parts.some((part) => part === each || (each.length >= 3 && part.startsWith(each))));
  return isIn ? 1 + longer : Infinity;
}

/** A query in lunr's language: each word as it is, and more weakly all words that begin like it without its ending.
 * The theme puts a star behind every word that has no sign, which makes "co" find "code" and "97" find every 97xxx.
 * @param {string} text @param {{numbers?: boolean}} [options] whether numbers are asked for */
export function lunrQuery(text, { numbers = true } = {}) {
  const isOpen = !/\s$/.test(text); // the last word is still being typed
  const words = wordsOf(text).filter((word) => numbers || !/\d/.test(word));
  return words.flatMap((word, place) => {
    const isLast = isOpen && place === words.length - 1;
    if (/\d/.test(word)) return isLast && word.length > 2 ? [`${word}^6`, `${word}*^1`] : [`${word}^6`];
    if (word.length < LEAST_PREFIX) return isLast && word.length > 1 ? [`${word}^6`, `${word}*^1`] : [`${word}^6`];
    return [`${word}^6`, `${stemOf(word)}*^2`];
  }).join(" ");
}

const ENDINGS = ["ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "y", "e"];

/** A word without its ending: "evaluations", "evaluated" and "evaluation" begin alike. @param {string} word */
export function stemOf(word) {
  const ending = ENDINGS.find((each) => word.endsWith(each) && word.length - each.length >= LEAST_PREFIX);
  return ending ? word.slice(0, -ending.length) : word;
}

/** The results of the theme's search, each a page with its sections: those that the text names first.
 * @param {Item[][]} groups @param {Entry[]} named @param {Map<string, Item>} pages by their address */
export function namedFirst(groups, named, pages) {
  const pageOf = (/** @type {Item[]} */ [{ location }]) => location.split("#")[0];
  const first = named.flatMap(({ url }) => {
    const page = pages.get(url);
    const group = groups.find((each) => pageOf(each) === url) ?? (page && [{ ...page, score: 1, terms: {} }]);
    return group ? [group] : [];
  });
  const isNamed = new Set(named.map(({ url }) => url));
  return [...first, ...groups.filter((group) => !isNamed.has(pageOf(group)))].map((group) => group.map(brief));
}

/** A result with the tags alone that were looked for and that its title does not show: a page has many.
 * @param {Item} item @returns {Item} */
function brief({ tags = [], ...item }) {
  const plain = (/** @type {string} */ text) => squashed(text.replace(/<[^>]*>/g, ""));
  const looked = tags.filter((tag) => tag.includes("<mark") && !plain(item.title).includes(plain(tag))).slice(0, 2);
  return looked.length ? { ...item, tags: looked } : item;
}
