"""Dataclasses to plain data and back, with nothing but the standard library.

>>> from calculator.model import Cite
>>> to_plain(Cite(source="mcpm-5", at="20.2"))
{'source': 'mcpm-5', 'at': '20.2', 'tier': None}
>>> from_plain(Cite, {"source": "mcpm-5", "at": "20.2"}) == Cite(source="mcpm-5", at="20.2")
True
"""

from __future__ import annotations

import dataclasses
import operator
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any


def to_plain(value: Any, *, sparse: bool = False) -> Any:
    """Dictionaries, lists, text and numbers for a dataclass and what it holds.

    Args:
        value: a dataclass, or anything a field of one may hold.
        sparse: leave out fields that have their default.
    """
    shape = type(value)
    if shape in _ATOMS:
        return value
    if fields := fields_of(shape):  # type: ignore[arg-type]
        if sparse:
            return {
                name: item if atomic else to_plain(item, sparse=True)
                for name, default, atomic in fields
                if (item := getattr(value, name)) != default
            }
        return {name: getattr(value, name) if atomic else to_plain(getattr(value, name)) for name, _, atomic in fields}
    if shape is tuple or shape is list:
        if value and not sparse and (flat := _flat_fields(type(value[0]))):  # type: ignore[arg-type]  # a result has many small entries
            names, many, values = flat
            found = [dict(zip(names, values(item), strict=True)) for item in value]
            for name in many:
                for item in found:
                    item[name] = list(item[name])
            return found
        return [to_plain(item, sparse=sparse) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item, sparse=sparse) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


@cache
def _flat_fields(shape: type) -> tuple[tuple[str, ...], tuple[str, ...], Callable[[Any], tuple[Any, ...]]] | None:
    """Of a dataclass that holds only plain values and tuples of these: its fields, those with tuples, and what gives all."""
    if (
        not dataclasses.is_dataclass(shape) or len(dataclasses.fields(shape)) < 2
    ):  # of one field the getter gives no tuple
        return None
    hints = field_types(shape)
    many = {name: typing.get_origin(hint) is tuple for name, hint in hints.items()}
    flat = all(_is_atomic(typing.get_args(hint)[0] if many[name] else hint) for name, hint in hints.items())
    names = tuple(hints)
    return (names, tuple(name for name in names if many[name]), operator.attrgetter(*names)) if flat else None


_ATOMS = frozenset({str, int, bool, type(None)})
"""What is plain already; asked first, because most values are."""


@cache
def fields_of(shape: type) -> tuple[tuple[str, Any, bool], ...]:
    """The names of a dataclass's fields, with their defaults and whether they hold only what is plain already."""
    if not dataclasses.is_dataclass(shape):
        return ()
    hints = field_types(shape)
    return tuple((field.name, field.default, _is_atomic(hints[field.name])) for field in dataclasses.fields(shape))


def _is_atomic(hint: Any) -> bool:
    """True for a type whose values are plain already.

    >>> _is_atomic(str | None), _is_atomic(tuple[str, ...])
    (True, False)
    """
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return all(map(_is_atomic, typing.get_args(hint)))
    if typing.get_origin(hint) is typing.Literal:
        return all(type(word) in _ATOMS for word in typing.get_args(hint))
    return getattr(hint, "__supertype__", hint) in _ATOMS


@cache
def field_types(shape: type) -> dict[str, Any]:
    """The type of each field of a dataclass, resolved."""
    hints = typing.get_type_hints(shape)
    return {field.name: hints[field.name] for field in dataclasses.fields(shape)}


def from_plain(shape: Any, plain: Any) -> Any:
    """The dataclass (or tuple, mapping, date, ...) that plain data of our own making stands for.

    The data are trusted: what people write is checked elsewhere.
    """
    return _reader(shape)(plain)


@cache
def _reader(shape: Any) -> Callable[[Any], Any]:
    """The function that reads one type. Built once for each type, because the browser reads thousands of values."""
    if isinstance(shape, type) and dataclasses.is_dataclass(shape):
        readers: dict[str, Callable[[Any], Any]] = {}

        def read_fields(plain: Any) -> Any:
            if not readers:  # filled late, so that shapes may hold themselves
                readers.update({name: _reader(hint) for name, hint in field_types(shape).items()})
            return shape(**{name: readers[name](item) for name, item in plain.items()})

        return read_fields
    origin, arguments = typing.get_origin(shape), typing.get_args(shape)
    if origin is tuple:
        read_item = _reader(arguments[0])
        return lambda plain: tuple(read_item(item) for item in plain)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        read_item = _reader(arguments[1])
        return lambda plain: {key: read_item(item) for key, item in plain.items()}
    if origin in (typing.Union, types.UnionType):
        literals = [part for part in arguments if typing.get_origin(part) is typing.Literal]
        words = [word for part in literals for word in typing.get_args(part)]
        others = [part for part in arguments if part is not types.NoneType and part not in literals]
        read_other = _reader(others[0]) if others else (lambda plain: plain)
        return lambda plain: plain if plain is None or plain in words else read_other(plain)
    if shape is date:
        return date.fromisoformat
    return Decimal if shape is Decimal else lambda plain: plain
