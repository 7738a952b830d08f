"""Modifiers on a line: missing, needless, in the wrong place, or against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

from calculator.checks.context import Claim, Method, Modifiers, Most, Violation, listed, parameters
from calculator.model import Rules
from calculator.per_rule_set import once
from calculator.steps import a_plan, counted, us_date


def _without_any(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """A line has none of the check's modifiers.

    As bad as the check's file says for codes that are always therapy, for Medicare also for those that sometimes are,
    unless a physician's office bills them; for all others a warning.
    """
    lenient = claim.payer.kind != "medicare" or claim.visit.rendering in ("physician", "nonphysician-practitioner")
    for number, line in enumerate(claim.lines):
        code = claim.code(line.code)
        if code is None or set(line.modifiers) & set(parameters.modifiers):
            continue
        discipline = claim.visit.discipline
        wanted = next(key for key in parameters.modifiers if discipline in claim.rules.modifiers[key].disciplines)
        kind = {"always": "is always therapy", "sometimes": "is therapy under a plan of care"}.get(
            code.therapy_list.status, "is billed under a plan of care"
        )
        says = f"{line.code} {kind} and has none of {listed(parameters.modifiers)}: add {wanted}, the modifier of this plan."
        strict = code.therapy_list.status == "always" or (code.therapy_list.status == "sometimes" and not lenient)
        yield Violation(says=says, line=number, cites=code.therapy_list.cites, severity=None if strict else "warning")


def _twice(claim: Claim) -> Iterator[Violation]:
    """The same modifier is twice on a line."""
    for number, line in enumerate(claim.lines):
        for key, times in Counter(line.modifiers).items():
            if times > 1:
                yield Violation(says=f"{line.code} has {key} {times} times on one line. Keep it once.", line=number)


@parameters
class OutOfOrder:
    """What `out-of-order` reads."""

    modifiers: tuple[str, ...]
    """The modifiers whose order is compared."""
    others: tuple[str, ...]
    """Modifiers that belong among the first places of a line."""
    most: int
    """The last of these places: one of `others` behind it is another check's."""


def _out_of_order(claim: Claim, parameters: OutOfOrder) -> Iterator[Violation]:
    """The check's modifiers stand in another order on a line than their pages give.

    Where one of `others` stands beyond the place up to which it is looked for, another check tells it.
    """
    for number, line, found in claim.lines_with(parameters.modifiers):
        mine = list(dict.fromkeys(found))
        right = sorted(mine, key=lambda key: claim.rules.modifiers[key].place)
        late = any(key in parameters.others for key in line.modifiers[parameters.most :])
        if mine != right and not late:
            says = f"{line.code} has {', '.join(mine)}: the usual order is {', '.join(right)}."
            yield Violation(says=says, line=number)


@parameters
class Together:
    """What `together` reads."""

    modifiers: tuple[str, ...]
    """Modifiers, one of which is on the line."""
    others: tuple[str, ...] = ()
    """Modifiers that it cannot be with; without them, the other ones of `modifiers`."""


def _together(claim: Claim, parameters: Together) -> Iterator[Violation]:
    """One of the check's modifiers is on a line with one of the others, or two of them where there are no others."""
    for number, line, mine in claim.lines_with(parameters.modifiers):
        others = parameters.others or [key for key in parameters.modifiers if key != mine[0]]
        theirs = next((key for key in line.modifiers if key in others), None)
        if theirs:
            says = f"{line.code} has {mine[0]} and {theirs} on one line. Only one of them can be correct."
            yield Violation(says=says, line=number)


@parameters
class Unaccompanied:
    """What `unaccompanied` reads."""

    modifiers: tuple[str, ...]
    """Modifiers, one of which is on the line."""
    others: tuple[str, ...]
    """Modifiers, one of which must be with it."""


def _unaccompanied(claim: Claim, parameters: Unaccompanied) -> Iterator[Violation]:
    """One of the check's modifiers is on a line without any of the others."""
    for number, line, mine in claim.lines_with(parameters.modifiers):
        if not set(line.modifiers) & set(parameters.others):
            says = f"{line.code} has {mine[0]} without {listed(parameters.others)}. Add the one that goes with it."
            yield Violation(says=says, line=number)


@parameters
class OutOfPlace:
    """What `out-of-place` reads."""

    modifiers: tuple[str, ...]
    """Modifiers that do not belong on the line."""
    finds: str
    """Why they do not, as the end of the sentence."""
    codes: tuple[str, ...] = ()
    """The codes whose lines are compared; empty for all."""


def _out_of_place(claim: Claim, parameters: OutOfPlace) -> Iterator[Violation]:
    """One of the check's modifiers is on a line of a code that it does not belong to."""
    for number, line, mine in claim.lines_with(parameters.modifiers):
        if claim.code(line.code) is None or (parameters.codes and line.code not in parameters.codes):
            continue
        for key in dict.fromkeys(mine):
            says = f"{line.code} has {key}, which is not used on this line: {parameters.finds}"
            yield Violation(says=says, line=number)


