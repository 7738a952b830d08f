"""Problems of rule files: each with file, line and field, as a terminal or GitHub shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from calculator.errors import Trail
from calculator.loading.text_files import UnreadableError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a rule file."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return _one_line(f"{self.file}:{self.line}: {self.with_field}")

    @property
    def with_field(self) -> str:
        """The message, with its field where it has one."""
        return f"{self.field}: {self.message}" if self.field else self.message

    def as_github(self) -> str:
        """The problem as GitHub shows it on the very line of a pull request."""
        file = _one_line(self.file).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        return f"::error file={file},line={self.line}::{_one_line(self.with_field).replace('%', '%25')}"


def _one_line(text: str) -> str:
    """Text that can always be printed, on one line: a second line could be read as a command by what runs the tests.

    >>> _one_line("a\\n::error::b")
    'a\\\\n::error::b'
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


class RuleError(ValueError):
    """Rule files that cannot be used.

    Attributes:
        problems: all of them, by file and line.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def nearest_line(lines: Mapping[Trail, int], trail: Trail) -> int:
    """The line of a value, or of the nearest thing around it."""
    while trail and trail not in lines:
        trail = trail[:-1]
    return lines.get(trail, 1)


def shown_path(path: Path, folder: Path) -> str:
    """The path as it is written in messages: from the rules folder's own name on."""
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def problems_of(file: str, error: UnreadableError) -> list[Problem]:
    """What is wrong with a file of which nothing can be read."""
    return [Problem(file, problem.line, problem.field, problem.message) for problem in error.problems]
