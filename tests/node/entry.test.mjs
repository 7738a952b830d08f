// The grammar of entry by its cases (tests/data/entry_cases.json) and by laws that hold for every text.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { asClaimForm, asTable, asText } from "../../docs/assets/calculator/clipboard_formats.js";
import { written } from "../../docs/assets/result/words.js";
import { readBilled } from "../../docs/assets/calculator/parse_billed.js";
import { hasRows, read } from "../../docs/assets/calculator/parse_entry.js";
import { readMinutes } from "../../docs/assets/calculator/parse_minutes.js";
import { Vocabulary } from "../../docs/assets/calculator/vocabulary.js";
import { data as page, seeded } from "./page_data.mjs";

const data = { codes: page.codes, words: page.words, modifiers: page.modifiers.map(({ key }) => key) };
const cases = JSON.parse(readFileSync(new URL("../data/entry_cases.json", import.meta.url), "utf8"));
const vocabularyOf = ({ payer = "medicare-part-b", discipline = "PT" } = {}) => new Vocabulary(data, { payer, discipline });
const usual = vocabularyOf();

const rowOf = ({ code, text, candidates, minutes }) => (code ? { code, ...minutes } : { asks: text, of: candidates, ...minutes });
const leftOf = (left) => left.map(({ text, column }) => (column ? `column ${column}` : text));

for (const one of cases.services) {
  test(`services: ${JSON.stringify(one.text)}${one.payer ?? one.discipline ?? ""}`, () => {
    const vocabulary = vocabularyOf(one);
    const { rows, lines, left, day, ask } = read(one.text, vocabulary);
    assert.equal(ask?.about ?? null, one.ask ?? null, ask?.says);
    if (one.ask) assert.deepEqual({ rows, lines }, { rows: [], lines: [] }, "nothing is entered while it is asked");
    else {
      assert.deepEqual(rows.map(rowOf), one.services);
      assert.deepEqual(leftOf(left), one.left ?? []);
      assert.equal(day, one.day ?? null);
    }
    for (const [name, answer, services, billed = [], on] of one.choices ?? []) {
      const offered = ask.choices.map((choice) => JSON.stringify(choice.answer));
      assert.ok(offered.includes(JSON.stringify(answer)), `${name} is offered`);
      const then = read(one.text, vocabulary, answer);
      assert.equal(then.ask, null, name);
      assert.deepEqual(then.rows.map(rowOf), services, name);
      assert.deepEqual(then.lines.map(written), billed, name);
      if (on) assert.equal(then.day, on, name);
    }
  });
}

for (const one of cases.billed) {
  test(`billed: ${JSON.stringify(one.text)}`, () => {
    const { lines, left, day } = readBilled(one.text, usual);
    assert.deepEqual(lines.filter(({ wrong }) => !wrong).map(written), one.lines);
    assert.deepEqual(lines.filter(({ wrong }) => wrong).map(({ at: line }) => line), one.wrong ?? []);
    assert.ok(lines.every(({ wrong, units }) => !wrong === Number.isInteger(units)), "a wrong line has no units");
    assert.deepEqual(left, one.left ?? []);
    assert.equal(day, one.day ?? null);
  });
}

// --- laws -------------------------------------------------------------------------------------------------------------

const CODES = ["97110", "97140", "97116", "97530", "97112", "97161", "G0283"];
const PIECES = [
  ...CODES, "TE", "MT", "gait", "ther ex", "dry needling", "eval", "therapeutic exercise", "25", "8", "59", "2", "15t", "8a", "5b", "20 min", "1 hr 5 min",
  "9:00-9:25", "9:00a-9:25a", "0900-0923", "12:50-1:20", "15-20", "x2", "x 3", ":2", "2 units", "PTA", "PT", "COTA", "CQ", "CO", "GP", "-GP", "-59", "KX", "aide", "by", "with", "the", "and",
  "Smith", "Jones", "bridging", "ÄÖ", "3/2/2026", "2026-03-04", "13/14/2026", "Mar 2 2026", "20260302", "$90.00", "45.00", "Total", "today", "1234567", "3x10", "R2D2", "a", "(", ")", "“", "#", "😀",
];
const SIGNS = [" ", " ", " ", ", ", "; ", "\n", "\t", "|", ","];

const randomText = ({ below, of }) => Array.from({ length: 1 + below(12) }, () => of(PIECES) + of(SIGNS)).join("");

