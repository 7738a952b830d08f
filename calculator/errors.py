"""What is wrong with a visit, every problem at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ErrorKind = Literal["unknown-field", "missing", "shape", "value", "conflict", "too-many"]
"""`unknown-field`: no field has this name. `missing`: a field that is needed. `shape`: the wrong type. `value`: out of
range, or not offered. `conflict`: fields that cannot stand together. `too-many`: longer or deeper than any visit."""

Trail = tuple[str | int, ...]
"""The way to a value inside a file or a visit: field names and list positions."""


def dotted(trail: Trail) -> str:
    """A trail as people write it.

    >>> dotted(("examples", 0, "date_of_service"))
    'examples[0].date_of_service'
    """
    text = ""
    for key in trail:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return text


def problem(field: str, kind: ErrorKind, found: str | None = None, expected: str = "") -> dict[str, str]:
    """One problem of a visit, with its message.

    Args:
        field: where it is, as `services[0].minutes`; empty for the visit as a whole.
        kind: what kind of problem it is.
        found: what was found, in words; None where it is missing.
        expected: what was expected, in words; empty where nothing else would do.

    >>> problem("payer", "missing", None, "the key of a payer")["message"]
    'missing, expected the key of a payer'
    >>> problem("services", "shape", "an empty list", "at least one service")["message"]
    'found an empty list, expected at least one service'
    """
    was = "missing" if found is None else f"found {found}"
    parts = {"found": found, "expected": expected}
    return {
        "field": printable(field),
        "kind": kind,
        "message": f"{was}, expected {expected}" if expected else was,
        **{name: part for name, part in parts.items() if part},
    }


class VisitError(ValueError):
    """A visit that cannot be computed.

    Attributes:
        errors: the problems, each as `problem` gives it.

    >>> VisitError([problem("payer", "missing", None, "the key of a payer")]).errors[0]["field"]
    'payer'
    """

    def __init__(self, errors: Sequence[dict[str, str]]) -> None:
        self.errors = list(errors)
        super().__init__(
            "; ".join(f"{e['field']}: {e['message']}" if e["field"] else e["message"] for e in self.errors)
        )


def shown(found: object) -> str:
    """What was found, short and safe to print.

    >>> shown("3/2/2026"), shown(True), shown(None), shown(7.5)
    ("'3/2/2026'", 'true', 'null', '7.5')
    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"
    >>> shown([1, 2]), shown({}), shown({1, 2})
    ('a list', 'an object', 'a value of type set')
    """
    if isinstance(found, str):
        text = printable(found)
        return f"'{text[:40]}...'" if len(text) > 43 else f"'{text}'"
    if found is None or isinstance(found, bool):
        return {None: "null", True: "true", False: "false"}[found]
    if isinstance(found, int):
        return str(found) if abs(found) < 10**18 else "a number of more than 18 digits"
    if isinstance(found, list | tuple):
        return "a list"
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, float):
        return repr(found)
    return f"a value of type {type(found).__name__}"


def printable(text: str) -> str:
    """Text that can always be written as UTF-8: a lone surrogate is shown by its number.

    >>> printable("a\\ud800")
    'a\\\\ud800'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the rules that shows only when values are seen together."""

    file: str  # the file inside `rules/`, as `codes/97110.yaml`
    trail: Trail  # the way to the value inside it: field names and list positions
    message: str  # what was found and what was expected
