"""Claim checks: no false alarms on clean claims, house rules, what is not told, pairs and limits on both sides."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
from collections import Counter
from datetime import date
from pkgutil import iter_modules
from random import Random
from typing import Any, Literal

import pytest
import simple_icd_10_cm as icd

from calculator import VisitError, calculate, checks
from calculator.checks import times
from calculator.checks.context import told
from calculator.counting import modifiers
from calculator.loading import examples
from calculator.model import Cap, EditTable, HouseRule, Loaded, NotChecked, Rules, Severity, UnitLimit, Visit
from tests.support import random_visits
from tests.support.paths import DATA

MANY = int(os.environ.get("REHAB_RANDOM_VISITS", "2000"))

TRUE = {
    "pair-never-together",
    "pair-without-modifier",
    "units-over-limit",
    "assistant-may-not-furnish",
    "codes-exclude-each-other",
}
"""Errors that a claim made from its minutes may truly have: payment policy, which never changes a line."""

COUNTED = {
    "add-on-entered",
    "code-outside-discipline",
    "no-assistant-modifier",
    "not-valid-for-medicare",
    "payer-rule-unknown",
    "quantity-missing",
    "quantity-out-of-range",
}
"""Errors that the counting itself tells, whatever is billed."""

VISIT: dict[str, Any] = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [{"code": "97110", "minutes": 23}],
}


def found(visit: dict[str, Any], rules: Rules, severity: Severity | None = None) -> list[str]:
    """The names of a visit's findings, in order."""
    return [
        one["check"] for one in calculate(visit, rules)["findings"] if severity is None or one["severity"] == severity
    ]


def line(text: str) -> dict[str, Any]:
    """A billed line from its text, as `97110 GP 2`."""
    code, *modifiers, units = text.split()
    return {"code": code, "modifiers": modifiers, "units": int(units)}


def billed(*lines: str, **fields: Any) -> dict[str, Any]:
    """The visit with some lines that somebody means to send."""
    return {**VISIT, "billed": [line(text) for text in lines], **fields}


# --- false alarms ---------------------------------------------------------------------------------------------------


def as_billed(visit: dict[str, Any], rules: Rules) -> dict[str, Any]:
    """The visit with its own claim lines as those that are about to be sent."""
    return {**visit, "billed": calculate(visit, rules)["lines"]}


def test_vectors_fed_back_give_no_error(rules: Rules) -> None:
    looked_at = 0
    for text in (DATA / "vectors.jsonl").read_text(encoding="utf-8").splitlines():
        visit = json.loads(text)["visit"]
        try:
            again = as_billed(visit, rules)
        except VisitError:
            continue
        looked_at += 1
        assert set(found(again, rules, "error")) <= TRUE | COUNTED | outside(again, rules), visit
    assert looked_at > 150


def test_worked_examples_fed_back_give_no_error(rules: Rules) -> None:
    """Examples of checks show faults; all others are right."""
    for file, _, example in examples.every(rules):
        visit = examples.visit_of(example)
        if file.startswith("checks/") or example.expect.error or "billed" in visit:
            continue
        again = as_billed(visit, rules)
        assert set(found(again, rules, "error")) <= TRUE | COUNTED | outside(again, rules), (file, example.name)


def test_random_clean_claims_give_no_error(rules: Rules) -> None:
    chance = Random(20261123)
    looked_at: Counter[str] = Counter()
    while looked_at["visits"] < MANY:
        visit = {
            name: value
            for name, value in random_visits.good_visit(chance, rules).items()
            if name in (*VISIT, "choose", "setting")
        }
        try:
            again = as_billed(visit, rules)
        except VisitError:
            continue
        looked_at["visits"] += 1
        errors = set(found(again, rules, "error"))
        looked_at.update(found(again, rules))
        assert errors <= TRUE | COUNTED | outside(again, rules), again
    assert looked_at["pair-without-modifier"]
    assert looked_at["units-over-limit"]


