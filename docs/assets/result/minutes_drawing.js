// A drawing of the minutes: how they fill units, whose they are, and which units are earned. The persons differ by pattern,
// not by color alone, and everything in it is told in words as well.
import { html, nothing, svg } from "../lit-html/lit-html.js";
import { count, listed } from "./words.js";
/** @import { CountedCode, Line, Result } from "./shapes.js" */

/**
 * @typedef {{spanOf: (code: string) => number | null | undefined, assistantModifier?: string | null}} Names minutes of a
 *   unit of an add-on code, and the modifier of the assistant's units
 * @typedef {{length: number, therapist: number, assistant: number}} Cell minutes of one unit, up to its length
 * @typedef {{name: string, units: number, marked: number, earners?: string[], cells: Cell[], code?: CountedCode}} Row
 */

const WIDE = { width: 640, left: 80, most: 8 }; // in units of the drawing; most cells in one row
const NARROW = { width: 350, left: 66, most: 4 };
const BAR = 22, ROW = 58, GAP = 4;
const HATCH = "rc-hatch"; // the assistant's pattern

/**
 * The drawing of a result.
 * @param {Result} result
 * @param {Names} names
 */
export function drawing({ both_rules: { codes, rules }, lines }, names) {
  const timed = codes.filter((code) => code.minutes_per_unit && code.minutes);
  if (!timed.length) return nothing;
  const known = rules.some(({ followed }) => followed); // else nobody here can say which minutes earn a unit
  const rows = rowsOf(timed, lines, rules.some(({ rule, followed }) => rule === "pooled" && followed), names);
  const isPooled = rows.some(({ earners }) => earners);
  const { width, left, most } = matchMedia("(max-width: 30em)").matches ? NARROW : WIDE;
  const cell = Math.min(130, Math.floor((width - left) / Math.min(most, Math.max(4, ...rows.map(({ cells }) => cells.length)))));
  let height = 0;
  const drawn = rows.map((row) => {
    const top = height;
    height += ROW * Math.ceil(row.cells.length / most);
    const at = (/** @type {number} */ place) => ({ x: left + (place % most) * cell, top: top + ROW * Math.floor(place / most) });
    return svg`<text x="0" y=${top + 17} class="rc-drawn-code">${row.name}</text>
      ${row.cells.map((each, place) => cellDrawn(each, labelOf(row, place, known, names.assistantModifier), place < row.units, { ...at(place), width: cell - GAP }))}`;
  });
  const said = rows.flatMap(({ code, units }) => (code ? [sentence(code, units, known)] : [])).join("; ");
  return html`<figure class="rc-picture">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${said} class="rc-drawing">
      <defs><pattern id=${HATCH} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" class="rc-drawn-ground"></rect><rect width="2.5" height="6" class="rc-drawn-line"></rect></pattern></defs>
      ${drawn}
    </svg>
    <figcaption>${timed.some(({ assistant }) => assistant) ? html`${key("therapist")} therapist ${key("assistant")} assistant · ` : nothing}${known
    ? `Solid frame: a unit${isPooled ? "; the arrow tells whose" : ""}. Dashed: minutes that earn none.`
    : "Dashed: minutes that are not counted, because we don't know how this payer counts units."}</figcaption></figure>`;
}

/**
 * A row for each timed code, and above them one for a pool of several.
 * @param {CountedCode[]} timed
 * @param {Line[]} lines
 * @param {boolean} pooled whether the payer pools minutes
 * @param {Names} names
 */
export function rowsOf(timed, lines, pooled, names) {
  const rows = timed.map((code) => rowOf(code, lines, names));
  const pool = rows.filter(({ code }) => code?.pooled);
  return pooled && pool.length > 1 ? [pooledRow(pool), ...rows] : rows;
}

/**
 * A code's units and cells; the last unit of a code may be earned with fewer minutes than it is long.
 * @param {CountedCode} code
 * @param {Line[]} lines
 * @param {Names} names
 * @returns {Row}
 */
function rowOf(code, lines, { spanOf, assistantModifier }) {
  const own = lines.filter((line) => line.code === code.code || (code.add_on && line.code === code.add_on));
  const unitsOf = (/** @type {Line[]} */ some) => some.reduce((total, line) => total + line.units, 0);
  const marked = unitsOf(own.filter(({ modifiers }) => assistantModifier && modifiers.includes(assistantModifier)));
  const span = Number(code.minutes_per_unit);
  const next = (code.add_on && spanOf(code.add_on)) || span;
  return { name: code.code, code, units: unitsOf(own), marked, cells: cellsOf(code.therapist, code.assistant, span, next) };
}

