"""The assistant's share of a service or unit, and whether it calls for the modifier.

CMS publishes more than one way to compute the 10 %; the percentage in whole per cent is followed, and where another
way says otherwise, a finding tells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from calculator.dated import Number
from calculator.model import Finding, RuleChoice
from calculator.steps import finding


@dataclass(frozen=True, slots=True)
class TenPercent:
    """The share test: more than 10 % by the assistant, in whole per cent, as CMS computes it.

    >>> ten = Number(value=Decimal(10), rule="parameters/assistant-share", cites=())
    >>> [(a, t, TenPercent(a, t, ten).percent, TenPercent(a, t, ten).holds) for a, t in ((4, 40), (5, 40), (5, 48))]
    [(4, 40, 10, False), (5, 40, 13, True), (5, 48, 10, False)]
    """

    assistant: int
    whole: int
    limit: Number

    @property
    def percent(self) -> int:
        """The share in percent, rounded half up to a whole number."""
        return (200 * self.assistant + self.whole) // (2 * self.whole)

    @property
    def holds(self) -> bool:
        """True where the rounded share is more than the limit: the way that is followed."""
        return self.percent > self.limit.value

    @property
    def holds_exactly(self) -> bool:
        """True where the share is more than the limit without rounding."""
        return 100 * self.assistant > self.limit.value * self.whole

    @property
    def least_by_simple_method(self) -> int:
        """The fewest assistant minutes that call for the modifier by CMS's other way: a tenth, rounded, plus 1."""
        tenth = self.whole * self.limit.value / 100
        return int(tenth + Decimal("0.5")) + 1

    def facts(self, of: str) -> dict[str, object]:
        """The numbers of the test."""
        return {
            f"assistant minutes of {of}": self.assistant,
            f"all minutes of {of}": self.whole,
            "share in percent, rounded": self.percent,
            "more than": self.limit.value,
        }

    def doubts(self, name: str, modifier: str, rule: RuleChoice) -> tuple[Finding, ...]:
        """A word where other ways to compute the share say otherwise."""
        if self.assistant == self.whole:
            return ()
        simple = self.assistant >= self.least_by_simple_method
        differing = []
        if self.holds_exactly != self.holds:
            differing.append(f"the unrounded share is {'more' if self.holds_exactly else 'not more'} than the limit")
        if simple != self.holds:
            least = self.least_by_simple_method
            differing.append(
                f"the simple method (a tenth of the minutes, rounded, plus 1) requires {least} assistant minutes"
            )
        if not differing:
            return ()
        outcome = f"{modifier} is {'added' if self.holds else 'not added'}"
        says = (
            f"{name}: {self.assistant} of {self.whole} minutes is {self.percent} % rounded, so {outcome}; but {' and '.join(differing)}. "
            "CMS publishes more than one method; we use the percentage method."
        )
        return (finding("unsettled", "warning", says, rule.cites + self.limit.cites),)
