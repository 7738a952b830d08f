"""Modifiers on a line: missing, needless, in the wrong place, or against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from calculator.checks.context import Claim, Found, listed
from calculator.steps import a_plan, counted


def _without_any(claim: Claim) -> Iterator[Found]:
    """A line has none of the check's modifiers.

    As bad as the check's file says for codes that are always therapy, for Medicare also for those that sometimes are,
    unless a physician's office bills them; for all others a warning.
    """
    lenient = claim.payer.kind != "medicare" or claim.visit.rendering in ("physician", "nonphysician-practitioner")
    for number, line in enumerate(claim.lines):
        code = claim.code(line.code)
        if code is None or set(line.modifiers) & set(claim.check.modifiers):
            continue
        wanted = next(
            key for key in claim.check.modifiers if claim.visit.discipline in claim.rules.modifiers[key].disciplines
        )
        kind = {"always": "is always therapy", "sometimes": "is therapy under a plan of care"}.get(
            code.therapy_list.status, "is billed under a plan of care"
        )
        says = f"{line.code} {kind} and has none of {listed(claim.check.modifiers)}: {wanted} is this plan's."
        strict = code.therapy_list.status == "always" or (code.therapy_list.status == "sometimes" and not lenient)
        yield Found(says=says, line=number, cites=code.therapy_list.cites, severity=None if strict else "warning")


def _twice(claim: Claim) -> Iterator[Found]:
    """The same modifier stands twice on a line."""
    for number, line in enumerate(claim.lines):
        for key, times in Counter(line.modifiers).items():
            if times > 1:
                yield Found(says=f"{line.code} has {key} {times} times on one line: once is enough.", line=number)


def _out_of_order(claim: Claim) -> Iterator[Found]:
    """The check's modifiers stand in another order on a line than their pages give.

    Where one of `others` stands beyond the place up to which it is looked for, another check tells it.
    """
    for number, line in enumerate(claim.lines):
        mine = [key for key in dict.fromkeys(line.modifiers) if key in claim.check.modifiers]
        right = sorted(mine, key=lambda key: claim.rules.modifiers[key].place)
        back = [place for place, key in enumerate(line.modifiers, 1) if key in claim.check.others]
        if mine != right and not any(place > (claim.check.most or place) for place in back):
            yield Found(says=f"{line.code} has {', '.join(mine)}: the usual order is {', '.join(right)}.", line=number)


def _together(claim: Claim) -> Iterator[Found]:
    """One of the check's modifiers stands on a line with one of the others, or two of them where there are no others."""
    for number, line in enumerate(claim.lines):
        mine = [key for key in dict.fromkeys(line.modifiers) if key in claim.check.modifiers]
        theirs = [key for key in dict.fromkeys(line.modifiers) if key in claim.check.others]
        first, second = (mine, theirs) if claim.check.others else (mine[:1], mine[1:])
        if first and second:
            says = f"{line.code} has {first[0]} and {second[0]} on one line: one of them is wrong."
            yield Found(says=says, line=number)


def _unaccompanied(claim: Claim) -> Iterator[Found]:
    """One of the check's modifiers stands on a line without any of the others."""
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        if mine and not set(line.modifiers) & set(claim.check.others):
            says = f"{line.code} has {mine[0]} without {listed(claim.check.others)}, which it goes with."
            yield Found(says=says, line=number)


def _out_of_place(claim: Claim) -> Iterator[Found]:
    """One of the check's modifiers stands on a line of a code that it does not belong to."""
    for number, line in enumerate(claim.lines):
        code = claim.code(line.code)
        if code is None or not claim.concerned(line.code):
            continue
        for key in dict.fromkeys(line.modifiers):
            if key in claim.check.modifiers:
                yield Found(
                    says=f"{line.code} has {key}, which does not belong there: {claim.check.finds}", line=number
                )


