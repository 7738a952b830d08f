"""Reads the relative value file of the physician fee schedule (PPRRVU), with the conversion factor on its rows.

CMS publishes it each quarter as csv, txt of fixed width and xlsx, inside an archive such as `rvu26d.zip`. The column of
AMA descriptors is never looked at, and messages show nothing of a row but numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from calculator.model import RelativeValues
from calculator.upkeep.imports import cells
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.fee_schedule_rows import FixedWidth, Row, Stack
from calculator.upkeep.imports.members import Member
from calculator.upkeep.imports.release import Refusals, Release, quarter_end

WHAT = "relative values of the physician fee schedule (PPRRVU)"
URL = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
FEWEST = 15_000
"""Every release since 2020 has more rows; 17,236 was the fewest seen."""

_TITLE = re.compile(
    r"\b(20\d\d) national physician fee schedule relative value file (january|april|july|october) release\b"
)
_RELEASED = re.compile(r"\breleased (\d\d)/(\d\d)/(\d{4})\b")
_RELEASE = re.compile(r"RVU(\d\d)([A-D])R?")
_MONTHS = {"A": "January", "B": "April", "C": "July", "D": "October"}
_TWO_FACTORS_SINCE = 2026
"""From this year on there are two files, and only one of them is for everybody."""


def recognizes(head: cells.Head) -> bool:
    """True for a relative value file in any of its forms."""
    return bool(_TITLE.search(head.words)) or Stack.begins(head.rows) or FixedWidth.begins(head.lines)


def is_for_participants(member: Member) -> bool:
    """True for the second file of a release, with the factor of qualifying APM participants; only its name says so."""
    return "qpp" in member.stem and "nonqpp" not in member.stem.replace("-", "").replace("_", "")


def group(member: Member, head: cells.Head, context: Context) -> str:
    """The release that a file is."""
    title = _TITLE.search(head.words)
    return f"relative values {title[0] if title else context.asked.release or member.stem}"


@dataclass(frozen=True, slots=True)
class _Edition:
    """Which release a file is.

    Attributes:
        name: such as `RVU26D`.
        year: the calendar year.
        month: the month of the release, 1, 4, 7 or 10.
        released: the day it was released, where the file says so.
    """

    name: str
    year: int
    month: int
    released: date | None = None

    @property
    def label(self) -> str:
        """How a row names it."""
        return f"{self.name} ({_MONTHS[self.name[5]]} {self.year})"


def read(members: Sequence[Member], context: Context) -> Release:
    """The rows of a release for the codes of the catalogue.

    Args:
        members: the file.
        context: the rules, and what the maintainer says.

    Raises:
        RefusedError: with everything that is not as expected.
    """
    [member] = members
    head = cells.head(member)
    refusals = Refusals(member.shown)
    edition = _edition(head, context, refusals)
    since = _first_day(edition, context, refusals) if edition else None
    found: dict[str, RelativeValues] = {}
    factors: set[str] = set()
    therapy: set[str] = set()
    known = context.catalogue.known["relative-values"]
    count = 0
    for row in _rows(member, head, context, refusals):
        count += 1
        factors.add(row.factor)
        if row.modifier:
            continue
        if row.is_therapy and row.code not in known:
            therapy.add(row.code)
        if row.code in known and edition and since:
            if row.code in found:
                refusals.add(f"found {row.code} a second time, expected one row", row.line)
            if (values := _values(row, edition.label, since, refusals)) is not None:
                found[row.code] = values
    if not count:
        refusals.add("found no rows, expected those of all codes")
    elif not found and edition and since:
        refusals.add("found none of the codes that have a page, expected therapy codes such as 97110")
    if len(factors) > 1 and not refusals.found:
        refusals.add(f"found {len(factors)} conversion factors ({', '.join(sorted(factors)[:4])}), expected one")
    if edition is None or since is None or not factors:
        refusals.stop()
        raise AssertionError("a reason was noted")
    release = Release(
        file="relative-values",
        names=(member.name,),
        title=f"Relative value file {edition.name} of the physician fee schedule, {_MONTHS[edition.name[5]]} {edition.year}",
        key=f"pprrvu-{edition.year}{edition.name[5:].lower()}",
        edition=edition.label,
        url=URL,
        since=since,
        until=date(edition.year, 12, 31),
        rows=tuple(found[code] for code in sorted(found)),
        codes=tuple(sorted(found)),
        file_rows=count,
        fewest=FEWEST,
        therapy=tuple(sorted(therapy)),
        factor=_factor(min(factors)),
    )
    refusals.stop(release)
    return release


def _factor(text: str) -> str:
    """The factor with its four digits, as a workbook may drop the last."""
    return f"{Decimal(text):.4f}"


def needs_its_name(release: Release) -> bool:
    """True where only the file's name says that its factor is the one for everybody."""
    return release.since.year >= _TWO_FACTORS_SINCE


