"""Cuts an X12 file into segments, with the separators that the file itself names. Any text can be cut.

>>> text = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260401*1200*^*00501*000000001*0*T*:~GS*HC~ST"
>>> [(one.name, one.whole) for one in segments(text)]
[('ISA', True), ('GS', True), ('ST', False)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ISA_LENGTH = 106
"""Characters of an ISA segment with its terminator: it is the one segment of fixed length."""

NAME = re.compile(r"[A-Z][A-Z0-9]{1,2}")
"""The name of a segment."""


@dataclass(frozen=True, slots=True)
class Separators:
    """The characters that part an interchange; ISA has them at fixed places."""

    element: str = "*"
    component: str = ":"
    terminator: str = "~"

    @property
    def sound(self) -> bool:
        """Whether they can part anything: three different characters, none a letter, digit or blank."""
        given = (self.element, self.component, self.terminator)
        return len(set(given)) == 3 and not any(one.isalnum() or one == " " for one in given)


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its name and elements, and where it is."""

    number: int
    """Which segment of the file, counted from 1."""
    elements: tuple[str, ...]
    separators: Separators = field(default_factory=Separators)
    whole: bool = True
    """False where the file ends before the terminator."""

    @property
    def name(self) -> str:
        """The name, such as `CLM`."""
        return self.elements[0]

    @property
    def named(self) -> bool:
        """Whether the name can be one of a segment."""
        return NAME.fullmatch(self.name) is not None

    def __getitem__(self, position: int) -> str:
        """An element by its number in the standard; empty where the segment ends before it."""
        return self.elements[position].strip() if position < len(self.elements) else ""

    def parts(self, position: int) -> list[str]:
        """The components of an element."""
        return [part.strip() for part in self[position].split(self.separators.component)]

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"segment {self.number}"


def starts_like_x12(text: str) -> bool:
    """Whether a text begins as an interchange does."""
    return text.lstrip("\ufeff \t\r\n").startswith("ISA")


def segments(text: str) -> Iterator[Segment]:
    """Every segment of a text, in order; each ISA names separators anew."""
    text = text.lstrip("\ufeff")
    at, number, separators = 0, 0, Separators()
    while True:
        at = _behind_blanks(text, at)
        if at >= len(text):
            return
        if text.startswith("ISA", at):
            separators = _separators(text, at) or separators
        end = text.find(separators.terminator, at)
        number += 1
        body = text[at : end if end >= 0 else len(text)]
        elements = tuple(body.strip("\r\n").split(separators.element))
        whole = end >= 0 or elements[0] == "IEA"  # editors take off the last terminator of a file
        yield Segment(number, elements, separators, whole)
        if end < 0:
            return
        at = end + len(separators.terminator)


def _behind_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n\x1a\x00":
        at += 1
    return at


def _separators(text: str, at: int) -> Separators | None:
    """The separators of the ISA segment at a place, by counting its 16 elements; None where it has none."""
    element = text[at + 3 : at + 4]
    end = at + 2
    for _ in range(16):
        end = text.find(element, end + 1, at + 3 * ISA_LENGTH) if element else -1
        if end < 0:
            return None
    found = Separators(element, text[end + 1 : end + 2], text[end + 2 : end + 3])
    return found if found.sound else None
