// What Medicare allows and pays, by line and together, and what reduced it.
import { html, nothing } from "../lit-html/lit-html.js";
import { table } from "./claim_lines.js";
import { link } from "./labels.js";
/** @import { PaidLine, Payment } from "./shapes.js" @import { Labels } from "./labels.js" */

/** @param {Payment | null} payment @param {Labels} labels */
export function paymentTable(payment, labels) {
  if (!payment?.lines.length) return nothing;
  const amounts = (/** @type {PaidLine | Payment} */ { allowed, medicare, patient }) =>
    [allowed, medicare, patient].map((amount) => html`<td class="rc-units">${amount}</td>`);
  const rows = payment.lines.map((line) => html`<tr><th scope="row">${link(labels, `codes/${line.code}`, line.code)}</th>
    ${line.because ? html`<td colspan="3">no price: ${line.because}</td>` : amounts(line)}</tr>`);
  const foot = html`<tfoot><tr><th scope="row">Total</th>${amounts(payment)}</tr></tfoot>`;
  const inside = Object.entries(labels.reductions)
    .map(([key, name]) => [name, /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (payment))[key]])
    .filter(([, amount]) => Number(amount));
  return html`<div class="rc-payment">${table(`Amounts in USD, ${payment.place}`, ["Code", "Allowed", "Medicare", "Patient"], rows, foot)}
    ${inside.length ? html`<p class="rc-hint">Included: ${inside.map((each) => each.join(" ")).join("; ")}.</p>` : nothing}</div>`;
}
