"""Claim checks: every fault that a visit's fields can show, in the manner of a linter.

A file in `rules/checks/` names a method below, says how bad it is, for whom and since when, and what the visit must
tell. What it does not tell is listed as not checked, so that no one takes silence for approval.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 15}],
...          "billed": [{"code": "97110", "units": 2, "modifiers": ["GP"]}]}
>>> [(found["check"], found["says"]) for found in calculate(visit)["findings"]]
[('more-units-than-minutes', '2 units of 97110 billed; the documented minutes support 1.')]
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from calculator.checks import (
    authorization,
    billed_units,
    code_years,
    contradictions,
    coverage,
    diagnoses,
    modifiers,
    pairs,
    places,
    plan_and_note,
    threshold,
    times,
    units,
)
from calculator.checks.context import AmountUnknown, Claim, Method, Outcome, Violation, value_at
from calculator.checks.fields_read import unread
from calculator.dated import Number, number
from calculator.model import Check, Finding, HouseRule, NotChecked, Payer, Rules, Severity, Step, TableUsed, Visit
from calculator.per_rule_set import once
from calculator.serialize import fields_of
from calculator.steps import step, unique, us_date

_MODULES = (
    *(modifiers, pairs, units, billed_units, threshold, plan_and_note, times),
    *(diagnoses, coverage, authorization, places, contradictions, code_years),
)

METHODS: Mapping[str, Method] = {name: method for module in _MODULES for name, method in module.METHODS.items()}
"""Every method that a check's file may name."""

_BY_COUNTING = Method(lambda _: iter(()))
"""What stands for the method of a check that the counting itself makes; it is listed where its fields are missing."""

PARAMETERS: tuple[str, ...] = tuple(
    dict.fromkeys(
        name
        for method in METHODS.values()
        if method.parameters
        for name, _, _ in fields_of(method.parameters)
        if name != "needs"
    )
)
"""The fields of a check's file that only some methods read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What all checks together gave."""

    findings: tuple[Finding, ...]  # those of the counting first
    not_checked: tuple[NotChecked, ...]
    steps: tuple[Step, ...]  # the derivations of findings that rest on numbers or tables
    tables: tuple[TableUsed, ...]  # the tables of claims edits that were used


@dataclass(frozen=True, slots=True)
class _Needed:
    """The ways in which a visit may have what a check needs, and what is said where it has none of them."""

    ways: tuple[str, ...]
    missing: NotChecked


@dataclass(frozen=True, slots=True)
class _Ready:
    """A check with its method's parameters; with its severity, where it is made ready for a payer."""

    name: str
    check: Check
    method: Method
    arguments: tuple[Any, ...]
    needed: tuple[_Needed, ...]  # of a plan only what its visits may still lack
    severity: Severity
    only_with: frozenset[str] | None = None  # modifiers, one of which some line has where it finds anything
    numbers: tuple[Number, ...] | None = ()  # those of its file; None where one is not known


def run(claim: Claim, counting: tuple[Finding, ...]) -> Checked:
    """Run every check that holds for the payer on the day; house rules may change the findings of the counting as well."""
    house = {rule.check: rule for rule in claim.payer.checks}
    plan = _plan_for(claim)
    findings, steps = [*counting], list[Step]()
    not_checked, tables = [*plan.not_checked], list[TableUsed]()
    carried = {key for line in claim.lines for key in line.modifiers}
    for ready in plan.ready:
        if (ready.needed or ready.numbers is None) and (missing := _missing(ready, claim)):
            not_checked.append(missing)
            continue
        if ready.only_with is not None and ready.only_with.isdisjoint(carried):
            continue
        milder = ready.check.while_calculating if claim.of == "lines" else None
        severity = milder or ready.severity
        for outcome in _once_each(ready.method.run(claim, *ready.arguments)):
            if isinstance(outcome, TableUsed):
                tables.append(outcome)
            elif isinstance(outcome, AmountUnknown):
                not_checked.append(NotChecked(check=ready.name, kind="amount-unknown", because=outcome.because))
            else:
                found = _finding(ready, outcome, severity, claim)
                findings.append(found)
                if outcome.facts:
                    gives = f"a finding: {found.severity}"
                    steps.append(
                        step(
                            "finding", f"checks/{ready.name}", found.says, outcome.facts, gives=gives, cites=found.cites
                        )
                    )
    not_checked.extend(unread(claim.visit, plan.reads))
    return Checked(
        findings=tuple(_in_house(findings, house)),
        not_checked=tuple(not_checked),
        steps=tuple(steps),
        tables=tuple(dict.fromkeys(tables)),
    )


