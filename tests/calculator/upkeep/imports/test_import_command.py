"""`python -m calculator import`: what can be typed, what is printed, and the exit status."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from calculator.__main__ import main
from tests.calculator.upkeep.imports.conftest import Importer, relative_values, some_places
from tests.support import cms_files
from tests.support.paths import ROOT

Captured = pytest.CaptureFixture[str]


def imported(importer: Importer, *arguments: object) -> int:
    return main(["import", "--rules", str(importer.rules), "--read-on", "2026-12-28", *map(str, arguments)])


@pytest.fixture
def file(importer: Importer) -> Path:
    return importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())


def test_it_shows_first_and_writes_if_asked(importer: Importer, file: Path, capsys: Captured) -> None:
    before = importer.snapshot()
    assert imported(importer, file) == 0
    assert importer.snapshot() == before
    assert "--write" in capsys.readouterr().out
    assert imported(importer, file, "--write") == 0
    shown = capsys.readouterr().out
    assert "CHANGELOG" in shown
    assert str(importer.load().sources["pprrvu-2027a"].read_on) == "2026-12-28"
    assert main(["rules", str(importer.rules)]) == 0


def test_what_stops_it_gives_another_status(importer: Importer, capsys: Captured) -> None:
    page = importer.file("page.csv", b"<html>Access denied</html>")
    assert imported(importer, page, "--write") == 2
    assert "page.csv" in capsys.readouterr().out


def test_options_reach_the_import(importer: Importer, capsys: Captured) -> None:
    text = cms_files.fixed_width(cms_files.relative_values({"97110": ("A", "0.45", "0.40", "0.01", "5")}, year=2025))
    path = importer.file("renamed.txt", text.encode())
    options = ("--release", "RVU25A", "--effective", "2025-02-01", "--factor", "32.9999", "--accept", "a few rows")
    assert (
        imported(importer, path, *options, "--read-in", "a mirror", "--url", "https://www.example.org/", "--write") == 0
    )
    source = importer.load().sources["pprrvu-2025a"]
    assert (source.read_in, source.url) == ("a mirror", "https://www.example.org/")
    assert [str(row.since) for row in importer.load().tables.relative_values if row.since.year == 2025] == [
        "2025-02-01"
    ]


@pytest.mark.parametrize(
    "options", [("--effective", "2025-02-30"), ("--factor", "33,4"), ("--table", "dental")], ids=" ".join
)
def test_what_cannot_be_meant_is_refused(
    options: tuple[str, ...], importer: Importer, file: Path, capsys: Captured
) -> None:
    with pytest.raises(SystemExit) as stopped:
        imported(importer, file, *options)
    assert stopped.value.code == 2
    assert options[1] in capsys.readouterr().err


def test_two_releases_are_compared(importer: Importer, file: Path, capsys: Captured) -> None:
    values = {"97110": ("A", "0.44", "0.40", "0.01", "5")}
    july = importer.file("PPRRVU2027_Jul_nonQPP.csv", relative_values(values, month=7))
    before = importer.snapshot()
    assert imported(importer, file, july, "--compare", "--write") == 0
    shown = capsys.readouterr().out
    assert "work 0.45 -> work 0.44" in shown
    assert importer.snapshot() == before


def test_rules_with_problems_are_shown_with_file_and_line(importer: Importer, file: Path, capsys: Captured) -> None:
    path = importer.rules / "tables" / "relative-values.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.45", "0.46"), encoding="utf-8")
    assert imported(importer, file) == 2
    assert "rules/sources.yaml:" in capsys.readouterr().err


def test_a_whole_archive_of_a_quarter_comes_in_at_once(importer: Importer) -> None:
    members = {
        "PPRRVU2027_Jan_nonQPP.csv": relative_values(),
        "PPRRVU2027_Jan_QPP.csv": relative_values(factor="33.1"),
        "GPCI2027.csv": cms_files.as_csv(cms_files.indices(some_places(), year=2027)),
        "RVU27A.pdf": b"%PDF-1.7",
    }
    assert imported(importer, importer.file("rvu27a.zip", cms_files.as_archive(members)), "--write") == 0
    rules = importer.load()
    assert {"pprrvu-2027a", "gpci-2027"} <= rules.sources.keys()
    assert str(rules.parameters["conversion-factor"].values[-1].value) == "32.9999"


def test_it_is_installed_as_a_command() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    module, _, name = scripts["rehab-rules"].partition(":")
    assert (module, name) == (main.__module__, main.__name__)
