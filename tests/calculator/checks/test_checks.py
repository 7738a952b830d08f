"""Claim checks: no false alarms on clean claims, house rules, what is not told, pairs and limits on both sides."""

from __future__ import annotations

import dataclasses
import os
from datetime import date
from random import Random
from typing import Any, Literal

import pytest

from calculator import VisitError, calculate, checks
from calculator.checks import times
from calculator.counting import modifiers
from calculator.loading import examples
from calculator.model import Cap, EditTable, HouseRule, Loaded, Rules, UnitLimit
from tests.support import earlier_tables, random_visits
from tests.support.billed import VISIT, billed, found
from tests.support.rule_files import with_expected
from tests.support.vectors import VECTORS

MANY = int(os.environ.get("REHAB_RANDOM_VISITS", "400"))

TRUE = {
    *("pair-never-together", "pair-without-modifier", "codes-exclude-each-other"),
    *("units-over-limit", "assistant-may-not-furnish"),
}
"""Errors that a claim made from its minutes may truly have: payment policy, which never changes a line."""

COUNTED = {
    *("add-on-entered", "code-outside-discipline", "no-assistant-modifier", "not-valid-for-medicare"),
    *("payer-rule-unknown", "quantity-missing", "quantity-out-of-range"),
}
"""Errors that the counting itself tells, whatever is billed."""

# --- false alarms ---------------------------------------------------------------------------------------------------


def as_billed(visit: dict[str, Any], rules: Rules) -> dict[str, Any]:
    """The visit with its own claim lines as those that are about to be sent."""
    return {**visit, "billed": calculate(visit, rules)["lines"]}


def false_alarms(again: dict[str, Any], findings: list[dict[str, Any]]) -> set[str]:
    """Errors that lines made from their minutes cannot have."""
    errors = {one["check"] for one in findings if one["severity"] == "error"}
    # on a line of a code that is not the plan's, its modifier is told as well
    outside = {"wrong-discipline-modifier"} if "code-outside-discipline" in errors else set()
    return errors - TRUE - COUNTED - outside


def test_vectors_and_worked_examples_fed_back_give_no_error(rules: Rules) -> None:
    """Examples of checks show faults; all others are right."""
    visits = [vector["visit"] for vector in VECTORS]
    for file, _, example in examples.every(rules):
        if not (file.startswith("checks/") or example.expect.error or example.billed):
            visits.append(examples.visit_of(example))
    for visit in visits:
        again = as_billed(visit, rules)
        assert false_alarms(again, calculate(again, rules)["findings"]) == set(), visit


def test_random_clean_claims_give_no_error(rules: Rules) -> None:
    chance, looked_at, visits = Random(20261123), set(), 0
    while visits < MANY:
        told = random_visits.good_visit(chance, rules)
        try:
            again = as_billed({name: told[name] for name in (*VISIT, "choose", "setting") if name in told}, rules)
        except VisitError:
            continue
        findings = calculate(again, rules)["findings"]
        assert false_alarms(again, findings) == set(), again
        visits += 1
        looked_at |= {one["check"] for one in findings}
    assert {"pair-without-modifier", "units-over-limit"} <= looked_at


# --- what is not told, and house rules --------------------------------------------------------------------------------


def not_checked(visit: dict[str, Any], rules: Rules) -> dict[str, str]:
    """The reason of everything that was not checked."""
    return {one["check"]: one["because"] for one in calculate(visit, rules)["not_checked"]}


def test_a_check_without_its_fields_is_listed_with_the_reason(rules: Rules) -> None:
    listed = not_checked(VISIT, rules)
    assert listed["missing-kx"].endswith(" billed")
    assert listed["certification-late"].endswith(" plan.certified")
    assert listed["hands-on-by-telehealth"].endswith(" telehealth or place_of_service")
    part = not_checked({**VISIT, "plan": {"certified": "2026-06-02"}}, rules)
    assert part["certification-late"].endswith(" plan.first_treatment")
    unknown = with_expected(rules, "review-threshold", date(2026, 1, 1))
    later = not_checked({**VISIT, "amount_used": "3100"}, unknown)
    assert "review-threshold" in later["review-amount-passed"]
    for name, check in rules.checks.items():
        assert (name in listed) == bool(
            check.method
            and check.needs
            and checks.severity_for(check, "medicare-part-b", rules.payers["medicare-part-b"])
            and checks.holds(check, date(2026, 3, 2))
        ), name


