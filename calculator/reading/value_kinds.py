"""How values without parts are read: text, whole numbers, days, times, amounts.

>>> KINDS[Dollars].read("1875.5"), KINDS[Dollars].read("1,875"), KINDS[Clock].read("09:60")
(Decimal('1875.5'), None, None)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from calculator.errors import printable
from calculator.limits import MOST_COUNTED, MOST_MINUTES
from calculator.model.visit import (
    Clock,
    Count,
    Dollars,
    LineCode,
    Locality,
    Minutes,
    PayerKey,
    ServiceCode,
    SquareCentimeters,
    Units,
    Word,
)


class Kind(NamedTuple):
    """How a value is read.

    Attributes:
        expected: what it must be, in words.
        read: gives the value, or None where it does not fit.
        ranged: the types of which a value that does not fit is out of range, or not offered; of all others it has the
            wrong form.
        most: the largest number; None where there is none.
        counted: what the largest number counts, in words.
    """

    expected: str
    read: Callable[[Any], Any]
    ranged: tuple[type, ...] = ()
    most: int | None = None
    counted: str = ""


def _text(found: Any) -> str | None:
    return found if isinstance(found, str) else None


def _word(found: Any) -> str | None:
    """Text of at least one character, all of which can be shown."""
    return found if isinstance(found, str) and found and printable(found) == found else None


def _text_like(pattern: str) -> Callable[[Any], str | None]:
    form = re.compile(pattern)
    return lambda found: found if isinstance(found, str) and form.fullmatch(found) else None


def whole_number(found: Any) -> int | None:
    """A whole number; 15.0 is read as 15, and true is none.

    >>> whole_number(15.0), whole_number(7.5), whole_number(True), whole_number("15")
    (15, None, None, None)
    """
    if isinstance(found, float) and found.is_integer():
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _from_zero(found: Any) -> int | None:
    number = whole_number(found)
    return number if number is not None and number >= 0 else None


def day(found: Any) -> date | None:
    """A day of the calendar, written as 2026-01-31.

    >>> day("2026-01-31"), day("2026-02-30"), day("20260131")
    (datetime.date(2026, 1, 31), None, None)
    """
    if not isinstance(found, str) or not _DAY.fullmatch(found):
        return None
    try:
        return date.fromisoformat(found)
    except ValueError:
        return None


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _decimal(pattern: str, *types: type) -> Callable[[Any], Decimal | None]:
    """Reads a number that has a form when it is written out, so that none is rounded."""
    form = re.compile(pattern)

    def read(found: Any) -> Decimal | None:
        fits = isinstance(found, types) and not isinstance(found, bool) and form.fullmatch(str(found))
        return Decimal(str(found)) if fits else None

    return read


_hundredths = _decimal(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", str, int, float)
"""Reads a number from 0 with two decimal places at most."""

KINDS: dict[Any, Kind] = {
    str: Kind("text", _text),
    bool: Kind("true or false", lambda found: found if isinstance(found, bool) else None),
    int: Kind("a whole number", whole_number),
    date: Kind("a date such as 2026-03-02", day),
    Decimal: Kind('a number such as "12.50"', _decimal(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?", str)),
    Clock: Kind("a time of day such as 09:15", _text_like(r"([01][0-9]|2[0-3]):[0-5][0-9]")),
    Word: Kind("text", _word),
    PayerKey: Kind("the key of a payer, such as medicare-part-b", _text),
    ServiceCode: Kind("a code that this reference has, such as 97110", _text),
    LineCode: Kind("a code such as 97110", _text_like(r"[A-Z0-9]{5}")),
    Locality: Kind("a MAC and locality such as 15202-00", _text_like(r"[0-9]{5}-[0-9]{2}")),
    Minutes: Kind("whole minutes, such as 15", _from_zero, (int,), MOST_MINUTES, "minutes in one service"),
    Units: Kind("a whole number of units, such as 3", _from_zero, (int,), MOST_MINUTES, "units"),
    Count: Kind("a whole number from 0", _from_zero, (int,), MOST_COUNTED),
    Dollars: Kind('an amount in USD such as "1875.50"', _hundredths, (int,)),
    SquareCentimeters: Kind('square centimeters such as "12.5"', _hundredths, (int,)),
}
"""The kinds of values. What a person writes into a rule file may be any whole number; a visit's are counts."""
