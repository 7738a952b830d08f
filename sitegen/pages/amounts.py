"""What one unit pays, nationally and in every place, by time: computed by the engine while the site is made.

A place's amounts go into a small file beside each code's page, so that a page only looks them up.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from calculator.dated import begun
from calculator.model import Place, Rules, Visit
from calculator.payment import (
    FACTOR,
    FACTOR_APM,
    REDUCED,
    Prices,
    Unpriced,
    places_by_key,
    prices_of,
    values_by_code,
    values_on,
)
from calculator.per_rule_set import once
from sitegen.render import labels

MEDICARE = "medicare-part-b"
PLACES = "payment/places.json"
"""Where the names of the places stand on the site, for the picker on every code's page."""

NATIONAL = Place(
    since=date.min,
    mac="",
    locality="",
    name="the national amount",
    state="",
    work=Decimal(1),
    practice_expense=Decimal(1),
    malpractice=Decimal(1),
    source="",
)
"""A place that does not exist: every index is 1, so nothing is adjusted."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time in which one conversion factor and one set of tables hold, for one kind of practice.

    Attributes:
        since: its first day.
        until: its last day.
        apm: True for qualifying participants of an advanced payment model.
    """

    since: date
    until: date
    apm: bool

    @property
    def called(self) -> str:
        """The time in words, and for whom it is.

        >>> Period(date(2024, 1, 1), date(2024, 3, 8), False).called
        '2024, to March 8'
        >>> Period(date(2026, 1, 1), date(2026, 12, 31), True).called
        '2026, qualifying APM participants'
        """
        first, last = (labels.day(day).rpartition(",")[0] for day in (self.since, self.until))
        begins = f", from {first}" if (self.since.month, self.since.day) != (1, 1) else ""
        ends = f", to {last}" if (self.until.month, self.until.day) != (12, 31) else ""
        return f"{self.since.year}{begins}{ends}" + (", qualifying APM participants" if self.apm else "")

    def visit(self, locality: str | None) -> Visit:
        """A visit of its first day, as the engine is asked for prices."""
        return Visit(
            date_of_service=self.since,
            payer=MEDICARE,
            discipline="PT",
            services=(),
            locality=locality,
            apm=self.apm or None,
        )


@once
def periods(rules: Rules) -> tuple[Period, ...]:
    """Every time that has prices, oldest first; it ends where a number or a table changes, and with the year."""
    if MEDICARE not in rules.payers:
        return ()
    starts = {row.since for row in rules.tables.relative_values} | {row.since for row in rules.tables.places}
    for name in (FACTOR, FACTOR_APM):
        starts |= {value.since for value in rules.parameters[name].values} if name in rules.parameters else set()
    days = sorted(starts)
    found = []
    for start, later in zip(days, [*days[1:], date.max], strict=False):
        until = min(later - timedelta(days=1), date(start.year, 12, 31))
        found += [Period(start, until, apm) for apm in (False, True)]
    # Before its first value the law has no factor for qualifying participants.
    return tuple(
        period
        for period in found
        if _prices(period, rules) and (not period.apm or begun(rules, FACTOR_APM, period.since))
    )


def _prices(period: Period, rules: Rules) -> Mapping[str, Prices]:
    found = {key: prices_of(period.visit(key), rules) for key in places_by_key(rules)}
    return {key: one for key, one in found.items() if isinstance(one, Prices)}


@once
def all_prices(rules: Rules) -> Mapping[Period, Mapping[str, Prices]]:
    """The prices of every time and place."""
    return {period: _prices(period, rules) for period in periods(rules)}


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit pays, or why it has no price.

    Attributes:
        full: USD in full.
        reduced: USD with reduced practice expense; None for a code outside the reduction.
        because: why there is no price.
    """

    full: Decimal | None = None
    reduced: Decimal | None = None
    because: str = ""


def unit(code: str, period: Period, given: Prices, rules: Rules) -> Unit:
    """What one unit of a code pays at some prices."""
    values = values_on(code, period.visit(None), rules)
    if isinstance(values, Unpriced):
        return Unit(because=values.because)
    reduced = given.unit(values, reduced=True) if values.multiple_procedure == REDUCED else None
    return Unit(full=given.unit(values, reduced=False), reduced=reduced)


def national(code: str, rules: Rules) -> list[tuple[Period, Decimal, Unit]]:
    """What one unit pays nationally, newest first: the time, the conversion factor and the amounts."""
    found = []
    for period, given in all_prices(rules).items():
        one = replace(next(iter(given.values())), place=NATIONAL)
        found.append((period, one.factor.value, unit(code, period, one, rules)))
    return sorted(found, key=lambda row: (-row[0].since.toordinal(), row[0].apm))


def _unpriced(rows: Sequence[tuple[Period, Decimal, Unit]]) -> list[tuple[str, str]]:
    """The times without a price, those that follow each other with one reason together: time and reason."""
    found = []
    oldest_first = [row for row in rows[::-1] if not row[0].apm]
    for because, group in groupby(
        oldest_first, key=lambda row: row[2].because.removesuffix(f" for {row[0].since.year}")
    ):
        times = [period for period, _, _ in group]
        if because:
            first, last = times[0].since.year, times[-1].until.year
            found.append((f"{first} to {last}" if first < last else str(first), because))
    return found[::-1]


def code_view(code: str, rules: Rules, as_of: date) -> dict[str, Any]:
    """What a code's page shows of amounts: the table, what has no price and why, and what holds today."""
    rows = national(code, rules)
    priced = [row for row in rows if row[2].full is not None]
    now = next((row for row in priced if row[0].since <= as_of <= row[0].until and not row[0].apm), None)
    return {
        "rows": priced,
        "unpriced": _unpriced(rows),
        "now": now,
        "years": sorted({period.since.year for period, _, _ in priced}, reverse=True),
        "kept": (rows[-1][0].since.year, rows[0][0].since.year) if rows else None,
    }