def _missing(ready: _Ready, claim: Claim) -> NotChecked | None:
    """What keeps a check from being run: a field that the visit does not have, or a number that is not known."""
    for needed in ready.needed:
        if all(value_at(claim.visit, way) is None for way in needed.ways):
            return needed.missing
    if ready.numbers is not None:
        return None
    unknown = next(name for name in ready.check.numbers if number(claim.rules, name, claim.on) is None)
    because = f"we don't know {unknown} for {us_date(claim.on)}"
    return NotChecked(check=ready.name, kind="number-unknown", because=because)


def _once_each(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Outcomes without violations that say the same of the same line, as two services of one code give."""
    seen: set[tuple[int | None, str]] = set()
    for outcome in outcomes:
        if isinstance(outcome, Violation):
            if (outcome.line, outcome.says) in seen:
                continue
            seen.add((outcome.line, outcome.says))
        yield outcome


def _finding(ready: _Ready, violation: Violation, severity: Severity, claim: Claim) -> Finding:
    own = violation.severity if severity == ready.check.severity else None
    cites = violation.cites if violation.by_cites_alone else violation.cites + ready.check.answer.cites
    return Finding(
        kind=violation.kind,
        check=ready.name,
        severity=own or severity,
        says=violation.says,
        cites=unique(cites),
        of=claim.of if violation.line is not None else None,
        line=violation.line,
    )


# --- which checks to run -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """The checks for visits of one payer that have the same fields, between two days on which a rule changes."""

    ready: tuple[_Ready, ...]  # those with a method
    not_checked: tuple[NotChecked, ...]  # those that are turned off, or need a field that is not there
    reads: frozenset[str]  # every field of a visit that any of both reads


@dataclass(frozen=True, slots=True)
class _Plans:
    """The plans of a rule set; each is made when it is first wanted."""

    checks: tuple[_Ready, ...]  # every check with a method, and those of the counting that need a field
    heads: tuple[tuple[str, Any], ...]  # fields of a visit that any check needs, with what they are where it has none
    changes: tuple[date, ...]  # the days on which a check begins or has ended, or one of their numbers changes
    kept: dict[tuple[Any, ...], _Plan]  # the plans, by payer, place among these days and the fields that the visit has


@once
def _plans(rules: Rules) -> _Plans:
    ready = tuple(
        _Ready(name, check, method, _arguments(check, method), _needed(name, check), check.severity)
        for name, check in rules.checks.items()
        if check.method or check.needs
        for method in (METHODS.get(check.method, _BY_COUNTING),)
    )
    heads = {way.partition(".")[0] for one in ready for needed in one.needed for way in needed.ways}
    told = tuple((name, default) for name, default, _ in fields_of(Visit) if name in heads)
    return _Plans(ready, told, tuple(sorted(set(_changes(rules)))), {})


def _changes(rules: Rules) -> Iterator[date]:
    """The days on which a plan may change, and January 1, when numbers of a calendar year end."""
    for check in rules.checks.values():
        if check.since:
            yield check.since
        if check.until:
            yield check.until + timedelta(days=1)
        for name in check.numbers:
            for value in rules.parameters[name].values if name in rules.parameters else ():
                yield from (value.since, date(value.since.year + 1, 1, 1))


_MOST_PLANS = 500
"""So many are kept; a batch of visits needs few."""


def _plan_for(claim: Claim) -> _Plan:
    visit, plans = claim.visit, _plans(claim.rules)
    has = tuple([getattr(visit, head) != default for head, default in plans.heads])
    key = (visit.payer, bisect_right(plans.changes, claim.on), has)
    if key not in plans.kept:
        if len(plans.kept) == _MOST_PLANS:
            plans.kept.clear()
        heads = {head for (head, _), is_there in zip(plans.heads, has, strict=True) if is_there}
        plans.kept[key] = _plan(claim, plans.checks, heads)
    return plans.kept[key]


def _plan(claim: Claim, every: Sequence[_Ready], heads: Set[str]) -> _Plan:
    off = {rule.check: rule.because for rule in claim.payer.checks if rule.severity == "off"}
    ready: list[_Ready] = []
    read: set[str] = set()
    not_checked = [
        NotChecked(check=name, kind="turned-off", because=f"turned off for this payer: {because}")
        for name, because in off.items()
    ]
    for one in every:
        severity = severity_for(one.check, claim.visit.payer, claim.payer)
        if severity is None or not holds(one.check, claim.on) or one.name in off:
            continue
        read.update(reads(one.check))
        lacking = (needed for needed in one.needed if not any(way.partition(".")[0] in heads for way in needed.ways))
        if first := next(lacking, None):
            not_checked.append(first.missing)
        elif one.method is not _BY_COUNTING:
            ready.append(_made_ready(one, severity, claim, heads))
    return _Plan(tuple(ready), tuple(not_checked), frozenset(read))


def _made_ready(one: _Ready, severity: Severity, claim: Claim, heads: Set[str]) -> _Ready:
    """A check for the visits of a plan: all that is the same for each of them is looked up now."""
    found = [number(claim.rules, name, claim.on) for name in one.check.numbers]
    numbers = tuple(each for each in found if each is not None)
    return replace(
        one,
        severity=severity,
        needed=tuple(needed for needed in one.needed if heads.isdisjoint(needed.ways)),
        numbers=numbers if len(numbers) == len(found) else None,
        arguments=(*one.arguments, numbers) if one.method.with_numbers else one.arguments,
        only_with=frozenset(one.check.modifiers) if one.method.only_with_modifiers else None,
    )


def _arguments(check: Check, method: Method) -> tuple[Any, ...]:
    """The parameters of a check's method, where it has any."""
    if method.parameters is None:
        return ()
    return (method.parameters(**{name: getattr(check, name) for name, _, _ in fields_of(method.parameters)}),)


def _needed(name: str, check: Check) -> tuple[_Needed, ...]:
    return tuple(
        _Needed(ways, NotChecked(check=name, kind="not-told", because=f"the visit does not have {said}", needs=ways))
        for paths in check.needs
        for ways, said in ((tuple(paths.split("|")), paths.replace("|", " or ")),)
    )


def reads(check: Check) -> tuple[str, ...]:
    """The fields of a visit that a check reads, by its file."""
    return (*(path for paths in check.needs for path in paths.split("|")), *check.reads)


def severity_for(check: Check, key: str, payer: Payer) -> Severity | None:
    """Severity of a check is for a payer; None where it is not looked for there."""
    if not check.payers or key in check.payers or payer.kind in check.payers:
        return check.severity
    return check.elsewhere


def holds(check: Check, on: date) -> bool:
    """True where the check holds on the date of service."""
    return (check.since is None or check.since <= on) and (check.until is None or on <= check.until)


def _in_house(findings: Iterable[Finding], house: Mapping[str, HouseRule]) -> Iterator[Finding]:
    """Findings, with the payer's house rules applied."""
    for found in findings:
        rule = house.get(found.check)
        if rule is None:
            yield found
        elif rule.severity != "off":
            yield replace(found, severity=rule.severity)
