"""What is due by a day: what the rules lack by then, changes known to come, sources to read again.

>>> from calculator import default_rules
>>> [item.at for item in due(default_rules(), date(2099, 1, 5)).ends if item.says == "RVUs: not loaded"]
[(At(file='tables/relative-values.csv', line=None),)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from calculator import pairs_and_limits
from calculator.errors import Trail
from calculator.grouping import group_by
from calculator.loading.problems import nearest_line
from calculator.model import Counting, CoverageStatus, Loaded, MedicareStatus, Rules, Source, Statement
from calculator.model.payers import RuleChoice, Spared, Value
from calculator.traverse import dated_lists
from calculator.upkeep.missing import Missing, missing

_FRESH_FOR = timedelta(days=365)
"""How long a source counts as read recently; a policy of this reference, not a rule of billing."""

SOON = timedelta(days=60)
"""How far ahead the list looks where no day is given."""

Lines = Mapping[str, Mapping[Trail, int]]
"""The line of every value in every file, as the reader of the rule files gives them."""


class At(NamedTuple):
    """A file inside `rules/` and the line in it; None where the whole file is meant."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something to look after.

    Attributes:
        day: the day it is about: the first day without something, or of a change; the day of the last reading.
        says: what it is, in a sentence without a full stop.
        at: the places that it is about.
        do: what to do there, in a sentence without a full stop; empty where there is nothing to do yet.
        commands: what to type.
        published: where the next one is published.
    """

    day: date
    says: str
    at: tuple[At, ...]
    do: str = ""
    commands: tuple[str, ...] = ()
    published: Statement | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by a day, each list by date.

    Attributes:
        on: that day.
        ends: what the rules do not have any more on that day.
        comes: changes that start after the day on which the rules were last looked through.
        read: sources that were last read more than a year before that day, or never.
    """

    on: date
    ends: tuple[Item, ...]
    comes: tuple[Item, ...]
    read: tuple[Item, ...]


def due(rules: Rules, on: date, lines: Lines | None = None) -> Due:
    """What is due by a day.

    Args:
        rules: the rule set.
        on: the day; one that lies ahead shows what will be due by then.
        lines: the line of every value; without them only files are named.
    """
    ends = tuple(_to_enter(one, rules, lines or {}) for one in missing(rules) if one.since <= on)
    return Due(on=on, ends=ends, comes=merged(_coming(rules, on)), read=merged(_unread(rules, on)))


def merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items by date; those that say the same of several files become one."""
    alike = group_by(items, lambda item: (item.day, item.says))
    found = [
        replace(those[0], at=tuple(dict.fromkeys(at for item in those for at in item.at))) for those in alike.values()
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.says)))


# --- what ends --------------------------------------------------------------------------------------------------------


def _to_enter(one: Missing, rules: Rules, lines: Lines) -> Item:
    """What the rules lack, with where it goes and how."""
    known = f" ({one.known} until then)" if one.known else ""
    of_file = lines.get(one.file, {})
    if one.table:
        return _to_import(one, rules, known)
    trail = one.trail or ("values",)
    line = _last_line(of_file, trail) if not one.trail else nearest_line(of_file, trail)
    parameter = rules.parameters.get(one.file.removeprefix("parameters/").removesuffix(".yaml"))
    if one.kind == "code":
        says, do = f"{one.name}: its new rule is expected", "replace `expected` and the note by the new rule"
    elif one.trail:
        says, do = f"{one.name}{known}: its number is expected", "replace `expected` by the number, leave out the note"
    else:
        says, do = f"{one.name}{known}: no number", f"add an entry with `since: {one.since}` below this line"
    return Item(
        day=one.since,
        says=says,
        at=(At(one.file, line if of_file else None),),
        do=f"{do}, and cite where you read it",
        published=parameter.published if parameter else None,
    )


def _last_line(of_file: Mapping[Trail, int], trail: Trail) -> int:
    """The last line that holds something of a part of a file."""
    return max((line for where, line in of_file.items() if where[: len(trail)] == trail), default=1)


def _to_import(one: Missing, rules: Rules, known: str) -> Item:
    """A table that is read from a file of CMS."""
    entry = rules.cms_files.get(one.table)
    file = file_name(entry.file, one.since) if entry else ""
    brings = [rules.parameters[key].name for key in (entry.brings if entry else ()) if key in rules.parameters]
    return Item(
        day=one.since,
        says=f"{one.name}{known}: not loaded",
        at=(At(one.file),),
        do=f"the same file has the {' and the '.join(brings)}" if brings else "",
        commands=commands_for(file) if file else (),
        published=entry.published if entry else None,
    )


def commands_for(file: str) -> tuple[str, str]:
    """What to type to look at a file of CMS, and then to bring it in."""
    command = f"python -m calculator import {file}"
    return command, f"{command} --write"


def file_name(pattern: str, since: date) -> str:
    """The name of a file of CMS by the day on which it begins to hold.

    >>> file_name("PPRRVU<year>_Jan_nonQPP.csv", date(2027, 1, 1)), file_name("q<quarter>-<month>", date(2027, 4, 1))
    ('PPRRVU2027_Jan_nonQPP.csv', 'q2-04')
    """
    parts = {"<year>": str(since.year), "<quarter>": str((since.month + 2) // 3), "<month>": f"{since.month:02}"}
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return pattern


# --- what comes -------------------------------------------------------------------------------------------------------


def _coming(rules: Rules, on: date) -> Iterator[Item]:
    """Entries that start after the rules were last looked through; what is overdue by then is listed as ended."""
    for part, _, entries in dated_lists(rules):
        for entry in entries:
            expected = "expected" in (getattr(entry, "value", ""), getattr(entry, "kind", ""))
            if entry.since > rules.edition.as_of and not (expected and entry.since <= on):
                name = f"{part.value.name}: " if hasattr(part.value, "name") else ""
                yield Item(entry.since, f"{name}{_described(entry, part.value)}", (At(part.file),))


def _described(entry: Any, owner: Any) -> str:
    """A dated entry in a few words; its owner is what has the list it stands in."""
    match entry:
        case Value(value="expected", proposed=None):
            return "a change is expected, its number is not known"
        case Value(value="expected"):
            return f"a change is expected, {entry.proposed} {owner.unit} was proposed"
        case Value():
            return f"{entry.value} {owner.unit}"
        case Counting():
            return "a change is expected, its rule is not known" if entry.kind == "expected" else entry.kind
        case MedicareStatus():
            return f"Medicare status {entry.status}"
        case CoverageStatus():
            return f"Medicare coverage {entry.status}"
        case RuleChoice():
            return f"method {entry.method}"
        case Spared():
            return f"not put on {', '.join(entry.codes)}"
    raise TypeError(f"found {type(entry).__name__}, expected a dated entry that can be described")


# --- what to read again -----------------------------------------------------------------------------------------------


def _unread(rules: Rules, on: date) -> Iterator[Item]:
    """Sources whose last reading is more than a year old."""
    for key, source in rules.sources.items():
        if source.read_on is not None and is_stale(source, on):
            yield Item(source.read_on, f"{key}: {source.title}", (At("sources.yaml"),))
    yield from _old_tables(rules, on)


def _old_tables(rules: Rules, on: date) -> Iterator[Item]:
    """Tables of claims edits that are more than a year old and that no later one replaces for all their codes."""
    known: list[Loaded] = [one for source in rules.sources.values() for one in source.loaded]
    for one in known:
        if on - one.since > _FRESH_FOR and not any(_replaces(other, one) for other in known):
            name = pairs_and_limits.title(one.file, one.program, one.table, one.since, one.until)
            yield Item(one.since, f"{name}: a newer table is likely", (At(f"tables/{one.file}.csv"),))


def _replaces(later: Loaded, one: Loaded) -> bool:
    """True where a table is a later one of the same kind and holds all that another holds."""
    columns = ((one.codes, later.codes), (one.column2 or one.codes, later.column2 or later.codes))
    return later.kind == one.kind and later.since > one.until and all(set(old) <= set(new) for old, new in columns)


def is_stale(source: Source, on: date) -> bool:
    """True where a source was last read more than a year before a day."""
    return source.read_on is not None and on - source.read_on > _FRESH_FOR


# --- as text ----------------------------------------------------------------------------------------------------------

_TITLES: dict[Literal["ends", "comes", "read"], str] = {
    "ends": "Not loaded by then: work this off first",
    "comes": "Known to come",
    "read": "Sources not read for a year",
}
"""Headings of the lists."""

_SHOWN = 8
"""Files named with an item; of more only the number is shown."""


def as_text(found: Due, rules: Rules, *, markdown: bool = False) -> str:
    """What is due, as text for a terminal or as Markdown for an issue.

    >>> from calculator import default_rules
    >>> nothing = Due(on=date(2026, 1, 1), ends=(), comes=(), read=())
    >>> print(as_text(nothing, default_rules(), markdown=True))
    # Due by 2026-01-01
    <BLANKLINE>
    Nothing is missing, nothing is known to come, and every source was read within a year.
    """
    lines = [f"{'# ' if markdown else ''}Due by {found.on}", ""]
    for name, title in _TITLES.items():
        items: tuple[Item, ...] = getattr(found, name)
        if items:
            lines += [f"{'## ' if markdown else ''}{title} ({len(items)})", *([""] if markdown else [])]
            lines += [line for item in items for line in item_lines(item, rules.sources, markdown=markdown)]
            lines.append("")
    if len(lines) == 2:
        lines.append("Nothing is missing, nothing is known to come, and every source was read within a year.")
    return "\n".join(lines).rstrip()


def addresses(published: Statement, sources: Mapping[str, Source]) -> list[str]:
    """Where a statement can be read at the publisher's own address: neither a copy nor a report in other words."""
    read = [sources[cite.source] for cite in published.cites if cite.source in sources]
    return list(dict.fromkeys(one.url for one in read if one.url and one.tier == "primary" and not one.read_in))


def item_lines(item: Item, sources: Mapping[str, Source], *, markdown: bool) -> Iterator[str]:
    """One item: what it is and where, then what to do, where it is published, and what to type.

    >>> item = Item(date(2027, 1, 1), "KX: no number", (At("parameters/kx.yaml", 9),), do="replace it")
    >>> list(item_lines(item, {}, markdown=False))
    ['- 2027-01-01  KX: no number', '    rules/parameters/kx.yaml:9: replace it']
    """
    mark = "`" if markdown else ""
    names = [f"{mark}rules/{at.file}{f':{at.line}' if at.line else ''}{mark}" for at in item.at[:_SHOWN]]
    more = len(item.at) - len(names)
    where = ", ".join(names) + (f" and {more} more" if more else "")
    day = f"[ ] **{item.day}**" if markdown else f"{item.day} "
    if not (item.do or item.commands or item.published):
        yield f"- {day} {item.says} ({where})"
        return
    yield f"- {day} {item.says}"
    more_at = "    - " if markdown else "    "
    yield f"{more_at}{where}{f': {item.do}' if item.do else ''}"
    if item.published:
        links = [f"<{url}>" if markdown else url for url in addresses(item.published, sources)]
        yield f"{more_at}{' '.join([item.published.says, *links])}"
    yield from (f"{more_at}{mark}{command}{mark}" for command in item.commands)