/** A table of random columns with random cells, some of them empty. */
function randomTable({ below, of, some }) {
  const sign = of(["\t", ",", ";"]);
  const columns = Array.from({ length: 2 + below(4) }, () => of(["Date", "Patient", "CPT Code", "Description", "Minutes", "Units", "Modifier", "Provider", "Start Time", "End Time", "Charge", "PTA minutes", "Notes", "Claim"]));
  if (some(0.8)) columns.push("Code");
  const cell = () => (some(0.15) ? "" : of(PIECES));
  return [columns, ...Array.from({ length: 1 + below(4) }, () => columns.map((column) => (column === "Code" && some(0.8) ? of(CODES) : cell())))].map((row) => row.join(sign)).join("\n");
}

/** Each letter and digit of a text, by its place. */
const letters = (text) => [...text.matchAll(/[\p{L}\p{N}]/gu)].flatMap(({ 0: sign, index }) => Array.from({ length: sign.length }, (_, more) => index + more));

test("every piece of a text ends in exactly one place; words between are few, and never a name, a number or a code", () => {
  const chance = seeded(14);
  const seen = new Set();
  for (let number = 0; number < 1500; number += 1) {
    const isTable = !chance.some(0.7);
    const text = isTable ? randomTable(chance) : randomText(chance);
    const { rows, parts, ask } = read(text, usual);
    const places = parts.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, more) => start + more));
    assert.equal(new Set(places).size, places.length, `twice in ${JSON.stringify(text)}: ${JSON.stringify(parts)}`);
    const lost = letters(text).filter((place) => !places.includes(place));
    assert.deepEqual(lost.map((place) => text[place]), [], `lost of ${JSON.stringify(text)}: ${JSON.stringify(parts)}`);
    for (const { as } of parts) seen.add(as);
    for (const { text: word } of parts.filter(({ as }) => as === "glue" && !isTable)) assert.match(word, /^(?:and|of|the|with|by|for|a|2\.?|an)$/i, text);
    if (!ask) assert.equal(parts.some(({ as }) => as === "ask"), rows.some(({ code }) => code === null), JSON.stringify(text));
  }
  assert.deepEqual([...seen].sort(), ["ask", "date", "glue", "head", "left", "service"]);
});

test("minutes, persons and days are read as they were written, or asked", () => {
  const chance = seeded(16);
  const person = { "": "minutes", t: "therapist_minutes", a: "assistant_minutes" };
  const names = { 97110: ["97110", "TE", "ther ex", "Therapeutic Exercise (97110)", "97110-GP"], 97140: ["97140", "MT", "97140 manual therapy"], 97116: ["97116", "gait", "GT"] };
  const shown = { "": [(n) => `${n}`, (n) => `${n} min`, (n) => `${n} minutes`], t: [(n) => `${n}t`, (n) => `${n} min PT`], a: [(n) => `${n}a`, (n) => `${n} PTA`, (n) => `${n} min by the assistant`, (n) => `CQ ${n}`] };
  for (let number = 0; number < 800; number += 1) {
    const wanted = Array.from({ length: 1 + chance.below(4) }, () => ({ code: chance.of(Object.keys(names)), minutes: 8 + chance.below(40), who: chance.of(["", "", "t", "a"]) }));
    const text = wanted.map(({ code, minutes, who }) => `${chance.of(names[code])} ${chance.of(shown[who])(minutes)}`).join(chance.of([", ", "; ", "\n"]));
    if (/59/.test(text)) continue; // which may be the modifier
    const { rows, ask } = read(text, usual);
    assert.equal(ask, null, text);
    assert.deepEqual(rows.map(rowOf), wanted.map(({ code, minutes, who }) => ({ code, [person[who]]: minutes })), text);
  }
});

test("rows that differ in a column that is no service are never one visit", () => {
  const chance = seeded(17);
  const columns = { Patient: ["Roe", "Poe"], "Claim No": ["1", "2"], Provider: ["Roe, PT", "Poe, PTA"], DOS: ["3/2/2026", "3/4/2026"], "Service Date": ["2026-03-02T09:00", "Mar 4, 2026"], "Date of Service": ["whenever", "later"], Location: ["11", "12"], MRN: ["123", "124"], "First Name": ["Roe", "Poe"], Name: ["Roe", "Poe"], "Clinic Name": ["x", "y"], "Resident Name": ["x", "y"], "Appt Time": ["9:00 AM", "10:00 AM"], "Visit Date": ["3/2/2026", "3/4/2026"], "Encounter #": ["1", "2"], "": ["x", "y"] };
  for (let number = 0; number < 1500; number += 1) {
    const [name, values] = chance.of(Object.entries(columns));
    const others = Object.entries(columns).filter(([other]) => other !== name && chance.some(0.3)).map(([other, [value]]) => [other, value]);
    const order = ["Code", "Minutes", name, ...others.map(([other]) => other)].sort(() => chance.below(3) - 1);
    const row = (index) => order.map((column) => (column === "Code" ? CODES[index] : column === "Minutes" ? String(20 + index) : column === name ? values[index % 2] : others.find(([other]) => other === column)[1]));
    const rows = [order, ...Array.from({ length: 2 + chance.below(3) }, (_, index) => row(index))];
    const sign = chance.of(["\t", ","]);
    const text = rows.map((cells) => cells.map((cell) => (cell.includes(sign) ? `"${cell}"` : cell)).join(sign)).join("\n");
    let { ask } = read(text, usual);
    if (ask?.about === "date") ({ ask } = read(text, usual, { date: "form" })); // two columns of days: that is asked first
    assert.equal(ask?.about, "visit", text);
    for (const value of [...values, ...others.map(([, other]) => other)]) {
      if (/^[A-Z]/.test(value) && !/\d/.test(value)) assert.ok(!JSON.stringify(ask).includes(value), "what identifies is not repeated");
    }
  }
});

