"""How many units the minutes support, and of which code.

Two methods: *pooled minutes* (Medicare's 8-minute rule: the day's minutes decide the total, the codes share it) and
*each service alone* (CPT's midpoint rule, the rule of eights). Where a payer's rule is not known both are computed: units
are given where they agree, and none where they differ.

>>> from calculator import calculate
>>> def units(payer, *services):
...     visit = {"date_of_service": "2026-03-02", "payer": payer, "discipline": "PT",
...              "services": [{"code": code, "minutes": minutes} for code, minutes in services]}
...     return {line["code"]: line["units"] for line in calculate(visit)["lines"]}
>>> units("medicare-part-b", ("97110", 33), ("97140", 7))
{'97110': 2, '97140': 1}
>>> units("midpoint", ("97110", 33), ("97140", 7))
{'97110': 2}
>>> units("aetna", ("97110", 30), ("97140", 15)), units("aetna", ("97110", 33), ("97140", 7))
({'97110': 2, '97140': 1}, {})
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calculator.counting.midpoint import units_alone
from calculator.counting.pool import Tie, minutes_in, pooled_units
from calculator.counting.quantities import Measured
from calculator.counting.services import INPUTS, CodeMinutes
from calculator.dated import Number
from calculator.limits import MOST_ALTERNATIVES
from calculator.model import Finding, Reason, RuleChoice, Step, Unbilled
from calculator.steps import counted, finding, listed, step

PER_UNIT, FIRST_UNIT = "minutes-per-unit", "minutes-for-first-unit"

METHODS: dict[str, tuple[str, ...]] = {
    "pooled-minutes": (PER_UNIT, FIRST_UNIT),
    "each-service-alone": (),
    "hybrid": (),
    "unknown": (),
}
"""The methods a payer's `unit_rule` may name, with the parameters that each needs."""

UNKNOWN = frozenset({"hybrid", "unknown"})
"""Methods that cannot be followed: not known, or a mixture of both rules that no text that was read spells out."""

COMMON = ("pooled-minutes", "each-service-alone")
"""The common rules, one of which most payers follow."""

_APART = frozenset({"seven-day-minutes", "month-minutes", "days-of-data", "contact-minutes", "review", "episode"})
"""What codes count that are no part of the day's treatment time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Units by code; a base code stands for its add-on as well."""

    by_code: Mapping[str, int]  # units of every code of the visit, 0 included
    unbilled: tuple[Unbilled, ...]  # codes without a unit, with the reason
    pooled_minutes: int | None  # minutes in the pool, None where the payer does not pool
    holds_under: tuple[
        str, ...
    ]  # methods that give these units; none where the rule is unknown and the common ones differ
    tie: Tie | None  # the tie for the last units, if there is one
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]

    def with_taken(self, taken: Sequence[str]) -> Mapping[str, int]:
        """The units where the tie goes to other codes."""
        assert self.tie is not None  # noqa: S101 - only asked where there is a tie
        change = {code: (code in taken) - (code in self.tie.taken) for code in self.tie.codes}
        return {code: units + change.get(code, 0) for code, units in self.by_code.items()}


