"""Wrong rule files: each gives exactly the message with it, and all problems come in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.loading import rule_reader
from tests.support.paths import SMALL_RULES, TESTS
from tests.support.rule_files import small_copy_with, small_rules

CASES = sorted(case for case in (TESTS / "bad").glob("*") if case.suffix in (".yaml", ".csv"))


def test_the_small_rule_set_is_good() -> None:
    assert rule_reader.check(SMALL_RULES) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_wrong_file_gives_its_message(case: Path, tmp_path: Path) -> None:
    problems = rule_reader.check(small_copy_with(case, tmp_path))
    assert "".join(f"{problem}\n" for problem in problems) == case.with_suffix(".txt").read_text(encoding="utf-8")


def test_problems_of_several_files_come_in_one_run(tmp_path: Path) -> None:
    rules = small_copy_with(TESTS / "bad" / "unknown-field.yaml", tmp_path)
    code = rules / "codes" / "97140.yaml"
    code.write_text(code.read_text(encoding="utf-8").replace("usual: [PT, OT, SLP]", "usual: PT"), encoding="utf-8")
    assert {problem.file for problem in rule_reader.check(rules)} == {
        "rules/codes/97110.yaml",
        "rules/codes/97140.yaml",
    }


def test_github_shows_a_problem_on_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = small_copy_with(TESTS / "bad" / "date-in-another-form.yaml", tmp_path)
    assert main(["rules", str(rules), "--github"]) == 1
    assert capsys.readouterr().out == (
        "::error file=rules/codes/97110.yaml,line=15::examples[0].date_of_service: "
        "found '3/2/2026', expected a date such as 2026-03-02\n"
    )


def test_text_stays_text() -> None:
    rules = small_rules()
    assert rules.codes["97110"].examples[0].services[0].code == "97110"
    assert set(rules.codes) == {"97110", "97129", "97130", "97140", "97161"}


def test_an_unquoted_code_is_still_text(small_rules: Path) -> None:
    code = small_rules / "codes" / "97110.yaml"
    code.write_text(code.read_text(encoding="utf-8").replace('code: "97110"', "code: 97110"), encoding="utf-8")
    assert rule_reader.check(small_rules) == []
