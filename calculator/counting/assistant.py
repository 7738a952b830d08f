"""Which units carry the assistant's modifier, CQ or CO, decided unit by unit.

Four methods: *none*; *ten percent* (Medicare 2020 and 2021); *unit by unit* (Medicare from 2022: a unit of which the
therapist alone furnished 8 minutes is the therapist's) and *unknown*.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "therapist_minutes": 23, "assistant_minutes": 22}]}
>>> [(line["units"], line["modifiers"]) for line in calculate(visit)["lines"]]
[(2, ['GP']), (1, ['GP', 'CQ'])]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from calculator.counting.assistant_share import TenPercent
from calculator.counting.services import INPUTS, CodeMinutes
from calculator.dated import Number, in_force
from calculator.model import Finding, Payer, RuleChoice, Rules, Spared, Step
from calculator.steps import counted, finding, step

FACTOR = "assistant-factor"
"""The parameter that tells what Medicare pays for an assistant's line, and which codes it is not put on."""

SHARE, PER_UNIT, FIRST_UNIT = "assistant-share", "minutes-per-unit", "minutes-for-first-unit"

METHODS: dict[str, tuple[str, ...]] = {
    "none": (),
    "ten-percent": (SHARE, PER_UNIT),
    "unit-by-unit": (SHARE, PER_UNIT, FIRST_UNIT),
    "unknown": (),
}
"""The methods a payer's `assistant_rule` may name, with the parameters that each needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How many units of each code carry the modifier, by the code the minutes are entered under."""

    marked: Mapping[str, int]
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """The marked units of one code, and why."""

    marked: int
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()


def mark(
    services: Sequence[CodeMinutes],
    units: Mapping[str, int],
    rule: RuleChoice,
    kind: str,
    payer: str,
    modifier: str | None,
    numbers: Mapping[str, Number],
    exempt: Mapping[str, Spared],
) -> Marks:
    """The units that carry the assistant's modifier.

    Args:
        services: the minutes of each code.
        units: the units of each code, already decided; modifiers never change them.
        rule: the payer's assistant rule in force.
        kind: what kind of payer it is, such as `medicare`.
        payer: the payer's key.
        modifier: CQ or CO; None where the discipline has none.
        numbers: the parameters that the method needs.
        exempt: codes for which the test is not made, or of which that is undecided, as `exempt` gives them.
    """
    touched = [service for service in services if service.assistant > 0]
    nobody = {service.code: 0 for service in services}
    if not touched or rule.method == "none" or modifier is None or rule.method == "unknown":
        return Marks(marked=nobody, steps=(), findings=_without(touched, rule, kind, modifier))
    marked = dict(nobody)
    steps: list[Step] = []
    findings: list[Finding] = []
    for service in touched:
        if units[service.code] == 0:
            continue
        spared = exempt.get(service.code)
        if spared and service.code in spared.codes:
            verdict = _not_tested(service, modifier, spared)
        else:
            verdict = _decide(service, units[service.code], rule, f"payers/{payer}", modifier, numbers)
            if spared:
                findings.append(_undecided(service, modifier, spared))
        marked[service.code] = verdict.marked
        steps += verdict.steps
        findings += verdict.findings
    return Marks(marked=marked, steps=tuple(steps), findings=tuple(findings))


def spares(on: date, rules: Rules) -> Spared | None:
    """The codes that the assistant's factor leaves out on a day, and those of which that is undecided.

    >>> from calculator import default_rules
    >>> entry = spares(date(2026, 3, 2), default_rules())
    >>> entry.codes, entry.undecided
    (('98976', '98977'), ('98984', '98985', '98986'))
    """
    parameter = rules.parameters.get(FACTOR)
    return in_force(parameter.spares, on) if parameter else None


def exempt(services: Sequence[CodeMinutes], payer: Payer, on: date, rules: Rules) -> dict[str, Spared]:
    """The codes with minutes of an assistant for which Medicare's test is not made, or of which that is undecided."""
    entry = spares(on, rules) if payer.kind == "medicare" else None
    if entry is None:
        return {}
    return {
        service.code: entry
        for service in services
        if service.assistant and service.code in entry.codes + entry.undecided
    }


