"""The first screen of a code's page: how it counts, who bills it, what it pays, what it goes with, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from calculator.model import Cite, Code, Counting, MedicareStatus, Rules
from sitegen.pages.coverage import Decided
from sitegen.pages.edit_tables import Limit, SameDay, between
from sitegen.pages.worked_examples import Row
from sitegen.render import labels

_PARTNERS = 3
"""How many same-day codes the first screen names."""

REFUSED = ("not-covered", "not-from-therapists")
"""What a coverage decision says where Medicare does not pay a therapist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that is wrong with billing a code today.

    Attributes:
        title: what it is, in a few words.
        says: more about it.
        use_instead: codes that fit instead.
        link: the page that explains it, and what the link says; empty where there is none.
        cites: where it was read.
        since: the first date of service of the change that it tells of, where it tells of one.
    """

    title: str
    says: str = ""
    use_instead: tuple[str, ...] = ()
    link: tuple[str, str] = ("", "")
    cites: tuple[Cite, ...] = ()
    since: date | None = None


def alerts(
    code: Code, now: Counting | None, medicare: MedicareStatus | None, decided: Sequence[Decided], as_of: date
) -> Iterator[Alert]:
    """What is wrong with billing a code today, the gravest first.

    Args:
        code: the code.
        now: how it is counted today; None before its first day.
        medicare: what Medicare does with it today; None where that is not known.
        decided: coverage decisions in force.
        as_of: today.
    """
    if now is None:
        first = code.counting[0]
        yield Alert(title=f"Not in use before {labels.day(first.since)}", cites=first.cites)
    elif now.kind == "not-in-use":
        last = labels.day(now.since - timedelta(days=1))
        yield Alert(
            title=f"Ended: last date of service {last}", use_instead=now.use_instead, cites=now.cites, since=now.since
        )
    elif now.kind == "expected":
        yield Alert(
            title=f"Its rule since {labels.day(now.since)} is not known here",
            says=now.note,
            cites=now.cites,
            since=now.since,
        )
    elif medicare and medicare.status in ("not-valid", "bundled"):
        title = {
            "not-valid": "Medicare does not accept this code",
            "bundled": "Medicare never pays this code by itself",
        }[medicare.status]
        yield Alert(title=title, use_instead=medicare.use_instead, cites=medicare.cites)
    for one in decided:
        if one.word in REFUSED:
            title = (
                "Medicare does not cover this"
                if one.word == "not-covered"
                else "Medicare does not pay therapists for this"
            )
            page = (one.decision.number, f"coverage/{one.key}.md")
            yield Alert(title=title, says=one.entry.says, link=page, cites=one.entry.cites)


def thresholds(rows: Sequence[Row], most: int = 3) -> list[tuple[int, str]]:
    """The fewest minutes of each number of units of a code alone, from its table of minutes.

    >>> thresholds([Row(0, 7, "0"), Row(8, 22, "1"), Row(23, 37, "2"), Row(38, 52, "3"), Row(53, 67, "4")])
    [(8, '1'), (23, '2'), (38, '3')]
    """
    return [(row.least, row.units) for row in rows if row.units != "0"][:most]


def units_per_day(limits: Sequence[Limit]) -> str:
    """The unit limits of one program in a word: the practitioner's, and the hospital's where it differs.

    >>> units_per_day([])
    'not known'
    """
    shown = {one.table: str(one.row.units) if one.row else "none listed" for one in limits if one.loaded}
    practitioner, hospital = shown.get("practitioner"), shown.get("hospital")
    if practitioner is None and hospital is None:
        return "not known"
    if practitioner is None:
        return f"{hospital} in hospitals"
    return practitioner if hospital in (None, practitioner) else f"{practitioner} ({hospital} in hospitals)"


def shown_modifiers(
    modifiers: Sequence[tuple[str, str]], code: Code, medicare: MedicareStatus | None, decided: Sequence[Decided]
) -> list[str]:
    """The modifiers that the first screen names; without Medicare's own where Medicare does not pay the code as therapy."""
    refused = any(one.word in REFUSED for one in decided)
    unpaid = medicare is not None and medicare.status in ("not-valid", "bundled")
    plan = {key for key, when in modifiers if when.endswith("plan of care")}
    if refused or unpaid or code.therapy_list.status == "not-listed":
        return [key for key, _ in modifiers if key in plan]
    return [key for key, _ in modifiers]


def partners(key: str, code: Code, explained: Sequence[SameDay], rules: Rules, on: date) -> list[SameDay]:
    """The same-day codes that people ask about: those in the code's own file that are used most, then the everyday codes
    of its disciplines with which the tables have an edit, then those with which they have none. One with an edit is among them
    where the file has any.

    >>> from calculator import default_rules
    >>> rules = default_rules()
    >>> found = partners("97032", rules.codes["97032"], (), rules, date(2026, 3, 2))
    >>> [one.other for one in found] == [one.other for one in found if one.loaded]
    True
    """
    everyday = list(
        dict.fromkeys(other for one in code.disciplines.usual for other in rules.everyday.codes.get(one, ()))
    )
    order = {other: place for place, other in enumerate(everyday)}
    asked = sorted(explained, key=lambda pair: order.get(pair.other, len(order)))
    named = {pair.other for pair in asked} | {key}
    more = [between(key, other, rules, on) for other in everyday if other not in named and len(asked) < _PARTNERS]
    loaded = sorted((pair for pair in more if pair.loaded), key=lambda pair: pair.edit is None)
    found = [*asked, *loaded]
    first = found[:_PARTNERS]
    with_edit = next((pair for pair in (*explained, *found) if pair.edit and pair not in first), None)
    return [*first[:-1], with_edit] if with_edit and not any(pair.edit for pair in first) else first


def in_a_word(pair: SameDay) -> str:
    """What a pair means for two codes on one day."""
    edit = pair.edit
    if edit is None:
        return "no edit" if pair.loaded else "not known"
    which = "" if edit.column2 == pair.other else f"{edit.column2} "
    return f"{which}denied even with 59/X" if edit.indicator == 0 else f"{which}denied unless 59/X"
