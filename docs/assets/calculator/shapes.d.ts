// What the modules of the calculator pass on to each other: the page's data, the entry as it is read, the form and its answer.
import type { TemplateResult } from "../lit-html/lit-html.js";
import type { Labels } from "../result/labels.js";
import type { PayerEntry } from "../result/result_view.js";
import type { Result as WholeResult } from "../result/shapes.js";
import type { handlersOf } from "./handlers.js";
import type { Page } from "./page_data.js";
import type { MINUTES } from "./rows.js";
export type { Calculator } from "./calculator.js";
export type { Vocabulary } from "./vocabulary.js";
export type { Page };

// --- what the page tells (sitegen/pages/form_data.py) -----------------------------------------------------------------

export type Named = { key: string; name: string };
/** What the rules do not have from a date of service on, and up to another or for good; `kind`: of payer. */
export type Missing = { name: string; since: string; until: string | null; kind: string };
export type Word = { spellings: string[]; codes: string[]; payers: Record<string, string[]> };
/** A setting, with the place of service that is usual on its professional claims. */
export type Setting = Named & { place_of_service?: string };
export type Discipline = Named & { modifier: string; assistant: string; threshold: string };

export interface CodeEntry {
  code: string; name: string; also_called: string[]; disciplines: string[]; kind: "timed" | "untimed" | "not-in-use";
  minutes_per_unit: number | null; add_on: string | null; base: string | null;
  reads?: [field: string, label: string]; // what the code counts where minutes of the visit do not
}

export interface PageData {
  site: string; edition: string; fingerprint: string; earliest_date_of_service: string; deepest: number;
  visit: Visit | null; result: Result | null; answers: Record<string, string>;
  codes: CodeEntry[]; words: Word[]; modifiers: Named[]; settings: Setting[]; places: Named[]; disciplines: Discipline[];
  payers: PayerEntry[]; labels: Labels;
  buckets: (Named & { disciplines: string[] })[]; // of the KX threshold
  limits: Record<string, { threshold: string | null; review: string | null }>;
  missing: Missing[];
  fields: Record<string, string[] | string | null>;
}

// --- visits and results, as the contract writes them ------------------------------------------------------------------

export type Visit = Record<string, any>;
export type ClaimLine = { code: string; units: number; modifiers: string[]; pointers?: string[] };
export type EngineError = { field: string; message: string; kind?: string; found?: string };
export type Result = WholeResult & { errors?: EngineError[] }; // where it has errors it has nothing else
export type Answer = { visit: Visit; result: Result };
export type Minutes = { [field in MinutesField]?: number } & { start?: string; stop?: string };

// --- an entry as it is read (tokens.js, parse_*.js) -------------------------------------------------------------------

export type Person = "t" | "a" | "b"; // therapist, assistant, both together
export type Cell = { text: string; start: number; end: number };

/** A piece of a text; beside place and kind it has what its kind has. */
export interface Piece extends Cell {
  kind: string; // date, span, unclear, code, suffix, minutes, units, money, glue, word or other
  iso?: string | null; // a date as the contract writes it
  code?: string;
  modifier?: string; // of a suffix
  value?: number; // minutes or units
  unit?: boolean; // they are called minutes
  person?: Person | null;
  minutes?: number; began?: string; ended?: string; // of a span, with the times at which it began and ended
  clock?: string; // a time of day alone
}

/** Pieces that belong together: a name, a person, minutes. Beside kind and text it has what its kind has. */
export interface Atom {
  kind: string; // code, name, words, other, minutes, span, units, person, modifier, money, date, glue, unclear, or cell of a table
  text: string; pieces: Piece[]; code: string;
  codes: string[]; // that a name may mean
  modifier?: string | string[];
  person: Person | null;
  value: number; unit?: boolean; minutes: number; began: string; ended: string; // as of a piece
  column?: Column; isLeft?: boolean;
}

/** Joins a number of pieces to an atom. */
export type Add = (kind: string, number: number, more?: Partial<Atom>) => void;