def _not_tested(service: CodeMinutes, modifier: str, spared: Spared) -> _Verdict:
    """A code for which the test is not made: no modifier, and nothing is taken off."""
    says = f"{service.code}: not reduced, although an assistant furnished it. The test for assistants is not made for this code."
    said = step(
        "assistant",
        f"parameters/{FACTOR}",
        says,
        {f"{service.name} assistant": service.assistant},
        gives=f"no {modifier}",
        cites=spared.cites,
    )
    told = f"{service.code} carries no {modifier}, whoever furnished it: the test for assistants leaves this code out."
    return _Verdict(
        marked=0,
        steps=(said,),
        findings=(finding("assistant-minutes-not-marked", "info", told, spared.cites),),
    )


def _undecided(service: CodeMinutes, modifier: str, spared: Spared) -> Finding:
    """What to say of a code of which no text says whether the test is made."""
    left_out = " and ".join(spared.codes)
    says = (
        f"{service.code}: no text of CMS or of a contractor that was read says whether the test for assistants is made for it, as it "
        f"is not for {left_out}. The line follows the minutes, and no amount is shown where it carries {modifier}: ask the contractor."
    )
    return finding("unsettled", "warning", says, spared.cites)


def _without(touched: Sequence[CodeMinutes], rule: RuleChoice, kind: str, modifier: str | None) -> tuple[Finding, ...]:
    """What to say where assistant minutes get no modifier."""
    if not touched:
        return ()
    codes = ", ".join(service.name for service in touched)
    if rule.method == "none":
        says = f"Minutes of an assistant ({codes}) count, but no CQ or CO is set: this payer's rule in force asks for none."
        return (finding("assistant-minutes-not-marked", "info", says, rule.cites),)
    if modifier is None and kind == "medicare":
        says = f"Minutes of an assistant ({codes}): speech-language pathology has no counterpart to CQ and CO, and Medicare Part B does not pay for services of its assistants."
        return (finding("no-assistant-modifier", "error", says, rule.cites),)
    if modifier is None:
        says = f"Minutes of an assistant ({codes}): speech-language pathology has no counterpart to CQ and CO, and whether this payer pays for its assistants is not known here. Ask the payer."
        return (finding("assistant-rule-unknown", "warning", says, rule.cites),)
    says = (
        f"Minutes of an assistant ({codes}): whether and how this payer wants {modifier} is not known. Ask the payer."
    )
    return (finding("assistant-rule-unknown", "warning", says, rule.cites),)


def _decide(
    service: CodeMinutes, units: int, rule: RuleChoice, where: str, modifier: str, numbers: Mapping[str, Number]
) -> _Verdict:
    """The marked units of one code."""
    share, per_unit = numbers[SHARE], numbers[PER_UNIT]
    if service.span != per_unit.whole:
        return _whole_service(service, units, rule, where, modifier, share)
    verdict = _timed(service, units, rule, where, modifier, numbers)
    if not (service.add_on and service.shared):
        return verdict
    family = finding(
        "unsettled",
        "warning",
        f"{service.name}: no text that was read tells how {modifier} is shared between a base code and its add-on. They are "
        "taken as one code, units without the modifier first.",
        rule.cites,
    )
    return _Verdict(marked=verdict.marked, steps=verdict.steps, findings=(*verdict.findings, family))