def _of_another_discipline(claim: Claim) -> Iterator[Found]:
    """GP, GO or GN of a discipline that is not the plan's, or that the code does not belong to."""
    for number, line in enumerate(claim.lines):
        code = claim.code(line.code)
        for key in dict.fromkeys(line.modifiers):
            modifier = claim.rules.modifiers.get(key)
            if modifier is None or modifier.role != "discipline":
                continue
            if code and code.disciplines.exclusive and not set(modifier.disciplines) & set(code.disciplines.usual):
                belongs = listed(code.disciplines.usual)
                says = f"{line.code} has {key}, but the code belongs to {belongs} plans of care."
                yield Found(says=says, line=number, cites=code.disciplines.cites)
            elif claim.visit.discipline not in modifier.disciplines:
                says = f"{line.code} has {key}, but the visit is under {a_plan(claim.visit.discipline)}."
                yield Found(says=says, line=number)
            elif code and claim.visit.discipline not in code.disciplines.usual:
                usual = listed(code.disciplines.usual)
                says = f"{line.code} has {key}, but it is used under {usual} plans of care."
                yield Found(says=says, line=number, cites=code.disciplines.cites, severity="warning")


def _too_many(claim: Claim) -> Iterator[Found]:
    """More modifiers than a claim line has places for."""
    for number, line in enumerate(claim.lines):
        if claim.check.most is not None and len(line.modifiers) > claim.check.most and "99" not in line.modifiers:
            says = f"{line.code} has {len(line.modifiers)} modifiers; a line has places for {claim.check.most}."
            yield Found(says=says, line=number)


def _late(claim: Claim) -> Iterator[Found]:
    """One of the check's modifiers stands further back than the place up to which it is looked for."""
    for number, line in enumerate(claim.lines):
        for key in dict.fromkeys(line.modifiers):
            place = line.modifiers.index(key) + 1
            if key in claim.check.modifiers and claim.check.most is not None and place > claim.check.most:
                says = f"{line.code} has {key} in place {place}: put it among the first {claim.check.most}."
                yield Found(says=says, line=number)


def _unknown(claim: Claim) -> Iterator[Found]:
    """A modifier that cannot be one, or that this reference does not have."""
    known = {key for name, modifier in claim.rules.modifiers.items() for key in (name, *modifier.also)}
    for number, line in enumerate(claim.lines):
        for key in dict.fromkeys(line.modifiers):
            if len(key) != 2 or not key.isalnum() or key != key.upper():
                yield Found(says=f"{line.code} has '{key}'; a modifier is two letters or digits.", line=number)
            elif key not in known:
                says = f"{line.code} has {key}, which this reference does not have: look whether it is in force on the day."
                yield Found(says=says, line=number, severity="warning")


def _repeated(claim: Claim) -> Iterator[Found]:
    """A repeat modifier on a timed code that stands on two lines: units belong on one line."""
    codes = [line.code for line in claim.lines]
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        if mine and claim.timed(line.code) and codes.count(line.code) > 1:
            says = f"{line.code} stands twice, once with {mine[0]}: more units of one visit belong into the units of one line."
            yield Found(says=says, line=number)


def _for_few_minutes(claim: Claim) -> Iterator[Found]:
    """A reduced-service modifier on a timed code whose minutes earn no unit."""
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        earned = any(found.code == line.code for lines in claim.supported for found in lines)
        if mine and claim.counted and claim.timed(line.code) and line.code in claim.services and not earned:
            minutes = claim.services[line.code].minutes
            says = f"{line.code} has {mine[0]} for {counted(minutes, 'minute')}, and no unit is earned: a timed code is then not billed."
            yield Found(says=says, line=number)


def _notice_without_abn(claim: Claim) -> Iterator[Found]:
    """A modifier that attests a notice which was given after the service."""
    given = claim.visit.abn_given
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        if mine and given is not None and given > claim.on:
            says = f"{line.code} has {mine[0]}, but the notice was given on {given}, after the service of {claim.on}."
            yield Found(says=says, line=number)


METHODS = {
    "without-any": _without_any,
    "twice": _twice,
    "out-of-order": _out_of_order,
    "together": _together,
    "unaccompanied": _unaccompanied,
    "out-of-place": _out_of_place,
    "of-another-discipline": _of_another_discipline,
    "too-many": _too_many,
    "late": _late,
    "unknown-modifier": _unknown,
    "repeated": _repeated,
    "for-few-minutes": _for_few_minutes,
    "notice-without-abn": _notice_without_abn,
}
