"""The rule files themselves: sound, in force over time, each example true, schemas up to date."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from calculator import calculate
from calculator.__main__ import main
from calculator.checks import METHODS
from calculator.counting import assistant, threshold, units
from calculator.dated import in_force, number
from calculator.loading import cross_checks, examples, rule_reader
from calculator.model import Example, Rules
from calculator.steps import CHECKS
from tests.support.paths import ROOT

RULES = rule_reader.read(ROOT / "rules")[0]
EXAMPLES = list(examples.every(RULES))
QUARTERS = [date(year, month, 1) for year in range(2018, 2027) for month in (1, 4, 7, 10)]


def test_the_rules_have_no_problem() -> None:
    assert [str(problem) for problem in rule_reader.check(ROOT / "rules")] == []


@pytest.mark.parametrize(
    ("file", "position", "example"), EXAMPLES, ids=[f"{file}: {example.name}" for file, _, example in EXAMPLES]
)
def test_an_example_gives_what_it_expects(file: str, position: int, example: Example, rules: Rules) -> None:
    assert [fault.message for fault in examples.failed(rules, file, position, example)] == []


@pytest.mark.parametrize("check", cross_checks.CHECKS, ids=lambda check: check.__name__)
def test_a_check_between_files_holds(check, rules: Rules) -> None:  # type: ignore[no-untyped-def]
    assert list(check(rules)) == []


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_every_quarter_has_an_answer_or_says_that_nothing_is_in_force(quarter: date, rules: Rules) -> None:
    for payer in rules.payers.values():
        for rule, methods in (
            (payer.unit_rule, units.METHODS),
            (payer.assistant_rule, assistant.METHODS),
            (payer.threshold_rule, threshold.METHODS),
        ):
            entry = in_force(rule, quarter)
            assert entry is not None
            assert entry.method in methods
    for key, parameter in rules.parameters.items():
        entry = in_force(parameter.values, quarter, holds=parameter.holds)
        known = number(rules, key, quarter)
        assert (known is None) == (entry is None or entry.value == "expected")
        if entry is None:
            assert quarter < parameter.values[0].since or quarter > parameter.values[-1].since
    for payer_key in rules.payers:
        visit = {
            "date_of_service": quarter.isoformat(),
            "payer": payer_key,
            "discipline": "PT",
            "services": [{"code": "97110", "assistant_minutes": 20}],
            "amount_used": "1",
        }
        assert calculate(visit, rules)["steps"]


def test_the_kx_threshold_is_known_from_2018_to_2026_and_not_carried_on(rules: Rules) -> None:
    amounts = [number(rules, "kx-threshold", date(year, 7, 1)) for year in range(2018, 2027)]
    assert [str(amount.value) for amount in amounts if amount] == [
        "2010",
        "2040",
        "2080",
        "2110",
        "2150",
        "2230",
        "2330",
        "2410",
        "2480",
    ]
    assert number(rules, "kx-threshold", date(2027, 1, 1)) is None
    assert number(rules, "kx-threshold", date(2028, 1, 1)) is None


def test_the_codes_of_the_articles_and_of_the_vectors_are_there(rules: Rules) -> None:
    articles = "97110 97112 97116 97140 97161 97162 97163 97164 97530 97535"
    others = (
        "92607 92608 92626 92627 96105 96125 97012 97014 97022 97032 97035 97113 97124 97129 97130 97150 97165 "
        "97545 97546 97550 97551 G0283"
    )
    assert {*articles.split(), *others.split()} <= set(rules.codes)


COUNTING = (
    *(ROOT / "calculator" / "counting").glob("*.py"),
    ROOT / "calculator" / "visit.py",
    ROOT / "calculator" / "code_findings.py",
)


@pytest.mark.parametrize("part", COUNTING, ids=lambda path: path.stem)
def test_no_number_that_can_change_stands_in_the_engine(part: Path) -> None:
    """8 and 15 minutes, 10 %, thresholds: all of them are looked up. What is left is counting and per cent."""
    text = part.read_text(encoding="utf-8")
    code = re.sub(r'"""[\s\S]*?"""|#.*|f?"(?:[^"\\]|\\.)*"', "", text).replace("MOST_ALTERNATIVES = 100", "")
    assert set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", code)) <= {"0", "1", "2", "100", "200", "0.5"}


def test_the_schemas_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", str(ROOT / "rules"), "--check"]) == 0, capsys.readouterr().out


def test_an_old_schema_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "rules" / "schema", tmp_path / "schema")
    (tmp_path / "schema" / "code.json").write_text("{}", encoding="utf-8")
    assert main(["schema", str(tmp_path), "--check"]) == 1
    assert "code.json: differs" in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda path: path.name)
def test_a_rule_file_names_its_schema_for_editors(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert match
    assert (path.parent / match.group(1)).is_file()


def test_every_check_of_the_engine_has_its_file(rules: Rules) -> None:
    assert {key for key, check in rules.checks.items() if not check.method} == CHECKS
    assert {check.method for check in rules.checks.values() if check.method} == set(METHODS)