@pytest.mark.parametrize("severity", ["info", "warning", "error", "off"])
def test_a_house_rule_turns_a_check_up_down_or_off(severity: Any, rules: Rules) -> None:
    rule = HouseRule(check="duplicate-line", severity=severity, because="our clearing house merges them")
    counting = HouseRule(check="unsettled", severity=severity, because="we asked")
    payer = dataclasses.replace(rules.payers["medicare-part-b"], checks=(rule, counting))
    changed = dataclasses.replace(rules, payers={**rules.payers, "medicare-part-b": payer})
    visit = billed("97110 GP 1", "97110 GP 1")
    assert "duplicate-line" in found(visit, rules, "error")
    result = calculate(visit, changed)
    severities = [one["severity"] for one in result["findings"] if one["check"] == "duplicate-line"]
    assert severities == ([] if severity == "off" else [severity])
    off = [one["because"] for one in result["not_checked"] if one["check"] == "duplicate-line"]
    because = "turned off for this payer: our clearing house merges them"
    assert off == ([because] if severity == "off" else [])
    odd = {**VISIT, "services": [{"code": "97545", "minutes": 120}, {"code": "97110", "minutes": 15}]}
    for which, expected in ((rules, ["warning"]), (changed, [] if severity == "off" else [severity])):
        unsettled = [one for one in calculate(odd, which)["findings"] if one["check"] == "unsettled"]
        assert [one["severity"] for one in unsettled] == expected


# --- pairs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), [("97116", "97530"), ("97161", "97140"), ("97140", "97530")])
def test_a_pair_that_may_be_billed_together_is_no_finding(one: str, other: str, rules: Rules) -> None:
    services = [{"code": code, "minutes": 15} for code in (one, other)]
    assert not {
        name for name in found(billed(f"{one} GP 1", f"{other} GP 1", services=services), rules) if "pair" in name
    }


def test_each_pair_of_a_payer_is_looked_at(rules: Rules) -> None:
    first, *_ = rules.payers["anthem"].pairs
    absent = dataclasses.replace(first, codes=("97112", "97116"), mark="97116")
    payer = dataclasses.replace(rules.payers["anthem"], pairs=(absent, first))
    changed = dataclasses.replace(rules, payers={**rules.payers, "anthem": payer})
    services = [{"code": code, "minutes": 15} for code in first.codes]
    visit = billed(*(f"{code} GP 1" for code in first.codes), payer="anthem", services=services)
    assert "payer-edits-pair" in found(visit, changed)


def test_a_modifier_of_no_discipline_fits_all(rules: Rules) -> None:
    assert modifiers.fits(rules.modifiers["KX"], "SLP")
    assert modifiers.fits(rules.modifiers["CQ"], "PT")
    assert not modifiers.fits(rules.modifiers["CQ"], "OT")
    assert modifiers.by_discipline(rules)["SLP"] == modifiers.Modifiers(discipline="GN", assistant=None, threshold="KX")


def test_an_edit_is_told_with_its_row_its_quarter_and_its_indicator(rules: Rules) -> None:
    visit = {**VISIT, "services": [{"code": "97140", "minutes": 15}, {"code": "97124", "minutes": 15}]}
    result = calculate(visit, earlier_tables.until(rules, date(2026, 12, 31)))
    [one] = [one for one in result["findings"] if one["check"] == "pair-never-together"]
    assert all(part in one["says"] for part in ("97124", "97140", "2024 Q3", "indicator 0"))
    assert {"source": "ncci24q3", "at": "97140 and 97124", "tier": None} in one["cites"]
    [step] = [step for step in result["steps"] if step["rule"] == "checks/pair-never-together"]
    assert {"name": "modifier indicator", "value": "0"} in step["facts"]


def test_a_pair_across_two_visits_points_to_the_line_of_this_one(rules: Rules) -> None:
    other = {"discipline": "SLP", "lines": [{"code": "92507", "units": 1, "modifiers": ["GN"]}]}
    visit = {**VISIT, "other_visits": [other]}
    [one] = [one for one in calculate(visit, rules)["findings"] if one["check"] == "pair-without-modifier"]
    assert (one["of"], one["line"]) == ("lines", 0)
    alone = {"discipline": "SLP", "lines": [*other["lines"], {"code": "97150", "units": 1, "modifiers": ["GN"]}]}
    only = {**VISIT, "services": [{"code": "97161", "minutes": 30}], "other_visits": [alone]}
    assert "pair-without-modifier" not in found(only, rules)  # a pair of the other visit is its own to check


def test_the_same_code_on_two_lines_is_no_pair(rules: Rules) -> None:
    assert not [name for name in found(billed("97110 GP 1", "97110 GP 59 1"), rules) if name.startswith("pair")]


# --- units, audit, times ----------------------------------------------------------------------------------------------


def test_a_limit_by_data_is_a_warning_and_one_by_policy_an_error(rules: Rules) -> None:
    limits = {
        row.code: row
        for row in rules.tables.unit_limits
        if (row.program, row.table, row.since) == ("medicare", "practitioner", date(2024, 7, 1))
    }
    for code, indicator, severity in (("97161", 2, "error"), ("97110", 3, "warning")):
        assert limits[code].adjudication == indicator
        findings = calculate(billed(f"{code} GP {limits[code].units + 1}"), rules)["findings"]
        assert [one["severity"] for one in findings if one["check"] == "units-over-limit"] == [severity]


