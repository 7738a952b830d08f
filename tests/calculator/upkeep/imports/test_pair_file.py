"""Pairs come in from four parts, for the quarter that their names and rows say."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calculator.pairs_and_limits import edit_of, periods
from tests.calculator.upkeep.imports.conftest import Importer
from tests.support import cms_files

ROWS = [
    ("97140", "97110", "20270101", "*", "1"),
    ("97161", "97140", "20200101", "20200101", "9"),
    ("97161", "97140", "20201001", "20201001", "9"),
    ("97140", "97161", "20000701", "20191231", "1"),
    ("97110", "97530", "20000701", "*", "1"),  # 97530 has no page here and was never looked for
    ("97151", "97110", "20000701", "*", "1"),
]
MADE = {"accept": "made rows, fewer than CMS has"}


def table(importer: Importer, rows: Any = ROWS, version: str = "330", kind: str = "ccipra", **forms: Any) -> list[Path]:
    """The four parts of a table as files."""
    form = forms.get("form", cms_files.as_tabs)
    return [
        importer.file(f"{kind}-v{version}r0-f{number}.TXT", form(part))
        for number, part in enumerate(cms_files.four_parts(rows), 1)
    ]


def held(importer: Importer) -> list[tuple[str, ...]]:
    with (importer.rules / "tables" / "pairs.csv").open(encoding="utf-8") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


KEPT = [
    ("97140", "97110", "1", "2027-01-01", ""),
    ("97140", "97161", "1", "2000-07-01", "2019-12-31"),
    ("97161", "97140", "9", "2020-01-01", "2020-01-01"),
    ("97161", "97140", "9", "2020-10-01", "2020-10-01"),
]


@pytest.mark.parametrize("kind", ["txt", "csv", "xlsx", "zip"])
def test_every_form_gives_the_pairs_of_known_codes(kind: str, importer: Importer) -> None:
    forms: dict[str, Callable[[cms_files.Rows], bytes]] = {
        "txt": cms_files.as_tabs,
        "csv": cms_files.as_csv,
        "xlsx": lambda rows: cms_files.as_workbook(edits=rows),
    }
    if kind == "zip":
        paths = [
            importer.file(
                f"medicare-ncci-2027q1-practitioner-ptp-edits-ccipra-v330r0-f{number}.zip",
                cms_files.as_archive(
                    {
                        f"ccipra-v330r0-f{number}.xlsx": cms_files.as_workbook(edits=part),
                        f"ccipra-v330r0-f{number}.{'TXT' if number < 3 else 'txt'}": cms_files.as_tabs(part),
                    }
                ),
            )
            for number, part in enumerate(cms_files.four_parts(ROWS), 1)
        ]
    else:
        paths = table(importer, form=forms[kind])
    assert importer.run(*paths, **MADE) == 0
    assert [row[4:9] for row in held(importer)] == KEPT
    assert {row[:4] for row in held(importer)} == {("medicare", "practitioner", "2027-01-01", "2027-03-31")}
    [loaded] = importer.load().sources["ncci27q1-practitioner"].loaded
    assert loaded.codes == ("97110", "97129", "97130", "97140", "97161")


def test_a_deletion_date_is_the_last_day_in_force(importer: Importer) -> None:
    assert importer.run(*table(importer), **MADE) == 0
    [period] = periods(importer.load())["pairs", "medicare", "practitioner"]
    on = [edit_of(period, "97140", "97161", day) for day in (date(2019, 12, 31), date(2020, 1, 1))]
    assert [edit.indicator if edit else None for edit in on] == [1, None]


def test_the_order_of_files_and_members_does_not_matter(importer: Importer) -> None:
    paths = table(importer)
    assert importer.run(*paths, **MADE) == 0
    first = importer.snapshot()
    random.Random(16).shuffle(paths)
    assert importer.run(*paths, **MADE) == 0
    assert importer.snapshot() == first
    members = {path.name: path.read_bytes() for path in paths}
    assert importer.run(importer.file("all.zip", cms_files.as_archive(members)), **MADE) == 0
    assert importer.snapshot() == first


@pytest.mark.parametrize("missing", [0, 1, 2, 3])
def test_a_missing_part_is_named(missing: int, importer: Importer, refused: Callable[..., list[str]]) -> None:
    paths = table(importer)
    del paths[missing]
    assert any(f"f{missing + 1} missing" in line for line in refused(*paths, **MADE))


def test_a_part_given_twice_is_refused(importer: Importer, refused: Callable[..., list[str]]) -> None:
    paths = table(importer)
    again = importer.file("copy of ccipra-v330r0-f2.TXT", paths[1].read_bytes())
    assert any("f2" in line and "once" in line for line in refused(*paths, again, **MADE))


@pytest.mark.parametrize(("without", "names"), [(0, "25442"), (1, "25441 to 45000"), (3, "67000")])
def test_parts_without_their_names_are_missed_by_their_codes(
    without: int, names: str, importer: Importer, refused: Callable[..., list[str]]
) -> None:
    parts = [importer.file(f"part {n}", cms_files.as_tabs(part)) for n, part in enumerate(cms_files.four_parts(ROWS))]
    said = {"table": "hospital", "effective": date(2027, 1, 1), **MADE}
    assert any(names in line for line in refused(*(part for n, part in enumerate(parts) if n != without), **said))
    assert importer.run(*parts, **said) == 0
    assert {row[1] for row in held(importer)} == {"hospital"}


def test_a_table_in_one_file_is_whole(importer: Importer) -> None:
    rows = [row for part in cms_files.four_parts(ROWS) for row in part[6:]]
    path = importer.file("ccioph-v330r0.txt", cms_files.as_tabs([*cms_files.pairs([]), *rows]))
    assert importer.run(path, table="hospital", **MADE) == 0
    assert [row[4:9] for row in held(importer)] == KEPT


def test_the_table_must_be_known(importer: Importer, refused: Callable[..., list[str]]) -> None:
    parts = [importer.file(f"part {n}", cms_files.as_tabs(part)) for n, part in enumerate(cms_files.four_parts(ROWS))]
    assert any("--table" in line for line in refused(*parts, **MADE))
    named = table(importer, kind="ccioph")
    assert any("--table" in line for line in refused(*named, table="practitioner", **MADE))


def test_a_quarter_that_rows_name_and_quarters_agree(importer: Importer, refused: Callable[..., list[str]]) -> None:
    old = table(importer, version="331")  # rows that begin in 2027 Q1 at the latest
    assert any("2027 Q2" in line for line in refused(*old, **MADE))
    named = table(importer)
    assert any("2026 Q4" in line for line in refused(*named, effective=date(2026, 10, 1), **MADE))
    parts = [importer.file(f"part {n}", path.read_bytes()) for n, path in enumerate(named)]
    assert importer.run(*parts, table="practitioner", write=False, **MADE) == 0  # the latest edit begins a quarter
    assert "2027 Q1" in importer.text


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda rows: [row[:2] + row[3:] for row in rows], "Medicaid"),
        (lambda rows: [row if len(row[0]) != 5 else [*row[:5], "2", ""] for row in rows], "indicator"),
        (lambda rows: [row if len(row[0]) != 5 else [*row[:3], "2027", *row[4:]] for row in rows], "no rows"),
        (lambda rows: [row if row[0] != "97140" else row[:5] for row in rows], "5 cells"),
        (lambda rows: rows[:6], "no row"),
        (lambda rows: [*rows, ["97140", "97110", "", "20270101", "*", "0", ""]], "two indicators"),
        (lambda rows: [*rows, ["97140", "97110", "", "20271301", "*", "0", ""]], "20261001"),
    ],
    ids=["Medicaid", "indicator", "dates", "cells", "no rows", "two answers", "no day"],
)
def test_other_columns_are_refused(
    change: Callable[[cms_files.Rows], cms_files.Rows],
    fact: str,
    importer: Importer,
    refused: Callable[..., list[str]],
) -> None:
    paths = [
        importer.file(f"ccipra-v330r0-f{number}.txt", cms_files.as_tabs(change(part)))
        for number, part in enumerate(cms_files.four_parts(ROWS), 1)
    ]
    assert any(fact in line for line in refused(*paths, **MADE))


def test_a_list_of_changes_is_not_a_table(importer: Importer, refused: Callable[..., list[str]]) -> None:
    rows = [["Additions to the table"], *cms_files.pairs(ROWS)]
    [line] = refused(importer.file("additions.txt", cms_files.as_tabs(rows)))
    assert "four parts" in line
