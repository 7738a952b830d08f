"""Wrong rule files: each gives exactly the message beside it, and all problems come in one run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.loading import rule_reader
from tests.support.paths import SMALL_RULES, TESTS

CASES = sorted(case for case in (TESTS / "bad").glob("*") if case.suffix in (".yaml", ".csv"))


def put(case: Path, folder: Path) -> Path:
    """A copy of the small rule set with one file exchanged for a wrong one, or a wrong one more."""
    rules = folder / "rules"
    shutil.copytree(SMALL_RULES, rules)
    first, rest = case.read_text(encoding="utf-8").split("\n", 1)
    more, target = first.startswith("# one more: "), rules / first.rpartition("rules/")[2]
    assert target.is_file() != more, first
    target.parent.mkdir(exist_ok=True)
    target.write_text(rest, encoding="utf-8")
    return rules


def test_the_small_rule_set_is_good() -> None:
    assert rule_reader.check(SMALL_RULES) == []


def test_there_are_enough_wrong_files() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_wrong_file_gives_its_message(case: Path, tmp_path: Path) -> None:
    problems = rule_reader.check(put(case, tmp_path))
    assert "".join(f"{problem}\n" for problem in problems) == case.with_suffix(".txt").read_text(encoding="utf-8")


def test_problems_of_several_files_come_in_one_run(tmp_path: Path) -> None:
    rules = put(TESTS / "bad" / "unknown-field.yaml", tmp_path)
    code = rules / "codes" / "97140.yaml"
    code.write_text(code.read_text(encoding="utf-8").replace("usual: [PT, OT, SLP]", "usual: PT"), encoding="utf-8")
    assert {problem.file for problem in rule_reader.check(rules)} == {
        "rules/codes/97110.yaml",
        "rules/codes/97140.yaml",
    }


def test_a_file_that_is_no_yaml_file_is_told(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(SMALL_RULES, rules)
    (rules / "codes" / "97112.yml").write_text("name: x\n", encoding="utf-8")
    assert [str(problem) for problem in rule_reader.check(rules)] == [
        "rules/codes/97112.yml:1: found a file '97112.yml', expected NAME.yaml"
    ]


def test_github_shows_a_problem_on_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = put(TESTS / "bad" / "date-in-another-form.yaml", tmp_path)
    assert main(["rules", str(rules), "--github"]) == 1
    assert capsys.readouterr().out == (
        "::error file=rules/codes/97110.yaml,line=15::examples[0].date_of_service: "
        "found '3/2/2026', expected a date such as 2026-03-02\n"
    )


def test_text_stays_text() -> None:
    rules = rule_reader.load(SMALL_RULES)
    assert rules.codes["97110"].examples[0].services[0].code == "97110"
    assert set(rules.codes) == {"97110", "97129", "97130", "97140", "97161"}


def test_an_unquoted_code_is_still_text(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(SMALL_RULES, rules)
    code = rules / "codes" / "97110.yaml"
    code.write_text(code.read_text(encoding="utf-8").replace('code: "97110"', "code: 97110"), encoding="utf-8")
    assert rule_reader.check(rules) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("97110,2026-01-01,RVU26C,A,0.4x,0.40,0.01,5,manual", ":2: [0].work: found '0.4x', expected a number"),
        ("97110,1/1/2026,RVU26C,A,0.45,0.40,0.01,5,manual", ":2: [0].since: found '1/1/2026', expected a date"),
        ("97110,2026-01-01,RVU26C,A,0.45,0.40,0.01,5", ":2: found 8 cells, expected 9"),
        (
            "97110,2026-01-01,RVU26C,A,0.45,0.40,0.01,5,blog",
            ":2: [0].source: found 'blog', expected a key of sources.yaml",
        ),
        ("97110,2026-01-01,RVU26C,B,0.45,0.40,0.01,5,manual", ":2: [0].status: found B for 97110 from 2026-01-01"),
        ("97110,2026-01-01,,A,0.45,0.40,0.01,5,manual", ":2: [0].release: missing, expected text"),
    ],
    ids=["number", "date", "cells", "source", "status", "missing"],
)
def test_a_wrong_cell_of_a_table_is_told_with_its_line(line: str, message: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(SMALL_RULES, rules)
    table = rules / "tables" / "relative-values.csv"
    head = table.read_text(encoding="utf-8").split("\n", 1)[0]
    table.write_text(f"{head}\n{line}\n", encoding="utf-8")
    [problem] = rule_reader.check(rules)
    assert str(problem).startswith(f"rules/tables/relative-values.csv{message}")


def test_an_unknown_column_of_a_table_is_told(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(SMALL_RULES, rules)
    (rules / "tables" / "places.csv").write_text("since,mac,price\n", encoding="utf-8")
    unknown, missing = rule_reader.check(rules)
    assert "found the columns price, expected only since, mac, locality" in str(unknown)
    assert "missing the columns locality, name" in str(missing)
