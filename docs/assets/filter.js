// The filter of an index: what is chosen stands in the address, so that it can be shared and gone back to.

/** Words that a row has in one of its data attributes. */
const has = (row, name, wanted) => (row.dataset[name] ?? "").split(" ").includes(wanted);

class ListFilter extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", () => this.chosen());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => this.chosen()));
    this.back = () => this.restore();
    addEventListener("popstate", this.back);
    this.restore();
  }

  disconnectedCallback() {
    removeEventListener("popstate", this.back);
  }

  /** Everything that is chosen, by name. */
  values() {
    return [...new FormData(this.form)].filter(([, value]) => value.trim());
  }

  /** The form as the address has it. */
  restore() {
    const given = new URLSearchParams(location.search);
    for (const field of this.form.elements) if (field.name) field.value = given.get(field.name) ?? "";
    this.show();
  }

  chosen() {
    const query = new URLSearchParams(this.values()).toString();
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
    this.show();
  }

  show() {
    const wanted = this.values();
    const fits = (row) => wanted.every(([name, value]) => name === "q"
      ? value.toLowerCase().split(/\s+/).filter(Boolean).every((word) => row.textContent.toLowerCase().includes(word))
      : has(row, name, value));
    let shown = 0;
    for (const row of document.querySelectorAll(".filter-row")) {
      row.hidden = !fits(row);
      shown += row.hidden ? 0 : 1;
    }
    for (const table of document.querySelectorAll("table:has(.filter-row)")) {
      const block = table.closest(".stack");
      block.hidden = !table.querySelector(".filter-row:not([hidden])");
      if (block.previousElementSibling?.tagName === "H2") block.previousElementSibling.hidden = block.hidden;
    }
    this.querySelector("output").textContent = wanted.length ? `${shown} ${shown === 1 ? this.dataset.one : this.dataset.many}` : "";
    this.querySelector("[type=reset]").hidden = !wanted.length;
  }
}

customElements.define("list-filter", ListFilter);
