"""The claim lines: units with their modifiers, in the order of the claim.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "SLP",
...          "services": [{"code": "97129", "minutes": 38}]}
>>> [(line["code"], line["units"], line["modifiers"]) for line in calculate(visit)["lines"]]
[('97129', 1, ['GN']), ('97130', 2, ['GN'])]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from calculator.counting.services import CodeMinutes
from calculator.model import Discipline, Line, Modifier, Rules
from calculator.per_rule_set import once


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifiers:
    """The modifiers a discipline's lines may carry; None where there is none."""

    discipline: str | None
    assistant: str | None
    threshold: str | None


def modifiers_of(discipline: Discipline, rules: Rules) -> Modifiers:
    """The modifiers of a discipline, as the files in `rules/modifiers/` tell."""
    return by_discipline(rules)[discipline]


@once
def by_discipline(rules: Rules) -> Mapping[Discipline, Modifiers]:
    """The modifiers that lines may carry, by discipline."""

    def named(role: str, discipline: Discipline) -> str | None:
        fitting = (
            key for key, modifier in rules.modifiers.items() if modifier.role == role and fits(modifier, discipline)
        )
        return next(fitting, None)

    return {
        discipline: Modifiers(
            discipline=named("discipline", discipline),
            assistant=named("assistant", discipline),
            threshold=named("threshold", discipline),
        )
        for discipline in get_args(Discipline)
    }


def fits(modifier: Modifier, discipline: Discipline) -> bool:
    """True where a modifier belongs to a discipline, or to all."""
    return not modifier.disciplines or discipline in modifier.disciplines


def lines_of(
    services: Sequence[CodeMinutes], units: Mapping[str, int], marked: Mapping[str, int], names: Modifiers, rules: Rules
) -> tuple[Line, ...]:
    """The claim lines of everything that earned a unit, before it is known which of them carry KX."""
    lines: list[Line] = []
    for service in services:
        plain, with_assistant = units[service.code] - marked[service.code], marked[service.code]
        for code, number, assisted in _split(service, plain, with_assistant):
            chosen = (names.discipline, names.assistant if assisted else None)
            lines.append(Line(code=code, units=number, modifiers=_in_order(chosen, rules)))
    return tuple(lines)


def with_threshold(
    lines: Sequence[Line], due: Sequence[bool | None], names: Modifiers, rules: Rules
) -> tuple[Line, ...]:
    """The lines with KX on each of those of which it is known to be due."""
    return tuple(
        replace(line, modifiers=_in_order((*line.modifiers, names.threshold), rules)) if needed else line
        for line, needed in zip(lines, due, strict=True)
    )


def _in_order(chosen: Iterable[str | None], rules: Rules) -> tuple[str, ...]:
    """Modifiers in the order of their places on a line."""
    return tuple(sorted((name for name in chosen if name), key=lambda name: rules.modifiers[name].place))


def _split(service: CodeMinutes, plain: int, assisted: int) -> list[tuple[str, int, bool]]:
    """Units of a code as (code, units, by the assistant): the first is the base's, every further one the add-on's."""
    if service.add_on is None:
        parts = [(service.code, plain, False), (service.code, assisted, True)]
    elif plain:
        parts = [(service.code, 1, False), (service.add_on, plain - 1, False), (service.add_on, assisted, True)]
    else:
        parts = [(service.code, min(assisted, 1), True), (service.add_on, assisted - 1, True)]
    return [part for part in parts if part[1] > 0]
