"""Numbers and dates: in order of time, without gaps, and fit to be counted with."""

from __future__ import annotations

import itertools
import typing
from collections.abc import Iterator
from datetime import date

from calculator import payment
from calculator.counting import threshold, units
from calculator.dated import in_force, number
from calculator.errors import Fault
from calculator.loading.cross_checks.names import without_file
from calculator.model import Discipline, Rules
from calculator.traverse import dated_lists


def dates_ascend(rules: Rules) -> Iterator[Fault]:
    """Dated entries of one list start later and later."""
    for part, field, entries in dated_lists(rules):
        for position, (before, entry) in enumerate(itertools.pairwise(entries), 1):
            if entry.since <= before.since:
                trail = (*part.trail, field, position, "since")
                yield Fault(part.file, trail, f"found {entry.since}, expected a day after {before.since}")


def time_is_covered(rules: Rules) -> Iterator[Fault]:
    """From the first entry of a list on, no day is left without an answer until the last entry ends."""
    for key, parameter in rules.parameters.items():
        if not parameter.values:
            yield Fault(f"parameters/{key}.yaml", ("values",), "found an empty list, expected at least one entry")
            continue
        first, last = parameter.values[0].since, parameter.values[-1].since
        days = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10))
        asked = [day for day in days if first <= day <= last]
        if silent := [str(day) for day in asked if in_force(parameter.values, day, holds=parameter.holds) is None]:
            message = f"found nothing in force on {', '.join(silent)}, expected a value from {first} to {last}"
            yield Fault(f"parameters/{key}.yaml", ("values",), message)


def numbers_can_be_counted_with(rules: Rules) -> Iterator[Fault]:
    """Minutes are whole numbers from 1 and days from 0; of percentages none is above 100; nothing is below 0."""
    for key, parameter in rules.parameters.items():
        for position, entry in enumerate(parameter.values):
            value = entry.value
            if value == "expected":
                continue
            whole = value == int(value)
            expected = {
                "minutes": "" if whole and value >= 1 else "whole minutes from 1",
                "days": "" if whole and value >= 0 else "whole days from 0",
                "percent": "" if 0 <= value <= 100 else "a number from 0 to 100",
            }.get(parameter.unit, "" if value >= 0 else "a number from 0")
            if expected:
                message = f"found {value}, expected {expected}"
                yield Fault(f"parameters/{key}.yaml", ("values", position, "value"), message)


def proposals_are_only_expected(rules: Rules) -> Iterator[Fault]:
    """A proposed number stands only where the number itself is expected, and could be it."""
    for key, parameter in rules.parameters.items():
        for position, entry in enumerate(parameter.values):
            if entry.proposed is not None and (entry.value != "expected" or entry.proposed < 0):
                message = f"found {entry.proposed}, expected a number from 0 beside `value: expected`, or none"
                yield Fault(f"parameters/{key}.yaml", ("values", position, "proposed"), message)


def a_unit_begins_within_its_minutes(rules: Rules) -> Iterator[Fault]:
    """The minutes that give one more unit are never more than those of a unit."""
    first = rules.parameters.get(units.FIRST_UNIT)
    for position, entry in enumerate(first.values if first else ()):
        span = number(rules, units.PER_UNIT, entry.since)
        if span and entry.value != "expected" and entry.value > span.value:
            message = f"found {entry.value}, expected at most the {span.value} minutes of a unit"
            yield Fault(f"parameters/{units.FIRST_UNIT}.yaml", ("values", position, "value"), message)


def spared_codes_fit(rules: Rules) -> Iterator[Fault]:
    """Codes that a reduction leaves out have a file, are left out while there is something to leave out, and of the one
    reduction where the calculator looks for them."""
    for key, parameter in rules.parameters.items():
        file = f"parameters/{key}.yaml"
        if parameter.spares and key != payment.ASSISTANT:
            yield Fault(file, ("spares",), f"found codes, expected none: only {payment.ASSISTANT} spares some")
        for position, entry in enumerate(parameter.spares):
            for field in ("codes", "undecided"):
                yield from without_file(file, ("spares", position, field), getattr(entry, field), rules.codes)
            if parameter.values and entry.since < parameter.values[0].since:
                message = f"found {entry.since}, expected {parameter.values[0].since} or later"
                yield Fault(file, ("spares", position, "since"), message)


def buckets_hold_each_discipline(rules: Rules) -> Iterator[Fault]:
    """The KX threshold counts each discipline in one bucket; no other number has any."""
    for key, parameter in rules.parameters.items():
        held = sorted(name for bucket in parameter.buckets for name in bucket.disciplines)
        expected = sorted(typing.get_args(Discipline)) if key == threshold.THRESHOLD else []
        if held and held != expected:
            wanted = f"each of {', '.join(expected)} once" if expected else f"none: only {threshold.THRESHOLD} has some"
            yield Fault(f"parameters/{key}.yaml", ("buckets",), f"found {', '.join(held)}, expected {wanted}")
