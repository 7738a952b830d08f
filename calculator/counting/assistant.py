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
from calculator.model import Cite, Finding, Payer, RuleChoice, Rules, Spared, Step
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
class AssistantRule:
    """How a payer wants the units of an assistant marked."""

    choice: RuleChoice  # the payer's assistant rule in force
    payer: str
    kind: str  # what kind of payer it is, such as `medicare`
    modifier: str | None  # CQ or CO; None where the discipline has none
    numbers: Mapping[str, Number]  # the parameters that the method needs

    @property
    def marks(self) -> bool:
        """True where units of an assistant carry a modifier."""
        return self.modifier is not None and self.choice.method not in ("none", "unknown")

    @property
    def share(self) -> Number:
        """The share of the assistant, in percent, above which a unit is marked."""
        return self.numbers[SHARE]

    @property
    def span(self) -> int:
        """Minutes of a unit of the pool."""
        return self.numbers[PER_UNIT].whole

    @property
    def enough(self) -> int:
        """Minutes that make a last unit one person's own."""
        return self.numbers[FIRST_UNIT].whole

    def step(self, says: str, facts: Mapping[str, object], gives: str, *names: str) -> Step:
        """A step under the rule, with the sources of the numbers of these names."""
        return step("assistant", f"payers/{self.payer}", says, facts, gives=gives, cites=self._cites(names))

    def unsettled(self, says: str, *names: str) -> Finding:
        """Something that the sources leave open, with the sources of the numbers of these names."""
        return finding("unsettled", "warning", says, self._cites(names))

    def _cites(self, names: Sequence[str]) -> tuple[Cite, ...]:
        return self.choice.cites + tuple(cite for name in names for cite in self.numbers[name].cites)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """The marked units of one code, and why."""

    marked: int
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What is left of a code once each person has the units of full length."""

    units: int  # the units that are left
    therapist: int  # minutes of the therapist that are in no full unit
    assistant: int  # those of the assistant

    @property
    def minutes(self) -> int:
        """The minutes of both."""
        return self.therapist + self.assistant

    @property
    def facts(self) -> dict[str, object]:
        """The minutes of each."""
        return {"therapist minutes left": self.therapist, "assistant minutes left": self.assistant}


def mark(
    services: Sequence[CodeMinutes], units: Mapping[str, int], rule: AssistantRule, exempt: Mapping[str, Spared]
) -> Marks:
    """The units that carry the assistant's modifier; it never changes how many there are."""
    touched = [service for service in services if service.assistant > 0]
    marked = {service.code: 0 for service in services}
    if not touched or not rule.marks:
        return Marks(marked=marked, steps=(), findings=_without(touched, rule))
    steps: list[Step] = []
    findings: list[Finding] = []
    for service in touched:
        if units[service.code] == 0:
            continue
        spared = exempt.get(service.code)
        if spared and service.code in spared.codes:
            verdict = _not_tested(service, rule, spared)
        else:
            verdict = _decide(service, units[service.code], rule)
            if spared:
                findings.append(_undecided(service, rule, spared))
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


def _not_tested(service: CodeMinutes, rule: AssistantRule, spared: Spared) -> _Verdict:
    """A code for which the test is not made: no modifier, and nothing is taken off."""
    code = service.code
    says = f"{code}: not reduced, although an assistant furnished it. This code is exempt from the test for assistants."
    facts = {f"{service.name} assistant": service.assistant}
    made = step("assistant", f"parameters/{FACTOR}", says, facts, gives=f"no {rule.modifier}", cites=spared.cites)
    why = f"{code} has no {rule.modifier}: this code is exempt from the test for assistants."
    unmarked = finding("assistant-minutes-not-marked", "info", why, spared.cites)
    return _Verdict(marked=0, steps=(made,), findings=(unmarked,))


def _undecided(service: CodeMinutes, rule: AssistantRule, spared: Spared) -> Finding:
    """What to say of a code of which no text says whether the test is made."""
    left_out = " and ".join(spared.codes)
    says = (
        f"{service.code}: we found no CMS or MAC text on whether it is exempt from the test for assistants, as "
        f"{left_out} are. The line follows the minutes, and no amount is shown with {rule.modifier}. Ask the MAC."
    )
    return finding("unsettled", "warning", says, spared.cites)


