"""Tells by its content which file of CMS something is: one that is read, or one that is known and not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from calculator.upkeep.imports import locality_file, pair_file, relative_value_file, unit_limit_file
from calculator.upkeep.imports.cells import Head
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.members import Member
from calculator.upkeep.imports.release import Release


class Reader(Protocol):
    """A module that reads one file of CMS."""

    WHAT: str

    def recognizes(self, head: Head) -> bool:
        """True for its file."""

    def group(self, member: Member, head: Head, context: Context) -> str:
        """What a member is a part of."""

    def read(self, members: Sequence[Member], context: Context) -> Release:
        """The release that members are."""


READERS: tuple[Reader, ...] = (relative_value_file, locality_file, pair_file, unit_limit_file)
"""The modules that read a file, one for each file of CMS."""


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file of CMS that is known, and why no module reads it.

    Attributes:
        what: what it is.
        why: why it is not read.
        recognizes: tells it from others by its beginning.
    """

    what: str
    why: str
    recognizes: Callable[[Head], bool]


def _has(*words: str) -> Callable[[Head], bool]:
    """Recognizes a beginning that has all of these words."""
    return lambda head: all(word in head.words for word in words)


def _first_line(pattern: str) -> Callable[[Head], bool]:
    """Recognizes a text of fixed width by its first line."""
    return lambda head: bool(head.lines) and re.fullmatch(pattern, head.lines[0].rstrip()) is not None


def _medicaid_pairs(head: Head) -> bool:
    """True for pairs without the column for edits from before 1996: dates stand one column further left."""
    dates = re.compile(r"\d{8}")
    return any(len(row) == 6 and dates.fullmatch(row[2]) and re.fullmatch(r"\d{8}|\*?", row[3]) for row in head.rows)


def _medicaid_limits(head: Head) -> bool:
    """True for limits without an adjudication indicator."""
    return any(len(row) == 3 and row[1] == "MUE Values" and row[2] == "MUE Rationale" for row in head.rows)


_NOT_SEEN = "no file of it was seen when the readers were written"
_NO_TABLE = "the rules have no table for it"

NOT_READ = (
    NotRead("DME supplier limits (MUE)", _NO_TABLE, _has("dme supplier services mue values")),
    NotRead("Medicaid limits (MUE)", "it has other columns than Medicare's, and " + _NOT_SEEN, _medicaid_limits),
    NotRead("Medicaid pairs (PTP)", "it has other columns than Medicare's, and " + _NOT_SEEN, _medicaid_pairs),
    NotRead("the add-on code file (AOC)", _NOT_SEEN, _has("aoc_edit_type")),
    NotRead("the add-on code file (AOC)", _NOT_SEEN, _has("add-on_code")),
    NotRead(
        "a list of this quarter's changed pairs",
        "the table itself is read: take its four parts",
        lambda head: "column 1" in head.words and any(word in head.words for word in ("additions", "deletions to")),
    ),
    NotRead("the MPPR rate file", "amounts are computed from the relative values, and " + _NOT_SEEN, _has("mppr")),
    NotRead("the annual therapy code list", _NOT_SEEN, _has("therapy code", "disposition")),
    NotRead("the annual therapy code list", _NOT_SEEN, _has("annual therapy update")),
    NotRead("caps of imaging amounts (OPPSCAP)", _NO_TABLE, _has("hcpcs", "procstat", "carrier", "locality")),
    NotRead("caps of imaging amounts (OPPSCAP)", _NO_TABLE, _first_line(r"\w{5}\w\w \w \d{5}  \d\d +[\d.]+ +[\d.]+")),
    NotRead("anesthesia factors (ANES)", _NO_TABLE, _has("contractor", "locality", "anes cf of")),
    NotRead("anesthesia factors (ANES)", _NO_TABLE, _first_line(r"\d{5} +\d\d +\S.* +\d{4}")),
    NotRead("counties of the localities (LOCCO)", _NO_TABLE, _has("counties included in", "localities")),
)
"""Files that are known; first those that look like one that is read."""

PARTICIPANTS = NotRead(
    "the relative values with the factor of qualifying APM participants (QPP)",
    "relative values are those of the other file, named nonQPP, and their factor is entered by hand",
    lambda head: False,
)
"""The second file of a release from 2026 on, told by its name alone."""


def known_file(member: Member, head: Head) -> Reader | NotRead | None:
    """What a member is, or None where nothing knows it."""
    if found := next((one for one in NOT_READ if one.recognizes(head)), None):
        return found
    reader = next((one for one in READERS if one.recognizes(head)), None)
    if reader is relative_value_file and relative_value_file.is_for_participants(member):
        return PARTICIPANTS
    return reader