def outside(visit: dict[str, Any], rules: Rules) -> set[str]:
    """On a line of a code that is not the plan's, its modifier is told as well."""
    return {"wrong-discipline-modifier"} if "code-outside-discipline" in found(visit, rules, "error") else set()


def test_an_open_pair_is_a_warning_until_it_is_billed(rules: Rules) -> None:
    visit = {**VISIT, "services": [{"code": "97150", "minutes": 30}, {"code": "97110", "minutes": 23}]}
    assert "pair-without-modifier" in found(visit, rules, "warning")
    assert "pair-without-modifier" in found(as_billed(visit, rules), rules, "error")


def test_either_answer_to_a_tie_may_be_billed(rules: Rules) -> None:
    visit = {**VISIT, "services": [{"code": "97110", "minutes": 8}, {"code": "97140", "minutes": 8}]}
    for code in ("97110", "97140"):
        assert found({**visit, "billed": [line(f"{code} GP 1")]}, rules) == []


def test_no_finding_asks_for_more_minutes(rules: Rules) -> None:
    for file, _, example in examples.every(rules):
        if example.expect.error:
            continue
        for one in calculate(examples.visit_of(example), rules)["findings"]:
            assert "add minutes" not in one["says"].lower(), file


# --- what is not told, and house rules --------------------------------------------------------------------------------


def test_a_check_without_its_fields_is_listed_with_the_reason(rules: Rules) -> None:
    listed = {one["check"]: one["because"] for one in calculate(VISIT, rules)["not_checked"]}
    assert listed["missing-kx"] == "the visit does not tell billed"
    assert listed["certification-late"] == "the visit does not tell plan.certified"
    assert listed["hands-on-by-telehealth"] == ("the visit does not tell telehealth or place_of_service")
    for name, check in rules.checks.items():
        assert (name in listed) == bool(
            check.method
            and check.needs
            and checks.severity_for(check, "medicare-part-b", rules.payers["medicare-part-b"])
            and checks.holds(check, date(2026, 3, 2))
        ), name


def test_part_of_what_is_needed_is_not_enough(rules: Rules) -> None:
    visit = {**VISIT, "plan": {"certified": "2026-06-02"}}
    listed = {one["check"]: one["because"] for one in calculate(visit, rules)["not_checked"]}
    assert listed["certification-late"] == "the visit does not tell plan.first_treatment"


def test_a_number_that_is_not_known_is_named(rules: Rules) -> None:
    later = {**VISIT, "date_of_service": "2031-03-03", "amount_used": "3100"}
    listed = {one["check"]: one["because"] for one in calculate(later, rules)["not_checked"]}
    assert listed["review-amount-passed"] == "review-threshold is not known for 2031-03-03"


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
    told_off = [one for one in result["not_checked"] if one["check"] == "duplicate-line"]
    assert bool(told_off) == (severity == "off")
    if told_off:
        assert told_off[0]["because"] == "turned off for this payer: our clearing house merges them"
    odd = {**VISIT, "services": [{"code": "97545", "minutes": 120}, {"code": "97110", "minutes": 15}]}

    def unsettled(which: Rules) -> list[str]:
        return [one["severity"] for one in calculate(odd, which)["findings"] if one["check"] == "unsettled"]

    assert unsettled(rules) == ["warning"]
    assert unsettled(changed) == ([] if severity == "off" else [severity])


def test_what_is_told_is_found_in_lists_and_parts() -> None:
    visit = Visit(date_of_service=date(2026, 3, 2), payer="midpoint", discipline="PT", services=())
    assert told(visit, "plan.certified") is None
    assert told(visit, "other_visits") is None
    assert told(dataclasses.replace(visit, stays=()), "stays") == ()
    assert told(dataclasses.replace(visit, incident_to=False), "incident_to") is False


# --- pairs ------------------------------------------------------------------------------------------------------------

