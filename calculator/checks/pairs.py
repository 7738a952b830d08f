"""Two codes of one day: NCCI's tables of pairs, who may bill both, and where 59 or an X modifier goes.

Every table is for some days only. Where none is for the date of service, findings say so, and nothing is concluded
from a pair that was not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calculator import claims_edits
from calculator.checks.context import Claim, Found, functional, listed
from calculator.claims_edits import Looked, Period
from calculator.model import Cite, Edit, Line

_Lines = Sequence[tuple[int | None, Line]]
"""Lines with their index; none for a line of another visit."""


def _all_lines(claim: Claim) -> list[tuple[int | None, Line]]:
    """The lines of the visit with their index, then those of the other visits of the day."""
    others = [
        Line(code=line.code, units=line.units, modifiers=line.modifiers)
        for visit in claim.visit.other_visits
        for line in visit.lines
    ]
    return [*enumerate(claim.lines), *((None, line) for line in others)]


def _by_code(claim: Claim) -> dict[str, list[tuple[int | None, Line]]]:
    """The lines of the day by their code; codes of functional reporting, which stand for no service, have no pairs."""
    found: dict[str, list[tuple[int | None, Line]]] = {}
    for number, line in _all_lines(claim):
        if line.code not in functional(claim.rules):
            found.setdefault(line.code, []).append((number, line))
    return found


def _looked(claim: Claim) -> Looked:
    """What the table of the claim's form says of the codes of the day; asked once for all checks.

    Pairs between two other visits are theirs to check.
    """
    if claim.pairs is None:
        codes = tuple(_by_code(claim))
        found = claims_edits.look_up(claim.rules, claim.table, codes, claim.on, {line.code for line in claim.lines})
        claim.pairs = found
        claim.tables.extend(period.used(claim.on) for period in found.periods)
        if found.not_loaded:
            claim.tables.append(claims_edits.nothing_loaded("pairs", "medicare", claim.table, found.not_loaded))
    return claim.pairs


def _edits(claim: Claim) -> Iterator[tuple[Edit, Period, _Lines, _Lines]]:
    """Every edit in force between two codes of the day: row, table, lines of column 1 and of column 2."""
    lines = _by_code(claim)
    for edit, period in _looked(claim).edits:
        yield edit, period, lines[edit.column1], lines[edit.column2]


def _place_of(lines: _Lines) -> int | None:
    """The index of the first of these lines that belongs to the visit."""
    return next((number for number, _ in lines if number is not None), None)


def _row_cites(edit: Edit) -> tuple[Cite, ...]:
    """Where a row stands."""
    return (Cite(source=edit.source, at=f"{edit.column1} and {edit.column2}"),)


def _row_facts(edit: Edit, period: Period) -> dict[str, object]:
    """What a row says, for the step."""
    own = {"effective": edit.effective, "deleted": edit.deleted}
    return {
        "column 1": edit.column1,
        "column 2": edit.column2,
        "modifier indicator": edit.indicator,
        "table": period.title,
        **{name: day for name, day in own.items() if day},
    }


def _age(claim: Claim, edit: Edit, period: Period) -> str:
    """What to add where the table is not for the date of service."""
    if period.covers(claim.on):
        return ""
    if period.loaded.since > claim.on and edit.effective:
        until = f"to {edit.deleted}" if edit.deleted else "on"
        return f" That table is for later days; it dates this edit from {edit.effective} {until}."
    return f" That table does not cover {claim.on}: look the pair up in the table of that day."


def _never_together(claim: Claim) -> Iterator[Found]:
    """A row with indicator 0: the code of column 2 is not paid beside the other, with any modifier."""
    for edit, period, _, second in _edits(claim):
        if edit.indicator == 0:
            says = (
                f"{edit.column2} is not paid beside {edit.column1} on one day, and no modifier changes that "
                f"(indicator 0, {period.title}).{_age(claim, edit, period)}"
            )
            yield Found(says=says, line=_place_of(second), cites=_row_cites(edit), facts=_row_facts(edit, period))


def _without_modifier(claim: Claim) -> Iterator[Found]:
    """A row with indicator 1 and none of the check's modifiers on either code."""
    for edit, period, first, second in _edits(claim):
        bypassed = any(set(line.modifiers) & set(claim.check.modifiers) for _, line in (*first, *second))
        if edit.indicator == 1 and not bypassed:
            separate = _said_separate(claim, edit)
            says = (
                f"{edit.column2} is denied beside {edit.column1} (indicator 1, {period.title}). Where the record shows two "
                f"separate services, {listed(claim.check.modifiers[:1])} or the X modifier that fits stands on "
                f"{edit.column2}{separate}.{_age(claim, edit, period)}"
            )
            yield Found(says=says, line=_place_of(second), cites=_row_cites(edit), facts=_row_facts(edit, period))


