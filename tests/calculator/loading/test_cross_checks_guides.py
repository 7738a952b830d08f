"""Guides name only what is there, and a number in a sentence is known on the edition's day."""

from __future__ import annotations

import dataclasses

import pytest

from calculator.loading.cross_checks.guides import guides_are_whole
from calculator.model import Guide, Rules, Section, Statement


def with_guide(rules: Rules, says: str = "It is.", **fields: object) -> Rules:
    """A rule set with one guide of one sentence."""
    section = Section(says=(Statement(says=says, cites=()),))
    guide = Guide(name="A guide", description="", sections=(section,), **fields)  # type: ignore[arg-type]
    return dataclasses.replace(rules, guides={"a": guide})


def test_a_guide_that_names_what_is_there_is_no_problem(rules: Rules) -> None:
    fine = with_guide(rules, "From {kx-threshold} on.", explains="kx-threshold", about=("kx-threshold", "KX"))
    assert list(guides_are_whole(fine)) == []


@pytest.mark.parametrize(
    ("says", "fields", "trail"),
    [
        ("It is.", {"explains": "no-such-number"}, ("explains",)),
        ("It is.", {"about": ("KX", "no-such-number")}, ("about", 1)),
        ("From {no-such-number} on.", {}, ("sections", 0, "says", 0, "says")),
    ],
)
def test_a_name_that_is_not_there_is_a_problem_where_it_is_written(
    says: str, fields: dict[str, object], trail: tuple[str | int, ...], rules: Rules
) -> None:
    [fault] = guides_are_whole(with_guide(rules, says, **fields))
    assert (fault.file, fault.trail) == ("guides/a.yaml", trail)


def test_a_number_that_is_not_in_force_is_a_problem(rules: Rules) -> None:
    kx = rules.parameters["kx-threshold"]
    short = dataclasses.replace(kx, values=kx.values[:1])
    rules = dataclasses.replace(rules, parameters={**rules.parameters, "kx-threshold": short})
    assert len(list(guides_are_whole(with_guide(rules, "From {kx-threshold} on.")))) == 1
