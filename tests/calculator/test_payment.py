"""Amounts: what CMS published to the cent, laws that every visit obeys, and where there is no number."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from calculator import calculate, default_rules
from calculator.dated import Number
from calculator.model import Place, RelativeValues, Rules
from calculator.payment import Prices, cents
from calculator.reading import bundle
from tests.support.paid import OHIO, paid, visit
from tests.support.paths import DATA

CASES = json.loads((DATA / "payment_cases.json").read_text(encoding="utf-8"))["cases"]

# --- published amounts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['set']}-{case['code']}")
def test_an_amount_that_was_published_comes_out_to_the_cent(case: dict[str, Any]) -> None:
    work, expense, malpractice = map(Decimal, (case["indices"]["work"], case["indices"]["pe"], case["indices"]["mp"]))
    on = date(case["year"], 1, 1)
    indices = {"work": work, "practice_expense": expense, "malpractice": malpractice}
    place = Place(since=on, mac="15202", locality="00", name="OHIO", state="OH", source="", **indices)
    factor = Number(value=Decimal(case["factor"]), rule="", cites=())
    prices = Prices(place=place, factor=factor, left=Decimal("0.5"), share=Decimal(1))
    rvus = dict(zip(("work", "practice_expense", "malpractice"), map(Decimal, case["rvus"]), strict=True))
    values = RelativeValues(
        code=case["code"], since=on, release="", status="A", multiple_procedure=5, source="", **rvus
    )
    assert prices.unit(values, reduced=False) == Decimal(case["full"])
    if "reduced" in case:
        assert prices.unit(values, reduced=True) == Decimal(case["reduced"])


@pytest.mark.parametrize("case", [case for case in CASES if case["year"] == 2020], ids=lambda case: case["code"])
def test_the_tables_here_give_the_published_amounts_of_2020(case: dict[str, Any], rules: Rules) -> None:
    code = rules.codes[case["code"]]
    if code.counting[0].base:
        return
    minutes = 8 if code.counting[0].minutes_per_unit == 15 else 60
    told = {"date_of_service": "2020-06-01", "discipline": code.disciplines.usual[0]}
    one = paid((case["code"], minutes), **told)["lines"][0]
    assert (one["units"], one["allowed"]) == (1, case["full"])


# --- a remittance by hand ---------------------------------------------------------------------------------------------


def test_a_visit_of_2026_line_by_line() -> None:
    """Ohio 2026: indices 1.000, 0.913, 1.008; factor 33.4009. 97530 has the highest practice expense."""
    payment = paid(("97530", 15), ("97110", 30), ("97140", 15), deductible_left="10.00")
    lines = [(one["code"], one["allowed"], one["deductible"]) for one in payment["lines"]]
    assert lines == [("97530", "33.33", "10.00"), ("97110", "43.24", "0.00"), ("97140", "20.65", "0.00")]
    assert payment["allowed"] == "97.22"
    first = payment["lines"][0]
    assert (first["coinsurance"], first["sequestration"]) == ("4.67", "0.37")  # 20 % of 23.33; 2 % of 18.66
    assert (first["medicare"], first["patient"]) == ("18.29", "14.67")


def test_an_assistants_unit_costs_fifteen_percent_of_medicares_part() -> None:
    alone = paid(("97110", 15))["lines"][0]
    marked = by_assistant("97110")["payment"]["lines"][0]
    assert alone["allowed"] == marked["allowed"] == "27.87"
    assert marked["assistant"] == "3.34"  # 27.87 - 5.57 = 22.30; 85 % of it is 18.955, rounded up to 18.96
    assert marked["coinsurance"] == alone["coinsurance"] == "5.57"
    assert marked["medicare"] == "18.58"


def by_assistant(*codes: str, **fields: Any) -> dict[str, Any]:
    """The answer for a visit of which an assistant furnished everything, 15 minutes of each code."""
    return calculate({**visit(**fields), "services": [assisted(code) for code in codes]})


SUPPLIED = {"98976": 20, "98977": 20, "98984": 10, "98985": 10}


def assisted(code: str) -> dict[str, Any]:
    """15 minutes of an assistant, with the days of data of a device supply."""
    return {"code": code, "assistant_minutes": 15, **({"days_of_data": SUPPLIED[code]} if code in SUPPLIED else {})}


def test_a_device_supply_by_an_assistant_is_not_cut_and_the_exercise_beside_it_is() -> None:
    result = by_assistant("98976", "98977", "97110")
    assert [line["modifiers"] for line in result["lines"]] == [["GP"], ["GP"], ["GP", "CQ"]]
    told = {line["code"]: (line["assistant"], line["medicare"]) for line in result["payment"]["lines"]}
    assert told == {
        "98976": ("0.00", "37.32"),  # 47.60 - 9.52 = 38.08; less 2 % of it
        "98977": ("0.00", "36.84"),  # 46.99 - 9.40 = 37.59; less 2 % of it
        "97110": ("3.34", "18.58"),
    }
    assert result["payment"]["assistant"] == "3.34"


def test_a_short_device_supply_of_an_assistant_has_no_amount_as_no_text_decides_it() -> None:
    result = by_assistant("98984", "98985", "97110")
    lines = {line["code"]: line for line in result["payment"]["lines"]}
    for code in ("98984", "98985"):
        assert lines[code]["because"]
        assert all(lines[code][name] is None for name in ("allowed", "medicare", "patient", "assistant"))
    assert result["payment"]["allowed"] == lines["97110"]["allowed"] == "27.87"
    assert [found["check"] for found in result["findings"]].count("unsettled") == 2
    alone = calculate({**visit(), "services": [{"code": "98984", "minutes": 15, "days_of_data": 10}]})["payment"]
    assert alone["allowed"] == "47.60"  # of the therapist it is as decided as any other


def test_what_is_allowed_for_an_undecided_line_still_counts_toward_the_threshold() -> None:
    used = {"amount_used": "2440.00"}  # 47.60 are allowed for 98984: the threshold of 2,480 is passed with it
    assert "KX" in by_assistant("98984", **used)["lines"][0]["modifiers"]


@pytest.mark.parametrize("code", ["98976", "98977"])
@pytest.mark.parametrize("year", range(2022, 2027))
def test_a_device_supply_pays_the_same_whoever_furnished_it(code: str, year: int) -> None:
    for fields in ({}, {"deductible_left": "20.00"}, {"discipline": "OT"}):
        told = {"date_of_service": f"{year}-01-03", **fields}
        lines = by_assistant(code, **told)["lines"]
        assert not {"CQ", "CO"} & set(lines[0]["modifiers"])
        therapist = {**visit(**told), "services": [{"code": code, "minutes": 15, "days_of_data": 20}]}
        assert by_assistant(code, **told)["payment"] == calculate(therapist)["payment"]


def test_a_spared_line_tells_why_with_its_source() -> None:
    def told(result: dict[str, Any]) -> list[dict[str, Any]]:
        return [step for step in result["steps"] if step["rule"] == "parameters/assistant-factor"]

    for day, source in (("2023-06-05", "memory"), ("2024-01-02", "ngs-rtm-2024"), ("2026-03-02", "ngs-rtm-2024")):
        [step] = told(by_assistant("98976", "97110", date_of_service=day))
        assert step["says"].startswith("98976: not reduced")
        assert [cite["source"] for cite in step["cites"]] == [source]
    assert told(by_assistant("98984", "97110")) == []
    therapist = {**visit(), "services": [{"code": "98976", "minutes": 15, "days_of_data": 20}]}
    assert told(calculate(therapist)) == []  # nobody's assistant: nothing to explain


def test_the_compiled_rules_spare_the_same_codes() -> None:
    rules = bundle.loads(bundle.dumps(default_rules()))
    one = {**visit(), "services": [assisted(code) for code in ("98976", "98984")]}
    assert calculate(one, rules) == calculate(one)


@pytest.mark.parametrize(
    ("day", "sequestration"),
    [
        ("2020-04-30", "0.48"),
        ("2020-05-01", "0.00"),
        ("2022-03-31", "0.00"),
        ("2022-04-01", "0.23"),
        ("2022-07-01", "0.46"),
    ],
)
def test_sequestration_follows_its_dates(day: str, sequestration: str) -> None:
    assert paid(("97110", 15), date_of_service=day)["lines"][0]["sequestration"] == sequestration


def test_another_visit_of_the_day_may_have_the_unit_in_full() -> None:
    other = {"discipline": "OT", "lines": [{"code": "97530", "units": 1, "modifiers": ["GO"]}]}
    assert paid(("97110", 15), other_visits=[other])["allowed"] == "21.62"
    lower = {"discipline": "OT", "lines": [{"code": "97140", "units": 1, "modifiers": ["GO"]}]}
    assert paid(("97110", 15), other_visits=[lower])["allowed"] == "27.87"


def test_half_a_cent_is_rounded_up() -> None:
    assert [str(cents(Decimal(amount))) for amount in ("0.005", "0.015", "0.0149")] == ["0.01", "0.02", "0.01"]


def test_every_amount_names_its_tables() -> None:
    steps = calculate(visit(("97110", 15)))["steps"]
    step = next(one for one in steps if one["kind"] == "payment" and "97110" in one["says"])
    places = [(cite["source"], cite["at"]) for cite in step["cites"]]
    assert places[:2] == [("pprrvu-2026", "97110"), ("gpci-2026", OHIO)]


def test_of_equal_practice_expense_the_unit_of_the_higher_amount_is_in_full(rules: Rules) -> None:
    timed = {code for code, file in rules.codes.items() if file.counting[-1].minutes_per_unit == 15}
    rows = [
        row
        for row in rules.tables.relative_values
        if row.code in timed and row.since.year == 2026 and row.multiple_procedure == 5 and row.status == "A"
    ]
    one, other = next(
        (one, other)
        for one, other in permutations(rows, 2)
        if one.practice_expense == other.practice_expense and one.work < other.work
    )
    reductions = {line["code"]: Decimal(line["reduction"]) for line in paid((one.code, 15), (other.code, 15))["lines"]}
    assert reductions[other.code] == 0 < reductions[one.code]


# --- where there is no number -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"locality": None}, "not-told"),
        ({"payer": "midpoint"}, "out-of-scope"),
        ({"setting": "critical-access-hospital"}, "out-of-scope"),
        ({"locality": "99999-99"}, "number-unknown"),
        ({"date_of_service": "2019-06-03"}, "number-unknown"),
        ({"date_of_service": "2099-01-05"}, "number-unknown"),
    ],
)
def test_without_a_price_there_is_a_reason_and_no_number(fields: dict[str, Any], kind: str) -> None:
    result = calculate(visit(("97110", 15), **fields))
    assert result["payment"] is None
    assert [one["kind"] for one in result["not_checked"] if one["check"] == "payment"] == [kind]


@pytest.mark.parametrize(("code", "minutes", "kind"), [("97010", 10, "bundled"), ("97545", 120, "no-data")])
def test_a_line_without_a_price_tells_why_and_the_others_keep_theirs(code: str, minutes: int, kind: str) -> None:
    """A row of zeros is no price either."""
    without, priced = paid((code, minutes), ("97110", 15))["lines"]
    assert (without["allowed"], without["kind"], priced["allowed"]) == (None, kind, "27.87")


def test_a_code_outside_the_reduction_is_paid_in_full_every_time() -> None:
    lines = {one["code"]: one for one in paid(("97129", 45), discipline="SLP")["lines"]}
    assert {code: one["reduction"] for code, one in lines.items()} == {"97129": "0.00", "97130": "0.00"}


# --- KX from the line that passes the threshold -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "marked"),
    [
        ("2409.86", []),  # 2,409.86 and 70.14 are 2,480.00: reached, not passed
        ("2409.87", ["97140"]),
        ("2430.51", ["97140"]),
        ("2430.52", ["97110", "97140"]),
        ("2480.00", ["97110", "97140"]),
    ],
)
def test_kx_begins_with_the_line_that_passes_the_threshold(used: str, marked: list[str]) -> None:
    result = calculate(visit(("97110", 23), ("97140", 15), amount_used=used))
    assert [line["code"] for line in result["lines"] if "KX" in line["modifiers"]] == marked
    assert ("threshold-not-reached" in [one["check"] for one in result["findings"]]) == (not marked)
