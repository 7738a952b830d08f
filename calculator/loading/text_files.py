"""Text of a rule file: which files there are, and what keeps one from being read, with its line."""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 8_000_000
"""The most that is read of one file; the largest that is kept has less than 200,000 bytes."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Characters that no one sees in an editor, or that change the order in which others are shown."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Something wrong in the text of a file.

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
        problems: what is wrong with it.
    """

    def __init__(self, *problems: LineProblem) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.message for problem in problems))


def _is_left_over(name: str) -> bool:
    """True for what editors and systems leave in a folder: hidden files, backups, locks.

    >>> [name for name in (".97110.yaml.swp", ".DS_Store", "97110.yaml~", "#97110.yaml#", "97110.yaml")
    ...  if not _is_left_over(name)]
    ['97110.yaml']
    """
    return name.startswith((".", "~$")) or name.endswith("~") or (name.startswith("#") and name.endswith("#"))


def listed(folder: Path, rules: Path) -> list[Path]:
    """What is in a folder of the rules, without what editors leave there; nothing of a folder elsewhere."""
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
        raise UnreadableError(LineProblem(1, f"found a link that leads out of {folder.name}/, expected a file"))
    if not path.is_file():  # a pipe or a device would be read for ever
        missing = "a link to nothing" if path.is_symlink() else "no file"
        found = "a folder" if path.is_dir() else "no plain file" if path.exists() else missing
        raise UnreadableError(LineProblem(1, f"found {found}, expected a file"))
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        found = f"found a file that cannot be opened ({error.strerror}), expected one that can be read"
        raise UnreadableError(LineProblem(1, found)) from None
    if len(data) > MOST_BYTES:
        raise UnreadableError(LineProblem(1, f"found more than {MOST_BYTES:,} bytes, expected at most that many"))
    return _decoded(data)


def _decoded(data: bytes) -> str:
    """Bytes as text, without a byte order mark.

    Raises:
        UnreadableError: where they are not UTF-8, or hold characters that no one sees.

    >>> _decoded("97110\\n".encode("utf-8-sig"))
    '97110\\n'
    >>> _decoded("Zürich".encode("latin-1"))
    Traceback (most recent call last):
    calculator.loading.text_files.UnreadableError: found the byte 0xFC, which is not UTF-8, expected UTF-8: save the file again as UTF-8
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError(LineProblem(1, "found UTF-16, expected UTF-8: save the file again as UTF-8"))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        found = f"found the byte 0x{data[error.start]:02X}, which is not UTF-8, expected UTF-8: save the file again as UTF-8"
        raise UnreadableError(LineProblem(data.count(b"\n", 0, error.start) + 1, found)) from None
    unseen = [
        LineProblem(number, f"found the character {named(character)}, expected only characters that can be seen")
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
