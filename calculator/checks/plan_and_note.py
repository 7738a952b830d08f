"""Plan of care, certification and record: dates that must keep their order, and things that must be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from calculator.checks.context import Claim, Limit, Method, Most, Numbers, Violation, listed, parameters, value_at
from calculator.model import Plan, PlanPart, Record
from calculator.steps import counted, us_date


@parameters
class VisitTells:
    """What `visit-tells` reads."""

    needs: tuple[str, ...]
    """The first of these fields is the one that is compared."""
    words: tuple[str, ...]
    """What must not be in it."""
    finds: str
    """What the finding says; `{found}` is the word, `{code}` the code of a service."""


def _visit_tells(claim: Claim, parameters: VisitTells) -> Iterator[Violation]:
    """The field that the check needs first tells one of the words that must not stand there."""
    path = parameters.needs[0]
    *way, name = path.split(".")
    holder = value_at(claim.visit, ".".join(way)) if way else claim.visit
    for number, thing in enumerate(holder if isinstance(holder, tuple) else (holder,)):
        value = getattr(thing, name)
        found = [word for word in (value if isinstance(value, tuple) else (value,)) if _text(word) in parameters.words]
        if found:
            what = claim.visit.services[number].code if way == ["services"] else ""
            yield Violation(says=parameters.finds.format(found=_text(found[0]).replace("-", " "), code=what))


def _text(word: object) -> str:
    """A told value as it is written in a file."""
    return str(word).lower() if isinstance(word, bool) else str(word)


def _plan(claim: Claim) -> Plan:
    """The plan; the check's `needs` see to it that there is one."""
    return claim.visit.plan or Plan()


def _record(claim: Claim) -> Record:
    """The record; the check's `needs` see to it that there is one."""
    return claim.visit.record or Record()


def _limit(numbers: Numbers) -> int:
    """The number of days that the check's file names."""
    [limit] = numbers
    return limit.whole


def _plan_after_treatment(claim: Claim) -> Iterator[Violation]:
    """Treatment began before there was a plan."""
    this = _plan(claim)
    if this.established and this.first_treatment and this.established > this.first_treatment:
        says = f"The plan is dated {us_date(this.established)}, but treatment began on {us_date(this.first_treatment)}. The plan must come first."
        yield Violation(says=says)


def _plan_incomplete(claim: Claim) -> Iterator[Violation]:
    """The plan lacks something that it must hold."""
    missing = [part for part in get_args(PlanPart) if part not in (_plan(claim).holds or ())]
    if missing:
        yield Violation(says=f"The plan does not have {listed(missing)}.")


