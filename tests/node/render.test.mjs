// What the tests read of a template is what lit-html would draw.
import assert from "node:assert/strict";
import test from "node:test";
import { html, nothing } from "../../node_modules/lit-html/node/lit-html.js";
import { markup, textOf } from "./render.mjs";

test("texts are escaped, lists joined, and nothing is nothing", () => {
  assert.equal(markup(html`<p>${"a < b"}${nothing}${[html`<b>${1}</b>`, "c"]}</p>`), "<p>a &lt; b<b>1</b>c</p>");
});

test("attributes stand, and those without a value, listeners and properties do not", () => {
  const drawn = html`<a class="x ${"y"}" href=${"z"} title=${nothing} @click=${() => 1} ?hidden=${true} .value=${3}>t</a>`;
  assert.equal(markup(drawn), '<a class="x y" href=z hidden>t</a>');
});

test("a text is read without its elements", () => assert.equal(textOf(html`<p>a  <b>${"<"}</b></p>`), "a <"));
