// What one unit pays in a place: looked up in files that the engine computed while the site was made.
import { html, nothing, render } from "../lit-html/lit-html.js";
import { ROOT } from "../result/labels.js";
import { grouped } from "../result/words.js";

/**
 * @typedef {{times: string[], places: [key: string, name: string][]}} YearOfPlaces
 * @typedef {{full?: string, reduced?: string, because?: string}} Amounts of every place, in the places' order, with blanks between
 * @typedef {{places: {years: Record<string, YearOfPlaces>}, amounts: {years: Record<string, Amounts[]>}}} Tables
 */

/** A file of the site. @param {string} path */
async function read(path) {
  const answer = await fetch(new URL(path, ROOT));
  if (!answer.ok) throw new Error(path);
  return answer.json();
}

/** For each time of a year what a unit pays in a place, or why not. @param {Tables} tables @param {string} year @param {string} place */
function amountsOf({ places, amounts }, year, place) {
  const { times, places: all } = places.years[year];
  const index = all.findIndex(([key]) => key === place);
  if (index < 0) return place ? [`That place had no indices in ${year}.`] : [];
  return amounts.years[year].map((found, number) => {
    const [full, reduced] = [found.full, found.reduced].map((each) => each?.split(" ")[index]);
    return full ? `${all[index][1]}, ${times[number]}: $${full}${reduced ? ` in full, $${reduced} reduced` : ""}.`
      : `${times[number]}: no amount, because ${found.because}.`;
  });
}

customElements.define("place-amounts", class extends HTMLElement {
  connectedCallback() {
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const says = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
    const [year, place] = form.querySelectorAll("select");
    /** @type {Tables} */
    let tables;
    const show = (/** @type {string} */ chosen) => render(amountsOf(tables, year.value, chosen).map((line) => html`<span>${line}</span>`), says);

    /** Offers the places of the chosen year, by state. @param {string} chosen */
    const list = (chosen) => {
      const states = grouped(tables.places.years[year.value].places, ([, name]) => String(name.split(", ").pop()));
      const option = (/** @type {[string, string]} */ [key, name]) => html`<option value=${key} ?selected=${key === chosen}>${name}</option>`;
      render(html`<option value="">choose a place</option>${[...states].map(([state, places]) =>
        html`<optgroup label=${state}>${places.map(option)}</optgroup>`)}`, place);
      place.value = chosen;
      if (place.selectedIndex < 0) place.value = "";
      show(chosen);
    };

    button.addEventListener("click", async () => {
      render(nothing, says);
      try {
        const [places, amounts] = await Promise.all([read("payment/places.json"), read(`codes/${this.dataset.code}/amounts.json`)]);
        tables = { places, amounts };
      } catch {
        render("The amounts could not be fetched. Try again.", says);
        return;
      }
      button.hidden = true;
      form.hidden = false;
      list("");
      place.focus();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    place.addEventListener("change", () => show(place.value));
    year.addEventListener("change", () => list(place.value));
  }
});
