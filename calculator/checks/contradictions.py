"""What was entered against itself: dates, persons and amounts that cannot all be true.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 23}], "received": "2026-03-01"}
>>> [(found["check"], found["says"]) for found in calculate(visit)["findings"]]
[('dates-contradict', 'Received on March 1, 2026, before the service on March 2, 2026.')]
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from calculator.checks.context import Claim, Limit, Method, Numbers, Violation, value_at
from calculator.steps import counted, us_date

IN_ORDER = (
    ("date_of_service", "received", "Received on {later}, before the service on {earlier}."),
    ("plan.first_treatment", "date_of_service", "The first treatment was on {earlier}, after this visit on {later}."),
    ("plan.established", "plan.certified", "The plan was certified on {later}, before it was written on {earlier}."),
    ("plan.established", "plan.sent", "The plan was sent on {later}, before it was written on {earlier}."),
    (
        "plan.verbal_order",
        "plan.certified",
        "The plan was signed on {later}, before the verbal certification on {earlier}.",
    ),
    (
        "plan.first_treatment",
        "plan.certified_until",
        "The certification ends on {later}, before the first treatment on {earlier}.",
    ),
    (
        "record.progress_report",
        "date_of_service",
        "The last progress report is dated {earlier}, after this visit on {later}.",
    ),
    (
        "authorization.first_day",
        "authorization.last_day",
        "The last authorized day, {later}, is before the first, {earlier}.",
    ),
)
"""Two days each, the first of which cannot be after the second, and what to say where it is."""


def _dates_contradict(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """Two days in an order that cannot be, or a certification that had run out before the first treatment."""
    for earlier_path, later_path, says in IN_ORDER:
        earlier, later = value_at(claim.visit, earlier_path), value_at(claim.visit, later_path)
        if earlier is not None and later is not None and earlier > later:
            yield Violation(says=says.format(earlier=us_date(earlier), later=us_date(later)))
    certified, first = value_at(claim.visit, "plan.certified"), value_at(claim.visit, "plan.first_treatment")
    if certified is not None and first is not None:
        days, [most] = (first - certified).days, [limit.whole for limit in numbers]
        if days > most:
            covers = f"a certification covers {most} days."
            says = f"Certified on {us_date(certified)}, {days} days before the first treatment: {covers}"
            yield Violation(says=says, severity="warning")


def _persons_contradict(claim: Claim) -> Iterator[Violation]:
    """A service whose minutes are not those of the person who is said to have furnished it."""
    for service in claim.visit.services:
        therapist = (service.minutes or 0) + (service.therapist_minutes or 0) + (service.together_minutes or 0)
        assistant = service.assistant_minutes or 0
        if service.furnished_by == "assistant" and therapist and not assistant:
            says = (
                f"{service.code} was furnished by an assistant, but its time ({counted(therapist, 'minute')}) is entered as the "
                "therapist's: enter it as the assistant's."
            )
            yield Violation(says=says)
        elif service.furnished_by == "therapist" and assistant and not therapist:
            says = f"{service.code} was furnished by the therapist, but its time ({counted(assistant, 'minute')}) is entered as the assistant's."
            yield Violation(says=says)


def _deductible_contradicts(claim: Claim, parameters: Limit, numbers: Numbers) -> Iterator[Violation]:
    """More of the deductible left than there is, or than the therapy of the year can have left."""
    left, [whole] = claim.visit.deductible_left, numbers
    used, year = claim.visit.amount_used, claim.visit.amount_used_year
    if left is None:
        return
    if left > whole.value:
        says = f"${left:,} of the deductible remaining; the {claim.on.year} deductible is ${whole.value:,}."
        yield Violation(says=says, cites=whole.cites, facts={"remaining ($)": left, "deductible ($)": whole.value})
    elif used is not None and year in (None, claim.on.year) and left > max(whole.value - used, Decimal(0)):
        says = (
            f"${left:,} of the deductible remaining, but ${used:,} was allowed this year. Allowed amounts go to the "
            f"${whole.value:,} deductible first."
        )
        facts = {"remaining ($)": left, "used ($)": used, "deductible ($)": whole.value}
        yield Violation(says=says, cites=whole.cites, facts=facts, severity="warning")


METHODS = {
    "dates-contradict": Method(_dates_contradict, Limit, with_numbers=True),
    "persons-contradict": Method(_persons_contradict),
    "deductible-contradicts": Method(_deductible_contradicts, Limit, with_numbers=True),
}
