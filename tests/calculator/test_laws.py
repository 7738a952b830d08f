"""Laws that hold for every visit, tried with made-up ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import VisitError, calculate, default_rules, findings, read_visit
from calculator.model import PERSON_MINUTES, Rules
from calculator.reading import bundle
from calculator.serialize import to_plain
from calculator.visit import lines_of
from calculator.web import calculate_text
from tests.benchmarks import made_visits
from tests.support import random_visits
from tests.support.billed import VISIT
from tests.support.strategies import DAYS, FIFTEEN, PAYERS, visits
from tests.support.units import units_of


def total_units(result: dict[str, Any]) -> int:
    return sum(line["units"] for line in result["lines"])


@given(visits, st.integers(0, 5), st.integers(1, 40))
def test_no_unit_is_lost_when_minutes_grow(visit: dict[str, Any], position: int, more: int) -> None:
    position %= len(visit["services"])
    grown = {**visit, "services": [dict(one) for one in visit["services"]]}
    grown["services"][position]["therapist_minutes"] += more
    code = visit["services"][position]["code"]
    # the code that grew is also preferred where it ties, before and after, so that only the minutes differ
    before, after = calculate({**visit, "choose": [code]}), calculate({**grown, "choose": [code]})
    assert total_units(after) >= total_units(before)
    assert after["timed_units"] >= before["timed_units"]
    assert units_of(after).get(code, 0) >= units_of(before).get(code, 0)


@given(visits, st.randoms())
def test_the_order_of_services_does_not_change_totals(visit: dict[str, Any], random: Any) -> None:
    shuffled = list(visit["services"])
    random.shuffle(shuffled)
    one, other = calculate(visit), calculate({**visit, "services": shuffled})
    for field in ("timed_minutes", "pooled_minutes", "timed_units", "total_minutes"):
        assert one[field] == other[field]
    tied, again = (sorted(code for choice in each["choices"] for code in choice["codes"]) for each in (one, other))
    assert tied == again


@given(visits)
def test_pooled_units_are_what_the_total_allows(visit: dict[str, Any]) -> None:
    result = calculate({**visit, "payer": "medicare-part-b"})
    assert result["timed_units"] == (result["pooled_minutes"] + 7) // 15
    for choice in result["choices"]:
        for alternative in choice["alternatives"]:
            assert sum(line["units"] for line in alternative["lines"]) == total_units(result)


@given(st.dictionaries(st.sampled_from(FIFTEEN), st.integers(0, 50), min_size=1, max_size=4))
def test_the_pooled_answers_are_those_nearest_to_the_minutes(minutes: dict[str, int]) -> None:
    """Another way to the same answer: of all ways to share out the total, those with the least squared distance."""
    result = calculate({**VISIT, "services": [{"code": code, "minutes": number} for code, number in minutes.items()]})
    total = (sum(minutes.values()) + 7) // 15
    ways = [way for way in product(range(total + 1), repeat=len(minutes)) if sum(way) == total]
    distance = {
        way: sum((number - 15 * units) ** 2 for number, units in zip(minutes.values(), way, strict=True))
        for way in ways
    }
    nearest = {way for way in ways if distance[way] == min(distance.values())}
    answers = [result, *(alternative for choice in result["choices"] for alternative in choice["alternatives"])]
    assert {tuple(units_of(one).get(code, 0) for code in minutes) for one in answers} == nearest


@given(visits)
def test_lines_under_an_unknown_rule_are_those_of_both_rules_or_none(visit: dict[str, Any]) -> None:
    unknown = calculate({**visit, "payer": "aetna"})
    pooled, alone = (one["lines"] for one in unknown["both_rules"]["rules"])
    if unknown["holds_under"]:
        assert unknown["lines"] == pooled == alone
        assert unknown["choices"] == []
    else:
        assert pooled != alone
        timed = {one["code"] for one in unknown["both_rules"]["codes"] if one["minutes_per_unit"]}
        assert not timed & {line["code"] for line in unknown["lines"]}


@given(visits)
def test_each_service_alone_is_one_code_at_a_time(visit: dict[str, Any]) -> None:
    visit = {**visit, "payer": "midpoint"}
    together = units_of(calculate(visit))
    for code in {one["code"] for one in visit["services"]}:
        only = {**visit, "services": [one for one in visit["services"] if one["code"] == code]}
        assert together.get(code, 0) == units_of(calculate(only)).get(code, 0)


@given(visits)
def test_therapist_and_assistant_exchanged_keep_the_units(visit: dict[str, Any]) -> None:
    exchanged = [
        {**one, "therapist_minutes": one["assistant_minutes"], "assistant_minutes": one["therapist_minutes"]}
        for one in visit["services"]
    ]
    assert units_of(calculate(visit)) == units_of(calculate({**visit, "services": exchanged}))


@given(visits)
def test_the_assistant_modifier_changes_no_units_and_no_minutes_are_lost(visit: dict[str, Any]) -> None:
    by_therapist = [
        {"code": one["code"], "minutes": sum(one[name] for name in PERSON_MINUTES)} for one in visit["services"]
    ]
    result, plain = calculate(visit), calculate({**visit, "services": by_therapist})
    assert units_of(result) == units_of(plain)
    assert result["unbilled"] == plain["unbilled"]
    assert not any({"CQ", "CO"} & set(line["modifiers"]) for line in plain["lines"])
    entered = {one["code"] for one in visit["services"]}
    billed = {line["code"] for line in result["lines"]}
    assert entered == (billed & entered) | {entry["code"] for entry in result["unbilled"]}


@given(visits)
def test_the_lines_alone_are_those_of_the_answer(visit: dict[str, Any]) -> None:
    assert to_plain(lines_of(read_visit(visit, default_rules()), default_rules())) == calculate(visit)["lines"]


def test_the_findings_alone_are_those_of_the_answer() -> None:
    chance = Random(20261201)
    made = [*made_visits.audits(60), *made_visits.audits(60, days=300, payers=11), *made_visits.claims(60)]
    made += [random_visits.good_visit(chance, default_rules()) for _ in range(300)]
    for visit in made:
        assert found_by(findings, visit) == found_by(lambda one: calculate(one)["findings"], visit)


def found_by(way: Callable[[Any], Any], visit: dict[str, Any]) -> Any:
    """What a way gives for a visit, or the problems of one that cannot be computed."""
    try:
        return way(visit)
    except VisitError as error:
        return error.errors


@given(visits)
def test_lines_are_as_the_contract_tells(visit: dict[str, Any]) -> None:
    lines = calculate(visit)["lines"]
    assert all(line["units"] >= 1 for line in lines)
    assert len({(line["code"], *line["modifiers"]) for line in lines}) == len(lines)
    modifier = {"PT": "GP", "OT": "GO", "SLP": "GN"}[visit["discipline"]]
    assert all(line["modifiers"][0] == modifier for line in lines)
    order = list(dict.fromkeys(one["code"] for one in visit["services"]))
    assert [line["code"] for line in lines] == sorted((line["code"] for line in lines), key=order.index)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from((*FIFTEEN, *PAYERS, *DAYS, "PT")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(("code", "minutes", "therapist_minutes", "services", "payer", "choose", "billed", "amount_used")) | st.text(max_size=5),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(anything)
def test_an_error_names_field_and_message_in_text_that_can_be_written(plain: Any) -> None:
    with pytest.raises(VisitError) as refused:
        calculate(plain)
    assert refused.value.errors
    for problem in refused.value.errors:
        assert set(problem) - {"found", "expected"} == {"field", "kind", "message"}
        (problem["field"] + problem["message"]).encode("utf-8")


def test_the_compiled_rules_answer_as_the_files_do(rules: Rules) -> None:
    """The browser reads the compiled rules: what they leave out would answer otherwise only there."""
    compiled = bundle.loads(bundle.dumps(rules))
    for text in random_visits.texts(rules, 150):
        assert calculate_text(text, compiled) == calculate_text(text, rules)
