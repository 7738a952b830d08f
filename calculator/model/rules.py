"""A whole rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from calculator.model.checks import Check, KnownFault
from calculator.model.choosers import Chooser
from calculator.model.codes import Code
from calculator.model.coverage import Coverage
from calculator.model.denials import Denial
from calculator.model.payers import Modifier, Parameter, Payer
from calculator.model.sources import Source
from calculator.model.tables import CmsFile, Tables
from calculator.model.topics import Claim, Comparison, Guide, Term, Topic, Word
from calculator.model.visit import Discipline


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a page went that once had the address in front of it."""

    to: str
    """The page to read instead, as `codes/97129`."""
    edition: str
    """The edition that moved it."""
    why: str
    """Why, in one sentence for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which version of the rules this is."""

    edition: str
    """Calendar version, such as `2026.1`."""
    as_of: date
    """The day on which the rules were last looked through; decides what a page calls stale."""
    earliest_date_of_service: date
    """Visits before this day are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Everyday:
    """What clinics use every day, most used first: lists on pages begin with these, and all others follow by name."""

    codes: Mapping[Discipline, tuple[str, ...]] = field(default_factory=dict)
    """The codes of each discipline, for the front page."""
    modifiers: tuple[str, ...] = ()
    """Modifiers on many claims."""
    payers: tuple[str, ...] = ()
    """Payers that most clinics bill."""
    parameters: tuple[str, ...] = ()
    """Limits and rates that billers look up."""
    checks: tuple[str, ...] = ()
    """Errors that are common."""
    documentation: tuple[str, ...] = ()
    """Topics that clinicians ask about."""
    comparisons: tuple[str, ...] = ()
    """Codes that are often confused."""
    choosers: tuple[str, ...] = ()
    """Choices that are made most often."""
    denials: tuple[str, ...] = ()
    """Denial codes that therapy meets most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything in `rules/`, by key."""

    edition: Edition
    codes: Mapping[str, Code] = field(default_factory=dict)
    modifiers: Mapping[str, Modifier] = field(default_factory=dict)
    payers: Mapping[str, Payer] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    documentation: Mapping[str, Topic] = field(default_factory=dict)
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    choosers: Mapping[str, Chooser] = field(default_factory=dict)
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    denials: Mapping[str, Denial] = field(default_factory=dict)
    guides: Mapping[str, Guide] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    faults: Mapping[str, KnownFault] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    tables: Tables = field(default_factory=Tables)
    sources: Mapping[str, Source] = field(default_factory=dict)
    moved: Mapping[str, Moved] = field(default_factory=dict)
    words: Mapping[str, Word] = field(default_factory=dict)
    cms_files: Mapping[str, CmsFile] = field(default_factory=dict)
    everyday: Everyday = field(default_factory=Everyday)


KINDS = (
    "codes",
    "modifiers",
    "payers",
    "parameters",
    "checks",
    "documentation",
    "comparisons",
    "choosers",
    "coverage",
    "denials",
)
"""Things that have a file each: folders in `rules/`, fields of the rule set, folders of pages."""
