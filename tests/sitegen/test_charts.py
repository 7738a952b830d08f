"""Charts over the years: a step for each change, nothing drawn where nothing is known, nothing cut, words for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from xml.etree import ElementTree

import pytest

from calculator.model import Parameter, Rules, Statement, Value
from sitegen.render import charts

AS_OF = date(2026, 6, 1)


def number(*values: tuple[int, str], holds: Literal["until-changed", "calendar-year"] = "calendar-year") -> Parameter:
    """A number with values from the first days of years on."""
    return Parameter(
        name="A <number> & more",
        unit="USD",
        answer=Statement(says="It is.", cites=()),
        holds=holds,
        values=tuple(
            Value(since=date(year, 1, 1), value="expected" if value == "expected" else Decimal(value), cites=())
            for year, value in values
        ),
    )


def drawn(parameter: Parameter, as_of: date = AS_OF) -> ElementTree.Element:
    """The chart of a number, read as XML."""
    made = charts.over_time(parameter, as_of)
    assert made is not None
    return ElementTree.fromstring(made)


def line(parameter: Parameter) -> str:
    """The line of a chart."""
    [path] = [part for part in drawn(parameter).iter("path") if part.get("class") == "line"]
    return path.get("d") or ""


def said(picture: ElementTree.Element, kind: str) -> list[str]:
    """The words of one kind in a chart."""
    return [part.text or "" for part in picture.iter("text") if kind in (part.get("class") or "").split()]


# --- a number over the years -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "holds", "lines", "steps"),
    [
        (((2020, "100"), (2021, "110"), (2022, "105"), (2023, "120")), "calendar-year", 1, 3),
        (((2020, "100"), (2021, "100"), (2022, "105")), "calendar-year", 1, 1),
        (((2020, "100"), (2021, "110"), (2023, "120")), "until-changed", 1, 2),
        (((2020, "100"), (2021, "110"), (2023, "120")), "calendar-year", 2, 1),
    ],
    ids=["every change", "a number that stays", "no year is missing", "a year is missing"],
)
def test_every_change_is_one_step_and_a_missing_year_a_gap(values: Any, holds: Any, lines: int, steps: int) -> None:
    d = line(number(*values, holds=holds))
    assert (d.count("M"), d.count("V"), d.count("H")) == (lines, steps, lines + steps)


def test_a_gap_is_as_wide_as_the_year_that_is_missing() -> None:
    parameter = number((2020, "100"), (2021, "110"), (2023, "120"))
    d = line(parameter)
    [end, start] = [float(found) for found in re.findall(r"H([\d.]+) M([\d.]+)", d)[0]]
    assert start - end > 50
    assert "not known from January 1, 2022" in (drawn(parameter).findtext("desc") or "")


@pytest.mark.parametrize(
    "values", [("1", "1000000", "3"), ("-5", "0", "2"), ("0.85", "0.8500001", "0.84"), ("0", "9", "0")]
)
def test_nothing_is_cut(values: Sequence[str]) -> None:
    picture = drawn(number(*zip(range(2020, 2020 + len(values)), values, strict=False)))
    assert picture.get("viewBox") == f"0 0 {charts.WIDTH} {charts.HEIGHT}"
    for part in picture.iter():
        for name, most in (("x", charts.WIDTH), ("y", charts.HEIGHT)):
            assert 0 <= float(part.get(name, 0)) <= most
        d = part.get("d") or ""
        assert all(0 <= float(x) <= charts.WIDTH for x in re.findall(r"[HM]([-\d.]+)", d))
        assert all(
            0 <= float(y) <= charts.FLOOR for y in re.findall(r"V([-\d.]+)|M[-\d.]+ ([-\d.]+)", d) for y in y if y
        )


def test_words_stand_for_the_chart_and_name_the_first_and_last_value() -> None:
    picture = drawn(number((2020, "1000"), (2021, "1100"), (2026, "1200")))
    assert picture.get("role") == "img"
    named = {part.get("id"): part.text or "" for part in picture.iter() if part.get("id")}
    title, description = named[picture.get("aria-labelledby")], named[picture.get("aria-describedby")]
    assert title == "A <number> & more, 2020 to 2026: $1,000 at first, $1,200 at last"
    assert all(f"${value} from January 1, {year}" in description for value, year in (("1,000", 2020), ("1,100", 2021)))


def test_the_first_the_last_and_the_present_value_are_labelled() -> None:
    picture = drawn(number((2024, "100"), (2025, "130"), (2026, "115"), (2027, "120")))
    assert set(said(picture, "value")) >= {"$100", "$120", "$115"}
    assert said(picture, "value--now") == ["$115"]
    assert said(drawn(number((2023, "100"), (2024, "130"), (2025, "115"))), "value--now") == [], "of last year"


def test_an_expected_value_is_not_drawn_as_a_number() -> None:
    known = ((2024, "100"), (2025, "130"), (2026, "115"))
    plain, waiting = number(*known), number(*known, (2027, "expected"))
    assert line(plain).count("H") == line(waiting).count("H")
    assert said(drawn(plain), "value") == said(drawn(waiting), "value")
    assert said(drawn(waiting), "to-come-mark") == ["?"]
    assert "a new number expected from January 1, 2027" in (drawn(waiting).findtext("desc") or "")


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (((2024, "1"), (2025, "2"), (2026, "3")), True),
        (((2024, "1"), (2025, "2")), False),
        (((2024, "1"), (2025, "2"), (2026, "expected")), False),
        (((2024, "1"), (2025, "1"), (2026, "1")), False),
    ],
)
def test_a_chart_needs_three_known_values_that_differ(values: tuple[tuple[int, str], ...], shown: bool) -> None:
    assert (charts.over_time(number(*values), AS_OF) is not None) is shown


def test_a_scale_that_does_not_begin_at_zero_says_so() -> None:
    near, far = number((2020, "90"), (2021, "95"), (2022, "100")), number((2020, "0"), (2021, "1"), (2022, "2"))
    assert said(drawn(near), "key") == ["The scale does not begin at zero."]
    assert said(drawn(far), "key") == []


def test_years_do_not_crowd() -> None:
    picture = drawn(number(*((year, str(year)) for year in range(2000, 2026))))
    assert len(said(picture, "year")) <= 10


def test_neither_styles_nor_scripts_stand_in_a_chart(rules: Rules) -> None:
    for parameter in rules.parameters.values():
        made = charts.over_time(parameter, rules.edition.as_of) or ""
        assert not re.search(r"style=|<script|<style|\bon\w+=|fill=|stroke=", made)
        assert "\n\n" not in made
