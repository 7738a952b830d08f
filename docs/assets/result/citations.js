// The numbers of the places that a result cites: given in the order of its findings and steps, the same in all its parts.
import { html, nothing } from "../lit-html/lit-html.js";
import { ranked } from "./findings.js";
import { registered, titleOf } from "./labels.js";
/** @import { Cite, Result } from "./shapes.js" @import { Labels } from "./labels.js" */

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

export class Citations {
  /** @param {Labels} labels @param {Result} result @param {boolean} [lettered] where numbers belong to the page's own list */
  constructor(labels, result, lettered = false) {
    this.labels = labels;
    this.lettered = lettered;
    /** @type {Map<string, {number: number, cite: Cite}>} */
    this.places = new Map();
    for (const cite of [...ranked(result.findings), ...result.steps].flatMap(({ cites }) => cites)) {
      const key = keyOf(cite);
      if (!this.places.has(key)) this.places.set(key, { number: this.places.size + 1, cite });
    }
  }

  /** Links to the places that a finding or step cites. @param {Cite[]} cites */
  marks(cites) {
    if (!cites.length) return nothing;
    const places = [...new Set(cites.map((cite) => this.places.get(keyOf(cite))))].flatMap((place) => place ?? []);
    places.sort((one, other) => one.number - other.number);
    const links = places.map(({ number, cite }) => {
      const name = this.lettered ? (LETTERS[number - 1] ?? String(number)) : String(number);
      const title = titleOf(this.labels, cite);
      return html`<a href=${registered(cite.source)} title=${title} aria-label=${`Source ${name}: ${title}`}>${name}</a>`;
    });
    return this.lettered ? html`<sup class="cites">${links}</sup>` : html`<span class="rc-cites">${links.map((one) => html` ${one}`)}</span>`;
  }

  /** The list that the numbers lead to, folded. */
  list() {
    const cites = [...this.places.values()].map(({ cite }) => cite);
    if (!cites.length) return nothing;
    const item = (/** @type {Cite} */ cite) => {
      const { publisher, read_where } = this.labels.sources[cite.source] ?? {};
      const who = [publisher, read_where].filter(Boolean).join(", ");
      return html`<li><a href=${registered(cite.source)}>${titleOf(this.labels, cite)}</a>${who ? `. ${who}` : nothing}</li>`;
    };
    return html`<details class="rc-fold rc-sources"><summary>Sources (${cites.length})</summary><ol>${cites.map(item)}</ol></details>`;
  }
}

/** Which place of which source it is; the same may be cited with another tier. @param {Cite} cite */
const keyOf = ({ source, at }) => `${source} ${at}`;
