"""Reads a YAML file as the shape that describes it, every problem and every value with its line.

Only this module knows YAML, and the browser never loads it.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from calculator.errors import Trail, dotted
from calculator.loading.problems import Problem, problems_of, shown_path
from calculator.loading.text_files import UNSEEN, LineProblem, UnreadableError, named, text_of
from calculator.loading.values import RuleFileReader, alternatives, scalar, unusable
from calculator.serialize import field_types

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The C reader where PyYAML has it: the same nodes, some ten times faster. The base one takes every value for text."""

_DEEPEST = 30
"""Lists and fields inside each other; the rules need 9."""

_MOST_EVENTS = 100_000
"""Beginnings, ends and values of one file; the longest has less than a tenth."""


def read_yaml(path: Path, shape: Any, folder: Path) -> tuple[Any, list[Problem], dict[Trail, int]]:
    """One file as its shape, its problems, and the line of every value in it. The value is None with problems."""
    name = shown_path(path, folder)
    try:
        return _read_text(name, text_of(path, folder), shape)
    except UnreadableError as error:
        return None, problems_of(name, error), {}


@lru_cache(maxsize=1024)
def _read_text(name: str, text: str, shape: Any) -> tuple[Any, list[Problem], dict[Trail, int]]:
    """The text of a file as its shape; kept, because of many files one changes while someone writes."""
    plain, problems, lines = plain_of(name, text, shape)
    if plain is None:
        return None, problems, lines
    value, problems = RuleFileReader.read_file(name, shape, plain, lines, problems)
    return value, problems, lines


def plain_of(name: str, text: str, shape: Any) -> tuple[Any, list[Problem], dict[Trail, int]]:
    """The text of a file as plain data, each value typed by its field; None where there is nothing. Not yet read as its shape.

    Raises:
        UnreadableError: where the YAML cannot be read.
    """
    node = _composed(text)
    if node is None:
        what = shape.__name__.lower() if isinstance(shape, type) and is_dataclass(shape) else "mapping"
        return None, [Problem(name, 1, "", f"found an empty file, expected the fields of a {what}")], {}
    tree = _Tree(name)
    return tree.value(node, shape, ()), tree.problems, tree.lines


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a YAML text, None where it has nothing.

    Everything that could make them endless is refused before: each value stands where it is written, and its type
    comes from its field.

    Raises:
        UnreadableError: with every alias and tag, or where the YAML cannot be read, or has too much of it.
    """
    problems: list[LineProblem] = []
    depth = 0
    try:
        for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            line = event.start_mark.line + 1 if event.start_mark else 1
            tag = (getattr(event, "tag", None) or "").replace("tag:yaml.org,2002:", "!!")
            if isinstance(event, yaml.AliasEvent):
                problems.append(LineProblem(line, f"found the alias *{event.anchor}, expected the value written out"))
            elif tag:
                problems.append(LineProblem(line, f"found the tag {tag}, expected the value without a tag"))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST or number > _MOST_EVENTS:
                deep = f"{_DEEPEST} lists and fields inside each other, expected fewer"
                many = f"{_MOST_EVENTS:,} values, expected fewer in one file"
                raise UnreadableError(LineProblem(line, f"found more than {deep if depth > _DEEPEST else many}"))
        if problems:
            raise UnreadableError(*problems)
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        why = getattr(error, "problem", None) or str(error)
        found = f"found YAML that cannot be read ({why}), expected valid YAML"
        raise UnreadableError(*problems, LineProblem(mark.line + 1 if mark else 1, found)) from None


class _Tree:
    """Plain data from YAML nodes; notes the line of each value, doubled keys and texts that no field can hold."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Trail, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, hint: Any, trail: Trail) -> Any:
        """The value of a node where a value of this type is expected."""
        self.lines[trail] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, hint, trail)
        if isinstance(node, yaml.SequenceNode):
            item = item_type(hint)
            return [self.value(child, item, (*trail, position)) for position, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101 - the only kind left
        if message := unusable(node.value):
            self.problem(node, trail, message)
            return node.value
        value = scalar(node.value, hint)
        if not node.style:  # the C reader says "" for a value without quotes, the other None
            return value
        if isinstance(value, int):
            self.problem(node, trail, f'found "{node.value}" in quotes, expected it without quotes')
        return node.value

    def mapping(self, node: yaml.MappingNode, hint: Any, trail: Trail) -> dict[str, Any]:
        """A mapping, every key once."""
        plain: dict[str, Any] = {}
        names, any_name = _member_types(hint)
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":  # the key of a merge
                self.problem(key_node, trail, "found a key that is no plain word, expected a field name")
                continue
            key = key_node.value
            here = (*trail, key)
            if unseen := UNSEEN.search(key):
                message = f"found the character {named(unseen[0])} in a key, expected a field name"
                self.problem(key_node, trail, message)
            elif key in plain:
                message = f"found the key a second time, expected it once (first on line {self.lines[here]})"
                self.problem(key_node, here, message)
            else:
                plain[key] = self.value(value_node, names.get(key, any_name), here)
                self.lines[here] = key_node.start_mark.line + 1
        return plain

    def problem(self, node: yaml.Node, trail: Trail, message: str) -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(self.file, node.start_mark.line + 1, dotted(trail), message))


@cache
def item_type(hint: Any) -> Any:
    """The type of what a list holds."""
    for part in alternatives(hint):
        if typing.get_origin(part) is tuple:
            return typing.get_args(part)[0]
    return str


@cache
def _member_types(hint: Any) -> tuple[Mapping[str, Any], Any]:
    """The types of fields by their names, and that of every other name."""
    for part in alternatives(hint):
        if is_dataclass(part) and isinstance(part, type):
            return field_types(part), str
        origin = typing.get_origin(part)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {}, typing.get_args(part)[1]
    return {}, str
