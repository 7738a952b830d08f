"""Tables of claims edits (NCCI pairs, MUE): which of them answers for the codes of a day, and what it says.

CMS publishes a table for each quarter, one for professional claims (practitioner) and one for institutional claims
(hospital). The rules hold parts of a few of them. What was looked for stands at the source as `loaded`: outside it a
table says nothing, inside it a pair without a row has no edit in that table.

>>> from calculator import default_rules
>>> found = edits_of_day(default_rules(), "practitioner", ("97140", "97124"), date(2024, 8, 5))
>>> [(edit.column2, edit.indicator, period.title) for edit, period in found.edits]
[('97124', 0, 'Medicare NCCI edits, practitioner, 2024 Q3')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from calculator.grouping import group_by
from calculator.model import Cite, Edit, EditTable, Loaded, Program, Rules, TableUsed, UnitLimit
from calculator.per_rule_set import once

Kind = Literal["pairs", "unit-limits"]
Key = tuple[Program, EditTable, date]
"""What tells one table and period from another within a file."""

KINDS: Mapping[Kind, str] = {"pairs": "NCCI edits", "unit-limits": "MUE"}
"""What the tables of each file are called."""

_PROGRAMS: Mapping[Program, str] = {"medicare": "Medicare", "medicaid": "Medicaid"}


def is_void(edit: Edit) -> bool:
    """True for a row that never was an edit: indicator 9, or deleted on the day it began."""
    return edit.indicator == 9 or (edit.deleted is not None and edit.deleted == edit.effective)


def _in_force(edit: Edit, on: date) -> bool:
    """True where a row is an edit on a day by its own days; a day that was not read excludes nothing."""
    begun = edit.effective is None or edit.effective <= on
    return begun and (edit.deleted is None or on <= edit.deleted) and not is_void(edit)


def title(kind: Kind, program: Program, table: EditTable, since: date | None, until: date | None) -> str:
    """What people call a table, made from its fields.

    >>> title("unit-limits", "medicare", "hospital", date(2026, 10, 1), date(2026, 12, 31))
    'Medicare MUE, hospital, 2026 Q4'
    """
    name = f"{_PROGRAMS[program]} {KINDS[kind]}, {table}"
    return f"{name}, {quarters(since, until)}" if since and until else name


def quarters(since: date, until: date) -> str:
    """A period as quarters where it is made of whole ones.

    >>> quarters(date(2026, 7, 1), date(2026, 12, 31)), quarters(date(2026, 7, 1), date(2026, 7, 31))
    ('2026 Q3 and Q4', '2026-07-01 to 2026-07-31')
    """
    whole = all(day.day == 1 and day.month in (1, 4, 7, 10) for day in (since, until + timedelta(days=1)))
    if not whole or since.year != until.year:
        return f"{since} to {until}"
    first, last = _quarter(since), _quarter(until)
    if first == last:
        return f"{since.year} Q{first}"
    return f"{since.year} Q{first} {'and' if last == first + 1 else 'to'} Q{last}"


def _quarter(on: date) -> int:
    return (on.month + 2) // 3


def days_of_quarter(on: date) -> str:
    """The quarter whose table is for a day.

    >>> days_of_quarter(date(2026, 3, 2))
    '2026 Q1'
    """
    return f"{on.year} Q{_quarter(on)}"


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """A loaded table and the days it is for.

    Attributes:
        loaded: its fields, and the codes that were looked for.
        source: key of the source it was taken from.
        codes: the codes that were looked for; of pairs, those of column 1.
        column2: of pairs, those of column 2.
        rows: its rows by code; of pairs, by the codes of column 1 and column 2.
        title: what people call it.
    """

    loaded: Loaded
    source: str
    codes: frozenset[str]
    column2: frozenset[str]
    rows: Mapping[str, Any]
    title: str

    def covers(self, on: date) -> bool:
        """True where a day is one of those that the table is for."""
        return self.loaded.since <= on <= self.loaded.until

    def holds(self, column1: str, column2: str) -> bool:
        """True where a pair in this order was looked for."""
        return column1 in self.codes and column2 in self.column2

    def edits(self, column1: str, column2: str) -> tuple[Edit, ...]:
        """The rows of a pair in this order that are or were edits."""
        rows: Sequence[Edit] = self.rows.get(column1, {}).get(column2, ())
        return tuple(row for row in rows if not is_void(row))

    def limit(self, code: str) -> UnitLimit | None:
        """The row of a code."""
        return next(iter(self.rows.get(code, ())), None)

    def used(self, on: date, no_row: tuple[str, ...] = ()) -> TableUsed:
        """How a result names it."""
        one = self.loaded
        return TableUsed(
            kind=one.file,
            program=one.program,
            table=one.table,
            since=one.since,
            until=one.until,
            title=self.title,
            source=self.source,
            covers_date=self.covers(on),
            no_row=no_row,
        )

    @property
    def cite(self) -> Cite:
        """Where it was read."""
        return Cite(source=self.source)


@once
def periods(rules: Rules) -> Mapping[tuple[Kind, Program, EditTable], tuple[Period, ...]]:
    """All loaded tables, those of one kind in order of their days."""
    rows: dict[Kind, Mapping[Key, Mapping[str, Any]]] = {
        "pairs": _grouped(rules.tables.pairs),
        "unit-limits": _grouped(rules.tables.unit_limits),
    }
    found: dict[tuple[Kind, Program, EditTable], list[Period]] = {}
    for source, entry in rules.sources.items():
        for one in entry.loaded:
            period = Period(
                loaded=one,
                source=source,
                codes=frozenset(one.codes),
                column2=frozenset(one.column2 or one.codes),
                rows=rows[one.file].get((one.program, one.table, one.since), {}),
                title=title(one.file, one.program, one.table, one.since, one.until),
            )
            found.setdefault((one.file, one.program, one.table), []).append(period)
    return {key: tuple(sorted(those, key=lambda period: period.loaded.since)) for key, those in found.items()}


def _grouped(rows: Iterable[Any]) -> Mapping[Key, Mapping[str, Any]]:
    """Rows by table and period and then by code; of pairs, by the codes of column 1 and column 2."""
    ready: Mapping[Key, Mapping[str, Any]] | None = getattr(rows, "grouped", None)
    if ready is not None:  # the compiled rules keep them so, and read a row when someone looks at it
        return ready
    made: dict[Key, dict[str, Any]] = {}
    for row in rows:
        of_table = made.setdefault((row.program, row.table, row.since), {})
        if isinstance(row, Edit):
            of_table.setdefault(row.column1, {}).setdefault(row.column2, []).append(row)
        else:
            of_table.setdefault(row.code, []).append(row)
    return made


def answering(among: Sequence[Period], on: date) -> Period | None:
    """The table that answers for a day: the one for that day, else the latest before it, else the first after it.

    Args:
        among: tables that hold what is asked, in order of their days.
        on: the day.
    """
    if now := next((period for period in among if period.covers(on)), None):
        return now
    before = [period for period in among if period.loaded.until < on]
    return before[-1] if before else next(iter(among), None)


def answering_pair(among: Sequence[Period], column1: str, column2: str, on: date) -> Period | None:
    """The table that answers for a pair that has rows.

    A later table whose rows for the pair have first days of their own tells the past by itself.
    """
    holding = [period for period in among if period.holds(column1, column2)]
    if not any(period.covers(on) for period in holding):
        for period in holding:
            rows = period.edits(column1, column2)
            if period.loaded.since > on and rows and all(row.effective for row in rows):
                return period
    return answering(holding, on)


@dataclass(frozen=True, slots=True)
class DayEdits:
    """What the tables of pairs say of the codes of a day.

    Attributes:
        on: the day.
        edits: the edits in force, each with the table that has it.
        by_code: the tables that answered for the pairs of each code; None for pairs that no table holds.
        not_loaded: codes with pairs that no table holds.
        confirmed: later tables that have the same for every pair whose table does not cover the day; none where
            some pair is in no later table or differs there.
    """

    on: date
    edits: tuple[tuple[Edit, Period], ...]
    by_code: Mapping[str, tuple[Period | None, ...]]
    not_loaded: tuple[str, ...]
    confirmed: tuple[Period, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        """The tables that answered, in order of their days."""
        found = dict.fromkeys(period for those in self.by_code.values() for period in those if period)
        return tuple(sorted(found, key=lambda period: period.loaded.since))

    def covered(self, code: str) -> bool:
        """True where every table that answered for a code is for the day, and every pair was looked for."""
        return all(period is not None and period.covers(self.on) for period in self.by_code.get(code, ()))


def edits_of_day(
    rules: Rules, table: EditTable, codes: Sequence[str], on: date, mine: Collection[str] | None = None
) -> DayEdits:
    """What Medicare's tables of pairs say of codes of one day.

    The work follows the rows that there are, not the number of possible pairs: codes that the same tables hold are
    asked together.

    Args:
        rules: the rule set.
        table: the table of the claim's form.
        codes: the different codes of the day, in their order.
        on: the date of service.
        mine: codes of which each pair must have one; all where it is left out.
    """
    known = periods(rules).get(("pairs", "medicare", table), ())
    own = set(codes if mine is None else mine)
    groups = group_by(codes, lambda code: _alike(code, known, own, rules))
    places = {code: place for place, code in enumerate(codes)}
    with_rows = sorted(
        _rows_among(known, codes, own, rules), key=lambda pair: (sorted(map(places.__getitem__, pair)), pair[0])
    )
    edits, exceptions, answered = [], Counter[tuple[Any, ...]](), dict[str, dict[Period | None, None]]()
    later: dict[Period, None] = {}
    all_confirmed = True
    of_group = {code: key for key, those in groups.items() for code in those}
    for column1, column2 in with_rows:
        period = answering_pair(known, column1, column2, on)
        if period is None:
            continue
        edit = edit_of(period, column1, column2, on)
        if edit:
            edits.append((edit, period))
        plain = answering([one for one in known if one.holds(column1, column2)], on)
        if period is not plain:
            exceptions[of_group[column1], of_group[column2]] += 1
            for code in (column1, column2):
                answered.setdefault(code, {})[period] = None
        elif period.loaded.until < on:
            after = next((one for one in known if one.loaded.since > on and one.holds(column1, column2)), None)
            other = edit_of(after, column1, column2, on) if after else None
            said, said_later = (row.indicator if row else None for row in (edit, other))
            all_confirmed &= after is not None and said == said_later
    unloaded: dict[str, None] = {}
    for one, firsts in groups.items():
        for other_group, seconds in groups.items():
            count = len(firsts) * (len(seconds) - 1 if one == other_group else len(seconds))
            if not count or not (one[0] or other_group[0]) or exceptions[one, other_group] == count:
                continue
            paged = one[1] or other_group[1]
            holding = [period for period in known if paged and period.holds(firsts[0], seconds[0])]
            period = answering(holding, on)
            for code in (*firsts, *seconds):
                answered.setdefault(code, {})[period] = None
            if period is None:
                bare = [those for key, those in ((one, firsts), (other_group, seconds)) if not any(key[2])]
                unloaded.update(dict.fromkeys(code for those in bare or (firsts, seconds) for code in those))
            elif not period.covers(on):
                past = period.loaded.until < on
                after = next((one for one in holding if past and one.loaded.since > on), None)
                all_confirmed &= after is not None
                later.update({after: None} if after else {})
    return DayEdits(
        on=on,
        edits=tuple(edits),
        by_code={code: tuple(those) for code, those in answered.items()},
        not_loaded=tuple(code for code in codes if code in unloaded),
        confirmed=tuple(later) if all_confirmed else (),
    )


def _alike(code: str, known: Sequence[Period], own: Collection[str], rules: Rules) -> tuple[Any, ...]:
    """What makes codes the same to the tables: whose they are, whether they have a page, and who holds them."""
    held = tuple((code in period.codes, code in period.column2) for period in known)
    return code in own, code in rules.codes, tuple(any(sides) for sides in held), held


def _rows_among(
    known: Sequence[Period], codes: Sequence[str], own: Collection[str], rules: Rules
) -> Iterator[tuple[str, str]]:
    """The pairs of these codes that have a row in any table, each once in its order of columns."""
    wanted, told = dict.fromkeys(codes), set()
    for period in known:
        for column1 in wanted:
            for column2 in period.rows.get(column1, ()):
                pair = column1, column2
                paged = column1 in rules.codes or column2 in rules.codes
                if column2 in wanted and pair not in told and paged and (column1 in own or column2 in own):
                    told.add(pair)
                    yield pair


def edit_of(period: Period, column1: str, column2: str, on: date) -> Edit | None:
    """The row of a pair that is in force on a day.

    A pair that ended and began anew has two rows, and the later one may not tell when it began: the ended one, where
    it was still in force, speaks for both.
    """
    rows = sorted(period.edits(column1, column2), key=lambda row: row.deleted is None)
    return next((row for row in rows if _in_force(row, on)), None)


def edit_between(
    rules: Rules, table: EditTable, one: str, two: str, on: date
) -> tuple[Edit | None, tuple[Period, ...]]:
    """The edit of two codes that is in force on a day, in either order, and the tables that answer for them.

    Without tables for both orders nothing is known of the pair.
    """
    known = periods(rules).get(("pairs", "medicare", table), ())
    asked = [(answering_pair(known, first, second, on), first, second) for first, second in ((one, two), (two, one))]
    answers = [(period, first, second) for period, first, second in asked if period]
    edits = (edit_of(period, first, second, on) for period, first, second in answers)
    return next((edit for edit in edits if edit), None), tuple(period for period, _, _ in answers)


def nothing_loaded(kind: Kind, program: Program, table: EditTable, codes: tuple[str, ...]) -> TableUsed:
    """How a result names codes that no loaded table has."""
    return TableUsed(
        kind=kind,
        program=program,
        table=table,
        since=None,
        until=None,
        title=title(kind, program, table, None, None),
        source=None,
        covers_date=False,
        not_loaded=codes,
    )


def limits(
    rules: Rules, program: Program, table: EditTable, codes: Sequence[str], on: date
) -> tuple[dict[str, tuple[UnitLimit, Period]], tuple[TableUsed, ...]]:
    """The unit limits of codes on a day, and the tables that were looked into for them.

    Args:
        rules: the rule set.
        program: whose limits.
        table: the table of the claim's form.
        codes: the different codes, in their order.
        on: the date of service.
    """
    known = periods(rules).get(("unit-limits", program, table), ())
    found: dict[str, tuple[UnitLimit, Period]] = {}
    without: dict[Period, list[str]] = {}
    unloaded = []
    for code in codes:
        period = answering([one for one in known if code in one.codes], on)
        if period is None:
            unloaded.append(code)
            continue
        missing = without.setdefault(period, [])
        if row := period.limit(code):
            found[code] = (row, period)
        else:
            missing.append(code)
    in_order = sorted(without, key=lambda period: period.loaded.since)
    used = [period.used(on, tuple(without[period])) for period in in_order]
    if unloaded:
        used.append(nothing_loaded("unit-limits", program, table, tuple(unloaded)))
    return found, tuple(used)
