"""Checks of a claim: methods that exist, what they name, their findings and examples, and known faults."""

from __future__ import annotations

import dataclasses
import string
import typing
from collections.abc import Iterator
from typing import Any

from calculator import checks, steps
from calculator.errors import Fault
from calculator.loading.cross_checks.names import without_file
from calculator.model import KINDS, Check, Expected, Rules, Visit
from calculator.serialize import field_types, fields_of
from calculator.traverse import every_part


def checks_exist(rules: Rules) -> Iterator[Fault]:
    """A check that a file describes is one the calculator makes: by a method, or while it counts."""
    for key, check in rules.checks.items():
        file = f"checks/{key}.yaml"
        if check.method and check.method not in checks.METHODS:
            message = f"found '{check.method}', expected one of {', '.join(sorted(checks.METHODS))}"
            yield Fault(file, ("method",), message)
        elif not check.method and key not in steps.CHECKS:
            yield Fault(file, (), f"found '{key}', expected a method, or one of {', '.join(sorted(steps.CHECKS))}")
        elif check.method and key in steps.CHECKS:
            yield Fault(file, ("method",), f"found '{check.method}', expected none: the counting itself tells {key}")


def methods_read_what_is_given(rules: Rules) -> Iterator[Fault]:
    """A check's file has the parameters that its method needs, and none that it does not read."""
    empty = {name: default for name, default, _ in fields_of(Check)}
    for key, check in rules.checks.items():
        method = checks.METHODS.get(check.method)
        if check.method and not method:
            continue
        shape = method.parameters if method else None
        read = {name: default for name, default, _ in fields_of(shape)} if shape else {}
        known = f"only {', '.join(read)}" if read else "no parameters"
        who = f"the method {check.method}" if method else "a check of the counting itself"
        for name in checks.PARAMETERS:
            given = getattr(check, name) != empty[name]
            if given and name not in read:
                yield Fault(f"checks/{key}.yaml", (name,), f"found a field that {who} does not read, expected {known}")
        for name, default in read.items():
            if default is dataclasses.MISSING and getattr(check, name) == empty[name]:
                yield Fault(f"checks/{key}.yaml", ("method",), f"found no {name}, expected it for {who}")


def checks_name_what_is_there(rules: Rules) -> Iterator[Fault]:
    """What a check's file names is there: fields of a visit, payers, codes, modifiers, numbers."""
    known_modifiers = {name for key, modifier in rules.modifiers.items() for name in (key, *modifier.also)}
    known = {
        "payers": {*rules.payers, *(payer.kind for payer in rules.payers.values())},
        "codes": rules.codes,
        "modifiers": known_modifiers,
        "others": known_modifiers,
        "numbers": rules.parameters,
    }
    for key, check in rules.checks.items():
        for field, names in known.items():
            yield from without_file(f"checks/{key}.yaml", (field,), getattr(check, field), names, "rules/")
        for field, all_paths in (("needs", check.needs), ("reads", check.reads)):
            for position, paths in enumerate(all_paths):
                for path in paths.split("|"):
                    if not _field_exists(Visit, path.split(".")):
                        message = f"found '{path}', expected a field of a visit such as billed or plan.certified"
                        yield Fault(f"checks/{key}.yaml", (field, position), message)


def _field_exists(shape: Any, path: list[str]) -> bool:
    """True where a shape has a field at the end of a path; lists are walked into."""
    if not path:
        return True
    if dataclasses.is_dataclass(shape) and isinstance(shape, type):
        hints = field_types(shape)
        return path[0] in hints and _field_exists(hints[path[0]], path[1:])
    return any(_field_exists(part, path) for part in typing.get_args(shape))


def findings_can_be_said(rules: Rules) -> Iterator[Fault]:
    """What a check's finding leaves open is what its method fills in."""
    for key, check in rules.checks.items():
        known = _FILLED_IN.get(check.method, ())
        expected = f"text with no braces but {' and '.join(f'{{{name}}}' for name in known)}" if known else "no braces"
        try:
            parts = list(string.Formatter().parse(check.finds))
        except ValueError:
            parts = [("", "", "", "")]  # a brace alone
        if any(name is not None and (name not in known or how or kind) for _, name, how, kind in parts):
            yield Fault(f"checks/{key}.yaml", ("finds",), f"found '{check.finds[:60]}', expected {expected}")


_FILLED_IN = {"visit-tells": ("found", "code"), "by-telehealth": ("code",)}
"""What the methods that say a check's `finds` fill in."""


def checks_have_both_examples(rules: Rules) -> Iterator[Fault]:
    """A check is shown where it must be found and where it must not."""
    for key, check in rules.checks.items():
        for field, expected in (("findings", "in which it is found"), ("without", "in which it is not (without)")):
            if not any(key in getattr(example.expect, field) for example in check.examples):
                yield Fault(f"checks/{key}.yaml", ("examples",), f"found no example {expected}, expected at least one")


def examples_expect_something(rules: Rules) -> Iterator[Fault]:
    """An example that expects nothing cannot fail."""
    for file, _, trail, part in every_part(rules):
        if part == Expected():
            message = "found nothing to compare, expected units, lines, amounts, findings, without or error"
            yield Fault(file, trail, message)


def known_faults_are_answered(rules: Rules) -> Iterator[Fault]:
    """Each known fault has checks, pages or a reason; the checks exist and every check is named."""
    for key, fault in rules.faults.items():
        if not fault.found_by and not fault.read_on and not fault.because:
            yield Fault("faults.yaml", (key,), "found no answer, expected found_by, read_on or because")
        yield from without_file("faults.yaml", (key, "found_by"), fault.found_by, rules.checks, "rules/checks/")
        for position, page in enumerate(fault.read_on):
            kind, _, name = page.partition("/")
            if kind not in KINDS or name not in getattr(rules, kind):
                message = f"found '{page}', expected a page such as codes/97116"
                yield Fault("faults.yaml", (key, "read_on", position), message)
