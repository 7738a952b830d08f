"""Two codes of one day: NCCI's table of pairs, who may bill both, and where 59 or an X modifier goes.

The table is of one quarter. A row tells when it ended, seldom when it began, so a finding names table and quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from calculator.checks.claim import Claim, Found, listed
from calculator.model import Cite, Edit, Line, Rules
from calculator.once import once

Form = Literal["professional", "institutional"]


@once
def by_codes(rules: Rules) -> Mapping[frozenset[str], tuple[Edit, ...]]:
    """The rows of the table by their two codes, whichever stands first."""
    rows: dict[frozenset[str], list[Edit]] = {}
    for edit in rules.tables.pairs:
        rows.setdefault(frozenset((edit.column1, edit.column2)), []).append(edit)
    # A pair that ended and began anew has two rows, and the later one does not tell when it began: the ended one,
    # where it was still in force, comes first and speaks for both.
    return {pair: tuple(sorted(found, key=lambda edit: edit.state != "deleted")) for pair, found in rows.items()}


def indicator(edit: Edit, on: date, form: Form) -> int | None:
    """The modifier indicator of a row on a day; None where the row is not in force.

    Args:
        edit: a row of the table.
        on: the date of service.
        form: an institutional claim is held against the hospitals' table.

    >>> row = Edit(column1="97750", column2="97161", state="active", indicator=0, hospital_indicator=1,
    ...     table="Medicare NCCI practitioner, 2024 Q3", source="ncci24q3")
    >>> indicator(row, date(2026, 3, 2), "professional"), indicator(row, date(2026, 3, 2), "institutional")
    (0, 1)
    """
    if edit.state == "void" or (edit.effective and on < edit.effective):
        return None
    if edit.state == "deleted" and (edit.deleted is None or on > edit.deleted):
        return None
    if form == "professional" or edit.state == "deleted":  # deleted rows tell no indicator of the hospitals' table
        return edit.indicator
    return edit.hospital_indicator


def rows_between(rules: Rules, one: str, other: str, on: date, form: Form) -> Iterator[tuple[Edit, int]]:
    """The row in force between two codes, with its indicator, once for each order of columns; 9 is no edit."""
    told = set()
    for edit in by_codes(rules).get(frozenset((one, other)), ()):
        found = indicator(edit, on, form)
        if found in (0, 1) and edit.column1 not in told:
            told.add(edit.column1)
            yield edit, found


def all_lines(claim: Claim) -> list[tuple[int | None, Line]]:
    """The lines of the visit with their index, then those of the other visits of the day."""
    others = [
        Line(code=line.code, units=line.units, modifiers=line.modifiers)
        for visit in claim.visit.other_visits
        for line in visit.lines
    ]
    return [*enumerate(claim.lines), *((None, line) for line in others)]


def edits(
    claim: Claim,
) -> Iterator[tuple[Edit, int, Sequence[tuple[int | None, Line]], Sequence[tuple[int | None, Line]]]]:
    """Every row in force between two codes of the day: row, indicator, lines of column 1 and of column 2.

    Pairs between two other visits are theirs to check.
    """
    if len(claim.lines) < 2 and not claim.visit.other_visits:
        return
    by_code: dict[str, list[tuple[int | None, Line]]] = {}
    for number, line in all_lines(claim):
        by_code.setdefault(line.code, []).append((number, line))
    codes = list(by_code)
    mine = {line.code for line in claim.lines}
    for place, one in enumerate(codes):
        for other in codes[place + 1 :]:
            if one in mine or other in mine:
                for edit, found in rows_between(claim.rules, one, other, claim.on, claim.form):
                    yield edit, found, by_code[edit.column1], by_code[edit.column2]


def place_of(lines: Sequence[tuple[int | None, Line]]) -> int | None:
    """The index of the first of these lines that belongs to the visit."""
    return next((number for number, _ in lines if number is not None), None)


def row_cites(edit: Edit) -> tuple[Cite, ...]:
    """Where a row stands."""
    return (Cite(source=edit.source, at=f"{edit.column1} and {edit.column2}"),)


def row_facts(edit: Edit, found: int) -> dict[str, object]:
    """What a row says, for the step."""
    return {"column 1": edit.column1, "column 2": edit.column2, "modifier indicator": found, "table": edit.table}


def never_together(claim: Claim) -> Iterator[Found]:
    """A row with indicator 0: the code of column 2 is not paid beside the other, with any modifier."""
    for edit, found, _, second in edits(claim):
        if found == 0:
            says = (
                f"{edit.column2} is not paid beside {edit.column1} on one day, and no modifier changes that "
                f"(indicator 0, {edit.table})."
            )
            yield Found(says=says, line=place_of(second), cites=row_cites(edit), facts=row_facts(edit, found))


def without_modifier(claim: Claim) -> Iterator[Found]:
    """A row with indicator 1 and none of the check's modifiers on either code."""
    for edit, found, first, second in edits(claim):
        bypassed = any(set(line.modifiers) & set(claim.check.modifiers) for _, line in (*first, *second))
        if found == 1 and not bypassed:
            said = said_separate(claim, edit)
            says = (
                f"{edit.column2} is denied beside {edit.column1} (indicator 1, {edit.table}). Where the record shows two "
                f"separate services, {listed(claim.check.modifiers[:1])} or the X modifier that fits stands on "
                f"{edit.column2}{said}."
            )
            yield Found(says=says, line=place_of(second), cites=row_cites(edit), facts=row_facts(edit, found))


