"""What Medicare covers, diagnoses, authorization and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from calculator.checks.context import Claim, Found, listed
from calculator.coverage import Standing, standings
from calculator.model import Cite, DiagnosisFault, Line, Rules
from calculator.per_rule_set import once


@once
def _by_diagnosis(rules: Rules) -> Mapping[str, tuple[DiagnosisFault, ...]]:
    """The rows of the table of diagnoses by code."""
    rows: dict[str, list[DiagnosisFault]] = {}
    for row in rules.tables.diagnoses:
        rows.setdefault(row.code, []).append(row)
    return {code: tuple(found) for code, found in rows.items()}


def _rows_of(claim: Claim, fault: str) -> Iterator[tuple[str, DiagnosisFault]]:
    """The visit's diagnoses that have a row of one fault in force."""
    for code in dict.fromkeys(claim.diagnoses):
        for row in _by_diagnosis(claim.rules).get(code, ()):
            if row.fault == fault and (row.since is None or row.since <= claim.on):
                yield code, row


def _not_billable(claim: Claim) -> Iterator[Found]:
    """A diagnosis code with finer codes below it."""
    for code, row in _rows_of(claim, "not-billable"):
        since = f" since {row.since}" if row.since else ""
        says = f"{code} is not a code that a claim can carry{since}: a finer one is wanted, such as {row.instead}."
        yield Found(says=says, cites=(Cite(source=row.source, at=code),))


def _side_unspecified(claim: Claim) -> Iterator[Found]:
    """A diagnosis code that leaves the side open."""
    for code, row in _rows_of(claim, "side-unspecified"):
        says = f"{code} leaves the side open: where the record tells it, {row.instead} fits."
        yield Found(says=says, cites=(Cite(source=row.source, at=code),))


def _excluded(claim: Claim) -> Iterator[Found]:
    """Two diagnosis codes that exclude each other."""
    for code, row in _rows_of(claim, "never-with"):
        if row.instead in claim.diagnoses:
            says = f"{code} and {row.instead} exclude each other (Excludes1): only one of them can stand."
            yield Found(says=says, cites=(Cite(source=row.source, at=code),))


def _without_seventh(claim: Claim) -> Iterator[Found]:
    """An injury code without its seventh character, which tells the encounter."""
    for code in dict.fromkeys(claim.diagnoses):
        if re.fullmatch(r"S[0-9]{2}(\.[0-9A-Z]{0,3})?", code):
            says = f"{code} is an injury code without its seventh character, such as D for the healing phase."
            yield Found(says=says)


def _weak_alone(claim: Claim) -> Iterator[Found]:
    """Every diagnosis of the visit is weak support for a code."""
    for code in claim.services:
        weak = {found.code for found in claim.rules.codes[code].diagnoses if found.weak}
        if claim.diagnoses and set(claim.diagnoses) <= weak:
            says = f"{', '.join(claim.diagnoses)} alone is weak support for {code}: add the cause where it is known."
            yield Found(says=says)


def _pointer_missing(claim: Claim) -> Iterator[Found]:
    """A line that points to no diagnosis."""
    for number, line in enumerate(claim.visit.billed or ()):
        if line.pointers == ():
            yield Found(says=f"{line.code} points to no diagnosis.", line=number)


def _visits_used_up(claim: Claim) -> Iterator[Found]:
    """More visits than were authorized."""
    leave = claim.visit.authorization
    if leave and leave.visits is not None and leave.visits_used is not None and leave.visits_used > leave.visits:
        yield Found(says=f"Visit {leave.visits_used} of {leave.visits} that were authorized.")


def _outside_authorization(claim: Claim) -> Iterator[Found]:
    """A visit before or after the authorized days; days that contradict each other are another check's."""
    leave = claim.visit.authorization
    if leave is None or (leave.first_day and leave.last_day and leave.last_day < leave.first_day):
        return
    if leave.first_day and claim.on < leave.first_day:
        yield Found(says=f"The visit of {claim.on} is before {leave.first_day}, the first authorized day.")
    if leave.last_day and claim.on > leave.last_day:
        yield Found(says=f"The visit of {claim.on} is after {leave.last_day}, the last authorized day.")


