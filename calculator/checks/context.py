"""What every check looks at: the visit, the lines, what the minutes support, and the rules of the day.

>>> Violation(says="CQ and CO stand on one line.", line=0).severity is None
True
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeVar, dataclass_transform

from calculator.counting.compare_rules import Bounds
from calculator.counting.quantities import Measured
from calculator.counting.services import CodeMinutes
from calculator.counting.threshold import KxStatus
from calculator.coverage import with_dot
from calculator.dated import Number, in_force
from calculator.model import (
    Cite,
    Code,
    Counting,
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
from calculator.pairs_and_limits import DayEdits
from calculator.per_rule_set import once


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A fault that a method found; the check's file sets its severity."""

    says: str  # what was found and what would be right
    line: int | None = None  # index of the line it concerns
    cites: tuple[Cite, ...] = ()  # where that stands, with the sources of the check itself
    facts: Mapping[str, object] = field(default_factory=dict)  # what was looked at, for the step of the derivation
    severity: Severity | None = None  # where this one is milder or worse than the check's file says
    by_cites_alone: bool = False  # true where the sources of the check itself do not speak of this one
    kind: FindingKind = "check"  # `table` for a table of claims edits of other days than the visit


@dataclass(frozen=True, slots=True)
class AmountUnknown:
    """An amount without which a method cannot say more; the check is then listed as not checked."""

    because: str


DayLines = Sequence[tuple[int | None, Line]]
"""Lines of one day with their index; without one where they belong to another visit."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Billed units against those that the visit supports."""

    billed: Counter[str]  # the billed units by code
    marked: Counter[str]  # those of them with CQ or CO
    supported: tuple[Line, ...]  # of all right answers the one nearest to what was billed, so that a choice is no fault
    right: Counter[str]  # its units by code
    right_marked: Counter[str]  # those of them with CQ or CO
    over: list[str]  # documented codes with too many units
    under: list[str]  # documented codes with too few
    moved: bool  # true where the timed units together are right or fewer, and only stand on the wrong codes


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A visit with its claim lines, as the checks see it."""

    visit: Visit
    rules: Rules
    services: Mapping[str, CodeMinutes]  # the minutes of each code, by the code that they are entered under
    lines: tuple[Line, ...]  # the billed lines where there are any, else the computed ones
    of: Literal["lines", "billed"]  # which of the two `lines` is
    by_code: Mapping[str, DayLines]  # of the whole day, other visits included; without codes of functional reporting
    edits: DayEdits  # what the tables of pairs say of these codes
    supported: tuple[tuple[Line, ...], ...]  # what the minutes support; several where a tie leaves the choice
    counted: bool  # False where the payer's unit rule is unknown, so that `supported` lacks the timed codes
    marked: bool  # True where the payer's way of marking an assistant's units is known and used
    measured: Mapping[str, Measured]  # the units of the untimed codes, and what the visit has of what they count
    unmarked: frozenset[str]  # codes of which no source says whether an assistant's part is marked
    kx: KxStatus  # where the patient's year is before the visit
    amounts: tuple[Decimal | None, ...]  # the allowed amount of each of `lines`; None where it is not known
    bounds: Bounds | None = None  # of the common rules, for billed lines where the payer's unit rule is not known

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
        """Which claim form."""
        return form_of(self.visit)

    @property
    def table(self) -> EditTable:
        """Which table of claims edits the form is compared with."""
        return table_of(self.visit)

    @property
    def furnished(self) -> tuple[str, ...]:
        """The codes of the services; of the lines that this reference has, where the visit has no services."""
        known = (line.code for line in self.lines if line.code in self.rules.codes)
        return tuple(self.services) or tuple(dict.fromkeys(known))

    def code(self, code: str) -> Code | None:
        """A code's file; None for a code that this reference does not have."""
        return self.rules.codes.get(code)

    def counting(self, code: str) -> Counting | None:
        """How a code is counted on that day; None where this reference does not have it."""
        known = self.code(code)
        return in_force(known.counting, self.on) if known else None

    def timed(self, code: str) -> bool:
        """True for a code that is counted by minutes on that day."""
        entry = self.counting(code)
        return entry is not None and entry.kind == "timed"

    def in_use(self, code: str) -> bool:
        """False for a code of this reference that had ended, had not begun or is not known for that day."""
        entry = self.counting(code)
        return self.code(code) is None or (entry is not None and entry.kind in ("timed", "untimed"))

    def lines_with(self, modifiers: Container[str]) -> Iterator[tuple[int, Line, list[str]]]:
        """The lines that carry some of these modifiers, with their index and those that they carry, in their order."""
        for number, line in enumerate(self.lines):
            if mine := [key for key in line.modifiers if key in modifiers]:
                yield number, line, mine

    @cached_property
    def diagnoses(self) -> tuple[str, ...]:
        """The diagnoses as the tables write them: in capitals, with the dot."""
        return tuple(with_dot(code) for code in self.visit.diagnoses)

    def measure(self, code: str) -> Measured | None:
        """How an untimed code, or the base of an untimed add-on, was counted; None for every other."""
        services = (service for service in self.services.values() if code in (service.add_on, service.code))
        found = max(services, key=lambda service: service.add_on == code, default=None)
        return self.measured.get(found.code) if found else None

    @cached_property
    def documented(self) -> Set[str]:
        """Codes that the visit's minutes can be billed under: those entered, and their add-ons."""
        return {code for service in self.services.values() for code in (service.code, service.add_on) if code}

    @cached_property
    def differences(self) -> Differences:
        """What differs between the lines and what the visit supports; several checks ask for it.

        Timed codes are left out where the payer's unit rule is unknown and the common rules differ. Where the visit
        does not have what a code counts, its supported units are the least that is certain: too few may be billed, and
        how many are too many is not known.
        """
        marks = assistant_marks(self.rules)
        billed, marked = units_of(self.lines), units_of(self.lines, marks)

        def differing(lines: Sequence[Line]) -> int:
            return _apart(units_of(lines), billed) * 100 + _apart(units_of(lines, marks), marked)

        supported = min(self.supported, key=differing) if len(self.supported) > 1 else self.supported[0]
        right = units_of(supported)
        codes = [
            code
            for code in dict.fromkeys((*billed, *right))
            if billed[code] != right[code] and code in self.documented and (self.counted or not self.timed(code))
        ]
        over = [code for code in codes if billed[code] > right[code] and not self.is_open(code)]
        under = [code for code in codes if billed[code] < right[code]]
        moved = bool(over and under) and all(map(self.timed, over))
        if moved:
            timed = [code for code in self.documented if self.timed(code)]
            moved = sum(billed[code] for code in timed) <= sum(right[code] for code in timed)
        return Differences(billed, marked, supported, right, units_of(supported, marks), over, under, moved)

    def is_open(self, code: str) -> bool:
        """True for a code of which the visit does not show enough to say how many units it supports."""
        measured = self.measure(code)
        return measured is not None and code in measured.open


