"""The rules with the tables of earlier quarters only, for tests of what those tables say."""

from __future__ import annotations

import dataclasses
from datetime import date

from calculator.model import Rules


def until(rules: Rules, day: date) -> Rules:
    """The rules without pairs and limits of later quarters: a table that comes in may answer for days before it as well."""
    sources = {
        key: dataclasses.replace(source, loaded=tuple(one for one in source.loaded if one.since <= day))
        for key, source in rules.sources.items()
    }
    tables = dataclasses.replace(
        rules.tables,
        pairs=tuple(row for row in rules.tables.pairs if row.since <= day),
        unit_limits=tuple(row for row in rules.tables.unit_limits if row.since <= day),
    )
    return dataclasses.replace(rules, tables=tables, sources=sources)
