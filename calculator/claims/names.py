"""What the faults are called that show in a file before any rule is asked, and where people read on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from calculator.model import Rules

FILE_CHECKS: Mapping[str, str] = {
    "claim-denied": "Claim denied",
    "claim-does-not-balance": "Claim does not balance",
    "code-changed-by-payer": "Payer changed the code",
    "discipline-contradicts": "Modifier of another discipline than the provider's",
    "discipline-not-shown": "Discipline not shown",
    "line-adjusted": "Paid with an unusual adjustment",
    "line-denied": "Service denied",
    "line-does-not-balance": "Service does not balance",
    "line-for-several-days": "One line for several days",
    "line-overpaid": "Paid more than the fee schedule gives",
    "line-underpaid": "Paid less than the fee schedule gives",
    "onset-after-service": "Onset after the service",
    "replacement-without-original": "Replacement without the original claim's number",
    "units-not-whole": "Units not whole",
}
"""Checks of files that have no file in `rules/checks/`."""


def names_of(checks: Iterable[str], rules: Rules) -> dict[str, str]:
    """The names of checks, as their pages have them."""
    return {
        key: rules.checks[key].name if key in rules.checks else FILE_CHECKS.get(key, key) for key in sorted(set(checks))
    }


def denials_of(codes: Iterable[str], rules: Rules) -> dict[str, dict[str, Any]]:
    """What a remittance's reasons and remarks mean in our words and what to do now, by the name of their page."""
    found = {code.lower(): rules.denials[code.lower()] for code in sorted(set(codes)) if code.lower() in rules.denials}
    return {
        key: {"name": one.name, "says": one.answer.says, "do_now": one.do_now.says if one.do_now else ""}
        for key, one in found.items()
    }