/**
 * The pool: first the units that codes fill themselves, then what is left over, of those codes first that get a unit for
 * it. So each unit shows the minutes of the code that gets it, as far as they go.
 * @param {Row[]} rows
 * @returns {Row}
 */
function pooledRow(rows) {
  const span = Number(rows[0].code?.minutes_per_unit);
  const parts = rows.map(({ name, units, code }) => {
    const full = Math.min(units, Math.floor((code?.minutes ?? 0) / span));
    const cells = cellsOf(code?.therapist ?? 0, code?.assistant ?? 0, span);
    return { full: Array(full).fill(name), more: Array(units - full).fill(name), whole: cells.slice(0, full), rest: cells.slice(full) };
  });
  const left = [...parts.filter(({ more }) => more.length), ...parts.filter(({ more }) => !more.length)].flatMap(({ rest }) => rest);
  const earners = [...parts.flatMap(({ full }) => full), ...parts.flatMap(({ more }) => more)];
  return { name: "Pooled", marked: 0, units: earners.length, earners, cells: [...parts.flatMap(({ whole }) => whole), ...joined(left, span)] };
}

/** Minutes of several cells laid out anew without gaps. @param {Cell[]} parts @param {number} span */
function joined(parts, span) {
  /** @type {Cell[]} */
  const cells = [];
  for (const part of parts) {
    for (const who of /** @type {const} */ (["therapist", "assistant"])) {
      for (let minutes = part[who]; minutes > 0;) {
        let cell = cells.at(-1);
        if (!cell || cell.therapist + cell.assistant === span) cells.push((cell = { length: span, therapist: 0, assistant: 0 }));
        const taken = Math.min(minutes, span - cell.therapist - cell.assistant);
        cell[who] += taken;
        minutes -= taken;
      }
    }
  }
  return cells;
}

/**
 * Minutes laid out unit by unit, the therapist's first.
 * @param {number} therapist
 * @param {number} assistant
 * @param {number} span minutes of the first unit
 * @param {number} [next] of each one after it
 */
export function cellsOf(therapist, assistant, span, next = span) {
  /** @type {Cell[]} */
  const cells = [];
  for (let length = span; therapist + assistant > 0; length = next) {
    const first = Math.min(therapist, length);
    const second = Math.min(assistant, length - first);
    cells.push({ length, therapist: first, assistant: second });
    therapist -= first;
    assistant -= second;
  }
  return cells;
}

/**
 * What stands below a cell: its unit, whose it is, or that it is none.
 * @param {Row} row
 * @param {number} place
 * @param {boolean} known whether anybody here can say which minutes earn a unit
 * @param {string | null} [modifier] of the assistant's units, which come last
 */
function labelOf({ units, marked, earners }, place, known, modifier) {
  if (place >= units) return known ? "no unit" : "not counted";
  return earners ? `→ ${earners[place]}` : `unit ${place + 1}${place >= units - marked ? ` ${modifier}` : ""}`;
}

/** @param {Cell} cell @param {string} label @param {boolean} earned @param {{x: number, top: number, width: number}} at */
function cellDrawn({ length, therapist, assistant }, label, earned, { x, top, width }) {
  const part = (/** @type {number} */ minutes) => (width * minutes) / length;
  return svg`<g>
    <rect x=${x} y=${top} width=${part(therapist)} height=${BAR} class="rc-drawn-therapist"></rect>
    <rect x=${x + part(therapist)} y=${top} width=${part(assistant)} height=${BAR} fill="url(#${HATCH})"></rect>
    <rect x=${x} y=${top + 1} width=${width} height=${BAR - 2} rx="3" class=${earned ? "rc-drawn-unit" : "rc-drawn-rest"}></rect>
    <text x=${x} y=${top + BAR + 12}>${therapist + assistant} min</text>
    <text x=${x} y=${top + BAR + 26}>${label}</text></g>`;
}

/** The key to a person's pattern. @param {"therapist" | "assistant"} who */
const key = (who) => html`<svg viewBox="0 0 18 12" class="rc-key" aria-hidden="true">${who === "assistant"
  ? svg`<rect x="0.5" y="0.5" width="17" height="11" fill="url(#${HATCH})" class="rc-drawn-unit rc-drawn-hatched"></rect>`
  : svg`<rect x="0.5" y="0.5" width="17" height="11" class="rc-drawn-therapist"></rect>`}</svg>`;

/** What a row shows, in words. @param {CountedCode} code @param {number} units @param {boolean} known */
function sentence({ code, minutes, therapist, assistant }, units, known) {
  const who = Object.entries({ therapist, assistant }).filter(([, some]) => some).map(([name, some]) => `${some} by the ${name}`);
  return `${code}: ${count(minutes, "minute")}${assistant ? ` (${listed(who)})` : ""}, ${known ? count(units, "unit") : "not counted"}`;
}
