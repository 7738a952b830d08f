"""Reads `rules/*.yaml`: every problem of every file in one run, each with file, line, what was found and expected.

Only this module knows YAML and pydantic, and the browser never loads it. A scalar gets its type from the field it
stands in, not from its looks: `97110` in a code field stays text, `no` is text wherever text is meant, and `no` in a
yes/no field is an error instead of a silent false.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from calculator.errors import Fault
from calculator.loading import cross_checks, examples
from calculator.loading.rule_text import (
    UNSEEN,
    UnreadableError,
    Wrong,
    given_twice,
    leads_out,
    listed,
    named,
    table,
    text_of,
)
from calculator.model import (
    Check,
    Claim,
    Code,
    Comparison,
    Coverage,
    Edition,
    KnownFault,
    Modifier,
    Moved,
    Parameter,
    Payer,
    Rules,
    Source,
    Tables,
    Topic,
    Word,
)
from calculator.serialize import field_types

_Key = str | int
Trail = tuple[_Key, ...]
"""The way to a value inside a file: field names and list positions."""

FOLDERS: dict[str, type] = {
    "codes": Code,
    "modifiers": Modifier,
    "payers": Payer,
    "parameters": Parameter,
    "checks": Check,
    "documentation": Topic,
    "comparisons": Comparison,
    "coverage": Coverage,
}
"""One file per thing in these folders; its key is the file's name."""

SINGLE_FILES: dict[str, Any] = {
    "edition": Edition,
    "sources": dict[str, Source],
    "moved": dict[str, Moved],
    "claims": dict[str, Claim],
    "faults": dict[str, KnownFault],
    "words": dict[str, Word],
}
"""Files that stand alone."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "relative_values": ("release", "status", "work", "practice_expense", "malpractice", "multiple_procedure", "source"),
    "unit_limits": ("until", "units", "adjudication", "source"),
    "pairs": ("until", "indicator", "source"),
    "places": ("name", "state", "work", "practice_expense", "malpractice", "source"),
    "diagnoses": ("since", "source"),
}
"""The columns of each table that answer for what the other columns name. The others together stand only once."""

_ALSO_THERE = ("tables", "schema")
"""What else a rules folder has: the tables, and what `python -m calculator schema` writes."""

FILL_IN = "FILL IN"
"""What `python -m calculator new` writes where a person must write something."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a rule file."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return _one_line(f"{self.file}:{self.line}: {self.said}")

    @property
    def said(self) -> str:
        """The message, with its field where it has one."""
        return f"{self.field}: {self.message}" if self.field else self.message

    def as_github(self) -> str:
        """The problem as GitHub shows it on the very line of a pull request."""
        file = _one_line(self.file).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        return f"::error file={file},line={self.line}::{_one_line(self.said).replace('%', '%25')}"


def _one_line(text: str) -> str:
    """Text that can always be printed, on one line: a line of its own could be read as a command by what runs the tests.

    >>> _one_line("a\\n::error::b")
    'a\\\\n::error::b'
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


class RuleError(ValueError):
    """Rule files that cannot be used.

    Attributes:
        problems: all of them, by file and line.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def load(folder: Path = Path("rules")) -> Rules:
    """The checked rule set of a folder.

    Raises:
        RuleError: with every problem of every file.
    """
    rules, problems = read(folder)
    if problems:
        raise RuleError(problems)
    return rules


def load_checked(folder: Path = Path("rules")) -> Rules:
    """The rule set of a folder, every example of which gives what it expects.

    Raises:
        RuleError: with every problem of every file, or with every example that fails.
    """
    rules, problems, lines = _read_with_lines(folder)
    if not problems:
        problems = [_located(fault, folder, lines) for fault in examples.failures(rules)]
    if problems:
        raise RuleError(problems)
    return rules


