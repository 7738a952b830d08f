"""The shapes of everything in `rules/`, of a visit and of its answer.

One definition serves everybody: the reader of the YAML files checks against it, the JSON Schemas and the field
guide are written from it, and the engine computes with it. A sentence under a field explains that field to all
of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal, NewType

Tier = Literal["primary", "secondary", "unverified"]
"""How far a source can be trusted: the rule's own publisher, somebody who reports it, or nobody who was read."""

Discipline = Literal["PT", "OT", "SLP"]
"""Whose plan of care the visit belongs to."""

Setting = Literal[
    "office",
    "hospital-outpatient",
    "rehabilitation-agency",
    "corf",
    "skilled-nursing-part-b",
    "home-health-part-b",
    "critical-access-hospital",
]
"""Where the visit takes place and how it is billed; `office` is the office of a private practice."""

Clock = NewType("Clock", str)
"""A time of day on 24 hours, such as `09:15`."""

Severity = Literal["error", "warning", "info"]
"""`error` stops payment or breaks a rule, `warning` may be questioned, `info` explains."""

Reason = Literal[
    "no-minutes",
    "no-unit",
    "below-midpoint",
    "payer-rule-unknown",
    "below-range",
    "above-range",
    "quantity-missing",
    "add-on-alone",
]
"""Why a code earns no unit. The last four are of codes whose units a visit's minutes do not count: what the code counts
is below or above its range, the visit does not tell it, or the code is an add-on that was entered as a service."""

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

PYDANTIC = {"extra": "forbid", "use_attribute_docstrings": True}
"""Read by pydantic when the site is built: no unknown fields, and the sentences below become descriptions."""


# --- sources ---------------------------------------------------------------------------------------------------

Program = Literal["medicare", "medicaid"]
"""Whose claims edits a table holds."""

EditTable = Literal["practitioner", "hospital"]
"""Which claims a table of edits is for: `practitioner` for professional claims, `hospital` for institutional ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A table of claims edits and the days it is for, with the codes that were looked for in it.

    Outside these codes nothing is known from the table. Inside them a pair or code without a row has none.
    """

    __pydantic_config__: ClassVar[Any] = PYDANTIC

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something that was read: a manual, a regulation, a table, an article."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """The place in a source where a statement stands."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    source: str
    """Key of the source in `rules/sources.yaml`."""
    at: str = ""
    """The place in it: section, example, row."""
    tier: Tier | None = None
    """How surely this very place is known, where that differs from the source as a whole."""