def said_separate(claim: Claim, edit: Edit) -> str:
    """What the visit says on whether the two were separate."""
    answers = {service.separate for service in claim.visit.services if service.code in (edit.column1, edit.column2)} - {
        None
    }
    if answers == {True}:
        return "; the visit says that they were separate"
    return "; the visit says that they were not, so only one is billed" if False in answers else ""


def modifier_without_edit(claim: Claim) -> Iterator[Found]:
    """59 or an X modifier on a line that is in no pair with indicator 1."""
    wanted = {code for edit, found, _, _ in edits(claim) if found == 1 for code in (edit.column1, edit.column2)}
    wanted |= {code for pair in claim.payer.pairs for code in pair.codes}
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        if mine and line.code not in wanted:
            says = (
                f"{line.code} has {mine[0]}, but no active edit with another code of the day asks for it: leave it off."
            )
            yield Found(says=says, line=number)


def not_separate(claim: Claim) -> Iterator[Found]:
    """59 or an X modifier on a service that the visit itself calls not separate."""
    answers = {service.code: service.separate for service in claim.visit.services}
    for number, line in enumerate(claim.lines):
        mine = [key for key in line.modifiers if key in claim.check.modifiers]
        if mine and answers.get(line.code) is False:
            says = (
                f"{line.code} has {mine[0]}, which attests a separate service; the visit says that it was not separate."
            )
            yield Found(says=says, line=number)


def of_the_payer(claim: Claim) -> Iterator[Found]:
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


def of_another_quarter(claim: Claim) -> Iterator[Found]:
    """An edit was looked up for a day that its table does not cover."""
    for edit, _, _, second in edits(claim):
        quarter = f"{claim.on.year} Q{(claim.on.month + 2) // 3}"
        if not edit.table.endswith(quarter):
            says = f"The edits were read from {edit.table}; the visit is of {quarter}. Look the pair up in the table of its quarter."
            yield Found(says=says, line=place_of(second), cites=row_cites(edit))
            return


METHODS = {
    "never-together": never_together,
    "without-modifier": without_modifier,
    "modifier-without-edit": modifier_without_edit,
    "not-separate": not_separate,
    "of-the-payer": of_the_payer,
    "of-another-quarter": of_another_quarter,
}
