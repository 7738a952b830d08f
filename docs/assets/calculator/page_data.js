// What the page tells the calculator (sitegen/pages/form_data.py), with the ways the form looks things up in it.
import { sharing } from "./address.js";
import { Vocabulary } from "./vocabulary.js";

/**
 * @typedef {{key: string, name: string}} Named
 * @typedef {object} CodeEntry
 * @property {string} code
 * @property {string} name
 * @property {string[]} also_called
 * @property {"timed" | "untimed" | "not-in-use"} kind
 * @property {number | null} minutes_per_unit
 * @property {string | null} add_on
 * @property {string | null} base
 * @property {string[]} disciplines
 * @property {[field: string, label: string]} [reads] what the code counts where minutes of the visit do not
 *
 * @typedef {{spellings: string[], codes: string[], payers: Record<string, string[]>}} Word
 * @typedef {{key: string, name: string, disciplines: string[]}} Bucket of the KX threshold
 * @typedef {{code: string, units: number, modifiers: string[], pointers?: string[]}} ClaimLine
 * @typedef {import("../result/shapes.js").Result & {errors?: EngineError[]}} Result where it has errors it has nothing else
 * @typedef {{field: string, message: string, kind?: string, found?: string}} EngineError
 *
 * @typedef {object} PageData
 * @property {string} site
 * @property {string} edition
 * @property {string} fingerprint
 * @property {string} earliest_date_of_service
 * @property {Record<string, any> | null} visit
 * @property {Result | null} result
 * @property {Record<string, string>} answers
 * @property {CodeEntry[]} codes
 * @property {Word[]} words
 * @property {Named[]} modifiers
 * @property {import("../result/result_view.js").PayerEntry[]} payers
 * @property {import("../result/labels.js").Labels} labels
 * @property {Named[]} settings
 * @property {Named[]} places
 * @property {(Named & {modifier: string, assistant: string, threshold: string})[]} disciplines
 * @property {Bucket[]} buckets
 * @property {Record<string, {threshold: string | null, review: string | null}>} limits
 * @property {Record<string, string[] | string | null>} fields
 * @property {number} deepest
 */

/** The page's data beside what is made of it once. */
export class Page {
  /** @param {PageData} data */
  constructor(data) {
    this.data = data;
    this.codes = new Map(data.codes.map((code) => [code.code, code]));
    this.shareable = sharing(data);
    this.disciplineOf = new Map(data.disciplines.map(({ key, modifier }) => [modifier, key]));
    /** @type {Map<string, Vocabulary>} */
    this.vocabularies = new Map();
  }

  /**
   * What names mean under a payer and for a plan of care.
   * @param {{payer: string, discipline: string}} fields
   */
  vocabulary({ payer, discipline }) {
    const key = JSON.stringify([payer, discipline]);
    const known = this.vocabularies.get(key);
    if (known) return known;
    const { codes, words, modifiers } = this.data;
    const made = new Vocabulary({ codes, words, modifiers: modifiers.map((modifier) => modifier.key) }, { payer, discipline });
    this.vocabularies.set(key, made);
    return made;
  }

  /** The key of the KX bucket of a discipline. @param {string} discipline */
  bucketOf(discipline) {
    return (this.data.buckets.find(({ disciplines }) => disciplines.includes(discipline)) ?? this.data.buckets[0])?.key ?? "";
  }
}
