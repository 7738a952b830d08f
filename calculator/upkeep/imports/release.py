"""What is read from a file of CMS, what the maintainer says about it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from calculator.model import EditTable

TableFile = Literal["relative-values", "places", "pairs", "unit-limits"]
"""A file in `rules/tables/` that an import can write, without its ending."""

FIELDS: dict[TableFile, str] = {
    "relative-values": "relative_values",
    "places": "places",
    "pairs": "pairs",
    "unit-limits": "unit_limits",
}
"""The field of `Tables` that has the rows of a file."""


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """A reason not to import.

    Attributes:
        where: the file, or the file and line.
        message: what was found, what was expected.
        acceptable: True where a maintainer who looked at it may import all the same.
    """

    where: str
    message: str
    acceptable: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class RefusedError(ValueError):
    """Files that cannot be imported.

    Attributes:
        refusals: every reason.
        releases: what was read of them all the same, to be compared with what is loaded.
    """

    def __init__(self, refusals: Iterable[Refusal], releases: Iterable[Release] = ()) -> None:
        self.refusals = tuple(dict.fromkeys(refusals))
        self.releases = tuple(releases)
        super().__init__("\n".join(map(str, self.refusals)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the maintainer says on the command line.

    Attributes:
        effective: the first day of service, where the file does not say it.
        table: which claims a file of pairs is for, where its name does not say it.
        release: the release of a fixed-width file of relative values, such as `RVU25D`.
        factor: the conversion factor that a file of relative values must have.
        accept: why to import all the same.
        read_on: the day the files are read.
        read_in: where the files come from, if not from CMS itself.
        url: the address they were read at, if not the CMS page.
        comparing: whether files are only compared with each other, so that no first day must be known.
    """

    read_on: date
    effective: date | None = None
    table: EditTable | None = None
    release: str | None = None
    factor: Decimal | None = None
    accept: str = ""
    read_in: str = ""
    url: str = ""
    comparing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A table of one period as a file of CMS has it, reduced to the codes that the rules know.

    Attributes:
        file: the table it belongs to.
        names: the files it was read from.
        title: what the source is called.
        key: the key of a new source.
        edition: which version it is, in words.
        url: the page of CMS that has it.
        since: first day of service.
        until: last day; for prices the last day of the year.
        rows: the rows; the source is filled in when they are put into the tables.
        codes: the codes that were looked for; of places the localities.
        file_rows: how many rows the files have, all codes included.
        fewest: how many rows a whole file has at least.
        therapy: codes of the file that belong to therapy and have no page.
        table: which claims a table of edits is for.
        factor: the conversion factor on the rows.
    """

    file: TableFile
    names: tuple[str, ...]
    title: str
    key: str
    edition: str
    url: str
    since: date
    until: date
    rows: tuple[Any, ...]
    codes: tuple[str, ...] = ()
    file_rows: int
    fewest: int
    therapy: tuple[str, ...] = ()
    table: EditTable | None = None
    factor: str | None = None

    @property
    def where(self) -> str:
        """The files, as messages show them."""
        return ", ".join(self.names)


@dataclass(slots=True)
class Refusals:
    """Collects what is wrong with one file, each kind of fault once with how often it occurs.

    Attributes:
        where: the file.
    """

    where: str
    found: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def add(self, message: str, line: int | None = None) -> None:
        """Note a fault; the first place of each is shown."""
        key = self.where, message
        first, count = self.found.get(key, (self.where if line is None else f"{self.where}, line {line}", 0))
        self.found[key] = first, count + 1

    def all(self) -> list[Refusal]:
        """Every fault."""
        counted = ((where, text, count - 1) for (_, text), (where, count) in self.found.items())
        return [Refusal(where, f"{text} (and {more} more)" if more else text) for where, text, more in counted]

    def stop(self, *releases: Release) -> None:
        """Raise what was noted.

        Args:
            releases: what was read all the same.

        Raises:
            RefusedError: where anything was noted.
        """
        if self.found:
            raise RefusedError(self.all(), releases)


def quarter_end(since: date) -> date:
    """The last day of a quarter by its first.

    >>> quarter_end(date(2026, 10, 1))
    datetime.date(2026, 12, 31)
    """
    month = (since.month - 1) // 3 * 3 + 4
    return date(since.year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)


def is_quarter(day: date) -> bool:
    """True for the first day of a quarter."""
    return day.day == 1 and day.month in (1, 4, 7, 10)
