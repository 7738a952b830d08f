"""Laws that the amounts of every visit obey, tried with made-up ones."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from itertools import permutations
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from calculator import calculate, default_rules
from calculator.payment import cents
from calculator.reading import bundle
from tests.support.paid import ALASKA, MANHATTAN, OHIO, paid, visit

CODES = ("97110", "97112", "97140", "97530", "97035", "97161", "G0283", "97010")
VISITS = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(8, 60)), min_size=1, max_size=4, unique_by=lambda s: s[0]
)
PLACES = st.sampled_from((OHIO, MANHATTAN, ALASKA))
DAYS = st.sampled_from(
    ("2020-02-03", "2021-06-01", "2022-05-02", "2024-02-05", "2024-06-03", "2025-03-03", "2026-03-02")
)
SUMS = ("allowed", "medicare", "patient", "deductible", "coinsurance", "reduction", "assistant", "sequestration")


def by(field: str, services: list[tuple[str, int]], **told: Any) -> dict[str, Any]:
    """The answer where all minutes stand in one field: those of the therapist, or of an assistant."""
    return calculate({**visit(**told), "services": [{"code": code, field: minutes} for code, minutes in services]})


def money(amount: str | None) -> Decimal:
    return Decimal(amount or "0.00")


@given(VISITS, PLACES, DAYS, st.integers(0, 300), st.booleans())
def test_the_parts_add_up(
    services: list[tuple[str, int]], place: str, day: str, deductible: int, assisted: bool
) -> None:
    field = "assistant_minutes" if assisted else "minutes"
    one = by(field, services, locality=place, date_of_service=day, deductible_left=str(deductible))["payment"]
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
    """However the amount was written that the visit has."""
    field = "assistant_minutes" if assisted else "minutes"
    told = {"locality": place, "date_of_service": day, "deductible_left": deductible}
    result = by(field, services, amount_used="2000", **told)
    named = (*result["payment"]["lines"], result["payment"], *result["both_rules"]["rules"])
    amounts = [one[name] for one in named for name in SUMS if one.get(name) is not None]
    steps = [step["gives"] for step in result["steps"] if step["gives"].startswith("USD ")]
    assert amounts
    assert [amount for amount in amounts if not re.fullmatch(r"[0-9]+\.[0-9]{2}", amount)] == []
    assert [gives for gives in steps if not re.match(r"USD [0-9]+\.[0-9]{2} ", gives)] == []


def one_unit(code: str, **fields: Any) -> tuple[Decimal, Decimal]:
    """What one unit of a code is allowed in a visit of its own, in full and with a dearer one of the day."""
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
    told = {"locality": place, "date_of_service": day, "deductible_left": str(deductible)}
    by_therapist = by("minutes", services, **told)
    marked = by("assistant_minutes", services, **told) if assisted else by_therapist
    factor = Decimal("0.85") if day >= "2022-01-01" else Decimal(1)
    percent = {"2020": 2, "2021": 0, "2022": 1}.get(day[:4], 2)
    for claim, line, plain in zip(
        marked["lines"], marked["payment"]["lines"], by_therapist["payment"]["lines"], strict=True
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
        if with_assistant:
            one["services"][order.index(assisted)] = {"code": assisted[0], "assistant_minutes": assisted[1]}
        result = calculate(one)
        lines = sorted((line["code"], line["units"], *line["modifiers"]) for line in result["lines"])
        payment = result["payment"]
        totals.setdefault(tuple(lines), set()).add(tuple(payment[name] for name in SUMS))
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
    ways = (whole, [*whole, (code, 15)])  # minutes of a code that is there already are added
    fewer, greater = (money(paid(*one, locality=place, date_of_service=day)["allowed"]) for one in ways)
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
