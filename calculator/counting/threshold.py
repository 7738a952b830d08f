"""Whether KX stands on the lines: the therapy threshold of the calendar year.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT", "amount_used": "2480",
...          "services": [{"code": "97110", "minutes": 15}]}
>>> calculate(visit)["lines"][0]["modifiers"]
['GP', 'KX']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from calculator.dated import Number
from calculator.model import Finding, NotChecked, RuleChoice, Step
from calculator.steps import finding, listed, step

THRESHOLD = "kx-threshold"

METHODS: dict[str, tuple[str, ...]] = {"none": (), "kx": (THRESHOLD,), "unknown": ()}
"""The methods a payer's `threshold_rule` may name, with the parameters that each needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KxStatus:
    """Where the patient's year is before the visit."""

    rule: RuleChoice  # the payer's threshold rule in force
    used: Decimal | None  # USD allowed this calendar year so far; None where it was not given
    limit: Number | None  # the threshold of the year; None where the payer has none, or where it is not known

    @property
    def passed(self) -> bool:
        """True where the threshold was reached before the visit, so that every line carries KX."""
        return self.limit is not None and self.used is not None and self.used >= self.limit.value

    @property
    def open(self) -> bool:
        """True where the amounts of the visit's lines decide which of them carry KX."""
        return self.limit is not None and self.used is not None and not self.passed


@dataclass(frozen=True, slots=True, kw_only=True)
class KxReport:
    """What is said about the threshold and the visit."""

    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KxAmounts:
    """The amounts of the visit's lines, where they are known."""

    allowed: tuple[Decimal, ...]  # the allowed amount of each line, USD; 0 where it is not known
    unpriced: tuple[str, ...]  # codes of lines whose amount is not known
    code: str | None  # the code of the line that passes the threshold, or None


def due(status: KxStatus, amounts: Sequence[Decimal | None]) -> tuple[bool | None, ...]:
    """Whether each line carries KX by the allowed amounts; None where it is not known.

    >>> from datetime import date
    >>> from calculator.model import RuleChoice
    >>> rule = RuleChoice(since=date(2026, 1, 1), method="kx", cites=())
    >>> limit = Number(value=Decimal("2480"), rule="", cites=())
    >>> below = KxStatus(rule=rule, used=Decimal("2470"), limit=limit)
    >>> due(below, [Decimal("10"), Decimal("0.01"), None])
    (False, True, True)
    >>> due(below, [None, Decimal("10"), Decimal("0.01")])
    (None, None, True)
    """
    if status.passed:
        return (True,) * len(amounts)
    if status.limit is None or status.used is None:
        return (None,) * len(amounts)
    total, all_known, found = status.used, True, []
    for amount in amounts:
        all_known = all_known and amount is not None
        total += amount or 0
        found.append(True if total > status.limit.value else False if all_known else None)
    return tuple(found)


def report(status: KxStatus, year: int, amounts: KxAmounts | None, *, billed_alone: bool = False) -> KxReport:
    """What to say about the threshold of a year; without amounts where none of the visit's lines has one.

    Billed lines alone get no KX here: their checks say which of them need it.
    """
    rule, used, limit = status.rule, status.used, status.limit
    so = "no line is known to need KX" if billed_alone else "no line has KX"
    if rule.method == "none":
        says = "You entered dollars used this year, but this payer has no KX threshold."
        needless = finding("threshold-not-used", "info", says, rule.cites)
        return KxReport(findings=() if used is None else (needless,))
    if rule.method == "unknown":
        because = "we don't know whether this payer uses KX"
        return KxReport(not_checked=(NotChecked(check=THRESHOLD, kind="rule-unknown", because=because),))
    if used is None:
        because = f"KX not checked, so {so}: enter dollars used this year"
        missing = NotChecked(check=THRESHOLD, kind="not-told", because=because, needs=("amount_used",))
        return KxReport(not_checked=(missing,))
    if limit is None:
        says = f"We don't know the KX threshold of {year}, so {so}. We do not use last year's number."
        return KxReport(findings=(finding("threshold-unknown", "warning", says, rule.cites),))
    compared = step(
        "threshold",
        limit.rule,
        f"Compare the amount used so far with the threshold of {year}.",
        {"amount used ($)": used, "threshold ($)": limit.value},
        gives="KX on every line" if status.passed else "not reached before this visit",
        cites=rule.cites + limit.cites,
    )
    if status.passed:
        return KxReport(steps=(compared,))
    if amounts is None:
        says = (
            f"${used:,} of ${limit.value:,} used before this visit. We don't know what this visit adds, so {so}. "
            "Check whether the visit crosses the threshold."
        )
        below = finding("threshold-not-reached", "info", says, rule.cites + limit.cites)
        return KxReport(steps=(compared,), findings=(below,))
    if amounts.code:
        return KxReport(steps=(compared, _passed_with(amounts, used, limit)))
    says = f"${used + sum(amounts.allowed):,} of ${limit.value:,} used with this visit, so {so}."
    if amounts.unpriced:
        says += f" This does not include {listed(amounts.unpriced)}: we don't know the amount."
    return KxReport(steps=(compared,), findings=(finding("threshold-not-reached", "info", says, limit.cites),))


def _passed_with(amounts: KxAmounts, used: Decimal, limit: Number) -> Step:
    """The step that finds the line with which the threshold is passed."""
    return step(
        "threshold",
        limit.rule,
        "Add the allowed amounts line by line to the amount used. The line that crosses the threshold has KX, and all lines after it.",
        {"amount used ($)": used, "allowed ($)": ", ".join(map(str, amounts.allowed)), "threshold ($)": limit.value},
        gives=f"KX from {amounts.code} on",
        cites=limit.cites,
    )
