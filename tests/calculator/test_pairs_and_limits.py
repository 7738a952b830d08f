"""Tables of claims edits: what was loaded, which table answers for which day, and what follows from a missing row."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import calculate, default_rules, pairs_and_limits
from calculator.model import Edit, Loaded, Rules, Source
from calculator.reading import bundle
from tests.support import earlier_tables


def visit(day: str, *lines: str, discipline: str = "PT", **more: Any) -> dict[str, Any]:
    """A visit of Medicare with lines as billed, such as `97140 GP 59 1`."""
    split = [line.split() for line in lines]
    return {
        "date_of_service": day,
        "payer": "medicare-part-b",
        "discipline": discipline,
        "services": [{"code": code, "minutes": 15} for code in dict.fromkeys(code for code, *_ in split)],
        "billed": [{"code": code, "units": int(units), "modifiers": mods} for code, *mods, units in split],
        **more,
    }


def found(result: dict[str, Any], *names: str) -> list[tuple[str, str]]:
    """Findings of these checks with their severity."""
    return [(one["check"], one["severity"]) for one in result["findings"] if one["check"] in names]


PAIRS = ("pair-never-together", "pair-without-modifier")


REPRODUCED = [
    ("2024-08-05", "92612 92520", "SLP", {}, 0),
    ("2024-08-05", "96000 97116", "PT", {}, 1),
    ("2024-08-05", "97760 29085", "OT", {}, 1),
    ("2026-10-05", "97597 97602", "PT", {"setting": "hospital-outpatient"}, 1),
    ("2024-08-05", "97597 97602", "PT", {"setting": "hospital-outpatient"}, 0),
    ("2026-10-05", "97605 97608", "PT", {"setting": "hospital-outpatient"}, 1),
    ("2024-08-05", "20560 97602", "PT", {"claim_form": "institutional"}, 1),
    ("2024-08-05", "97750 98980", "PT", {}, 0),
    ("2019-12-31", "97162 97161", "PT", {}, 0),  # the days of an edit decide where a later table has them
    ("2020-01-01", "97162 97161", "PT", {}, None),
    ("2020-09-30", "97162 97161", "PT", {}, None),
    ("2020-10-01", "97162 97161", "PT", {}, 0),
]
"""Day, codes, discipline, what else is told, and the indicator of the pair."""

# --- which table answers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "codes", "discipline", "more", "indicator"), REPRODUCED)
def test_a_pair_is_held_against_the_table_of_the_claim_and_the_day(
    day: str, codes: str, discipline: str, more: dict[str, Any], indicator: int | None, rules: Rules
) -> None:
    lines = [f"{code} GP 1" for code in codes.split()]
    result = calculate(visit(day, *lines, discipline=discipline, **more), rules)
    expected = [] if indicator is None else [PAIRS[indicator]]
    assert [name for name, _ in found(result, *PAIRS)] == expected
    table = "hospital" if more else "practitioner"
    assert {one["table"] for one in result["tables"]} == {table}
    assert all(table in one["says"] for one in result["findings"] if one["check"] in expected)
    covers = {one["covers_date"] for one in result["tables"] if one["kind"] == "pairs"}
    assert (covers == {True}) is (found(result, "edit-of-another-quarter") == []) is (day >= "2024")


def test_compiled_rules_look_pairs_and_limits_up_alike(rules: Rules) -> None:
    compiled = bundle.loads(bundle.dumps(rules))
    for day, codes, discipline, more, _ in REPRODUCED:
        asked = visit(day, *(f"{code} GP 1" for code in codes.split()), discipline=discipline, **more)
        assert json.dumps(calculate(asked, compiled)) == json.dumps(calculate(asked, rules))
    assert set(compiled.tables.pairs) == {row for row in rules.tables.pairs if not pairs_and_limits.is_void(row)}
    assert set(compiled.tables.unit_limits) == set(rules.tables.unit_limits)
    assert len(compiled.tables.pairs) == sum(1 for _ in compiled.tables.pairs)


@pytest.mark.parametrize(("day", "covered"), [("2026-06-30", False), ("2026-07-01", True), ("2026-12-31", True)])
def test_leaving_59_off_is_the_advice_only_on_a_day_of_the_table(day: str, covered: bool, rules: Rules) -> None:
    result = calculate(visit(day, "97140 GP 59 1", "97530 GP 1"), rules)
    [says] = [one["says"] for one in result["findings"] if one["check"] == "modifier-without-edit"]
    assert ("Remove it" in says) is covered
    assert all(one["title"] in says for one in result["tables"] if one["kind"] == "pairs")
    assert len(found(result, "edit-of-another-quarter")) == (0 if covered else 1)


def test_a_modifier_on_the_only_code_of_the_day_needs_no_table(rules: Rules) -> None:
    result = calculate(visit("2026-03-02", "97110 GP 59 1"), rules)
    [says] = [one["says"] for one in result["findings"] if one["check"] == "modifier-without-edit"]
    assert "Remove it" in says
    assert [one["kind"] for one in result["tables"]] == ["unit-limits"]


@pytest.mark.parametrize(
    "codes", [("97110", "97535"), ("97110", "97535", "97140", "97116", "97112"), ("97140", "97124")]
)
def test_a_day_outside_every_table_is_told_once_whether_or_not_a_pair_was_found(
    codes: tuple[str, ...], rules: Rules
) -> None:
    result = calculate(visit("2026-03-02", *(f"{code} GP 1" for code in codes)), rules)
    assert found(result, "edit-of-another-quarter") == [("edit-of-another-quarter", "info")]
    used = [one for one in result["tables"] if one["kind"] == "pairs"]
    assert used
    assert len({one["title"] for one in used}) == len(used)
    assert not any(one["covers_date"] for one in used)


def test_a_code_that_no_table_has_is_told_as_not_loaded(rules: Rules) -> None:
    known = earlier_tables.until(rules, date(2026, 12, 31))
    result = calculate(visit("2026-10-05", "98979 GP 1", "97110 GP 59 1"), known)
    missing = [one for one in result["tables"] if one["not_loaded"]]
    assert [(one["kind"], one["since"], one["not_loaded"]) for one in missing] == [
        ("pairs", None, ["98979"]),
        ("unit-limits", None, ["98979"]),
    ]
    [says] = [one["says"] for one in result["findings"] if one["check"] == "modifier-without-edit"]
    assert "Remove it" not in says
    assert "98979" in says


def test_a_pair_of_two_other_visits_is_theirs(rules: Rules) -> None:
    others = [
        {"discipline": "OT", "lines": [{"code": "97140", "units": 1, "modifiers": ["GO"]}]},
        {"discipline": "SLP", "lines": [{"code": "97124", "units": 1, "modifiers": ["GN"]}]},
    ]
    result = calculate(visit("2024-08-05", "97535 GP 1", other_visits=others), rules)
    assert found(result, *PAIRS) == []


def test_a_code_without_a_limit_is_named(rules: Rules) -> None:
    """A row that is missing is not the same as no limit."""
    without = next(code for code in rules.codes if code == "G2061")
    found_limits, used = pairs_and_limits.limits(
        rules, "medicare", "practitioner", (without, "97110"), date(2024, 8, 5)
    )
    assert set(found_limits) == {"97110"}
    assert [one.no_row for one in used] == [(without,)]


@pytest.mark.parametrize(
    ("payer", "program"),
    [
        *(("medicare-part-b", "medicare"), ("midpoint", "medicare"), ("medicaid", "medicaid")),
        *(("aetna", None), ("workers-compensation-tennessee", None)),
    ],
)
def test_medicare_s_limit_is_not_held_against_a_payer_with_one_of_its_own(
    payer: str, program: str | None, rules: Rules
) -> None:
    result = calculate(visit("2026-10-05", "97110 GP 7", payer=payer), rules)
    assert bool(found(result, "units-over-limit")) is bool(program)
    assert {one["program"] for one in result["tables"] if one["kind"] == "unit-limits"} == (
        {program} if program else set()
    )
    turned_off = [one for one in result["not_checked"] if one["check"] == "units-over-limit"]
    assert bool(turned_off) is not bool(program)


def test_a_payer_that_caps_units_turns_medicare_s_limit_off(rules: Rules) -> None:
    for payer in rules.payers.values():
        if any(cap.counts == "timed-units" for cap in payer.caps):
            assert ("units-over-limit", "off") in {(rule.check, rule.severity) for rule in payer.checks}


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), "2026 Q4"),
        (date(2026, 7, 1), date(2026, 12, 31), "2026 Q3 and Q4"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026 Q1 to Q4"),
        (date(2026, 10, 1), date(2026, 12, 30), "2026-10-01 to 2026-12-30"),
        (date(2026, 10, 1), date(2027, 3, 31), "2026-10-01 to 2027-03-31"),
    ],
)
def test_a_title_is_made_from_the_days(since: date, until: date, expected: str) -> None:
    title = pairs_and_limits.title("pairs", "medicare", "hospital", since, until)
    assert title == f"Medicare NCCI edits, hospital, {expected}"


# --- laws over small tables -----------------------------------------------------------------------------------------

CODES = ("97110", "97112", "97116", "97140", "97530")
EVERY_PAIR = tuple(permutations(CODES, 2))
DAYS = st.integers(0, 700).map(lambda number: date(2024, 1, 1) + timedelta(days=number))


def period(source: str, days: dict[str, date], codes: tuple[str, ...], column2: tuple[str, ...]) -> Source:
    """A source with one table of pairs."""
    about: dict[str, Any] = {"file": "pairs", "program": "medicare", "table": "practitioner", "rows": 0, "sha256": ""}
    loaded = (Loaded(**about, **days, codes=codes, column2=column2),)
    return Source(title=source, publisher="", tier="primary", extent="whole", loaded=loaded)


def having(rules: Rules, sources: dict[str, Source], rows: tuple[Edit, ...]) -> Rules:
    """The rules with these tables of pairs and no others."""
    return dataclasses.replace(rules, sources=sources, tables=dataclasses.replace(rules.tables, pairs=rows))


@st.composite
def edits(draw: st.DrawFn, source: str, days: dict[str, date], among: tuple[tuple[str, str], ...]) -> tuple[Edit, ...]:
    """Some rows of a table, each pair at most once."""
    about: dict[str, Any] = {"program": "medicare", "table": "practitioner", "source": source, **days}
    chosen = draw(st.lists(st.sampled_from(among), unique=True, max_size=6)) if among else []
    return tuple(
        Edit(
            **about,
            column1=one,
            column2=other,
            indicator=draw(st.sampled_from((0, 1, 9))),
            effective=draw(st.none() | DAYS),
            deleted=draw(st.none() | DAYS.map(lambda day: day + timedelta(days=700))),
        )
        for one, other in chosen
    )


Tables = tuple[dict[str, Source], tuple[Edit, ...], tuple[Edit, ...]]


@st.composite
def two_tables(draw: st.DrawFn) -> Tables:
    """An older table with all codes and a newer one with some."""
    old, new = ({"since": date(year, 1, 1), "until": date(year, 6, 30)} for year in (2024, 2025))
    some, others = (tuple(draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1))) for _ in range(2))
    inside = tuple(pair for pair in EVERY_PAIR if pair[0] in some and pair[1] in others)
    sources = {"old": period("old", old, CODES, ()), "new": period("new", new, some, others)}
    return sources, draw(edits("old", old, EVERY_PAIR)), draw(edits("new", new, inside))


@settings(max_examples=150, deadline=None)
@given(two_tables(), DAYS, st.sampled_from(EVERY_PAIR))
def test_a_partial_newer_table_changes_answers_only_inside_its_codes(
    made: Tables, on: date, pair: tuple[str, str]
) -> None:
    sources, old, new = made
    alone = having(default_rules(), {"old": sources["old"]}, old)
    both = having(default_rules(), sources, (*old, *new))
    before = pairs_and_limits.edits_of_day(alone, "practitioner", pair, on)
    after = pairs_and_limits.edits_of_day(both, "practitioner", pair, on)
    newer = pairs_and_limits.periods(both)["pairs", "medicare", "practitioner"][-1]
    outside = not newer.holds(*pair) and not newer.holds(*reversed(pair))
    if outside:
        assert [edit for edit, _ in after.edits] == [edit for edit, _ in before.edits]
        assert [one.title for one in after.periods] == [one.title for one in before.periods]
    if newer.covers(on):
        for edit, answered in after.edits:
            assert (answered is newer) is newer.holds(edit.column1, edit.column2)


@settings(max_examples=150, deadline=None)
@given(two_tables(), DAYS, st.lists(st.sampled_from(CODES), unique=True, min_size=2, max_size=4))
def test_codes_together_are_answered_like_each_pair_alone(made: Tables, on: date, codes: list[str]) -> None:
    """Codes that the same tables hold are asked together; the answer must not hang on that."""
    sources, old, new = made
    small = having(default_rules(), sources, (*old, *new))
    together = pairs_and_limits.edits_of_day(small, "practitioner", codes, on)
    alone = [pairs_and_limits.edits_of_day(small, "practitioner", pair, on) for pair in combinations(codes, 2)]
    assert {edit for edit, _ in together.edits} == {edit for one in alone for edit, _ in one.edits}
    assert {one.title for one in together.periods} == {period.title for one in alone for period in one.periods}


@settings(max_examples=60, deadline=None)
@given(two_tables(), DAYS, st.lists(st.sampled_from(CODES), unique=True, min_size=2, max_size=3), st.booleans())
def test_nothing_follows_from_a_missing_row_on_a_day_outside_the_tables(
    made: Tables, on: date, codes: list[str], marked: bool
) -> None:
    sources, old, new = made
    kept = {key: dataclasses.replace(source, loaded=()) for key, source in default_rules().sources.items()}
    small = having(default_rules(), {**kept, **sources}, (*old, *new))
    modifiers = "GP 59" if marked else "GP"
    result = calculate(visit(str(on), *(f"{code} {modifiers} 1" for code in codes)), small)
    used = [one for one in result["tables"] if one["kind"] == "pairs"]
    assert used
    covered = all(one["covers_date"] for one in used)
    assert len(found(result, "edit-of-another-quarter")) == (0 if covered else 1)
    for one in result["findings"]:
        if one["check"] == "modifier-without-edit" and "leave it off" in one["says"]:
            code = codes[one["line"]]
            looked = pairs_and_limits.edits_of_day(small, "practitioner", codes, on)
            assert all(period and period.covers(on) for period in looked.by_code[code])
        if one["check"] in PAIRS:
            assert any(table["title"] in one["says"] for table in used)


def test_the_work_follows_the_rows_and_not_the_pairs(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many codes without a row do not ask for one more table."""
    asked: list[int] = []
    plain = pairs_and_limits.answering

    def counting(*arguments: Any) -> Any:
        asked.append(1)
        return plain(*arguments)

    monkeypatch.setattr(pairs_and_limits, "answering", counting)
    work = []
    for many in (200, 400):
        asked.clear()
        codes = [*CODES, *(f"{10_000 + number}" for number in range(many))]
        pairs_and_limits.edits_of_day(rules, "practitioner", codes, date(2026, 3, 2))
        work.append(len(asked))
    assert work[0] == work[1]