def _without(touched: Sequence[CodeMinutes], rule: AssistantRule) -> tuple[Finding, ...]:
    if not touched:
        return ()
    minutes = f"Assistant minutes ({', '.join(service.name for service in touched)})"
    no_counterpart = f"{minutes}: SLP has no modifier like CQ and CO, and"
    if rule.choice.method == "none":
        says = f"{minutes} count, but no CQ or CO is added: this payer's rule does not require it."
        found = finding("assistant-minutes-not-marked", "info", says, rule.choice.cites)
    elif rule.modifier is None and rule.kind == "medicare":
        says = f"{no_counterpart} Medicare Part B does not pay for SLP assistants."
        found = finding("no-assistant-modifier", "error", says, rule.choice.cites)
    elif rule.modifier is None:
        says = f"{no_counterpart} we don't know whether this payer pays for SLP assistants. Ask the payer."
        found = finding("assistant-rule-unknown", "warning", says, rule.choice.cites)
    else:
        says = f"{minutes}: we don't know whether this payer requires {rule.modifier}. Ask the payer."
        found = finding("assistant-rule-unknown", "warning", says, rule.choice.cites)
    return (found,)


def _decide(service: CodeMinutes, units: int, rule: AssistantRule) -> _Verdict:
    """The marked units of one code."""
    if service.span != rule.span:
        return _whole_service(service, units, rule)
    verdict = _timed(service, units, rule)
    if not (service.add_on and service.shared):
        return verdict
    family = rule.unsettled(
        f"{service.name}: no source we read shows how {rule.modifier} is shared between a base code and its add-on. We count "
        "them as one code, units without the modifier first."
    )
    return _Verdict(marked=verdict.marked, steps=verdict.steps, findings=(*verdict.findings, family))


def _whole_service(service: CodeMinutes, units: int, rule: AssistantRule) -> _Verdict:
    """An untimed service, or a code of another span: one test on the service decides all its units."""
    test = TenPercent(service.assistant, service.minutes, rule.share)
    kind = "untimed" if service.span is None else f"counted in {service.span} minutes"
    if service.therapist == 0:
        says = f"{service.name} is {kind} and was furnished by the assistant alone."
    else:
        says = f"{service.name} is {kind}: the assistant's share of the whole service decides."
    marked = units if test.holds else 0
    made = rule.step(says, test.facts(service.name), _marked_text(marked, units, rule), SHARE)
    findings = test.doubts(service.name, rule.modifier or "", rule.choice)
    counts = service.counting.counts
    if counts and INPUTS.get(counts) == "period_minutes" and (service.quantity or 0) > service.minutes:
        says = (
            f"{service.name}: {service.minutes} of the {service.quantity} minutes of the period are entered by person. We use the assistant's "
            "share of these, because the visit does not show who furnished the others."
        )
        findings += (rule.unsettled(says),)
    if service.span is not None and service.shared:
        says = (
            f"{service.name}: no source we read shows how {rule.modifier} is decided for a {service.span}-minute code. We use the "
            "assistant's share of the whole service for all its units."
        )
        findings += (rule.unsettled(says),)
    return _Verdict(marked=marked, steps=(made,), findings=findings)


def _timed(service: CodeMinutes, units: int, rule: AssistantRule) -> _Verdict:
    """A code of the pooled kind: full units of each person first, then what remains."""
    therapist_units, therapist = divmod(service.therapist, rule.span)
    assistant_units, assistant = divmod(service.assistant, rule.span)
    left = _Left(units=units - therapist_units - assistant_units, therapist=therapist, assistant=assistant)
    made = rule.step(
        f"{service.name}: each full {rule.span} minutes by one person is that person's unit. Minutes together count as the therapist's.",
        {
            "therapist minutes": service.therapist,
            "of these together": service.together,
            "assistant minutes": service.assistant,
            "units": units,
        },
        f"therapist {therapist_units}, assistant {assistant_units}, {left.units} to decide",
        SHARE,
        PER_UNIT,
    )
    if left.units == 0:
        last = _Verdict(marked=0)
    elif rule.choice.method == "ten-percent":
        last = _by_share_alone(service, left, rule)
    elif left.units == 1:
        last = _final_unit(service, left, rule)
    else:
        last = _two_left(service, left, rule)
    return _Verdict(marked=assistant_units + last.marked, steps=(made, *last.steps), findings=last.findings)


