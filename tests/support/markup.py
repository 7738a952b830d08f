"""Rules with markup wherever people write words, for tests of what becomes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

MARKUP = '1. <script>alert(1)</script> *x* _y_ **z** [a](http://b) ![i](j) | `c` ``` <img src=x onerror=alert(1)> {{ 1 }} {% if %} {: .k } &amp; <b>d</b> "q" ~~e~~'
"""Everything that could mean something to Markdown, HTML or Jinja."""

FREE_TEXT = {
    "from_others",
    "number",
    "name",
    "says",
    "asks",
    "answer",
    "wrong",
    "right",
    "note",
    "also_called",
    "denial_codes",
    "table",
    "read_in",
    "counted_by",
    "release",
    "at",
    "title",
    "publisher",
    "edition",
    "ask",
}
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
