// An answer in the look of the worked examples: its lines, and why they are what they are. Text is only set as text.
import { count, el, listed, markOf } from "./elements.js";

const root = new URL("../../", import.meta.url);
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
let asked = null;

/**
 * What rules and sources are called: `{rules, sources}`, asked for once. Without it an answer is as right as
 * with it, only shown with the keys of the rules instead of their names.
 */
export function labels() {
  asked ??= fetch(new URL("labels.json", import.meta.url)).then((answer) => (answer.ok ? answer.json() : Promise.reject())).catch(() => {
    asked = null; // the next one asks again
    return { rules: {}, sources: {} };
  });
  return asked;
}

/** A line of a claim in words. */
export const lineSaid = ({ code, units, modifiers }) => `${[code, ...modifiers].join(" ")}: ${count(units, "unit")}`;

/** The lines of an answer in one sentence. */
export const linesSaid = (lines) => (lines.length ? `${lines.map(lineSaid).join("; ")}.` : "No claim lines.");

/** A page of the site by the name of its rule, where it has one and it is another than this one. */
function link(rule, text, known) {
  const { href, pathname } = new URL(`${rule}/`, root);
  return rule in known.rules && pathname !== location.pathname ? el("a", { href }, text) : text;
}

/** The rows of the claim lines and of what earns no unit. */
export function rows({ lines, unbilled }, known) {
  const row = (code, units, last) => el("tr", {}, el("td", {}, link(`codes/${code}`, code, known)), el("td", { align: "right" }, units), el("td", {}, ...last));
  const linked = (modifiers) => modifiers.flatMap((modifier) => [link(`modifiers/${modifier}`, modifier, known), " "]);
  return [
    ...lines.map(({ code, units, modifiers }) => row(code, el("strong", {}, String(units)), linked(modifiers))),
    ...unbilled.map(({ code, reason, because }) => row(code, reason === "payer-rule-unknown" ? "?" : "0", [el("span", { class: "quiet" }, because)])),
  ];
}

/** The ties, findings and steps of an answer. */
export function why(result, known) {
  const cited = []; // [{source, at}], lettered as they are met: the numbers belong to the page's own list
  const placeOf = (cite) => {
    const place = cited.findIndex(({ source, at }) => source === cite.source && at === cite.at);
    return place < 0 ? cited.push(cite) - 1 : place;
  };
  const marks = (cites) => [...new Set(cites.map(placeOf))].sort((one, other) => one - other).map((place) => {
    const cite = cited[place];
    const source = known.sources[cite.source];
    const name = [source?.title ?? cite.source, cite.at, markOf(cite, source)].filter(Boolean).join(", ");
    const letter = LETTERS[place] ?? String(place + 1);
    return el("a", { href: new URL(`sources/#source-${cite.source}`, root).href, title: name, "aria-label": `Source ${letter}: ${name}` }, letter);
  });
  const sup = (cites) => (cites.length ? el("sup", { class: "cites" }, ...marks(cites)) : "");
  return [
    ...result.choices.map(({ units, codes, alternatives }) => el("p", { class: "choice" }, el("span", { class: "chip" }, "tie"),
      ` ${listed(codes)} are equal for the last ${units === 1 ? "unit" : `${units} units`}. Just as right: `,
      `${alternatives.map(({ lines }) => lines.map(({ code, units: number, modifiers }) => [code, "×", number, ...modifiers].join(" ")).join(", ")).join("; ")}.`)),
    result.findings.length ? el("ul", { class: "findings" }, ...result.findings.map(({ check, severity, says, cites }) =>
      el("li", { class: `finding finding--${severity}` }, el("span", { class: "finding__severity" }, link(`checks/${check}`, severity, known)), ` ${says}`, sup(cites)))) : "",
    el("details", { class: "steps" },
      el("summary", {}, `Step by step${result.pooled_minutes ? `: ${result.pooled_minutes} pooled minutes` : ""}`),
      el("ol", { class: "derivation" }, ...result.steps.map(({ rule, says, facts, gives, cites }) => el("li", {},
        el("p", {}, says),
        facts.length ? el("p", { class: "looked-at" }, ...facts.flatMap(({ name, value }) => [el("span", { class: "looked-at__fact" }, `${name} `, el("b", {}, value)), " "])) : "",
        el("p", { class: "gives" }, el("b", {}, gives), " ", el("span", { class: "quiet" }, "Rule: ", link(rule, known.rules[rule] ?? rule.split("/").at(-1), known)), sup(cites)))))),
  ].filter(Boolean);
}
