"""Renews what `sources.yaml` says was loaded from a source, after a right correction of rows in `rules/tables/`.

The rule reader refuses rows that changed, so that no one changes a number of CMS unnoticed. Someone who compared the
changed rows with the source writes their new checksum by this command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from calculator.grouping import group_by
from calculator.loading import rule_reader
from calculator.loading.cross_checks.tables import checksum, csv_line
from calculator.model import Loaded, LoadedPrices, Rules
from calculator.upkeep.register import Register, RegisterError, item_text


def renewed(folder: Path, keys: Sequence[str]) -> tuple[str, list[str]]:
    """The new text of `sources.yaml`, and what changes in it, one sentence for each table and period.

    Args:
        folder: the rules folder.
        keys: the sources whose rows were compared with the source.

    Raises:
        RegisterError: where a source is not there, or has no rows in a table.
        RuleError: where the tables cannot be read.
    """
    rules, problems = rule_reader.read(folder)
    if not rules.sources or (problems and not rules.tables.relative_values):
        raise rule_reader.RuleError(problems)
    register = Register((folder / "sources.yaml").read_text(encoding="utf-8"))
    says: list[str] = []
    for key in keys:
        if key not in rules.sources:
            raise RegisterError(f"found {key}, expected a key of sources.yaml")
        register, more = _of_source(register, key, rules)
        says += more
    return register.text, says


def _of_source(register: Register, key: str, rules: Rules) -> tuple[Register, list[str]]:
    """The register with what one source says now, and what is different in it."""
    says = []
    source = rules.sources[key]
    prices = _by_days(key, rules)
    lists: dict[str, Sequence[Loaded | LoadedPrices]] = {
        "loaded": source.loaded,
        "loaded_prices": source.loaded_prices,
    }
    for listed, loads in lists.items():
        for position, one in enumerate(loads):
            lines = edit_lines(one, key, rules) if isinstance(one, Loaded) else prices.pop((one.file, one.since), [])
            now = {"rows": len(lines), "sha256": checksum(lines)}
            if now != {"rows": one.rows, "sha256": one.sha256}:
                register = register.with_fields(key, listed, position, now)
                says.append(f"{key}: {one.file} from {one.since}: {len(lines)} rows, {one.rows} before")
    for (file, since), lines in prices.items():
        new = LoadedPrices(file=file, since=since, rows=len(lines), sha256=checksum(lines))
        register = register.with_item(key, "loaded_prices", item_text(new))
        says.append(f"{key}: {file} from {since}: {len(lines)} rows, not listed before")
    if not source.loaded and not source.loaded_prices and not says:
        raise RegisterError(f"found {key}, expected a source that rows of rules/tables/ name")
    return register, says


def edit_lines(one: Loaded, key: str, rules: Rules) -> list[str]:
    """The lines of the rows of a table of claims edits and period from a source."""
    rows: Iterable[Any] = rules.tables.pairs if one.file == "pairs" else rules.tables.unit_limits
    period = (one.program, one.table, one.since, one.until, key)
    return [csv_line(row) for row in rows if (row.program, row.table, row.since, row.until, row.source) == period]


def _by_days(key: str, rules: Rules) -> dict[Any, list[str]]:
    """The lines of the rows of prices from a source, by file and first day."""

    def lines() -> Iterator[tuple[Any, str]]:
        for file, rows in (("relative-values", rules.tables.relative_values), ("places", rules.tables.places)):
            yield from (((file, row.since), csv_line(row)) for row in rows if row.source == key)

    return {place: [line for _, line in found] for place, found in group_by(lines(), lambda found: found[0]).items()}
