"""Two codes of one day: NCCI's tables of pairs, who may bill both, and where 59 or an X modifier goes.

Every table is for some days only. Where none is for the date of service, findings say so, and nothing is concluded
from a pair that was not found.
"""

from __future__ import annotations

from collections.abc import Iterator

from calculator import pairs_and_limits
from calculator.checks.context import Claim, Method, Modifiers, Violation, listed
from calculator.model import Cite, Edit, TableUsed
from calculator.pairs_and_limits import DayEdits, Period
from calculator.steps import us_date


def _tables(claim: Claim) -> Iterator[TableUsed]:
    """The tables that the pairs of the day were looked up in."""
    found = claim.edits
    yield from (period.used(claim.on) for period in found.periods)
    if found.not_loaded:
        yield pairs_and_limits.nothing_loaded("pairs", "medicare", claim.table, found.not_loaded)


def _denied(claim: Claim, edit: Edit, period: Period, says: str) -> Violation:
    """The code of column 2 is not paid with the other, by a row of a table."""
    facts = {
        "column 1": edit.column1,
        "column 2": edit.column2,
        "modifier indicator": edit.indicator,
        "table": period.title,
        "effective": edit.effective,
        "deleted": edit.deleted,
    }
    return Violation(
        says=f"{says}{_age(claim, edit, period)}",
        line=next((number for number, _ in claim.by_code[edit.column2] if number is not None), None),
        cites=(Cite(source=edit.source, at=f"{edit.column1} and {edit.column2}"),),
        facts={name: fact for name, fact in facts.items() if fact is not None},
    )


def _age(claim: Claim, edit: Edit, period: Period) -> str:
    """What to add where the table is not for the date of service."""
    if period.covers(claim.on):
        return ""
    if period.loaded.since > claim.on and edit.effective:
        until = f"to {edit.deleted}" if edit.deleted else "on"
        return f" That table is for later dates. It shows this edit from {us_date(edit.effective)} {until}."
    return f" That table does not cover {us_date(claim.on)}. Look up the pair in the table of that quarter."


def _never_together(claim: Claim) -> Iterator[Violation | TableUsed]:
    """A row with indicator 0: the code of column 2 is not paid with the other, with any modifier."""
    yield from _tables(claim)
    for edit, period in claim.edits.edits:
        if edit.indicator == 0:
            never = f"on the same day, with any modifier (indicator 0, {period.title})."
            yield _denied(claim, edit, period, f"{edit.column2} is not paid with {edit.column1} {never}")


def _without_modifier(claim: Claim, parameters: Modifiers) -> Iterator[Violation | TableUsed]:
    """A row with indicator 1 and none of the check's modifiers on either code."""
    yield from _tables(claim)
    for edit, period in claim.edits.edits:
        both = (*claim.by_code[edit.column1], *claim.by_code[edit.column2])
        bypassed = any(set(line.modifiers) & set(parameters.modifiers) for _, line in both)
        if edit.indicator == 1 and not bypassed:
            separate = _said_separate(claim, edit)
            says = (
                f"{edit.column2} is denied with {edit.column1} (indicator 1, {period.title}). If the record shows "
                f"separate services, add {listed(parameters.modifiers[:1])} or the X modifier that fits to "
                f"{edit.column2}{separate}."
            )
            yield _denied(claim, edit, period, says)


def _said_separate(claim: Claim, edit: Edit) -> str:
    answers = {service.separate for service in claim.visit.services if service.code in (edit.column1, edit.column2)}
    if answers - {None} == {True}:
        return "; the visit shows they were separate"
    return "; the visit shows they were not, so bill only one" if False in answers else ""


