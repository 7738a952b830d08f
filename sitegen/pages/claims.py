"""The page on what popular answers get wrong: each claim, what the rule says, and a visit that shows it."""

from datetime import date
from typing import Any

from calculator.model import Rules
from sitegen.pages.page import Page, page_of
from sitegen.pages.worked_examples import worked


def page(rules: Rules, as_of: date) -> Page:
    """The claims, the wrong ones first."""
    path = "claims.md"
    entries: list[dict[str, Any]] = [
        {
            "key": key,
            "claim": claim,
            "done": worked(claim.example, rules, path, f"example-{key}") if claim.example else None,
        }
        for key, claim in rules.claims.items()
    ]
    groups = [
        (verdict, [entry for entry in entries if entry["claim"].verdict == verdict])
        for verdict in ("wrong", "out-of-date", "imprecise", "right")
    ]
    return page_of(
        "claims",
        path,
        rules,
        as_of,
        "rules/claims.yaml",
        groups=[(verdict, found) for verdict, found in groups if found],
    )
