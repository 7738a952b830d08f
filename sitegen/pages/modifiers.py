"""The pages of the modifiers, and their index."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.model import Modifier, Rules
from sitegen.pages import checks, choosers, parameters
from sitegen.pages.guide import leading_here
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked, by_payer, first_answered

_FEW = 8
"""How many limits and rates the first page shows: the most used ones."""


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of modifiers, and a page for each."""
    yield page_of("modifiers", "modifiers/index.md", rules, as_of, "", lambda: _index(rules, as_of))
    yield from rule_pages("modifier", "modifiers", rules, as_of, _content)


def _index(rules: Rules, as_of: date) -> dict[str, Any]:
    limits = rules.everyday.parameters[:_FEW]
    return {
        "keys": by_use("modifiers", rules),
        "everyday": rules.everyday.modifiers,
        "limits": [(rules.parameters[key], key, parameters.known_now(rules.parameters[key], as_of)) for key in limits],
    }


def _content(key: str, modifier: Modifier, rules: Rules, as_of: date) -> dict[str, Any]:
    examples = [
        one for _, group in by_payer(all_worked(modifier.examples, rules, f"modifiers/{key}.md")) for one in group
    ]
    return {
        "modifier": modifier,
        "examples": examples,
        "changeable": first_answered(examples),
        "choosers": choosers.about(key, rules),
        "checks": checks.about(key, rules),
        "guides": leading_here(key, rules),
    }
