"""What was done on a visit, code by code: services of one code are added before anything else.

>>> from datetime import date
>>> from calculator import default_rules
>>> from calculator.model import Service, Visit
>>> visit = Visit(date_of_service=date(2026, 3, 2), payer="midpoint", discipline="PT",
...     services=(Service(code="97110", minutes=20), Service(code="97110", assistant_minutes=13)))
>>> [work] = gather(visit, default_rules())
>>> work.code, work.minutes, work.therapist, work.assistant, work.span
('97110', 33, 20, 13, 15)
"""

from __future__ import annotations

from dataclasses import dataclass

from calculator.dated import in_force
from calculator.model import Cite, Rules, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that was done under one code; a base code stands for its add-on as well.

    Attributes:
        code: the code the minutes are entered under.
        span: minutes that one unit stands for; None for an untimed code.
        add_on: the code of every unit after the first, or None.
        add_on_span: minutes of one add-on unit, or None.
        therapist: minutes of the therapist, those together with the assistant included.
        assistant: minutes of the assistant alone.
        together: how many of the therapist's minutes were together with the assistant.
        listed: how many services of the visit it stands for.
        cites: where the way of counting it comes from.
    """

    code: str
    span: int | None
    add_on: str | None
    add_on_span: int | None
    therapist: int
    assistant: int
    together: int
    listed: int
    cites: tuple[Cite, ...]

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


def gather(visit: Visit, rules: Rules) -> tuple[Work, ...]:
    """The visit's services by code, in order of first mention."""
    works: dict[str, Work] = {}
    for service in visit.services:
        together = service.together_minutes or 0
        therapist = (service.minutes or 0) + (service.therapist_minutes or 0) + together
        before = works.get(service.code)
        counting = in_force(rules.codes[service.code].counting, visit.date_of_service)
        assert counting is not None  # noqa: S101 - the visit was read against the same rules
        add_on = in_force(rules.codes[counting.add_on].counting, visit.date_of_service) if counting.add_on else None
        works[service.code] = Work(
            code=service.code,
            span=counting.minutes_per_unit,
            add_on=counting.add_on,
            add_on_span=add_on.minutes_per_unit if add_on else None,
            therapist=therapist + (before.therapist if before else 0),
            assistant=(service.assistant_minutes or 0) + (before.assistant if before else 0),
            together=together + (before.together if before else 0),
            listed=1 + (before.listed if before else 0),
            cites=counting.cites,
        )
    return tuple(works.values())
