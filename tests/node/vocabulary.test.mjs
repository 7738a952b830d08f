// Shorthand of treatment notes: what people type is taken or asked, and a level of an evaluation is never taken.
import assert from "node:assert/strict";
import test from "node:test";
import { Vocabulary } from "../../docs/assets/calculator/vocabulary.js";
import { data } from "./page_data.mjs";

const read = (payer, discipline) =>
  new Vocabulary({ codes: data.codes, words: data.words, modifiers: data.modifiers.map(({ key }) => key) }, { payer, discipline });

const SHORTHAND = (
  "therex|TherEx|there ex|ther ex|there act|theract|NMR|NMRE|neuro re-ed|MT|manual|STM|MFR|IASTM|Graston|GT|gait trng|gait|estim|e-stim|ES|IFES|IFC|NMES|" +
  "TENS|HP|MHP|CP|ice|IE|eval|re-eval|HEP|kinesiotape|KT tape|taping|DN|dry needling|vestibular|PPT|FCE|laser|cupping|bed mobility|stairs|treadmill|BTE|" +
  "transfers|balance|ROM|AROM|PROM|PNF|joint mobs|massage|traction|US|ionto|vaso|paraffin|whirlpool|fluido|aquatics|group|BFR|MLD|wound vac|debridement|" +
  "ADLs|ADL|IADL|splinting|splint|fine motor|handwriting|sensory integration|dressing|toileting|wheelchair mgmt|caregiver training|work hardening|" +
  "speech tx|MBSS|FEES|cog tx|cog|cog eval|swallow eval|dysphagia|swallow tx|feeding therapy|voice|fluency|artic|AAC|AAC eval|BSE|" +
  "PT eval|OT eval|speech eval|Epley|biofeedback|RTM"
).split("|");

test("at least 95 in 100 words of the trade are taken or asked", () => {
  const vocabulary = read("medicare-part-b", "");
  const refused = SHORTHAND.filter((word) => !vocabulary.called(word).codes.length);
  assert.ok(refused.length <= 0.05 * SHORTHAND.length, refused.join(", "));
});

test("no word for an evaluation is taken for one level", () => {
  for (const discipline of ["PT", "OT", "SLP", ""]) {
    for (const word of ["eval", "IE", "initial evaluation", "PT eval", "OT eval", "OT evaluation", "OT initial evaluation"]) {
      const { codes } = read("medicare-part-b", discipline).called(word);
      assert.ok(codes.length > 1, `${discipline} ${word}: ${codes}`);
    }
  }
  assert.deepEqual(read("medicare-part-b", "OT").called("OT eval").codes, ["97165", "97166", "97167"]);
});

test("e-stim is G0283 for Medicare, or 97032 where somebody attended; never 97014", () => {
  for (const word of ["e-stim", "estim", "ES", "stim"]) assert.deepEqual(read("medicare-part-b", "PT").called(word).codes, ["G0283", "97032"], word);
  assert.ok(read("aetna", "PT").called("e-stim").codes.includes("97014"));
});
