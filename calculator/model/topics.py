"""Pages of text: documentation topics, comparisons, guides, popular claims, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from calculator.model.sources import Cite, Mistake, Question, Statement
from calculator.model.visit import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that the record must show or that must be done."""

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
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a comparison: a question, and its answer for each code."""

    asks: str
    """What is compared, in a few words."""
    answers: Mapping[str, Statement]
    """The answer for each code of the comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How to choose between codes. How each is counted, its pairs and limits are taken from the rules."""

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
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a guide: its sentences, what the page computes for it, and worked visits."""

    title: str | None = None
    """Its heading; left out where it goes on under the heading before."""
    level: Literal[2, 3] = 2
    """The heading's level: 2 for a section of the page, 3 for a part of one."""
    steps: tuple[Statement, ...] = ()
    """Steps in their order, shown as a numbered list."""
    says: tuple[Statement, ...] = ()
    """Its paragraphs."""
    points: tuple[Statement, ...] = ()
    """Statements shown as a list."""
    shows: Literal[
        "",
        "units-table",
        "both-rules",
        "payment-steps",
        "unpriced-statuses",
        "used-for",
        "percentages",
        "reduced-codes",
        "other-indicators",
        "published-amounts",
        "localities-by-state",
        "localities",
        "locality-changes",
        "remittances",
    ] = ""
    """What the page computes from the rules here, by its name: a table, a drawing, a list."""
    published: Mapping[str, Decimal] = field(default_factory=dict)
    """Amounts of one unit in USD that a source prints, by code; the page sets its own beside them."""
    visits: tuple[Example, ...] = ()
    """Worked visits; a section that computes something from its visits shows that instead of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A page that explains how something is computed, such as units or payment."""

    name: str
    """The page's title, as people search for it."""
    description: str
    """What the page has, in one sentence for lists of search results."""
    sections: tuple[Section, ...]
    """Its sections, in their order on the page."""
    answer: Statement | None = None
    """The answer most readers come for; left out where the number that it explains has it."""
    explains: str = ""
    """The number that it explains: its answer, mistakes and questions are shown as well."""
    about: tuple[str, ...] = ()
    """The numbers and modifiers whose pages lead here."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that is often said, beside what the rule says."""

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
class Term:
    """A term of the glossary: our word for a thing, and what others call it."""

    name: str
    """The term that this site uses."""
    also: tuple[str, ...] = ()
    """What the AMA, CMS and payers call the same thing."""
    means: Statement
    """What it means, in one or two sentences."""
    see_also: tuple[str, ...] = ()
    """The pages that have the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or an abbreviation, and what it may stand for: codes, of which the calculator takes or asks one, and pages."""

    cites: tuple[Cite, ...]
    """Where the meaning comes from."""
    codes: tuple[str, ...] = ()
    """The codes that it stands for. One is taken; of several the calculator asks for one."""
    spellings: tuple[str, ...] = ()
    """Other words with the same meaning. Capitals, spaces, hyphens and a plural s make no difference."""
    payers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The codes that it stands for under a payer instead, by the payer's key."""
    pages: tuple[str, ...] = ()
    """Other pages that it leads to, the likeliest first, as `modifiers/CQ` or `calculator`; the calculator takes none of them."""
