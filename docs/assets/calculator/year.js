// Where the patient's year stands: what was allowed so far in the two KX buckets, kept in the page, or in a file that the
// user saves and opens. The file has dates and amounts, and no name.
import { count, el, newId } from "./elements.js";
import { cents, plain, told } from "./money.js";

const BUCKETS = { "PT-SLP": "Physical therapy and speech therapy", OT: "Occupational therapy" };
export const bucketOf = (discipline) => (discipline === "OT" ? "OT" : "PT-SLP");

export class Year {
  /**
   * `limits`: the amounts by year; `amount`: the input of what was used in the bucket of the visit; `changed`: computes
   * anew; `next`: makes room for the patient's next visit.
   */
  constructor({ limits, amount, changed, next }) {
    Object.assign(this, { limits, amount, changed, next, bucket: "PT-SLP", year: null });
    this.meters = el("div", { class: "rc-meters" });
    this.said = el("p", { class: "rc-hint", role: "status" });
    this.otherYear = el("p", { class: "rc-hint", role: "status" });
    this.file = el("input", { type: "file", id: newId(), accept: ".json,application/json", onchange: () => this.open() });
    this.list = el("ul", { class: "rc-visits" });
    this.element = el("div", { class: "rc-year" }, this.meters, this.list,
      el("p", { class: "rc-buttons" },
        el("button", { type: "button", onclick: () => this.add() }, "Add this visit"),
        el("button", { type: "button", onclick: () => this.save() }, "Save as a file")),
      el("div", { class: "rc-field" }, el("label", { for: this.file.id }, "Open a saved year"), this.file),
      this.said, this.otherYear);
    this.forget();
  }

  /** Another patient begins at nothing, in both buckets. */
  forget() {
    Object.assign(this, { visits: [], used: { "PT-SLP": 0, OT: 0 }, sums: null }); // sums: the year that amounts were added up for
    this.said.textContent = "";
    this.tellVisits();
  }

  /** The visits that were added, each with a way to take it out again. */
  tellVisits() {
    this.list.replaceChildren(...this.visits.map((visit, index) => el("li", {}, `${visit.date_of_service}, ${visit.discipline}: ${visit.allowed} `,
      el("button", { type: "button", "aria-label": `Take out the visit of ${visit.date_of_service}`, onclick: () => this.takeOut(index) }, "Take out"))));
  }

  takeOut(index) {
    const [{ date_of_service, discipline, allowed }] = this.visits.splice(index, 1);
    const bucket = bucketOf(discipline);
    this.used[bucket] = Math.max(0, this.used[bucket] - (cents(allowed) ?? 0));
    if (bucket === this.bucket) this.amount.value = plain(this.used[bucket]);
    this.tellVisits();
    (this.list.querySelector("button") ?? this.element.querySelector("button")).focus(); // the one that had it is gone
    this.said.textContent = `Taken out: ${allowed} of ${date_of_service}.`;
    this.changed();
  }

  /** Another visit came into the form, with the amount of its own bucket. */
  begin({ discipline, amount_used }) {
    this.bucket = bucketOf(discipline);
    this.used[this.bucket] = cents(amount_used ?? "") ?? 0;
  }

  /** What is typed as used belongs to the bucket of the visit; another bucket brings its own amount. */
  follow({ date_of_service, discipline }) {
    const bucket = bucketOf(discipline);
    const typed = cents(this.amount.value);
    this.used[this.bucket] = typed ?? 0;
    if (bucket !== this.bucket) {
      this.amount.value = this.used[bucket] ? plain(this.used[bucket]) : "";
      this.bucket = bucket;
    }
    this.year = date_of_service.slice(0, 4);
    const isOther = this.sums && this.sums !== this.year && /^20/.test(this.year); // a year half typed is none
    const word = isOther ? `These amounts were added up for ${this.sums}; the visit is of ${this.year}. Enter what was used in ${this.year}.` : "";
    if (this.otherYear.textContent !== word) this.otherYear.textContent = word; // said again, it would be read out again
  }

  /** Shows both buckets with this visit's amount, and the line at which KX starts. */
  show(visit, result) {
    this.visit = visit;
    this.allowed = result?.payment ? cents(result.payment.allowed) : null;
    if (!this.element.parentElement.open) return; // it is shown again when its fold opens
    const { threshold, review } = this.limits[this.year] ?? {};
    const first = result?.lines.findIndex(({ modifiers }) => modifiers.includes("KX")) ?? -1;
    this.meters.replaceChildren(...Object.entries(BUCKETS).map(([bucket, name]) => {
      const ours = bucket === this.bucket;
      const now = this.used[bucket] + (ours ? (this.allowed ?? 0) : 0);
      const id = newId();
      const limit = threshold ? cents(threshold) : null;
      return el("div", { class: "rc-meter" },
        el("span", { id }, `${name}: ${told(this.used[bucket])}${ours && this.allowed ? ` and ${told(this.allowed)} of this visit` : ""}`),
        limit ? el("meter", { min: "0", max: String(Math.max(cents(review ?? threshold), limit) / 100), high: String(limit / 100), value: String(now / 100), "aria-labelledby": id }) : null,
        el("span", { class: "rc-hint" }, [
          limit ? `KX from ${told(limit)}` : `the threshold of ${this.year} is not known here`,
          review ? `review may begin above ${told(cents(review))}` : "",
          ours && first >= 0 ? `KX starts at line ${first + 1}, ${result.lines[first].code}` : "",
        ].filter(Boolean).join(" · ")));
    }));
  }

  add() {
    if (this.allowed === null || !this.visit) {
      this.said.textContent = "This visit has no amount here. Choose a place, or type what was used.";
      return;
    }
    this.used[this.bucket] += this.allowed;
    this.visits.push({ date_of_service: this.visit.date_of_service, discipline: this.visit.discipline, allowed: plain(this.allowed) });
    this.tellVisits();
    this.amount.value = plain(this.used[this.bucket]);
    this.sums = this.year;
    this.said.textContent = `Added ${told(this.allowed)}. Enter the next visit of this patient.`;
    this.next(); // else the visit would be counted in what was used and once more as itself
  }

  save() {
    const text = JSON.stringify({ about: "The patient's year of Rehab Rules. No name belongs in it.", year: this.year, used: { "PT-SLP": plain(this.used["PT-SLP"]), OT: plain(this.used.OT) }, visits: this.visits }, null, 1);
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    el("a", { href: address, download: `therapy-year-${this.year}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  async open() {
    const [file] = this.file.files;
    if (!file) return;
    try {
      const { year, used, visits = [] } = JSON.parse(await file.text());
      const amounts = Object.keys(BUCKETS).map((bucket) => cents(used[bucket]));
      if (amounts.includes(null) || !Array.isArray(visits) || visits.some((visit) => cents(visit?.allowed ?? "") === null)) throw new Error("an amount is missing");
      if (String(year) !== this.year) {
        this.said.textContent = `Not opened: the file is of ${year}, the visit of ${this.year}, and amounts of one year do not count in another. Change the date of service first.`;
        return;
      }
      [this.used["PT-SLP"], this.used.OT] = amounts;
      this.visits = visits;
      this.tellVisits();
      this.amount.value = plain(this.used[this.bucket]);
      this.sums = this.year;
      this.said.textContent = `Opened: ${count(visits.length, "visit")}.`;
      this.changed();
    } catch (error) {
      this.said.textContent = `This file could not be opened (${error.message}). Expected a file that was saved here.`;
    } finally {
      this.file.value = "";
    }
  }
}
