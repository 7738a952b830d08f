"""Sources, and how a statement points to a place in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Tier = Literal["primary", "secondary", "unverified"]
"""How far a source can be trusted: the rule's own publisher, somebody who reports it, or nobody who was read."""

Program = Literal["medicare", "medicaid"]
"""Whose claims edits a table holds."""

EditTable = Literal["practitioner", "hospital"]
"""Which claims a table of edits is for: `practitioner` for professional claims, `hospital` for institutional ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A table of claims edits and the days it is for, with the codes that were looked for in it.

    Outside these codes nothing is known from the table. Inside them a pair or code without a row has none.
    """

    file: Literal["pairs", "unit-limits"]
    """The file in `rules/tables/` that has its rows."""
    program: Program
    """Whose edits they are."""
    table: EditTable
    """Which claims they are for."""
    since: date
    """First day the table is for."""
    until: date
    """Last day the table is for."""
    rows: int
    """How many of its rows were loaded."""
    sha256: str
    """Checksum of these rows: of their lines in the file, sorted, each with a line break after it."""
    codes: tuple[str, ...]
    """The codes that were looked for; of pairs, those of column 1."""
    column2: tuple[str, ...] = ()
    """Of pairs, the codes of column 2 that were looked for; empty where they are the same."""
    file_rows: int | None = None
    """How many rows the publisher's file has, codes without a page included; empty where it was not counted."""

    @property
    def kind(self) -> str:
        """Which table it is, whatever its days: a key of `rules/cms_files.yaml`."""
        return f"{self.file}-{self.program}-{self.table}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPrices:
    """Rows of a table of prices that were taken from a source, all with one first day.

    A row that somebody changes by hand has another checksum and is refused.
    """

    file: Literal["relative-values", "places"]
    """The file in `rules/tables/` that has its rows."""
    since: date
    """First date of service of the rows."""
    rows: int
    """How many rows were loaded."""
    sha256: str
    """Checksum of these rows: of their lines in the file, sorted, each with a line break after it."""
    file_rows: int | None = None
    """How many rows the publisher's file has, codes without a page included; empty where it was not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something that was read: a manual, a regulation, a table, an article."""

    title: str
    """What it is called, in a few words."""
    publisher: str
    """Who publishes it, alone; where it was read belongs into `read_in`."""
    tier: Tier
    """`primary`: the body that makes the rule, in its own words or rows, also where a copy of them was read.
    `secondary`: somebody who reports it in other words. `unverified`: memory."""
    extent: Literal["whole", "excerpt", "quoted", "memory"]
    """How much of it was seen: all, a part, only words that somebody else quotes, or nothing."""
    read_on: date | None = None
    """The day it was read; empty for memory."""
    url: str = ""
    """Where it can be read."""
    read_in: str = ""
    """Where it was read, if not from the publisher itself: a package, a mirror, somebody else's site. Pages then mark
    what rests on it as read in a copy."""
    edition: str = ""
    """Which version was read: a quarter, a revision, a date."""
    loaded: tuple[Loaded, ...] = ()
    """Tables of claims edits that were taken from it, each with its days and codes."""
    loaded_prices: tuple[LoadedPrices, ...] = ()
    """Relative values or indices that were taken from it, by their first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """The place in a source where a statement stands."""

    source: str
    """Key of the source in `rules/sources.yaml`."""
    at: str = ""
    """The place in it: section, example, row."""
    tier: Tier | None = None
    """How surely this very place is known, where that differs from the source as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence or two that stand on their own, with where they come from."""

    says: str
    """The statement, in our own words."""
    cites: tuple[Cite, ...]
    """Where it comes from."""
    use_instead: tuple[str, ...] = ()
    """Codes that fit where this one does not."""
    undecided: bool = False
    """True where the sources were searched and leave the question open."""
    id: str = ""
    """Its name in links to it: `second-unit` is `#second-unit` on its page."""
    answers: tuple[str, ...] = ()
    """Claims of much-read articles that it answers, by their number in `tests/data/article_claims.csv`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question people ask, with its answer."""

    asks: str
    """The question as a clinician or biller would put it."""
    answer: str
    """The answer: first the short one, then why."""
    cites: tuple[Cite, ...]
    """Where the answer comes from."""
    undecided: bool = False
    """True where the sources leave it open."""
    id: str = ""
    """Its name in links to it: `second-unit` is `#second-unit` on its page."""
    answers: tuple[str, ...] = ()
    """Claims of much-read articles that it answers, by their number in `tests/data/article_claims.csv`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something that goes wrong on claims or in notes, and how to fix it."""

    wrong: str
    """What is done or said."""
    right: str
    """What is right instead."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    denial_codes: tuple[str, ...] = ()
    """CARC and RARC codes that a remittance shows for it."""
    answers: tuple[str, ...] = ()
    """Claims of much-read articles that it answers, by their number in `tests/data/article_claims.csv`."""
