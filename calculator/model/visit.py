"""A visit as it is entered, and the worked examples that rule files hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NewType

from calculator.model.sources import Cite

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

# Values that are read in a way of their own: `calculator/reading/value_kinds.py` says how.
DateOfService = Annotated[date, "date of service"]
PayerKey = Annotated[str, "payer"]
ServiceCode = Annotated[str, "service code"]
LineCode = Annotated[str, "line code"]
Word = Annotated[str, "word"]
Locality = Annotated[str, "locality"]
Minutes = Annotated[int, "minutes"]
Units = Annotated[int, "units"]
Count = Annotated[int, "count"]
Dollars = Annotated[Decimal, "USD"]
SquareCentimeters = Annotated[Decimal, "square centimeters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service of a visit, with its minutes."""

    code: ServiceCode
    """The code, such as `97110`."""
    minutes: Minutes | None = None
    """Minutes of the therapist, where no assistant took part."""
    therapist_minutes: Minutes | None = None
    """Minutes of the therapist alone with the patient."""
    assistant_minutes: Minutes | None = None
    """Minutes of the assistant alone with the patient."""
    together_minutes: Minutes | None = None
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
    period_minutes: Count | None = None
    """Minutes of the whole period that the code counts, those of this day included: of the calendar month for 98979 and
    98980, of the seven days for an e-visit."""
    days_of_data: Count | None = None
    """Days with data in the 30-day period, for the device supply of remote therapeutic monitoring."""
    area_sq_cm: SquareCentimeters | None = None
    """Square centimeters: the area actually debrided for 97597, the area of the wounds treated for 97605 to 97608."""
    muscles: Count | None = None
    """Muscles needled, for 20560 and 20561."""


PERSON_MINUTES = ("therapist_minutes", "assistant_minutes", "together_minutes")
"""The fields of a service with minutes by person."""

MINUTES = ("minutes", *PERSON_MINUTES)
"""The fields of a service with its minutes: either the first, or any of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """One claim line that somebody means to send."""

    code: LineCode
    """The code."""
    units: Units
    """Units on the line."""
    modifiers: tuple[Word, ...] = ()
    """Modifiers in the order of the claim form."""
    pointers: tuple[Word, ...] | None = None
    """Letters of the diagnoses that the line points to, such as `A`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVisit:
    """What the same billing provider means to send for the same patient and day beside this visit."""

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

    note: bool | None = None
    """Whether there is a treatment note of this day."""
    timed_minutes: Count | None = None
    """Minutes of timed codes together, as the note has them."""
    total_minutes: Count | None = None
    """Minutes of all treatment, as the note has them."""
    minutes_told: bool | None = None
    """Whether the note has both totals, of timed codes and of all treatment."""
    times_told: bool | None = None
    """Whether the note has time in and time out of each code."""
    codes: tuple[Word, ...] | None = None
    """The codes whose services the note describes."""
    signed: bool | None = None
    """Whether the note is signed with the credentials of who treated."""
    progress_report: date | None = None
    """The day of the last progress report."""
    progress_report_by: Literal["therapist", "assistant", "physician"] | None = None
    """Who wrote it."""
    treatment_days: Count | None = None
    """Days of treatment since then, or since the first, this one included."""
    visits: Count | None = None
    """Visits of the episode so far, this one included."""
    episode_ended: bool | None = None
    """True where this visit was the last."""
    discharge_summary: bool | None = None
    """Whether a discharge note was written."""
    supervision: Literal["direct", "general", "none"] | None = None
    """How an assistant was supervised; direct is in the office suite."""
    days_since_onsite_visit: Count | None = None
    """Days since the supervising therapist last saw the patient with the assistant, for institutions that count them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """Leave given by the payer beforehand."""

    obtained: bool | None = None
    """Whether it was given."""
    first_day: date | None = None
    """First day it covers."""
    last_day: date | None = None
    """Last day it covers."""
    visits: Count | None = None
    """Visits it allows."""
    visits_used: Count | None = None
    """Visits used so far, this one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One patient, one date of service, one discipline's plan of care, one billing provider."""

    date_of_service: DateOfService
    """The day of the visit; decides which rules and numbers are in force."""
    payer: PayerKey
    """Key of a file in `rules/payers/`."""
    discipline: Discipline
    """`PT`, `OT` or `SLP`."""
    services: tuple[Service, ...] = ()
    """What was done, in order of documentation; may be left out where `billed` has the lines of a claim."""
    choose: tuple[Word, ...] = ()
    """Codes preferred where a tie leaves the choice."""
    setting: Setting = "office"
    """Where the visit takes place."""
    diagnoses: tuple[Word, ...] = ()
    """ICD-10-CM codes of the patient."""
    amount_used: Dollars | None = None
    """USD allowed this calendar year so far in the patient's KX bucket."""
    locality: Locality | None = None
    """Place for prices, as `MAC-LOCALITY`."""
    billed: tuple[Billed, ...] | None = None
    """The lines somebody means to send, to be compared with what the minutes support."""
    apm: bool | None = None
    """True for a qualifying participant of an advanced payment model, who has another conversion factor from 2026."""
    participating: bool | None = None
    """False for a practice that does not participate in Medicare and takes assignment on this claim."""
    deductible_left: Dollars | None = None
    """USD of the Part B deductible that the patient still owes this year."""
    claim_form: Literal["professional", "institutional"] | None = None
    """CMS-1500 or UB-04: decides which tables of pairs and limits hold; else the setting decides."""
    place_of_service: Word | None = None
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
    amount_used_year: Count | None = None
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
