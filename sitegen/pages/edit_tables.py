"""What the tables of CMS say about one code: its relative values, its unit limits, and its same-day edits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from calculator.model import Cite, Code, Edit, EditTable, Pair, Program, Rules, UnitLimit
from calculator.pairs_and_limits import Kind, Period, edit_between, nothing_loaded, periods
from calculator.pairs_and_limits import limits as unit_limits
from calculator.pairs_and_limits import title as title_of
from calculator.per_rule_set import once

_TABLES: tuple[EditTable, ...] = ("practitioner", "hospital")
"""In the order of a page."""


def cites_of(row: Any, at: str) -> tuple[Cite, ...]:
    """Where a row was read."""
    return (Cite(source=row.source, at=at),)


def values(code: str, rules: Rules) -> list[dict[str, Any]]:
    """Relative values of a code, newest first."""
    rows = [row for row in rules.tables.relative_values if row.code == code]
    return [{"row": row, "cites": cites_of(row, code)} for row in sorted(rows, key=lambda row: row.since, reverse=True)]


@dataclass(frozen=True, slots=True)
class Limit:
    """The unit limit of a code on a day, or what is known instead.

    Attributes:
        table: which claims it is for.
        row: the limit; None where the table lists none.
        title: the table, or what no table was loaded for.
        loaded: False where no loaded table has the code.
        cites: where it was read.
    """

    table: EditTable
    row: UnitLimit | None
    title: str
    loaded: bool
    cites: tuple[Cite, ...]


def limits(code: str, rules: Rules, on: date) -> dict[str, list[Limit]]:
    """The unit limits of a code on a day: Medicare's of both tables, and Medicaid's where there is one."""
    medicare = [_limit(code, rules, on, "medicare", table) for table in _TABLES]
    medicaid = [_limit(code, rules, on, "medicaid", table) for table in _TABLES]
    return {"medicare": medicare, "medicaid": [one for one in medicaid if one.row]}


def _limit(code: str, rules: Rules, on: date, program: Program, table: EditTable) -> Limit:
    found, [used] = unit_limits(rules, program, table, (code,), on)
    row = found[code][0] if code in found else None
    cites = (Cite(source=used.source, at=code),) if used.source else ()
    return Limit(table=table, row=row, title=used.title, loaded=used.source is not None, cites=cites)


@dataclass(frozen=True, slots=True)
class SameDay:
    """How a code stands to another on one day, in both tables.

    Attributes:
        other: the other code.
        practitioner: the edit on professional claims, or None.
        hospital: the edit on institutional claims, or None.
        pair: what there is to say beside it.
        loaded: False where no loaded table for professional claims has the pair in both orders.
        denied: True where this code is the one denied.
    """

    other: str
    practitioner: Edit | None
    hospital: Edit | None
    pair: Pair | None
    loaded: bool
    denied: bool

    @property
    def edit(self) -> Edit | None:
        """The edit that a page shows first."""
        return self.practitioner or self.hospital

    @property
    def cites(self) -> tuple[Cite, ...]:
        """Where it was read."""
        rows = [edit for edit in (self.practitioner, self.hospital) if edit]
        found = (cite for edit in rows for cite in cites_of(edit, f"{edit.column1} / {edit.column2}"))
        return tuple(dict.fromkeys((*(self.pair.cites if self.pair else ()), *found)))


def same_day(key: str, code: Code, rules: Rules, on: date) -> dict[str, Any]:
    """The code's pairs on a day: those that its file explains, the other edits in force by what they mean, how many
    others have only old rows, and the tables that have the code."""
    others = _others(rules).get(key, {})
    explained = {pair.other: between(key, pair.other, rules, on, pair) for pair in code.pairs}
    rest = [between(key, other, rules, on) for other in others if other not in explained]
    holding = tables_with(key, rules)
    return {
        "explained": sorted(explained.values(), key=lambda pair: pair.edit is None),
        "groups": list(_groups([pair for pair in rest if pair.edit])),
        "ended": sum(pair.edit is None for pair in rest),
        "tables": [(period.title, len(_asked_with(key, period))) for period in holding],
        "missing": [
            nothing_loaded("pairs", "medicare", table, (key,)).title
            for table in _TABLES
            if not any(period.loaded.table == table for period in holding)
        ],
        "cites": tuple(Cite(source=source, at=key) for source in dict.fromkeys(period.source for period in holding)),
    }


@once
def _others(rules: Rules) -> dict[str, dict[str, None]]:
    """The codes with which each code has rows of pairs, in the order of the table."""
    found: dict[str, dict[str, None]] = {}
    for edit in rules.tables.pairs:
        found.setdefault(edit.column1, {})[edit.column2] = None
        found.setdefault(edit.column2, {})[edit.column1] = None
    return found


def tables_with(key: str, rules: Rules) -> list[Period]:
    """The tables of Medicare's pairs that hold a code, newest first of each kind."""
    return [
        period
        for table in _TABLES
        for period in reversed(periods(rules).get(("pairs", "medicare", table), ()))
        if key in period.codes or key in period.column2
    ]


