"""The pages of the payers, and the list that compares their rules."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.counting import units
from calculator.dated import in_force
from calculator.model import Payer, Rules
from sitegen.pages.first_visit import first_visit
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked, first_answered, worked


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The list of payers, and a page for each."""
    yield _index(rules, as_of)
    yield from rule_pages("payer", "payers", rules, as_of, _content)


def _content(key: str, payer: Payer, rules: Rules, as_of: date) -> dict[str, Any]:
    done = all_worked(payer.examples, rules, f"payers/{key}.md")
    titles = {"unit": "Minutes to units", "assistant": "Assistants", "threshold": "KX threshold"}
    rule_tables: list[dict[str, Any]] = [
        {"name": name, "title": titles[name], "now": in_force(entries, as_of), "entries": entries[::-1]}
        for name, entries in _rules_of(payer).items()
    ]
    return {
        "payer": payer,
        "rule_tables": rule_tables,
        "unknown": any(table["now"] is None or table["now"].method == "unknown" for table in rule_tables),
        "done": done,
        "changeable": first_answered(done),
    }


def _rules_of(payer: Payer) -> dict[str, tuple[Any, ...]]:
    return {"unit": payer.unit_rule, "assistant": payer.assistant_rule, "threshold": payer.threshold_rule}


def _index(rules: Rules, as_of: date) -> Page:
    """Three rules of each payer, and one visit that shows what they mean."""
    path = "payers/index.md"
    rows = []
    for key in by_use("payers", rules):
        payer = rules.payers[key]
        visit = first_visit(rules, key)
        rows.append(
            {
                "key": key,
                "payer": payer,
                "rules": [(name, in_force(entries, as_of)) for name, entries in _rules_of(payer).items()],
                "done": worked(visit, rules, path) if visit else None,
            }
        )
    compared = next((row["done"] for row in rows if row["done"]), None)
    found = [_is_found(payer, as_of) for payer in rules.payers.values() if payer.kind != "convention"]
    columns = {"unit": "Unit rule", "assistant": "PTA/OTA", "threshold": "KX threshold"}
    return page_of(
        "payers", path, rules, as_of, rows=rows, compared=compared, columns=columns, found=sum(found), listed=len(found)
    )


def _is_found(payer: Payer, as_of: date) -> bool:
    """Whether a text was found that says how a payer turns minutes into units."""
    entry = in_force(payer.unit_rule, as_of)
    return entry is not None and entry.method not in units.UNKNOWN
