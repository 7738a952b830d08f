"""Reads a visit from plain data: every problem at once, each at its field, nothing guessed.

>>> from calculator import VisitError, calculate
>>> try:
...     calculate({"date_of_service": "3/2/2026", "payer": "medicare-part-b", "discipline": "PT",
...                "services": [{"code": "97110", "minutes": 7.5}]})
... except VisitError as error:
...     for problem in error.errors:
...         print(problem["field"], "-", problem["message"])
date_of_service - found '3/2/2026', expected a date such as 2026-03-02
services[0].minutes - found 7.5, expected whole minutes from 0
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from calculator.counting.services import ADDED, INPUTS
from calculator.dated import in_force
from calculator.errors import ErrorKind, VisitError, printable, problem, shown
from calculator.model import Billed, Clock, Discipline, Rules, Service, Setting, Visit
from calculator.serialize import field_types

_MOST_MINUTES = 24 * 60
"""Minutes of a day."""

_MOST_ENTRIES = 1000
"""Entries of one list, and fields of one object: far more than any day has, and few enough to be answered at once."""

_MOST_OF = {"services": 200, "other_visits": 200, "with_other_patients": 200}
"""Lists that are held against each other, entry by entry."""

_MOST_DAYS = 30
"""Days of the period in which days with data are counted."""

QUANTITIES = tuple(dict.fromkeys(INPUTS.values()))
"""Fields of a service that only codes counted by something else than the visit read."""

_PERSONS = ("therapist_minutes", "assistant_minutes", "together_minutes")

LINE_FIELDS = tuple(field_types(Billed))
SERVICE_FIELDS = tuple(field_types(Service))
FIELDS = tuple(field_types(Visit))

_CORE = (
    "date_of_service",
    "payer",
    "discipline",
    "services",
    "choose",
    "setting",
    "diagnoses",
    "amount_used",
    "locality",
    "billed",
    "deductible_left",
)
"""Fields that have a reader of their own; all others are read by their type."""

_OPTIONAL = tuple(name for name in FIELDS if name not in _CORE)


def read_visit(plain: Any, rules: Rules) -> Visit:
    """The visit that plain data describe.

    Args:
        plain: a dictionary as the contract tells.
        rules: the rule set, for the keys of payers and codes.

    Raises:
        VisitError: with every problem.
    """
    reader = _Reader(rules)
    visit = reader.visit(plain)
    if reader.problems:
        raise VisitError(reader.problems)
    assert visit is not None  # noqa: S101 - None comes with a problem
    return visit


class _Reader:
    """Reads values and notes what is wrong with them."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.problems: list[dict[str, str]] = []

    def wrong(self, field: str, found: Any, expected: str, kind: ErrorKind = "value") -> None:
        """Note a value that is not what was expected; null counts as missing."""
        if found is None:
            self.problems.append(problem(field, "missing", None, expected))
        else:
            self.problems.append(problem(field, kind, shown(found), expected))

    def unknown_fields(self, plain: Mapping[Any, Any], known: tuple[str, ...], prefix: str = "") -> None:
        """Note every field that nobody knows."""
        if len(plain) > _MOST_ENTRIES:
            self.too_many(prefix.removesuffix("."), plain, "fields")
            return
        for name in plain:
            if name not in known:
                shown_name = name if isinstance(name, str) else shown(name)
                expected = f"one of {', '.join(known)}"
                self.problems.append(problem(prefix + shown_name, "unknown-field", "an unknown field", expected))

    def too_many(self, field: str, found: Mapping[Any, Any] | Sequence[Any], what: str) -> bool:
        """Note a list or an object that is longer than anything real; false for all others."""
        most = _MOST_OF.get(field, _MOST_ENTRIES)
        if len(found) <= most:
            return False
        self.problems.append(problem(field, "too-many", f"{len(found):,} {what}", f"at most {most:,}"))
        return True

    def visit(self, plain: Any) -> Visit | None:
        """A whole visit; None with problems."""
        if not isinstance(plain, Mapping):
            self.wrong("", plain, "a visit: an object with date_of_service, payer, discipline and services", "shape")
            return None
        self.unknown_fields(plain, FIELDS)
        day = self.day(plain.get("date_of_service"))
        payer = self.payer(plain.get("payer"), day)
        discipline = self.word("discipline", plain.get("discipline"), typing.get_args(Discipline))
        services = self.services(plain.get("services"), day)
        fields = {
            "choose": self.texts("choose", plain.get("choose"), "a list of codes"),
            "setting": "office"
            if plain.get("setting") is None
            else self.word("setting", plain["setting"], typing.get_args(Setting)),
            "diagnoses": self.texts("diagnoses", plain.get("diagnoses"), "a list of ICD-10-CM codes"),
            "amount_used": self.amount("amount_used", plain.get("amount_used")),
            "locality": self.locality(plain.get("locality")),
            "billed": self.billed(plain.get("billed")),
            "deductible_left": self.amount("deductible_left", plain.get("deductible_left")),
        }
        fields |= self.typed(Visit, plain, "", _OPTIONAL)
        if self.problems or day is None:
            return None
        return Visit(date_of_service=day, payer=payer, discipline=discipline, services=services, **fields)  # type: ignore[arg-type]

    def day(self, found: Any) -> date | None:
        """The date of service."""
        expected = "a date such as 2026-03-02"
        if not isinstance(found, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found):
            self.wrong("date_of_service", found, expected, "shape")
            return None
        try:
            day = date.fromisoformat(found)
        except ValueError:
            self.wrong("date_of_service", found, f"{expected}: this day is not in the calendar")
            return None
        earliest = self.rules.edition.earliest_date_of_service
        if day < earliest:
            self.wrong("date_of_service", found, f"{earliest} or later: no rule is kept for earlier days")
            return None
        return day

    def payer(self, found: Any, day: date | None) -> str:
        """The key of a payer who has rules on the day."""
        if not isinstance(found, str) or found not in self.rules.payers:
            self.wrong("payer", found, f"one of {', '.join(sorted(self.rules.payers))}")
            return ""
        payer = self.rules.payers[found]
        if day is not None:
            for name in ("unit_rule", "assistant_rule", "threshold_rule"):
                if in_force(getattr(payer, name), day) is None:
                    since = getattr(payer, name)[0].since
                    self.wrong(
                        "date_of_service",
                        day.isoformat(),
                        f"{since} or later: {found} has no {name.replace('_', ' ')} in force before",
                    )
        return found

    def word(self, field: str, found: Any, known: tuple[str, ...]) -> str:
        """One of a few words."""
        if not isinstance(found, str) or found not in known:
            self.wrong(field, found, f"one of {', '.join(known)}")
        return typing.cast(str, found)

    def services(self, found: Any, day: date | None) -> tuple[Service, ...]:
        """The services, at least one."""
        if not isinstance(found, list | tuple) or not found:
            if isinstance(found, list | tuple):
                self.problems.append(problem("services", "missing", "an empty list", "at least one service"))
            else:
                self.wrong("services", found, "a list of services", "shape")
            return ()
        if self.too_many("services", found, "services"):
            return ()
        before = len(self.problems)
        services = tuple(self.service(item, f"services[{position}]", day) for position, item in enumerate(found))
        if len(self.problems) == before:
            self.agree(services)
        total = sum(_minutes_of(service) for service in services)
        if len(self.problems) == before and total > _MOST_MINUTES:
            self.wrong("services", total, f"at most {_MOST_MINUTES} minutes in all services of a day together")
        return services

    def service(self, plain: Any, place: str, day: date | None) -> Service:
        """One service with its minutes."""
        nothing = Service(code="")
        if not isinstance(plain, Mapping):
            self.wrong(place, plain, "a service: an object with code and minutes", "shape")
            return nothing
        self.unknown_fields(plain, SERVICE_FIELDS, f"{place}.")
        code = self.code(plain.get("code"), f"{place}.code", day)
        given = {name: plain[name] for name in ("minutes", *_PERSONS) if plain.get(name) is not None}
        persons = [name for name in given if name != "minutes"]
        own = self.quantity_of(code, day)
        if not given and (own is None or plain.get(own) is None):
            self.wrong(f"{place}.minutes", None, f"minutes, or any of {', '.join(_PERSONS)}")
        if "minutes" in given and persons:
            together = f"together with {', '.join(persons)}"
            self.problems.append(problem(f"{place}.minutes", "conflict", together, "either minutes or those"))
        before = len(self.problems)
        minutes: dict[str, Any] = {name: self.minutes(value, f"{place}.{name}") for name, value in given.items()}
        told = self.typed(Service, plain, f"{place}.", ("start", "stop", "separate", "furnished_by", *QUANTITIES))
        self.read_by_code(code, day, own, plain, place)
        if (days := told.get("days_of_data")) is not None and days > _MOST_DAYS:
            self.wrong(f"{place}.days_of_data", days, f"at most {_MOST_DAYS} days, those of the 30-day period")
        self.in_order(plain, told, place)
        if len(self.problems) > before:
            return nothing
        service = Service(code=code, **minutes, **told)
        if _minutes_of(service) > _MOST_MINUTES:
            self.wrong(place, _minutes_of(service), f"at most {_MOST_MINUTES} minutes in one service")
            return nothing
        return service

    def quantity_of(self, code: str, day: date | None) -> str | None:
        """The field that tells what a code counts on a day; None for a code that needs none."""
        known = self.rules.codes.get(code)
        entry = in_force(known.counting, day) if known and day else None
        return INPUTS.get(entry.counts) if entry and entry.counts else None

    def read_by_code(self, code: str, day: date | None, own: str | None, plain: Mapping[Any, Any], place: str) -> None:
        """Note every quantity that the code does not read, with the codes that do."""
        if not code or day is None:
            return
        for name in QUANTITIES:
            if name != own and plain.get(name) is not None:
                readers = [key for key in self.rules.codes if self.quantity_of(key, day) == name]
                expected = f"nothing: {code} does not read it, only these do: {', '.join(readers)}"
                self.wrong(f"{place}.{name}", plain[name], expected, "conflict")

    def agree(self, services: Sequence[Service]) -> None:
        """Services of one code tell one and the same period, which is not less than what they themselves are."""
        for name in QUANTITIES:
            if name in ADDED:
                continue
            first: dict[str, int] = {}
            for position, service in enumerate(services):
                value = getattr(service, name)
                if value is None:
                    continue
                before = first.setdefault(service.code, value)
                if value != before:
                    expected = f"{before} as in the first service of {service.code}: both are of one period"
                    self.wrong(f"services[{position}].{name}", value, expected, "conflict")
                day = sum(_minutes_of(other) for other in services if other.code == service.code)
                if name == "period_minutes" and value < day:
                    expected = (
                        f"at least {day}, the minutes of {service.code} on this day, which are part of the period"
                    )
                    self.wrong(f"services[{position}].{name}", value, expected, "conflict")

    def code(self, found: Any, field: str, day: date | None) -> str:
        """A code that can be entered on the day."""
        if not isinstance(found, str) or found not in self.rules.codes:
            self.wrong(field, found, "a code that this reference has, such as 97110")
            return ""
        if day is None:  # what holds on a day cannot be told without one, and the day has its own problem
            return found
        counting = self.rules.codes[found].counting
        entry = in_force(counting, day)
        if entry is not None and entry.kind == "expected":
            why = f"'{found}' on {day}: a change is expected from {entry.since} on, and its rule is not known here"
            self.problems.append(problem(field, "conflict", why))
        elif entry is None or entry.kind == "not-in-use":
            since = (
                f"expected a date of service from {counting[0].since} on"
                if entry is None
                else f"it ended before {entry.since}"
            )
            instead = entry.use_instead if entry else self.before(found, day)
            known = f"; on that day {' or '.join(instead)} was in use" if instead else ""
            why = f"'{found}', which was not in use on {day}: {since}{known}"
            self.problems.append(problem(field, "conflict", why))
        elif entry.base and entry.kind == "timed":
            expected = f"its base {entry.base}: enter all minutes under {entry.base}"
            self.problems.append(problem(field, "value", f"'{found}', which is an add-on", expected))
        return found

    def before(self, code: str, day: date) -> tuple[str, ...]:
        """The codes in use on the day whose place another code took later."""
        return tuple(
            key
            for key, known in self.rules.codes.items()
            if any(code in entry.use_instead for entry in known.counting)
            and (entry := in_force(known.counting, day)) is not None
            and entry.kind in ("timed", "untimed")
        )

    def minutes(self, found: Any, field: str) -> int:
        """Whole minutes from 0; 15.0 is read as 15."""
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        if isinstance(found, bool) or not isinstance(found, int) or found < 0:
            self.wrong(field, found, "whole minutes from 0", _kind_of(found))
            return 0
        if found > _MOST_MINUTES:
            self.wrong(field, found, f"at most {_MOST_MINUTES} minutes in one service")
            return 0
        return found

    def texts(self, field: str, found: Any, expected: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        if found is None:
            return ()
        if not isinstance(found, list | tuple):
            self.wrong(field, found, expected, "shape")
            return ()
        if self.too_many(field, found, "entries"):
            return ()
        for position, item in enumerate(found):
            if not isinstance(item, str) or not item or printable(item) != item:
                self.wrong(f"{field}[{position}]", item, "text", "shape")
        return tuple(found)

    def amount(self, field: str, found: Any) -> Decimal | None:
        """USD from 0, in cents at most."""
        if found is None:
            return None
        if not _is_decimal(found):
            self.wrong(field, found, 'an amount in USD such as "1875.50"', _kind_of(found))
            return None
        return Decimal(str(found))

    def locality(self, found: Any) -> str | None:
        """A place for prices."""
        if found is None or (isinstance(found, str) and re.fullmatch(r"[0-9]{5}-[0-9]{2}", found)):
            return found
        self.wrong("locality", found, "a MAC and locality such as 15202-00", "shape")
        return None

    def billed(self, found: Any) -> tuple[Billed, ...] | None:
        """The lines somebody means to send."""
        if found is None:
            return None
        if not isinstance(found, list | tuple):
            self.wrong("billed", found, "a list of claim lines", "shape")
            return None
        if self.too_many("billed", found, "claim lines"):
            return None
        return tuple(self.billed_line(item, f"billed[{position}]") for position, item in enumerate(found))

    def billed_line(self, plain: Any, place: str) -> Billed:
        """One claim line."""
        if not isinstance(plain, Mapping):
            self.wrong(place, plain, "a claim line: an object with code, units and modifiers", "shape")
            return Billed(code="", units=0)
        self.unknown_fields(plain, LINE_FIELDS, f"{place}.")
        code, units = plain.get("code"), plain.get("units")
        if not isinstance(code, str) or not re.fullmatch(r"[A-Z0-9]{5}", code):
            self.wrong(f"{place}.code", code, "a code such as 97110", "shape")
        if isinstance(units, float) and units.is_integer():
            units = int(units)
        if isinstance(units, bool) or not isinstance(units, int) or units < 0 or units > _MOST_MINUTES:
            self.wrong(f"{place}.units", units, "whole units from 0", _kind_of(units))
        modifiers = self.texts(f"{place}.modifiers", plain.get("modifiers"), "a list of modifiers")
        told = self.typed(Billed, plain, f"{place}.", ("pointers",))
        return Billed(code=str(code), units=units if isinstance(units, int) else 0, modifiers=modifiers, **told)

    # --- what is read by its type --------------------------------------------------------------------------------

    def typed(self, shape: type, plain: Mapping[Any, Any], prefix: str, names: Sequence[str]) -> dict[str, Any]:
        """Optional fields of a shape, each read by its type; null means absent."""
        wanted = field_types(shape)
        return {
            name: self.value(wanted[name], plain[name], prefix + name) for name in names if plain.get(name) is not None
        }

    def value(self, wanted: Any, found: Any, field: str) -> Any:
        """A value of a type; None with a problem."""
        if typing.get_origin(wanted) in (typing.Union, types.UnionType):
            [wanted] = [part for part in typing.get_args(wanted) if part is not types.NoneType]
        origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
        if origin is tuple:
            return self.values(arguments[0], found, field)
        if origin is typing.Literal:
            return self.word(field, found, arguments)
        if wanted is Billed:
            return self.billed_line(found, field)
        if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
            return self.shape(wanted, found, field)
        fits, expected = _PLAIN[wanted]
        if wanted is int and isinstance(found, float) and found.is_integer():
            found = int(found)
        if not fits(found):
            self.wrong(field, found, expected, _kind_of(found) if wanted in (int, Decimal) else "shape")
            return None
        if wanted is Decimal:
            return Decimal(str(found))
        return date.fromisoformat(found) if wanted is date else found

    def values(self, wanted: Any, found: Any, field: str) -> tuple[Any, ...]:
        """A list of values of one type."""
        if not isinstance(found, list | tuple):
            self.wrong(field, found, "a list", "shape")
            return ()
        if self.too_many(field, found, "entries"):
            return ()
        return tuple(self.value(wanted, item, f"{field}[{position}]") for position, item in enumerate(found))

    def shape(self, shape: type, found: Any, field: str) -> Any:
        """Fields with values; None with a problem."""
        names = tuple(field_types(shape))
        if not isinstance(found, Mapping):
            self.wrong(field, found, f"an object with any of {', '.join(names)}", "shape")
            return None
        self.unknown_fields(found, names, f"{field}.")
        before = len(self.problems)
        for needed in dataclasses.fields(shape):
            if needed.default is dataclasses.MISSING and found.get(needed.name) is None:
                self.wrong(f"{field}.{needed.name}", None, "this field")
        told = self.typed(shape, found, f"{field}.", names)
        self.in_order(found, told, field)
        return shape(**told) if len(self.problems) == before else None

    def in_order(self, plain: Mapping[Any, Any], told: Mapping[str, Any], place: str) -> None:
        """A time that ends after it begins, with both ends told or none; a time that could not be read is told already."""
        missing = [name for name in ("start", "stop") if plain.get(name) is None]
        start, stop = told.get("start"), told.get("stop")
        if len(missing) == 1:
            if any(noted["field"] == f"{place}.{missing[0]}" for noted in self.problems):
                return  # a field that is always wanted is told already
            self.wrong(f"{place}.{missing[0]}", None, "both start and stop, or neither")
        elif start is not None and stop is not None and stop <= start:
            self.wrong(f"{place}.stop", stop, f"a time after {start}", "conflict")


def _kind_of(found: Any) -> ErrorKind:
    """What is wrong with something that is no number as it was expected: a whole number is out of range.

    >>> _kind_of(-5), _kind_of(7.5), _kind_of("15"), _kind_of(True)
    ('value', 'shape', 'shape', 'shape')
    """
    return "value" if isinstance(found, int) and not isinstance(found, bool) else "shape"


def _is_day(found: Any) -> bool:
    """True for a day of the calendar, as 2026-03-02."""
    if not isinstance(found, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found):
        return False
    try:
        date.fromisoformat(found)
    except ValueError:
        return False
    return True


def _is_count(found: Any) -> bool:
    """True for a whole number that something can be counted with; Booleans are none."""
    return isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= _MOST_COUNTED


def _is_decimal(found: Any) -> bool:
    """True for a number from 0 with two decimal places at most, as a number or as text.

    >>> _is_decimal("45.5"), _is_decimal(20), _is_decimal("1,5"), _is_decimal(True), _is_decimal(1e16)
    (True, True, False, False, False)
    """
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return False
    return re.fullmatch(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", str(found)) is not None


def _is_clock(found: Any) -> bool:
    """True for a time of day on 24 hours."""
    return isinstance(found, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", found) is not None


def _is_word(found: Any) -> bool:
    """True for text that can be shown as it is."""
    return isinstance(found, str) and bool(found) and printable(found) == found


_MOST_COUNTED = 9999
"""More than any number of visits, days or minutes that a visit tells."""

_PLAIN: dict[Any, tuple[Callable[[Any], bool], str]] = {
    bool: (lambda found: isinstance(found, bool), "true or false"),
    int: (_is_count, "a whole number from 0"),
    date: (_is_day, "a date such as 2026-03-02"),
    Decimal: (_is_decimal, 'square centimeters such as "12.5"'),
    Clock: (_is_clock, "a time of day such as 09:15"),
    str: (_is_word, "text"),
}
"""How a plain value is told from others, and what was expected."""


def _minutes_of(service: Service) -> int:
    """The patient's minutes of a service."""
    return sum(getattr(service, name) or 0 for name in ("minutes", *_PERSONS))
