"""One wrong number is one problem, with the file and line of the number, however many examples it makes fail."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from calculator.loading import rule_reader
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules that a test may change and must restore."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path_factory.mktemp("copy") / "rules"))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("minutes-for-first-unit", '"8"', '"9"'),
        ("kx-threshold", '"2480"', '"2490"'),
        ("sequestration", '"2"', '"3"'),
        ("minutes-per-unit", '"15"', '"20"'),
    ],
)
def test_a_wrong_number_is_one_problem(copied: Path, name: str, before: str, after: str) -> None:
    file = copied / "parameters" / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    head, found, rest = text.rpartition(f"value: {before}")
    assert found
    file.write_text(f"{head}value: {after}{rest}", encoding="utf-8")
    try:
        [problem] = rule_reader.check(copied)
    finally:
        file.write_text(text, encoding="utf-8")
    assert (problem.file, problem.line) == (f"rules/parameters/{name}.yaml", head.count("\n") + 1)
    assert after.strip('"') in problem.message


def test_examples_without_a_common_cause_are_named_one_by_one(copied: Path) -> None:
    file = copied / "codes" / "97116.yaml"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r'("97116": )1\b', r"\g<1>9", text, count=2)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    try:
        problems = rule_reader.check(copied)
    finally:
        file.write_text(text, encoding="utf-8")
    assert {problem.file for problem in problems} == {"rules/codes/97116.yaml"}