def _by_share_alone(service: CodeMinutes, left: _Left, rule: AssistantRule) -> _Verdict:
    """The rule of 2020 and 2021: more than the share by the assistant marks whatever is left."""
    test = TenPercent(left.assistant, left.minutes, rule.share)
    marked = left.units if test.holds else 0
    gives = _marked_text(marked, left.units, rule)
    says = f"{service.name}: the leftover minutes need {rule.modifier} if the assistant furnished more than {rule.share.value} % of them."
    findings = test.doubts(service.name, rule.modifier or "", rule.choice)
    if left.units > 1:
        two = (
            f"{service.name}: no source from before 2022 that we read shows how to mark two remaining units of therapist "
            f"and assistant. We use the share of both units together: {gives}."
        )
        findings += (rule.unsettled(two),)
    return _Verdict(marked=marked, steps=(rule.step(says, test.facts("left"), gives, SHARE),), findings=findings)


def _final_unit(service: CodeMinutes, left: _Left, rule: AssistantRule) -> _Verdict:
    """One unit left: the therapist's from 8 minutes on, else the assistant's from 8 on, else by the share."""
    enough, unit = rule.enough, f"{service.name}, last unit"
    facts = {**left.facts, "minutes that decide the unit": enough}
    if left.therapist >= enough:
        says = f"{unit}: the therapist alone furnished {enough} minutes or more of it, so no {rule.modifier}."
        return _Verdict(marked=0, steps=(rule.step(says, facts, _marked_text(0, 1, rule), FIRST_UNIT),))
    if left.assistant >= enough:
        says = f"{unit}: the assistant furnished {enough} minutes or more of it and the therapist fewer, so it needs {rule.modifier}."
        return _Verdict(marked=1, steps=(rule.step(says, facts, _marked_text(1, 1, rule), FIRST_UNIT),))
    test = TenPercent(left.assistant, left.minutes, rule.share)
    marked = int(test.holds)
    says = f"{unit}: neither furnished {enough} minutes of it, so the assistant's share decides."
    made = rule.step(says, facts | test.facts("last unit"), _marked_text(marked, 1, rule), FIRST_UNIT, SHARE)
    findings = test.doubts(service.name, rule.modifier or "", rule.choice)
    of_full_unit = TenPercent(left.assistant, rule.span, rule.share)
    if left.assistant and of_full_unit.holds != test.holds:
        says = (
            f"{service.name}: {counted(left.assistant, 'minute')} of the assistant is {test.percent} % of the {left.minutes} minutes in the last unit, "
            f"but {of_full_unit.percent} % of a full {rule.span}. Sources name both; we use the minutes in the unit, "
            f"which never misses a {rule.modifier}."
        )
        findings += (rule.unsettled(says, SHARE),)
    return _Verdict(marked=marked, steps=(made,), findings=findings)


def _two_left(service: CodeMinutes, left: _Left, rule: AssistantRule) -> _Verdict:
    """Two units left between both: one each where the two parts reach a second unit by themselves."""
    second, enough = rule.span + rule.enough, rule.enough
    facts = {**left.facts, "both": left.minutes, "minutes of two units": second}
    if left.minutes >= second:
        marked, why = 1, f"reach {second} minutes, so one unit is the therapist's and one needs {rule.modifier}."
    else:
        marked = left.units - int(left.therapist >= enough)
        why = f"stay below {second} minutes, and the second unit comes from the minutes of other codes."
    says = f"{service.name}, two units remaining: the two parts {why}"
    made = rule.step(says, facts, _marked_text(marked, left.units, rule), PER_UNIT, FIRST_UNIT)
    if left.minutes >= second:
        return _Verdict(marked=marked, steps=(made,))
    open_case = rule.unsettled(
        f"{service.name}: {left.therapist} and {left.assistant} minutes remain for two units because other codes raise the total. The published "
        f"rule covers {second} minutes or more. We give one unit to the therapist if that part alone reaches "
        f"{enough} minutes; the rest needs {rule.modifier}."
    )
    return _Verdict(marked=marked, steps=(made,), findings=(open_case,))


def _marked_text(marked: int, units: int, rule: AssistantRule) -> str:
    """How many of the units carry the modifier, as `1 unit with CQ, 1 without`."""
    if marked == 0:
        return f"{counted(units, 'unit')} without {rule.modifier}"
    if marked == units:
        return f"{counted(units, 'unit')} with {rule.modifier}"
    return f"{counted(marked, 'unit')} with {rule.modifier}, {units - marked} without"