test("services of two labels in one line are never one visit, those of one label are", () => {
  const chance = seeded(23);
  const labels = ["Roe", "Poe", "J. Roe", "Roe Jane", "MRN 123456", "MRN 123457", "R2D2", "Zoë"];
  const names = { 97110: ["97110", "97110-GP", "therapeutic exercise 97110"], 97140: ["97140", "97140 GP"], 97116: ["97116", "gait 97116"] };
  for (let number = 0; number < 800; number += 1) {
    const sign = chance.of([": ", " ", " - "]);
    const told = Array.from({ length: 2 + chance.below(3) }, (_, place) => ({ label: place === 0 || chance.some(0.6) ? chance.of(labels) : "", code: chance.of(Object.keys(names)) }));
    const text = told.map(({ label, code }) => `${label && label + sign}${chance.of(names[code])} ${20 + chance.below(20)}`).join(chance.of([", ", "; "]));
    const { rows, ask } = read(text, usual);
    const isSeveral = new Set(told.map(({ label }) => label).filter(Boolean)).size > 1;
    assert.equal(ask?.about ?? null, isSeveral ? "visit" : null, text);
    if (!isSeveral) assert.deepEqual(rows.map(({ code }) => code), told.map(({ code }) => code), text);
  }
});

test("a row that tells of another patient parts the visits of a table", () => {
  const chance = seeded(24);
  const rowsOf = { Patient: ["Roe", "Poe"], "Patient Name": ["Roe, Jane", "Poe, Jane"], Name: ["Roe", "Poe"], MRN: ["123456", "123457"], "Account No": ["A1", "A2"], Client: ["Roe", "Poe"], DOS: ["3/2/2026", "3/4/2026"], "Date of service": ["3/2/2026", "3/4/2026"], DOB: ["4/3/1950", "4/3/1951"] };
  for (let number = 0; number < 800; number += 1) {
    const [name, values] = chance.of(Object.entries(rowsOf));
    const cell = chance.of(["\t", ","]);
    const hasHeads = cell === "," || chance.some(0.7);
    const heads = hasHeads ? [["CPT", "Minutes"].join(cell)] : [];
    const isSame = chance.some(0.3);
    const tells = (place) => name + (cell === "\t" ? chance.of([": ", ":\t", /\d/.test(values[0][0]) ? " " : ": "]) : ": ") + values[isSame ? 0 : place];
    const isFirstTold = isSame || chance.some(0.6);
    const text = [...(isFirstTold ? [tells(0)] : []), ...heads, `97110${cell}25`, `97112${cell}10`, tells(1), ...(chance.some(0.5) ? heads : []), `97140${cell}15`].join("\n");
    const { rows, ask } = read(text, usual);
    assert.equal(ask?.about ?? null, isSame ? null : "visit", text);
    if (isSame) assert.deepEqual(rows.map(({ code }) => code), ["97110", "97112", "97140"], text);
    else assert.deepEqual([0, 1].map((visit) => read(text, usual, { visit }).rows.map(({ code }) => code)), [["97110", "97112"], ["97140"]], text);
    if (!/DOS|Date/.test(name)) assert.ok(!JSON.stringify(ask ?? "").includes(values[0]), "what identifies is not repeated");
  }
});

