// A picture of the minutes: how they fill units, whose they are, and which units are earned. SVG inside the page; the
// persons differ by pattern, not by color alone, and everything in it is told in words as well.
import { count, el, listed, newId, svg } from "./elements.js";

const WIDE = { width: 640, left: 80, most: 8 }; // in units of the drawing; most cells in one row
const NARROW = { width: 350, left: 66, most: 4 };
const BAR = 22, ROW = 58, GAP = 4;

/**
 * The picture of a visit.
 * @param {object} both the result's `both_rules`
 * @param {object[]} lines the claim lines that the units are read from
 * @param {(code: string) => number | undefined} spanOf minutes of a unit of an add-on code
 */
export function picture({ codes, rules }, lines, spanOf) {
  const timed = codes.filter((code) => code.minutes_per_unit && code.minutes);
  if (!timed.length) return null;
  const known = rules.some(({ followed }) => followed); // else nobody here can say which minutes earn a unit
  const pooled = rules.find(({ rule, followed }) => rule === "pooled" && followed);
  const rows = timed.map((code) => ({ ...rowOf(code, lines, spanOf), known }));
  const pool = timed.filter((code) => code.pooled);
  if (pooled && pool.length > 1) {
    const span = pool[0].minutes_per_unit;
    rows.unshift({ name: "Pooled", code: null, marked: 0, known, ...pooledOf(rows.filter((row) => pool.includes(row.code)), span) });
  }
  const id = newId();
  const { width, left, most } = matchMedia("(max-width: 30em)").matches ? NARROW : WIDE;
  const cell = Math.min(130, Math.floor((width - left) / Math.min(most, Math.max(4, ...rows.map(({ cells }) => cells.length)))));
  const height = rows.reduce((total, { cells }) => total + ROW * Math.ceil(cells.length / most), 0);
  const said = rows.filter(({ code }) => code).map(sentence).join("; ");
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said, class: "rc-drawing" }, hatch(id));
  let top = 0;
  for (const row of rows) {
    drawing.append(svg("text", { x: 0, y: top + 17, class: "rc-drawn-code" }, row.name));
    row.cells.forEach((each, place) => drawing.append(drawn(each, place, row, { x: left + (place % most) * cell, top: top + ROW * Math.floor(place / most), width: cell - GAP, id })));
    top += ROW * Math.ceil(row.cells.length / most);
  }
  const both = timed.some(({ assistant }) => assistant);
  return el("figure", { class: "rc-picture" }, drawing,
    el("figcaption", {}, ...(both ? [key("therapist", id), " therapist ", key("assistant", id), " assistant · "] : []), known ? `Solid frame: a unit${pooled && pool.length > 1 ? "; the arrow tells whose" : ""}. Dashed: minutes that earn none.` : "Dashed: minutes that are not counted, because we don't know how this payer counts units."));
}

/** A code's units and cells; the last unit of a code may be earned with fewer minutes than it is long. */
function rowOf(code, lines, spanOf) {
  const own = lines.filter((line) => line.code === code.code || (code.add_on && line.code === code.add_on));
  const units = own.reduce((total, line) => total + line.units, 0);
  const modifier = ["CQ", "CO"].find((each) => own.some(({ modifiers }) => modifiers.includes(each)));
  const marked = own.filter(({ modifiers }) => modifiers.includes(modifier)).reduce((total, line) => total + line.units, 0);
  const spans = [code.minutes_per_unit, (code.add_on && spanOf(code.add_on)) || code.minutes_per_unit];
  return { name: code.code, code, units, marked, modifier, cells: cellsOf(code.therapist, code.assistant, spans) };
}

/**
 * The pool: first the units that codes fill themselves, then what is left over, of those codes first that get a unit for
 * it. So each unit shows the minutes of the code that gets it, as far as they go.
 */
function pooledOf(rows, span) {
  const parts = rows.map((row) => {
    const full = Math.min(row.units, Math.floor(row.code.minutes / span));
    const cells = cellsOf(row.code.therapist, row.code.assistant, [span]);
    return { name: row.name, full, more: row.units - full, whole: cells.slice(0, full), rest: cells.slice(full) };
  });
  const left = [...parts.filter(({ more }) => more), ...parts.filter(({ more }) => !more)].flatMap(({ rest }) => rest);
  const names = (number) => parts.flatMap((part) => Array(part[number]).fill(part.name));
  const earners = [...names("full"), ...names("more")];
  return { units: earners.length, earners, cells: [...parts.flatMap(({ whole }) => whole), ...joined(left, span)] };
}

/** Minutes of several cells laid out anew without gaps. */
function joined(parts, span) {
  const cells = [];
  let cell = null;
  for (const person of parts.flatMap((part) => [["therapist", part.therapist], ["assistant", part.assistant]])) {
    for (let [who, minutes] = person; minutes > 0;) {
      if (!cell || cell.therapist + cell.assistant === span) cells.push((cell = { length: span, therapist: 0, assistant: 0 }));
      const taken = Math.min(minutes, span - cell.therapist - cell.assistant);
      cell[who] += taken;
      minutes -= taken;
    }
  }
  return cells;
}

/** Minutes laid out unit by unit, the therapist's first. */
function cellsOf(therapist, assistant, [span, next = span]) {
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

function drawn({ length, therapist, assistant }, place, { units, marked, modifier, earners, known }, { x, top, width, id }) {
  const part = (minutes) => (width * minutes) / length;
  const earned = place < units;
  const label = earned && earners ? `→ ${earners[place]}` : earned ? `unit ${place + 1}${place >= units - marked ? ` ${modifier}` : ""}` : known ? "no unit" : "not counted";
  return svg("g", {},
    svg("rect", { x, y: top, width: part(therapist), height: BAR, class: "rc-drawn-therapist" }),
    svg("rect", { x: x + part(therapist), y: top, width: part(assistant), height: BAR, fill: `url(#${id})` }),
    svg("rect", { x, y: top + 1, width, height: BAR - 2, rx: 3, class: earned ? "rc-drawn-unit" : "rc-drawn-rest" }),
    svg("text", { x, y: top + BAR + 12 }, `${therapist + assistant} min`),
    svg("text", { x, y: top + BAR + 26 }, label));
}

/** The assistant's pattern. */
const hatch = (id) => svg("defs", {}, svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
  svg("rect", { width: 6, height: 6, class: "rc-drawn-ground" }), svg("rect", { width: 2.5, height: 6, class: "rc-drawn-line" })));

const key = (who, id) => svg("svg", { viewBox: "0 0 18 12", class: "rc-key", "aria-hidden": "true" },
  svg("rect", { x: 0.5, y: 0.5, width: 17, height: 11, ...(who === "assistant" ? { fill: `url(#${id})`, class: "rc-drawn-unit rc-drawn-hatched" } : { class: "rc-drawn-therapist" }) }));

/** What a row shows, in words. */
function sentence({ code, units, known }) {
  const who = [["therapist", code.therapist], ["assistant", code.assistant]].filter(([, minutes]) => minutes).map(([name, minutes]) => `${minutes} by the ${name}`);
  return `${code.code}: ${count(code.minutes, "minute")}${code.assistant ? ` (${listed(who)})` : ""}, ${known ? count(units, "unit") : "not counted"}`;
}
