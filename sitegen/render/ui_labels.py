"""What the scripts of the pages call rules, sources and the words of a result: one file, which the form's data holds too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.counting.threshold import THRESHOLD
from calculator.model import KINDS, Edit, Rules, UnitLimit
from sitegen.render import labels as words
from sitegen.render.footnotes import mark_of, read_where

PLACE = "assets/result/labels.json"
"""Its path below the site's root, with the scripts that read it (docs/assets/result/labels.js)."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "severities": words.SEVERITIES,
    "counts_units": words.COUNTS_UNITS,
    "counting_rules": words.COUNTING_RULES,
    "surely": words.SURELY,
    "minutes": words.MINUTES,
    "reductions": words.REDUCTIONS,
}
"""Words for the keys of a visit and a result, the same as on the pages (sitegen/render/labels.py)."""


def labels(rules: Rules) -> dict[str, Any]:
    """Every rule with a page and what a link to it says, every source, and the words of a result."""
    programs = programs_of(rules)
    return {
        **WORDS,
        "threshold": THRESHOLD,
        "rules": {
            f"{kind}/{key}": key if kind in ("codes", "modifiers") else rule.name
            for kind in KINDS
            for key, rule in getattr(rules, kind).items()
        },
        "sources": {
            key: {
                "title": source.title,
                "tier": source.tier,
                "mark": mark_of(source),
                "publisher": source.publisher,
                "read_where": read_where(source),
                "read_on": source.read_on.isoformat() if source.read_on else "",
                "is_memory": source.extent == "memory",
                "programs": sorted(programs.get(key, ())),
            }
            for key, source in rules.sources.items()
        },
    }


def programs_of(rules: Rules) -> dict[str, set[str]]:
    """Whose tables of claims edits a source is, for the sources of those tables.

    >>> from calculator import default_rules
    >>> programs_of(default_rules())["mue26mcd"]
    {'medicaid'}
    """
    found: dict[str, set[str]] = {}
    rows: tuple[Edit | UnitLimit, ...] = (*rules.tables.pairs, *rules.tables.unit_limits)
    for row in rows:
        found.setdefault(row.source, set()).add(row.program)
    return found
