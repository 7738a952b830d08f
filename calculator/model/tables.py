"""Rows of the tables of CMS: amounts, unit limits, pairs, places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from calculator.model.result import UnpricedKind
from calculator.model.sources import EditTable, Program, Statement
from calculator.model.visit import Setting

MedicareStatusName = Literal["active", "not-valid", "bundled", "restricted", "contractor-priced"]
"""What Medicare's fee schedule makes of a code."""


@dataclass(frozen=True, slots=True)
class StatusLetter:
    """A status letter of the fee schedule.

    Attributes:
        name: what people call it.
        status: what a code's file says of a code that has it.
        unpriced: the kind of reason for which it has no price; None where it has one.
        because: that reason in words.
    """

    name: str
    status: MedicareStatusName
    unpriced: UnpricedKind | None = None
    because: str = ""


STATUS_LETTERS = {
    "A": StatusLetter("active", "active"),
    "B": StatusLetter("bundled", "bundled", "bundled", "Medicare counts it into the other services of the day"),
    "C": StatusLetter(
        "priced by the contractor", "contractor-priced", "contractor-priced", "the contractor sets its price"
    ),
    "I": StatusLetter("not valid for Medicare", "not-valid", "not-valid", "it is not valid for Medicare"),
    "N": StatusLetter("not covered", "not-valid", "not-covered", "Medicare does not cover it"),
    "R": StatusLetter("restricted coverage", "restricted"),
    "X": StatusLetter("excluded by law", "not-valid", "not-covered", "the law excludes it"),
}
"""The status letters of the fee schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeValues:
    """The relative value units (RVUs) of one unit of a code from a date on: a row of `relative-values.csv`."""

    code: str
    """The code."""
    since: date
    """First date of service it holds for."""
    release: str
    """The CMS file, such as `RVU26C (July 2026)`."""
    status: str
    """The fee schedule's status letter, such as A for active."""
    work: Decimal
    """RVUs for the professional's work."""
    practice_expense: Decimal
    """RVUs for practice expense outside a facility, which is what therapy is paid by everywhere."""
    malpractice: Decimal
    """RVUs for malpractice insurance."""
    multiple_procedure: int
    """The multiple procedure indicator; 5 takes part in the reduction for therapy."""
    source: str
    """Key of the source in `rules/sources.yaml`."""

    @property
    def has_values(self) -> bool:
        """False for a row of zeros, which gives no price."""
        return bool(self.work or self.practice_expense or self.malpractice)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLimit:
    """The most units of a code that a claims edit (MUE) lets pass for one patient and day: a row of `unit-limits.csv`.

    A code without a row may have a limit all the same: CMS does not publish every value.
    """

    program: Program
    """Whose edit it is."""
    table: EditTable
    """Which claims it is for."""
    since: date
    """First day the table is for."""
    until: date
    """Last day the table is for."""
    code: str
    """The code."""
    units: int
    """The limit."""
    adjudication: Literal[1, 2, 3] | None = None
    """MAI: 1 per line, 2 per day by policy, 3 per day by clinical data and open to appeal."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A pair of codes in the NCCI procedure-to-procedure table: a row of `pairs.csv`."""

    program: Program
    """Whose edit it is."""
    table: EditTable
    """Which claims it is for."""
    since: date
    """First day the table is for."""
    until: date
    """Last day the table is for."""
    column1: str
    """The code that is paid."""
    column2: str
    """The code that is denied with it."""
    indicator: Literal[0, 1, 9]
    """0: never both. 1: both where a modifier tells they were separate. 9: no edit."""
    effective: date | None = None
    """First date of service of the edit itself; empty where it was not read."""
    deleted: date | None = None
    """Last date of service of the edit itself; empty where it has not ended or that was not read."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisFault:
    """Something wrong with a diagnosis code on a claim: a row of `diagnoses.csv`."""

    code: str
    """The ICD-10-CM code, with its dot."""
    fault: Literal["not-billable", "side-unspecified", "never-with"]
    """It has finer codes below it, leaves the side open, or is excluded with another."""
    source: str
    """Key of the source in `rules/sources.yaml`."""
    instead: str = ""
    """Codes that can stand instead, or the one it excludes."""
    since: date | None = None
    """First date of service, where it was right before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A payment locality with its geographic practice cost indices (GPCI) from a date on: a row of `places.csv`."""

    since: date
    """First date of service it holds for."""
    mac: str
    """Number of the contractor."""
    locality: str
    """Number of the locality."""
    name: str
    """Its name in the CMS file."""
    state: str
    """The state or territory."""
    work: Decimal
    """Index for work."""
    practice_expense: Decimal
    """Index for practice expense."""
    malpractice: Decimal
    """Index for malpractice insurance."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOfService:
    """A place of service of the professional claim: a row of `places-of-service.csv`."""

    code: str
    """Its two digits."""
    name: str
    """Our own short name."""
    practice: Literal["may-bill", "telehealth", "facility-bills", "facility-may-bill", "not-read"]
    """What it means for Medicare and a private practice: it may bill, as telehealth or in person; the facility bills;
    the facility bills some of its patients; or nothing that was read decides it."""
    source: str
    """Key of the source in `rules/sources.yaml`."""
    means: str = ""
    """Who bills Medicare there, in one or two sentences."""
    since: date | None = None
    """First date of service, where it came after the first day that this reference covers."""
    setting: Setting | None = None
    """The setting of a visit whose professional claim has this place, where the visit names no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalCode:
    """A code of functional reporting, which told a patient's function and was never paid: a row of `functional-codes.csv`."""

    code: str
    """The code."""
    since: date
    """First date of service."""
    until: date
    """Last date of service."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CmsFile:
    """A table of CMS that is renewed each year or quarter: which file to look for, and where."""

    published: Statement
    """Where CMS publishes the next one, and when."""
    file: str = ""
    """The file to import, as CMS names it; `<year>`, `<quarter>` and `<month>` are those in which it begins to hold.
    Empty where no command reads it."""
    brings: tuple[str, ...] = ()
    """Numbers in `rules/parameters/` that the same file has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables, as CSV in `rules/tables/`. Pages show their part; the browser's engine carries those that checks need."""

    relative_values: tuple[RelativeValues, ...] = ()
    unit_limits: tuple[UnitLimit, ...] = ()
    pairs: tuple[Edit, ...] = ()
    places: tuple[Place, ...] = ()
    diagnoses: tuple[DiagnosisFault, ...] = ()
    places_of_service: tuple[PlaceOfService, ...] = ()
    functional_codes: tuple[FunctionalCode, ...] = ()
