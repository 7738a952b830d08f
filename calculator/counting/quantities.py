"""Units of untimed codes, of which many count something else than the visit: a month, days, an area, muscles, a contact.

>>> from calculator import calculate
>>> def lines(**service):
...     visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT", "services": [service]}
...     return {line["code"]: line["units"] for line in calculate(visit)["lines"]}
>>> lines(code="97597", minutes=30, area_sq_cm="45")
{'97597': 1, '97598': 2}
>>> lines(code="98980", period_minutes=40), lines(code="98980", period_minutes=19)
({'98980': 1, '98981': 1}, {})
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from calculator.counting.services import INPUTS, CodeMinutes
from calculator.dated import in_force
from calculator.model import Counting, Counts, Finding, Reason, Rules, Step
from calculator.steps import counted, finding, step

_Quantity = Decimal | int

WHAT: Mapping[Counts, str] = {
    "contact-minutes": "minutes of one contact",
    "seven-day-minutes": "minutes over seven days",
    "month-minutes": "minutes of the calendar month",
    "added-minutes": "spans of minutes added to another service",
    "days-of-data": "days with data in a 30-day period",
    "debrided-area": "square centimeters actually debrided, all wounds together",
    "wound-area": "square centimeters of the wounds treated, all together",
    "muscles": "muscles needled",
    "review": "each review of what the patient sent",
    "episode": "the episode of care",
    "contractor": "what the MAC accepts",
}
"""What a unit counts, in words."""

UNITS: Mapping[Counts, str] = {
    "contact-minutes": "minute",
    "seven-day-minutes": "minute",
    "month-minutes": "minute",
    "days-of-data": "day",
    "debrided-area": "square centimeter",
    "wound-area": "square centimeter",
    "muscles": "muscle",
}
"""What a quantity is measured in."""

_PERIOD = "period_minutes"
"""The field of which the minutes of the day are a part, and so the least that it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The units of an untimed code."""

    units: int  # the units, those of its add-on included
    step: Step  # how they were found
    reason: Reason | None = None  # why there is none; None where there is one
    findings: tuple[Finding, ...] = ()  # what to say about it
    open: tuple[str, ...] = ()  # codes of which the visit does not tell enough to say how many units it supports
    told: str = ""  # what the visit tells, in words, such as `5 square centimeters`; empty where that decides nothing
    because: str = ""  # why there is no unit, in words that fit the visit; empty where there is one


def measure(services: Sequence[CodeMinutes], on: date, rules: Rules) -> dict[str, Measured]:
    """The units of every untimed code."""
    return {service.code: _measured(service, services, on, rules) for service in services if service.span is None}


def _measured(service: CodeMinutes, services: Sequence[CodeMinutes], on: date, rules: Rules) -> Measured:
    entry = service.counting
    if entry.base is not None:
        return _entered_add_on(service, next((other for other in services if other.code == entry.base), None))
    if entry.counts == "added-minutes":
        return _added(service, services)
    if entry.counts == "contact-minutes":
        return _contact(service, on, rules)
    if entry.counts in INPUTS:
        return _by_quantity(service, on, rules)
    says = f"{service.code} is untimed: one unit, whatever the minutes."
    findings: tuple[Finding, ...] = ()
    if entry.counts == "contractor":
        said = (
            f"{service.code} is counted by {WHAT['contractor']}. One unit is shown; the number depends on the record."
        )
        findings = (finding("counted-otherwise", "warning", said, service.cites),)
    elif entry.counts:
        says = f"{service.code} counts {WHAT[entry.counts]}: one unit, whatever the minutes."
    return Measured(units=1, step=_said_of(service, says, "1 unit"), findings=findings)


def _said_of(service: CodeMinutes, says: str, gives: str, quantity: str = "") -> Step:
    facts: dict[str, object] = {f"{service.code} minutes": service.minutes}
    if quantity and service.counting.counts:
        facts[f"{service.code} {WHAT[service.counting.counts]}"] = quantity
    return step("counting", f"codes/{service.code}", says, facts, gives=gives, cites=service.cites)


# --- ranges -------------------------------------------------------------------------------------------------------


def _is_below(entry: Counting, quantity: _Quantity) -> bool:
    """True where a quantity does not reach the first unit."""
    return (entry.least is not None and quantity < entry.least) or (entry.above is not None and quantity <= entry.above)


def _is_beyond(entry: Counting, quantity: _Quantity) -> bool:
    """True where a quantity is more than the code stands for, and no add-on carries the rest."""
    return entry.most is not None and entry.add_on is None and quantity > entry.most


def _fits(entry: Counting, quantity: _Quantity) -> bool:
    """True where a code has a unit for a quantity."""
    return not _is_below(entry, quantity) and not _is_beyond(entry, quantity)


def _units_for(entry: Counting, further: Counting | None, quantity: _Quantity) -> int:
    """The units of a quantity, those of the add-on included.

    >>> from calculator import default_rules
    >>> def units(base, add_on, *quantities):
    ...     entries = [default_rules().codes[code].counting[-1] for code in (base, add_on)]
    ...     return [_units_for(*entries, quantity) for quantity in quantities]
    >>> units("97597", "97598", 0, 1, 20, Decimal("20.1"), 40, 41)  # part of a step counts
    [0, 1, 1, 2, 2, 3]
    >>> units("98980", "98981", 19, 20, 39, 40, 60)  # only full steps count
    [0, 1, 1, 2, 3]
    """
    if not _fits(entry, quantity):
        return 0
    if further is None or further.step is None:
        return 1
    rest = quantity - ((entry.most if further.begun else entry.least) or 0)
    whole, part = divmod(max(rest, 0), further.step)
    return 1 + int(whole) + (further.begun and part > 0)


def needed_for(entry: Counting, further: Counting, units: int) -> str:
    """The quantity that some units of an add-on need, in words.

    >>> from calculator import default_rules
    >>> def needed(base, add_on, units):
    ...     return needed_for(*(default_rules().codes[code].counting[-1] for code in (base, add_on)), units)
    >>> needed("97597", "97598", 2)
    'more than 40 and up to 60 square centimeters actually debrided, all wounds together'
    >>> needed("98980", "98981", 1)
    '40 or more minutes of the calendar month'
    """
    step = further.step or 0
    if further.begun:
        least = (entry.most or 0) + (units - 1) * step
        words = f"more than {least} and up to {least + step}"
    else:
        words = f"{(entry.least or 0) + units * step} or more"
    return f"{words} {WHAT[entry.counts or 'contractor']}"


def range_of(entry: Counting) -> str:
    """The range of the first unit, in words.

    >>> from calculator import default_rules
    >>> [range_of(default_rules().codes[code].counting[-1]) for code in ("98966", "98980", "97597", "97606")]
    ['5 to 10', '20 or more', 'up to 20', 'more than 50']
    """
    if entry.above:
        return f"more than {entry.above}"
    if entry.most is None:
        return f"{entry.least} or more" if entry.least is not None else "any"
    return f"up to {entry.most}" if entry.least is None else f"{entry.least} to {entry.most}"


def _amount(entry: Counting, quantity: _Quantity) -> str:
    """A quantity with its unit, as `5 square centimeters`."""
    assert entry.counts is not None  # noqa: S101 - only asked for codes that count something
    return f"{quantity} {UNITS[entry.counts]}{'' if quantity == 1 else 's'}"


def _others(entry: Counting, on: date, rules: Rules) -> Iterator[tuple[str, Counting]]:
    """The codes in use on the day for less or more of what a code counts."""
    for code in entry.family:
        other = in_force(rules.codes[code].counting, on)
        if other is not None and other.counts == entry.counts:
            yield code, other


def _counts_what(service: CodeMinutes) -> str:
    """How the code counts, as the first sentence of a finding."""
    entry = service.counting
    assert entry.counts is not None  # noqa: S101 - only asked for codes that count something
    return f"{service.code} counts {WHAT[entry.counts]}: {range_of(entry)}."


# --- ways to count ---------------------------------------------------------------------------------------------------


def _contact(service: CodeMinutes, on: date, rules: Rules) -> Measured:
    """A code of one telephone or online contact: each contact by itself, and one unit for all that lie in the range."""
    entry = service.counting
    inside = [minutes for minutes in service.each if _fits(entry, minutes)]
    outside = [minutes for minutes in service.each if not _fits(entry, minutes)]
    findings = tuple(_out_of_range(service, minutes, on, rules) for minutes in dict.fromkeys(outside))
    told = " and ".join(_amount(entry, minutes) for minutes in service.each)
    if inside:
        says = f"{_counts_what(service)} {_amount(entry, inside[0])} lie in it."
        return Measured(units=1, step=_said_of(service, says, "1 unit"), findings=findings, told=told)
    return _outside(service, outside[0], findings, told)


def _by_quantity(service: CodeMinutes, on: date, rules: Rules) -> Measured:
    """A code of which the visit tells the quantity in a field of its own, or not."""
    entry = service.counting
    if service.quantity is not None:
        return _exact(service, service.quantity, on, rules)
    if INPUTS[entry.counts or "contractor"] == _PERIOD:
        if _is_beyond(entry, service.minutes):  # what is too much for the period already in one day
            return _exact(service, service.minutes, on, rules)
        if _fits(entry, service.minutes):
            return _at_least(service, service.minutes, on, rules)
    elif _first_is_certain(entry):
        return _at_least(service, None, on, rules)
    return _missing(service, on, rules)


def _first_is_certain(entry: Counting) -> bool:
    """True where any quantity at all gives the first unit of this code."""
    return (entry.least or 0) <= 1 and not entry.above and (entry.most is None or entry.add_on is not None)


def _exact(service: CodeMinutes, quantity: _Quantity, on: date, rules: Rules) -> Measured:
    entry = service.counting
    told = _amount(entry, quantity)
    if not _fits(entry, quantity):
        return _outside(service, quantity, (_out_of_range(service, quantity, on, rules),), told, told)
    units = _units_for(entry, service.further, quantity)
    says, further = _counts_what(service), service.further
    if further:
        how = f"each further {further.step}, or part of it" if further.begun else f"each further full {further.step}"
        says += f" {service.add_on} is {how}."
    return Measured(units=units, step=_said_of(service, says, counted(units, "unit"), told), told=told)


def _at_least(service: CodeMinutes, minutes: int | None, on: date, rules: Rules) -> Measured:
    """Units that are certain, though the visit does not tell the whole quantity."""
    entry = service.counting
    units = 1 if minutes is None else _units_for(entry, service.further, minutes)
    field = INPUTS[entry.counts or "contractor"]
    if minutes is None:
        says = f"{_counts_what(service)} The first unit is certain."
    else:
        says = f"{_counts_what(service)} The {_amount(entry, minutes)} of this day are {'enough' if units == 1 else 'at least that many'}."
    more = [code for code, other in _others(entry, on, rules) if (other.least or 0) > (entry.least or 0)]
    if service.add_on:
        more.append(service.add_on)
    if more:
        says += f" With more of it {' or '.join(more)} may fit: enter {field}."
    return Measured(
        units=units,
        step=_said_of(service, says, counted(units, "unit")),
        findings=(finding("counted-otherwise", "warning", says, service.cites),) if more else (),
        open=(service.add_on,) if service.add_on else (),
        told=_amount(entry, minutes) if minutes is not None else "",
    )


def _missing(service: CodeMinutes, on: date, rules: Rules) -> Measured:
    """A code of which the visit does not tell the quantity.

    Minutes of the day that do not reach the range of a period give no unit: the rest of the period is not guessed. Where the
    visit tells nothing at all of days, area or muscles, the entered code is itself the statement that its range was met.
    """
    entry = service.counting
    field = INPUTS[entry.counts or "contractor"]
    fitting = [f"{code} fits {range_of(other)}." for code, other in _others(entry, on, rules)]
    if field != _PERIOD:
        untold = f"{_counts_what(service)} The visit does not show it. Enter {field} to check the code."
        says = " ".join((untold, *fitting))
        return Measured(
            units=1,
            step=_said_of(service, says, "1 unit"),
            findings=(finding("quantity-missing", "warning", says, service.cites),),
            open=(service.add_on,) if service.add_on else (),
        )
    known = f"The visit shows only {_amount(entry, service.minutes)} of this day."
    says = " ".join((f"{_counts_what(service)} {known} Without it there is no unit. Enter {field}.", *fitting))
    return Measured(
        units=0,
        step=_said_of(service, says, "no unit"),
        reason="quantity-missing",
        findings=(finding("quantity-missing", "error", says, service.cites),),
        open=tuple(code for code in (service.code, service.add_on) if code),
        because=f"it counts {WHAT[entry.counts or 'contractor']}, and {field} was not entered",
    )


def _out_of_range(service: CodeMinutes, quantity: _Quantity, on: date, rules: Rules) -> Finding:
    """What to say of a quantity that the code does not stand for."""
    entry = service.counting
    fitting = [
        f"{code} fits: {range_of(other)}." for code, other in _others(entry, on, rules) if _fits(other, quantity)
    ] or [f"No code on this site fits {_amount(entry, quantity)}."]
    says = f"{_counts_what(service)} {_is_where(entry, quantity)} that: no unit. {' '.join(fitting)}"
    return finding("quantity-out-of-range", "error", says, service.cites)


def _is_where(entry: Counting, quantity: _Quantity) -> str:
    """A quantity outside the range, as `4 minutes are below`."""
    side = "below" if _is_below(entry, quantity) else "above"
    return f"{_amount(entry, quantity)} {'is' if quantity == 1 else 'are'} {side}"


def _outside(
    service: CodeMinutes, quantity: _Quantity, findings: tuple[Finding, ...], told: str, shown: str = ""
) -> Measured:
    """No unit, because of a quantity outside the range."""
    entry = service.counting
    return Measured(
        units=0,
        step=_said_of(service, findings[0].says, "no unit", shown),
        reason="below-range" if _is_below(entry, quantity) else "above-range",
        findings=findings,
        told=told,
        because=f"it is for {range_of(entry)}, and {_is_where(entry, quantity)} that",
    )


def _entered_add_on(service: CodeMinutes, base: CodeMinutes | None) -> Measured:
    """An add-on that was entered as a service: its units come from the quantity of its base alone."""
    entry = service.counting
    assert entry.counts is not None  # noqa: S101 - add-ons that minutes of the visit count are refused by the reader
    field = INPUTS.get(entry.counts)
    instead = f"Enter all {WHAT[entry.counts]} under {entry.base}" + (f" ({field})." if field else ".")
    says = f"{service.code} is an add-on code to {entry.base} and has no units of its own. {instead}"
    told = base is not None and base.quantity is not None
    return Measured(
        units=0,
        step=_said_of(service, says, f"no unit but those of {entry.base}" if base else "no unit"),
        reason="add-on-alone",
        findings=(finding("add-on-entered", "warning" if told else "error", says, service.cites),),
        because=f"it is an add-on code to {entry.base} and has no units of its own",
    )


def _added(service: CodeMinutes, services: Sequence[CodeMinutes]) -> Measured:
    """An add-on that goes with any of several services, by its own minutes from the middle of a span on."""
    span = service.counting.step
    assert span is not None  # noqa: S101 - the files are checked
    if len(services) == 1:
        says = f"{service.code} is an add-on code. It has no unit without the service it is added to."
        return Measured(
            units=0,
            step=_said_of(service, says, "no unit"),
            reason="add-on-alone",
            findings=(finding("add-on-entered", "error", says, service.cites),),
            because="it is an add-on code, and the service it is added to was not entered",
        )
    full, rest = divmod(service.minutes, span)
    units = full + (2 * rest > span)
    says = (
        f"{service.code} counts each {span} minutes added to another service, from the midpoint. "
        "We did not find which services it may be added to; ask the payer."
    )
    return Measured(
        units=units,
        step=_said_of(service, says, counted(units, "unit")),
        reason=None if units else "below-range",
        findings=(finding("counted-otherwise", "warning", says, service.cites),),
        told=counted(service.minutes, "minute"),
        because="" if units else f"a unit takes more than half of {span} minutes",
    )
