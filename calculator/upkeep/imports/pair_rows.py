"""The rows of a part of a table of pairs, read as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from calculator.upkeep.imports import cells
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.members import Member
from calculator.upkeep.imports.release import Refusals
from calculator.upkeep.imports.therapy import is_therapy


@dataclass(slots=True)
class Seen:
    """What a part has, with the rows that are kept."""

    count: int = 0
    first: str = ""
    last: str = ""
    latest: str = ""


def read_rows(
    member: Member,
    context: Context,
    seen: Seen,
    kept: dict[tuple[str, str, str, str], int],
    therapy: set[str],
    refusals: Refusals,
) -> None:
    """Read a part: keep what is known, count the rest."""
    known, pages = context.catalogue.known["pairs"], context.catalogue.pages
    latest, before, count = "", "", 0
    first, last = "~", ""
    for line, cells_of_row in _data(cells.rows(member, context.progress), refusals):
        if len(cells_of_row) != 7:
            refusals.add(f"found a row of {len(cells_of_row)} cells, expected 7", line)
            continue
        column1, column2, _, effective, deleted, indicator, _ = cells_of_row
        count += 1
        if column1 != before:
            before = column1
            first, last = min(first, column1), max(last, column1)
            if is_therapy(column1) and column1 not in known:
                therapy.add(column1)
        if effective > latest:
            latest = effective
        if len(column1) != 5 or len(column2) != 5:
            refusals.add("found no code of five characters in column 1 or 2, expected two codes", line)
        elif len(effective) != 8 or indicator not in ("0", "1", "9"):
            refusals.add("found no date of eight digits or no indicator 0, 1 or 9, expected the columns of CMS", line)
        elif column1 in known and column2 in known and (column1 in pages or column2 in pages):
            deleted = "" if deleted in ("*", "") else deleted
            if day_of(effective) is None or (deleted and day_of(deleted) is None):
                refusals.add("found no date such as 20261001, expected the columns of CMS", line)
                continue
            key = column1, column2, effective, deleted
            if kept.setdefault(key, int(indicator)) != int(indicator):
                refusals.add(f"found {column1} and {column2} of {effective} with two indicators, expected one", line)
    seen.count, seen.latest, seen.first, seen.last = count, latest, first, last
    if not count:
        refusals.add("found no rows, expected those of a part of the table")


def _data(rows: Iterator[list[str]], refusals: Refusals) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header: from the first that has a code and a date."""
    begun = False
    for line, row in enumerate(rows, 1):
        if begun:
            if any(row):
                yield line, row
        elif len(row) > 3 and re.fullmatch("[0-9A-Z]{5}", row[0]) and re.fullmatch(r"\d{8}", row[3]):
            begun = True
            yield line, row
        elif line > 20:
            refusals.add("found no row with two codes and a date of eight digits, expected one after the header")
            return


def day_of(text: str) -> date | None:
    """A day as CMS writes it.

    >>> day_of("20191231"), day_of("20191301"), day_of("")
    (datetime.date(2019, 12, 31), None, None)
    """
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if re.fullmatch(r"\d{8}", text) else None
    except ValueError:
        return None
