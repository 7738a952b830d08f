"""Whether the parts of a table of pairs are all there.

CMS divides the table by column 1, at other codes each quarter: a part left out cannot be seen in the others' rows, but in
their names, or in the codes with which each begins and ends.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PARTS = 4


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A part of a table of pairs.

    Attributes:
        name: the file.
        number: 1 to 4, where its name says it.
        first: the first code in column 1.
        last: the last one.
    """

    name: str
    number: int | None
    first: str
    last: str


def missing_parts(parts: Sequence[Part]) -> Iterator[str]:
    """What is missing, or given twice.

    >>> halves = [Part("a.txt", None, "0001A", "25447"), Part("b.txt", None, "25500", "V5364")]
    >>> list(missing_parts(halves)), list(missing_parts(halves[:1]))
    ([], ['found codes of column 1 from 0001A to 25447, expected all from 0 to the codes that begin with a letter: parts with 25448 and later codes are missing'])
    """
    numbers = [part.number for part in parts if part.number is not None]
    if len(numbers) == len(parts):
        missing = [f"f{number}" for number in range(1, PARTS + 1) if number not in numbers]
        if missing:
            yield f"found {_listed(sorted(numbers))}, expected f1, f2, f3 and f4: {', '.join(missing)} missing"
        if len(set(numbers)) < len(numbers):
            yield f"found {_listed(sorted(numbers))}, expected each part once"
        in_order = sorted(parts, key=lambda part: part.number or 0)
    else:
        in_order = sorted(parts, key=lambda part: part.first)
        yield from _gaps(in_order)
    for before, after in itertools.pairwise(in_order):
        if after.first < before.last:
            ranges = (
                f"{before.first} to {before.last} in {before.name} and {after.first} to {after.last} in {after.name}"
            )
            yield f"found codes of column 1 from {ranges}, expected parts of one table, each after the one before"


def _gaps(parts: Sequence[Part]) -> Iterator[str]:
    """What is missing between parts whose names say nothing: borders lie within one or two first digits."""
    if not parts:
        return
    ranges = " and ".join(f"{part.first} to {part.last}" for part in parts)
    missing = []
    if not parts[0].first.startswith("0"):
        missing.append(f"codes before {parts[0].first}")
    if not parts[-1].last[:1].isalpha():
        missing.append(f"{_next(parts[-1].last)} and later codes")
    missing += [
        f"codes from {before.last} to {after.first}"
        for before, after in itertools.pairwise(parts)
        if _step(before.last, after.first) > 1
    ]
    if missing:
        expected = "all from 0 to the codes that begin with a letter"
        yield (
            f"found codes of column 1 from {ranges}, expected {expected}: parts with {' and '.join(missing)} are missing"
        )


def _step(last: str, first: str) -> int:
    """How far two codes are apart in their first two signs; letters follow on 99.

    >>> _step("25447", "25500"), _step("25999", "26010"), _step("25447", "36000"), _step("99607", "A0021")
    (0, 1, 11, 1)
    """
    return _place(first) - _place(last)


def _place(code: str) -> int:
    return int(code[:2]) if code[:2].isdigit() else 100


def _next(code: str) -> str:
    return f"{int(code) + 1:05d}" if code.isdigit() else code


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(f"f{number}" for number in numbers)
