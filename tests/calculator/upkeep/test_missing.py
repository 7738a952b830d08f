"""What is missing from which date of service: worked out from the rules, on both sides of each day."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest

from calculator.dated import number
from calculator.model import Counting, Loaded, Parameter, Rules, Tables, Value
from calculator.upkeep.missing import Missing, missing, missing_on, short_name
from sitegen.pages import missing_numbers
from tests.support.rule_files import small_rules

WITH_TABLES = small_rules()
SMALL = dataclasses.replace(WITH_TABLES, tables=Tables())
KX = SMALL.parameters["kx-threshold"]


def with_values(*values: tuple[date, str], **fields: str) -> Rules:
    """The small rules with other values of the KX threshold."""
    entries = tuple(
        Value(since=since, value="expected" if value == "expected" else Decimal(value), cites=KX.values[0].cites)
        for since, value in values
    )
    changed: Parameter = dataclasses.replace(KX, values=entries, **fields)  # type: ignore[arg-type]
    return dataclasses.replace(SMALL, parameters={**SMALL.parameters, "kx-threshold": changed})


def of_kx(rules: Rules) -> list[Missing]:
    return [one for one in missing(rules) if one.file == "parameters/kx-threshold.yaml"]


JANUARY = date(2031, 1, 1)


@pytest.mark.parametrize("entered", ["nothing", "expected"])
def test_a_number_of_a_year_is_missing_from_the_first_day_of_the_next(entered: str) -> None:
    known = [(date(2030, 1, 1), "2480")]
    rules = with_values(*known, *([] if entered == "nothing" else [(JANUARY, "expected")]))
    [found] = of_kx(rules)
    assert (found.since, found.until, found.known) == (JANUARY, None, "2480 USD")
    assert bool(found.trail) == (entered == "expected")
    assert not found.is_missing(JANUARY - timedelta(days=1))
    assert found.is_missing(JANUARY)


def test_a_number_is_missing_exactly_where_the_engine_has_none() -> None:
    gap = [(date(2029, 1, 1), "2400"), (date(2030, 1, 1), "expected"), (JANUARY, "2540")]
    for rules in (with_values(*gap), with_values(*gap, holds="until-changed")):
        for on in (
            date(2029, 12, 31),
            date(2030, 1, 1),
            date(2030, 12, 31),
            JANUARY,
            date(2031, 12, 31),
            date(2032, 1, 1),
        ):
            gone = any(one.is_missing(on) for one in of_kx(rules))
            assert gone == (number(rules, "kx-threshold", on) is None), on


def test_a_number_that_holds_until_it_is_changed_has_no_end() -> None:
    assert of_kx(with_values((date(2020, 1, 1), "2080"), holds="until-changed")) == []


def test_relative_values_are_missing_from_the_year_after_their_last() -> None:
    [row] = WITH_TABLES.tables.relative_values
    first = date(row.since.year + 1, 1, 1)
    for on, gone in ((first - timedelta(days=1), False), (first, True)):
        assert any(one.table == "relative-values" for one in missing_on(WITH_TABLES, on)) is gone
    assert not any(one.table for one in missing(SMALL))  # what was never there is not missing


def with_limits(*until: date) -> Rules:
    """The small rules with tables of unit limits that end on these days, each a quarter long."""
    loaded = tuple(
        Loaded(
            file="unit-limits", program="medicare", table="practitioner", rows=0, sha256="", codes=("97110",),
            since=last - timedelta(days=89), until=last,
        )
        for last in until
    )  # fmt: skip
    source = dataclasses.replace(SMALL.sources["manual"], loaded=loaded)
    return dataclasses.replace(SMALL, sources={"manual": source})


def test_edits_are_missing_after_the_last_day_of_the_newest_table() -> None:
    rules = with_limits(date(2030, 12, 31), date(2030, 6, 30))
    [found] = [one for one in missing(rules) if one.kind == "edits"]
    assert (found.since, found.table) == (JANUARY, "unit-limits-medicare-practitioner")
    assert found.known == "2030-10-03 to 2030-12-31"


def test_a_code_whose_rule_is_expected_is_missing_from_that_day() -> None:
    code = SMALL.codes["97140"]
    change = Counting(since=JANUARY, kind="expected", cites=code.counting[0].cites)
    changed = dataclasses.replace(code, counting=(*code.counting, change))
    rules = dataclasses.replace(SMALL, codes={**SMALL.codes, "97140": changed})
    [found] = [one for one in missing(rules) if one.kind == "code"]
    assert (found.since, found.file, found.trail) == (JANUARY, "codes/97140.yaml", ("counting", 1, "kind"))


# --- the notices ------------------------------------------------------------------------------------------------------


def test_the_front_page_says_once_a_day_what_is_missing_from_then_on(rules: Rules) -> None:
    found = missing_numbers.notices(rules)
    assert len({notice["time"] for notice in found}) == len(found)
    said = " ".join(notice["names"] for notice in found)
    assert all(short_name(one) in said for one in missing(rules))


def test_what_is_entered_disappears_from_the_notices() -> None:
    assert missing_numbers.notices(with_values((JANUARY, "expected"))) == [{"time": "2031", "names": KX.name}]
    assert missing_numbers.notices(with_values((JANUARY, "2540"))) == [{"time": "2032", "names": KX.name}]
    assert missing_numbers.notices(with_values((JANUARY, "2540"), holds="until-changed")) == []


def test_a_number_that_only_its_page_shows_is_not_in_the_notices() -> None:
    parameters = {"a-fee": KX}
    checks = {key: dataclasses.replace(check, numbers=()) for key, check in SMALL.checks.items()}
    rules = dataclasses.replace(SMALL, parameters=parameters, checks=checks)
    assert [one.kind for one in missing(rules)] == ["page"]
    assert missing_numbers.notices(rules) == missing_numbers.for_form(rules) == []


def test_the_calculator_knows_the_days_and_whose_visits_lack_what() -> None:
    rules = with_values((date(2030, 1, 1), "expected"), (JANUARY, "2540"))
    assert missing_numbers.for_form(rules) == [
        {"name": KX.name, "since": "2030-01-01", "until": "2030-12-31", "kind": "medicare"},
        {"name": KX.name, "since": "2032-01-01", "until": None, "kind": "medicare"},
    ]
