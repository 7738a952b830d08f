"""The pages of the modifiers, and their index."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.model import Modifier, Rules
from sitegen.pages import checks
from sitegen.pages.guide import leading_here
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked, by_payer, first_answered


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of modifiers, and a page for each."""
    yield page_of("modifiers", "modifiers/index.md", rules, as_of)
    yield from rule_pages("modifier", "modifiers", rules, as_of, _content)


def _content(key: str, modifier: Modifier, rules: Rules, as_of: date) -> dict[str, Any]:
    examples = [
        one for _, group in by_payer(all_worked(modifier.examples, rules, f"modifiers/{key}.md")) for one in group
    ]
    return {
        "modifier": modifier,
        "examples": examples,
        "changeable": first_answered(examples),
        "checks": checks.about(key, rules),
        "guides": leading_here(key, rules),
    }
