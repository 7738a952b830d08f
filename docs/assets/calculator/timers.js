// Timers of services: when one began, and what it has added when it is stopped.
import { ownMinutes } from "./rows.js";
/** @import { Row } from "./rows.js" */

/** Seconds that a running timer shows. @param {Row} row @param {number} now */
export const secondsOf = (row, now) => Math.floor((now - (row.began ?? now)) / 1000);

/** "1:05" @param {number} seconds */
export const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Starts a row's timer; it goes on with the seconds that were over. @param {Row} row @param {number} now */
export function startTimer(row, now) {
  row.began = now - row.over * 1000;
}

/**
 * Stops a row's timer. Whole minutes are added, and the seconds over are kept for its next start, never rounded. Gives
 * the minutes added.
 * @param {Row} row @param {number} now @param {boolean} assisted
 */
export function stopTimer(row, now, assisted) {
  const seconds = secondsOf(row, now);
  const name = ownMinutes(assisted);
  row.began = null;
  row.over = seconds % 60;
  row[name] = String((Number(row[name].trim()) || 0) + Math.floor(seconds / 60));
  return Math.floor(seconds / 60);
}
