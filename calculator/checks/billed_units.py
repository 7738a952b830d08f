"""Billed lines against what the minutes support: units, codes and the assistant's modifier. Minutes are never asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from calculator.calculation import notice_modifiers
from calculator.checks.context import Claim, Method, Modifiers, Violation, assistant_marks, functional, units_of
from calculator.model import Line
from calculator.steps import counted


def _line_of(claim: Claim, code: str) -> int | None:
    return next((number for number, line in enumerate(claim.lines) if line.code == code), None)


def _support(claim: Claim, code: str, units: int) -> str:
    """What supports the units of a code: the documented minutes, or what else it counts."""
    measured = claim.measure(code)
    if measured and measured.open and not measured.told:
        return f"the service as entered supports {units}"
    basis = measured.told if measured and measured.told else "the documented minutes"
    verb = "supports" if basis.startswith("1 ") else "support"
    return f"{basis} {verb} {units}"


def _not_supported(
    claim: Claim, code: str, says: str, billed: Mapping[str, int], right: Mapping[str, int]
) -> Violation:
    """A code whose billed units are not what the visit supports; of one that minutes do not count, with its own sources."""
    measured = claim.measure(code)
    told = measured is not None and measured.told != ""
    return Violation(
        says=says,
        line=_line_of(claim, code),
        cites=measured.step.cites if measured and told else (),
        facts={"billed": billed[code], "supported": right[code], "code": code},
        by_cites_alone=told,
    )


def _more_than_minutes(claim: Claim) -> Iterator[Violation]:
    """More units of a code than its minutes support, or by either common rule where the payer's own is not known."""
    yield from _more_than_either_rule(claim)
    found = claim.differences
    if found.moved:
        return
    billed, right = found.billed, found.right
    for code in found.over:
        says = f"{counted(billed[code], 'unit')} of {code} billed; {_support(claim, code, right[code])}."
        yield _not_supported(claim, code, says, billed, right)
    for code in billed:
        service = claim.services.get(code)
        if service and not service.add_on and claim.is_open(code) and billed[code] > 1:
            says = f"{counted(billed[code], 'unit')} of {code} billed; it is never more than one."
            yield Violation(says=says, line=_line_of(claim, code), cites=service.cites, by_cites_alone=True)


def _more_than_either_rule(claim: Claim) -> Iterator[Violation]:
    """More units of timed codes than the larger of the two common rules supports, where the payer's rule is not known."""
    if claim.bounds is None or claim.counted:
        return
    billed, most = units_of(claim.lines), claim.bounds.most
    rules = "the larger of the 8-minute rule and the rule of eights"
    over = [code for code, number in most.items() if billed[code] > number]
    for code in over:
        says = f"{counted(billed[code], 'unit')} of {code} billed; {rules} supports {most[code]}. We don't know which rule this payer uses."
        facts = {"billed": billed[code], "supported at most": most[code], "code": code}
        yield Violation(says=says, line=_line_of(claim, code), facts=facts)
    in_all, at_most = sum(billed[code] for code in most), claim.bounds.most_in_all
    if in_all > at_most and not over:
        says = f"{counted(in_all, 'timed unit')} billed; {rules} supports {at_most}. We don't know which rule this payer uses."
        facts = {"billed": in_all, "supported at most": at_most}
        first = next(number for number, line in enumerate(claim.lines) if line.code in most)
        yield Violation(says=says, line=first, facts=facts)


def _fewer_than_either_rule(claim: Claim) -> Iterator[Violation]:
    """Fewer units of timed codes than the smaller of the two common rules supports, where the payer's rule is not known."""
    if claim.bounds is None or claim.counted:
        return
    billed, fewest = units_of(claim.lines), claim.bounds.fewest
    rules = "the smaller of the 8-minute rule and the rule of eights"
    under = [code for code, number in fewest.items() if billed[code] < number]
    for code in under:
        was = counted(billed[code], "unit") if billed[code] else "No unit"
        says = f"{was} of {code} billed; {rules} supports {fewest[code]}."
        facts = {"billed": billed[code], "supported at least": fewest[code], "code": code}
        yield Violation(says=says, line=_line_of(claim, code), facts=facts, severity="info")
    in_all, at_least = sum(billed[code] for code in fewest), claim.bounds.fewest_in_all
    if in_all < at_least and not under:
        says = f"{counted(in_all, 'timed unit')} billed; {rules} supports {at_least}."
        yield Violation(says=says, facts={"billed": in_all, "supported at least": at_least}, severity="info")


def _fewer_than_minutes(claim: Claim) -> Iterator[Violation]:
    """Fewer units of a code than its minutes support."""
    yield from _fewer_than_either_rule(claim)
    differences = claim.differences
    billed, right = differences.billed, differences.right
    for code in () if differences.moved else differences.under:
        was = counted(billed[code], "unit") if billed[code] else "No unit"
        says = f"{was} of {code} billed; {_support(claim, code, right[code])}."
        found = _not_supported(claim, code, says, billed, right)
        yield replace(found, severity="info") if claim.bounds and claim.timed(code) else found


def _on_another_code(claim: Claim) -> Iterator[Violation]:
    """A unit is on another code than the one whose minutes earned it."""
    found = claim.differences
    billed, right = found.billed, found.right
    for code in found.over if found.moved else ():
        says = (
            f"{counted(billed[code], 'unit')} of {code} billed; the documented minutes support {right[code]}, "
            f"and more of {', '.join(found.under)}: the total is right, but the last unit is on the wrong code."
        )
        yield Violation(says=says, line=_line_of(claim, code), facts={"billed": billed[code], "supported": right[code]})


