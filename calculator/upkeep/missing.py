"""What the rules do not have yet, and from which date of service on: numbers, tables of CMS, rules of codes.

>>> from calculator import default_rules
>>> [one.file for one in missing_on(default_rules(), date(2099, 1, 5)) if one.name == "RVUs"]
['tables/relative-values.csv']
>>> missing_on(default_rules(), date(2026, 3, 2))
()
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

from calculator import payment
from calculator.counting import threshold
from calculator.errors import Trail
from calculator.model import Parameter, Program, Rules
from calculator.pairs_and_limits import periods
from calculator.per_rule_set import once

Kind = Literal["prices", "edits", "code", "number", "page"]
"""What is missing: something that amounts are computed from, claims edits, the rule of a code, another number that
visits are held against, or a number that only its page shows."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the rules do not have from a date of service on.

    Attributes:
        since: the first date of service without it.
        name: what people call it.
        kind: what is missing.
        file: its file inside `rules/`.
        program: whose visits it is for.
        known: what held on the day before, as a number with its unit; empty where that is not one number.
        trail: the way to the word `expected` in its file; empty where a new entry or new rows belong.
        table: the key of its table in `rules/cms_files.yaml`; empty for numbers and codes.
        until: the last date of service without it; None where nothing later is known either.
    """

    since: date
    name: str
    kind: Kind
    file: str
    program: Program = "medicare"
    known: str = ""
    trail: Trail = ()
    table: str = ""
    until: date | None = None

    def is_missing(self, on: date) -> bool:
        """True where a visit of this day is without it."""
        return self.since <= on and (self.until is None or on <= self.until)


@once
def missing(rules: Rules) -> tuple[Missing, ...]:
    """Everything of which the rules have the end, by date.

    What holds until it is changed is missing only where a change is known to come. What was never there is not missing.
    """
    found = [*_numbers(rules), *_yearly_tables(rules), *_edits(rules), *_codes(rules)]
    return tuple(sorted(found, key=lambda one: (one.since, ORDER.index(one.kind), one.file, one.name)))


ORDER: tuple[Kind, ...] = ("number", "prices", "edits", "code", "page")
"""The order in which they are named."""


def missing_on(rules: Rules, on: date) -> tuple[Missing, ...]:
    """What a visit of a day, or its page, would need and the rules do not have."""
    return tuple(one for one in missing(rules) if one.is_missing(on))


def short_name(one: Missing) -> str:
    """What visits lack, in as few words as a biller needs; empty for what only a page shows.

    >>> from calculator import default_rules
    >>> names = {one.file: short_name(one) for one in missing(default_rules())}
    >>> names["tables/places.csv"], names["tables/pairs.csv"], names["parameters/statutory-paygo.yaml"]
    ('prices', 'edits', '')
    """
    if one.kind == "edits":
        return "Medicaid edits" if one.program == "medicaid" else "edits"
    return {"prices": "prices", "number": one.name, "code": f"the rule of {one.name}", "page": ""}[one.kind]


def _numbers(rules: Rules) -> Iterator[Missing]:
    """Numbers that are expected, and numbers of a calendar year without one for the next."""
    read = {name for check in rules.checks.values() for name in check.numbers} | {threshold.THRESHOLD}
    for key, parameter in rules.parameters.items():
        kind: Kind = "prices" if key in _PRICED_BY else "number" if key in read else "page"
        about = partial(Missing, name=parameter.name, kind=kind, file=f"parameters/{key}.yaml")
        for place, value in enumerate(parameter.values):
            if value.value == "expected":
                later = parameter.values[place + 1].since if place + 1 < len(parameter.values) else None
                yield about(
                    since=value.since,
                    known=_known(parameter, value.since),
                    trail=("values", place, "value"),
                    until=later - timedelta(days=1) if later else None,
                )
        last = parameter.values[-1]
        if last.value != "expected" and parameter.holds == "calendar-year":
            since = date(last.since.year + 1, 1, 1)
            yield about(since=since, known=_known(parameter, since))


_PRICED_BY = {payment.FACTOR, payment.FACTOR_APM}
"""Numbers of a year without which no amount is computed."""


def _known(parameter: Parameter, before: date) -> str:
    """The last number that is known before a day, with its unit.

    >>> from calculator import default_rules
    >>> _known(default_rules().parameters["kx-threshold"], date(2025, 1, 1))
    '2330 USD'
    """
    known = [one.value for one in parameter.values if one.since < before and one.value != "expected"]
    return f"{known[-1]} {parameter.unit}" if known else ""


def _yearly_tables(rules: Rules) -> Iterator[Missing]:
    """Tables of a calendar year."""
    for name, table, rows in (
        ("RVUs", "relative-values", rules.tables.relative_values),
        ("Geographic indices (GPCI)", "places", rules.tables.places),
    ):
        if rows:
            since = date(max(row.since.year for row in rows) + 1, 1, 1)
            yield Missing(since=since, name=name, kind="prices", file=f"tables/{table}.csv", table=table)


def _edits(rules: Rules) -> Iterator[Missing]:
    """Tables of claims edits, each of which is for some quarters."""
    for (file, program, _), known in periods(rules).items():
        last = max(known, key=lambda period: period.loaded.until)
        yield Missing(
            since=last.loaded.until + timedelta(days=1),
            name=last.title.rpartition(", ")[0],
            kind="edits",
            file=f"tables/{file}.csv",
            program=program,
            known=last.title.rpartition(", ")[2],
            table=last.loaded.kind,
        )


def _codes(rules: Rules) -> Iterator[Missing]:
    """Codes whose counting is known to change, without the new rule."""
    for key, code in rules.codes.items():
        if code.counting[-1].kind == "expected":
            trail: Trail = ("counting", len(code.counting) - 1, "kind")
            yield Missing(since=code.counting[-1].since, name=key, kind="code", file=f"codes/{key}.yaml", trail=trail)
