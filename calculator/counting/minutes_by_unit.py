"""Which minutes fill which unit, whose they are, and which code gets the unit: what a picture of the minutes shows.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 33}, {"code": "97140", "minutes": 7}]}
>>> for row in calculate(visit)["minutes_by_unit"]:
...     print(row["code"], [(unit["therapist"], unit["earned_by"]) for unit in row["units"]])
None [(15, '97110'), (15, '97110'), (10, '97140')]
97110 [(15, '97110'), (15, '97110'), (3, None)]
97140 [(7, '97140')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from calculator.counting.services import CodeMinutes
from calculator.model import MinutesByUnit, UnitMinutes


def minutes_by_unit(
    services: Sequence[CodeMinutes],
    units: Mapping[str, int],
    marked: Mapping[str, int],
    modifier: str | None,
    pool_span: int | None,
) -> tuple[MinutesByUnit, ...]:
    """The minutes of each timed code unit by unit, those of the pool first where several codes share it."""
    timed = [service for service in services if service.span is not None and service.minutes]
    rows = [_row(service, units[service.code], marked[service.code], modifier) for service in timed]
    pool = [
        (row, units[service.code])
        for service, row in zip(timed, rows, strict=True)
        if pool_span and service.span == pool_span
    ]
    shared = [_pool(pool, pool_span)] if pool_span and len(pool) > 1 else []
    return (*shared, *rows)


def _row(service: CodeMinutes, units: int, marked: int, modifier: str | None) -> MinutesByUnit:
    """A code's minutes, the therapist's first; its last unit may be earned with fewer minutes than it is long."""
    assert service.span is not None  # noqa: S101 - only asked for timed codes
    therapist, assistant, length = service.therapist, service.assistant, service.span
    filled: list[UnitMinutes] = []
    while therapist + assistant:
        first = min(therapist, length)
        second = min(assistant, length - first)
        place = len(filled)
        filled.append(
            UnitMinutes(
                length=length,
                therapist=first,
                assistant=second,
                earned_by=service.code if place < units else None,
                modifier=modifier if units - marked <= place < units else None,
            )
        )
        therapist, assistant, length = therapist - first, assistant - second, service.add_on_span or length
    return MinutesByUnit(code=service.code, units=tuple(filled))


def _pool(pool: Sequence[tuple[MinutesByUnit, int]], span: int) -> MinutesByUnit:
    """The pool's minutes: units that codes fill by themselves, then what is left over.

    What is left over begins with the codes that get a unit for it, so each unit shows the minutes of the code that gets
    it, as far as they go.
    """
    full: list[UnitMinutes] = []
    more: list[str] = []
    first: list[UnitMinutes] = []
    last: list[UnitMinutes] = []
    for row, units in pool:
        whole = sum(unit.therapist + unit.assistant == span for unit in row.units[:units])
        full += row.units[:whole]
        more += [row.code or ""] * (units - whole)
        (first if units > whole else last).extend(row.units[whole:])
    left = list(_joined((*first, *last), span))
    earners = [*more, *[None] * len(left)]
    return MinutesByUnit(
        code=None,
        units=(
            *(replace(unit, modifier=None) for unit in full),
            *(replace(unit, earned_by=earner) for unit, earner in zip(left, earners, strict=False)),
        ),
    )


def _joined(parts: Iterable[UnitMinutes], span: int) -> Iterator[UnitMinutes]:
    """Minutes of several units laid out anew without gaps, in their order."""
    minutes = [0, 0]
    for part in parts:
        for person, rest in enumerate((part.therapist, part.assistant)):
            while rest:
                taken = min(rest, span - sum(minutes))
                minutes[person] += taken
                rest -= taken
                if sum(minutes) == span:
                    yield UnitMinutes(length=span, therapist=minutes[0], assistant=minutes[1], earned_by=None)
                    minutes = [0, 0]
    if any(minutes):
        yield UnitMinutes(length=span, therapist=minutes[0], assistant=minutes[1], earned_by=None)
