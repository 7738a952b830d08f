// The claim lines as text, as cells for a spreadsheet, and in the order of the boxes of a claim form's service line. Where the page
// shows errors in the lines, each copy begins with their number: nobody may take it for a clean claim.
import { csvLine, harmless } from "../exports.js";
import { errorsIn } from "../result/findings.js";
import { count, dayName, written } from "../result/words.js";
import { USUAL_SETTING } from "./rows.js";
/** @import { Finding } from "../result/shapes.js" @import { ClaimLine, Named, Visit } from "./shapes.js" */

/** @typedef {{lines: ClaimLine[], findings: Finding[], choices: {taken: string[], codes: string[]}[]}} Copied */

/** "2 errors: do not submit"; empty without errors. @param {number} errors */
export const errorsSaid = (errors) => (errors ? `${count(errors, "error")}: do not submit` : "");

/** The line that a copy begins with. @param {Copied} result */
const warned = ({ findings }) => [errorsSaid(errorsIn(findings).length)].filter(Boolean);

/** One line each. @param {Visit} visit @param {Copied} result */
export function asText({ date_of_service }, result) {
  const chosen = result.choices.map(({ taken, codes }) => `Tie: ${codes.join(", ")}. Used ${taken.join(" and ")}.`);
  return [...warned(result), `Date of service ${dayName(date_of_service)}`, ...result.lines.map(written), ...chosen].join("\n");
}

export const HEADS = ["date", "code", "modifier 1", "modifier 2", "modifier 3", "modifier 4", "units"];

/** Cells that a spreadsheet puts into columns, below their names. @param {Visit} visit @param {Copied} result */
export const asTable = (visit, result) => [...warned(result), tabbed([HEADS, ...rowsOf(visit, result)])].join("\n");

/** The cells of claim lines. @param {Visit} visit @param {{lines: ClaimLine[]}} result */
export const rowsOf = ({ date_of_service }, { lines }) =>
  lines.map(({ code, modifiers, units }) => [date_of_service, code, ...fourOf(modifiers), units]);

/** The boxes 24A to 24G of CMS-1500 service lines: from, to, place, EMG, code, four modifiers, pointer, charge, units. The place is that
 * of the visit, else the one that is usual in its setting. What the visit does not have stays empty.
 * @param {Visit} visit @param {Copied} result @param {(Named & {place_of_service?: string})[]} settings */
export function asClaimForm({ date_of_service, place_of_service, setting }, result, settings) {
  const day = date_of_service.replace(/^(\d{4})-(\d{2})-(\d{2})$/, "$2$3$1");
  const usual = settings.find(({ key }) => key === (setting ?? USUAL_SETTING))?.place_of_service;
  const place = place_of_service ?? usual ?? "";
  const boxes = result.lines.map(({ code, modifiers, units }) => [day, day, place, "", code, ...fourOf(modifiers), "", "", units]);
  return [...warned(result), tabbed(boxes)].join("\n");
}

/** Rows as cells with tabs between them. @param {(string | number)[][]} rows */
export const tabbed = (rows) => rows.map((row) => row.map(harmless).join("\t")).join("\n");

/** Rows as comma separated values. @param {(string | number)[][]} rows */
export const asCsv = (rows) => rows.map(csvLine).join("\r\n");

const fourOf = (/** @type {string[]} */ modifiers) => Object.assign(["", "", "", ""], modifiers);
