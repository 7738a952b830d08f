"""Which number explains that many examples fail, so that one wrong number is one problem and not a hundred."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from calculator.errors import Fault, Trail
from calculator.model import Example, Parameter, Rules

Differences = Callable[[Rules, Example], tuple[object, ...]]
"""What an example gives under some rules other than it expects; empty where it gives that."""

_FEWEST = 3
"""So many failing examples ask for a common cause; fewer are named one by one."""

_ASKED_FIRST = 4
"""A value that helps none of so many failing examples is not tried on the others."""


class Placed(NamedTuple):
    """An example with its file and the way to it there."""

    file: str
    trail: Trail
    example: Example


class _Entry(NamedTuple):
    """A number of a file in `rules/parameters/` with its place among the values."""

    name: str
    position: int
    value: Decimal


def common_causes(
    rules: Rules, examples: Sequence[Placed], differences: Differences
) -> tuple[list[Fault], list[Placed]]:
    """One problem for each number that explains several failing examples, and the failing ones that none explains.

    A number explains an example if another value makes it give what it expects. Where no value that was tried does, it
    is the number on which nearly all failing examples rest, and the fewest of the others.
    """
    failing = [one for one in examples if differences(rules, one.example)]
    faults: list[Fault] = []
    while len(failing) >= _FEWEST:
        tried = list(_tries(rules, failing, differences))
        entry, value, explained = max(tried, key=lambda one: len(one[2]), default=(None, None, []))
        says = f"with {value} they do"
        if entry is None or len(explained) < _FEWEST:
            entry = _rested_on(rules, examples, failing, differences)
            says = "no value that was tried makes them"
            explained = failing
        if entry is None:
            break
        first, count = explained[0], len(explained)
        message = (
            f"found {entry.value} on {first.example.date_of_service}, with which {count} examples do not give what they"
            f" expect (first: {first.file}, '{first.example.name}'); {says}"
        )
        faults.append(Fault(f"parameters/{entry.name}.yaml", ("values", entry.position, "value"), message))
        failing = [one for one in failing if one not in explained]
    return faults, failing


def _tries(
    rules: Rules, failing: Sequence[Placed], differences: Differences
) -> Iterator[tuple[_Entry, Decimal, list[Placed]]]:
    """Each number with another value, and the failing examples that then give what they expect."""
    sample = failing[:: max(1, len(failing) // _ASKED_FIRST)]
    for entry in _entries(rules, {one.example.date_of_service for one in failing}):
        for value in _other_values(rules.parameters[entry.name], entry.value):
            changed = with_value(rules, entry.name, entry.position, value)
            if not all(differences(changed, one.example) for one in sample):
                yield entry, value, [one for one in failing if not differences(changed, one.example)]


def _rested_on(
    rules: Rules, examples: Sequence[Placed], failing: Sequence[Placed], differences: Differences
) -> _Entry | None:
    """The number without which nine of ten failing examples give something else again, and the fewest of the others."""
    found = []
    now = [differences(rules, one.example) for one in examples]
    for entry in _entries(rules, {one.example.date_of_service for one in failing}):
        unknown = with_value(rules, entry.name, entry.position, "expected")
        without = [differences(unknown, one.example) for one in examples]  # not in turn: rules keep what they work out
        hit = [one for one, before, after in zip(examples, now, without, strict=True) if before != after]
        here = sum(one in failing for one in hit)
        if here >= 0.9 * len(failing):
            found.append((len(hit) - here, entry))
    return min(found, key=lambda one: one[0])[1] if found else None


def _entries(rules: Rules, days: Iterable[date]) -> Iterator[_Entry]:
    """The known numbers in force on some of these days."""
    for name, parameter in rules.parameters.items():
        starts = {max((value.since for value in parameter.values if value.since <= day), default=None) for day in days}
        for position, value in enumerate(parameter.values):
            if value.since in starts and value.value != "expected":
                yield _Entry(name, position, Decimal(value.value))


def _other_values(parameter: Parameter, value: Decimal) -> list[Decimal]:
    """Values of other times, and those next to it."""
    known = [Decimal(other.value) for other in parameter.values if other.value != "expected"]
    step = Decimal(1).scaleb(int(value.as_tuple().exponent)) if value != value.to_integral() else Decimal(1)
    near = [value + step * count for count in (-1, 1, -10, 10)]
    if parameter.unit == "minutes":
        near += map(Decimal, range(1, 61))
    return [other for other in dict.fromkeys((*near, *known)) if other != value and other >= 0]


def with_value(rules: Rules, name: str, position: int, value: Decimal | Literal["expected"]) -> Rules:
    """The rule set with another value of one number."""
    parameter = rules.parameters[name]
    values = list(parameter.values)
    values[position] = dataclasses.replace(values[position], value=value)
    changed = dataclasses.replace(parameter, values=tuple(values))
    return dataclasses.replace(rules, parameters={**rules.parameters, name: changed})
