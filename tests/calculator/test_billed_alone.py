"""A claim without minutes: billed lines and no services."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import VisitError, calculate, default_rules

CLAIM = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
COUNTS = ("timed_minutes", "pooled_minutes", "timed_units", "total_minutes")
LISTS = ("lines", "unbilled", "choices", "minutes_by_unit")


def line(code: str, units: int, *modifiers: str) -> dict[str, Any]:
    return {"code": code, "units": units, "modifiers": list(modifiers)}


def claim(*lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return calculate({**CLAIM, "billed": list(lines), **fields})


def found(result: dict[str, Any]) -> set[str]:
    return {one["check"] for one in result["findings"]}


def need_services(result: dict[str, Any]) -> set[str]:
    return {one["check"] for one in result["not_checked"] if one["needs"] == ["services"]}


def test_nothing_is_counted() -> None:
    result = claim(line("97110", 2, "GP"), line("97161", 1, "GP"))
    assert [result[name] for name in COUNTS] == [None] * 4
    assert [result[name] for name in LISTS] == [[]] * 4
    assert result["both_rules"]["rules"] == result["both_rules"]["codes"] == []


def test_what_needs_minutes_is_not_checked_and_not_found() -> None:
    unsupported = {"more-units-than-minutes", "fewer-units-than-minutes", "unit-on-another-code"}
    asked = unsupported | {"billed-code-not-documented", "missing-assistant-modifier", "needless-assistant-modifier"}
    alone = claim(line("97110", 4, "GP", "CQ"), line("97140", 1, "GP"))
    assert asked <= need_services(alone)
    assert not asked & found(alone)
    with_minutes = claim(line("97110", 4, "GP"), services=[{"code": "97110", "minutes": 15}])
    assert "more-units-than-minutes" in found(with_minutes)
    assert not need_services(with_minutes)


def test_what_needs_no_minutes_is_checked() -> None:
    result = claim(line("97110", 1), line("97129", 2, "GP"), line("97140", 1, "GP", "GP"), line("97140", 1, "GP", "GP"))
    wanted = {"missing-discipline-modifier", "first-unit-twice", "duplicate-line", "modifier-twice"}
    assert wanted <= found(result)
    assert "assistant-modifier-on-evaluation" in found(claim(line("97161", 1, "GP", "CQ")))
    assert "units-over-limit" in found(claim(line("97161", 2, "GP")))


def test_what_is_to_say_of_a_code_is_of_its_line() -> None:
    result = claim(line("97110", 1, "GP"), line("97010", 1, "GP"))
    [bundled] = [one for one in result["findings"] if one["check"] == "bundled-by-medicare"]
    assert (bundled["of"], bundled["line"]) == ("billed", 1)


def test_a_code_that_medicare_does_not_take_is_said_once() -> None:
    checks = [one["check"] for one in claim(line("97014", 1, "GP"))["findings"]]
    assert ("billed-code-not-valid" in checks) + ("not-valid-for-medicare" in checks) == 1


def test_codes_nobody_knows_are_no_fault_of_the_reader() -> None:
    result = claim(line("99999", 1, "GP"), line("97110", 0, "GP"), locality="15202-00", amount_used="2479")
    assert [one["code"] for one in result["payment"]["lines"]] == ["99999", "97110"]
    assert "no-units-billed" in found(result)


def test_amounts_are_those_of_the_billed_lines() -> None:
    lines = [line("97110", 2, "GP"), line("97140", 1, "GP", "CQ")]
    services = [{"code": "97110", "minutes": 30}, {"code": "97140", "assistant_minutes": 15}]
    place = {"locality": "15202-00", "deductible_left": "20"}
    alone = claim(*lines, **place)
    counted = calculate({**CLAIM, "services": services, **place})
    assert counted["lines"] == lines
    assert alone["payment"] == counted["payment"]


def test_a_line_with_a_notice_has_no_amount() -> None:
    paid = claim(line("97110", 1, "GP", "GA"), line("97140", 1, "GP"), locality="15202-00")["payment"]
    assert [one["kind"] for one in paid["lines"]] == ["undecided", None]
    assert paid["allowed"] == paid["lines"][1]["allowed"]


def test_kx_is_judged_by_the_billed_lines() -> None:
    lines = (line("97110", 1, "GP"), line("97140", 1, "GP", "KX"))
    below = claim(*lines, locality="15202-00", amount_used="100")
    assert "needless-kx" in found(below)
    above = claim(*lines, locality="15202-00", amount_used="2480")
    assert "missing-kx" in found(above)
    assert "needless-kx" not in found(above)


@pytest.mark.parametrize("services", [None, []])
def test_no_services_and_no_billed_lines_is_no_visit(services: Any) -> None:
    for billed in (None, []):
        with pytest.raises(VisitError) as refused:
            calculate({**CLAIM, "services": services, "billed": billed})
        assert [(one["field"], one["kind"]) for one in refused.value.errors] == [("services", "missing")]
    assert claim(line("97110", 1, "GP"), services=services)["lines"] == []


LINES = st.lists(
    st.builds(
        lambda code, units, modifiers: line(code, units, *modifiers),
        st.sampled_from([*sorted(default_rules().codes), "A0000"]),
        st.integers(0, 9),
        st.lists(st.sampled_from(("GP", "GO", "GN", "KX", "CQ", "CO", "59", "GA", "GY", "52", "XX")), max_size=5),
    ),
    min_size=1,
    max_size=6,
)


@given(
    LINES,
    st.sampled_from(sorted(default_rules().payers)),
    st.sampled_from(("PT", "OT", "SLP")),
    st.sampled_from(("2026-03-02", "2026-11-30", "2024-12-31")),
    st.sampled_from((None, "0", "2470", "9000")),
)
def test_any_claim_is_answered_and_nothing_that_needs_minutes_is_said(
    lines: list[dict[str, Any]], payer: str, discipline: str, day: str, used: str | None
) -> None:
    fields = {"payer": payer, "discipline": discipline, "date_of_service": day, "amount_used": used}
    result = claim(*lines, locality="15202-00", **fields)
    assert not found(result) & need_services(result)
    assert [result[name] for name in COUNTS] == [None] * 4
    if result["payment"]:
        assert [one["code"] for one in result["payment"]["lines"]] == [one["code"] for one in lines]