def _certified_late(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """The first certification came late, and the record does not tell why."""
    this = _plan(claim)
    if this.certified is None or this.first_treatment is None or this.recertification or this.delay_explained:
        return
    days = (this.certified - this.first_treatment).days
    if days > _limit(numbers):
        says = (
            f"Certified {days} days after the first treatment, {_limit(numbers)} are timely. A delayed certification needs the "
            "reason in the record."
        )
        yield Violation(says=says, facts={"days": days, "timely": _limit(numbers)})


def _exception_misused(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """An order instead of the signature, for a recertification or with a plan sent too late."""
    this = _plan(claim)
    if this.certified or this.ordered is None:
        return
    if this.recertification:
        yield Violation(says="A signed order replaces the signature only on the first plan, not on a recertification.")
    elif this.sent is None:
        says = "A signed order replaces the signature only if the plan was sent. The date it was sent is missing."
        yield Violation(says=says)
    elif this.first_treatment and (this.sent - this.first_treatment).days > _limit(numbers):
        days = (this.sent - this.first_treatment).days
        says = f"The plan was sent {days} days after the first treatment, {_limit(numbers)} are allowed if an order replaces the signature."
        yield Violation(says=says, facts={"days": days, "allowed": _limit(numbers)})


def _verbal_unsigned(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """A verbal certification whose signature came too late."""
    this = _plan(claim)
    if this.verbal_order is None or this.certified is None:
        return
    days = (this.certified - this.verbal_order).days
    if days > _limit(numbers):
        says = f"Signed {days} days after the verbal certification, {_limit(numbers)} are allowed. The certification counts as delayed."
        yield Violation(says=says, facts={"days": days, "allowed": _limit(numbers)})


def _outside_certification(claim: Claim) -> Iterator[Violation]:
    """A visit after the last day that the certification covers."""
    until = _plan(claim).certified_until
    if until and claim.on > until:
        yield Violation(
            says=f"The visit on {us_date(claim.on)} is after {us_date(until)}, the last day of the certification."
        )


def _recertification_due(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """Treatment goes on past the longest time that one certification covers."""
    this = _plan(claim)
    if this.first_treatment is None or this.recertification:
        return
    days = (claim.on - this.first_treatment).days
    if days > _limit(numbers):
        says = f"Day {days} after the first treatment, and the plan was not recertified; one certification covers {_limit(numbers)} days at most."
        yield Violation(says=says, facts={"days": days, "covered": _limit(numbers)})


def _progress_report_due(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """More days of treatment than one progress report may cover."""
    days = _record(claim).treatment_days
    if days is not None and days > _limit(numbers):
        says = f"{days} days of treatment without a progress report; one is due at least every {_limit(numbers)}."
        yield Violation(says=says, facts={"days of treatment": days, "at most": _limit(numbers)})


def _timed_over_total(claim: Claim) -> Iterator[Violation]:
    """The note's minutes of timed codes are more than its minutes of all treatment."""
    this = _record(claim)
    if this.timed_minutes is not None and this.total_minutes is not None and this.timed_minutes > this.total_minutes:
        says = f"{counted(this.timed_minutes, 'timed minute')} in the note, but {counted(this.total_minutes, 'total minute')}."
        yield Violation(says=says)


def _minutes_disagree(claim: Claim) -> Iterator[Violation]:
    """The note's timed minutes are not those of the visit's services."""
    timed = sum(service.minutes for service in claim.services.values() if service.span is not None)
    noted = _record(claim).timed_minutes
    if noted is not None and noted != timed:
        says = (
            f"{counted(noted, 'timed minute')} in the note, {timed} in the services entered. Units must match the note."
        )
        yield Violation(says=says)


def _code_not_in_note(claim: Claim) -> Iterator[Violation]:
    """A line whose service the note does not describe."""
    for number, line in enumerate(claim.lines):
        if line.code not in (_record(claim).codes or ()):
            yield Violation(says=f"{line.code} is on the claim, but the note has no such service.", line=number)


def _discharge_missing(claim: Claim) -> Iterator[Violation]:
    """The episode ended without a discharge note."""
    this = _record(claim)
    if this.episode_ended and this.discharge_summary is False:
        yield Violation(says="The episode ended with this visit, and there is no discharge note.")


def _onsite_visit_due(claim: Claim, parameters: Most) -> Iterator[Violation]:
    """The supervising therapist was not on site for too long."""
    days = _record(claim).days_since_onsite_visit
    if days is not None and days > parameters.most:
        says = f"{days} days since the therapist last saw the patient with the assistant, {parameters.most} at most."
        yield Violation(says=says)


def _assisted(claim: Claim) -> bool:
    """True where an assistant treated alone for some of the minutes."""
    return any(service.assistant for service in claim.services.values())


def _supervision_not_direct(claim: Claim) -> Iterator[Violation]:
    """An assistant treated in a private practice without direct supervision."""
    how = _record(claim).supervision
    if _assisted(claim) and claim.visit.setting == "office" and how in ("general", "none"):
        under = "under general supervision" if how == "general" else "without supervision"
        says = f"An assistant treated {under}. Through 2024 a private practice needed direct supervision."
        yield Violation(says=says)


def _supervision_missing(claim: Claim) -> Iterator[Violation]:
    """An assistant treated without any supervision."""
    if _assisted(claim) and _record(claim).supervision == "none":
        says = "An assistant treated without supervision: Medicare requires at least general supervision."
        yield Violation(says=says)


def _assistant_incident_to(claim: Claim) -> Iterator[Violation]:
    """An assistant's service billed as incident to a physician's."""
    if claim.visit.incident_to and _assisted(claim):
        says = "An assistant's service cannot be billed incident to a physician. It needs a supervising therapist."
        yield Violation(says=says)


@parameters
class ModalitiesAlone:
    """What `modalities-alone` reads."""

    words: tuple[str, ...]
    """The categories of codes that are modalities."""
    most: int
    """Visits in which nothing else may be furnished."""


def _modalities_alone(claim: Claim, parameters: ModalitiesAlone) -> Iterator[Violation]:
    """Nothing but modalities, visit after visit."""
    visits = _record(claim).visits
    groups = {claim.rules.codes[code].category for code in claim.furnished}
    if visits and visits > parameters.most and groups <= set(parameters.words):
        says = f"Visit {visits}, with modalities only. After {parameters.most} visits a skilled procedure is expected with them."
        yield Violation(says=says)


def _many_visits(claim: Claim, parameters: Most) -> Iterator[Violation]:
    """More visits in an episode than local guidance expects."""
    visits = _record(claim).visits
    if visits is not None and visits > parameters.most:
        says = f"Visit {visits} of the episode; some MACs expect at most {parameters.most}. The record should show why more are needed."
        yield Violation(says=says)


METHODS = {
    "visit-tells": Method(_visit_tells, VisitTells),
    "plan-after-treatment": Method(_plan_after_treatment),
    "plan-incomplete": Method(_plan_incomplete),
    "certified-late": Method(_certified_late, Limit, with_numbers=True),
    "exception-misused": Method(_exception_misused, Limit, with_numbers=True),
    "verbal-unsigned": Method(_verbal_unsigned, Limit, with_numbers=True),
    "outside-certification": Method(_outside_certification),
    "recertification-due": Method(_recertification_due, Limit, with_numbers=True),
    "progress-report-due": Method(_progress_report_due, Limit, with_numbers=True),
    "timed-over-total": Method(_timed_over_total),
    "minutes-disagree": Method(_minutes_disagree),
    "code-not-in-note": Method(_code_not_in_note),
    "discharge-missing": Method(_discharge_missing),
    "onsite-visit-due": Method(_onsite_visit_due, Most),
    "supervision-not-direct": Method(_supervision_not_direct),
    "supervision-missing": Method(_supervision_missing),
    "assistant-incident-to": Method(_assistant_incident_to),
    "modalities-alone": Method(_modalities_alone, ModalitiesAlone),
    "many-visits": Method(_many_visits, Most),
}