NOTHING_TOLD = Units(by_code={}, unbilled=(), pooled_minutes=None, holds_under=(), tie=None, steps=(), findings=())
"""The units of a visit that has billed lines and no services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    """Units of the timed codes by one method."""

    by_code: Mapping[str, int]  # units of every timed code, 0 included
    reason: Mapping[str, Reason]  # why a code has none, by code
    because: Mapping[str, str]  # the same in words, by code
    pooled_minutes: int | None = None
    tie: Tie | None = None
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    holds_under: tuple[str, ...] = ()


def count(
    services: Sequence[CodeMinutes],
    rule: RuleChoice,
    payer: str,
    payer_name: str,
    choose: Sequence[str],
    numbers: Mapping[str, Number],
    measured: Mapping[str, Measured],
) -> Units:
    """Units of everything that was done; `choose` are codes preferred where a tie leaves the choice."""
    timed = [service for service in services if service.span is not None]
    where = f"payers/{payer}"
    if rule.method in UNKNOWN:
        part = _by_both(timed, where, rule, payer_name, choose, numbers)
    elif rule.method == "each-service-alone":
        part = _each_alone(timed, where, rule)
    else:
        part = _pooled(timed, where, rule, choose, numbers[PER_UNIT], numbers[FIRST_UNIT])
    units = {
        service.code: measured[service.code].units if service.span is None else part.by_code[service.code]
        for service in services
    }
    carried = {service.add_on for service in services if service.add_on and units[service.code] > 1}
    return Units(
        by_code=units,
        unbilled=tuple(
            _unbilled(service, part, measured.get(service.code))
            for service in services
            if units[service.code] == 0 and service.code not in carried
        ),
        pooled_minutes=part.pooled_minutes,
        holds_under=part.holds_under if rule.method in UNKNOWN else (rule.method,),
        tie=part.tie,
        steps=(*part.steps, *(one.step for one in measured.values())),
        findings=(
            *part.findings,
            *(said for one in measured.values() for said in one.findings),
            *_about_untimed([service for service in services if service.span is None and units[service.code]]),
            *_ignored(choose, part.tie),
            *_too_many_alternatives(part.tie),
        ),
    )


def _unbilled(service: CodeMinutes, part: _Timed, measured: Measured | None) -> Unbilled:
    """A code without a unit, and why, also in words that fit the visit."""
    reason: Reason = "no-minutes"
    because = "0 minutes were entered"
    if measured:
        reason, because = measured.reason or "quantity-missing", measured.because
    elif service.minutes:
        reason, because = part.reason[service.code], part.because[service.code]
    return Unbilled(code=service.code, minutes=service.minutes, reason=reason, because=because)


def _by_both(
    timed: Sequence[CodeMinutes],
    where: str,
    rule: RuleChoice,
    payer_name: str,
    choose: Sequence[str],
    numbers: Mapping[str, Number],
) -> _Timed:
    """The units under both common rules where these agree, else none: the payer's rule is unknown and is not guessed."""
    pooled = _pooled(timed, where, rule, choose, numbers[PER_UNIT], numbers[FIRST_UNIT]).by_code
    alone = {service.code: units_alone(service) for service in timed}
    agree = pooled == alone
    if rule.method == "hybrid":
        unknown = f"{payer_name} mixes both rules, and we don't know how"
    else:
        unknown = f"we don't know how {payer_name} counts units"
    if agree:
        gives, because = counted(sum(alone.values()), "timed unit"), "neither rule gives it a unit"
        then = "the 8-minute rule and the rule of eights give the same here."
    else:
        gives, because = "no units of timed codes", f"{unknown}, and the two rules differ here"
        then = "the 8-minute rule and the rule of eights differ here, so we did not count timed services."
    says = f"{unknown[0].upper()}{unknown[1:]}; {then}"
    said = step("counting", where, says, _facts_of(timed), gives=gives, cites=rule.cites)
    reason: Reason = "no-unit" if agree else "payer-rule-unknown"
    return _Timed(
        by_code=alone if agree else dict.fromkeys(alone, 0),
        reason=dict.fromkeys(alone, reason),
        because=dict.fromkeys(alone, because),
        steps=(said,) if timed else (),
        holds_under=COMMON if agree else (),
    )


def _each_alone(timed: Sequence[CodeMinutes], where: str, rule: RuleChoice) -> _Timed:
    """Every code by its own minutes: the midpoint rule."""
    counted_alone = [_alone(service, where, rule) for service in timed]
    return _Timed(
        by_code={service.code: units for service, (units, _) in zip(timed, counted_alone, strict=True)},
        reason={service.code: "below-midpoint" for service in timed},
        because={
            service.code: f"a unit takes at least {service.span // 2 + 1} of its {service.span} minutes"
            for service in timed
            if service.span
        },
        steps=tuple(said for _, said in counted_alone),
    )


def _alone(service: CodeMinutes, where: str, rule: RuleChoice) -> tuple[int, Step]:
    units = units_alone(service)
    if service.add_on is None or service.add_on_span is None:
        says = f"{service.code} by itself: a unit counts once more than half of its {service.span} minutes is reached."
    else:
        says = (
            f"{service.code} by itself: the first unit counts once more than half of its {service.span} minutes is reached, "
            f"each unit of {service.add_on} after the full {service.span} once more than half of {service.add_on_span} is."
        )
    facts = {f"{service.code} minutes": service.minutes, "minutes per unit": service.span}
    if service.add_on_span:
        facts[f"{service.add_on} minutes per unit"] = service.add_on_span
    return units, step("counting", where, says, facts, gives=counted(units, "unit"), cites=rule.cites + service.cites)


def _pooled(
    timed: Sequence[CodeMinutes],
    where: str,
    rule: RuleChoice,
    choose: Sequence[str],
    per_unit: Number,
    first_unit: Number,
) -> _Timed:
    """The codes of the pool share the day's minutes; codes of other spans stand outside and are counted alone."""
    pool = [service for service in timed if service.span == per_unit.whole]
    others = [service for service in timed if service.span != per_unit.whole]
    outside = _each_alone(others, where, rule)
    units, tie, steps = _pool_units(pool, where, rule, choose, per_unit, first_unit) if pool else ({}, None, ())
    return _Timed(
        by_code={**units, **outside.by_code},
        reason={**{service.code: "no-unit" for service in pool}, **outside.reason},
        because={**{service.code: _lost(service, pool, units, tie, first_unit) for service in pool}, **outside.because},
        pooled_minutes=minutes_in(pool),
        tie=tie,
        steps=(*steps, *outside.steps),
        findings=tuple(_outside_the_pool(service, rule, per_unit, alone=not pool) for service in others),
    )


