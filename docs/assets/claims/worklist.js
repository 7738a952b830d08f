// What is shown and exported of a worklist: pure functions of it and of the filters.
import { csvLine } from "../exports.js";
import { grouped } from "../result/words.js";
/** @import { Filters, Item, Sort, VisitEntry, Worklist } from "./shapes.js" */

/** @type {Filters} */
export const ALL = { severity: "", check: "", payer: "", provider: "", code: "", week: "", search: "" };

/** The Monday of a day's week. @param {string} day as 2026-03-05 @returns {string} */
export function weekOf(day) {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** @type {Record<Exclude<keyof Filters, "search">, (item: Item) => string>} */
const VALUES = {
  severity: (item) => item.severity,
  check: (item) => item.check,
  payer: (item) => item.payer,
  provider: (item) => String(item.provider),
  code: (item) => item.code ?? "",
  week: (item) => (item.date ? weekOf(item.date) : ""),
};
const NAMES = /** @type {(keyof typeof VALUES)[]} */ (Object.keys(VALUES));

/** How much is in doubt in an item: what the fee schedule gives, else what was charged. @param {Item} item */
export const stakeOf = ({ difference, allowed, charge }) => Math.abs(Number(difference ?? (Number(allowed) || charge) ?? 0));

/** @type {Record<Sort, (one: Item, other: Item) => number>} */
const ORDERS = {
  number: (one, other) => one.number - other.number,
  date: (one, other) => (one.date ?? "").localeCompare(other.date ?? ""),
  code: (one, other) => (one.code ?? "").localeCompare(other.code ?? ""),
  check: (one, other) => one.check.localeCompare(other.check),
  stake: (one, other) => stakeOf(other) - stakeOf(one),
};

/** The items that the filters let through, in an order. @param {Worklist} worklist @param {Filters} filters @param {Sort} [sort] */
export function itemsOf({ items, names }, filters, sort = "number") {
  const set = NAMES.filter((name) => filters[name]);
  const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter((item) => {
    if (set.some((name) => VALUES[name](item) !== filters[name])) return false;
    return !words.length || words.every((word) => textOf(item, names).includes(word));
  });
  return sort === "number" ? found : found.sort((one, other) => ORDERS[sort](one, other) || one.number - other.number);
}

/** What the search looks through. @param {Item} item @param {Record<string, string>} names */
const textOf = (item, names) =>
  [item.says, names[item.check], item.place, item.code, item.date, `visit ${item.visit}`, `patient ${item.patient}`].join(" ").toLowerCase();

/** The values of a filter among the items that all other filters let through, each with how often it is found.
 * @param {Worklist} worklist @param {Filters} filters @param {keyof typeof VALUES} name @returns {[value: string, count: number][]} */
export function valuesOf(worklist, filters, name) {
  const others = itemsOf(worklist, { ...filters, [name]: "" });
  const groups = [...grouped(others, VALUES[name])].filter(([value]) => value);
  groups.sort(([one, some], [other, more]) =>
    (name === "check" && more.length - some.length) || one.localeCompare(other, "en", { numeric: true }));
  return groups.map(([value, those]) => [value, those.length]);
}

/** @typedef {{name: string, value: number, key: string}} Bar */

/** How many items each check has, most first. @param {Worklist} worklist @param {Item[]} items @param {number} most @returns {Bar[]} */
export function byCheck({ names }, items, most) {
  const bars = [...grouped(items, ({ check }) => check)].map(([key, those]) => ({ key, name: names[key] ?? key, value: those.length }));
  bars.sort((one, other) => other.value - one.value || one.name.localeCompare(other.name));
  const rest = bars.slice(most).reduce((sum, { value }) => sum + value, 0);
  return rest ? [...bars.slice(0, most), { key: "", name: "All others", value: rest }] : bars;
}

/** A number for each week from the first to the last, so that empty weeks show.
 * @param {Item[]} items @param {(item: Item) => number} numberOf @returns {Bar[]} */
export function byWeek(items, numberOf) {
  const sums = /** @type {Map<string, number>} */ (new Map());
  for (const item of items) {
    if (!item.date) continue;
    const week = weekOf(item.date);
    sums.set(week, (sums.get(week) ?? 0) + numberOf(item));
  }
  const weeks = [...sums.keys()].sort();
  const bars = [];
  for (let week = weeks[0]; week && week <= /** @type {string} */ (weeks.at(-1)); week = weekAfter(week)) {
    bars.push({ key: week, name: week, value: Math.round((sums.get(week) ?? 0) * 100) / 100 });
  }
  return bars;
}

/** @param {string} week */
const weekAfter = (week) => new Date(Date.parse(`${week}T00:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10);

/** What payers allowed or paid too little. @param {Item[]} items */
export const underpaid = (items) => items.filter(({ check }) => check === "line-underpaid");

/** Items by what an owner asks: errors on lines with what they are worth, each line once. @param {Worklist} worklist */
export const atStake = ({ at_stake: { allowed, charge } }) => Number(allowed) + Number(charge);

// --- exports ------------------------------------------------------------------------------------------------------------

const COLUMNS = /** @type {const} */ ([
  "number", "severity", "check", "visit", "line", "date", "code", "payer", "discipline", "patient", "provider", "file", "place",
  "allowed", "charge", "difference", "says",
]);

/** Items for a spreadsheet, as `rehab-rules audit --csv` writes them. @param {Worklist} worklist @param {Item[]} items */
export function csvOf({ visits }, items) {
  const accounts = new Map(visits.flatMap(({ visit, account }) => (account === undefined ? [] : [[visit, account]])));
  const heads = [...COLUMNS, ...(accounts.size ? ["account"] : [])];
  const row = (/** @type {Item} */ item) => {
    const cells = COLUMNS.map((name) => (name === "line" && item.line !== null ? item.line + 1 : item[name]));
    return [...cells, ...(accounts.size ? [accounts.get(/** @type {number} */ (item.visit))] : [])];
  };
  return [heads, ...items.map(row)].map((cells) => `${csvLine(cells)}\n`).join("");
}

/** Lines to type into the billing system. @param {VisitEntry} visit @param {Line[]} lines */
export function linesToType({ given, place, file }, lines) {
  const head = `${given.date_of_service}, ${given.discipline}, file ${file}, ${place}`;
  return [head, ...lines.map(({ code, modifiers, units }) => [code, ...modifiers, `x ${units}`].join(" "))].join("\n");
}

// --- the account ----------------------------------------------------------------------------------------------------------

/** The sums of all files, and whether each part and line of them is accounted for. @param {Worklist} worklist */
export function accountOf({ files }) {
  return files.map((one) => {
    const skipped = Object.values(one.skipped).reduce((sum, count) => sum + count, 0);
    const isWhole = one.parts === one.read + one.stepped_over + one.reported && one.lines === one.in_visits + skipped;
    return { ...one, what: ["table", "visits"].includes(one.kind) ? "rows" : "segments", isWhole };
  });
}

/** @typedef {{code: string, modifiers: string[], units: number}} Line */
/** Billed lines beside those that the minutes support, by code and modifiers.
 * @param {Line[]} billed @param {Line[]} supported @returns {{billed: Line | null, supported: Line | null, isSame: boolean}[]} */
export function compared(billed, supported) {
  const key = (/** @type {Line} */ { code, modifiers }) => [code, ...[...modifiers].sort()].join(" ");
  const left = grouped(supported, key);
  const rows = billed.map((line) => {
    return { billed: line, supported: left.get(key(line))?.shift() ?? null };
  });
  const rest = [...left.values()].flat();
  for (const row of rows) {
    if (row.supported) continue;
    const at = rest.findIndex(({ code }) => code === row.billed.code);
    if (at >= 0) row.supported = rest.splice(at, 1)[0];
  }
  const all = [...rows, ...rest.map((line) => ({ billed: null, supported: line }))];
  const isSame = (/** @type {Line | null} */ one, /** @type {Line | null} */ other) =>
    Boolean(one && other && key(one) === key(other) && one.units === other.units);
  return all.map((row) => ({ ...row, isSame: isSame(row.billed, row.supported) }));
}
