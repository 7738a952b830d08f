"""Both common counting rules side by side: what each gives, why they differ, how far the next unit is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from calculator import calculate
from tests.support.paid import paid
from tests.support.strategies import visits
from tests.support.units import units_of

MEDICARE = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}


def both(*services: tuple[str, int], **fields: Any) -> Any:
    listed = [{"code": code, "minutes": minutes} for code, minutes in services]
    return calculate({**MEDICARE, "services": listed, **fields})["both_rules"]


@given(visits)
def test_each_rule_gives_what_its_own_payer_would(visit: dict[str, Any]) -> None:
    pooled, midpoint = calculate(visit)["both_rules"]["rules"]
    for payer, result in (("medicare-part-b", pooled), ("midpoint", midpoint)):
        own = calculate({**visit, "payer": payer})
        assert result["timed_units"] == own["timed_units"]
        assert units_of(result) == units_of(own)


@given(visits)
def test_the_followed_rule_has_the_lines_of_the_answer(visit: dict[str, Any]) -> None:
    result = calculate(visit)
    [followed] = [one for one in result["both_rules"]["rules"] if one["followed"]]
    assert followed["lines"] == result["lines"]
    assert followed["rule"] == ("pooled" if visit["payer"] == "medicare-part-b" else "midpoint")


@given(visits)
def test_the_minutes_to_the_next_unit_give_it_and_one_less_does_not(visit: dict[str, Any]) -> None:
    for number, payer in enumerate(("medicare-part-b", "midpoint")):
        before = calculate({**visit, "payer": payer})
        for entry in before["both_rules"]["rules"][number]["next_unit"]:
            pool = [one["code"] for one in before["both_rules"]["codes"] if one["minutes_per_unit"] == 15]
            code = entry["code"] or pool[0]
            for minutes, gains in ((entry["minutes"], 1), (entry["minutes"] - 1, 0)):
                more = {"code": code, "minutes": minutes}
                after = calculate({**visit, "payer": payer, "services": [*visit["services"], more]})
                assert after["timed_units"] == before["timed_units"] + gains, (payer, entry)


@pytest.mark.parametrize(
    ("services", "named", "same"),
    [
        ((("97110", 33), ("97140", 7)), ("97110 3", "97140 7", "10 minutes", "one more unit", "none"), False),
        ((("97110", 8), ("97140", 8)), ("97110 8", "97140 8", "16 minutes", "one more unit", "each"), False),
        ((("97110", 20), ("97140", 10)), ("97110 5", "97140 10", "15 minutes", "one more unit", "97140 passes"), True),
        ((("97110", 30), ("97140", 15)), ("15",), True),
        ((("97110", 0),), ("15",), True),
        ((("97110", 23),), ("97110 8", "one more unit"), True),
        ((("97161", 30),), (), True),
        ((("97550", 31),), ("15",), True),
    ],
)
def test_the_difference_names_its_minutes(services: Any, named: tuple[str, ...], same: bool) -> None:
    says = both(*services)["says"]
    assert all(part in says for part in named)
    assert bool(re.search("same|either", says)) is same


def test_a_payer_whose_rule_is_not_known_follows_neither() -> None:
    found = both(("97110", 33), ("97140", 7), payer="tricare")
    assert [one["followed"] for one in found["rules"]] == [False, False]
    assert [units_of(one) for one in found["rules"]] == [{"97110": 2, "97140": 1}, {"97110": 2}]


def test_amounts_stand_beside_both_rules_where_they_are_computed() -> None:
    pooled, midpoint = both(("97110", 33), ("97140", 7), locality="15202-00")["rules"]
    payment = paid(("97110", 33), ("97140", 7))
    assert all(pooled[name] == payment[name] for name in ("allowed", "medicare", "patient"))
    assert float(midpoint["allowed"]) < float(pooled["allowed"])
    assert both(("97110", 33))["rules"][0]["allowed"] is None


def test_minutes_by_person_are_told_for_the_picture() -> None:
    shared = {"code": "97129", "therapist_minutes": 20, "assistant_minutes": 10, "together_minutes": 5}
    services = [shared, {"code": "97161", "minutes": 30}]
    assert calculate({**MEDICARE, "services": services})["both_rules"]["codes"] == [
        {"code": "97129", "add_on": "97130", "minutes": 35, "therapist": 25, "assistant": 10, "minutes_per_unit": 15, "pooled": True},
        {"code": "97161", "add_on": None, "minutes": 30, "therapist": 30, "assistant": 0, "minutes_per_unit": None, "pooled": False},
    ]  # fmt: skip
