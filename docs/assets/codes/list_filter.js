// The filter of an index: what is chosen stands in the address, so that it can be shared and gone back to.

/** Words that a row has in one of its data attributes. @param {HTMLElement} row @param {string} name @param {string} wanted */
const has = (row, name, wanted) => (row.dataset[name] ?? "").split(" ").includes(wanted);

/** All words of a row: those that are read, and those by which people ask for it. @param {HTMLElement} row */
const textOf = (row) => `${row.textContent} ${row.dataset.words ?? ""} ${row.dataset.number ?? ""}`.toLowerCase();

/** A denial code as a remittance writes it, with the group code that says who pays: CO-119, PR 96. */
const GROUPED = /\b(?:co|pr|oa|pi)[\s-]*([abdp]?\d{1,3})\b/g;

/** What a word of the search asks of a row. @typedef {(row: HTMLElement) => boolean} Asked */

/**
 * A number is looked for as a whole; where no row has it, as the beginning of one: 971 finds 97110.
 * @param {string} word @param {HTMLElement[]} rows @returns {Asked}
 */
const askedBy = (word, rows) => {
  if (!/^[a-z]{0,2}\d+$/.test(word)) return (row) => textOf(row).includes(word);
  const whole = new RegExp(`(?<![a-z0-9])${word}(?![a-z0-9])`);
  const begun = new RegExp(`(?<![a-z0-9])${word}`);
  return rows.some((row) => whole.test(textOf(row))) ? (row) => whole.test(textOf(row)) : (row) => begun.test(textOf(row));
};

/** @param {string} value @param {HTMLElement[]} rows @returns {Asked[]} */
const asked = (value, rows) => {
  const text = value.toLowerCase();
  const grouped = rows.some((row) => row.dataset.number) ? GROUPED : /$^/g; // elsewhere CO is a modifier
  const numbers = [...text.matchAll(grouped)].map((found) => found[1] ?? "");
  const words = text.replace(grouped, " ").split(/\s+/).filter(Boolean);
  return [
    ...numbers.map((number) => (/** @type {HTMLElement} */ row) => has(row, "number", number)),
    ...words.map((word) => askedBy(word, rows)),
  ];
};

/** @param {HTMLElement[]} rows @param {[string, string][]} wanted */
const fitting = (rows, wanted) => {
  const all = wanted.flatMap(([name, value]) => name === "find"
    ? asked(value, rows)
    : [(/** @type {HTMLElement} */ row) => has(row, name, value)]);
  return new Set(rows.filter((row) => all.every((one) => one(row))));
};

customElements.define("list-filter", class extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const fields = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (form.querySelectorAll("input, select"));
    const values = () => /** @type {[string, string][]} */ ([...new FormData(form)]).filter(([, value]) => value.trim());

    /** Shows the rows that fit, and the headings of tables that have any. */
    const show = () => {
      const wanted = values();
      const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".filter-row"))];
      const fits = fitting(rows, wanted);
      for (const row of rows) row.hidden = !fits.has(row);
      for (const table of document.querySelectorAll("table:has(.filter-row)")) {
        const block = /** @type {HTMLElement} */ (table.closest(".stack"));
        block.hidden = !table.querySelector(".filter-row:not([hidden])");
        if (block.previousElementSibling instanceof HTMLHeadingElement) block.previousElementSibling.hidden = block.hidden;
      }
      const said = wanted.length ? `${fits.size} ${fits.size === 1 ? this.dataset.one : this.dataset.many}` : "";
      /** @type {HTMLOutputElement} */ (form.querySelector("output")).textContent = said;
      /** @type {HTMLButtonElement} */ (form.querySelector("[type=reset]")).hidden = !wanted.length;
    };
    const chosen = () => {
      const query = new URLSearchParams(values()).toString();
      history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
      show();
    };
    /** The form as the address has it. */
    const restore = () => {
      const given = new URLSearchParams(location.search);
      for (const field of fields) field.value = given.get(field.name) ?? "";
      show();
    };
    form.addEventListener("input", chosen);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(chosen)); // the fields are empty only then
    addEventListener("popstate", restore);
    restore();
  }
});