def units_of(lines: Sequence[Line], marks: Container[str] | None = None) -> Counter[str]:
    """Units by code; with marks, only those on lines that carry one of them."""
    found: Counter[str] = Counter()
    for line in lines:
        if marks is None or any(key in marks for key in line.modifiers):
            found[line.code] += line.units
    return found


def _apart(units: Counter[str], others: Counter[str]) -> int:
    """How many units two counts differ in."""
    return sum(abs(units[code] - others[code]) for code in {*units, *others})


@once
def assistant_marks(rules: Rules) -> frozenset[str]:
    """CQ and CO, as the files of the modifiers tell."""
    return frozenset(key for key, modifier in rules.modifiers.items() if modifier.role == "assistant")


def form_of(visit: Visit) -> Literal["professional", "institutional"]:
    """A visit's claim form: what it says, else an office bills professional claims and others do not."""
    return visit.claim_form or ("professional" if visit.setting == "office" else "institutional")


def table_of(visit: Visit) -> EditTable:
    """The table of claims edits that a visit's form is compared with."""
    return "practitioner" if form_of(visit) == "professional" else "hospital"


@once
def functional(rules: Rules) -> Mapping[str, FunctionalCode]:
    """The codes of functional reporting, which stand for no service of a visit."""
    return {row.code: row for row in rules.tables.functional_codes}


Outcome = Violation | AmountUnknown | TableUsed
"""What a method gives: faults, amounts that it lacks, and the tables of claims edits that it used."""

Numbers = Sequence[Number]
"""The numbers that a check's file names, on the date of service."""


Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Method:
    """A check: pure, from a claim to what is wrong with it."""

    run: Callable[..., Iterator[Outcome]]  # called with the claim, then with parameters and numbers where it has any
    parameters: type | None = None  # the fields of a check's file that it reads; None for a method without any
    with_numbers: bool = False  # whether it is called with the numbers that the file names
    only_with_modifiers: bool = False  # whether it finds nothing where no line has one of the file's modifiers


# --- parameters ----------------------------------------------------------------------------------------------------


@dataclass_transform(frozen_default=True, kw_only_default=True)
def parameters(shape: type[Shape]) -> type[Shape]:
    """A class of parameters: frozen, and with a sentence under each field, which the field guide shows."""
    return dataclass(frozen=True, slots=True, kw_only=True)(shape)


# Those that several methods share; every other stands above its method.


@parameters
class Modifiers:
    """What a method reads that is about some modifiers."""

    modifiers: tuple[str, ...]
    """The modifiers that it is about."""


@parameters
class Most:
    """What a method reads that compares a count."""

    most: int
    """The largest count without a finding."""


@parameters
class Limit:
    """What a method reads that compares with a number of the rules."""

    numbers: tuple[str, ...]
    """The file of that number in `rules/parameters/`."""


def value_at(visit: Any, path: str) -> Any:
    """What a visit has in a field, such as `plan.certified`; None where it does not.

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


_UNTOLD_WHEN_EMPTY = ("services", "diagnoses", "other_visits", "with_other_patients")
"""Lists of a visit of which none is the same as not told."""


def listed(codes: Any) -> str:
    """Codes or modifiers as people write them in a sentence.

    >>> listed(("GP", "GO", "GN")), listed(["59"])
    ('GP, GO or GN', '59')
    """
    *before, last = codes
    return f"{', '.join(before)} or {last}" if before else str(last)
