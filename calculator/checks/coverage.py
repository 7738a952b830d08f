"""What Medicare covers: national decisions, exclusions by law, and notices of non-coverage."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.checks.context import Claim, Method, Modifiers, Violation, listed, parameters
from calculator.coverage import Ruling, rulings


def _not_covered(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """A line that a national decision or the law does not cover, without a modifier that says so."""
    for number, line in enumerate(claim.lines):
        refused = [one for one in rulings(line.code, claim.visit, claim.rules) if one.refused]
        if refused and not set(line.modifiers) & set(parameters.modifiers):
            one = refused[0]
            says = f"{line.code}: {one.says} {one.decision.notice.says}"
            yield Violation(says=says, line=number, cites=(*one.entry.cites, *one.decision.notice.cites))


def _covered_under_conditions(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """Lines whose coverage hangs on something that the record must show; each decision is told once."""
    lines: dict[str, tuple[Ruling, list[int]]] = {}
    for number, line in enumerate(claim.lines):
        found = rulings(line.code, claim.visit, claim.rules)
        if any(one.refused for one in found) or set(line.modifiers) & set(parameters.modifiers):
            continue
        for one in found:
            if one.conditional:
                lines.setdefault(one.key, (one, []))[1].append(number)
    for one, numbers in lines.values():
        codes = " and ".join(dict.fromkeys(claim.lines[number].code for number in numbers))
        excluded = bool(one.named) and one.entry.status == "not-covered-when"
        says = f"{codes}{f' with {listed(one.named)}' if one.named else ''}: {one.says}"
        yield Violation(says=says, line=numbers[0], cites=one.entry.cites, severity="warning" if excluded else None)


@parameters
class NoticeDoesNotFit:
    """What `notice-does-not-fit` reads."""

    modifiers: tuple[str, ...]
    """Notices for what a decision does not cover."""
    others: tuple[str, ...]
    """Notices for what the law excludes."""


def _notice_does_not_fit(claim: Claim, parameters: NoticeDoesNotFit) -> Iterator[Violation]:
    """A notice modifier that tells another ground of denial than the decision on the code has."""
    for number, line in enumerate(claim.lines):
        for one in rulings(line.code, claim.visit, claim.rules):
            if not one.refused and not one.conditional:
                continue
            by_law = one.decision.notice.ground == "excluded-by-law"
            fitting, wrong = (parameters.modifiers, parameters.others)[:: -1 if by_law else 1]
            if marks := [key for key in line.modifiers if key in wrong]:
                says = f"{line.code} has {' '.join(marks)}, where {listed(fitting)} fits: {one.says} {one.decision.notice.says}"
                yield Violation(says=says, line=number, cites=(*one.entry.cites, *one.decision.notice.cites))
                break


def _hospice_unmarked(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """A hospice patient's line that does not show how the service stands to the terminal illness."""
    if "hospice" not in (claim.visit.stays or ()):
        return
    for number, line in enumerate(claim.lines):
        if not set(line.modifiers) & set(parameters.modifiers):
            says = f"The patient has elected hospice, and {line.code} has none of {', '.join(parameters.modifiers)}."
            yield Violation(says=says, line=number)


METHODS = {
    "not-covered": Method(_not_covered, Modifiers),
    "covered-under-conditions": Method(_covered_under_conditions, Modifiers),
    "notice-does-not-fit": Method(_notice_does_not_fit, NoticeDoesNotFit),
    "hospice-unmarked": Method(_hospice_unmarked, Modifiers),
}
