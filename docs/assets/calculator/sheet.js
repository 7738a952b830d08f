// The audit sheet that is printed: what was entered, the lines, units by both rules, reasons, findings, sources with their
// dates, edition and fingerprint of the rules, the link with its QR code, and a place to sign. It has no place for a name.
import { ranked, SEVERITY } from "./answer.js";
import { tablesSaid, written } from "./clipboard_formats.js";
import { capital, count, el, plainly, svg } from "./elements.js";

const MINUTES = { minutes: "", therapist_minutes: "therapist ", assistant_minutes: "assistant ", together_minutes: "together " };
const TOLD = ["payer", "date_of_service", "discipline", "setting", "amount_used", "locality", "deductible_left", "apm", "participating", "other_visits", "choose", "services", "billed"];
const LONGEST = 2800; // letters that a QR code of the largest size holds at its lowest correction

/** Draws QR codes once it was downloaded; asked for when the first answer is shown, because printing does not wait. */
let encode = null;
export async function readyToPrint() {
  ({ encode } = await import("../uqr/dist/index.mjs"));
}

/** The sheet of an answer. */
export function sheet(answer, link) {
  const { data, visit, result } = answer;
  const name = (list, key) => list.find((entry) => entry.key === key)?.name ?? key;
  const facts = [
    ["Payer", name(data.payers, visit.payer)], ["Date of service", visit.date_of_service], ["Plan of care", name(data.disciplines, visit.discipline)],
    ...(visit.setting ? [["Setting", name(data.settings, visit.setting)]] : []),
    ...(visit.amount_used ? [["Used this year, USD", visit.amount_used]] : []),
    ...(result.payment ? [["Place", result.payment.place]] : []),
    ...(visit.deductible_left ? [["Deductible left, USD", visit.deductible_left]] : []),
    ...(visit.apm ? [["Payment model", "qualifying participant"]] : []),
    ...(visit.participating === false ? [["Medicare", "does not participate"]] : []),
    ...(visit.other_visits ? [["Other lines of the day", visit.other_visits.flatMap(({ lines }) => lines.map(written)).join(", ")]] : []),
    ...(visit.choose ? [["Chosen in a tie", visit.choose.join(", ")]] : []),
    ...Object.entries(visit).filter(([field]) => !TOLD.includes(field)).map(([field, value]) => [capital(field.replaceAll("_", " ")), plainly(value)]),
  ];
  const { refer, told } = sourcesOf(answer);
  const totals = result.both_rules.rules.map(({ rule, followed, timed_units }) => `${rule} ${timed_units}${followed ? " (this payer)" : ""}`).join(", ");
  const findings = ranked(result.findings).filter(({ check }) => check !== "edit-of-another-quarter"); // "Tables" has it
  return [
    el("h1", {}, "Audit sheet"),
    el("dl", { class: "rs-facts" }, ...facts.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)])),
    el("div", { class: "rs-columns" },
      grid("Entered", ["Code", "Minutes"], visit.services.map((service) => [service.code, minutesOf(service)])),
      grid("Claim lines", ["Code", "Modifiers", "Units", ...(result.payment ? ["Allowed"] : [])],
        result.lines.map(({ code, modifiers, units }, index) => [code, modifiers.join(" "), units, ...(result.payment ? [result.payment.lines[index].allowed ?? "no price"] : [])]))),
    ...(visit.billed ? [el("p", {}, el("b", {}, "Lines as billed: "), `${visit.billed.map(written).join(", ")}.`)] : []),
    el("p", {}, el("b", {}, "Timed units by both rules: "), `${totals}. ${result.both_rules.says}`),
    ...(result.payment?.lines.length ? [el("p", {}, el("b", {}, "Amounts, USD: "), `allowed ${result.payment.allowed}, Medicare ${result.payment.medicare}, patient ${result.payment.patient}.`)] : []),
    ...(result.unbilled.length ? [el("p", {}, el("b", {}, result.timed_units === null ? "Not counted: " : "No unit: "), result.unbilled.map(({ code, minutes, because }) => `${code} (${count(minutes, "minute")}): ${because}.`).join(" "))] : []),
    ...(result.tables.length ? [el("p", {}, el("b", {}, "Tables: "), tablesSaid(result.tables).join(" "))] : []),
    ...part("Findings", findings.map(({ severity, says, cites }) => [`${SEVERITY[severity]}: ${capital(says)}`, refer(cites)])),
    ...part("Why", result.steps.filter(({ gives }) => !gives.startsWith("a finding")).map(({ says, gives, cites }) => [capital(says), " ", el("b", {}, gives), refer(cites)]), "ol"),
    ...part("Sources", told(), "ol", "rs-sources"),
    el("div", { class: "rs-foot" },
      code(link),
      el("div", {},
        el("p", {}, `Rules: edition ${result.edition}, fingerprint ${data.fingerprint}. Supports professional judgment and does not replace it.`),
        el("p", { class: "rs-link" }, link),
        el("p", { class: "rs-sign" }, "Date and signature"))),
  ];
}

const minutesOf = (service) => [
  ...Object.entries(MINUTES).filter(([field]) => service[field] != null).map(([field, who]) => `${who}${service[field]}`),
  ...(service.start ? [`${service.start} to ${service.stop}`] : []),
  ...Object.entries(service).filter(([field]) => !["code", "start", "stop", ...Object.keys(MINUTES)].includes(field)).map(([field, value]) => `${field.replaceAll("_", " ")} ${plainly(value)}`),
].join(", ");

const grid = (caption, heads, rows) => el("table", { class: "rs-grid" }, el("caption", {}, caption),
  el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
  el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, String(cell)))))));

const part = (title, items, list = "ul", look = null) => (items.length ? [el("h2", {}, title), el(list, { class: look }, ...items.map((item) => el("li", {}, ...[item].flat())))] : []);

/** The sources of a sheet, each once with all places cited in it, numbered as the findings and steps refer to them. */
function sourcesOf(answer) {
  const sources = new Map(); // one source may stand twice: some of its places unverified, others not
  const numberOf = ({ source, at, tier }) => {
    const key = `${source} ${tier === "unverified"}`;
    if (!sources.has(key)) sources.set(key, { number: sources.size + 1, source, tier, places: new Set() });
    if (at) sources.get(key).places.add(at);
    return sources.get(key).number;
  };
  const refer = (cites) => {
    const numbers = [...new Set(cites.map(numberOf))].sort((one, other) => one - other);
    return numbers.length ? el("span", { class: "rs-refer" }, ` [${numbers.join(", ")}]`) : "";
  };
  const told = () => [...sources.values()].map(({ source, tier, places }) => {
    const { read_on } = answer.sources.get(source) ?? {}; // web pages change, so the day matters
    return [answer.titleOf({ source, at: [...places].join("; "), tier }), read_on ? `read ${read_on}` : ""].filter(Boolean).join(", ");
  });
  return { refer, told };
}

/** The link as a QR code; a visit too long for one has only its text. */
function code(link) {
  if (!encode || link.length > LONGEST) return "";
  const { data, size } = encode(link, { ecc: "L", border: 2 });
  const cells = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return svg("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": "QR code of the link", class: "rs-qr" }, svg("path", { d: cells }));
}
