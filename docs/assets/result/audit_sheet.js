// The audit sheet that is printed: what was entered, the lines, units by both rules, reasons, findings, sources with their
// dates, edition and fingerprint of the rules, the link with its QR code, and lines to fill in by hand.
import { html, nothing, svg } from "../lit-html/lit-html.js";
import { table } from "./claim_lines.js";
import { ranked } from "./findings.js";
import { titleOf } from "./labels.js";
import { tablesSaid } from "./tables_used.js";
import { capital, count, dayName, fieldName, plainly, written } from "./words.js";
/** @import { Cite, Service } from "./shapes.js" @import { Labels } from "./labels.js" */
/** @import { Named, ResultView } from "./result_view.js" */
/** @typedef {typeof import("../uqr/dist/index.mjs").encode} Encode */

const LONGEST = 2800; // letters that a QR code of the largest size holds at its lowest correction

/** The sheet of a result. @param {ResultView} view @param {string} link @param {Encode} [encode] draws QR codes, once it was downloaded */
export function auditSheet({ data, visit, result, labels }, link, encode) {
  const { refer, list } = sourcesOf(labels, data.payers.find(({ key }) => key === visit.payer)?.programs);
  const { payment, unbilled, both_rules, lines, tables, timed_units, ask_payer } = result;
  const totals = both_rules.rules.map(({ rule, followed, timed_units: units }) => `${labels.counting_rules[rule]} ${units}${followed ? " (this payer)" : ""}`).join(", ");
  const findings = ranked(result.findings).filter(({ kind }) => kind !== "table"); // "Tables" has those
  const steps = result.steps.filter(({ kind }) => kind !== "finding");
  const rows = (/** @type {unknown[][]} */ cells) => cells.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`);
  const claim = lines.map(({ code, modifiers, units }, index) => [code, modifiers.join(" "), units, ...(payment ? [payment.lines[index].allowed ?? "no price"] : [])]);
  return html`<h1>Audit sheet</h1>
    <p class="rs-hand">${["Account or claim number", "Prepared by", "Date printed"].map((what) => html`<span>${what}</span>`)}</p>
    <dl class="rs-facts">${facts({ data, visit, result }).map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>
    <div class="rs-columns">
      ${table("Entered", ["Code", "Minutes"], rows((visit.services ?? []).map((service) => [service.code, minutesOf(service, labels)])), nothing, "rs-grid")}
      ${table("Claim lines", ["Code", "Modifiers", "Units", ...(payment ? ["Allowed"] : [])], rows(claim), nothing, "rs-grid")}
    </div>
    ${visit.billed ? said("Lines to be billed", `${visit.billed.map(written).join(", ")}.`) : nothing}
    ${said("Timed units by both rules", `${totals}. ${both_rules.says}`)}
    ${ask_payer ? both_rules.rules.map((one) => said(`Lines by the ${labels.counting_rules[one.rule].toLowerCase()}`, `${one.lines.map(written).join(", ") || "none"}.`)) : nothing}
    ${payment?.lines.length ? said("Amounts, USD", `allowed ${payment.allowed}, Medicare ${payment.medicare}, patient ${payment.patient}.`) : nothing}
    ${unbilled.length ? said(timed_units === null ? "Not counted" : "No unit", unbilled.map(({ code, minutes, because }) => `${code} (${count(minutes, "minute")}): ${because}.`).join(" ")) : nothing}
    ${tables.length ? said("Tables", tablesSaid(tables).join(" ")) : nothing}
    ${findings.length ? html`<h2>Findings</h2><ul>${findings.map((finding) => html`<li>${labels.severities[finding.severity]}: ${capital(finding.says)}${refer(finding.cites)}</li>`)}</ul>` : nothing}
    ${steps.length ? html`<h2>The math</h2><ol>${steps.map(({ says, gives, cites }) => html`<li>${capital(says)} <b>${gives}</b>${refer(cites)}</li>`)}</ol>` : nothing}
    ${list()}
    <div class="rs-foot">${qrCode(link, encode)}<div>
      <p>Rules: edition ${result.edition}, fingerprint ${data.fingerprint}. Supports professional judgment and does not replace it.</p>
      <p class="rs-link">${link}</p><p class="rs-sign">Date and signature</p></div></div>`;
}

/** @param {string} about @param {string} text */
const said = (about, text) => html`<p><b>${about}: </b>${text}</p>`;

/** What was entered beside the services, each as a term and its value. @param {Pick<ResultView, "data" | "visit" | "result">} view */
function facts({ data, visit, result }) {
  const named = (/** @type {Named[]} */ list, /** @type {string} */ key) => list.find((entry) => entry.key === key)?.name ?? key;
  const { payer, date_of_service, discipline, setting, amount_used, deductible_left, apm, participating, ...others } = visit;
  const { other_visits, choose, services: _services, billed: _billed, locality: _locality, ...rest } = others; // shown otherwise
  /** @type {[string, unknown][]} */
  const all = [
    ["Payer", named(data.payers, payer)], ["Date of service", dayName(date_of_service)], ["Plan of care", named(data.disciplines, discipline)],
    ["Setting", setting && named(data.settings, setting)], ["Therapy dollars used this year", amount_used && `$${amount_used}`], ["Medicare locality", result.payment?.place],
    ["Part B deductible remaining", deductible_left && `$${deductible_left}`], ["Payment model", apm && "QP in an Advanced APM"],
    ["Provider", participating === false && "Non-PAR"],
    ["Other disciplines' lines that day", other_visits?.flatMap(({ lines }) => lines ?? []).map(written).join(", ")],
    ["Used in a tie", choose?.join(", ")],
    ...Object.entries(rest).map(([field, value]) => /** @type {[string, unknown]} */ ([capital(fieldName(field)), plainly(value)])),
  ];
  return all.filter(([, value]) => value);
}

/** The minutes of a service in words, and what else it tells. @param {Service} service @param {Labels} labels */
function minutesOf({ code: _code, start, stop, ...others }, labels) {
  const rest = /** @type {Record<string, unknown>} */ (others);
  const fields = Object.keys(labels.minutes).filter((field) => rest[field] != null);
  const who = (/** @type {string} */ field) => (field === "minutes" ? "" : `${labels.minutes[field].toLowerCase()} `);
  return [
    ...fields.map((field) => `${who(field)}${rest[field]}`), ...(start ? [`${start} to ${stop}`] : []),
    ...Object.entries(rest).filter(([field]) => !(field in labels.minutes)).map(([field, value]) => `${fieldName(field)} ${plainly(value)}`),
  ].join(", ");
}

/** The sources of a sheet, each once with all places cited in it, numbered as findings and steps refer to them. Tables of another
 * program than the payer's are no source here, and what is only remembered says that it has none yet.
 * @param {Labels} labels @param {string[]} [programs] whose tables are for the payer */
function sourcesOf(labels, programs) {
  /** @type {Map<string, {number: number, cite: Cite, places: Set<string>}>} */
  const sources = new Map(); // one source may stand twice: some of its places unverified, others not
  const isFor = (/** @type {Cite} */ { source }) => {
    const of = labels.sources[source]?.programs ?? [];
    return !labels.sources[source]?.is_memory && (!of.length || !programs || of.some((program) => programs.includes(program)));
  };
  const numberOf = (/** @type {Cite} */ cite) => {
    const key = `${cite.source} ${cite.tier === "unverified"}`;
    const entry = sources.get(key) ?? { number: sources.size + 1, cite, places: new Set() };
    sources.set(key, entry);
    if (cite.at) entry.places.add(cite.at);
    return entry.number;
  };
  const refer = (/** @type {Cite[]} */ cites) => {
    const numbers = [...new Set(cites.filter(isFor).map(numberOf))].sort((one, other) => one - other);
    if (numbers.length) return html`<span class="rs-refer"> [${numbers.join(", ")}]</span>`;
    return cites.length ? html`<span class="rs-refer"> [no source yet]</span>` : nothing;
  };
  const list = () => {
    const items = [...sources.values()].map(({ cite, places }) => {
      const { read_on } = labels.sources[cite.source] ?? {}; // web pages change, so the day matters
      return [titleOf(labels, { ...cite, at: [...places].join("; ") }), read_on && `read ${read_on}`].filter(Boolean).join(", ");
    });
    return items.length ? html`<h2>Sources</h2><ol class="rs-sources">${items.map((item) => html`<li>${item}</li>`)}</ol>` : nothing;
  };
  return { refer, list };
}

/** The link as a QR code; a visit too long for one has only its text. @param {string} link @param {Encode} [encode] */
function qrCode(link, encode) {
  if (!encode || link.length > LONGEST) return nothing;
  const { data, size } = encode(link, { ecc: "L", border: 2 });
  const cells = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of the link" class="rs-qr">${svg`<path d=${cells}></path>`}</svg>`;
}
