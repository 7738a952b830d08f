"""A changed relative value or index is refused until someone renews its checksum by a command."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.loading import rule_reader
from tests.support.paths import ROOT
from tests.support.rule_files import small_copy


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of all rules."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def changed(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / "tables" / table
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def row(folder: Path, table: str, pattern: str) -> str:
    found = re.findall(rf"^{pattern}.*\n", (folder / "tables" / table).read_text(encoding="utf-8"), re.MULTILINE)
    [line] = found
    return str(line)


@pytest.mark.parametrize(
    ("table", "pattern", "source"),
    [
        ("relative-values.csv", "97110,2025-01-01", "pprrvu-2025"),
        ("places.csv", '2025-01-01,01212,01,"HAWAII, GUAM"', "gpci-2025"),
    ],
)
def test_a_changed_number_is_refused_where_its_source_says_what_was_loaded(
    table: str, pattern: str, source: str, whole: Path
) -> None:
    assert rule_reader.read(whole)[1] == []
    line = row(whole, table, pattern)
    number = re.findall(r"\d+\.\d+", line)[0]
    changed(whole, table, line, line.replace(number, f"{number[:-1]}{9 - int(number[-1])}", 1))
    [problem] = rule_reader.read(whole)[1]
    lines = (whole / "sources.yaml").read_text(encoding="utf-8").splitlines()
    assert (problem.file, problem.field) == ("rules/sources.yaml", f"{source}.loaded_prices[0].sha256")
    assert lines[problem.line - 1].strip().startswith("sha256: ")
    assert f"checksums {source}" in problem.message
    assert main(["checksums", source, "--rules", str(whole)]) == 0
    assert rule_reader.read(whole)[1] == []


def test_a_row_more_or_less_is_refused(tmp_path: Path) -> None:
    rules = small_copy(tmp_path)
    line = row(rules, "relative-values.csv", "97110,2026-01-01")
    changed(rules, "relative-values.csv", line, line + line.replace("97110", "97140"))
    fields = {problem.field for problem in rule_reader.read(rules)[1]}
    assert fields == {"manual.loaded_prices[0].rows", "manual.loaded_prices[0].sha256"}
    changed(rules, "relative-values.csv", line, line.replace("2026-01-01", "2025-01-01"))
    assert "[0].source" in {problem.field for problem in rule_reader.read(rules)[1]}


def test_the_command_changes_only_what_differs(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (whole / "sources.yaml").read_bytes()
    assert main(["checksums", "pprrvu-2026", "ncci24q3", "gpci-2020", "--rules", str(whole)]) == 0
    assert (whole / "sources.yaml").read_bytes() == before
    line = row(whole, "pairs.csv", "medicare,hospital,2026-10-01,2026-12-31,97150,97110")
    changed(whole, "pairs.csv", line, "")
    assert main(["checksums", "ncci26q4-hospital", "--rules", str(whole)]) == 0
    after = (whole / "sources.yaml").read_bytes()
    differ = [a for a, b in zip(after.splitlines(), before.splitlines(), strict=True) if a != b]
    assert [text.split(b":")[0].strip() for text in differ] == [b"rows", b"sha256"]
    assert "ncci26q4-hospital" in capsys.readouterr().out
    assert rule_reader.read(whole)[1] == []


@pytest.mark.parametrize("key", ["no-such-source", "mcpm-5"])
def test_a_source_without_rows_is_refused(key: str, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (whole / "sources.yaml").read_bytes()
    assert main(["checksums", key, "--rules", str(whole)]) == 2
    assert key in capsys.readouterr().err
    assert (whole / "sources.yaml").read_bytes() == before
