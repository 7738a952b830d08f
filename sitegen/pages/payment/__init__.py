"""The pages on payment, each from its file in `rules/guides/`."""

from collections.abc import Iterator
from datetime import date

from calculator.model import Rules
from sitegen.pages.page import Page
from sitegen.pages.payment import assistant, localities, overview, reduction, remittance


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """What the visit pays, the two reductions, the localities, and a remittance worked by hand."""
    for module in (overview, reduction, assistant, localities, remittance):
        yield from module.pages(rules, as_of)
