"""What was entered against itself: dates, places, persons and amounts that cannot all be true.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 23}], "received": "2026-03-01"}
>>> [(found["check"], found["says"]) for found in calculate(visit)["findings"]]
[('dates-contradict', 'Received on 2026-03-01, before the service of 2026-03-02.')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from calculator.checks.context import Claim, Found, told
from calculator.model import Cite, PlaceOfService, Rules
from calculator.per_rule_set import once
from calculator.steps import counted

IN_ORDER = (
    ("date_of_service", "received", "Received on {later}, before the service of {earlier}."),
    ("plan.first_treatment", "date_of_service", "The first treatment is of {earlier}, after this visit of {later}."),
    ("plan.established", "plan.certified", "The plan was certified on {later}, before it was written on {earlier}."),
    ("plan.established", "plan.sent", "The plan was sent on {later}, before it was written on {earlier}."),
    (
        "plan.verbal_order",
        "plan.certified",
        "The plan was signed on {later}, before the verbal certification of {earlier}.",
    ),
    (
        "plan.first_treatment",
        "plan.certified_until",
        "The certification ends on {later}, before the first treatment of {earlier}.",
    ),
    (
        "record.progress_report",
        "date_of_service",
        "The last progress report is of {earlier}, after this visit of {later}.",
    ),
    (
        "authorization.first_day",
        "authorization.last_day",
        "The last authorized day, {later}, is before the first, {earlier}.",
    ),
)
"""Two days each, the first of which cannot be after the second, and what to say where it is."""


def _dates_contradict(claim: Claim) -> Iterator[Found]:
    """Two days in an order that cannot be, or a certification that had run out before the first treatment."""
    for earlier_path, later_path, says in IN_ORDER:
        earlier, later = told(claim.visit, earlier_path), told(claim.visit, later_path)
        if earlier is not None and later is not None and earlier > later:
            yield Found(says=says.format(earlier=earlier, later=later))
    certified, first = told(claim.visit, "plan.certified"), told(claim.visit, "plan.first_treatment")
    if certified is not None and first is not None:
        days, [most] = (first - certified).days, [claim.numbers[name].whole for name in claim.check.numbers]
        if days > most:
            says = (
                f"Certified on {certified}, {days} days before the first treatment: a certification covers {most} days."
            )
            yield Found(says=says, severity="warning")


def _persons_contradict(claim: Claim) -> Iterator[Found]:
    """A service whose minutes are not those of the person who is said to have furnished it."""
    for service in claim.visit.services:
        therapist = (service.minutes or 0) + (service.therapist_minutes or 0) + (service.together_minutes or 0)
        assistant = service.assistant_minutes or 0
        if service.furnished_by == "assistant" and therapist and not assistant:
            says = (
                f"{service.code} was furnished by an assistant, but its time ({counted(therapist, 'minute')}) is entered as the "
                "therapist's: enter it as the assistant's."
            )
            yield Found(says=says)
        elif service.furnished_by == "therapist" and assistant and not therapist:
            says = f"{service.code} was furnished by the therapist, but its time ({counted(assistant, 'minute')}) is entered as the assistant's."
            yield Found(says=says)


def _deductible_contradicts(claim: Claim) -> Iterator[Found]:
    """More of the deductible left than there is, or than the therapy of the year can have left."""
    left, [whole] = claim.visit.deductible_left, [claim.numbers[name] for name in claim.check.numbers]
    used, year = claim.visit.amount_used, claim.visit.amount_used_year
    if left is None:
        return
    if left > whole.value:
        says = f"USD {left} of the deductible is left; the deductible of {claim.on.year} is USD {whole.value}."
        yield Found(says=says, cites=whole.cites, facts={"left, USD": left, "deductible, USD": whole.value})
    elif used is not None and year in (None, claim.on.year) and left > max(whole.value - used, Decimal(0)):
        says = (
            f"USD {left} of the deductible is left, though USD {used} was allowed this year: allowed amounts go to the "
            f"deductible of USD {whole.value} first."
        )
        facts = {"left, USD": left, "used, USD": used, "deductible, USD": whole.value}
        yield Found(says=says, cites=whole.cites, facts=facts, severity="warning")


# --- places --------------------------------------------------------------------------------------------------------


@once
def _places(rules: Rules) -> Mapping[str, PlaceOfService]:
    """The places of service by their two digits."""
    return {row.code: row for row in rules.tables.places_of_service}


def _place(claim: Claim) -> PlaceOfService | None:
    """The row of the visit's place of service, where it tells one that was in use on the day."""
    row = _places(claim.rules).get(claim.visit.place_of_service or "")
    return row if row and (row.since is None or row.since <= claim.on) else None


def _place_unknown(claim: Claim) -> Iterator[Found]:
    """A place of service that is none, or not yet one on the day."""
    code = claim.visit.place_of_service
    if code is None or _place(claim):
        return
    row = _places(claim.rules).get(code)
    if row and row.since:
        says, cites = f"Place of service {code} is in use from {row.since} on.", (Cite(source=row.source, at=code),)
        yield Found(says=says, cites=cites)
    else:
        yield Found(says=f"{code!r} is no place of service: enter two digits of the list of CMS, such as 11.")


