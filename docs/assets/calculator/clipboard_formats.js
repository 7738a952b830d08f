// The claim lines as text, as a table for a spreadsheet, and in the order of the boxes of a claim form's service line.

/** A claim line as people write it: "97110 GP 2". What a link has there may be anything. */
export const written = ({ code, modifiers, units }) => [code, ...(Array.isArray(modifiers) ? modifiers : []), units].filter((part) => part != null).join(" ");

/** One such line each. */
export function asText({ date_of_service }, { lines, choices }) {
  const chosen = choices.map(({ taken, codes }) => `Choice: ${taken.join(" and ")} of ${codes.join(", ")}, which are equal.`);
  return [`Date of service ${date_of_service}`, ...lines.map(written), ...chosen].join("\n");
}

/** Comma separated, with the names of its columns. */
export function asCsv({ date_of_service }, { lines }) {
  const rows = lines.map(({ code, modifiers, units }) => [date_of_service, code, ...fourOf(modifiers), units]);
  return [["date", "code", "modifier 1", "modifier 2", "modifier 3", "modifier 4", "units"], ...rows].map((row) => row.map(quoted).join(",")).join("\n");
}

/**
 * The boxes 24A to 24G of a CMS-1500 service line, tab separated: from, to, place, EMG, code, four modifiers, pointer,
 * charge, units. What the visit does not tell stays empty.
 */
export function asClaimForm({ date_of_service, place_of_service }, { lines }) {
  const day = date_of_service.replace(/^(\d{4})-(\d{2})-(\d{2})$/, "$2$3$1");
  return lines.map(({ code, modifiers, units }) => [day, day, place_of_service ?? "", "", code, ...fourOf(modifiers), "", "", units].join("\t")).join("\n");
}

/** Which tables of claims edits were looked into and whether they are for the day, as sentences. */
export function tablesSaid(tables) {
  const read = tables.filter(({ since }) => since).map(({ title, covers_date }) => `${title} (${covers_date ? "covers this day" : "does not cover this day"})`);
  return [
    ...(read.length ? [`Claims edits looked up in ${read.join("; ")}.`] : []),
    ...tables.filter(({ not_loaded }) => not_loaded.length).map(({ title, not_loaded }) => `${title}: nothing was loaded for ${not_loaded.join(", ")}.`),
    ...tables.filter(({ no_row }) => no_row.length).map(({ title, no_row }) => `${title} lists no limit for ${no_row.join(", ")}. That is not the same as no limit.`),
  ];
}

const fourOf = (modifiers) => Object.assign(["", "", "", ""], modifiers);
const quoted = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value);
