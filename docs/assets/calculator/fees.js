// A practice's own fee table, opened from a file for payers whose amounts nobody publishes. It stays in the page.
import { el } from "./elements.js";
import { cents, told } from "./money.js";
import { table } from "./answer.js";

const CODE = /^(?:[A-Z]\d{4}|\d{4}[A-Z\d])$/i;
const FEE = /fee|amount|allow|rate|price|charge/i; // how a column of fees may be called

/** Reads "code,fee" lines. Gives the fees in cents by code, and a word on each line that could not be read. */
export function readFees(text) {
  const fees = new Map();
  const problems = [];
  let heads = null;
  text.split(/\r?\n/).forEach((line, index) => {
    const cells = cellsOf(line);
    if (!cells.some(Boolean)) return;
    if (index === 0 && cells.every((cell) => !CODE.test(cell) && cents(cell) === null)) {
      heads = cells;
      return;
    }
    const code = cells.find((cell) => CODE.test(cell)) ?? "";
    const others = cells.map((cell, place) => ({ cell, head: heads?.[place] ?? "" })).filter(({ cell }) => cell !== code);
    const named = others.filter(({ head }) => FEE.test(head));
    const amounts = (named.length ? named : others).map(({ cell }) => cents(cell)).filter((amount) => amount !== null);
    const [amount] = amounts;
    if (!code || !amounts.length) problems.push(`Line ${index + 1}: found “${line.trim().slice(0, 60)}”, expected a code and an amount such as 97110,35.00`);
    else if (amounts.length > 1) problems.push(`Line ${index + 1}: found ${amounts.length} amounts for ${code}, expected one; a first line that names the columns, code and fee, tells which`);
    else if (fees.has(code.toUpperCase()) && fees.get(code.toUpperCase()) !== amount) problems.push(`Line ${index + 1}: ${code.toUpperCase()} has another amount above; the first one is used`);
    else fees.set(code.toUpperCase(), amount);
  });
  if (!fees.size && !problems.length) problems.push("The file has no line with a code and an amount.");
  return { fees, problems };
}

/** The cells of a line: between commas, or between semicolons or tabs where it has those. Quotes keep a cell together. */
function cellsOf(line) {
  const between = /[;\t]/.test(line.replace(/"[^"]*"/g, "")) ? ";\t" : ",";
  return [...line.matchAll(new RegExp(`(?:^|[${between}])\\s*(?:"([^"]*)"|([^${between}]*))`, "g"))].map(([, quoted, plain]) => (quoted ?? plain).trim());
}

/** The claim lines at these fees, and what the lines of the other counting rule would come to. */
export function feeTable(fees, { lines, both_rules }, name) {
  const sum = (some) => some.reduce((total, { code, units }) => total + (fees.get(code) ?? 0) * units, 0);
  const rows = lines.map(({ code, units }) => el("tr", {}, el("th", { scope: "row" }, code), el("td", {}, String(units)),
    ...(fees.has(code) ? [el("td", { class: "rc-units" }, told(fees.get(code))), el("td", { class: "rc-units" }, told(fees.get(code) * units))] : [el("td", { colspan: "2" }, "not in your table")])));
  const shown = table(`At your fees, USD (${name})`, ["Code", "Units", "Fee", "Amount"], rows);
  shown.append(el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "Together"), el("td", { colspan: "2" }), el("td", { class: "rc-units" }, told(sum(lines))))));
  const missing = lines.filter(({ code }) => !fees.has(code)).length;
  const others = both_rules.rules.map((rule) => `${rule.rule} ${told(sum(rule.lines))}`).join(", ");
  return el("div", { class: "rc-payment" }, shown, el("p", { class: "rc-hint" }, `By rule: ${others}.${missing ? " Lines without a fee count nothing in these sums." : ""} Before reductions and the patient's share, which your contract tells.`));
}
