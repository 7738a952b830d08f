// Reads claim lines as they are typed, pasted from a claim, or copied from this page: code, modifiers, units.
import { DAY_OF_CLAIM, isClaim, SEGMENT_OF_CLAIM, serviceLineOf } from "./claim_segments.js";
import { headsOf, tellsWhose } from "./parse_columns.js";
import { SUM } from "./parse_lines.js";
import { cellsOf, looksLikeDate, readDate, tokens } from "./tokens.js";
/** @import { Billed, BilledPlace, Cell, FoundBilled, Vocabulary } from "./shapes.js" */

const CODE = /^(?:[A-Z]\d{4}|\d{4}T|\d{5})$/i;
const PARTS = /;|,(?=\s*(?:\d{5}|[A-Z]\d{4}|\d{4}T)(?![A-Z\d]))/i; // lines beside each other
const TOLD = /^\s*(?:Choice: |Tie: |date of service\b|\d+ errors?: do not submit)/i; // of the page's own copies
const NO_UNITS = "Units are missing. Enter whole units, such as 2.";
const POINTER = /^[A-L]$/i;
const CLAIM_FORM = ["date", "date", "place", "emg", "code", "modifier", "modifier", "modifier", "modifier", "pointer", "charge", "units"]; // boxes 24A to 24G

/** The claim lines of a text. @param {string} text @param {Vocabulary} vocabulary @returns {Billed} */
export function readBilled(text, vocabulary) {
  const found = /** @type {FoundBilled} */ ({ lines: [], days: [], left: [], claims: 0 });
  const table = tableOf(text, vocabulary);
  const rows = text.split(/\r\n|\n|\r/);
  const ofClaim = isClaim(text);
  rows.forEach((written, index) => {
    const at = index + 1;
    const place = { at, found, written };
    if (ofClaim) return readClaim(place);
    if (!written.trim() || at === table?.head) return;
    const cells = cellsOf(written, table?.sign ?? "\t")?.[0];
    const claimForm = cells?.length === CLAIM_FORM.length && looksLikeDate(cells[0].text) && CLAIM_FORM;
    const roles = table && at > table.head ? table.roles : claimForm;
    if (roles && cells) return readCells(cells, roles, place, roles === table?.roles ? table.names : undefined);
    if (TOLD.test(written) || SUM.test(written)) return readDay(place);
    for (const part of written.split(PARTS)) if (part.trim()) readLine({ at, found, written: part });
  });
  found.left = [...new Set(found.left)];
  const firstAt = new Map([...found.lines].reverse().map((line) => [line.at, line]));
  found.days.forEach(({ day, at, line: own }) => {
    const line = own ?? firstAt.get(at);
    if (line && day !== found.days[0].day)
      Object.assign(line, { units: null, wrong: `It is dated ${day}, other lines ${found.days[0].day}. A visit is one day.` });
  });
  return { lines: found.lines, left: found.left, day: found.days[0]?.day ?? null };
}

/** A line that tells only the day. @param {BilledPlace} place */
function readDay({ written, found: { days, left }, at }) {
  const date = tokens(written).find(({ kind }) => kind === "date");
  if (date?.iso) days.push({ day: date.iso, at });
  else left.push(written.trim());
}

/** The row that names the columns, and what sign parts them. @param {string} text @param {Vocabulary} vocabulary */
function tableOf(text, vocabulary) {
  for (const sign of ["\t", ",", ";", "|"]) {
    const rows = text.split(/\r\n|\n|\r/, 6).map((row) => cellsOf(row, sign)?.[0] ?? []);
    const place = rows.findIndex((row) => headsOf(row, vocabulary));
    const heads = place >= 0 && headsOf(rows[place], vocabulary);
    if (heads) return { sign, head: place + 1, roles: heads.map(({ role }) => role), names: heads.map(({ name }) => name) };
  }
  return null;
}

/** What a line of an electronic claim has; it may be the whole claim, with "~" between its segments. @param {BilledPlace} place */
function readClaim({ written, at, found }) {
  for (const segment of written.split("~")) {
    const [, day, until = day] = segment.match(DAY_OF_CLAIM) ?? [];
    const line = found.lines.at(-1);
    if (/^\s*CLM[*|]/i.test(segment)) found.claims += 1;
    if (!segment.trim()) continue;
    const sent = serviceLineOf(segment);
    const isOther = found.claims > 1 && { units: null, wrong: "It is of another claim. Enter one claim at a time." };
    if (sent) found.lines.push({ ...sent, at, ...isOther });
    else if (/^\s*SV[12][*|]/i.test(segment) || !SEGMENT_OF_CLAIM.test(segment))
      wrong({ at, found, written: segment }, "We can't read this line of a claim. Its code, or whole units marked UN, are missing.");
    else if (day && line) {
      for (const each of [readDate(day), readDate(until)]) if (each) found.days.push({ day: each, at, line });
    } else found.left.push(segment.trim().split(/[*|]/)[0]); // the names in it are not repeated
  }
}

/** A row of a table, or of the claim form's boxes.
 * @param {Cell[]} cells @param {string[]} roles @param {BilledPlace} place @param {string[]} [names] */
