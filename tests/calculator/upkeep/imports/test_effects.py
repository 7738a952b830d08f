"""What an import does to the rules is shown before it is written, and what contradicts them stops it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.loading import rule_reader
from calculator.model import Rules
from calculator.upkeep.imports import write
from tests.calculator.upkeep.imports.conftest import VALUES, Importer, relative_values
from tests.support import cms_files
from tests.support.paths import ROOT


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_status_that_a_code_contradicts_stops_until_it_is_accepted(importer: Importer) -> None:
    values = {**VALUES, "97140": ("N", "0.00", "0.00", "0.00", "0")}
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values(values))
    assert importer.run(path) == 2
    [line] = importer.stopped
    assert "tables/relative-values.csv" in line
    assert "codes/97140.yaml" in line
    assert importer.run(path, accept="the page of 97140 follows") == 0
    [problem] = rule_reader.check(importer.rules)
    assert problem.field.endswith("status")


CHEAPER = {**VALUES, "97140": ("A", "0.43", "0.38", "0.01", "5")}


@pytest.fixture
def whole(importer: Importer, tmp_path: Path) -> Importer:
    """All rules, instead of the small ones."""
    importer.rules = Path(shutil.copytree(ROOT / "rules", tmp_path / "whole" / "rules"))
    return importer


def as_loaded(rules: Rules, release: str, year: int, month: int, **changed: tuple[str, ...]) -> bytes:
    """A file with the values of a release that the rules have, and some others."""
    rows = [row for row in rules.tables.relative_values if row.release.startswith(release)]
    values = {
        row.code: (row.status, *map(str, (row.work, row.practice_expense, row.malpractice, row.multiple_procedure)))
        for row in rows
    }
    return relative_values({**values, **changed}, year=year, month=month, factor="33.4009", more=19_000)


def test_examples_that_are_answered_differently_are_shown_and_stop(whole: Importer, rules: Rules) -> None:
    more = ("A", "0.45", "0.99", "0.01", "5")
    path = whole.file("PPRRVU2026_Jul_nonQPP.csv", as_loaded(rules, "RVU26C", 2026, 7, **{"97110": more}))
    assert whole.run(path) == 2
    assert any("parameters/conversion-factor-apm.yaml" in line and "allowed" in line for line in whole.stopped)
    assert "parameters/conversion-factor-apm.yaml: " in whole.text


def test_the_file_that_was_loaded_changes_nothing(whole: Importer, rules: Rules) -> None:
    path = whole.file("PPRRVU2026_Jul_nonQPP.csv", as_loaded(rules, "RVU26C", 2026, 7))
    before = whole.snapshot()
    assert whole.run(path) == 0
    assert whole.snapshot() == before


def test_a_new_year_comes_in_and_changes_no_answer_of_the_years_before(whole: Importer, rules: Rules) -> None:
    name = "PPRRVU2028_Jan_nonQPP.csv"
    path = whole.file(name, as_loaded(rules, "RVU26C", 2028, 1).replace(b"33.4009", b"32.1000"))
    assert whole.run(path, accept="made rows") == 0
    assert not [line for line in whole.said if "The claim differs" in line]
    assert str(whole.load().parameters["conversion-factor"].values[-1].value) == "32.1000"


def test_texts_with_a_number_that_changed_are_listed(importer: Importer) -> None:
    code = importer.rules / "codes" / "97140.yaml"
    edited(code, "{unit:97140} a unit.", "{unit:97140} a unit. Its practice expense is {=0.40 RVU, not 10.38}.")
    assert importer.run(importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())) == 0
    july = importer.file("PPRRVU2027_Jul_nonQPP.csv", relative_values(CHEAPER, month=7))
    assert importer.run(july, effective=date(2027, 7, 1), write=False) == 0
    [line] = [line for line in importer.said if "Its practice expense" in line]
    assert "codes/97140.yaml" in line
    other = relative_values({**VALUES, "97110": ("A", "0.44", "0.40", "0.01", "5")}, month=7)
    assert importer.run(importer.file("July nonQPP.csv", other), effective=date(2027, 7, 1), write=False) == 0
    assert not [line for line in importer.said if "Its practice expense" in line]


def test_texts_that_take_their_number_from_the_tables_are_shown_with_the_new_one(importer: Importer) -> None:
    code = importer.rules / "codes" / "97140.yaml"
    edited(
        code, "{unit:97140} a unit.", "{unit:97140} a unit. Its practice expense is {rvu:97140.practice-expense@2027}."
    )
    with (importer.rules / "tables" / "relative-values.csv").open("a", encoding="utf-8") as table:
        table.write("97140,2027-01-01,RVU27A (January 2027),A,0.43,0.40,0.01,5,manual\n")
    assert main(["checksums", "manual", "--rules", str(importer.rules)]) == 0
    july = importer.file("PPRRVU2027_Jul_nonQPP.csv", relative_values(CHEAPER, month=7))
    asked = {"effective": date(2027, 1, 1), "accept": "all of the year"}
    assert importer.run(july, write=False, **asked) == 0
    [line] = [line for line in importer.said if "Its practice expense" in line]
    assert "codes/97140.yaml" in line
    assert line.index("0.40") < line.index("0.38")


def test_a_code_with_a_page_that_the_file_lacks_is_shown(importer: Importer, refused: Callable[..., list[str]]) -> None:
    values = {code: found for code, found in VALUES.items() if code != "97161"}
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values(values))
    assert any("97161" in line for line in refused(path))


def test_a_therapy_code_without_a_page_is_shown(importer: Importer) -> None:
    values = {**VALUES, "97999": ("A", "0.10", "0.10", "0.01", "5"), "99999": ("A", "0.10", "0.10", "0.01", "0")}
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values(values))
    assert importer.run(path) == 0
    [line] = [line for line in importer.said if "without a page" in line]
    assert "97999" in line
    assert "99999" not in line


def test_files_are_written_all_or_none(importer: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    before = importer.snapshot()
    really = write.os.replace

    def full_disk(draft: Path, target: Path) -> None:
        if target.name == "sources.yaml":
            raise OSError(28, "No space left on device")
        really(draft, target)

    monkeypatch.setattr(write.os, "replace", full_disk)
    with pytest.raises(OSError, match="No space left"):
        importer.run(path)
    assert importer.snapshot() == before


def test_rules_with_problems_take_no_import(importer: Importer) -> None:
    edited(importer.rules / "codes" / "97140.yaml", "always", "perhaps")
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    with pytest.raises(rule_reader.RuleError, match="perhaps"):
        importer.run(path)


# --- two files of one table -------------------------------------------------------------------------------------------


def test_two_releases_are_compared_with_each_other(importer: Importer) -> None:
    before = importer.snapshot()
    july = importer.file("PPRRVU2027_Jul_nonQPP.csv", relative_values(CHEAPER, month=7))
    january = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    for paths in ((july, january), (january, july)):
        assert importer.compare(*paths) == 0
        assert "1 changed" in importer.text
        [line] = [line for line in importer.said if "97140:" in line]
        assert line.index("0.40") < line.index("0.38")
    assert importer.snapshot() == before


def test_quarters_of_limits_and_pairs_are_compared(importer: Importer) -> None:
    paths = [
        importer.file(
            f"MCR_MUE_PractitionerServices_Eff_{day}.csv", cms_files.as_csv(cms_files.limits(values, more=10_000))
        )
        for day, values in (("01-01-2027", {"97110": (6, 3), "97140": (4, 3)}), ("04-01-2027", {"97110": (5, 3)}))
    ]
    for version, last in (("330", "20270101"), ("331", "20270401")):
        rows = [("97140", "97110", last, "*", "1"), ("97161", "97110", "20200101", "*", "0")]
        rows = rows if version == "330" else rows[:1]
        for number, part in enumerate(cms_files.four_parts(rows), 1):
            paths.append(importer.file(f"ccipra-v{version}r0-f{number}.txt", cms_files.as_tabs(part)))
    assert importer.compare(*paths) == 0
    assert any("97110: units 6 -> units 5" in line for line in importer.said)
    assert any("ended" in line and "97140: units 4" in line for line in importer.said)
    assert any("ended" in line and "97161/97110" in line for line in importer.said)


def test_one_release_cannot_be_compared(importer: Importer) -> None:
    assert importer.compare(importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())) == 2
    assert "two releases" in importer.text


def test_the_day_read_is_that_of_the_first_reading(importer: Importer) -> None:
    path = importer.file("PPRRVU2027_Jan_nonQPP.csv", relative_values())
    assert importer.run(path, read_on=date(2026, 12, 28)) == 0
    assert importer.run(path, read_on=date(2027, 1, 28)) == 0
    assert importer.load().sources["pprrvu-2027a"].read_on == date(2026, 12, 28)
