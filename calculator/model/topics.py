"""Pages of text: documentation topics, comparisons, popular claims, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

from calculator.model.sources import PYDANTIC, Cite, Mistake, Question, Statement
from calculator.model.visit import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that the record must show or that must be done."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """What is required, in two to six words."""
    says: str
    """The requirement, in our own words."""
    cites: tuple[Cite, ...]
    """Where it stands."""
    who: str = ""
    """Who must do it."""
    holds_from: date | None = None
    """First date of service it holds for, where it was not always so."""
    undecided: bool = False
    """True where the sources leave it open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A part of what a record must show: the plan of care, the treatment note, supervision."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """What it is called."""
    answer: Statement
    """The answer most readers come for, in one or two sentences."""
    requirements: tuple[Requirement, ...]
    """What is required, one by one."""
    codes: tuple[str, ...] = ()
    """Codes that it is about; empty where it is about all."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    see_also: tuple[str, ...] = ()
    """What to read next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a comparison: a question, and its answer for each code."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    asks: str
    """What is compared, in a few words."""
    answers: Mapping[str, Statement]
    """The answer for each code of the comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How to choose between codes. How each is counted, its pairs and limits are taken from the rules."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """What it is called, as people search for it."""
    answer: Statement
    """The answer most readers come for, in one or two sentences."""
    codes: tuple[str, ...]
    """The codes that are compared, in the order of the columns."""
    rows: tuple[Row, ...]
    """What is compared."""
    examples: tuple[Example, ...] = ()
    """Visits that show the choice."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    see_also: tuple[str, ...] = ()
    """What to read next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that is often said, beside what the rule says."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """The claim as a short sentence without a full stop, in our own words."""
    said_in: str
    """What kind of place says it: a calculator, an article, a vendor's page. No name is needed for the lesson."""
    verdict: Literal["right", "imprecise", "wrong", "out-of-date"]
    """How it stands to the rule."""
    right: Statement
    """What the rule says."""
    example: Example | None = None
    """A visit that shows it."""
    see_also: tuple[str, ...] = ()
    """What to read next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or an abbreviation of treatment notes, and the codes that it may stand for."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    codes: tuple[str, ...]
    """The codes that it stands for. One is taken; of several the calculator asks for one."""
    cites: tuple[Cite, ...]
    """Where the meaning comes from."""
    spellings: tuple[str, ...] = ()
    """Other words with the same meaning. Capitals, spaces, hyphens and a plural s make no difference."""
    payers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The codes that it stands for under a payer instead, by the payer's key."""