def _hospice_unmarked(claim: Claim) -> Iterator[Found]:
    """A hospice patient's line that does not tell how the service stands to the terminal illness."""
    if "hospice" not in (claim.visit.stays or ()):
        return
    for number, line in enumerate(claim.lines):
        if not set(line.modifiers) & set(claim.check.modifiers):
            says = f"The patient has elected hospice, and {line.code} has none of {', '.join(claim.check.modifiers)}."
            yield Found(says=says, line=number)


def _remote(claim: Claim) -> bool:
    """True where the visit tells that patient and therapist were at two places."""
    return claim.visit.telehealth is True or claim.visit.place_of_service in ("02", "10")


def _by_telehealth(claim: Claim) -> Iterator[Found]:
    """A line of one of the check's codes, or of any, furnished at a distance."""
    for number, line in enumerate(claim.lines):
        if _remote(claim) and claim.concerned(line.code):
            yield Found(says=claim.check.finds.format(code=line.code), line=number)


def _with_notice(claim: Claim, line: Line) -> set[str]:
    """The notice modifiers of a line, of those that the check's file names."""
    return set(line.modifiers) & {*claim.check.modifiers, *claim.check.others}


def _not_covered(claim: Claim) -> Iterator[Found]:
    """A line that a national decision or the law does not cover, without a modifier that says so."""
    for number, line in enumerate(claim.lines):
        refused = [one for one in standings(line.code, claim.visit, claim.rules) if one.refused]
        if refused and not _with_notice(claim, line):
            one = refused[0]
            says = f"{line.code}: {one.says} {one.decision.notice.says}"
            yield Found(says=says, line=number, cites=(*one.entry.cites, *one.decision.notice.cites))


def _covered_under_conditions(claim: Claim) -> Iterator[Found]:
    """Lines whose coverage hangs on something that the record must show; each decision is told once."""
    lines: dict[str, tuple[Standing, list[int]]] = {}
    for number, line in enumerate(claim.lines):
        found = standings(line.code, claim.visit, claim.rules)
        if any(one.refused for one in found) or _with_notice(claim, line):
            continue
        for one in found:
            if one.conditional:
                lines.setdefault(one.key, (one, []))[1].append(number)
    for one, numbers in lines.values():
        codes = " and ".join(dict.fromkeys(claim.lines[number].code for number in numbers))
        excluded = bool(one.named) and one.entry.status == "not-covered-when"
        says = f"{codes}{f' with {listed(one.named)}' if one.named else ''}: {one.says}"
        yield Found(says=says, line=numbers[0], cites=one.entry.cites, severity="warning" if excluded else None)


def _notice_does_not_fit(claim: Claim) -> Iterator[Found]:
    """A notice modifier that tells another ground of denial than the decision on the code has."""
    for number, line in enumerate(claim.lines):
        for one in standings(line.code, claim.visit, claim.rules):
            if not one.refused and not one.conditional:
                continue
            by_law = one.decision.notice.ground == "excluded-by-law"
            fitting, wrong = (claim.check.modifiers, claim.check.others)[:: -1 if by_law else 1]
            marks = _in_order(line, wrong)
            if marks:
                says = f"{line.code} has {' '.join(marks)}, where {listed(fitting)} fits: {one.says} {one.decision.notice.says}"
                yield Found(says=says, line=number, cites=(*one.entry.cites, *one.decision.notice.cites))
                break


def _in_order(line: Line, wanted: Iterable[str]) -> list[str]:
    """Those modifiers of a line that are wanted, as they stand on it."""
    return [key for key in line.modifiers if key in wanted]


METHODS = {
    "not-covered": _not_covered,
    "covered-under-conditions": _covered_under_conditions,
    "notice-does-not-fit": _notice_does_not_fit,
    "not-billable": _not_billable,
    "side-unspecified": _side_unspecified,
    "excluded": _excluded,
    "without-seventh": _without_seventh,
    "weak-alone": _weak_alone,
    "pointer-missing": _pointer_missing,
    "visits-used-up": _visits_used_up,
    "outside-authorization": _outside_authorization,
    "hospice-unmarked": _hospice_unmarked,
    "by-telehealth": _by_telehealth,
}
