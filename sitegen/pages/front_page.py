"""The front page and the calculator's page, which start with the same visit."""

from datetime import date
from typing import Any

from calculator.dated import in_force
from calculator.model import Code, Rules
from sitegen.pages import codes, dated_changes, form_data, january, missing_numbers
from sitegen.pages.dated_changes import Change
from sitegen.pages.first_visit import first_visit
from sitegen.pages.page import Page, page_of
from sitegen.pages.statement_counts import statements_by_source
from sitegen.pages.worked_examples import worked
from sitegen.render import labels
from sitegen.render.footnotes import BADGES


def front_page(rules: Rules, as_of: date) -> Page:
    """Tasks, the most used codes, the first visit, and how sure the statements are."""

    def view() -> dict[str, Any]:
        example = first_visit(rules)
        turn = january.turn_of_year(as_of)
        return {
            "tiles": TILES,
            "everyday": _everyday(rules, as_of),
            "done": worked(example, rules, "index.md") if example else None,
            "rests": statements_by_source(rules),
            "badges": BADGES,
            "missing": missing_numbers.notices(rules, turn),
            "january": january.heading(turn),
            "code_changes": _code_changes(rules, as_of),
        }

    return page_of("front_page", "index.md", rules, as_of, "", view)


TILES = (
    ("Count units", "calculator.md", "Minutes in, claim lines out"),
    ("Look up a code", "codes/index.md", "Timed or not, who bills, what to document"),
    ("Fix a denial", "denials/index.md", "CO-97, CO-119, N519 and what to do"),
    ("Which modifier", "modifiers/index.md", "GP, CQ, KX, 59, GA and their order"),
    ("KX status", "parameters/kx-threshold.md", "This year's threshold and how it counts"),
    ("Ask by payer", "payers/index.md", "Who follows which unit rule"),
    ("Check a day's claims", "check-claims.md", "837, 835 and CSV files in, a worklist out"),
    ("Audit a claim", "calculator.md", "Check lines before you bill them"),
)
"""What people come to do, where that is, and in a few words what they find there."""


def _everyday(rules: Rules, as_of: date) -> list[tuple[str, list[tuple[str, Code, str]]]]:
    """The most used codes of each discipline, with how each is counted."""
    return [
        (title, [(key, rules.codes[key], _counted(rules.codes[key], as_of)) for key in keys])
        for discipline, title in labels.DISCIPLINES.items()
        if (keys := rules.everyday.codes.get(discipline))
    ]


def _code_changes(rules: Rules, as_of: date) -> list[tuple[str, Change]]:
    """The codes that are about to change, each with its change."""
    return [
        (key, change)
        for key in rules.codes
        for change in dated_changes.notices(f"codes/{key}", rules, as_of)
        if change.first_shown <= as_of
    ]


def _counted(code: Code, as_of: date) -> str:
    """How a code is counted on a day, in a few words."""
    now = in_force(code.counting, as_of)
    if now is None or not codes.in_use(now):
        return "not in use"
    minutes = f" · {now.minutes_per_unit} min" if now.minutes_per_unit else ""
    return f"{now.kind}{minutes}"


def calculator(rules: Rules, as_of: date) -> Page:
    """The calculator with the first visit, already computed."""
    path = "calculator.md"

    def view() -> dict[str, Any]:
        example = first_visit(rules)
        done = worked(example, rules, path) if example else None
        return {"done": done, "data": form_data.data(rules, example, path), "scripts": form_data.scripts()}

    return page_of("calculator", path, rules, as_of, "", view)