def _not_documented(claim: Claim) -> Iterator[Violation]:
    """A billed code that none of the visit's services stands for."""
    told_elsewhere = functional(claim.rules)  # codes of a report, not of a service
    for number, line in enumerate(claim.lines):
        if line.code in claim.documented or line.code in told_elsewhere or not claim.in_use(line.code):
            continue
        if claim.code(line.code):
            yield Violation(says=f"{line.code} is billed, but the visit has no service of that code.", line=number)
        else:
            says = (
                f"{line.code} is billed, but we do not have the code and the visit has no such service. "
                "Its units, NCCI edits and coverage were not checked."
            )
            yield Violation(says=says, line=number)


def _assistant_missing(claim: Claim) -> Iterator[Violation]:
    """More units without CQ or CO than the minutes of therapist and assistant support."""
    return _marks_differ(claim, missing=True)


def _assistant_needless(claim: Claim) -> Iterator[Violation]:
    """More units with CQ or CO than the minutes of therapist and assistant call for."""
    return _marks_differ(claim, missing=False)


def _marks_differ(claim: Claim, *, missing: bool) -> Iterator[Violation]:
    """Units whose CQ or CO is missing or needless; a surplus of units is another check's."""
    if not claim.marked:
        return
    marks, found = assistant_marks(claim.rules), claim.differences
    billed, right, marked, right_marked = found.billed, found.right, found.marked, found.right_marked
    for code in billed:
        if code not in claim.documented or (claim.timed(code) and not claim.counted) or code in claim.unmarked:
            continue
        surplus = max(0, billed[code] - right[code])
        plain, right_plain = billed[code] - marked[code], right[code] - right_marked[code]
        if missing and plain > right_plain + surplus:
            named = _marks_of(found.supported, code, marks)
            says = (
                f"{code}: by the minutes {right_marked[code]} of {counted(right[code], 'unit')} must have {named};  "
                f"{marked[code] or 'none'} billed with it."
            )
        elif not missing and marked[code] > right_marked[code] + surplus:
            named = _marks_of(claim.lines, code, marks)
            says = (
                f"{code}: {marked[code]} billed with {named}; by the minutes {right_marked[code] or 'none'} of "
                f"{counted(right[code], 'unit')} may have it."
            )
        else:
            continue
        facts = {"billed with it": marked[code], "by the minutes": right_marked[code], "code": code}
        yield Violation(says=says, line=_line_of(claim, code), facts=facts)


def _for_therapists_only(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """CQ or CO on a service that an assistant may not furnish, unless the minutes entered call for it.

    Where they do, the visit itself is questioned and the modifier is right.
    """
    called_for = units_of(claim.differences.supported, parameters.modifiers) if claim.marked else Counter[str]()
    for number, line, marked in claim.lines_with(parameters.modifiers):
        code = claim.code(line.code)
        if code and code.assistant and not code.assistant.may_furnish and not called_for[line.code]:
            says = f"{line.code} has {marked[0]}, but an assistant may not furnish it"
            says += f", and the minutes entered do not need {marked[0]}." if claim.services else "."
            yield Violation(says=says, line=number, cites=code.assistant.cites)


def _marks_of(lines: Iterable[Line], code: str, marks: Set[str]) -> str:
    return " and ".join(sorted({mark for line in lines if line.code == code for mark in line.modifiers} & marks))


def _duplicate(claim: Claim) -> Iterator[Violation]:
    """Two lines with the same code and the same modifiers."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for number, line in enumerate(claim.lines):
        this = (line.code, frozenset(line.modifiers))
        if this in seen:
            says = f"{line.code} is on two lines with the same modifiers. Add the units on one line."
            yield Violation(says=says, line=number)
        seen.add(this)


def _on_several_lines(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """A code is on more lines than one without and one with CQ or CO; the text that was read is of timed codes.

    A timed code's line with one of the check's modifiers, or a line without a unit, has a finding of its own, and so has
    a line that is twice; a notice of non-coverage is a reason for a line of its own.
    """
    marks = assistant_marks(claim.rules)
    notices = notice_modifiers(claim.rules)
    first: dict[tuple[str, bool, bool], Line] = {}
    for number, line in enumerate(claim.lines):
        modifiers = set(line.modifiers)
        timed = claim.timed(line.code)
        if not line.units or (timed and modifiers & set(parameters.modifiers)):
            continue
        kind = (line.code, bool(modifiers & marks), bool(modifiers & notices))
        before = first.setdefault(kind, line)
        if differing := " and ".join(sorted(set(before.modifiers) ^ modifiers)):
            says = f"{line.code} is on several lines that differ in {differing}"
            if timed:
                yield Violation(says=f"{says}: bill its units on one line.", line=number)
            else:
                says += (
                    ". The rule we read requires one line only for timed codes. Ask the payer how to bill this code."
                )
                yield Violation(says=says, line=number, severity="info")


def _without_units(claim: Claim) -> Iterator[Violation]:
    """A line without a unit."""
    for number, line in enumerate(claim.lines):
        if not line.units:
            yield Violation(says=f"{line.code} is billed with 0 units: a claim line has at least one.", line=number)


METHODS = {
    "on-several-lines": Method(_on_several_lines, Modifiers),
    "without-units": Method(_without_units),
    "for-therapists-only": Method(_for_therapists_only, Modifiers, only_with_modifiers=True),
    "more-than-minutes": Method(_more_than_minutes),
    "fewer-than-minutes": Method(_fewer_than_minutes),
    "on-another-code": Method(_on_another_code),
    "not-documented": Method(_not_documented),
    "assistant-missing": Method(_assistant_missing),
    "assistant-needless": Method(_assistant_needless),
    "duplicate": Method(_duplicate),
}
