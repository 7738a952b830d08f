"""The rule files themselves: sound, in force over time, each example true, schemas up to date."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from calculator import calculate
from calculator.__main__ import main
from calculator.checks import METHODS
from calculator.counting import assistant, threshold, units
from calculator.dated import in_force, number
from calculator.model import Rules
from calculator.steps import CHECKS
from tests.support.paths import ROOT

QUARTERS = [date(year, month, 1) for year in range(2018, 2027) for month in (1, 4, 7, 10)]


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
    services = [{"code": "97110", "assistant_minutes": 20}]
    for payer_key in rules.payers:
        visit = {"date_of_service": str(quarter), "payer": payer_key, "discipline": "PT", "services": services}
        assert calculate({**visit, "amount_used": "1"}, rules)["steps"]


def test_a_number_of_a_calendar_year_is_not_carried_on(rules: Rules) -> None:
    values = rules.parameters["kx-threshold"].values
    for value in values:
        found = number(rules, "kx-threshold", date(value.since.year, 7, 1))
        assert (found.value if found else "expected") == value.value
    assert number(rules, "kx-threshold", date(values[-1].since.year + 1, 1, 1)) is None


PARTS = [ROOT / "calculator" / name for name in ("visit.py", "code_findings.py", "payment.py")]


@pytest.mark.parametrize("part", [*PARTS, *(ROOT / "calculator" / "counting").glob("*.py")], ids=lambda path: path.stem)
def test_no_number_that_can_change_stands_in_the_engine(part: Path) -> None:
    """8 and 15 minutes, 10 %, thresholds: all of them are looked up. What is left is counting, cents and per cent."""
    found = {
        str(node.value)
        for node in ast.walk(ast.parse(part.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"\d+(\.\d+)?", str(node.value))
    }
    assert found <= {"0", "1", "2", "0.00", "0.01", "0.5", "100", "200", "5"}  # 5: an indicator of CMS for reductions


def test_an_old_schema_is_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calculator.loading.schemas.schemas", lambda: {"code.json": "{}", "payer.json": "{}"})
    assert main(["schema", str(tmp_path)]) == main(["schema", str(tmp_path), "--check"]) == 0
    (tmp_path / "schema" / "code.json").write_text("[]", encoding="utf-8")
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
