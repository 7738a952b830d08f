"""What must hold in the texts of rules: slots give something, and a number that the rules have comes from a slot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from calculator.errors import Fault, Trail
from calculator.loading.slot_values import SlotError
from calculator.loading.slots import BY_THE_CHECK, SLOT, FilledText, fill
from calculator.model import Example, Parameter, Rules
from calculator.pairs_and_limits import edit_between
from calculator.serialize import fields_of
from calculator.traverse import every_part

SENTENCES = frozenset({"says", "right", "answer", "note", "description", "finds", "because"})
"""Fields whose sentences say what is so; a question, a mistake or a name only says what people ask, do or call it."""

_COUNT = r"(?:\d[\d,]*(?:\.\d+)?|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ee]ight|[Tt]en|[Ff]ifteen|[Tt]wenty)"

_NUMBERS = {
    "an amount of money": r"\$ ?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)? (?:USD|dollars?)",
    "a percentage": rf"\b{_COUNT} ?(?:percent\b|%)",
    "minutes": rf"\b(?:{_COUNT} to )?{_COUNT} minutes?\b|\bminutes? \d+\b",
    "days": r"\b\d+(?: (?:calendar|treatment))? days?\b",
    "minutes of a unit": r"\b(?:first|second|third|fourth|fifth)(?: unit)?(?: needs| takes| begins at| starts at| from| at)? \d+\b(?! (?:of|to|days?|hours?|visits?|square))",
    "a band of minutes": r"\b\d+ to \d+ (?:are|is|give|make)\b",
    "units": r"\bMUE\b[^.;{}]{0,25}? \d+\b|\b\d+ units?\b|\b[A-Z\d]\d{4} (?:has|is|:) \d{1,2}\b(?! [a-z])",
    "RVUs": r"(?<![\w.,$])\d\.\d\d(?!\.?\d)",
    "an indicator": r"\b[Ii]ndicators? \d\b",
    "a status letter": r"\b[Ss]tatus [A-Z]\b",
    "what a table of pairs says": r"\b[Nn]o (?:active |NCCI )?(?:edit|row|pair)s?\b(?! of (?:their|its) own)|\bactive (?:edit|row|pair)s?\b|\bedits? (?:is|are) in force\b|\brows? (?:of \d{4} )?(?:is|are) void\b|\bnever together\b|\ba modifier may allow\b",
    "a quarter": r"\b20\d\d Q[1-4]\b",
}
"""Numbers that the rules have, by what they are."""

_PATTERN = re.compile("|".join(f"(?P<n{place}>{pattern})" for place, pattern in enumerate(_NUMBERS.values())))


def slots_give_something(rules: Rules) -> Iterator[Fault]:
    """Every slot of every text names what the rules have at its time."""
    for file, trail, found in _texts(rules, _every_field):
        for slot in SLOT.findall(found):
            try:
                fill(slot, rules)
            except SlotError as error:
                yield Fault(file, trail, str(error))


def numbers_come_from_slots(rules: Rules) -> Iterator[Fault]:
    """A sentence takes a number that the rules have from them, or marks it as written."""
    for file, trail, found in _texts(rules, _sentences):
        for number, what in numbers_in(found):
            expected = f"{what} from a slot, or {{={number}}} where only the source has it"
            yield Fault(file, trail, f"found '{number}', expected {expected}")


def numbers_in(text: str) -> list[tuple[str, str]]:
    """Numbers of a text that stand outside slots, each with what it is.

    >>> numbers_in("{minutes-for:1} give one unit, 23 minutes give two.")
    [('23 minutes', 'minutes')]
    """
    names = [*_NUMBERS]
    return [(found[0], names[int((found.lastgroup or "n0")[1:])]) for found in _PATTERN.finditer(SLOT.sub("{}", text))]


def years_come_from_slots(rules: Rules) -> Iterator[Fault]:
    """A sentence with a number of the present year names no year of its own: with the next edition it would be wrong."""
    yearly = {name for name, parameter in rules.parameters.items() if parameter.holds == "calendar-year"}
    for file, trail, found in _texts(rules, _sentences):
        year = re.search(r"\b20\d\d\b", SLOT.sub("{}", found))
        if year and (slots := yearly.intersection(SLOT.findall(found))):
            name = min(slots)
            expected = f"{{year}} beside {{{name}}}, or {{{name}@{year[0]}}}"
            yield Fault(file, trail, f"found {year[0]}, expected {expected}")


def pairs_agree_with_the_tables(rules: Rules) -> Iterator[Fault]:
    """What a code's file says of a pair is what the practitioner table answers on the edition's day."""
    for key, code in rules.codes.items():
        for position, pair in enumerate(code.pairs):
            edit, answered = edit_between(rules, "practitioner", key, pair.other, rules.edition.as_of)
            found = "not-loaded" if len(answered) < 2 else _EDITS[edit.indicator if edit else None]
            if found != pair.edit:
                where = answered[0].title if answered else "no loaded table"
                message = f"found '{pair.edit}', expected '{found}' as in {where}; its sentence must agree"
                yield Fault(f"codes/{key}.yaml", ("pairs", position, "edit"), message)


_EDITS = {None: "none", 0: "never", 1: "modifier"}
"""What an indicator means, as a code's file names it."""


@cache
def _sentences(shape: type) -> frozenset[str]:
    """The fields of a shape that hold sentences."""
    names = frozenset(name for name, _, _ in fields_of(shape))
    return frozenset() if shape in (Example, Parameter) else SENTENCES & names


@cache
def _every_field(shape: type) -> frozenset[str]:
    return frozenset(name for name, _, _ in fields_of(shape) if name != BY_THE_CHECK)


def _texts(rules: Rules, fields: Any) -> Iterator[tuple[str, Trail, str]]:
    """The texts in some fields of every part, with the file and the way to each."""
    for part in every_part(rules):
        for name in fields(type(part.value)):
            found = getattr(part.value, name)
            for place, text in enumerate(found if isinstance(found, tuple) else (found,)):
                if isinstance(text, str):
                    trail = (*part.trail, name, place) if isinstance(found, tuple) else (*part.trail, name)
                    yield part.file, trail, text.written if isinstance(text, FilledText) else text
