"""Walks through a rule set: its files, every part inside them, lists of dated entries, rows of tables.

>>> from calculator import default_rules
>>> from calculator.model import Cite
>>> rules = default_rules()
>>> [file for file, key, _ in rule_files(rules) if key == "KX"]
['modifiers/KX.yaml']
>>> part = next(part for part in every_part(rules) if isinstance(part.value, Cite))
>>> part.trail[-2:]
('cites', 0)
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from calculator.errors import Trail
from calculator.model import KINDS, Rules
from calculator.per_rule_set import once
from calculator.serialize import fields_of


class Part(NamedTuple):
    """A dataclass inside a rule file.

    Attributes:
        file: the file inside `rules/`.
        key: the key of what the file describes; empty for files that describe many things.
        trail: the way to the part inside the file.
        value: the part.
    """

    file: str
    key: str
    trail: Trail
    value: Any


def rule_files(rules: Rules) -> Iterator[tuple[str, str, Any]]:
    """Every file whose statements are cited: its path in `rules/`, its key, and what it holds."""
    for kind in (*KINDS, "guides"):
        for key, entry in getattr(rules, kind).items():
            yield f"{kind}/{key}.yaml", key, entry
    yield "claims.yaml", "", rules.claims
    yield "glossary.yaml", "", rules.glossary
    yield "words.yaml", "", rules.words
    yield "cms_files.yaml", "", rules.cms_files


@once
def every_part(rules: Rules) -> tuple[Part, ...]:
    """Every part of every file, from the outside in."""
    return tuple(
        Part(file, key, trail, part) for file, key, entry in rule_files(rules) for trail, part in parts_of(entry)
    )


def parts_of(value: Any, trail: Trail = ()) -> Iterator[tuple[Trail, Any]]:
    """Every dataclass inside a value, itself first, with the way to it."""
    if fields := fields_of(type(value)):  # type: ignore[arg-type]
        yield trail, value
        for name, _, atomic in fields:
            if not atomic:
                yield from parts_of(getattr(value, name), (*trail, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from parts_of(item, (*trail, position))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from parts_of(item, (*trail, key))


def dated_lists(rules: Rules) -> Iterator[tuple[Part, str, tuple[Any, ...]]]:
    """Every list of entries with a first day: the part that has it, its field, and the entries."""
    for part in every_part(rules):
        for name, _, atomic in fields_of(type(part.value)):  # type: ignore[arg-type]
            entries = () if atomic else getattr(part.value, name)
            if isinstance(entries, tuple) and entries and hasattr(entries[0], "since"):
                yield part, name, entries


def table_rows(rules: Rules) -> Iterator[tuple[str, int, Any]]:
    """Every row of every table: its file in `rules/`, its position, and what it holds."""
    for field in dataclasses.fields(rules.tables):
        for position, row in enumerate(getattr(rules.tables, field.name)):
            yield f"tables/{field.name.replace('_', '-')}.csv", position, row