# --- what a clinician or biller writes ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence or two that stand on their own, with where they come from."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    says: str
    """The statement, in our own words."""
    cites: tuple[Cite, ...]
    """Where it comes from."""
    use_instead: tuple[str, ...] = ()
    """Codes that fit where this one does not."""
    undecided: bool = False
    """True where the sources were searched and leave the question open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question people ask, with its answer."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    asks: str
    """The question as a clinician or biller would put it."""
    answer: str
    """The answer: first the short one, then why."""
    cites: tuple[Cite, ...]
    """Where the answer comes from."""
    undecided: bool = False
    """True where the sources leave it open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something that goes wrong on claims or in notes, and how to mend it."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    wrong: str
    """What is done or said."""
    right: str
    """What is right instead."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    denial_codes: tuple[str, ...] = ()
    """CARC and RARC codes that a remittance shows for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """An ICD-10-CM code that may go with a service: a suggestion, never a coverage list."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    code: str
    """The ICD-10-CM code, with its dot."""
    says: str
    """What it means for this service, in our own words."""
    cites: tuple[Cite, ...]
    """Where the fit or the weakness is told."""
    weak: bool = False
    """True where the code alone is weak support."""


# --- an example ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service of a visit, with its minutes."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    code: str
    """The code, such as `97110`."""
    minutes: int | None = None
    """Minutes of the therapist, where no assistant took part."""
    therapist_minutes: int | None = None
    """Minutes of the therapist alone with the patient."""
    assistant_minutes: int | None = None
    """Minutes of the assistant alone with the patient."""
    together_minutes: int | None = None
    """Minutes of both with the patient at one time: counted once, as the therapist's."""
    start: Clock | None = None
    """When it began, as `09:15`; checks compare times, units follow the minutes."""
    stop: Clock | None = None
    """When it ended, on the same day."""
    separate: bool | None = None
    """True where the record shows that it was separate and distinct from the day's other services, false where it was not."""
    furnished_by: (
        Literal[
            "therapist", "assistant", "directed-student", "student", "aide", "athletic-trainer", "massage-therapist"
        ]
        | None
    ) = None
    """Who furnished it, where it was neither therapist nor assistant; a directed student works under a therapist who
    directs, decides and treats nobody else."""
    period_minutes: int | None = None
    """Minutes of the whole period that the code counts, those of this day included: of the calendar month for 98979 and
    98980, of the seven days for an e-visit."""
    days_of_data: int | None = None
    """Days with data in the 30-day period, for the device supply of remote therapeutic monitoring."""
    area_sq_cm: Decimal | None = None
    """Square centimeters: the area actually debrided for 97597, the area of the wounds treated for 97605 to 97608."""
    muscles: int | None = None
    """Muscles needled, for 20560 and 20561."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """One claim line that somebody means to send."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    code: str
    """The code."""
    units: int
    """Units on the line."""
    modifiers: tuple[str, ...] = ()
    """Modifiers in the order of the claim form."""
    pointers: tuple[str, ...] | None = None
    """Letters of the diagnoses that the line points to, such as `A`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVisit:
    """What the same billing provider means to send for the same patient and day beside this visit."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    discipline: Discipline
    """Whose plan of care it belongs to."""
    lines: tuple[Billed, ...]
    """Its claim lines."""
    start: Clock | None = None
    """When it began."""
    stop: Clock | None = None
    """When it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time of the day."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    start: Clock
    """When it began."""
    stop: Clock
    """When it ended."""


PlanPart = Literal["diagnoses", "goals", "type", "amount", "frequency", "duration"]
"""What a plan of care must hold."""

Certifier = Literal[
    "physician",
    "podiatrist",
    "optometrist",
    "nurse-practitioner",
    "clinical-nurse-specialist",
    "physician-assistant",
    "chiropractor",
    "dentist",
    "therapist",
]
"""Who signed a plan of care."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of care and its certification."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    established: date | None = None
    """The day on which it was written and signed by the clinician who wrote it."""
    first_treatment: date | None = None
    """The first day of treatment under it, the evaluation included."""
    certified: date | None = None
    """The day on which a physician or nonphysician practitioner approved it."""
    certified_until: date | None = None
    """The last day that the certification covers."""
    certified_by: Certifier | None = None
    """Who approved it."""
    certifier_on_claim: bool | None = None
    """Whether name and NPI of the certifier stand on the claim."""
    delay_explained: bool | None = None
    """Whether the record tells why a certification came late."""
    recertification: bool | None = None
    """True where this is not the first certification of the episode."""
    ordered: date | None = None
    """The day of a signed order for therapy by the physician."""
    sent: date | None = None
    """The day on which the plan was sent to the physician."""
    verbal_order: date | None = None
    """The day of a verbal certification."""
    holds: tuple[PlanPart, ...] | None = None
    """What it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the record of the visit and of the episode shows."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    note: bool | None = None
    """Whether there is a treatment note of this day."""
    timed_minutes: int | None = None
    """Minutes of timed codes together, as the note has them."""
    total_minutes: int | None = None
    """Minutes of all treatment, as the note has them."""
    minutes_told: bool | None = None
    """Whether the note has both totals, of timed codes and of all treatment."""
    times_told: bool | None = None
    """Whether the note has time in and time out of each code."""
    codes: tuple[str, ...] | None = None
    """The codes whose services the note describes."""
    signed: bool | None = None
    """Whether the note is signed with the credentials of who treated."""
    progress_report: date | None = None
    """The day of the last progress report."""
    progress_report_by: Literal["therapist", "assistant", "physician"] | None = None
    """Who wrote it."""
    treatment_days: int | None = None
    """Days of treatment since then, or since the first, this one included."""
    visits: int | None = None
    """Visits of the episode so far, this one included."""
    episode_ended: bool | None = None
    """True where this visit was the last."""
    discharge_summary: bool | None = None
    """Whether a discharge note was written."""
    supervision: Literal["direct", "general", "none"] | None = None
    """How an assistant was supervised; direct is in the office suite."""
    days_since_onsite_visit: int | None = None
    """Days since the supervising therapist last saw the patient with the assistant, for institutions that count them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """Leave given by the payer beforehand."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    obtained: bool | None = None
    """Whether it was given."""
    first_day: date | None = None
    """First day it covers."""
    last_day: date | None = None
    """Last day it covers."""
    visits: int | None = None
    """Visits it allows."""
    visits_used: int | None = None
    """Visits used so far, this one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One patient, one date of service, one discipline's plan of care, one billing provider."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    date_of_service: date
    """The day of the visit; decides which rules and numbers are in force."""
    payer: str
    """Key of a file in `rules/payers/`."""
    discipline: Discipline
    """`PT`, `OT` or `SLP`."""
    services: tuple[Service, ...]
    """What was done, in order of documentation."""
    choose: tuple[str, ...] = ()
    """Codes preferred where a tie leaves the choice."""
    setting: Setting = "office"
    """Where the visit takes place."""
    diagnoses: tuple[str, ...] = ()
    """ICD-10-CM codes of the patient."""
    amount_used: Decimal | None = None
    """USD allowed this calendar year so far in the patient's KX bucket."""
    locality: str | None = None
    """Place for prices, as `MAC-LOCALITY`."""
    billed: tuple[Billed, ...] | None = None
    """The lines somebody means to send, to be compared with what the minutes support."""
    apm: bool | None = None
    """True for a qualifying participant of an advanced payment model, who has another conversion factor from 2026."""
    participating: bool | None = None
    """False for a practice that does not participate in Medicare and takes assignment on this claim."""
    deductible_left: Decimal | None = None
    """USD of the Part B deductible that the patient still owes this year."""
    claim_form: Literal["professional", "institutional"] | None = None
    """CMS-1500 or UB-04: decides which tables of pairs and limits hold; else the setting decides."""
    place_of_service: str | None = None
    """Two digits of a professional claim, such as `11`."""
    telehealth: bool | None = None
    """True where therapist and patient were not at one place."""
    rendering: Literal["therapist", "assistant", "physician", "nonphysician-practitioner"] | None = None
    """Whose NPI stands on the claim as rendering provider."""
    incident_to: bool | None = None
    """True where it is billed as incident to a physician's service."""
    other_visits: tuple[OtherVisit, ...] = ()
    """The other disciplines' visits of the same day."""
    with_other_patients: tuple[Span, ...] = ()
    """When the same therapist or assistant was with other patients."""
    stays: tuple[Literal["part-a-stay", "snf-resident", "home-health-episode", "hospice"], ...] | None = None
    """What else binds who bills for this patient on that day; `snf-resident` is a resident of the Medicare-certified part
    of a skilled nursing facility outside a Part A stay. An empty list for nothing."""
    abn_given: date | None = None
    """The day on which the patient got an Advance Beneficiary Notice."""
    referral: bool | None = None
    """Whether the referral or order that the payer asks for is there."""
    authorization: Authorization | None = None
    """Leave given by the payer beforehand."""
    plan: Plan | None = None
    """The plan of care and its certification."""
    record: Record | None = None
    """What the record shows."""
    received: date | None = None
    """The day on which the claim reached the payer."""
    amount_used_year: int | None = None
    """The calendar year of `amount_used`."""
    amount_used_disciplines: tuple[Discipline, ...] | None = None
    """The disciplines whose services are in `amount_used`."""


