"""The shapes of a visit and a result as TypeScript, by which tsc checks the scripts of the pages.

`python -m sitegen.outputs.script_shapes` writes them from the dataclasses of the engine; `--check` fails where the file is not theirs.
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from calculator.model import Result, Visit

FILE = Path(__file__).parents[2] / "docs" / "assets" / "result" / "shapes.d.ts"
_HEAD = (
    "// A visit and a result as JSON (docs/about/contract.md). Written by `python -m sitegen.outputs.script_shapes`.\n"
)
_PLAIN: dict[Any, str] = {str: "string", int: "number", bool: "boolean", date: "string", Decimal: "string"}


def text() -> str:
    """The whole file."""
    of_visit: dict[str, type] = {}
    of_result: dict[str, type] = {}
    _gather(Visit, of_visit)
    _gather(Result, of_result)
    return _HEAD + "".join(
        _interface(shape, sparse=name in of_visit) for name, shape in sorted((of_result | of_visit).items())
    )


def _gather(shape: type, found: dict[str, type]) -> None:
    """Add a dataclass and all that its fields hold."""
    if shape.__name__ in found:
        return
    found[shape.__name__] = shape
    for hint in typing.get_type_hints(shape).values():
        for one in _parts(hint):
            if isinstance(one, type) and dataclasses.is_dataclass(one):
                _gather(one, found)


def _parts(hint: Any) -> Iterable[Any]:
    """A type and the types inside it."""
    yield hint
    for inner in typing.get_args(hint):
        yield from _parts(inner)


def _interface(shape: type, *, sparse: bool) -> str:
    """A dataclass in TypeScript.

    Args:
        shape: the dataclass.
        sparse: fields with a default may be left out, as in a visit; a result has them all.

    >>> from calculator.model import Line, Span
    >>> print(_interface(Line, sparse=False))
    <BLANKLINE>
    export interface Line {
      code: string;
      units: number;
      modifiers: string[];
    }
    <BLANKLINE>
    """
    hints = typing.get_type_hints(shape)
    lines = [
        f"  {field.name}{'?' if sparse and _has_default(field) else ''}: {_typescript(hints[field.name])};\n"
        for field in dataclasses.fields(shape)
    ]
    return f"\nexport interface {shape.__name__} {{\n{''.join(lines)}}}\n"


def _has_default(field: dataclasses.Field[Any]) -> bool:
    """Whether a field may be left out."""
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


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
