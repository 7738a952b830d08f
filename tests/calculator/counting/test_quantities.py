"""Codes that a visit's minutes do not count: their ranges, steps and windows, and that no example leaves its range."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import VisitError, calculate, default_rules
from calculator.counting.services import INPUTS
from calculator.dated import in_force
from calculator.loading.examples import every, visit_of
from calculator.model import Counting, Example, Rules
from tests.support.units import units_of as units

RULES = default_rules()
OUT, MISSING, PARTLY = "quantity-out-of-range", "quantity-missing", "counted-otherwise"
NO_UNIT = {"below-range", "above-range", "quantity-missing", "add-on-alone"}


def entries() -> Iterator[tuple[str, date, Counting]]:
    """Every code of this kind, today and on both sides of each day on which it or a code named instead of it changes."""
    for key, code in RULES.codes.items():
        family = {key, *(other for entry in code.counting if entry.counts for other in entry.family)}
        since = {entry.since for one in family for entry in RULES.codes[one].counting}
        days = {day for first in since for day in (first, first - timedelta(days=1)) if day.year >= 2018}
        for day in sorted(days | {date(2026, 3, 2)}):
            entry = in_force(code.counting, day)
            if entry and entry.counts:
                yield key, day, entry


def counted(code: str, day: date, payer: str = "medicare-part-b", **service: Any) -> dict[str, Any]:
    """The answer for one service."""
    service = {"code": code, **service}
    visit = {"date_of_service": str(day), "payer": payer, "discipline": "PT", "services": [service]}
    return calculate(visit, RULES)


def checks(result: dict[str, Any]) -> list[str]:
    return [found["check"] for found in result["findings"]]


def told(entry: Counting, quantity: Any) -> dict[str, Any]:
    """A service's fields that tell a quantity."""
    if entry.counts == "contact-minutes":
        return {"minutes": quantity}
    field = INPUTS[entry.counts]  # type: ignore[index]
    return {field: str(quantity) if field == "area_sq_cm" else quantity}


MEASURED = [
    (code, day, entry)
    for code, day, entry in entries()
    if entry.base is None and (entry.counts in INPUTS or entry.counts == "contact-minutes")
]


def inside(entry: Counting, quantity: Any) -> bool:
    """Whether a quantity lies in the range of a code, add-ons carrying what is more: by the words of the file alone."""
    low = entry.least is None or quantity >= entry.least
    low = low and (entry.above is None or quantity > entry.above)
    return low and (entry.most is None or entry.add_on is not None or quantity <= entry.most)


def quantities(entry: Counting) -> list[Any]:
    """Quantities on both sides of every limit of a code, and of its further units."""
    limits = {limit for limit in (entry.least, entry.above, entry.most) if limit is not None}
    most = 30 if entry.counts == "days-of-data" else 10_000
    around = {limit + by for limit in limits for by in (-1, 0, 1, 19, 20, 21, 40)} | {0, 1}
    return sorted(quantity for quantity in around if 0 <= quantity <= min(most, 1440))


# --- ranges ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payer", ["medicare-part-b", "midpoint", "aetna"])
def test_a_unit_is_given_in_the_range_of_the_code_and_nowhere_else(payer: str) -> None:
    assert len(MEASURED) > 50
    for code, day, entry in MEASURED:
        for quantity in quantities(entry):
            result = counted(code, day, payer, **told(entry, quantity))
            reasons = {one["reason"] for one in result["unbilled"]}
            within = inside(entry, quantity)
            shown = (code in units(result), OUT not in checks(result), not reasons)
            assert shown == (within, within, within), (code, day, quantity)
            assert MISSING not in checks(result)
            assert reasons <= NO_UNIT


def test_the_code_that_is_named_instead_fits_and_none_that_fits_is_left_unnamed() -> None:
    for code, day, entry in MEASURED:
        for quantity in quantities(entry):
            if inside(entry, quantity):
                continue
            result = counted(code, day, **told(entry, quantity))
            [says] = [one["says"] for one in result["findings"] if one["check"] == OUT]
            for other in entry.family:
                now = in_force(RULES.codes[other].counting, day)
                usable = now is not None and now.kind == "untimed"
                fits = usable and other in units(counted(other, day, **told(entry, quantity)))
                assert (f"{other} fits" in says) == fits, (code, other, day, quantity)


@given(area=st.decimals(min_value=0, max_value=2000, places=2))
def test_each_further_20_square_centimeters_or_part_is_one_more_unit(area: Decimal) -> None:
    found = units(counted("97597", date(2026, 3, 2), area_sq_cm=str(area)))
    covered = found.get("97597", 0) * 20 + found.get("97598", 0) * 20
    assert covered >= area
    assert covered - area < 20 if area else not covered
    assert found.get("97597", 0) <= 1


@given(minutes=st.integers(0, 2000))
def test_each_further_full_20_minutes_of_the_month_are_one_more_unit(minutes: int) -> None:
    found = units(counted("98980", date(2026, 3, 2), period_minutes=minutes))
    assert (found.get("98980", 0) + found.get("98981", 0)) == minutes // 20
    assert found.get("98980", 0) == (minutes >= 20)


