"""A billing code: what it counts, who may bill it, what with it, and its status under Medicare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from calculator.model.sources import Cite, Mistake, Question, Statement
from calculator.model.tables import MedicareStatusName
from calculator.model.visit import Discipline, Example

Counts = Literal[
    "contact-minutes",
    "seven-day-minutes",
    "month-minutes",
    "added-minutes",
    "days-of-data",
    "debrided-area",
    "wound-area",
    "muscles",
    "review",
    "episode",
    "contractor",
]
"""What a unit of a code counts, where it is not the minutes of the visit: the minutes of one contact, of seven days or
of the calendar month; each span of minutes added to another service; days with data; square centimeters debrided, or
of the wounds treated; muscles; a review of what the patient sent; an episode of care; what the contractor accepts."""

Window = Literal["contact", "day", "seven-days", "thirty-days", "calendar-month", "episode"]
"""For which time a code's unit is counted once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """An ICD-10-CM code that may go with a service: a suggestion, never a coverage list."""

    code: str
    """The ICD-10-CM code, with its dot."""
    says: str
    """What it means for this service, in our own words."""
    cites: tuple[Cite, ...]
    """Where the fit or the weakness is told."""
    weak: bool = False
    """True where the code alone is weak support."""
    answers: tuple[str, ...] = ()
    """Claims of much-read articles that it answers, by their number in `tests/data/article_claims.csv`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How a code is counted from a date on."""

    since: date
    """First date of service it holds for."""
    kind: Literal["timed", "untimed", "not-in-use", "expected"]
    """`timed`: units follow minutes. `untimed`: one unit. `not-in-use`: cannot be billed on that date. `expected`: a
    change is known to come and its rule is not, so that a visit of that time is refused."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    minutes_per_unit: int | None = None
    """Minutes in one unit; only for timed codes."""
    add_on: str | None = None
    """The code that carries every unit after the first, where there is one."""
    base: str | None = None
    """For an add-on: the code that carries the first unit. Minutes are entered under that one."""
    use_instead: tuple[str, ...] = ()
    """For a code that is not in use: the codes that took its place, all of them in use from that day on."""
    counts: Counts | None = None
    """What a unit counts, where that is not the minutes of the visit; only for untimed codes. Empty: one unit a visit."""
    least: int | None = None
    """The least of it that gives the first unit, that number included."""
    above: int | None = None
    """In place of `least` where the number itself is not enough: 50 for more than 50 square centimeters."""
    most: int | None = None
    """The most of it that the first unit stands for, that number included."""
    step: int | None = None
    """For an add-on: how much more of it one unit stands for."""
    begun: bool = False
    """For an add-on: true where a step counts as soon as it has begun, false where only full steps count."""
    window: Window | None = None
    """For which time the unit is counted once."""
    family: tuple[str, ...] = ()
    """Codes of the same service for less or more of it; the calculator names the one that fits."""
    not_with: tuple[str, ...] = ()
    """Codes that exclude this one within its window."""
    stands_alone: bool = False
    """True where a related service of the seven days before or the 24 hours after takes its place."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disciplines:
    """Whose plans of care use a code."""

    usual: tuple[Discipline, ...]
    """Disciplines that use it."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    exclusive: bool = False
    """True where CMS ties the code to these disciplines; else the others are merely unusual."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapyList:
    """Where a code stands on the Medicare list of therapy services."""

    status: Literal["always", "sometimes", "not-listed", "unknown"]
    """`always` therapy, `sometimes` therapy, on no list, or not known."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """Whether a therapist assistant may furnish a service."""

    may_furnish: bool
    """True where an assistant may furnish it under supervision."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicareStatus:
    """What Medicare Part B does with a code from a date on."""

    since: date
    """First date of service it holds for."""
    status: MedicareStatusName
    """`active`: priced by the fee schedule, which does not say that it is covered: see `rules/coverage/`. `not-valid`: not
    accepted. `bundled`: never paid by itself."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    use_instead: tuple[str, ...] = ()
    """Codes that Medicare accepts for the same service."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What to know about this code and another on one day, with the edit that is in the table of pairs."""

    other: str
    """The other code."""
    edit: Literal["none", "modifier", "never", "not-loaded"]
    """What the practitioner table has for the two: no edit in force, one that a modifier opens, one that nothing opens,
    or no loaded table with both. The reader compares it with the table."""
    says: str
    """What the edit, or its absence, means in practice."""
    cites: tuple[Cite, ...]
    """Where that comes from."""


Category = Literal[
    "evaluation",
    "therapeutic-procedure",
    "group",
    "attended-modality",
    "supervised-modality",
    "work-rehabilitation",
    "caregiver-training",
    "speech-and-cognition",
    "swallowing",
    "test",
    "orthotics-and-prosthetics",
    "casting-and-strapping",
    "wound-care",
    "remote-services",
    "other",
]
"""Where a code is filed in the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSentences:
    """A sentence of a note that shows too little, and one that shows what is asked. Ours, about no patient."""

    weak: str
    """What is often written."""
    strong: str
    """The same treatment, with what the record must show."""
    cites: tuple[Cite, ...]
    """Where it is written that this must be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A billing code of therapy: how it counts and what its page says."""

    name: str
    """Our own short name. The AMA's descriptors never stand here."""
    category: Category
    """Where it is filed in the index."""
    answer: Statement
    """The answer most readers come for, in one or two sentences."""
    counting: tuple[Counting, ...]
    """How it is counted, by date."""
    disciplines: Disciplines
    """Whose plans of care use it."""
    therapy_list: TherapyList
    """Where it is on the Medicare list of therapy services."""
    medicare: tuple[MedicareStatus, ...]
    """What Medicare Part B does with it, by date."""
    examples: tuple[Example, ...]
    """Worked examples; at least one."""
    assistant: Assistant | None = None
    """Whether an assistant may furnish it; empty where that is not known."""
    also_called: tuple[str, ...] = ()
    """Names people search by."""
    pairs: tuple[Pair, ...] = ()
    """Same-day codes (NCCI) that need a word with their row in `rules/tables/pairs.csv`."""
    what_it_is: tuple[Statement, ...] = ()
    """What the service is and what belongs to it."""
    what_it_is_not: tuple[Statement, ...] = ()
    """What does not belong to it, and which code fits instead."""
    who: tuple[Statement, ...] = ()
    """Who may furnish and bill it."""
    settings: tuple[Statement, ...] = ()
    """Where it can be billed by itself."""
    billing: tuple[Statement, ...] = ()
    """How it is billed: units, modifiers, group, co-treatment."""
    covered_when: tuple[Statement, ...] = ()
    """When it is medically necessary."""
    not_covered_when: tuple[Statement, ...] = ()
    """When it is not."""
    document: tuple[Statement, ...] = ()
    """What the record must show, as a checklist."""
    note_sentences: NoteSentences | None = None
    """A weak and a strong sentence of a note, for its note card."""
    diagnoses: tuple[Diagnosis, ...] = ()
    """ICD-10-CM codes that may go with it: suggestions."""
    limits: tuple[Statement, ...] = ()
    """Visits, units and other limits."""
    policies: tuple[Statement, ...] = ()
    """National and local coverage determinations (NCD, LCD) and articles, with their status."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    see_also: tuple[str, ...] = ()
    """Codes, modifiers, payers and parameters to read next, as `97110`, `GP` or `kx-threshold`."""
    asked_as: tuple[str, ...] = ()
    """Words and questions by which people look for it, beside its names: search, the front page and the A-Z list lead here."""
