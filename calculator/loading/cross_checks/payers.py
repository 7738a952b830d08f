"""Payers: methods that exist, the numbers these need, and what a payer's file names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calculator.counting import assistant, threshold, units
from calculator.errors import Fault, Trail
from calculator.model import Rules


def needed_payers_exist(rules: Rules) -> Iterator[Fault]:
    """The two payers that other programs may rely on are there."""
    for key in ("medicare-part-b", "midpoint"):
        if key not in rules.payers:
            yield Fault("edition.yaml", (), f"missing, expected a payer {key}")


_METHODS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "unit_rule": units.METHODS,
    "assistant_rule": assistant.METHODS,
    "threshold_rule": threshold.METHODS,
}
"""The methods of each of a payer's rules, with the numbers that they need."""


def _rule_choices(rules: Rules) -> Iterator[tuple[str, Trail, str, Mapping[str, tuple[str, ...]]]]:
    """Every method that a payer names: its file, the way to it, its name, and the methods there are."""
    for key, payer in rules.payers.items():
        for field, known in _METHODS.items():
            for position, entry in enumerate(getattr(payer, field)):
                yield f"payers/{key}.yaml", (field, position, "method"), entry.method, known


def methods_exist(rules: Rules) -> Iterator[Fault]:
    """A method that a payer names is one the calculator has."""
    for file, trail, method, known in _rule_choices(rules):
        if method not in known:
            yield Fault(file, trail, f"found '{method}', expected one of {', '.join(sorted(known))}")


def payers_have_rules(rules: Rules) -> Iterator[Fault]:
    """Each of a payer's three rules has an entry, if only to say that it is unknown."""
    for key, payer in rules.payers.items():
        for field in _METHODS:
            if not getattr(payer, field):
                expected = "at least one entry; method unknown is allowed"
                yield Fault(f"payers/{key}.yaml", (field,), f"found an empty list, expected {expected}")


def parameters_exist(rules: Rules) -> Iterator[Fault]:
    """A number that a method looks up is in `parameters/`."""
    for file, trail, method, known in _rule_choices(rules):
        for parameter in known.get(method, ()):
            if parameter not in rules.parameters:
                yield Fault(file, trail, f"found '{method}', expected parameters/{parameter}.yaml, which it needs")


def payers_name_what_is_there(rules: Rules) -> Iterator[Fault]:
    """The codes and checks that a payer's file names have a file."""
    for key, payer in rules.payers.items():
        file = f"payers/{key}.yaml"
        for position, pair in enumerate(payer.pairs):
            trail = ("pairs", position)
            for code in (*pair.codes, pair.mark):
                if code not in rules.codes:
                    yield Fault(file, trail, f"found '{code}', expected the name of a file in rules/codes/")
            if len(pair.codes) != 2 or pair.mark not in pair.codes:
                found = f"{', '.join(pair.codes)} with {pair.mark}"
                yield Fault(file, trail, f"found {found}, expected two codes and one of them")
        for position, rule in enumerate(payer.checks):
            if rule.check not in rules.checks:
                message = f"found '{rule.check}', expected the name of a file in rules/checks/"
                yield Fault(file, ("checks", position, "check"), message)
