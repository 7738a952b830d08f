"""Small rules with a conversion factor, into which made files of CMS are imported."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calculator.loading import rule_reader
from calculator.model import Place, Rules
from calculator.upkeep.imports import command
from calculator.upkeep.imports.release import Asked
from tests.support import cms_files
from tests.support.rule_files import small_copy

READ_ON = date(2026, 12, 1)

FACTOR = """name: Medicare conversion factor
unit: USD per RVU
answer: {says: A number., cites: [{source: manual}]}
holds: calendar-year
values:
  - {since: 2025-01-01, value: "32.3465", cites: [{source: manual}]}
  # a comment that must stay
  - {since: 2026-01-01, value: "33.4009", cites: [{source: manual}]}
  - since: 2027-01-01
    value: expected
    cites: [{source: manual}]
    note: A proposed number is not used.
"""

FACTOR_OF_PARTICIPANTS = """name: Medicare conversion factor for qualifying APM participants
unit: USD per RVU
answer: {says: A number., cites: [{source: manual}]}
holds: calendar-year
values:
  - {since: 2026-01-01, value: "33.5675", cites: [{source: manual}]}
  - {since: 2027-01-01, value: expected, cites: [{source: manual}]}
"""

VALUES = {
    "97110": ("A", "0.45", "0.40", "0.01", "5"),
    "97129": ("A", "0.50", "0.18", "0.01", "5"),
    "97130": ("A", "0.48", "0.17", "0.01", "5"),
    "97140": ("A", "0.43", "0.40", "0.01", "5"),
    "97161": ("A", "1.54", "1.45", "0.04", "5"),
}
"""Status, work, practice expense, malpractice and multiple procedure indicator of each code with a page."""


@dataclass
class Importer:
    """Imports files into a copy of the small rules.

    Attributes:
        rules: the folder of the rules.
        files: the folder of the files.
        said: what the last import printed.
    """

    rules: Path
    files: Path
    said: list[str] = field(default_factory=list)

    def file(self, name: str, content: bytes) -> Path:
        path = self.files / name
        path.write_bytes(content)
        return path

    def run(self, *paths: Path, write: bool = True, **asked: Any) -> int:
        """The exit status of an import."""
        self.said.clear()
        return command.run(paths, self.rules, Asked(**{"read_on": READ_ON, **asked}), self.said.append, write=write)

    def compare(self, *paths: Path, **asked: Any) -> int:
        self.said.clear()
        return command.compare(paths, self.rules, Asked(**{"read_on": READ_ON, **asked}), self.said.append)

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    @property
    def stopped(self) -> list[str]:
        return [line for line in self.said if line.startswith("stopped by")]

    def load(self) -> Rules:
        return rule_reader.load(self.rules)

    def snapshot(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.rules)): path.read_bytes() for path in self.rules.rglob("*") if path.is_file()
        }


@pytest.fixture
def importer(tmp_path: Path) -> Importer:
    rules = small_copy(tmp_path)
    (rules / "parameters" / "conversion-factor.yaml").write_text(FACTOR, encoding="utf-8")
    (rules / "parameters" / "conversion-factor-apm.yaml").write_text(FACTOR_OF_PARTICIPANTS, encoding="utf-8")
    files = tmp_path / "files"
    files.mkdir()
    return Importer(rules, files)


@pytest.fixture
def refused(importer: Importer) -> Callable[..., list[str]]:
    """Imports what must be refused: nothing changes, and each reason is given."""

    def of(*paths: Path, **asked: Any) -> list[str]:
        before = importer.snapshot()
        assert importer.run(*paths, **asked) == 2
        assert importer.snapshot() == before
        assert importer.stopped
        return importer.stopped

    return of


def some_places(year: int = 2027, more: int = 103) -> list[Place]:
    """Localities of the first year: three of ours, and made ones."""
    from decimal import Decimal

    ours = [("02102", "01", "ALASKA", "AK"), ("01212", "01", "HAWAII, GUAM", "HI"), ("15202", "00", "OHIO", "OH")]
    made = [("99002", f"{number:02d}", f"MADE PLACE {number}", "ZZ") for number in range(min(more, 100))]
    made += [("99102", f"{number:02d}", f"MADE PLACE {number}", "ZZ") for number in range(more - 100)]
    numbers = {"work": Decimal("1.000"), "practice_expense": Decimal("0.870"), "malpractice": Decimal("0.566")}
    return [
        Place(since=date(year, 1, 1), mac=mac, locality=locality, name=name, state=state, source="", **numbers)
        for mac, locality, name, state in ours + made
    ]


def relative_values(values: dict[str, Any] | None = None, **about: Any) -> bytes:
    """A whole relative value file as csv."""
    made = {"year": 2027, "month": 1, "more": 15_000, **about}
    return _relative_values(tuple((values or VALUES).items()), tuple(made.items()))


@functools.cache
def _relative_values(values: Any, about: Any) -> bytes:
    return cms_files.as_csv(cms_files.relative_values(dict(values), **dict(about)))
