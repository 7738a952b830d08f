"""The page on the multiple procedure payment reduction (MPPR)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from calculator.dated import in_force
from calculator.model import Rules
from calculator.payment import REDUCED, REDUCTION, UNPRICED
from sitegen.pages import amounts
from sitegen.pages.guide import guide_page, payment_steps
from sitegen.pages.page import Page
from sitegen.render import labels

_INSTITUTIONS = "mppr-practice-expense-reduction-institutional"
_OHIO = "15202-00"
"""The locality of the published amounts."""


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The percentages, the codes that are reduced, worked visits, and published amounts that differ."""
    reduction = rules.parameters.get(REDUCTION)
    yield from guide_page(
        "payment-reduction",
        "payment/reduction",
        rules,
        as_of,
        head={},
        institutions=rules.parameters.get(_INSTITUTIONS),
        times=_times(rules),
        used_for=reduction.used_for if reduction else [],
        indicators=_indicators(rules),
        published=_published(rules),
        steps=payment_steps(rules),
    )


def _times(rules: Rules) -> list[dict[str, Any]]:
    """The percentages of offices and institutions over time, newest first."""
    both = [rules.parameters[name].values if name in rules.parameters else () for name in (REDUCTION, _INSTITUTIONS)]
    starts = sorted({value.since for values in both for value in values})
    found = []
    for start, later in zip(starts, [*starts[1:], None], strict=False):
        office, institution = (in_force(values, start) for values in both)
        last = later - timedelta(days=1) if later else None
        found.append({"time": labels.span(start, last), "office": office, "institution": institution})
    return found[::-1]


def _indicators(rules: Rules) -> dict[str, Any] | None:
    """The priced codes of the newest year: those that are reduced (indicator 5), and others by their indicator."""
    rows = [
        row
        for row in rules.tables.relative_values
        if row.code in rules.codes and row.status not in UNPRICED and row.has_values
    ]
    if not rows:
        return None
    year = max(row.since.year for row in rows)
    found: dict[int, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.multiple_procedure, row.code)):
        if row.since.year == year:
            found.setdefault(row.multiple_procedure, []).append(row.code)
    return {"year": year, "reduced": found.pop(REDUCED, []), "others": found}


def _published(rules: Rules) -> list[dict[str, Any]]:
    """Amounts of Ohio 2023 that a source prints, beside those computed here."""
    guide = rules.guides.get("payment-reduction")
    printed = next((section.published for section in guide.sections if section.published), {}) if guide else {}
    period = next((one for one in amounts.periods(rules) if one.since.year == 2023), None)
    given = amounts.all_prices(rules)[period].get(_OHIO) if period else None
    if given is None or period is None:
        return []
    return [
        {"code": code, "there": there, "here": amounts.unit(code, period, given, rules).full}
        for code, there in printed.items()
    ]
