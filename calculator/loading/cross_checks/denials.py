"""Denial codes: each named and grouped as its kind is, and there wherever a rule names one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calculator.errors import Fault
from calculator.model import Rules
from calculator.traverse import every_part

_KINDS = {
    "carc": (re.compile(r"[abdp]?[0-9]{1,3}"), "a reason code such as 119 or b15"),
    "rarc": (re.compile(r"(m|ma|n)[0-9]{1,3}"), "a remark code such as m76, ma130 or n519"),
}
"""How the codes of each kind are named, and that in words."""


def denials_are_of_their_kind(rules: Rules) -> Iterator[Fault]:
    """A denial code is named as its kind is, and a reason code alone has group codes, at least one."""
    for key, denial in rules.denials.items():
        file = f"denials/{key}.yaml"
        pattern, expected = _KINDS[denial.kind]
        if not pattern.fullmatch(key):
            yield Fault(file, ("kind",), f"found '{denial.kind}' of {key}, expected {expected}")
        if denial.kind == "carc" and not denial.groups:
            yield Fault(file, ("groups",), "found none, expected at least one group code such as CO")
        if denial.kind == "rarc" and denial.groups:
            yield Fault(file, ("groups",), f"found {', '.join(denial.groups)}, expected none for a remark code")


def denial_codes_exist(rules: Rules) -> Iterator[Fault]:
    """A denial code that a check, a mistake or another denial names has a file, and is written as on a remittance."""
    for file, _, trail, part in every_part(rules):
        for field in ("denial_codes", "often_with"):
            for position, code in enumerate(getattr(part, field, ())):
                where = (*trail, field, position)
                if code.lower() not in rules.denials or code != code.upper():
                    expected = "a code of rules/denials/ as a remittance writes it, such as N519"
                    yield Fault(file, where, f"found '{code}', expected {expected}")
                elif file == f"denials/{code.lower()}.yaml":
                    yield Fault(file, where, f"found '{code}' itself, expected another code")
