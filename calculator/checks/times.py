"""Clock times of a day: nobody's minute is billed twice.

>>> overlap("09:00", "09:30", "09:20", "09:40")
10
"""

from __future__ import annotations

from collections.abc import Iterator

from calculator.checks.context import Claim, Method, Violation, parameters
from calculator.model import MINUTES, Service
from calculator.steps import counted


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def overlap(start: str, stop: str, other_start: str, other_stop: str) -> int:
    """How many minutes two times share; 0 where one ends as the other begins."""
    return max(0, min(_minute(stop), _minute(other_stop)) - max(_minute(start), _minute(other_start)))


def _with_times(claim: Claim) -> list[tuple[Service, str, str]]:
    """The services that tell when they began and ended."""
    return [(this, this.start, this.stop) for this in claim.visit.services if this.start and this.stop]


@parameters
class SameMinutes:
    """What `same-minutes` reads."""

    codes: tuple[str, ...] = ()
    """Codes, one of which shares minutes with a code that is not among them; empty for two timed codes."""


def _same_minutes(claim: Claim, parameters: SameMinutes) -> Iterator[Violation]:
    """Two services of the visit at one time: both timed, or one of them of the check's codes."""
    timed = _with_times(claim)
    for place, (one, start, stop) in enumerate(timed):
        for other, other_start, other_stop in timed[place + 1 :]:
            shared = overlap(start, stop, other_start, other_stop)
            group = (one.code in parameters.codes) != (other.code in parameters.codes)
            concerned = group if parameters.codes else claim.timed(one.code) and claim.timed(other.code)
            if shared and concerned:
                says = f"{one.code} ({start} to {stop}) and {other.code} ({other_start} to {other_stop}) share {counted(shared, 'minute')}. Count each minute for only one of them."
                yield Violation(says=says, facts={"shared minutes": shared})


def _longer_than_clock(claim: Claim) -> Iterator[Violation]:
    """More minutes than lie between start and stop."""
    for service, start, stop in _with_times(claim):
        minutes = sum(getattr(service, name) or 0 for name in MINUTES)
        if minutes > _minute(stop) - _minute(start):
            says = f"{service.code} has {counted(minutes, 'minute')}, but its times are {start} to {stop}."
            yield Violation(says=says, facts={"minutes": minutes, "by the clock": _minute(stop) - _minute(start)})


def _with_other_discipline(claim: Claim) -> Iterator[Violation]:
    """A service at the same time as another discipline's visit."""
    for visit in claim.visit.other_visits:
        for service, start, stop in _with_times(claim):
            shared = overlap(start, stop, visit.start, visit.stop) if visit.start and visit.stop else 0
            if shared:
                says = (
                    f"{service.code} ({start} to {stop}) shares {counted(shared, 'minute')} with the {visit.discipline} visit "
                    f"({visit.start} to {visit.stop}): together they may bill no more than the minutes of the session."
                )
                yield Violation(says=says, facts={"shared minutes": shared})


def _with_other_patient(claim: Claim) -> Iterator[Violation]:
    """A one-on-one service while the same person was with another patient."""
    for service, start, stop in _with_times(claim):
        for span in claim.visit.with_other_patients:
            shared = overlap(start, stop, span.start, span.stop)
            if shared and claim.timed(service.code):
                says = f"{service.code} ({start} to {stop}) is one-on-one, but {shared} of its minutes were spent with another patient."
                yield Violation(says=says, facts={"shared minutes": shared})


METHODS = {
    "same-minutes": Method(_same_minutes, SameMinutes),
    "longer-than-clock": Method(_longer_than_clock),
    "with-other-discipline": Method(_with_other_discipline),
    "with-other-patient": Method(_with_other_patient),
}
