// What is taken along from a page as a file or as cells: calculator and files of claims share it.

/** A cell that no spreadsheet takes for a formula: what begins with = + - or @ gets an apostrophe, and a number does not.
 * @param {unknown} cell */
export function harmless(cell) {
  const text = cell == null ? "" : String(cell);
  return /^[=+\-@\t\r]/.test(text) && !/^-\d*\.?\d+$|^-\d+\.$/.test(text) ? `'${text}` : text;
}

/** Cells as a line of comma separated values. @param {unknown[]} cells */
export const csvLine = (cells) => cells.map((cell) => quoted(harmless(cell))).join(",");

/** @param {string} text */
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Lets the browser save a file, which was made in the page. @param {string} name @param {string} type @param {BlobPart} content */
export function saveFile(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