def _place_of_another_biller(claim: Claim) -> Iterator[Found]:
    """A private practice's professional claim from a place where Medicare is billed by a facility."""
    row = _place(claim)
    if row is None or claim.form != "professional" or claim.visit.setting != "office":
        return
    cites = (Cite(source=row.source, at=f"place of service {row.code}"),)
    if row.practice == "facility-bills":
        yield Found(says=f"Place of service {row.code} ({row.name}): {row.means}", cites=cites)
    elif row.practice == "facility-may-bill":
        yield Found(says=f"Place of service {row.code} ({row.name}): {row.means}", cites=cites, severity="warning")
    elif row.practice == "not-read":
        says = (
            f"Place of service {row.code} ({row.name}): no source that was read tells whether a private practice of "
            "therapists bills Medicare from there. Ask the contractor."
        )
        yield Found(says=says, cites=cites, severity="info")


def _resident_of_facility(claim: Claim) -> Iterator[Found]:
    """A resident of a skilled nursing facility outside a Part A stay whose therapy somebody else bills."""
    stays = claim.visit.stays or ()
    if "snf-resident" in stays and "part-a-stay" not in stays and claim.visit.setting not in claim.check.words:
        yield Found(says=claim.check.finds)


def _telehealth_elsewhere(claim: Claim) -> Iterator[Found]:
    """Telehealth, with a place of service of a visit in person."""
    row = _place(claim)
    if claim.visit.telehealth and row and row.practice != "telehealth":
        yield Found(says=f"A visit by telehealth with place of service {row.code} ({row.name}): {claim.check.finds}")


def _in_person_by_telehealth(claim: Claim) -> Iterator[Found]:
    """A place of service of telehealth, though both were at one place."""
    row = _place(claim)
    if claim.visit.telehealth is False and row and row.practice == "telehealth":
        says = f"Place of service {row.code} ({row.name}), but therapist and patient were at one place: one of the two is wrong."
        yield Found(says=says)


# --- diagnoses -----------------------------------------------------------------------------------------------------

_ICD = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
"""The form of an ICD-10-CM code: a letter, a digit, a third character, and up to four behind a dot."""


def _diagnosis_malformed(claim: Claim) -> Iterator[Found]:
    """Something that cannot be an ICD-10-CM code, or one in small letters."""
    for written, code in zip(claim.visit.diagnoses, claim.diagnoses, strict=True):
        if not _ICD.fullmatch(code):
            says = f"{written!r} is no ICD-10-CM code: it has a letter, two characters, a dot and up to four more, as M54.50."
            yield Found(says=says)
        elif written != written.upper():
            yield Found(says=f"{written} is written in small letters: a claim carries {code}.", severity="warning")


def _diagnosis_twice(claim: Claim) -> Iterator[Found]:
    """One diagnosis entered twice."""
    for code in dict.fromkeys(claim.diagnoses):
        if claim.diagnoses.count(code) > 1:
            yield Found(says=f"{code} is entered {claim.diagnoses.count(code)} times: a claim carries it once.")


# --- filing --------------------------------------------------------------------------------------------------------


def last_day(service: date, years: int) -> date:
    """The last day of calendar years after a service; February 29 ends with February 28 of a year without it.

    >>> last_day(date(2023, 6, 1), 1), last_day(date(2024, 2, 29), 1), last_day(date(2024, 2, 29), 4)
    (datetime.date(2024, 6, 1), datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    """
    try:
        return service.replace(year=service.year + years)
    except ValueError:
        return service.replace(year=service.year + years, day=28)


def _filed_late(claim: Claim) -> Iterator[Found]:
    """The claim reached the payer after the last day, told in calendar years or in days after the service."""
    received = claim.visit.received
    if received is None:
        return
    if claim.check.years is not None:
        try:
            last = last_day(claim.on, claim.check.years)
        except ValueError:  # there is no calendar after the year 9999
            return
        if received > last:
            yield Found(says=f"Received on {received}; {last} was the last day for a service of {claim.on}.")
    elif claim.check.most is not None and (days := (received - claim.on).days) > claim.check.most:
        yield Found(says=f"Received {days} days after the service; {claim.check.most} are allowed.")


METHODS = {
    "dates-contradict": _dates_contradict,
    "persons-contradict": _persons_contradict,
    "deductible-contradicts": _deductible_contradicts,
    "place-unknown": _place_unknown,
    "place-of-another-biller": _place_of_another_biller,
    "resident-of-facility": _resident_of_facility,
    "telehealth-elsewhere": _telehealth_elsewhere,
    "in-person-by-telehealth": _in_person_by_telehealth,
    "diagnosis-malformed": _diagnosis_malformed,
    "diagnosis-twice": _diagnosis_twice,
    "filed-late": _filed_late,
}
