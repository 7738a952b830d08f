"""Reads the NCCI procedure-to-procedure edits (PTP) of a quarter, practitioner or outpatient hospital, from four parts.

The parts have some 2.7 million rows; they are read as a stream, and only pairs of the catalogue's codes are kept. The
deletion date is the last day in force: all of them are ends of quarters, or the first day of an edit that never was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from calculator.model import Edit, EditTable
from calculator.pairs_and_limits import days_of_quarter
from calculator.upkeep.imports import cells
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.members import Member
from calculator.upkeep.imports.pair_rows import Seen, day_of, read_rows
from calculator.upkeep.imports.parts import Part, missing_parts
from calculator.upkeep.imports.periods import quarter_of
from calculator.upkeep.imports.release import Refusals, Release, quarter_end

WHAT = "NCCI procedure-to-procedure edits (PTP)"
URL = (
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
    "medicare-ncci-procedure-procedure-ptp-edits"
)
FEWEST = 1_000_000
"""Every quarter of which the number is known has more rows in the four parts of a table."""

_NAME = re.compile(r"cci(pra|oph)-v(\d\d)(\d)r\d+-f(\d)", re.IGNORECASE)
_TABLES: dict[str, EditTable] = {"pra": "practitioner", "oph": "hospital"}
_FIRST_VERSION_YEAR = 1994
"""The version's first number counts years: 32.3 is the fourth quarter of 2026."""


def recognizes(head: cells.Head) -> bool:
    """True for a part of Medicare's table: seven columns, one of them for edits from before 1996."""
    header = next((row for row in head.rows if row[:2] == ("Column 1", "Column 2")), ())
    return len(header) == 7 and "prior to 1996" in head.words


@dataclass(frozen=True, slots=True)
class _Name:
    """What the name of a part says."""

    table: EditTable | None = None
    since: date | None = None
    part: int | None = None


def _name(member: Member) -> _Name:
    """What the name of a part says; nothing where someone renamed it.

    >>> from pathlib import Path
    >>> _name(Member(Path("x.zip"), "ccioph-v323r0-f4.TXT"))
    _Name(table='hospital', since=datetime.date(2026, 10, 1), part=4)
    """
    match = _NAME.search(member.name) or _NAME.search(member.path.name)
    if match is None or int(match[3]) > 3:
        return _Name()
    since = date(_FIRST_VERSION_YEAR + int(match[2]), int(match[3]) * 3 + 1, 1)
    return _Name(_TABLES[match[1].lower()], since, int(match[4]))


def group(member: Member, head: cells.Head, context: Context) -> str:
    """The table and quarter that a part belongs to."""
    name = _name(member)
    return f"pairs {name.table or context.asked.table or 'of a table not named'} {name.since or ''}"


def read(members: Sequence[Member], context: Context) -> Release:
    """The pairs of a quarter's table of which both codes are known and one has a page.

    Args:
        members: the four parts, in any order.
        context: the rules, and what the maintainer says.

    Raises:
        RefusedError: with everything that is not as expected.
    """
    refusals = Refusals(", ".join(member.name for member in members))
    names = [_name(member) for member in members]
    table = names[0].table or context.asked.table
    if table is None:
        refusals.add("found no ccipra or ccioph in the name, expected --table practitioner or --table hospital")
    elif context.asked.table not in (None, table):
        refusals.add(f"found the {table} table by its name, expected {context.asked.table} as --table says")
    kept: dict[tuple[str, str, str, str], int] = {}
    therapy: set[str] = set()
    parts, seen = [], []
    for member, name in zip(members, names, strict=True):
        one = Seen()
        of_part = Refusals(member.shown)
        read_rows(member, context, one, kept, therapy, of_part)
        refusals.found |= of_part.found
        parts.append(Part(member.name, name.part, one.first, one.last))
        seen.append(one)
    for message in missing_parts(parts):
        refusals.add(message)
    latest = max((one.latest for one in seen), default="")
    stated = context.asked.effective or names[0].since
    since = quarter_of("edits", stated, names[0].since, day_of(latest), refusals)
    if table is None or since is None:
        refusals.stop()
        raise AssertionError("a reason was noted")
    release = _release(members, context, table, since, kept, sum(one.count for one in seen), therapy)
    if not release.rows:
        refusals.add("found no pair of codes that have a page, expected some: it is a part, or another table")
    refusals.stop(release)
    return release


def _release(
    members: Sequence[Member],
    context: Context,
    table: EditTable,
    since: date,
    kept: dict[tuple[str, str, str, str], int],
    count: int,
    therapy: set[str],
) -> Release:
    until = quarter_end(since)
    codes = context.catalogue.looked_for("pairs", until)
    wanted = frozenset(codes)
    rows = [
        Edit(
            program="medicare",
            table=table,
            since=since,
            until=until,
            column1=column1,
            column2=column2,
            indicator=indicator,  # type: ignore[arg-type]
            effective=day_of(effective),
            deleted=day_of(deleted),
            source="",
        )
        for (column1, column2, effective, deleted), indicator in sorted(kept.items())
        if column1 in wanted and column2 in wanted
    ]
    quarter = days_of_quarter(since)
    version = f"v{since.year - _FIRST_VERSION_YEAR}.{(since.month - 1) // 3}"
    return Release(
        file="pairs",
        names=tuple(member.name for member in members),
        title=f"Medicare NCCI procedure-to-procedure edits, {table}",
        key=f"ncci{quarter[2:4]}{quarter[5:].lower()}-{table}",
        edition=f"{quarter} ({version}), effective {since}",
        url=URL,
        since=since,
        until=until,
        rows=tuple(rows),
        codes=codes,
        file_rows=count,
        fewest=FEWEST,
        therapy=tuple(sorted(therapy)),
        table=table,
    )
