"""Whether KX stands on the lines: the therapy threshold of the calendar year.

>>> from calculator import calculate
>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT", "amount_used": "2480",
...          "services": [{"code": "97110", "minutes": 15}]}
>>> calculate(visit)["lines"][0]["modifiers"]
['GP', 'KX']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from calculator.dated import Number
from calculator.model import Finding, NotChecked, RuleChoice, Step
from calculator.steps import finding, listed, step

THRESHOLD = "kx-threshold"

METHODS: dict[str, tuple[str, ...]] = {"none": (), "kx": (THRESHOLD,), "unknown": ()}
"""The methods a payer's `threshold_rule` may name, with the parameters that each needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the patient's year stands: whether every line carries KX."""

    passed: bool = False
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    limit: Number | None = None


def due(standing: Standing, used: Decimal | None, amounts: Sequence[Decimal | None]) -> tuple[bool | None, ...]:
    """Whether each line carries KX, in the order of the lines; None where it is not known.

    Args:
        standing: where the year stood before the visit.
        used: USD used before the visit.
        amounts: the allowed amount of each line in USD, None where it is not known.

    >>> below = Standing(limit=Number(value=Decimal("2480"), rule="", cites=()))
    >>> due(below, Decimal("2470"), [Decimal("10"), Decimal("0.01"), None])
    (False, True, True)
    >>> due(below, Decimal("2470"), [None, Decimal("10"), Decimal("0.01")])
    (None, None, True)
    """
    if standing.passed:
        return (True,) * len(amounts)
    if standing.limit is None or used is None:
        return (None,) * len(amounts)
    total, all_known, found = used, True, []
    for amount in amounts:
        all_known = all_known and amount is not None
        total += amount or 0
        found.append(True if total > standing.limit.value else False if all_known else None)
    return tuple(found)


def with_amounts(
    standing: Standing, used: Decimal, allowed: Sequence[Decimal], unpriced: Sequence[str], code: str | None
) -> Standing:
    """Where the year stands once the amounts of the visit's lines are known.

    Args:
        standing: below the threshold before the visit.
        used: USD used before the visit.
        allowed: the allowed amounts of the lines, USD.
        unpriced: codes of lines whose amount is not known here.
        code: the code of the line that passes the threshold, or None.
    """
    limit = standing.limit
    if limit is None:
        return standing
    facts = {"amount used, USD": used, "allowed, USD": ", ".join(map(str, allowed)), "threshold, USD": limit.value}
    if code:
        says = "Add the allowed amounts line by line to the amount used: the line that passes the threshold carries KX, and all after it."
        said = step("threshold", limit.rule, says, facts, gives=f"KX from {code} on", cites=limit.cites)
        return replace(standing, steps=(*standing.steps, said), findings=())
    total = used + sum(allowed)
    says = f"USD {total} of USD {limit.value} is used with this visit, so no line carries KX."
    if unpriced:
        says += f" What Medicare allows for {listed(unpriced)} is not in it: no amount is known here."
    below = finding("threshold-not-reached", "info", says, limit.cites)
    return replace(standing, findings=(below,))


def stand(amount_used: Decimal | None, year: int, rule: RuleChoice, payer: str, limit: Number | None) -> Standing:
    """Whether the threshold was reached before this visit.

    Args:
        amount_used: USD allowed this calendar year so far, None where it was not given.
        year: of the date of service.
        rule: the payer's threshold rule in force.
        payer: the payer's key.
        limit: the threshold of the year, None where it is not known.
    """
    if rule.method == "none":
        if amount_used is None:
            return Standing()
        return Standing(
            findings=(
                finding(
                    "threshold-not-used",
                    "info",
                    "The amount used was given, but this payer has no KX threshold.",
                    rule.cites,
                ),
            )
        )
    if rule.method == "unknown":
        because = "whether this payer uses KX is not known"
        return Standing(not_checked=(NotChecked(check=THRESHOLD, kind="rule-unknown", because=because),))
    if amount_used is None:
        because = "the amount used this year was not given, so no line carries KX"
        missing = NotChecked(check=THRESHOLD, kind="not-told", because=because, needs=("amount_used",))
        return Standing(not_checked=(missing,))
    if limit is None:
        return Standing(
            findings=(
                finding(
                    "threshold-unknown",
                    "warning",
                    f"The KX threshold of {year} is not known here, so no line carries KX. Last year's number is not used.",
                    rule.cites,
                ),
            )
        )
    passed = amount_used >= limit.value
    gives = "KX on every line" if passed else "not reached before this visit"
    said = step(
        "threshold",
        limit.rule,
        f"Compare the amount used so far with the threshold of {year}.",
        {"amount used, USD": amount_used, "threshold, USD": limit.value},
        gives=gives,
        cites=rule.cites + limit.cites,
    )
    if passed:
        return Standing(passed=True, steps=(said,))
    below = finding(
        "threshold-not-reached",
        "info",
        f"USD {amount_used} of USD {limit.value} was used before this visit. What this visit adds is not known here, so no "
        "line carries KX: check whether it crosses the threshold.",
        rule.cites + limit.cites,
    )
    return Standing(steps=(said,), findings=(below,), limit=limit)
