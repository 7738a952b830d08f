"""Reads a visit from plain data: every problem at once, each at its field, nothing guessed.

>>> from calculator import VisitError, calculate
>>> try:
...     calculate({"date_of_service": "3/2/2026", "payer": "medicare-part-b", "discipline": "PT",
...                "services": [{"code": "97110", "minutes": 7.5}]})
... except VisitError as error:
...     for problem in error.errors:
...         print(problem["field"], "-", problem["message"])
date_of_service - found '3/2/2026', expected a date such as 2026-03-02
services[0].minutes - found 7.5, expected whole minutes, such as 15
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from calculator.counting.services import ADDED, INPUTS
from calculator.dated import in_force
from calculator.errors import Trail, VisitError
from calculator.limits import MOST_DAYS, MOST_ENTRIES, MOST_MINUTES, MOST_OF
from calculator.model import MINUTES, PERSON_MINUTES, OtherVisit, Rules, Service, Span, Visit
from calculator.model.visit import DateOfService, PayerKey, ServiceCode
from calculator.reading.shape_reader import ShapeReader
from calculator.reading.value_kinds import KINDS

QUANTITIES = tuple(dict.fromkeys(INPUTS.values()))
"""Fields of a service that only codes counted by something else than the visit read."""


def read_visit(plain: Any, rules: Rules) -> Visit:
    """The visit that plain data describe.

    Args:
        plain: a dictionary as the contract describes it.
        rules: the rule set, for the keys of payers and codes.

    Raises:
        VisitError: with every problem.
    """
    reader = _VisitReader(rules)
    visit: Visit = reader.read(Visit, plain)
    if reader.problems:
        raise VisitError([problem.as_plain() for problem in reader.problems])
    return visit


class _VisitReader(ShapeReader):
    """Reads a visit, whose payer and codes must be known on its day and whose fields must agree."""

    most_entries = MOST_ENTRIES

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.rules = rules
        self.day: date | None = None  # until it is read; a bad day has its own problem

    def most_at(self, trail: Trail) -> int:
        return MOST_OF.get(str(trail[0]), self.most_entries) if len(trail) == 1 else self.most_entries

    # --- single values -------------------------------------------------------------------------------------------

    def check_day(self, day: date, trail: Trail) -> None:
        """A day for which rules are kept."""
        earliest = self.rules.edition.earliest_date_of_service
        if day < earliest:
            self.wrong(trail, "value", str(day), f"{earliest} or later: we have no rules for earlier dates")
        else:
            self.day = day

    def check_payer(self, key: str, trail: Trail) -> None:
        """A payer that has rules on the day."""
        if key not in self.rules.payers:
            self.wrong(trail, "value", key, f"one of {', '.join(sorted(self.rules.payers))}")
            return
        for name in ("unit_rule", "assistant_rule", "threshold_rule"):
            entries = getattr(self.rules.payers[key], name)
            if self.day and in_force(entries, self.day) is None:
                expected = f"{entries[0].since} or later: {key} has no {name.replace('_', ' ')} in force before"
                self.wrong(("date_of_service",), "value", str(self.day), expected)

    def check_code(self, code: str, trail: Trail) -> None:
        """A code that can be entered on the day."""
        if code not in self.rules.codes:
            self.wrong(trail, "value", code, KINDS[ServiceCode].expected)
            return
        if self.day is None:  # what holds on a day is not known without one
            return
        counting = self.rules.codes[code].counting
        entry = in_force(counting, self.day)
        if entry is not None and entry.kind == "expected":
            change = f"a change is expected from {entry.since} on, and its rule is not known here"
            self.note(trail, "conflict", f"'{code}' on {self.day}: {change}")
        elif entry is None or entry.kind == "not-in-use":
            begins = f"expected a date of service from {counting[0].since} on"
            since = f"it ended before {entry.since}" if entry else begins
            instead = entry.use_instead if entry else self.codes_before(code, self.day)
            known = f"; on that day {' or '.join(instead)} was valid" if instead else ""
            self.note(trail, "conflict", f"'{code}', which was not valid on {self.day}: {since}{known}")
        elif entry.base and entry.kind == "timed":
            expected = f"its base {entry.base}: enter all minutes under {entry.base}"
            self.note(trail, "value", f"'{code}', which is an add-on", expected)

    def codes_before(self, code: str, day: date) -> tuple[str, ...]:
        """The codes in use on the day that a code replaced later."""
        codes = self.rules.codes.items()
        replaced = [key for key, known in codes if any(code in entry.use_instead for entry in known.counting)]
        entries = {key: in_force(self.rules.codes[key].counting, day) for key in replaced}
        return tuple(key for key, entry in entries.items() if entry and entry.kind in ("timed", "untimed"))

    # --- fields that must agree ----------------------------------------------------------------------------------

    def check_span(self, read: Mapping[str, Any], found: Mapping[Any, Any], trail: Trail) -> None:
        """A time that ends after it begins; one that could not be read has its own problem."""
        start, stop = read.get("start"), read.get("stop")
        if start is not None and stop is not None and stop <= start:
            self.wrong((*trail, "stop"), "conflict", stop, f"a time after {start}")

    def check_optional_span(self, read: Mapping[str, Any], found: Mapping[Any, Any], trail: Trail) -> None:
        """A time with both ends or none."""
        missing = [name for name in ("start", "stop") if found.get(name) is None]
        if len(missing) == 1:
            self.wrong((*trail, missing[0]), "missing", None, "both start and stop, or neither")
        self.check_span(read, found, trail)

    def check_service(self, read: Mapping[str, Any], found: Mapping[Any, Any], trail: Trail) -> None:
        """Minutes in one of two ways, and only the quantity that the code reads."""
        code = read.get("code", "")
        own = self.quantity_of(code)
        given = [name for name in MINUTES if found.get(name) is not None]
        if not given and (own is None or found.get(own) is None):
            self.wrong((*trail, "minutes"), "missing", None, f"minutes, or any of {', '.join(PERSON_MINUTES)}")
        if "minutes" in given and len(given) > 1:
            together = f"together with {', '.join(given[1:])}"
            self.note((*trail, "minutes"), "conflict", together, "either minutes or those")
        if code in self.rules.codes and self.day is not None:
            self.check_quantities(code, own, found, trail)
        days = read.get("days_of_data")
        if days is not None and days > MOST_DAYS:
            expected = f"at most {MOST_DAYS} days, those of the 30-day period"
            self.wrong((*trail, "days_of_data"), "value", days, expected)
        self.check_optional_span(read, found, trail)
        minutes = sum(read.get(name) or 0 for name in given)
        if minutes > MOST_MINUTES:
            self.wrong(trail, "value", minutes, f"at most {MOST_MINUTES} minutes in one service")

    def check_quantities(self, code: str, own: str | None, found: Mapping[Any, Any], trail: Trail) -> None:
        """No quantity but the code's own; a problem names the codes that read it."""
        for name in QUANTITIES:
            if name != own and found.get(name) is not None:
                readers = [key for key in self.rules.codes if self.quantity_of(key) == name]
                expected = f"nothing: {code} does not read it, only these do: {', '.join(readers)}"
                self.wrong((*trail, name), "conflict", found[name], expected)

    def quantity_of(self, code: str) -> str | None:
        """The field that has what a code counts on the day; None for a code that needs none or is not known."""
        known = self.rules.codes.get(code)
        entry = in_force(known.counting, self.day) if known and self.day else None
        return INPUTS.get(entry.counts) if entry and entry.counts else None

    def check_visit(self, read: Mapping[str, Any], found: Mapping[Any, Any], trail: Trail) -> None:
        """Services of one day and of one period; billed lines may be there without any."""
        services: Sequence[Service] | None = read.get("services")
        if found.get("services") in (None, [], ()) and not found.get("billed"):
            empty = "an empty list" if services == () else None
            self.note(("services",), "missing", empty, "at least one service, or billed lines")
        if not services or any(service is None for service in services):
            return
        self.check_periods(services)
        total = sum(map(_minutes_of, services))
        if total > MOST_MINUTES and not any(problem.trail[:1] == ("services",) for problem in self.problems):
            expected = f"at most {MOST_MINUTES} minutes in all services of a day"
            self.wrong(("services",), "value", total, expected)

    def check_periods(self, services: Sequence[Service]) -> None:
        """Services of one code tell one and the same period, which is not less than what they themselves are."""
        for name in [name for name in QUANTITIES if name not in ADDED]:
            first: dict[str, int] = {}
            for position, service in enumerate(services):
                value = getattr(service, name)
                if value is None:
                    continue
                trail = ("services", position, name)
                of_first = first.setdefault(service.code, value)
                if value != of_first:
                    expected = f"{of_first} as in the first service of {service.code}: both are of one period"
                    self.wrong(trail, "conflict", value, expected)
                day = sum(_minutes_of(other) for other in services if other.code == service.code)
                if name == "period_minutes" and value < day:
                    expected = f"at least {day}, the minutes of {service.code} on this day"
                    self.wrong(trail, "conflict", value, f"{expected}, which are part of the period")

    value_checks: ClassVar = {DateOfService: check_day, PayerKey: check_payer, ServiceCode: check_code}
    field_checks: ClassVar = {
        Span: check_span,
        OtherVisit: check_optional_span,
        Service: check_service,
        Visit: check_visit,
    }


def _minutes_of(service: Service) -> int:
    return sum(getattr(service, name) or 0 for name in MINUTES)
