"""Relative values and the conversion factor come in from every form of CMS's file, from the day that is known or said."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.calculator.upkeep.imports.conftest import VALUES, Importer, relative_values
from tests.support import cms_files

JULY = {**VALUES, "97110": ("A", "0.45", "0.42", "0.01", "5")}


def made(year: int = 2027, month: int = 1, values: Any = None, **about: Any) -> cms_files.Rows:
    return cms_files.relative_values(values or VALUES, year=year, month=month, more=15_000, **about)


def held(importer: Importer, year: int) -> dict[tuple[str, str], tuple[str, ...]]:
    """The rows of a year: by code and first day, what they say."""
    with (importer.rules / "tables" / "relative-values.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["since"].startswith(str(year))]
    names = ("status", "work", "practice_expense", "malpractice", "multiple_procedure")
    return {(row["code"], row["since"]): tuple(row[name] for name in names) for row in rows}


FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "csv of 32 columns": ("PPRRVU2027_Jan_nonQPP.csv", lambda: cms_files.as_csv(made())),
    "workbook": ("PPRRVU2027_Jan_nonQPP.xlsx", lambda: cms_files.as_workbook(PPRRVU2027_Jan_nonQPP=made())),
    "archive": (
        "rvu27a.zip",
        lambda: cms_files.as_archive(
            {"PPRRVU2027_Jan_nonQPP.csv": cms_files.as_csv(made()), "RVU27A.pdf": b"%PDF-1.7"}
        ),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows(form: str, importer: Importer) -> None:
    name, content = FORMS[form]
    assert importer.run(importer.file(name, content())) == 0
    assert held(importer, 2027) == {(code, "2027-01-01"): values for code, values in VALUES.items()}
    rules = importer.load()
    assert {row.release for row in rules.tables.relative_values if row.since.year == 2027} == {"RVU27A (January 2027)"}
    source = rules.sources["pprrvu-2027a"]
    assert (source.tier, source.extent, source.read_on) == ("primary", "whole", date(2026, 12, 1))
    assert source.loaded_prices[0].file_rows == 15_005


@pytest.mark.parametrize("form", ["csv", "txt"])
def test_releases_up_to_2025_have_a_column_less(form: str, importer: Importer) -> None:
    rows = made(2025, factor="32.3465")
    if form == "csv":
        assert importer.run(importer.file("any name", cms_files.as_csv(rows))) == 0
    else:
        text = importer.file("PPRRVU2025_Jan.txt", cms_files.fixed_width(rows).encode())
        assert importer.run(text) == 2
        assert "--release" in importer.text
        assert importer.run(text, release="RVU25A") == 0
    assert held(importer, 2025) == {(code, "2025-01-01"): values for code, values in VALUES.items()}


def test_a_file_is_known_by_its_content_and_not_by_its_name(importer: Importer) -> None:
    path = importer.file("download (3)", cms_files.as_csv(made(2025, factor="32.3465")))
    assert importer.run(path) == 0
    assert "pprrvu-2025a" in importer.load().sources


def test_rows_of_a_part_of_a_code_are_not_taken(importer: Importer) -> None:
    rows = made()
    part = [*rows[-1]]
    part[1], part[5] = "26", "9.99"
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", cms_files.as_csv([*rows, part]))
    assert importer.run(path) == 0
    assert held(importer, 2027) == {(code, "2027-01-01"): values for code, values in VALUES.items()}


def test_a_file_imported_twice_changes_nothing(importer: Importer) -> None:
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    assert importer.run(path) == 0
    before = importer.snapshot()
    assert importer.run(path, read_on=date(2027, 5, 5)) == 0
    assert importer.snapshot() == before


def test_nothing_is_written_unless_asked(importer: Importer) -> None:
    before = importer.snapshot()
    assert importer.run(importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values()), write=False) == 0
    assert importer.snapshot() == before
    assert "relative-values.csv" in importer.text
    assert "conversion-factor.yaml" in importer.text


def test_no_descriptor_is_written_or_shown(importer: Importer) -> None:
    good = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    assert importer.run(good) == 0
    shown = importer.text
    rows = cms_files.relative_values(VALUES, year=2028)
    moved = [row[:1] + row[2:3] + row[1:2] + row[3:] if number >= 10 else row for number, row in enumerate(rows)]
    for name, wrong in {
        "no header": rows[10:],
        "moved": moved,
        "one less": [row[1:] for row in rows],
        "last": [row[::-1] for row in rows],
    }.items():
        for content in (cms_files.as_csv(wrong), cms_files.as_workbook(rows=wrong), cms_files.as_tabs(wrong)):
            assert importer.run(importer.file(name, content)) == 2
            shown += importer.text
    assert "DESCRIPTOR" not in shown
    for name, content in importer.snapshot().items():
        assert b"DESCRIPTOR" not in content, name


# --- from which day ---------------------------------------------------------------------------------------------------


def test_a_later_release_needs_a_day_and_adds_only_what_differs(
    importer: Importer, refused: Callable[..., list[str]]
) -> None:
    assert importer.run(importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())) == 0
    july = importer.file("PPRRVU2027_Jul_nonQPP.csv", relative_values(JULY, month=7))
    assert any("--effective" in line for line in refused(july))
    assert any("--effective" in line for line in refused(july, effective=date(2027, 10, 1)))  # of another quarter
    assert any("--effective" in line for line in refused(july, effective=date(2026, 7, 1)))  # of another year
    assert importer.run(july, effective=date(2027, 7, 1)) == 0
    expected = {(code, "2027-01-01"): values for code, values in VALUES.items()}
    assert held(importer, 2027) == expected | {("97110", "2027-07-01"): JULY["97110"]}
    before = importer.snapshot()
    assert importer.run(july) == 0  # its day is known now
    assert importer.snapshot() == before


def test_a_later_release_can_replace_the_whole_year(importer: Importer) -> None:
    assert importer.run(importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())) == 0
    july = importer.file("PPRRVU2027_Jul_nonQPP.csv", relative_values(JULY, month=7))
    assert importer.run(july, effective=date(2027, 1, 1), write=False) == 0
    assert "replaces 5 rows" in importer.text
    assert importer.run(july, effective=date(2027, 1, 1)) == 0
    assert held(importer, 2027) == {(code, "2027-01-01"): values for code, values in JULY.items()}
    rules = importer.load()
    assert "pprrvu-2027c" in rules.sources
    assert {cite.source for cite in rules.parameters["conversion-factor"].values[1].cites} <= rules.sources.keys()


def test_a_later_release_with_the_same_values_is_named_and_adds_no_row(importer: Importer) -> None:
    assert importer.run(importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())) == 0
    rows = held(importer, 2027)
    april = importer.file("PPRRVU2027_Apr_nonQPP.csv", relative_values(month=4))
    assert importer.run(april, effective=date(2027, 4, 1), read_on=date(2027, 3, 30)) == 0
    assert held(importer, 2027) == rows
    source = importer.load().sources["pprrvu-2027a"]
    assert "RVU27B" in source.edition
    assert source.read_on == date(2027, 3, 30)
    before = importer.snapshot()
    assert importer.run(april, effective=date(2027, 4, 1)) == 0
    assert importer.snapshot() == before


def test_rows_kept_as_differences_are_not_changed_by_what_comes_before_them(
    importer: Importer, refused: Callable[..., list[str]]
) -> None:
    first = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    assert importer.run(first) == 0
    july = importer.file("PPRRVU2027_Jul_nonQPP.csv", relative_values(JULY, month=7))
    assert importer.run(july, effective=date(2027, 7, 1)) == 0
    values = {**VALUES, "97140": ("A", "0.43", "0.44", "0.01", "5")}
    again = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values(values))
    lines = refused(again)
    assert any("97140" in line and "2027-07-01" in line for line in lines)
    assert importer.run(again, july) == 0
    rows = held(importer, 2027)
    assert rows["97140", "2027-01-01"] == values["97140"]
    assert rows["97140", "2027-07-01"] == VALUES["97140"]
    assert rows["97110", "2027-07-01"] == JULY["97110"]


def test_a_second_january_release_needs_a_day(importer: Importer, refused: Callable[..., list[str]]) -> None:
    first = relative_values(year=2024, factor="32.7442")
    second = relative_values(year=2024, factor="33.2875", released="03/08/2024")
    assert importer.run(importer.file("PPRRVU24_JAN.csv", first)) == 0
    again = importer.file("PPRRVU24_JAN.csv", second)
    assert any("33.2875" in line and "32.7442" in line for line in refused(again))
    day = {"effective": date(2024, 3, 9), "release": "RVU24AR"}
    assert any("--factor" in line for line in refused(again, **day))
    assert importer.run(again, **day, factor=Decimal("33.2875")) == 0
    values = importer.load().parameters["conversion-factor"].values
    assert [(str(value.since), str(value.value)) for value in values[:3]] == [
        ("2024-01-01", "32.7442"),
        ("2024-03-09", "33.2875"),
        ("2025-01-01", "32.3465"),
    ]


# --- the conversion factor --------------------------------------------------------------------------------------------


def test_the_factor_takes_the_place_of_the_expected_one_and_comments_stay(importer: Importer) -> None:
    assert importer.run(importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values(factor="32.9"))) == 0
    text = (importer.rules / "parameters" / "conversion-factor.yaml").read_text(encoding="utf-8")
    assert "# a comment that must stay" in text
    assert "proposed" not in text
    last = importer.load().parameters["conversion-factor"].values[-1]
    assert (last.since, str(last.value), last.cites[0].source) == (date(2027, 1, 1), "32.9000", "pprrvu-2027a")


def test_the_file_of_participants_is_refused_by_its_name_and_by_its_number(
    importer: Importer, refused: Callable[..., list[str]]
) -> None:
    by_name = importer.file("PPRRVU2027_Jan_QPP.csv", relative_values())
    assert any("QPP" in line for line in refused(by_name))
    by_number = importer.file("renamed.csv", relative_values(year=2026, month=10, factor="33.5675"))
    assert any("33.5675" in line and "QPP" in line for line in refused(by_number, effective=date(2026, 10, 1)))


def test_without_its_name_the_factor_must_be_said(importer: Importer, refused: Callable[..., list[str]]) -> None:
    renamed = importer.file("renamed.csv", relative_values())
    assert any("nonQPP" in line and "--factor" in line for line in refused(renamed))
    assert any("32.9999" in line and "33.1" in line for line in refused(renamed, factor=Decimal("33.1")))
    assert importer.run(renamed, factor=Decimal("32.9999")) == 0


def test_an_archive_with_both_files_gives_the_one_for_everybody(importer: Importer) -> None:
    members = {"PPRRVU2027_Jan_QPP.csv": relative_values(factor="33.1"), "PPRRVU2027_Jan_nonQPP.csv": relative_values()}
    for order in (members, dict(reversed(members.items()))):
        assert importer.run(importer.file("rvu27a.zip", cms_files.as_archive(order)), write=False) == 0
        assert "32.9999" in importer.text
        assert "QPP" in importer.text


def test_an_unknown_number_of_the_year_is_refused(importer: Importer, refused: Callable[..., list[str]]) -> None:
    path = importer.file("PPRRVU2026_Oct_nonQPP.csv", relative_values(year=2026, month=10, factor="33.3333"))
    [line] = refused(path, effective=date(2026, 10, 1), accept="all of it")
    assert "33.3333" in line
    assert "33.4009" in line


def test_where_it_was_read_is_kept(importer: Importer, tmp_path: Path) -> None:
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    where = {"read_in": 'A mirror: "copy"', "url": "https://www.example.org/rvu27a"}
    assert importer.run(path, **where) == 0
    source = importer.load().sources["pprrvu-2027a"]
    assert (source.read_in, source.url) == (where["read_in"], where["url"])
