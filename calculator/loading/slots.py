"""Slots in the texts of rules: `{kx-threshold}` gives the number that the rules have, so text and rule cannot differ.

    {kx-threshold}              a number of rules/parameters/ on the edition's day
    {kx-threshold@2024}         the same of a year, or of a day such as @2024-03-09
    {year}                      the year of the edition's day
    {minutes-for:2}             the fewest minutes of 2 units under the 8-minute rule
    {band:2}                    the minutes of 2 units, from the fewest to the most
    {unit:97116}                the minutes in one unit of a code
    {fewest:92607/2}            the fewest minutes of a code alone that give 2 units under Medicare, add-ons counted
    {range:98976}, {least:98980} how much of what it counts gives a unit of a code, and the least of it
    {mue:97116}                 its unit limit; {mue:97116/hospital}, {mue:97116/medicaid}
    {rvu:97116.work@2026}       RVUs: work, practice-expense, malpractice, sum
    {status:97116@2026}         the status letter of the fee schedule
    {amount:97116@2026}         the national amount of one unit in full
    {pair:97150/97116}          what the NCCI tables say of two codes; {pair:97150/97116/hospital}
    {indicator:97150/97116}     the pair's modifier indicator
    {no-edit:97116/97530,97535} "no edit in force"; refused where one of the pairs has an edit in either table
    {never:97140/97124}, {with-modifier:97150/97116}  what {pair:...} gives; refused where the table has something else
    {name:97116}, {name:aetna}  the name of a code or payer
    {=20 minutes}               the text itself: a quotation, history, an example, or a fact that only its source has

>>> from calculator import default_rules
>>> rules = default_rules()
>>> text("{kx-threshold@2024} in 2024, {minutes-for:2}, {=20 minutes}", rules)
'$2,330 in 2024, 23 minutes, 20 minutes'
>>> text("{pair:97150/97116@2024-08-05}", rules)
'denied, a modifier may allow it (2024 Q3)'
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from calculator.loading.slot_values import KINDS_OF_SLOTS, Filled, NotYetKnownError, SlotError, parameter
from calculator.model import KINDS, Rules
from calculator.per_rule_set import once
from calculator.serialize import fields_of

SLOT = re.compile(r"\{([^{}]*)\}")
"""A slot in a text."""

AS_WRITTEN = "="
"""How a slot begins that only says that its number is not the rules'."""

NOT_YET = "not known yet"
"""What a slot without a time gives as long as the rules have no number for the edition's day."""

BY_THE_CHECK = "finds"
"""A field whose braces a check fills in when it finds something; it has no slots."""


def text(written: str, rules: Rules) -> str:
    """A text with its slots filled in.

    Raises:
        SlotError: for the first slot that gives nothing.
    """
    return FilledText(written, rules)


def fill(slot: str, rules: Rules) -> Filled:
    """What one slot gives, worked out once for a rule set; `slot` is what stands between its braces.

    Raises:
        SlotError: where it gives nothing.
    """
    known = _filled_slots(rules)
    if slot not in known:
        known[slot] = _fill(slot, rules)
    return known[slot]


@once
def _filled_slots(rules: Rules) -> dict[str, Filled]:
    """What slots gave so far."""
    return {}


def _fill(slot: str, rules: Rules) -> Filled:
    """What one slot gives."""
    if slot.startswith(AS_WRITTEN) and slot != AS_WRITTEN:
        return Filled(slot[1:])
    head, _, when = slot.partition("@")
    kind, colon, what = head.partition(":")
    if slot == "year":
        return Filled(str(rules.edition.as_of.year))
    try:
        if colon and kind in KINDS_OF_SLOTS:
            return KINDS_OF_SLOTS[kind](what, when, rules)
        if not colon and kind in rules.parameters:
            return parameter(kind, when, rules)
    except NotYetKnownError as missing:
        if when:
            raise
        return Filled(NOT_YET, missing.rule)
    kinds = ", ".join(f"{name}:" for name in KINDS_OF_SLOTS)
    raise SlotError(f"found '{{{slot}}}', expected a number of rules/parameters/, {{=text}} or one of {kinds}")


class FilledText(str):
    """A text whose slots are filled in, with how its file has it and what its slots gave; pages make links of these."""

    written: str
    given: tuple[Filled, ...]

    def __new__(cls, written: str, rules: Rules) -> FilledText:
        """A text of a file with its slots filled in from the rules.

        Raises:
            SlotError: for the first slot that gives nothing.
        """
        given = tuple(fill(slot, rules) for slot in SLOT.findall(written))
        in_turn = iter(given)
        made = super().__new__(cls, SLOT.sub(lambda _: next(in_turn).text, written))
        made.written, made.given = written, given
        return made

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the tables' rows that its slots are filled from, each once."""
        return tuple(dict.fromkeys(source for one in self.given for source in one.sources))


def filled(rules: Rules) -> Rules:
    """The rule set with every slot of its texts filled in."""
    changed = {
        name: filled_in(getattr(rules, name), rules) for name in (*KINDS, "guides", "claims", "glossary", "words")
    }
    return dataclasses.replace(rules, **changed)


def filled_in(value: Any, rules: Rules) -> Any:
    """A part of a rule set with every slot of its texts filled in.

    A slot that gives nothing is left as it is: the reader has reported it.
    """

    def change(written: str) -> str:
        try:
            return FilledText(written, rules) if SLOT.search(written) else written
        except SlotError:
            return written

    return _changed(value, change)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """A value in which each text with a brace was changed; the very same value where none has one."""
    if isinstance(value, str):
        return change(value) if "{" in value else value
    if fields := fields_of(type(value)):  # type: ignore[arg-type]
        parts = {name: getattr(value, name) for name, _, _ in fields if name != BY_THE_CHECK}
        new = {name: made for name, part in parts.items() if (made := _changed(part, change)) is not part}
        return dataclasses.replace(value, **new) if new else value
    if isinstance(value, tuple):
        items = tuple(_changed(item, change) for item in value)
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if isinstance(value, Mapping):
        entries = {key: _changed(item, change) for key, item in value.items()}
        return entries if any(entries[key] is not item for key, item in value.items()) else value
    return value
