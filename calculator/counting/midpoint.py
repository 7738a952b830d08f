"""The midpoint rule of CPT: a unit counts once more than half of its minutes is reached.

>>> [passed_midpoints(minutes, 15) for minutes in (7, 8, 22, 23)], [passed_midpoints(m, 60) for m in (30, 31, 91)]
([0, 1, 1, 2], [0, 1, 2])
"""

from __future__ import annotations

from calculator.counting.services import CodeMinutes


def units_alone(service: CodeMinutes) -> int:
    """Units of one service by its own minutes: one more each time the middle of a span is passed."""
    assert service.span is not None  # noqa: S101 - only asked for timed codes
    if service.add_on_span is None:
        return passed_midpoints(service.minutes, service.span)
    first = passed_midpoints(min(service.minutes, service.span), service.span)
    return first + passed_midpoints(max(service.minutes - service.span, 0), service.add_on_span)


def passed_midpoints(minutes: int, span: int) -> int:
    """How many spans have more than half of their minutes."""
    full, rest = divmod(minutes, span)
    return full + (2 * rest > span)
