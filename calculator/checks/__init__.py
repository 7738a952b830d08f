"""Claim checks: every fault that a visit's fields can show, in the manner of a linter.

A file in `rules/checks/` names a method below, says how bad it is, for whom and since when, and what the visit must
tell. What it does not tell is listed as not checked, so that nobody takes silence for approval.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 15}],
...          "billed": [{"code": "97110", "units": 2, "modifiers": ["GP"]}]}
>>> [(found["check"], found["says"]) for found in calculate(visit)["findings"]]
[('more-units-than-minutes', '2 units of 97110 billed; the documented minutes support 1.')]
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from calculator.checks import (
    billed_units,
    code_years,
    contradictions,
    coverage,
    modifiers,
    pairs,
    plan_and_note,
    threshold,
    times,
    units,
)
from calculator.checks.context import Claim, Method, Unknown, told
from calculator.checks.fields_read import unread
from calculator.dated import Number, number
from calculator.model import Check, Finding, HouseRule, NotChecked, Payer, Rules, Severity, Step, Visit
from calculator.per_rule_set import once
from calculator.serialize import fields_of
from calculator.steps import step, unique

METHODS: Mapping[str, Method] = {
    **modifiers.METHODS,
    **pairs.METHODS,
    **units.METHODS,
    **billed_units.METHODS,
    **threshold.METHODS,
    **plan_and_note.METHODS,
    **times.METHODS,
    **coverage.METHODS,
    **contradictions.METHODS,
    **code_years.METHODS,
}
"""Every method that a check's file may name."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What all checks together found, with the steps of those that looked something up."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    steps: tuple[Step, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Ready:
    """A check made ready for a payer: how bad it is there, and what to say where the visit does not tell enough."""

    name: str
    check: Check
    method: Method
    severity: Severity
    unless: tuple[tuple[tuple[str, ...], NotChecked], ...]


