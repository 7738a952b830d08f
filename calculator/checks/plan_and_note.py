"""Plan of care, certification and record: dates that must keep their order, and things that must be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from calculator.checks.context import Claim, Found, listed, told
from calculator.model import Plan, PlanPart, Record
from calculator.steps import counted


def _visit_tells(claim: Claim) -> Iterator[Found]:
    """The field that the check needs first tells one of the words that must not stand there."""
    path = claim.check.needs[0]
    *way, name = path.split(".")
    holder = told(claim.visit, ".".join(way)) if way else claim.visit
    for number, thing in enumerate(holder if isinstance(holder, tuple) else (holder,)):
        value = getattr(thing, name)
        found = [word for word in (value if isinstance(value, tuple) else (value,)) if _text(word) in claim.check.words]
        if found:
            what = claim.visit.services[number].code if way == ["services"] else ""
            yield Found(says=claim.check.finds.format(found=_text(found[0]).replace("-", " "), code=what))


def _text(word: object) -> str:
    """A told value as it is written in a file."""
    return str(word).lower() if isinstance(word, bool) else str(word)


def _plan(claim: Claim) -> Plan:
    """The plan; the check's `needs` see to it that there is one."""
    return claim.visit.plan or Plan()


def _record(claim: Claim) -> Record:
    """The record; the check's `needs` see to it that there is one."""
    return claim.visit.record or Record()


def _limit(claim: Claim) -> int:
    """The number of days that the check asks for."""
    [name] = claim.check.numbers
    return claim.numbers[name].whole


def _plan_after_treatment(claim: Claim) -> Iterator[Found]:
    """Treatment began before there was a plan."""
    this = _plan(claim)
    if this.established and this.first_treatment and this.established > this.first_treatment:
        says = f"The plan is of {this.established}, treatment began on {this.first_treatment}: the plan comes first."
        yield Found(says=says)


def _plan_incomplete(claim: Claim) -> Iterator[Found]:
    """The plan lacks something that it must hold."""
    missing = [part for part in get_args(PlanPart) if part not in (_plan(claim).holds or ())]
    if missing:
        yield Found(says=f"The plan does not tell {listed(missing)}.")


def _certified_late(claim: Claim) -> Iterator[Found]:
    """The first certification came late, and the record does not tell why."""
    this = _plan(claim)
    if this.certified is None or this.first_treatment is None or this.recertification or this.delay_explained:
        return
    days = (this.certified - this.first_treatment).days
    if days > _limit(claim):
        says = (
            f"Certified {days} days after the first treatment, {_limit(claim)} are timely: a delayed certification needs its "
            "reason in the record."
        )
        yield Found(says=says, facts={"days": days, "timely": _limit(claim)})


def _exception_misused(claim: Claim) -> Iterator[Found]:
    """An order instead of the signature, for a recertification or with a plan sent too late."""
    this = _plan(claim)
    if this.certified or this.ordered is None:
        return
    if this.recertification:
        yield Found(says="A signed order replaces the signature on the first plan only, not on a recertification.")
    elif this.sent is None:
        yield Found(
            says="A signed order replaces the signature only where the plan was sent; no day of sending is told."
        )
    elif this.first_treatment and (this.sent - this.first_treatment).days > _limit(claim):
        days = (this.sent - this.first_treatment).days
        says = f"The plan was sent {days} days after the first treatment, {_limit(claim)} are allowed where an order replaces the signature."
        yield Found(says=says, facts={"days": days, "allowed": _limit(claim)})


def _verbal_unsigned(claim: Claim) -> Iterator[Found]:
    """A verbal certification whose signature came too late."""
    this = _plan(claim)
    if this.verbal_order is None or this.certified is None:
        return
    days = (this.certified - this.verbal_order).days
    if days > _limit(claim):
        says = f"Signed {days} days after the verbal certification, {_limit(claim)} are allowed: the certification counts as delayed."
        yield Found(says=says, facts={"days": days, "allowed": _limit(claim)})


def _outside_certification(claim: Claim) -> Iterator[Found]:
    """A visit after the last day that the certification covers."""
    until = _plan(claim).certified_until
    if until and claim.on > until:
        yield Found(says=f"The visit of {claim.on} is after {until}, the last day of the certified plan.")


def _recertification_due(claim: Claim) -> Iterator[Found]:
    """Treatment goes on past the longest time that one certification covers."""
    this = _plan(claim)
    if this.first_treatment is None or this.recertification:
        return
    days = (claim.on - this.first_treatment).days
    if days > _limit(claim):
        says = f"Day {days} after the first treatment, and the plan was not recertified; one certification covers {_limit(claim)} days at most."
        yield Found(says=says, facts={"days": days, "covered": _limit(claim)})


