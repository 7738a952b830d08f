// The class by which the form draws a result (../result/result_view.js), until the form draws by itself.
import { html, nothing, render } from "../lit-html/lit-html.js";
import { auditSheet } from "../result/audit_sheet.js";
import { table as drawnTable } from "../result/claim_lines.js";
import { foundIn as found } from "../result/findings.js";
import * as view from "../result/result_view.js";
import { asClaimForm, asCsv, asText } from "./copy.js";
import { el } from "./elements.js";

const made = (template) => {
  const box = document.createElement("div");
  render(template, box);
  return [...box.childNodes];
};
const COPIED = { text: ["Text", asText], csv: ["CSV", asCsv], "claim-form": ["Boxes 24A to 24G", asClaimForm] };

export const foundIn = (findings) => found(findings, { severities: { error: "Error", warning: "Warning", info: "Note" } });

export class Answer {
  constructor({ data, visit, result, take, more = [] }) {
    Object.assign(this, { data, visit, result, more });
    if (!visit) return;
    const copy = (format) => {
      const [name, write] = COPIED[format];
      copied(write(this.visit, result), `${name} copied`, document.querySelector(".rc-first .rc-copied"));
    };
    this.view = view.viewOf({ data, visit, result, handlers: { take, copy } });
  }

  first() {
    return made(view.first(this.view));
  }

  next() {
    return made(view.next(this.view, this.more));
  }

  then() {
    return made(view.then(this.view));
  }

  linesTable() {
    const { labels, codes } = this.data;
    return made(view.claimLines(this.result, { labels, nameOf: (code) => codes.find((each) => each.code === code)?.name ?? "" })).find((each) => each.tagName);
  }

  foundInBilled() {
    return view.inBilled(this.view) === nothing ? [] : made(html`${view.inBilled(this.view)}`);
  }
}

export const table = (caption, heads, rows) => made(drawnTable(caption, heads, rows)).find((each) => each.tagName);

let encode;
export async function readyToPrint() {
  ({ encode } = await import("../uqr/dist/index.mjs"));
}

export const sheet = (answer, link) => made(auditSheet(answer.view, link, encode));

export async function copied(text, told, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = `${told}.`;
  } catch {
    const shown = el("textarea", { readonly: true, rows: "3", "aria-label": "Copy this text by hand" });
    shown.value = text;
    said.replaceChildren("The browser does not let the page copy. Copy it by hand: ", shown);
    shown.select();
  }
}