def _lost(
    service: CodeMinutes, pool: Sequence[CodeMinutes], units: Mapping[str, int], tie: Tie | None, first_unit: Number
) -> str:
    """Why a code of the pool has no unit: the pool gives none, a tie went to others, or all units are others'."""
    earning = [other.code for other in pool if units[other.code]]
    if not earning:
        have = f"the timed codes have {minutes_in(pool)} together" if len(pool) > 1 else f"it has {minutes_in(pool)}"
        return f"a first unit takes {first_unit.whole} minutes, and {have}"
    if tie and service.code in tie.codes:
        others = listed([code for code in tie.codes if code != service.code])
        last, went = ("unit", "the unit") if tie.units == 1 else (f"{tie.units} units", "the units")
        return f"it ties for the last {last} with {others}, and {went} went to {listed(tie.taken)}"
    total = sum(units.values())
    go = "the only unit goes" if total == 1 else f"all {total} units go"
    return f"its minutes count in the total, but {go} to {listed(earning)}"


def _pool_units(
    pool: Sequence[CodeMinutes],
    where: str,
    rule: RuleChoice,
    choose: Sequence[str],
    per_unit: Number,
    first_unit: Number,
) -> tuple[Mapping[str, int], Tie | None, tuple[Step, ...]]:
    """Units of the pooled codes: the day's minutes decide how many, the remainders decide whose."""
    cites = rule.cites + per_unit.cites + first_unit.cites
    span, threshold = per_unit.whole, first_unit.whole
    shared = pooled_units(pool, span, threshold, choose)
    in_all = step(
        "counting",
        where,
        f"Add the minutes of all {span}-minute codes of the day. Each full {span} minutes is a unit; "
        f"{threshold} or more leftover minutes are one more unit.",
        _facts_of(pool)
        | {"minutes per unit": span, "minutes for one more unit": threshold, "total timed minutes": shared.minutes},
        gives=f"{counted(shared.minutes, 'minute')}, {counted(shared.total, 'unit')} in all",
        cites=cites,
    )
    says = f"Give each code its full {span} minutes first."
    given = ", ".join(f"{service.name} {service.minutes // span}" for service in pool)
    gives = f"{given}; {counted(shared.left, 'unit')} remaining"
    full = step("counting", where, says, _facts_of(pool), gives=gives, cites=cites)
    if shared.left == 0:
        return shared.units, None, (in_all, full)
    says = (
        "Give the remaining units to the codes with the most leftover minutes, one unit each. Minutes beyond a full "
        f"{span} count, not the code's total."
    )
    if shared.tie:
        says += (
            " In a tie, use your choice; without one, the code with more minutes; then the "
            "order of documentation. Price is never used."
        )
    remainders = {f"{service.name} leftover minutes": service.minutes % span for service in pool}
    gives = f"one more unit{' each' if len(shared.winners) > 1 else ''}: {', '.join(shared.winners)}"
    last = step("counting", where, says, remainders, gives=gives, cites=cites)
    return shared.units, shared.tie, (in_all, full, last)


def _facts_of(services: Sequence[CodeMinutes]) -> dict[str, object]:
    return {f"{service.name} minutes": service.minutes for service in services}


def _outside_the_pool(service: CodeMinutes, rule: RuleChoice, per_unit: Number, *, alone: bool) -> Finding:
    """What the sources leave open about codes of other spans: little where nothing of the visit is pooled."""
    if alone:
        says = (
            f"{service.name} is a {service.span}-minute code and is counted by itself, from its midpoint. "
            f"The 8-minute rule covers only {per_unit.whole}-minute codes, and this visit has none."
        )
    else:
        says = (
            f"{service.name} is a {service.span}-minute code. The published 8-minute rule covers only {per_unit.whole}-minute codes, "
            "so it is counted by itself from its midpoint. No source we read settles this."
        )
    return finding("unsettled", "info" if alone else "warning", says, rule.cites + service.cites)


def _about_untimed(untimed: Sequence[CodeMinutes]) -> list[Finding]:
    """What is worth saying about untimed codes that have a unit."""
    found = []
    for service in untimed:
        if service.listed > 1 and service.counting.counts not in INPUTS:
            says = f"{service.code} is untimed and entered in {service.listed} services. It is still one unit."
            found.append(finding("listed-more-than-once", "info", says, service.cites))
        if service.minutes == 0 and service.counting.counts not in _APART:
            says = (
                f"{service.code} has no minutes. It is untimed and still billed, but the note's total "
                "treatment time must include its minutes."
            )
            found.append(finding("no-minutes-recorded", "warning", says, service.cites))
    return found


def _ignored(choose: Sequence[str], tie: Tie | None) -> list[Finding]:
    """Preferences that no tie asked for."""
    says = "was chosen, but it does not tie for the last unit, so the choice is not used."
    tied = tie.codes if tie else ()
    return [finding("choice-not-needed", "info", f"{c} {says}") for c in dict.fromkeys(choose) if c not in tied]


def _too_many_alternatives(tie: Tie | None) -> list[Finding]:
    """A word where a tie has more answers than are listed."""
    others = tie.answers() if tie else 0
    if others <= MOST_ALTERNATIVES:
        return []
    says = f"The tie has {others} other correct answers; the first {MOST_ALTERNATIVES} are listed."
    return [finding("more-alternatives", "info", says)]
