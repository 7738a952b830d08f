"""One reader for visits and rule files: what it accepts, and where it says what is wrong."""

from __future__ import annotations

import dataclasses
from random import Random
from typing import Any

import pytest

from calculator import VisitError, read_visit
from calculator.errors import dotted
from calculator.loading.values import RuleFileReader
from calculator.model import Cite, Example, Expected, Rules, Visit
from calculator.reading.shape_reader import ShapeReader
from tests.support.random_visits import ODD_VALUES, clean_visit

EXAMPLE = {"name": "as a visit", "expect": {"units": {"97110": 1}}, "cites": [{"source": "manual"}]}


def test_an_example_of_a_rule_file_is_read_as_a_visit_is(rules: Rules) -> None:
    chance = Random(5)
    for plain in (clean_visit(chance, rules) for _ in range(100)):
        example = RuleFileReader().read(Example, {**plain, **EXAMPLE})
        visit = Visit(**{field.name: getattr(example, field.name) for field in dataclasses.fields(Visit)})
        assert visit == read_visit(plain, rules)


@pytest.mark.parametrize("odd", ODD_VALUES, ids=lambda value: repr(value)[:30])
@pytest.mark.parametrize(
    "field", ["amount_used", "choose", "discipline", "locality", "record", "stays", "apm", "abn_given"]
)
def test_what_is_wrong_in_an_example_is_wrong_in_a_visit(field: str, odd: Any, rules: Rules) -> None:
    plain = {**clean_visit(Random(1), rules), field: odd}
    reader = RuleFileReader()
    reader.read(Example, {**plain, **EXAMPLE})
    try:
        read_visit(plain, rules)
        expected = []
    except VisitError as refused:
        expected = [(error["field"], error["message"]) for error in refused.errors]
    if odd is not None:  # in a rule file an empty field is not the same as one left out
        assert [(dotted(problem.trail), problem.message) for problem in reader.problems] == expected


def test_an_empty_field_of_a_rule_file_is_not_one_left_out() -> None:
    empty = {"source": "manual", "at": None}
    assert ShapeReader().read(Cite, empty) == Cite(source="manual")
    reader = RuleFileReader()
    assert reader.read(Cite, empty) is None
    assert [(dotted(problem.trail), problem.kind) for problem in reader.problems] == [("at", "missing")]
    assert RuleFileReader().read(Cite, {"source": "manual", "tier": None}) == Cite(source="manual")


def test_names_of_fields_that_data_choose_may_be_a_few_words() -> None:
    reader = ShapeReader()
    assert reader.read(Expected, {"amounts": {"allowed": "1.50", "paid": "1"}}) is None
    assert [(dotted(problem.trail), problem.kind) for problem in reader.problems] == [("amounts.paid", "unknown-field")]
