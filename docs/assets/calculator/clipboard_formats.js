// The claim lines as text, as a table for a spreadsheet, and in the order of the boxes of a claim form's service line.
import { written } from "../result/words.js";
/** @import { ClaimLine, Visit } from "./shapes.js" */

/** One line each. @param {Visit} visit @param {{lines: ClaimLine[], choices: {taken: string[], codes: string[]}[]}} result */
export function asText({ date_of_service }, { lines, choices }) {
  const chosen = choices.map(({ taken, codes }) => `Choice: ${taken.join(" and ")} of ${codes.join(", ")}, which are equal.`);
  return [`Date of service ${date_of_service}`, ...lines.map(written), ...chosen].join("\n");
}

/** Comma separated, with the names of its columns. @param {Visit} visit @param {{lines: ClaimLine[]}} result */
export function asCsv({ date_of_service }, { lines }) {
  const heads = ["date", "code", "modifier 1", "modifier 2", "modifier 3", "modifier 4", "units"];
  const rows = lines.map(({ code, modifiers, units }) => [date_of_service, code, ...fourOf(modifiers), units]);
  return [heads, ...rows].map((row) => row.map(quoted).join(",")).join("\n");
}

/** The boxes 24A to 24G of a CMS-1500 service line, tab separated: from, to, place, EMG, code, four modifiers, pointer, charge, units. What
 * the visit does not have stays empty. @param {Visit} visit @param {{lines: ClaimLine[]}} result */
export function asClaimForm({ date_of_service, place_of_service }, { lines }) {
  const day = date_of_service.replace(/^(\d{4})-(\d{2})-(\d{2})$/, "$2$3$1");
  const boxes = lines.map(({ code, modifiers, units }) => [day, day, place_of_service ?? "", "", code, ...fourOf(modifiers), "", "", units]);
  return boxes.map((row) => row.join("\t")).join("\n");
}

const fourOf = (/** @type {string[]} */ modifiers) => Object.assign(["", "", "", ""], modifiers);
const quoted = (/** @type {string | number} */ value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);
