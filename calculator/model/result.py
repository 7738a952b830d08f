"""The result of a visit: lines, findings, steps, amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from calculator.model.checks import Severity
from calculator.model.sources import Cite, EditTable, Program

Reason = Literal[
    "no-minutes",
    "no-unit",
    "below-midpoint",
    "payer-rule-unknown",
    "below-range",
    "above-range",
    "quantity-missing",
    "add-on-alone",
]
"""Why a code earns no unit. The last four are of codes whose units a visit's minutes do not count: what the code counts
is below or above its range, the visit does not tell it, or the code is an add-on that was entered as a service."""

StepKind = Literal["counting", "assistant", "modifiers", "threshold", "payment", "finding"]
"""The part of the work that a step belongs to; `finding` is how a finding was made."""

FindingKind = Literal["unsettled", "table", "counting", "check"]
"""`unsettled`: sources conflict or leave it open. `table`: a table of claims edits is for other days than the visit.
`counting`: from the counting itself. `check`: every other finding of a check."""

NotCheckedKind = Literal[
    "not-told", "number-unknown", "amount-unknown", "rule-unknown", "turned-off", "field-not-read", "out-of-scope"
]
"""Why something was not checked: the visit does not have it; a number of the day, an amount or the payer's rule is not
known; the payer's file turns the check off; no check reads the field; or this reference does not compare it at all."""

UnpricedKind = Literal["bundled", "contractor-priced", "not-valid", "not-covered", "no-data", "undecided"]
"""Why a claim line has no amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number or word that a step looked at."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the derivation."""

    kind: StepKind
    """The part of the work that it belongs to."""
    rule: str
    """The file the step follows, as `payers/medicare-part-b`."""
    says: str
    """What was done and why."""
    facts: tuple[Fact, ...]
    """What was looked at."""
    gives: str
    """What came out."""
    cites: tuple[Cite, ...]
    """Where the rule stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a biller should know about the visit."""

    kind: FindingKind
    """Where it comes from, and whether sources leave it open."""
    check: str
    """Its name, such as `unsettled`."""
    severity: Severity
    says: str
    cites: tuple[Cite, ...] = ()
    of: Literal["lines", "billed"] | None = None
    """Which list `line` points into."""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A claim line: units of one code with one set of modifiers."""

    code: str
    units: int
    modifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbilled:
    """A code that earns no unit."""

    code: str
    minutes: int
    reason: Reason
    because: str
    """The reason in words that fit this visit: page, worked examples and command line print them as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another right answer where a tie leaves the choice."""

    taken: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A tie between codes for the last unit or units."""

    units: int
    codes: tuple[str, ...]
    taken: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """A check that was not made, or a field that no check reads."""

    check: str
    kind: NotCheckedKind
    because: str
    """The reason in words."""
    needs: tuple[str, ...] = ()
    """The fields it concerns, such as `plan.certified`; of several missing ones any is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLine:
    """The amounts of a claim line, in USD; none, with the reason, where it has no price."""

    code: str
    units: int
    kind: UnpricedKind | None = None
    """Why it has no price; null where it has one."""
    because: str = ""
    """The same in words."""
    allowed: Decimal | None = None
    """The fee schedule amount after the multiple procedure reduction."""
    medicare: Decimal | None = None
    """What Medicare pays."""
    patient: Decimal | None = None
    """Deductible and coinsurance."""
    deductible: Decimal | None = None
    coinsurance: Decimal | None = None
    reduction: Decimal | None = None
    """What the multiple procedure reduction took away."""
    assistant: Decimal | None = None
    """What CQ or CO took away from Medicare's part."""
    sequestration: Decimal | None = None
    """What sequestration took away from Medicare's part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """The amounts of a visit, in USD, by line and together."""

    lines: tuple[PaidLine, ...]
    locality: str
    place: str
    allowed: Decimal
    medicare: Decimal
    patient: Decimal
    deductible: Decimal
    coinsurance: Decimal
    reduction: Decimal
    assistant: Decimal
    sequestration: Decimal


CommonRule = Literal["pooled", "midpoint"]
"""The two common ways to count units: the day's minutes together, or each service by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreMinutes:
    """How many more minutes would have given one more unit."""

    code: str | None
    """Of which code; null where the minutes of the pool count together."""
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The visit under one of the two common counting rules."""

    rule: CommonRule
    followed: bool
    """Whether the payer counts this way on the day; neither is where its rule is not known."""
    timed_units: int
    lines: tuple[Line, ...]
    next_unit: tuple[MoreMinutes, ...]
    allowed: Decimal | None
    """What Medicare would allow for these lines, in USD, where amounts are computed."""
    medicare: Decimal | None
    patient: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedCode:
    """The minutes of a code, whose they are, and what one unit of it stands for."""

    code: str
    add_on: str | None
    """The code of every unit after the first, which has no minutes of its own."""
    minutes: int
    therapist: int
    """Minutes of the therapist, those together with the assistant included."""
    assistant: int
    minutes_per_unit: int | None
    """Null for an untimed code."""
    pooled: bool
    """Whether the pooled rule adds its minutes to those of other codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BothRules:
    """The visit under both common counting rules, whichever the payer follows."""

    says: str
    """Why they differ, or why they do not."""
    rules: tuple[RuleResult, ...]
    """Empty, like `codes`, where the visit has no minutes."""
    codes: tuple[CountedCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMinutes:
    """The minutes in the place of one unit: whose they are, and whether they earn it."""

    length: int
    """Minutes of a full unit."""
    therapist: int
    """Minutes of the therapist, those together with the assistant included."""
    assistant: int
    earned_by: str | None
    """The code that gets the unit, as it was entered; null where these minutes earn none."""
    modifier: str | None = None
    """CQ or CO, where the unit carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesByUnit:
    """The minutes of a timed code, or of the pool, laid out unit by unit."""

    code: str | None
    """The code, as it was entered; null for the pool as a whole."""
    units: tuple[UnitMinutes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUsed:
    """A table of claims edits that was looked into for the visit, or what no loaded table has."""

    kind: Literal["pairs", "unit-limits"]
    program: Program
    table: EditTable
    since: date | None
    """First day the table is for; null where the codes are in no table that was loaded."""
    until: date | None
    """Last day the table is for, or null."""
    title: str
    """What people call it, made from the fields before it."""
    source: str | None
    covers_date: bool
    """Whether the date of service is one of its days."""
    no_row: tuple[str, ...] = ()
    """Codes without a unit limit in it. That is not the same as no limit: CMS does not publish every value."""
    not_loaded: tuple[str, ...] = ()
    """Codes of the visit that no loaded table has, so that nothing is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer for a visit."""

    lines: tuple[Line, ...]
    unbilled: tuple[Unbilled, ...]
    timed_minutes: int | None
    """Null, as all that rests on minutes, for a visit that has billed lines alone."""
    pooled_minutes: int | None
    timed_units: int | None
    total_minutes: int | None
    choices: tuple[Choice, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    steps: tuple[Step, ...]
    payment: Payment | None
    both_rules: BothRules
    minutes_by_unit: tuple[MinutesByUnit, ...]
    tables: tuple[TableUsed, ...]
    holds_under: tuple[str, ...]
    ask_payer: str | None
    edition: str
