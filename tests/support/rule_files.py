"""Folders of rule files for the tests: the small rule set, a copy of it, and one with a wrong file in it."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import date
from functools import cache
from pathlib import Path

from calculator.loading import rule_reader
from calculator.model import Rules, Value
from tests.support.paths import SMALL_RULES


@cache
def small_rules() -> Rules:
    """A few rules of each kind; read once in a process."""
    return rule_reader.load(SMALL_RULES)


def with_expected(rules: Rules, parameter: str, since: date) -> Rules:
    """A rule set in which a number is expected from a day on, and not known."""
    known = rules.parameters[parameter]
    before = tuple(value for value in known.values if value.since < since)
    expected = Value(since=since, value="expected", cites=known.values[0].cites)
    changed = dataclasses.replace(known, values=(*before, expected))
    return dataclasses.replace(rules, parameters={**rules.parameters, parameter: changed})


def small_copy(folder: Path) -> Path:
    """A copy of the small rule set, to be changed."""
    return Path(shutil.copytree(SMALL_RULES, folder / "rules"))


def small_copy_with(case: Path, folder: Path) -> Path:
    """A copy of the small rule set with one file exchanged for a wrong one of `tests/bad`, or a wrong one more."""
    rules = small_copy(folder)
    first, rest = case.read_text(encoding="utf-8").split("\n", 1)
    more, target = first.startswith("# one more: "), rules / first.rpartition("rules/")[2]
    assert target.is_file() != more, first
    target.parent.mkdir(exist_ok=True)
    target.write_text(rest, encoding="utf-8")
    return rules