def check(folder: Path = Path("rules")) -> list[Problem]:
    """Every problem of a folder, examples that give something else than they expect included."""
    try:
        load_checked(folder)
    except RuleError as error:
        return error.problems
    return []


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file, by file name."""
    shapes = {shape.__name__.lower(): shape for shape in FOLDERS.values()} | SINGLE_FILES
    return {
        f"{name}.json": json.dumps(adapter(shape).json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        for name, shape in shapes.items()
    }


def read(folder: Path) -> tuple[Rules, list[Problem]]:
    """The rule set and all its problems. With problems in a shape, the rule set lacks what could not be read."""
    rules, problems, _ = _read_with_lines(folder)
    return rules, problems


def _read_with_lines(folder: Path) -> tuple[Rules, list[Problem], dict[str, dict[Trail, int]]]:
    """The rule set, its problems, and the line of every value in every file."""
    problems: list[Problem] = [*_strangers(folder)]
    lines: dict[str, dict[Trail, int]] = {}
    things: dict[str, Any] = {name: {} for name in FOLDERS}
    whole = not problems
    for name, shape in SINGLE_FILES.items():
        path = folder / f"{name}.yaml"
        if not os.path.lexists(path):
            problems.append(Problem(_shown_path(path, folder), 1, "", "missing, expected a file of this name"))
            whole = False
            continue
        value, found, lines[f"{name}.yaml"] = _read_file(path, shape, folder)
        problems += found
        whole = whole and value is not None
        things[name] = value
    for kind, shape in FOLDERS.items():
        for path in listed(folder / kind, folder):
            if path.suffix != ".yaml":
                problems.append(
                    Problem(
                        _shown_path(path, folder), 1, "", f"found {_kind_of(path)} '{path.name}', expected NAME.yaml"
                    )
                )
                continue
            value, found, lines[f"{kind}/{path.name}"] = _read_file(path, shape, folder)
            problems += found
            if value is None:
                whole = False
            else:
                things[kind][path.stem] = value
    tables: dict[str, tuple[Any, ...]] = {}
    for field, shape in field_types(Tables).items():
        name = f"tables/{field.replace('_', '-')}.csv"
        tables[field], found, lines[name] = read_table(folder / name, item_shape(shape), folder, ANSWERS.get(field, ()))
        problems += found
        whole = whole and not found
    things["tables"] = Tables(**tables)
    if things.get("edition") is None:
        things["edition"] = Edition(edition="0", as_of=date.min, earliest_date_of_service=date.min)
    rules = Rules(**{name: value if value is not None else {} for name, value in things.items()})
    if whole:  # a half-read rule set would report what is merely unread as missing
        problems += [_located(fault, folder, lines) for fault in cross_checks.faults(rules)]
    return rules, sorted(set(problems)), lines


def _located(fault: Fault, folder: Path, lines: dict[str, dict[Trail, int]]) -> Problem:
    """A fault with its line."""
    return Problem(
        f"{folder.name}/{fault.file}", _nearest(lines[fault.file], fault.trail), _dotted(fault.trail), fault.message
    )


def _strangers(folder: Path) -> Iterator[Problem]:
    """What nothing reads in the folder and beside its tables, and folders that lead out of it."""
    tables = {f"{field.replace('_', '-')}.csv": field for field in field_types(Tables)}
    files = {f"{name}.yaml" for name in SINGLE_FILES}
    for parent, known in ((folder, {*files, *FOLDERS, *_ALSO_THERE}), (folder / "tables", {*tables})):
        for path in listed(parent, folder):
            if path.name not in known:
                expected = ", ".join(sorted(known))
                found = f"found {_kind_of(path)} '{path.name}', expected only {expected}"
                yield Problem(_shown_path(path, folder), 1, "", found)
            elif path.name in (*FOLDERS, *_ALSO_THERE) and leads_out(path, folder):
                found = f"found a link that leads out of {folder.name}/, expected a folder"
                yield Problem(_shown_path(path, folder), 1, "", found)


def _kind_of(path: Path) -> str:
    """What stands there, in words."""
    return "a folder" if path.is_dir() else "a file"


def _problem_of(file: str, wrong: Wrong, field: str = "") -> Problem:
    """A mistake in the text of a file as a problem."""
    return Problem(file, wrong.line, field or wrong.field, wrong.message)


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a YAML text, None where it has nothing.

    Everything that could make them endless is refused before: each value stands where it is written, and its type
    comes from its field.

    Raises:
        UnreadableError: with every alias and tag, or where the YAML cannot be read, or has too much of it.
    """
    wrong: list[Wrong] = []
    depth = 0
    try:
        for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            line = event.start_mark.line + 1 if event.start_mark else 1
            tag = (getattr(event, "tag", None) or "").replace("tag:yaml.org,2002:", "!!")
            if isinstance(event, yaml.AliasEvent):
                wrong.append(Wrong(line, f"found the alias *{event.anchor}, expected the value written out"))
            elif tag:
                wrong.append(Wrong(line, f"found the tag {tag}, expected the value without a tag"))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise UnreadableError(
                    Wrong(line, f"found more than {_DEEPEST} lists and fields inside each other, expected fewer")
                )
            if number > _MOST_EVENTS:
                raise UnreadableError(
                    Wrong(line, f"found more than {_MOST_EVENTS:,} values, expected fewer in one file")
                )
        if wrong:
            raise UnreadableError(*wrong)
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        said = getattr(error, "problem", None) or str(error)
        found = f"found YAML that cannot be read ({said}), expected valid YAML"
        raise UnreadableError(*wrong, Wrong(mark.line + 1 if mark else 1, found)) from None


