// The filter of an index: what is chosen stands in the address, so that it can be shared and gone back to.

/** Words that a row has in one of its data attributes. @param {HTMLElement} row @param {string} name @param {string} wanted */
const has = (row, name, wanted) => (row.dataset[name] ?? "").split(" ").includes(wanted);

/** @param {HTMLElement} row @param {[string, string][]} wanted */
const fits = (row, wanted) => wanted.every(([name, value]) => name === "find"
  ? value.toLowerCase().split(/\s+/).filter(Boolean).every((word) => `${row.textContent} ${row.dataset.words ?? ""}`.toLowerCase().includes(word))
  : has(row, name, value));

customElements.define("list-filter", class extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const fields = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (form.querySelectorAll("input, select"));
    const values = () => /** @type {[string, string][]} */ ([...new FormData(form)]).filter(([, value]) => value.trim());

    /** Shows the rows that fit, and the headings of tables that have any. */
    const show = () => {
      const wanted = values();
      const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".filter-row"));
      for (const row of rows) row.hidden = !fits(row, wanted);
      for (const table of document.querySelectorAll("table:has(.filter-row)")) {
        const block = /** @type {HTMLElement} */ (table.closest(".stack"));
        block.hidden = !table.querySelector(".filter-row:not([hidden])");
        if (block.previousElementSibling instanceof HTMLHeadingElement) block.previousElementSibling.hidden = block.hidden;
      }
      const shown = [...rows].filter((row) => !row.hidden).length;
      const said = wanted.length ? `${shown} ${shown === 1 ? this.dataset.one : this.dataset.many}` : "";
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