def _whole_service(
    service: CodeMinutes, units: int, rule: RuleChoice, where: str, modifier: str, share: Number
) -> _Verdict:
    """An untimed service, or a code of another span: one test on the service decides all its units."""
    test = TenPercent(service.assistant, service.minutes, share)
    kind = "untimed" if service.span is None else f"counted in {service.span} minutes"
    if service.therapist == 0:
        says = f"{service.name} is {kind} and was furnished by the assistant alone."
    else:
        says = f"{service.name} is {kind}: the assistant's share of the whole service decides."
    said = step(
        "assistant",
        where,
        says,
        test.facts(service.name),
        gives=_marked_text(units if test.holds else 0, units, modifier),
        cites=rule.cites + share.cites,
    )
    findings = test.doubts(service.name, modifier, rule)
    if (
        service.counting.counts
        and INPUTS.get(service.counting.counts) == "period_minutes"
        and (service.quantity or 0) > service.minutes
    ):
        findings += (
            finding(
                "unsettled",
                "warning",
                f"{service.name}: {service.minutes} of the {service.quantity} minutes of the period are entered by person. The assistant's "
                "share of these is taken, for the visit does not tell who furnished the others.",
                rule.cites,
            ),
        )
    if service.span is not None and service.shared:
        findings += (
            finding(
                "unsettled",
                "warning",
                f"{service.name}: no text that was read tells how {modifier} is decided for a code of {service.span} minutes. The "
                "assistant's share of the whole service is taken, for all its units alike.",
                rule.cites,
            ),
        )
    return _Verdict(marked=units if test.holds else 0, steps=(said,), findings=findings)


def _timed(
    service: CodeMinutes, units: int, rule: RuleChoice, where: str, modifier: str, numbers: Mapping[str, Number]
) -> _Verdict:
    """A code of the pooled kind: full units of each person first, then what remains."""
    share, per_unit = numbers[SHARE], numbers[PER_UNIT]
    span = per_unit.whole
    cites = rule.cites + share.cites + per_unit.cites
    therapist_units, therapist = divmod(service.therapist, span)
    assistant_units, assistant = divmod(service.assistant, span)
    left = units - therapist_units - assistant_units
    said = step(
        "assistant",
        where,
        f"{service.name}: each full {span} minutes of one person is a unit of that person. Minutes together count as the therapist's.",
        {
            "therapist minutes": service.therapist,
            "of these together": service.together,
            "assistant minutes": service.assistant,
            "units": units,
        },
        gives=f"therapist {therapist_units}, assistant {assistant_units}, left to decide {left}",
        cites=cites,
    )
    if left == 0:
        last = _Verdict(marked=0)
    elif rule.method == "ten-percent":
        last = _by_share_alone(service, left, therapist, assistant, rule, where, modifier, share)
    elif left == 1:
        last = _final_unit(service, therapist, assistant, rule, where, modifier, numbers)
    else:
        last = _two_left(service, left, therapist, assistant, rule, where, modifier, numbers)
    return _Verdict(marked=assistant_units + last.marked, steps=(said, *last.steps), findings=last.findings)


def _by_share_alone(
    service: CodeMinutes,
    left: int,
    therapist: int,
    assistant: int,
    rule: RuleChoice,
    where: str,
    modifier: str,
    share: Number,
) -> _Verdict:
    """The rule of 2020 and 2021: more than the share by the assistant marks whatever is left."""
    test = TenPercent(assistant, therapist + assistant, share)
    marked = left if test.holds else 0
    said = step(
        "assistant",
        where,
        f"{service.name}: what is left carries {modifier} where the assistant furnished more than {share.value} % of it.",
        test.facts("left"),
        gives=_marked_text(marked, left, modifier),
        cites=rule.cites + share.cites,
    )
    findings = test.doubts(service.name, modifier, rule)
    if left > 1:
        findings += (
            finding(
                "unsettled",
                "warning",
                f"{service.name}: no text of the years before 2022 that was read tells how two units left over between therapist "
                f"and assistant are marked. The share of both together is taken: {_marked_text(marked, left, modifier)}.",
                rule.cites,
            ),
        )
    return _Verdict(marked=marked, steps=(said,), findings=findings)


