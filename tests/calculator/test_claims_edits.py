"""Tables of claims edits: what was loaded, which table answers for which day, and what follows from a missing row."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import calculate, claims_edits
from calculator.loading import cross_checks, rule_files, table_reader
from calculator.model import Cite, Edit, EditTable, Loaded, Rules, Source, UnitLimit
from calculator.reading import bundle
from tests.support.paths import ROOT


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


TABLES: tuple[EditTable, ...] = ("practitioner", "hospital")
PAIRS = ("pair-never-together", "pair-without-modifier")


# --- what was loaded ------------------------------------------------------------------------------------------------


def test_rows_are_those_that_their_source_says_were_loaded(rules: Rules) -> None:
    """By the lines of the files themselves, without the reader."""
    for source, entry in rules.sources.items():
        for one in entry.loaded:
            path = ROOT / "rules" / "tables" / f"{one.file}.csv"
            start = f"{one.program},{one.table},{one.since},{one.until},"
            lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(start)]
            assert all(line.endswith(f",{source}") for line in lines)
            assert len(lines) == one.rows
            text = "".join(f"{line}\n" for line in sorted(lines))
            assert hashlib.sha256(text.encode()).hexdigest() == one.sha256


def test_every_code_with_a_page_was_looked_for_or_came_after_the_table(rules: Rules) -> None:
    for table in TABLES:
        for kind in claims_edits.KINDS:
            oldest, *_ = claims_edits.periods(rules)[kind, "medicare", table]
            for code, entry in rules.codes.items():
                later = entry.counting[0].since > oldest.loaded.until
                assert (code in oldest.codes) is not later, (kind, table, code)


def test_no_table_has_a_row_outside_the_codes_that_were_looked_for(rules: Rules) -> None:
    for periods in claims_edits.periods(rules).values():
        for period in periods:
            assert set(period.rows) <= period.codes
            if period.loaded.file == "pairs":
                assert {code for rows in period.rows.values() for code in rows} <= period.column2


CITED = re.compile(r"(.+?) / (.+?), indicator ([01])(?:, hospital ([01]))?")
ABSENT = re.compile(r"no (?:active )?rows? (?:for )?(.+?)(?: and | / )(.+)")


def places_cited(rules: Rules, source: str) -> Iterator[tuple[str, str]]:
    """Every place in a source that is cited: the file and each part of the place."""
    for file, _, thing in cross_checks.things(rules):
        for _, part in cross_checks.parts(thing):
            if isinstance(part, Cite) and part.source == source:
                for place in part.at.split(";"):
                    yield file, place.strip()


def codes_in(text: str, rules: Rules) -> list[str]:
    """Codes of a place such as `97161 to 97163, 97530`."""
    named: list[str] = []
    through = False
    for token in re.findall(r"[0-9A-Z][0-9]{4}|[0-9]{4}T|\bto\b", text):
        if token == "to":
            through = True
            continue
        named += [code for code in rules.codes if named and named[-1] < code < token] if through else []
        named.append(token)
        through = False
    return named


def test_what_sentences_cite_of_the_table_of_2024_stands_in_it(rules: Rules) -> None:
    """A place such as `97760 / 97116, indicator 1` or `no row for 97760 and 97530`."""
    day, tried = date(2024, 8, 1), 0

    def edit(table: EditTable, column1: str, column2: str) -> Edit | None:
        [period] = [one for one in claims_edits.periods(rules)["pairs", "medicare", table] if one.covers(day)]
        return claims_edits.edit_of(period, column1, column2, day)

    def said(row: Edit | None) -> str | None:
        return str(row.indicator) if row else None

    for file, place in places_cited(rules, "ncci24q3"):
        if match := CITED.fullmatch(place):
            for one in codes_in(match[1], rules):
                for other in codes_in(match[2], rules):
                    row, hospital = edit("practitioner", one, other), edit("hospital", one, other)
                    assert said(row) == match[3], (file, place, one, other)
                    assert match[4] in (None, said(hospital)), (file, place, one, other)
                    tried += 1
        elif match := ABSENT.fullmatch(place):
            for one in codes_in(match[1], rules):
                for other in codes_in(match[2], rules):
                    for table in TABLES:
                        assert edit(table, one, other) is None, (file, place, one, other)
                        assert edit(table, other, one) is None, (file, place, one, other)
                        tried += 1
    assert tried > 100


LIMIT = re.compile(r"\bMUE(?: of)? (?:is )?([0-9]{1,2})\b")


def test_the_limit_that_a_code_s_sentence_names_stands_in_its_tables(rules: Rules) -> None:
    tried = 0
    for key, code in rules.codes.items():
        known = {str(row.units) for row in rules.tables.unit_limits if row.code == key}
        for _, part in cross_checks.parts(code):
            for field in ("says", "right", "answer", "note"):
                text = getattr(part, field, "")
                for named in LIMIT.findall(text) if isinstance(text, str) else ():
                    assert named in known, (key, text)
                    tried += 1
    assert tried >= 10


# --- which table answers --------------------------------------------------------------------------------------------

REPRODUCED = [
    ("2024-08-05", ("92612 GN 1", "92520 GN 1"), "SLP", {}, "pair-never-together"),
    ("2024-08-05", ("96000 GP 1", "97116 GP 1"), "PT", {}, "pair-without-modifier"),
    ("2024-08-05", ("97760 GO 1", "29085 GO 1"), "OT", {}, "pair-without-modifier"),
    ("2026-10-05", ("97597 GP 1", "97602 GP 1"), "PT", {"setting": "hospital-outpatient"}, "pair-without-modifier"),
    ("2024-08-05", ("97597 GP 1", "97602 GP 1"), "PT", {"setting": "hospital-outpatient"}, "pair-never-together"),
    ("2026-10-05", ("97605 GP 1", "97608 GP 1"), "PT", {"setting": "hospital-outpatient"}, "pair-without-modifier"),
    ("2026-10-05", ("97750 GP 1", "98980 GP 1"), "PT", {"setting": "hospital-outpatient"}, "pair-without-modifier"),
    ("2024-08-05", ("20560 GP 1", "97602 GP 1"), "PT", {"claim_form": "institutional"}, "pair-without-modifier"),
    ("2024-08-05", ("97750 GP 1", "98980 GP 1"), "PT", {}, "pair-never-together"),
]


@pytest.mark.parametrize(("day", "lines", "discipline", "more", "expected"), REPRODUCED)
def test_a_pair_is_held_against_the_table_of_the_claim_and_the_day(
    day: str, lines: tuple[str, ...], discipline: str, more: dict[str, Any], expected: str, rules: Rules
) -> None:
    result = calculate(visit(day, *lines, discipline=discipline, **more), rules)
    assert [name for name, _ in found(result, *PAIRS)] == [expected]
    table = "hospital" if more else "practitioner"
    [said] = [one["says"] for one in result["findings"] if one["check"] == expected]
    assert table in said
    assert {one["table"] for one in result["tables"]} == {table}
    assert all(one["covers_date"] for one in result["tables"])
    assert found(result, "edit-of-another-quarter") == []


@pytest.mark.parametrize(
    ("day", "never"), [("2019-12-31", True), ("2020-01-01", False), ("2020-09-30", False), ("2020-10-01", True)]
)
def test_days_of_the_edit_itself_decide_where_a_later_table_has_them(day: str, never: bool, rules: Rules) -> None:
    result = calculate(visit(day, "97162 GP 1", "97161 GP 1"), rules)
    assert bool(found(result, "pair-never-together")) is never


@pytest.mark.parametrize(("day", "covered"), [("2026-06-30", False), ("2026-07-01", True), ("2026-12-31", True)])
def test_leaving_59_off_is_the_advice_only_on_a_day_of_the_table(day: str, covered: bool, rules: Rules) -> None:
    result = calculate(visit(day, "97140 GP 59 1", "97530 GP 1"), rules)
    [says] = [one["says"] for one in result["findings"] if one["check"] == "modifier-without-edit"]
    assert ("leave it off" in says) is covered
    assert ("Look its pairs up" in says) is not covered
    assert all(one["title"] in says for one in result["tables"] if one["kind"] == "pairs")
    assert len(found(result, "edit-of-another-quarter")) == (0 if covered else 1)


def test_a_modifier_on_the_only_code_of_the_day_needs_no_table(rules: Rules) -> None:
    result = calculate(visit("2026-03-02", "97110 GP 59 1"), rules)
    [says] = [one["says"] for one in result["findings"] if one["check"] == "modifier-without-edit"]
    assert "leave it off" in says
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
    result = calculate(visit("2026-10-05", "98979 GP 1", "97110 GP 59 1"), rules)
    missing = [one for one in result["tables"] if one["not_loaded"]]
    assert [(one["kind"], one["since"], one["not_loaded"]) for one in missing] == [
        ("pairs", None, ["98979"]),
        ("unit-limits", None, ["98979"]),
    ]
    [says] = [one["says"] for one in result["findings"] if one["check"] == "modifier-without-edit"]
    assert "leave it off" not in says
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
    found_limits, used = claims_edits.limits(rules, "medicare", "practitioner", (without, "97110"), date(2024, 8, 5))
    assert set(found_limits) == {"97110"}
    assert [one.no_row for one in used] == [(without,)]


@pytest.mark.parametrize(
    ("payer", "expected"),
    [
        ("medicare-part-b", ["warning"]),
        ("midpoint", ["warning"]),
        ("aetna", []),
        ("workers-compensation-tennessee", []),
    ],
)
def test_medicare_s_limit_is_not_held_against_a_payer_with_one_of_its_own(
    payer: str, expected: list[str], rules: Rules
) -> None:
    result = calculate(visit("2026-10-05", "97110 GP 7", payer=payer), rules)
    assert [severity for _, severity in found(result, "units-over-limit")] == expected
    kinds = {one["kind"] for one in result["tables"]}
    assert ("unit-limits" in kinds) is bool(expected)
    turned_off = [one for one in result["not_checked"] if one["check"] == "units-over-limit"]
    assert bool(turned_off) is not bool(expected)


def test_a_payer_that_caps_units_turns_medicare_s_limit_off(rules: Rules) -> None:
    for payer in rules.payers.values():
        if any(cap.counts == "timed-units" for cap in payer.caps):
            assert ("units-over-limit", "off") in {(rule.check, rule.severity) for rule in payer.checks}


def test_medicaid_is_held_against_its_own_table(rules: Rules) -> None:
    result = calculate(visit("2026-02-02", "97010 GP 1", "97116 GP 1", payer="medicaid"), rules)
    used = [one for one in result["tables"] if one["kind"] == "unit-limits"]
    assert {one["program"] for one in used} == {"medicaid"}


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
    assert (
        claims_edits.title("pairs", "medicare", "hospital", since, until)
        == f"Medicare NCCI edits, hospital, {expected}"
    )


# --- laws over small tables -----------------------------------------------------------------------------------------

CODES = ("97110", "97112", "97116", "97140", "97530")
START = date(2024, 1, 1)


def period(source: str, since: date, until: date, codes: tuple[str, ...], column2: tuple[str, ...]) -> Source:
    """A source with one table of pairs."""
    one = Loaded(
        file="pairs",
        program="medicare",
        table="practitioner",
        since=since,
        until=until,
        rows=0,
        sha256="",
        codes=codes,
        column2=column2,
    )
    return Source(title=source, publisher="", tier="primary", extent="whole", loaded=(one,))


def having(rules: Rules, sources: dict[str, Source], rows: tuple[Edit, ...]) -> Rules:
    """The rules with these tables of pairs and no others."""
    return dataclasses.replace(rules, sources=sources, tables=dataclasses.replace(rules.tables, pairs=rows))


days = st.integers(0, 700).map(lambda number: START + timedelta(days=number))
pairs = st.sampled_from([(one, other) for one in CODES for other in CODES if one != other])


@st.composite
def edits(
    draw: st.DrawFn, source: str, since: date, until: date, among: tuple[tuple[str, str], ...]
) -> tuple[Edit, ...]:
    """Some rows of a table, each pair at most once."""
    chosen = draw(st.lists(st.sampled_from(among), unique=True, max_size=6)) if among else []
    return tuple(
        Edit(
            program="medicare",
            table="practitioner",
            since=since,
            until=until,
            column1=one,
            column2=other,
            indicator=draw(st.sampled_from((0, 1, 9))),
            effective=draw(st.none() | days),
            deleted=draw(st.none() | days.map(lambda day: day + timedelta(days=700))),
            source=source,
        )
        for one, other in chosen
    )


@st.composite
def two_tables(draw: st.DrawFn) -> tuple[dict[str, Source], tuple[Edit, ...], tuple[Edit, ...]]:
    """An older table with all codes and a newer one with some."""
    old = (date(2024, 1, 1), date(2024, 6, 30))
    new = (date(2025, 1, 1), date(2025, 6, 30))
    some = tuple(draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1)))
    others = tuple(draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1)))
    whole = tuple((one, other) for one in CODES for other in CODES if one != other)
    inside = tuple(pair for pair in whole if pair[0] in some and pair[1] in others)
    sources = {"old": period("old", *old, CODES, ()), "new": period("new", *new, some, others)}
    return sources, draw(edits("old", *old, whole)), draw(edits("new", *new, inside))


@cache
def real_rules() -> Rules:
    """The rules, read once for the laws."""
    from calculator import default_rules

    return default_rules()


@settings(max_examples=150, deadline=None)
@given(two_tables(), days, pairs)
def test_a_partial_newer_table_changes_answers_only_inside_its_codes(
    made: tuple[dict[str, Source], tuple[Edit, ...], tuple[Edit, ...]], on: date, pair: tuple[str, str]
) -> None:
    sources, old, new = made
    alone = having(real_rules(), {"old": sources["old"]}, old)
    both = having(real_rules(), sources, (*old, *new))
    before = claims_edits.look_up(alone, "practitioner", pair, on)
    after = claims_edits.look_up(both, "practitioner", pair, on)
    newer = claims_edits.periods(both)["pairs", "medicare", "practitioner"][-1]
    outside = not newer.holds(*pair) and not newer.holds(*reversed(pair))
    if outside:
        assert [edit for edit, _ in after.edits] == [edit for edit, _ in before.edits]
        assert [one.title for one in after.periods] == [one.title for one in before.periods]
    if newer.covers(on):
        for edit, answered in after.edits:
            assert (answered is newer) is newer.holds(edit.column1, edit.column2)


@settings(max_examples=150, deadline=None)
@given(two_tables(), days, st.lists(st.sampled_from(CODES), unique=True, min_size=2, max_size=4))
def test_codes_together_are_answered_like_each_pair_alone(
    made: tuple[dict[str, Source], tuple[Edit, ...], tuple[Edit, ...]], on: date, codes: list[str]
) -> None:
    """Codes that the same tables hold are asked together; the answer must not hang on that."""
    sources, old, new = made
    small = having(real_rules(), sources, (*old, *new))
    together = claims_edits.look_up(small, "practitioner", codes, on)
    alone = [
        claims_edits.look_up(small, "practitioner", (one, other), on)
        for place, one in enumerate(codes)
        for other in codes[place + 1 :]
    ]
    assert {edit for edit, _ in together.edits} == {edit for one in alone for edit, _ in one.edits}
    assert {one.title for one in together.periods} == {period.title for one in alone for period in one.periods}


@settings(max_examples=60, deadline=None)
@given(two_tables(), days, st.lists(st.sampled_from(CODES), unique=True, min_size=2, max_size=3), st.booleans())
def test_nothing_follows_from_a_missing_row_on_a_day_outside_the_tables(
    made: tuple[dict[str, Source], tuple[Edit, ...], tuple[Edit, ...]], on: date, codes: list[str], marked: bool
) -> None:
    sources, old, new = made
    kept = {key: dataclasses.replace(source, loaded=()) for key, source in real_rules().sources.items()}
    small = having(real_rules(), {**kept, **sources}, (*old, *new))
    modifiers = "GP 59" if marked else "GP"
    result = calculate(visit(str(on), *(f"{code} {modifiers} 1" for code in codes)), small)
    used = [one for one in result["tables"] if one["kind"] == "pairs"]
    assert used
    covered = all(one["covers_date"] for one in used)
    assert len(found(result, "edit-of-another-quarter")) == (0 if covered else 1)
    for one in result["findings"]:
        if one["check"] == "modifier-without-edit" and "leave it off" in one["says"]:
            code = codes[one["line"]]
            looked = claims_edits.look_up(small, "practitioner", codes, on)
            assert all(period and period.covers(on) for period in looked.by_code[code])
        if one["check"] in PAIRS:
            assert any(table["title"] in one["says"] for table in used)


def test_the_work_follows_the_rows_and_not_the_pairs(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many codes without a row do not ask for one more table."""
    asked: list[int] = []
    plain = claims_edits.answering

    def counting(*arguments: Any) -> Any:
        asked.append(1)
        return plain(*arguments)

    monkeypatch.setattr(claims_edits, "answering", counting)
    work = []
    for many in (200, 400):
        asked.clear()
        codes = [*CODES, *(f"{10_000 + number}" for number in range(many))]
        claims_edits.look_up(rules, "practitioner", codes, date(2026, 3, 2))
        work.append(len(asked))
    assert work[0] == work[1]


