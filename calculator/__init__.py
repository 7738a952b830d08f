"""The engine of Rehab Rules: minutes of a therapy visit in, claim lines out, each step with its source.

>>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
...          "services": [{"code": "97110", "minutes": 33}, {"code": "97140", "minutes": 7}]}
>>> [(line["code"], line["units"], line["modifiers"]) for line in calculate(visit)["lines"]]
[('97110', 2, ['GP']), ('97140', 1, ['GP'])]
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from calculator.errors import VisitError
from calculator.model import Result, Rules, Visit
from calculator.reading.visit_reader import read_visit
from calculator.serialize import to_plain
from calculator.visit import answer, findings_of

__all__ = ["Result", "Rules", "Visit", "VisitError", "answer", "calculate", "default_rules", "findings", "read_visit"]


def calculate(visit: dict[str, Any], rules: Rules | None = None) -> dict[str, Any]:
    """Claim lines of a visit, with choices, findings and steps.

    Args:
        visit: one patient, one date of service, one discipline, as plain data; minutes are whole numbers.
        rules: the rule set; by default the one that comes with the package.

    Returns:
        The result as plain data: lines, unbilled services, totals, choices, findings, steps, edition.

    Raises:
        VisitError: for a visit that cannot be computed, with every problem in `errors`.

    >>> calculate({"payer": "medicare-part-b", "discipline": "PT", "services": []})
    Traceback (most recent call last):
    calculator.errors.VisitError: date_of_service: missing, expected a date such as 2026-03-02; services: found an empty list, expected at least one service, or billed lines
    """
    rules = rules or default_rules()
    plain: dict[str, Any] = to_plain(answer(read_visit(visit, rules), rules))
    return plain


def findings(visit: dict[str, Any], rules: Rules | None = None) -> list[dict[str, Any]]:
    """The findings of a visit alone, for audits of many visits: those of `calculate`, in the same order.

    It takes about two thirds of the time, because nothing is derived that no finding rests on.

    Args:
        visit: as for `calculate`, mostly with `billed` lines.
        rules: the rule set; by default the one that comes with the package.

    Returns:
        The findings as plain data, as `calculate(visit)["findings"]` has them.

    Raises:
        VisitError: for a visit that cannot be computed, with every problem in `errors`.

    >>> visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT",
    ...          "services": [{"code": "97110", "minutes": 15}],
    ...          "billed": [{"code": "97110", "units": 2, "modifiers": ["GP"]}]}
    >>> [(found["check"], found["severity"]) for found in findings(visit)]
    [('more-units-than-minutes', 'error')]
    """
    rules = rules or default_rules()
    plain: list[dict[str, Any]] = to_plain(findings_of(read_visit(visit, rules), rules))
    return plain


@cache
def default_rules() -> Rules:
    """The rule set of the checkout that the package stands in, else the compiled one that it carries."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "rules")  # a browser would wait for pathlib
    if os.path.isfile(os.path.join(folder, "edition.yaml")):
        from pathlib import Path

        from calculator.loading import rule_reader  # reads YAML, which the browser cannot

        return rule_reader.load(Path(folder))
    from calculator.reading import bundle

    return bundle.load()
