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
from calculator.dated import number
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


@dataclasses.dataclass(frozen=True, slots=True)
class Ready:
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
    off = {rule.check for rule in house.values() if rule.severity == "off"}
    findings: list[Finding] = []
    not_checked: list[NotChecked] = []
    steps: list[Step] = []
    is_told: dict[str, bool] = {}
    for ready in ready_for(claim):
        check = ready.check
        if ready.name in off or not holds(check, claim):
            continue
        missing = first_missing(ready, claim, is_told)
        if missing is None and check.numbers:
            numbers = {name: number(claim.rules, name, claim.on) for name in check.numbers}
            unknown = [name for name, value in numbers.items() if value is None]
            if unknown:
                missing = NotChecked(check=ready.name, because=f"{', '.join(unknown)} is not known for {claim.on}")
        if missing is not None:
            not_checked.append(missing)
            continue
        severity = ready.severity
        if claim.of == "lines" and check.while_calculating:
            severity = check.while_calculating
        known = {name: value for name, value in numbers.items() if value is not None} if check.numbers else {}
        for found in ready.method(dataclasses.replace(claim, check=check, numbers=known)):
            how = found.severity if found.severity and severity == check.severity else severity
            cites = unique(found.cites + check.answer.cites)
            of = claim.of if found.line is not None else None
            findings.append(
                Finding(check=ready.name, severity=how, says=found.says, cites=cites, of=of, line=found.line)
            )
            if found.facts:
                steps.append(
                    step(f"checks/{ready.name}", found.says, found.facts, gives=f"a finding: {how}", cites=cites)
                )
    not_checked += [
        NotChecked(check=name, because=f"turned off for this payer: {house[name].because}") for name in sorted(off)
    ]
    return Looked(
        findings=tuple(in_house(findings, counting, house)), not_checked=tuple(not_checked), steps=tuple(steps)
    )


@once
def by_payer(rules: Rules) -> dict[str, tuple[Ready, ...]]:
    """The checks made ready, by payer; a payer is added when it is first asked for."""
    return {}


def ready_for(claim: Claim) -> tuple[Ready, ...]:
    """The checks that are looked for, for the claim's payer."""
    kept = by_payer(claim.rules)
    key = claim.visit.payer
    if key not in kept:
        kept[key] = tuple(
            Ready(name, check, METHODS[check.method], severity, unless(name, check))
            for name, check in claim.rules.checks.items()
            if check.method and (severity := severity_for(check, key, claim.payer))
        )
    return kept[key]


def unless(name: str, check: Check) -> tuple[tuple[tuple[str, ...], NotChecked], ...]:
    """What a visit must tell for a check, each as the ways to tell it and what is said without."""
    return tuple(
        (
            tuple(paths.split("|")),
            NotChecked(check=name, because=f"the visit does not tell {paths.replace('|', ' or ')}"),
        )
        for paths in check.needs
    )


def first_missing(ready: Ready, claim: Claim, is_told: dict[str, bool]) -> NotChecked | None:
    """What the visit does not tell of that which a check needs; `is_told` keeps what was looked at already."""
    for ways, missing in ready.unless:
        for way in ways:
            if way not in is_told:
                is_told[way] = told(claim.visit, way) is not None
        if not any(is_told[way] for way in ways):
            return missing
    return None


def severity_for(check: Check, key: str, payer: Payer) -> Severity | None:
    """How bad a check is for a payer; None where it is not looked for there."""
    if not check.payers or key in check.payers or payer.kind in check.payers:
        return check.severity
    return check.elsewhere


def holds(check: Check, claim: Claim) -> bool:
    """True where the check holds on the date of service."""
    return (check.since is None or check.since <= claim.on) and (check.until is None or claim.on <= check.until)


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
