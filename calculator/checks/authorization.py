"""Prior authorization: its days and visits; and timely filing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from calculator.checks.context import Claim, Method, Violation, parameters
from calculator.steps import us_date


def _visits_used_up(claim: Claim) -> Iterator[Violation]:
    """More visits than were authorized."""
    leave = claim.visit.authorization
    if leave and leave.visits is not None and leave.visits_used is not None and leave.visits_used > leave.visits:
        yield Violation(says=f"Visit {leave.visits_used} of {leave.visits} authorized visits.")


def _outside_authorization(claim: Claim) -> Iterator[Violation]:
    """A visit before or after the authorized days; days that contradict each other are another check's."""
    leave = claim.visit.authorization
    if leave is None or (leave.first_day and leave.last_day and leave.last_day < leave.first_day):
        return
    if leave.first_day and claim.on < leave.first_day:
        yield Violation(
            says=f"The visit on {us_date(claim.on)} is before {us_date(leave.first_day)}, the first authorized date."
        )
    if leave.last_day and claim.on > leave.last_day:
        yield Violation(
            says=f"The visit on {us_date(claim.on)} is after {us_date(leave.last_day)}, the last authorized date."
        )


def last_day(service: date, years: int) -> date:
    """The last day of calendar years after a service; February 29 ends with February 28 of a year without it.

    >>> last_day(date(2023, 6, 1), 1), last_day(date(2024, 2, 29), 1), last_day(date(2024, 2, 29), 4)
    (datetime.date(2024, 6, 1), datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    """
    try:
        return service.replace(year=service.year + years)
    except ValueError:
        return service.replace(year=service.year + years, day=28)


@parameters
class FiledLate:
    """What `filed-late` reads; one of both limits."""

    years: int | None = None
    """Calendar years within which a claim is filed: to the same day of the later year, never a number of days."""
    most: int | None = None
    """Days within which a claim is filed."""


def _filed_late(claim: Claim, parameters: FiledLate) -> Iterator[Violation]:
    """The claim reached the payer after the last day, told in calendar years or in days after the service."""
    received = claim.visit.received
    if received is None:
        return
    if parameters.years is not None:
        try:
            last = last_day(claim.on, parameters.years)
        except ValueError:  # there is no calendar after the year 9999
            return
        if received > last:
            yield Violation(
                says=f"Received on {us_date(received)}. The last day for a service on {us_date(claim.on)} was {us_date(last)}."
            )
    elif parameters.most is not None and (days := (received - claim.on).days) > parameters.most:
        yield Violation(says=f"Received {days} days after the service; {parameters.most} are allowed.")


METHODS = {
    "visits-used-up": Method(_visits_used_up),
    "outside-authorization": Method(_outside_authorization),
    "filed-late": Method(_filed_late, FiledLate),
}
