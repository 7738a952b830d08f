// A worklist as templates of lit-html: its summary, filters, list, and the account of the files.
import { html, nothing } from "../lit-html/lit-html.js";
import { live } from "../lit-html/directives/live.js";
import { link } from "../result/labels.js";
import { capital, count, dayName } from "../result/words.js";
import { barChart } from "./bars.js";
import { ALL, accountOf, atStake, byCheck, byWeek, itemsOf, stakeOf, underpaid, valuesOf } from "./worklist.js";
/** @import { Filters, Item, PageData, Severity, Sort, State, Worklist } from "./shapes.js" @import { Claims } from "./claims.js" */

export const SIGN = { error: "✕", warning: "!", info: "i" };
export const SAID = { error: "Error", warning: "Warning", info: "To know" };
const FIRST = 50; // rows shown at once

/** @param {number} amount */
export const money = (amount) => amount.toLocaleString("en-US", { style: "currency", currency: "USD" });
/** @param {number} number */
const plain = (number) => number.toLocaleString("en-US");
/** @param {number} number @param {string} what */
const many = (number, what) => count(number, what).replace(/^\d+/, plain(number));

/** What an owner asks first. @param {Worklist} worklist @param {State} state @param {Claims} act */
export function summary(worklist, { labels }, act) {
  const { counts, visits, items, remittance, kx, at_stake: stake } = worklist;
  const withErrors = new Set(items.filter(({ severity, visit }) => severity === "error" && visit !== null).map(({ visit }) => visit)).size;
  const clean = visits.length - new Set(items.filter(({ severity, visit }) => severity !== "info" && visit !== null).map(({ visit }) => visit)).size;
  const passed = kx.filter(({ passed_with: visit }) => visit !== null).length;
  const low = underpaid(items).reduce((sum, item) => sum + stakeOf(item), 0);
  const facts = [
    [plain(counts.error ?? 0), `error${counts.error === 1 ? "" : "s"}${withErrors ? ` in ${many(withErrors, "visit")}` : ""}`, "error"],
    [plain(counts.warning ?? 0), `warning${counts.warning === 1 ? "" : "s"}`, "warning"],
    [money(atStake(worklist)), stake.allowed !== "0.00" && stake.charge !== "0.00" ? `on lines with errors (${money(Number(stake.allowed))} by the fee schedule, the rest as charged)`
      : `on lines with errors${stake.charge !== "0.00" ? ", as charged" : ", by the fee schedule"}`, ""],
    ...(remittance?.compared_with_fees ? [[money(low), "paid below the fee schedule", ""]] : []),
    ...(visits.length ? [[`${plain(clean)} of ${plain(visits.length)}`, "visits with no error or warning", ""]] : []),
  ];
  return html`<section class="cl-summary" aria-labelledby="cl-found"><h2 id="cl-found" tabindex="-1">What was found</h2>
    <dl class="cl-facts">${facts.map(([value, name, look]) => html`<div class=${look ? `is-${look}` : ""}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${remittance ? html`<p>Remittance: ${["paid", "adjusted", "denied", "reversed"].map((name) => `${plain(remittance.services[name])} ${name}`).join(", ")}.
      ${remittance.compared_with_fees ? nothing : "What was allowed was not compared with the fee schedule: that needs Medicare as payer, and a place."}</p>` : nothing}
    ${passed ? html`<p>${many(passed, "patient")} passed the ${labels ? link(labels, "parameters/kx-threshold", "KX threshold") : "KX threshold"} within these files.</p>` : nothing}
    <div class="cl-charts">
      ${barChart("Findings by check", byCheck(worklist, items, 8), plain, (check) => act.filter({ ...ALL, check }))}
      ${byWeek(items, () => 1).length > 1 ? barChart("Findings by week, from Monday", byWeek(items, () => 1), plain, (week) => act.filter({ ...ALL, week })) : nothing}
      ${barChart("Paid below the fee schedule, by week", byWeek(underpaid(items), stakeOf), money, (week) => act.filter({ ...ALL, week, check: "line-underpaid" }))}
    </div>
    ${notChecked(worklist, labels)}</section>`;
}

/** What silence does not approve. @param {Worklist} worklist @param {State["labels"]} labels */
function notChecked({ not_checked: all }, labels) {
  const needMinutes = all.filter(({ needs }) => needs.length === 1 && needs[0] === "services");
  if (!all.length) return nothing;
  const visits = Math.max(0, ...needMinutes.map(({ visits }) => visits));
  const named = (/** @type {{check: string}} */ { check }) => (labels ? link(labels, `checks/${check}`) : check);
  const others = all.filter((one) => !needMinutes.includes(one));
  return html`${needMinutes.length ? html`<p class="cl-notice"><b>${many(visits, "visit")} had no minutes</b>, so units were not checked against them.
      Add a table with minutes to check that.</p>
    <details class="cl-fold"><summary>Not checked without minutes (${needMinutes.length})</summary><ul>${needMinutes.map((one) => html`<li>${named(one)}</li>`)}</ul></details>` : nothing}
    ${others.length ? html`<details class="cl-fold"><summary>Not checked for other reasons (${others.length})</summary><ul>
      ${others.map((one) => html`<li>${named(one)}, ${many(one.visits, "visit")}: ${one.because}</li>`)}</ul></details>` : nothing}`;
}

/** @type {Record<Exclude<keyof Filters, "search">, string>} */
const FILTERS = { severity: "Severity", check: "Check", payer: "Payer", code: "Code", provider: "Provider group", week: "Week from" };
/** @type {Record<Sort, string>} */
const SORTS = { number: "Severity", date: "Date", code: "Code", check: "Check", stake: "Money at stake" };

/** @param {Worklist} worklist @param {State} state @param {PageData} data @param {Claims} act */
export function list(worklist, state, data, act) {
  const { filters, sort, shown, open } = state;
  const items = itemsOf(worklist, filters, sort);
  const isFiltered = Object.values(filters).some(Boolean);
  const rows = items.slice(0, shown || FIRST);
  return html`<section class="cl-list" aria-labelledby="cl-worklist"><h2 id="cl-worklist" tabindex="-1">Worklist</h2>
    <div class="cl-filters" role="search" aria-label="Worklist">
      <div class="cl-field cl-search"><label for="cl-search">Search</label><input id="cl-search" type="search" autocomplete="off" spellcheck="false"
        .value=${live(filters.search)} @input=${(/** @type {any} */ { target }) => act.filter({ ...filters, search: target.value })}></div>
      ${Object.entries(FILTERS).map(([name, label]) => choice(worklist, /** @type {keyof typeof FILTERS} */ (name), label, state, data, act))}
      <div class="cl-field"><label for="cl-sort">Sort by</label><select id="cl-sort" @change=${(/** @type {any} */ { target }) => act.change({ sort: target.value })}>
        ${Object.entries(SORTS).map(([key, name]) => html`<option value=${key} .selected=${key === sort}>${name}</option>`)}</select></div>
    </div>
    <p class="cl-told"><span role="status">${isFiltered ? `${plain(items.length)} of ` : ""}${many(worklist.items.length, "finding")}</span>
      ${isFiltered ? html`<button type="button" @click=${() => act.filter(ALL)}>Show all</button>` : nothing}</p>
    ${rows.length ? html`<table class="cl-table"><thead><tr>${["Finding", "Date", "Code", "Payer", "Patient", "At stake"].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody @keydown=${(/** @type {KeyboardEvent} */ event) => act.move(event)}>${rows.map((item) => row(item, worklist, open?.item === item.number, data, act))}</tbody></table>`
      : html`<p class="cl-none">${worklist.items.length ? "Nothing fits these filters." : "Nothing was found in what was checked. Below is what was read and what was not."}</p>`}
    ${items.length > rows.length ? html`<p class="cl-buttons"><button type="button" @click=${() => act.change({ shown: (shown || FIRST) + 200 })}>Show ${plain(Math.min(200, items.length - rows.length))} more of ${plain(items.length - rows.length)}</button></p>` : nothing}
    <div class="cl-buttons cl-exports"><button type="button" @click=${() => act.saveCsv(items)}>Save ${isFiltered ? "these" : "all"} for a spreadsheet (CSV)</button>
      <button type="button" @click=${() => act.saveJson()}>Save everything (JSON)</button>
      ${linesButton(items, state, act)}
      <button type="button" @click=${() => print()}>Print the summary</button></div>
    <p class="quiet">A corrected 837 is not written: correct claims where they were made.</p></section>`;
}

/** @param {Item[]} items @param {State} state @param {Claims} act */
function linesButton(items, { lines }, act) {
  if (!lines) return html`<button type="button" @click=${() => act.computeLines(items)}>Compute corrected lines</button>`;
  if (lines.left) return html`<span>Computing the lines of ${many(lines.left, "visit")} …</span>`;
  if (!lines.texts.length) return html`<span>None of these visits has minutes that lines can be computed from.</span>`;
  return html`<button type="button" class="cl-save-lines" @click=${() => act.saveLines()}>Save the lines of ${many(lines.texts.length, "visit")} (text)</button>`;
}

/** @type {(worklist: Worklist, name: keyof typeof FILTERS, label: string, state: State, data: PageData, act: Claims) => unknown} */
function choice(worklist, name, label, { filters }, data, act) {
  const values = valuesOf(worklist, filters, name);
  if (values.length < 2 && !filters[name]) return nothing;
  const said = (/** @type {string} */ value) => {
    if (name === "severity") return SAID[/** @type {Severity} */ (value)];
    if (name === "check") return worklist.names[value] ?? value;
    return name === "payer" ? payerName(data, value) : value;
  };
  return html`<div class="cl-field"><label for=${`cl-by-${name}`}>${label}</label>
    <select id=${`cl-by-${name}`} @change=${(/** @type {any} */ { target }) => act.filter({ ...filters, [name]: target.value })}>
    <option value="" .selected=${!filters[name]}>All</option>
    ${values.map(([value, number]) => html`<option value=${value} .selected=${value === filters[name]}>${said(value)} (${plain(number)})</option>`)}</select></div>`;
}

/** @param {PageData} data @param {string} payer */
const payerName = (data, payer) => data.payers.find(({ key }) => key === payer)?.name ?? payer;

/** @param {Item} item @param {Worklist} worklist @param {boolean} isOpen @param {PageData} data @param {Claims} act */
function row(item, { names }, isOpen, data, act) {
  const stake = stakeOf(item);
  return html`<tr class=${`is-${item.severity}${isOpen ? " is-open" : ""}`}>
    <td data-head="Finding"><span class="cl-sign" aria-hidden="true">${SIGN[item.severity]}</span><span class="sr-only">${SAID[item.severity]}: </span>
      <button type="button" class="cl-open" data-item=${item.number} aria-expanded=${isOpen} @click=${() => act.open(item)}>${names[item.check] ?? item.check}</button>
      <p>${capital(item.says)}</p></td>
    <td data-head="Date">${item.date ?? ""}</td><td data-head="Code">${item.code ?? ""}</td><td data-head="Payer">${payerName(data, item.payer)}</td>
    <td data-head="Patient">${item.patient}</td><td data-head="At stake" class="cl-number">${stake ? money(stake) : ""}</td></tr>`;
}

const KINDS = { "837P": "professional claims", "837I": "institutional claims", 835: "remittance", table: "table", visits: "visits as JSON", none: "not read" };

/** What became of every line and row. @param {Worklist} worklist @param {string[]} names of the files */
export function account(worklist, names) {
  const files = accountOf(worklist);
  const isWhole = files.every((one) => one.isWhole);
  return html`<section class="cl-account" aria-labelledby="cl-account"><h2 id="cl-account">What was read</h2>
    ${worklist.problems.length ? html`<ul class="cl-problems">${worklist.problems.slice(0, 200).map((one) => html`<li class=${`is-${one.severity}`}>
      <b>File ${one.file}, ${one.place}</b>: found ${one.found}${one.expected ? `, expected ${one.expected}` : ""}.</li>`)}
      ${worklist.problems.length > 200 ? html`<li>${plain(worklist.problems.length - 200)} more are in the JSON file.</li>` : nothing}</ul>` : nothing}
    <table class="cl-files-read"><caption>${isWhole ? "Every part and line of the files is accounted for." : "The sums do not add up. Please report it."}</caption>
    <thead><tr>${["File", "Parts", "Read", "Stepped over", "Reported", "Lines", "Checked", "Skipped"].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${files.map((one, index) => html`<tr><th scope="row">${one.file}. <span class="cl-name">${names[index] ?? ""}</span> <span class="quiet">${KINDS[/** @type {keyof typeof KINDS} */ (one.kind)] ?? one.kind}</span></th>
      <td data-head="Parts">${plain(one.parts)} ${one.what}</td><td data-head="Read">${plain(one.read)}</td><td data-head="Stepped over">${plain(one.stepped_over)}</td>
      <td data-head="Reported">${plain(one.reported)}</td><td data-head="Lines">${plain(one.lines)}</td><td data-head="Checked">${plain(one.in_visits)}</td>
      <td data-head="Skipped">${Object.entries(one.skipped).map(([reason, number]) => html`<p>${plain(number)}: ${reason}</p>`)}</td></tr>`)}</tbody></table>
    <p class="quiet">Rules of edition ${worklist.edition}, ${dayName(new Date().toISOString().slice(0, 10))}.</p></section>`;
}
