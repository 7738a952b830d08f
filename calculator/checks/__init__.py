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

from calculator.checks import audit, coverage, modifiers, pairs, record, threshold, times, units
from calculator.checks.claim import Claim, Method, told
from calculator.dated import Number, number
from calculator.model import Check, Finding, HouseRule, NotChecked, Payer, Rules, Severity, Step
from calculator.once import once
from calculator.trace import step, unique

METHODS: Mapping[str, Method] = {
    **modifiers.METHODS,
    **pairs.METHODS,
    **units.METHODS,
    **audit.METHODS,
    **threshold.METHODS,
    **record.METHODS,
    **times.METHODS,
    **coverage.METHODS,
}
"""Every method that a check's file may name."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What all checks together found, with the steps of those that looked something up."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    steps: tuple[Step, ...]


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
    for name, check, method in with_method(claim.rules):
        severity = severity_for(check, claim.visit.payer, claim.payer)
        if severity is None or not holds(check, claim):
            continue
        if name in house and house[name].severity == "off":
            continue
        missing, numbers = lacking(check, claim)
        if missing:
            not_checked.append(NotChecked(check=name, because=missing))
            continue
        if claim.of == "lines" and check.while_calculating:
            severity = check.while_calculating
        for found in method(dataclasses.replace(claim, check=check, numbers=numbers)):
            how = found.severity if found.severity and severity == check.severity else severity
            cites = unique(found.cites + check.answer.cites)
            findings.append(
                Finding(
                    check=name,
                    severity=how,
                    says=found.says,
                    cites=cites,
                    of=claim.of if found.line is not None else None,
                    line=found.line,
                )
            )
            if found.facts:
                steps.append(step(f"checks/{name}", found.says, found.facts, gives=f"a finding: {how}", cites=cites))
    off = [rule for rule in house.values() if rule.severity == "off"]
    not_checked += [NotChecked(check=rule.check, because=f"turned off for this payer: {rule.because}") for rule in off]
    return Looked(
        findings=tuple(in_house(findings, counting, house)), not_checked=tuple(not_checked), steps=tuple(steps)
    )


@once
def with_method(rules: Rules) -> tuple[tuple[str, Check, Method], ...]:
    """The checks that are looked for here, by name."""
    return tuple((name, check, METHODS[check.method]) for name, check in rules.checks.items() if check.method)


def severity_for(check: Check, key: str, payer: Payer) -> Severity | None:
    """How bad a check is for a payer; None where it is not looked for there."""
    if not check.payers or key in check.payers or payer.kind in check.payers:
        return check.severity
    return check.elsewhere


def holds(check: Check, claim: Claim) -> bool:
    """True where the check holds on the date of service."""
    return (check.since is None or check.since <= claim.on) and (check.until is None or claim.on <= check.until)


def lacking(check: Check, claim: Claim) -> tuple[str, dict[str, Number]]:
    """What the visit or the rules lack for a check, in words, and the numbers that it asks for."""
    for path in check.needs:
        if all(told(claim.visit, way) is None for way in path.split("|")):
            return f"the visit does not tell {path.replace('|', ' or ')}", {}
    numbers = {name: number(claim.rules, name, claim.on) for name in check.numbers}
    unknown = [name for name, value in numbers.items() if value is None]
    if unknown:
        return f"{', '.join(unknown)} is not known for {claim.on}", {}
    return "", {name: value for name, value in numbers.items() if value is not None}


def in_house(
    findings: list[Finding], counting: tuple[Finding, ...], house: Mapping[str, HouseRule]
) -> Iterator[Finding]:
    """All findings, with the payer's house rules applied."""
    for found in (*counting, *findings):
        rule = house.get(found.check)
        if rule is None:
            yield found
        elif rule.severity != "off":
            yield dataclasses.replace(found, severity=rule.severity)