def test_compiled_rules_look_pairs_and_limits_up_alike(rules: Rules) -> None:
    compiled = bundle.loads(bundle.dumps(rules))
    for day, lines, discipline, more, _ in REPRODUCED:
        asked = visit(day, *lines, discipline=discipline, **more)
        assert json.dumps(calculate(asked, compiled)) == json.dumps(calculate(asked, rules))
    assert set(compiled.tables.pairs) == {row for row in rules.tables.pairs if not claims_edits.is_void(row)}
    assert set(compiled.tables.unit_limits) == set(rules.tables.unit_limits)
    assert len(compiled.tables.pairs) == sum(1 for _ in compiled.tables.pairs)


# --- rows that no check can use -------------------------------------------------------------------------------------


def small_tables(rules: Rules) -> Rules:
    """The rules with one pair and one limit that fit what their source says."""
    edit = Edit(
        program="medicare",
        table="practitioner",
        since=date(2024, 7, 1),
        until=date(2024, 9, 30),
        column1="97140",
        column2="97124",
        indicator=0,
        source="manual",
    )
    limit = UnitLimit(
        program="medicare",
        table="hospital",
        since=date(2024, 7, 1),
        until=date(2024, 9, 30),
        code="97140",
        units=6,
        source="manual",
    )
    return loading(rules, (edit,), (limit,))


