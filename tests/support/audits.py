"""Audits of what the calculator itself answers: own lines, alternatives, and every single deviation from them.

    python -m tests.support.audits [PART OF]

feeds the answer of every visit in a search over codes, persons, payers, settings and dates back as billed lines, and
prints each that gets an error which the visit by itself does not have. `2 8` looks at the third eighth only. The
whole search takes about half an hour; `tests/calculator/checks/test_audits.py` looks at a sample.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import product
from typing import Any, get_args

from calculator import VisitError, calculate
from calculator.model import Discipline, Rules, Setting

Plain = dict[str, Any]

PERSONS = (
    {"therapist_minutes": 40},
    {"assistant_minutes": 30},
    {"together_minutes": 30},
    {"therapist_minutes": 35, "assistant_minutes": 5},
    {"therapist_minutes": 12, "assistant_minutes": 14},
    {"therapist_minutes": 7, "assistant_minutes": 8},
    {"therapist_minutes": 50, "assistant_minutes": 20, "together_minutes": 10},
    {"therapist_minutes": 0},
)
"""By whom and how long."""

DAYS = ("2018-06-04", "2021-03-02", "2026-03-02")
"""Before CQ and CO, under the rule of 2020 and 2021, and today."""


def search(rules: Rules) -> Iterator[Plain]:
    """Visits of one code: every code, payer, discipline, person and day in an office, and in turn the other settings."""
    others = [setting for setting in get_args(Setting) if setting != "office"]
    cases = product(rules.codes, rules.payers, get_args(Discipline), PERSONS, DAYS)
    for number, (code, payer, discipline, persons, day) in enumerate(cases):
        visit = {
            "date_of_service": day, "payer": payer, "discipline": discipline, "services": [{"code": code, **persons}],
        }  # fmt: skip
        yield visit
        if number % 5 == 0:
            yield {**visit, "setting": others[number // 5 % len(others)]}


def answers(visit: Plain, rules: Rules) -> Iterator[tuple[Plain, Plain]]:
    """A visit without billed lines with its answer, then the same for every alternative, which `choose` asks for."""
    result = calculate(visit, rules)
    yield visit, result
    for choice in result["choices"]:
        for other in choice["alternatives"]:
            chosen = {**visit, "choose": other["taken"]}
            yield chosen, calculate(chosen, rules)


Fault = tuple[str, str, str]
"""Check, severity and code of a finding; no code where it concerns no line."""


def faults(result: Plain, lines: Sequence[Plain]) -> Counter[Fault]:
    """Errors and warnings, and fewer units than the minutes support, which is a note where the payer's rule is unknown."""
    return Counter(
        (one["check"], one["severity"], "" if one["line"] is None else lines[one["line"]]["code"])
        for one in result["findings"]
        if one["severity"] != "info" or one["check"] == "fewer-units-than-minutes"
    )


def refused(alone: Plain, code: str) -> bool:
    """True where the visit by itself tells that a code must not be billed."""
    return any(one["severity"] == "error" and one["line"] is None and code in one["says"] for one in alone["findings"])


def false_errors(alone: Plain, audit: Plain, billed: Sequence[Plain]) -> list[Plain]:
    """Errors on billed lines that the visit by itself does not have.

    It has them where it tells the same about the same code, or where it tells that the code must not be billed at all.
    """
    known = {(check, code) for check, _, code in faults(alone, alone["lines"])}
    return [
        one
        for one in audit["findings"]
        if one["of"] == "billed" and one["severity"] == "error"
        for code in [billed[one["line"]]["code"]]
        if (one["check"], code) not in known and not refused(alone, code)
    ]


