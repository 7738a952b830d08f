"""The page on what popular answers get wrong: each claim, what the rule says, and a visit that shows it."""

from datetime import date

from calculator.model import Rules
from sitegen.pages.page import Page, page_of
from sitegen.pages.worked_examples import worked


def page(rules: Rules, as_of: date) -> Page:
    """The claims, the wrong ones first."""
    path = "claims.md"
    rows = [
        (key, claim, worked(claim.example, rules, path, f"example-{key}") if claim.example else None)
        for key, claim in rules.claims.items()
    ]
    verdicts = ("wrong", "out-of-date", "imprecise", "right")
    groups = [(verdict, [row for row in rows if row[1].verdict == verdict]) for verdict in verdicts]
    filled = [(verdict, found) for verdict, found in groups if found]
    return page_of("claims", path, rules, as_of, "rules/claims.yaml", groups=filled)
