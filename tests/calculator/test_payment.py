"""Amounts: what CMS published to the cent, laws that every visit obeys, and where there is no number."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calculator import calculate, default_rules
from calculator.dated import Number
from calculator.model import Place, RelativeValues, Rules
from calculator.payment import Prices, cents
from calculator.reading import bundle
from tests.support.paths import DATA

CASES = json.loads((DATA / "payment_cases.json").read_text(encoding="utf-8"))["cases"]
OHIO, MANHATTAN, ALASKA = "15202-00", "13202-01", "02102-01"


def visit(*services: tuple[str, int], **fields: Any) -> dict[str, Any]:
    """A visit of physical therapy in Ohio."""
    return {
        "date_of_service": "2026-03-02",
        "payer": "medicare-part-b",
        "discipline": "PT",
        "locality": OHIO,
        "services": [{"code": code, "minutes": minutes} for code, minutes in services],
        **fields,
    }


def paid(*services: tuple[str, int], **fields: Any) -> dict[str, Any]:
    """The payment of a visit, which must have one."""
    payment = calculate(visit(*services, **fields))["payment"]
    assert payment is not None
    return dict(payment)


# --- published amounts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['set']}-{case['code']}")
def test_an_amount_that_was_published_comes_out_to_the_cent(case: dict[str, Any]) -> None:
    work, expense, malpractice = map(Decimal, (case["indices"]["work"], case["indices"]["pe"], case["indices"]["mp"]))
    on = date(case["year"], 1, 1)
    place = Place(
        since=on,
        mac="15202",
        locality="00",
        name="OHIO",
        state="OH",
        work=work,
        practice_expense=expense,
        malpractice=malpractice,
        source="",
    )
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
    one = paid(
        (case["code"], 8 if code.counting[0].minutes_per_unit == 15 else 60),
        date_of_service="2020-06-01",
        discipline=code.disciplines.usual[0],
    )["lines"][0]
    assert (one["units"], one["allowed"]) == (1, case["full"])


# --- a remittance by hand ---------------------------------------------------------------------------------------------


def test_a_visit_of_2026_line_by_line() -> None:
    """Ohio 2026: indices 1.000, 0.913, 1.008; factor 33.4009. 97530 has the highest practice expense."""
    payment = paid(("97530", 15), ("97110", 30), ("97140", 15), deductible_left="10.00")
    assert [(one["code"], one["allowed"], one["deductible"]) for one in payment["lines"]] == [
        ("97530", "33.33", "10.00"),
        ("97110", "43.24", "0.00"),
        ("97140", "20.65", "0.00"),
    ]
    assert payment["allowed"] == "97.22"
    first = payment["lines"][0]
    assert (first["coinsurance"], first["sequestration"]) == ("4.67", "0.37")  # 20 % of 23.33; 2 % of 18.66
    assert (first["medicare"], first["patient"]) == ("18.29", "14.67")


def test_an_assistants_unit_costs_fifteen_percent_of_medicares_part() -> None:
    alone = paid(("97110", 15))["lines"][0]
    services = [{"code": "97110", "assistant_minutes": 15}]
    marked = calculate({**visit(), "services": services})["payment"]["lines"][0]
    assert alone["allowed"] == marked["allowed"] == "27.87"
    assert marked["assistant"] == "3.34"  # 27.87 - 5.57 = 22.30; 85 % of it is 18.955, rounded up to 18.96
    assert marked["coinsurance"] == alone["coinsurance"] == "5.57"
    assert marked["medicare"] == "18.58"


def test_before_2022_an_assistants_unit_costs_nothing() -> None:
    services = [{"code": "97110", "assistant_minutes": 15}]
    line = calculate({**visit(), "date_of_service": "2021-12-31", "services": services})["payment"]["lines"][0]
    assert line["assistant"] == "0.00"


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


def test_the_factor_of_2024_changed_on_9_march() -> None:
    before, after = (paid(("97110", 15), date_of_service=day)["allowed"] for day in ("2024-03-08", "2024-03-09"))
    assert Decimal(before) < Decimal(after)


def test_a_qualifying_participant_has_the_other_factor_from_2026() -> None:
    assert Decimal(paid(("97530", 15), apm=True)["allowed"]) > Decimal(paid(("97530", 15))["allowed"])


def test_a_practice_that_does_not_participate_is_allowed_less() -> None:
    assert paid(("97110", 15), participating=False)["allowed"] == "26.48"  # 95 % of 27.8701


def test_another_visit_of_the_day_may_have_the_unit_in_full() -> None:
    other = {"discipline": "OT", "lines": [{"code": "97530", "units": 1, "modifiers": ["GO"]}]}
    assert paid(("97110", 15), other_visits=[other])["allowed"] == "21.62"
    lower = {"discipline": "OT", "lines": [{"code": "97140", "units": 1, "modifiers": ["GO"]}]}
    assert paid(("97110", 15), other_visits=[lower])["allowed"] == "27.87"


def test_half_a_cent_is_rounded_up() -> None:
    assert [cents(Decimal(amount)) for amount in ("0.005", "0.015", "0.0149")] == [
        Decimal("0.01"),
        Decimal("0.02"),
        Decimal("0.01"),
    ]


def test_every_amount_names_its_tables() -> None:
    steps = calculate(visit(("97110", 15)))["steps"]
    [step] = [one for one in steps if one["says"].startswith("97110: 1 unit in full")]
    places = [(cite["source"], cite["at"]) for cite in step["cites"]]
    assert places[:2] == [("pprrvu-2026", "97110"), ("gpci-2026", OHIO)]


def test_of_equal_practice_expense_the_unit_of_the_higher_amount_is_in_full(rules: Rules) -> None:
    on = date(2026, 3, 2)
    rows = {
        row.code: row
        for row in rules.tables.relative_values
        if row.since.year == on.year and row.multiple_procedure == 5 and row.status == "A"
    }
    [one, other] = next(
        [one, other]
        for one in rows.values()
        for other in rows.values()
        if one.practice_expense == other.practice_expense
        and one.work < other.work
        and {one.code, other.code}
        <= {
            "97110",
            "97112",
            "97113",
            "97116",
            "97140",
            "97530",
            "97535",
            "97542",
            "97760",
            "97761",
            "97763",
            "97750",
            "97533",
            "97537",
            "97035",
            "97032",
            "97124",
        }
    )
    lines = {line["code"]: line for line in paid((one.code, 15), (other.code, 15))["lines"]}
    assert lines[other.code]["reduction"] == "0.00"
    assert Decimal(lines[one.code]["reduction"]) > 0


# --- where there is no number -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"locality": None}, "not-told"),
        ({"payer": "midpoint"}, "out-of-scope"),
        ({"setting": "critical-access-hospital"}, "out-of-scope"),
        ({"locality": "99999-99"}, "number-unknown"),
        ({"date_of_service": "2019-06-03"}, "number-unknown"),
        ({"date_of_service": "2027-01-04"}, "number-unknown"),
    ],
)
def test_without_a_price_there_is_a_reason_and_no_number(fields: dict[str, Any], kind: str) -> None:
    result = calculate(visit(("97110", 15), **fields))
    assert result["payment"] is None
    assert [one["kind"] for one in result["not_checked"] if one["check"] == "payment"] == [kind]


def test_a_line_without_a_price_tells_why_and_the_others_keep_theirs() -> None:
    bundled, priced = paid(("97010", 10), ("97110", 15))["lines"]
    assert bundled["allowed"] is None
    assert bundled["kind"] == "bundled"
    assert priced["allowed"] == "27.87"


def test_a_row_of_zeros_is_no_price() -> None:
    hardening, priced = paid(("97545", 120), ("97110", 15))["lines"]
    assert hardening["allowed"] is None
    assert hardening["kind"] == "no-data"
    assert priced["allowed"] == "27.87"


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


def test_kx_on_billed_lines_is_held_against_the_line_that_passes() -> None:
    lines = [
        {"code": "97110", "units": 2, "modifiers": ["GP", "KX"]},
        {"code": "97140", "units": 1, "modifiers": ["GP"]},
    ]
    result = calculate(visit(("97110", 23), ("97140", 15), amount_used="2420", billed=lines))
    found = {one["check"]: one["line"] for one in result["findings"] if one["line"] is not None}
    assert found == {"needless-kx": 0, "missing-kx": 1}


# --- laws -------------------------------------------------------------------------------------------------------------

CODES = ("97110", "97112", "97140", "97530", "97035", "97161", "G0283", "97010")
VISITS = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(8, 60)), min_size=1, max_size=4, unique_by=lambda s: s[0]
)
PLACES = st.sampled_from((OHIO, MANHATTAN, ALASKA))
DAYS = st.sampled_from(
    ("2020-02-03", "2021-06-01", "2022-05-02", "2024-02-05", "2024-06-03", "2025-03-03", "2026-03-02")
)
SUMS = ("allowed", "medicare", "patient", "deductible", "coinsurance", "reduction", "assistant", "sequestration")


def money(amount: str | None) -> Decimal:
    return Decimal(amount or "0.00")


@given(VISITS, PLACES, DAYS, st.integers(0, 300), st.booleans())
def test_the_parts_add_up(
    services: list[tuple[str, int]], place: str, day: str, deductible: int, assisted: bool
) -> None:
    field = "assistant_minutes" if assisted else "minutes"
    one = calculate(
        {
            **visit(locality=place, date_of_service=day, deductible_left=str(deductible)),
            "services": [{"code": code, field: minutes} for code, minutes in services],
        }
    )["payment"]
    for line in (*one["lines"], one):
        parts = sum(money(line[name]) for name in ("medicare", "patient", "assistant", "sequestration"))
        assert parts == money(line["allowed"])
        assert all(money(line[name]) >= 0 for name in SUMS)
    assert all(money(one[name]) == sum(money(line[name]) for line in one["lines"]) for name in SUMS)
    assert money(one["deductible"]) == min(money(one["allowed"]), Decimal(deductible))


@given(VISITS, PLACES, DAYS, st.sampled_from(("0", "0.0", "10", "50.5", "283", "1875.50", 0, 10, 50.5)), st.booleans())
def test_every_amount_is_a_decimal_with_two_places(
    services: list[tuple[str, int]], place: str, day: str, deductible: str | float, assisted: bool
) -> None:
    """However the amount was written that the visit tells."""
    field = "assistant_minutes" if assisted else "minutes"
    result = calculate(
        {
            **visit(locality=place, date_of_service=day, deductible_left=deductible, amount_used="2000"),
            "services": [{"code": code, field: minutes} for code, minutes in services],
        }
    )
    named = (*result["payment"]["lines"], result["payment"], *result["both_rules"]["rules"])
    amounts = [one[name] for one in named for name in SUMS if one.get(name) is not None]
    steps = [step["gives"] for step in result["steps"] if step["gives"].startswith("USD ")]
    assert amounts
    assert [amount for amount in amounts if not re.fullmatch(r"[0-9]+\.[0-9]{2}", amount)] == []
    assert [gives for gives in steps if not re.match(r"USD [0-9]+\.[0-9]{2} ", gives)] == []


def one_unit(code: str, **fields: Any) -> tuple[Decimal, Decimal]:
    """What one unit of a code is allowed in a visit of its own, in full and beside a dearer one of the day."""
    alone = visit((code, 15), **fields)
    dearer = [{"discipline": "SLP", "lines": [{"code": "92523", "units": 1, "modifiers": ["GN"]}]}]
    return tuple(money(calculate({**alone, "other_visits": one})["payment"]["allowed"]) for one in ([], dearer))  # type: ignore[return-value]


@given(VISITS, PLACES, DAYS)
def test_the_reduction_never_raises_and_spares_one_unit(services: list[tuple[str, int]], place: str, day: str) -> None:
    """Held against the units one by one, each in a visit of its own."""
    payment = paid(*services, locality=place, date_of_service=day)
    alone = {code: one_unit(code, locality=place, date_of_service=day) for code, _ in services}
    full = sum(line["units"] * alone[line["code"]][0] for line in payment["lines"])
    least = sum(line["units"] * alone[line["code"]][1] for line in payment["lines"])
    assert least <= money(payment["allowed"]) <= full
    assert full - money(payment["allowed"]) == money(payment["reduction"])
    taking = [line["code"] for line in payment["lines"] if alone[line["code"]][0] != alone[line["code"]][1]]
    spared = money(payment["allowed"]) - least
    assert spared in ({alone[code][0] - alone[code][1] for code in taking} or {Decimal(0)})


@given(VISITS, PLACES, DAYS, st.integers(1, 3))
def test_a_day_of_two_disciplines_has_one_unit_in_full(
    services: list[tuple[str, int]], place: str, day: str, cut: int
) -> None:
    """Split over two visits that know of each other, the day is allowed what it is in one; codes differ, so none ties."""
    whole = calculate(visit(*services, locality=place, date_of_service=day))
    lines = [{**line, "modifiers": []} for line in whole["lines"]]
    parts = []
    for ours, theirs in ((services[:cut], services[cut:]), (services[cut:], services[:cut])):
        here, there = {code for code, _ in ours}, {code for code, _ in theirs}
        others = [{"discipline": "OT", "lines": [line for line in lines if line["code"] in there]}]
        units = [(line["code"], 15 * line["units"]) for line in lines if line["code"] in here]
        if units:
            parts.append(paid(*units, locality=place, date_of_service=day, other_visits=others))
    assert sum(money(one["allowed"]) for one in parts) == money(whole["payment"]["allowed"])
    assert sum(money(one["reduction"]) for one in parts) == money(whole["payment"]["reduction"])


@given(VISITS, PLACES, DAYS, st.integers(0, 300), st.booleans())
def test_each_reduction_is_taken_once(
    services: list[tuple[str, int]], place: str, day: str, deductible: int, assisted: bool
) -> None:
    """The patient's part is what it is without an assistant; the factor and sequestration are put on once, in turn."""
    told = {**visit(locality=place, date_of_service=day, deductible_left=str(deductible))}
    by = {
        field: calculate({**told, "services": [{"code": code, field: minutes} for code, minutes in services]})
        for field in ("minutes", "assistant_minutes")
    }
    marked = by["assistant_minutes" if assisted else "minutes"]
    factor = Decimal("0.85") if day >= "2022-01-01" else Decimal(1)
    percent = {"2020": 2, "2021": 0, "2022": 1}.get(day[:4], 2)
    for claim, line, plain in zip(
        marked["lines"], marked["payment"]["lines"], by["minutes"]["payment"]["lines"], strict=True
    ):
        if line["because"]:
            continue
        assert [line[name] for name in ("allowed", "patient")] == [plain[name] for name in ("allowed", "patient")]
        part = money(line["allowed"]) - money(line["patient"])
        after = cents(part * factor) if "CQ" in claim["modifiers"] else part
        assert part - after == money(line["assistant"])
        assert money(line["sequestration"]) == cents(after * percent / 100)
        assert money(line["medicare"]) == after - money(line["sequestration"])


