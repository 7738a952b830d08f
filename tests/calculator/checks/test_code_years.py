"""Codes outside their years: billed ones are findings, entered ones are refused with the code in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from calculator import VisitError, calculate
from calculator.dated import in_force
from calculator.model import Code, Rules
from tests.support.billed import VISIT, found


def days_of_change(code: Code, rules: Rules) -> Iterator[date]:
    """The days on which something about a code begins, each with the day before."""
    for entry in (*code.counting, *code.medicare):
        for day in (entry.since - timedelta(days=1), entry.since):
            if day >= rules.edition.earliest_date_of_service:
                yield day


def test_a_billed_code_outside_its_years_is_told_by_its_date(rules: Rules) -> None:
    told = 0
    for key, code in rules.codes.items():
        for day in days_of_change(code, rules):
            entry = in_force(code.counting, day)
            usable = entry is not None and entry.kind in ("timed", "untimed")
            visit = {**VISIT, "date_of_service": str(day), "billed": [{"code": key, "units": 1, "modifiers": ["GP"]}]}
            findings = [one for one in calculate(visit, rules)["findings"] if one["line"] == 0]
            names = {one["check"] for one in findings}
            assert ("code-not-in-use" in names) == (not usable), (key, day)
            assert ("billed-code-not-documented" in names) == (usable and key != "97110"), (key, day)
            if entry is not None and entry.kind == "not-in-use":
                [one] = [one for one in findings if one["check"] == "code-not-in-use"]
                assert all(other in one["says"] for other in entry.use_instead)
                told += bool(entry.use_instead)
    assert told > 10


def test_an_entered_code_outside_its_years_is_refused_with_the_one_in_use(rules: Rules) -> None:
    ended = [(code, "2020-01-01", "97129") for code in ("97127", "G0515", "97532")]
    for code, day, instead in (*ended, ("97532", "2019-12-31", "G0515"), ("97129", "2019-12-31", "G0515")):
        with pytest.raises(VisitError) as error:
            calculate({**VISIT, "date_of_service": day, "services": [{"code": code, "minutes": 20}]}, rules)
        [one] = error.value.errors
        assert day in one["message"]
        assert instead in one["message"]


def test_medicare_says_what_it_takes_instead_on_the_day(rules: Rules) -> None:
    """A code that is named instead of another is in use, and accepted, on every day on which it is named."""
    for key, code in rules.codes.items():
        for day in days_of_change(code, rules):
            entry = in_force(code.medicare, day)
            for other in entry.use_instead if entry else ():
                known = in_force(rules.codes[other].counting, day)
                assert known is not None, (key, other, day)
                assert known.kind in ("timed", "untimed"), (key, other, day)


def test_functional_reporting_is_judged_on_its_own_lines(rules: Rules) -> None:
    treatment = {"code": "97110", "units": 2, "modifiers": ["GP"]}
    assert len(rules.tables.functional_codes) == 42
    for row in rules.tables.functional_codes:
        line = {"code": row.code, "units": 1, "modifiers": ["GP", "CJ"]}
        for day, names in (
            (row.until, []),
            (row.until + timedelta(days=1), ["functional-reporting-ended"]),
            (date(2026, 6, 1), ["functional-reporting-ended"]),
        ):
            visit = {**VISIT, "date_of_service": str(day), "billed": [treatment, line]}
            about = [one["check"] for one in calculate(visit, rules)["findings"] if one["line"] == 1]
            assert about == names, (row.code, day)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["97110 GP", "G8978 GP CJ"], False),
        (["97110 GP", "G8978 GP"], True),
        (["97110 GP", "G8978 CJ"], True),
        (["97110 GP", "G8978 GP CJ CK"], True),
        (["97110 GP CJ"], True),
        (["G8978 GP CJ"], True),
        (["97110 GP"], False),
    ],
)
def test_a_line_of_functional_reporting_was_whole_up_to_2018(lines: list[str], told: bool, rules: Rules) -> None:
    billed = [
        {"code": code, "units": 1, "modifiers": modifiers} for code, *modifiers in (line.split() for line in lines)
    ]
    visit = {**VISIT, "date_of_service": "2018-12-31", "billed": billed}
    assert ("functional-line-incomplete" in found(visit, rules)) == told
    assert "functional-line-incomplete" not in found({**visit, "date_of_service": "2019-01-01"}, rules)


def test_a_code_that_the_reference_lacks_is_told_as_such(rules: Rules) -> None:
    billed = [{"code": "99213", "units": 1, "modifiers": []}]
    [one] = [one for one in calculate({**VISIT, "billed": billed}, rules)["findings"] if one["line"] == 0]
    assert one["check"] == "billed-code-not-documented"
    assert "99213" in one["says"]
