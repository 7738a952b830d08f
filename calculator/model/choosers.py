"""Choosers: questions that lead, answer by answer, to what to bill and to the rule that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculator.model.sources import Cite, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer to a question of a chooser."""

    says: str
    """The answer, in a few words."""
    to: str
    """Where it leads: the key of a question or of an outcome of the same chooser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question of a chooser."""

    asks: str
    """The question, as a clinician or biller would put it."""
    replies: tuple[Reply, ...]
    """The answers to choose from, at least two."""
    cites: tuple[Cite, ...]
    """Where it is written that this decides."""
    note: str = ""
    """What the words of the question mean, in one or two sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a chooser ends with."""

    name: str
    """What to bill or do, in a few words, as `97162, moderate complexity`."""
    says: tuple[Statement, ...]
    """Why, what it needs, and what would lead to another outcome."""
    see_also: tuple[str, ...]
    """The pages that have the rule, as `97162` or `pt-evaluation-levels`; at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """Questions, asked one at a time, that end with what to bill."""

    name: str
    """What it is called, as people search for it."""
    answer: Statement
    """The answer in short, for readers who need no questions."""
    questions: Mapping[str, Ask]
    """Its questions by key; the first is where it begins, and each leads to questions further down."""
    outcomes: Mapping[str, Outcome]
    """Its outcomes by key."""
    about: tuple[str, ...] = ()
    """The codes and modifiers whose pages lead here."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""
