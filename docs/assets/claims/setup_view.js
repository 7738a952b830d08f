// Choosing files and what is known of them, and the progress while they are checked; as templates of lit-html.
import { html, nothing } from "../lit-html/lit-html.js";
import { live } from "../lit-html/directives/live.js";
import { count, grouped } from "../result/words.js";
/** @import { PageData, Settings, State } from "./shapes.js" @import { Claims } from "./claims.js" */

/** @param {number} bytes */
const size = (bytes) => (bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** @param {State} state @param {PageData} data @param {Claims} act */
export const setup = (state, data, act) => html`
  ${dropZone(state, act)}
  <details class="cl-fold"><summary>Paste a block instead</summary>
    <label for="cl-pasted">Claims, rows with a header, or visits as JSON</label>
    <textarea id="cl-pasted" rows="5" spellcheck="false" autocomplete="off" .value=${live(state.pasted)}
      @input=${(/** @type {any} */ { target }) => act.change({ pasted: target.value })}></textarea>
    <p><button type="button" ?disabled=${!state.pasted.trim()} @click=${() => act.addPasted()}>Add the pasted text</button></p>
  </details>
  ${settings(state, data, act)}
  <p class="cl-buttons"><button type="button" class="cl-main" ?disabled=${!state.files.length} @click=${() => act.check()}>Check ${state.files.length
    ? count(state.files.length, "file") : "files"}</button></p>`;

/** @param {State} state @param {Claims} act */
function dropZone({ files, isOver }, act) {
  return html`<div class=${`cl-drop${isOver ? " is-over" : ""}`}>
    <p><b>Drop files here</b>, or <label class="cl-choose">choose files<input type="file" multiple @change=${(/** @type {any} */ { target }) => {
      act.add([...target.files]);
      target.value = "";
    }}></label></p>
    <p class="quiet">837P or 837I before you send them, 835 after they were paid, exports with minutes (CSV or Excel), or visits as JSON.
      Several at once are joined. They stay on this computer.</p>
    ${files.length ? html`<ul class="cl-files">${files.map((file, index) => html`<li><span>${file.name}</span> <span class="quiet">${size(file.size)}</span>
      <button type="button" aria-label=${`Remove ${file.name}`} @click=${() => act.remove("files", index)}>Remove</button></li>`)}</ul>` : nothing}
  </div>`;
}

/** @param {State} state @param {PageData} data @param {Claims} act */
function settings({ settings: chosen, minutes }, data, act) {
  const set = (/** @type {keyof Settings} */ name) => (/** @type {any} */ { target }) =>
    act.set({ [name]: target.type === "checkbox" ? target.checked : target.value });
  /** @typedef {"payer" | "locality" | "discipline" | "setting"} Chosen */
  /** @type {(name: Chosen, label: string, none: string, options: unknown, hint: string) => unknown} */
  const select = (name, label, none, options, hint) => html`<div class="cl-field"><label for=${`cl-${name}`}>${label}</label>
    <select id=${`cl-${name}`} aria-describedby=${`cl-${name}-hint`} @change=${set(name)}><option value="">${none}</option>${options}</select>
    <p class="quiet" id=${`cl-${name}-hint`}>${hint}</p></div>`;
  const named = (/** @type {{key: string, name: string}[]} */ list, /** @type {string} */ value) =>
    list.map(({ key, name }) => html`<option value=${key} .selected=${key === value}>${name}</option>`);
  const groups = [...grouped(data.payers, ({ group }) => group)].map(([group, those]) =>
    html`<optgroup label=${group}>${named(those, chosen.payer)}</optgroup>`);
  return html`<fieldset class="cl-settings"><legend>About these files</legend>
    ${select("payer", "Payer", "As the files say", groups, "For claims that do not say Medicare, Medicaid, TRICARE or VA.")}
    ${select("locality", "Place", "Not chosen", named(data.places, chosen.locality), "For Medicare's amounts, money at stake and KX.")}
    ${select("discipline", "Discipline", "As the files say", named(data.disciplines, chosen.discipline), "For lines without GP, GO or GN that show none.")}
    ${select("setting", "Setting", "Office", named(data.settings, chosen.setting), "Of professional claims and tables. An 837I says its own.")}
    <label class="cl-switch"><input type="checkbox" .checked=${live(chosen.whole_year)} @change=${set("whole_year")}>
      The files have all therapy of each patient since January 1, so their sums decide KX</label>
    <label class="cl-switch"><input type="checkbox" .checked=${live(chosen.accounts)} @change=${set("accounts")}>
      Show and export account numbers</label>
    <div class="cl-minutes"><label class="cl-choose">Add a table with minutes<input type="file" multiple @change=${(/** @type {any} */ { target }) => {
      act.add([...target.files], "minutes");
      target.value = "";
    }}></label> <span class="quiet">An 837 has none. Rows are joined by account or member number, day and code.</span>
    ${minutes.length ? html`<ul class="cl-files">${minutes.map((file, index) => html`<li><span>${file.name}</span> <span class="quiet">${size(file.size)}</span>
      <button type="button" aria-label=${`Remove ${file.name}`} @click=${() => act.remove("minutes", index)}>Remove</button></li>`)}</ul>` : nothing}</div>
  </fieldset>`;
}

const STEPS = { starting: "Loading the checks", reading: "Reading the files", checking: "Checking", finishing: "Putting it together" };

/** @param {State} state @param {Claims} act */
export function working({ progress }, act) {
  if (!progress) return nothing;
  const { step, done, visits, began, counts } = progress;
  const left = done && done < visits ? ((performance.now() - began) / done) * (visits - done) : 0;
  const told = step === "checking" ? `${STEPS[step]}: ${done.toLocaleString("en-US")} of ${count(visits, "visit")}${left ? `, ${timeLeft(left)} left` : ""}`
    : `${STEPS[step]} …`;
  return html`<div class="cl-progress"><progress max=${visits || 1} value=${step === "checking" ? done : nothing} aria-label="Progress"></progress>
    <p>${told}</p>
    <p>${counts.error || counts.warning ? html`Found so far: <b>${count(counts.error ?? 0, "error")}</b>, ${count(counts.warning ?? 0, "warning")}` : nothing}</p>
    <p><button type="button" @click=${() => act.stop()}>Stop</button></p></div>`;
}

/** @param {number} milliseconds */
function timeLeft(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 90 ? count(seconds, "second") : count(Math.round(seconds / 60), "minute");
}

/** Which column of a table is what, where its header is not known. @param {State} state @param {PageData} data @param {Claims} act */
export const columns = ({ asked, settings: { columns: chosen } }, data, act) => asked.map(({ file, columns: found }) => html`
  <section class="cl-columns" aria-label=${`Columns of file ${file}`}><h2 tabindex="-1">Which column is what in file ${file}?</h2>
    <p>Its header is not known. A date, a code, units or minutes and something that identifies patients are needed.</p>
    <div class="cl-columns__list">${found.filter(([head]) => head.trim()).map(([head, field], index) => html`<div class="cl-field">
      <label for=${`cl-column-${file}-${index}`}>${head}</label>
      <select id=${`cl-column-${file}-${index}`} @change=${(/** @type {any} */ { target }) => act.column(head, target.value)}>
        <option value="">not needed</option>${data.columns.map((name) =>
          html`<option value=${name} .selected=${name === (chosen[head] ?? field)}>${name.replaceAll("_", " ")}</option>`)}</select></div>`)}</div>
    <p class="cl-buttons"><button type="button" class="cl-main" @click=${() => act.check()}>Check again</button>
      <button type="button" @click=${() => act.saveColumns()}>Save these columns as a file</button></p></section>`);
