// A practice's own fee table, opened from a file for payers whose amounts nobody publishes. It stays in the page.
import { cents } from "./money.js";
import { cellsOf } from "./tokens.js";

const CODE = /^(?:[A-Z]\d{4}|\d{4}[A-Z\d])$/i;
const FEE = /fee|amount|allow|rate|price|charge/i; // how a column of fees may be called

/** Reads "code,fee" lines. Gives the fees in cents by code, and a word on each line that could not be read. @param {string} text */
export function readFees(text) {
  const fees = /** @type {Map<string, number>} */ (new Map());
  const problems = /** @type {string[]} */ ([]);
  let heads = /** @type {string[] | null} */ (null);
  text.split(/\r?\n/).forEach((line, index) => {
    const cells = partsOf(line);
    if (!cells.some(Boolean)) return;
    if (index === 0 && cells.every((cell) => !CODE.test(cell) && cents(cell) === null)) return void (heads = cells);
    const code = (cells.find((cell) => CODE.test(cell)) ?? "").toUpperCase();
    const others = cells.map((cell, place) => ({ cell, head: heads?.[place] ?? "" })).filter(({ cell }) => cell.toUpperCase() !== code);
    const named = others.filter(({ head }) => FEE.test(head));
    const amounts = (named.length ? named : others).map(({ cell }) => cents(cell)).filter((amount) => amount !== null);
    const [amount] = amounts;
    const at = `Line ${index + 1}: `;
    if (!code || amount === undefined) {
      problems.push(`${at}found “${line.trim().slice(0, 60)}”, expected a code and an amount such as 97110,35.00`);
    } else if (amounts.length > 1) {
      problems.push(`${at}found ${amounts.length} amounts for ${code}, expected one; a first line that names the columns, code and fee, tells which`);
    } else if (fees.has(code) && fees.get(code) !== amount) problems.push(`${at}${code} has another amount above; the first one is used`);
    else fees.set(code, amount);
  });
  if (!fees.size && !problems.length) problems.push("The file has no line with a code and an amount.");
  return { fees, problems };
}

/** The cells of a line: between commas, or between semicolons or tabs where it has those. Quotes keep a cell together.
 * @param {string} line */
function partsOf(line) {
  const bare = line.replace(/"(?:[^"]|"")*"/g, "");
  const sign = bare.includes("\t") ? "\t" : bare.includes(";") ? ";" : ",";
  const [cells] = cellsOf(line, sign) ?? [[{ text: line }]]; // a quote without an end keeps the line whole
  return cells.map(({ text }) => text);
}
