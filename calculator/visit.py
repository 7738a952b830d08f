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

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from calculator import checks, code_findings, payment
from calculator.checks.context import Claim
from calculator.counting import assistant, compare_rules, modifiers, quantities, threshold, units
from calculator.counting.minutes_by_unit import minutes_by_unit
from calculator.counting.services import CodeMinutes, minutes_by_code
from calculator.dated import Number, in_force, number
from calculator.errors import VisitError, problem
from calculator.limits import MOST_ALTERNATIVES
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
    Spared,
    Statement,
    Step,
    Visit,
)
from calculator.steps import finding, step

_COMMON: dict[str, CommonRule] = {"pooled-minutes": "pooled", "each-service-alone": "midpoint"}
"""The methods of a payer's unit rule that are one of the two common rules."""

_NO_CHECK = Check(
    name="", subject="counting", edition="", severity="info", answer=Statement(says="", cites=()), examples=()
)
"""Stands in a claim until each check takes its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What holds for a visit however its units are counted.

    Attributes:
        services: the minutes of each code.
        names: the modifiers of the discipline.
        assistant_rule: the payer's assistant rule in the visit's setting.
        numbers: the parameters that the methods need, on the date of service.
        standing: where the patient's year stood before the visit.
        measured: the units of the untimed codes, which no payer's rule changes.
        exempt: codes for which the test for assistants is not made, or of which that is undecided.
    """

    visit: Visit
    rules: Rules
    services: tuple[CodeMinutes, ...]
    names: modifiers.Modifiers
    assistant_rule: RuleChoice
    numbers: Mapping[str, Number]
    standing: threshold.Standing
    measured: Mapping[str, quantities.Measured]
    exempt: Mapping[str, Spared]


@dataclass(frozen=True, slots=True, kw_only=True)
class _WorkedOut:
    """The claim lines for some units, with their amounts.

    Attributes:
        lines: the lines with all their modifiers.
        marks: which units carry CQ or CO.
        paid: what the lines come to.
    """

    lines: tuple[Line, ...]
    marks: assistant.Marks
    paid: payment.Paid


def _work_out(known: _Known, by_code: Mapping[str, int]) -> _WorkedOut:
    """The lines for some units: first CQ and CO, then the amounts, and with these KX, line by line.

    Args:
        known: what holds for the visit.
        by_code: units by the code that minutes are entered under.
    """
    visit, rules, names = known.visit, known.rules, known.names
    payer = rules.payers[visit.payer]
    marks = assistant.mark(
        known.services,
        by_code,
        known.assistant_rule,
        payer.kind,
        visit.payer,
        names.assistant,
        known.numbers,
        known.exempt,
    )
    lines = modifiers.lines_of(known.services, by_code, marks.marked, names, rules)
    paid = _pay(known, lines)
    due = threshold.due(known.standing, visit.amount_used, paid.known)
    return _WorkedOut(lines=modifiers.with_threshold(lines, due, names, rules), marks=marks, paid=paid)


def _pay(known: _Known, lines: Sequence[Line]) -> payment.Paid:
    """The amounts of some lines of the visit; KX changes none of them."""
    assisted = [known.names.assistant in line.modifiers for line in lines]
    return payment.pay(known.visit, lines, assisted, known.rules)


