// Who furnished a service, by the words and modifiers of notes: PTA, COTA, CQ, therapist, aide.
import { tokens } from "./tokens.js";
import { squashed } from "./vocabulary.js";

/** The words of a text as a set. @param {string} text */
export const wordSet = (text) => new Set(text.trim().split(/\s+/));

/** The field of a visit for minutes of the therapist, the assistant and both together. */
export const PERSON = /** @type {const} */ ({ t: "therapist_minutes", a: "assistant_minutes", b: "together_minutes" });
export const ASSISTANT = wordSet(`
  pta cota ota lpta assistant assistants asst cotal otal ptal ptas cotas otas ptassistant otassistant
  physicaltherapistassistant physicaltherapyassistant occupationaltherapyassistant occupationaltherapistassistant
  therapyassistant`);
export const THERAPIST = wordSet(`
  pt dpt mspt ot otr otrl otd slp cccslp therapist physicaltherapist occupationaltherapist speechtherapist`);
export const TOGETHER = wordSet("together");
export const NEITHER = wordSet(`
  aide aides tech techs technician student intern atc lmt trainer spta sota spt sot slpa cna rn nurse cotx cotreat
  cotreated cotreatment cotreating`); // who else may have furnished it: asked
export const NOT = wordSet("no not non without wo never"); // before a person: asked
export const OF_ASSISTANT = wordSet("CQ CO"); // the modifiers that tell who furnished a service

/** The modifiers of a cell, also glued ones: "GP, KX", "GPKX". @param {string} cell */
export const modifiersOf = (cell) =>
  cell
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .flatMap((each) => (/^(?:[A-Z\d]{2}){2,4}$/i.test(each) ? (each.match(/../g) ?? []) : [each]));

/** Whether a text names an assistant: "Jane Roe, PTA". @param {string} text */
export const namesAssistant = (text) =>
  (text.match(/[\p{L}/]+/gu) ?? []).some(
    (word) =>
      OF_ASSISTANT.has(word) ||
      (word.split("/").some((part) => ASSISTANT.has(squashed(part))) &&
        (word === word.toUpperCase() || /^assistants?$|^asst$/i.test(word))),
  );

/** Whether a text says who furnished a service. @param {string} text */
export const namesPerson = (text) =>
  tokens(text).some(
    (piece) =>
      piece.kind === "word" &&
      (ASSISTANT.has(squashed(piece.text)) || OF_ASSISTANT.has(piece.text.toUpperCase()) || /^therapists?$/i.test(piece.text)),
  );
