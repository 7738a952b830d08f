"""The page on what a visit pays."""

from collections.abc import Iterator
from datetime import date

from calculator.model import Rules
from calculator.payment import UNPRICED
from sitegen.pages import amounts
from sitegen.pages.guide import guide_page
from sitegen.pages.page import Page


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The steps, worked visits, and what the amounts leave out."""
    periods = amounts.periods(rules)
    years = (periods[0].since.year, periods[-1].since.year) if periods else None
    yield from guide_page(
        "payment",
        "payment/overview",
        rules,
        as_of,
        head={},
        unpriced={status: why.because for status, why in UNPRICED.items()},
        years=years,
    )