def _final_unit(
    service: CodeMinutes,
    therapist: int,
    assistant: int,
    rule: RuleChoice,
    where: str,
    modifier: str,
    numbers: Mapping[str, Number],
) -> _Verdict:
    """One unit left: the therapist's from 8 minutes on, else the assistant's from 8 on, else by the share."""
    share, per_unit, first_unit = numbers[SHARE], numbers[PER_UNIT], numbers[FIRST_UNIT]
    cites = rule.cites + first_unit.cites
    enough = first_unit.whole
    facts = {
        "therapist minutes left": therapist,
        "assistant minutes left": assistant,
        "minutes that make a unit one's own": enough,
    }
    if therapist >= enough:
        said = step(
            "assistant",
            where,
            f"{service.name}, last unit: the therapist alone furnished {enough} minutes or more of it, so it carries no {modifier}, "
            "whatever the assistant added.",
            facts,
            gives=_marked_text(0, 1, modifier),
            cites=cites,
        )
        return _Verdict(marked=0, steps=(said,))
    if assistant >= enough:
        said = step(
            "assistant",
            where,
            f"{service.name}, last unit: the assistant furnished {enough} minutes or more of it and the therapist fewer, so it carries "
            f"{modifier}.",
            facts,
            gives=_marked_text(1, 1, modifier),
            cites=cites,
        )
        return _Verdict(marked=1, steps=(said,))
    test = TenPercent(assistant, therapist + assistant, share)
    marked = int(test.holds)
    said = step(
        "assistant",
        where,
        f"{service.name}, last unit: neither furnished {enough} minutes of it, so the assistant's share decides.",
        {**facts, **test.facts("last unit")},
        gives=_marked_text(marked, 1, modifier),
        cites=cites + share.cites,
    )
    findings = test.doubts(service.name, modifier, rule)
    of_full_unit = TenPercent(assistant, per_unit.whole, share)
    if assistant and of_full_unit.holds != test.holds:
        findings += (
            finding(
                "unsettled",
                "warning",
                f"{service.name}: {counted(assistant, 'minute')} of the assistant is {test.percent} % of the {therapist + assistant} minutes in the last unit, "
                f"but {of_full_unit.percent} % of a full {per_unit.whole}. The sources name both; the minutes in the unit are taken, "
                f"which never misses a {modifier}.",
                rule.cites + share.cites,
            ),
        )
    return _Verdict(marked=marked, steps=(said,), findings=findings)


def _two_left(
    service: CodeMinutes,
    left: int,
    therapist: int,
    assistant: int,
    rule: RuleChoice,
    where: str,
    modifier: str,
    numbers: Mapping[str, Number],
) -> _Verdict:
    """Two units left between both: one each where the two parts reach a second unit by themselves."""
    per_unit, first_unit = numbers[PER_UNIT], numbers[FIRST_UNIT]
    second = per_unit.whole + first_unit.whole
    cites = rule.cites + per_unit.cites + first_unit.cites
    facts = {
        "therapist minutes left": therapist,
        "assistant minutes left": assistant,
        "both": therapist + assistant,
        "minutes of two units": second,
    }
    if therapist + assistant >= second:
        said = step(
            "assistant",
            where,
            f"{service.name}, two units left: the two parts reach {second} minutes, so one unit is the therapist's and one carries {modifier}.",
            facts,
            gives=_marked_text(1, left, modifier),
            cites=cites,
        )
        return _Verdict(marked=1, steps=(said,))
    plain = int(therapist >= first_unit.whole)
    marked = left - plain
    said = step(
        "assistant",
        where,
        f"{service.name}, two units left: the two parts stay below {second} minutes, and the second unit comes from the minutes of other codes.",
        facts,
        gives=_marked_text(marked, left, modifier),
        cites=cites,
    )
    open_case = finding(
        "unsettled",
        "warning",
        f"{service.name}: {therapist} and {assistant} minutes are left for two units because other codes lift the total. The published "
        f"rule speaks of {second} minutes or more. One unit is taken as the therapist's where that part alone reaches "
        f"{first_unit.whole} minutes; the rest carries {modifier}.",
        rule.cites,
    )
    return _Verdict(marked=marked, steps=(said,), findings=(open_case,))


def _marked_text(marked: int, units: int, modifier: str) -> str:
    """How many of the units carry the modifier.

    >>> _marked_text(0, 1, "CQ"), _marked_text(1, 2, "CQ"), _marked_text(2, 2, "CO")
    ('1 unit without CQ', '1 unit with CQ, 1 without', '2 units with CO')
    """
    if marked == 0:
        return f"{counted(units, 'unit')} without {modifier}"
    if marked == units:
        return f"{counted(units, 'unit')} with {modifier}"
    return f"{counted(marked, 'unit')} with {modifier}, {units - marked} without"
