"""The codes that an import keeps: those with a page, and those that a table names with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from calculator.dated import in_force
from calculator.model import Rules
from calculator.upkeep.imports.release import TableFile


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The codes that an import keeps.

    Attributes:
        pages: codes that have a page.
        first_days: the first day of each of these.
        known: for each table the codes that it has or looked for, and those that have a page.
    """

    pages: frozenset[str]
    first_days: dict[str, date]
    known: dict[TableFile, frozenset[str]]

    def looked_for(self, file: TableFile, until: date) -> tuple[str, ...]:
        """The codes that a table of a period is searched for: all but those that come later."""
        return tuple(sorted(code for code in self.known[file] if self.first_days.get(code, until) <= until))


def catalogue_of(rules: Rules) -> Catalogue:
    """The codes of a rule set: those with a page, and those that a table names with them."""
    pages = frozenset(rules.codes)
    edits = [(one.file, code) for source in rules.sources.values() for one in source.loaded for code in _codes(one)]
    named: dict[TableFile, frozenset[str]] = {
        "relative-values": frozenset(row.code for row in rules.tables.relative_values),
        "pairs": frozenset(code for file, code in edits if file == "pairs"),
        "unit-limits": frozenset(),
        "places": frozenset(),
    }
    return Catalogue(
        pages=pages,
        first_days={key: code.counting[0].since for key, code in rules.codes.items() if code.counting},
        known={file: codes | pages for file, codes in named.items()},
    )


def _codes(one: Any) -> Collection[str]:
    return {*one.codes, *one.column2}


def codes_in_use(rules: Rules, on: date) -> frozenset[str]:
    """The codes with a page that can be billed on a day."""
    entries = {key: in_force(code.counting, on) for key, code in rules.codes.items()}
    return frozenset(key for key, entry in entries.items() if entry and entry.kind != "not-in-use")
