"""Compares a release with what is loaded, as a whole: whether it is complete, and whether too much of it changed.

What it finds stops an import until a maintainer looked at it and says why it is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from calculator.model import Edit, Rules, UnitLimit
from calculator.pairs_and_limits import is_void
from calculator.upkeep.imports.catalogue import codes_in_use
from calculator.upkeep.imports.draft import Draft
from calculator.upkeep.imports.put_edits import Load, loads_of
from calculator.upkeep.imports.put_prices import in_force_by_key, key_of
from calculator.upkeep.imports.release import Refusal, Release

MOST_CHANGED = 25
"""Percent of the rows that may change: from one quarter to the next in any value, from year to year by more than a quarter
of the row's sum."""

FEWEST_LEFT = 90
"""Percent of the rows of the release before that a whole file has at least."""

Numbers = Mapping[str, tuple[Decimal, ...]]
"""The numbers of rows by code, by pair of codes, or by locality."""


def census(draft: Draft, release: Release) -> Iterator[Refusal]:
    """What a maintainer must look at before a release is imported.

    Args:
        draft: the rule files before the import.
        release: the release.
    """
    for message in (*_totals(draft.rules, release), *_keys_differ(draft, release), *_values_differ(draft, release)):
        yield Refusal(release.where, message, acceptable=True)


def _totals(rules: Rules, release: Release) -> Iterator[str]:
    """Whether a file is cut off: by the number of rows of the release before it."""
    totals: list[tuple[date, int]] = []
    for source in rules.sources.values():
        of_table = (one for one in source.loaded if (one.file, one.table) == (release.file, release.table))
        totals += [(one.since, one.file_rows) for one in of_table if one.file_rows]
        prices = (one for one in source.loaded_prices if one.file == release.file)
        totals += [(one.since, one.file_rows) for one in prices if one.file_rows]
    since, last = max(totals, default=(date.min, 0))
    if release.file_rows * 100 < last * FEWEST_LEFT:
        yield f"found {release.file_rows:,} rows, expected about {last:,} as from {since}: it may be cut off"
    elif release.file_rows < release.fewest:
        yield f"found {release.file_rows:,} rows, expected at least {release.fewest:,}: it may be cut off"


def _keys_differ(draft: Draft, release: Release) -> Iterator[str]:
    """Codes and localities that came or went."""
    before, after = compared(draft, release)
    gone = sorted(_first_codes(before) - _first_codes(after))
    if gone:
        yield f"found nothing for {_some(gone)}, expected what is loaded before it"
    if release.file == "places" and before and (new := sorted(after.keys() - before.keys())):
        yield f"found {_some(new)}, expected the localities of the year before"
    if release.file == "relative-values":
        missing = sorted(codes_in_use(draft.rules, release.since) - after.keys() - before.keys())
        if missing:
            yield f"found nothing for {_some(missing)}, expected every code with a page that is in use"


def _first_codes(numbers: Numbers) -> set[str]:
    """The codes or localities, of pairs the codes in column 1."""
    return {key.partition("/")[0] for key in numbers}


def _values_differ(draft: Draft, release: Release) -> Iterator[str]:
    """Too many values that changed."""
    before, after = compared(draft, release)
    if release.file == "pairs":
        keys: set[str] = before.keys() | after.keys()
        changed = sorted(key for key in keys if before.get(key) != after.get(key))
    else:
        keys = before.keys() & after.keys()
        whole_year = release.file != "unit-limits" and not in_force_by_key(draft.rows[release.file], release.since)
        differs = _differs_greatly if whole_year else tuple.__ne__
        changed = sorted(key for key in keys if differs(before[key], after[key]))
    if len(changed) * 100 > MOST_CHANGED * len(keys):
        found = f"found {len(changed)} of {len(keys)} rows changed, such as {_some(changed, 3)}"
        yield f"{found}, expected at most {MOST_CHANGED} percent: it may be another table or year"


def _differs_greatly(before: tuple[Decimal, ...], after: tuple[Decimal, ...]) -> bool:
    """True where the sum of the numbers changed by more than a quarter."""
    old, new = (sum(numbers, Decimal()) for numbers in (before, after))
    return abs(old - new) * 4 > abs(old)


def compared(draft: Draft, release: Release) -> tuple[Numbers, Numbers]:
    """What was loaded before a release or for its days, and what the release has instead, as far as both speak of it."""
    if release.file in ("relative-values", "places"):
        rows = draft.rows[release.file]
        last = max((row.since for row in rows if row.since <= release.until), default=None)
        held = in_force_by_key(rows, release.since) or (in_force_by_key(rows, _year_end(last)) if last else {})
        return _numbers(held.values()), _numbers(release.rows)
    load = load_before(loads_of(draft, release), release)
    if load is None:
        return {}, {}
    first, second = set(load.one.codes), set(load.one.column2 or load.one.codes)
    held_by_load = [row for row in release.rows if _codes_of(row)[0] in first and _codes_of(row)[1] in second]
    asked = set(release.codes)
    return _numbers(row for row in load.rows if {*_codes_of(row)} <= asked), _numbers(held_by_load)


def load_before(loads: Sequence[Load], release: Release) -> Load | None:
    """The table that a quarter is compared with: the latest before its end, but not one of a few codes only."""
    before = [load for load in loads if load.one.since <= release.until]
    most = max((len(load.rows) for load in before), default=0)
    return next((load for load in reversed(before) if len(load.rows) * 2 >= most), None)


def _year_end(day: date) -> date:
    return date(day.year, 12, 31)


def _codes_of(row: Edit | UnitLimit) -> tuple[str, str]:
    return (row.column1, row.column2) if isinstance(row, Edit) else (row.code, row.code)


def _numbers(rows: Iterable[Any]) -> Numbers:
    """The numbers of rows; of pairs only those that have not ended."""
    found: dict[str, tuple[Decimal, ...]] = {}
    for row in rows:
        if isinstance(row, Edit):
            if not is_void(row) and row.deleted is None:
                found[f"{row.column1}/{row.column2}"] = (Decimal(row.indicator),)
        elif isinstance(row, UnitLimit):
            found[row.code] = (Decimal(row.units),)
        else:
            found[key_of(row)] = (row.work, row.practice_expense, row.malpractice)
    return found


def _some(keys: Sequence[str], most: int = 8) -> str:
    """A few of many.

    >>> _some(["97110", "97112", "97116"], 2)
    '97110, 97112 and 1 more'
    """
    return ", ".join(keys[:most]) + (f" and {len(keys) - most} more" if len(keys) > most else "")
