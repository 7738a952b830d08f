"""What is worked out once for a rule set, because every visit asks for it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from calculator.model import Rules

Answer = TypeVar("Answer")


def once(function: Callable[[Rules], Answer]) -> Callable[[Rules], Answer]:
    """The function, which keeps its answer for the rule set that was asked for last.

    Rule sets are frozen, so the answer for the same one cannot change.
    """
    kept: list[tuple[Rules, Answer]] = []

    def remembered(rules: Rules) -> Answer:
        if not kept or kept[0][0] is not rules:
            kept[:] = [(rules, function(rules))]
        return kept[0][1]

    remembered.__doc__ = function.__doc__
    return remembered
