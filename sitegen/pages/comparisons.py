"""The pages that compare codes, and their index."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.dated import in_force
from calculator.model import Comparison, Rules
from sitegen.pages import coverage, edit_tables
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of comparisons, and a page for each."""
    yield page_of("comparisons", "comparisons/index.md", rules, as_of, keys=by_use("comparisons", rules))
    yield from rule_pages("comparison", "comparisons", rules, as_of, _content)


def _content(key: str, comparison: Comparison, rules: Rules, as_of: date) -> dict[str, Any]:
    codes = {code: rules.codes[code] for code in comparison.codes}
    holding = {code: edit_tables.tables_with(code, rules) for code in codes}
    between = [
        {
            "codes": (one, other),
            "same_day": edit_tables.between(one, other, rules, as_of),
            "tables": [period.title for period in holding[one] if period in holding[other]],
        }
        for position, one in enumerate(comparison.codes)
        for other in comparison.codes[position + 1 :]
    ]
    return {
        "comparison": comparison,
        "codes": codes,
        "now": {code: in_force(entry.counting, as_of) for code, entry in codes.items()},
        "medicare": {code: in_force(entry.medicare, as_of) for code, entry in codes.items()},
        "coverage": {code: found for code in codes if (found := coverage.of_code(code, rules, as_of))},
        "limits": {code: edit_tables.limits(code, rules, as_of) for code in codes},
        "values": {code: next(iter(edit_tables.values(code, rules)), None) for code in codes},
        "between": between,
        "done": all_worked(comparison.examples, rules, f"comparisons/{key}.md"),
    }
