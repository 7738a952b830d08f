// What the page tells the calculator (sitegen/pages/form_data.py), with the ways the form looks things up in it.
import { sharing } from "./address.js";
import { Vocabulary } from "./vocabulary.js";
/** @import { PageData } from "./shapes.js" */

/** The page's data beside what is made of it once. */
export class Page {
  /** @param {PageData} data */
  constructor(data) {
    this.data = data;
    this.codes = new Map(data.codes.map((code) => [code.code, code]));
    this.shareable = sharing(data);
    this.disciplineOf = new Map(data.disciplines.map(({ key, modifier }) => [modifier, key]));
    this.vocabularies = /** @type {Map<string, Vocabulary>} */ (new Map());
  }

  /** What names mean under a payer and for a plan of care. @param {{payer: string, discipline: string}} fields */
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
