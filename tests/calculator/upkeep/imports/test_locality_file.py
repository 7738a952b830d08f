"""Localities come in from every form of Addendum E; invented ones are refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from calculator.model import Place
from tests.calculator.upkeep.imports.conftest import Importer, some_places
from tests.support import cms_files


def as_csv(places: list[Place], year: int = 2027, words: str = "FINAL ") -> bytes:
    return cms_files.as_csv(cms_files.indices(places, year=year, words=words))


FORMS: dict[str, Callable[[cms_files.Rows], bytes]] = {
    "csv": cms_files.as_csv,
    "txt": lambda rows: cms_files.indices_text(rows).encode(),
    "xlsx": lambda rows: cms_files.as_workbook(Addendum=rows),
    "zip": lambda rows: cms_files.as_archive({"GPCI2027.csv": cms_files.as_csv(rows)}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_localities(form: str, importer: Importer) -> None:
    places = some_places()
    rows = cms_files.indices(places, year=2027)
    for row in rows[3:]:
        row[4:] = [number.rstrip("0").rstrip(".") if form != "txt" else number for number in row[4:]]  # as in 2025
    assert importer.run(importer.file("anything", FORMS[form](rows))) == 0
    loaded = [dataclasses.replace(place, source="") for place in importer.load().tables.places]
    assert sorted(loaded, key=lambda place: (place.mac, place.locality)) == sorted(
        places, key=lambda place: (place.mac, place.locality)
    )
    assert b'"HAWAII, GUAM",HI,1.000,0.870,0.566,gpci-2027' in importer.snapshot()["tables/places.csv"]


def test_a_file_imported_twice_changes_nothing(importer: Importer) -> None:
    path = importer.file("GPCI2027.csv", as_csv(some_places()))
    assert importer.run(path) == 0
    before = importer.snapshot()
    assert importer.run(path, read_on=date(2027, 5, 5)) == 0
    assert importer.snapshot() == before


def test_indices_that_change_within_a_year_need_a_day(importer: Importer, refused: Callable[..., list[str]]) -> None:
    places = some_places()
    assert importer.run(importer.file("GPCI2027.csv", as_csv(places))) == 0
    places[0] = dataclasses.replace(places[0], work=Decimal("1.500"))
    again = importer.file("GPCI2027.csv", as_csv(places))
    assert any("02102-01" in line and "--effective" in line for line in refused(again))
    assert importer.run(again, effective=date(2027, 4, 1)) == 0
    loaded = importer.load().tables.places
    assert [str(place.since) for place in loaded if place.mac == "02102"] == ["2027-01-01", "2027-04-01"]
    assert len(loaded) == len(places) + 1


def test_the_next_year_is_added_and_the_last_stays(importer: Importer) -> None:
    assert importer.run(importer.file("GPCI2027.csv", as_csv(some_places()))) == 0
    assert importer.run(importer.file("GPCI2028.csv", as_csv(some_places(), 2028))) == 0
    assert {place.since.year for place in importer.load().tables.places} == {2027, 2028}


def test_invented_localities_are_refused_with_all_that_is_wrong(
    importer: Importer, refused: Callable[..., list[str]]
) -> None:
    assert importer.run(importer.file("GPCI2027.csv", as_csv(some_places()))) == 0
    places = some_places(2028)
    places[5:] = [dataclasses.replace(place, locality="99", mac=f"88{n:03d}") for n, place in enumerate(places[5:])]
    places[0] = dataclasses.replace(places[1])
    text = "\n".join(refused(importer.file("GPCI2028.csv", as_csv(places, 2028))))
    assert "01212-01 a second time" in text  # given twice
    assert "88000-99" in text  # invented
    assert "99002-05" in text  # gone


def test_one_locality_more_or_less_is_accepted_with_a_reason(
    importer: Importer, refused: Callable[..., list[str]]
) -> None:
    assert importer.run(importer.file("GPCI2027.csv", as_csv(some_places()))) == 0
    fewer = importer.file("GPCI2028.csv", as_csv(some_places(2028)[:-1], 2028))
    assert any("99102-02" in line for line in refused(fewer))
    assert importer.run(fewer, accept="merged by the final rule of 2028") == 0
    assert "merged by the final rule of 2028" in importer.said[-1]


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda rows: [["".join(rows[0]).replace("FINAL ", "PROPOSED ")], *rows[1:]], "FINAL"),
        (lambda rows: [[cell for place, cell in enumerate(row) if place != 1] for row in rows], "State"),
        (lambda rows: [*rows[:2], [cell.replace("2027", "2026") for cell in rows[2]], *rows[3:]], "2027 PE GPCI"),
        (lambda rows: [*rows[:3], ["1012", *rows[3][1:]], *rows[4:]], "line 4"),
        (lambda rows: [*rows[:3], [*rows[3][:5], "0.8755", *rows[3][6:]], *rows[4:]], "line 4"),
        (lambda rows: rows[:50], "100"),
    ],
    ids=[
        "proposed",
        "no states, as before 2024",
        "columns of another year",
        "a zero dropped",
        "four places",
        "cut off",
    ],
)
def test_other_files_are_refused(
    change: Callable[[cms_files.Rows], cms_files.Rows],
    fact: str,
    importer: Importer,
    refused: Callable[..., list[str]],
) -> None:
    rows = change(cms_files.indices(some_places(), year=2027))
    assert fact in "\n".join(refused(importer.file("GPCI2027.csv", cms_files.as_csv(rows))))


def test_indices_of_another_year_than_stated_are_refused(importer: Importer, refused: Callable[..., list[str]]) -> None:
    text = "\n".join(refused(importer.file("GPCI.csv", as_csv(some_places())), effective=date(2026, 1, 1)))
    assert "2027" in text
    assert "2026" in text