@given(VISITS, PLACES, DAYS, st.sampled_from((None, "30.00", "75.10")), st.booleans())
@example([("97110", 15), ("97116", 15)], OHIO, "2026-03-02", None, True)  # one practice expense, one amount
@example([("97110", 15), ("97140", 15)], OHIO, "2026-03-02", "30.00", True)
def test_totals_do_not_depend_on_the_order_of_lines(
    services: list[tuple[str, int]], place: str, day: str, deductible: str | None, with_assistant: bool
) -> None:
    """Of tied minutes the order decides the unit, so each order is held against lines with the same units."""
    totals: dict[Any, set[tuple[str, ...]]] = {}
    assisted = services[-1]  # the same service, wherever it stands
    for order in list(permutations(services))[:6]:
        one = visit(*order, locality=place, date_of_service=day, deductible_left=deductible)
        one["services"] = [
            {
                "code": code,
                "assistant_minutes" if with_assistant and (code, minutes) == assisted else "minutes": minutes,
            }
            for code, minutes in order
        ]
        result = calculate(one)
        lines = sorted((line["code"], line["units"], *line["modifiers"]) for line in result["lines"])
        payment = result["payment"]
        names = ("allowed", "reduction", "medicare", "patient", "deductible", "assistant", "sequestration")
        totals.setdefault(tuple(lines), set()).add(tuple(payment[name] for name in names))
    assert all(len(amounts) == 1 for amounts in totals.values())


