// Shows the note cards of the codes that the address names, as note-cards/#97110+97140. Without this script all are shown.

/** @param {HTMLElement} cards */
export function start(cards) {
  const all = /** @type {HTMLElement[]} */ ([...cards.querySelectorAll("section.note-card")]);
  const controls = document.createElement("p");
  controls.className = "chooser-controls";
  const printed = document.createElement("button");
  printed.type = "button";
  printed.className = "button button--plain";
  printed.textContent = "Print";
  printed.addEventListener("click", () => print());
  const whole = document.createElement("a");
  whole.href = "#";
  whole.textContent = "Show all codes";
  const missing = document.createElement("span");
  controls.append(printed, " ", whole, " ", missing);
  cards.prepend(controls);

  function draw() {
    const wanted = location.hash.slice(1).split("+").filter((code) => /^[A-Z0-9]{5}$/.test(code));
    for (const card of all) card.hidden = wanted.length > 0 && !wanted.includes(card.id);
    const without = wanted.filter((code) => !all.some((card) => card.id === code));
    missing.textContent = without.length ? `No card yet: ${without.join(", ")}.` : "";
    whole.hidden = wanted.length === 0;
  }
  addEventListener("hashchange", draw);
  draw();
}
