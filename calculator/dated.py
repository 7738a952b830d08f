"""Which of several dated entries is in force on a day.

Entries carry only the day they start, so two of them can never overlap:

>>> from datetime import date
>>> from calculator.model import Value
>>> values = tuple(
...     Value(since=date(year, 1, 1), value=amount, cites=()) for year, amount in ((2024, "2330"), (2025, "2410"))
... )
>>> in_force(values, date(2024, 12, 31)).value
'2330'
>>> in_force(values, date(2025, 1, 1)).value
'2410'

A number that holds for a calendar year ends with it, even if no one has entered the next one:

>>> in_force(values, date(2026, 1, 1), holds="calendar-year") is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeVar

from calculator.model import Cite, Rules


class _Dated(Protocol):
    """Anything with a first date of service."""

    @property
    def since(self) -> date:
        """First date of service it holds for."""
        ...


Entry = TypeVar("Entry", bound=_Dated)


def in_force(
    entries: Sequence[Entry], on: date, *, holds: Literal["until-changed", "calendar-year"] = "until-changed"
) -> Entry | None:
    """The entry that holds on a day, or None where nothing is in force.

    Entries ascend by `since`; `calendar-year` ends one on 31 December of the year it starts in.
    """
    for entry in reversed(entries):  # the latest that has begun
        if entry.since <= on:
            return None if holds == "calendar-year" and entry.since.year != on.year else entry
    return None


@dataclass(frozen=True, slots=True)
class Number:
    """A number in force on a day, with the file it comes from and its sources."""

    value: Decimal
    rule: str
    cites: tuple[Cite, ...]

    @property
    def whole(self) -> int:
        """The number where it counts whole things, such as minutes."""
        return int(self.value)


def number(rules: Rules, name: str, on: date) -> Number | None:
    """The number of a file in `rules/parameters/` on a day, or None where none is in force or known."""
    parameter = rules.parameters.get(name)
    entry = in_force(parameter.values, on, holds=parameter.holds) if parameter else None
    if entry is None or entry.value == "expected":
        return None
    return Number(value=Decimal(entry.value), rule=f"parameters/{name}", cites=entry.cites)


def begun(rules: Rules, name: str, on: date) -> bool:
    """True from the first day that a file in `rules/parameters/` has a value for; False where there is no such file."""
    parameter = rules.parameters.get(name)
    return parameter is not None and parameter.values[0].since <= on
