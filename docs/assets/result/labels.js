// What rules, sources and the words of a result are called (sitegen/render/ui_labels.py), and links to their pages.
import { html } from "../lit-html/lit-html.js";
/** @import { Cite } from "./shapes.js" */

/**
 * @typedef {{title: string, tier: string, mark: string, publisher: string, read_where: string, read_on: string, is_memory?: boolean,
 *   programs?: string[]}} Source
 * @typedef {Record<string, string>} Words
 * @typedef {{rules: Words, sources: Record<string, Source>, severities: Words, counts_units: Words, counting_rules: Words,
 *   surely: Words, minutes: Words, reductions: Words, threshold: string,
 * }} Labels
 */

/** The site's root. */
export const ROOT = new URL("../../", import.meta.url);

/** @type {Labels} */
const NONE = { rules: {}, sources: {}, severities: {}, counts_units: {}, counting_rules: {}, surely: {}, minutes: {}, reductions: {}, threshold: "" };
/** @type {Promise<Labels> | null} */
let asked = null;

/** The labels, asked for once. Without them an answer is as right as with them, only shown with the keys of the rules. */
export function labels() {
  asked ??= fetch(new URL("labels.json", import.meta.url)).then((answer) => (answer.ok ? answer.json() : Promise.reject())).catch(() => {
    asked = null; // the next one asks again
    return NONE;
  });
  return asked;
}

/**
 * A link to the page of a rule, as `payers/midpoint`; its text alone where it has none, or is shown on that very page.
 * @param {Labels} known @param {string} rule @param {string} [text]
 */
export function link(known, rule, text = known.rules[rule] ?? String(rule.split("/").at(-1))) {
  const { href, pathname } = new URL(`${rule}/`, ROOT);
  return rule in known.rules && pathname !== globalThis.location?.pathname ? html`<a href=${href}>${text}</a>` : text;
}

/** The link to a source in the register. @param {string} source */
export const registered = (source) => new URL(`sources/#source-${source}`, ROOT).href;

/** What a place in a source is called, marked where it is less than read from its publisher. @param {Labels} known @param {Cite} cite */
export function titleOf(known, { source, at, tier }) {
  const entry = known.sources[source];
  const mark = !tier || tier === entry?.tier ? entry?.mark : tier === "primary" ? "" : tier;
  return [entry?.title ?? source, at, mark].filter(Boolean).join(", ");
}
