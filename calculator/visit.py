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

from collections.abc import Mapping, Sequence

from calculator import assistant, both_rules, checks, modifiers, payment, quantities, remarks, threshold, units
from calculator.checks.claim import Claim
from calculator.dated import Number, in_force, number
from calculator.errors import VisitError
from calculator.model import (
    Alternative,
    Billed,
    Check,
    Choice,
    CommonRule,
    Finding,
    Line,
    Result,
    RuleChoice,
    Rules,
    Statement,
    Step,
    Visit,
)
from calculator.trace import finding, step
from calculator.work import Work, gather

COMMON: dict[str, CommonRule] = {"pooled-minutes": "pooled", "each-service-alone": "midpoint"}
"""The methods of a payer's unit rule that are one of the two common rules."""

NO_CHECK = Check(
    name="", subject="counting", edition="", severity="info", answer=Statement(says="", cites=()), examples=()
)
"""Stands in a claim until each check takes its place."""


def answer(visit: Visit, rules: Rules) -> Result:
    """Lines, choices, findings and steps of a visit.

    Args:
        visit: a visit that was read against the same rules.
        rules: the rule set.

    Raises:
        VisitError: where a number that a method needs is not in force on the date of service.
    """
    payer, on = rules.payers[visit.payer], visit.date_of_service
    unit_rule = rule_in_force(payer.unit_rule, visit)
    assistant_rule, setting_findings = in_setting(rule_in_force(payer.assistant_rule, visit), visit)
    threshold_rule = rule_in_force(payer.threshold_rule, visit)
    numbers = needed_numbers(
        rules, visit, (*units.METHODS["pooled-minutes"], *assistant.METHODS[assistant_rule.method])
    )
    works = gather(visit, rules)
    names = modifiers.modifiers_of(visit.discipline, rules)

    measured = quantities.measure(works, on, rules)
    counted = units.count(works, unit_rule, visit.payer, visit.choose, numbers, measured)
    exempt = assistant.exempt(works, payer, on, rules)
    standing = threshold.stand(
        visit.amount_used, on.year, threshold_rule, visit.payer, number(rules, threshold.THRESHOLD, on)
    )

    def lines_for(by_code: Mapping[str, int], kx_from: int | None) -> tuple[tuple[Line, ...], assistant.Marks]:
        """The lines for some units: CQ and CO are worked out after the choice."""
        marks = assistant.mark(works, by_code, assistant_rule, visit.payer, names.assistant, numbers, exempt)
        return modifiers.lines_of(works, by_code, marks.marked, kx_from, names, rules), marks

    def priced(by_code: Mapping[str, int]) -> tuple[tuple[Line, ...], assistant.Marks, payment.Paid, int | None]:
        """The lines for some units with their amounts, and the first of them that carries KX."""
        kx_from = 0 if standing.passed else None
        lines, marks = lines_for(by_code, kx_from)
        paid = payment.pay(visit, lines, [names.assistant in line.modifiers for line in lines], rules)
        if kx_from is None and paid.allowed and standing.limit and visit.amount_used is not None:
            kx_from = threshold.crossing(visit.amount_used, standing.limit.value, paid.allowed)
            if kx_from is not None:
                lines, marks = lines_for(by_code, kx_from)
        return lines, marks, paid, kx_from

    lines, marks, paid, kx_from = priced(counted.by_code)
    if paid.allowed and visit.amount_used is not None and not standing.passed:
        code = None if kx_from is None else lines[kx_from].code
        standing = threshold.with_amounts(standing, visit.amount_used, paid.allowed, code)

    def billed(by_code: Mapping[str, int]) -> both_rules.Billed:
        """What other units of the visit would come to."""
        lines, _, paid, _ = priced(by_code)
        return both_rules.Billed(lines=lines, payment=paid.payment)

    choices: tuple[Choice, ...] = ()
    if counted.tie:
        others = tuple(
            Alternative(taken=taken, lines=priced(counted.with_taken(taken))[0]) for taken in counted.tie.others()
        )
        choices = (
            Choice(units=counted.tie.units, codes=counted.tie.codes, taken=counted.tie.taken, alternatives=others),
        )
    counting = (
        *unknown_rule(works, unit_rule, visit, rules),
        *counted.findings,
        *setting_findings,
        *marks.findings,
        *standing.findings,
        *remarks.about(visit, works, rules),
    )
    looked = checks.look(
        Claim(
            visit=visit,
            rules=rules,
            check=NO_CHECK,
            works={work.code: work for work in works},
            lines=lines if visit.billed is None else tuple(billed_line(line) for line in visit.billed),
            of="lines" if visit.billed is None else "billed",
            supported=(lines, *(other.lines for choice in choices for other in choice.alternatives)),
            counted=counted.known,
            marked=assistant_rule.method not in ("none", "unknown"),
            measured=measured,
            unmarked=frozenset(code for code, entry in exempt.items() if code in entry.undecided),
            over_threshold=standing.passed if standing.steps else None,
            crossed=frozenset(line.code for line in lines[kx_from:]) if kx_from is not None else frozenset(),
        ),
        counting,
    )
    return Result(
        lines=lines,
        unbilled=counted.unbilled,
        timed_minutes=sum(work.minutes for work in works if work.span is not None),
        pooled_minutes=counted.pooled_minutes,
        timed_units=sum(counted.by_code[work.code] for work in works if work.span is not None)
        if counted.known
        else None,
        total_minutes=sum(work.minutes for work in works),
        choices=choices,
        findings=looked.findings,
        not_checked=(
            *standing.not_checked,
            *paid.not_checked,
            *remarks.not_checked(visit, works),
            *looked.not_checked,
        ),
        steps=(
            *counted.steps,
            *marks.steps,
            *discipline_step(lines, names, rules),
            *paid.steps,
            *standing.steps,
            *looked.steps,
        ),
        payment=paid.payment,
        both_rules=both_rules.compare(
            visit,
            works,
            COMMON.get(unit_rule.method),
            (counted.by_code, both_rules.Billed(lines=lines, payment=paid.payment)),
            billed,
            numbers,
        ),
        edition=rules.edition.edition,
    )