Amount = Literal[
    "allowed", "medicare", "patient", "deductible", "coinsurance", "reduction", "assistant", "sequestration"
]
"""The amounts of a visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an example must give; each field that stands here is compared."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    units: Mapping[str, int] | None = None
    """Units of every code that gets one."""
    timed_units: int | None = None
    """Units of timed codes together."""
    lines: tuple[Billed, ...] | None = None
    """The claim lines, in order."""
    choices: tuple[str, ...] | None = None
    """The codes that tie for the last unit."""
    amounts: Mapping[Amount, Decimal] | None = None
    """Amounts of the visit together, in USD; only those that stand here are compared."""
    findings: tuple[str, ...] = ()
    """Names of findings that must be among the findings."""
    without: tuple[str, ...] = ()
    """Names of findings that must not be among them."""
    error: str = ""
    """For a visit that must be refused: the field that the message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Visit):
    """A visit with the answer it must give. It is shown on the page, run by the tests and run in the browser."""

    name: str
    """What the example shows, as a short sentence without a full stop."""
    expect: Expected
    """What it must give."""
    cites: tuple[Cite, ...]
    """Where the case or the rule behind it comes from."""
    says: str = ""
    """A sentence for the reader, where the name is not enough."""


# --- a code ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How a code is counted from a date on."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    since: date
    """First date of service it holds for."""
    kind: Literal["timed", "untimed", "not-in-use", "expected"]
    """`timed`: units follow minutes. `untimed`: one unit. `not-in-use`: cannot be billed on that date. `expected`: a
    change is known to come and its rule is not, so that a visit of that time is refused."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    minutes_per_unit: int | None = None
    """Minutes that one unit stands for; only for timed codes."""
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

    __pydantic_config__: ClassVar[Any] = PYDANTIC

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

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    status: Literal["always", "sometimes", "not-listed", "unknown"]
    """`always` therapy, `sometimes` therapy, on no list, or not known."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """Whether a therapist assistant may furnish a service."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    may_furnish: bool
    """True where an assistant may furnish it under supervision."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicareStatus:
    """What Medicare Part B does with a code from a date on."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    since: date
    """First date of service it holds for."""
    status: Literal["active", "not-valid", "bundled", "restricted", "contractor-priced"]
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
    """What to know about this code and another on one day, beside the edit that stands in the table of pairs."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    other: str
    """The other code."""
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
class Code:
    """A billing code of therapy: how it counts and what its page says."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

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
    """Where it stands on the Medicare list of therapy services."""
    medicare: tuple[MedicareStatus, ...]
    """What Medicare Part B does with it, by date."""
    examples: tuple[Example, ...]
    """Worked examples; at least one."""
    assistant: Assistant | None = None
    """Whether an assistant may furnish it; empty where that is not known."""
    also_called: tuple[str, ...] = ()
    """Names people search by."""
    pairs: tuple[Pair, ...] = ()
    """Same-day codes (NCCI) that need a word beside their row in `rules/tables/pairs.csv`."""
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


