"""The shapes of a visit and a result as TypeScript, by which tsc checks the scripts of the pages.

`python -m sitegen.outputs.script_shapes` writes them from the dataclasses of the engine; `--check` fails where the file is not theirs.
"""

from __future__ import annotations

import dataclasses
import sys
import textwrap
import types
import typing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from calculator.model import Result, Visit

FILE = Path(__file__).parents[2] / "docs" / "assets" / "result" / "shapes.d.ts"
_HEAD = (
    "// A visit and a result as JSON (docs/about/contract.md). Written by `python -m sitegen.outputs.script_shapes`.\n"
)
_WIDE = 137
_PLAIN: dict[Any, str] = {str: "string", int: "number", bool: "boolean", date: "string", Decimal: "string"}


def text() -> str:
    """The whole file."""
    of_visit: dict[str, type] = {}
    of_result: dict[str, type] = {}
    _gather(Visit, of_visit)
    _gather(Result, of_result)
    shapes = sorted((of_result | of_visit).items())
    return _HEAD + "".join(_interface(shape, sparse=name in of_visit) for name, shape in shapes)


def _gather(hint: Any, found: dict[str, type]) -> None:
    """Add the dataclasses in a type, and all that their fields hold."""
    for inner in typing.get_args(hint):
        _gather(inner, found)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and hint.__name__ not in found:
        found[hint.__name__] = hint
        for inner in typing.get_type_hints(hint).values():
            _gather(inner, found)


def _interface(shape: type, *, sparse: bool) -> str:
    """A dataclass in TypeScript, on one line where it fits; of a `sparse` one, fields with a default may be left out.

    >>> from calculator.model import Line
    >>> print(_interface(Line, sparse=False), end="")
    export interface Line { code: string; units: number; modifiers: string[] }
    """
    hints, missing = typing.get_type_hints(shape), dataclasses.MISSING
    fields = [
        f"{field.name}{'?' if sparse and (field.default, field.default_factory) != (missing, missing) else ''}: "
        f"{_typescript(hints[field.name])}"
        for field in dataclasses.fields(shape)
    ]
    head, whole = f"export interface {shape.__name__} {{", "; ".join(fields)
    if len(head) + len(whole) < _WIDE:
        return f"{head} {whole} }}\n"
    unbroken = whole.replace(" ", "\0").replace(";\0", "; ")  # a line ends between two fields only
    lines = textwrap.wrap(unbroken, _WIDE, break_long_words=False, break_on_hyphens=False)
    return "\n".join([head, *(f"  {line}" for line in lines), "}\n"]).replace("\0", " ")


def _typescript(hint: Any) -> str:
    """A type in TypeScript.

    >>> _typescript(tuple[int, ...]), _typescript(Literal["a", "b"] | None)
    ('number[]', '"a" | "b" | null')
    """
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in inner)
    if origin in (typing.Union, types.UnionType):
        return " | ".join("null" if one is type(None) else _typescript(one) for one in inner)
    if origin is tuple:
        one = _typescript(inner[0])
        return f"({one})[]" if "|" in one else f"{one}[]"
    if isinstance(hint, typing.NewType):
        return _typescript(hint.__supertype__)
    return _PLAIN[hint] if hint in _PLAIN else str(hint.__name__)


if __name__ == "__main__":
    if "--check" not in sys.argv:
        FILE.write_text(text(), encoding="utf-8", newline="\n")
    elif FILE.read_text(encoding="utf-8") != text():
        sys.exit(f"{FILE.name} is not of the engine's shapes: run `python -m sitegen.outputs.script_shapes`")