def test_before_2026_a_qualifying_participant_has_everyones_factor() -> None:
    for day in ("2025-03-02", "2024-03-09", "2020-06-01"):
        assert paid(("97110", 15), date_of_service=day, apm=True) == paid(("97110", 15), date_of_service=day)
    crossing = calculate(visit(("97110", 15), date_of_service="2025-03-02", apm=True, amount_used="2400"))
    assert crossing["lines"][0]["modifiers"] == ["GP", "KX"]


def test_a_line_of_no_units_of_another_visit_takes_no_unit_in_full() -> None:
    lines = [{"code": "97530", "units": 0, "modifiers": ["GO"]}]
    other = [{"discipline": "OT", "lines": lines}]
    assert paid(("97110", 15), other_visits=other) == paid(("97110", 15))


@given(st.sampled_from(("97110", "97140", "97530")), st.integers(1, 8), PLACES, DAYS)
def test_more_units_never_pay_less(code: str, units: int, place: str, day: str) -> None:
    fewer, more = (
        money(paid((code, 15 * count), locality=place, date_of_service=day)["allowed"]) for count in (units, units + 1)
    )
    assert fewer < more


@given(VISITS, st.sampled_from(("97110", "97113", "97530", "97035", "97129", "97010")), PLACES, DAYS)
def test_another_service_never_lowers_what_the_day_is_allowed(
    services: list[tuple[str, int]], code: str, place: str, day: str
) -> None:
    """Whole units of every code, so that the added minutes take no unit from another."""
    whole = [(one, 15 * (minutes // 15 + 1)) for one, minutes in services]
    if code in {one for one, _ in whole}:
        more = [(one, minutes + 15 * (one == code)) for one, minutes in whole]
    else:
        more = [*whole, (code, 15)]
    fewer, greater = (money(paid(*one, locality=place, date_of_service=day)["allowed"]) for one in (whole, more))
    assert fewer <= greater


def test_the_compiled_rules_read_prices_only_when_they_are_asked_for() -> None:
    rules = bundle.loads(bundle.dumps(default_rules()))
    rows: Any = rules.tables.relative_values
    calculate(visit(("97110", 15), locality=None), rules)
    assert rows.read is None
    assert calculate(visit(("97110", 15)), rules) == calculate(visit(("97110", 15)))
    assert rows.read is not None
    assert rows == default_rules().tables.relative_values
    assert len(rows) == len(default_rules().tables.relative_values)
    assert dataclasses.asdict(rows[0]) == dataclasses.asdict(default_rules().tables.relative_values[0])
