"""Labels that pages show for the keys of the rule files."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from calculator.counting import quantities
from calculator.model import Counting, Discipline, GroupCode, Parameter, Value, tables
from calculator.steps import us_date

CATEGORIES = {
    "evaluation": "Evaluations",
    "therapeutic-procedure": "Therapeutic procedures",
    "group": "Group therapy",
    "attended-modality": "Attended modalities",
    "supervised-modality": "Supervised modalities",
    "work-rehabilitation": "Work rehabilitation",
    "caregiver-training": "Caregiver training",
    "speech-and-cognition": "Speech, language and cognition",
    "swallowing": "Swallowing",
    "test": "Tests",
    "orthotics-and-prosthetics": "Orthotics and prosthetics",
    "casting-and-strapping": "Casting, splinting and strapping",
    "wound-care": "Wound care",
    "remote-services": "Remote monitoring (RTM) and e-visits",
    "other": "Other",
}
DISCIPLINES: Mapping[Discipline, str] = {
    "PT": "Physical therapy",
    "OT": "Occupational therapy",
    "SLP": "Speech-language pathology",
}
SETTINGS = {
    "office": "Private practice office",
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
    "not-listed": "Not on Medicare's therapy list",
    "unknown": "Not known",
}
MEDICARE = {
    "active": "Active: has a fee schedule price",
    "not-valid": "Not valid: use another code",
    "bundled": "Bundled: not paid separately",
    "restricted": "Restricted coverage",
    "contractor-priced": "Priced by the MAC",
}
MEDICARE_SHORT = {
    "active": "priced",
    "not-valid": "not valid",
    "bundled": "bundled",
    "restricted": "restricted",
    "contractor-priced": "priced by the MAC",
}
COVERAGE = {
    "covered": "Covered",
    "covered-when": "Covered under conditions",
    "not-covered-when": "Some uses not covered",
    "not-covered": "Not covered",
    "undecided": "Not settled",
    "not-from-therapists": "Not covered from a therapist",
}
"""What a coverage decision says, in a few words."""
COVERAGE_KINDS = {
    "national-determination": "National coverage determination (NCD)",
    "exclusion-by-law": "Excluded by law",
}
GROUNDS = {
    "not-necessary": "ABN with GA, or GZ without an ABN",
    "excluded-by-law": "GY, with GX for a voluntary notice",
}
"""Modifiers for each reason of a denial."""
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
    "pooled-minutes": "uses the 8-minute rule (total timed minutes)",
    "each-service-alone": "uses the rule of eights (each code by itself)",
    "hybrid": "mixes both rules, and we don't know how",
}
"""What a payer does by its unit rule; an unknown rule has no entry."""
SURELY = {"primary": "by its own text", "secondary": "as others report", "unverified": "from memory, unverified"}
"""How surely the rule of a payer is known."""
RULE_READ = {
    "primary": "in the text of the payer or its regulator",
    "copy": "in a copy of that text",
    "quoted": "in that text as others quote it",
    "secondary": "as others report",
    "unverified": "from memory",
}
"""Where the unit rules that the list of payers counts were found, from the surest on; the keys are marks of sources."""
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
    "pairs": "NCCI edits (same-day pairs)",
    "units": "Units and MUE",
    "audit": "Units billed vs. minutes",
    "threshold": "KX threshold",
    "counting": "Counting units",
    "plan": "Plan of care and certification",
    "record": "Documentation and who treated",
    "times": "Start and stop times",
    "diagnoses": "Diagnoses",
    "payer": "Payer and prior authorization",
    "setting": "Setting and telehealth",
}
FAULT_GROUPS = {
    "M": "Modifiers",
    "N": "NCCI edits (same-day pairs)",
    "Q": "Units and MUE",
    "D": "Plan of care, certification, documentation",
    "C": "Coverage",
    "I": "Diagnoses",
    "P": "Payer, setting, prior authorization",
}
DENIAL_KINDS = {"carc": "Reason codes (CARC)", "rarc": "Remark codes (RARC)"}
GROUP_CODES: Mapping[GroupCode, str] = {
    "CO": "Contractual obligation",
    "PR": "Patient responsibility",
    "OA": "Other adjustment",
    "PI": "Payer-initiated reduction",
}
PAYER_GROUPS: Mapping[str, str] = {
    "medicare": "Medicare and federal",
    "medicare-advantage": "Medicare and federal",
    "government": "Medicare and federal",
    "commercial": "Commercial",
    "medicaid": "Medicaid",
    "workers-compensation": "Workers' comp and auto",
    "no-fault": "Workers' comp and auto",
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
    "no-fault": "No-fault auto insurance",
    "convention": "Rule used by many payers",
}
LOOKED_FOR = {
    "unit-rule": "how minutes become units",
    "assistants": "rules for PTAs and OTAs",
    "limits": "limits on units and visits",
    "authorization": "prior authorization",
    "telehealth": "telehealth",
    "timely-filing": "timely filing",
}
"""What was looked for in a payer's texts and not found."""
ROLES = {
    "discipline": "Plan of care (discipline)",
    "assistant": "PTA or OTA",
    "threshold": "KX threshold",
    "separate-service": "Separate service",
    "notice": "ABN and coverage",
    "telehealth": "Telehealth",
    "extent": "Reduced or increased service",
    "repeat": "Repeated service",
    "other": "Other",
}
METHODS = {
    "unit": {
        "pooled-minutes": "8-minute rule (total timed minutes)",
        "each-service-alone": "Rule of eights (each code by itself)",
        "hybrid": "Mixed rule – we can't calculate it",
        "unknown": "Not known",
    },
    "assistant": {
        "none": "No CQ or CO",
        "ten-percent": "CQ or CO by the assistant's share of minutes",
        "unit-by-unit": "CQ or CO unit by unit",
        "unknown": "Not known",
    },
    "threshold": {"none": "No KX threshold", "kx": "KX above the yearly threshold", "unknown": "Not known"},
}
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}
"""Where a modifier stands among those of a line."""
FOLDERS = {
    "parameters": "Limits and rates",
    "guides": "Counting and payment guides",
    "claims": "Billing myths",
    "words": "Words and abbreviations",
    "cms_files": "Names of CMS files",
    "tables": "Rows of CMS tables",
}
"""What is in a folder or file of `rules/`, where its own name does not say so."""
ADJUDICATIONS = {
    1: "per line (MAI 1)",
    2: "per day, by policy (MAI 2)",
    3: "per day, appealable (MAI 3)",
}
"""What the MUE adjudication indicator (MAI) means."""


