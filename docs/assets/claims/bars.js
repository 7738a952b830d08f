// A small bar chart that is also a table: each bar stands beside its name and number. No inline style is needed.
import { html, nothing, svg } from "../lit-html/lit-html.js";
/** @import { Bar } from "./worklist.js" */

/** @param {string} caption @param {Bar[]} bars @param {(value: number) => string} said @param {((key: string) => void) | null} [choose] */
export function barChart(caption, bars, said, choose = null) {
  if (!bars.length) return nothing;
  const most = Math.max(...bars.map(({ value }) => value)) || 1;
  return html`<table class="cl-bars"><caption>${caption}</caption><tbody>${bars.map(({ key, name, value }) => html`<tr>
    <th scope="row">${choose && key ? html`<button type="button" @click=${() => choose(key)}>${name}</button>` : name}</th>
    <td class="cl-bar"><svg aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">${svg`<rect width=${(value / most) * 100} height="10"/>`}</svg></td>
    <td class="cl-number">${said(value)}</td></tr>`)}</tbody></table>`;
}
