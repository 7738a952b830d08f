// What is right of the claim lines that a learner entered.
import { lineSaid } from "../result/words.js";
/** @import { Choice, Line } from "../result/shapes.js" */

/** Lines by code and modifiers, whose order means nothing here; the same line given twice is added. @param {Line[]} lines */
function byLine(lines) {
  /** @type {Map<string, Line>} */
  const found = new Map();
  for (const { code, modifiers, units } of lines) {
    if (!units) continue;
    const key = [code, ...new Set(modifiers)].sort().join(" ");
    found.set(key, { code, modifiers, units: units + (found.get(key)?.units ?? 0) });
  }
  return found;
}

/**
 * Judges lines by the right answer that they are nearest to: of a tie every choice is right. Gives `right`, for each
 * entered line what was expected instead (null where it is right), and the lines of codes that were not entered at all.
 * @param {Line[]} entered @param {{lines: Line[], choices: Choice[]}} result
 */
export function grade(entered, result) {
  const given = byLine(entered);
  const answers = [result, ...result.choices.flatMap(({ alternatives }) => alternatives)].map(({ lines }) => byLine(lines));
  const agrees = (/** @type {string} */ key, /** @type {Map<string, Line>} */ answer) => given.get(key)?.units === answer.get(key)?.units;
  const agreed = (/** @type {Map<string, Line>} */ answer) => [...answer.keys()].filter((key) => agrees(key, answer)).length;
  const nearest = answers.reduce((best, answer) => (agreed(answer) > agreed(best) ? answer : best));
  const open = [...nearest].filter(([key]) => !agrees(key, nearest)).map(([, line]) => line);
  const openOf = (/** @type {string} */ code) => open.filter((line) => line.code === code).map(lineSaid).join(" and ");
  const expected = entered.map((line) => {
    const [key] = byLine([line]).keys();
    if (key ? agrees(key, nearest) : !openOf(line.code)) return null;
    return openOf(line.code) || ([...nearest.values()].some(({ code }) => code === line.code) ? "no further line" : "no unit");
  });
  const missing = open.filter(({ code }) => !entered.some((line) => line.code === code)).map(lineSaid);
  return { right: expected.every((one) => one === null) && !missing.length, expected, missing };
}