SAME_DAY = [
    ("97116", "97530", "medicare-part-b", None),
    ("97140", "97124", "medicare-part-b", "pair-never-together"),
    ("97150", "97110", "medicare-part-b", "pair-without-modifier"),
    ("97161", "97140", "medicare-part-b", None),
    ("97140", "97530", "medicare-part-b", None),
    ("97140", "97530", "anthem", "payer-edits-pair"),
]


@pytest.mark.parametrize(("one", "other", "payer", "expected"), SAME_DAY)
def test_the_same_day_questions_of_the_articles(
    one: str, other: str, payer: str, expected: str | None, rules: Rules
) -> None:
    visit = {
        **VISIT,
        "payer": payer,
        "services": [{"code": one, "minutes": 30}, {"code": other, "minutes": 15}],
        "billed": [line(f"{one} GP 2"), line(f"{other} GP 1")],
    }
    if one == "97161":
        visit["billed"] = [line(f"{one} GP 1"), line(f"{other} GP 1")]
    names = {name for name in found(visit, rules) if "pair" in name}
    assert names == ({expected} if expected else set())


def test_each_pair_of_a_payer_is_looked_at(rules: Rules) -> None:
    first, *_ = rules.payers["anthem"].pairs
    absent = dataclasses.replace(first, codes=("97112", "97116"), mark="97116")
    payer = dataclasses.replace(rules.payers["anthem"], pairs=(absent, first))
    changed = dataclasses.replace(rules, payers={**rules.payers, "anthem": payer})
    visit = {
        **VISIT,
        "payer": "anthem",
        "services": [{"code": "97140", "minutes": 15}, {"code": "97530", "minutes": 15}],
        "billed": [line("97140 GP 1"), line("97530 GP 1")],
    }
    assert "payer-edits-pair" in found(visit, changed)


def test_a_modifier_of_no_discipline_fits_all(rules: Rules) -> None:
    assert modifiers.fits(rules.modifiers["KX"], "SLP")
    assert modifiers.fits(rules.modifiers["CQ"], "PT")
    assert not modifiers.fits(rules.modifiers["CQ"], "OT")
    assert modifiers.by_discipline(rules)["SLP"] == modifiers.Modifiers(discipline="GN", assistant=None, threshold="KX")


def test_an_edit_is_told_with_its_row_its_quarter_and_its_indicator(rules: Rules) -> None:
    visit = {**VISIT, "services": [{"code": "97140", "minutes": 15}, {"code": "97124", "minutes": 15}]}
    result = calculate(visit, rules)
    [one] = [one for one in result["findings"] if one["check"] == "pair-never-together"]
    assert "97124 is not paid beside 97140" in one["says"]
    assert "2024 Q3" in one["says"]
    assert "indicator 0" in one["says"]
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


@pytest.mark.parametrize(("units", "over"), [(4, False), (5, True)])
def test_the_unit_limit_lets_its_own_number_pass(units: int, over: bool, rules: Rules) -> None:
    visit = {**VISIT, "services": [{"code": "97116", "minutes": 15 * units}]}
    assert ("units-over-limit" in found(visit, rules)) == over


def test_a_limit_by_data_is_a_warning_and_one_by_policy_an_error(rules: Rules) -> None:
    limits = {
        row.code: row
        for row in rules.tables.unit_limits
        if (row.program, row.table, row.since) == ("medicare", "practitioner", date(2024, 7, 1))
    }
    for code, indicator, severity in (("97161", 2, "error"), ("97110", 3, "warning")):
        assert limits[code].adjudication == indicator
        [one] = [
            one
            for one in calculate(billed(f"{code} GP {limits[code].units + 1}"), rules)["findings"]
            if one["check"] == "units-over-limit"
        ]
        assert one["severity"] == severity