def answer(visit: Visit, rules: Rules) -> Result:
    """Lines, choices, findings and steps of a visit.

    Args:
        visit: a visit that was read against the same rules.
        rules: the rule set.

    Raises:
        VisitError: where a number that a method needs is not in force on the date of service.
    """
    payer, on = rules.payers[visit.payer], visit.date_of_service
    unit_rule = _rule_in_force(payer.unit_rule, visit)
    assistant_rule, setting_findings = _in_setting(_rule_in_force(payer.assistant_rule, visit), visit)
    threshold_rule = _rule_in_force(payer.threshold_rule, visit)
    needed = (*units.METHODS["pooled-minutes"], *assistant.METHODS[assistant_rule.method])
    services = minutes_by_code(visit, rules)
    known = _Known(
        visit=visit,
        rules=rules,
        services=services,
        measured=quantities.measure(services, on, rules),
        exempt=assistant.exempt(services, payer, on, rules),
        names=modifiers.modifiers_of(visit.discipline, rules),
        assistant_rule=assistant_rule,
        numbers=_needed_numbers(rules, visit, needed),
        standing=threshold.stand(
            visit.amount_used, on.year, threshold_rule, visit.payer, number(rules, threshold.THRESHOLD, on)
        ),
    )
    counted = units.count(services, unit_rule, visit.payer, payer.name, visit.choose, known.numbers, known.measured)
    ours = _work_out(known, counted.by_code)
    choices = _other_answers(known, counted)
    standing = _with_visit(known, ours)
    counting = (
        *_unknown_rule(services, unit_rule, visit, rules),
        *counted.findings,
        *setting_findings,
        *ours.marks.findings,
        *standing.findings,
        *code_findings.about(visit, services, rules),
    )
    claim = _claim_of(known, counted, ours, choices)
    looked = checks.look(claim, counting)

    def billed(by_code: Mapping[str, int]) -> compare_rules.Billed:
        """What other units of the visit would come to."""
        other = _work_out(known, by_code)
        return compare_rules.Billed(lines=other.lines, payment=other.paid.payment)

    return Result(
        lines=ours.lines,
        unbilled=counted.unbilled,
        timed_minutes=sum(service.minutes for service in services if service.span is not None),
        pooled_minutes=counted.pooled_minutes,
        timed_units=sum(counted.by_code[service.code] for service in services if service.span is not None)
        if counted.known
        else None,
        total_minutes=sum(service.minutes for service in services),
        choices=choices,
        findings=looked.findings,
        not_checked=(
            *standing.not_checked,
            *ours.paid.not_checked,
            *code_findings.not_checked(visit, services, rules),
            *looked.not_checked,
        ),
        steps=(
            *counted.steps,
            *ours.marks.steps,
            *_discipline_step(ours.lines, known.names, rules),
            *ours.paid.steps,
            *standing.steps,
            *looked.steps,
        ),
        payment=ours.paid.payment,
        both_rules=compare_rules.compare(
            visit,
            services,
            _COMMON.get(unit_rule.method),
            (counted.by_code, compare_rules.Billed(lines=ours.lines, payment=ours.paid.payment)),
            billed,
            known.numbers,
        ),
        minutes_by_unit=minutes_by_unit(
            services,
            counted.by_code,
            ours.marks.marked,
            known.names.assistant,
            known.numbers[units.PER_UNIT].whole if unit_rule.method == "pooled-minutes" else None,
        ),
        tables=tuple(claim.tables),
        edition=rules.edition.edition,
    )


def _other_answers(known: _Known, counted: units.Units) -> tuple[Choice, ...]:
    """The tie for the last units with every other answer to it, if there is one."""
    tie = counted.tie
    if tie is None:
        return ()
    others = tuple(
        Alternative(taken=taken, lines=_work_out(known, counted.with_taken(taken)).lines) for taken in tie.others()
    )
    return (Choice(units=tie.units, codes=tie.codes, taken=tie.taken, alternatives=others),)


def _with_visit(known: _Known, ours: _WorkedOut) -> threshold.Standing:
    """Where the patient's year stands with this visit, where its amounts tell more than the amount used alone."""
    used, standing = known.visit.amount_used, known.standing
    if used is None or standing.passed or (ours.lines and not ours.paid.allowed):
        return standing
    unpriced = [line.code for line, amount in zip(ours.lines, ours.paid.known, strict=True) if amount is None]
    marked = (line.code for line in ours.lines if known.names.threshold in line.modifiers)
    return threshold.with_amounts(standing, used, ours.paid.allowed, tuple(dict.fromkeys(unpriced)), next(marked, None))


def _claim_of(known: _Known, counted: units.Units, ours: _WorkedOut, choices: Sequence[Choice]) -> Claim:
    """What the checks look at: the billed lines where there are any, else our own."""
    visit = known.visit
    right = (ours.lines, *(other.lines for choice in choices for other in choice.alternatives))
    claim = Claim(
        visit=visit,
        rules=known.rules,
        check=_NO_CHECK,
        services={service.code: service for service in known.services},
        lines=ours.lines,
        of="lines",
        supported=right,
        counted=counted.known,
        marked=known.assistant_rule.method not in ("none", "unknown"),
        measured=known.measured,
        unmarked=frozenset(code for code, entry in known.exempt.items() if code in entry.undecided),
        standing=known.standing,
        amounts=ours.paid.known,
    )
    if visit.billed is None:
        return claim
    billed = tuple(_billed_line(line) for line in visit.billed)
    return replace(
        claim,
        lines=billed,
        of="billed",
        supported=(*right, *_beyond_those_listed(known, counted, billed)),
        most=None if counted.known else compare_rules.most(known.services, visit.choose, known.numbers),
        amounts=_billed_amounts(known, billed),
    )