/** What a service lasted and who furnished it. */
export interface Time {
  minutes?: Minutes;
  units?: number | null;
  furnishedBy?: Person | null; // the person of units without minutes
  left?: (Atom | Left)[];
  is59?: boolean; // the minutes may be modifier 59
  few?: boolean; // the minutes are so few that they may be units
  question?: string | null;
}

export type Day = { iso: string | null; text: string };
/** What was left out: a text, or the name of a column. */
export type Left = { text: string; column?: string; pieces?: Piece[] };

/** A line of the text, or a row of a table. */
export interface Line {
  services: Service[]; isFirst: boolean; date: Day | null;
  days?: string[]; // all days of a row
  isAboveDay?: boolean; // a row below it is of another day
  claim?: number; // the number of the claim it is of
  words?: Map<Service, string>; // the words beside each service
}

export interface Service extends Time {
  code: string | null; candidates: string[]; modifiers: string[]; atoms: Atom[]; label: string; name: string; text: string;
  question: string | null; // why it cannot be read whole: name or unread
  left: (Atom | Left)[];
  loose: Atom[]; // words that belong to nothing
  line?: Line; keys?: Keys;
  isDone?: boolean; // nothing more belongs to it
  asksWho?: string | null; // where letters are that may be an assistant's
}

/** What is one and the same for a visit, by the names of columns; and the days and persons of a row. */
export type Keys = { named: Record<string, string>; days: Day[]; who: Column[] };
export type Head = { name: string; role: string };
export type Column = Head & { cell: Cell; place: number };
export type Table = { heads: Head[] | null; above: Cell[][]; head: Cell[]; rows: Cell[][] };

export interface Found {
  services: Service[]; dates: (Day & { pieces: Piece[] })[]; left: Left[]; heads: Piece[]; glue: Piece[];
  claims?: number; // so far
  lastDate?: Day;
}

/** Answers to questions, by what they are about. */
export type Answers = Record<string, any>;
export type Question = { about: string; says: string; choices: { label: string; answer: Answers }[] };

/** A service; without a code it is asked by its candidates, and `text` is what was there. */
export type EnteredRow = { code: string | null; text: string; candidates: string[]; minutes: Minutes | null };
/** A piece and where it went: service, date, left, ask, head or glue. */
export type Part = Cell & { as: string; service?: number };

/** What a text has: either a question, and then nothing else is to be entered yet, or services. */
export interface Entry {
  rows: EnteredRow[];
  lines: ClaimLine[]; // where units were said to be billed ones
  day: string | null; // the date of service
  left: { text?: string; column?: string }[];
  ask: Question | null; // reading again with an answer added goes on
  parts: Part[];
}

/** A claim line at its line of the text; one that cannot be read has no units, so that nobody takes the rest for the whole. */
export type BilledLine = Omit<ClaimLine, "units"> & { units: number | null; at: number; wrong?: string };
export type Billed = { lines: BilledLine[]; left: string[]; day: string | null };
/** A line of the text, and what was found so far; `whose`: what tells whose claim it is, by column. */
export type BilledPlace = { at: number; written: string; found: FoundBilled };
export type FoundBilled = { lines: BilledLine[]; days: { day: string; at: number; line?: BilledLine }[]; left: string[]; claims: number; whose?: string[] };

// --- the form ---------------------------------------------------------------------------------------------------------

export type MinutesField = (typeof MINUTES)[number];
export type RowField = "code" | MinutesField;

/** A service of the form; its code and its minutes as typed. */
export interface Row extends Record<RowField, string> {
  id: string;
  carried: Record<string, any>; // fields of the service that have no input, and what the code counts, as typed
  reads: string | null; // the field of what the code counts, where it does not count minutes of the visit
  meant: { text: string; codes: string[] } | null; // the codes that a pasted name may mean
  ofExample: boolean; // nobody entered it
  began: number | null; // when its timer was started, in milliseconds; null where it does not run
  over: number; // seconds with which the timer goes on
  said: string; // what the timer has added, until the next change
}

export type Field = "payer" | "date_of_service" | "discipline" | "setting" | "amount_used" | "locality" | "deductible_left" | "billed" | "other_visits";
/** The inputs of the visit, as typed. */
export type Fields = Record<Field, string>;

