"""Reads plain data into the dataclass that describes them: every problem at once, each at its place.

A field's type says how its value is read. JSON visits and YAML rules are read by it alike; what only one of them has,
such as a code that must be known, is added by a reader made from this one.

>>> from calculator.errors import dotted
>>> from calculator.model import Billed
>>> reader = ShapeReader()
>>> reader.read(Billed, {"code": "97110", "units": "2", "unit": 1})
>>> for problem in reader.problems:
...     print(dotted(problem.trail), "-", problem.message)
unit - found an unknown field, expected one of code, units, modifiers, pointers
units - found '2', expected a whole number of units, such as 3
>>> ShapeReader().read(Billed, {"code": "97110", "units": 2.0})
Billed(code='97110', units=2, modifiers=(), pointers=None)
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from calculator.errors import ErrorKind, Trail, dotted, problem, shown
from calculator.reading.value_kinds import KINDS, Kind

Read = Callable[["ShapeReader", Any, Trail], Any]
"""Reads a value at a place; None with a problem."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReadProblem:
    """Something that cannot be read.

    Attributes:
        trail: the way to it: field names and list positions.
        kind: what sort of problem it is.
        found: what was found, in words; None where something is missing.
        expected: what was expected, in words.
    """

    trail: Trail
    kind: ErrorKind
    found: str | None
    expected: str

    @property
    def message(self) -> str:
        """What was found and what was expected, as a sentence without a full stop."""
        return self.as_plain()["message"]

    def as_plain(self) -> dict[str, str]:
        """The problem as the result of a bad visit lists it."""
        return problem(dotted(self.trail), self.kind, self.found, self.expected)


class ShapeReader:
    """Reads values and notes what is wrong with them."""

    most_entries: ClassVar[int] = sys.maxsize
    """How many entries a list, and how many fields an object may have."""

    null_is_absent: ClassVar[bool] = True
    """Whether null means that a field is left out, even where its type has no null."""

    value_checks: ClassVar[Mapping[Any, Callable[[Any, Any, Trail], None]]] = {}
    """What is asked of a value of a type beyond its looks; called with the reader, the value and its place."""

    field_checks: ClassVar[Mapping[type, Callable[[Any, dict[str, Any], Mapping[Any, Any], Trail], None]]] = {}
    """How the fields of a shape must agree; called with the reader, what was read, what was found, and the place."""

    def __init__(self) -> None:
        self.problems: list[ReadProblem] = []

    def read(self, shape: Any, plain: Any) -> Any:
        """Plain data as a shape; None with problems."""
        return _read_of(type(self), shape)(self, plain, ())

    def wrong(self, trail: Trail, kind: ErrorKind, found: Any, expected: str) -> None:
        """Note a value that is not what was expected; null counts as missing."""
        if found is None:
            self.note(trail, "missing", None, expected)
        else:
            self.note(trail, kind, shown(found), expected)

    def note(self, trail: Trail, kind: ErrorKind, found: str | None, expected: str = "") -> None:
        """Note a problem, with what was found in words; None where something is missing."""
        self.problems.append(ReadProblem(trail, kind, found, expected))

    def most_at(self, trail: Trail) -> int:
        """How many entries the list or object at a place may have."""
        return self.most_entries

    def is_too_long(self, found: Any, trail: Trail, what: str) -> bool:
        """Note a list or an object with more entries than it may have; false for all others."""
        most = self.most_at(trail)
        if len(found) > most:
            self.note(trail, "too-many", f"{len(found):,} {what}", f"at most {most:,}")
        return len(found) > most

    def unknown_fields(self, found: Mapping[Any, Any], known: Mapping[str, Any], trail: Trail) -> None:
        """Note every field that the shape does not have."""
        if self.is_too_long(found, trail, "fields"):
            return
        for name in found:
            if name not in known:
                shown_name = name if isinstance(name, str) else shown(name)
                self.note((*trail, shown_name), "unknown-field", "an unknown field", f"one of {', '.join(known)}")


def _read_of(reader: type[ShapeReader], hint: Any) -> Read:
    """The function by which a reader reads one type. Made once for each."""
    if (reader, hint) not in _READS:
        _READS[reader, hint] = _checked(_plain_read_of(reader, hint), reader.value_checks.get(hint))
    return _READS[reader, hint]


_READS: dict[tuple[type[ShapeReader], Any], Read] = {}


def _checked(read: Read, check: Callable[[Any, Any, Trail], None] | None) -> Read:
    """Reads a value and asks what its looks do not show."""
    if check is None:
        return read

    def read_and_check(here: ShapeReader, found: Any, trail: Trail) -> Any:
        value = read(here, found, trail)
        if value is not None:
            check(here, value, trail)
        return value

    return read_and_check