# --- what is not told -------------------------------------------------------------------------------------------------


def test_the_minutes_of_a_day_are_the_least_that_its_period_can_hold() -> None:
    """What a day alone gives, every period that has the day gives as well, unless it is too long for the code."""
    for code, day, entry in MEASURED:
        if told(entry, 0).keys() != {"period_minutes"}:
            continue
        for minutes in quantities(entry):
            alone = counted(code, day, minutes=minutes)
            for period in quantities(entry):
                if period < minutes:
                    continue
                whole = counted(code, day, minutes=minutes, period_minutes=period)
                if code in units(alone) and OUT not in checks(whole):
                    assert all(units(whole)[one] >= number for one, number in units(alone).items())
                if OUT in checks(alone):
                    assert OUT in checks(whole)
            assert (MISSING in checks(alone)) == (code not in units(alone) and OUT not in checks(alone))


def test_what_is_not_told_is_asked_for_by_its_field_and_the_entered_code_stands() -> None:
    for code, day, entry in MEASURED:
        field = next(iter(told(entry, 0)))
        if field in ("minutes", "period_minutes"):
            continue
        result = counted(code, day, minutes=30)
        certain = entry.add_on is not None and inside(entry, 1)  # any area at all gives the first unit
        assert units(result) == {code: 1}
        assert (PARTLY if certain else MISSING) in checks(result)
        says = next(one["says"] for one in result["findings"] if one["check"] in (PARTLY, MISSING))
        assert field in says


def test_a_visit_that_was_accepted_before_there_were_quantities_still_is() -> None:
    for code, day, _ in entries():
        for minutes in (0, 15, 40):
            result = counted(code, day, minutes=minutes)
            assert [line for line in result["lines"] if line["units"] < 1] == []


def test_an_add_on_alone_gives_no_unit_and_names_its_base() -> None:
    seen = set()
    for code, day, entry in entries():
        if entry.base is None:
            continue
        result = counted(code, day, minutes=20)
        assert result["lines"] == []
        assert [one["reason"] for one in result["unbilled"]] == ["add-on-alone"]
        [error] = [one for one in result["findings"] if one["check"] == "add-on-entered"]
        assert error["severity"] == "error"
        assert entry.base in error["says"]
        seen.add(code)
    assert {"98981", "97598"} <= seen


# --- fields -----------------------------------------------------------------------------------------------------------


def wrong(*services: dict[str, Any], day: str = "2026-03-02") -> list[str]:
    """The fields of a visit's problems."""
    visit = {"date_of_service": day, "payer": "medicare-part-b", "discipline": "PT", "services": list(services)}
    with pytest.raises(VisitError) as caught:
        calculate(visit, RULES)
    return [problem["field"] for problem in caught.value.errors]


def test_only_codes_that_read_a_quantity_take_it() -> None:
    fields = {"period_minutes": 500, "days_of_data": 20, "area_sq_cm": "20", "muscles": 2}
    day = date(2026, 3, 2)
    for code, file in RULES.codes.items():
        entry = in_force(file.counting, day)
        if entry is None or entry.kind not in ("timed", "untimed") or (entry.base and entry.kind == "timed"):
            continue
        own = INPUTS.get(entry.counts) if entry.counts else None
        for field, value in fields.items():
            service = {"code": code, "minutes": 10, field: value}
            if field == own:
                counted(**{**service, "day": day})
            else:
                assert wrong(service) == [f"services[0].{field}"]


@pytest.mark.parametrize(
    ("code", "field", "values"),
    [
        ("97597", "area_sq_cm", ("-1", "4,5", True, 1.005)),
        ("98977", "days_of_data", (31, 2.5)),
        ("20560", "muscles", (-1,)),
        ("98980", "period_minutes", (14,)),  # of which the day alone has 15
    ],
)
def test_a_bad_quantity_names_its_field(code: str, field: str, values: tuple[Any, ...]) -> None:
    for value in values:
        assert wrong({"code": code, "minutes": 15, field: value}) == [f"services[0].{field}"]


def test_minutes_may_be_left_out_only_where_the_code_has_its_own_quantity() -> None:
    assert units(counted("98980", date(2026, 3, 2), period_minutes=20)) == {"98980": 1}
    assert units(counted("97597", date(2026, 3, 2), area_sq_cm=19.5)) == {"97597": 1}
    for code in ("98980", "98966", "97110"):
        assert wrong({"code": code}) == ["services[0].minutes"]


def test_services_of_one_code_tell_one_period_and_add_their_areas() -> None:
    one, other = {"code": "98980", "period_minutes": 20}, {"code": "98980", "period_minutes": 21}
    assert wrong(one, other) == ["services[1].period_minutes"]
    visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
    parts = [{"code": "97597", "minutes": 9, "area_sq_cm": area} for area in ("15", "10")]
    assert units(calculate({**visit, "services": parts}, RULES)) == {"97597": 1, "97598": 1}
    half_told = [{"code": "97597", "minutes": 9, "area_sq_cm": "45"}, {"code": "97597", "minutes": 9}]
    result = calculate({**visit, "services": half_told}, RULES)
    assert units(result) == {"97597": 1}
    assert PARTLY in checks(result)


