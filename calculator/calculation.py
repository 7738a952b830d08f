"""What the units of a visit come to: claim lines with their modifiers, and their amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calculator import payment
from calculator.counting import assistant, modifiers, quantities, threshold, units
from calculator.counting.services import CodeMinutes, minutes_by_code
from calculator.dated import Number, in_force, number
from calculator.errors import VisitError, problem
from calculator.model import Line, Payer, RuleChoice, Rules, Spared, Visit
from calculator.per_rule_set import once


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What holds for a visit however its units are counted."""

    visit: Visit
    rules: Rules
    services: tuple[CodeMinutes, ...]  # the minutes of each code
    unit_rule: RuleChoice  # the payer's unit rule in force
    assistant_rule: assistant.AssistantRule  # how units of an assistant are marked; none in an excepted setting
    is_excepted: bool  # True where the payer excepts the setting from that rule
    names: modifiers.Modifiers
    numbers: Mapping[str, Number]  # the parameters that the methods need, on the date of service
    kx: threshold.KxStatus  # where the patient's year is before the visit
    measured: Mapping[str, quantities.Measured]  # the units of the untimed codes, which no payer's rule changes
    exempt: Mapping[str, Spared]  # codes for which the test for assistants is not made, or of which that is undecided

    @property
    def payer(self) -> Payer:
        """The payer's file."""
        return self.rules.payers[self.visit.payer]


def known_of(visit: Visit, rules: Rules) -> Known:
    """What holds for a visit; VisitError where a rule or a number that a method needs is not in force on the day."""
    payer, on = rules.payers[visit.payer], visit.date_of_service
    choice = _in_force(payer.assistant_rule, visit)
    is_excepted = visit.setting in choice.not_in
    if is_excepted:
        choice = RuleChoice(since=choice.since, method="none", cites=choice.cites)
    names = modifiers.modifiers_of(visit.discipline, rules)
    numbers = _numbers(rules, visit, (*units.METHODS["pooled-minutes"], *assistant.METHODS[choice.method]))
    services = minutes_by_code(visit, rules)
    kx_rule = _in_force(payer.threshold_rule, visit)
    kx_limit = number(rules, threshold.THRESHOLD, on) if kx_rule.method == "kx" else None
    return Known(
        visit=visit,
        rules=rules,
        services=services,
        unit_rule=_in_force(payer.unit_rule, visit),
        assistant_rule=assistant.AssistantRule(
            choice=choice, payer=visit.payer, kind=payer.kind, modifier=names.assistant, numbers=numbers
        ),
        is_excepted=is_excepted,
        names=names,
        numbers=numbers,
        kx=threshold.KxStatus(rule=kx_rule, used=visit.amount_used, limit=kx_limit),
        measured=quantities.measure(services, on, rules),
        exempt=assistant.exempt(services, payer, on, rules),
    )


def _in_force(entries: Sequence[RuleChoice], visit: Visit) -> RuleChoice:
    """The payer's rule on the day; a visit without one was refused by the reader already."""
    entry = in_force(entries, visit.date_of_service)
    if entry is None:
        raise _refused(visit, f"{visit.payer} has rules in force")
    return entry


def _numbers(rules: Rules, visit: Visit, names: Sequence[str]) -> dict[str, Number]:
    found = {name: number(rules, name, visit.date_of_service) for name in dict.fromkeys(names)}
    missing = [name for name, value in found.items() if value is None]
    if missing:
        raise _refused(visit, f"these are in force: {', '.join(missing)}")
    return {name: value for name, value in found.items() if value is not None}


def _refused(visit: Visit, on_which: str) -> VisitError:
    expected = f"a day on which {on_which}"
    return VisitError([problem("date_of_service", "value", str(visit.date_of_service), expected)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """The claim lines for some units, with their amounts."""

    units: Mapping[str, int]  # the units, by the code that minutes are entered under
    lines: tuple[Line, ...]  # the lines with all their modifiers
    marks: assistant.Marks  # which units carry CQ or CO
    paid: payment.Paid  # what the lines come to


def calculation(known: Known, by_code: Mapping[str, int]) -> Calculation:
    """The lines for some units: first CQ and CO, then the amounts, and with these KX, line by line."""
    rules, names = known.rules, known.names
    marks = assistant.mark(known.services, by_code, known.assistant_rule, known.exempt)
    lines = modifiers.lines_of(known.services, by_code, marks.marked, names, rules)
    paid = amounts(known, lines)
    with_kx = modifiers.with_threshold(lines, threshold.due(known.kx, paid.known), names, rules)
    return Calculation(units=by_code, lines=with_kx, marks=marks, paid=paid)


def of_billed(known: Known) -> Calculation:
    """No lines, and the amounts of the billed ones, for a visit that has these alone."""
    none = assistant.Marks(marked={}, steps=(), findings=())
    return Calculation(units={}, lines=(), marks=none, paid=billed_amounts(known))


def billed_amounts(known: Known) -> payment.Paid:
    """The amounts of the billed lines; unknown where a notice of non-coverage leaves it to the payer whether it pays."""
    lines = billed_lines(known.visit)
    noticed = [not notice_modifiers(known.rules).isdisjoint(line.modifiers) for line in lines]
    return payment.pay(known.visit, lines, _assisted(known, lines), known.rules, noticed)


@once
def notice_modifiers(rules: Rules) -> frozenset[str]:
    """The modifiers of a notice of non-coverage."""
    return frozenset(key for key, modifier in rules.modifiers.items() if modifier.role == "notice")


def billed_lines(visit: Visit) -> tuple[Line, ...]:
    """The billed lines of a visit as claim lines."""
    return tuple(Line(code=line.code, units=line.units, modifiers=line.modifiers) for line in visit.billed or ())


def amounts(known: Known, lines: Sequence[Line]) -> payment.Paid:
    """The amounts of some lines of the visit; KX changes none of them."""
    return payment.pay(known.visit, lines, _assisted(known, lines), known.rules)


def _assisted(known: Known, lines: Sequence[Line]) -> list[bool]:
    return [known.names.assistant in line.modifiers for line in lines]
