"""The path of a correction, from the wrong line to the message, as CONTRIBUTING shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.loading import rule_reader
from tests.support.paths import ROOT
from tests.support.rule_files import small_copy

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WRONG = re.findall(r"^ *\| `(value|cites): (.+?)`, [^|]*\| `([^`]*)`", GUIDE, flags=re.MULTILINE)
"""What a stranger writes and what the check says to it: the rows of the guide's table."""


def corrected(folder: Path, field: str, value: str) -> Path:
    """A copy of the small rules in which a stranger wrote something else for 2026."""
    rules = small_copy(folder)
    path = rules / "parameters" / "kx-threshold.yaml"
    before = path.read_text(encoding="utf-8")
    after = re.sub(rf'(since: 2026-01-01.*?{field}: )("[^"]*"|\[.*\])', lambda found: found[1] + value, before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    return rules


def anywhere(message: str) -> str:
    """A message without its line and its places in lists, which are others in the small rules."""
    return re.sub(r":\d+:|\[\d+\]", "", message)


@pytest.mark.parametrize(("field", "value", "message"), WRONG, ids=[value for _, value, _ in WRONG])
def test_a_wrong_correction_gets_the_message_that_the_guide_shows(
    field: str, value: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = corrected(tmp_path, field, value)
    assert main(["rules", str(rules)]) == 1
    said = {anywhere(line): line for line in capsys.readouterr().out.splitlines()}
    assert anywhere(message) in said
    file, line, rest = said[anywhere(message)].split(":", 2)
    assert main(["rules", str(rules), "--github"]) == 1
    assert f"::error file={file},line={line}::{rest.strip()}" in capsys.readouterr().out.splitlines()


def test_the_guide_shows_wrong_corrections_and_a_right_one_passes(tmp_path: Path) -> None:
    assert {field for field, _, _ in WRONG} == {"value", "cites"}
    assert rule_reader.check(corrected(tmp_path, "value", '"2480.00"')) == []
