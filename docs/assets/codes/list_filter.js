// The filter of an index: what is chosen stands in the address, so that it can be shared and gone back to.

/** Words that a row has in one of its data attributes. @param {HTMLElement} row @param {string} name @param {string} wanted */
const has = (row, name, wanted) => (row.dataset[name] ?? "").split(" ").includes(wanted);

/** @param {HTMLElement} row @param {[string, string][]} wanted */
const fits = (row, wanted) => wanted.every(([name, value]) => name === "q"
  ? value.toLowerCase().split(/\s+/).filter(Boolean).every((word) => row.textContent?.toLowerCase().includes(word))
  : has(row, name, value));

class ListFilter extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    form.addEventListener("input", () => this.chosen(form));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => this.chosen(form))); // the fields are empty only then
    addEventListener("popstate", () => this.restore(form));
    this.restore(form);
  }

  /** Everything that is chosen, by name. @param {HTMLFormElement} form */
  values(form) {
    return /** @type {[string, string][]} */ ([...new FormData(form)]).filter(([, value]) => value.trim());
  }

  /** The form as the address has it. @param {HTMLFormElement} form */
  restore(form) {
    const given = new URLSearchParams(location.search);
    for (const field of form.querySelectorAll("input, select")) {
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = given.get(field.name) ?? "";
    }
    this.show(form);
  }

  /** @param {HTMLFormElement} form */
  chosen(form) {
    const query = new URLSearchParams(this.values(form)).toString();
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
    this.show(form);
  }

  /** Shows the rows that fit, and the headings of tables that have any. @param {HTMLFormElement} form */
  show(form) {
    const wanted = this.values(form);
    const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".filter-row"));
    for (const row of rows) row.hidden = !fits(row, wanted);
    for (const table of document.querySelectorAll("table:has(.filter-row)")) {
      const block = /** @type {HTMLElement} */ (table.closest(".stack"));
      block.hidden = !table.querySelector(".filter-row:not([hidden])");
      if (block.previousElementSibling instanceof HTMLHeadingElement) block.previousElementSibling.hidden = block.hidden;
    }
    const shown = [...rows].filter((row) => !row.hidden).length;
    const told = wanted.length ? `${shown} ${shown === 1 ? this.dataset.one : this.dataset.many}` : "";
    /** @type {HTMLOutputElement} */ (form.querySelector("output")).textContent = told;
    /** @type {HTMLButtonElement} */ (form.querySelector("[type=reset]")).hidden = !wanted.length;
  }
}

customElements.define("list-filter", ListFilter);
