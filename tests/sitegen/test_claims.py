"""What popular answers get wrong, and right: `popular_answers.yaml` case by case, and every claim of `rules/claims.yaml`.

A tie has several right answers. A case lists them all: the calculator must give one of them, reach each of the others by
`choose`, and never give an answer outside the list.
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
import yaml

import calculator
from calculator.errors import VisitError
from calculator.loading import examples
from calculator.model import Rules
from tests.support.paths import DATA

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "popular_answers.yaml").read_text(encoding="utf-8"))


def with_field(field: str) -> list[Any]:
    return [pytest.param(case, id=case["about"]) for case in CASES if field in case]


def visit_of(case: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The visit of a case. Two numbers are the minutes of therapist and assistant."""
    services = [
        {"code": code, "therapist_minutes": minutes[0], "assistant_minutes": minutes[1]}
        if isinstance(minutes, list)
        else {"code": code, "minutes": minutes}
        for code, minutes in case["services"].items()
    ]
    return {
        "date_of_service": str(case.get("date", "2026-03-02")),
        "payer": "medicare-part-b",
        "discipline": case.get("discipline", "PT"),
        "services": services,
        **fields,
    }


def answer(case: dict[str, Any], rules: Rules, choose: tuple[str, ...] = ()) -> Any:
    """Units of each code, or the lines where an assistant took part, as the case writes them."""
    lines = calculator.calculate(visit_of(case, choose=list(choose)), rules)["lines"]
    if isinstance(next(iter(case["services"].values())), list):
        return [f"{line['code']} {' '.join(line['modifiers'])} x {line['units']}" for line in lines]
    return {line["code"]: line["units"] for line in lines}


@pytest.mark.parametrize("case", with_field("right"))
def test_the_calculator_gives_every_right_answer_and_no_other(case: dict[str, Any], rules: Rules) -> None:
    orders = itertools.permutations(case["services"])
    given = [answer(case, rules), *(answer(case, rules, order) for order in orders)]
    assert [one for one in given if one not in case["right"]] == []
    assert [one for one in case["right"] if one not in given] == []


@pytest.mark.parametrize("case", [param for param in with_field("said") if "right" in param.values[0]])
def test_a_popular_answer_that_stands_here_is_not_among_the_right_ones(case: dict[str, Any]) -> None:
    assert case["said"] not in case["right"]


@pytest.mark.parametrize("case", with_field("refused"))
def test_what_cannot_be_counted_is_refused(case: dict[str, Any], rules: Rules) -> None:
    with pytest.raises(VisitError) as refused:
        calculator.calculate(visit_of(case), rules)
    assert [error["field"] for error in refused.value.errors] == [case["refused"]]


@pytest.mark.parametrize("case", with_field("threshold"))
def test_a_year_has_its_own_threshold(case: dict[str, Any], rules: Rules) -> None:
    reached = Decimal(case["threshold"])
    modifiers = [
        calculator.calculate(visit_of(case, amount_used=str(amount)), rules)["lines"][0]["modifiers"]
        for amount in (reached - Decimal("0.01"), reached)
    ]
    assert modifiers == [["GP"], ["GP", "KX"]]


def test_there_are_claims_of_every_verdict(rules: Rules) -> None:
    verdicts = {claim.verdict for claim in rules.claims.values()}
    assert verdicts == {"right", "imprecise", "wrong", "out-of-date"}


def test_every_example_of_a_claim_holds(rules: Rules) -> None:
    ours = [(file, trail, example) for file, trail, example in examples.every(rules) if file == "claims.yaml"]
    assert len(ours) >= 45
    assert [fault for where in ours for fault in examples.failed(rules, *where)] == []


def test_a_claim_is_told_once(rules: Rules) -> None:
    names = [claim.name for claim in rules.claims.values()]
    assert len(names) == len(set(names))


def test_a_visit_that_popular_pages_count_wrongly_is_told_by_a_claim(rules: Rules) -> None:
    told = [
        {service.code: service.minutes for service in claim.example.services}
        for claim in rules.claims.values()
        if claim.example and claim.example.payer == "medicare-part-b"
    ]
    missing = [
        case["about"]
        for case in CASES
        if "said" in case
        and "right" in case
        and not isinstance(next(iter(case["services"].values())), list)
        and case["services"] not in told
    ]
    assert missing == []