function readCells(cells, roles, place, names = []) {
  const { at, found, written } = place;
  const of = (/** @type {string} */ role) => cells.filter((cell, place) => cell.text && roles[place] === role).map((cell) => cell.text);
  if (!cells.some(({ text }) => text)) return;
  const [code = ""] = of("code").length ? of("code") : of("what");
  const pieces = code.toUpperCase().split(/[\s-]+/);
  const units = of("units");
  if (SUM.test(written) || SUM.test(cells.find(({ text }) => text)?.text ?? "")) return void found.left.push(written.trim());
  for (const date of of("date")) {
    const day = readDate(date);
    if (day) found.days.push({ day, at });
    else return wrong(place, `We can't read the date ${date}. Enter it as 3/2/2026.`);
  }
  if (!CODE.test(pieces[0])) return wrong(place, code ? `We don't recognize “${code}”. Enter a code such as 97110.` : "The code is missing.");
  if (units.length !== 1 || !/^\d{1,3}(?:\.0+)?$/.test(units[0])) return wrong(place, units.length ? `Found “${units.join(", ")}”. Enter whole units, such as 2.` : NO_UNITS);
  const modifiers = [...pieces.slice(1), ...of("modifier").flatMap((text) => text.toUpperCase().split(/[^\p{L}\p{N}]+/u))].filter(Boolean);
  const bad = modifiers.find((modifier) => !/^[A-Z\d]{2}$/.test(modifier));
  if (bad) return wrong(place, `We don't recognize “${bad}”. A modifier has two characters, such as GP.`);
  const pointers = of("pointer").flatMap((text) => text.toUpperCase().match(/[A-L]/g) ?? []);
  const before = found.whose ?? [];
  const whose = names.map((name, column) => (tellsWhose(name) && cells[column]?.text.toLowerCase()) || before[column] || "");
  const other = names.find((_, column) => before[column] && whose[column] !== before[column]);
  if (other) return wrong({ ...place, written: code }, `The column ${other} differs from the lines above. Enter one claim at a time.`);
  if (names.length) found.whose = whose;
  cells.forEach((cell, column) => {
    if (cell.text && !["code", "units", "modifier", "date", "pointer"].includes(roles[column]))
      found.left.push(names[column] ? `column ${names[column]}` : cell.text);
  });
  found.lines.push({ code: pieces[0], units: Number(units[0]), modifiers, ...(pointers.length ? { pointers } : {}), at });
}

/** A line as people write it, in any order: "97110 GP KX 2", "97110-GP x2", "97110GP 2", "3 97110 GP", "97110 GP 2 90.00".
 * @param {BilledPlace} place */
function readLine(place) {
  const { at, found, written } = place;
  const sent = serviceLineOf(written);
  if (sent) return void found.lines.push({ ...sent, at });
  const pieces = tokens(written.replace(/"/g, " "));
  if (!pieces.length) return;
  const [first] = pieces;
  if (first.kind === "date") {
    if (!first.iso) return wrong(place, `We can't read the date ${first.text}. Enter it as 3/2/2026.`);
    found.days.push({ day: first.iso, at });
    pieces.shift();
    if (!pieces.length) return;
  }
  const [before, after] = pieces;
  const isUnitsFirst = after?.kind === "code" && (before.kind === "units" || /^\d{1,3}$/.test(before.text)); // "3 97110 GP"
  if (isUnitsFirst) pieces.splice(0, 2, after, { ...before, kind: "units", value: before.value ?? Number(before.text) });
  if (pieces[0].kind !== "code") return wrong(place, `We don't recognize “${pieces[0].text}”. Begin the line with a code, such as 97110 GP 2.`);
  const { code = "" } = pieces.shift() ?? {};
  const line = { code, modifiers: /** @type {string[]} */ ([]) };
  const pointers = /** @type {string[]} */ ([]);
  const units = /** @type {number[]} */ ([]);
  const left = /** @type {string[]} */ ([]);
  for (const piece of pieces) {
    const word = piece.text.toUpperCase();
    if (piece.kind === "suffix") line.modifiers.push(piece.modifier ?? "");
    else if (piece.kind === "units") units.push(piece.value ?? 0);
    else if (piece.kind === "money") left.push(piece.text);
    else if (/^UNITS?$/.test(word)) continue;
    else if (POINTER.test(word)) pointers.push(word);
    else if (/^(?:\d{1,3}|[A-Z\d]{2})$/.test(word)) line.modifiers.push(word); // the last number of them is the units
    else return wrong(place, `We don't recognize “${piece.text}”. Enter code, modifiers and units, such as 97110 GP 2.`);
  }
  const minus = written.match(/\s[-−](\d+)(?![\d/-])/);
  if (minus && minus[1] !== "59" && !line.modifiers.slice(0, -1).includes(minus[1]))
    return wrong(place, `Found “${minus[0].trim()}”. Enter whole units, such as 2.`, line);
  const last = line.modifiers.findLastIndex((each) => /^\d+$/.test(each));
  if (!units.length && line.modifiers[last] === "59") return wrong(place, "Is 59 the modifier or the units? Write units as x2.", line);
  if (!units.length && last >= 0) units.push(Number(line.modifiers.splice(last, 1)[0]));
  const strange = line.modifiers.find((each) => each.length !== 2);
  if (strange) return wrong(place, `Found two numbers, ${strange} and ${units[0]}. Write units as x2 and charges with cents.`);
  if (units.length !== 1) return wrong(place, units.length ? "Found units twice. Enter them once." : NO_UNITS, line);
  found.left.push(...left);
  found.lines.push({ ...line, units: units[0], ...(pointers.length ? { pointers } : {}), at });
}

/** Notes a line that cannot be read.
 * @param {BilledPlace} place @param {string} says what to enter @param {{code: string, modifiers: string[]}} [line] */
function wrong({ at, found, written }, says, line) {
  found.lines.push({ code: line?.code ?? written.trim(), units: null, modifiers: line?.modifiers ?? [], at, wrong: says });
}