_DEEPEST = 30
"""Lists and fields inside each other; the rules need 9."""

_MOST_EVENTS = 100_000
"""Beginnings, ends and values of one file; the longest has less than a tenth."""


def _read_file(path: Path, shape: Any, folder: Path) -> tuple[Any, list[Problem], dict[Trail, int]]:
    """One file as its shape, its problems, and the line of every value in it. The value is None with problems."""
    name = _shown_path(path, folder)
    lines: dict[Trail, int] = {}
    problems: list[Problem] = []
    try:
        node = _composed(text_of(path, folder))
    except UnreadableError as error:
        return None, [_problem_of(name, one) for one in error.wrong], lines
    if node is None:
        return None, [Problem(name, 1, "", f"found an empty file, expected the fields of a {_thing(shape)}")], lines
    tree = _Tree(name, lines, problems).value(node, shape, ())
    try:
        value = adapter(shape).validate_json(json.dumps(tree), strict=True)
    except ValidationError as error:
        told_already = {problem.field for problem in problems}
        problems += [found for found in _told(error, name, lines, tree, shape) if found.field not in told_already]
    return (None if problems else value), problems, lines


def read_table(
    path: Path, shape: Any, folder: Path, answers: Sequence[str] = ()
) -> tuple[tuple[Any, ...], list[Problem], dict[Trail, int]]:
    """One CSV file as rows of a shape, its problems, and the line of every row. Without the file there are no rows.

    Args:
        path: the file.
        shape: the shape of a row.
        folder: the rules folder.
        answers: the columns that answer for what the other columns name.
    """
    name = _shown_path(path, folder)
    lines: dict[Trail, int] = {}
    if not os.path.lexists(path):
        return (), [], lines
    types = field_types(shape)
    needed = [field.name for field in dataclasses.fields(shape) if field.default is dataclasses.MISSING]
    try:
        rows, wrong = table(text_of(path, folder), tuple(types), needed)
    except UnreadableError as error:
        return (), [_problem_of(name, one) for one in error.wrong], lines
    problems: list[Problem] = []
    tree = []
    for position, row in enumerate(rows):
        lines[(position,)] = row.line
        here = _Cells(name, row.line, problems)
        tree.append({field: here.cell(text, types[field], (position, field)) for field, text in row.cells.items()})
    at = {line: trail for trail, line in lines.items()}
    problems += [
        _problem_of(name, one, _dotted((*at.get(one.line, ()), *([one.field] if one.field else ()))))
        for one in (*wrong, *given_twice(rows, [column for column in types if column not in answers]))
    ]
    try:
        found: tuple[Any, ...] = adapter(tuple[shape, ...]).validate_json(json.dumps(tree), strict=True)
    except ValidationError as error:
        told_already = {problem.field for problem in problems}
        more = _told(error, name, lines, tree, tuple[shape, ...])
        problems += [problem for problem in more if problem.field not in told_already]
    return (() if problems else found), problems, lines


@cache
def adapter(shape: Any) -> TypeAdapter[Any]:
    """Pydantic's reader of a shape; it takes a while to make, so it is made once."""
    return TypeAdapter(shape)


