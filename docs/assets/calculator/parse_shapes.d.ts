// What the modules that read an entry (parse_*.js) pass on to each other.
import type { Minutes } from "./rows.js";
import type { Cell, Person, Piece } from "./tokens.js";

/** Pieces that belong together: a name, a person, minutes. Beside kind and text it has what its kind has. */
export interface Atom {
  /** code, name, words, other, minutes, span, units, person, modifier, money, date, glue, unclear, or cell of a table */
  kind: string;
  text: string;
  pieces: Piece[];
  code: string;
  /** The codes that a name may mean. */
  codes: string[];
  modifier?: string | string[];
  person: Person | null;
  /** Minutes or units. */
  value: number;
  /** It is called minutes. */
  unit?: boolean;
  /** Minutes of a span. */
  minutes: number;
  began: string;
  ended: string;
  column?: Column;
  isLeft?: boolean;
}

/** What a service lasted and who furnished it. */
export interface Time {
  minutes?: Minutes;
  units?: number | null;
  /** The person of units without minutes. */
  furnishedBy?: Person | null;
  left?: (Atom | Left)[];
  /** The minutes may be modifier 59. */
  is59?: boolean;
  /** The minutes are so few that they may be units. */
  few?: boolean;
  question?: string | null;
}

export interface Day {
  iso: string | null;
  text: string;
}

/** A line of the text, or a row of a table. */
export interface Line {
  services: Service[];
  isFirst: boolean;
  date: Day | null;
  /** All days of a row. */
  days?: string[];
  /** A row below it is of another day. */
  isAboveDay?: boolean;
  /** The number of the claim it is of. */
  claim?: number;
  /** The words beside each service. */
  words?: Map<Service, string>;
}

export interface Service extends Time {
  code: string | null;
  candidates: string[];
  /** Why it cannot be read whole: name or unread. */
  question: string | null;
  left: (Atom | Left)[];
  modifiers: string[];
  /** Words that belong to nothing. */
  loose: Atom[];
  atoms: Atom[];
  label: string;
  name: string;
  text: string;
  line?: Line;
  /** Nothing more belongs to it. */
  isDone?: boolean;
  keys?: Keys;
  /** Where letters are that may be an assistant's. */
  asksWho?: string | null;
}

/** What is one and the same for a visit, by the names of columns; and the days and persons of a row. */
export interface Keys {
  named: Record<string, string>;
  days: Day[];
  who: Column[];
}

export interface Column {
  cell: Cell;
  place: number;
  name: string;
  role: string;
}

export interface Head {
  name: string;
  role: string;
}

/** What was left out: a text, or the name of a column. */
export interface Left {
  text: string;
  column?: string;
  pieces?: Piece[];
}

export interface Found {
  services: Service[];
  dates: (Day & { pieces: Piece[] })[];
  left: Left[];
  heads: Piece[];
  glue: Piece[];
  /** Claims so far. */
  claims?: number;
  lastDate?: Day;
}

export interface Table {
  heads: Head[] | null;
  above: Cell[][];
  head: Cell[];
  rows: Cell[][];
}

/** Answers to questions, by what they are about. */
export type Answers = Record<string, any>;