def look(claim: Claim, counting: tuple[Finding, ...]) -> Looked:
    """Ask every check that holds for the payer on the day.

    Args:
        claim: what there is to see; its `check` is exchanged for each check in turn.
        counting: findings of the counting itself, which a payer's house rules may turn down as well.
    """
    house = {rule.check: rule for rule in claim.payer.checks}
    findings: list[Finding] = []
    not_checked: list[NotChecked] = []
    steps: list[Step] = []
    ready, untold, read = _ready_for(claim)
    not_checked.extend(untold)
    for one in ready:
        check = one.check
        claim.numbers = {}
        if one.unless or check.numbers:  # most of the checks that any visit is asked need nothing more
            numbers = {name: number(claim.rules, name, claim.on) for name in check.numbers}
            if missing := _first_missing(one, claim.visit, numbers):
                not_checked.append(missing)
                continue
            claim.numbers = {name: value for name, value in numbers.items() if value is not None}
        severity = one.severity
        if claim.of == "lines" and check.while_calculating:
            severity = check.while_calculating
        claim.check = check
        said: set[tuple[int | None, str]] = set()  # what two services of one code show alike is told once
        for found in one.method(claim):
            if isinstance(found, Unknown):
                not_checked.append(NotChecked(check=one.name, kind="amount-unknown", because=found.because))
                continue
            if (found.line, found.says) in said:
                continue
            said.add((found.line, found.says))
            how = found.severity if found.severity and severity == check.severity else severity
            cites = unique(found.cites if found.by_cites_alone else found.cites + check.answer.cites)
            of = claim.of if found.line is not None else None
            findings.append(
                Finding(
                    kind=found.kind, check=one.name, severity=how, says=found.says, cites=cites, of=of, line=found.line
                )
            )
            if found.facts:
                steps.append(
                    step(
                        "finding", f"checks/{one.name}", found.says, found.facts, gives=f"a finding: {how}", cites=cites
                    )
                )
    not_checked.extend(unread(claim.visit, read))
    return Looked(
        findings=tuple(_in_house(findings, counting, house)), not_checked=tuple(not_checked), steps=tuple(steps)
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Plans:
    """What to ask, worked out once for all visits of one payer and day that tell the same fields.

    Attributes:
        heads: the fields of a visit that any check needs, each with what it holds where nothing is told.
        kept: the plan by payer, day and the fields that are told.
    """

    heads: tuple[tuple[str, Any], ...]
    kept: dict[tuple[Any, ...], _Plan]


_Plan = tuple[tuple[_Ready, ...], tuple[NotChecked, ...], frozenset[str]]
"""The checks to ask, those of which nothing is told, and every field of a visit that one of both reads."""


@once
def _plans(rules: Rules) -> _Plans:
    """The plans of a rule set; each is added when it is first wanted."""
    paths = (way for check in rules.checks.values() for paths in check.needs for way in paths.split("|"))
    heads = dict.fromkeys(way.partition(".")[0] for way in paths)
    return _Plans(tuple((name, default) for name, default, _ in fields_of(Visit) if name in heads), {})


_MOST_PLANS = 500
"""So many are kept; a batch of visits needs few."""


def _ready_for(claim: Claim) -> _Plan:
    """The plan for a visit."""
    visit, known = claim.visit, _plans(claim.rules)
    heads = tuple([getattr(visit, head) != default for head, default in known.heads])
    key = (visit.payer, claim.on, heads)
    if key not in known.kept:
        if len(known.kept) == _MOST_PLANS:
            known.kept.clear()
        known.kept[key] = _planned(
            claim, {head for (head, _), is_told in zip(known.heads, heads, strict=True) if is_told}
        )
    return known.kept[key]


def _planned(claim: Claim, heads: set[str]) -> _Plan:
    """The plan for visits that tell these fields."""
    off = {rule.check: rule.because for rule in claim.payer.checks if rule.severity == "off"}
    ask: list[_Ready] = []
    read: set[str] = set()
    untold = [
        NotChecked(check=name, kind="turned-off", because=f"turned off for this payer: {because}")
        for name, because in off.items()
    ]
    for name, check in claim.rules.checks.items():
        severity = severity_for(check, claim.visit.payer, claim.payer)
        if not check.method or severity is None or not holds(check, claim.on) or name in off:
            continue
        needed = _unless(name, check)
        read.update(reads(check))
        lacking = [missing for ways, missing in needed if not any(way.partition(".")[0] in heads for way in ways)]
        if lacking:
            untold.append(lacking[0])
        else:
            ask.append(_Ready(name, check, METHODS[check.method], severity, needed))
    return tuple(ask), tuple(untold), frozenset(read)


def reads(check: Check) -> tuple[str, ...]:
    """The fields of a visit that a check looks at, as its file tells."""
    return (*(path for paths in check.needs for path in paths.split("|")), *check.reads)


def _unless(name: str, check: Check) -> tuple[tuple[tuple[str, ...], NotChecked], ...]:
    """What a visit must tell for a check, each as the ways to tell it and what is said without."""
    return tuple(
        (
            tuple(paths.split("|")),
            NotChecked(
                check=name,
                kind="not-told",
                because=f"the visit does not tell {paths.replace('|', ' or ')}",
                needs=tuple(paths.split("|")),
            ),
        )
        for paths in check.needs
    )


def _first_missing(ready: _Ready, visit: Visit, numbers: Mapping[str, Number | None]) -> NotChecked | None:
    """What the visit does not tell, or the rules do not know, of that which a check needs."""
    for ways, missing in ready.unless:
        if all(told(visit, way) is None for way in ways):
            return missing
    for name, value in numbers.items():
        if value is None:
            because = f"{name} is not known for {visit.date_of_service}"
            return NotChecked(check=ready.name, kind="number-unknown", because=because)
    return None


def severity_for(check: Check, key: str, payer: Payer) -> Severity | None:
    """How bad a check is for a payer; None where it is not looked for there."""
    if not check.payers or key in check.payers or payer.kind in check.payers:
        return check.severity
    return check.elsewhere


def holds(check: Check, on: date) -> bool:
    """True where the check holds on the date of service."""
    return (check.since is None or check.since <= on) and (check.until is None or on <= check.until)


def _in_house(
    findings: list[Finding], counting: tuple[Finding, ...], house: Mapping[str, HouseRule]
) -> Iterator[Finding]:
    """All findings, with the payer's house rules applied."""
    for found in (*counting, *findings):
        rule = house.get(found.check)
        if rule is None:
            yield found
        elif rule.severity != "off":
            yield dataclasses.replace(found, severity=rule.severity)