class _Tree:
    """Plain data from YAML nodes; notes lines, doubled keys and what has the wrong look for its field."""

    def __init__(self, file: str, lines: dict[Trail, int], problems: list[Problem]) -> None:
        self.file, self.lines, self.problems = file, lines, problems

    def value(self, node: yaml.Node, shape: Any, trail: Trail) -> Any:
        """The value of a node where a value of this shape is expected."""
        self.lines[trail] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, shape, trail)
        if isinstance(node, yaml.SequenceNode):
            item = item_shape(shape)
            return [self.value(child, item, (*trail, position)) for position, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101 - the only kind left
        return self.scalar(node, shape, trail)

    def mapping(self, node: yaml.MappingNode, shape: Any, trail: Trail) -> dict[str, Any]:
        """A mapping, every key once."""
        plain: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                self.problem(key_node, trail, "found a key that is no plain word, expected a field name")
                continue
            key = key_node.value
            if unseen := UNSEEN.search(key):
                found = f"found the character {named(unseen[0])} in a key, expected a field name"
                self.problem(key_node, trail, found)
                continue
            here = (*trail, key)
            if key in plain:
                first = self.lines[here]
                self.problem(key_node, here, f"found the key a second time, expected it once (first on line {first})")
                continue
            plain[key] = self.value(value_node, _member_shape(shape, key), here)
            self.lines[here] = key_node.start_mark.line + 1
        return plain

    def scalar(self, node: yaml.ScalarNode, shape: Any, trail: Trail) -> Any:
        """A scalar, typed by its field."""
        text = node.value
        if unseen := UNSEEN.search(text):  # written as "\\0", where the file itself has none
            found = f"found the character {named(unseen[0])}, expected only characters that can be seen"
            self.problem(node, trail, found)
            return UNSEEN.sub("", text)
        if text == FILL_IN:
            self.problem(node, trail, f"found {FILL_IN}, expected it filled in, or the field left out")
            return text
        wanted = _alternatives(shape)
        unquoted = not node.style  # the C reader says "", the other None
        if unquoted and text in ("", "~", "null"):
            return None
        if int in wanted and unquoted and re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", text):
            return int(text)
        numbers = [
            word
            for part in wanted
            if typing.get_origin(part) is typing.Literal
            for word in typing.get_args(part)
            if isinstance(word, int)
        ]
        if unquoted and any(text == str(word) for word in numbers):
            return int(text)
        if bool in wanted and unquoted and text in ("true", "false"):
            return text == "true"
        words = [word for part in wanted if typing.get_origin(part) is typing.Literal for word in typing.get_args(part)]
        if date in wanted and text not in words and not _is_date(text):
            self.problem(node, trail, f"found {_said(text)}, expected a date such as 2026-01-01")
            return _PLACEHOLDER_DATE
        if date in wanted and text not in words and text[:2] not in ("19", "20"):
            self.problem(node, trail, f"found {_said(text)}, expected a day between 1900 and 2099")
            return _PLACEHOLDER_DATE
        if Decimal in wanted and text not in words and not _NUMBER.fullmatch(text):
            also = f" or the word {' or '.join(words)}" if words else ""
            self.problem(node, trail, f'found {_said(text)}, expected a number such as "12.50"{also}')
            return "0"
        return text

    def problem(self, node: yaml.Node, trail: Trail, message: str) -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(self.file, node.start_mark.line + 1, _dotted(trail), message))


class _Cells(_Tree):
    """Plain data from the cells of one line of a table, typed by their columns like YAML's scalars."""

    def __init__(self, file: str, line: int, problems: list[Problem]) -> None:
        super().__init__(file, {}, problems)
        self.mark = yaml.Mark(file, 0, line - 1, 0, "", 0)

    def cell(self, text: str, shape: Any, trail: Trail) -> Any:
        """The value of a cell."""
        return self.scalar(yaml.ScalarNode("", text, self.mark, self.mark), shape, trail)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C reader where PyYAML has it: the same nodes, some ten times faster."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?")
"""A number as it is written; one of more digits could not be computed with to the last of them."""

_PLACEHOLDER_DATE = "1900-01-01"
"""Stands in for a date already reported, so that pydantic does not report it again."""