def _modifier_without_edit(claim: Claim, parameters: Modifiers) -> Iterator[Violation | TableUsed]:
    """59 or an X modifier on a line that is in no pair with indicator 1.

    To leave it off is the advice only where the tables that were looked into are for the date of service.
    """
    yield from _tables(claim)
    found = claim.edits
    wanted = {code for edit, _ in found.edits if edit.indicator == 1 for code in (edit.column1, edit.column2)}
    wanted |= {code for pair in claim.payer.pairs for code in pair.codes}
    for number, line, mine in claim.lines_with(parameters.modifiers):
        if line.code in wanted:
            continue
        asked = found.by_code.get(line.code, ())
        names = " and ".join(period.title for period in found.periods if period in asked)
        has = f"{line.code} has {mine[0]}"
        if not asked:
            says = f"{has}, but no other code is billed on this day, so no edit applies. Remove it."
        elif found.covered(line.code):
            says = f"{has}, but there is no NCCI edit with another code of the day ({names}). Remove it."
        else:
            says = f"{has}. {_unknown(claim, found, names, None in asked)} before you remove it."
        cites = tuple(dict.fromkeys(period.cite for period in asked if period))
        yield Violation(says=says, line=number, cites=cites)


def _unknown(claim: Claim, found: DayEdits, names: str, some_not_loaded: bool) -> str:
    """Why nothing follows from a pair that was not found, and where to look."""
    parts = []
    if names:
        parts.append(f"We found no edit for it in {names}, which do not cover {us_date(claim.on)}.")
    if some_not_loaded:
        parts.append(f"{listed(found.not_loaded)}: no NCCI table with this code is loaded.")
    return f"{' '.join(parts)} Look up its pairs in the table of {pairs_and_limits.days_of_quarter(claim.on)}"


def _not_separate(claim: Claim, parameters: Modifiers) -> Iterator[Violation]:
    """59 or an X modifier on a service that the visit itself calls not separate."""
    answers = {service.code: service.separate for service in claim.visit.services}
    for number, line, mine in claim.lines_with(parameters.modifiers):
        if answers.get(line.code) is False:
            attests = "which attests a separate service, but the visit shows it was not separate."
            says = f"{line.code} has {mine[0]}, {attests}"
            yield Violation(says=says, line=number)


def _of_the_payer(claim: Claim) -> Iterator[Violation]:
    """A pair for which the payer's own file asks a modifier."""
    codes = {line.code for line in claim.lines}
    for pair in claim.payer.pairs:
        if not set(pair.codes) <= codes:
            continue
        for number, line in enumerate(claim.lines):
            if line.code == pair.mark and not set(line.modifiers) & set(pair.modifiers):
                beside = listed([code for code in pair.codes if code != pair.mark])
                says = (
                    f"{claim.payer.name} has its own edit for {pair.mark} with {beside}: add "
                    f"{listed(pair.modifiers)} to {pair.mark} if the record shows separate services."
                )
                yield Violation(says=says, line=number, cites=pair.cites)


def _of_another_quarter(claim: Claim) -> Iterator[Violation | TableUsed]:
    """Pairs were looked up for a day that their table does not cover, whether one was found or not."""
    yield from _tables(claim)
    found = claim.edits
    old = [period for period in found.periods if not period.covers(claim.on)]
    if not old and not found.not_loaded:
        return
    parts = []
    if old:
        names = " and ".join(period.title for period in old)
        parts.append(f"We have no NCCI table for {us_date(claim.on)}. Checked instead: {names}.")
    if found.confirmed and not found.not_loaded:
        same = " and ".join(period.title for period in found.confirmed)
        parts.append(f"{same} agrees.")
    if found.not_loaded:
        parts.append(f"No NCCI table with {listed(found.not_loaded)} is loaded, so its edits were not checked.")
    says = f"{' '.join(parts)} Check the table of {pairs_and_limits.days_of_quarter(claim.on)}."
    yield Violation(says=says, cites=tuple(period.cite for period in old), kind="table")


METHODS = {
    "never-together": Method(_never_together),
    "without-modifier": Method(_without_modifier, Modifiers),
    "modifier-without-edit": Method(_modifier_without_edit, Modifiers),
    "not-separate": Method(_not_separate, Modifiers, only_with_modifiers=True),
    "of-the-payer": Method(_of_the_payer),
    "of-another-quarter": Method(_of_another_quarter),
}
