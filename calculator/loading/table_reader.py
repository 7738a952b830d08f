"""Reads a table of the rules (CSV) as rows of a shape, every problem with its line.

>>> rows, problems = rows_of("code,since\\n97110,2026-01-01\\n97112\\n", known=("code", "since"), needed=("code",))
>>> [(row.line, row.cells) for row in rows], [(problem.line, problem.message) for problem in problems]
([(2, {'code': '97110', 'since': '2026-01-01'})], [(3, 'found 1 cell, expected 2')])
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from calculator.errors import Trail, dotted
from calculator.loading.problems import Problem, problems_of, shown_path
from calculator.loading.text_files import LineProblem, UnreadableError, text_of
from calculator.loading.values import RuleFileReader, scalar, unusable
from calculator.reading.shape_reader import needed_fields
from calculator.serialize import field_types
from calculator.steps import counted


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line where it begins, and its cells by column without the empty ones."""

    line: int
    cells: dict[str, str]


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
    name = shown_path(path, folder)
    if not os.path.lexists(path):
        return (), [], {}
    try:
        return _read_text(name, text_of(path, folder), shape, tuple(answers))
    except UnreadableError as error:
        return (), problems_of(name, error), {}


@lru_cache(maxsize=64)
def _read_text(
    name: str, text: str, shape: Any, answers: tuple[str, ...]
) -> tuple[tuple[Any, ...], list[Problem], dict[Trail, int]]:
    """The text of a table as rows of a shape; kept, because of many files one changes while someone writes."""
    hints = field_types(shape)
    rows, wrong = rows_of(text, tuple(hints), needed_fields(shape))
    lines: dict[Trail, int] = {(position,): row.line for position, row in enumerate(rows)}
    positions = {row.line: position for position, row in enumerate(rows)}
    wrong += given_twice(rows, [column for column in hints if column not in answers])
    cells = [(row.line, column, text) for row in rows for column, text in row.cells.items()]
    wrong += [LineProblem(line, message, column) for line, column, text in cells if (message := unusable(text))]
    problems = []
    for problem in wrong:
        place = [positions[problem.line]] if problem.line in positions else []
        trail: Trail = (*place, *filter(None, [problem.field]))
        problems.append(Problem(name, problem.line, dotted(trail), problem.message))
    plain = [{column: scalar(text, hints[column]) for column, text in row.cells.items()} for row in rows]
    found, more = RuleFileReader.read_file(name, tuple[shape, ...], plain, lines, problems)
    return found or (), more, lines


def rows_of(text: str, known: Sequence[str], needed: Sequence[str]) -> tuple[list[Row], list[LineProblem]]:
    """The rows of a CSV text, and everything that keeps others from being read.

    Args:
        text: the text of the file.
        known: the columns that a table may have.
        needed: those that it must have.
    """
    lines = _records(text)
    line, columns = next(lines, (1, []))
    if isinstance(columns, str):
        return [], [LineProblem(line, columns)]
    if wrong := [*_wrong_columns(columns, known, needed)]:
        return [], wrong
    rows = []
    for line, cells in lines:
        if isinstance(cells, str):
            wrong.append(LineProblem(line, cells))
        elif not cells:
            wrong.append(LineProblem(line, f"found an empty line, expected {counted(len(columns), 'cell')}"))
        elif len(cells) != len(columns):
            wrong.append(LineProblem(line, f"found {counted(len(cells), 'cell')}, expected {len(columns)}"))
        else:
            rows.append(Row(line, {column: cell for column, cell in zip(columns, cells, strict=True) if cell}))
            blanks = {column: cell.strip() for column, cell in rows[-1].cells.items() if cell != cell.strip()}
            found = "found blanks around '{}', expected none"
            wrong += [LineProblem(line, found.format(cell[:60]), column) for column, cell in blanks.items()]
    return rows, wrong


def _wrong_columns(columns: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> Iterator[LineProblem]:
    """What is wrong with the first line of a table."""
    if not columns:
        yield LineProblem(1, f"found no columns, expected a first line with {', '.join(known)}")
        return
    if len(columns) == 1 and (other := next((sign for sign in (";", "\t") if sign in columns[0]), "")):
        yield LineProblem(1, f"found cells divided by {'semicolons' if other == ';' else 'tabs'}, expected commas")
        return
    if unknown := sorted(set(columns) - set(known)):
        yield LineProblem(1, f"found the columns {', '.join(unknown)[:200]}, expected only {', '.join(known)}")
    if twice := [name for name in known if columns.count(name) > 1]:
        yield LineProblem(1, f"found the columns {', '.join(twice)} a second time, expected each once")
    missing = [name for name in needed if name not in columns]
    if missing and set(columns) & set(known):
        yield LineProblem(1, f"missing the columns {', '.join(missing)}, expected all of {', '.join(needed)}")


def _records(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the line where it begins: its cells, or what keeps it from being read."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # the reader goes on with the next line
            yield line, _unread(str(error), line, reader.line_num)
            continue
        yield line, cells if reader.line_num == line else _unread("", line, reader.line_num)


def _unread(why: str, line: int, last: int) -> str:
    """Why a row cannot be read, for the person who will correct it."""
    if "unexpected end" in why:
        return "found a quote that is never closed, expected one at the end of the cell"
    if last > line:
        return f"found a cell in quotes that goes on to line {last}, expected each row on one line"
    if "field limit" in why:
        return f"found a cell of more than {csv.field_size_limit():,} letters, expected a short text"
    return "found text after a closing quote, expected a comma"


def given_twice(rows: Sequence[Row], key: Sequence[str]) -> Iterator[LineProblem]:
    """Rows that answer for the same thing as one before them.

    Args:
        rows: the rows of a table.
        key: the columns that together may have the same cells only once.
    """
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        cells = tuple(row.cells.get(column, "") for column in key)
        before = first.setdefault(cells, row.line)
        if before != row.line:
            what = ", ".join(cell for cell in cells if cell)
            yield LineProblem(row.line, f"found a second row for {what}, expected one (first on line {before})")
