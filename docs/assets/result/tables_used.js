// Where pairs and limits were looked up, and for which days: what is not found follows from no other table.
/** @import { TableUsed } from "./shapes.js" */

/** Which tables of claims edits were looked into and whether they are for the day, as sentences. @param {TableUsed[]} tables */
export function tablesSaid(tables) {
  const read = tables.filter(({ since }) => since)
    .map(({ title, covers_date }) => `${title} (${covers_date ? "covers this day" : "does not cover this day"})`);
  return [
    ...(read.length ? [`Claims edits looked up in ${read.join("; ")}.`] : []),
    ...tables.filter(({ not_loaded }) => not_loaded.length)
      .map(({ title, not_loaded }) => `${title}: nothing was loaded for ${not_loaded.join(", ")}.`),
    ...tables.filter(({ no_row }) => no_row.length)
      .map(({ title, no_row }) => `${title} lists no limit for ${no_row.join(", ")}. That is not the same as no limit.`),
  ];
}