def _plain_read_of(reader: type[ShapeReader], hint: Any) -> Read:
    """The function by which a reader reads one type, before what it asks beyond the looks of a value."""
    if dataclasses.is_dataclass(hint):
        return _object_read(reader, hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return _list_read(reader, arguments[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_read(reader, *arguments)
    if origin in (typing.Union, types.UnionType):
        parts = [part for part in arguments if part is not types.NoneType]
        if len(parts) == 1:
            return _read_of(reader, parts[0])
        [literal] = [part for part in parts if typing.get_origin(part) is typing.Literal]
        [other] = [part for part in parts if part is not literal]
        return _scalar_read(_either(_kind_of(other), typing.get_args(literal)))
    return _scalar_read(_kind_of(hint))


def _kind_of(hint: Any) -> Kind:
    if typing.get_origin(hint) is typing.Literal:
        return _one_of(typing.get_args(hint))
    return KINDS[hint] if hint in KINDS else KINDS[typing.get_args(hint)[0]]


def _one_of(words: tuple[Any, ...]) -> Kind:
    types = tuple({type(word) for word in words})
    expected = f"one of {', '.join(map(str, words))}"
    return Kind(expected, lambda found: found if type(found) in types and found in words else None, types)


def _either(kind: Kind, words: tuple[Any, ...]) -> Kind:
    """A value of a kind, or one of a few words instead."""
    expected = f"{kind.expected} or the word {' or '.join(words)}"
    return Kind(expected, lambda found: found if found in words else kind.read(found), (*kind.ranged, str))


def _scalar_read(kind: Kind) -> Read:
    expected, read, ranged, most, counted = kind

    def read_scalar(here: ShapeReader, found: Any, trail: Trail) -> Any:
        value = read(found)
        if value is None:
            here.wrong(trail, "value" if type(found) in ranged else "shape", found, expected)
            return None
        if most is not None and value > most:
            here.wrong(trail, "value", found, f"at most {most} {counted}".rstrip())
            return None
        return value

    return read_scalar


def _list_read(reader: type[ShapeReader], item: Any) -> Read:
    read = _read_of(reader, item)

    def read_list(here: ShapeReader, found: Any, trail: Trail) -> Any:
        if not isinstance(found, list | tuple):
            here.wrong(trail, "shape", found, "a list")
            return None
        if here.is_too_long(found, trail, "entries"):
            return None
        return tuple([read(here, entry, (*trail, position)) for position, entry in enumerate(found)])

    return read_list


def _mapping_read(reader: type[ShapeReader], key: Any, item: Any) -> Read:
    """Reads fields that are named by data."""
    read = _read_of(reader, item)
    words = dict.fromkeys(typing.get_args(key)) if typing.get_origin(key) is typing.Literal else None

    def read_mapping(here: ShapeReader, found: Any, trail: Trail) -> Any:
        if not isinstance(found, Mapping):
            here.wrong(trail, "shape", found, "fields with values")
            return None
        if words is not None:
            here.unknown_fields(found, words, trail)
        return {name: read(here, value, (*trail, name)) for name, value in found.items()}

    return read_mapping


def needed_fields(shape: Any) -> list[str]:
    """The fields of a dataclass that cannot be left out."""
    nothing = dataclasses.MISSING
    fields = dataclasses.fields(shape)
    return [field.name for field in fields if field.default is nothing and field.default_factory is nothing]


def _object_read(reader: type[ShapeReader], shape: Any) -> Read:
    hints = typing.get_type_hints(shape, include_extras=True)
    fields = {field.name: hints[field.name] for field in dataclasses.fields(shape)}
    needed = needed_fields(shape)
    with_null = {name for name, hint in fields.items() if types.NoneType in typing.get_args(hint)}
    expected = f"fields with values: any of {', '.join(fields)}"
    agree = reader.field_checks.get(shape)
    reads: dict[str, Read] = {}  # filled as fields are met: most visits have few, and the browser waits for the first

    def read_object(here: ShapeReader, found: Any, trail: Trail) -> Any:
        if not isinstance(found, Mapping):
            here.wrong(trail, "shape", found, expected)
            return None
        before = len(here.problems)
        here.unknown_fields(found, fields, trail)
        values: dict[str, Any] = {}
        for name, hint in fields.items():
            value = found.get(name)
            if value is None and name not in needed:
                if name in found and not here.null_is_absent and name not in with_null:
                    here.note((*trail, name), "missing", "nothing", "a value, or the field left out")
                continue
            read = reads.get(name) or reads.setdefault(name, _read_of(reader, hint))
            if (read_value := read(here, value, (*trail, name))) is not None:
                values[name] = read_value
        if agree is not None:
            agree(here, values, found, trail)
        return shape(**values) if len(here.problems) == before else None

    return read_object
