"""A visit's answer: asks each part in turn and gathers lines, steps and findings.

>>> from datetime import date
>>> from calculator import default_rules
>>> from calculator.model import Service, Visit
>>> visit = Visit(date_of_service=date(2026, 3, 2), payer="medicare-part-b", discipline="PT",
...     services=(Service(code="97112", minutes=24), Service(code="97110", minutes=23)))
>>> result = answer(visit, default_rules())
>>> [(line.code, line.units, line.modifiers) for line in result.lines], result.timed_units
([('97112', 2, ('GP',)), ('97110', 1, ('GP',))], 3)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculator import checks, code_findings
from calculator.calculation import Calculation, Known, billed_lines, calculation, known_of, of_billed
from calculator.checks.claim import claim_of
from calculator.counting import compare_rules, threshold, units
from calculator.counting.minutes_by_unit import minutes_by_unit
from calculator.counting.pool import minutes_in
from calculator.counting.services import CodeMinutes, codes_billed
from calculator.model import (
    Alternative,
    BothRules,
    Choice,
    CommonRule,
    Finding,
    Line,
    MinutesByUnit,
    Result,
    Rules,
    Severity,
    Step,
    Visit,
)
from calculator.steps import finding, listed, step

_COMMON: dict[str, CommonRule] = {"pooled-minutes": "pooled", "each-service-alone": "midpoint"}
"""The methods of a payer's unit rule that are one of the two common rules."""


