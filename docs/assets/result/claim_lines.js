// The claim lines of a result, and the codes that earn no unit.
import { html, nothing } from "../lit-html/lit-html.js";
import { link } from "./labels.js";
import { count, dayName, grouped, listed } from "./words.js";
/** @import { Line, Result, Unbilled } from "./shapes.js" @import { Labels } from "./labels.js" */

/** A table; `look` is its class. @type {(caption: unknown, heads: unknown[], rows: unknown, foot?: unknown, look?: string) => unknown} */
export const table = (caption, heads, rows, foot = nothing, look = "rc-lines") => html`<table class=${look}>
  ${caption ? html`<caption>${caption}</caption>` : nothing}
  <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody>${foot}</table>`;

/** @typedef {{labels: Labels, nameOf: (code: string) => string, day?: string}} NamedCodes */
/** The claim lines as the calculator shows them.
 * @param {{lines: Line[], unbilled?: Unbilled[], holds_under?: string[]}} result @param {NamedCodes} view */
export function claimLines({ lines, unbilled = [], holds_under = [] }, { labels, nameOf, day }) {
  if (!lines.length) return html`<p class="rc-empty"><b>No billable units.</b> ${whyNone(unbilled)}</p>`;
  const rows = lineRows(lines, { labels, nameOf });
  const caption = ["Claim lines", ...(day ? [dayName(day)] : []), ...(holds_under.length > 1 ? ["the same by both common rules"] : [])].join(", ");
  return table(caption, ["Code", "Service", "Modifiers", "Units"], rows, nothing, "rc-lines rc-claim");
}

/** The rows of claim lines, with the name of each service where it is given.
 * @param {Line[]} lines @param {{labels: Labels, nameOf?: (code: string) => string}} view */
export const lineRows = (lines, { labels, nameOf }) => lines.map(({ code, modifiers, units }) => html`<tr>
    <th scope="row">${link(labels, `codes/${code}`, code)}</th>${nameOf ? html`<td class="rc-name">${nameOf(code)}</td>` : nothing}
    <td class="rc-modifiers">${modifiers.join(" ")}</td><td class="rc-units">${units}</td></tr>`);

/** Why nothing earns a unit: each reason once, with the codes it holds for. @param {Unbilled[]} unbilled */
const whyNone = (unbilled) =>
  [...grouped(unbilled, ({ because }) => because)].map(([because, those]) => `${listed(those.map(({ code }) => code))}: ${because}.`).join(" ");

/** Codes that earn no unit, each with its reason. @param {Result} result @param {Labels} labels */
export function unbilledCodes({ unbilled, timed_units }, labels) {
  if (!unbilled.length) return nothing;
  return html`<div class="rc-unbilled"><h2>${timed_units === null ? "Not counted" : "No unit"}</h2>
    <ul>${unbilled.map(({ code, minutes, because }) => html`<li>${link(labels, `codes/${code}`, code)}, ${count(minutes, "minute")}: ${because}.</li>`)}</ul>
    ${unbilled.some(({ minutes }) => minutes) ? html`<p class="rc-hint">Still document these minutes.</p>` : nothing}</div>`;
}

/** How many minutes and units there are. @param {Result} result */
export function totals(result) {
  const pairs = [
    ["Timed units", result.timed_units ?? "not known"], ["Timed minutes", result.timed_minutes],
    ["Minutes counted together", result.pooled_minutes ?? "none"], ["Total treatment minutes", result.total_minutes],
  ];
  return html`<dl class="rc-totals">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Claim lines and codes without a unit as the rows of a worked example. @param {Result} result @param {Labels} labels */
export function exampleRows({ lines, unbilled }, labels) {
  const row = (/** @type {string} */ code, /** @type {unknown} */ units, /** @type {unknown} */ last) =>
    html`<tr><td>${link(labels, `codes/${code}`, code)}</td><td align="right">${units}</td><td>${last}</td></tr>`;
  return [
    ...lines.map(({ code, units, modifiers }) =>
      row(code, html`<strong>${units}</strong>`, modifiers.map((modifier) => html`${link(labels, `modifiers/${modifier}`, modifier)} `))),
    ...unbilled.map(({ code, reason, because }) =>
      row(code, reason === "payer-rule-unknown" ? "?" : "0", html`<span class="quiet">${because}</span>`)),
  ];
}
