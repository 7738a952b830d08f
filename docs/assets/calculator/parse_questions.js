// What has to be asked about an entry before any of it is entered: which visit, which date, whose minutes, units or minutes.
import { roleOf } from "./parse_columns.js";
import { squashed } from "./vocabulary.js";

/** Units that a service tells in place of minutes; so may numbers below five, where no other numbers are there. */
export const unitsMeant = ({ minutes, units, few }, areAllFew) => (minutes ? (few && areAllFew ? minutes.minutes : null) : (units ?? null));
export const areFew = (services) =>
  (services.length > 1 || services[0]?.modifiers.length > 0) && services.every(({ few, question, code }) => few && !question && code);

/** The services of each visit, where rows differ in what is one and the same for a visit; and by what they differ. */
function visitsOf(services) {
  const names = [...new Set(services.flatMap(({ keys }) => Object.keys(keys ?? {})))];
  const value = (service, name) => service.keys?.[name] ?? "";
  const day = ({ line }) => line?.days?.join(" to ") ?? line?.date?.iso ?? line?.date?.text ?? "";
  const words = (service) => (service.keys || !service.line ? "" : (wordsBeside(service.line).get(service) ?? ""));
  const isSeveral = (of) => new Set(services.map(of)).size > 1;
  const days = new Set(services.filter((service) => day(service) || service.line?.isAboveDay).map(day));
  const by = [
    ...(days.size > 1 ? [["date", day]] : []),
    ...names.filter((name) => isSeveral((service) => value(service, name))).map((name) => [name, (service) => value(service, name)]),
  ];
  if (isSeveral(({ line }) => line?.claim ?? 0)) by.push(["claim", ({ line }) => String(line?.claim ?? 0)]);
  const withWords = services.filter((service) => words(service));
  if (new Set(withWords.map(words)).size > 1) by.push(["", words]);
  const visits = new Map();
  for (const service of services) {
    const key = JSON.stringify(by.map(([, of]) => of(service)));
    visits.set(key, [...(visits.get(key) ?? []), service]);
  }
  return { by, visits: [...visits.values()] };
}

/** The words beside each service of a line: those of the whole line, but its own label where services have several. */
function wordsBeside(line) {
  if (line.words) return line.words;
  const all = line.services
    .flatMap(({ loose }) => loose)
    .map(({ text }) => squashed(text))
    .join(" ");
  const isSeveral = new Set(line.services.map(({ label }) => label).filter(Boolean)).size > 1;
  let last = "";
  line.words = new Map(line.services.map((service) => [service, isSeveral ? (last = service.label || last) : all]));
  return line.words;
}

export const chosenOf = (services, { visit }) =>
  visit === undefined || visit === "one" ? services : (visitsOf(services).visits[visit] ?? []);

const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const said = (words) => [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");

export function questionOf({ services, dates }, vocabulary, answers) {
  const badDays = services.filter(({ line }) => line?.days?.length > 1);
  if (badDays.length && answers.date !== "form")
    return {
      about: "date",
      says: "A row has two different dates, and a visit is one day.",
      choices: [{ label: "Use the date of the form", answer: { date: "form" } }],
    };
  const { by, visits } = visitsOf(services);
  if (visits.length > 1 && answers.visit === undefined) return differing(by, visits);
  const chosen = chosenOf(services, answers);
  const unread = [
    ...new Set(
      [...chosen.map(({ line }) => line?.date), ...(services.some(({ line }) => line?.date) ? [] : dates)]
        .filter((date) => date && !date.iso)
        .map(({ text }) => text),
    ),
  ];
  if (unread.length && answers.date !== "form") {
    return {
      about: "date",
      says: `We can't read the date ${unread.filter((text) => /\d/.test(text)).join(", ") || "of these rows"}. Enter dates as month/day/year, such as 3/2/2026.`,
      choices: [{ label: "Use the date of the form", answer: { date: "form" } }],
    };
  }
  const who = chosen.find(({ asksWho }) => asksWho);
  if (who && answers.who === undefined) {
    return {
      about: "who",
      says: `An assistant's letters (PTA, OTA, COTA, CQ or CO) stand ${who.asksWho}. Did an assistant furnish it?`,
      choices: [
        { label: "Yes, the assistant's minutes", answer: { who: "assistant" } },
        { label: "No, it means something else", answer: { who: "nobody" } },
      ],
    };
  }
  const few = areFew(chosen);
  const units = chosen.filter((service) => unitsMeant(service, few) !== null && !service.question);
  if (units.length && answers.units === undefined) {
    const told = said(units.map((service) => `${service.code} ${unitsMeant(service, few)}`));
    return {
      about: "units",
      says: `Are these units billed, or minutes? ${told}.`,
      choices: [
        { label: "Units billed: check them", answer: { units: "billed" } },
        { label: "Minutes", answer: { units: "minutes" } },
      ],
    };
  }
  const number = chosen.find(({ is59, question }) => is59 && !question);
  if (number && answers.number === undefined) {
    return {
      about: "number",
      says: `Is 59 after ${number.code} the modifier, or minutes?`,
      choices: [
        { label: "59 minutes", answer: { number: "minutes" } },
        { label: "Modifier 59: I'll enter the minutes", answer: { number: "modifier" } },
      ],
    };
  }
  return null;
}

const MOST_VISITS = 20; // that are offered

/** Rows of several visits: by what they differ, and each visit as a choice. What identifies a patient is not repeated. */
function differing(by, visits) {
  const all = visits.flat();
  const valuesBy = new Map(by.map(([name, of]) => [of, [...new Set(all.map(of))]]));
  const values = (of) => valuesBy.get(of);
  const told = by.map(([name, of]) =>
    name === "date"
      ? `the date (${said(values(of).map((day) => day || "none"))})`
      : name
        ? `${/^Column \d+$/.test(name) ? name : `the column ${name}`} (${counted(values(of).length, "value")})`
        : "words beside the service",
  );
  const of = Object.fromEntries(by);
  const choices = visits.slice(0, MOST_VISITS).map((services, visit) => {
    const day = of.date && (of.date(services[0]) || "no date");
    const others = by
      .filter(([name]) => name && name !== "date")
      .map(([name, get]) => `${name} ${values(get).indexOf(get(services[0])) + 1} of ${values(get).length}`);
    const rows = services.map(({ code, text, minutes, question }) =>
      [code ?? (question ? "one not recognized" : text), minutes ? Object.values(minutes)[0] : ""].filter((part) => part !== "").join(" "),
    );
    return {
      label: `${[day, ...others].filter(Boolean).join(", ") || `Visit ${visit + 1}`}: ${rows.length > 4 ? counted(rows.length, "row") : rows.join(", ")}`,
      answer: { visit },
    };
  });
  const mayBeOne = by.every(([name]) => name === "" || roleOf(name) === "person");
  if (mayBeOne) choices.push({ label: "They are one visit", answer: { visit: "one" } });
  return {
    about: "visit",
    says: `These rows differ in ${said(told)}, so they may be ${counted(visits.length, "visit")}. ${visits.length > MOST_VISITS ? `The first ${MOST_VISITS} are here; paste fewer rows for another. ` : ""}Which one do you want to enter?`,
    choices,
  };
}