def billed_line(line: Billed) -> Line:
    """A line somebody means to send, as the checks compare it."""
    return Line(code=line.code, units=line.units, modifiers=line.modifiers)


def rule_in_force(entries: Sequence[RuleChoice], visit: Visit) -> RuleChoice:
    """The payer's rule on the day; its absence is a bad visit, already refused by the reader."""
    entry = in_force(entries, visit.date_of_service)
    if entry is None:
        raise VisitError(
            [
                {
                    "field": "date_of_service",
                    "message": f"found {visit.date_of_service}, expected a day on which {visit.payer} has rules in force",
                }
            ]
        )
    return entry


def in_setting(rule: RuleChoice, visit: Visit) -> tuple[RuleChoice, tuple[Finding, ...]]:
    """The assistant rule in the visit's setting: none where the payer excepts the setting."""
    if visit.setting not in rule.not_in:
        return rule, ()
    says = f"CQ and CO do not apply in this setting ({visit.setting})."
    without = RuleChoice(since=rule.since, method="none", cites=rule.cites)
    return without, (finding("setting-without-assistant-modifier", "info", says, rule.cites),)


def needed_numbers(rules: Rules, visit: Visit, names: Sequence[str]) -> dict[str, Number]:
    """The parameters that the methods need, on the date of service."""
    found = {name: number(rules, name, visit.date_of_service) for name in dict.fromkeys(names)}
    missing = [name for name, value in found.items() if value is None]
    if missing:
        message = f"found {visit.date_of_service}, expected a day on which these are in force: {', '.join(missing)}"
        raise VisitError([{"field": "date_of_service", "message": message}])
    return {name: value for name, value in found.items() if value is not None}


def unknown_rule(works: Sequence[Work], rule: RuleChoice, visit: Visit, rules: Rules) -> tuple[Finding, ...]:
    """What to ask a payer whose unit rule is unknown."""
    if rule.method not in units.NOT_COUNTED or not any(work.span is not None for work in works):
        return ()
    payer = rules.payers[visit.payer]
    ask = " ".join(payer.ask) or "Ask whether minutes of all timed codes are pooled or each code is counted alone."
    state = "mixes both common rules, and how is not" if rule.method == "hybrid" else "is not"
    says = (
        f"The unit rule of {payer.name} {state} known here, and it is not guessed: timed services get no units. {ask}"
    )
    return (finding("payer-rule-unknown", "error", says, rule.cites),)


def discipline_step(lines: Sequence[Line], names: modifiers.Modifiers, rules: Rules) -> tuple[Step, ...]:
    """The step that sets GP, GO or GN."""
    if not lines or names.discipline is None:
        return ()
    modifier = rules.modifiers[names.discipline]
    return (
        step(
            f"modifiers/{names.discipline}",
            "The plan of care's modifier stands on every line.",
            gives=f"{names.discipline} on every line",
            cites=modifier.answer.cites,
        ),
    )
