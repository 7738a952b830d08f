"""Reads tables of services, one row a service: which column is what by its header, and each cell in one form.

>>> fields_of(["Patient ID", "DOS", "CPT Code", "Units", "Mod 1", "Timed minutes"])
{'patient': [0], 'date': [1], 'code': [2], 'units': [3], 'modifiers': [4], 'minutes': [5]}
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from calculator.claims import cells, payers
from calculator.claims.shapes import Counts, Head, Keys, Line, Problem, Read, Settings
from calculator.grouping import group_by
from calculator.model import Discipline

Rows = Sequence[Sequence[str]]
"""A table as text, the header among its first rows."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "patient": (
        "patient",
        "patient id",
        "emr patient id",
        "patient number",
        "mrn",
        "chart",
        "chart number",
        "client id",
    ),
    "patient_name": ("patient name", "client", "client name", "name"),
    "birth": ("patient dob", "dob", "date of birth", "birth date"),
    "account": ("account", "account number", "claim id", "claim number", "patient control number"),
    "visit": ("visit", "visit id", "encounter", "encounter id", "appointment id"),
    "date": ("date", "dos", "date of service", "service date", "visit date", "treatment date"),
    "code": ("code", "cpt", "cpt code", "procedure", "procedure code", "billing code", "hcpcs", "service code"),
    "units": ("units", "unit", "qty", "quantity", "billed units", "documented units"),
    "minutes": ("minutes", "mins", "min", "time", "duration", "timed minutes", "treatment time", "treatment minutes"),
    "therapist_minutes": ("therapist minutes", "pt minutes", "ot minutes", "slp minutes"),
    "assistant_minutes": ("assistant minutes", "pta minutes", "ota minutes", "cota minutes"),
    "together_minutes": ("together minutes", "both minutes"),
    "modifiers": (
        *("modifiers", "modifier", "mod", "mods", "cpt modifier", "cpt modifiers", "cpt prefix", "cpt suffix"),
        *(f"{name} {number}" for name in ("mod", "modifier") for number in range(1, 5)),
        *(f"{name}{number}" for name in ("mod", "modifier", "m") for number in range(1, 5)),
    ),
    "payer": ("payer", "insurance", "primary insurance", "primary payer", "plan", "insurance name"),
    "discipline": ("discipline", "specialty", "therapy type"),
    "diagnoses": (
        *("diagnosis", "diagnoses", "dx", "icd", "icd 10", "icd10", "treating diagnosis", "diagnosis codes"),
        *(f"{name} {number}" for name in ("dx", "diagnosis", "icd") for number in range(1, 13)),
        *(f"{name}{number}" for name in ("dx", "icd") for number in range(1, 13)),
    ),
    "place_of_service": ("place of service", "pos"),
    "provider": ("billing provider", "billing npi", "clinic", "clinic name", "clinic id", "location", "facility"),
    "charge": ("charge", "charges", "fee", "total fee", "amount", "charge amount"),
    "amount_used": ("amount used", "kx amount", "used this year", "cap used"),
}
"""The headers that each field is known by, in small letters; a header is known as a whole or not at all."""

SEVERAL = frozenset({"modifiers", "diagnoses"})
"""Fields that may have several columns."""

_DISCIPLINES: Mapping[str, Discipline] = {
    **dict.fromkeys(("pt", "physical therapy", "physical"), "PT"),
    **dict.fromkeys(("ot", "occupational therapy", "occupational"), "OT"),
    **dict.fromkeys(("slp", "st", "speech", "speech therapy", "speech language pathology"), "SLP"),
}

_MOST_ROWS_ABOVE = 25
"""So many title rows may stand above the header."""

MINUTES = ("minutes", "therapist_minutes", "assistant_minutes", "together_minutes")