def answer(visit: Visit, rules: Rules) -> Result:
    """Lines, choices, findings and steps of a visit.

    Args:
        visit: a visit that was read against the same rules.
        rules: the rule set.

    Raises:
        VisitError: where a number that a method needs is not in force on the date of service.
    """
    examined = _examined(visit, rules)
    known, counted, ours = examined.known, examined.counted, examined.ours
    kx, checked = examined.kx, examined.checked
    billed_alone = not visit.services
    timed = [service for service in known.services if service.span is not None]
    both = compare_rules.NOTHING_TOLD if billed_alone else _both_rules(known, ours)
    return Result(
        lines=ours.lines,
        unbilled=counted.unbilled,
        timed_minutes=None if billed_alone else minutes_in(timed),
        pooled_minutes=counted.pooled_minutes,
        timed_units=sum(counted.by_code[service.code] for service in timed) if counted.holds_under else None,
        total_minutes=None if billed_alone else minutes_in(known.services),
        choices=examined.choices,
        findings=checked.findings,
        not_checked=(
            *kx.not_checked,
            *ours.paid.not_checked,
            *code_findings.not_checked(visit, examined.named, rules),
            *checked.not_checked,
        ),
        steps=(
            *counted.steps,
            *ours.marks.steps,
            *_discipline_step(known, ours),
            *ours.paid.steps,
            *kx.steps,
            *checked.steps,
        ),
        payment=ours.paid.payment,
        both_rules=both,
        minutes_by_unit=() if billed_alone else _minutes_by_unit(known, ours),
        tables=checked.tables,
        holds_under=counted.holds_under,
        ask_payer=_ask_payer(known, counted, both),
        edition=rules.edition.edition,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examined:
    """A visit that was counted and checked."""

    known: Known
    counted: units.Units
    ours: Calculation
    named: tuple[CodeMinutes, ...]  # the codes that the findings about codes are of
    choices: tuple[Choice, ...]
    kx: threshold.KxReport
    checked: checks.Checked


def _examined(visit: Visit, rules: Rules) -> _Examined:
    """All of an answer that findings rest on."""
    known = known_of(visit, rules)
    billed_alone = not visit.services  # a claim, which has no minutes
    counted = units.NOTHING_TOLD if billed_alone else _counted(known)
    ours = of_billed(known) if billed_alone else calculation(known, counted.by_code)
    named = codes_billed(visit, rules) if billed_alone else known.services
    choices = _choices(known, counted)
    kx_amounts = _kx_of_billed(known, ours) if billed_alone else _kx_amounts(known, ours)
    kx = threshold.report(known.kx, visit.date_of_service.year, kx_amounts, billed_alone=billed_alone)
    of_counting = (
        *_unknown_rule(known, counted),
        *counted.findings,
        *_excepted_setting(known),
        *ours.marks.findings,
        *kx.findings,
        *code_findings.about(visit, named, rules),
    )
    checked = checks.run(claim_of(known, counted, ours, choices), of_counting)
    return _Examined(known=known, counted=counted, ours=ours, named=named, choices=choices, kx=kx, checked=checked)


def findings_of(visit: Visit, rules: Rules) -> tuple[Finding, ...]:
    """The findings of a visit alone: those of its answer, which also compares the rules and says what fills each unit.

    Raises:
        VisitError: where a number that a method needs is not in force on the date of service.
    """
    return _examined(visit, rules).checked.findings


def lines_of(visit: Visit, rules: Rules) -> tuple[Line, ...]:
    """The claim lines of a visit alone, for tables of many visits: the answer takes four times as long.

    Raises:
        VisitError: where a number that a method needs is not in force on the date of service.
    """
    known = known_of(visit, rules)
    return calculation(known, _counted(known).by_code).lines


def _counted(known: Known) -> units.Units:
    """The units of a visit."""
    visit = known.visit
    return units.count(
        known.services, known.unit_rule, visit.payer, known.payer.name, visit.choose, known.numbers, known.measured
    )


def _choices(known: Known, counted: units.Units) -> tuple[Choice, ...]:
    """The tie for the last units with every other answer to it, if there is one."""
    tie = counted.tie
    if tie is None:
        return ()
    others = tuple(
        Alternative(taken=taken, lines=calculation(known, counted.with_taken(taken)).lines) for taken in tie.others()
    )
    return (Choice(units=tie.units, codes=tie.codes, taken=tie.taken, alternatives=others),)


def _kx_amounts(known: Known, ours: Calculation) -> threshold.KxAmounts | None:
    """The amounts that the visit adds to the patient's year; None where none of its lines has one."""
    if ours.lines and not ours.paid.allowed:
        return None
    unpriced = [line.code for line, amount in zip(ours.lines, ours.paid.known, strict=True) if amount is None]
    marked = (line.code for line in ours.lines if known.names.threshold in line.modifiers)
    return threshold.KxAmounts(
        allowed=ours.paid.allowed, unpriced=tuple(dict.fromkeys(unpriced)), code=next(marked, None)
    )


def _kx_of_billed(known: Known, ours: Calculation) -> threshold.KxAmounts | None:
    """The amounts that billed lines add to the patient's year; None where none of them has one."""
    if not ours.paid.allowed:
        return None
    lines, amounts = billed_lines(known.visit), ours.paid.known
    unpriced = [line.code for line, amount in zip(lines, amounts, strict=True) if amount is None]
    passing = (line.code for line, due in zip(lines, threshold.due(known.kx, amounts), strict=True) if due)
    return threshold.KxAmounts(
        allowed=ours.paid.allowed, unpriced=tuple(dict.fromkeys(unpriced)), code=next(passing, None)
    )


def _unknown_rule(known: Known, counted: units.Units) -> tuple[Finding, ...]:
    """That the payer's unit rule is not known, and whether the lines hold all the same."""
    rule, payer = known.unit_rule, known.payer
    if rule.method not in units.UNKNOWN or all(service.span is None for service in known.services):
        return ()
    ask = "Ask the payer: " + (
        " ".join(payer.ask)
        or "do you use the 8-minute rule (total timed minutes) or the rule of eights (each code by itself)?"
    )
    if rule.method == "hybrid":
        unknown = f"{payer.name} mixes both rules, and we don't know how"
    else:
        unknown = f"We don't know how {payer.name} counts units"
    if counted.holds_under:
        then = "The 8-minute rule and the rule of eights give the same here. This payer may use neither rule"
    else:
        then = "The 8-minute rule and the rule of eights differ here, so timed services have no units"
    severity: Severity = "warning" if counted.holds_under else "error"
    return (finding("payer-rule-unknown", severity, f"{unknown}. {then}. {ask}", rule.cites),)


def _ask_payer(known: Known, counted: units.Units, both: BothRules) -> str | None:
    """A message to the payer, where its rule is not known and the common rules differ; None elsewhere."""
    if counted.holds_under or not known.services:
        return None
    timed = [service for service in known.services if service.span is not None]
    own = {code for service in timed for code in (service.code, service.add_on)}
    entered = listed([f"{service.minutes} minutes of {service.name}" for service in timed])
    pooled, alone = (
        listed([f"{line.units} of {line.code}" for line in one.lines if line.code in own] or ["no unit"])
        for one in both.rules
    )
    return (
        f"On one day a patient received {entered}. Do you add up the timed minutes (Medicare's 8-minute rule: {pooled}), "
        f"count each code by itself (AMA rule of eights: {alone}), or use another rule? "
        "Where is that written, and since when?"
    )


def _excepted_setting(known: Known) -> tuple[Finding, ...]:
    """A setting in which the payer wants neither CQ nor CO."""
    if not known.is_excepted:
        return ()
    says = f"CQ and CO do not apply in this setting ({known.visit.setting})."
    return (finding("setting-without-assistant-modifier", "info", says, known.assistant_rule.choice.cites),)


def _discipline_step(known: Known, ours: Calculation) -> tuple[Step, ...]:
    name = known.names.discipline
    if not ours.lines or name is None:
        return ()
    says = "Every line has the plan of care's modifier."
    cites = known.rules.modifiers[name].answer.cites
    return (step("modifiers", f"modifiers/{name}", says, gives=f"{name} on every line", cites=cites),)


def _both_rules(known: Known, ours: Calculation) -> BothRules:
    """The visit under both common rules, the payer's own among them."""
    units_by_rule = compare_rules.units_by_rule(known.services, ours.units, known.visit.choose, known.numbers)
    pooled, midpoint = (_under(rule, units_by_rule[rule], known, ours) for rule in ("pooled", "midpoint"))
    return compare_rules.both_rules(known.services, pooled, midpoint, known.numbers)


def _under(rule: CommonRule, by_code: Mapping[str, int], known: Known, ours: Calculation) -> compare_rules.Compared:
    followed = rule == _COMMON.get(known.unit_rule.method)
    one = ours if followed else calculation(known, by_code)
    return compare_rules.Compared(
        rule=rule, followed=followed, units=one.units, lines=one.lines, payment=one.paid.payment
    )


def _minutes_by_unit(known: Known, ours: Calculation) -> tuple[MinutesByUnit, ...]:
    span = known.numbers[units.PER_UNIT].whole if known.unit_rule.method == "pooled-minutes" else None
    return minutes_by_unit(known.services, ours.units, ours.marks.marked, known.names.assistant, span)
