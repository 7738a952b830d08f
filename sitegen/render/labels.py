"""Words of the field for the keys of the rule files, as pages print them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from calculator.counting import quantities
from calculator.model import Counting, Discipline, Parameter, tables

CATEGORIES = {
    "evaluation": "Evaluations",
    "therapeutic-procedure": "Therapeutic procedures",
    "group": "Group therapy",
    "attended-modality": "Modalities with constant attendance",
    "supervised-modality": "Supervised modalities",
    "work-rehabilitation": "Work rehabilitation",
    "caregiver-training": "Caregiver training",
    "speech-and-cognition": "Speech, language and cognition",
    "swallowing": "Swallowing",
    "test": "Tests",
    "orthotics-and-prosthetics": "Orthotics and prosthetics",
    "casting-and-strapping": "Casts, splints, straps and wraps",
    "wound-care": "Wound care",
    "remote-services": "Remote monitoring and services",
    "other": "Others",
}
DISCIPLINES: Mapping[Discipline, str] = {
    "PT": "Physical therapy",
    "OT": "Occupational therapy",
    "SLP": "Speech-language pathology",
}
SETTINGS = {
    "office": "Office of a private practice",
    "hospital-outpatient": "Hospital outpatient",
    "rehabilitation-agency": "Rehabilitation agency",
    "corf": "CORF",
    "skilled-nursing-part-b": "Skilled nursing, Part B",
    "home-health-part-b": "Home health, Part B",
    "critical-access-hospital": "Critical access hospital",
}
THERAPY_LIST = {
    "always": "Always therapy",
    "sometimes": "Sometimes therapy",
    "not-listed": "On no list",
    "unknown": "Not known",
}
MEDICARE = {
    "active": "Active: priced by the fee schedule",
    "not-valid": "Not valid: use another code",
    "bundled": "Bundled: never paid by itself",
    "restricted": "Restricted coverage",
    "contractor-priced": "Priced by the contractor",
}
MEDICARE_SHORT = {
    "active": "priced",
    "not-valid": "not valid",
    "bundled": "bundled",
    "restricted": "restricted",
    "contractor-priced": "contractor-priced",
}
COVERAGE = {
    "covered": "Covered",
    "covered-when": "Covered under conditions",
    "not-covered-when": "Some uses not covered",
    "not-covered": "Not covered",
    "undecided": "Not known for certain",
    "not-from-therapists": "Not covered from a therapist",
}
"""What a coverage decision says, in a few words."""
COVERAGE_KINDS = {"national-determination": "National coverage determination", "exclusion-by-law": "Exclusion by law"}
GROUNDS = {"not-necessary": "ABN with GA, or GZ without one", "excluded-by-law": "GY, with GX for a voluntary notice"}
"""What fits where Medicare denies on a ground."""
STATUS_LETTERS = {letter: meaning.name for letter, meaning in tables.STATUS_LETTERS.items()}
SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Note"}
MINUTES = {
    "minutes": "Minutes",
    "therapist_minutes": "Therapist",
    "assistant_minutes": "Assistant",
    "together_minutes": "Together",
}
"""The fields of a service's minutes (calculator.model.MINUTES)."""
COUNTING_RULES = {"pooled": "8-minute rule", "midpoint": "Rule of eights"}
COUNTS_UNITS = {
    "pooled-minutes": "counts by the 8-minute rule",
    "each-service-alone": "counts by the rule of eights",
    "hybrid": "mixes both rules, which we can't calculate",
}
"""How a payer counts units; one that is not known has no words."""
SURELY = {"primary": "by its own text", "secondary": "as others report", "unverified": "from memory, unverified"}
"""How surely the rule of a payer is known."""
REDUCTIONS = {
    "reduction": "MPPR cut",
    "assistant": "CQ/CO cut",
    "sequestration": "Sequestration",
    "deductible": "Deductible",
}
"""What is in the amounts of a payment."""
SUBJECTS = {
    "modifiers": "Modifiers",
    "assistant": "Assistants: CQ and CO",
    "pairs": "Same-day pairs",
    "units": "Units and limits",
    "audit": "Billed against minutes",
    "threshold": "KX and the year's amount",
    "counting": "Counting",
    "plan": "Plan and certification",
    "record": "Record and who furnished",
    "times": "Clock times",
    "diagnoses": "Diagnoses",
    "payer": "Payer and authorization",
    "setting": "Setting and telehealth",
}
FAULT_GROUPS = {
    "M": "Modifiers",
    "N": "Same-day pairs",
    "Q": "Units and limits",
    "D": "Plan, certification, record",
    "C": "Coverage",
    "I": "Diagnoses",
    "P": "Payer, setting, authorization",
}
PAYER_GROUPS: Mapping[str, str] = {
    "medicare": "Medicare and federal",
    "medicare-advantage": "Medicare and federal",
    "government": "Medicare and federal",
    "commercial": "Commercial",
    "medicaid": "Medicaid",
    "workers-compensation": "Workers' comp and auto",
    "convention": "By rule",
}
"""Where the calculator's menu has a payer of a kind; its groups in this order."""
VERDICTS = {"right": "Right", "imprecise": "Imprecise", "wrong": "Wrong", "out-of-date": "Out of date"}
PAYER_KINDS = {
    "medicare": "Medicare",
    "medicare-advantage": "Medicare Advantage",
    "medicaid": "Medicaid",
    "commercial": "Commercial",
    "government": "Government",
    "workers-compensation": "Workers' compensation",
    "convention": "Convention, followed by many payers",
}
ROLES = {
    "discipline": "Plan of care",
    "assistant": "Therapist assistant",
    "threshold": "Threshold",
    "separate-service": "Separate service",
    "notice": "Notice and coverage",
    "telehealth": "Telehealth",
    "extent": "Extent of a service",
    "repeat": "Repeated service",
    "other": "Other",
}
METHODS = {
    "unit": {
        "pooled-minutes": "Pooled minutes",
        "each-service-alone": "Each service alone, midpoint rule",
        "hybrid": "A mixture of both, not computed",
        "unknown": "Not known",
    },
    "assistant": {
        "none": "No CQ or CO",
        "ten-percent": "CQ or CO by the share of the assistant's minutes",
        "unit-by-unit": "CQ or CO decided unit by unit",
        "unknown": "Not known",
    },
    "threshold": {"none": "No KX threshold", "kx": "KX from the yearly threshold on", "unknown": "Not known"},
}
ADJUDICATIONS = {
    1: "tested on each line",
    2: "a day's total, by policy",
    3: "a day's total, open to appeal with records",
}
"""What a medically unlikely edit's adjudication indicator (MAI) means."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


WINDOWS = {
    "contact": "once a contact",
    "day": "once a day",
    "seven-days": "once in seven days",
    "thirty-days": "once in 30 days",
    "calendar-month": "once in a calendar month",
    "episode": "once in an episode of care",
}
"""For which time a unit is counted once."""


def counted(entry: Counting) -> str:
    """What a unit of a code counts, where that is not the minutes of the visit.

    >>> from calculator import default_rules
    >>> [counted(default_rules().codes[code].counting[-1]) for code in ("98980", "98981", "98975")]
    ['minutes of the calendar month', 'minutes of the calendar month', 'the episode of care']
    """
    return quantities.WHAT[entry.counts] if entry.counts else ""


def range_of(entry: Counting) -> str:
    """How much of it a unit stands for; empty where no number limits it.

    >>> from calculator import default_rules
    >>> [range_of(default_rules().codes[code].counting[-1]) for code in ("98980", "98981", "97598", "98975")]
    ['20 or more', 'each further full 20', 'each further 20, or part of it', '']
    """
    if entry.step is not None:
        return f"each further {entry.step}, or part of it" if entry.begun else f"each further full {entry.step}"
    limited = (entry.least, entry.above, entry.most) != (None, None, None)
    return quantities.range_of(entry) if limited else ""


def day(on: date) -> str:
    """A day as US readers write it.

    >>> day(date(2026, 3, 2))
    'Mar 2, 2026'
    """
    return f"{_MONTHS[on.month - 1]} {on.day}, {on.year}"


def span(first: date, last: date | None) -> str:
    """A time from one day to another, or from one day on; a whole year is its number.

    >>> span(date(2026, 1, 1), date(2026, 12, 31)), span(date(2022, 1, 1), None)
    ('2026', 'from Jan 1, 2022')
    >>> span(date(2024, 1, 1), date(2024, 3, 8))
    'Jan 1, 2024 to Mar 8, 2024'
    """
    if last is None:
        return f"from {day(first)}"
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    return f"{day(first)} to {day(last)}"


def method(rule: str, name: str) -> str:
    """What a method of a payer is called; a method without words of its own shows its name."""
    return METHODS[rule].get(name, name.replace("-", " "))


def amount(value: Decimal, unit: str) -> str:
    """A number with its unit.

    >>> amount(Decimal("2480"), "USD"), amount(Decimal("10"), "percent"), amount(Decimal("0.85"), "share")
    ('$2,480', '10%', '0.85')
    >>> amount(Decimal("33.4009"), "USD per RVU"), amount(Decimal("8"), "minutes"), amount(Decimal("1"), "minutes")
    ('$33.4009 per RVU', '8 minutes', '1 minute')
    >>> amount(Decimal("90"), "days")
    '90 days'
    """
    if unit == "USD":
        return f"${value:,}"
    if unit == "USD per RVU":
        return f"${value:,} per RVU"
    if unit == "percent":
        return f"{value}%"
    if unit in ("minutes", "days"):
        return f"{value} {unit[:-1] if value == 1 else unit}"
    return f"{value}"


def number(value: Decimal | str, parameter: Parameter) -> str:
    """A parameter's value, or that one is expected."""
    return (
        amount(Decimal(value), parameter.unit)
        if value != "expected"
        else "a change is expected, its number is not known"
    )


def joined(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """Words as a list in a sentence.

    >>> joined(["PT"]), joined(["PT", "OT"]), joined(["PT", "OT", "SLP"], "or")
    ('PT', 'PT and OT', 'PT, OT or SLP')
    """
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))
