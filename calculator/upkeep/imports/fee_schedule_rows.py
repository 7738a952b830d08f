"""The rows of a relative value file in its two layouts: columns under a stack of header lines, and fixed width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from calculator.upkeep.imports.release import Refusals

_CODE = re.compile("[0-9A-Z]{5}")
_FACTOR = re.compile(r"\d\d\.\d{1,4}")


class Row(NamedTuple):
    """What is taken from a row; the descriptor is not."""

    line: int
    code: str
    modifier: str
    status: str
    work: str
    practice_expense: str
    malpractice: str
    total: str
    pc_tc: str
    multiple_procedure: str
    factor: str

    @property
    def is_therapy(self) -> bool:
        """True for codes that CMS marks as therapy: PC/TC indicator 7, or multiple procedure indicator 5."""
        return self.pc_tc == "7" or self.multiple_procedure == "5"


class Stack:
    """The layout of csv and xlsx: a column's name is what five header lines have above each other."""

    WIDTHS = (31, 32)
    """Columns up to 2025, and from 2026, which has a price indicator more."""

    COLUMNS = (
        "HCPCS",
        "MOD",
        "STATUS CODE",
        "WORK RVU",
        "NON-FAC PE RVU",
        "MP RVU",
        "NON-FACILITY TOTAL",
        "PCTC IND",
        "MULT PROC",
        "CONV FACTOR",
    )
    """The columns that are read, in the order of `Row`."""

    @staticmethod
    def begins(rows: Iterable[Sequence[str]]) -> bool:
        """True where a row of the header stands among these."""
        return any(row[:2] == ("HCPCS", "MOD") and "PROC" in row and "FACTOR" in row for row in map(tuple, rows))

    @classmethod
    def rows(cls, found: Iterable[Sequence[str]], refusals: Refusals) -> Iterator[Row]:
        """The rows under the header.

        Args:
            found: all rows of the file.
            refusals: notes what is not as expected.
        """
        above: list[Sequence[str]] = []
        places: list[int] | None = None
        width = 0
        for line, cells in enumerate(found, 1):
            if places is None:
                above.append(cells)
                if [cell.strip() for cell in cells[:2]] == ["HCPCS", "MOD"]:
                    width = len(cells)
                    places = cls.places(above[-5:], refusals)
                    if places is None:
                        return
                elif line > 40:
                    break
            elif len(cells) != width:
                if any(cell.strip() for cell in cells):
                    refusals.add(f"found a row of {len(cells)} cells, expected {width} as in the header", line)
            elif any(cells) and (row := _checked(line, [cells[place].strip() for place in places], refusals)):
                yield row
        if places is None:
            refusals.add("found no header that begins HCPCS, MOD, expected it on line 10")

    @classmethod
    def places(cls, stack: Sequence[Sequence[str]], refusals: Refusals) -> list[int] | None:
        """The place of each column that is read, or None where the header is not that of CMS."""
        width = len(stack[-1])
        if width not in cls.WIDTHS:
            refusals.add(f"found {width} columns, expected {' or '.join(map(str, cls.WIDTHS))}")
            return None
        names = [
            " ".join(" ".join(line[place] for line in stack if place < len(line)).split()) for place in range(width)
        ]
        missing = [name for name in cls.COLUMNS if names.count(name) != 1]
        if missing:
            refusals.add(f"found no column, or two, named {', '.join(missing)}, expected each once in the header")
            return None
        return [names.index(name) for name in cls.COLUMNS]


class FixedWidth:
    """The layout of txt, as of 2025: lines that begin HDR, then 171 characters for each row."""

    WIDTH = 171
    SLICES = (
        slice(0, 5),
        slice(5, 7),
        slice(57, 58),
        slice(59, 65),
        slice(65, 72),
        slice(83, 89),
        slice(89, 96),
        slice(102, 103),
        slice(115, 116),
        slice(133, 140),
    )
    """Where the columns stand that are read, in the order of `Row`; the descriptor stands from 7 to 57."""

    @staticmethod
    def begins(lines: Sequence[str]) -> bool:
        """True for a text that begins with its notice."""
        return bool(lines) and lines[0].startswith("HDR ")

    @classmethod
    def rows(cls, found: Iterable[str], refusals: Refusals) -> Iterator[Row]:
        """The rows below the notice."""
        for number, text in enumerate(found, 1):
            line = text.rstrip("\r\n")
            if line.startswith("HDR") or not line.strip():
                continue
            if len(line) != cls.WIDTH:
                refusals.add(f"found a line of {len(line)} characters, expected {cls.WIDTH}", number)
            elif row := _checked(number, [line[part].strip() for part in cls.SLICES], refusals):
                yield row


def _checked(line: int, cells: Sequence[str], refusals: Refusals) -> Row | None:
    """A row with a code and a factor; others show that columns moved."""
    row = Row(line, *cells)
    if not _CODE.fullmatch(row.code):
        refusals.add("found no code of five characters in the first column, expected one such as 97110", line)
    elif not _FACTOR.fullmatch(row.factor):
        refusals.add("found no number such as 33.4009 as CONV FACTOR, expected the columns of CMS", line)
    else:
        return row
    return None
