"""Reads JSON text as people give it: a byte order mark, nesting without end, fields given twice.

>>> read_json('{"payer": "midpoint"}')
{'payer': 'midpoint'}
"""

from __future__ import annotations

import json
import re
from typing import Any

from calculator.errors import VisitError, printable, problem
from calculator.limits import DEEPEST


def read_json(text: str) -> Any:
    """Plain data of a JSON text.

    Raises:
        VisitError: with field `""`, where the text is no JSON or gives a field twice.
    """
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for name, value in pairs:
            if name in plain:
                twice.append(name)
            plain[name] = value
        return plain

    text = text.removeprefix("\ufeff")  # Notepad and PowerShell put a byte order mark in front
    if depth(text) > DEEPEST:  # Python's own limit differs between versions, and in the browser it kills the engine
        raise VisitError([problem("", "too-many", "JSON nested too deeply", "a visit")])
    try:
        plain = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        found = f"text that is no JSON ({place(text, error.pos)})"
        raise VisitError([problem("", "shape", found, "a visit")]) from None
    except VisitError:
        raise
    except ValueError:  # Python refuses to read numbers of thousands of digits
        raise VisitError([problem("", "too-many", "a number of thousands of digits", "a visit")]) from None
    if twice:
        names = map(printable, dict.fromkeys(twice))
        raise VisitError([problem("", "conflict", f"the field {name} twice", "it once") for name in names])
    return plain


def depth(text: str) -> int:
    """How deep the lists and objects of a JSON text go.

    >>> depth('{"services": [{"code": "[[["}]}')
    3
    """
    now = deepest = 0
    for token in TOKENS.findall(text):
        now += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token, 0)
        deepest = max(deepest, now)
    return deepest


TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[][{}]', re.DOTALL)
"""Brackets, and strings as a whole. A string that never ends is taken to the end of the text: no letter is read twice."""


def place(text: str, position: int) -> str:
    """Where JSON cannot be read. A comma before a closing bracket is itself the place: Python 3.13 changed its mind."""
    before = text[:position].rstrip(" \t\n\r")
    position = len(before) - 1 if before.endswith(",") else position
    line = text.count("\n", 0, position) + 1
    return f"line {line}, column {position - text.rfind(chr(10), 0, position)}"


def refuse(constant: str) -> Any:
    """Refuse NaN and Infinity, which are no JSON."""
    raise VisitError([problem("", "shape", f"{constant}, which is no JSON number", "a visit")])
