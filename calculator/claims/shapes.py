"""What is read out of claim files: claims with their lines, remittances, problems, and where each thing is in its file.

Names, addresses and identifiers are not here. Patients and billing providers are running numbers; the account number of
a claim is kept for joining files and is shown only on request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from calculator.model import Discipline, Severity

Kind = Literal["837P", "837I", "835", "table", "visits"]
"""What a file is: professional claims, institutional claims, a remittance, a table of services, or visits as JSON."""

Form = Literal["professional", "institutional"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a file that could not be read as it should."""

    file: int
    """Which file, counted from 1."""
    place: str
    """Where in it, such as `segment 12` or `row 3`."""
    found: str
    expected: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What all lines of a claim, or of a row of a table, have in common."""

    file: int
    number: int
    """The running number of the claim in its file; the row of a table."""
    place: str
    patient: int
    provider: int
    payer: str
    """The key of a payer in `rules/payers/`."""
    form: Form | None = None
    setting: str | None = None
    account: str = ""
    frequency: str = "1"
    """1 a first claim, 7 a replacement, 8 a void."""
    order: str = "P"
    """P where the payer is the first to pay, S or T where another one paid before."""
    names_original: bool = True
    """Whether a replacement or void names the claim that it replaces."""
    place_of_service: str | None = None
    diagnoses: tuple[str, ...] = ()
    authorized: bool | None = None
    rendering: str | None = None
    """Who rendered it, as the contract names them."""
    taxonomy_discipline: Discipline | None = None
    """The discipline that the rendering provider's taxonomy code stands for."""
    onset: date | None = None
    first_treatment: date | None = None
    charge: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One service line."""

    head: Head
    place: str
    day: date | None
    last_day: date | None = None
    """The last day, where the line is for several."""
    code: str
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    charge: Decimal | None = None
    pointers: tuple[str, ...] | None = None
    discipline: Discipline | None = None
    """What the line itself says of its discipline apart from GP, GO and GN: a revenue code or a column."""
    therapy: bool = True
    """False where a revenue code says that it is no therapy."""
    place_of_service: str | None = None
    control: str = ""
    """The number by which a remittance names the line."""
    minutes: Mapping[str, int] | None = None
    """Minutes by the fields of a service in the contract."""
    amount_used: str | None = None
    joined: bool = False
    """True for minutes of another file whose code is not billed that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """An amount that a payer took off a charge, or left to the patient."""

    group: str
    reason: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidService:
    """One service of a remittance."""

    place: str
    code: str
    modifiers: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    units: int | None
    day: date | None
    control: str = ""
    allowed: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    submitted: str = ""
    """The code that was sent, where the payer changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    """One claim of a remittance."""

    file: int
    number: int
    place: str
    patient: int
    provider: int
    account: str
    payer: str
    status: str
    charge: Decimal
    paid: Decimal
    form: Form | None
    setting: str | None
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    services: tuple[PaidService, ...]


@dataclass(slots=True)
class Counts:
    """The account of one file: everything in it was read, stepped over, or skipped with a reason."""

    kind: str = ""
    parts: int = 0
    """Segments, or rows, that the file has."""
    read: int = 0
    stepped_over: int = 0
    """Parts that carry nothing that a check needs, such as addresses."""
    reported: int = 0
    """Parts that could not be read; each has a problem."""
    claims: int = 0
    lines: int = 0
    in_visits: int = 0
    """Lines that are in a visit that was checked, or in a remittance."""
    skipped: dict[str, int] = field(default_factory=dict)
    """Lines that are in none, by the reason."""

    def skip(self, reason: str, number: int = 1) -> None:
        """Count lines that are in no visit."""
        self.skipped[reason] = self.skipped.get(reason, 0) + number


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of one file."""

    file: int
    kind: Kind | None
    """None where the file is none of those that can be read."""
    counts: Counts
    lines: tuple[Line, ...] = ()
    heads: tuple[Head, ...] = ()
    remittances: tuple[Remittance, ...] = ()
    visits: tuple[tuple[str, object], ...] = ()
    """Visits of the contract as they were given, each with its place."""
    problems: tuple[Problem, ...] = ()


class Keys:
    """Running numbers for patients and providers. What they are numbers of is forgotten once all files are read."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._count = {"patient": 0, "provider": 0}
        self._aliases: dict[str, int | None] = {}

    def number(self, what: Literal["patient", "provider"], *key: str) -> int:
        """The number of a patient or provider; a new one where it was not met before."""
        whole = (what, *(" ".join(part.split()).upper() for part in key))
        if whole not in self._numbers:
            self._count[what] += 1
            self._numbers[whole] = self._count[what]
        return self._numbers[whole]

    def name(self, alias: str, patient: int) -> None:
        """Let an account or member number stand for a patient, unless it stands for another one already."""
        if key := _bare(alias):
            known = self._aliases.setdefault(key, patient)
            if known != patient:
                self._aliases[key] = None

    def patient_named(self, alias: str) -> int | None:
        """The patient that an account or member number stands for; None where none or several do."""
        return self._aliases.get(_bare(alias))


def _bare(alias: str) -> str:
    return "".join(filter(str.isalnum, alias)).upper().lstrip("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person who audits says of the files."""

    payer: str = ""
    """The payer of claims whose file does not say which of the reference's payers it is."""
    payers: Mapping[str, str] = field(default_factory=dict)
    """Payers by what the file calls them: an identifier of an 837, or the text of a column."""
    locality: str = ""
    """`MAC-LOCALITY`, for Medicare's amounts."""
    setting: str = ""
    """The setting of professional claims and tables; an office where none is given."""
    discipline: Discipline | None = None
    """The discipline of lines that show none."""
    whole_year: bool = False
    """Whether the files have all of each patient's therapy since January 1, so that sums decide where KX begins."""
    accounts: bool = False
    """Whether account numbers are put into the worklist."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Which field a column of a table is, by its header."""
