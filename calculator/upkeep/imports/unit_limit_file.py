"""Reads the medically unlikely edits (MUE) of a quarter, practitioner or outpatient hospital.

The first day of the quarter stands only in the name of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from calculator.model import EditTable, UnitLimit
from calculator.pairs_and_limits import days_of_quarter
from calculator.upkeep.imports import cells
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.members import Member
from calculator.upkeep.imports.periods import quarter_of
from calculator.upkeep.imports.release import Refusals, Release, quarter_end
from calculator.upkeep.imports.therapy import is_therapy

WHAT = "medically unlikely edits (MUE)"
URL = (
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
    "medicare-ncci-medically-unlikely-edits"
)
FEWEST = 10_000
"""Every quarter of which the number is known has more rows."""

_TABLES: dict[str, EditTable] = {
    "Practitioner Services MUE Values": "practitioner",
    "Outpatient Hospital Services MUE Values": "hospital",
}
_REST = ("MUE Adjudication Indicator", "MUE Rationale")
_DAY = re.compile(r"eff_(\d\d)-(\d\d)-(\d{4})", re.IGNORECASE)


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, EditTable] | None:
    """The place of the header among the rows, and the table that it names."""
    for place, row in enumerate(rows):
        if len(row) >= 4 and row[0] == "HCPCS/ CPT Code" and row[1] in _TABLES:
            return place, _TABLES[row[1]]
    return None


def recognizes(head: cells.Head) -> bool:
    """True for Medicare's table of one of the two kinds."""
    return _header(head.rows) is not None


def group(member: Member, head: cells.Head, context: Context) -> str:
    """The table and quarter that a file is."""
    header = _header(head.rows)
    return f"unit limits {header[1] if header else ''} {_day(member) or ''}"


def _day(member: Member) -> date | None:
    """The first day, as the name has it."""
    match = _DAY.search(member.name) or _DAY.search(member.path.name)
    try:
        return date(int(match[3]), int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def read(members: Sequence[Member], context: Context) -> Release:
    """The limits of the codes that have a page.

    Args:
        members: the file.
        context: the rules, and what the maintainer says.

    Raises:
        RefusedError: with everything that is not as expected.
    """
    [member] = members
    refusals = Refusals(member.shown)
    header = _header(cells.head(member).rows)
    assert header is not None  # noqa: S101 - else not recognized
    in_name = _day(member)
    since = quarter_of("limits", context.asked.effective or in_name, in_name, None, refusals)
    if context.asked.table not in (None, header[1]):
        refusals.add(f"found the {header[1]} table by its header, expected {context.asked.table} as --table says")
    found: dict[str, UnitLimit] = {}
    therapy: set[str] = set()
    count = 0
    for line, row in enumerate(cells.rows(member, context.progress), 1):
        code = row[0].strip() if row else ""
        if line <= header[0] + 1 or not any(row):
            continue
        count += 1
        if len(row) < 4 or not re.fullmatch("[0-9A-Z]{5}", code) or not re.fullmatch(r"\d{1,4}", row[1].strip()):
            refusals.add("found no code of five characters with a whole number beside it, expected both", line)
            continue
        if code not in context.catalogue.pages:
            if is_therapy(code):
                therapy.add(code)
            continue
        indicator = row[2].strip()[:1]
        if indicator not in ("1", "2", "3"):
            refusals.add(
                "found no adjudication indicator 1, 2 or 3, expected one such as '3 Date of Service Edit'", line
            )
        elif code in found:
            refusals.add(f"found {code} a second time, expected one row", line)
        elif since is not None:
            found[code] = UnitLimit(
                program="medicare",
                table=header[1],
                since=since,
                until=quarter_end(since),
                code=code,
                units=int(row[1]),
                adjudication=int(indicator),  # type: ignore[arg-type]
                source="",
            )
    if since is None:
        refusals.stop()
        raise AssertionError("a reason was noted")
    release = _release(member, context, header[1], since, found, count, therapy)
    if not release.rows:
        refusals.add("found no code that has a page, expected some: it is a part, or another table")
    refusals.stop(release)
    return release


def _release(
    member: Member,
    context: Context,
    table: EditTable,
    since: date,
    found: dict[str, UnitLimit],
    count: int,
    therapy: set[str],
) -> Release:
    codes = context.catalogue.looked_for("unit-limits", quarter_end(since))
    quarter = days_of_quarter(since)
    return Release(
        file="unit-limits",
        names=(member.name,),
        title=f"Medicare medically unlikely edits, {'outpatient hospital' if table == 'hospital' else table}",
        key=f"mue{quarter[2:4]}{quarter[5:].lower()}-{table}",
        edition=f"{quarter}, effective {since}",
        url=URL,
        since=since,
        until=quarter_end(since),
        rows=tuple(found[code] for code in sorted(found) if code in codes),
        codes=codes,
        file_rows=count,
        fewest=FEWEST,
        therapy=tuple(sorted(therapy)),
        table=table,
    )