def _said_separate(claim: Claim, edit: Edit) -> str:
    """What the visit says on whether the two were separate."""
    answers = {service.separate for service in claim.visit.services if service.code in (edit.column1, edit.column2)} - {
        None
    }
    if answers == {True}:
        return "; the visit says that they were separate"
    return "; the visit says that they were not, so only one is billed" if False in answers else ""


def _modifier_without_edit(claim: Claim) -> Iterator[Found]:
    """59 or an X modifier on a line that is in no pair with indicator 1.

    To leave it off is the advice only where the tables that were looked into are for the date of service.
    """
    found = _looked(claim)
    wanted = {code for edit, _ in found.edits if edit.indicator == 1 for code in (edit.column1, edit.column2)}
    wanted |= {code for pair in claim.payer.pairs for code in pair.codes}
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        if not mine or line.code in wanted:
            continue
        asked = found.by_code.get(line.code, ())
        names = " and ".join(period.title for period in found.periods if period in asked)
        has = f"{line.code} has {mine[0]}"
        if not asked:
            says = f"{has}, but no other code stands on this day, so no edit can ask for it: leave it off."
        elif found.covered(line.code):
            says = f"{has}, but no edit with another code of the day asks for it ({names}): leave it off."
        else:
            says = f"{has}. {_unknown(claim, found, names, None in asked)} before you take it off."
        cites = tuple(dict.fromkeys(period.cite for period in asked if period))
        yield Found(says=says, line=number, cites=cites)


def _unknown(claim: Claim, found: Looked, names: str, some_not_loaded: bool) -> str:
    """Why nothing follows from a pair that was not found, and where to look."""
    parts = []
    if names:
        parts.append(f"No edit that asks for it was found in {names}; {claim.on} is outside.")
    if some_not_loaded:
        parts.append(f"{listed(found.not_loaded)}: no table with this code was loaded.")
    return f"{' '.join(parts)} Look its pairs up in the table of {claims_edits.days_of_quarter(claim.on)}"


def _not_separate(claim: Claim) -> Iterator[Found]:
    """59 or an X modifier on a service that the visit itself calls not separate."""
    answers = {service.code: service.separate for service in claim.visit.services}
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        if mine and answers.get(line.code) is False:
            says = (
                f"{line.code} has {mine[0]}, which attests a separate service; the visit says that it was not separate."
            )
            yield Found(says=says, line=number)


def _of_the_payer(claim: Claim) -> Iterator[Found]:
    """A pair for which the payer's own file asks a modifier."""
    codes = {line.code for line in claim.lines}
    for pair in claim.payer.pairs:
        if not set(pair.codes) <= codes:
            continue
        for number, line in enumerate(claim.lines):
            if line.code == pair.mark and not set(line.modifiers) & set(pair.modifiers):
                beside = listed([code for code in pair.codes if code != pair.mark])
                says = (
                    f"{claim.payer.name} edits {pair.mark} beside {beside}, which Medicare's table may not: "
                    f"{listed(pair.modifiers)} on {pair.mark} where the record shows separate services."
                )
                yield Found(says=says, line=number, cites=pair.cites)


def _of_another_quarter(claim: Claim) -> Iterator[Found]:
    """Pairs were looked up for a day that their table does not cover, whether one was found or not."""
    found = _looked(claim)
    old = [period for period in found.periods if not period.covers(claim.on)]
    if not old and not found.not_loaded:
        return
    parts = []
    if old:
        names = " and ".join(period.title for period in old)
        parts.append(
            f"The pairs of the day were looked up in {names}, which {'do' if len(old) > 1 else 'does'} not cover {claim.on}."
        )
    if found.confirmed and not found.not_loaded:
        same = " and ".join(period.title for period in found.confirmed)
        parts.append(f"{same} says the same of them.")
    if found.not_loaded:
        parts.append(f"No table with {listed(found.not_loaded)} was loaded, so its pairs were not looked up.")
    says = f"{' '.join(parts)} The table of {claims_edits.days_of_quarter(claim.on)} decides."
    yield Found(says=says, cites=tuple(period.cite for period in old), kind="table")


METHODS = {
    "never-together": _never_together,
    "without-modifier": _without_modifier,
    "modifier-without-edit": _modifier_without_edit,
    "not-separate": _not_separate,
    "of-the-payer": _of_the_payer,
    "of-another-quarter": _of_another_quarter,
}
