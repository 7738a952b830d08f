"""Audits: what the calculator answers is right when it is billed, and everything that differs from it is found."""

from __future__ import annotations

import contextlib
from datetime import date
from itertools import islice, permutations, product
from random import Random
from typing import Any

import pytest

from calculator import VisitError, calculate
from calculator.dated import number
from calculator.model import Rules
from tests.support import audits, random_visits
from tests.support.units import units_of

MEDICARE: dict[str, Any] = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}


def checks_of(visit: dict[str, Any], billed: list[dict[str, Any]], rules: Rules) -> list[str]:
    return [one["check"] for one in calculate({**visit, "billed": billed}, rules)["findings"]]


def severities(visit: dict[str, Any], billed: list[dict[str, Any]], check: str, rules: Rules) -> list[str]:
    findings = calculate({**visit, "billed": billed}, rules)["findings"]
    return [one["severity"] for one in findings if one["check"] == check]


def visits(rules: Rules, seed: int, many: int) -> list[dict[str, Any]]:
    """Random visits that the calculator accepts."""
    chance, found = Random(seed), []
    while len(found) < many:
        visit = random_visits.clean_visit(chance, rules)
        try:
            calculate(visit, rules)
        except VisitError:
            continue
        found.append(visit)
    return found


def test_every_right_answer_may_be_billed_in_any_order(rules: Rules) -> None:
    chance, crossed, tied, assisted = Random(14), 0, 0, 0
    for visit in visits(rules, seed=1, many=150):
        for asked, alone in islice(audits.answers(visit, rules), 4):
            lines = alone["lines"]
            tied += "choose" in asked
            marked = ["KX" in line["modifiers"] for line in lines]
            crossed += any(marked) and not all(marked)
            assisted += any({"CQ", "CO"} & set(line["modifiers"]) for line in lines)
            for billed in (lines, chance.sample(lines, len(lines)), chance.sample(lines, len(lines))):
                audit = calculate({**visit, "billed": billed}, rules)
                assert audits.false_errors(alone, audit, billed) == [], (visit, billed)
                if "choose" not in asked:
                    assert (audit["lines"], audit["payment"]) == (lines, alone["payment"])
    assert min(crossed, tied, assisted) > 10


def test_a_separate_service_leaves_a_way_to_bill_a_pair_without_an_error(rules: Rules) -> None:
    looked_at = 0
    for visit in visits(rules, seed=2, many=100):
        alone = calculate(visit, rules)
        marked = [dict(line) for line in alone["lines"]]
        for one in calculate({**visit, "billed": marked}, rules)["findings"]:
            if one["check"] == "pair-without-modifier" and "59" not in marked[one["line"]]["modifiers"]:
                marked[one["line"]]["modifiers"] = [*marked[one["line"]]["modifiers"], "59"]
                looked_at += 1
        audit = calculate({**visit, "billed": marked}, rules)
        assert "pair-without-modifier" not in [one["check"] for one in audit["findings"]]
        assert audits.false_errors(alone, audit, marked) == [], (visit, marked)
    assert looked_at > 10


def test_every_single_deviation_is_found(rules: Rules) -> None:
    for visit in visits(rules, seed=3, many=25):
        assert list(audits.missed(visit, rules)) == [], visit


@pytest.mark.parametrize(("minutes", "certain"), [(20, 0), (39, 0), (40, 1), (59, 1), (60, 2)])
def test_a_quantity_is_asked_for_only_where_the_day_does_not_reach_it(minutes: int, certain: int, rules: Rules) -> None:
    visit = {**MEDICARE, "services": [{"code": "98980", "minutes": minutes}]}
    base = {"code": "98980", "units": 1, "modifiers": ["GP"]}
    for units in range(1, 4):
        billed = [base, {**base, "code": "98981", "units": units}]
        assert ("add-on-quantity-missing" in checks_of(visit, billed, rules)) == (units > certain)


@pytest.mark.parametrize("stays", [["hospice"], ["part-a-stay"], ["snf-resident"], ["home-health-episode"], []])
def test_a_stay_is_told_before_anything_is_billed(stays: list[str], rules: Rules) -> None:
    visit = {**MEDICARE, "services": [{"code": "97110", "minutes": 30}], "stays": stays}
    alone = calculate(visit, rules)
    audit = calculate({**visit, "billed": alone["lines"]}, rules)
    assert audits.false_errors(alone, audit, alone["lines"]) == []
    assert audits.faults(audit, alone["lines"]) == audits.faults(alone, alone["lines"])


