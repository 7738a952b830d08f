"""The browser's door: JSON text in, JSON text out.

>>> calculate_text('{"payer": "medicare-part-b"')[:31]
'{"errors":[{"expected":"a visit'
"""

from __future__ import annotations

import json
from typing import Any

import calculator
from calculator.errors import VisitError
from calculator.model import Rules
from calculator.reading.json_text import read_json


def calculate_text(text: str, rules: Rules | None = None) -> str:
    """The result of a visit, or `{"errors": [...]}`, as the JSON text that every door gives.

    Args:
        text: a visit as JSON.
        rules: the rule set; by default the one that comes with the package.
    """
    try:
        return to_text(calculator.calculate(read_json(text), rules))
    except VisitError as error:
        return to_text({"errors": error.errors})


def to_text(plain: Any) -> str:
    """Plain data as the one JSON text that stands for them."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
