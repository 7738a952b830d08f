"""Unit limits come in for the quarter that is in the name of their file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.calculator.upkeep.imports.conftest import Importer
from tests.support import cms_files

VALUES = {"97110": (6, 3), "97140": (0, 2), "97151": (8, 3)}
NAME = "MCR_MUE_PractitionerServices_Eff_01-01-2027.csv"


def limits(values: Any = VALUES, table: str = "Practitioner Services", more: int = 10_000) -> cms_files.Rows:
    return cms_files.limits(values, table=table, more=more)


def held(importer: Importer) -> list[tuple[str, ...]]:
    with (importer.rules / "tables" / "unit-limits.csv").open(encoding="utf-8") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "csv": (NAME, lambda: cms_files.as_csv(limits())),
    "csv in UTF-8": (NAME, lambda: b"\xef\xbb\xbf" + cms_files.as_csv(limits()).decode("latin-1").encode()),
    "xlsx": (NAME.replace("csv", "xlsx"), lambda: cms_files.as_workbook(MUE=limits())),
    "zip": ("medicare-ncci-2027-q1.zip", lambda: cms_files.as_archive({f"folder/{NAME}": cms_files.as_csv(limits())})),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_limits_of_codes_with_a_page(form: str, importer: Importer) -> None:
    name, content = FORMS[form]
    assert importer.run(importer.file(name, content())) == 0
    period = ("medicare", "practitioner", "2027-01-01", "2027-03-31")
    assert held(importer) == [
        (*period, "97110", "6", "3", "mue27q1-practitioner"),
        (*period, "97140", "0", "2", "mue27q1-practitioner"),
    ]
    assert "97151" in importer.text  # therapy, and without a page
    [loaded] = importer.load().sources["mue27q1-practitioner"].loaded
    assert loaded.file_rows == 10_003


def test_the_header_names_the_table(importer: Importer, refused: Callable[..., list[str]]) -> None:
    path = importer.file("MCR_MUE_Eff_01-01-2027.csv", cms_files.as_csv(limits(table="Outpatient Hospital Services")))
    assert any("--table" in line for line in refused(path, table="practitioner"))
    assert importer.run(path) == 0
    assert {row[1] for row in held(importer)} == {"hospital"}


def test_the_quarter_is_asked_for_where_the_name_does_not_say_it(
    importer: Importer, refused: Callable[..., list[str]]
) -> None:
    path = importer.file("mue.csv", cms_files.as_csv(limits()))
    assert any("--effective" in line for line in refused(path))
    assert refused(path, effective=date(2027, 2, 1))
    assert importer.run(path, effective=date(2027, 4, 1)) == 0
    assert held(importer)[0][2:4] == ("2027-04-01", "2027-06-30")
    named = importer.file(NAME, path.read_bytes())
    assert any("2027 Q1" in line and "2027 Q2" in line for line in refused(named, effective=date(2027, 4, 1)))


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda rows: [*rows[:2], ["97110", "six", *rows[2][2:]], *rows[3:]], "whole number"),
        (lambda rows: [*rows, ["97110", "5", "3 Date of Service Edit", ""]], "97110 a second time"),
        (lambda rows: [*rows, ["97161", "5", "Date of Service Edit", ""]], "adjudication indicator"),
        (lambda rows: [*rows, ["Practitioner", "5", "3 Date", ""]], "five characters"),
        (lambda rows: rows[:40], "cut off"),
        (lambda rows: [row[:2] + row[3:] for row in rows], "no title or header"),
        (lambda rows: [row for row in rows if not row[0].startswith("97")], "code that has a page"),
    ],
    ids=["word", "twice", "no indicator", "no code", "cut off", "a column less", "no code of ours"],
)
def test_other_files_are_refused(
    change: Callable[[cms_files.Rows], cms_files.Rows],
    fact: str,
    importer: Importer,
    refused: Callable[..., list[str]],
) -> None:
    assert any(fact in line for line in refused(importer.file(NAME, cms_files.as_csv(change(limits())))))
