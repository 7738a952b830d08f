"""The minutes of each code: services of one code are added before anything else.

>>> from datetime import date
>>> from calculator import default_rules
>>> from calculator.model import Service, Visit
>>> visit = Visit(date_of_service=date(2026, 3, 2), payer="midpoint", discipline="PT",
...     services=(Service(code="97110", minutes=20), Service(code="97110", assistant_minutes=13)))
>>> [service] = minutes_by_code(visit, default_rules())
>>> service.code, service.minutes, service.therapist, service.assistant, service.span
('97110', 33, 20, 13, 15)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from calculator.dated import in_force
from calculator.grouping import group_by
from calculator.model import Cite, Counting, Counts, Rules, Service, Visit

INPUTS: Mapping[Counts, str] = {
    "seven-day-minutes": "period_minutes",
    "month-minutes": "period_minutes",
    "days-of-data": "days_of_data",
    "debrided-area": "area_sq_cm",
    "wound-area": "area_sq_cm",
    "muscles": "muscles",
}
"""The field of a service that tells what a code counts."""

ADDED = ("area_sq_cm", "muscles")
"""Fields that are added over the services of a code; the others are of one period, and its services agree on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMinutes:
    """The services of one code, with their minutes; a base code stands for its add-on as well."""

    code: str  # the one that the minutes are entered under
    span: int | None  # minutes that one unit stands for; None for an untimed code
    add_on: str | None  # the code of every unit after the first, or None
    add_on_span: int | None  # minutes of one add-on unit, or None
    therapist: int  # minutes of the therapist, those together with the assistant included
    assistant: int  # minutes of the assistant alone
    together: int  # how many of the therapist's minutes were together with the assistant
    listed: int  # how many services of the visit it stands for
    cites: tuple[Cite, ...]  # where the way of counting it comes from
    counting: Counting  # how the code is counted on the day
    further: Counting | None  # how its add-on is counted on the day, or None
    quantity: Decimal | int | None  # what the code counts, where a field of the visit tells it
    each: tuple[int, ...]  # the patient's minutes of each service

    @property
    def minutes(self) -> int:
        """The patient's minutes."""
        return self.therapist + self.assistant

    @property
    def shared(self) -> bool:
        """True where both persons furnished a part alone."""
        return self.therapist > 0 and self.assistant > 0

    @property
    def name(self) -> str:
        """The code, with its add-on where it has one."""
        return f"{self.code}/{self.add_on}" if self.add_on else self.code


def minutes_by_code(visit: Visit, rules: Rules) -> tuple[CodeMinutes, ...]:
    """The visit's services by code, in order of first mention."""
    return _by_code(visit.services, visit, rules)


def codes_billed(visit: Visit, rules: Rules) -> tuple[CodeMinutes, ...]:
    """The codes of the billed lines that are in use on the day, without minutes: what is to say of a code by itself."""
    codes = dict.fromkeys(line.code for line in visit.billed or () if line.code in rules.codes)
    entries = {code: in_force(rules.codes[code].counting, visit.date_of_service) for code in codes}
    used = [code for code, entry in entries.items() if entry and entry.kind in ("timed", "untimed")]
    return _by_code([Service(code=code, minutes=0) for code in used], visit, rules)


def _by_code(every: Sequence[Service], visit: Visit, rules: Rules) -> tuple[CodeMinutes, ...]:
    found = []
    for code, services in group_by(every, lambda service: service.code).items():
        counting = in_force(rules.codes[code].counting, visit.date_of_service)
        assert counting is not None  # noqa: S101 - the visit was read against the same rules
        add_on = in_force(rules.codes[counting.add_on].counting, visit.date_of_service) if counting.add_on else None
        together = [service.together_minutes or 0 for service in services]
        therapist = [(service.minutes or 0) + (service.therapist_minutes or 0) for service in services]
        assistant = [service.assistant_minutes or 0 for service in services]
        found.append(
            CodeMinutes(
                code=code,
                span=counting.minutes_per_unit,
                add_on=counting.add_on,
                add_on_span=add_on.minutes_per_unit if add_on else None,
                therapist=sum(therapist) + sum(together),
                assistant=sum(assistant),
                together=sum(together),
                listed=len(services),
                cites=counting.cites,
                counting=counting,
                further=add_on,
                quantity=_told(services, counting.counts),
                each=tuple(map(sum, zip(therapist, assistant, together, strict=True))),
            )
        )
    return tuple(found)


def _told(services: Sequence[Service], counts: Counts | None) -> Decimal | int | None:
    """What the services of a code tell of what it counts; of a sum nothing where one of them does not tell its part.

    >>> _told((Service(code="97597", area_sq_cm=Decimal(15)), Service(code="97597", area_sq_cm=Decimal(10))), "debrided-area")
    Decimal('25')
    >>> _told((Service(code="98980", period_minutes=25), Service(code="98980", minutes=5)), "month-minutes")
    25
    """
    field = INPUTS.get(counts) if counts else None
    if field is None:
        return None
    found = [getattr(service, field) for service in services]
    if field in ADDED:
        return None if None in found else sum(found[1:], found[0])
    return next((value for value in found if value is not None), None)
