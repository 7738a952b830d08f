"""The public contract: fields of a result, what the lines are, and what a bad visit says."""

from __future__ import annotations

from typing import Any

import pytest

from calculator import calculate

VISIT = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [{"code": "97110", "minutes": 33}, {"code": "97140", "therapist_minutes": 7}],
}


def visit(*services: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**VISIT, **({"services": list(services)} if services else {}), **fields}


def minutes(**codes: int) -> list[dict[str, Any]]:
    """Services by code: `minutes(c97110=33)`."""
    return [{"code": code[1:], "minutes": number} for code, number in codes.items()]


def lines(result: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(line["code"], line["units"], " ".join(line["modifiers"])) for line in result["lines"]]


def unbilled(result: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(entry["code"], entry["minutes"], entry["reason"]) for entry in result["unbilled"]]


def checks(result: dict[str, Any]) -> list[str]:
    return [finding["check"] for finding in result["findings"]]


def test_a_result_has_every_field_of_the_contract() -> None:
    result = calculate(VISIT)
    assert set(result) == {
        "lines", "unbilled", "timed_minutes", "pooled_minutes", "timed_units", "total_minutes", "choices",
        "findings", "not_checked", "steps", "payment", "both_rules", "minutes_by_unit", "tables",
        "holds_under", "ask_payer", "edition",
    }  # fmt: skip
    assert result["lines"] == [
        {"code": "97110", "units": 2, "modifiers": ["GP"]},
        {"code": "97140", "units": 1, "modifiers": ["GP"]},
    ]
    counts = ("timed_minutes", "pooled_minutes", "timed_units", "total_minutes")
    assert [result[name] for name in counts] == [40, 40, 3, 40]
    assert result["unbilled"] == result["choices"] == []
    assert {finding["severity"] for finding in result["findings"]} <= {"info"}
    assert result["payment"] is None
    for step in result["steps"]:
        assert set(step) == {"kind", "rule", "says", "facts", "gives", "cites"}
        assert step["cites"]


def test_steps_carry_every_number_that_was_looked_at() -> None:
    steps = calculate(VISIT)["steps"]
    facts = [fact for step in steps for fact in step["facts"]]
    assert {fact["value"] for fact in facts} == {"33", "7", "15", "8", "40", "3"}
    assert {fact["value"] for fact in facts if "97140" in fact["name"]} == {"7"}


def test_minutes_that_earn_no_unit_are_unbilled_with_the_reason() -> None:
    pooled = calculate(visit(*minutes(c97110=18, c97140=13, c97116=10, c97035=8, c97112=0)))
    assert unbilled(pooled) == [("97035", 8, "no-unit"), ("97112", 0, "no-minutes")]
    alone = calculate(visit(*minutes(c97110=33, c97140=7), payer="midpoint"))
    assert unbilled(alone) == [("97140", 7, "below-midpoint")]
    assert alone["pooled_minutes"] is None


def test_a_tie_is_a_choice_with_every_other_answer() -> None:
    result = calculate(visit(*minutes(c97112=20, c97110=20)))
    other = [{"code": "97112", "units": 1, "modifiers": ["GP"]}, {"code": "97110", "units": 2, "modifiers": ["GP"]}]
    alternatives = [{"taken": ["97110"], "lines": other}]
    assert result["choices"] == [
        {"units": 1, "codes": ["97112", "97110"], "taken": ["97112"], "alternatives": alternatives}
    ]
    one_wins = calculate(visit(*minutes(c97110=9, c97112=7, c97140=7)))  # by its larger remainder
    assert lines(one_wins) == [("97110", 1, "GP"), ("97112", 1, "GP")]
    assert [(choice["codes"], choice["units"]) for choice in one_wins["choices"]] == [(["97112", "97140"], 1)]


def test_a_tie_goes_to_the_larger_total_before_the_order() -> None:
    result = calculate(visit(*minutes(c97112=5, c97110=20)))
    assert result["choices"][0]["taken"] == ["97110"]


def test_assistant_modifiers_are_worked_out_after_the_choice() -> None:
    services = [{"code": "97140", "therapist_minutes": 11}, {"code": "97110", "assistant_minutes": 11}]
    result = calculate(visit(*services))
    assert lines(result) == [("97140", 1, "GP")]
    assert lines(result["choices"][0]["alternatives"][0]) == [("97110", 1, "GP CQ")]


def test_a_tie_with_very_many_answers_says_so() -> None:
    codes = ("97110", "97112", "97113", "97116", "97124", "97140", "97530", "97535", "97032", "97035")
    result = calculate(visit(*({"code": code, "minutes": 7} for code in codes)))
    assert [(choice["units"], len(choice["alternatives"])) for choice in result["choices"]] == [(5, 100)]
    assert "more-alternatives" in checks(result)


def test_codes_of_other_spans_stand_outside_the_pool() -> None:
    result = calculate(visit(*minutes(c96125=31, c97110=7), discipline="OT"))
    assert lines(result) == [("96125", 1, "GO")]
    assert (result["pooled_minutes"], result["timed_minutes"]) == (7, 38)
    assert "unsettled" in checks(result)


