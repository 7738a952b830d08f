// Small helpers that build what the calculator shows. Text from data is only ever set as text, never as HTML.

let made = 0; // numbers the ids, which must differ also after an element was connected again

/** An id that no other element has. */
export const newId = () => `rc-${(made += 1)}`;

/** Gives an element its attributes, listeners (`onclick`) and children. */
function fitted(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
}

/** An element with attributes, listeners (`onclick`) and children. */
export const el = (tag, attributes = {}, ...children) => fitted(document.createElement(tag), attributes, children);

/** The same for a part of a drawing. */
export const svg = (tag, attributes = {}, ...children) => fitted(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** Shows an element from its beginning, and reads on from there. */
export function goTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView();
}

/** A value of a visit in words: a list of words as its members, anything deeper as JSON. */
export function plainly(value) {
  const isList = Array.isArray(value) && value.every((member) => typeof member === "string");
  return isList ? value.join(", ") : typeof value === "string" ? value : JSON.stringify(value);
}

/** What follows a source's name where a place in it is less than read from its publisher: "unverified", "read in a copy". */
export const markOf = (cite, source) => (!cite.tier || cite.tier === source?.tier ? source?.mark : cite.tier === "primary" ? "" : cite.tier);

/** "1 unit", "2 units". */
export const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

/** A text with its first letter large. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Words of a sentence: "97110, 97112 and 97140". */
export const listed = (words) => [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");
