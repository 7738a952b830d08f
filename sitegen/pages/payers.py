"""The pages of the payers, and the list that compares their rules."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.counting import units
from calculator.dated import in_force
from calculator.model import Payer, RuleChoice, Rules
from sitegen.pages.first_visit import first_visit
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked, first_answered, worked
from sitegen.render import labels
from sitegen.render.footnotes import badges_of, mark_of, tier_of
from sitegen.render.markdown_text import safe_url


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
                "text": _text_read(in_force(payer.unit_rule, as_of), rules),
                "done": worked(visit, rules, path) if visit else None,
            }
        )
    compared = next((row["done"] for row in rows if row["done"]), None)
    columns = {"unit": "Unit rule", "assistant": "PTA/OTA", "threshold": "KX threshold"}
    return page_of(
        "payers", path, rules, as_of, rows=rows, compared=compared, columns=columns, read=_how_read(rules, as_of)
    )


def _how_read(rules: Rules, as_of: date) -> dict[str, Any]:
    """How many unit rules were found, how surely, and on which days their texts were read; conventions are no payers."""
    payers = [payer for payer in rules.payers.values() if payer.kind != "convention"]
    entries = [entry for payer in payers if (entry := in_force(payer.unit_rule, as_of))]
    found = [entry for entry in entries if entry.method not in units.UNKNOWN]
    ways = [_how_surely(entry, rules, as_of) for entry in found]
    days = sorted(day for entry in entries for cite in entry.cites if (day := rules.sources[cite.source].read_on))
    return {
        "listed": len(payers),
        "found": len(found),
        "surely": {way: ways.count(way) for way in labels.RULE_READ if way in ways},
        "days": (days[0], days[-1]) if days else None,
    }


def _how_surely(entry: RuleChoice, rules: Rules, as_of: date) -> str:
    """A key of `labels.RULE_READ`: the mark of its surest source, or `primary` where that one needs none."""
    return next((name for name in badges_of(entry.cites, rules.sources, as_of) if name in labels.RULE_READ), "primary")


def _text_read(entry: RuleChoice | None, rules: Rules) -> dict[str, Any] | None:
    """The first text on the unit rule by whoever makes it that has an address, and how it was read; None without one."""
    for cite in entry.cites if entry else ():
        source = rules.sources[cite.source]
        if tier_of(cite, rules.sources) == "primary" and safe_url(source.url):
            return {"source": source, "mark": mark_of(source)}
    return None
