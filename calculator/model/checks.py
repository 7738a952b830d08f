"""Claim checks and the known faults that they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from calculator.model.sources import Question, Statement
from calculator.model.visit import Example

Severity = Literal["error", "warning", "info"]
"""`error` stops payment or breaks a rule, `warning` may be questioned, `info` explains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something the calculator looks for in a visit; its file is named after the fault."""

    name: str
    """Our own short name."""
    subject: Literal[
        "counting",
        "units",
        "modifiers",
        "assistant",
        "pairs",
        "threshold",
        "audit",
        "plan",
        "record",
        "times",
        "diagnoses",
        "payer",
        "setting",
    ]
    """Where it is filed in the index."""
    edition: str
    """The edition that brought it, as `2026.1`."""
    severity: Severity
    """How bad it is: `error` stops payment or breaks a rule, `warning` may be questioned, `info` explains."""
    answer: Statement
    """What it finds, in one or two sentences."""
    examples: tuple[Example, ...]
    """At least one visit in which it must be found, and one mended in which it must not."""
    method: str = ""
    """Name of the function in `calculator/checks/` that looks for it; empty where the counting itself tells it."""
    needs: tuple[str, ...] = ()
    """What the visit must tell, such as `billed` or `plan.certified`; without it the check is listed as not checked."""
    payers: tuple[str, ...] = ()
    """Payers it holds for, by key or by kind; empty for all."""
    elsewhere: Severity | None = None
    """How bad it is for other payers; empty where it is not looked for there."""
    while_calculating: Severity | None = None
    """How bad it is where nothing was billed yet, if that differs."""
    since: date | None = None
    """First date of service it holds for."""
    until: date | None = None
    """Last date of service it holds for."""
    reads: tuple[str, ...] = ()
    """What else of the visit the method reads, where the visit has it."""
    modifiers: tuple[str, ...] = ()
    """Modifiers, where the method reads some; what they mean to it stands at the method."""
    others: tuple[str, ...] = ()
    """Other modifiers, where the method reads some."""
    codes: tuple[str, ...] = ()
    """Codes, where the method reads some."""
    words: tuple[str, ...] = ()
    """Words, where the method reads some."""
    finds: str = ""
    """What the finding says, where the method leaves that to the file."""
    most: int | None = None
    """A count, where the method reads one."""
    years: int | None = None
    """Calendar years, where the method reads them."""
    numbers: tuple[str, ...] = ()
    """Numbers in `rules/parameters/`, where the method reads one."""
    why: tuple[Statement, ...] = ()
    """What happens where nobody looks: denial, review, repayment."""
    fix: tuple[Statement, ...] = ()
    """What to do about it."""
    denial_codes: tuple[str, ...] = ()
    """CARC and RARC codes that a remittance shows for it."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFault:
    """Something that can be wrong with a claim, and who looks for it."""

    says: str
    """What must hold, in our own words."""
    found_by: tuple[str, ...] = ()
    """Checks that look for it, by name."""
    read_on: tuple[str, ...] = ()
    """Pages whose checklist has it, because only a person can decide it."""
    because: str = ""
    """Why nothing looks for it, or what else there is to know."""
