// What a lit-html template draws, as HTML: enough to look at in node, where no document is.
import { nothing } from "../../node_modules/lit-html/node/lit-html.js";

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (value) => String(value).replace(/[&<>"]/g, (letter) => ESCAPED[letter]);

/** The HTML of a template, a list of them, or a text; listeners and properties of elements are left out. */
export function markup(drawn) {
  if (drawn == null || drawn === nothing || drawn === false || drawn === "") return "";
  if (drawn[Symbol.iterator] && typeof drawn !== "string") return [...drawn].map(markup).join("");
  if (!drawn.strings) return escaped(drawn);
  let text = drawn.strings[0];
  drawn.values.forEach((value, index) => {
    const attribute = text.match(/\s([@.?]?)([\w-]+)=("?)[^"\s>]*$/);
    if (!attribute) text += markup(value);
    else {
      const [, sign, name, quote] = attribute;
      const before = text.slice(0, attribute.index);
      const rest = quote ? ' data-none="' : ""; // the quote that follows in the template needs a beginning
      if (sign === "?") text = `${before}${value ? ` ${name}` : ""}${rest}`;
      else if (sign || value === nothing) text = before + rest;
      else text += escaped(value);
    }
    text += drawn.strings[index + 1];
  });
  return text.replace(/ data-none=""/g, "");
}

/** Its text alone, spaces as a browser shows them. */
export const textOf = (drawn) => markup(drawn).replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&").replace(/\s+/g, " ").trim();
