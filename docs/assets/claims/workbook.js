// Reads a workbook (XLSX) in the page: the rows of each sheet as text, in the one form that the command line gives them too
// (calculator/audit/workbook.py). The library that unpacks it comes with the first workbook.

/** @typedef {(file: Blob) => Promise<{sheet: string, data: (string | number | boolean | Date | null)[][]}[]>} ReadWorkbook */

const PACKED = "PK\u0003\u0004"; // how a packed file begins

/** Whether a file is a workbook, by its first bytes. @param {Blob} file */
export const isWorkbook = async (file) => (await file.slice(0, 4).text()) === PACKED;

/** The sheets of a workbook as JSON. @param {File} file */
export async function sheetsOf(file) {
  // @ts-expect-error its bundle has no types
  await import("../read-excel-file/bundle/read-excel-file.min.js");
  const read = /** @type {{readXlsxFile: ReadWorkbook}} */ (/** @type {unknown} */ (globalThis)).readXlsxFile;
  const sheets = await read(file).catch(() => {
    throw new Error(`${file.name}: found no workbook that can be read, expected XLSX without a password.`);
  });
  return JSON.stringify(sheets.map(({ data }) => data.map((row) => row.map(cellText))));
}

/** A cell as text: ISO dates, whole numbers without a point, other numbers with plain decimals.
 * @param {string | number | boolean | Date | null} cell */
export function cellText(cell) {
  if (cell === null) return "";
  if (cell instanceof Date) {
    const text = cell.toISOString();
    return cell.getUTCFullYear() < 1900 ? text.slice(11, 19) : text.slice(0, 10); // a time of day has no day
  }
  if (typeof cell === "number" && !Number.isInteger(cell)) return cell.toFixed(6).replace(/0+$/, "");
  return String(cell).trim();
}
