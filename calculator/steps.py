"""Steps and findings: how an answer says where it comes from.

>>> step("counting", "payers/midpoint", "Count it alone.", {"minutes": 23}, gives="2 units").facts
(Fact(name='minutes', value='23'),)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, get_args

from calculator.model import Cite, Fact, Finding, FindingKind, Severity, Step, StepKind


def step(
    kind: StepKind,
    rule: str,
    says: str,
    facts: Mapping[str, object] | None = None,
    *,
    gives: str,
    cites: tuple[Cite, ...] = (),
) -> Step:
    """One step of a derivation: the file it follows, as `payers/medicare-part-b`, every number looked at, what came out."""
    looked_at = tuple(Fact(name=name, value=str(value)) for name, value in (facts or {}).items())
    return Step(kind=kind, rule=rule, says=says, facts=looked_at, gives=gives, cites=unique(cites))


CheckName = Literal[
    "add-on-entered",
    "assistant-may-not-furnish",
    "assistant-minutes-not-marked",
    "assistant-rule-unknown",
    "bundled-by-medicare",
    "choice-not-needed",
    "code-outside-discipline",
    "counted-otherwise",
    "listed-more-than-once",
    "more-alternatives",
    "no-assistant-modifier",
    "no-minutes-recorded",
    "not-valid-for-medicare",
    "payer-rule-unknown",
    "quantity-missing",
    "quantity-out-of-range",
    "restricted-by-medicare",
    "setting-without-assistant-modifier",
    "threshold-not-reached",
    "threshold-not-used",
    "threshold-unknown",
    "unsettled",
]
"""Every check the calculator makes, each with its page and its file in `rules/checks/`."""

CHECKS: frozenset[str] = frozenset(get_args(CheckName))


def finding(check: CheckName, severity: Severity, says: str, cites: tuple[Cite, ...] = ()) -> Finding:
    """Something a biller should know that concerns no single line."""
    kind: FindingKind = "unsettled" if check == "unsettled" else "counting"
    return Finding(kind=kind, check=check, severity=severity, says=says, cites=unique(cites))


def us_date(on: date) -> str:
    """A date as US readers write it in a sentence.

    >>> us_date(date(2026, 3, 2))
    'March 2, 2026'
    """
    return f"{_MONTHS[on.month - 1]} {on.day}, {on.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def a_plan(discipline: str) -> str:
    """The plan of care of a discipline, with its article.

    >>> a_plan("PT"), a_plan("SLP")
    ('a PT plan of care', 'an SLP plan of care')
    """
    return f"{'a' if discipline == 'PT' else 'an'} {discipline} plan of care"


def unique(cites: tuple[Cite, ...]) -> tuple[Cite, ...]:
    """Citations, each once, in order."""
    return cites if len(cites) < 2 else tuple(dict.fromkeys(cites))


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["97110"]), listed(["97110", "97140"]), listed(["97110", "97112", "97140"])
    ('97110', '97110 and 97140', '97110, 97112 and 97140')
    """
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def counted(number: int, what: str) -> str:
    """A number with its noun.

    >>> counted(1, "unit"), counted(0, "minute")
    ('1 unit', '0 minutes')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
