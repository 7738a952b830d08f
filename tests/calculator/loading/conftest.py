"""What the tests of reading rule files share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.paths import SMALL_RULES


@pytest.fixture
def small_rules(tmp_path: Path) -> Path:
    """A copy of the small rule set that a test may spoil."""
    return Path(shutil.copytree(SMALL_RULES, tmp_path / "rules"))
