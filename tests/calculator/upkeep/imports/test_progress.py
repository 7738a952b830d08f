"""Reading large files shows on a terminal how far it is, and nowhere else."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from calculator.upkeep.imports.progress import progress_of
from tests.support import cms_files


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_much_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "large.zip"
    packed.write_bytes(cms_files.as_archive({"large.txt": b"0" * 6_000_000}))
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    progress = progress_of([packed])
    assert progress is not None
    progress(3_000_000)
    assert " 50 %" in terminal.getvalue()
    progress(9_000_000)
    assert terminal.getvalue().endswith("100 %\n")


def test_small_files_and_other_outputs_show_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_bytes(b"0" * 1_000)
    large.write_bytes(b"0" * 6_000_000)
    assert progress_of([large]) is None  # the tests' own output is no terminal
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert progress_of([small, tmp_path / "missing"]) is None
