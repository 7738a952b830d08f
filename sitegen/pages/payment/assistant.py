"""The page on what CQ and CO do to payment."""

from collections.abc import Iterator
from datetime import date

from calculator.model import Rules
from calculator.payment import ASSISTANT
from sitegen.pages.guide import guide_page, payment_steps
from sitegen.pages.page import Page
from sitegen.pages.parameters import used_for


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The rule, the order of steps, and worked visits."""
    factor = rules.parameters.get(ASSISTANT)
    yield from guide_page(
        "payment-assistant",
        "payment/assistant",
        rules,
        as_of,
        head={},
        used_for=used_for(factor) if factor else [],
        steps=payment_steps(rules),
    )
