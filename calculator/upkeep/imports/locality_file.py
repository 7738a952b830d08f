"""Reads the geographic indices of the payment localities (GPCI, Addendum E of the physician fee schedule)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from calculator.model import Place
from calculator.upkeep.imports import cells
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.members import Member
from calculator.upkeep.imports.put_prices import in_force_by_key, key_of, values_of
from calculator.upkeep.imports.relative_value_file import URL
from calculator.upkeep.imports.release import Refusals, Release

WHAT = "geographic practice cost indices (GPCI, Addendum E)"
FEWEST = 100
"""Every year since 2020 has more localities; 109 was the fewest seen."""

_TITLE = re.compile(r"\baddendum e\. final cy (20\d\d) geographic practice cost indices\b")
_HEADER = (
    r"Medicare Administrative Contractor \(MAC\)",
    "State",
    "Locality Number",
    "Locality Name",
    r"{year} PW GPCI.*",
    r"{year} PE GPCI",
    r"{year} MP GPCI",
)
_NUMBERS = re.compile(r"^(\d{5}) +([A-Z]{2}) +(\d\d) +(\S.*?) +(\d\.\d{1,3}) +(\d\.\d{1,3}) +(\d\.\d{1,3}) *$")
"""A row of the text of fixed width, whose header cuts its own words."""


def recognizes(head: cells.Head) -> bool:
    """True for the indices of any year, final or not."""
    return "geographic practice cost indices" in head.words and "gpci" in head.words


def group(member: Member, head: cells.Head, context: Context) -> str:
    """The year that a file is for."""
    title = _TITLE.search(head.words)
    return f"indices {title[1] if title else member.stem}"


def read(members: Sequence[Member], context: Context) -> Release:
    """The localities of a year.

    Args:
        members: the file.
        context: the rules, and what the maintainer says.

    Raises:
        RefusedError: with everything that is not as expected.
    """
    [member] = members
    head = cells.head(member)
    refusals = Refusals(member.shown)
    title = _TITLE.search(head.words)
    if title is None:
        refusals.add("found no line 'ADDENDUM E. FINAL CY ...', expected it: proposed indices are never entered")
        refusals.stop()
        raise AssertionError
    year = int(title[1])
    since = date(year, 1, 1)
    if (asked := context.asked.effective) is not None:
        if asked.year != year:
            refusals.add(f"found the indices of {year}, expected those of {asked.year} as --effective says")
        since = asked
    found: dict[str, Place] = {}
    for line, row in _rows(member, head, year, context, refusals):
        place = _place(line, row, since, refusals)
        if place is None:
            continue
        key = f"{place.mac}-{place.locality}"
        if key in found:
            refusals.add(f"found the locality {key} a second time, expected one row", line)
        found[key] = place
    rows = tuple(found[key] for key in sorted(found))
    if asked is None and not context.asked.comparing:
        _same_as_loaded(rows, context, refusals)
    release = Release(
        file="places",
        names=(member.name,),
        title=f"Geographic practice cost indices of {year}, Addendum E",
        key=f"gpci-{year}",
        edition=str(year),
        url=URL,
        since=since,
        until=date(year, 12, 31),
        rows=rows,
        codes=tuple(sorted(found)),
        file_rows=len(found),
        fewest=FEWEST,
    )
    refusals.stop(release)
    return release


def _same_as_loaded(rows: Sequence[Place], context: Context, refusals: Refusals) -> None:
    """Ask from which day indices hold that differ from those of the same year."""
    loaded = in_force_by_key(context.rules.tables.places, date(rows[0].since.year, 12, 31)) if rows else {}
    differ = [key_of(row) for row in rows if loaded and _values(row) != _values(loaded.get(key_of(row)))]
    if differ:
        year = rows[0].since.year
        found = f"found {len(differ)} localities that differ from those loaded for {year}, such as {differ[0]}"
        refusals.add(f"{found}, expected --effective DAY: {year}-01-01 if they were wrong all the year")


def _values(row: Place | None) -> tuple[object, ...] | None:
    return values_of(row) if row else None


def _rows(
    member: Member, head: cells.Head, year: int, context: Context, refusals: Refusals
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of any form, with their lines; what stands above and below them has no five digits in front."""
    if any(row[0].startswith("Medicare Admi") and len(row) == 1 for row in head.rows if row):
        for number, text in enumerate(cells.lines(member, context.progress), 1):
            if text[:1].isdigit() or re.search(r"\d\.\d+ *$", text.rstrip()):
                if match := _NUMBERS.match(text.rstrip()):
                    yield number, match.groups()
                else:
                    refusals.add("found a line in another form, expected the columns of CMS", number)
        return
    if not _header_fits(head.rows, year, refusals):
        return
    below = False
    for number, row in enumerate(cells.rows(member, context.progress), 1):
        if below and ((row[:1] and row[0].strip()[:1].isdigit()) or any(cell.strip() for cell in row[1:])):
            yield number, [cell.strip() for cell in row]
        below = below or (bool(row) and " ".join(row[0].split()).startswith("Medicare Admi"))


def _header_fits(rows: Iterable[Sequence[str]], year: int, refusals: Refusals) -> bool:
    """True where the header has the columns of 2024 and later; the years before had no column of states."""
    header = next((row for row in rows if row and row[0].startswith("Medicare Admi")), None)
    if header is None:
        refusals.add("found no header that begins 'Medicare Administrative Contractor (MAC)', expected one")
        return False
    wanted = [pattern.replace("{year}", str(year)) for pattern in _HEADER]
    names = [name for name in header if name]
    fits = len(names) == len(wanted) and all(map(re.fullmatch, wanted, names))
    if not fits:
        refusals.add(
            f"found the columns {'; '.join(names)[:200]}, expected {'; '.join(_HEADER).replace('{year}', str(year))}: "
            "the files of 2023 and before have other columns, which no reader was written for"
        )
    return fits


def _place(line: int, row: Sequence[str], since: date, refusals: Refusals) -> Place | None:
    """A row as the tables hold it."""
    if len(row) < 7 or any(row[7:]):
        refusals.add(f"found a row of {len(row)} cells, expected 7", line)
        return None
    mac, state, locality, name, *numbers = row[:7]
    indices = [_three_places(text) for text in numbers]
    if not (re.fullmatch(r"\d{5}", mac) and re.fullmatch(r"\d\d", locality) and re.fullmatch("[A-Z]{2}", state)):
        refusals.add(
            "found no MAC of five digits, state of two letters and locality of two digits, expected them", line
        )
    elif None in indices:
        refusals.add("found no index of at most three places, expected numbers such as 0.875", line)
    else:
        work, expense, malpractice = (index for index in indices if index is not None)
        return Place(
            since=since,
            mac=mac,
            locality=locality,
            name=" ".join(name.rstrip("* ").split()),
            state=state,
            work=work,
            practice_expense=expense,
            malpractice=malpractice,
            source="",
        )
    return None


def _three_places(text: str) -> Decimal | None:
    """An index with its three places, as the csv of some years leaves out zeros at the end.

    >>> _three_places("0.87"), _three_places("1"), _three_places("1.0005"), _three_places("11.2")
    (Decimal('0.870'), Decimal('1.000'), None, None)
    """
    return Decimal(text).quantize(Decimal("0.001")) if re.fullmatch(r"\d(\.\d{1,3})?", text) else None
