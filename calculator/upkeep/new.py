"""A new rule file to fill in: every required field with its sentence, and every other as a comment.

It is written from the shapes in `calculator/model/`, so it never lags behind them. What is left to fill in is a
problem that `python -m calculator rules` reports with its line.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from calculator.loading.cross_checks.names import NAMES
from calculator.loading.rule_files import FOLDERS
from calculator.loading.schemas import schema_of
from calculator.loading.values import FILL_IN

KINDS = {shape.__name__.lower(): folder for folder, shape in FOLDERS.items()}
"""What can be made, each with its folder: `code` is made in `codes/`."""

_ALSO = {
    "Cite": ("at",),
    "Counting": ("minutes_per_unit",),
    "Service": ("minutes",),
    "Check.Expected": ("findings",),
    "Expected": ("lines",),
    "Billed": ("modifiers",),
}
"""Fields that may be left out, but seldom are."""

_WIDTH = 118


def new(kind: str, key: str) -> str:
    """The text of a new file.

    Args:
        kind: a key of `KINDS`, as `code`.
        key: the new thing's name, which becomes the file's.

    Raises:
        ValueError: for a name that such a file cannot have.

    >>> print(new("parameter", "visits-per-year").partition("\\n\\n")[0])
    # yaml-language-server: $schema=../schema/parameter.json
    # Replace every FILL IN. Leave out what is not known: never guess.
    """
    pattern, expected = NAMES[KINDS[kind]]
    if not pattern.fullmatch(key):
        raise ValueError(f"found the name '{key}', expected {expected}")
    schema = schema_of(FOLDERS[KINDS[kind]])
    head = f"# yaml-language-server: $schema=../schema/{kind}.json"
    rule = f"# Replace every {FILL_IN}. Leave out what is not known: never guess."
    given = {"Service.code": key, "Billed.code": key} if kind == "code" else {"Expected.findings": key}
    return "\n".join([head, rule, "", *_Writer(schema, given).fields(schema, ()), ""])


class _Writer:
    """Writes the fields of shapes as YAML lines."""

    def __init__(self, schema: Mapping[str, Any], given: Mapping[str, str]) -> None:
        self.schema, self.given, self.top = schema, given, schema["title"]

    def fields(self, shape: Mapping[str, Any], around: tuple[str, ...]) -> Iterator[str]:
        """The fields of a shape: required ones first, then a comment for each other."""
        name = shape["title"]
        also = _ALSO.get(f"{self.top}.{name}", _ALSO.get(name, ()))
        optional = []
        for field, about in shape["properties"].items():
            if field not in (*shape.get("required", ()), *also):
                optional.append((field, about))
                continue
            yield from () if around else _comment(about.get("description", ""))
            yield from self.field(field, about, name, around)
        if not around:
            yield ""
            yield "# What else can be entered:"
            for field, about in optional:
                yield from _comment(f"{field}: {about.get('description', '')}")

    def field(self, field: str, about: Mapping[str, Any], name: str, around: tuple[str, ...]) -> Iterator[str]:
        """One field with its value, which may be fields itself."""
        given = self.given.get(f"{name}.{field}")
        inner = self.resolved(about.get("items", about))
        is_list = about.get("type") == "array" or any(part.get("type") == "array" for part in about.get("anyOf", ()))
        if is_list and "items" not in about and "anyOf" in about:
            inner = self.resolved(next(part for part in about["anyOf"] if "items" in part)["items"])
        if "properties" in inner:
            yield f"{field}:"
            lines = list(self.fields(inner, (*around, field)))
            if not is_list:
                yield from (f"  {line}" for line in lines)
                return
            yield f"  - {lines[0]}"
            yield from (f"    {line}" for line in lines[1:])
            if (name, field) == ("Check", "examples"):  # a check is shown twice: failing, and corrected
                yield f"  - {lines[0]}"
                yield from (f"    {line.replace('findings:', 'without:')}" for line in lines[1:])
            return
        value = f'"{given}"' if given else FILL_IN
        hint = "" if given else _expected(inner)
        yield f"{field}: {f'[{value}]' if is_list else value}{f'  # {hint}' if hint else ''}"

    def resolved(self, about: Mapping[str, Any]) -> Mapping[str, Any]:
        """A shape instead of the reference to it."""
        found: Mapping[str, Any] = self.schema["$defs"][about["$ref"].rpartition("/")[2]] if "$ref" in about else about
        return found


def _expected(about: Mapping[str, Any]) -> str:
    """What a value must look like, where that is not plain text."""
    options = about.get("anyOf", [about])
    words = [str(one) for option in options for one in option.get("enum", [option.get("const")]) if one is not None]
    if any(option.get("format") == "date" for option in options):
        return "a day, as 2026-01-01"
    if any(option.get("type") == "integer" for option in options):
        return "a whole number"
    if any(option.get("type") == "number" for option in options):
        return f'a number, as "12.50"{", or the word " + " or ".join(words) if words else ""}'
    return f"one of {', '.join(words)}" if words else ""


def _comment(text: str) -> Iterator[str]:
    """A sentence as comment lines."""
    yield from textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="#   ")