def limit_row(table: EditTable, units: int, adjudication: Literal[1, 2, 3]) -> UnitLimit:
    """A limit of 97110 in the first quarter of 2026."""
    return UnitLimit(
        program="medicare",
        table=table,
        since=date(2026, 1, 1),
        until=date(2026, 3, 31),
        code="97110",
        units=units,
        adjudication=adjudication,
        source="mue24q3",
    )


def with_limits(rules: Rules, *rows: UnitLimit) -> Rules:
    """The rules with these unit limits and no others."""
    loaded = tuple(
        Loaded(
            file="unit-limits",
            program=row.program,
            table=row.table,
            since=row.since,
            until=row.until,
            rows=1,
            sha256="",
            codes=(row.code,),
        )
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
            "3 units of 97110 on one line, the limit is 2 (Medicare MUE, practitioner, 2026 Q1, held against each line).",
        ),
        ("institutional", ("97110 GP 2", "97110 GP 59 1"), None),
        (
            "institutional",
            ("97110 GP 2", "97110 GP 59 2"),
            "4 units of 97110 on one day, the limit is 3 (Medicare MUE, hospital, 2026 Q1, by policy).",
        ),
    ],
)
def test_a_limit_is_held_against_the_line_or_the_day_by_its_indicator(
    form: str, lines: tuple[str, ...], says: str | None, rules: Rules
) -> None:
    rows = (limit_row("practitioner", 2, 1), limit_row("hospital", 3, 2))
    changed = with_limits(rules, *rows)
    visit = billed(*lines, services=[{"code": "97110", "minutes": 60}], claim_form=form)
    over = [one for one in calculate(visit, changed)["findings"] if one["check"] == "units-over-limit"]
    assert [one["says"] for one in over] == ([] if says is None else [says])
    assert all({"source": "mue24q3", "at": "97110", "tier": None} in one["cites"] for one in over)


def test_each_cap_of_a_payer_is_looked_at(rules: Rules) -> None:
    cites = rules.payers["aetna"].caps[0].cites
    caps = (
        Cap(counts="timed-units", most=1, disciplines=("OT",), cites=cites),
        Cap(counts="timed-units", most=1, cites=cites),
    )
    payer = dataclasses.replace(rules.payers["midpoint"], caps=caps)
    changed = dataclasses.replace(rules, payers={**rules.payers, "midpoint": payer})
    two = {**VISIT, "payer": "midpoint"}
    assert "over-payer-cap" in found(two, changed)
    assert "over-payer-cap" not in found({**two, "services": [{"code": "97110", "minutes": 15}]}, changed)


def test_an_open_pair_names_its_row(rules: Rules) -> None:
    visit = {**VISIT, "services": [{"code": "97150", "minutes": 30}, {"code": "97110", "minutes": 23}]}
    [one] = [one for one in calculate(visit, rules)["findings"] if one["check"] == "pair-without-modifier"]
    assert one["cites"][0] == {"source": "ncci24q3", "at": "97150 and 97110", "tier": None}


def test_a_unit_on_the_wrong_code_is_not_called_too_many(rules: Rules) -> None:
    visit = {
        **VISIT,
        "services": [{"code": "97110", "minutes": 18}, {"code": "97140", "minutes": 13}],
        "billed": [line("97110 GP 2")],
    }
    assert found(visit, rules) == ["unit-on-another-code"]


def test_too_many_in_all_is_called_too_many_even_if_one_code_has_too_few(rules: Rules) -> None:
    visit = {
        **VISIT,
        "services": [{"code": "97110", "minutes": 18}, {"code": "97140", "minutes": 13}],
        "billed": [line("97110 GP 4")],
    }
    assert found(visit, rules) == ["fewer-units-than-minutes", "more-units-than-minutes"]


def test_a_surplus_unit_is_not_also_called_unmarked(rules: Rules) -> None:
    visit = {
        **VISIT,
        "services": [{"code": "97110", "assistant_minutes": 15}],
        "billed": [line("97110 GP CQ 1"), line("97110 GP 1")],
    }
    assert found(visit, rules) == ["more-units-than-minutes"]


