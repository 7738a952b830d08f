"""Files and settings in, a worklist out: read, cut into visits, check some patients at a time, and put together.

Page, command line and other programs call the same steps, so that each can show how far it is:

>>> from calculator import default_rules
>>> table = b"Patient ID,Date,CPT Code,Modifier,Units,Minutes\\n1,3/2/2026,97110,GP,2,20\\n"
>>> audit = Audit([table], {"payer": "medicare-part-b"}, default_rules())
>>> for part in audit.parts(100):
...     audit.take(check_part(part, audit.settings, audit.rules))
>>> [(one["severity"], one["check"], one["place"]) for one in audit.worklist()["items"]]
[('error', 'more-units-than-minutes', 'row 2')]
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from calculator import VisitError, read_visit
from calculator.claims.check import Checked, Item, check
from calculator.claims.cut import Cut, CutUp, FileFinding, cut
from calculator.claims.names import denials_of, names_of
from calculator.claims.paid import check_paid
from calculator.claims.segments import starts_like_x12
from calculator.claims.shapes import Counts, Head, Keys, Line, Problem, Read, Settings
from calculator.claims.tables import Rows, known_columns, read_table, rows_of, with_minutes
from calculator.claims.transactions import read_x12
from calculator.grouping import group_by
from calculator.model import Rules, Visit
from calculator.reading.json_text import read_json

File = bytes | Rows
"""The bytes of a file, or the rows of a spreadsheet that was read elsewhere."""

MOST_BYTES = 200_000_000
"""So many bytes of a file are read at once; a larger one is split by its owner."""

READABLE = "an 837 or 835 of version 005010, a table (CSV, TSV or XLSX), or visits as JSON"

_RANKS = {"error": 0, "warning": 1, "info": 2}


class SettingsError(ValueError):
    """Settings that cannot be used; its text says what was found and what was expected."""


def settings_of(plain: Mapping[str, Any], rules: Rules) -> Settings:
    """Settings of plain data.

    Raises:
        SettingsError: for a payer, place or field that is not known.
    """
    known = {field.name for field in fields(Settings)}
    wrong = [
        f"found a setting {name}, expected one of {', '.join(sorted(known))}" for name in plain if name not in known
    ]
    payers = {str(name).strip().lower(): str(key) for name, key in (plain.get("payers") or {}).items()}
    for key in (plain.get("payer"), *payers.values()):
        if key and key not in rules.payers:
            wrong.append(f"found the payer {key}, expected one of {', '.join(sorted(rules.payers))}")
    place = plain.get("locality")
    if place and place not in {f"{row.mac}-{row.locality}" for row in rules.tables.places}:
        wrong.append(f"found the place {place}, expected a MAC and locality such as 15202-00")
    if plain.get("discipline") not in (None, "", "PT", "OT", "SLP"):
        wrong.append(f"found the discipline {plain['discipline']}, expected PT, OT or SLP")
    if wrong:
        raise SettingsError("\n".join(wrong))
    given = {name: value for name, value in plain.items() if value not in (None, "")}
    return Settings(**{**given, "payers": payers})


class Audit:
    """One worklist while it is made."""

    def __init__(
        self, files: Sequence[File], settings: Mapping[str, Any], rules: Rules, minutes: Sequence[File] = ()
    ) -> None:
        """Read the files.

        Args:
            files: claims, remittances, tables or visits.
            settings: fields of `calculator.claims.shapes.Settings` as plain data.
            rules: the rule set.
            minutes: tables whose minutes are joined to the lines of the files by patient, day and code.

        Raises:
            SettingsError: where the settings cannot be used.
        """
        self.rules, self.settings = rules, settings_of(settings, rules)
        keys, known = Keys(), frozenset(rules.payers)
        self.read = [_read(file, number, keys, self.settings, known) for number, file in enumerate(files, 1)]
        lines: list[Line] = [line for one in self.read for line in one.lines]
        self.problems: list[Problem] = []
        for number, file in enumerate(minutes, len(files) + 1):
            one = _read(file, number, keys, self.settings, known)
            lines, lost = with_minutes(lines, one.lines)
            one.counts.in_visits += len(one.lines) - lost
            if lost:
                one.counts.skip("no claim of this patient on this day", lost)
                found = f"{lost} rows without a claim of the same patient and day"
                expected = "the account or member number of the claim as patient, and the same day"
                self.problems.append(
                    Problem(file=number, place="the file", found=found, expected=expected, severity="warning")
                )
            self.read.append(replace(one, lines=()))
        self.cuts = cut(lines, {one.file: one.counts for one in self.read}, self.settings, rules)
        self._given_visits()
        self.done = Checked()

    def _given_visits(self) -> None:
        """Visits of the contract, each a patient of its own."""
        patients = max((one.patient for one in self.cuts.visits), default=0)
        for one in self.read:
            for number, (place, plain) in enumerate(one.visits, 1):
                one.counts.lines += 1
                try:
                    visit = read_visit(plain, self.rules)
                except VisitError as error:
                    one.counts.skip("a visit that cannot be read")
                    for wrong in error.errors:
                        at = f"{place}, {wrong['field']}" if wrong["field"] else place
                        found, expected = wrong.get("found", "nothing"), wrong.get("expected", "")
                        self.problems.append(Problem(file=one.file, place=at, found=found, expected=expected))
                    continue
                one.counts.in_visits += 1
                patients += 1
                self.cuts.visits.append(
                    _given(visit, plain, one.file, number, place, patients, len(self.cuts.visits) + 1)
                )

    def parts(self, visits: int) -> list[list[Cut]]:
        """The visits in parts of about so many; all visits of a patient are in one."""
        found: list[list[Cut]] = []
        for of_patient in group_by(self.cuts.visits, lambda one: one.patient).values():
            if not found or len(found[-1]) >= visits:
                found.append([])
            found[-1] += of_patient
        return found

    def take(self, checked: Checked) -> None:
        """What one part gave, in any order."""
        self.done.add(checked)

    def worklist(self) -> dict[str, Any]:
        """The worklist as plain data, the same for the same files and settings."""
        remittances = [one for file in self.read for one in file.remittances]
        paid, remittance = check_paid(remittances, self.cuts.visits, self.settings, self.rules)
        items = [*self.done.items, *(_item(found, self.cuts) for found in self.cuts.findings), *paid]
        items.sort(key=_rank)
        for number, item in enumerate(items, 1):
            item["number"] = number
        visits = sorted(self.done.visits, key=lambda one: int(one["visit"]))
        if self.settings.accounts:
            accounts = {one.number: one.lines[0].head.account for one in self.cuts.visits}
            visits = [one | {"account": accounts[one["visit"]]} for one in visits]
        problems = [_problem(one) for file in self.read for one in file.problems]
        problems += [_problem(one) for one in self.problems]
        problems += [_problem(_nothing_checked(one)) for one in self.read if one.kind and not one.counts.in_visits]
        problems += sorted(self.done.problems, key=lambda one: (one["file"], one["place"], one["found"]))
        return {
            "files": [_counted(one) for one in self.read],
            "items": items,
            "counts": dict(sorted(Counter(item["severity"] for item in items).items())),
            "checks": dict(sorted(Counter(item["check"] for item in items).items())),
            "names": names_of((item["check"] for item in items), self.rules),
            "denials": denials_of((code for item in paid for code in item["denials"]), self.rules),
            "at_stake": _at_stake(items),
            "visits": visits,
            "kx": sorted(self.done.kx, key=lambda one: (one["patient"], one["year"], one["disciplines"])),
            "remittance": remittance if remittances else None,
            "problems": problems,
            "not_checked": [
                {"check": check, "kind": kind, "because": because, "needs": list(needs), "visits": count}
                for (check, kind, needs), (count, because) in sorted(self.done.not_checked.items())
            ],
            "edition": self.rules.edition.edition,
        }


def check_part(part: Sequence[Cut], settings: Settings, rules: Rules) -> Checked:
    """What some patients' visits give; may run in another process."""
    return check(part, settings, rules)


