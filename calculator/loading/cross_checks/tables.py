"""Tables: codes and places have all their digits, and claims edits are what their source says was loaded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args

from calculator.errors import Fault, Trail
from calculator.loading.cross_checks.codes import first_day
from calculator.loading.cross_checks.names import CODE, without_file
from calculator.model import Edit, EditTable, Loaded, Program, Rules, UnitLimit
from calculator.serialize import fields_of


def rows_are_of_codes_and_places(rules: Rules) -> Iterator[Fault]:
    """Codes and localities in tables have all their digits; spreadsheets drop the zeros that a number begins with."""
    patterns = {
        ("places", "mac"): (re.compile("[0-9]{5}"), "five digits such as 01112"),
        ("places", "locality"): (re.compile("[0-9]{2}"), "two digits such as 05"),
        ("relative_values", "code"): CODE,
        ("unit_limits", "code"): CODE,
        ("pairs", "column1"): CODE,
        ("pairs", "column2"): CODE,
    }
    for (table, column), (pattern, expected) in patterns.items():
        for position, row in enumerate(getattr(rules.tables, table)):
            cell = getattr(row, column)
            if not pattern.fullmatch(cell):
                file = f"tables/{table.replace('_', '-')}.csv"
                yield Fault(file, (position, column), f"found '{cell[:60]}', expected {expected}")


def claims_edits_are_as_loaded(rules: Rules) -> Iterator[Fault]:
    """The tables of claims edits hold what their source says was loaded, and only rows that a check can use."""
    loaded = {
        (one.file, one.program, one.table, one.since, one.until, key): (position, one)
        for key, source in rules.sources.items()
        for position, one in enumerate(source.loaded)
    }
    of_table: dict[Any, list[str]] = {key: [] for key in loaded}
    files: dict[str, Sequence[Any]] = {"pairs": rules.tables.pairs, "unit-limits": rules.tables.unit_limits}
    for file, rows in files.items():
        for position, row in enumerate(rows):
            key = (file, row.program, row.table, row.since, row.until, row.source)
            if key in loaded:
                of_table[key].append(csv_line(row))
            for field, message in _row_faults(row, loaded[key][1] if key in loaded else None, rules):
                yield Fault(f"tables/{file}.csv", (position, field), message)
    for key, (position, one) in loaded.items():
        trail: Trail = (key[-1], "loaded", position)
        for field, message in _loaded_faults(one, of_table[key]):
            yield Fault("sources.yaml", (*trail, field), message)
        yield from _later_codes(one, (*trail, "codes"), rules)
    yield from _periods_overlap(rules)


def cms_files_are_known(rules: Rules) -> Iterator[Fault]:
    """Every table that is renewed has an entry that says from which file, and that entry names numbers that exist."""
    yearly = {"relative-values": rules.tables.relative_values, "places": rules.tables.places}
    used = {key for key, rows in yearly.items() if rows}
    used |= {one.kind for source in rules.sources.values() for one in source.loaded}
    for kind in sorted(used - set(rules.cms_files)):
        yield Fault("cms_files.yaml", (), f"missing, expected an entry {kind}")
    for key, entry in rules.cms_files.items():
        if key not in yearly and key not in _EDITS:
            yield Fault("cms_files.yaml", (key,), f"found {key}, expected one of {', '.join([*yearly, *_EDITS])}")
        yield from without_file("cms_files.yaml", (key, "brings"), entry.brings, rules.parameters, "rules/parameters/")


_EDITS = [
    f"{file}-{program}-{table}"
    for file in ("pairs", "unit-limits")
    for program in get_args(Program)
    for table in get_args(EditTable)
]
"""The tables of claims edits that there can be."""


def csv_line(row: Any) -> str:
    """A row as its line in the file; its cells need no quotes."""
    cells = (getattr(row, name) for name, _, _ in fields_of(type(row)))  # type: ignore[arg-type]
    return ",".join("" if cell is None else str(cell) for cell in cells)


def checksum(lines: Iterable[str]) -> str:
    """The checksum of the rows of a table and period: of their lines, sorted, each with a line break after it."""
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).hexdigest()


def _row_faults(row: Any, loaded: Loaded | None, rules: Rules) -> Iterator[tuple[str, str]]:
    """What is wrong with one row: the column and the message."""
    if row.until < row.since:
        yield "until", f"found {row.until}, expected {row.since} or later"
    elif loaded is None:
        found = f"{row.program}, {row.table}, {row.since} to {row.until} from {row.source}"
        yield "program", f"found a row of {found}, expected a table that sources.yaml lists under this source's loaded"
    names = ("code",) if isinstance(row, UnitLimit) else ("column1", "column2")
    codes = [getattr(row, name) for name in names]
    if not any(code in rules.codes for code in codes):
        yield names[0], f"found {' and '.join(codes)}, expected a code with a page"
    if loaded:
        held = (loaded.codes, loaded.column2 or loaded.codes)
        for name, code, among in zip(names, codes, held, strict=False):
            if code not in among:
                yield name, f"found {code}, expected a code that sources.yaml says was looked for in this table"
    if isinstance(row, Edit) and row.effective and row.deleted and row.deleted < row.effective:
        yield "deleted", f"found {row.deleted}, expected {row.effective} or later"


def _loaded_faults(one: Loaded, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with what a source says was loaded: the field and the message."""
    if one.until < one.since:
        yield "until", f"found {one.until}, expected {one.since} or later"
    if one.file == "unit-limits" and one.column2:
        yield "column2", "found codes of column 2, expected none for unit limits"
    if len(lines) != one.rows:
        yield "rows", f"found {len(lines)} rows in tables/{one.file}.csv, expected {one.rows}"
    if (found := checksum(lines)) != one.sha256:
        what_to_do = "compare the changed rows with the source, then write the new one"
        yield "sha256", f"found rows with the checksum {found}, expected {one.sha256}: {what_to_do}"


def _later_codes(one: Loaded, trail: Trail, rules: Rules) -> Iterator[Fault]:
    """A table says nothing about a code that came after it."""
    for code in one.codes:
        if code in rules.codes and rules.codes[code].counting and first_day(rules.codes[code]) > one.until:
            message = f"found {code}, which begins {first_day(rules.codes[code])}, expected only codes of {one.until} or before"
            yield Fault("sources.yaml", trail, message)


def _periods_overlap(rules: Rules) -> Iterator[Fault]:
    """Two loads of one table are for different days."""
    before: list[Loaded] = []
    for key, source in rules.sources.items():
        for position, one in enumerate(source.loaded):
            for other in before:
                same = (one.file, one.program, one.table) == (other.file, other.program, other.table)
                if same and one.since <= other.until and other.since <= one.until:
                    message = f"found {one.since} to {one.until}, expected days outside {other.since} to {other.until}"
                    yield Fault("sources.yaml", (key, "loaded", position, "since"), message)
            before.append(one)
