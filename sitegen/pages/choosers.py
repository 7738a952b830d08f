"""The pages of the choosers, and their index."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.model import Chooser, Rules
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of choosers, and a page for each."""
    yield page_of("choosers", "choosers/index.md", rules, as_of, keys=by_use("choosers", rules))
    yield from rule_pages("chooser", "choosers", rules, as_of, _content)


def _content(key: str, chooser: Chooser, rules: Rules, as_of: date) -> dict[str, Any]:
    return {"chooser": chooser}


def about(key: str, rules: Rules) -> list[str]:
    """The choosers that a code or modifier is an outcome of, as `choosers/abn-modifier`, the most used first.

    >>> from calculator import default_rules
    >>> about("GA", default_rules())
    ['choosers/abn-modifier']
    """
    return [f"choosers/{name}" for name in by_use("choosers", rules) if key in rules.choosers[name].about]