def rows_of(text: str) -> list[list[str]]:
    """The rows of a text with commas, semicolons, tabs or bars between cells, whichever parts its lines best."""
    head = text[:20_000].splitlines()[:_MOST_ROWS_ABOVE]
    delimiter = max(",;\t|", key=lambda one: sum(line.count(one) for line in head))
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter))
    except csv.Error:  # a quote that never ends, or a cell beyond reason: the rest is parted plainly
        rest = text.replace("\0", "").splitlines()[len(rows) :]
        rows += [[cell.strip('"') for cell in line.split(delimiter)] for line in rest]
    return rows


def _word(header: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", header.lower()))


def fields_of(header: Sequence[str], columns: Mapping[str, str] | None = None) -> dict[str, list[int]]:
    """Which columns have which field, by the profile first and then by the headers that are known."""
    own = {_word(name): field for name, field in (columns or {}).items()}
    known = {word: field for field, words in FIELDS.items() for word in words} | own
    found: dict[str, list[int]] = {}
    for position, cell in enumerate(header):
        field = known.get(_word(cell))
        if field and (field in SEVERAL or field not in found):
            found.setdefault(field, []).append(position)
    return found


def _header(rows: Rows, columns: Mapping[str, str]) -> tuple[int, dict[str, list[int]]] | None:
    """The row that has the header, and its fields; None where no row names a date and a code."""
    for number, row in enumerate(rows[:_MOST_ROWS_ABOVE]):
        found = fields_of(row, columns)
        if "date" in found and "code" in found:
            return number, found
    return None


def known_columns(rows: Rows) -> list[tuple[str, str]]:
    """The cells of the header, else of the fullest of the first rows, each with its field or an empty text.

    >>> known_columns([["Visits of March"], ["Pt", "Service Date", "Proc"], ["1", "3/2/2026", "97110"]])
    [('Pt', ''), ('Service Date', 'date'), ('Proc', '')]
    """
    found = _header(rows, {})
    top = rows[:_MOST_ROWS_ABOVE]
    header = rows[found[0]] if found else max(top, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    fields = {at: field for field, places in fields_of(header).items() for at in places}
    return [(cell, fields.get(at, "")) for at, cell in enumerate(header)]


def has_header(rows: Rows, columns: Mapping[str, str]) -> bool:
    """Whether one of the first rows names a date and a code."""
    return _header(rows, columns) is not None


def table_of(sheets: Sequence[Rows], columns: Mapping[str, str]) -> Rows:
    """The rows of the first sheet of a workbook that has a header, else those of the first sheet."""
    return next((rows for rows in sheets if has_header(rows, columns)), sheets[0] if sheets else [])


class _LeftOut(Exception):  # noqa: N818 - no error: a row that is counted and left out
    """A row that gives no line."""

    def __init__(self, reason: str, found: str = "", expected: str = "") -> None:
        self.reason, self.found, self.expected = reason, found, expected


class _Table:
    """A table while its rows are read."""

    def __init__(self, rows: Rows, file: int, keys: Keys, settings: Settings, known_payers: frozenset[str]) -> None:
        self.rows, self.file, self.keys, self.settings, self.known = rows, file, keys, settings, known_payers
        self.counts = Counts(kind="table", parts=len(rows))
        self.problems: list[Problem] = []
        self.fields: dict[str, list[int]] = {}
        self.unknown: dict[str, int] = {}

    def problem(self, number: int, found: str, expected: str, **more: Any) -> None:
        """Note something that is not as it should be."""
        place = f"row {number}" if number else "the file"
        self.problems.append(Problem(file=self.file, place=place, found=found, expected=expected, **more))

    def cell(self, row: Sequence[str], field: str) -> str:
        """The cell of a field; empty where the row or the table has none."""
        return next((row[at].strip() for at in self.fields.get(field, ()) if at < len(row)), "")

    def all(self, row: Sequence[str], field: str) -> str:
        """The cells of a field together."""
        return " ".join(row[at].strip() for at in self.fields.get(field, ()) if at < len(row)).strip()

    def read(self) -> Read:
        """All rows."""
        header = _header(self.rows, self.settings.columns)
        if header is None:
            self.counts.reported = self.counts.parts
            self.problem(
                0, "no header with a date and a code", "a row with names such as Date, CPT Code, Units, Patient ID"
            )
            return Read(file=self.file, kind=None, counts=self.counts, problems=tuple(self.problems))
        at, self.fields = header
        if not {"patient", "patient_name", "account", "visit"} & set(self.fields):
            self.counts.reported = self.counts.parts
            self.problem(at + 1, "no column that identifies patients", "one such as Patient ID, or Visit ID")
            return Read(file=self.file, kind=None, counts=self.counts, problems=tuple(self.problems))
        if not {"units", *MINUTES} & set(self.fields):
            self.problem(at + 1, "neither units nor minutes", "a column such as Units or Minutes")
        self.counts.stepped_over = at + 1
        lines = [line for number, row in enumerate(self.rows[at + 1 :], at + 2) for line in self.row(number, row)]
        for what, count in self.unknown.items():
            found = f"{count} row{'' if count == 1 else 's'} with {what}"
            expected = "its key from you; until then only what holds for every payer is checked"
            self.problem(0, found, expected, severity="warning")
        return Read(file=self.file, kind="table", counts=self.counts, lines=tuple(lines), problems=tuple(self.problems))

    def row(self, number: int, row: Sequence[str]) -> Iterator[Line]:
        """The line of a row; none, counted with the reason, where it is left out."""
        if not any(cell.strip() for cell in row):
            self.counts.stepped_over += 1
            return
        self.counts.lines += 1
        try:
            line = self.line(number, row)
        except _LeftOut as left:
            self.counts.skip(left.reason)
            if left.found:
                self.counts.reported += 1
                self.problem(number, left.found, left.expected)
            else:
                self.counts.read += 1
            return
        self.counts.read += 1
        yield line

    def line(self, number: int, row: Sequence[str]) -> Line:
        """One row as a line."""
        written, when = self.cell(row, "code"), self.cell(row, "date")
        if not written:
            raise _LeftOut("no code, as in a line of totals")
        code = cells.code_with_modifiers(written)
        if code is None:
            raise _LeftOut("a code that is none", cells.shown(written), "one code such as 97110 in the cell")
        day = cells.day(when)
        if day is None:
            expected = "a date such as 2026-03-02 or 3/2/2026"
            raise _LeftOut("no day of service", f"the date {cells.shown(when)}", expected)
        patient = self.patient(row)
        if patient is None:
            raise _LeftOut("no patient", "no patient", "a patient, account or visit in the row")
        units, text = None, self.cell(row, "units")
        if text and (units := cells.whole(text)) is None:
            raise _LeftOut("no whole units", f"units {cells.shown(text)}", "whole units from 0")
        minutes = self.minutes(row)
        behind = cells.modifiers(self.all(row, "modifiers"))
        if behind is None:
            self.problem(number, "modifiers of another form", "two letters or digits each", severity="warning")
        return self.made(number, row, code[0], (*code[1], *(behind or ())), day, patient, units, minutes)

    def made(
        self,
        number: int,
        row: Sequence[str],
        code: str,
        modifiers: tuple[str, ...],
        day: Any,
        patient: int,
        units: int | None,
        minutes: Mapping[str, int],
    ) -> Line:
        """The line of a row whose cells were read."""
        place, pos = f"row {number}", self.cell(row, "place_of_service")
        head = Head(
            file=self.file,
            number=number,
            place=place,
            patient=patient,
            provider=self.keys.number("provider", self.cell(row, "provider") or "the clinic"),
            payer=self.payer(self.cell(row, "payer")),
            account=self.cell(row, "account"),
            setting=self.settings.setting or None,
            diagnoses=cells.diagnoses(self.all(row, "diagnoses")),
        )
        used = cells.amount(self.cell(row, "amount_used"))
        return Line(
            head=head,
            place=place,
            day=day,
            code=code,
            modifiers=tuple(dict.fromkeys(modifiers)) if "modifiers" not in self.fields else modifiers,
            units=units,
            charge=cells.amount(self.cell(row, "charge")),
            discipline=_DISCIPLINES.get(_word(self.cell(row, "discipline"))),
            place_of_service=pos.zfill(2) if re.fullmatch(r"\d{1,2}", pos) else None,
            minutes=minutes or None,
            amount_used=f"{used:.2f}" if used is not None and used >= 0 else None,
        )

    def patient(self, row: Sequence[str]) -> int | None:
        """The patient of a row: as claims of other files know him, else by what the row shows."""
        told = [self.cell(row, field) for field in ("patient", "account")]
        if known := next((one for text in told if text and (one := self.keys.patient_named(text))), None):
            return known
        if told[0]:
            key: tuple[str, ...] = ("id", told[0])
        elif name := self.cell(row, "patient_name"):
            key = ("name", name, self.cell(row, "birth"))
        elif other := told[1] or self.cell(row, "visit"):
            key = ("visit", other)
        else:
            return None
        patient = self.keys.number("patient", *key)
        for text in told:
            self.keys.name(text, patient)
        return patient

    def minutes(self, row: Sequence[str]) -> dict[str, int]:
        """The minutes of a row."""
        found = {}
        for field in MINUTES:
            text = re.sub(r"\s*(min|mins|minutes|m)\.?$", "", self.cell(row, field).lower())
            if text:
                value = cells.whole(text)
                if value is None:
                    expected = "whole minutes from 0"
                    raise _LeftOut("minutes that are none", f"minutes {cells.shown(text)}", expected)
                found[field] = value
        if "minutes" in found and len(found) > 1:
            del found["minutes"]  # the sum beside its parts
        return found

    def payer(self, text: str) -> str:
        """The key of a payer by the text of a cell."""
        found = payers.payer_of("", [text] if text else [], self.settings, self.known)
        if found:
            return found
        what = "a payer that this reference does not know by that name" if text else "no payer"
        self.unknown[what] = self.unknown.get(what, 0) + 1
        return payers.NOBODY


def read_table(rows: Rows, file: int, keys: Keys, settings: Settings, known_payers: frozenset[str]) -> Read:
    """What a table of services holds."""
    return _Table(rows, file, keys, settings, known_payers).read()


def with_minutes(lines: Sequence[Line], minutes: Sequence[Line]) -> tuple[list[Line], int]:
    """Lines of claims with the minutes of another file, by patient, day and code; and how many rows found no line.

    Minutes of a code that is not billed that day become a line of the day without units.
    """
    days = {(line.head.patient, line.day) for line in lines}
    joined, lost = list(lines), 0
    for row in minutes:
        if (row.head.patient, row.day) not in days:
            lost += 1
    by_code = group_by(
        (row for row in minutes if (row.head.patient, row.day) in days),
        lambda row: (row.head.patient, row.day, row.code),
    )
    first = {key: place for place, key in reversed(list(enumerate(_keys(joined))))}
    heads = {(line.head.patient, line.day): line for line in reversed(joined)}
    for key, rows in by_code.items():
        total: dict[str, int] = {}
        for row in rows:
            for field, number in (row.minutes or {}).items():
                total[field] = total.get(field, 0) + number
        if "minutes" in total and len(total) > 1:
            total["therapist_minutes"] = total.get("therapist_minutes", 0) + total.pop("minutes")
        if key in first:
            joined[first[key]] = _replaced(joined[first[key]], total)
        elif total:
            other = heads[key[0], key[1]]
            joined.append(_replaced(_without_units(other, key[2], rows[0].discipline), total))
    return joined, lost


def _keys(lines: Sequence[Line]) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        yield line.head.patient, line.day, line.code


def _replaced(line: Line, minutes: Mapping[str, int]) -> Line:
    return replace(line, minutes=minutes or None)


def _without_units(line: Line, code: str, discipline: Discipline | None) -> Line:
    return replace(
        line, code=code, units=None, modifiers=(), charge=None, pointers=None, discipline=discipline, joined=True
    )
