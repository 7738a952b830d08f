"""The text of a rule file and the rows of a table, each mistake with its line and what to do about it.

>>> rows, wrong = table("code,since\\n97110,2026-01-01\\n97112\\n", known=("code", "since"), needed=("code",))
>>> [(row.line, row.cells) for row in rows], [(one.line, one.message) for one in wrong]
([(2, {'code': '97110', 'since': '2026-01-01'})], [(3, 'found 1 cell, expected 2')])
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 8_000_000
"""The most that is read of one file; the largest that is kept has less than 200,000 bytes."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Characters that nobody sees in an editor, or that change the order in which others are shown."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake in a file.

    Attributes:
        line: where it is.
        message: what was found, what was expected, and what to do.
        field: the column, where it is in a cell.
    """

    line: int
    message: str
    field: str = ""


class UnreadableError(ValueError):
    """A file of which nothing can be read.

    Attributes:
        wrong: what is wrong with it.
    """

    def __init__(self, *wrong: Wrong) -> None:
        self.wrong = wrong
        super().__init__("; ".join(one.message for one in wrong))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line it stands on, and its cells by column without the empty ones."""

    line: int
    cells: dict[str, str]


# --- files -------------------------------------------------------------------------------------------------------


def _is_left_over(name: str) -> bool:
    """True for what editors and systems leave in a folder: hidden files, backups, locks.

    >>> [name for name in (".97110.yaml.swp", ".DS_Store", "97110.yaml~", "#97110.yaml#", "97110.yaml")
    ...  if not _is_left_over(name)]
    ['97110.yaml']
    """
    return name.startswith((".", "~$")) or name.endswith("~") or (name.startswith("#") and name.endswith("#"))


def listed(folder: Path, rules: Path) -> list[Path]:
    """What stands in a folder of the rules, without what editors leave there; nothing of a folder elsewhere."""
    if folder != rules and leads_out(folder, rules):
        return []
    return sorted(path for path in folder.glob("*") if not _is_left_over(path.name))


def leads_out(path: Path, folder: Path) -> bool:
    """True where a path ends outside a folder, by a link."""
    return not os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))


def text_of(path: Path, folder: Path) -> str:
    """The text of a file.

    Args:
        path: the file.
        folder: the folder that it must not lead out of.

    Raises:
        UnreadableError: where it is no file inside the folder, too large, or not UTF-8.
    """
    if leads_out(path, folder):
        raise UnreadableError(Wrong(1, f"found a link that leads out of {folder.name}/, expected a file"))
    if not path.is_file():  # a pipe or a device would be read for ever
        found = "a folder" if path.is_dir() else "no plain file" if path.exists() else "a link to nothing"
        raise UnreadableError(Wrong(1, f"found {found}, expected a file"))
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        found = f"found a file that cannot be opened ({error.strerror}), expected one that can be read"
        raise UnreadableError(Wrong(1, found)) from None
    if len(data) > MOST_BYTES:
        raise UnreadableError(Wrong(1, f"found more than {MOST_BYTES:,} bytes, expected at most that many"))
    return _decoded(data)


def _decoded(data: bytes) -> str:
    """Bytes as text, without a byte order mark.

    Raises:
        UnreadableError: where they are not UTF-8, or hold characters that nobody sees.

    >>> _decoded("97110\\n".encode("utf-8-sig"))
    '97110\\n'
    >>> _decoded("Zürich".encode("latin-1"))
    Traceback (most recent call last):
    calculator.loading.rule_text.UnreadableError: found the byte 0xFC, which is not UTF-8, expected UTF-8: save the file again as UTF-8
    """
    if data.startswith(_UTF_16):
        raise UnreadableError(Wrong(1, "found UTF-16, expected UTF-8: save the file again as UTF-8"))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        found = f"found the byte 0x{data[error.start]:02X}, which is not UTF-8, expected UTF-8: save the file again as UTF-8"
        raise UnreadableError(Wrong(data.count(b"\n", 0, error.start) + 1, found)) from None
    unseen = [
        Wrong(number, f"found the character {named(character)}, expected only characters that can be seen")
        for number, line in enumerate(re.split("\r\n|\r|\n", text), 1)
        for character in dict.fromkeys(UNSEEN.findall(line))
    ]
    if unseen:
        raise UnreadableError(*unseen)
    return text


def named(character: str) -> str:
    """A character by its number.

    >>> named("\\x00")
    'U+0000'
    """
    return f"U+{ord(character):04X}"


# --- tables ------------------------------------------------------------------------------------------------------


def table(text: str, known: Sequence[str], needed: Sequence[str]) -> tuple[list[Row], list[Wrong]]:
    """The rows of a CSV text, and everything that keeps others from being read.

    Args:
        text: the text of the file.
        known: the columns that a table may have.
        needed: those that it must have.
    """
    lines = _records(text)
    line, columns = next(lines, (1, []))
    if isinstance(columns, str):
        return [], [Wrong(line, columns)]
    if wrong := [*_wrong_columns(columns, known, needed)]:
        return [], wrong
    rows = []
    for line, cells in lines:
        if isinstance(cells, str):
            wrong.append(Wrong(line, cells))
        elif not cells:
            wrong.append(Wrong(line, f"found an empty line, expected {_counted(len(columns))}"))
        elif len(cells) != len(columns):
            wrong.append(Wrong(line, f"found {_counted(len(cells))}, expected {len(columns)}"))
        else:
            pairs = list(zip(columns, cells, strict=True))
            rows.append(Row(line, {column: cell for column, cell in pairs if cell}))
            wrong += [
                Wrong(line, f"found blanks around '{cell.strip()[:60]}', expected none", column)
                for column, cell in pairs
                if cell != cell.strip()
            ]
    return rows, wrong


def _counted(cells: int) -> str:
    """A number of cells in words."""
    return f"{cells} {'cell' if cells == 1 else 'cells'}"


def _wrong_columns(columns: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> Iterator[Wrong]:
    """What is wrong with the first line of a table."""
    if not columns:
        yield Wrong(1, f"found no columns, expected a first line with {', '.join(known)}")
        return
    if len(columns) == 1 and (other := next((sign for sign in (";", "\t") if sign in columns[0]), "")):
        yield Wrong(1, f"found cells divided by {'semicolons' if other == ';' else 'tabs'}, expected commas")
        return
    if unknown := sorted(set(columns) - set(known)):
        yield Wrong(1, f"found the columns {', '.join(unknown)[:200]}, expected only {', '.join(known)}")
    if twice := [name for name in known if columns.count(name) > 1]:
        yield Wrong(1, f"found the columns {', '.join(twice)} a second time, expected each once")
    missing = [name for name in needed if name not in columns]
    if missing and set(columns) & set(known):
        yield Wrong(1, f"missing the columns {', '.join(missing)}, expected all of {', '.join(needed)}")


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


def given_twice(rows: Sequence[Row], key: Sequence[str]) -> Iterator[Wrong]:
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
            yield Wrong(row.line, f"found a second row for {what}, expected one (first on line {before})")
