"""What each kind of slot gives: a number, minutes of units, a limit, RVUs, what the tables of pairs say, a name."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from calculator import read_visit
from calculator.counting.quantities import UNITS, range_of
from calculator.counting.units import FIRST_UNIT, PER_UNIT
from calculator.dated import in_force, number
from calculator.errors import VisitError
from calculator.limits import MOST_MINUTES
from calculator.model import Counting, Edit, EditTable, Program, RelativeValues, Rules
from calculator.pairs_and_limits import Period, answering, edit_between, periods, quarters
from calculator.payment import FACTOR, cents, values_by_code
from calculator.visit import lines_of


@dataclass(frozen=True, slots=True)
class Filled:
    """What a slot gives.

    Attributes:
        text: its text.
        rule: the rule that it comes from, as `parameters/kx-threshold`; empty for none.
        sources: keys of the sources of a table's rows. A number has its sources on its own page.
    """

    text: str
    rule: str = ""
    sources: tuple[str, ...] = ()


class SlotError(ValueError):
    """A slot that gives nothing; its message says what was found and what was expected."""


class NotYetKnownError(SlotError):
    """A slot for which the rules have no number at its time, with the rule that will have it."""

    def __init__(self, message: str, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


def parameter(name: str, when: str, rules: Rules) -> Filled:
    """A number of `rules/parameters/` in words."""
    known_as = rules.parameters[name]
    days = _days(when, rules)
    starts = [day for value in known_as.values if days[0] < (day := value.since) <= days[1]]
    known = [found for day in (days[0], *starts) if (found := number(rules, name, day))]
    values = {found.value for found in known}
    if not values:
        raise NotYetKnownError(
            f"found '{{{name}@{when}}}', expected a time whose number is known", f"parameters/{name}"
        )
    if len(values) > 1:
        message = f"found '{{{name}@{when}}}', expected a day such as @{when}-01-01: {when} has {len(values)} numbers"
        raise SlotError(message)
    return Filled(in_words(values.pop(), known_as.unit), f"parameters/{name}")


def _days(when: str, rules: Rules) -> tuple[date, date]:
    """The first and last day that a slot speaks of."""
    if not when:
        return rules.edition.as_of, rules.edition.as_of
    if re.fullmatch(r"\d{4}", when):
        return date(int(when), 1, 1), date(int(when), 12, 31)
    try:
        return date.fromisoformat(when), date.fromisoformat(when)
    except ValueError:
        raise SlotError(f"found '@{when}', expected a year such as @2024 or a day such as @2024-03-09") from None


def in_words(value: Decimal, unit: str) -> str:
    """A number as a sentence has it.

    >>> in_words(Decimal("50"), "percent"), in_words(Decimal("0.85"), "share"), in_words(Decimal("8"), "minutes")
    ('50 percent', '85 percent', '8 minutes')
    >>> in_words(Decimal("2480"), "USD"), in_words(Decimal("33.4009"), "USD per RVU"), in_words(Decimal("1"), "days")
    ('$2,480', '$33.4009 per RVU', '1 day')
    """
    if unit in ("percent", "share"):
        return f"{(value * 100 if unit == 'share' else value).normalize():f} percent"
    if unit.startswith("USD"):
        return f"${value:,}{unit.removeprefix('USD')}"
    return _counted(int(value), unit.removesuffix("s")) if unit in ("minutes", "days") else f"{value:f}"


def _counted(count: int, what: str) -> str:
    """A count with its unit.

    >>> _counted(1, "unit"), _counted(4, "unit")
    ('1 unit', '4 units')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"


def _minutes_for(what: str, when: str, rules: Rules) -> Filled:
    """The fewest minutes of a number of units under the 8-minute rule."""
    return Filled(_counted(_fewest(what, when, rules)[0], "minute"), f"parameters/{FIRST_UNIT}")


def _band(what: str, when: str, rules: Rules) -> Filled:
    """The minutes of a number of units, from the fewest to the most."""
    least, span = _fewest(what, when, rules)
    return Filled(f"{least} to {least + span - 1} minutes", f"parameters/{FIRST_UNIT}")


def _fewest(what: str, when: str, rules: Rules) -> tuple[int, int]:
    """The fewest minutes of a number of units, and the minutes of a unit."""
    if not what.isdigit() or what == "0":
        raise SlotError(f"found '{what}', expected a number of units, as in {{minutes-for:2}}")
    numbers = [number(rules, name, _days(when, rules)[0]) for name in (PER_UNIT, FIRST_UNIT)]
    per_unit, first = (found.whole if found else 0 for found in numbers)
    if not per_unit or not first:
        raise SlotError(f"found '{what}', expected numbers of {PER_UNIT} and {FIRST_UNIT} that are known")
    return (int(what) - 1) * per_unit + first, per_unit