def _is_date(text: str) -> bool:
    """True for a day of the calendar written as 2026-01-31."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _alternatives(shape: Any) -> tuple[Any, ...]:
    """The types a value may have: the parts of a union, or the one type."""
    if typing.get_origin(shape) in (typing.Union, types.UnionType):
        return typing.get_args(shape)
    return (shape,)


def item_shape(shape: Any) -> Any:
    """The shape of what a list of this shape holds."""
    for part in _alternatives(shape):
        if typing.get_origin(part) is tuple:
            return typing.get_args(part)[0]
    return str


def _member_shape(shape: Any, key: str) -> Any:
    """The shape of a field, or of any value of a mapping."""
    for part in _alternatives(shape):
        if is_dataclass(part) and isinstance(part, type):
            return field_types(part).get(key, str)
        origin = typing.get_origin(part)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return typing.get_args(part)[1]
    return str


def _told(error: ValidationError, file: str, lines: dict[Trail, int], tree: Any, shape: Any) -> Iterator[Problem]:
    """Pydantic's errors in the words of the person who will mend the file; the doubled ones of unions folded."""
    for detail in error.errors(include_url=False):
        trail = _known(tuple(detail["loc"]), lines, detail["type"])
        found = detail["input"]
        kind, context = detail["type"], detail.get("ctx", {})
        if kind == "missing":
            message = "missing, expected this field"
            line_of = trail[:-1]
        elif kind in ("unexpected_keyword_argument", "extra_forbidden"):
            names = ", ".join(sorted(_field_names(shape, trail[:-1])))
            message = f"found an unknown field, expected one of {names}"
            line_of = trail
        elif kind == "literal_error":
            message = f"found {_said(found)}, expected {context['expected']}"
            line_of = trail
        else:
            message = f"found {_said(found)}, expected {_EXPECTED.get(kind, detail['msg'])}"
            line_of = trail
        yield Problem(file, _nearest(lines, line_of), _dotted(trail), message)


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number without quotes",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "mapping_type": "fields with values",
    "dict_type": "fields with values",
    "dataclass_type": "fields with values",
    "dataclass_exact_type": "fields with values",
    "decimal_type": "a number as text",
    "date_type": "a date such as 2026-01-01",
}
"""What pydantic's kinds of error expect, in plain words."""


def _field_names(shape: Any, trail: Trail) -> list[str]:
    """The names of the fields allowed at a place."""
    for key in trail:
        shape = item_shape(shape) if isinstance(key, int) else _member_shape(shape, key)
    for part in _alternatives(shape):
        if is_dataclass(part) and isinstance(part, type):
            return list(field_types(part))
    return []


def _known(location: Trail, lines: dict[Trail, int], kind: str) -> Trail:
    """Pydantic's location without the names of union members that it mixes in."""
    trail: Trail = ()
    for position, key in enumerate(location):
        last = position == len(location) - 1
        if (*trail, key) in lines or (last and kind in ("missing", "unexpected_keyword_argument", "extra_forbidden")):
            trail = (*trail, key)
    return trail


def _nearest(lines: dict[Trail, int], trail: Trail) -> int:
    """The line of a value, or of the nearest thing around it."""
    while trail and trail not in lines:
        trail = trail[:-1]
    return lines.get(trail, 1)


def _dotted(trail: Trail) -> str:
    """A way into a file as people write it.

    >>> _dotted(("examples", 0, "date_of_service"))
    'examples[0].date_of_service'
    """
    text = ""
    for key in trail:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else str(key)
    return text


def _said(found: Any) -> str:
    """What was found, in a few words."""
    if found is None:
        return "nothing"
    if isinstance(found, str):
        return f"'{found}'" if len(found) <= 60 else f"'{found[:57]}...'"
    if isinstance(found, dict):
        return "fields with values"
    if isinstance(found, list):
        return "a list"
    return str(found).lower() if isinstance(found, bool) else str(found)


def _thing(shape: Any) -> str:
    """What a file describes, as a word."""
    return shape.__name__.lower() if isinstance(shape, type) and is_dataclass(shape) else "mapping"


def _shown_path(path: Path, folder: Path) -> str:
    """The path as it is written in messages: from the rules folder's own name on."""
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"