def audit(
    files: Sequence[File], settings: Mapping[str, Any], rules: Rules, minutes: Sequence[File] = ()
) -> dict[str, Any]:
    """The worklist of some files, in one go."""
    one = Audit(files, settings, rules, minutes)
    for part in one.parts(500):
        one.take(check_part(part, one.settings, rules))
    return one.worklist()


def columns_of(table: File) -> list[tuple[str, str]]:
    """The columns of a table, each with the field that it is known as or an empty text."""
    return known_columns(rows_of(_decoded(table)[0].lstrip("\ufeff")) if isinstance(table, bytes) else table)


# --- reading ---------------------------------------------------------------------------------------------------------


def _read(file: File, number: int, keys: Keys, settings: Settings, known: frozenset[str]) -> Read:
    """One file, whatever it is."""
    if not isinstance(file, bytes):
        return read_table(file, number, keys, settings, known)
    if len(file) > MOST_BYTES:
        found = f"a file of {len(file) // 1_000_000} MB"
        return _refused(number, found, f"at most {MOST_BYTES // 1_000_000} MB: split it, by month for example")
    if other := next((what for start, what in _OTHER_FILES if file[:512].lstrip().lower().startswith(start)), None):
        return _refused(number, other, READABLE)
    text, odd = _decoded(file)
    if starts_like_x12(text):
        content = read_x12(text, number, keys, settings, known)
    elif text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        content = _read_json(text, number)
    elif not text.strip("\ufeff \t\r\n\0"):
        return _refused(number, "an empty file", READABLE)
    else:
        content = read_table(rows_of(text.lstrip("\ufeff")), number, keys, settings, known)
    if odd:
        told = Problem(file=number, place="the file", found=odd, expected="UTF-8", severity="info")
        return replace(content, problems=(told, *content.problems))
    return content


_OTHER_FILES = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
    (b"%pdf", "a PDF file"),
    (b"\x89png", "a picture"),
    (b"pk\x03\x04", "a spreadsheet or archive that was not unpacked"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet of the old form (XLS)"),
)