/** A question about a text, and the row that it was entered in. */
export interface Asking {
  ask: Question; row: string; text: string;
  answers: Answers; // given before
  entered: string | null; // the label of the visit that is in the form, of several
}

export type YearVisit = { date_of_service: string; discipline: string; allowed: string };
export interface Year {
  visits: YearVisit[]; // that were added
  used: Record<string, number>; // cents by bucket
  bucket: string; // the one that the amount in the form belongs to
  sums: string | null; // the year that amounts were added up for
  said: string;
  lacksAmount: boolean; // a visit was to be added that has no amount, so far
}

/** A visit of the day's list, with its lines; `amount`: cents, null where it is not known. */
export type KeptVisit = { number: number; visit: Visit; lines: ClaimLine[]; units: number; errors: number; amount: number | null };
export interface DayList {
  visits: KeptVisit[];
  reopened: number | null; // the number of the visit that is in the form again
  made: number; // visits so far, which numbers the next
  said: unknown;
}

/** The codes that this browser remembers. */
export type Kept = { favorites: string[]; recent: string[] };
export type EngineState = { state: "idle" | "loading" | "ready" | "failed"; reason?: string };

export interface State {
  fields: Fields; apm: boolean; rows: Row[];
  outside: boolean; // the practice does not participate
  assisted: boolean; // an assistant took part
  made: number; // rows so far, which numbers the next
  choose: string[]; // codes preferred in a tie
  carried: Visit; // fields of a link's visit that the form does not show
  pointers: Map<string, string[]>; // of a link's billed lines, by the line as written
  billed: Billed; // the lines as billed, as read
  others: Billed; // the other therapy lines of the day, as read
  entered: string[]; // the rows of the visit's services
  notices: string[]; // on a link
  remarks: string[]; // on what was entered, with which nothing is wrong
  problems: { errors: EngineError[]; entered: string[] };
  asking: Asking | null; past: readonly string[]; kept: Kept | null; year: Year;
  isExample: boolean; // the example is shown, and nothing was entered
  isUnsaved: boolean; // the visit has changed since it was copied, printed or kept
  together: boolean; // timers may run together
  day: DayList;
  open: Record<"more" | "standing" | "audit" | "own", boolean>; // folds
  fees: { fees: Map<string, number>; name: string } | null;
  feeSaid: { text: string; problems: string[] }; // what the fee table was read as
  // Of the answer:
  engine: EngineState;
  newer: string; // rules than the page's, in words
  sent: Visit | null; // the visit that is computed
  answer: Answer | null; // the last one
  foreseen: ClaimLine[] | null; // lines of an example, which the page knows before the engine runs
  drawn: Record<"first" | "next" | "then", Answer | null>; // what the parts of the result show
  isWaiting: boolean; // an answer is on its way
  isStale: boolean; // the entry has changed since the answer, and has none
  spoken: string; // for screen readers
  copied: unknown; // what is said beside the buttons that copy lines
  asked: unknown; // what is said beside the button that copies the question to the payer
  linked: unknown; // and beside the one that copies the link
  sheet: unknown; // what is printed
}

/** An input: of a row, or of the visit. */
export type Place = { row?: string; field: string };
/** Where the user goes on after an action, null to stay; and what is said of it. */
export type Outcome = { place: Place | null; remarks?: string[] };
/** Where the user is; null outside of the form. */
export type Focus = { row: string | null; field: string | null } | null;
/** The input that a message is about. */
export type About = { row: Row | null; field: string };

/** Messages at their fields. */
export interface Placed {
  wrong: Map<string, string[]>; // by the field, or by row and field as "row1.code"
  offers: Map<string, string[]>; // by row the codes that its name may mean
  others: string[]; // that belong to no field
  number: number; // of all
}

export type Template = TemplateResult;
export type Handlers = ReturnType<typeof handlersOf>;
/** What a drawing of the page is made of; `isListed`: with the list of all codes, in a task of its own, after the form. */
export type Shown = { state: State; page: Page; placed: Placed; isListed: boolean };
