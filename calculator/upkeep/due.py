"""What is due by a day: numbers that end with nothing behind them, changes known to come, sources to read again.

>>> from calculator import default_rules
>>> [item.where for item in due(default_rules(), date(2027, 1, 1)).ends if "kx-threshold" in item.where[0]]
[('parameters/kx-threshold.yaml',)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from calculator import claims_edits
from calculator.grouping import group_by
from calculator.model import Counting, CoverageStatus, Loaded, MedicareStatus, Parameter, Rules, Source
from calculator.model.payers import RuleChoice, Spared, Value
from calculator.traverse import dated_lists

_FRESH_FOR = timedelta(days=365)
"""How long a source counts as read recently; a policy of this reference, not a rule of billing."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something to look after.

    Attributes:
        day: the day it is about: the last day something held, the first day of a change, the day of the last reading.
        says: what it is, in a sentence without a full stop.
        where: files inside `rules/` that it is about.
    """

    day: date
    says: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by a day, each list by date.

    Attributes:
        on: that day.
        ends: what does not hold any more on that day, with nothing known behind it.
        comes: changes that start after the day on which the rules were last looked through.
        read: sources that were last read more than a year before that day, or never.
    """

    on: date
    ends: tuple[Item, ...]
    comes: tuple[Item, ...]
    read: tuple[Item, ...]


def due(rules: Rules, on: date) -> Due:
    """What is due by a day.

    Args:
        rules: the rule set.
        on: the day; one that lies ahead shows what will be due by then.
    """
    ends, comes, read = (merged(of(rules, on)) for of in (_ending, _coming, _unread))
    return Due(on=on, ends=ends, comes=comes, read=read)


def merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items by date; those that say the same of several files become one."""
    alike = group_by(items, lambda item: (item.day, item.says))
    files = {key: dict.fromkeys(file for item in those for file in item.where) for key, those in alike.items()}
    return tuple(sorted(Item(day, says, tuple(where)) for (day, says), where in files.items()))


def _ending(rules: Rules, on: date) -> Iterator[Item]:
    """What holds for a calendar year that is over, and numbers that were expected and have not been entered."""
    for part, _, entries in dated_lists(rules):
        owner, last = part.value, entries[-1]
        yearly = isinstance(owner, Parameter) and owner.holds == "calendar-year"
        if isinstance(last, Value) and last.value == "expected":
            if last.since <= on:
                yield Item(last.since, f"{owner.name}: its new number was expected and is not entered", (part.file,))
        elif yearly and last.since.year < on.year:
            says = f"{owner.name} ({_described(last, owner)}): nothing is known for {last.since.year + 1}"
            yield Item(date(last.since.year, 12, 31), says, (part.file,))
    for title, file, rows in (
        ("RVUs", "tables/relative-values.csv", rules.tables.relative_values),
        ("Geographic indices", "tables/places.csv", rules.tables.places),
    ):
        if rows and (year := max(row.since.year for row in rows)) < on.year:
            yield Item(date(year, 12, 31), f"{title}: nothing is known for {year + 1}", (file,))


def _coming(rules: Rules, on: date) -> Iterator[Item]:
    """Entries that start after the rules were last looked through; a number overdue by then is listed as ended."""
    for part, _, entries in dated_lists(rules):
        for entry in entries:
            overdue = isinstance(entry, Value) and entry.value == "expected" and entry.since <= on
            if entry.since > rules.edition.as_of and not overdue:
                name = f"{part.value.name}: " if hasattr(part.value, "name") else ""
                yield Item(entry.since, f"{name}{_described(entry, part.value)}", (part.file,))


def _described(entry: Any, owner: Any) -> str:
    """A dated entry in a few words; its owner is what has the list it stands in."""
    match entry:
        case Value(value="expected"):
            return "a change is expected, its number is not known"
        case Value():
            return f"{entry.value} {owner.unit}"
        case Counting():
            return entry.kind
        case MedicareStatus():
            return f"Medicare status {entry.status}"
        case CoverageStatus():
            return f"Medicare coverage {entry.status}"
        case RuleChoice():
            return f"method {entry.method}"
        case Spared():
            return f"not put on {', '.join(entry.codes)}"
    raise TypeError(f"found {type(entry).__name__}, expected a dated entry that can be described")


def _unread(rules: Rules, on: date) -> Iterator[Item]:
    """Sources whose last reading is more than a year old."""
    for key, source in rules.sources.items():
        if source.read_on is not None and is_stale(source, on):
            yield Item(source.read_on, f"{key}: {source.title}", ("sources.yaml",))
    yield from _old_tables(rules, on)


def _old_tables(rules: Rules, on: date) -> Iterator[Item]:
    """Tables of claims edits that are more than a year old and that no later one replaces for all their codes."""
    known: list[Loaded] = [one for source in rules.sources.values() for one in source.loaded]
    for one in known:
        if on - one.since > _FRESH_FOR and not any(_replaces(other, one) for other in known):
            name = claims_edits.title(one.file, one.program, one.table, one.since, one.until)
            yield Item(one.since, f"{name}: a newer table is likely", (f"tables/{one.file}.csv",))


def _replaces(later: Loaded, one: Loaded) -> bool:
    """True where a table is a later one of the same kind and holds all that another holds."""
    same = (later.file, later.program, later.table) == (one.file, one.program, one.table)
    columns = ((one.codes, later.codes), (one.column2 or one.codes, later.column2 or later.codes))
    return same and later.since > one.until and all(set(old) <= set(new) for old, new in columns)


def is_stale(source: Source, on: date) -> bool:
    """True where a source was last read more than a year before a day."""
    return source.read_on is not None and on - source.read_on > _FRESH_FOR


_TITLES: dict[Literal["ends", "comes", "read"], str] = {
    "ends": "Ended by then, with nothing behind it",
    "comes": "Known to come",
    "read": "Sources not read for a year",
}
"""Headings of the lists."""

_SHOWN = 8
"""Files named with an item; of more only the number is shown."""


def as_text(found: Due, *, markdown: bool = False) -> str:
    """What is due, as text for a terminal or as Markdown for an issue.

    >>> print(as_text(Due(on=date(2026, 1, 1), ends=(), comes=(), read=()), markdown=True))
    # Due by 2026-01-01
    <BLANKLINE>
    Nothing ends, nothing is known to come, and every source was read within a year.
    """
    lines = [f"{'# ' if markdown else ''}Due by {found.on}", ""]
    for name, title in _TITLES.items():
        items: tuple[Item, ...] = getattr(found, name)
        if items:
            lines += [f"{'## ' if markdown else ''}{title}", *([""] if markdown else [])]
            lines += [f"- {'[ ] ' if markdown else ''}{line(item, markdown=markdown)}" for item in items]
            lines.append("")
    if len(lines) == 2:
        lines.append("Nothing ends, nothing is known to come, and every source was read within a year.")
    return "\n".join(lines).rstrip()


def line(item: Item, *, markdown: bool) -> str:
    """One item.

    >>> line(Item(date(2026, 12, 31), "KX: nothing is known for 2027", ("parameters/kx.yaml",)), markdown=False)
    '2026-12-31  KX: nothing is known for 2027 (rules/parameters/kx.yaml)'
    """
    names = [f"`rules/{file}`" if markdown else f"rules/{file}" for file in item.where[:_SHOWN]]
    more = len(item.where) - len(names)
    where = ", ".join(names) + (f" and {more} more" if more else "")
    day = f"**{item.day}**" if markdown else f"{item.day} "
    return f"{day} {item.says} ({where})"
