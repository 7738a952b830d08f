"""Reads the relative value file of the physician fee schedule (PPRRVU), with the conversion factor on its rows.

CMS publishes it each quarter as csv, txt of fixed width and xlsx, inside an archive such as `rvu26d.zip`. The column of
AMA descriptors is never looked at, and messages show nothing of a row but numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from calculator.model import RelativeValues
from calculator.upkeep.imports import cells
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.fee_schedule_release import MONTHS, TITLE, edition_of, first_day
from calculator.upkeep.imports.fee_schedule_rows import FixedWidth, Row, Stack
from calculator.upkeep.imports.members import Member
from calculator.upkeep.imports.release import Refusals, Release

WHAT = "relative values of the physician fee schedule (PPRRVU)"
URL = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
FEWEST = 15_000
"""Every release since 2020 has more rows; 17,236 was the fewest seen."""

_TWO_FACTORS_SINCE = 2026
"""From this year on there are two files, and only one of them is for everybody."""


def recognizes(head: cells.Head) -> bool:
    """True for a relative value file in any of its forms."""
    return bool(TITLE.search(head.words)) or Stack.begins(head.rows) or FixedWidth.begins(head.lines)


def is_for_participants(member: Member) -> bool:
    """True for the second file of a release, with the factor of qualifying APM participants; only its name says so."""
    return "qpp" in member.stem and "nonqpp" not in member.stem.replace("-", "").replace("_", "")


def group(member: Member, head: cells.Head, context: Context) -> str:
    """The release that a file is."""
    title = TITLE.search(head.words)
    return f"relative values {title[0] if title else context.asked.release or member.stem}"


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
    edition = edition_of(head, context, refusals)
    since = first_day(edition, context, refusals) if edition else None
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
        title=f"Relative value file {edition.name} of the physician fee schedule, {MONTHS[edition.name[5]]} {edition.year}",
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
