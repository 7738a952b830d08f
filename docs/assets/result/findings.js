// What was found in a visit or in its billed lines, the worst first.
import { html, nothing } from "../lit-html/lit-html.js";
import { link } from "./labels.js";
import { capital, count, grouped, listed } from "./words.js";
/** @import { Finding, Result, Visit } from "./shapes.js" @import { Labels } from "./labels.js" */
/** @import { Citations } from "./citations.js" */

const SIGN = { error: "✕", warning: "!", info: "i" }; // the worst first
const SEVERITIES = /** @type {Finding["severity"][]} */ (Object.keys(SIGN));
const NOTHING_BILLED = "No problems found in the lines to be billed.";

/** The worst first. @param {Finding[]} findings */
export const ranked = (findings) =>
  [...findings].sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));

/** The errors in the claim lines or the visit, not those of lines that were billed already. @param {Finding[]} findings */
export const errorsIn = (findings) => findings.filter(({ severity, of }) => severity === "error" && of !== "billed");

/** How many findings of each kind: "1 error and 2 notes". @param {Finding[]} findings @param {Labels} labels */
export function foundIn(findings, labels) {
  const groups = grouped(ranked(findings), ({ severity }) => severity);
  return listed([...groups].map(([severity, some]) => count(some.length, labels.severities[severity].toLowerCase())));
}

/** How bad a finding is, in words. @param {Finding} finding @param {Labels} labels */
export const severityOf = ({ severity, kind }, { severities }) =>
  `${severities[severity] ?? severity}${kind === "unsettled" ? ", not settled by the sources" : ""}`;

/** @typedef {{labels: Labels, visit: Visit, goToFindings: () => void}} FindingsView */
/**
 * How many findings there are, and the way to them; nothing found in billed lines is told too, because somebody asked.
 * @param {Finding[]} findings @param {FindingsView} view
 */
export function foundInAll(findings, { labels, visit, goToFindings }) {
  if (!findings.length) return html`<p class="rc-found rc-clean">${visit.billed?.length ? NOTHING_BILLED : "0 errors"}</p>`;
  const worst = ranked(findings)[0].severity;
  const where = findings.every(({ of }) => of === "billed") ? " in the lines to be billed" : "";
  return html`<p class="rc-found rc-${worst}"><span class="rc-sign" aria-hidden="true">${SIGN[worst]}</span>
    <button type="button" @click=${goToFindings}>${foundIn(findings, labels)}${where}</button></p>`;
}

/** What was found in billed lines, and on their tables. @param {Finding[]} findings @param {FindingsView} view @param {string[]} tables */
export function foundInBilled(findings, { labels, visit, goToFindings }, tables) {
  if (!visit.billed?.length) return nothing;
  const found = findings.filter(({ of }) => of === "billed");
  return found.length ? html`<button type="button" @click=${goToFindings}>${foundIn(found, labels)} in these lines</button>`
    : [NOTHING_BILLED, ...tables].join(" ");
}

/**
 * Every finding, with the way to its check and its sources.
 * @param {Finding[]} findings @param {{labels: Labels, citations: Citations, lineOf?: (finding: Finding) => string}} view
 */
export function findingList(findings, { labels, citations, lineOf = () => "" }) {
  if (!findings.length) return nothing;
  return html`<ul class="findings">${ranked(findings).map((finding) => html`<li class="finding finding--${finding.severity}">
    <span class="finding__severity">${link(labels, `checks/${finding.check}`, severityOf(finding, labels))}</span>
    ${lineOf(finding)}${lineOf(finding) ? finding.says : capital(finding.says)}${citations.marks(finding.cites)}</li>`)}</ul>`;
}

/**
 * The claim line that a finding is about, with its code where the finding does not begin with that.
 * @param {Finding} finding @param {Visit} visit @param {Result} result
 */
export function lineOf({ of, line, says }, visit, result) {
  if (line === null) return "";
  const code = (of === "billed" ? visit.billed : result.lines)?.[line]?.code;
  return `${of === "billed" ? "Billed line" : "Line"} ${line + 1}${code && !says.startsWith(code) ? `, ${code}` : ""}: `;
}