WINDOWS = {
    "contact": "once per contact",
    "day": "once per day",
    "seven-days": "once in seven days",
    "thirty-days": "once in 30 days",
    "calendar-month": "once per calendar month",
    "episode": "once per episode of care",
}
"""The period in which a unit is counted once."""


def counted(entry: Counting) -> str:
    """What a unit of a code counts, where that is not the minutes of the visit.

    >>> from calculator import default_rules
    >>> [counted(default_rules().codes[code].counting[-1]) for code in ("98980", "98981", "98975")]
    ['minutes of the calendar month', 'minutes of the calendar month', 'the episode of care']
    """
    return quantities.WHAT[entry.counts] if entry.counts else ""


def range_of(entry: Counting) -> str:
    """How much of it a unit covers; empty where no number limits it.

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
    'March 2, 2026'
    """
    return us_date(on)


def span(first: date, last: date | None) -> str:
    """A time from one day to another, or from one day on; a whole year is its number.

    >>> span(date(2026, 1, 1), date(2026, 12, 31)), span(date(2022, 1, 1), None)
    ('2026', 'from January 1, 2022')
    >>> span(date(2024, 1, 1), date(2024, 3, 8))
    'January 1, 2024 to March 8, 2024'
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
    ('$2,480', '10%', '85%')
    >>> amount(Decimal("1.50"), "share")  # an index, which nobody calls 150 percent
    '1.50'
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
    if unit == "share" and value < 1:
        return f"{value:.0%}" if value == round(value, 2) else f"{value:%}"
    return f"{value}"


def good_through(parameter: Parameter, now: Value | None) -> str:
    """Until when a number holds, in a few words.

    Args:
        parameter: the number.
        now: its value in force; None where none is.
    """
    if parameter.holds != "calendar-year":
        return "until it is changed"
    return day(date(now.since.year, 12, 31)) if now else "December 31 of each year"


def number(value: Decimal | str, parameter: Parameter) -> str:
    """A parameter's value, or that it is not known yet."""
    return amount(Decimal(value), parameter.unit) if value != "expected" else "not known yet"


def joined(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """Words as a list in a sentence.

    >>> joined(["PT"]), joined(["PT", "OT"]), joined(["PT", "OT", "SLP"], "or")
    ('PT', 'PT and OT', 'PT, OT or SLP')
    """
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))
