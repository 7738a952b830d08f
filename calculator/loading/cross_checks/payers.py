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


def _rule_choices(rules: Rules) -> Iterator[tuple[str, Trail, str, Mapping[str, tuple[str, ...]]]]:
    """Every method that a payer names: its file, the way to it, its name, and the methods there are."""
    for key, payer in rules.payers.items():
        for field, known in (
            ("unit_rule", units.METHODS),
            ("assistant_rule", assistant.METHODS),
            ("threshold_rule", threshold.METHODS),
        ):
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
        for field in ("unit_rule", "assistant_rule", "threshold_rule"):
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
        for position, pair in enumerate(payer.pairs):
            trail: Trail = ("pairs", position)
            for code in (*pair.codes, pair.mark):
                if code not in rules.codes:
                    yield Fault(
                        f"payers/{key}.yaml", trail, f"found '{code}', expected the name of a file in rules/codes/"
                    )
            if len(pair.codes) != 2 or pair.mark not in pair.codes:
                yield Fault(
                    f"payers/{key}.yaml",
                    trail,
                    f"found {', '.join(pair.codes)} with {pair.mark}, expected two codes and one of them",
                )
        for position, rule in enumerate(payer.checks):
            if rule.check not in rules.checks:
                trail = ("checks", position, "check")
                yield Fault(
                    f"payers/{key}.yaml", trail, f"found '{rule.check}', expected the name of a file in rules/checks/"
                )