def _progress_report_due(claim: Claim) -> Iterator[Found]:
    """More days of treatment than one progress report may cover."""
    days = _record(claim).treatment_days
    if days is not None and days > _limit(claim):
        says = f"{days} days of treatment without a progress report; one is due at least every {_limit(claim)}."
        yield Found(says=says, facts={"days of treatment": days, "at most": _limit(claim)})


def _timed_over_total(claim: Claim) -> Iterator[Found]:
    """The note's minutes of timed codes are more than its minutes of all treatment."""
    this = _record(claim)
    if this.timed_minutes is not None and this.total_minutes is not None and this.timed_minutes > this.total_minutes:
        yield Found(
            says=f"{counted(this.timed_minutes, 'timed minute')} in the note, but {counted(this.total_minutes, 'minute')} of treatment in all."
        )


def _minutes_disagree(claim: Claim) -> Iterator[Found]:
    """The note's timed minutes are not those of the visit's services."""
    timed = sum(service.minutes for service in claim.services.values() if service.span is not None)
    noted = _record(claim).timed_minutes
    if noted is not None and noted != timed:
        yield Found(
            says=f"{counted(noted, 'timed minute')} in the note, {timed} in the services entered: the note decides the units."
        )


def _code_not_in_note(claim: Claim) -> Iterator[Found]:
    """A line whose service the note does not describe."""
    for number, line in enumerate(claim.lines):
        if line.code not in (_record(claim).codes or ()):
            yield Found(says=f"{line.code} is on the claim, the note has no service of that code.", line=number)


def _discharge_missing(claim: Claim) -> Iterator[Found]:
    """The episode ended without a discharge note."""
    this = _record(claim)
    if this.episode_ended and this.discharge_summary is False:
        yield Found(says="The episode ended with this visit, and there is no discharge note.")


def _onsite_visit_due(claim: Claim) -> Iterator[Found]:
    """The supervising therapist was not on site for too long."""
    days = _record(claim).days_since_onsite_visit
    if days is not None and claim.check.most is not None and days > claim.check.most:
        says = f"{days} days since the therapist last saw the patient with the assistant, {claim.check.most} at most."
        yield Found(says=says)


def _assisted(claim: Claim) -> bool:
    """True where an assistant treated alone for some of the minutes."""
    return any(service.assistant for service in claim.services.values())


def _supervision_not_direct(claim: Claim) -> Iterator[Found]:
    """An assistant treated in a private practice without direct supervision."""
    how = _record(claim).supervision
    if _assisted(claim) and claim.visit.setting == "office" and how in ("general", "none"):
        under = "under general supervision" if how == "general" else "without supervision"
        says = f"An assistant treated {under}; up to 2024 a private practice needed direct supervision."
        yield Found(says=says)


def _supervision_missing(claim: Claim) -> Iterator[Found]:
    """An assistant treated without any supervision."""
    if _assisted(claim) and _record(claim).supervision == "none":
        says = "An assistant treated without supervision: Medicare asks for general supervision at least."
        yield Found(says=says)


def _assistant_incident_to(claim: Claim) -> Iterator[Found]:
    """An assistant's service billed as incident to a physician's."""
    if claim.visit.incident_to and _assisted(claim):
        yield Found(
            says="An assistant's service cannot be billed incident to a physician's: it needs a supervising therapist."
        )


def _modalities_alone(claim: Claim) -> Iterator[Found]:
    """Nothing but modalities, visit after visit."""
    visits = _record(claim).visits
    groups = {claim.rules.codes[code].category for code in claim.services}
    if visits and claim.check.most is not None and visits > claim.check.most and groups <= set(claim.check.words):
        says = f"Visit {visits}, and only modalities: after {claim.check.most} visits a skilled procedure is expected beside them."
        yield Found(says=says)


def _many_visits(claim: Claim) -> Iterator[Found]:
    """More visits in an episode than local guidance expects."""
    visits = _record(claim).visits
    if visits is not None and claim.check.most is not None and visits > claim.check.most:
        yield Found(
            says=f"Visit {visits} of the episode; some contractors expect {claim.check.most} at most. The record should tell why."
        )


METHODS = {
    "visit-tells": _visit_tells,
    "plan-after-treatment": _plan_after_treatment,
    "plan-incomplete": _plan_incomplete,
    "certified-late": _certified_late,
    "exception-misused": _exception_misused,
    "verbal-unsigned": _verbal_unsigned,
    "outside-certification": _outside_certification,
    "recertification-due": _recertification_due,
    "progress-report-due": _progress_report_due,
    "timed-over-total": _timed_over_total,
    "minutes-disagree": _minutes_disagree,
    "code-not-in-note": _code_not_in_note,
    "discharge-missing": _discharge_missing,
    "onsite-visit-due": _onsite_visit_due,
    "supervision-not-direct": _supervision_not_direct,
    "supervision-missing": _supervision_missing,
    "assistant-incident-to": _assistant_incident_to,
    "modalities-alone": _modalities_alone,
    "many-visits": _many_visits,
}