def loading(rules: Rules, pairs: tuple[Edit, ...], limits: tuple[UnitLimit, ...]) -> Rules:
    """The rules with these rows and a source that says that they were loaded."""
    loaded = tuple(
        Loaded(
            file=file,
            program="medicare",
            table=table,
            since=date(2024, 7, 1),
            until=date(2024, 9, 30),
            rows=len(rows),
            sha256=cross_checks.checksum(map(cross_checks.csv_line, rows)),
            codes=("97140",),
            column2=("97124",) if file == "pairs" else (),
        )
        for file, table, rows in (("pairs", "practitioner", pairs), ("unit-limits", "hospital", limits))
    )
    source = Source(title="x", publisher="x", tier="primary", extent="whole", loaded=loaded)
    held = dataclasses.replace(rules.tables, pairs=pairs, unit_limits=limits)
    return dataclasses.replace(rules, tables=held, sources={"manual": source})


SPOILED: dict[str, tuple[dict[str, Any], str, str]] = {
    "ends before it begins": ({"until": date(2024, 6, 30)}, "until", "expected 2024-07-01 or later"),
    "of a table that was not loaded": ({"table": "hospital"}, "program", "lists under this source's loaded"),
    "of days that were not loaded": ({"since": date(2024, 7, 2)}, "program", "lists under this source's loaded"),
    "from another source": ({"source": "mcpm-5"}, "program", "lists under this source's loaded"),
    "of codes without a page": ({"column1": "10001", "column2": "10002"}, "column1", "expected a code with a page"),
    "of a code that was not looked for": ({"column1": "97110"}, "column1", "was looked for"),
    "deleted before it began": (
        {"effective": date(2024, 8, 2), "deleted": date(2024, 8, 1)},
        "deleted",
        "expected 2024-08-02 or later",
    ),
}


