"""Which release of the relative value file a file is, and from which day it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from calculator.upkeep.imports import cells
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.fee_schedule_rows import FixedWidth
from calculator.upkeep.imports.release import Refusals, quarter_end

TITLE = re.compile(
    r"\b(20\d\d) national physician fee schedule relative value file (january|april|july|october) release\b"
)
_RELEASED = re.compile(r"\breleased (\d\d)/(\d\d)/(\d{4})\b")
_RELEASE = re.compile(r"RVU(\d\d)([A-D])R?")
MONTHS = {"A": "January", "B": "April", "C": "July", "D": "October"}


@dataclass(frozen=True, slots=True)
class Edition:
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
        return f"{self.name} ({MONTHS[self.name[5]]} {self.year})"


def edition_of(head: cells.Head, context: Context, refusals: Refusals) -> Edition | None:
    """Which release a file is, by its first line, or by what the maintainer says of a file without one."""
    asked = context.asked.release
    told = _RELEASE.fullmatch(asked) if asked else None
    if asked and not told:
        refusals.add(f"found --release {asked}, expected a name such as RVU26D")
        return None
    title = TITLE.search(head.words)
    if title is None:
        if told is None or not FixedWidth.begins(head.lines):
            refusals.add(
                "found no line such as '2026 National Physician Fee Schedule Relative Value File October Release', "
                "expected it: give --release RVU26D for a text of fixed width, or import the csv of the same archive"
            )
            return None
        return Edition(asked or "", 2000 + int(told[1]), "ABCD".index(told[2]) * 3 + 1)
    year, letter = int(title[1]), "ABCD"[("january", "april", "july", "october").index(title[2])]
    if told and (told[1], told[2]) != (title[1][2:], letter):
        refusals.add(f"found the {title[2].title()} release of {year}, expected {asked} as --release says")
        return None
    day = _RELEASED.search(head.words)
    try:
        released = date(int(day[3]), int(day[1]), int(day[2])) if day else None
    except ValueError:
        released = None
    return Edition(asked or f"RVU{title[1][2:]}{letter}", year, "ABCD".index(letter) * 3 + 1, released)


def first_day(edition: Edition, context: Context, refusals: Refusals) -> date | None:
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
