// A visit and a result as JSON (docs/about/contract.md). Written by `python -m sitegen.outputs.script_shapes`.
export interface Alternative { taken: string[]; lines: Line[] }
export interface Authorization {
  obtained?: boolean | null; first_day?: string | null; last_day?: string | null; visits?: number | null; visits_used?: number | null
}
export interface Billed { code: string; units: number; modifiers?: string[]; pointers?: string[] | null }
export interface BothRules { says: string; rules: RuleResult[]; codes: CountedCode[] }
export interface Choice { units: number; codes: string[]; taken: string[]; alternatives: Alternative[] }
export interface Cite { source: string; at: string; tier: "primary" | "secondary" | "unverified" | null }
export interface CountedCode {
  code: string; add_on: string | null; minutes: number; therapist: number; assistant: number; minutes_per_unit: number | null;
  pooled: boolean
}
export interface Fact { name: string; value: string }
export interface Finding {
  kind: "unsettled" | "table" | "counting" | "check"; check: string; severity: "error" | "warning" | "info"; says: string; cites: Cite[];
  of: "lines" | "billed" | null; line: number | null
}
export interface Line { code: string; units: number; modifiers: string[] }
export interface MinutesByUnit { code: string | null; units: UnitMinutes[] }
export interface MoreMinutes { code: string | null; minutes: number }
export interface NotChecked {
  check: string;
  kind: "not-told" | "number-unknown" | "amount-unknown" | "rule-unknown" | "turned-off" | "field-not-read" | "out-of-scope";
  because: string; needs: string[]
}
export interface OtherVisit { discipline: "PT" | "OT" | "SLP"; lines: Billed[]; start?: string | null; stop?: string | null }
export interface PaidLine {
  code: string; units: number; kind: "bundled" | "contractor-priced" | "not-valid" | "not-covered" | "no-data" | "undecided" | null;
  because: string; allowed: string | null; medicare: string | null; patient: string | null; deductible: string | null;
  coinsurance: string | null; reduction: string | null; assistant: string | null; sequestration: string | null
}
export interface Payment {
  lines: PaidLine[]; locality: string; place: string; allowed: string; medicare: string; patient: string; deductible: string;
  coinsurance: string; reduction: string; assistant: string; sequestration: string
}
export interface Plan {
  established?: string | null; first_treatment?: string | null; certified?: string | null; certified_until?: string | null;
  certified_by?: "physician" | "podiatrist" | "optometrist" | "nurse-practitioner" | "clinical-nurse-specialist" | "physician-assistant" | "chiropractor" | "dentist" | "therapist" | null;
  certifier_on_claim?: boolean | null; delay_explained?: boolean | null; recertification?: boolean | null; ordered?: string | null;
  sent?: string | null; verbal_order?: string | null;
  holds?: ("diagnoses" | "goals" | "type" | "amount" | "frequency" | "duration")[] | null
}
export interface Record {
  note?: boolean | null; timed_minutes?: number | null; total_minutes?: number | null; minutes_told?: boolean | null;
  times_told?: boolean | null; codes?: string[] | null; signed?: boolean | null; progress_report?: string | null;
  progress_report_by?: "therapist" | "assistant" | "physician" | null; treatment_days?: number | null; visits?: number | null;
  episode_ended?: boolean | null; discharge_summary?: boolean | null; supervision?: "direct" | "general" | "none" | null;
  days_since_onsite_visit?: number | null
}
export interface Result {
  lines: Line[]; unbilled: Unbilled[]; timed_minutes: number | null; pooled_minutes: number | null; timed_units: number | null;
  total_minutes: number | null; choices: Choice[]; findings: Finding[]; not_checked: NotChecked[]; steps: Step[]; payment: Payment | null;
  both_rules: BothRules; minutes_by_unit: MinutesByUnit[]; tables: TableUsed[]; holds_under: string[]; ask_payer: string | null;
  edition: string
}
export interface RuleResult {
  rule: "pooled" | "midpoint"; followed: boolean; timed_units: number; lines: Line[]; next_unit: MoreMinutes[]; allowed: string | null;
  medicare: string | null; patient: string | null
}
export interface Service {
  code: string; minutes?: number | null; therapist_minutes?: number | null; assistant_minutes?: number | null;
  together_minutes?: number | null; start?: string | null; stop?: string | null; separate?: boolean | null;
  furnished_by?: "therapist" | "assistant" | "directed-student" | "student" | "aide" | "athletic-trainer" | "massage-therapist" | null;
  period_minutes?: number | null; days_of_data?: number | null; area_sq_cm?: string | null; muscles?: number | null
}
export interface Span { start: string; stop: string }
export interface Step {
  kind: "counting" | "assistant" | "modifiers" | "threshold" | "payment" | "finding"; rule: string; says: string; facts: Fact[];
  gives: string; cites: Cite[]
}
export interface TableUsed {
  kind: "pairs" | "unit-limits"; program: "medicare" | "medicaid"; table: "practitioner" | "hospital"; since: string | null;
  until: string | null; title: string; source: string | null; covers_date: boolean; no_row: string[]; not_loaded: string[]
}
export interface Unbilled {
  code: string; minutes: number;
  reason: "no-minutes" | "no-unit" | "below-midpoint" | "payer-rule-unknown" | "below-range" | "above-range" | "quantity-missing" | "add-on-alone";
  because: string
}
export interface UnitMinutes { length: number; therapist: number; assistant: number; earned_by: string | null; modifier: string | null }
export interface Visit {
  date_of_service: string; payer: string; discipline: "PT" | "OT" | "SLP"; services?: Service[]; choose?: string[];
  setting?: "office" | "hospital-outpatient" | "rehabilitation-agency" | "corf" | "skilled-nursing-part-b" | "home-health-part-b" | "critical-access-hospital";
  diagnoses?: string[]; amount_used?: string | null; locality?: string | null; billed?: Billed[] | null; apm?: boolean | null;
  participating?: boolean | null; deductible_left?: string | null; claim_form?: "professional" | "institutional" | null;
  place_of_service?: string | null; telehealth?: boolean | null;
  rendering?: "therapist" | "assistant" | "physician" | "nonphysician-practitioner" | null; incident_to?: boolean | null;
  other_visits?: OtherVisit[]; with_other_patients?: Span[];
  stays?: ("part-a-stay" | "snf-resident" | "home-health-episode" | "hospice")[] | null; abn_given?: string | null;
  referral?: boolean | null; authorization?: Authorization | null; plan?: Plan | null; record?: Record | null; received?: string | null;
  amount_used_year?: number | null; amount_used_disciplines?: ("PT" | "OT" | "SLP")[] | null
}
