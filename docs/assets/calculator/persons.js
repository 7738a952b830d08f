// Who furnished a service, by the words and modifiers of notes: PTA, COTA, CQ, therapist, aide.
import { isOf, tokens } from "./tokens.js";
import { squashed } from "./vocabulary.js";
/** @import { Vocabulary } from "./shapes.js" */

/** The words of a text as a set. @param {string} text */
export const wordSet = (text) => new Set(text.trim().split(/\s+/));

/** The field of a visit for minutes of the therapist, the assistant and both together. */
export const PERSON = /** @type {const} */ ({ t: "therapist_minutes", a: "assistant_minutes", b: "together_minutes" });
export const ASSISTANT = wordSet(`pta cota ota lpta assistant assistants asst cotal otal ptal ptas cotas otas ptassistant otassistant
  physicaltherapistassistant physicaltherapyassistant occupationaltherapyassistant occupationaltherapistassistant therapyassistant`);
export const THERAPIST = wordSet("pt dpt mspt ot otr otrl otd slp cccslp therapist physicaltherapist occupationaltherapist speechtherapist");
export const TOGETHER = wordSet("together");
export const NEITHER = wordSet(`aide aides tech techs technician student intern atc lmt trainer spta sota spt sot slpa cna rn nurse cotx
  cotreat cotreated cotreatment cotreating`); // who else may have furnished it: asked
export const NOT = wordSet("no not non without wo never"); // before a person: asked
export const OF_ASSISTANT = wordSet("CQ CO"); // the modifiers that tell who furnished a service

/** The modifiers of a cell, also glued ones: "GP, KX", "GPKX". @param {string} cell */
export const modifiersOf = (cell) =>
  (cell.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((each) => (/^(?:[A-Z\d]{2}){2,4}$/i.test(each) ? (each.match(/../g) ?? []) : [each]));

/** Whether words are all modifiers. @param {string[]} words @param {Vocabulary} vocabulary */
export const areModifiers = (words, { modifiers }) => words.every((each) => OF_ASSISTANT.has(each) || modifiers.has(each));

/** Whether a text names an assistant: "Jane Roe, PTA". @param {string} text */
export function namesAssistant(text) {
  const isWritten = (/** @type {string} */ word) => word === word.toUpperCase() || /^assistants?$|^asst$/i.test(word);
  const isTitle = (/** @type {string} */ word) => word.split("/").some((part) => ASSISTANT.has(squashed(part))) && isWritten(word);
  return (text.match(/[\p{L}/]+/gu) ?? []).some((word) => OF_ASSISTANT.has(word) || isTitle(word));
}

/** Whether a text says who furnished a service. @param {string} text */
export function namesPerson(text) {
  const words = tokens(text).filter(isOf("word")).map((piece) => piece.text);
  return words.some((word) => ASSISTANT.has(squashed(word)) || OF_ASSISTANT.has(word.toUpperCase()) || /^therapists?$/i.test(word));
}
