"""The same visit under both common counting rules, side by side, and why they differ or do not.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 33}, {"code": "97140", "minutes": 7}]}
>>> both = calculate(visit)["both_rules"]
>>> [(one["rule"], one["followed"], one["timed_units"]) for one in both["rules"]]
[('pooled', True, 3), ('midpoint', False, 2)]
>>> both["says"]  # doctest: +NORMALIZE_WHITESPACE
'Leftover minutes beyond full units of 15: 97110 3, 97140 7. 8-minute rule: add them, and 10 minutes give one more
unit. Rule of eights: each counts by itself, and none passes the midpoint of a unit.'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calculator.counting.midpoint import passed_midpoints, units_alone
from calculator.counting.pool import pooled_units
from calculator.counting.services import CodeMinutes
from calculator.counting.units import FIRST_UNIT, PER_UNIT
from calculator.dated import Number
from calculator.model import BothRules, CommonRule, CountedCode, Line, MoreMinutes, Payment, RuleResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The visit under one of the rules."""

    rule: CommonRule
    followed: bool  # whether the payer counts this way
    units: Mapping[str, int]
    lines: tuple[Line, ...]  # the claim lines that they give
    payment: Payment | None  # their amounts, where some are computed


def units_by_rule(
    services: Sequence[CodeMinutes], untimed: Mapping[str, int], choose: Sequence[str], numbers: Mapping[str, Number]
) -> Mapping[CommonRule, Mapping[str, int]]:
    """The units of each code by either rule; neither changes those of the untimed codes."""
    span, first = numbers[PER_UNIT].whole, numbers[FIRST_UNIT].whole
    alone = {one.code: untimed[one.code] if one.span is None else units_alone(one) for one in services}
    pool = pooled_units([one for one in services if one.span == span], span, first, choose)
    return {"pooled": {**alone, **pool.units}, "midpoint": alone}


def both_rules(
    services: Sequence[CodeMinutes], pooled: Compared, midpoint: Compared, numbers: Mapping[str, Number]
) -> BothRules:
    """Both rules side by side."""
    span, first = numbers[PER_UNIT].whole, numbers[FIRST_UNIT].whole
    timed = [service for service in services if service.span is not None]
    pool = [service for service in timed if service.span == span]
    next_alone = {service.code: _to_next_alone(service, midpoint.units) for service in timed}
    next_pooled = (*_to_next(pool, span, first), *(next_alone[one.code] for one in timed if one not in pool))
    return BothRules(
        says=_difference(timed, pool, pooled.units == midpoint.units, span, first),
        rules=(_result(pooled, timed, next_pooled), _result(midpoint, timed, tuple(next_alone.values()))),
        codes=tuple(
            CountedCode(
                code=service.code,
                add_on=service.add_on,
                minutes=service.minutes,
                therapist=service.therapist,
                assistant=service.assistant,
                minutes_per_unit=service.span,
                pooled=service.span == span,
            )
            for service in services
        ),
    )


NOTHING_TOLD = BothRules(says="The visit has no minutes, so neither rule gives units.", rules=(), codes=())
"""Both rules for a visit that has billed lines and no services."""


def _result(one: Compared, timed: Sequence[CodeMinutes], next_unit: tuple[MoreMinutes, ...]) -> RuleResult:
    paid = one.payment
    return RuleResult(
        rule=one.rule,
        followed=one.followed,
        timed_units=sum(one.units[service.code] for service in timed),
        lines=one.lines,
        next_unit=next_unit,
        allowed=paid.allowed if paid else None,
        medicare=paid.medicare if paid else None,
        patient=paid.patient if paid else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The most and the fewest units that the common rules support, for a payer whose own rule is not known."""

    most: Mapping[str, int]  # of each timed claim code, by the rule that gives more; every code of a tie as taken
    fewest: Mapping[str, int]  # by the rule that gives fewer; no code of a tie as taken
    most_in_all: int  # units of all timed codes by the rule that gives more
    fewest_in_all: int  # by the rule that gives fewer


def bounds(services: Sequence[CodeMinutes], choose: Sequence[str], numbers: Mapping[str, Number]) -> Bounds:
    """The most and the fewest units that either rule supports."""
    span, first = numbers[PER_UNIT].whole, numbers[FIRST_UNIT].whole
    timed = [service for service in services if service.span is not None]
    alone = {service.code: units_alone(service) for service in timed}
    pool = pooled_units([service for service in timed if service.span == span], span, first, choose)
    pooled = {**alone, **pool.units}
    tied = pool.tie.codes if pool.tie else ()
    taken = pool.tie.taken if pool.tie else ()
    most, fewest = dict[str, int](), dict[str, int]()
    for service in timed:
        code = service.code
        open_unit = code in tied
        most |= _as_billed(service, max(alone[code], pooled[code] + (open_unit and code not in taken)))
        fewest |= _as_billed(service, min(alone[code], pooled[code] - (open_unit and code in taken)))
    totals = sum(alone.values()), sum(pooled.values())
    return Bounds(most=most, fewest=fewest, most_in_all=max(totals), fewest_in_all=min(totals))


def _as_billed(service: CodeMinutes, units: int) -> dict[str, int]:
    """Units by claim code: an add-on has all after the first."""
    if service.add_on is None:
        return {service.code: units}
    return {service.code: min(units, 1), service.add_on: max(units - 1, 0)}


def _to_next(pool: Sequence[CodeMinutes], span: int, first: int) -> list[MoreMinutes]:
    """How many more minutes of the pool would have given one more unit."""
    minutes = sum(service.minutes for service in pool)
    return [MoreMinutes(code=None, minutes=span - (minutes + span - first) % span)] if pool else []


def _to_next_alone(service: CodeMinutes, units: Mapping[str, int]) -> MoreMinutes:
    """How many more minutes of a code would have given one more unit by the midpoint rule."""
    assert service.span is not None  # noqa: S101 - only asked for timed codes
    have = units[service.code]
    if have == 0 or service.add_on_span is None:
        least = have * service.span + service.span // 2 + 1
    else:
        least = service.span + (have - 1) * service.add_on_span + service.add_on_span // 2 + 1
    return MoreMinutes(code=service.code, minutes=least - service.minutes)


def _difference(timed: Sequence[CodeMinutes], pool: Sequence[CodeMinutes], same: bool, span: int, first: int) -> str:
    """The sentence that explains why the rules differ, or why they do not; `first` minutes beyond full units give one more."""
    if not timed:
        return "No code here is timed, so both rules give the same."
    if not pool:
        return f"No code here has {span}-minute units, so both rules give the same."
    rests = {service.name: service.minutes % span for service in pool if service.minutes % span}
    if not rests:
        return f"No minutes are left beyond full units of {span}, so both rules give the same."
    left = ", ".join(f"{name} {rest}" for name, rest in rests.items())
    said = f"Leftover minutes beyond full units of {span}: {left}. "
    rest = sum(rests.values())
    more = (rest + span - first) // span
    gives = {0: "give no unit", 1: "give one more unit"}.get(more, f"give {more} more units")
    if len(rests) == 1:
        return f"{said}They {gives} under either rule."
    passing = [name for name, minutes in rests.items() if passed_midpoints(minutes, span)]
    alone = {0: "none passes the midpoint of a unit", len(rests): "each passes the midpoint of a unit"}.get(
        len(passing), f"{' and '.join(passing)} {'passes' if len(passing) == 1 else 'pass'} the midpoint of a unit"
    )
    said += f"8-minute rule: add them, and {rest} minutes {gives}. Rule of eights: each counts by itself, and {alone}."
    return f"{said} Here both give the same." if same else said
