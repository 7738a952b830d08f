"""The pooled rule, known as the 8-minute rule: how pooled minutes give units, and which codes get them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

from calculator.counting.services import CodeMinutes
from calculator.limits import MOST_ALTERNATIVES


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Codes that are equal at the cut."""

    units: int  # how many units are left for them
    codes: tuple[str, ...]  # the codes, in order of first mention
    taken: tuple[str, ...]  # those that get one, in order of first mention

    def others(self) -> Iterator[tuple[str, ...]]:
        """Every other way to take as many of the codes."""
        every = (taken for taken in combinations(self.codes, self.units) if taken != self.taken)
        return islice(every, MOST_ALTERNATIVES)

    def answers(self) -> int:
        """How many other ways there are, listed or not."""
        return comb(len(self.codes), self.units) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledUnits:
    """The units of a pool."""

    minutes: int  # of the whole pool
    total: int  # units that they give
    left: int  # how many of these no code has in full
    winners: tuple[str, ...]  # codes that get one of those
    units: Mapping[str, int]  # units of every code
    tie: Tie | None  # the tie for the last of them, if there is one


def pooled_units(pool: Sequence[CodeMinutes], span: int, threshold: int, choose: Sequence[str]) -> PooledUnits:
    """The units of a pool: its minutes decide how many, one more from `threshold` minutes on; the remainders decide whose."""
    minutes = minutes_in(pool)
    total = (minutes + span - threshold) // span
    units = {service.code: service.minutes // span for service in pool}
    left = total - sum(units.values())
    winners, tie = _largest_remainders(pool, span, left, choose) if left else ((), None)
    for code in winners:
        units[code] += 1
    return PooledUnits(minutes=minutes, total=total, left=left, winners=winners, units=units, tie=tie)


def minutes_in(services: Sequence[CodeMinutes]) -> int:
    """The minutes of several codes together."""
    return sum(service.minutes for service in services)


def _largest_remainders(
    pool: Sequence[CodeMinutes], span: int, left: int, choose: Sequence[str]
) -> tuple[tuple[str, ...], Tie | None]:
    """The codes that get one of the units left, and the tie where equal remainders leave a choice."""
    cut = sorted((service.minutes % span for service in pool), reverse=True)[left - 1]
    ahead = tuple(service.code for service in pool if service.minutes % span > cut)
    equal = [service for service in pool if service.minutes % span == cut]
    places = left - len(ahead)
    if places == len(equal):
        return (*ahead, *(service.code for service in equal)), None

    def preference(service: CodeMinutes) -> tuple[int, int]:
        """What was chosen first, in the order of choosing; then the code with more minutes."""
        return (choose.index(service.code) if service.code in choose else len(choose), -service.minutes)

    preferred = {service.code for service in sorted(equal, key=preference)[:places]}
    taken = tuple(service.code for service in equal if service.code in preferred)
    return (*ahead, *taken), Tie(units=places, codes=tuple(service.code for service in equal), taken=taken)