# --- modifiers, payers, numbers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """A two-character modifier of a claim line."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """Our own short name."""
    role: Literal[
        "discipline", "assistant", "threshold", "separate-service", "notice", "telehealth", "extent", "repeat", "other"
    ]
    """What it is for. The calculator sets those of the first three roles; no other is ever set."""
    place: int
    """Its place among the modifiers of a line: 1 comes first."""
    answer: Statement
    """What it says on a claim, in one or two sentences."""
    disciplines: tuple[Discipline, ...] = ()
    """Disciplines it belongs to; empty for all."""
    required_when: tuple[Statement, ...] = ()
    """When it must stand on a line."""
    forbidden_when: tuple[Statement, ...] = ()
    """When it must not."""
    also: tuple[str, ...] = ()
    """Other modifiers that this page is about, such as `CI` to `CN` beside `CH`."""
    used_with: tuple[Statement, ...] = ()
    """With which others it stands, and with which never."""
    by_payer: tuple[Statement, ...] = ()
    """Who asks for it, and who does not."""
    effect: tuple[Statement, ...] = ()
    """What it does to payment."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    examples: tuple[Example, ...] = ()
    """Worked examples."""
    see_also: tuple[str, ...] = ()
    """What to read next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChoice:
    """Which named method a payer follows from a date on."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    since: date
    """First date of service it holds for."""
    method: str
    """Name of the method; `unknown` where nothing was found."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    note: str = ""
    """A remark for the page."""
    not_in: tuple[Setting, ...] = ()
    """Settings where it does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerPair:
    """Two codes of one day for which a payer wants a modifier, beside or against the table of Medicare."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    codes: tuple[str, ...]
    """The two codes."""
    mark: str
    """The code that carries the modifier."""
    modifiers: tuple[str, ...]
    """Any of them will do."""
    cites: tuple[Cite, ...]
    """Where that comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that a payer takes for one day."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    counts: Literal["timed-units", "visits"]
    """What is counted."""
    most: int
    """The most of it in one day."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    disciplines: tuple[Discipline, ...] = ()
    """Disciplines it holds for; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """A check that a clinic turns off or down for a payer, with the reason."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    check: str
    """Name of a file in `rules/checks/`."""
    severity: Literal["error", "warning", "info", "off"]
    """What it counts as; `off` drops its findings, and the result says that they were not looked for."""
    because: str
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Somebody who pays for therapy, and the rules followed."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """What the payer is called."""
    kind: Literal[
        "medicare", "medicare-advantage", "medicaid", "commercial", "government", "workers-compensation", "convention"
    ]
    """What kind of payer; `convention` is a rule many payers follow rather than a payer."""
    answer: Statement
    """How it counts, in one or two sentences."""
    unit_rule: tuple[RuleChoice, ...]
    """How minutes become units, by date."""
    assistant_rule: tuple[RuleChoice, ...]
    """Whether and how CQ and CO are worked out, by date."""
    threshold_rule: tuple[RuleChoice, ...]
    """Whether KX marks a threshold, by date."""
    ask: tuple[str, ...] = ()
    """What to ask the payer where a rule is unknown."""
    pairs: tuple[PayerPair, ...] = ()
    """Same-day edits of its own."""
    caps: tuple[Cap, ...] = ()
    """Limits that a claim can be held against."""
    checks: tuple[HouseRule, ...] = ()
    """Checks that are turned off or down for it."""
    modifiers: tuple[Statement, ...] = ()
    """What it wants on the line."""
    limits: tuple[Statement, ...] = ()
    """Caps on units and visits."""
    billing: tuple[Statement, ...] = ()
    """What else to know when billing it."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    examples: tuple[Example, ...] = ()
    """Worked examples."""
    see_also: tuple[str, ...] = ()
    """What to read next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number from a date on."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    since: date
    """First date of service it holds for."""
    value: Decimal | Literal["expected"]
    """The number as text, or `expected` where a change is known to come and its number is not."""
    cites: tuple[Cite, ...]
    """Where it comes from."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """Codes that a reduction leaves out from a date on."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    since: date
    """First date of service it holds for."""
    codes: tuple[str, ...]
    """All of them: the next entry, where there is one, takes the place of this one."""
    cites: tuple[Cite, ...]
    """Where that comes from."""
    undecided: tuple[str, ...] = ()
    """Codes of which no text that was read says whether they are left out."""
    note: str = ""
    """A remark for the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number that an agency or payer can change."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """What it is called."""
    unit: Literal["minutes", "days", "percent", "USD", "USD per RVU", "share"]
    """What it is counted in."""
    answer: Statement
    """What it is, in one or two sentences."""
    holds: Literal["until-changed", "calendar-year"]
    """`calendar-year` keeps last year's number out of the next year."""
    values: tuple[Value, ...]
    """The numbers, by date."""
    spares: tuple[Spared, ...] = ()
    """Codes that it is not put on, by date; only the assistant's factor has some."""
    used_for: tuple[Statement, ...] = ()
    """What is worked out with it."""
    mistakes: tuple[Mistake, ...] = ()
    """What goes wrong, and what is right."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    examples: tuple[Example, ...] = ()
    """Visits whose answer hangs on it."""
    see_also: tuple[str, ...] = ()
    """What to read next."""


# --- checks --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something the calculator looks for in a visit; its file is named after the fault."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    name: str
    """Our own short name."""
    subject: Literal[
        "counting",
        "units",
        "modifiers",
        "assistant",
        "pairs",
        "threshold",
        "audit",
        "plan",
        "record",
        "times",
        "diagnoses",
        "payer",
        "setting",
    ]
    """Where it is filed in the index."""
    edition: str
    """The edition that brought it, as `2026.1`."""
    severity: Severity
    """How bad it is: `error` stops payment or breaks a rule, `warning` may be questioned, `info` explains."""
    answer: Statement
    """What it finds, in one or two sentences."""
    examples: tuple[Example, ...]
    """At least one visit in which it must be found, and one mended in which it must not."""
    method: str = ""
    """Name of the function in `calculator/checks/` that looks for it; empty where the counting itself tells it."""
    needs: tuple[str, ...] = ()
    """What the visit must tell, such as `billed` or `plan.certified`; without it the check is listed as not checked."""
    payers: tuple[str, ...] = ()
    """Payers it holds for, by key or by kind; empty for all."""
    elsewhere: Severity | None = None
    """How bad it is for other payers; empty where it is not looked for there."""
    while_calculating: Severity | None = None
    """How bad it is where nothing was billed yet, if that differs."""
    since: date | None = None
    """First date of service it holds for."""
    until: date | None = None
    """Last date of service it holds for."""
    modifiers: tuple[str, ...] = ()
    """Modifiers that the method looks for."""
    others: tuple[str, ...] = ()
    """The modifiers they are held against."""
    codes: tuple[str, ...] = ()
    """Codes that the method looks at; empty for all."""
    words: tuple[str, ...] = ()
    """What the visit must not tell in the field that `needs` names first."""
    finds: str = ""
    """What the finding says where the method only compares words."""
    most: int | None = None
    """The most that is let pass, where the check itself sets a limit."""
    years: int | None = None
    """Calendar years that are let pass, where the limit is the same day of a later year; never a number of days."""
    reads: tuple[str, ...] = ()
    """What else of the visit the method looks at where it is told, beside what it needs."""
    numbers: tuple[str, ...] = ()
    """Numbers in `rules/parameters/` that the method needs."""
    why: tuple[Statement, ...] = ()
    """What happens where nobody looks: denial, review, repayment."""
    mend: tuple[Statement, ...] = ()
    """What to do about it."""
    denial_codes: tuple[str, ...] = ()
    """CARC and RARC codes that a remittance shows for it."""
    questions: tuple[Question, ...] = ()
    """Questions people ask."""
    see_also: tuple[str, ...] = ()
    """What to read next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFault:
    """Something that can be wrong with a claim, and who looks for it."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    says: str
    """What must hold, in our own words."""
    found_by: tuple[str, ...] = ()
    """Checks that look for it, by name."""
    read_on: tuple[str, ...] = ()
    """Pages whose checklist has it, because only a person can decide it."""
    because: str = ""
    """Why nothing looks for it, or what else there is to know."""


# --- documentation, comparisons, popular claims --------------------------------------------------------------------


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


# --- what Medicare covers --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageStatus:
    """What a coverage decision says from a date on."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

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

    __pydantic_config__: ClassVar[Any] = PYDANTIC

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

    __pydantic_config__: ClassVar[Any] = PYDANTIC

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


