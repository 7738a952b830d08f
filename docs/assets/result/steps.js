// How a result was worked out, step by step, and what was not checked.
import { html, nothing } from "../lit-html/lit-html.js";
import { link } from "./labels.js";
import { capital, fieldName, grouped } from "./words.js";
/** @import { NotChecked, Step } from "./shapes.js" @import { Labels } from "./labels.js"@import { Citations } from "./citations.js" */

/**
 * Every step: what it does, what it looked at, what it gives, by which rule.
 * @param {Step[]} steps @param {{labels: Labels, citations: Citations}} view
 */
export const stepList = (steps, { labels, citations }) => html`<ol class="derivation">${steps.map(({ rule, says, facts, gives, cites }) => html`<li>
  <p>${says}</p>
  ${facts.length ? html`<p class="looked-at">${facts.map(({ name, value }) => html`<span class="looked-at__fact">${name} <b>${value}</b></span> `)}</p>` : nothing}
  <p class="gives"><b>${gives}</b> <span class="quiet">Rule: ${link(labels, rule)}</span>${citations.marks(cites)}</p></li>`)}</ol>`;

/** What was not checked, folded: each reason once. @param {NotChecked[]} entries @param {Labels} labels */
export function notChecked(entries, labels) {
  if (!entries.length) return nothing;
  const named = (/** @type {NotChecked} */ { check }) => link(labels, `checks/${check}`, check.replaceAll("-", " "));
  return html`<details class="rc-fold rc-unchecked"><summary>Not checked: needs more information (${entries.length})</summary>
    <ul>${[...grouped(entries, reasonOf)].map(([reason, those]) => html`<li>${capital(reason)}:
      ${those.map((entry, index) => html`${index ? ", " : nothing}${named(entry)}`)}.</li>`)}</ul></details>`;
}

/** Why something was not checked, with the fields of the visit in words. @param {NotChecked} entry */
const reasonOf = ({ needs, because }) => needs.reduce((text, path) => text.replaceAll(path, fieldName(path)), because);
