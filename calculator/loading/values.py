"""Reads the values of rule files: text gets its type from its field, not from its looks.

`97110` in a code field stays text, `no` is text wherever text is meant, and `no` in a yes/no field is an error instead
of a silent false.

>>> scalar("97110", str), scalar("15", int | None), scalar("no", bool)
('97110', 15, 'no')
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar

from calculator.errors import Trail, dotted
from calculator.loading.problems import Problem, nearest_line
from calculator.loading.text_files import UNSEEN, named
from calculator.model.visit import DateOfService
from calculator.reading.shape_reader import ShapeReader

FILL_IN = "FILL IN"
"""What `python -m calculator new` writes where a person must write something."""

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")


def scalar(text: str, hint: Any) -> Any:
    """A value without quotes: text, or nothing, a whole number, true or false where its field may hold one."""
    if text in ("", "~", "null"):
        return None
    types_meant = _types_meant(hint)
    if int in types_meant and _INTEGER.fullmatch(text):
        return int(text)
    if bool in types_meant and text in ("true", "false"):
        return text == "true"
    return text


@cache
def _types_meant(hint: Any) -> frozenset[type]:
    """Whether a field may hold a whole number, or true and false."""
    words = [type(word) for part in alternatives(hint) for word in typing.get_args(part)]
    return frozenset({int, bool} & {*alternatives(hint), *words})


def alternatives(hint: Any) -> tuple[Any, ...]:
    """The types a value may have: the parts of a union, or the one type."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def unusable(text: str) -> str:
    """Why a text cannot be the value of any field; empty for all others."""
    if unseen := UNSEEN.search(text):  # written as "\\0", where the file itself has none
        return f"found the character {named(unseen[0])}, expected only characters that can be seen"
    if text == FILL_IN:
        return f"found {FILL_IN}, expected it filled in, or the field left out"
    return ""


class RuleFileReader(ShapeReader):
    """Reads the values of a rule file, where an empty field is not the same as one left out."""

    null_is_absent = False

    def check_day(self, day: date, trail: Trail) -> None:
        """A day that a rule may speak of."""
        if not 1900 <= day.year < 2100:
            self.wrong(trail, "value", str(day), "a day between 1900 and 2099")

    value_checks: ClassVar = {date: check_day, DateOfService: check_day}

    @classmethod
    def read_file(
        cls, file: str, shape: Any, plain: Any, lines: Mapping[Trail, int], problems: list[Problem]
    ) -> tuple[Any, list[Problem]]:
        """The values of a file as a shape, None with problems, and all its problems.

        Args:
            file: the file, as messages show it.
            shape: what it holds.
            plain: its values as plain data.
            lines: the line of every value.
            problems: what is known to be wrong already; nothing more is said of the same fields.
        """
        reader = cls()
        value = reader.read(shape, plain)
        known = {problem.field for problem in problems}
        more = [
            Problem(file, nearest_line(lines, problem.trail), field, problem.message)
            for problem in reader.problems
            if (field := dotted(problem.trail)) not in known
        ]
        return (None if problems or more else value), [*problems, *more]