def limit_row(table: EditTable, units: int, adjudication: Literal[1, 2, 3]) -> UnitLimit:
    """A limit of 97110 in the first quarter of 2026."""
    days = {"since": date(2026, 1, 1), "until": date(2026, 3, 31)}
    limit = {"code": "97110", "units": units, "adjudication": adjudication}
    return UnitLimit(program="medicare", table=table, source="mue24q3", **days, **limit)  # type: ignore[arg-type]


def with_limits(rules: Rules, *rows: UnitLimit) -> Rules:
    """The rules with these unit limits and no others."""
    same = ("program", "table", "since", "until")
    loaded = tuple(
        Loaded(file="unit-limits", rows=1, sha256="", codes=(row.code,), **{name: getattr(row, name) for name in same})
        for row in rows
    )
    source = dataclasses.replace(rules.sources["mue24q3"], loaded=loaded)
    tables = dataclasses.replace(rules.tables, unit_limits=rows)
    return dataclasses.replace(rules, tables=tables, sources={"mue24q3": source})


@pytest.mark.parametrize(
    ("form", "lines", "says"),
    [
        ("professional", ("97110 GP 2", "97110 GP 59 2"), None),
        (
            "professional",
            ("97110 GP 3", "97110 GP 59 1"),
            ("3 units", "97110", " 2 ", "practitioner", "2026 Q1", "line"),
        ),
        ("institutional", ("97110 GP 2", "97110 GP 59 1"), None),
        (
            "institutional",
            ("97110 GP 2", "97110 GP 59 2"),
            ("4 units", "97110", " 3 ", "hospital", "2026 Q1", "policy"),
        ),
    ],
)
def test_a_limit_is_held_against_the_line_or_the_day_by_its_indicator(
    form: str, lines: tuple[str, ...], says: tuple[str, ...] | None, rules: Rules
) -> None:
    rows = (limit_row("practitioner", 2, 1), limit_row("hospital", 3, 2))
    changed = with_limits(rules, *rows)
    visit = billed(*lines, services=[{"code": "97110", "minutes": 60}], claim_form=form)
    over = [one for one in calculate(visit, changed)["findings"] if one["check"] == "units-over-limit"]
    assert len(over) == (says is not None)
    assert all(part in one["says"] for one in over for part in says or ())
    assert all({"source": "mue24q3", "at": "97110", "tier": None} in one["cites"] for one in over)


def test_each_cap_of_a_payer_is_looked_at(rules: Rules) -> None:
    cap = Cap(counts="timed-units", most=1, cites=rules.payers["aetna"].caps[0].cites)
    caps = (dataclasses.replace(cap, disciplines=("OT",)), cap)
    payer = dataclasses.replace(rules.payers["midpoint"], caps=caps)
    changed = dataclasses.replace(rules, payers={**rules.payers, "midpoint": payer})
    two = {**VISIT, "payer": "midpoint"}
    assert "over-payer-cap" in found(two, changed)
    assert "over-payer-cap" not in found({**two, "services": [{"code": "97110", "minutes": 15}]}, changed)


@pytest.mark.parametrize(
    ("services", "lines", "names"),
    [
        ({"97110": 18, "97140": 13}, ["97110 GP 2"], ["unit-on-another-code"]),
        ({"97110": 18, "97140": 13}, ["97110 GP 4"], ["fewer-units-than-minutes", "more-units-than-minutes"]),
        ({"97110": 8, "97140": 8}, ["97110 GP 1"], []),  # either answer to a tie
        ({"97110": 8, "97140": 8}, ["97140 GP 1"], []),
    ],
)
def test_units_are_too_many_in_all_or_on_another_code(
    services: dict[str, int], lines: list[str], names: list[str], rules: Rules
) -> None:
    listed = [{"code": code, "minutes": minutes} for code, minutes in services.items()]
    assert found(billed(*lines, services=listed), rules) == names


@pytest.mark.parametrize(
    ("therapist", "lines", "names"),
    [
        (0, ["97110 GP CQ 1", "97110 GP 1"], ["more-units-than-minutes"]),  # the surplus unit is not unmarked as well
        (15, ["97110 GP 1"], ["fewer-units-than-minutes"]),  # fewer units may leave out the marked one
    ],
)
def test_a_wrong_number_of_units_is_not_also_a_wrong_mark(
    therapist: int, lines: list[str], names: list[str], rules: Rules
) -> None:
    service = {"code": "97110", "therapist_minutes": therapist, "assistant_minutes": 15}
    assert found(billed(*lines, services=[service]), rules) == names


@pytest.mark.parametrize(("units", "too_many"), [(2, False), (3, True)])
def test_units_of_an_unknown_rule_are_held_against_the_larger_of_both(units: int, too_many: bool, rules: Rules) -> None:
    visit = billed(f"97110 GP {units}", payer="aetna")
    assert ("more-units-than-minutes" in found(visit, rules)) == too_many


def test_times_that_touch_do_not_overlap() -> None:
    assert times.overlap("09:00", "09:15", "09:15", "09:30") == 0
    assert times.overlap("09:00", "09:16", "09:15", "09:30") == 1
    assert times.overlap("09:00", "10:00", "09:15", "09:30") == 15
