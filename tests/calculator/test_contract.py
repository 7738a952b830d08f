"""The public contract: fields of a result, what the lines are, and what a bad visit says."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from calculator import VisitError, calculate, default_rules
from calculator.model import Visit
from calculator.reading.visit_reader import read_visit
from calculator.serialize import field_types

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


def errors(plain: Any) -> list[str]:
    with pytest.raises(VisitError) as refused:
        calculate(plain)
    return [f"{problem['field']}: {problem['message']}" for problem in refused.value.errors]


def problems(plain: Any) -> list[tuple[str, str]]:
    with pytest.raises(VisitError) as refused:
        calculate(plain)
    assert all(problem["message"].startswith(("found ", "missing, ")) for problem in refused.value.errors)
    return [(problem["field"], problem["kind"]) for problem in refused.value.errors]


def test_a_result_has_every_field_of_the_contract() -> None:
    result = calculate(VISIT)
    assert set(result) == {
        "lines", "unbilled", "timed_minutes", "pooled_minutes", "timed_units", "total_minutes", "choices",
        "findings", "not_checked", "steps", "payment", "both_rules", "minutes_by_unit", "tables", "edition",
    }  # fmt: skip
    assert result["lines"] == [
        {"code": "97110", "units": 2, "modifiers": ["GP"]},
        {"code": "97140", "units": 1, "modifiers": ["GP"]},
    ]
    assert (result["timed_minutes"], result["pooled_minutes"], result["timed_units"], result["total_minutes"]) == (
        40,
        40,
        3,
        40,
    )
    assert result["unbilled"] == result["choices"] == []
    assert {finding["severity"] for finding in result["findings"]} <= {"info"}
    assert result["payment"] is None
    for step in result["steps"]:
        assert set(step) == {"kind", "rule", "says", "facts", "gives", "cites"}
        assert step["cites"]


def test_steps_carry_every_number_that_was_looked_at() -> None:
    steps = calculate(VISIT)["steps"]
    assert {(fact["name"], fact["value"]) for step in steps for fact in step["facts"]} >= {
        ("97110 minutes", "33"), ("97140 minutes", "7"), ("minutes per unit", "15"),
        ("minutes for one more unit", "8"), ("pooled minutes", "40"), ("97110 remainder", "3"), ("97140 remainder", "7"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("total", "units"), [(0, 0), (7, 0), (8, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3), (53, 4), (1440, 96)]
)
def test_the_table_of_units(total: int, units: int) -> None:
    for payer in ("medicare-part-b", "midpoint"):
        assert calculate(visit({"code": "97110", "minutes": total}, payer=payer))["timed_units"] == units


def test_minutes_that_earn_no_unit_are_unbilled_with_the_reason() -> None:
    pooled = calculate(visit(*minutes(c97110=18, c97140=13, c97116=10, c97035=8, c97112=0)))
    assert unbilled(pooled) == [("97035", 8, "no-unit"), ("97112", 0, "no-minutes")]
    alone = calculate(visit(*minutes(c97110=33, c97140=7), payer="midpoint"))
    assert unbilled(alone) == [("97140", 7, "below-midpoint")]
    assert alone["pooled_minutes"] is None


def test_a_tie_is_a_choice_with_every_other_answer() -> None:
    result = calculate(visit(*minutes(c97112=20, c97110=20)))
    assert result["choices"] == [
        {
            "units": 1,
            "codes": ["97112", "97110"],
            "taken": ["97112"],
            "alternatives": [
                {
                    "taken": ["97110"],
                    "lines": [
                        {"code": "97112", "units": 1, "modifiers": ["GP"]},
                        {"code": "97110", "units": 2, "modifiers": ["GP"]},
                    ],
                }
            ],
        }
    ]


def test_choose_settles_a_tie_and_is_ignored_without_one() -> None:
    services = minutes(c97112=20, c97110=20)
    assert lines(calculate(visit(*services, choose=["97110"]))) == [("97112", 1, "GP"), ("97110", 2, "GP")]
    ignored = calculate(visit(*services, choose=["97140"]))
    assert lines(ignored) == [("97112", 2, "GP"), ("97110", 1, "GP")]
    assert ("choice-not-needed", "info") in [(f["check"], f["severity"]) for f in ignored["findings"]]


def test_a_tie_goes_to_the_larger_total_before_the_order() -> None:
    result = calculate(visit(*minutes(c97112=5, c97110=20)))
    assert result["choices"][0]["taken"] == ["97110"]


def test_winners_by_a_larger_remainder_are_not_in_the_choice() -> None:
    result = calculate(visit(*minutes(c97110=9, c97112=7, c97140=7)))
    assert lines(result) == [("97110", 1, "GP"), ("97112", 1, "GP")]
    assert result["choices"][0]["codes"] == ["97112", "97140"]
    assert result["choices"][0]["units"] == 1


def test_assistant_modifiers_are_worked_out_after_the_choice() -> None:
    services = [{"code": "97140", "therapist_minutes": 11}, {"code": "97110", "assistant_minutes": 11}]
    result = calculate(visit(*services))
    assert lines(result) == [("97140", 1, "GP")]
    assert result["choices"][0]["alternatives"][0]["lines"] == [
        {"code": "97110", "units": 1, "modifiers": ["GP", "CQ"]}
    ]


def test_a_tie_with_very_many_answers_says_so() -> None:
    codes = ("97110", "97112", "97113", "97116", "97124", "97140", "97530", "97535", "97032", "97035")
    result = calculate(visit(*({"code": code, "minutes": 7} for code in codes)))
    assert result["choices"][0]["units"] == 5
    assert len(result["choices"][0]["alternatives"]) == 100
    assert "more-alternatives" in checks(result)


def test_services_of_one_code_are_added_first() -> None:
    result = calculate(
        visit({"code": "97110", "minutes": 7}, {"code": "97140", "minutes": 15}, {"code": "97110", "minutes": 8})
    )
    assert lines(result) == [("97110", 1, "GP"), ("97140", 1, "GP")]


def test_an_untimed_code_gives_one_unit_however_often_listed() -> None:
    result = calculate(visit(*minutes(c97161=20), *minutes(c97161=0)))
    assert lines(result) == [("97161", 1, "GP")]
    assert checks(result) == ["listed-more-than-once"]


def test_an_untimed_code_without_minutes_gets_its_unit_and_a_warning() -> None:
    result = calculate(visit(*minutes(c97161=0)))
    assert lines(result) == [("97161", 1, "GP")]
    assert [(f["check"], f["severity"]) for f in result["findings"]] == [("no-minutes-recorded", "warning")]


def test_codes_of_other_spans_stand_outside_the_pool() -> None:
    result = calculate(visit(*minutes(c96125=31, c97110=7), discipline="OT"))
    assert lines(result) == [("96125", 1, "GO")]
    assert (result["pooled_minutes"], result["timed_minutes"]) == (7, 38)
    assert "unsettled" in checks(result)


def test_an_add_on_follows_its_base_and_the_pair_competes_as_one_code() -> None:
    result = calculate(visit(*minutes(c97110=15, c97129=38), discipline="OT"))
    assert lines(result) == [("97110", 1, "GO"), ("97129", 1, "GO"), ("97130", 2, "GO")]
    assert (result["pooled_minutes"], result["timed_units"]) == (53, 4)


def test_the_base_carries_the_plain_unit_first() -> None:
    result = calculate(visit({"code": "97129", "therapist_minutes": 15, "assistant_minutes": 30}, discipline="OT"))
    assert lines(result) == [("97129", 1, "GO"), ("97130", 2, "GO CO")]
    assert "unsettled" in checks(result)
    alone = calculate(visit({"code": "97129", "assistant_minutes": 30}, discipline="OT"))
    assert lines(alone) == [("97129", 1, "GO CO"), ("97130", 1, "GO CO")]
    assert "unsettled" not in checks(alone)


def test_codes_of_other_spans_are_marked_as_a_whole() -> None:
    service = {"code": "97550", "therapist_minutes": 30, "assistant_minutes": 30}
    result = calculate(visit(service, discipline="OT"))
    assert lines(result) == [("97550", 1, "GO CO"), ("97551", 2, "GO CO")]
    assert checks(result).count("unsettled") == 2


def test_two_units_left_outside_the_published_band_are_unsettled() -> None:
    services = [{"code": "97110", "therapist_minutes": 10, "assistant_minutes": 9}, {"code": "97140", "minutes": 4}]
    result = calculate(visit(*services))
    assert lines(result) == [("97110", 1, "GP"), ("97110", 1, "GP CQ")]
    assert "unsettled" in checks(result)


def test_eras_of_the_assistant_modifiers() -> None:
    shared = {"code": "97110", "therapist_minutes": 8, "assistant_minutes": 7}
    days = ("2019-12-31", "2020-01-01", "2021-12-31", "2022-01-01")
    assert [lines(calculate(visit(shared, date_of_service=day)))[0][2] for day in days] == [
        "GP",
        "GP CQ",
        "GP CQ",
        "GP",
    ]


def test_ten_percent_is_more_than_ten() -> None:
    for assistant, modifiers in ((4, "GP"), (5, "GP CQ")):
        result = calculate(
            visit({"code": "97150", "therapist_minutes": 40 - assistant, "assistant_minutes": assistant})
        )
        assert lines(result) == [("97150", 1, modifiers)]


def test_where_ways_to_compute_ten_percent_differ_a_finding_says_so() -> None:
    differs = calculate(visit({"code": "97150", "therapist_minutes": 43, "assistant_minutes": 5}))
    assert lines(differs) == [("97150", 1, "GP")]
    assert "unsettled" in checks(differs)
    agrees = calculate(visit({"code": "97150", "therapist_minutes": 20, "assistant_minutes": 10}))
    assert "unsettled" not in checks(agrees)


def test_a_payer_without_cq_gives_an_info() -> None:
    result = calculate(visit({"code": "97110", "assistant_minutes": 20}, payer="midpoint"))
    assert lines(result) == [("97110", 1, "GP")]
    assert [(f["check"], f["severity"]) for f in result["findings"]] == [("assistant-minutes-not-marked", "info")]


def test_speech_has_no_assistant_modifier() -> None:
    result = calculate(visit({"code": "97129", "assistant_minutes": 15}, discipline="SLP"))
    assert lines(result) == [("97129", 1, "GN")]
    assert ("no-assistant-modifier", "error") in [(f["check"], f["severity"]) for f in result["findings"]]


def test_critical_access_hospitals_take_no_cq() -> None:
    result = calculate(visit({"code": "97110", "assistant_minutes": 20}, setting="critical-access-hospital"))
    assert lines(result) == [("97110", 1, "GP")]
    assert "setting-without-assistant-modifier" in checks(result)


def test_an_unknown_unit_rule_is_not_guessed() -> None:
    result = calculate(visit(*minutes(c97110=33, c97161=20, c97140=0), payer="aetna"))
    assert lines(result) == [("97161", 1, "GP")]
    assert unbilled(result) == [("97110", 33, "payer-rule-unknown"), ("97140", 0, "no-minutes")]
    assert result["timed_units"] is None
    assert ("payer-rule-unknown", "error") in [(f["check"], f["severity"]) for f in result["findings"]]


def test_kx_stands_on_every_line_once_the_threshold_is_reached() -> None:
    services = minutes(c97110=15, c97161=20)
    assert lines(calculate(visit(*services, amount_used="2480"))) == [("97110", 1, "GP KX"), ("97161", 1, "GP KX")]
    below = calculate(visit(*services, amount_used="2479.99"))
    assert lines(below) == [("97110", 1, "GP"), ("97161", 1, "GP")]
    assert ("threshold-not-reached", "info") in [(f["check"], f["severity"]) for f in below["findings"]]


def test_kx_comes_after_cq() -> None:
    result = calculate(visit({"code": "97110", "assistant_minutes": 15}, amount_used=3000))
    assert lines(result) == [("97110", 1, "GP CQ KX")]


def test_a_year_without_a_known_threshold_is_a_finding() -> None:
    result = calculate(visit(amount_used="9000", date_of_service="2027-01-01"))
    assert all("KX" not in line["modifiers"] for line in result["lines"])
    assert "threshold-unknown" in checks(result)


def test_without_an_amount_the_threshold_is_not_checked() -> None:
    assert "kx-threshold" in [entry["check"] for entry in calculate(VISIT)["not_checked"]]


def test_codes_that_do_not_fit_are_findings_and_stay_on_the_claim() -> None:
    result = calculate(visit(*minutes(c97014=15), {"code": "97161", "assistant_minutes": 30}, discipline="OT"))
    assert lines(result) == [("97014", 1, "GO"), ("97161", 1, "GO CO")]
    assert {"not-valid-for-medicare", "code-outside-discipline", "assistant-may-not-furnish"} <= set(checks(result))


def test_null_means_absent_and_whole_floats_are_whole() -> None:
    service = {"code": "97110", "minutes": None, "therapist_minutes": 15.0, "assistant_minutes": None}
    assert calculate(visit(service, choose=None, amount_used=None))["total_minutes"] == 15


@pytest.mark.parametrize(
    ("service", "problem"),
    [
        ({"code": "99999", "minutes": 5}, ("services[0].code", "value")),
        ({"minutes": 5}, ("services[0].code", "missing")),
        ({"code": 97110, "minutes": 5}, ("services[0].code", "shape")),
        ({"code": "97110", "minutes": -1}, ("services[0].minutes", "value")),
        ({"code": "97110", "minutes": 7.5}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": "15"}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": True}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": float("inf")}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": 1441}, ("services[0].minutes", "value")),
        ({"code": "97110", "therapist_minutes": 1000, "assistant_minutes": 441}, ("services[0]", "value")),
        ({"code": "97110"}, ("services[0].minutes", "missing")),
        ({"code": "97110", "minutes": 5, "assistant_minutes": 0}, ("services[0].minutes", "conflict")),
        ({"code": "97110", "minutes": 5, "units": 1}, ("services[0].units", "unknown-field")),
        ({"code": "97110", "minutes": 5, "start": "09:00"}, ("services[0].stop", "missing")),
        ({"code": "97110", "minutes": 5, "start": "09:00", "stop": "9:30"}, ("services[0].stop", "shape")),
        ({"code": "97110", "minutes": 5, "start": "09:00", "stop": "09:00"}, ("services[0].stop", "conflict")),
        ({"code": "97110", "minutes": 5, "furnished_by": "nurse"}, ("services[0].furnished_by", "value")),
        ({"code": "97130", "minutes": 15}, ("services[0].code", "value")),
        ("97110", ("services[0]", "shape")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_service_names_its_field(service: Any, problem: tuple[str, str]) -> None:
    assert problems(visit(service)) == [problem]


def test_a_code_outside_its_years_is_refused() -> None:
    assert errors(visit(*minutes(c97550=30), date_of_service="2023-12-31")) == [
        "services[0].code: found '97550', which was not in use on 2023-12-31: expected a date of service from 2024-01-01 on"
    ]
    assert lines(calculate(visit(*minutes(c97550=30), date_of_service="2024-01-01"))) == [("97550", 1, "GP")]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"date_of_service": "03/02/2026"}, ("date_of_service", "shape")),
        ({"date_of_service": "20260302"}, ("date_of_service", "shape")),
        ({"date_of_service": "2026-02-30"}, ("date_of_service", "shape")),
        ({"date_of_service": "2017-12-31"}, ("date_of_service", "value")),
        ({"date_of_service": None}, ("date_of_service", "missing")),
        ({"payer": None}, ("payer", "missing")),
        ({"discipline": "pt"}, ("discipline", "value")),
        ({"services": []}, ("services", "missing")),
        ({"services": None}, ("services", "missing")),
        ({"services": {}}, ("services", "shape")),
        ({"amount_used": "1,000"}, ("amount_used", "shape")),
        ({"amount_used": -5}, ("amount_used", "value")),
        ({"choose": "97110"}, ("choose", "shape")),
        ({"choose": [""]}, ("choose[0]", "shape")),
        ({"locality": "Ohio"}, ("locality", "shape")),
        ({"billed": [{"code": "97110", "units": -1}]}, ("billed[0].units", "value")),
        ({"plan": {"certified": "soon"}}, ("plan.certified", "shape")),
        ({"with_other_patients": [{"start": "09:00"}]}, ("with_other_patients[0].stop", "missing")),
        ({"record": {"visits": 10_000}}, ("record.visits", "value")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_field_is_named(fields: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problems(visit(**fields)) == [problem]


def test_a_message_says_what_was_found_and_what_was_expected() -> None:
    with pytest.raises(VisitError) as bad:
        calculate(visit({"code": "97110", "minutes": 7.5}))
    assert bad.value.errors == [
        {
            "field": "services[0].minutes",
            "kind": "shape",
            "message": "found 7.5, expected whole minutes from 0",
            "found": "7.5",
            "expected": "whole minutes from 0",
        }
    ]


def test_an_unknown_payer_is_told_which_there_are() -> None:
    [message] = errors(visit(payer="acme"))
    assert message.startswith("payer: found 'acme', expected one of ")
    assert "medicare-part-b" in message


def test_too_many_minutes_in_all_services_together() -> None:
    assert errors(visit(*minutes(c97110=1000, c97140=441))) == [
        "services: found 1441, expected at most 1440 minutes in all services of a day together"
    ]
    assert calculate(visit(*minutes(c97110=1000, c97140=440)))["total_minutes"] == 1440


def test_every_problem_comes_at_once() -> None:
    bad = {
        "date": "2026-03-02",
        "payer": "acme",
        "discipline": "MD",
        "services": [{"code": "0"}, {"code": "97110", "minutes": -1}],
    }
    assert [message.split(":")[0] for message in errors(bad)] == [
        "date", "date_of_service", "payer", "discipline", "services[0].code", "services[0].minutes", "services[1].minutes",
    ]  # fmt: skip


LINE = {"code": "97110", "units": 1, "modifiers": ["GP"]}
LISTS: dict[str, tuple[int, Any]] = {
    "services": (200, {"code": "97110", "minutes": 1}),
    "other_visits": (200, {"discipline": "OT", "lines": []}),
    "with_other_patients": (200, {"start": "09:00", "stop": "09:15"}),
    "billed": (1000, LINE),
    "diagnoses": (1000, "M54.50"),
    "choose": (1000, "97110"),
    "stays": (1000, "hospice"),
    "amount_used_disciplines": (1000, "PT"),
    "plan.holds": (1000, "goals"),
    "record.codes": (1000, "97110"),
    "other_visits[0].lines": (1000, LINE),
    "billed[0].modifiers": (1000, "GP"),
    "billed[0].pointers": (1000, "A"),
}
"""Every list of a visit, with the most entries it may have and one of them."""


def with_list(field: str, entries: list[Any]) -> dict[str, Any]:
    """The visit with a list in one of its fields."""
    name, _, inner = field.replace("[0]", "").partition(".")
    if not inner:
        return {**VISIT, name: entries}
    if "[0]" in field:
        return {**VISIT, name: [{**LISTS[name][1], inner: entries}]}
    return {**VISIT, name: {inner: entries}}


@pytest.mark.parametrize("field", LISTS)
def test_a_list_longer_than_any_day_is_refused(field: str) -> None:
    most, entry = LISTS[field]
    read_visit(with_list(field, [entry] * most), default_rules())
    [message] = errors(with_list(field, [entry] * (most + 1)))
    assert message.startswith(f"{field}: found {most + 1:,} ")
    assert message.endswith(f"expected at most {most:,}")


def test_every_list_of_a_visit_has_a_most() -> None:
    """A new field that holds a list belongs into the table above."""

    def lists(shape: Any, prefix: str) -> Iterator[str]:
        for name, hint in field_types(shape).items():
            for part in typing.get_args(hint) or (hint,):
                inner = part
                if typing.get_origin(hint) is tuple or typing.get_origin(part) is tuple:
                    yield prefix + name
                    [inner, *_] = typing.get_args(part) or (part,)
                if dataclasses.is_dataclass(inner):
                    mark = "[0]" if prefix + name in LISTS else ""
                    yield from lists(inner, f"{prefix}{name}{mark}.")

    # lines of another visit are read as billed lines are
    assert {name.replace("other_visits[0].lines[0]", "billed[0]") for name in lists(Visit, "")} == set(LISTS)


@pytest.mark.parametrize("place", ["", "services[0].", "billed[0].", "plan.", "record."])
def test_an_object_of_very_many_fields_is_refused_at_once(place: str) -> None:
    many: dict[str, Any] = {f"f{number}": 1 for number in range(1001)}
    found = {
        "": {**VISIT, **many},
        "services[0].": {**VISIT, "services": [{"code": "97110", "minutes": 15, **many}]},
        "billed[0].": {**VISIT, "billed": [{**LINE, **many}]},
        "plan.": {**VISIT, "plan": many},
        "record.": {**VISIT, "record": many},
    }[place]
    [message] = errors(found)
    assert message.startswith(f"{place.removesuffix('.')}: found ")
    assert message.endswith("fields, expected at most 1,000")


@pytest.mark.parametrize("plain", [None, [], "visit", 5], ids=str)
def test_what_is_no_visit_at_all(plain: Any) -> None:
    [message] = errors(plain)
    assert message.startswith(": ")
