// Small helps of the calculator's parts: elements, ids, words.

let made = 0; // numbers the ids of inputs, which must differ also after the element was connected again

/** An element with attributes, listeners (`onclick`) and children; text is always set as text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
}

export const newId = () => `rc-${(made += 1)}`;
export const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Words of a sentence: "97110, 97112 and 97140". */
export const listed = (words) => [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");