def _beyond_those_listed(known: _Known, counted: units.Units, billed: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The answer to a tie that was billed, where a tie has more answers than are listed."""
    tie = counted.tie
    if tie is None or tie.answers() <= MOST_ALTERNATIVES:
        return
    in_all = Counter[str]()
    for line in billed:
        in_all[line.code] += line.units
    without = counted.with_taken(())
    more = {
        service.code: in_all[service.code] + (in_all[service.add_on] if service.add_on else 0) - without[service.code]
        for service in known.services
    }
    wanted = set(sorted(tie.codes, key=lambda code: -more[code])[: tie.units])
    yield _work_out(known, counted.with_taken(tuple(code for code in tie.codes if code in wanted))).lines


def _billed_amounts(known: _Known, billed: Sequence[Line]) -> tuple[Decimal | None, ...]:
    """The allowed amount of each billed line; None where it is not known.

    A line without a unit has none. Whether a line with a notice of non-coverage counts towards the threshold hangs on
    what the payer decides, so its amount is not known.
    """
    if known.standing.limit is None:
        return (None,) * len(billed)
    notices = {key for key, modifier in known.rules.modifiers.items() if modifier.role == "notice"}
    amounts = iter(_pay(known, [line for line in billed if line.units]).known)
    known_of = [next(amounts) if line.units else payment.NOTHING for line in billed]
    return tuple(
        None if notices & set(line.modifiers) else amount for line, amount in zip(billed, known_of, strict=True)
    )


def _billed_line(line: Billed) -> Line:
    """A line somebody means to send, as the checks compare it."""
    return Line(code=line.code, units=line.units, modifiers=line.modifiers)


def _rule_in_force(entries: Sequence[RuleChoice], visit: Visit) -> RuleChoice:
    """The payer's rule on the day; its absence is a bad visit, already refused by the reader."""
    entry = in_force(entries, visit.date_of_service)
    if entry is None:
        expected = f"a day on which {visit.payer} has rules in force"
        raise VisitError([problem("date_of_service", "value", str(visit.date_of_service), expected)])
    return entry


def _in_setting(rule: RuleChoice, visit: Visit) -> tuple[RuleChoice, tuple[Finding, ...]]:
    """The assistant rule in the visit's setting: none where the payer excepts the setting."""
    if visit.setting not in rule.not_in:
        return rule, ()
    says = f"CQ and CO do not apply in this setting ({visit.setting})."
    without = RuleChoice(since=rule.since, method="none", cites=rule.cites)
    return without, (finding("setting-without-assistant-modifier", "info", says, rule.cites),)


def _needed_numbers(rules: Rules, visit: Visit, names: Sequence[str]) -> dict[str, Number]:
    """The parameters that the methods need, on the date of service."""
    found = {name: number(rules, name, visit.date_of_service) for name in dict.fromkeys(names)}
    missing = [name for name, value in found.items() if value is None]
    if missing:
        expected = f"a day on which these are in force: {', '.join(missing)}"
        raise VisitError([problem("date_of_service", "value", str(visit.date_of_service), expected)])
    return {name: value for name, value in found.items() if value is not None}


def _unknown_rule(services: Sequence[CodeMinutes], rule: RuleChoice, visit: Visit, rules: Rules) -> tuple[Finding, ...]:
    """What to ask a payer whose unit rule is unknown."""
    if rule.method not in units.NOT_COUNTED or not any(service.span is not None for service in services):
        return ()
    payer = rules.payers[visit.payer]
    ask = " ".join(payer.ask) or "Ask whether minutes of all timed codes are pooled or each code is counted alone."
    state = "mixes both common rules, and how is not" if rule.method == "hybrid" else "is not"
    says = (
        f"The unit rule of {payer.name} {state} known here, and it is not guessed: timed services get no units. {ask}"
    )
    return (finding("payer-rule-unknown", "error", says, rule.cites),)


def _discipline_step(lines: Sequence[Line], names: modifiers.Modifiers, rules: Rules) -> tuple[Step, ...]:
    """The step that sets GP, GO or GN."""
    if not lines or names.discipline is None:
        return ()
    modifier = rules.modifiers[names.discipline]
    return (
        step(
            "modifiers",
            f"modifiers/{names.discipline}",
            "The plan of care's modifier stands on every line.",
            gives=f"{names.discipline} on every line",
            cites=modifier.answer.cites,
        ),
    )
