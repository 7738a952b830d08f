"""Files of CMS for a rehearsal: the newest rows of a rule set in the layouts of CMS, with a few numbers changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from calculator.model import EditTable, Rules
from calculator.pairs_and_limits import Period, is_void, periods
from calculator.payment import FACTOR, places_by_key, values_by_code
from tests.support import cms_files

MORE_ROWS = {"relative-values": 19_000, "pairs": 1_100_000, "unit-limits": 15_000}
"""Rows of made codes, as many as a file of CMS has at least."""

Parts = Iterator[tuple[str, bytes]]
"""For each file of a table what its name has in place of the star, and its content."""


def write_files(table: str, name: str, since: date, rules: Rules, folder: Path) -> list[Path]:
    """Write the file of a table, or its parts, as CMS would publish them; gives where they are.

    Args:
        table: a key of `rules/cms_files.yaml`.
        name: the file's name as `due` prints it.
        since: the first day that it is for.
        rules: the rules before it.
        folder: where to write it.
    """
    paths = []
    for part, content in _MADE[table](since, rules):
        paths.append(folder / name.replace("*", part))
        paths[-1].write_bytes(content)
    return paths


def factor(rules: Rules) -> Decimal:
    """A conversion factor that is not the last known one."""
    known = [value.value for value in rules.parameters[FACTOR].values if value.value != "expected"]
    return Decimal(known[-1]) + Decimal("0.1234")


def _relative_values(since: date, rules: Rules) -> Parts:
    """The values of every code of the newest year, the work of each tenth a little higher."""
    newest = max(row.since.year for row in rules.tables.relative_values)
    values: dict[str, Sequence[str]] = {}
    for place, (code, rows) in enumerate(sorted(values_by_code(rules).items())):
        row = rows[-1]
        if row.since.year == newest:  # else the code has ended
            work = row.work + Decimal("0.01") if row.has_values and place % 10 == 0 else row.work
            numbers = (work, row.practice_expense, row.malpractice, row.multiple_procedure)
            values[code] = (row.status, *map(str, numbers))
    about = {"year": since.year, "month": since.month, "more": MORE_ROWS["relative-values"]}
    yield "", cms_files.as_csv(cms_files.relative_values(values, factor=str(factor(rules)), **about))


def _places(since: date, rules: Rules) -> Parts:
    """The indices of every place of the newest year, practice expense a little higher."""
    newest = max(row.since.year for row in rules.tables.places)
    last = [rows[-1] for rows in places_by_key(rules).values() if rows[-1].since.year == newest]
    rows = [replace(row, practice_expense=row.practice_expense + Decimal("0.001")) for row in last]
    yield "", cms_files.as_csv(cms_files.indices(rows, year=since.year))


def _limits(table: EditTable) -> Callable[[date, Rules], Parts]:
    """The newest limit of every code that has one, the first one higher."""
    title = {"practitioner": "Practitioner Services", "hospital": "Outpatient Hospital Services"}[table]

    def made(_: date, rules: Rules) -> Parts:
        known = periods(rules)["unit-limits", "medicare", table]  # by their days, so that later rows take the place
        newest = {row.code: row for period in known for those in period.rows.values() for row in those}
        rows = (newest[code] for code in sorted(newest))
        values = {row.code: (row.units + (place == 0), row.adjudication or 3) for place, row in enumerate(rows)}
        yield "", cms_files.as_csv(cms_files.limits(values, table=title, more=MORE_ROWS["unit-limits"]))

    return made


def _pairs(table: EditTable) -> Callable[[date, Rules], Parts]:
    """The pairs of the fullest table in four archives, and a new one between codes that no sentence speaks of."""
    letters = {"practitioner": "pra", "hospital": "oph"}[table]

    def made(since: date, rules: Rules) -> Parts:
        fullest = max(periods(rules)["pairs", "medicare", table], key=lambda period: period.loaded.rows)
        rows = [
            (row.column1, row.column2, _day(row.effective, "19960101"), _day(row.deleted, "*"), str(row.indicator))
            for seconds in fullest.rows.values()
            for those in seconds.values()
            for row in those
            if not is_void(row)
        ]
        rows.append((*new_pair(fullest, rules), _day(since, ""), "*", "1"))
        version = f"v{since.year - 1994}{(since.month - 1) // 3}r0"
        for number, part in enumerate(cms_files.four_parts(rows, more=MORE_ROWS["pairs"]), 1):
            name = f"cci{letters}-{version}-f{number}"
            yield f"{version}-f{number}", cms_files.as_archive({f"{name}.txt": cms_files.as_tabs(part)})

    return made


def _day(day: date | None, otherwise: str) -> str:
    return f"{day:%Y%m%d}" if day else otherwise


def new_pair(fullest: Period, rules: Rules) -> tuple[str, str]:
    """Two codes without an edit in either order, of which the pages say nothing to each other."""
    told = {frozenset((key, pair.other)) for key, code in rules.codes.items() for pair in code.pairs}
    for one in sorted(fullest.codes & rules.codes.keys()):
        for two in sorted(fullest.column2 & rules.codes.keys(), reverse=True):
            if one != two and not fullest.edits(one, two) + fullest.edits(two, one) and {one, two} not in told:
                return one, two
    raise AssertionError("found an edit between all codes, expected two without one")


_MADE: dict[str, Callable[[date, Rules], Parts]] = {
    "relative-values": _relative_values,
    "places": _places,
    "unit-limits-medicare-practitioner": _limits("practitioner"),
    "unit-limits-medicare-hospital": _limits("hospital"),
    "pairs-medicare-practitioner": _pairs("practitioner"),
    "pairs-medicare-hospital": _pairs("hospital"),
}