test("who furnished a service is never dropped", () => {
  const chance = seeded(18);
  const assistants = ["PTA", "OTA", "COTA", "CQ", "CO", "assistant", "PT assistant", "COTA/L", "OTA/L", "PT/PTA", "SPTA", "CQKX", "CQ-GP"];
  for (let number = 0; number < 800; number += 1) {
    const who = chance.of(assistants);
    const words = [chance.of(/^CQ./.test(who) ? ["97110", "97140-GP"] : ["97110", "gait", "TE", "97140-GP"]), chance.of(["20", "20 min", "9:00-9:25"]), who, ...(chance.some(0.4) ? [chance.of(["GP", "KX", "59", "x2", "Smith", "with", "therapeutic exercise"])] : [])].sort(() => chance.below(3) - 1);
    const text = words.join(chance.of([" ", " ", "\t"]));
    const { rows, ask } = read(text, usual);
    const isKept = ask || rows.some(({ code, minutes }) => code === null || minutes?.assistant_minutes);
    assert.ok(isKept, `${JSON.stringify(text)}: ${JSON.stringify(rows)}`);
  }
});

test("each person's minutes are that person's own, before or behind", () => {
  const chance = seeded(21);
  for (let number = 0; number < 800; number += 1) {
    const minutes = { PT: 8 + chance.below(20), PTA: 30 + chance.below(20) };
    const order = chance.some(0.5) ? ["PT", "PTA"] : ["PTA", "PT"];
    const [unit, isBefore] = [chance.of(["", " min", " minutes"]), chance.some(0.5)];
    const told = order.map((who) => (isBefore ? `${who}${chance.of([" ", ": "])}${minutes[who]}${unit}` : `${minutes[who]}${unit} ${who}`));
    const sum = chance.some(0.3) ? ` ${minutes.PT + minutes.PTA} min` : "";
    const text = `97110${sum}${isBefore && !sum ? chance.of([" ", ": "]) : " "}${told.join(chance.of([" ", ", ", " / ", "; ", " and "]))}`;
    const { rows, ask } = read(text, usual);
    if (sum && !isBefore && rows[0].code === null) continue; // "97110 40 min 10 PT 30 PTA" may be asked
    assert.equal(ask, null, text);
    if (rows.some(({ code }) => code === null) && sum) continue;
    assert.deepEqual(rows.map(rowOf), [{ code: "97110", therapist_minutes: minutes.PT, assistant_minutes: minutes.PTA }], text);
  }
});

test("an assistant in a table is kept wherever the table tells of one", () => {
  const chance = seeded(22);
  const letters = ["PTA", "Doe, PTA", "COTA/L", "PT/PTA", "CQ", "Roe PT / Doe PTA", "OTA/L"];
  for (let number = 0; number < 800; number += 1) {
    const sign = chance.of(["\t", "|"]);
    const who = chance.of(letters);
    const row = (index, cell) => ["97110", "97140"][index].concat(sign, 20 + index, cell === undefined ? "" : sign + cell);
    const heads = ["CPT", "Minutes"].join(sign);
    const name = chance.of(["Provider", "Therapist", "Credentials", "Assistant", "PTA", "Asst", "Prov", "Notes", "Resource", "Modifier1", "Mod 1"]);
    const isFlag = ["Assistant", "PTA", "Asst"].includes(name) && chance.some(0.5);
    const text = chance.of([
      () => `Therapist: ${who}\n${heads}\n${row(0)}\n${row(1)}`,
      () => `${heads}${sign}${name}\n${row(0, isFlag ? "JD" : who)}\n${row(1, isFlag ? "JD" : who)}`,
      () => `${heads}${sign}Provider\n${row(0, who)}\n${row(1, "")}`, // empty: as above
    ])();
    const { rows, ask } = read(text, usual);
    const isKept = ask || rows.every(({ code, minutes }) => code === null || minutes?.assistant_minutes);
    assert.ok(isKept, `${JSON.stringify(text)}: ${JSON.stringify(rows)}`);
  }
});

test("a after a time of day is a.m., never the assistant", () => {
  for (let start = 6 * 60; start < 11 * 60; start += 7) {
    const clock = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    for (const half of ["a", " a", "am", " a.m.", "A"]) {
      const { minutes } = read(`97110 ${clock(start)}${half}-${clock(start + 25)}${half}`, usual).rows[0];
      assert.deepEqual(Object.keys(minutes), ["minutes", "start", "stop"]);
      assert.equal(minutes.minutes, 25);
    }
  }
  assert.deepEqual(readMinutes("10a"), { assistant_minutes: 10 });
  assert.equal(readMinutes("15-20"), null);
});