def _unit(key: str, when: str, rules: Rules) -> Filled:
    """The minutes in one unit of a code."""
    entry = _counting(key, when, rules)
    if entry.minutes_per_unit is None:
        raise SlotError(f"found 'unit:{key}', expected a code that is timed then")
    return Filled(_counted(entry.minutes_per_unit, "minute"), f"codes/{key}")


def _fewest_of_code(what: str, when: str, rules: Rules) -> Filled:
    """The fewest minutes of a code alone that give a number of units under Medicare, as the calculator counts them."""
    key, _, count = what.partition("/")
    code = rules.codes[_code(key, rules)]
    visit: dict[str, Any] = {"date_of_service": str(_days(when, rules)[0]), "payer": "medicare-part-b"}
    visit["discipline"] = code.disciplines.usual[0]

    def units(minutes: int) -> int:
        entered = read_visit({**visit, "services": [{"code": key, "minutes": minutes}]}, rules)
        return sum(line.units for line in lines_of(entered, rules))

    try:
        minutes = bisect.bisect_left(range(MOST_MINUTES), int(count or 1), key=units)
    except (ValueError, VisitError):
        minutes = MOST_MINUTES
    if minutes == MOST_MINUTES:
        raise SlotError(f"found 'fewest:{what}', expected a code that is counted in minutes, as in {{fewest:97116/2}}")
    return Filled(_counted(minutes, "minute"), f"codes/{key}")


def _range(key: str, when: str, rules: Rules) -> Filled:
    """How much of what it counts gives a unit of a code: minutes of the month, days with data."""
    entry = _counting(key, when, rules)
    if entry.least is None:
        raise SlotError(f"found 'range:{key}', expected a code whose counting has `least`")
    return Filled(f"{range_of(entry)} {_unit_of(entry)}s", f"codes/{key}")


def _least(key: str, when: str, rules: Rules) -> Filled:
    """The least that gives a unit of a code; of an add-on, what each further unit takes."""
    entry = _counting(key, when, rules)
    least = entry.least if entry.step is None else entry.step
    if least is None:
        raise SlotError(f"found 'least:{key}', expected a code whose counting has `least` or `step`")
    return Filled(_counted(least, _unit_of(entry)), f"codes/{key}")


def _counting(key: str, when: str, rules: Rules) -> Counting:
    """How a code is counted at a time."""
    entry = in_force(rules.codes[_code(key, rules)].counting, _days(when, rules)[0])
    if entry is None:
        raise NotYetKnownError(f"found '{key}@{when}', expected a time at which it is counted", f"codes/{key}")
    return entry


def _unit_of(entry: Counting) -> str:
    """What a code counts, as one of it."""
    return UNITS.get(entry.counts, "minute") if entry.counts else "minute"


def _limit(what: str, when: str, rules: Rules) -> Filled:
    """The unit limit of a code."""
    key, _, which = what.partition("/")
    program: Program = "medicaid" if which == "medicaid" else "medicare"
    known = periods(rules).get(("unit-limits", program, _table("" if program == "medicaid" else which)), ())
    period = answering([one for one in known if key in one.codes], _days(when, rules)[0])
    row = period.limit(_code(key, rules)) if period else None
    if row is None:
        raise SlotError(f"found 'mue:{what}', expected a code that a loaded table gives a limit")
    return Filled(_counted(row.units, "unit"), f"codes/{key}", (row.source,))


def _rvu(what: str, when: str, rules: Rules) -> Filled:
    """One of the relative values of a code."""
    key, _, name = what.partition(".")
    row = _values(key, when, rules)
    parts = {
        "work": row.work,
        "practice-expense": row.practice_expense,
        "malpractice": row.malpractice,
        "sum": row.work + row.practice_expense + row.malpractice,
    }
    if name not in parts:
        raise SlotError(f"found 'rvu:{what}', expected one of {', '.join(f'{key}.{name}' for name in parts)}")
    return Filled(f"{parts[name]}", f"codes/{key}", (row.source,))


def _values(key: str, when: str, rules: Rules) -> RelativeValues:
    """The relative values of a code at a time; a year's values end with it."""
    rows = values_by_code(rules).get(_code(key, rules), ())
    row = in_force(rows, _days(when, rules)[1], holds="calendar-year")
    if row is None:
        raise NotYetKnownError(f"found '{key}@{when}', expected a time whose relative values are known", f"codes/{key}")
    return row


def _status(key: str, when: str, rules: Rules) -> Filled:
    """The status letter of a code in the fee schedule."""
    row = _values(key, when, rules)
    return Filled(f"status {row.status}", f"codes/{key}", (row.source,))


def _amount(key: str, when: str, rules: Rules) -> Filled:
    """The national amount of one unit in full: its relative values times the conversion factor."""
    row = _values(key, when, rules)
    factor = _factor(when, rules)
    return Filled(
        f"${cents((row.work + row.practice_expense + row.malpractice) * factor):,}", f"codes/{key}", (row.source,)
    )


