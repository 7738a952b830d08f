"""Steps, findings, errors, unchecked things and unpriced lines carry a kind, so that no program parses a sentence."""

from __future__ import annotations

import json
from random import Random
from typing import Any, get_args

import pytest

from calculator import VisitError, calculate, default_rules
from calculator.errors import ErrorKind
from calculator.model import FindingKind, NotCheckedKind, StepKind, UnpricedKind
from calculator.web import calculate_text
from tests.support.billed import VISIT, billed
from tests.support.random_visits import clean_visit, texts


@pytest.fixture(scope="module")
def results() -> list[dict[str, Any]]:
    rules, chance = default_rules(), Random(1)
    rare = (billed("97110 GP 1", amount_used="2470"), VISIT | {"services": VISIT["services"] * 201})
    clean = (clean_visit(chance, rules) for _ in range(300))
    visits = [*map(json.dumps, (*rare, *clean)), *texts(rules, 1000)]
    return [json.loads(calculate_text(text)) for text in visits]


@pytest.mark.parametrize(
    ("entries", "kinds"),
    [
        ("steps", get_args(StepKind)),
        ("findings", get_args(FindingKind)),
        ("not_checked", get_args(NotCheckedKind)),
        ("errors", get_args(ErrorKind)),
    ],
)
def test_every_kind_appears_and_no_other(entries: str, kinds: tuple[str, ...], results: list[dict[str, Any]]) -> None:
    assert {one["kind"] for result in results for one in result.get(entries, ())} == set(kinds)


def test_a_line_has_a_kind_where_it_has_no_amounts(results: list[dict[str, Any]]) -> None:
    lines = [line for result in results if result.get("payment") for line in result["payment"]["lines"]]
    assert all((line["kind"] in get_args(UnpricedKind)) == (line["allowed"] is None) for line in lines)
    assert {"bundled", "not-valid", "not-covered", None} <= {line["kind"] for line in lines}


def test_a_message_is_made_of_what_was_found_and_expected(results: list[dict[str, Any]]) -> None:
    for error in (error for result in results for error in result.get("errors", ())):
        assert error.get("found", "missing") in error["message"]
        assert error.get("expected", "") in error["message"]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"color": "red"}, "unknown-field"),
        ({"services": []}, "missing"),
        ({"services": [{"code": "97110"}]}, "missing"),
        ({"services": [{"code": "97110", "minutes": "15"}]}, "shape"),
        ({"services": [{"code": "97110", "minutes": -15}]}, "value"),
        ({"services": [{"code": "97110", "minutes": 15, "muscles": 2}]}, "conflict"),
        ({"services": [{"code": "97110", "minutes": 15, "assistant_minutes": 5}]}, "conflict"),
        ({"services": [{"code": "97110", "minutes": 1}] * 201}, "too-many"),
    ],
)
def test_kinds_of_errors(fields: dict[str, Any], kind: str) -> None:
    with pytest.raises(VisitError) as refused:
        calculate(VISIT | fields)
    assert [error["kind"] for error in refused.value.errors] == [kind]


def test_what_is_not_told_names_the_fields_that_are_needed() -> None:
    result = calculate(VISIT | {"referral": True})
    needs = {(one["check"], one["kind"]): one["needs"] for one in result["not_checked"]}
    assert needs["payment", "not-told"] == ["locality"]
    assert needs["kx-threshold", "not-told"] == ["amount_used"]
    assert needs["field-not-read", "field-not-read"] == ["referral"]