# --- claims -----------------------------------------------------------------------------------------------------------


ALWAYS = ("edit-of-another-quarter", "counted-otherwise")
"""Told of lines that are right as well."""


def audited(services: list[dict[str, Any]], *lines: tuple[str, int], day: str = "2026-06-01") -> list[str]:
    """The names of the findings about billed lines."""
    billed = [{"code": code, "units": number, "modifiers": ["GP"]} for code, number in lines]
    visit = {"date_of_service": day, "payer": "medicare-part-b", "discipline": "PT", "services": services}
    findings = calculate({**visit, "billed": billed}, RULES)["findings"]
    return [found["check"] for found in findings if found["check"] not in ALWAYS]


def test_billed_units_are_held_against_the_area() -> None:
    five = [{"code": "97597", "minutes": 30, "area_sq_cm": "5"}]
    assert "more-units-than-minutes" in audited(five, ("97597", 1), ("97598", 3))
    assert audited(five, ("97597", 1)) == []
    assert "fewer-units-than-minutes" in audited([{**five[0], "area_sq_cm": "45"}], ("97597", 1))
    assert "more-units-than-minutes" in audited([{"code": "98977", "minutes": 5}], ("98977", 2))
    assert "more-units-than-minutes" not in audited([{"code": "98977", "minutes": 5}], ("98977", 1))
    untold = audited([{"code": "97597", "minutes": 30}], ("97597", 1), ("97598", 3))
    assert untold == ["add-on-quantity-missing"]


def test_codes_of_one_month_or_30_days_exclude_each_other_on_a_claim() -> None:
    both = [{"code": "98979", "minutes": 10}, {"code": "98980", "minutes": 20}]
    assert "codes-exclude-each-other" in audited(both, ("98979", 1), ("98980", 1))
    assert "codes-exclude-each-other" not in audited(both[1:], ("98980", 1))
    supplies = [{"code": "98977", "days_of_data": 16}, {"code": "98985", "days_of_data": 2}]
    assert "codes-exclude-each-other" in audited(supplies, ("98977", 1), ("98985", 1))


def test_what_one_visit_cannot_show_is_said_once() -> None:
    result = counted("98975", date(2026, 3, 2), minutes=20)
    assert [one["check"] for one in result["not_checked"]].count("other-days") == 1
    plain = counted("97110", date(2026, 3, 2), minutes=20)
    assert "other-days" not in [one["check"] for one in plain["not_checked"]]


# --- examples ---------------------------------------------------------------------------------------------------------


def examples_with(rules: Rules) -> Iterator[tuple[str, Example]]:
    """Every example that enters a code of this kind."""
    for file, _, example in every(rules):
        for service in example.services:
            entry = in_force(rules.codes[service.code].counting, example.date_of_service)
            if entry and entry.counts:
                yield file, example
                break


def test_no_example_shows_a_unit_outside_the_range_of_its_code() -> None:
    """An example whose quantity is not in the range says so itself: by a finding, by no unit, or by an error."""
    looked_at = 0
    for file, example in examples_with(RULES):
        result = calculate(visit_of(example), RULES)
        without = {one["code"] for one in result["unbilled"] if one["reason"] in NO_UNIT}
        expect = example.expect
        shown = {*(expect.units or {}), *(line.code for line in expect.lines or ())}
        assert not without & shown, (file, example.name)
        if without and expect.units is None and expect.lines is None:
            assert {OUT, MISSING, "add-on-entered"} & set(expect.findings), (file, example.name)
        looked_at += 1
    assert looked_at > 60


def test_every_such_code_shows_its_range_on_both_sides() -> None:
    for code, file in RULES.codes.items():
        entry = in_force(file.counting, date(2026, 3, 2))
        if entry is None or entry.base or (entry.counts not in INPUTS and entry.counts != "contact-minutes"):
            continue
        own = [example for example in file.examples if example.date_of_service.year == 2026]
        found = [calculate(visit_of(example), RULES) for example in own]
        assert any(code in units(result) for result in found), code
        assert any(code not in units(result) or len(units(result)) > 1 for result in found), code


def test_a_source_under_such_an_example_is_one_that_speaks_of_the_code() -> None:
    """What the rules of the code cite, or for timed codes with it what counts those; never a rule on something else."""
    for code, file in RULES.codes.items():
        if not any(entry.counts for entry in file.counting):
            continue
        said = (*file.counting, *file.medicare, *file.billing, *file.limits, file.answer)
        spoken = {cite.source for one in said for cite in one.cites}
        for example in file.examples:
            entered = [in_force(RULES.codes[one.code].counting, example.date_of_service) for one in example.services]
            timed = any(entry is not None and entry.kind == "timed" for entry in entered)
            for cite in example.cites:
                allowed = cite.source in spoken or (timed and cite.at.startswith("§20.2 C"))
                assert allowed, (code, example.name, cite.source)
