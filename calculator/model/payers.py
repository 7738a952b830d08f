"""Modifiers, payers and their rules, and numbers that change over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from calculator.model.sources import Cite, Mistake, Question, Statement
from calculator.model.visit import Discipline, Example, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """A two-character modifier of a claim line."""

    name: str
    """Our own short name."""
    role: Literal[
        "discipline", "assistant", "threshold", "separate-service", "notice", "telehealth", "extent", "repeat", "other"
    ]
    """What it is for. The calculator sets those of the first three roles; no other is ever set."""
    place: int
    """Its place among the modifiers of a line: 1 comes first."""
    answer: Statement
    """What it says on a claim, in one or two sentences."""
    disciplines: tuple[Discipline, ...] = ()
    """Disciplines it belongs to; empty for all."""
    required_when: tuple[Statement, ...] = ()
    """When it must stand on a line."""
    forbidden_when: tuple[Statement, ...] = ()
    """When it must not."""
    also: tuple[str, ...] = ()
    """Other modifiers that this page is about, such as `CI` to `CN` beside `CH`."""
    used_with: tuple[Statement, ...] = ()
    """With which others it stands, and with which never."""
    by_payer: tuple[Statement, ...] = ()
    """Who asks for it, and who does not."""
    effect: tuple[Statement, ...] = ()
    """What it does to payment."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    examples: tuple[Example, ...] = ()
    """Worked examples."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChoice:
    """Which named method a payer follows from a date on."""

    since: date
    """First date of service it holds for."""
    method: str
    """Name of the method; `unknown` where nothing was found."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    note: str = ""
    """A remark for the page."""
    not_in: tuple[Setting, ...] = ()
    """Settings where it does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerPair:
    """Two codes of one day for which a payer wants a modifier, beside or against the table of Medicare."""

    codes: tuple[str, ...]
    """The two codes."""
    mark: str
    """The code that carries the modifier."""
    modifiers: tuple[str, ...]
    """Any of them will do."""
    cites: tuple[Cite, ...]
    """Where that comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that a payer takes for one day."""

    counts: Literal["timed-units", "visits"]
    """What is counted."""
    most: int
    """The most of it in one day."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    disciplines: tuple[Discipline, ...] = ()
    """Disciplines it holds for; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """A check that a clinic turns off or down for a payer, with the reason."""

    check: str
    """Name of a file in `rules/checks/`."""
    severity: Literal["error", "warning", "info", "off"]
    """What it counts as; `off` drops its findings, and the result says that they were not looked for."""
    because: str
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Somebody who pays for therapy, and the rules followed."""

    name: str
    """What the payer is called."""
    kind: Literal[
        "medicare", "medicare-advantage", "medicaid", "commercial", "government", "workers-compensation", "convention"
    ]
    """What kind of payer; `convention` is a rule many payers follow rather than a payer."""
    answer: Statement
    """How it counts, in one or two sentences."""
    unit_rule: tuple[RuleChoice, ...]
    """How minutes become units, by date."""
    assistant_rule: tuple[RuleChoice, ...]
    """Whether and how CQ and CO are worked out, by date."""
    threshold_rule: tuple[RuleChoice, ...]
    """Whether KX marks a threshold, by date."""
    ask: tuple[str, ...] = ()
    """What to ask the payer where a rule is unknown."""
    pairs: tuple[PayerPair, ...] = ()
    """Same-day edits of its own."""
    caps: tuple[Cap, ...] = ()
    """Limits that a claim can be held against."""
    checks: tuple[HouseRule, ...] = ()
    """Checks that are turned off or down for it."""
    modifiers: tuple[Statement, ...] = ()
    """What it wants on the line."""
    limits: tuple[Statement, ...] = ()
    """Caps on units and visits."""
    billing: tuple[Statement, ...] = ()
    """What else to know when billing it."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    examples: tuple[Example, ...] = ()
    """Worked examples."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number from a date on."""

    since: date
    """First date of service it holds for."""
    value: Decimal | Literal["expected"]
    """The number as text, or `expected` where a change is known to come and its number is not."""
    cites: tuple[Cite, ...]
    """Where it comes from."""
    note: str = ""
    """A remark for the page."""
    proposed: Decimal | None = None
    """What was proposed, with `cites` of the proposal, where the number is `expected`. It is shown as proposed and never
    computed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """Codes that a reduction leaves out from a date on."""

    since: date
    """First date of service it holds for."""
    codes: tuple[str, ...]
    """All of them: the next entry, where there is one, takes the place of this one."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    undecided: tuple[str, ...] = ()
    """Codes of which no text that was read says whether they are left out."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Disciplines whose amounts are added up together."""

    name: str
    """What people call it."""
    disciplines: tuple[Discipline, ...]
    """The disciplines that share it."""
    cites: tuple[Cite, ...]
    """Where that comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number that an agency or payer can change."""

    name: str
    """What it is called."""
    unit: Literal["minutes", "days", "percent", "USD", "USD per RVU", "share"]
    """What it is counted in."""
    answer: Statement
    """What it is, in one or two sentences."""
    holds: Literal["until-changed", "calendar-year"]
    """`calendar-year` keeps last year's number out of the next year."""
    values: tuple[Value, ...]
    """The numbers, by date."""
    spares: tuple[Spared, ...] = ()
    """Codes that it is not put on, by date; only the assistant's factor has some."""
    buckets: tuple[Bucket, ...] = ()
    """What an amount of the patient's year is added up by; each discipline is in one of them."""
    used_for: tuple[Statement, ...] = ()
    """What is worked out with it."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    examples: tuple[Example, ...] = ()
    """Visits whose answer hangs on it."""
    published: Statement | None = None
    """Where its next number is published, and when."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""
