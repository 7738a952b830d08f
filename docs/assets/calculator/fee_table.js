// The claim lines at a practice's own fees, and what the lines of the other counting rule would come to.
import { html } from "../lit-html/lit-html.js";
import { told } from "./money.js";

/** @param {{fees: Map<string, number>, name: string}} own @param {import("./page_data.js").Result} result */
export function feeTableView({ fees, name }, { lines, both_rules }) {
  /** @param {{code: string, units: number}[]} some */
  const sum = (some) => some.reduce((total, { code, units }) => total + (fees.get(code) ?? 0) * units, 0);
  const others = both_rules.rules.map((rule) => `${rule.rule} ${told(sum(rule.lines))}`).join(", ");
  const isMissing = lines.some(({ code }) => !fees.has(code));
  const amounts = (/** @type {number | undefined} */ fee, /** @type {number} */ units) =>
    fee === undefined
      ? html`<td colspan="2">not in your table</td>`
      : html`<td class="rc-units">${told(fee)}</td><td class="rc-units">${told(fee * units)}</td>`;
  return html`<div class="rc-payment">
    <table class="rc-lines">
      <caption>At your fees, USD (${name})</caption>
      <thead><tr>${["Code", "Units", "Fee", "Amount"].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${lines.map(
        ({ code, units }) => html`<tr><th scope="row">${code}</th><td>${units}</td>${amounts(fees.get(code), units)}</tr>`,
      )}</tbody>
      <tfoot><tr><th scope="row">Together</th><td colspan="2"></td><td class="rc-units">${told(sum(lines))}</td></tr></tfoot>
    </table>
    <p class="rc-hint">By rule: ${others}.${isMissing ? " Lines without a fee count nothing in these sums." : ""} Before reductions and the
      patient's share, which your contract tells.</p>
  </div>`;
}
