"""The page on what changes on January 1: every number, code and table of the rules around that day, before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from calculator.model import Check, Cite, Place, RelativeValues, Rules
from calculator.pairs_and_limits import Period, edit_of, periods
from calculator.payment import places_by_key, values_by_code
from sitegen.pages import amounts, missing_numbers
from sitegen.pages.dated_changes import AROUND, changes
from sitegen.pages.page import Page, page_of
from sitegen.render import labels

PATH = "january.md"


def turn_of_year(as_of: date) -> date:
    """The January 1 that readers ask about: from July on the next one.

    >>> turn_of_year(date(2026, 6, 30)), turn_of_year(date(2026, 7, 1)), turn_of_year(date(2027, 1, 15))
    (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1), datetime.date(2027, 1, 1))
    """
    return date(as_of.year + (as_of.month > 6), 1, 1)


def page(rules: Rules, as_of: date) -> Page:
    """What changes on January 1."""
    return page_of("january", PATH, rules, as_of, "", lambda: content(rules, turn_of_year(as_of)))


def content(rules: Rules, day: date) -> dict[str, Any]:
    """What the page shows.

    Args:
        rules: a rule set without problems.
        day: the January 1.
    """
    near = [change for those in changes(rules).values() for change in those if abs(change.day - day) <= AROUND]
    in_order = sorted(near, key=lambda change: (change.day, change.name))
    return {
        "title": heading(day),
        "day": day,
        "before": day - timedelta(days=1),
        "missing": [one for one in missing_numbers.notices(rules) if one["time"] == str(day.year)],
        "numbers": [change for change in in_order if change.rule.startswith("parameters/")],
        "codes": [change for change in in_order if change.rule.startswith("codes/")],
        "checks": _checks(rules, day),
        "prices": [*_prices(rules, day)],
        "amounts": _amounts(rules, day),
        "tables": [*_tables(rules, day)],
    }


def _checks(rules: Rules, day: date) -> list[tuple[str, Check, str]]:
    """Checks that begin or end around the day: the key, the check, and when in words."""
    found = []
    for key, check in rules.checks.items():
        for when, word in ((check.since, "from"), (check.until, "through")):
            if when is not None and abs(when - day) <= AROUND:
                found.append((key, check, f"{word} {labels.day(when)}"))
    return found


# --- prices -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prices:
    """A table of a year, with that of the year before.

    Attributes:
        name: what people call it.
        rows: how many rows the new year has; 0 where it is not loaded.
        differ: how many of them differ from the year before, new ones included.
        cites: where the new rows were read.
    """

    name: str
    rows: int
    differ: int
    cites: tuple[Cite, ...]


def _prices(rules: Rules, day: date) -> Iterator[Prices]:
    """Relative values and indices of the new year."""

    def values(row: RelativeValues) -> tuple[Any, ...]:
        return row.status, row.work, row.practice_expense, row.malpractice, row.multiple_procedure

    def indices(row: Place) -> tuple[Any, ...]:
        return row.work, row.practice_expense, row.malpractice

    tables: tuple[tuple[str, Mapping[str, tuple[Any, ...]], Any], ...] = (
        ("Relative values (RVUs)", values_by_code(rules), values),
        ("Geographic indices (GPCI)", places_by_key(rules), indices),
    )
    for name, rows, shown in tables:
        if rows:
            old, new = (
                {key: _of_year(those, year) for key, those in rows.items()} for year in (day.year - 1, day.year)
            )
            found = {key: row for key, row in new.items() if row}
            differ = sum(1 for key, row in found.items() if old[key] is None or shown(old[key]) != shown(row))
            sources = dict.fromkeys(row.source for row in found.values())
            yield Prices(name, len(found), differ, tuple(Cite(source=source) for source in sources))


def _of_year(rows: tuple[Any, ...], year: int) -> Any:
    """The first row of a year: what holds from January 1, or what held until December 31."""
    return next((row for row in rows if row.since.year == year), None)


def _amounts(rules: Rules, day: date) -> list[tuple[str, Decimal, Decimal]]:
    """The national amount of one unit of each code, before and after, where both are known and differ."""
    found = []
    for code in rules.codes:
        full = {
            when: unit.full
            for period, _, unit in amounts.national(code, rules)
            for when in (day - timedelta(days=1), day)
            if period.since <= when <= period.until and not period.apm
        }
        before, after = full.get(day - timedelta(days=1)), full.get(day)
        if before is not None and after is not None and before != after:
            found.append((code, before, after))
    return found


# --- claims edits -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tables:
    """A table of claims edits of the old year and of the new one.

    Attributes:
        name: what people call it, without its days.
        before: the table of the last day of the old year, with its days; empty where none is loaded.
        after: that of the first day of the new year.
        differ: what differs for codes that both have: the code or pair, before and after in a word or two.
        cites: where they were read.
    """

    name: str
    before: str
    after: str
    differ: tuple[tuple[tuple[str, ...], str, str], ...]
    cites: tuple[Cite, ...]


def _tables(rules: Rules, day: date) -> Iterator[Tables]:
    """Tables of claims edits that end with the old year or begin with the new one."""
    for known in periods(rules).values():
        old, new = (_covering(known, when) for when in (day - timedelta(days=1), day))
        if old or new:
            name = (new or old).title.rpartition(", ")[0]  # type: ignore[union-attr]
            days = [period.title.rpartition(", ")[2] if period else "" for period in (old, new)]
            differ = tuple(_differences(old, new, day)) if old and new and old is not new else ()
            yield Tables(name, days[0], days[1], differ, tuple(period.cite for period in (old, new) if period))


def _covering(known: tuple[Period, ...], on: date) -> Period | None:
    return next((period for period in known if period.covers(on)), None)


def _differences(old: Period, new: Period, day: date) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Limits or pairs that are others in the newer of two tables."""
    if old.loaded.file == "unit-limits":
        for code in sorted(old.codes & new.codes):
            limits = (old.limit(code), new.limit(code))
            before, after = (str(row.units) if row else "none" for row in limits)
            if before != after:
                yield (code,), before, after
        return
    pairs = {(one, two) for period in (old, new) for one, those in period.rows.items() for two in those}
    for one, two in sorted(pairs):
        if old.holds(one, two) and new.holds(one, two):
            rows = (edit_of(old, one, two, day - timedelta(days=1)), edit_of(new, one, two, day))
            before, after = (INDICATORS[row.indicator] if row else "no edit" for row in rows)
            if before != after:
                yield (one, two), before, after


INDICATORS = {0: "never together", 1: "with a modifier", 9: "no edit"}
"""What an edit's indicator means, in a word or two."""


def heading(day: date) -> str:
    """The title of the page.

    >>> heading(date(2027, 1, 1))
    'What changes on January 1, 2027'
    """
    return f"What changes on January 1, {day.year}"
