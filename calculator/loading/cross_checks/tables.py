"""Tables: codes and places have all their digits, and rows are what their source says was loaded."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import re
import typing
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from calculator.errors import Fault, Trail
from calculator.loading.cross_checks.codes import first_day
from calculator.loading.cross_checks.names import CODE, without_file
from calculator.model import Edit, EditTable, Loaded, LoadedPrices, Program, Rules, UnitLimit
from calculator.pairs_and_limits import KINDS
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


def edits_are_as_loaded(rules: Rules) -> Iterator[Fault]:
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
        for field, message in _loaded_faults(one, of_table[key], key[-1]):
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
    kinds = {*yearly, *map("-".join, itertools.product(KINDS, *map(typing.get_args, (Program, EditTable))))}
    for key, entry in rules.cms_files.items():
        if key not in kinds:
            yield Fault("cms_files.yaml", (key,), f"found {key}, expected one of {', '.join(sorted(kinds))}")
        yield from without_file("cms_files.yaml", (key, "brings"), entry.brings, rules.parameters, "rules/parameters/")


def prices_are_as_loaded(rules: Rules) -> Iterator[Fault]:
    """Relative values and indices are the rows that their source says were loaded."""
    loaded = {
        (one.file, one.since, key): (position, one)
        for key, source in rules.sources.items()
        for position, one in enumerate(source.loaded_prices)
    }
    lines: dict[Any, list[str]] = {key: [] for key in loaded}
    files: dict[str, Sequence[Any]] = {"relative-values": rules.tables.relative_values, "places": rules.tables.places}
    for file, rows in files.items():
        for position, row in enumerate(rows):
            key = (file, row.since, row.source)
            if key not in lines and row.source in rules.sources:  # the others with the same days are not listed again
                found = f"found a row from {row.since} of {row.source}"
                expected = "one that sources.yaml lists under this source's loaded_prices"
                yield Fault(f"tables/{file}.csv", (position, "source"), f"{found}, expected {expected}")
            lines.setdefault(key, []).append(csv_line(row))
    for key, (position, one) in loaded.items():
        for field, message in _rows_differ(one, lines[key], key[-1]):
            yield Fault("sources.yaml", (key[-1], "loaded_prices", position, field), message)


def csv_line(row: Any) -> str:
    """A row as its line in the file.

    >>> from calculator.model import FunctionalCode
    >>> from datetime import date
    >>> csv_line(FunctionalCode(code="G8978", since=date(2013, 1, 1), until=date(2018, 12, 31), source="a, b"))
    'G8978,2013-01-01,2018-12-31,"a, b"'
    """
    values = [getattr(row, name) for name, _, _ in fields_of(type(row))]  # type: ignore[arg-type]
    cells = ["" if value is None else str(value) for value in values]
    line = ",".join(cells)
    if line.count(",") == len(cells) - 1 and '"' not in line:  # nearly all, and many times faster
        return line
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


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


def _loaded_faults(one: Loaded, lines: Sequence[str], source: str) -> Iterator[tuple[str, str]]:
    """What is wrong with what a source says was loaded: the field and the message."""
    if one.until < one.since:
        yield "until", f"found {one.until}, expected {one.since} or later"
    if one.file == "unit-limits" and one.column2:
        yield "column2", "found codes of column 2, expected none for unit limits"
    yield from _rows_differ(one, lines, source)


def _rows_differ(one: Loaded | LoadedPrices, lines: Sequence[str], source: str) -> Iterator[tuple[str, str]]:
    """How rows differ from what a source says was loaded: the field and the message."""
    if len(lines) != one.rows:
        yield "rows", f"found {len(lines)} rows in tables/{one.file}.csv, expected {one.rows}"
    if (found := checksum(lines)) != one.sha256:
        what_to_do = f"compare the changed rows with the source, then run: python -m calculator checksums {source}"
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
