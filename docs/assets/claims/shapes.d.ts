// A worklist as `rehab-rules audit --json` prints it (calculator/claims/worklist.py), and the state of the page.
import type { Result } from "../result/shapes.js";
import type { Labels } from "../result/labels.js";
import type { PageData as FormData } from "../calculator/shapes.js";
import type { Progress } from "./checking.js";

export type Severity = "error" | "warning" | "info";
export type Visit = Record<string, any>;

export interface Item {
  number: number; severity: Severity; check: string; kind: string; says: string;
  visit: number | null; line: number | null; code: string | null; patient: number; provider: number; date: string | null;
  payer: string; discipline: string | null; file: number; place: string; allowed: string | null; charge: string | null;
  difference?: string; codes?: string[]; denials?: string[];
}

export interface VisitEntry {
  visit: number; patient: number; provider: number; file: number; place: string; account?: string;
  lines: { place: string; charge: string | null }[]; given: Visit; allowed: string | null; checked: boolean;
}

export interface FileCount {
  file: number; kind: string; parts: number; read: number; stepped_over: number; reported: number; claims: number;
  lines: number; in_visits: number; skipped: Record<string, number>;
}

export interface Problem { file: number; place: string; found: string; expected: string; severity: Severity }

export interface Worklist {
  files: FileCount[]; items: Item[]; counts: Record<string, number>; checks: Record<string, number>; names: Record<string, string>;
  denials: Record<string, { name: string; says: string; do_now: string }>; at_stake: { allowed: string; charge: string };
  visits: VisitEntry[]; problems: Problem[]; edition: string;
  kx: { patient: number; year: number; disciplines: string[]; allowed: string; passed_with: number | null }[];
  remittance: null | {
    services: Record<string, number>; claims_without_services: number; compared_with_fees: boolean; joined_visits: number;
    visits_without_remittance: number; adjustments: { group: string; reason: string; amount: string; name: string }[];
  };
  not_checked: { check: string; kind: string; because: string; needs: string[]; visits: number }[];
}

export interface Settings {
  payer: string; locality: string; discipline: string; setting: string; whole_year: boolean; accounts: boolean;
  columns: Record<string, string>;
}

/** What of the worklist is shown; an empty text shows all. */
export interface Filters { severity: string; check: string; payer: string; provider: string; code: string; week: string; search: string }
export type Sort = "number" | "date" | "code" | "stake" | "check";

export type PageData = Pick<FormData, "payers" | "places" | "settings" | "codes" | "modifiers" | "fields" | "deepest"
  | "earliest_date_of_service" | "disciplines"> & { columns: string[] };

/** A table whose columns are asked about. */
export interface Asked { file: number; columns: [header: string, field: string][] }

export interface State {
  files: File[]; minutes: File[]; pasted: string; settings: Settings; isOver: boolean;
  said: string; // what went wrong
  progress: Progress | null;
  worklist: Worklist | null; bytes: Uint8Array<ArrayBuffer> | null;
  asked: Asked[];
  filters: Filters; sort: Sort; shown: number;
  open: { visit: VisitEntry; item: number; result: Result | null; failed: string } | null;
  lines: { texts: string[]; left: number } | null; // to type, as far as they are computed
  copied: string; labels: Labels | null;
}
