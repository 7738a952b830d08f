"""Every worked example in one test, and the findings on many visits: what `make mutants` runs for each changed engine."""

from __future__ import annotations

from calculator.loading import examples
from calculator.model import Rules
from tests.support import answers


def test_every_example_gives_what_it_expects(rules: Rules) -> None:
    assert examples.failures(rules) == []


def test_the_findings_are_those_that_were_reviewed(rules: Rules) -> None:
    """Where this fails on purpose: `python -m tests.support.answers`, and look at what changed."""
    expected = (answers.FOLDER / "findings.txt").read_text(encoding="utf-8").splitlines()
    assert list(answers.findings(rules)) == expected
