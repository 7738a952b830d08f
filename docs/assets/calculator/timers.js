// Timers of services. A running one outlives a reload of the tab: the browser holds, for this tab alone and until it is closed, when
// it was started and in which row, and nothing that says what the service is or whose.
import { count } from "../result/words.js";
import { fitTimes, ownMinutes, secondsOf } from "./rows.js";
/** @import { Row, State } from "./shapes.js" */

const PLACE = "rehab-rules-timers";
const MOST_ROWS = 100;

/** Starts or stops a row's timer; gives what it has added, in words. Whole minutes are added, and the seconds over are kept for its next
 * start, never rounded. @param {State} state @param {Row} row @param {number} now */
export function pressTimer(state, row, now) {
  if (row.began !== null) return stopped(state, row, now);
  if (!state.together) stopAll(state, now);
  row.began = now - row.over * 1000;
  return null;
}

/** Stops every timer that runs; gives how many did. @param {State} state @param {number} now */
export function stopAll(state, now) {
  const running = state.rows.filter(({ began }) => began !== null);
  for (const row of running) row.said = stopped(state, row, now);
  return running.length;
}

/** @param {State} state @param {Row} row @param {number} now */
function stopped(state, row, now) {
  const seconds = secondsOf(row, now);
  const minutes = Math.floor(seconds / 60);
  const name = ownMinutes(state.assisted);
  Object.assign(row, { began: null, over: seconds % 60, [name]: String((Number(row[name].trim()) || 0) + minutes) });
  fitTimes(row, state.assisted);
  const over = row.over ? `; ${count(row.over, "second")} over, with which the timer goes on` : "";
  return `${count(minutes, "minute")} added${over}`;
}

/** Notes for a reload of the tab which timers run. @param {Row[]} rows */
export function rememberTimers(rows) {
  const running = rows.flatMap(({ began }, place) => (began === null ? [] : [[place, began]]));
  try {
    if (running.length) sessionStorage.setItem(PLACE, JSON.stringify(running));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // blocked: then a reload ends them
  }
}

/** The timers that ran before a reload, as row and start. @param {number} now @returns {[place: number, began: number][]} */
export function rememberedTimers(now) {
  try {
    const found = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    const isPlace = (/** @type {unknown} */ place) => Number.isInteger(place) && Number(place) >= 0 && Number(place) < MOST_ROWS;
    const isTimer = (/** @type {unknown[]} */ [place, began]) => isPlace(place) && Number(began) > 0 && Number(began) <= now;
    return found.every(isTimer) ? found : [];
  } catch {
    return []; // blocked, or spoiled by hand
  }
}
