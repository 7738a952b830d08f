"""What Medicare covers: national decisions and exclusions by law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from calculator.model.sources import Cite, Mistake, Question, Statement
from calculator.model.visit import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageStatus:
    """What a coverage decision says from a date on."""

    since: date
    """First date of service it holds for."""
    status: Literal["covered", "covered-when", "not-covered-when", "not-covered", "undecided"]
    """`covered-when`: only under the decision's conditions. `not-covered-when`: some uses are not covered, the decision
    leaves the others open. `undecided`: sources disagree, or the text could not be read."""
    says: str
    """What holds, in one sentence for the first screen of a code's page and for the finding."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    only_by: tuple[Literal["physician", "nonphysician-practitioner"], ...] = ()
    """Who must furnish it; from anybody else it is not covered. Empty where the decision names nobody."""
    from_others: str = ""
    """What holds where somebody else furnishes it, such as a therapist; needed with `only_by`."""
    diagnoses: tuple[str, ...] = ()
    """Beginnings of ICD-10-CM codes whose own name is the condition that the decision names. Then only visits with one of
    them are concerned. It is never a list of covered diagnoses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Which notice and modifier fit where Medicare is expected to deny."""

    ground: Literal["not-necessary", "excluded-by-law"]
    """Why Medicare denies. `not-necessary`: an ABN is required, with GA, or GZ without it. `excluded-by-law`: GY, and GX
    where a voluntary notice was given. Where sources disagree, the ground that is followed here."""
    says: str
    """Which notice fits and why; where sources disagree, which of them is followed."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    other_readings: tuple[Statement, ...] = ()
    """What other sources say, where they disagree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A national decision on what Medicare covers, or an exclusion by law. A price in the fee schedule is another matter."""

    name: str
    """What it is about, as people search for it."""
    number: str
    """How it is cited, such as `NCD 30.3.3`."""
    kind: Literal["national-determination", "exclusion-by-law"]
    """`national-determination`: an NCD. `exclusion-by-law`: the Social Security Act itself leaves it out."""
    answer: Statement
    """The answer most readers come for, in one or two sentences."""
    codes: tuple[str, ...]
    """Codes that bill what it decides on; empty where it is no matter of a code."""
    decided: tuple[CoverageStatus, ...]
    """What it says, by date."""
    notice: Notice
    """Which notice and modifier fit where a denial is expected."""
    who: tuple[Statement, ...] = ()
    """Who may furnish it."""
    settings: tuple[Statement, ...] = ()
    """Where it may be furnished."""
    covered_when: tuple[Statement, ...] = ()
    """Conditions that must be met."""
    not_covered_when: tuple[Statement, ...] = ()
    """Uses that are not covered."""
    document: tuple[Statement, ...] = ()
    """What the record must show, as a checklist."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    examples: tuple[Example, ...] = ()
    """Worked examples."""
    see_also: tuple[str, ...] = ()
    """What to read next."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""
