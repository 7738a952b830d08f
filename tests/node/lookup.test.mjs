// What a text means to the search: pages that it names, and the query for the rest.
import assert from "node:assert/strict";
import test from "node:test";
import { Lookup, lunrQuery, namedFirst, stemOf, wordsOf } from "../../docs/assets/search/lookup.js";

const entry = (url, kind, ...words) => ({ url, title: words[0], kind, words });
const lookup = new Lookup([
  entry("codes/97140/", "codes", "97140", "Manual therapy"),
  entry("codes/97530/", "codes", "97530", "Therapeutic activities", "transfers"),
  entry("codes/97161/", "codes", "97161", "PT evaluation, low", "PT eval"),
  entry("codes/97162/", "codes", "97162", "PT evaluation, moderate", "PT eval"),
  entry("modifiers/59/", "modifiers", "59", "Distinct service"),
  entry("modifiers/50/", "modifiers", "50", "Both sides"),
  entry("modifiers/CO/", "modifiers", "CO", "OTA"),
  entry("denials/50/", "denials", "50", "CO-50", "Not medically necessary"),
  entry("denials/119/", "denials", "119", "PR-119", "Benefit maximum", "therapy cap"),
  entry("denials/n519/", "denials", "N519"),
  entry("parameters/kx-threshold/", "parameters", "KX threshold", "therapy cap", "telehealth"),
  entry("payers/aetna/", "payers", "Aetna"),
  entry("payers/medicare-part-b/", "payers", "Medicare Part B", "Medicare"),
  entry("comparisons/hands/", "comparisons", "Hands-on codes", "97530 vs 97140"),
  entry("guides/counting/", "guides", "8-minute rule", "timed codes and untimed codes"),
  entry("glossary/", "glossary", "Glossary", "KX threshold", "Timed code"),
]);
const urls = (text) => lookup.named(text).map(({ url }) => url);

test("a word of the index names its pages, spelled in any way, with a plural s or without", () => {
  for (const text of ["8-minute rule", "8 minute rule", "8 MINUTE RULES"]) assert.deepEqual(urls(text), ["guides/counting/"], text);
  assert.deepEqual(urls("transfer"), ["codes/97530/"]);
});

test("small words and the order of words make no difference", () => {
  assert.deepEqual(urls("untimed codes vs timed codes"), ["guides/counting/"]);
});

test("an ambiguous word names all its pages and never one alone", () => {
  assert.deepEqual(urls("PT eval"), ["codes/97161/", "codes/97162/"]);
  assert.deepEqual(urls("therapy cap"), ["parameters/kx-threshold/", "denials/119/"]);
});

test("a denial is named by its group and number, wherever they stand; CO alone is the modifier", () => {
  for (const text of ["CO-119", "co 119", "PR119", "CO-119 denial what now", "got a CO 119"]) assert.deepEqual(urls(text), ["denials/119/"], text);
  assert.deepEqual(urls("N519"), ["denials/n519/"]);
  assert.deepEqual(urls("CO"), ["modifiers/CO/"]);
});

test("a number means what the word beside it says", () => {
  assert.deepEqual(urls("modifier 50"), ["modifiers/50/"]);
  assert.deepEqual(urls("denial code 50"), ["denials/50/"]);
  assert.deepEqual(urls("50"), ["modifiers/50/", "denials/50/"]);
});

test("codes alone are named in the order typed; a few codes with a question are named, many are not", () => {
  for (const text of ["97530 97140", "97530/97140", "97530, 97140", "cpt 97530 and 97140"]) assert.deepEqual(urls(text), ["codes/97530/", "codes/97140/", "comparisons/hands/"], text);
  assert.deepEqual(urls("how much does medicare pay for 97140"), ["codes/97140/"]);
  assert.deepEqual(urls("do I need 59 on 97140 and 97530"), ["codes/97140/", "codes/97530/", "comparisons/hands/"]);
  assert.deepEqual(urls("difference between 97140 and 97530"), ["comparisons/hands/", "codes/97140/", "codes/97530/"]);
  assert.deepEqual(urls("is 97140 97530 97161 97162 too much"), []);
});