def test_fewer_units_may_leave_out_the_marked_one(rules: Rules) -> None:
    visit = {
        **VISIT,
        "services": [{"code": "97110", "therapist_minutes": 15, "assistant_minutes": 15}],
        "billed": [line("97110 GP 1")],
    }
    assert found(visit, rules) == ["fewer-units-than-minutes"]


@pytest.mark.parametrize(("units", "too_many"), [(2, False), (3, True)])
def test_units_of_an_unknown_rule_are_held_against_the_larger_of_both(units: int, too_many: bool, rules: Rules) -> None:
    visit = billed(f"97110 GP {units}", payer="aetna")
    assert ("more-units-than-minutes" in found(visit, rules)) == too_many


def test_times_that_touch_do_not_overlap() -> None:
    assert times.overlap("09:00", "09:15", "09:15", "09:30") == 0
    assert times.overlap("09:00", "09:16", "09:15", "09:30") == 1
    assert times.overlap("09:00", "10:00", "09:15", "09:30") == 15


# --- tables and faults ------------------------------------------------------------------------------------------------


def test_every_row_on_diagnoses_is_true_of_icd_10_cm(rules: Rules) -> None:
    for row in rules.tables.diagnoses:
        assert icd.is_valid_item(row.code), row
        instead = row.instead.split(", ")
        assert all(icd.is_valid_item(code) and icd.is_leaf(code) for code in instead), row
        if row.fault == "not-billable":
            assert not icd.is_leaf(row.code)
            assert set(instead) <= set(icd.get_descendants(row.code))
        elif row.fault == "side-unspecified":
            assert "unspecified" in icd.get_description(row.code)
            assert all(icd.get_parent(code) == icd.get_parent(row.code) for code in instead)


def test_every_injury_code_that_can_be_billed_has_seven_characters() -> None:
    leaves = [code for code in icd.get_all_codes(with_dots=False) if code.startswith("S") and icd.is_leaf(code)]
    assert len(leaves) > 10_000
    assert {len(code) for code in leaves} == {7}


def test_every_fault_has_an_answer_and_every_check_a_fault_or_a_reason(rules: Rules) -> None:
    assert len(rules.faults) >= 161
    who = Counter(
        "check" if fault.found_by else "person" if fault.read_on else "nobody" for fault in rules.faults.values()
    )
    assert who["check"] > 130
    assert all(fault.because for fault in rules.faults.values() if not fault.found_by and not fault.read_on)
    named = {name for fault in rules.faults.values() for name in fault.found_by}
    beyond = {name for name, check in rules.checks.items() if check.method} - named
    assert beyond <= {"minutes-longer-than-clock"}


def test_no_two_methods_have_one_name() -> None:
    """The later one would take the place of the earlier in silence."""
    modules = [importlib.import_module(f"calculator.checks.{found.name}") for found in iter_modules(checks.__path__)]
    names = [name for module in modules for name in getattr(module, "METHODS", ())]
    assert sorted(names) == sorted(set(names)) == sorted(checks.METHODS)


def test_a_page_that_a_fault_is_read_on_has_a_checklist(rules: Rules) -> None:
    for key, fault in rules.faults.items():
        for page in fault.read_on:
            kind, _, name = page.partition("/")
            thing = getattr(rules, kind)[name]
            assert any(
                getattr(thing, field, ())
                for field in ("document", "requirements", "rows", "not_covered_when", "billing")
            ), key


def test_what_is_not_checked_never_stands_among_the_findings(rules: Rules) -> None:
    for _, _, example in examples.every(rules):
        if not example.expect.error:
            result = calculate(examples.visit_of(example), rules)
            names = {NotChecked(**one).check for one in result["not_checked"]}
            assert not names & {one["check"] for one in result["findings"]}
