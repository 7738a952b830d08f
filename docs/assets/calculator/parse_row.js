// One row of a pasted table: its service, who furnished it, and what tells one visit from another.
import { roleByCell } from "./parse_columns.js";
import { atomsOf, isName, serviceOf } from "./parse_services.js";
import { areModifiers, ASSISTANT, modifiersOf, namesAssistant, NEITHER, OF_ASSISTANT, THERAPIST, wordSet } from "./persons.js";
import { isBelowZero, isOf, looksLikeDate, readDate, readSpan, tokens } from "./tokens.js";
import { squashed } from "./vocabulary.js";
/** @import { Atom, Column, Found, Head, Keys, Person, Vocabulary } from "./shapes.js" */

// What may differ between services of one visit.
const PER_LINE = wordSet("code what minutes date start stop clock time units modifier charge pointer line");
// What says itself whose it is, or cannot.
const TELLS_ITSELF = new Set([...["minutes a", "minutes t"], ...wordSet("code minutes time date start stop clock units charge line")]);

/** What a cell is by its looks, in a table whose columns have no names.
 * @param {string} cell @param {boolean} isName @param {Vocabulary} vocabulary */
export function looks(cell, isName, vocabulary) {
  if (isName) return "code";
  if (!cell) return "other";
  if (looksLikeDate(cell)) return "date";
  const pieces = tokens(cell);
  const only = (/** @type {string} */ kind) => pieces.length && pieces.every(isOf(kind));
  if (pieces.length === 1 && pieces[0].clock) return "clock";
  if (only("span") || only("minutes")) return /^\d{5,}$/.test(cell) ? "other" : "minutes";
  if (only("units")) return "units";
  if (only("money")) return "charge";
  if (ASSISTANT.has(squashed(cell)) || THERAPIST.has(squashed(cell))) return "person";
  return /\p{L}/u.test(cell) && areModifiers(modifiersOf(cell), vocabulary) ? "modifier" : "text";
}

/** Reads one row of a table: a service. Gives what of it may not differ between the rows of a visit. @param {Column[]} given
 * @param {{text: string, vocabulary: Vocabulary, found: Found, before: Keys, heads: Head[] | null}} reading @returns {Keys} */
export function readRow(given, { text, vocabulary, found, before, heads }) {
  const columns = given.map((column) => ({ ...column, role: heads ? roleByCell(column) : column.role }));
  const of = (/** @type {string[]} */ ...roles) => columns.filter(({ role }) => roles.includes(role));
  const piecesOf = (/** @type {Column} */ { cell }) => tokens(text, cell.start, cell.end);
  const isNumber = (/** @type {Atom} */ { kind, text: written }, /** @type {Column} */ { role }) =>
    kind === "money" && /^\d{1,3}\.0+$/.test(written) && (/^minutes|^units/.test(role) || role === "time"); // "25.00"
  /** @param {Column} column @returns {(Atom & {column: Column})[]} */
  const atoms = (column) => {
    const numberOf = (/** @type {Atom} */ atom) => ({ kind: "minutes", value: Number(atom.text), unit: false, person: null });
    const own = atomsOf(piecesOf(column), vocabulary, text);
    return own.map((atom) => ({ ...atom, ...(isNumber(atom, column) ? numberOf(atom) : {}), column }));
  };
  const [what, ...more] = of("code").length ? of("code") : of("what");
  const described = [...(what?.role === "code" ? of("what") : more), ...of("text")];
  const named = what ? atoms(what) : [];
  const isDescribed = !named.some(isName); // the code's cell is empty: the description names it
  if (isDescribed) named.push(...described.flatMap(atoms));
  const clocks = [...of("start"), ...of("stop"), ...of("clock")];
  const span = clocks.length === 2 ? readSpan(clocks[0].cell.text, clocks[1].cell.text) : null;
  const ofTime = of("minutes", "minutes a", "minutes t", "time");
  const times = ofTime.flatMap(atoms).filter((atom) => !(atom.column.role.includes(" ") && atom.value === 0));
  const isByPerson = times.some(({ column }) => column.role.includes(" "));
  for (const atom of times) {
    const { role } = atom.column;
    if (role.includes(" ")) atom.person ??= /** @type {Person} */ (role.at(-1));
    if (heads && role === "minutes" && isByPerson) atom.unit = true; // the sum beside its parts
  }
  const spans = span ? [atomWith("span", { ...span })] : [];
  const hasTime = [...times, ...spans, ...named].some(isOf("minutes", "span"));
  const ofUnits = hasTime ? [] : of("units");
  const units = ofUnits.flatMap(atoms).map((atom) => (atom.kind === "minutes" ? { ...atom, kind: "units" } : atom));
  // An empty cell says what the one above it said, as exports write their groups; so for who furnished the service.
  const inherited = before.who.filter(({ name }) => heads && !columns.some((column) => column.name === name));
  const persons = personsOf([...columns, ...inherited], { atoms, heads });
  const service = serviceOf([...named, ...times, ...spans, ...units, ...persons.atoms], vocabulary, text);
  if (clocks.length && !span) service.question = "unread";
  service.modifiers.push(...of("modifier").flatMap(({ cell }) => modifiersOf(cell.text.toUpperCase()).filter((each) => each.length === 2)));
  service.asksWho = persons.unclear && `under ${persons.unclear}`;
  // What is no part of the service is left out and told: of a column with a name that name, because a cell may name a patient.
  const isRead = (/** @type {Column} */ column) =>
    times.some((atom) => atom.column === column && isOf("minutes", "span")(atom)) || /^[\W0]*$/.test(column.cell.text);
  const isOdd = (/** @type {Column} */ column) => !isRead(column) && /\d/.test(column.cell.text); // "25.50"
  if (ofTime.some(isOdd) || [...ofTime, ...ofUnits].some(({ cell }) => isBelowZero(cell.text))) service.question = "unread";
  const readTimes = ofTime.filter((column) => isRead(column) || isOdd(column));
  const names = [what, ...(isDescribed ? described : []), ...(heads ? [] : persons.columns)];
  const used = new Set([...names, ...readTimes, ...of("date", "start", "stop", "clock"), ...ofUnits]);
  const isItsName = (/** @type {Column} */ { cell }) => Boolean(service.code && vocabulary.exactly(cell.text)?.includes(service.code));
  service.left = [];
  for (const column of columns) {
    if (used.has(column) || isItsName(column)) continue;
    const modifiers = modifiersOf(column.cell.text).filter((each) => !OF_ASSISTANT.has(each.toUpperCase()));
    if (column.role === "modifier") service.left.push(...modifiers.map((each) => ({ text: each })));
    else service.left.push({ text: column.cell.text, ...(heads ? { column: column.name } : {}) });
  }
  service.atoms = columns.map((column) => atomWith("cell", { pieces: piecesOf(column), isLeft: !used.has(column) && !isItsName(column) }));
  const shown = columns.filter((column) => used.has(column) && column.role !== "date");
  service.text = shown.map(({ cell }) => cell.text).join(" ");
  service.isDone = true;
  // "Name" may be the patient's.
  const isNobodysName = (/** @type {Column} */ { name, cell }) => heads && /^\s*name\s*$/i.test(name) && !vocabulary.exactly(cell.text);
  const isPerLine = (/** @type {string} */ role) => PER_LINE.has(role.split(" ")[0]) || (!heads && role === "person");
  const mayDiffer = (/** @type {Column} */ column) => !isNobodysName(column) && (isPerLine(column.role) || isItsName(column));
  const dates = of("date").map(({ cell }) => ({ text: cell.text, iso: readDate(cell.text) }));
  const days = dates.length ? dates : before.days;
  const same = columns.filter((column) => !mayDiffer(column)).map(({ name, cell }) => [name, squashed(cell.text)]);
  service.keys = { named: { ...before.named, ...Object.fromEntries(same) }, days, who: [...of("person"), ...inherited] };
  const read = [...new Set(days.map(({ iso, text: day }) => iso ?? day))];
  service.line = { services: [service], isFirst: true, date: days[0] ?? null, days: read };
  found.dates.push(...dates.map((date) => ({ ...date, pieces: [] })));
  found.services.push(service);
  return service.keys;
}

