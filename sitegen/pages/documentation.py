"""The pages on documentation, and their index."""

from collections.abc import Iterator
from datetime import date

from calculator.model import Rules
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of topics, and a page for each."""
    yield page_of("documentation", "documentation/index.md", rules, as_of, keys=by_use("documentation", rules))
    yield from rule_pages("topic", "documentation", rules, as_of, lambda key, topic, rules, as_of: {"topic": topic})
