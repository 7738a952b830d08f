// The box of the front page: shows the pages that what is typed may mean, and leads to the one that it names. It never guesses: where a
// word has several meanings they are listed, and where it has none the site's search is asked.
import { Lookup } from "./lookup.js";
/** @import { Entry } from "./lookup.js" */

const root = new URL("../../", import.meta.url);

/** What each kind of page is called in the list. */
const CALLED = /** @type {Record<string, string>} */ ({
  codes: "Code", modifiers: "Modifier", payers: "Payer", parameters: "Limit or rate", checks: "Claim check", denials: "Denial",
  documentation: "Documentation", comparisons: "Compare codes", choosers: "Chooser", coverage: "Coverage", guides: "Guide", glossary: "Glossary", page: "Page",
});

customElements.define("find-box", class extends HTMLElement {
  connectedCallback() {
    const input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    const list = /** @type {HTMLUListElement} */ (this.querySelector("[role=listbox]"));
    const says = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    let lookup = /** @type {Lookup | null} */ (null);
    let loading = /** @type {Promise<Entry[]> | null} */ (null);
    let active = -1; // the place of the marked option

    /** Loads the index of words, once. Where it does not come the site's search is left, and the next focus tries again. */
    const load = async () => {
      loading ??= fetch(new URL("search/words.json", root)).then((answer) => answer.json());
      try {
        lookup ??= new Lookup(await loading);
        show();
      } catch {
        loading = null;
      }
    };
    const open = (/** @type {boolean} */ isOpen) => {
      list.hidden = !isOpen;
      input.ariaExpanded = String(isOpen);
    };
    const mark = (/** @type {number} */ place) => {
      active = place;
      [...list.children].forEach((one, each) => one.setAttribute("aria-selected", String(each === place)));
      if (place >= 0) input.setAttribute("aria-activedescendant", `find-${place}`);
      else input.removeAttribute("aria-activedescendant");
      list.children[place]?.scrollIntoView({ block: "nearest" });
    };
    const close = () => (open(false), mark(-1));
    const typed = () => input.value.trim();

    /** Lists the pages that what is typed may mean, and the search for all others. */
    const show = () => {
      const text = typed();
      const pages = lookup?.suggested(text) ?? [];
      const options = pages.map((page) => option(page.title, CALLED[page.kind] ?? "", new URL(page.url, root)));
      if (text) options.push(option(`Search all pages for “${text}”`, "", searchFor(text)));
      options.forEach((one, place) => (one.id = `find-${place}`));
      list.replaceChildren(...options);
      mark(-1);
      open(options.length > 0 && document.activeElement === input);
      const meanings = lookup?.named(text).length ?? 0;
      says.textContent = meanings > 1 ? `“${text}” may mean ${meanings} pages. Choose one.` : "";
    };
    const go = (/** @type {Element | null} */ chosen) => {
      if (chosen instanceof HTMLElement && chosen.dataset.to) location.assign(chosen.dataset.to);
    };
    /** Goes to the page that is marked, else to the one that the text names; several stay a question. */
    const decide = () => {
      const text = typed();
      const named = lookup?.named(text) ?? [];
      if (active >= 0) go(list.children[active]);
      else if (named.length > 1) (input.focus(), show(), mark(0));
      else if (text) location.assign(named.length ? new URL(named[0].url, root) : searchFor(text));
    };
    const press = (/** @type {KeyboardEvent} */ event) => {
      const { length } = list.children;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (event.key === "Enter") decide();
      else if (event.key === "Escape") close();
      else if (step && length) (open(true), mark(active < 0 && step < 0 ? length - 1 : (active + step + length) % length));
      else return;
      event.preventDefault();
    };

    input.addEventListener("focus", load);
    input.addEventListener("input", show);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", press);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", ({ target }) => target instanceof Element && go(target.closest("li")));
    button.addEventListener("click", decide);
  }
});

/** The site's search for a text, as the theme lets addresses have it. @param {string} text */
function searchFor(text) {
  const address = new URL(root);
  address.searchParams.set("q", text);
  return address;
}

/** @param {string} title @param {string} kind @param {URL} to */
function option(title, kind, to) {
  const made = document.createElement("li");
  made.role = "option";
  made.dataset.to = to.href;
  made.append(title);
  if (kind) {
    const small = document.createElement("small");
    small.append(kind);
    made.append(" ", small);
  }
  return made;
}