def test_good_tables_have_no_fault(rules: Rules) -> None:
    assert list(cross_checks.claims_edits_are_as_loaded(small_tables(rules))) == []
    assert list(cross_checks.claims_edits_are_as_loaded(rules)) == []


@pytest.mark.parametrize("name", SPOILED)
def test_a_row_that_no_check_can_use_is_an_error_at_its_place(name: str, rules: Rules) -> None:
    change, field, expected = SPOILED[name]
    good = small_tables(rules)
    [edit] = good.tables.pairs
    spoiled = dataclasses.replace(good.tables, pairs=(dataclasses.replace(edit, **change),))
    faults = list(cross_checks.claims_edits_are_as_loaded(dataclasses.replace(good, tables=spoiled)))
    assert any(
        fault.file == "tables/pairs.csv" and fault.trail == (0, field) and expected in fault.message for fault in faults
    )


@pytest.mark.parametrize(
    ("field", "name", "shape"), [("pairs", "pairs", Edit), ("unit_limits", "unit-limits", UnitLimit)]
)
def test_a_row_given_twice_is_an_error(field: str, name: str, shape: type, tmp_path: Path) -> None:
    """Also where the second row answers otherwise: one table has one row for a pair, or for a code, at a time."""
    table = tmp_path / "tables" / f"{name}.csv"
    table.parent.mkdir()
    head, *rows = (ROOT / "rules" / "tables" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join((head, *rows[:3], rows[1], "")), encoding="utf-8")
    _, problems, _ = table_reader.read_table(table, shape, tmp_path, rule_files.ANSWERS[field])
    assert [problem.line for problem in problems] == [5]
    table.write_text("\n".join((head, *rows[:3], "")), encoding="utf-8")
    assert table_reader.read_table(table, shape, tmp_path, rule_files.ANSWERS[field])[1] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rows": 2}, "rows"),
        ({"sha256": "0"}, "sha256"),
        ({"until": date(2024, 6, 30)}, "until"),
        ({"codes": ("97140", "98979")}, "codes"),
    ],
)
def test_what_was_loaded_must_be_true(change: dict[str, Any], field: str, rules: Rules) -> None:
    good = small_tables(rules)
    first, second = good.sources["manual"].loaded
    source = dataclasses.replace(good.sources["manual"], loaded=(dataclasses.replace(first, **change), second))
    faults = list(cross_checks.claims_edits_are_as_loaded(dataclasses.replace(good, sources={"manual": source})))
    assert ("sources.yaml", ("manual", "loaded", 0, field)) in {(fault.file, fault.trail) for fault in faults}


def test_days_of_one_table_do_not_overlap(rules: Rules) -> None:
    good = small_tables(rules)
    first, second = good.sources["manual"].loaded
    again = dataclasses.replace(first, since=date(2024, 9, 30), until=date(2024, 12, 31))
    source = dataclasses.replace(good.sources["manual"], loaded=(first, second, again))
    faults = list(cross_checks.claims_edits_are_as_loaded(dataclasses.replace(good, sources={"manual": source})))
    assert ("manual", "loaded", 2, "since") in {fault.trail for fault in faults}
