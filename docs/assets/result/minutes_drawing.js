// A drawing of the minutes: how they fill units, whose they are, and which units are earned. The persons differ by pattern,
// not by color alone, and everything in it is told in words as well.
import { html, nothing, svg } from "../lit-html/lit-html.js";
import { count, listed } from "./words.js";
/** @import { MinutesByUnit, Result, UnitMinutes } from "./shapes.js" */

const WIDE = { width: 640, left: 80, most: 8 }; // in units of the drawing; most cells in one row
const NARROW = { width: 350, left: 66, most: 4 };
const BAR = 22, ROW = 58, GAP = 4;
const HATCH = "rc-hatch"; // the assistant's pattern

/** The drawing of a result. @param {Result} result */
export function drawing({ both_rules: { rules }, minutes_by_unit: rows }) {
  if (!rows.length) return nothing;
  const known = rules.some(({ followed }) => followed); // else nobody here can say which minutes earn a unit
  const { width, left, most } = matchMedia("(max-width: 30em)").matches ? NARROW : WIDE;
  const cell = Math.min(130, Math.floor((width - left) / Math.min(most, Math.max(4, ...rows.map(({ units }) => units.length)))));
  let height = 0;
  const drawn = rows.map(({ code, units }) => {
    const top = height;
    height += ROW * Math.ceil(units.length / most);
    const at = (/** @type {number} */ place) => ({ x: left + (place % most) * cell, top: top + ROW * Math.floor(place / most) });
    return svg`<text x="0" y=${top + 17} class="rc-drawn-code">${code ?? "Total"}</text>
      ${units.map((unit, place) => cellDrawn(unit, labelOf(unit, place, code, known), { ...at(place), width: cell - GAP }))}`;
  });
  const isPooled = rows.some(({ code }) => code === null);
  const isShared = rows.some(({ units }) => units.some(({ assistant }) => assistant));
  return html`<figure class="rc-picture">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${rows.flatMap((row) => sentence(row, known)).join("; ")} class="rc-drawing">
      <defs><pattern id=${HATCH} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" class="rc-drawn-ground"></rect><rect width="2.5" height="6" class="rc-drawn-line"></rect></pattern></defs>
      ${drawn}
    </svg>
    <figcaption>${isShared ? html`${key("therapist")} therapist ${key("assistant")} assistant · ` : nothing}${known
    ? `Solid = unit billed${isPooled ? " to → code" : ""}. Dashed = no unit.`
    : "Dashed = not counted: we don't know how this payer counts units."}</figcaption></figure>`;
}

/**
 * What stands below a cell: its unit, whose it is, or that it is none; `code` is null for the pool.
 * @param {UnitMinutes} unit @param {number} place @param {string | null} code @param {boolean} known
 */
function labelOf({ earned_by, modifier }, place, code, known) {
  if (!earned_by) return known ? "no unit" : "not counted";
  return code ? `unit ${place + 1}${modifier ? ` ${modifier}` : ""}` : `→ ${earned_by}`;
}

/** @param {UnitMinutes} unit @param {string} label @param {{x: number, top: number, width: number}} at */
function cellDrawn({ length, therapist, assistant, earned_by }, label, { x, top, width }) {
  const part = (/** @type {number} */ minutes) => (width * minutes) / length;
  return svg`<g>
    <rect x=${x} y=${top} width=${part(therapist)} height=${BAR} class="rc-drawn-therapist"></rect>
    <rect x=${x + part(therapist)} y=${top} width=${part(assistant)} height=${BAR} fill="url(#${HATCH})"></rect>
    <rect x=${x} y=${top + 1} width=${width} height=${BAR - 2} rx="3" class=${earned_by ? "rc-drawn-unit" : "rc-drawn-rest"}></rect>
    <text x=${x} y=${top + BAR + 12}>${therapist + assistant} min</text>
    <text x=${x} y=${top + BAR + 26}>${label}</text></g>`;
}

/** The key to a person's pattern. @param {"therapist" | "assistant"} who */
const key = (who) => html`<svg viewBox="0 0 18 12" class="rc-key" aria-hidden="true">${who === "assistant"
  ? svg`<rect x="0.5" y="0.5" width="17" height="11" fill="url(#${HATCH})" class="rc-drawn-unit rc-drawn-hatched"></rect>`
  : svg`<rect x="0.5" y="0.5" width="17" height="11" class="rc-drawn-therapist"></rect>`}</svg>`;

/** What the row of a code shows, in words. @param {MinutesByUnit} row @param {boolean} known */
function sentence({ code, units }, known) {
  if (!code) return [];
  const sum = (/** @type {"therapist" | "assistant"} */ who) => units.reduce((total, unit) => total + unit[who], 0);
  const [therapist, assistant] = [sum("therapist"), sum("assistant")];
  const who = [["therapist", therapist], ["assistant", assistant]].filter(([, minutes]) => minutes).map(([name, minutes]) => `${minutes} by the ${name}`);
  const earned = units.filter(({ earned_by }) => earned_by).length;
  return [`${code}: ${count(therapist + assistant, "minute")}${assistant ? ` (${listed(who)})` : ""}, ${known ? count(earned, "unit") : "not counted"}`];
}
