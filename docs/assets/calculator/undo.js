// The visits that were in the form, as text, the last of them the one that is there now.

/** With a visit noted where it differs from the last. @param {readonly string[]} past @param {object} visit */
export function noted(past, visit) {
  const text = JSON.stringify(visit);
  return text === past.at(-1) ? past : [...past, text];
}

/** Whether there is a visit to go back to. @param {readonly string[]} past */
export const canUndo = (past) => past.length > 1;

/** The visit before the one in the form, and what is left to take back. @param {readonly string[]} past */
export function before(past) {
  const left = past.slice(0, -1);
  return { past: left, visit: JSON.parse(left.at(-1) ?? "{}") };
}
