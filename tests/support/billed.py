"""Visits with billed lines, and what the checks find in them."""

from __future__ import annotations

from typing import Any

from calculator import calculate
from calculator.model import Rules, Severity

VISIT: dict[str, Any] = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [{"code": "97110", "minutes": 23}],
}


def found(visit: dict[str, Any], rules: Rules, severity: Severity | None = None) -> list[str]:
    """The names of a visit's findings, in order."""
    return [
        one["check"] for one in calculate(visit, rules)["findings"] if severity is None or one["severity"] == severity
    ]


def line(text: str) -> dict[str, Any]:
    """A billed line from its text, as `97110 GP 2`."""
    code, *modifiers, units = text.split()
    return {"code": code, "modifiers": modifiers, "units": int(units)}


def billed(*lines: str, **fields: Any) -> dict[str, Any]:
    """The visit with some lines that someone means to send."""
    return {**VISIT, "billed": [line(text) for text in lines], **fields}
