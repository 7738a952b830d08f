// Which message belongs at which field. It is decided by the field and kind of an error, never by its words.
import { capital } from "../result/words.js";
import { rowOf } from "./form_state.js";
import { hasRows } from "./parse_entry.js";
import { namesPerson } from "./persons.js";
import { inService, MINUTES, minutesShown, ownMinutes } from "./rows.js";
/** @import { About, EngineError, Focus, Page, Placed, Row, State } from "./shapes.js" */

const FIELDS = new Set(["date_of_service", "payer", "discipline", "amount_used", "setting", "locality", "deductible_left"]);
const CHOSEN = new Set(["payer", "discipline", "setting", "locality"]);
const MOST_OFFERS = 8;

/** The place of a field of a row. @param {string} row @param {string} field */
export const at = (row, field) => `${row}.${field}`;

/** @param {State} state @param {Page} page @param {Focus} focus @returns {Placed} */
export function placed(state, page, focus) {
  const found = /** @type {Placed} */ ({ wrong: new Map(), offers: new Map(), others: [], number: 0 });
  for (const error of state.problems.errors) {
    const place = placeOf(error.field, state);
    if (!place) found.others.push(error.field ? `${capital(error.field)}: ${error.message}` : error.message);
    else if (!isUnfinished(place, focus, state, page)) {
      const key = place.row ? at(place.row.id, place.field) : place.field;
      const message = suggestion(place, state, page, found.offers) ?? messageAt(place, error, state);
      found.wrong.set(key, [...new Set([...(found.wrong.get(key) ?? []), message])]);
    }
  }
  found.number = found.others.length + [...found.wrong.values()].flat().length;
  return found;
}

/** The field of the form for one of the visit. A link's field may be called "constructor".
 * @param {string} field @param {State} state @returns {About | null} */
function placeOf(field, state) {
  if (/^billed\b/.test(field)) return { row: null, field: "billed" };
  if (/^other_visits\b/.test(field) && !state.carried.other_visits) return { row: null, field: "other_visits" };
  const service = inService(field);
  if (!service) return FIELDS.has(field) ? { row: null, field } : null;
  const { index, name } = service;
  const row = rowOf(state, state.problems.entered[index]);
  if (!row) return null;
  if (name === "code" || (row.reads && row.reads === name)) return { row, field: name };
  const isShown = minutesShown(state.assisted).some((each) => each === name);
  return { row, field: isShown ? name : ownMinutes(state.assisted) };
}

/** Whether a field is being filled in, and so not called wrong yet: blank ones of its row, and a code half typed.
 * @param {About} place @param {Focus} focus @param {State} state @param {Page} page */
function isUnfinished({ row, field }, focus, state, page) {
  if (!focus) return false;
  const text = textAt(row, field, state);
  if (focus.field !== field || focus.row !== (row?.id ?? null)) return text === "" && row !== null && focus.row === row.id;
  if (text === "") return true;
  if (!row) return false;
  return field === "code" ? isHalfTyped(row, state, page) : /^\d+[-:tab+/ ]/i.test(text); // "9:00-9:", "15t 8"
}

/** Whether a code or name is not complete. @param {Row} row @param {State} state @param {Page} page */
export function isHalfTyped(row, state, page) {
  const text = row.code.trim();
  const upper = text.toUpperCase();
  if (hasRows(text, page.vocabulary(state.fields)) || /\s\d*$/.test(row.code)) return true;
  if (page.codes.has(upper)) return false;
  return codesCalled(row, state, page).length > 0 || [...page.codes.keys()].some((code) => code.startsWith(upper));
}

/** @param {Row | null} row @param {string} field @param {State} state */
function textAt(row, field, state) {
  const values = /** @type {Record<string, any>} */ (row ? (field === row.reads ? row.carried : row) : state.fields);
  return String(values[field] ?? "").trim();
}

/** The codes that the text in a row may mean. @param {Row} row @param {State} state @param {Page} page @returns {string[]} */
function codesCalled(row, state, page) {
  const text = row.code.trim();
  return row.meant?.text === text ? row.meant.codes : page.vocabulary(state.fields).called(text).codes;
}

/** For a name that fits several codes: which they are. For what is not known, what is like it, or what to enter. Null where the code is
 * known. @param {About} place @param {State} state @param {Page} page @param {Map<string, string[]>} offers */
function suggestion({ row, field }, state, page, offers) {
  const text = row?.code.trim();
  if (!row || field !== "code" || !text || page.codes.has(text.toUpperCase())) return null;
  if (state.asking?.row === row.id) return "Answer the question above the services.";
  const vocabulary = page.vocabulary(state.fields);
  const codes = codesCalled(row, state, page).slice(0, MOST_OFFERS);
  offers.set(row.id, codes);
  if (!codes.length) {
    if (namesPerson(text)) return `We can't tell whose minutes these are: “${text}”. Mark an assistant's minutes by an a: gait 10a.`;
    return hasRows(text, vocabulary) || /\d{5}/.test(text)
      ? `We can't read “${text}” as one service. Enter the code here and its minutes beside it.`
      : `We don't recognize “${text}”. Enter a code such as 97110, or a name such as gait.`;
  }
  const named = codes.map((code) => `${code} (${page.codes.get(code)?.name})`);
  const or = [named.slice(0, -1).join(", "), named.at(-1)].filter(Boolean).join(" or ");
  const isName = row.meant?.text === text || vocabulary.called(text).sure;
  return isName && codes.length > 1 ? `“${text}” may be ${or}. Choose one, or enter the code.` : `We don't recognize “${text}”. Did you mean ${or}?`;
}

/** A message at its field, in the form's words; at one of several lines it says which of them it is about.
 * @param {About} place @param {EngineError} error @param {State} state */
function messageAt({ row, field }, error, state) {
  if (row && error.kind === "missing" && MINUTES.some((name) => name === field)) return "Minutes are missing.";
  if (field === "other_visits" && error.field.endsWith("discipline")) return "Each line needs GP, GO or GN, which tells whose it is.";
  const message = capital(CHOSEN.has(field) && error.found ? `found ${error.found}. Choose one of the list.` : error.message);
  if (field !== "billed" && field !== "other_visits") return message;
  const { lines } = field === "billed" ? state.billed : state.others;
  const index = field === "billed" && error.field.match(/^billed\[(\d+)\]/)?.[1];
  const line = index ? lines[Number(index)] : null;
  return line ? `Line ${line.at}: ${line.wrong ?? message}` : (lines.find(({ wrong }) => wrong)?.wrong ?? message);
}