def _refused(file: int, found: str, expected: str) -> Read:
    told = Problem(file=file, place="the file", found=found, expected=expected)
    return Read(file=file, kind=None, counts=Counts(kind="none"), problems=(told,))


def _decoded(data: bytes) -> tuple[str, str]:
    """Bytes as text, and what is odd about them."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), ""
    if data[1:4:2] == b"\0\0":
        return data.decode("utf-16-le", "replace"), "UTF-16 without its mark"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "bytes that are not UTF-8, read as Windows-1252"


def _read_json(text: str, file: int) -> Read:
    """Visits of the contract: one a line, or all as one list."""
    counts, problems, visits = Counts(kind="visits"), list[Problem](), list[tuple[str, object]]()
    try:
        whole = read_json(text)
    except VisitError:
        whole = None
    if whole is not None:
        every = whole if isinstance(whole, list) else [whole]
        visits = [(f"visit {number}", plain) for number, plain in enumerate(every, 1)]
        counts.parts = counts.read = len(visits)
    else:
        for number, line in enumerate(text.split("\n"), 1):
            counts.parts += 1
            if not line.strip():
                counts.stepped_over += 1
                continue
            try:
                visits.append((f"line {number}", read_json(line)))
                counts.read += 1
            except VisitError as error:
                counts.reported += 1
                counts.lines += 1
                counts.skip("a line that is no JSON")
                for wrong in error.errors:
                    found, expected = wrong.get("found", "nothing"), wrong.get("expected", "")
                    problems.append(Problem(file=file, place=f"line {number}", found=found, expected=expected))
    return Read(file=file, kind="visits", counts=counts, visits=tuple(visits), problems=tuple(problems))


def _given(visit: Visit, plain: Any, file: int, number: int, place: str, patient: int, key: int) -> Cut:
    """A visit of the contract among those that were cut."""
    head = Head(file=file, number=number, place=place, patient=patient, provider=0, payer=visit.payer)
    lines = tuple(
        Line(head=head, place=f"{place}, billed {at}", day=visit.date_of_service, code=one.code, units=one.units)
        for at, one in enumerate(visit.billed or (), 1)
    ) or (Line(head=head, place=place, day=visit.date_of_service, code="", minutes={"minutes": 0}),)
    if visit.services:
        lines = tuple(replace(line, minutes={"minutes": 0}) for line in lines)
    return Cut(
        number=key,
        patient=patient,
        provider=0,
        payer=visit.payer,
        day=visit.date_of_service,
        discipline=visit.discipline,
        lines=lines,
        visit=plain,
    )


# --- plain data ------------------------------------------------------------------------------------------------------


def _rank(item: Item) -> tuple[Any, ...]:
    line = -1 if item["line"] is None else item["line"]
    visit = 10**9 if item["visit"] is None else item["visit"]
    return _RANKS[item["severity"]], visit, line, item["check"], item["file"], item["place"], item["says"]


def _item(found: FileFinding, cuts: CutUp) -> Item:
    line = found.line
    places = {(one.head.file, one.place): (cut, at) for cut in cuts.visits for at, one in enumerate(cut.lines)}
    where = places.get((line.head.file, line.place))
    return {
        "severity": found.severity,
        "check": found.check,
        "kind": "file",
        "says": found.says,
        "visit": where[0].number if where else None,
        "line": where[1] if where else None,
        "code": line.code,
        "patient": line.head.patient,
        "provider": line.head.provider,
        "date": line.day.isoformat() if line.day else None,
        "payer": line.head.payer,
        "discipline": where[0].discipline if where else None,
        "file": line.head.file,
        "place": line.place,
        "allowed": None,
        "charge": None if line.charge is None else f"{line.charge:.2f}",
    }


def _nothing_checked(one: Read) -> Problem:
    """What to say of a file in which nothing could be checked, so that silence is no approval."""
    found = f"{one.counts.lines} lines, none of which could be checked"
    expected = "lines of therapy; the account of the file says why each was skipped"
    return Problem(file=one.file, place="the file", found=found, expected=expected, severity="warning")


def _problem(one: Problem) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(Problem)}


def _counted(one: Read) -> dict[str, Any]:
    counts = one.counts
    return {field.name: getattr(counts, field.name) for field in fields(Counts)} | {
        "file": one.file,
        "skipped": dict(sorted(counts.skipped.items())),
    }


def _at_stake(items: Sequence[Item]) -> dict[str, Any]:
    """What errors put at stake, each line counted once: by the fee schedule where it is known, else as charged."""
    sums = {"allowed": Decimal(0), "charge": Decimal(0)}
    seen = set[tuple[Any, ...]]()
    for item in items:
        key = (item["visit"], item["line"]) if item["visit"] is not None else (item["file"], item["place"])
        if item["severity"] != "error" or (item["line"] is None and item["kind"] != "remittance") or key in seen:
            continue
        seen.add(key)
        name = "allowed" if Decimal(item["allowed"] or 0) else "charge"
        sums[name] += Decimal(item[name] or 0)
    return {name: f"{amount:.2f}" for name, amount in sums.items()}