@pytest.mark.parametrize(
    "service",
    [
        *({"code": code, "minutes": 20} for code in ("97605", "97597", "20560", "98970")),
        *({"code": "97597", "area_sq_cm": "41"}, {"code": "98977"}, {"code": "98980", "minutes": 45}),
    ],
    ids=str,
)
def test_a_code_that_was_entered_is_missed_where_it_is_not_billed(service: dict[str, Any], rules: Rules) -> None:
    """Also where the visit does not tell all of what the code counts: what is certain is supported."""
    services = [{"minutes": 0, **service}, {"code": "97012", "minutes": 15}]
    for payer in ("medicare-part-b", "aetna"):
        visit = {**MEDICARE, "payer": payer, "services": services}
        lines = calculate(visit, rules)["lines"]
        assert "fewer-units-than-minutes" not in checks_of(visit, lines, rules)
        for place in range(len(lines) - 1):
            left = [*lines[:place], *lines[place + 1 :]]
            assert "fewer-units-than-minutes" in checks_of(visit, left, rules), left


def test_the_search_finds_nothing_in_a_sample(rules: Rules) -> None:
    """One of some 2,000 visits of the whole search, which `python -m tests.support.audits` runs."""
    looked_at = 0
    for visit in islice(audits.search(rules), 700, None, 1999):
        try:
            right = list(audits.answers(visit, rules))
        except VisitError:
            continue
        for _, alone in right:
            looked_at += 1
            audit = calculate({**visit, "billed": alone["lines"]}, rules)
            assert audits.false_errors(alone, audit, alone["lines"]) == [], visit
    assert looked_at > 50


# --- KX, line by line -------------------------------------------------------------------------------------------------

THREE: dict[str, Any] = {
    **MEDICARE,
    "locality": "15202-00",
    "services": [{"code": "97110", "minutes": 30}, {"code": "97140", "minutes": 15}, {"code": "97530", "minutes": 15}],
}


def amounts(rules: Rules) -> dict[str, float]:
    """The allowed amounts of the three lines; no amount hangs on their order."""
    return {line["code"]: float(line["allowed"]) for line in calculate(THREE, rules)["payment"]["lines"]}


@pytest.mark.parametrize("left", [0.01, 20, 40, 60, 80, 110])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_kx_follows_the_order_in_which_lines_are_billed(left: float, order: tuple[int, ...], rules: Rules) -> None:
    limit = number(rules, "kx-threshold", date.fromisoformat(MEDICARE["date_of_service"]))
    assert limit
    visit = {**THREE, "amount_used": f"{float(limit.value) - left:.2f}"}
    plain = [{**line, "modifiers": ["GP"]} for line in calculate(THREE, rules)["lines"]]
    total, billed = 0.0, []
    for place in order:
        total = round(total + amounts(rules)[plain[place]["code"]], 2)
        billed.append({**plain[place], "modifiers": ["GP", "KX"] if total > left else ["GP"]})
    kx = ("missing-kx", "needless-kx")
    assert not set(kx) & set(checks_of(visit, billed, rules))
    for place, line in enumerate(billed):
        due = "KX" in line["modifiers"]
        other = [*billed[:place], {**line, "modifiers": ["GP"] if due else ["GP", "KX"]}, *billed[place + 1 :]]
        assert kx[not due] in checks_of(visit, other, rules), (place, billed)


def test_kx_is_missing_for_certain_only_where_no_order_of_the_lines_is_right(rules: Rules) -> None:
    visit = {**THREE, "amount_used": "2440"}
    exercise, manual, activities = ({**line, "modifiers": ["GP"]} for line in calculate(THREE, rules)["lines"])

    def kx(line: dict[str, Any]) -> dict[str, Any]:
        return {**line, "modifiers": ["GP", "KX"]}

    assert severities(visit, [kx(exercise), manual, kx(activities)], "missing-kx", rules) == ["warning"]
    assert severities(visit, [exercise, manual, kx(activities)], "missing-kx", rules) == ["error", "error"]
    assert severities(visit, [manual, kx(exercise), kx(activities)], "missing-kx", rules) == []


def test_kx_cannot_be_judged_where_amounts_are_not_known(rules: Rules) -> None:
    visit = {**THREE, "locality": None, "amount_used": "2470", "billed": calculate(THREE, rules)["lines"]}
    audit = calculate(visit, rules)
    assert "missing-kx" not in [one["check"] for one in audit["findings"]]
    assert "missing-kx" in [one["check"] for one in audit["not_checked"]]
    over = calculate({**visit, "amount_used": "2480"}, rules)
    assert [one["check"] for one in over["findings"]].count("missing-kx") == 3


def test_a_line_with_a_notice_counts_for_nothing_certain(rules: Rules) -> None:
    visit = {**THREE, "amount_used": "2440"}
    exercise, manual, activities = calculate(THREE, rules)["lines"]
    denied = {**exercise, "modifiers": ["GP", "GA"]}
    assert severities(visit, [denied, manual], "missing-kx", rules) == []
    assert severities(visit, [denied, manual, activities], "missing-kx", rules) == ["error"]


