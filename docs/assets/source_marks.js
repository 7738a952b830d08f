// Shows the sources of a statement in a popover at its mark. Without scripts a mark leads to the list at the page's end.

const MARKS = 'sup.cites > a[href^="#cite-"]';
const GAP = 8; // pixels between a popover and the edge of the window

/** The numbers of a mark: `1 3 7-9` gives 1, 3, 7, 8 and 9. @param {string} text */
export function numbersOf(text) {
  return text.trim().split(/\s+/).flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** The sources of a mark as the page's list has them, each with the places of this mark alone. @param {number[]} numbers */
function listed(numbers) {
  const list = document.createElement("ul");
  /** @type {Map<Element, HTMLElement>} */
  const shown = new Map();
  for (const number of numbers) {
    const place = document.getElementById(`cite-${number}`);
    const source = place?.closest(".source-list > li");
    if (!place || !source) continue;
    let copy = shown.get(source);
    if (!copy) {
      copy = /** @type {HTMLElement} */ (source.cloneNode(true));
      copy.querySelector("ol")?.replaceChildren();
      shown.set(source, copy);
      list.append(copy);
    }
    const line = /** @type {HTMLElement} */ (place.cloneNode(true));
    line.removeAttribute("id");
    copy.querySelector("ol")?.append(line);
  }
  return list;
}

const box = document.createElement("div");
box.id = "source-popover";
box.popover = "auto";
box.tabIndex = -1;
box.setAttribute("role", "dialog");
box.setAttribute("aria-label", "Sources");

/** Puts the popover below its mark, or above it where there is no room. @param {HTMLElement} mark */
function place(mark) {
  const at = mark.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
  const left = Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP));
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${(below ? at.bottom : at.top - height) + scrollY}px`;
}

/** Shows what a mark stands for. @param {HTMLElement} mark */
function open(mark) {
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => box.hidePopover());
  const all = Object.assign(document.createElement("a"), { href: "#sources", textContent: "All sources of this page" });
  all.addEventListener("click", () => box.hidePopover());
  const foot = document.createElement("p");
  foot.append(all, " ", close);
  box.replaceChildren(listed(numbersOf(mark.textContent ?? "")), foot);
  mark.after(box);
  box.showPopover();
  place(mark);
  box.focus({ preventScroll: true });
}

if ("popover" in HTMLElement.prototype) {
  for (const mark of document.querySelectorAll(MARKS)) {
    mark.setAttribute("aria-label", `Sources ${mark.textContent}`);
    mark.setAttribute("aria-haspopup", "dialog");
  }
  /** @type {HTMLElement | null} */
  let current = null;
  addEventListener("click", (event) => {
    const mark = event.target instanceof Element && event.target.closest(MARKS);
    if (!(mark instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    current = mark;
    open(mark);
  });
  box.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed" && box.contains(document.activeElement)) current?.focus();
  });
}
