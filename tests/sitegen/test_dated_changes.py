"""What changes on which day, the notices of it on pages, and the page on January 1; the day is always passed in."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from calculator.model import Check, Counting, Loaded, MedicareStatus, Parameter, Rules, UnitLimit, Value
from sitegen.pages import january, pages
from sitegen.pages.dated_changes import Change, changes, notices
from tests.support.rule_files import small_rules

SMALL = small_rules()
KX, CODE = SMALL.parameters["kx-threshold"], SMALL.codes["97140"]
CITES = KX.values[0].cites
DAY = date(2031, 1, 1)


def with_values(*values: tuple[int, str], proposed: str = "", **fields: str) -> Rules:
    """The small rules with other values of the KX threshold, each from January 1 of a year."""
    entries = tuple(
        Value(
            since=date(year, 1, 1),
            value="expected" if value == "expected" else Decimal(value),
            proposed=Decimal(proposed) if value == "expected" and proposed else None,
            cites=CITES,
        )
        for year, value in values
    )
    changed: Parameter = dataclasses.replace(KX, values=entries, **fields)  # type: ignore[arg-type]
    return dataclasses.replace(SMALL, parameters={**SMALL.parameters, "kx-threshold": changed})


def with_code(**fields: Any) -> Rules:
    """The small rules with some fields of one code exchanged."""
    return dataclasses.replace(SMALL, codes={**SMALL.codes, "97140": dataclasses.replace(CODE, **fields)})


def counted(*entries: tuple[date, str]) -> Rules:
    """The small rules with one code counted so from these days on."""
    counting = tuple(
        Counting(since=since, kind=kind, cites=CITES, minutes_per_unit=15 if kind == "timed" else None)  # type: ignore[arg-type]
        for since, kind in entries
    )
    return with_code(counting=counting)


def of(rule: str, rules: Rules) -> list[Change]:
    return list(changes(rules)[rule])


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "proposed", "state", "said"),
    [
        ("2540", "", "known", ("$2,540", "$2,480")),
        ("expected", "", "expected", ("expected", "$2,480")),
        ("expected", "2530", "expected", ("expected", "$2,530 is proposed", "$2,480")),
        ("", "", "missing", ("$2,480",)),
    ],
)
def test_a_number_of_a_year_changes_with_the_next(after: str, proposed: str, state: str, said: tuple[str, ...]) -> None:
    values = [(2030, "2480"), *([(2031, after)] if after else [])]
    change = of("parameters/kx-threshold", with_values(*values, proposed=proposed))[0]
    assert (change.day, change.before, change.state) == (DAY, "$2,480", state)
    assert all(words in change.says for words in said)
    assert ("proposed" in change.says) == bool(proposed)


def test_a_number_that_stays_the_same_is_no_change() -> None:
    rules = with_values((2030, "2480"), (2031, "2480"), holds="until-changed")
    assert of("parameters/kx-threshold", rules) == []


# --- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "state", "word"),
    [
        ("not-in-use", "known", "December 31, 2030"),
        ("expected", "expected", "expected"),
        ("untimed", "known", "untimed"),
    ],
)
def test_a_code_ends_or_changes_on_its_day(after: str, state: str, word: str) -> None:
    [change] = of("codes/97140", counted((date(2018, 1, 1), "timed"), (DAY, after)))
    assert (change.day, change.state) == (DAY, state)
    assert word in change.says


@pytest.mark.parametrize(("since", "begins"), [(date(2018, 1, 1), False), (DAY, True)])
def test_a_code_begins_only_after_the_first_day_of_the_rules(since: date, begins: bool) -> None:
    assert bool(of("codes/97140", counted((since, "timed")))) is begins


def test_what_medicare_does_with_a_code_changes() -> None:
    statuses = ((date(2018, 1, 1), "active"), (date(2020, 1, 1), "active"), (DAY, "bundled"))
    medicare = tuple(MedicareStatus(since=since, status=status, cites=CITES) for since, status in statuses)  # type: ignore[arg-type]
    [change] = of("codes/97140", with_code(medicare=medicare))
    assert (change.day, change.before, change.after) == (DAY, "priced", "bundled")


# --- notices ----------------------------------------------------------------------------------------------------------


def test_a_notice_has_the_days_from_90_before_to_90_after() -> None:
    change = of("parameters/kx-threshold", with_values((2030, "2480"), (2031, "2540")))[0]
    assert (change.day - change.first_shown, change.last_shown - change.day) == (timedelta(90), timedelta(90))


@pytest.mark.parametrize(("days", "kept"), [(-400, True), (0, True), (90, True), (91, False)])
def test_a_page_keeps_a_notice_as_long_as_a_reader_may_see_it(days: int, kept: bool) -> None:
    rules = with_values((2030, "2480"), (2031, "2540"), holds="until-changed")
    assert bool(notices("parameters/kx-threshold", rules, DAY + timedelta(days))) is kept


def page_of(path: str, rules: Rules, as_of: date) -> str:
    [page] = [one for one in pages(rules, as_of) if one.path == path]
    return page.markdown


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("parameters/kx-threshold.md", with_values((2030, "2480"), (2031, "expected"), proposed="2530")),
        ("codes/97140.md", counted((date(2018, 1, 1), "timed"), (DAY, "not-in-use"))),
    ],
)
def test_a_page_says_on_its_first_screen_what_changes(path: str, rules: Rules) -> None:
    page = page_of(path, rules, date(2030, 11, 30))
    notice = page.index('<dated-notice data-from="2030&#45;10-03" data-until="2031&#45;04-01">')
    assert page.index('<p class="lead"') < notice < page.index('<dl class="facts">')
    assert "dated_notices: 1" in page  # what the script is loaded by
    assert "<dated-notice" not in page_of("codes/97110.md", rules, date(2030, 11, 30))


def test_a_proposed_number_is_shown_as_proposed_in_the_table() -> None:
    page = page_of("parameters/kx-threshold.md", with_values((2030, "2480"), (2031, "expected"), proposed="2530"), DAY)
    [row] = re.findall(r"<tr><td>2031.*?</tr>", page, flags=re.DOTALL)
    assert "proposed" in row
    assert "2,530" in row


# --- the page on January 1 --------------------------------------------------------------------------------------------


def test_it_has_every_number_and_code_of_its_time() -> None:
    rules = with_values((2030, "2480"), (2031, "expected"))
    ends = counted((date(2018, 1, 1), "timed"), (DAY, "not-in-use")).codes
    found = january.content(dataclasses.replace(rules, codes=ends), DAY)
    assert [(one.before, one.state) for one in found["numbers"]] == [("$2,480", "expected")]
    assert [one.rule for one in found["codes"]] == ["codes/97140"]
    assert found["missing"] == [{"time": "2031", "names": KX.name}]


@pytest.mark.parametrize(("days", "shown"), [(-91, False), (-90, True), (90, True), (91, False)])
def test_it_has_what_changes_within_90_days(days: int, shown: bool) -> None:
    rules = counted((date(2018, 1, 1), "timed"), (DAY + timedelta(days), "not-in-use"))
    assert bool(january.content(rules, DAY)["codes"]) is shown


@pytest.mark.parametrize(("field", "word"), [("since", "from"), ("until", "through")])
def test_a_check_that_begins_or_ends_is_shown_with_its_day(field: str, word: str) -> None:
    about = {"name": "A check", "subject": "units", "edition": "2031.1", "severity": "info", "answer": CODE.answer}
    for days, shown in ((-91, False), (-30, True), (90, True), (91, False)):
        when = DAY + timedelta(days)
        check = Check(**about, examples=CODE.examples, **{field: when})  # type: ignore[arg-type]
        found = january.content(dataclasses.replace(SMALL, checks={"a-check": check}), DAY)["checks"]
        assert [said.partition(" ")[0] for _, _, said in found] == ([word] if shown else [])


def test_relative_values_of_the_new_year_are_compared_with_the_old() -> None:
    [row] = SMALL.tables.relative_values
    year = row.since.year + 1
    new = dataclasses.replace(row, since=date(year, 1, 1), work=row.work + 1)
    for rows, expected in (
        ((row,), (0, 0)),
        ((row, new), (1, 1)),
        ((row, dataclasses.replace(new, work=row.work)), (1, 0)),
    ):
        rules = dataclasses.replace(SMALL, tables=dataclasses.replace(SMALL.tables, relative_values=rows))
        [prices] = january.content(rules, date(year, 1, 1))["prices"]
        assert (prices.rows, prices.differ) == expected


def with_limits(*quarters: tuple[date, date, int]) -> Rules:
    """The small rules with a table of unit limits for each time, with one limit of 97110."""
    about: dict[str, Any] = {"program": "medicare", "table": "practitioner"}
    loaded = [
        Loaded(file="unit-limits", since=since, until=until, rows=1, sha256="", codes=("97110", "97140"), **about)
        for since, until, _ in quarters
    ]
    rows = [
        UnitLimit(code="97110", since=since, until=until, units=units, source="manual", **about)
        for since, until, units in quarters
    ]
    source = dataclasses.replace(SMALL.sources["manual"], loaded=tuple(loaded))
    tables = dataclasses.replace(SMALL.tables, unit_limits=tuple(rows))
    return dataclasses.replace(SMALL, sources={"manual": source}, tables=tables)


OLD, NEW = (date(2030, 10, 1), date(2030, 12, 31)), (DAY, date(2031, 3, 31))


def test_a_table_that_ends_without_another_is_not_loaded_yet() -> None:
    [table] = january.content(with_limits((*OLD, 8)), DAY)["tables"]
    assert (table.before, table.after, table.differ) == ("2030 Q4", "", ())


@pytest.mark.parametrize(("units", "differ"), [(8, ()), (6, ((("97110",), "8", "6"),))])
def test_a_new_table_shows_what_differs(units: int, differ: tuple[Any, ...]) -> None:
    [table] = january.content(with_limits((*OLD, 8), (*NEW, units)), DAY)["tables"]
    assert (table.before, table.after, table.differ) == ("2030 Q4", "2031 Q1", differ)


def test_the_page_names_its_year_and_leads_from_the_front_page(rules: Rules) -> None:
    for as_of, year in ((date(2030, 6, 30), 2030), (date(2030, 7, 1), 2031)):
        assert f"# What changes on January 1, {year}" in page_of("january.md", SMALL, as_of)
    assert 'href="january/"' in page_of("index.md", SMALL, SMALL.edition.as_of)
    assert "What changes on January 1" in page_of("january.md", rules, rules.edition.as_of)


def test_everything_that_is_expected_is_on_the_page_of_its_year(rules: Rules) -> None:
    """What nobody can know yet must be there, with the word expected."""
    day = january.turn_of_year(rules.edition.as_of)
    found = january.content(rules, day)
    shown = {one.rule for one in (*found["numbers"], *found["codes"]) if one.state == "expected"}
    waiting = {
        rule for rule, those in changes(rules).items() for one in those if one.state == "expected" and one.day == day
    }
    assert waiting <= shown
