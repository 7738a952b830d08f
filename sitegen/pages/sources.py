"""The pages on what the rules rest on: the register of sources, the tables of CMS, and what to check next."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from calculator.model import Cite, Rules
from calculator.traverse import every_part
from calculator.upkeep.due import due, is_stale
from sitegen.pages import edit_tables
from sitegen.pages.page import Page, page_of
from sitegen.pages.statement_counts import counted, from_memory
from sitegen.render.footnotes import BADGES, RANKS


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The register of sources, the tables, and what to check next."""
    yield _register(rules, as_of)
    yield _tables(rules, as_of)
    yield page_of("to-check", "to-check.md", rules, as_of, "", partial(_to_check, rules, as_of))


def _to_check(rules: Rules, as_of: date) -> dict[str, Any]:
    return {"due": due(rules, as_of), "unread": from_memory(rules), **counted(rules)}


def _register(rules: Rules, as_of: date) -> Page:
    """Every source, surest first, each with the pages that cite it."""

    def view() -> dict[str, Any]:
        groups = [(tier, [(key, one) for key, one in rules.sources.items() if one.tier == tier]) for tier in RANKS]
        return {
            "groups": [(tier, entries) for tier, entries in groups if entries],
            "cited": _citing_pages(rules),
            "badges": BADGES,
            "stale": frozenset(key for key, source in rules.sources.items() if is_stale(source, as_of)),
            **counted(rules),
        }

    return page_of("sources", "sources.md", rules, as_of, "rules/sources.yaml", view)


def _citing_pages(rules: Rules) -> dict[str, list[str]]:
    """Which rule files cite each source, as `codes/97110`."""
    found: dict[str, list[str]] = {}
    for part in every_part(rules):
        if part.key and isinstance(part.value, Cite):
            file = part.file.removesuffix(".yaml")
            if file not in found.setdefault(part.value.source, []):
                found[part.value.source].append(file)
    return found


def _tables(rules: Rules, as_of: date) -> Page:
    """The tables of CMS: what each holds, of which quarter, from where."""
    places = [
        {"row": row, "cites": edit_tables.cites_of(row, f"place of service {row.code}")}
        for row in rules.tables.places_of_service
        if row.means or row.practice == "telehealth"
    ]
    return page_of("tables", "tables.md", rules, as_of, tables=edit_tables.summaries(rules), places=places)