def _factor(when: str, rules: Rules) -> Decimal:
    """The conversion factor of a time that has one."""
    parameter(FACTOR, when, rules)  # reports a year that has none or several
    found = number(rules, FACTOR, _days(when, rules)[0])
    return found.value if found else Decimal(0)


_EDITS = {None: "no edit", 0: "never together", 1: "denied, a modifier may allow it"}
"""What an indicator means, and that there is no edit in force."""


def _pair(what: str, when: str, rules: Rules) -> Filled:
    """What the NCCI tables say of two codes, with the quarter."""
    one, two, table = _two_codes(what, rules)
    edit, answered = _edit(one, two, table, when, rules)
    says = {None: "no edit", 0: "never together", 1: "denied, a modifier may allow it"}
    return Filled(
        f"{says[edit.indicator if edit else None]} ({_quarters(answered)})", f"codes/{two}", _sources(answered)
    )


def _indicator(what: str, when: str, rules: Rules) -> Filled:
    """The modifier indicator of a pair that has an edit in force."""
    one, two, table = _two_codes(what, rules)
    edit, answered = _edit(one, two, table, when, rules)
    if edit is None:
        raise SlotError(f"found 'indicator:{what}', expected a pair with an edit in force")
    return Filled(f"indicator {edit.indicator}", f"codes/{two}", _sources(answered))


def _all_alike(indicator: int | None) -> Callable[[str, str, Rules], Filled]:
    """A slot that says the same of a code with each of others, and is refused where a table has something else."""

    def filled(what: str, when: str, rules: Rules) -> Filled:
        one, _, rest = what.partition("/")
        others, _, table = rest.partition("/")
        tables: tuple[EditTable, ...] = (
            (_table(table),) if table or indicator is not None else ("practitioner", "hospital")
        )
        answered: dict[Period, None] = {}
        for two, each in itertools.product(others.split(","), tables):
            edit, those = _edit(_code(one, rules), _code(two, rules), each, when, rules)
            answered.update(dict.fromkeys(those))
            if (edit.indicator if edit else None) != indicator:
                found = f"an edit with indicator {edit.indicator}" if edit else "no edit"
                raise SlotError(f"found {found} of {one} and {two} in {those[0].title}, expected {_EDITS[indicator]}")
        says = "no edit in force" if indicator is None else _EDITS[indicator]
        return Filled(f"{says} ({_quarters(answered)})", f"codes/{one}", _sources(answered))

    return filled


def _edit(one: str, two: str, table: EditTable, when: str, rules: Rules) -> tuple[Edit | None, tuple[Period, ...]]:
    edit, answered = edit_between(rules, table, one, two, _days(when, rules)[0])
    if not answered:
        raise SlotError(f"found '{one}/{two}', expected two codes of which a table of pairs ({table}) was loaded")
    return edit, answered


def _quarters(answered: Iterable[Period]) -> str:
    """The quarters of tables, in order; one that lies within another is not named again."""
    times = {(period.loaded.since, period.loaded.until) for period in answered}
    within = {one for one in times for other in times if one != other and other[0] <= one[0] and one[1] <= other[1]}
    return ", ".join(quarters(since, until) for since, until in sorted(times - within))


def _sources(answered: Iterable[Period]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(period.source for period in answered))


def _two_codes(what: str, rules: Rules) -> tuple[str, str, EditTable]:
    one, _, rest = what.partition("/")
    two, _, table = rest.partition("/")
    return _code(one, rules), _code(two, rules), _table(table)


def _table(name: str) -> EditTable:
    """A table of edits by its name; that for professional claims where none is given."""
    tables: dict[str, EditTable] = {"": "practitioner", "practitioner": "practitioner", "hospital": "hospital"}
    if name not in tables:
        raise SlotError(f"found '{name}', expected practitioner or hospital")
    return tables[name]


def _code(key: str, rules: Rules) -> str:
    if key not in rules.codes:
        raise SlotError(f"found '{key}', expected the name of a file in rules/codes/")
    return key


def _name(key: str, when: str, rules: Rules) -> Filled:
    """The name of a code or payer."""
    for kind in ("codes", "payers"):
        if found := getattr(rules, kind).get(key):
            return Filled(found.name, f"{kind}/{key}")
    raise SlotError(f"found '{key}', expected the name of a file in rules/codes/ or rules/payers/")


KINDS_OF_SLOTS: Mapping[str, Callable[[str, str, Rules], Filled]] = {
    "minutes-for": _minutes_for,
    "band": _band,
    "unit": _unit,
    "fewest": _fewest_of_code,
    "range": _range,
    "least": _least,
    "mue": _limit,
    "rvu": _rvu,
    "status": _status,
    "amount": _amount,
    "pair": _pair,
    "indicator": _indicator,
    "no-edit": _all_alike(None),
    "never": _all_alike(0),
    "with-modifier": _all_alike(1),
    "name": _name,
}
"""Kinds of slots, by what stands before the colon."""
