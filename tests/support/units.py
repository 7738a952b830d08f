"""Units of an answer."""

from __future__ import annotations

from collections import Counter
from typing import Any


def units_of(result: dict[str, Any]) -> dict[str, int]:
    """Units of each code on all its lines, from an answer as plain data."""
    units: Counter[str] = Counter()
    for line in result["lines"]:
        units[line["code"]] += line["units"]
    return dict(units)
