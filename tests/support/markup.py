"""Rules with markup wherever people write words, for tests of what becomes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

MARKUP = '1. <script>alert(1)</script> *x* _y_ **z** [a](http://b) ![i](j) | `c` ``` <img src=x onerror=alert(1)> {{ 1 }} {% if %} {: .k } &amp; <b>d</b> "q" ~~e~~'
"""Everything that could mean something to Markdown, HTML or Jinja."""

FREE_TEXT = {
    "also_called", "answer", "ask", "asks", "at", "counted_by", "denial_codes", "edition", "from_others", "name", "note",
    "number", "publisher", "read_in", "release", "right", "says", "table", "title", "wrong",
}  # fmt: skip
"""Fields in which people write words."""


def with_markup(value: Any, field: str = "") -> Any:
    """A thing with markup in every field where people write words."""
    if isinstance(value, str):
        return MARKUP if field in FREE_TEXT else value
    if isinstance(value, tuple):
        return tuple(with_markup(item, field) for item in value)
    if isinstance(value, Mapping):
        return {key: with_markup(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: with_markup(getattr(value, f.name), f.name) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **changes)
    return value


def various_of(things: Mapping[str, Any]) -> dict[str, Any]:
    """As few things as use every field that any of them uses."""
    left = {key: set(_used(thing)) for key, thing in things.items()}
    found: dict[str, Any] = {}
    while any(left.values()):
        key = max(sorted(left), key=lambda key: len(left[key]))
        found[key] = things[key]
        left = {one: used - left[key] for one, used in left.items()}
    return found


def _used(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all fields inside a thing that hold something."""
    if isinstance(value, tuple):
        for item in value:
            yield from _used(item, path)
    elif isinstance(value, Mapping):
        yield from _used(tuple(value.values()), path)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _used(getattr(value, field.name), f"{path}.{field.name}")
    elif value not in (None, "", False):
        yield path