def _asked_with(key: str, period: Period) -> frozenset[str]:
    """The codes whose pairs with a code a table would list, in one order or both."""
    after = period.column2 if key in period.codes else frozenset()
    before = period.codes if key in period.column2 else frozenset()
    return (after | before) - {key}


def between(key: str, other: str, rules: Rules, on: date, pair: Pair | None = None) -> SameDay:
    """The edits between two codes on a day, seen from the first."""
    edits: dict[EditTable, Edit | None] = {}
    loaded: dict[EditTable, bool] = {}
    for table in _TABLES:
        edits[table], answering = edit_between(rules, table, key, other, on)
        loaded[table] = len(answering) == 2
    shown = edits["practitioner"] or edits["hospital"]
    return SameDay(
        other=other,
        practitioner=edits["practitioner"],
        hospital=edits["hospital"],
        pair=pair,
        loaded=loaded["practitioner"],
        denied=shown is not None and shown.column2 == key,
    )


def _groups(pairs: list[SameDay]) -> Iterator[dict[str, Any]]:
    """Edits in force, those that mean the same together."""
    found: dict[tuple[Any, ...], list[SameDay]] = {}
    for pair in pairs:
        found.setdefault(_meaning(pair), []).append(pair)
    for kind in sorted(found):
        yield {
            "practitioner": found[kind][0].practitioner,
            "hospital": found[kind][0].hospital,
            "denied": found[kind][0].denied,
            "others": sorted(pair.other for pair in found[kind]),
        }


def _meaning(pair: SameDay) -> tuple[Any, ...]:
    """What the edits of a pair mean, in the order of a page: first what never goes, and what denies this code."""
    return tuple(
        (edit is None, edit.indicator if edit else 0, edit is not None and edit.column2 == pair.other)
        for edit in (pair.practitioner, pair.hospital)
    )


def summaries(rules: Rules) -> list[dict[str, Any]]:
    """Each file of tables: what it holds, how many rows, and its sources."""
    return [
        {
            "title": title,
            "about": about,
            "file": f"rules/tables/{name.replace('_', '-')}.csv",
            "rows": len(rows),
            "editions": list(filter(None, dict.fromkeys(_edition(row) for row in rows))),
            "cites": tuple(Cite(source=source) for source in dict.fromkeys(row.source for row in rows)),
        }
        for name, title, about in _FILES
        if (rows := getattr(rules.tables, name))
    ]


def _edition(row: Any) -> str:
    """The table, release or year of a row; nothing for one that was always so."""
    if isinstance(row, Edit | UnitLimit):
        kind: Kind = "pairs" if isinstance(row, Edit) else "unit-limits"
        return title_of(kind, row.program, row.table, row.since, row.until)
    return str(getattr(row, "release", "") or (row.since.year if row.since else ""))


_FILES = (
    (
        "relative_values",
        "Relative values",
        "RVUs of one unit by year: work, practice expense outside a facility, malpractice, status letter and multiple procedure indicator.",
    ),
    (
        "unit_limits",
        "Unit limits (MUE)",
        "The most units of a code that a claims edit lets pass for one patient and day.",
    ),
    ("pairs", "Same-day pairs (NCCI)", "Which code is denied beside which, and whether a modifier opens the pair."),
    ("places", "Places (GPCI)", "Geographic practice cost indices of every payment locality by year."),
    (
        "places_of_service",
        "Places of service (POS)",
        "The two digits of a professional claim that tell where the patient was, and who bills Medicare from there. The years are those in which places were added.",
    ),
    (
        "functional_codes",
        "Functional reporting codes",
        "G codes that reported a patient's function through 2018; none was ever paid.",
    ),
)
"""Fields of `Tables` with what people call them."""