def _of_another_discipline(claim: Claim) -> Iterator[Violation]:
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
                yield Violation(says=says, line=number, cites=code.disciplines.cites)
            elif claim.visit.discipline not in modifier.disciplines:
                says = f"{line.code} has {key}, but the visit is under {a_plan(claim.visit.discipline)}."
                yield Violation(says=says, line=number)
            elif code and claim.visit.discipline not in code.disciplines.usual:
                usual = listed(code.disciplines.usual)
                says = f"{line.code} has {key}, but it is used under {usual} plans of care."
                yield Violation(says=says, line=number, cites=code.disciplines.cites, severity="warning")


def _too_many(claim: Claim, parameters: Most) -> Iterator[Violation]:
    """More modifiers than a claim line has places for."""
    for number, line in enumerate(claim.lines):
        if len(line.modifiers) > parameters.most and "99" not in line.modifiers:
            says = f"{line.code} has {len(line.modifiers)} modifiers; a line has room for {parameters.most}."
            yield Violation(says=says, line=number)


@parameters
class Late:
    """What `late` reads."""

    modifiers: tuple[str, ...]
    """Modifiers that belong in front."""
    most: int
    """The last place in which they may be."""


def _late(claim: Claim, parameters: Late) -> Iterator[Violation]:
    """One of the check's modifiers stands further back than the place up to which it is looked for."""
    for number, line, mine in claim.lines_with(parameters.modifiers):
        for key in dict.fromkeys(mine):
            place = line.modifiers.index(key) + 1
            if place > parameters.most:
                says = f"{line.code} has {key} in place {place}: put it among the first {parameters.most}."
                yield Violation(says=says, line=number)


@once
def _known(rules: Rules) -> Set[str]:
    """Every modifier that this reference has."""
    return {key for name, modifier in rules.modifiers.items() for key in (name, *modifier.also)}


def _unknown(claim: Claim) -> Iterator[Violation]:
    """A modifier that cannot be one, or that this reference does not have."""
    known = _known(claim.rules)
    for number, line in enumerate(claim.lines):
        for key in dict.fromkeys(line.modifiers):
            if len(key) != 2 or not key.isalnum() or key != key.upper():
                yield Violation(says=f"{line.code} has '{key}'; a modifier is two letters or digits.", line=number)
            elif key not in known:
                says = f"{line.code} has {key}, a modifier we do not list. Check whether it is valid on the date of service."
                yield Violation(says=says, line=number, severity="warning")


def _repeated(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """A repeat modifier on a timed code that is on two lines: units belong on one line."""
    codes = [line.code for line in claim.lines]
    for number, line, mine in claim.lines_with(parameters.modifiers):
        if claim.timed(line.code) and codes.count(line.code) > 1:
            says = (
                f"{line.code} is on two lines, one with {mine[0]}. Bill more units of one visit as units of one line."
            )
            yield Violation(says=says, line=number)


def _for_few_minutes(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """A reduced-service modifier on a timed code whose minutes earn no unit."""
    for number, line, mine in claim.lines_with(parameters.modifiers):
        earned = any(found.code == line.code for lines in claim.supported for found in lines)
        if claim.counted and claim.timed(line.code) and line.code in claim.services and not earned:
            minutes = claim.services[line.code].minutes
            says = f"{line.code} has {mine[0]} for {counted(minutes, 'minute')}, which earn no unit. Do not bill a timed code without a unit."
            yield Violation(says=says, line=number)


def _notice_without_abn(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """A modifier that attests a notice which was given after the service."""
    given = claim.visit.abn_given
    for number, line, mine in claim.lines_with(parameters.modifiers):
        if given is not None and given > claim.on:
            says = f"{line.code} has {mine[0]}, but the notice was given on {us_date(given)}, after the service on {us_date(claim.on)}."
            yield Violation(says=says, line=number)


METHODS = {
    "without-any": Method(_without_any, Modifiers),
    "twice": Method(_twice),
    "out-of-order": Method(_out_of_order, OutOfOrder, only_with_modifiers=True),
    "together": Method(_together, Together, only_with_modifiers=True),
    "unaccompanied": Method(_unaccompanied, Unaccompanied, only_with_modifiers=True),
    "out-of-place": Method(_out_of_place, OutOfPlace, only_with_modifiers=True),
    "of-another-discipline": Method(_of_another_discipline),
    "too-many": Method(_too_many, Most),
    "late": Method(_late, Late, only_with_modifiers=True),
    "unknown-modifier": Method(_unknown),
    "repeated": Method(_repeated, Modifiers, only_with_modifiers=True),
    "for-few-minutes": Method(_for_few_minutes, Modifiers, only_with_modifiers=True),
    "notice-without-abn": Method(_notice_without_abn, Modifiers, only_with_modifiers=True),
}
