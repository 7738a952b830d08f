"""The page of payment localities: the indices of each, and what one unit of therapy pays there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from calculator.model import Cite, Rules
from calculator.payment import Prices
from sitegen.pages import amounts
from sitegen.pages.guide import guide_page
from sitegen.pages.page import Page
from sitegen.pages.worked_examples import try_it
from sitegen.render.page_context import GUIDE_PAGES

_DAY = (3, 2)
"""Month and day of the visits that lead to the calculator, fixed so that the page stays what it is."""


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """Every locality of the newest year, and what changed from year to year."""
    periods = amounts.periods(rules)
    now = [period for period in periods if period.since <= as_of and not period.apm]
    period = now[-1] if now else None
    prices = amounts.all_prices(rules)[period] if period else {}
    code = "97110" if "97110" in rules.codes else None
    states = Counter(one.place.state for one in prices.values())
    newest = next(iter(prices.values())) if prices else None
    yield from guide_page(
        "payment-localities",
        "payment/localities",
        rules,
        as_of,
        head={"hide": ["toc"]},
        period=period,
        rows=[_row(key, one, period, code, rules) for key, one in amounts.in_order(prices)] if period else [],
        code=code,
        national=amounts.unit(code, period, replace(newest, place=amounts.NATIONAL), rules).full
        if newest and code and period
        else None,
        states=sorted(states),
        with_one_place=sum(count == 1 for count in states.values()),
        changes=amounts.changes(rules),
        cites=tuple(dict.fromkeys(Cite(source=one.place.source) for one in prices.values())),
        place_name=amounts.place_name,
        first_year=periods[0].since.year if periods else None,
    )


def _row(key: str, given: Prices, period: amounts.Period, code: str | None, rules: Rules) -> dict[str, Any]:
    """A locality with its indices, the amount of one unit, and the calculator filled in with it."""
    visit = {
        "date_of_service": date(period.since.year, *_DAY).isoformat(),
        "payer": amounts.MEDICARE,
        "discipline": "PT",
        "services": [{"code": code, "minutes": 15}],
        "locality": key,
    }
    national = replace(given, place=amounts.NATIONAL)
    amount, whole = (amounts.unit(code, period, one, rules).full if code else None for one in (given, national))
    return {
        "key": key,
        "place": given.place,
        "name": amounts.place_name(given.place),
        "amount": amount,
        "share": round(100 * amount / whole) if amount and whole else None,
        "try_it": try_it(visit, GUIDE_PAGES["payment-localities"]) if amount else "",
    }
