"""Codes in their years: lines of codes that had ended or not begun, and functional reporting as it was up to 2018.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 15}],
...          "billed": [{"code": "97110", "units": 1, "modifiers": ["GP"]},
...                     {"code": "G8978", "units": 1, "modifiers": ["GP", "CJ"]}]}
>>> [(found["check"], found["says"]) for found in calculate(visit)["findings"]]
[('functional-reporting-ended', 'G8978 is a code of functional reporting, which ended with 2018.')]
"""

from __future__ import annotations

from collections.abc import Iterator

from calculator.checks.context import Claim, Method, Violation, functional, listed, parameters
from calculator.dated import in_force
from calculator.model import Cite


def _not_in_use(claim: Claim) -> Iterator[Violation]:
    """A line of a code that is not in use on the day, with what is."""
    for number, line in enumerate(claim.lines):
        code, entry = claim.code(line.code), claim.counting(line.code)
        if code is None:
            continue
        if entry is None:
            first = code.counting[0]
            says = f"{line.code} was not in use on {claim.on}: it began on {first.since}."
            yield Violation(says=says, line=number, cites=first.cites)
        elif entry.kind == "not-in-use":
            instead = f" {listed(entry.use_instead)} took its place." if entry.use_instead else ""
            says = f"{line.code} was not in use on {claim.on}: it ended before {entry.since}.{instead}"
            yield Violation(says=says, line=number, cites=entry.cites)
        elif entry.kind == "expected":
            says = f"{line.code} on {claim.on}: a change is expected from {entry.since} on, and its rule is not known here."
            yield Violation(says=says, line=number, cites=entry.cites, severity="warning")


def _not_valid(claim: Claim) -> Iterator[Violation]:
    """A line of a code that Medicare does not accept, where no service of the visit has it already."""
    for number, line in enumerate(claim.lines):
        code = claim.code(line.code)
        entry = in_force(code.medicare, claim.on) if code else None
        if entry and entry.status == "not-valid" and line.code not in claim.services and claim.in_use(line.code):
            instead = f" It takes {listed(entry.use_instead)} instead." if entry.use_instead else ""
            says = f"Medicare does not accept {line.code} on {claim.on}.{instead}"
            yield Violation(says=says, line=number, cites=entry.cites)


@parameters
class ReportingEnded:
    """What `reporting-ended` reads."""

    modifiers: tuple[str, ...]
    """Modifiers of functional reporting."""
    finds: str
    """The end of what the finding says."""


def _reporting_ended(claim: Claim, parameters: ReportingEnded) -> Iterator[Violation]:
    """A code of functional reporting, or one of its modifiers, after it had ended."""
    known = functional(claim.rules)
    for number, line in enumerate(claim.lines):
        row = known.get(line.code)
        if row and claim.on > row.until:
            cites = (Cite(source=row.source, at=line.code),)
            yield Violation(says=f"{line.code} is a code of {parameters.finds}", line=number, cites=cites)
            continue
        for key in dict.fromkeys(line.modifiers):
            if key in parameters.modifiers:
                yield Violation(says=f"{line.code} has {key}, a modifier of {parameters.finds}", line=number)


@parameters
class ReportingLine:
    """What `reporting-line` reads."""

    modifiers: tuple[str, ...]
    """Severity modifiers, one of which is on each line."""
    others: tuple[str, ...]
    """Modifiers of a plan of care, one of which is on each line."""


def _reporting_line(claim: Claim, parameters: ReportingLine) -> Iterator[Violation]:
    """A line of functional reporting that is not whole, in the years in which it was asked for."""
    known = functional(claim.rules)
    for number, line in enumerate(claim.lines):
        severity = [key for key in line.modifiers if key in parameters.modifiers]
        if line.code not in known:
            if severity:
                says = f"{line.code} has {severity[0]}: a severity modifier stands on the codes of functional reporting only."
                yield Violation(says=says, line=number)
            continue
        if len(severity) != 1:
            has = listed(severity) if severity else "none"
            says = f"{line.code} carries exactly one of {listed(parameters.modifiers)}; it has {has}."
            yield Violation(says=says, line=number)
        if not set(line.modifiers) & set(parameters.others):
            yield Violation(says=f"{line.code} has none of {listed(parameters.others)}.", line=number)
    if any(line.code in known for line in claim.lines) and all(line.code in known for line in claim.lines):
        says = "Codes of functional reporting stand on a claim with a service that is paid; this one has none."
        yield Violation(says=says)


METHODS = {
    "not-in-use": Method(_not_in_use),
    "not-valid": Method(_not_valid),
    "reporting-ended": Method(_reporting_ended, ReportingEnded),
    "reporting-line": Method(_reporting_line, ReportingLine),
}