def test_the_base_carries_the_plain_unit_first() -> None:
    result = calculate(visit({"code": "97129", "therapist_minutes": 15, "assistant_minutes": 30}, discipline="OT"))
    assert lines(result) == [("97129", 1, "GO"), ("97130", 2, "GO CO")]
    assert "unsettled" in checks(result)
    alone = calculate(visit({"code": "97129", "assistant_minutes": 30}, discipline="OT"))
    assert lines(alone) == [("97129", 1, "GO CO"), ("97130", 1, "GO CO")]
    assert "unsettled" not in checks(alone)


def test_two_units_left_outside_the_published_band_are_unsettled() -> None:
    services = [{"code": "97110", "therapist_minutes": 10, "assistant_minutes": 9}, {"code": "97140", "minutes": 4}]
    result = calculate(visit(*services))
    assert lines(result) == [("97110", 1, "GP"), ("97110", 1, "GP CQ")]
    assert "unsettled" in checks(result)


def test_eras_of_the_assistant_modifiers() -> None:
    shared = {"code": "97110", "therapist_minutes": 8, "assistant_minutes": 7}
    days = ("2019-12-31", "2020-01-01", "2021-12-31", "2022-01-01")
    marks = [lines(calculate(visit(shared, date_of_service=day)))[0][2] for day in days]
    assert marks == ["GP", "GP CQ", "GP CQ", "GP"]


def test_where_ways_to_compute_ten_percent_differ_a_finding_says_so() -> None:
    differs = calculate(visit({"code": "97150", "therapist_minutes": 43, "assistant_minutes": 5}))
    assert lines(differs) == [("97150", 1, "GP")]
    assert "unsettled" in checks(differs)
    agrees = calculate(visit({"code": "97150", "therapist_minutes": 20, "assistant_minutes": 10}))
    assert "unsettled" not in checks(agrees)


def test_an_unknown_unit_rule_is_not_guessed() -> None:
    result = calculate(visit(*minutes(c97110=10, c97161=20, c97140=10), payer="aetna"))
    assert lines(result) == [("97161", 1, "GP")]
    assert unbilled(result) == [("97110", 10, "payer-rule-unknown"), ("97140", 10, "payer-rule-unknown")]
    assert (result["timed_units"], result["holds_under"]) == (None, [])
    assert [one["timed_units"] for one in result["both_rules"]["rules"]] == [1, 2]
    assert "10 minutes of 97110" in result["ask_payer"]


def test_units_that_both_common_rules_give_are_shown_for_an_unknown_rule() -> None:
    result = calculate(visit(*minutes(c97110=30, c97140=15), payer="aetna"))
    assert lines(result) == [("97110", 2, "GP"), ("97140", 1, "GP")]
    assert (result["timed_units"], result["ask_payer"]) == (3, None)
    assert result["holds_under"] == ["pooled-minutes", "each-service-alone"]
    assert {one["severity"] for one in result["findings"] if one["check"] == "payer-rule-unknown"} == {"warning"}


@pytest.mark.parametrize(("units", "found"), [(4, "error"), (2, "error"), (1, None), (0, "info")])
def test_billed_units_of_an_unknown_rule_are_held_against_both_common_rules(units: int, found: str | None) -> None:
    """The 8-minute rule gives 1 of 97110 or 97140, the rule of eights 1 of each."""
    billed = [{"code": "97110", "units": units, "modifiers": ["GP"]}]
    result = calculate(visit(*minutes(c97110=10, c97140=10), payer="aetna", billed=billed))
    about = {"more-units-than-minutes", "fewer-units-than-minutes"}
    assert {one["severity"] for one in result["findings"] if one["check"] in about} == ({found} if found else set())


def test_kx_stands_on_every_line_once_the_threshold_is_reached() -> None:
    services = minutes(c97110=15, c97161=20)
    assert lines(calculate(visit(*services, amount_used="2480"))) == [("97110", 1, "GP KX"), ("97161", 1, "GP KX")]
    assert lines(calculate(visit(*services, amount_used="2479.99"))) == [("97110", 1, "GP"), ("97161", 1, "GP")]


def test_codes_that_do_not_fit_are_findings_and_stay_on_the_claim() -> None:
    result = calculate(visit(*minutes(c97014=15), {"code": "97161", "assistant_minutes": 30}, discipline="OT"))
    assert lines(result) == [("97014", 1, "GO"), ("97161", 1, "GO CO")]
    assert {"not-valid-for-medicare", "code-outside-discipline", "assistant-may-not-furnish"} <= set(checks(result))


def test_null_means_absent_and_whole_floats_are_whole() -> None:
    service = {"code": "97110", "minutes": None, "therapist_minutes": 15.0, "assistant_minutes": None}
    assert calculate(visit(service, choose=None, amount_used=None))["total_minutes"] == 15