# --- places ---------------------------------------------------------------------------------------------------------

_KEPT = frozenset({"DC", "MD", "VA", "NJ", "NYC", "N"})
"""Words of the places' names that stay in capitals."""


def place_name(place: Place) -> str:
    """The name of a place as people write it, with its state.

    >>> def named(name, state):
    ...     return place_name(replace(NATIONAL, name=name, state=state))
    >>> named("REST OF NEW YORK", "NY"), named("DC + MD/VA SUBURBS", "DC"), named("ST. LOUIS", "MO")
    ('Rest of New York, NY', 'DC + MD/VA Suburbs, DC', 'St. Louis, MO')
    """

    def written(found: re.Match[str]) -> str:
        word = found[0]
        return word if word in _KEPT else word.lower() if word == "OF" else word.capitalize()

    return f"{re.sub('[A-Z]+', written, place.name)}, {place.state}"


def in_order(given: Mapping[str, Prices]) -> list[tuple[str, Prices]]:
    """Places by state and name, as people look for them."""
    return sorted(given.items(), key=lambda item: (item[1].place.state, place_name(item[1].place), item[0]))


@dataclass(frozen=True, slots=True)
class Change:
    """How the places of a year differ from those of the year before.

    Attributes:
        year: the year.
        before: how many places there were.
        after: how many there are.
        gone: places that ended.
        new: places that began.
        renamed: places that kept their number, with the old name and the new one.
    """

    year: int
    before: int
    after: int
    gone: tuple[Place, ...]
    new: tuple[Place, ...]
    renamed: tuple[tuple[Place, Place], ...]


def changes(rules: Rules) -> list[Change]:
    """The years in which places came or went, newest first."""
    years: dict[int, dict[str, Place]] = {}
    for key, rows in places_by_key(rules).items():
        for row in rows:
            years.setdefault(row.since.year, {})[key] = row
    found = []
    for year in sorted(years)[1:]:
        old, new = years.get(year - 1, {}), years[year]
        change = Change(
            year,
            len(old),
            len(new),
            gone=tuple(old[key] for key in old if key not in new),
            new=tuple(new[key] for key in new if key not in old),
            renamed=tuple((old[key], new[key]) for key in new if key in old and old[key].name != new[key].name),
        )
        if change.gone or change.new:
            found.append(change)
    return found[::-1]


# --- what the picker reads --------------------------------------------------------------------------------------------


def documents(rules: Rules) -> dict[str, dict[str, Any]]:
    """Every JSON document of amounts by its place below the site's root: the places, and a file for each priced code."""
    years: dict[str, dict[str, Any]] = {}
    for period, ordered in _ordered_prices(rules).items():
        names = [[key, place_name(one.place)] for key, one in ordered]
        year = years.setdefault(str(period.since.year), {"times": [], "places": names})
        year["times"].append(period.called)
    found = {PLACES: {"edition": rules.edition.edition, "years": years}} if years else {}
    for code in rules.codes:
        if code in values_by_code(rules) and (amounts := _in_places(code, rules)):
            found[f"codes/{code}/amounts.json"] = {"edition": rules.edition.edition, "code": code, "years": amounts}
    return found


@once
def _ordered_prices(rules: Rules) -> dict[Period, list[tuple[str, Prices]]]:
    """The prices of each time by place, in the order of the places."""
    return {period: in_order(given) for period, given in all_prices(rules).items()}


def _in_places(code: str, rules: Rules) -> dict[str, list[dict[str, str]]]:
    """The amounts of one unit by year, for each time of the year: those of all places in their order, between spaces."""
    found: dict[str, list[dict[str, str]]] = {}
    for period, ordered in _ordered_prices(rules).items():
        values = values_on(code, period.visit(None), rules)
        if isinstance(values, Unpriced):
            found.setdefault(str(period.since.year), []).append({"because": values.because})
            continue
        amounts = {"full": " ".join(str(one.unit(values, reduced=False)) for _, one in ordered)}
        if values.multiple_procedure == REDUCED:
            amounts["reduced"] = " ".join(str(one.unit(values, reduced=True)) for _, one in ordered)
        found.setdefault(str(period.since.year), []).append(amounts)
    return found if any("full" in one for year in found.values() for one in year) else {}