def deviations(lines: Sequence[Plain], untouched: Container[str] = ()) -> Iterator[tuple[str, list[Plain]]]:
    """Every claim that differs from some lines in one thing, with what was done; lines of some codes stay untouched."""
    for place, line in enumerate(lines):
        if line["code"] in untouched:
            continue
        code, units, modifiers = line["code"], line["units"], line["modifiers"]

        def changed(*instead: Plain, place: int = place) -> list[Plain]:
            return [*lines[:place], *instead, *lines[place + 1 :]]

        for number, key in enumerate(modifiers):
            without = [*modifiers[:number], *modifiers[number + 1 :]]
            yield f"{key} dropped from {code}", changed({**line, "modifiers": without})
            yield f"{key} doubled on {code}", changed({**line, "modifiers": [*modifiers, key]})
            for other in EXCHANGED.get(key, ()):
                wrong = [*modifiers[:number], other, *modifiers[number + 1 :]]
                yield f"{key} exchanged for {other} on {code}", changed({**line, "modifiers": wrong})
        yield f"one unit more of {code}", changed({**line, "units": units + 1})
        yield f"one unit less of {code}", changed({**line, "units": units - 1})
        yield f"{code} left out", changed()
        yield f"{code} twice", changed(line, line)
        for also in ([], ["59"], ["76"]):
            if units > 1:
                rest = {**line, "units": 1, "modifiers": [*modifiers, *also]}
                yield f"{code} split{' with ' + also[0] if also else ''}", changed({**line, "units": units - 1}, rest)
        for to, other in enumerate(lines):
            if other["code"] in untouched:
                continue
            if to != place:
                moved = [dict(one) for one in lines]
                moved[place]["units"] -= 1
                moved[to]["units"] += 1
                yield f"a unit moved from {code} to {other['code']}", [one for one in moved if one["units"]]
            if to > place and set(modifiers) != set(other["modifiers"]):
                swapped = [dict(one) for one in lines]
                swapped[place]["modifiers"], swapped[to]["modifiers"] = other["modifiers"], modifiers
                yield f"modifiers of {code} and {other['code']} exchanged", swapped


EXCHANGED = {"GP": ("GO", "GN"), "GO": ("GP", "GN"), "GN": ("GP", "GO"), "CQ": ("CO", "KX"), "CO": ("CQ",), "KX": ("GP",)}  # fmt: skip
"""What may stand in place of a modifier by mistake."""


def as_claim(lines: Sequence[Plain]) -> frozenset[tuple[str, int, frozenset[str]]]:
    """Lines whatever their order."""
    return frozenset((line["code"], line["units"], frozenset(line["modifiers"])) for line in lines)


def missed(visit: Plain, rules: Rules) -> Iterator[str]:
    """Deviations from the own lines of a visit that give no finding beyond those of the lines themselves."""
    right = [result for _, result in answers(visit, rules)]
    claims = {as_claim(other["lines"]) for other in right}
    lines = right[0]["lines"]
    untouched = {line["code"] for line in lines if refused(right[0], line["code"])}
    before = faults(calculate({**visit, "billed": lines}, rules), lines)
    for what, billed in deviations(lines, untouched):
        if len(billed) == len(as_claim(billed)) and as_claim(billed) in claims:
            continue
        if not faults(calculate({**visit, "billed": billed}, rules), billed) - before:
            yield what


def main(part: int = 0, parts: int = 1) -> None:
    """Search, and print what is wrong and how much was looked at."""
    from calculator import default_rules

    rules, looked_at = default_rules(), Counter[str]()
    for number, visit in enumerate(search(rules)):
        if number % parts != part:
            continue
        try:
            right = list(answers(visit, rules))
        except VisitError:
            looked_at["refused"] += 1
            continue
        looked_at["visits"] += 1
        for _, alone in right:
            looked_at["claims"] += 1
            looked_at["claims with a code that the visit refuses"] += any(
                refused(alone, line["code"]) for line in alone["lines"]
            )
            lines = alone["lines"]
            for one in false_errors(alone, calculate({**visit, "billed": lines}, rules), lines):
                looked_at["wrong"] += 1
                print(visit, one["check"], one["says"])
    print(dict(looked_at))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
