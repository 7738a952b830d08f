"""Tables of claims edits as they were loaded: whole, as sentences cite them, and without rows that no check can use."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from calculator import pairs_and_limits
from calculator.errors import Trail
from calculator.loading import rule_files, table_reader
from calculator.loading.cross_checks import tables
from calculator.model import Cite, Edit, EditTable, Loaded, Rules, Source, UnitLimit
from calculator.traverse import every_part, parts_of
from tests.support.paths import ROOT

TABLES: tuple[EditTable, ...] = ("practitioner", "hospital")


# --- what was loaded ------------------------------------------------------------------------------------------------


def test_rows_are_those_that_their_source_says_were_loaded(rules: Rules) -> None:
    """By the lines of the files themselves, without the reader."""
    for source, entry in rules.sources.items():
        for one in entry.loaded:
            path = ROOT / "rules" / "tables" / f"{one.file}.csv"
            start = f"{one.program},{one.table},{one.since},{one.until},"
            lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(start)]
            assert all(line.endswith(f",{source}") for line in lines)
            assert len(lines) == one.rows
            text = "".join(f"{line}\n" for line in sorted(lines))
            assert hashlib.sha256(text.encode()).hexdigest() == one.sha256


def test_every_code_with_a_page_was_looked_for_or_came_after_the_table(rules: Rules) -> None:
    for table in TABLES:
        for kind in pairs_and_limits.KINDS:
            oldest, *_ = pairs_and_limits.periods(rules)[kind, "medicare", table]
            for code, entry in rules.codes.items():
                later = entry.counting[0].since > oldest.loaded.until
                assert (code in oldest.codes) is not later, (kind, table, code)


def test_no_table_has_a_row_outside_the_codes_that_were_looked_for(rules: Rules) -> None:
    for periods in pairs_and_limits.periods(rules).values():
        for period in periods:
            assert set(period.rows) <= period.codes
            if period.loaded.file == "pairs":
                assert {code for rows in period.rows.values() for code in rows} <= period.column2


CITED = re.compile(r"(.+?) / (.+?), indicator ([01])(?:, hospital ([01]))?")
ABSENT = re.compile(r"no (?:active )?rows? (?:for )?(.+?)(?: and | / )(.+)")


def places_cited(rules: Rules, source: str) -> Iterator[tuple[str, str]]:
    """Every place in a source that is cited: the file and each part of the place."""
    for file, _, _, part in every_part(rules):
        if isinstance(part, Cite) and part.source == source:
            for place in part.at.split(";"):
                yield file, place.strip()


def codes_in(text: str, rules: Rules) -> list[str]:
    """Codes of a place such as `97161 to 97163, 97530`."""
    named: list[str] = []
    through = False
    for token in re.findall(r"[0-9A-Z][0-9]{4}|[0-9]{4}T|\bto\b", text):
        if token == "to":
            through = True
            continue
        named += [code for code in rules.codes if named and named[-1] < code < token] if through else []
        named.append(token)
        through = False
    return named


def test_what_sentences_cite_of_the_table_of_2024_stands_in_it(rules: Rules) -> None:
    """A place such as `97760 / 97116, indicator 1` or `no row for 97760 and 97530`."""
    day, tried = date(2024, 8, 1), 0

    def edit(table: EditTable, column1: str, column2: str) -> Edit | None:
        [period] = [one for one in pairs_and_limits.periods(rules)["pairs", "medicare", table] if one.covers(day)]
        return pairs_and_limits.edit_of(period, column1, column2, day)

    def said(row: Edit | None) -> str | None:
        return str(row.indicator) if row else None

    for file, place in places_cited(rules, "ncci24q3"):
        match = CITED.fullmatch(place) or ABSENT.fullmatch(place)
        for one, other in product(codes_in(match[1], rules), codes_in(match[2], rules)) if match else ():
            if match and match.re is CITED:
                row, hospital = edit("practitioner", one, other), edit("hospital", one, other)
                assert said(row) == match[3], (file, place, one, other)
                assert match[4] in (None, said(hospital)), (file, place, one, other)
            else:
                rows = [edit(table, *pair) for table in TABLES for pair in ((one, other), (other, one))]
                assert not any(rows), (file, place, one, other)
            tried += 1
    assert tried > 100


LIMIT = re.compile(r"\bMUE(?: of)? (?:is )?([0-9]{1,2})\b")


def test_the_limit_that_a_code_s_sentence_names_stands_in_its_tables(rules: Rules) -> None:
    tried = 0
    for key, code in rules.codes.items():
        known = {str(row.units) for row in rules.tables.unit_limits if row.code == key}
        for _, part in parts_of(code):
            for field in ("says", "right", "answer", "note"):
                text = getattr(part, field, "")
                for named in LIMIT.findall(text) if isinstance(text, str) else ():
                    assert named in known, (key, text)
                    tried += 1
    assert tried >= 10


# --- rows that no check can use -------------------------------------------------------------------------------------


ABOUT: dict[str, Any] = {"program": "medicare", "since": date(2024, 7, 1), "until": date(2024, 9, 30)}
"""Program and days of the small tables."""


def small_tables(rules: Rules) -> Rules:
    """The rules with one pair and one limit that fit what their source says."""
    edit = Edit(**ABOUT, table="practitioner", column1="97140", column2="97124", indicator=0, source="manual")
    return loading(rules, (edit,), (UnitLimit(**ABOUT, table="hospital", code="97140", units=6, source="manual"),))


def loading(rules: Rules, pairs: tuple[Edit, ...], limits: tuple[UnitLimit, ...]) -> Rules:
    """The rules with these rows and a source that says that they were loaded."""
    loaded = tuple(
        Loaded(
            **ABOUT,
            file=file,
            table=table,
            rows=len(rows),
            sha256=tables.checksum(map(tables.csv_line, rows)),
            codes=("97140",),
            column2=("97124",) if file == "pairs" else (),
        )
        for file, table, rows in (("pairs", "practitioner", pairs), ("unit-limits", "hospital", limits))
    )
    source = Source(title="x", publisher="x", tier="primary", extent="whole", loaded=loaded)
    held = dataclasses.replace(rules.tables, pairs=pairs, unit_limits=limits)
    return dataclasses.replace(rules, tables=held, sources={"manual": source})


SPOILED: dict[str, tuple[dict[str, Any], str, str]] = {
    "ends before it begins": ({"until": date(2024, 6, 30)}, "until", "expected 2024-07-01 or later"),
    "of a table that was not loaded": ({"table": "hospital"}, "program", "lists under this source's loaded"),
    "of days that were not loaded": ({"since": date(2024, 7, 2)}, "program", "lists under this source's loaded"),
    "from another source": ({"source": "mcpm-5"}, "program", "lists under this source's loaded"),
    "of codes without a page": ({"column1": "10001", "column2": "10002"}, "column1", "expected a code with a page"),
    "of a code that was not looked for": ({"column1": "97110"}, "column1", "was looked for"),
    "deleted too early": (
        {"effective": date(2024, 8, 2), "deleted": date(2024, 8, 1)},
        "deleted",
        "2024-08-02 or later",
    ),
}


def test_good_tables_have_no_fault(rules: Rules) -> None:
    assert list(tables.edits_are_as_loaded(small_tables(rules))) == []
    assert list(tables.edits_are_as_loaded(rules)) == []


@pytest.mark.parametrize("name", SPOILED)
def test_a_row_that_no_check_can_use_is_an_error_at_its_place(name: str, rules: Rules) -> None:
    change, field, expected = SPOILED[name]
    good = small_tables(rules)
    [edit] = good.tables.pairs
    spoiled = dataclasses.replace(good.tables, pairs=(dataclasses.replace(edit, **change),))
    faults = tables.edits_are_as_loaded(dataclasses.replace(good, tables=spoiled))
    told = [fault.message for fault in faults if (fault.file, fault.trail) == ("tables/pairs.csv", (0, field))]
    assert any(expected in message for message in told)


@pytest.mark.parametrize(
    ("field", "name", "shape"), [("pairs", "pairs", Edit), ("unit_limits", "unit-limits", UnitLimit)]
)
def test_a_row_given_twice_is_an_error(field: str, name: str, shape: type, tmp_path: Path) -> None:
    """Also where the second row answers otherwise: one table has one row for a pair, or for a code, at a time."""
    table = tmp_path / "tables" / f"{name}.csv"
    table.parent.mkdir()
    head, *rows = (ROOT / "rules" / "tables" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join((head, *rows[:3], rows[1], "")), encoding="utf-8")
    _, problems, _ = table_reader.read_table(table, shape, tmp_path, rule_files.ANSWERS[field])
    assert [problem.line for problem in problems] == [5]
    table.write_text("\n".join((head, *rows[:3], "")), encoding="utf-8")
    assert table_reader.read_table(table, shape, tmp_path, rule_files.ANSWERS[field])[1] == []


def told_of(good: Rules, *loaded: Loaded) -> set[tuple[str, Trail]]:
    """Where a fault is if the source says that it loaded this."""
    source = dataclasses.replace(good.sources["manual"], loaded=loaded)
    faults = tables.edits_are_as_loaded(dataclasses.replace(good, sources={"manual": source}))
    return {(fault.file, fault.trail) for fault in faults}


@pytest.mark.parametrize(
    "change",
    [{"rows": 2}, {"sha256": "0"}, {"until": date(2024, 6, 30)}, {"codes": ("97140", "98979")}],
    ids=str,
)
def test_what_was_loaded_must_be_true(change: dict[str, Any], rules: Rules) -> None:
    [field] = change
    good = small_tables(rules)
    first, second = good.sources["manual"].loaded
    assert ("sources.yaml", ("manual", "loaded", 0, field)) in told_of(
        good, dataclasses.replace(first, **change), second
    )


def test_days_of_one_table_do_not_overlap(rules: Rules) -> None:
    good = small_tables(rules)
    first, second = good.sources["manual"].loaded
    again = dataclasses.replace(first, since=date(2024, 9, 30), until=date(2024, 12, 31))
    assert ("sources.yaml", ("manual", "loaded", 2, "since")) in told_of(good, first, second, again)
