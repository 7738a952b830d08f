"""Findings about the codes themselves: who uses them, who may furnish them, what Medicare does with them.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97014", "minutes": 15}]}
>>> [finding["check"] for finding in calculate(visit)["findings"]]
['not-valid-for-medicare']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from calculator.counting.services import CodeMinutes
from calculator.coverage import rulings, undiagnosed
from calculator.dated import in_force
from calculator.model import Code, Coverage, Finding, NotChecked, Rules, Visit, Window
from calculator.steps import a_plan, counted, finding


def about(visit: Visit, services: Sequence[CodeMinutes], rules: Rules) -> tuple[Finding, ...]:
    """What is worth saying about the visit's codes. Nothing here changes a line.

    Where the visit has billed lines alone, a finding is of the first line of its code.
    """
    billed = (
        {} if visit.services else {line.code: number for number, line in reversed([*enumerate(visit.billed or ())])}
    )
    return tuple(
        replace(found, of="billed", line=billed[service.code]) if billed else found
        for service in services
        for check in _CHECKS
        for found in check(visit, service, rules.codes[service.code], rules)
    )


def _outside_discipline(visit: Visit, service: CodeMinutes, code: Code, rules: Rules) -> Iterator[Finding]:
    """A code that another discipline's plan of care uses."""
    usual = ", ".join(code.disciplines.usual)
    if visit.discipline in code.disciplines.usual:
        return
    if code.disciplines.exclusive:
        says = f"{service.code} belongs to {usual} plans of care, but this visit is under {a_plan(visit.discipline)}."
        yield finding("code-outside-discipline", "error", says, code.disciplines.cites)
    else:
        says = f"{service.code} is usually billed under {usual} plans of care. Under {a_plan(visit.discipline)} it may be questioned."
        yield finding("code-outside-discipline", "warning", says, code.disciplines.cites)


def _assistant_may_not(visit: Visit, service: CodeMinutes, code: Code, rules: Rules) -> Iterator[Finding]:
    """A service that an assistant may not furnish."""
    if code.assistant is None or code.assistant.may_furnish or service.assistant == 0:
        return
    if service.therapist == 0:
        says = f"{service.code} was entered as furnished by an assistant alone. An assistant may not furnish it."
        yield finding("assistant-may-not-furnish", "error", says, code.assistant.cites)
    else:
        says = f"{service.code} must be furnished by the therapist. The assistant's {counted(service.assistant, 'minute')} may be questioned."
        yield finding("assistant-may-not-furnish", "warning", says, code.assistant.cites)


def _medicare_status(visit: Visit, service: CodeMinutes, code: Code, rules: Rules) -> Iterator[Finding]:
    """A code that Medicare does not accept or does not pay by itself."""
    if rules.payers[visit.payer].kind != "medicare":
        return
    entry = in_force(code.medicare, visit.date_of_service)
    if entry is None or entry.status in ("active", "contractor-priced"):
        return
    instead = f" Bill {' or '.join(entry.use_instead)} instead." if entry.use_instead else ""
    if entry.status == "not-valid":
        if not visit.services:  # billed lines have a check of their own for it
            return
        says = f"Medicare does not accept {service.code}.{instead}"
        yield finding("not-valid-for-medicare", "error", says, entry.cites)
    elif entry.status == "bundled":
        says = f"Medicare never pays {service.code} separately.{instead}"
        yield finding("bundled-by-medicare", "warning", says, entry.cites)
    else:
        says = f"Medicare restricts coverage of {service.code}. Ask the MAC before billing.{instead}"
        yield finding("restricted-by-medicare", "warning", says, entry.cites)


def _notice_not_settled(visit: Visit, service: CodeMinutes, code: Code, rules: Rules) -> Iterator[Finding]:
    """A code that Medicare does not cover, where sources disagree on the notice."""
    for one in rulings(service.code, visit, rules):
        readings = one.decision.notice.other_readings
        if one.refused and readings:
            readings_said = " ".join(reading.says for reading in readings)
            says = f"{service.code}: sources conflict on which notice to use ({one.decision.number}). {readings_said}"
            yield finding("unsettled", "warning", says, tuple(cite for reading in readings for cite in reading.cites))


_CHECKS = (_outside_discipline, _assistant_may_not, _medicare_status, _notice_not_settled)


def not_checked(visit: Visit, services: Sequence[CodeMinutes], rules: Rules) -> tuple[NotChecked, ...]:
    """What no check looks at, so an unchecked item is not mistaken for a pass."""
    found = [
        NotChecked(
            check="coverage-policies",
            kind="not-told",
            because=f"{service.code}: {_of_no_diagnosis(decisions)}",
            needs=("diagnoses",),
        )
        for service in services
        if (decisions := undiagnosed(service.code, visit, rules))
    ]
    if visit.diagnoses:
        because = (
            "diagnoses are not compared with local coverage policies (LCD). Of Medicare's national decisions (NCD) those in "
            "this reference are compared by code, and by diagnosis only where the decision names the condition"
        )
        found.append(NotChecked(check="coverage-policies", kind="out-of-scope", because=because))
    if limits := [said for service in services for said in _beyond_the_day(service)]:
        because = f"one visit does not show other days: {'; '.join(dict.fromkeys(limits))}"
        found.append(NotChecked(check="other-days", kind="out-of-scope", because=because))
    return tuple(found)


def _of_no_diagnosis(decisions: Sequence[Coverage]) -> str:
    numbers = ", ".join(f"{decision.number} ({decision.name})" for decision in decisions)
    return f"the visit tells no diagnosis, which decides whether it is a matter of {numbers}"


def _beyond_the_day(service: CodeMinutes) -> Iterator[str]:
    """What holds for a code over more than the day of the visit."""
    entry = service.counting
    if entry.window in ONCE:
        exclude = f", and not with {' or '.join(entry.not_with)}" if entry.not_with else ""
        yield f"{service.code} counts once {ONCE[entry.window]}{exclude}"
    if entry.stands_alone:
        yield f"{service.code} is not billed where a related service came in the 7 days before or follows within 24 hours"


ONCE: dict[Window | None, str] = {
    "seven-days": "in seven days",
    "thirty-days": "in 30 days",
    "calendar-month": "in a calendar month",
    "episode": "in an episode of care",
}
"""Windows that reach beyond the day, in words."""