test("one payer with a question is named, but not Medicare, which most questions name", () => {
  assert.deepEqual(urls("does aetna want the GP on lines"), ["payers/aetna/"]);
  assert.deepEqual(urls("does medicare want the GP on lines"), []);
});

test("modifiers in capitals are named, where not all is in capitals", () => {
  assert.deepEqual(urls("who pays with CO on it"), ["modifiers/CO/"]);
  assert.deepEqual(urls("who pays with co on it"), []);
  assert.deepEqual(urls("WHO PAYS WITH CO ON IT"), []);
});

test("words of every page and a year do not hide what is asked", () => {
  assert.deepEqual(urls("telehealth physical therapy 2031"), ["parameters/kx-threshold/"]);
});

test("the glossary answers what no other page does", () => {
  assert.deepEqual(urls("KX threshold"), ["parameters/kx-threshold/"]);
  assert.deepEqual(urls("timed code"), ["glossary/"]);
});

test("nothing is named by nothing", () => {
  for (const text of ["", " ", "?", "-", "xyzzy"]) assert.deepEqual(urls(text), [], text);
});

test("suggestions begin with what is named, then what begins like the text, at most as many as asked", () => {
  assert.equal(lookup.suggested("9714")[0].url, "codes/97140/");
  assert.deepEqual(lookup.suggested("PT eval").slice(0, 2).map(({ url }) => url), ["codes/97161/", "codes/97162/"]);
  assert.equal(lookup.suggested("e", 3).length <= 3, true);
  assert.deepEqual(lookup.suggested(""), []);
});

test("a query asks for short words and numbers as they are, and for longer ones also by how they begin", () => {
  assert.equal(lunrQuery("CO 97 "), "co^6 97^6");
  assert.equal(lunrQuery("evaluation codes "), "evaluation^6 evalu*^2 codes^6 code*^2");
  assert.equal(lunrQuery("MUE for 97110 ", { numbers: false }), "mue^6");
});

test("no text makes a query with signs that lunr reads in another way", () => {
  for (const text of ["a+b", "-97110", "title:x", "~", "59*", "“quoted”", "97530/97140", "50% of $3,000", "a^b"]) {
    for (const term of lunrQuery(text).split(" ").filter(Boolean)) assert.match(term, /^[\p{L}\p{N}.]+\*?\^\d$/u, text);
  }
});

test("empty words are left out unless there are no others", () => {
  assert.deepEqual(wordsOf("Can I bill for this?"), ["can", "i", "bill", "for", "this"]);
  assert.deepEqual(wordsOf("can I bill an eval"), ["eval"]);
});

test("a stem is never shorter than an abbreviation may be", () => {
  for (const word of ["use", "eyes", "need", "ing", "rate", "timed"]) assert.ok(stemOf(word).length >= Math.min(4, word.length), word);
});

test("named pages come first, also where the theme found them later or not at all; no result is lost", () => {
  const item = (location, more = {}) => ({ location, title: location, text: "", score: 2, terms: {}, ...more });
  const groups = [[item("a/#x"), item("a/")], [item("b/")]];
  const pages = new Map([["c/", item("c/")], ["b/", item("b/")]]);
  const shown = namedFirst(groups, [entry("c/", "codes", "c"), entry("b/", "codes", "b"), entry("gone/", "codes", "g")], pages);
  assert.deepEqual(shown.map((group) => group.map(({ location }) => location)), [["c/"], ["b/"], ["a/#x", "a/"]]);
});

test("a result shows the tags that were looked for alone", () => {
  const [[shown]] = namedFirst([[{ location: "a/", title: "", text: "", score: 1, terms: {}, tags: ["x", "<mark>y</mark>"] }]], [], new Map());
  assert.deepEqual(shown.tags, ["<mark>y</mark>"]);
});
