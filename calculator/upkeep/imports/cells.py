"""Rows of a table as text cells, read as a stream, and the beginning of a table by which it is recognized."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from calculator.upkeep.imports.members import BROKEN, HEAD_BYTES, Member, opened, why_broken, workbook
from calculator.upkeep.imports.release import Refusal, RefusedError

Progress = Callable[[int], None]
"""Called now and then with the number of bytes that were read since."""


_MARK = "\xef\xbb\xbf"
"""The mark with which UTF-8 may begin, read as Latin-1."""


def lines(member: Member, progress: Progress | None = None) -> Iterator[str]:
    """The lines of a text, each with its line end.

    Raises:
        RefusedError: where the file is damaged.
    """
    try:
        with opened(member) as stream:
            text = io.TextIOWrapper(stream, encoding="latin-1", newline="")
            before = 0
            for number, line in enumerate(text):
                yield line if number else line.removeprefix(_MARK)
                if progress and number & 0xFFFF == 0xFFFF:
                    progress(stream.tell() - before)
                    before = stream.tell()
            if progress:
                progress(member.size - before)
    except BROKEN as error:
        raise RefusedError([Refusal(member.shown, f"{why_broken(error)}, expected a table of CMS")]) from None


def rows(member: Member, progress: Progress | None = None) -> Iterator[list[str]]:
    """The rows of a table as text cells; numbers of a workbook as they would be written.

    Raises:
        RefusedError: where the file is damaged, or a row cannot be divided into cells.
    """
    if member.form == "workbook":
        yield from _sheet_rows(member)
        if progress:
            progress(member.size)
        return
    tabs = _has_tabs("".join(_first_lines(member)))
    if tabs:
        for line in lines(member, progress):
            yield line.rstrip("\r\n").split("\t")
        return
    reader = csv.reader(lines(member, progress), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        where = f"{member.shown}, line {reader.line_num}"
        raise RefusedError(
            [Refusal(where, f"found a row that cannot be read ({error}), expected a csv of CMS")]
        ) from None


def _sheet_rows(member: Member) -> Iterator[list[str]]:
    from python_calamine import CalamineError

    try:
        sheet = workbook(member.path, member.inside).get_sheet_by_name(member.sheet)
        for row in sheet.iter_rows():
            yield [_cell_text(cell) for cell in row]
    except CalamineError as error:
        message = f"found a workbook that cannot be read ({error}), expected a table of CMS"
        raise RefusedError([Refusal(member.shown, message)]) from None


def _cell_text(cell: Any) -> str:
    """A cell of a workbook as text: 97110.0 is the code 97110, and 0.45 has no other digits.

    >>> [_cell_text(cell) for cell in (97110.0, 0.45, "G0283", "")]
    ['97110', '0.45', 'G0283', '']
    """
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


def _has_tabs(start: str) -> bool:
    return start.count("\t") > start.count(",")


def _first_lines(member: Member) -> list[str]:
    """Whole lines of the first 64 KiB."""
    with opened(member) as stream:
        start = stream.read(HEAD_BYTES).decode("latin-1").removeprefix(_MARK)
    found = io.StringIO(start, newline="").readlines()
    return found[:-1] if len(start) >= HEAD_BYTES else found


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a member, by which it is recognized.

    Attributes:
        rows: its first rows, cells without blanks around them.
        lines: its first lines, where it is text.
        words: all of it in small letters, each blank once.
    """

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]
    words: str


def head(member: Member) -> Head:
    """The beginning of a member.

    Raises:
        RefusedError: where the file is damaged.
    """
    try:
        if member.form == "workbook":
            first = [row for row, _ in zip(_sheet_rows(member), range(40), strict=False)]
            return Head(_stripped(first), (), _words(" ".join(cell for row in first for cell in row)))
        found = _first_lines(member)
        start = "".join(found)
        if _has_tabs(start):
            cells: Iterable[list[str]] = (line.rstrip("\r\n").split("\t") for line in found[:40])
        else:
            cells = _csv_rows(found)
        return Head(_stripped(cells), tuple(line.rstrip("\r\n") for line in found[:40]), _words(start[:8_192]))
    except BROKEN as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError([Refusal(member.shown, f"{why_broken(error)}, expected a table of CMS")]) from None


def _csv_rows(found: Sequence[str]) -> Iterator[list[str]]:
    try:
        yield from (row for row, _ in zip(csv.reader(found), range(40), strict=False))
    except csv.Error:
        return


def _stripped(found: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(" ".join(cell.split()) for cell in row) for row in found)


def _words(text: str) -> str:
    return " ".join(text.lower().split())
