"""The browser's door: JSON text in, JSON text out.

>>> calculate_text('{"date_of_service": "2026-03-02"')[:24]
'{"errors":[{"field":"","'
"""

from __future__ import annotations

import json
from typing import Any

import calculator
from calculator.errors import VisitError, printable
from calculator.model import Rules


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


def read_json(text: str) -> Any:
    """Plain data of a JSON text.

    Raises:
        VisitError: with field `""`, where the text is no JSON or gives a field twice.
    """
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice.extend(name for name in dict.fromkeys(names) if names.count(name) > 1)
        return dict(pairs)

    try:
        plain = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        message = f"found text that is no JSON (line {error.lineno}, column {error.colno}), expected a visit"
        raise VisitError([{"field": "", "message": message}]) from None
    except RecursionError:
        raise VisitError([{"field": "", "message": "found JSON nested too deeply, expected a visit"}]) from None
    except ValueError as error:
        raise VisitError([{"field": "", "message": f"found {error}, expected a visit"}]) from None
    if twice:
        raise VisitError(
            [
                {"field": "", "message": f"found the field {printable(name)} twice, expected it once"}
                for name in dict.fromkeys(twice)
            ]
        )
    return plain


def refuse(constant: str) -> Any:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(f"{constant}, which is no JSON number")
