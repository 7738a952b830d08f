// What one unit pays in a place: looked up in files that the engine computed while the site was made.

const root = new URL("..", import.meta.url);
const kept = new Map();

/** The place that was chosen last: it stays while pages are exchanged, and is kept nowhere else. */
let chosen = "";

/** A file of the site, fetched once. */
function read(path) {
  if (!kept.has(path)) {
    const answer = fetch(new URL(path, root)).then((found) => (found.ok ? found.json() : Promise.reject(new Error(path))));
    answer.catch(() => kept.delete(path)); // so that the next try may have more luck
    kept.set(path, answer);
  }
  return kept.get(path);
}

class PlaceAmounts extends HTMLElement {
  connectedCallback() {
    [this.button, this.form, this.told] = ["button", "form", "[role=status]"].map((name) => this.querySelector(name));
    this.button.addEventListener("click", () => this.open(true));
    this.form.addEventListener("change", (event) => (event.target.name === "year" ? this.list() : this.choose()));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    if (chosen) this.open(false);
  }

  async open(asked) {
    this.told.textContent = "";
    try {
      [this.places, this.amounts] = await Promise.all([
        read("payment/places.json"), read(`codes/${this.dataset.code}/amounts.json`)]);
    } catch {
      this.told.textContent = "The amounts could not be fetched. Try again.";
      return;
    }
    this.button.hidden = true;
    this.form.hidden = false;
    this.list();
    if (asked) this.form.elements.place.focus();
  }

  /** The places of the chosen year, by state. */
  list() {
    const groups = new Map();
    for (const [key, name] of this.places.years[this.form.elements.year.value].places) {
      const state = name.split(", ").pop();
      if (!groups.has(state)) groups.set(state, []);
      groups.get(state).push(new Option(name, key));
    }
    const parts = [...groups].map(([state, options]) => {
      const group = document.createElement("optgroup");
      group.label = state;
      group.append(...options);
      return group;
    });
    this.form.elements.place.replaceChildren(new Option("choose a place", ""), ...parts);
    this.form.elements.place.value = chosen;
    const gone = chosen && this.form.elements.place.selectedIndex < 0;
    if (gone) this.form.elements.place.value = "";
    this.show(gone);
  }

  choose() {
    chosen = this.form.elements.place.value;
    this.show(false);
  }

  show(gone) {
    const { year, place } = this.form.elements;
    const { times, places } = this.places.years[year.value];
    const index = places.findIndex(([key]) => key === place.value);
    if (index < 0) {
      this.told.textContent = gone ? `That place had no indices in ${year.value}.` : "";
      return;
    }
    const lines = this.amounts.years[year.value].map((found, number) => {
      const [full, reduced] = [found.full, found.reduced].map((amounts) => amounts?.split(" ")[index]);
      const line = document.createElement("span");
      line.textContent = full
        ? `${places[index][1]}, ${times[number]}: $${full}${reduced ? ` in full, $${reduced} reduced` : ""}.`
        : `${times[number]}: no amount, because ${found.because}.`;
      return line;
    });
    this.told.replaceChildren(...lines);
  }
}

customElements.define("place-amounts", PlaceAmounts);
