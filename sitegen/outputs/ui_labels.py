"""What the parts that compute in the browser call rules and sources, fetched when their first answer comes."""

from __future__ import annotations

from typing import Any

from calculator.model import KINDS, Rules
from sitegen.render.footnotes import mark_of

PLACE = "assets/calculator/labels.json"
"""Where they stand below the site's root, beside the scripts that read them (docs/assets/calculator/why.js)."""


def labels(rules: Rules) -> dict[str, Any]:
    """Every rule with a page and what a link to it says, and sources with what marks them."""
    return {
        "rules": {
            f"{kind}/{key}": key if kind in ("codes", "modifiers") else thing.name
            for kind in KINDS
            for key, thing in getattr(rules, kind).items()
        },
        "sources": {
            key: {"title": source.title, "tier": source.tier} | ({"mark": mark} if (mark := mark_of(source)) else {})
            for key, source in rules.sources.items()
        },
    }
