// What the page shows of a result: lines, why, both rules, choices, findings, steps and sources, each with its links.
import { asClaimForm, asCsv, asText, tablesSaid } from "./clipboard_formats.js";
import { capital, count, el, goTo, listed, markOf } from "./elements.js";
import { picture } from "./picture.js";

export const SEVERITY = { error: "Error", warning: "Warning", info: "Note" };
const SIGN = { error: "✕", warning: "!", info: "i" };
const RULES = { pooled: "Pooled", midpoint: "Midpoint" };
const METHODS = {
  "pooled-minutes": "pools the day's minutes",
  "each-service-alone": "counts each service by itself",
  hybrid: "mixes both rules, and how is not known here",
}; // a method that is not known has none
const SURELY = { primary: "by its own text", secondary: "as others report", unverified: "from memory, unverified" };
const MOST_CHOICES = 12; // ties of many codes have hundreds of right answers; that many buttons can be read

/** Which codes get a unit, and which lose theirs, when one choice is exchanged for another. */
const exchange = (from, to) => ({ gets: to.filter((code) => !from.includes(code)), loses: from.filter((code) => !to.includes(code)) });

/** The worst first. */
export function ranked(findings) {
  const severities = Object.keys(SEVERITY);
  return [...findings].sort((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
}

/** How many findings of each kind: "1 error and 2 notes". */
export const foundIn = (findings) => listed(Object.entries(SEVERITY)
  .map(([severity, name]) => [findings.filter((finding) => finding.severity === severity).length, name.toLowerCase()])
  .filter(([number]) => number).map(([number, name]) => count(number, name)));

const NOTHING_BILLED = "Nothing was found against the lines as billed.";

/** The answer to one visit as elements. `take` is called with the codes of another choice; `more` stands with the amounts. */
export class Answer {
  constructor({ data, visit, result, take, more = [] }) {
    Object.assign(this, { data, visit, result, take, more });
    this.cited = []; // [{source, at, tier}], numbered as they are met
  }

  get codes() {
    return (this.data.codesByKey ??= new Map(this.data.codes.map((code) => [code.code, code])));
  }

  get sources() {
    return (this.data.sourcesByKey ??= new Map(this.data.sources.map((source) => [source.key, source])));
  }

  /** What is looked at first, and follows every key. */
  first() {
    return [this.linesTable(), this.copyButtons(), this.foundInAll(), this.tablesUsed(), ...this.result.choices.map((choice) => this.choiceOf(choice))].filter(Boolean);
  }

  /** What tells it in other ways: picture, both rules, amounts, findings. Sources are numbered from the findings on. */
  next() {
    const { both_rules, lines } = this.result;
    return [
      this.withoutKx(),
      picture(both_rules, lines, (code) => this.codes.get(code)?.minutes_per_unit),
      this.unbilled(), this.totals(), this.bothRules(), this.payment(), ...this.more, this.findings(),
    ].filter(Boolean);
  }

  /** What explains it: steps, sources, what was not checked. */
  then() {
    return [this.steps(), this.sourceList(), this.notChecked()].filter(Boolean);
  }

  linesTable() {
    const { lines } = this.result;
    if (!lines.length) return el("p", { class: "rc-empty" }, `No claim lines. ${this.whyNone()}`);
    const rows = lines.map((line) => el("tr", {},
      el("th", { scope: "row" }, this.codeLink(line.code)),
      el("td", { class: "rc-name" }, this.codes.get(line.code)?.name ?? ""),
      el("td", { class: "rc-modifiers" }, line.modifiers.join(" ")),
      el("td", { class: "rc-units" }, String(line.units))));
    const shown = table(this.visit ? `Claim lines, ${this.visit.date_of_service}` : "Claim lines", ["Code", "Service", "Modifiers", "Units"], rows);
    shown.classList.add("rc-claim");
    return shown;
  }

  /** Why nothing earns a unit: each reason once, with the codes it holds for. */
  whyNone() {
    const codes = new Map();
    for (const { code, because } of this.result.unbilled) codes.set(because, [...(codes.get(because) ?? []), code]);
    return [...codes].map(([because, those]) => `${listed(those)}: ${because}.`).join(" ");
  }

  copyButtons() {
    if (!this.result.lines.length) return null;
    const said = el("span", { class: "rc-copied", role: "status" });
    const button = (name, told, write) => el("button", { type: "button", "data-is": `copy-${name}`, onclick: () => copied(write(this.visit, this.result), `${told} copied`, said) }, name);
    return el("p", { class: "rc-buttons rc-copy" }, el("span", {}, "Copy as "), button("Text", "Text", asText), button("CSV", "CSV", asCsv), button("CMS-1500 line", "Boxes 24A to 24G", asClaimForm), said);
  }

  /** Where pairs and limits were looked up, and for which days: what is not found follows from no other table. */
  tablesUsed() {
    const said = tablesSaid(this.result.tables);
    return said.length ? el("p", { class: "rc-tables", "data-is": "tables" }, said.join(" ")) : null;
  }

  totals() {
    const { result } = this;
    const pairs = [
      ["Timed units", result.timed_units ?? "not known"], ["Timed minutes", result.timed_minutes],
      ["Pooled minutes", result.pooled_minutes ?? "not pooled"], ["All minutes", result.total_minutes],
    ];
    return el("dl", { class: "rc-totals" }, ...pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
  }

  /** Units by both rules, the sentence on their difference, and which of them the payer follows. */
  bothRules() {
    const { rules, says, codes } = this.result.both_rules;
    const timed = codes.filter((code) => code.minutes_per_unit).flatMap(({ code, add_on }) => [code, add_on].filter(Boolean));
    if (!timed.length) return null;
    const unitsOf = ({ lines }, code) => lines.filter((line) => line.code === code).reduce((total, line) => total + line.units, 0);
    const shown = timed.filter((code) => this.codes.get(code)?.base === null || rules.some((rule) => unitsOf(rule, code)));
    const cells = (values, differ) => values.map((value, index) => el("td", { class: `rc-units${rules[index].followed ? " rc-followed" : ""}${differ ? " rc-differs" : ""}` }, String(value)));
    const differs = (values) => new Set(values).size > 1;
    const rows = shown.map((code) => [code, rules.map((rule) => unitsOf(rule, code))]);
    const money = rules.every(({ allowed }) => allowed != null) ? [["Allowed, USD", "allowed"], ["Medicare, USD", "medicare"], ["Patient, USD", "patient"]] : [];
    const heads = rules.map(({ rule, followed }) => (followed ? `${RULES[rule]} (this payer)` : RULES[rule]));
    return el("div", { class: "rc-both", "data-is": "both" }, el("h2", {}, "Both counting rules"),
      table(null, ["Timed code", ...heads], [
        ...rows.map(([code, values]) => el("tr", {}, el("th", { scope: "row" }, this.codeLink(code)), ...cells(values, differs(values)))),
        ...[["Timed units", rules.map(({ timed_units }) => timed_units)], ...money.map(([name, key]) => [name, rules.map((rule) => rule[key])])]
          .map(([name, values]) => el("tr", { class: "rc-sum" }, el("th", { scope: "row" }, name), ...cells(values, differs(values)))),
      ]),
      el("p", {}, says, " ", ...this.followed(), " ", this.nextUnit()));
  }

  /** Which rule the payer follows, since when, and how surely that is known. */
  followed() {
    const payer = this.data.payers.find(({ key }) => key === this.visit.payer);
    const entry = payer?.counts.findLast(({ since }) => since <= this.visit.date_of_service);
    if (!entry) return [];
    if (!METHODS[entry.method]) return ["We don't know how ", el("a", { href: payer.url }, payer.name), " counts units."];
    const since = entry.since === this.data.earliest_date_of_service ? "throughout the years kept here" : `since ${entry.since}`;
    return [el("a", { href: payer.url }, payer.name), ` ${METHODS[entry.method]}, ${since}, ${SURELY[entry.surely]}.`];
  }

  /** How far the next unit was, without a word on whether it should have been reached. */
  nextUnit() {
    const { rules } = this.result.both_rules;
    const { next_unit, timed_units } = rules.find(({ followed }) => followed) ?? {};
    if (!next_unit?.length) return "";
    const of = ({ code, minutes }) => `${minutes} more ${minutes === 1 ? "minute" : "minutes"} ${code ? `of ${code}` : "of the pool"}`;
    return `${timed_units ? "Another" : "The first"} unit would begin with ${next_unit.map(of).join(", or ")}; only minutes that were furnished count.`;
  }

  /** What Medicare allows and pays, by line and together, and what took money away. */
  payment() {
    const { payment } = this.result;
    if (!payment?.lines.length) return null;
    const amounts = (line) => (line.because ? [el("td", { colspan: "3" }, `no price: ${line.because}`)]
      : [line.allowed, line.medicare, line.patient].map((amount) => el("td", { class: "rc-units" }, amount)));
    const taken = [["Multiple procedure reduction", payment.reduction], ["CQ or CO", payment.assistant], ["Sequestration", payment.sequestration], ["Deductible", payment.deductible]]
      .filter(([, amount]) => Number(amount));
    const shown = table(`Amounts in USD, ${payment.place}`, ["Code", "Allowed", "Medicare", "Patient"],
      payment.lines.map((line) => el("tr", {}, el("th", { scope: "row" }, this.codeLink(line.code)), ...amounts(line))));
    shown.append(el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "Together"), ...amounts(payment))));
    return el("div", { class: "rc-payment" }, shown,
      taken.length ? el("p", { class: "rc-hint" }, `In these: ${taken.map(([name, amount]) => `${name} ${amount}`).join("; ")}.`) : null);
  }

  unbilled() {
    const entries = this.result.unbilled;
    if (!entries.length) return null;
    return el("div", { class: "rc-unbilled" }, el("h2", {}, this.result.timed_units === null ? "Not counted" : "No unit"),
      el("ul", {}, ...entries.map(({ code, minutes, because }) => el("li", {}, this.codeLink(code), `, ${count(minutes, "minute")}: ${because}.`))),
      entries.some(({ minutes }) => minutes) ? el("p", { class: "rc-hint" }, "Document these minutes all the same.") : null);
  }

  choiceOf({ units, codes, taken, alternatives }) {
    const offers = alternatives.map((alternative) => ({ alternative, ...exchange(taken, alternative.taken) }));
    offers.sort((one, other) => one.gets.length - other.gets.length); // one code exchanged for one: all others follow from these
    const buttons = offers.slice(0, MOST_CHOICES).map(({ alternative, gets, loses }, index) =>
      el("button", { type: "button", "data-is": `choice-${index}`, onclick: () => this.take(alternative.taken) }, `Take ${gets.join(" and ")} instead${units > 1 ? ` of ${loses.join(" and ")}` : ""}`));
    const more = alternatives.length - MOST_CHOICES;
    return el("div", { class: "rc-choice" }, el("h2", {}, "Your choice"),
      el("p", {}, `${listed(codes)} are equal for the last ${units === 1 ? "unit" : `${units} units`}. Taken: ${listed(taken)}. Each choice is right; the clinician decides, and price plays no part.`),
      el("p", { class: "rc-buttons" }, ...buttons),
      more > 0 ? el("p", {}, `${count(more, "more combination")} of these codes can be reached in several steps.`) : null);
  }

  /** How many findings there are, and the way to them; nothing found in billed lines is told too, because somebody asked. */
  foundInAll() {
    const { findings } = this.result;
    if (!findings.length) return this.visit?.billed?.length ? el("p", { class: "rc-found" }, NOTHING_BILLED) : null;
    const worst = ranked(findings)[0].severity;
    const where = findings.every(({ of }) => of === "billed") ? " in the lines as billed" : "";
    return el("p", { class: `rc-found rc-${worst}` }, el("span", { class: "rc-sign", "aria-hidden": "true" }, SIGN[worst]),
      el("button", { type: "button", "data-is": "found", onclick: () => this.goToFindings() }, foundIn(findings) + where));
  }

  goToFindings() {
    if (this.shownFindings) goTo(this.shownFindings);
  }

  /** What was found in the lines as billed, for the place where they are entered. */
  foundInBilled() {
    if (!this.visit.billed?.length) return [];
    const found = this.result.findings.filter(({ of }) => of === "billed");
    return found.length ? [el("button", { type: "button", onclick: () => this.goToFindings() }, `${foundIn(found)} in these lines`)] : [[NOTHING_BILLED, ...tablesSaid(this.result.tables)].join(" ")];
  }

  /** Lines that might need KX must not look as if they did not. */
  withoutKx() {
    const unknown = this.result.lines.length && this.result.not_checked.find(({ check }) => check === "kx-threshold");
    return unknown ? el("p", { class: "rc-hint rc-without-kx" }, `${capital(unknown.because)}.`) : null;
  }

  findings() {
    const entries = ranked(this.result.findings);
    if (!entries.length) return null;
    return (this.shownFindings = el("div", { class: "rc-findings", tabindex: "-1" }, el("h2", {}, "Findings"),
      ...entries.map((finding) => el("div", { class: `rc-finding rc-${finding.severity}` },
        el("span", { class: "rc-sign", "aria-hidden": "true" }, SIGN[finding.severity]),
        el("div", {}, el("b", {}, `${SEVERITY[finding.severity]}${finding.check === "unsettled" ? ", not settled by the sources" : ""}. `), this.lineOf(finding), this.lineOf(finding) ? finding.says : capital(finding.says), " ", this.checkLink(finding.check), this.cites(finding.cites))))));
  }

  /** The claim line that a finding is about; its code where the finding does not begin with it. */
  lineOf({ of, line, says }) {
    if (line == null) return "";
    const code = (of === "billed" ? this.visit.billed : this.result.lines)?.[line]?.code;
    return `${of === "billed" ? "Billed line" : "Line"} ${line + 1}${code && !says.startsWith(code) ? `, ${code}` : ""}: `;
  }

  steps() {
    return el("div", { class: "rc-steps" }, el("h2", {}, "How it was worked out"), el("ol", {}, ...this.result.steps.map((step) => this.step(step))));
  }

  step({ rule, says, facts, gives, cites }) {
    const looked = facts.flatMap(({ name, value }) => [el("span", {}, `${name} `, el("b", {}, value)), " "]);
    return el("li", {},
      el("p", {}, capital(says)),
      looked.length ? el("p", { class: "rc-facts" }, ...looked) : null,
      el("p", { class: "rc-gives" }, `→ ${gives}`),
      el("p", { class: "rc-from" }, "Rule: ", this.ruleLink(rule), this.cites(cites)));
  }

  notChecked() {
    const entries = this.result.not_checked;
    if (!entries.length) return null;
    const because = new Map(); // reasons, each with the checks it holds for
    for (const entry of entries) because.set(entry.because, [...(because.get(entry.because) ?? []), entry]);
    return el("details", { class: "rc-fold rc-unchecked", "data-is": "not-checked" }, el("summary", {}, `Not checked, for want of information (${entries.length})`),
      el("ul", {}, ...[...because].map(([reason, checks]) => el("li", {}, `${capital(reason).replace(/[_.]/g, " ")}: `,
        ...checks.flatMap((check, index) => [index ? ", " : "", this.checkNamed(check)]), "."))));
  }

  codeLink(code) {
    const url = this.codes.get(code)?.url;
    return url ? el("a", { href: url }, code) : code;
  }

  ruleLink(rule) {
    const url = this.data.rules[rule];
    return url ? el("a", { href: url }, this.ruleName(rule)) : this.ruleName(rule);
  }

  ruleName(rule) {
    const [kind, key] = rule.split("/");
    return { payers: this.data.payers, parameters: this.data.parameters, modifiers: this.data.modifiers }[kind]?.find((entry) => entry.key === key)?.name ?? key;
  }

  /** A check by its name, as a link to its page where it has one. */
  checkNamed({ check }) {
    const url = this.data.rules[`checks/${check}`];
    return url ? el("a", { href: url }, check.replaceAll("-", " ")) : check.replaceAll("-", " ");
  }

  /** The way to the page of a check. */
  checkLink(check) {
    const url = this.data.rules[`checks/${check}`];
    return url ? el("a", { href: url, "aria-label": `More about ${check}` }, "More") : "";
  }

  /** Numbers that lead to the register of sources; the list below the steps tells what they are. */
  cites(cites) {
    if (!cites.length) return null;
    const links = cites.map((cite) => {
      const title = this.titleOf(cite);
      const number = this.numberOf(cite);
      return el("a", { href: this.sources.get(cite.source)?.url, "aria-label": `Source ${number}: ${title}`, title }, String(number));
    });
    return el("span", { class: "rc-cites" }, ...links.flatMap((link) => [" ", link]));
  }

  numberOf(cite) {
    const known = this.cited.findIndex(({ source, at }) => source === cite.source && at === cite.at) + 1;
    return known || this.cited.push(cite);
  }

  sourceList() {
    if (!this.cited.length) return null;
    const items = this.cited.map((cite) => {
      const { url, publisher, read_where } = this.sources.get(cite.source) ?? {};
      const who = [publisher, read_where].filter(Boolean).join(", ");
      return el("li", {}, el("a", { href: url }, this.titleOf(cite)), who ? `. ${who}` : "");
    });
    return el("details", { class: "rc-fold rc-sources", "data-is": "sources" }, el("summary", {}, `Sources (${items.length})`), el("ol", {}, ...items));
  }

  titleOf({ source, at, tier }) {
    const entry = this.sources.get(source);
    return [entry?.title ?? source, at, markOf({ tier }, entry)].filter(Boolean).join(", ");
  }
}

/** A table with a caption, the heads of its columns, and rows. */
export function table(caption, heads, rows) {
  return el("table", { class: "rc-lines" },
    caption ? el("caption", {}, caption) : null,
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...rows));
}

/** Copies a text and says so; where the browser refuses, the text is shown, ready to be copied by hand. */
export async function copied(text, told, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = `${told}.`;
  } catch {
    const shown = el("textarea", { readonly: true, rows: "3", "aria-label": "Copy this text by hand" });
    shown.value = text;
    said.replaceChildren("The browser does not let the page copy. Copy it by hand: ", shown);
    shown.select();
  }
}
