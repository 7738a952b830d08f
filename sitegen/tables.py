"""What the tables of CMS say about one code: its relative values, its unit limits, and its same-day edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from calculator.model import Cite, Code, Edit, Pair, Rules


def cites_of(row: Any, at: str) -> tuple[Cite, ...]:
    """Where a row was read."""
    return (Cite(source=row.source, at=at),)


def values(code: str, rules: Rules) -> list[dict[str, Any]]:
    """Relative values of a code, newest first."""
    rows = [row for row in rules.tables.relative_values if row.code == code]
    return [{"row": row, "cites": cites_of(row, code)} for row in sorted(rows, key=lambda row: row.since, reverse=True)]


def limits(code: str, rules: Rules) -> list[dict[str, Any]]:
    """Unit limits of a code, a table each."""
    return [{"row": row, "cites": cites_of(row, code)} for row in rules.tables.unit_limits if row.code == code]


@dataclass(frozen=True, slots=True)
class SameDay:
    """How a code stands to another on one day.

    Attributes:
        other: the other code.
        edit: the row of the table, or None where it has none.
        pair: what there is to say beside it.
        denied: True where this code is the one denied.
    """

    other: str
    edit: Edit | None
    pair: Pair | None
    denied: bool

    @property
    def cites(self) -> tuple[Cite, ...]:
        """Where both were read."""
        found = cites_of(self.edit, f"{self.edit.column1} / {self.edit.column2}") if self.edit else ()
        return tuple(dict.fromkeys((*(self.pair.cites if self.pair else ()), *found)))


def same_day(key: str, code: Code, rules: Rules) -> dict[str, Any]:
    """The code's pairs: those with a word beside them, the other edits in force by what they mean, and how many ended."""
    edits: dict[str, Edit] = {}
    ended = 0
    for edit in rules.tables.pairs:
        if key not in (edit.column1, edit.column2):
            continue
        other = edit.column2 if key == edit.column1 else edit.column1
        ended += edit.state != "active"
        if edit.state == "active" or other not in edits:  # one that is in force stands before old ones
            edits[other] = edit
    said = {pair.other: pair for pair in code.pairs}
    told = [one(key, other, edits.get(other), pair) for other, pair in said.items()]
    rest = [
        one(key, other, edit, None) for other, edit in edits.items() if edit.state == "active" and other not in said
    ]
    return {
        "told": sorted(told, key=lambda pair: pair.edit is None or pair.edit.state != "active"),
        "groups": list(groups(rest)),
        "ended": ended,
        "table": next((edit.table for edit in edits.values()), ""),
        "cites": tuple(dict.fromkeys(Cite(source=edit.source, at=key) for edit in edits.values())),
    }


def one(key: str, other: str, edit: Edit | None, pair: Pair | None) -> SameDay:
    """One pair, seen from a code."""
    return SameDay(other, edit, pair, denied=edit is not None and edit.column2 == key)


def groups(pairs: list[SameDay]) -> Iterator[dict[str, Any]]:
    """Edits in force, those that mean the same together."""
    for indicator, denied, hospital in sorted(
        {(pair.edit.indicator, pair.denied, pair.edit.hospital_indicator) for pair in pairs if pair.edit},
        key=lambda kind: (kind[0], not kind[1], kind[2] is None, kind[2] or 0),
    ):
        found = [
            pair.other
            for pair in pairs
            if pair.edit
            and (pair.edit.indicator, pair.denied, pair.edit.hospital_indicator) == (indicator, denied, hospital)
        ]
        yield {"indicator": indicator, "denied": denied, "hospital": hospital, "others": sorted(found)}


def between(one: str, other: str, rules: Rules) -> SameDay | None:
    """The edit between two codes, seen from the first; None where the table has no row in force."""
    for edit in rules.tables.pairs:
        if edit.state == "active" and {edit.column1, edit.column2} == {one, other}:
            return SameDay(other, edit, None, denied=edit.column2 == one)
    return None


def summaries(rules: Rules) -> list[dict[str, Any]]:
    """Each file of tables: what stands in it, how many rows, and its sources."""
    found = []
    for name, title, about in FILES:
        rows = getattr(rules.tables, name)
        if rows:
            sources = dict.fromkeys(row.source for row in rows)
            found.append(
                {
                    "title": title,
                    "about": about,
                    "file": f"rules/tables/{name.replace('_', '-')}.csv",
                    "rows": len(rows),
                    "editions": list(filter(None, dict.fromkeys(edition(row) for row in rows))),
                    "cites": tuple(Cite(source=source) for source in sources),
                }
            )
    return found


def edition(row: Any) -> str:
    """The quarter or year of a row; nothing for one that was always so."""
    named = getattr(row, "table", "") or getattr(row, "release", "")
    return str(named or (row.since.year if row.since else ""))


FILES = (
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
        "Codes of functional reporting",
        "G codes that told a patient's function beside therapy up to 2018; none was ever paid.",
    ),
)
"""Fields of `Tables` with what people call them."""
