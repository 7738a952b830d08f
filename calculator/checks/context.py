"""What every check looks at: the visit, the lines, what the minutes support, and the rules of the day.

>>> Found(says="CQ and CO stand on one line.", line=0).severity is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from calculator.claims_edits import Looked
from calculator.counting.compare_rules import Most
from calculator.counting.quantities import Measured
from calculator.counting.services import CodeMinutes
from calculator.counting.threshold import Standing
from calculator.coverage import with_dot
from calculator.dated import Number, in_force
from calculator.model import (
    Check,
    Cite,
    Code,
    EditTable,
    FindingKind,
    FunctionalCode,
    Line,
    Payer,
    Rules,
    Severity,
    TableUsed,
    Visit,
)
from calculator.per_rule_set import once


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fault that a method found; the check's file says how bad it is.

    Attributes:
        says: what was found and what would be right.
        line: index of the line it concerns, or None.
        cites: where that stands, beside the sources of the check itself.
        facts: what was looked at, for the step of the derivation.
        severity: where this one is milder or worse than the check's file says.
        by_cites_alone: true where the sources of the check itself do not speak of this one.
        kind: `table` for a table of claims edits of other days than the visit.
    """

    says: str
    line: int | None = None
    cites: tuple[Cite, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    severity: Severity | None = None
    by_cites_alone: bool = False
    kind: FindingKind = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """What a method could not look at; the check is then listed as not checked.

    Attributes:
        because: what is not known.
    """

    because: str


@dataclass(slots=True, kw_only=True)
class Claim:
    """A visit with its claim lines, as the checks see it; the runner exchanges `check` and `numbers` for each check.

    Attributes:
        visit: the visit as it was read.
        rules: the rule set.
        check: the file of the check that is looking.
        services: what was done, by the code that minutes are entered under.
        lines: the billed lines where there are any, else the computed ones.
        of: which of the two `lines` is.
        supported: every set of lines that the minutes support; more than one where a tie leaves the choice.
        counted: False where the payer's unit rule is unknown, so that `supported` lacks the timed codes.
        marked: True where the payer's way of marking an assistant's units is known and used.
        measured: the units of the untimed codes, and what the visit tells of what they count.
        unmarked: codes of which no source says whether an assistant's part is marked.
        standing: where the patient's year stood before the visit.
        amounts: the allowed amount of each of `lines`, in their order; None where it is not known.
        most: the most units that either common rule supports, where `counted` is False and there are billed lines.
        numbers: the parameters that the check asks for, on the date of service.
        pairs: what the tables of pairs say of the codes of the day, once a check has asked.
        tables: the tables of claims edits that the checks have looked into.
    """

    visit: Visit
    rules: Rules
    check: Check
    services: Mapping[str, CodeMinutes]
    lines: tuple[Line, ...]
    of: Literal["lines", "billed"]
    supported: tuple[tuple[Line, ...], ...]
    counted: bool
    marked: bool
    standing: Standing
    amounts: tuple[Decimal | None, ...]
    most: Most | None = None
    measured: Mapping[str, Measured] = field(default_factory=dict)
    unmarked: frozenset[str] = frozenset()
    numbers: Mapping[str, Number] = field(default_factory=dict)
    pairs: Looked | None = None
    tables: list[TableUsed] = field(default_factory=list)

    @property
    def on(self) -> date:
        """The date of service."""
        return self.visit.date_of_service

    @property
    def payer(self) -> Payer:
        """The payer's file."""
        return self.rules.payers[self.visit.payer]

    @property
    def form(self) -> Literal["professional", "institutional"]:
        """Which claim form: what the visit says, else an office bills professional claims and others do not."""
        return self.visit.claim_form or ("professional" if self.visit.setting == "office" else "institutional")

    @property
    def table(self) -> EditTable:
        """Which table of claims edits the form is held against."""
        return "practitioner" if self.form == "professional" else "hospital"

    def code(self, code: str) -> Code | None:
        """A code's file; None for a code that this reference does not have."""
        return self.rules.codes.get(code)

    def timed(self, code: str) -> bool:
        """True for a code that is counted by minutes on that day."""
        known = self.code(code)
        entry = in_force(known.counting, self.on) if known else None
        return entry is not None and entry.kind == "timed"

    def in_use(self, code: str) -> bool:
        """False for a code of this reference that had ended, had not begun or is not known for that day."""
        known = self.code(code)
        entry = in_force(known.counting, self.on) if known else None
        return known is None or (entry is not None and entry.kind in ("timed", "untimed"))

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The diagnoses as the tables write them: in capitals, with the dot."""
        return tuple(with_dot(code) for code in self.visit.diagnoses)

    def measure(self, code: str) -> Measured | None:
        """How an untimed code, or the base of an untimed add-on, was counted; None for every other."""
        services = (service for service in self.services.values() if code in (service.add_on, service.code))
        found = max(services, key=lambda service: service.add_on == code, default=None)
        return self.measured.get(found.code) if found else None

    def concerned(self, code: str) -> bool:
        """True for a code that the check's file names, or where it names none."""
        return not self.check.codes or code in self.check.codes


@once
def functional(rules: Rules) -> Mapping[str, FunctionalCode]:
    """The codes of functional reporting, which stand for no service of a visit."""
    return {row.code: row for row in rules.tables.functional_codes}


Method = Callable[[Claim], Iterator[Found | Unknown]]
"""A check: pure, from what is seen to what was found."""


def told(visit: Any, path: str) -> Any:
    """What a visit tells in a field, such as `plan.certified`; None where it does not.

    Of a list, the first thing that tells it: `services.start` is told by any service with a start.
    """
    value = visit
    for name in path.split("."):
        if isinstance(value, tuple):
            value = next((found for item in value if (found := getattr(item, name)) is not None), None)
        else:
            value = getattr(value, name)
        if value is None:
            return None
    return None if value == () and path in _UNTOLD_WHEN_EMPTY else value


_UNTOLD_WHEN_EMPTY = ("diagnoses", "other_visits", "with_other_patients")
"""Lists of a visit of which none is the same as not told."""


def listed(codes: Any) -> str:
    """Codes or modifiers as people write them in a sentence.

    >>> listed(("GP", "GO", "GN")), listed(["59"])
    ('GP, GO or GN', '59')
    """
    *before, last = codes
    return f"{', '.join(before)} or {last}" if before else str(last)
