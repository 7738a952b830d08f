"""Diagnoses: their form, codes that a claim cannot carry, pairs that exclude each other, weak support."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from calculator.checks.context import Claim, Method, Violation
from calculator.grouping import group_by
from calculator.model import Cite, DiagnosisFault, Rules
from calculator.per_rule_set import once


@once
def _by_diagnosis(rules: Rules) -> Mapping[str, tuple[DiagnosisFault, ...]]:
    rows = group_by(rules.tables.diagnoses, lambda row: row.code)
    return {code: tuple(found) for code, found in rows.items()}


def _rows_of(claim: Claim, fault: str) -> Iterator[tuple[str, DiagnosisFault]]:
    """The visit's diagnoses that have a row of one fault in force."""
    for code in dict.fromkeys(claim.diagnoses):
        for row in _by_diagnosis(claim.rules).get(code, ()):
            if row.fault == fault and (row.since is None or row.since <= claim.on):
                yield code, row


def _not_billable(claim: Claim) -> Iterator[Violation]:
    """A diagnosis code with finer codes below it."""
    for code, row in _rows_of(claim, "not-billable"):
        since = f" since {row.since}" if row.since else ""
        says = f"{code} is not billable{since}. Use a more specific code, such as {row.instead}."
        yield Violation(says=says, cites=(Cite(source=row.source, at=code),))


def _side_unspecified(claim: Claim) -> Iterator[Violation]:
    """A diagnosis code that leaves the side open."""
    for code, row in _rows_of(claim, "side-unspecified"):
        says = f"{code} does not specify the side. If the record shows it, use {row.instead}."
        yield Violation(says=says, cites=(Cite(source=row.source, at=code),))


def _excluded(claim: Claim) -> Iterator[Violation]:
    """Two diagnosis codes that exclude each other."""
    for code, row in _rows_of(claim, "never-with"):
        if row.instead in claim.diagnoses:
            says = f"{code} and {row.instead} cannot be billed together (Excludes1). Keep only one of them."
            yield Violation(says=says, cites=(Cite(source=row.source, at=code),))


def _without_seventh(claim: Claim) -> Iterator[Violation]:
    """An injury code without its seventh character, which tells the encounter."""
    for code in dict.fromkeys(claim.diagnoses):
        if re.fullmatch(r"S[0-9]{2}(\.[0-9A-Z]{0,3})?", code):
            says = f"{code} is an injury code without its 7th character, such as D for subsequent encounters."
            yield Violation(says=says)


def _weak_alone(claim: Claim) -> Iterator[Violation]:
    """Every diagnosis of the visit is weak support for a code."""
    for code in claim.furnished:
        weak = {found.code for found in claim.rules.codes[code].diagnoses if found.weak}
        if claim.diagnoses and set(claim.diagnoses) <= weak:
            says = f"{', '.join(claim.diagnoses)} alone is weak support for {code}. Add the cause if it is known."
            yield Violation(says=says)


def _pointer_missing(claim: Claim) -> Iterator[Violation]:
    """A line that points to no diagnosis."""
    for number, line in enumerate(claim.visit.billed or ()):
        if line.pointers == ():
            yield Violation(says=f"{line.code} has no diagnosis pointer.", line=number)


_ICD = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
"""The form of an ICD-10-CM code: a letter, a digit, a third character, and up to four behind a dot."""


def _diagnosis_malformed(claim: Claim) -> Iterator[Violation]:
    """Something that cannot be an ICD-10-CM code, or one in small letters."""
    for written, code in zip(claim.visit.diagnoses, claim.diagnoses, strict=True):
        if not _ICD.fullmatch(code):
            says = f"{written!r} is not an ICD-10-CM code. Enter a letter, two characters, a dot and up to four more, such as M54.50."
            yield Violation(says=says)
        elif written != written.upper():
            yield Violation(says=f"{written} is in lowercase. Enter {code}.", severity="warning")


def _diagnosis_twice(claim: Claim) -> Iterator[Violation]:
    """One diagnosis entered twice."""
    for code in dict.fromkeys(claim.diagnoses):
        if claim.diagnoses.count(code) > 1:
            yield Violation(says=f"{code} is entered {claim.diagnoses.count(code)} times. Enter it once.")


METHODS = {
    "not-billable": Method(_not_billable),
    "side-unspecified": Method(_side_unspecified),
    "excluded": Method(_excluded),
    "without-seventh": Method(_without_seventh),
    "weak-alone": Method(_weak_alone),
    "pointer-missing": Method(_pointer_missing),
    "diagnosis-malformed": Method(_diagnosis_malformed),
    "diagnosis-twice": Method(_diagnosis_twice),
}