def _rows(member: Member, head: cells.Head, context: Context, refusals: Refusals) -> Iterator[Row]:
    """The rows of any form."""
    if FixedWidth.begins(head.lines):
        yield from FixedWidth.rows(cells.lines(member, context.progress), refusals)
    else:
        yield from Stack.rows(cells.rows(member, context.progress), refusals)


def _edition(head: cells.Head, context: Context, refusals: Refusals) -> _Edition | None:
    """Which release a file is, by its first line, or by what the maintainer says of a file without one."""
    asked = context.asked.release
    told = _RELEASE.fullmatch(asked) if asked else None
    if asked and not told:
        refusals.add(f"found --release {asked}, expected a name such as RVU26D")
        return None
    title = _TITLE.search(head.words)
    if title is None:
        if told is None or not FixedWidth.begins(head.lines):
            refusals.add(
                "found no line such as '2026 National Physician Fee Schedule Relative Value File October Release', "
                "expected it: give --release RVU26D for a text of fixed width, or import the csv of the same archive"
            )
            return None
        return _Edition(asked or "", 2000 + int(told[1]), "ABCD".index(told[2]) * 3 + 1)
    year, letter = int(title[1]), "ABCD"[("january", "april", "july", "october").index(title[2])]
    if told and (told[1], told[2]) != (title[1][2:], letter):
        refusals.add(f"found the {title[2].title()} release of {year}, expected {asked} as --release says")
        return None
    day = _RELEASED.search(head.words)
    try:
        released = date(int(day[3]), int(day[1]), int(day[2])) if day else None
    except ValueError:
        released = None
    return _Edition(asked or f"RVU{title[1][2:]}{letter}", year, "ABCD".index(letter) * 3 + 1, released)


def _first_day(edition: _Edition, context: Context, refusals: Refusals) -> date | None:
    """The first day of service of a release: content gives it only for the first release of a year."""
    last = quarter_end(date(edition.year, edition.month, 1))
    if asked := context.asked.effective:
        if asked.year == edition.year and asked <= last:
            return asked
        refusals.add(f"found {edition.label}, expected a release that can hold from {asked} as --effective says")
        return None
    if context.asked.comparing:
        return date(edition.year, edition.month, 1)
    rows = [row for row in context.rules.tables.relative_values if row.since.year == edition.year]
    same = {row.since for row in rows if row.release == edition.label}
    if len(same) == 1:
        return same.pop()
    is_first = edition.month == 1 and (edition.released is None or edition.released <= date(edition.year, 1, 31))
    if is_first and not rows:
        return date(edition.year, 1, 1)
    released = f", released {edition.released}" if edition.released else ""
    refusals.add(
        f"found {edition.label}{released}, which does not say from which day its values hold, expected --effective DAY: "
        f"{edition.year}-01-01 if they replace those of the whole year, else the day that CMS's change request names"
    )
    return None


def _values(row: Row, release: str, since: date, refusals: Refusals) -> RelativeValues | None:
    """A row as the tables hold it."""
    numbers = [_two_places(text) for text in (row.work, row.practice_expense, row.malpractice, row.total)]
    if any(number is None for number in numbers):
        refusals.add("found no number of two places in an RVU column, expected one such as 0.45", row.line)
        return None
    work, expense, malpractice, total = (number for number in numbers if number is not None)
    if work + expense + malpractice != total:
        refusals.add("found RVUs that do not add up to the non-facility total, expected the columns of CMS", row.line)
        return None
    if not re.fullmatch("[A-Z]", row.status) or not re.fullmatch("[0-9]", row.multiple_procedure):
        refusals.add("found no status letter or no multiple procedure digit, expected the columns of CMS", row.line)
        return None
    return RelativeValues(
        code=row.code,
        since=since,
        release=release,
        status=row.status,
        work=work,
        practice_expense=expense,
        malpractice=malpractice,
        multiple_procedure=int(row.multiple_procedure),
        source="",
    )


def _two_places(text: str) -> Decimal | None:
    """A number of two places; 1.3 and 0 are written so by a workbook.

    >>> _two_places("1.3"), _two_places(".02"), _two_places("0.125"), _two_places("NA")
    (Decimal('1.30'), Decimal('0.02'), None, None)
    """
    if not re.fullmatch(r"\d{0,5}(\.\d{1,4})?", text) or not text:
        return None
    number = Decimal(text)
    return number.quantize(Decimal("0.01")) if number == number.quantize(Decimal("0.01")) else None
