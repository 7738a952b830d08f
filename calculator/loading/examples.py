"""Runs the examples of the rule files: each must give what it expects."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from calculator import answer, read_visit
from calculator.errors import Fault, Trail, VisitError
from calculator.loading.causes import Placed, common_causes
from calculator.model import KINDS, Example, Result, Rules
from calculator.per_rule_set import once
from calculator.serialize import to_plain

_Difference = tuple[Trail, str]

ONLY_EXAMPLE = ("name", "expect", "cites", "says")
"""Fields of an example that are not part of its visit."""


def every(rules: Rules) -> Iterator[tuple[str, Trail, Example]]:
    """Every example with its file inside `rules/` and the way to it there."""
    for kind in KINDS:
        for key, entry in getattr(rules, kind).items():
            for position, example in enumerate(getattr(entry, "examples", ())):
                yield f"{kind}/{key}.yaml", ("examples", position), example
    for key, guide in rules.guides.items():
        for place, section in enumerate(guide.sections):
            for position, example in enumerate(section.visits):
                yield f"guides/{key}.yaml", ("sections", place, "visits", position), example
    for key, claim in rules.claims.items():
        if claim.example:
            yield "claims.yaml", (key, "example"), claim.example


def visit_of(example: Example) -> dict[str, Any]:
    """The visit of an example, as the contract writes it."""
    plain: dict[str, Any] = to_plain(example, sparse=True)
    return {name: value for name, value in plain.items() if name not in ONLY_EXAMPLE}


def answer_to(visit: dict[str, Any], rules: Rules) -> Result | VisitError:
    """The answer to a visit, or why it is refused; worked out once for a rule set, also for the pages."""
    known, text = _answers(rules), json.dumps(visit)
    if text not in known:
        try:
            known[text] = answer(read_visit(visit, rules), rules)
        except VisitError as error:
            known[text] = error
    return known[text]


@once
def _answers(rules: Rules) -> dict[str, Result | VisitError]:
    """What was answered so far, by the text of the visit."""
    return {}


def failures(rules: Rules) -> list[Fault]:
    """Every example that does not give what it expects; a number that makes many fail is one problem."""
    causes, failing = common_causes(rules, list(itertools.starmap(Placed, every(rules))), _differences)
    return [*causes, *(fault for one in failing for fault in failed(rules, *one))]


def failed(rules: Rules, file: str, trail: Trail, example: Example) -> Iterator[Fault]:
    """What one example gives other than expected."""
    for place, message in _differences(rules, example):
        yield Fault(file, (*trail, *place), message)


def _differences(rules: Rules, example: Example) -> tuple[_Difference, ...]:
    """What an example gives other than expected: the way to it inside the example, and the message."""
    return tuple(_compared(example, rules))


def _compared(example: Example, rules: Rules) -> Iterator[_Difference]:
    expected = example.expect.error
    try:
        result = answer_to(visit_of(example), rules)
    except Exception as error:  # rules that nothing else refuses, or a fault of the engine: shown where it happens
        what = f"{type(error).__name__}: {str(error)[:200]}"
        yield (), f"found a visit on which the calculator fails ({what}), expected a result"
        return
    if isinstance(result, VisitError):
        fields = [problem["field"] for problem in result.errors]
        if not expected:
            yield from ((_trail_of(problem["field"]), problem["message"]) for problem in result.errors)
        elif fields != [expected]:
            yield ("expect", "error"), f"found errors at {', '.join(fields)}, expected one at {expected}"
    elif expected:
        yield ("expect", "error"), f"found a result, expected an error at {expected}"
    else:
        differences = (*_units_differ(example, result), *_amounts_differ(example, result))
        for place, message in (*differences, *_findings_differ(example, result)):
            yield ("expect", *place), message


def _trail_of(field: str) -> Trail:
    """A field as a trail.

    >>> _trail_of("services[0].minutes")
    ('services', 0, 'minutes')
    """
    return tuple(int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]]+", field))


def _units_differ(example: Example, result: Result) -> Iterator[_Difference]:
    """Units, lines and ties that are not as expected."""
    expect = example.expect
    if expect.units is not None:
        units: Counter[str] = Counter()
        for line in result.lines:
            units[line.code] += line.units
        for code in dict.fromkeys((*expect.units, *units)):
            if units[code] != expect.units.get(code, 0):
                yield ("units", code), _differs(units[code], expect.units.get(code, 0))
    if expect.timed_units is not None and result.timed_units != expect.timed_units:
        yield ("timed_units",), _differs(result.timed_units, expect.timed_units)
    if expect.lines is not None:
        lines = (_written(line.code, line.modifiers, line.units) for line in result.lines)
        wanted = (_written(line.code, line.modifiers, line.units) for line in expect.lines)
        pairs = itertools.zip_longest(lines, wanted, fillvalue="no line")
        for number, (found, expected) in enumerate(pairs):
            if found != expected:
                yield ("lines", number), _differs(found, expected)
    if expect.choices is not None:
        tied = tuple(code for choice in result.choices for code in choice.codes)
        if tied != expect.choices:
            found, expected = (", ".join(codes) or "no tie" for codes in (tied, expect.choices))
            yield ("choices",), f"found {found} computed, expected {expected}"


def _amounts_differ(example: Example, result: Result) -> Iterator[_Difference]:
    """Amounts that are not as expected."""
    for name, amount in (example.expect.amounts or {}).items():
        computed = str(getattr(result.payment, name)) if result.payment else "no amounts"
        if computed != str(amount):
            yield ("amounts", name), _differs(computed, amount)


def _findings_differ(example: Example, result: Result) -> Iterator[_Difference]:
    """Findings that are missing, or there against expectation."""
    names = [finding.check for finding in result.findings]
    for number, name in enumerate(example.expect.findings):
        if name not in names:
            yield ("findings", number), f"found {', '.join(names) or 'no findings'}, expected {name} among them"
    for number, name in enumerate(example.expect.without):
        if name in names:
            yield ("without", number), f"found {name} among the findings, expected none of that name"


def _differs(found: object, expected: object) -> str:
    """What was computed and what the example has instead."""
    return f"found {found} computed, expected {expected} as the example says"


def _written(code: str, modifiers: Sequence[str], units: int) -> str:
    """A claim line as people write it.

    >>> _written("97110", ("GP", "CQ"), 2)
    '97110 GP CQ x 2'
    """
    return " ".join((code, *modifiers, "x", str(units)))
