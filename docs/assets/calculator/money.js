// Amounts in whole cents, so that nothing is rounded: "1,875.50" is 187550. What is no amount is null.

/** An amount as typed without its dollar sign and the commas between thousands; "35,50" stays, because it is no 3550.
 * @param {unknown} text */
export const bare = (text) => String(text).trim().replace(/^\$\s*|,(?=\d{3}(?:\D|$))/g, "");

/** @param {unknown} text */
export function cents(text) {
  const match = bare(text).match(/^(\d{1,12})(?:\.(\d{1,2}))?$/);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : null;
}

/** "1875.50", as the contract writes amounts. @param {number} amount */
export const plain = (amount) => `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;

/** "1,875.50", as people read them. @param {number} amount */
export const told = (amount) => (amount / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });
