"""What must hold between rule files: one small function for each, by subject, all of them run at every reading.

>>> from calculator.model import Edition, Rules
>>> from datetime import date
>>> empty = Rules(edition=Edition(edition="2026.1", as_of=date(2026, 1, 1), earliest_date_of_service=date(2018, 1, 1)))
>>> [fault.message for fault in faults(empty)]
['missing, expected a payer medicare-part-b', 'missing, expected a payer midpoint']
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

from calculator.errors import Fault
from calculator.loading.cross_checks import (
    checks,
    choosers,
    codes,
    denials,
    guides,
    names,
    numbers,
    payers,
    sources,
    tables,
    texts,
    words,
)
from calculator.model import Rules

CHECKS: tuple[Callable[[Rules], Iterator[Fault]], ...] = tuple(
    function
    for subject in (checks, choosers, codes, denials, guides, names, numbers, payers, sources, tables, texts, words)
    for name, function in inspect.getmembers(subject, inspect.isfunction)
    if function.__module__ == subject.__name__ and not name.startswith("_")
    if [*inspect.signature(function).parameters] == ["rules"]
)
"""Every check between files: the functions of the subjects that ask for nothing but the rules."""


def faults(rules: Rules) -> list[Fault]:
    """Everything that does not fit together."""
    return [fault for check in CHECKS for fault in check(rules)]