# --- tables --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeValues:
    """The relative value units (RVUs) of one unit of a code from a date on: a row of `relative-values.csv`."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    code: str
    """The code."""
    since: date
    """First date of service it holds for."""
    release: str
    """The CMS file, such as `RVU26C (July 2026)`."""
    status: str
    """The status letter: A active, B bundled, C contractor-priced, I and N not valid or not covered, R restricted."""
    work: Decimal
    """RVUs for the professional's work."""
    practice_expense: Decimal
    """RVUs for practice expense outside a facility, which is what therapy is paid by everywhere."""
    malpractice: Decimal
    """RVUs for malpractice insurance."""
    multiple_procedure: int
    """The multiple procedure indicator; 5 takes part in the reduction for therapy."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLimit:
    """The most units of a code that a claims edit (MUE) lets pass for one patient and day: a row of `unit-limits.csv`.

    A code without a row may have a limit all the same: CMS does not publish every value.
    """

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    program: Program
    """Whose edit it is."""
    table: EditTable
    """Which claims it is for."""
    since: date
    """First day the table is for."""
    until: date
    """Last day the table is for."""
    code: str
    """The code."""
    units: int
    """The limit."""
    adjudication: Literal[1, 2, 3] | None = None
    """MAI: 1 per line, 2 per day by policy, 3 per day by clinical data and open to appeal."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A pair of codes in the NCCI procedure-to-procedure table: a row of `pairs.csv`."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    program: Program
    """Whose edit it is."""
    table: EditTable
    """Which claims it is for."""
    since: date
    """First day the table is for."""
    until: date
    """Last day the table is for."""
    column1: str
    """The code that is paid."""
    column2: str
    """The code that is denied beside it."""
    indicator: Literal[0, 1, 9]
    """0: never both. 1: both where a modifier tells they were separate. 9: no edit."""
    effective: date | None = None
    """First date of service of the edit itself; empty where it was not read."""
    deleted: date | None = None
    """Last date of service of the edit itself; empty where it has not ended or that was not read."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisFault:
    """Something wrong with a diagnosis code on a claim: a row of `diagnoses.csv`."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    code: str
    """The ICD-10-CM code, with its dot."""
    fault: Literal["not-billable", "side-unspecified", "never-with"]
    """It has finer codes below it, leaves the side open, or is excluded beside another."""
    source: str
    """Key of the source in `rules/sources.yaml`."""
    instead: str = ""
    """Codes that can stand instead, or the one it excludes."""
    since: date | None = None
    """First date of service, where it was right before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A payment locality with its geographic practice cost indices (GPCI) from a date on: a row of `places.csv`."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    since: date
    """First date of service it holds for."""
    mac: str
    """Number of the contractor."""
    locality: str
    """Number of the locality."""
    name: str
    """Its name in the CMS file."""
    state: str
    """The state or territory."""
    work: Decimal
    """Index for work."""
    practice_expense: Decimal
    """Index for practice expense."""
    malpractice: Decimal
    """Index for malpractice insurance."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOfService:
    """A place of service of the professional claim: a row of `places-of-service.csv`."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    code: str
    """Its two digits."""
    name: str
    """Our own short name."""
    practice: Literal["may-bill", "telehealth", "facility-bills", "facility-may-bill", "not-read"]
    """What it means for Medicare and a private practice: it may bill, as telehealth or in person; the facility bills;
    the facility bills some of its patients; or nothing that was read decides it."""
    source: str
    """Key of the source in `rules/sources.yaml`."""
    means: str = ""
    """Who bills Medicare there, in one or two sentences."""
    since: date | None = None
    """First date of service, where it came after the first day that this reference covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalCode:
    """A code of functional reporting, which told a patient's function and was never paid: a row of `functional-codes.csv`."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    code: str
    """The code."""
    since: date
    """First date of service."""
    until: date
    """Last date of service."""
    source: str
    """Key of the source in `rules/sources.yaml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables, as CSV in `rules/tables/`. Pages show their part; the browser's engine carries those that checks need."""

    relative_values: tuple[RelativeValues, ...] = ()
    unit_limits: tuple[UnitLimit, ...] = ()
    pairs: tuple[Edit, ...] = ()
    places: tuple[Place, ...] = ()
    diagnoses: tuple[DiagnosisFault, ...] = ()
    places_of_service: tuple[PlaceOfService, ...] = ()
    functional_codes: tuple[FunctionalCode, ...] = ()


# --- the whole -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a page went that once had the address in front of it."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    to: str
    """The page to read instead, as `codes/97129`."""
    edition: str
    """The edition that moved it."""
    why: str
    """Why, in one sentence for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which version of the rules this is."""

    __pydantic_config__: ClassVar[Any] = PYDANTIC

    edition: str
    """Calendar version, such as `2026.1`."""
    as_of: date
    """The day on which the rules were last looked through; decides what a page calls stale."""
    earliest_date_of_service: date
    """Visits before this day are refused."""


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
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    faults: Mapping[str, KnownFault] = field(default_factory=dict)
    tables: Tables = field(default_factory=Tables)
    sources: Mapping[str, Source] = field(default_factory=dict)
    moved: Mapping[str, Moved] = field(default_factory=dict)
    words: Mapping[str, Word] = field(default_factory=dict)


KINDS = ("codes", "modifiers", "payers", "parameters", "checks", "documentation", "comparisons", "coverage")
"""Things that have a file each: folders in `rules/`, fields of the rule set, folders of pages."""


# --- the answer ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number or word that a step looked at."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the derivation."""

    rule: str
    """The file the step follows, as `payers/medicare-part-b`."""
    says: str
    """What was done and why."""
    facts: tuple[Fact, ...]
    """What was looked at."""
    gives: str
    """What came out."""
    cites: tuple[Cite, ...]
    """Where the rule stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a biller should know about the visit."""

    check: str
    """Its name, such as `unsettled`."""
    severity: Severity
    says: str
    cites: tuple[Cite, ...] = ()
    of: Literal["lines", "billed"] | None = None
    """Which list `line` points into."""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A claim line: units of one code with one set of modifiers."""

    code: str
    units: int
    modifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbilled:
    """A code that earns no unit."""

    code: str
    minutes: int
    reason: Reason
    because: str
    """The reason in words that fit this visit: page, worked examples and command line print them as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another right answer where a tie leaves the choice."""

    taken: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A tie between codes for the last unit or units."""

    units: int
    codes: tuple[str, ...]
    taken: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """A check whose inputs the visit lacks."""

    check: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLine:
    """The amounts of a claim line, in USD; none, with the reason, where it has no price."""

    code: str
    units: int
    because: str = ""
    """Why it has no price."""
    allowed: Decimal | None = None
    """The fee schedule amount after the multiple procedure reduction."""
    medicare: Decimal | None = None
    """What Medicare pays."""
    patient: Decimal | None = None
    """Deductible and coinsurance."""
    deductible: Decimal | None = None
    coinsurance: Decimal | None = None
    reduction: Decimal | None = None
    """What the multiple procedure reduction took away."""
    assistant: Decimal | None = None
    """What CQ or CO took away from Medicare's part."""
    sequestration: Decimal | None = None
    """What sequestration took away from Medicare's part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """The amounts of a visit, in USD, by line and together."""

    lines: tuple[PaidLine, ...]
    locality: str
    place: str
    allowed: Decimal
    medicare: Decimal
    patient: Decimal
    deductible: Decimal
    coinsurance: Decimal
    reduction: Decimal
    assistant: Decimal
    sequestration: Decimal


CommonRule = Literal["pooled", "midpoint"]
"""The two common ways to count units: the day's minutes together, or each service by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreMinutes:
    """How many more minutes would have given one more unit."""

    code: str | None
    """Of which code; null where the minutes of the pool count together."""
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The visit under one of the two common counting rules."""

    rule: CommonRule
    followed: bool
    """Whether the payer counts this way on the day; neither is where its rule is not known."""
    timed_units: int
    lines: tuple[Line, ...]
    next_unit: tuple[MoreMinutes, ...]
    allowed: Decimal | None
    """What Medicare would allow for these lines, in USD, where amounts are computed."""
    medicare: Decimal | None
    patient: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedCode:
    """The minutes of a code, whose they are, and what one unit of it stands for."""

    code: str
    add_on: str | None
    """The code of every unit after the first, which has no minutes of its own."""
    minutes: int
    therapist: int
    """Minutes of the therapist, those together with the assistant included."""
    assistant: int
    minutes_per_unit: int | None
    """Null for an untimed code."""
    pooled: bool
    """Whether the pooled rule adds its minutes to those of other codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BothRules:
    """The visit under both common counting rules, whichever the payer follows."""

    says: str
    """Why they differ, or why they do not."""
    rules: tuple[RuleResult, ...]
    codes: tuple[CountedCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUsed:
    """A table of claims edits that was looked into for the visit, or what no loaded table has."""

    kind: Literal["pairs", "unit-limits"]
    program: Program
    table: EditTable
    since: date | None
    """First day the table is for; null where the codes are in no table that was loaded."""
    until: date | None
    """Last day the table is for, or null."""
    title: str
    """What people call it, made from the fields before it."""
    source: str | None
    covers_date: bool
    """Whether the date of service is one of its days."""
    no_row: tuple[str, ...] = ()
    """Codes without a unit limit in it. That is not the same as no limit: CMS does not publish every value."""
    not_loaded: tuple[str, ...] = ()
    """Codes of the visit that no loaded table has, so that nothing is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer for a visit."""

    lines: tuple[Line, ...]
    unbilled: tuple[Unbilled, ...]
    timed_minutes: int
    pooled_minutes: int | None
    timed_units: int | None
    total_minutes: int
    choices: tuple[Choice, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    steps: tuple[Step, ...]
    payment: Payment | None
    both_rules: BothRules
    tables: tuple[TableUsed, ...]
    edition: str