/** Who furnished a row's service, from any of its cells: the assistant's letters are never dropped. Where they stand in a column that is
 * about something else, as CO in an address, it is asked.
 * @param {Column[]} columns @param {{atoms: (column: Column) => Atom[], heads: Head[] | null}} reading */
function personsOf(columns, { atoms, heads }) {
  const found = /** @type {{atoms: Atom[], columns: Column[], unclear: string | null}} */ ({ atoms: [], columns: [], unclear: null });
  for (const column of columns) {
    const { cell, role } = column;
    if (TELLS_ITSELF.has(role)) continue;
    const words = (cell.text.match(/[\p{L}/]+/gu) ?? []).flatMap((word) => [word, ...(word.includes("/") ? word.split("/") : [])]);
    const isHere = (/** @type {string} */ word) => role !== "other" || word === word.toUpperCase(); // "Ota" may be a name
    const byWord =
      words.some((word) => ASSISTANT.has(squashed(word)) && isHere(word)) ||
      (role !== "other" && atoms(column).some(({ kind, person, modifier }) => kind === "person" && person === "a" && !modifier));
    const written = role === "modifier" ? modifiersOf(cell.text.toUpperCase()) : words;
    const byModifier = written.some((word) => OF_ASSISTANT.has(word) || /^(?:[A-Z]{2})*CQ(?:[A-Z]{2})*$/.test(word));
    // A cell in a column of assistants, "JD" or "Y" under "PTA", tells of one unless it says no or names a therapist.
    const saysNo = /^(?:n|no|none|false|n\/?a|-+)$/i.test(cell.text) || words.some((word) => THERAPIST.has(squashed(word)));
    const isOfAssistants = heads && role === "person" && namesAssistant(column.name) && !saysNo;
    const isElsewhere = role === "other" || (role === "text" && !byWord) || (byWord && namesBoth(cell.text, atoms(column)));
    const isNamed = byWord || byModifier;
    if (role === "person" && !(isNamed && isElsewhere)) found.columns.push(column);
    if (isNamed ? isElsewhere : isOfAssistants) found.unclear ??= column.name;
    else if (isNamed) found.atoms.push(atomWith("person", { person: "a", modifier: byModifier ? "CQ" : "" }));
    else if ((role === "person" || (!heads && role === "text")) && words.some((word) => NEITHER.has(squashed(word))))
      found.atoms.push(atomWith("unclear"));
  }
  return { ...found, atoms: found.atoms.slice(0, 1) };
}

/** An atom that has no text, but what a column tells. @param {string} kind @param {Partial<Atom>} [more] */
const atomWith = (kind, more = {}) => /** @type {Atom} */ ({ kind, text: "", pieces: [], person: null, ...more });

/** Whether a cell names an assistant and a therapist: "Jane Roe, PT / Al Poe, PTA". @param {string} text @param {Atom[]} atoms */
const namesBoth = (text, atoms) =>
  /\b(?:PTA\/D?PT|D?PT\/PTA|C?OTA\/OTR?|OTR?\/C?OTA)\b/.test(text) ||
  new Set(atoms.filter(isOf("person")).map(({ person }) => person)).size > 1;