# --- single faults ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assistant", "modifiers", "errors"),
    [
        (0, ["GP"], []),
        (0, ["GP", "CQ"], ["assistant-modifier-on-evaluation"]),
        (4, ["GP"], []),
        (4, ["GP", "CQ"], ["assistant-modifier-on-evaluation"]),
        (5, ["GP"], ["missing-assistant-modifier"]),
        (5, ["GP", "CQ"], []),
        (40, ["GP", "CQ"], ["assistant-may-not-furnish"]),
    ],
)
def test_an_evaluation_with_minutes_of_an_assistant_has_one_right_line(
    assistant: int, modifiers: list[str], errors: list[str], rules: Rules
) -> None:
    services = [{"code": "97161", "therapist_minutes": 40 - assistant, "assistant_minutes": assistant}]
    billed = [{"code": "97161", "units": 1, "modifiers": modifiers}]
    audit = calculate({**MEDICARE, "services": services, "billed": billed}, rules)
    assert [one["check"] for one in audit["findings"] if one["severity"] == "error"] == errors


def test_the_discipline_modifier_is_missed_on_every_code_and_for_every_payer(rules: Rules) -> None:
    looked_at = set()
    for code, file in rules.codes.items():
        for payer in ("medicare-part-b", "unitedhealthcare", "aetna"):
            visit = {**MEDICARE, "payer": payer, "discipline": file.disciplines.usual[0]}
            billed = [{"code": code, "units": 1, "modifiers": []}]
            with contextlib.suppress(VisitError):
                one = {**visit, "services": [{"code": code, "minutes": 60}]}
                [severity] = severities(one, billed, "missing-discipline-modifier", rules)
                looked_at.add((file.therapy_list.status, payer, severity))
    strict = {("always", "medicare-part-b"), ("sometimes", "medicare-part-b"), ("always", "unitedhealthcare")}
    every = product(("always", "sometimes", "not-listed", "unknown"), ("medicare-part-b", "unitedhealthcare", "aetna"))
    assert looked_at == {(*pair, "error" if pair in strict else "warning") for pair in every}


@pytest.mark.parametrize(("who", "severity"), [("physician", "warning"), ("therapist", "error")])
def test_a_physicians_office_may_leave_it_off_a_code_that_is_sometimes_therapy(
    who: str, severity: str, rules: Rules
) -> None:
    visit = {**MEDICARE, "services": [{"code": "97597", "minutes": 30}], "rendering": who}
    billed = [{"code": "97597", "units": 1, "modifiers": []}]
    assert severities(visit, billed, "missing-discipline-modifier", rules) == [severity]


def test_units_beyond_both_common_rules_are_too_many_whatever_the_payer(rules: Rules) -> None:
    """Held against the units that `both_rules` shows and the ties of the pooled rule."""
    chance, within, beyond = Random(5), 0, 0
    for _ in range(150):
        services = [
            {"code": code, "minutes": random_visits.minutes(chance)}
            for code in chance.sample(("97110", "97112", "97140", "97530", "97129", "97545"), k=2)
        ]
        known = {**MEDICARE, "services": services}
        both = calculate({**known, "payer": "aetna"}, rules)["both_rules"]["rules"]
        right = [units_of(one) for one in (*both, *(result for _, result in audits.answers(known, rules)))]
        most = {code: max(units.get(code, 0) for units in right) for units in right for code in units}
        in_all = max(one["timed_units"] for one in both)
        billed = [
            {"code": code, "units": units, "modifiers": ["GP"]}
            for code, top in most.items()
            if (units := chance.randint(0, top + 1))
        ]
        too_many = any(line["units"] > most[line["code"]] for line in billed)
        too_many = too_many or sum(line["units"] for line in billed) > in_all
        within, beyond = within + (not too_many), beyond + too_many
        found = checks_of({**known, "payer": "aetna"}, billed, rules)
        told = {"more-units-than-minutes", "unit-on-another-code"} & set(found)
        assert bool(told) == too_many, (services, billed)
    assert min(within, beyond) > 20


def test_an_answer_to_a_tie_beyond_those_listed_is_right(rules: Rules) -> None:
    codes = [*random_visits.USUAL[:6], "97116", "97124", "97033", "97113"]
    visit = {**MEDICARE, "services": [{"code": code, "minutes": 5} for code in codes]}
    result = calculate(visit, rules)
    assert "more-alternatives" in [one["check"] for one in result["findings"]]
    last = codes[-3:]
    assert last not in [other["taken"] for other in result["choices"][0]["alternatives"]]
    billed = [{"code": code, "units": 1, "modifiers": ["GP"]} for code in last]
    units = ("more-units-than-minutes", "fewer-units-than-minutes", "unit-on-another-code")
    assert not set(units) & set(checks_of(visit, billed, rules))
