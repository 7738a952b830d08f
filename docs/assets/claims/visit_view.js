// A visit of the worklist beside it: lines as billed and as supported, findings, steps and sources; as templates of lit-html.
import { html, nothing } from "../lit-html/lit-html.js";
import { Citations } from "../result/citations.js";
import { findingList, lineOf } from "../result/findings.js";
import { link } from "../result/labels.js";
import { notChecked, stepList } from "../result/steps.js";
import { capital, dayName } from "../result/words.js";
import { SAID, SIGN, money } from "./worklist_view.js";
import { compared } from "./worklist.js";
/** @import { Finding } from "../result/shapes.js" */
/** @import { Item, PageData, State, Worklist } from "./shapes.js" @import { Claims } from "./claims.js" */

/** @param {Worklist} worklist @param {State} state @param {PageData} data @param {Claims} act */
export function visitView(worklist, state, data, act) {
  const { open, labels, copied } = state;
  if (!open || !labels) return nothing;
  const item = worklist.items.find(({ number }) => number === open.item);
  const { visit, result, failed } = open;
  const given = visit?.given;
  const payer = data.payers.find(({ key }) => key === (given?.payer ?? item?.payer))?.name ?? "";
  const title = visit ? `Visit ${visit.visit}: ${dayName(given.date_of_service)}, ${given.discipline}` : item?.kind === "remittance" ? "A service of the remittance" : "A line of the file";
  return html`<section class="cl-visit" aria-labelledby="cl-visit"><h2 id="cl-visit" tabindex="-1">${title}</h2>
    <p class="quiet">${payer}. Patient ${visit?.patient ?? item?.patient}, provider ${visit?.provider ?? item?.provider}.
      File ${item?.file ?? visit?.file}, ${item?.place ?? visit?.place}.${visit?.account ? ` Account ${visit.account}.` : nothing}</p>
    <p class="cl-buttons"><button type="button" @click=${() => act.close()}>Back to the list</button>
      ${visit && given ? html`<a class="button button--plain" href=${act.linkOf(given)} target="_blank">Open in the calculator</a>` : nothing}
      ${result?.lines.length ? html`<button type="button" @click=${() => act.copyLines()}>Copy supported lines</button>` : nothing}
      <span role="status">${copied}</span></p>
    ${others(worklist, open, item, labels)}
    ${result ? linesView(worklist, state, data) : failed ? html`<p class="cl-wrong">${failed}</p>` : visit?.checked ? html`<p>Computing the lines …</p>` : nothing}
    ${result ? more(state) : nothing}</section>`;
}

/** What only the files show of the visit: remittances and faults of the claim. @param {Worklist} worklist
 * @param {NonNullable<State["open"]>} open @param {Item | undefined} item @param {NonNullable<State["labels"]>} labels */
function others({ items, names, denials }, { visit }, item, labels) {
  const found = items.filter((one) => (visit ? one.visit === visit.visit : one === item) && ["file", "remittance"].includes(one.kind));
  return found.length ? html`<ul class="cl-found">${found.map((one) => html`<li class=${`is-${one.severity}`}><span class="cl-sign" aria-hidden="true">${SIGN[one.severity]}</span>
    <b>${SAID[one.severity]}: ${names[one.check]}.</b> ${capital(one.says)}
    ${(one.denials ?? []).filter((key) => key in denials).map((key) => html`<p>${link(labels, `denials/${key}`, key.toUpperCase())}: ${denials[key].name}. ${denials[key].do_now}</p>`)}</li>`)}</ul>` : nothing;
}

/** @param {Worklist} _worklist @param {State} state @param {PageData} data */
function linesView(_worklist, { open, labels }, data) {
  const { visit, result } = /** @type {NonNullable<State["open"]>} */ (open);
  if (!result || !labels) return nothing;
  const nameOf = (/** @type {string} */ code) => data.codes.find((entry) => entry.code === code)?.name ?? "";
  const billed = visit.given.billed ?? [];
  const isEach = billed.length === visit.lines.length; // else minutes of another file stand between them
  const charges = new Map(billed.map((/** @type {object} */ line, /** @type {number} */ index) =>
    [line, isEach && visit.lines[index].charge]));
  const said = (/** @type {{modifiers: string[], units: number} | null} */ line) => (line ? html`${line.modifiers.join(" ")} <b>× ${line.units}</b>` : html`<span class="quiet">none</span>`);
  const hasMinutes = Boolean(visit.given.services?.length) && result.timed_units !== null;
  const why = visit.given.services?.length ? "How the payer counts units is not known" : "Without minutes";
  const rows = compared(billed, hasMinutes ? result.lines : billed);
  return html`<table class="cl-lines"><caption>${hasMinutes ? "Lines as billed, and as the minutes support them" : `Lines as billed. ${why}${visit.given.services?.length ? ", so" : ""} no lines can be computed.`}</caption>
    <thead><tr><th scope="col">Code</th>${billed.length ? html`<th scope="col">Billed</th>` : nothing}${hasMinutes ? html`<th scope="col">Supported</th>` : nothing}<th scope="col">Charge</th></tr></thead>
    <tbody>${rows.map(({ billed: line, supported, isSame }) => {
      const code = (line ?? supported)?.code ?? "";
      return html`<tr class=${isSame || !billed.length ? "" : "is-different"}><th scope="row">${link(labels, `codes/${code}`, code)} <span class="quiet">${nameOf(code)}</span></th>
        ${billed.length ? html`<td>${said(line)}</td>` : nothing}${hasMinutes ? html`<td>${said(supported)}${isSame || !billed.length ? nothing : html` <span class="cl-differs">differs</span>`}</td>` : nothing}
        <td class="cl-number">${charges.get(line) ? money(Number(charges.get(line))) : ""}</td></tr>`;
    })}</tbody></table>
    ${visit.allowed ? html`<p>Allowed by the fee schedule: <b>${money(Number(visit.allowed))}</b>.</p>` : nothing}`;
}

/** @param {State} state */
function more({ open, labels }) {
  const { visit, result } = /** @type {NonNullable<State["open"]>} */ (open);
  if (!result || !labels) return nothing;
  const given = /** @type {any} */ (visit.given);
  const view = {
    labels, citations: new Citations(labels, result), lineOf: (/** @type {Finding} */ finding) => lineOf(finding, given, result),
  };
  return html`${result.findings.length ? html`<h3>Findings</h3>${findingList(result.findings, view)}` : nothing}
    ${result.steps.length ? html`<details class="cl-fold"><summary>Step by step (${result.steps.length})</summary>
      ${stepList(result.steps, view)}</details>` : nothing}
    ${view.citations.list()}${notChecked(result.not_checked, labels)}`;
}