test("no number below zero is taken for minutes or units", () => {
  for (const sign of ["-", "\u2212", "\u2013", " - "]) {
    for (const person of ["", "t", "a", " min"]) assert.equal(readMinutes(`${sign}20${person}`), null);
    for (const head of ["Code\tMinutes", "Code\tUnits", null]) {
      const { rows, lines } = read([head, `97110\t${sign}20`, "97140\t15"].filter(Boolean).join("\n"), usual);
      assert.deepEqual(lines, []);
      assert.deepEqual(rows.slice(0, 1).map(({ code, minutes }) => [code, minutes]), rows.length ? [[null, null]] : [], "it is left to be read by who pasted it");
    }
  }
  assert.deepEqual(readMinutes("20"), { minutes: 20 });
  assert.equal(read("- gait 10", usual).rows[0].minutes.minutes, 10, "a dash before a name lists it");
});

test("an abbreviation is answered by its own meaning or by none", () => {
  const known = new Set([...data.words.flatMap(({ spellings }) => spellings), ...data.codes.flatMap(({ name, also_called }) => [name, ...also_called])].map((each) => each.toLowerCase().replace(/[^a-z0-9]/g, "")));
  const letters26 = "abcdefghijklmnopqrstuvwxyz";
  for (const one of letters26) {
    for (const two of letters26) {
      for (const text of [one + two, one + two + "x", one + two + "e"]) if (!known.has(text) && !known.has(`${text}s`)) assert.deepEqual(usual.called(text).codes, [], text);
      const text = `${one}${two} training`;
      for (const code of usual.exactly(text) ? [] : usual.called(text).codes) {
        const { name, also_called } = data.codes.find((each) => each.code === code);
        assert.match([name, ...also_called].join(" "), new RegExp(`\\b${one}${two}s?\\b`, "i"), `${text}: ${code}`);
      }
    }
  }
});

test("a name that several codes have is never one of them", () => {
  for (const { spellings, codes } of data.words) {
    for (const spelling of spellings) {
      const { codes: found, sure } = usual.called(spelling);
      assert.ok(sure, spelling);
      if (codes.every((code) => data.codes.find((each) => each.code === code).disciplines.includes("PT")) && !data.words.find(({ spellings: all }) => all === spellings).payers["medicare-part-b"]) assert.deepEqual(found, codes, spelling);
    }
  }
});

const SETTINGS = [{ key: "office", name: "Office", place_of_service: "11" }];

test("what the page copies reads back as the same lines", () => {
  const chance = seeded(19);
  for (let number = 0; number < 300; number += 1) {
    const lines = Array.from({ length: 1 + chance.below(5) }, () => ({ code: chance.of(CODES), modifiers: ["GP", "CQ", "59", "KX", "XE", "76"].filter(() => chance.some(0.4)).slice(0, 4), units: chance.below(20) }));
    const visit = { date_of_service: "2026-11-30", ...(chance.some(0.5) ? { place_of_service: "11" } : {}) };
    const findings = chance.some(0.3) ? [{ severity: "error", of: null, line: null }] : [];
    const result = { lines, findings, choices: chance.some(0.3) ? [{ taken: ["97110"], codes: ["97110", "97140"] }] : [] };
    for (const write of [asText, asTable, asClaimForm]) {
      const read_ = readBilled(write(visit, result, SETTINGS), usual);
      assert.deepEqual(read_.lines.map(({ code, units, modifiers }) => ({ code, modifiers, units })), lines, write.name);
      assert.equal(read_.day, visit.date_of_service);
    }
  }
});

test("every line of a claim is read or told, by its own number", () => {
  const chance = seeded(20);
  for (let number = 0; number < 800; number += 1) {
    const rows = Array.from({ length: 1 + chance.below(6) }, () => (chance.some(0.15) ? "" : Array.from({ length: 1 + chance.below(5) }, () => chance.of(PIECES.filter((piece) => !/[\n]/.test(piece)))).join(" ")));
    const { lines, day, left } = readBilled(rows.join("\n"), usual);
    rows.forEach((row, place) => {
      if (!/[\p{L}\p{N}]/u.test(row)) return;
      const own = lines.filter(({ at: line }) => line === place + 1);
      assert.ok(own.length || left.includes(row.trim()) || day, `${JSON.stringify(rows)} ${place + 1}`);
    });
  }
});

test("reading takes no long time, however odd the text", () => {
  for (const text of ["97110 ".repeat(3000), "9:00-".repeat(3000), ",".repeat(20000), "\"".repeat(3000), "a ".repeat(5000), "1 hr ".repeat(2000), "97110\t20\n".repeat(2000), `total${" ".repeat(20000)}x`, `a${" ".repeat(20000)}b`, "\n".repeat(20000), `3/2/2026T9:00${" ".repeat(20000)}x`, `1${",".repeat(20000)}a`, `$${"1,".repeat(5000)}`]) {
    read(text, usual);
    hasRows(text, usual);
    readBilled(text, usual);
  }
});
