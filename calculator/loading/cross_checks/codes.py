"""Codes: how they are counted, in which years, and with which other codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from calculator.counting import quantities
from calculator.dated import in_force
from calculator.errors import Fault
from calculator.model import Code, Counting, MedicareStatus, Rules
from calculator.model.tables import STATUS_LETTERS


def counting_is_whole(rules: Rules) -> Iterator[Fault]:
    """Timed codes have minutes, others have none."""
    for key, code in rules.codes.items():
        if not code.counting:
            yield Fault(f"codes/{key}.yaml", ("counting",), "found an empty list, expected at least one entry")
        for position, entry in enumerate(code.counting):
            minutes = entry.minutes_per_unit
            good = minutes is not None and minutes > 0 if entry.kind == "timed" else minutes is None
            if not good:
                expected = "minutes above 0" if entry.kind == "timed" else f"none for {entry.kind}"
                message = f"found {'nothing' if minutes is None else minutes}, expected {expected}"
                yield Fault(f"codes/{key}.yaml", ("counting", position, "minutes_per_unit"), message)


def replacements_are_in_use(rules: Rules) -> Iterator[Fault]:
    """A code that is named instead of another is in use as long as it is named, up to the day of the reference."""
    for key, code in rules.codes.items():
        lists: dict[str, Sequence[Counting | MedicareStatus]] = {"counting": code.counting, "medicare": code.medicare}
        for field, entries in lists.items():
            for position, entry in enumerate(entries):
                following = entries[position + 1].since - timedelta(days=1) if position + 1 < len(entries) else None
                first = max(entry.since, rules.edition.earliest_date_of_service)
                last = max(following or rules.edition.as_of, first)
                for other in entry.use_instead:
                    dated = rules.codes[other].counting if other in rules.codes else ()
                    found = [in_force(dated, day) for day in (first, last)]
                    if any(one is None or one.kind == "not-in-use" for one in found):
                        message = f"found '{other}', expected a code that is in use from {first} to {last}"
                        yield Fault(f"codes/{key}.yaml", (field, position, "use_instead"), message)


def quantities_are_whole(rules: Rules) -> Iterator[Fault]:
    """What a code counts has a range that can be met, a step where it is an add-on, and codes that have a file."""
    for key, code in rules.codes.items():
        for position, entry in enumerate(code.counting):
            for field, message in quantity_faults(entry, rules):
                yield Fault(f"codes/{key}.yaml", ("counting", position, field), message)


def quantity_faults(entry: Counting, rules: Rules) -> Iterator[tuple[str, str]]:
    """The field and the message of everything that is wrong with what an entry counts."""
    given = [name for name in ("least", "above", "most") if getattr(entry, name) is not None]
    if entry.kind != "untimed":
        for name in ("counts", "step", "window", *given):
            if getattr(entry, name) is not None:
                yield name, f"found '{getattr(entry, name)}', expected none for {entry.kind}"
        return
    is_add_on = entry.base is not None or entry.counts == "added-minutes"
    if is_add_on != (entry.step is not None):
        expected = "none: only an untimed add-on has one" if entry.step else "what one unit of the add-on stands for"
        yield "step", f"found {entry.step or 'nothing'}, expected {expected}"
    measured = entry.counts in quantities.UNITS and entry.base is None
    if measured != bool(given):
        expected = "least, above or most" if measured else f"none where {entry.counts or 'nothing'} is counted"
        yield "least", f"found {', '.join(given) or 'no range'}, expected {expected}"
    low = entry.least if entry.least is not None else entry.above
    if entry.least is not None and entry.above is not None:
        yield "above", f"found {entry.above} beside least {entry.least}, expected one of them"
    if low is not None and entry.most is not None and low > entry.most:
        yield "most", f"found {entry.most}, expected {low} or more"
    add_on = rules.codes.get(entry.add_on) if entry.add_on else None
    further = in_force(add_on.counting, entry.since) if add_on else None
    if further is not None and further.counts != entry.counts:
        yield "counts", f"found '{entry.counts}', expected '{further.counts}' as its add-on {entry.add_on} counts"
    if further is not None and (entry.most if further.begun else entry.least) is None:
        needed = "most" if further.begun else "least"
        yield needed, f"found nothing, expected what the first unit stands for, as {entry.add_on} counts on from it"
    for field in ("family", "not_with"):
        for other in getattr(entry, field):
            if other not in rules.codes:
                yield field, f"found '{other}', expected the name of a file in rules/codes/"


def add_ons_match(rules: Rules) -> Iterator[Fault]:
    """A base code and its add-on name each other."""
    for key, code in rules.codes.items():
        for position, entry in enumerate(code.counting):
            for field, back in (("add_on", "base"), ("base", "add_on")):
                other = getattr(entry, field)
                if other is None:
                    continue
                partner = in_force(rules.codes[other].counting, entry.since) if other in rules.codes else None
                if partner is None or getattr(partner, back) != key:
                    message = f"found '{other}', expected a code whose {back} is {key} from {entry.since}"
                    yield Fault(f"codes/{key}.yaml", ("counting", position, field), message)


def every_code_can_be_counted_from_its_start(rules: Rules) -> Iterator[Fault]:
    """Medicare's view of a code does not begin before the code does."""
    for key, code in rules.codes.items():
        if code.counting and code.medicare and code.medicare[0].since < first_day(code):
            message = f"found {code.medicare[0].since}, expected {first_day(code)} or later"
            yield Fault(f"codes/{key}.yaml", ("medicare", 0, "since"), message)


def first_day(code: Code) -> date:
    """The first day a code is known for."""
    return code.counting[0].since


def statuses_agree(rules: Rules) -> Iterator[Fault]:
    """What a code's file says of Medicare is what the fee schedule's status letter says."""
    for position, row in enumerate(rules.tables.relative_values):
        code = rules.codes.get(row.code)
        entry = in_force(code.medicare, row.since) if code else None
        fitting = [letter for letter, meaning in STATUS_LETTERS.items() if entry and meaning.status == entry.status]
        if entry is not None and row.status not in fitting:
            found = f"found {row.status} for {row.code} from {row.since}"
            expected = f"{' or '.join(fitting)} as codes/{row.code}.yaml says ({entry.status})"
            yield Fault("tables/relative-values.csv", (position, "status"), f"{found}, expected {expected}")


def codes_have_an_example(rules: Rules) -> Iterator[Fault]:
    """Every code has a worked example in which it stands."""
    for key, code in rules.codes.items():
        if not any(key in _codes_of(example) for example in code.examples):
            message = f"found none with {key}, expected at least one worked example"
            yield Fault(f"codes/{key}.yaml", ("examples",), message)


def _codes_of(example: Any) -> set[str]:
    """The codes that an example enters or expects."""
    expected = {line.code for line in example.expect.lines or ()} | set(example.expect.units or ())
    return {service.code for service in example.services} | expected
