"""Runs the examples of the rule files: each must give what it expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import calculator
from calculator.errors import Fault, VisitError
from calculator.model import KINDS, Billed, Example, Rules
from calculator.serialize import to_plain

ONLY_EXAMPLE = ("name", "expect", "cites", "says")
"""Fields of an example that are not part of its visit."""


def every(rules: Rules) -> Iterator[tuple[str, tuple[str | int, ...], Example]]:
    """Every example with its file inside `rules/` and the way to it there."""
    for kind in KINDS:
        for key, thing in getattr(rules, kind).items():
            for position, example in enumerate(getattr(thing, "examples", ())):
                yield f"{kind}/{key}.yaml", ("examples", position), example
    for key, claim in rules.claims.items():
        if claim.example:
            yield "claims.yaml", (key, "example"), claim.example


def visit_of(example: Example) -> dict[str, Any]:
    """The visit of an example, as the contract writes it."""
    plain: dict[str, Any] = to_plain(example, sparse=True)
    return {name: value for name, value in plain.items() if name not in ONLY_EXAMPLE}


def failures(rules: Rules) -> list[Fault]:
    """Every example that does not give what it expects."""
    return [fault for file, trail, example in every(rules) for fault in failed(rules, file, trail, example)]


def failed(rules: Rules, file: str, trail: tuple[str | int, ...], example: Example) -> Iterator[Fault]:
    """What one example gives other than expected."""
    expect = example.expect
    try:
        result = calculator.calculate(visit_of(example), rules)
    except VisitError as error:
        fields = [problem["field"] for problem in error.errors]
        if not expect.error:
            yield Fault(file, trail, f"found a visit that cannot be computed ({error}), expected a result")
        elif fields != [expect.error]:
            yield Fault(
                file,
                (*trail, "expect", "error"),
                f"found errors at {', '.join(fields)}, expected one at {expect.error}",
            )
        return
    except Exception as error:  # rules that nothing else refuses, or a fault of the engine: told where it shows
        what = f"{type(error).__name__}: {str(error)[:200]}"
        yield Fault(file, trail, f"found a visit on which the calculator fails ({what}), expected a result")
        return
    if expect.error:
        yield Fault(file, (*trail, "expect", "error"), f"found a result, expected an error at {expect.error}")
        return
    if expect.units is not None:
        units = units_of(result)
        for code in dict.fromkeys((*expect.units, *units)):
            if units.get(code, 0) != expect.units.get(code, 0):
                where = (*trail, "expect", "units", code)
                yield Fault(
                    file,
                    where,
                    f"found {units.get(code, 0)} computed, expected {expect.units.get(code, 0)} as the example says",
                )
    if expect.timed_units is not None and result["timed_units"] != expect.timed_units:
        yield Fault(
            file,
            (*trail, "expect", "timed_units"),
            f"found {result['timed_units']} computed, expected {expect.timed_units} as the example says",
        )
    if expect.lines is not None:
        lines = [
            Billed(code=line["code"], units=line["units"], modifiers=tuple(line["modifiers"]))
            for line in result["lines"]
        ]
        for number in range(max(len(lines), len(expect.lines))):
            found = _written(lines[number]) if number < len(lines) else "no line"
            expected = _written(expect.lines[number]) if number < len(expect.lines) else "no line"
            if found != expected:
                yield Fault(
                    file,
                    (*trail, "expect", "lines", number),
                    f"found {found} computed, expected {expected} as the example says",
                )
    if expect.choices is not None:
        tied = tuple(code for choice in result["choices"] for code in choice["codes"])
        if tied != expect.choices:
            yield Fault(
                file,
                (*trail, "expect", "choices"),
                f"found {', '.join(tied) or 'no tie'} computed, expected {', '.join(expect.choices) or 'no tie'}",
            )
    for what, amount in (expect.amounts or {}).items():
        computed = result["payment"] and result["payment"][what]
        if computed != str(amount):
            where = (*trail, "expect", "amounts", what)
            yield Fault(
                file, where, f"found {computed or 'no amounts'} computed, expected {amount} as the example says"
            )
    names = [finding["check"] for finding in result["findings"]]
    for number, name in enumerate(expect.findings):
        if name not in names:
            yield Fault(
                file,
                (*trail, "expect", "findings", number),
                f"found {', '.join(names) or 'no findings'}, expected {name} among them",
            )
    for number, name in enumerate(expect.without):
        if name in names:
            yield Fault(
                file,
                (*trail, "expect", "without", number),
                f"found {name} among the findings, expected none of that name",
            )


def units_of(result: dict[str, Any]) -> dict[str, int]:
    """Units of each code on all its lines."""
    units: dict[str, int] = {}
    for line in result["lines"]:
        units[line["code"]] = units.get(line["code"], 0) + line["units"]
    return units


def _written(line: Billed) -> str:
    """A claim line as people write it.

    >>> _written(Billed(code="97110", units=2, modifiers=("GP", "CQ")))
    '97110 GP CQ x 2'
    """
    return " ".join((line.code, *line.modifiers, "x", str(line.units)))
