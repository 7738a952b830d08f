"""The front page and the calculator's page, which start with the same visit."""

from datetime import date
from typing import Any

from calculator.model import Rules
from sitegen.pages import codes, form_data, january, missing_numbers
from sitegen.pages.first_visit import first_visit
from sitegen.pages.page import Page, page_of
from sitegen.pages.statement_counts import statements_by_source
from sitegen.pages.worked_examples import worked
from sitegen.render.footnotes import BADGES


def front_page(rules: Rules, as_of: date) -> Page:
    """Codes by category, the first visit, and how sure the statements are."""

    def view() -> dict[str, Any]:
        example = first_visit(rules)
        turn = january.turn_of_year(as_of)
        return {
            "categories": [
                (title, [row for row in rows if codes.in_use(row["now"])])
                for title, rows in codes.by_category(rules, as_of)
            ],
            "done": worked(example, rules, "index.md") if example else None,
            "rests": statements_by_source(rules),
            "badges": BADGES,
            "missing": missing_numbers.notices(rules, turn),
            "january": january.heading(turn),
        }

    return page_of("front_page", "index.md", rules, as_of, "", view)


def calculator(rules: Rules, as_of: date) -> Page:
    """The calculator with the first visit, already computed."""
    path = "calculator.md"

    def view() -> dict[str, Any]:
        example = first_visit(rules)
        done = worked(example, rules, path) if example else None
        return {"done": done, "data": form_data.data(rules, example, path), "scripts": form_data.scripts()}

    return page_of("calculator", path, rules, as_of, "", view)
