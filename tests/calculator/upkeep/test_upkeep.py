"""What maintainers ask for: what is due, what a change changes, a new file to fill in."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.loading import rule_reader
from calculator.loading.rule_files import FOLDERS
from calculator.model import Counting, Loaded, Rules, Source, Tables
from calculator.upkeep import changes, due, new
from tests.support.paths import ROOT

WITH_TABLES = rule_reader.load(ROOT / "tests" / "small_rules")
SMALL = dataclasses.replace(WITH_TABLES, tables=Tables())
KX = SMALL.parameters["kx-threshold"]


def with_source(**fields: object) -> Rules:
    source = dataclasses.replace(SMALL.sources["manual"], **fields)  # type: ignore[arg-type]
    return dataclasses.replace(SMALL, sources={"manual": source})


def says(items: tuple[due.Item, ...]) -> list[tuple[str, str]]:
    return [(str(item.day), item.says) for item in items]


# --- due ------------------------------------------------------------------------------------------------------------


def test_a_number_of_a_year_ends_with_it() -> None:
    known = dataclasses.replace(KX, values=KX.values[:2])
    rules = dataclasses.replace(SMALL, parameters={**SMALL.parameters, "kx-threshold": known})
    assert says(due.due(rules, date(2026, 12, 31)).ends) == []
    assert says(due.due(rules, date(2027, 1, 1)).ends) == [
        ("2026-12-31", "KX threshold (2480 USD): nothing is known for 2027")
    ]


def test_an_expected_number_comes_until_its_day_and_is_missing_from_then_on() -> None:
    before, after = due.due(SMALL, date(2026, 12, 31)), due.due(SMALL, date(2027, 1, 1))
    assert says(before.ends) == []
    assert says(before.comes) == [("2027-01-01", "KX threshold: a change is expected, its number is not known")]
    assert says(after.ends) == [("2027-01-01", "KX threshold: its new number was expected and is not entered")]
    assert says(after.comes) == []


def test_a_code_that_will_end_is_known_to_come() -> None:
    code = SMALL.codes["97140"]
    end = Counting(since=date(2027, 1, 1), kind="not-in-use", cites=code.counting[0].cites)
    codes = {**SMALL.codes, "97140": dataclasses.replace(code, counting=(*code.counting, end))}
    comes = due.due(dataclasses.replace(SMALL, codes=codes), date(2026, 12, 1)).comes
    assert due.Item(date(2027, 1, 1), "Service 97140: not-in-use", ("codes/97140.yaml",)) in comes


@pytest.mark.parametrize(("on", "read_again"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True)])
def test_a_source_is_read_again_after_a_year(on: date, read_again: bool) -> None:
    found = due.due(with_source(read_on=date(2025, 3, 1)), on).read
    assert [item.where for item in found] == ([("sources.yaml",)] if read_again else [])


def test_memory_was_never_read_and_is_not_due() -> None:
    assert not due.is_stale(Source(title="x", publisher="x", tier="unverified", extent="memory"), date(2099, 1, 1))


def loaded(since: date, until: date, *codes: str) -> Loaded:
    """A table of unit limits without rows."""
    return Loaded(
        file="unit-limits",
        program="medicare",
        table="hospital",
        since=since,
        until=until,
        rows=0,
        sha256="",
        codes=codes,
    )


def with_loaded(*tables: Loaded) -> Source:
    """A source that was read today, with tables taken from it."""
    return Source(title="x", publisher="x", tier="primary", extent="whole", read_on=date(2026, 1, 1), loaded=tables)


@pytest.mark.parametrize(("on", "old"), [(date(2025, 7, 1), False), (date(2025, 7, 2), True)])
def test_a_table_of_a_quarter_is_old_after_a_year(on: date, old: bool) -> None:
    table = loaded(date(2024, 7, 1), date(2024, 9, 30), "97110", "97140")
    rules = dataclasses.replace(SMALL, sources={"cms": with_loaded(table)})
    expected = [("2024-07-01", "Medicare MUE, hospital, 2024 Q3: a newer table is likely")]
    assert [item for item in says(due.due(rules, on).read) if "newer" in item[1]] == (expected if old else [])


@pytest.mark.parametrize(("codes", "replaced"), [(("97110", "97140"), True), (("97110",), False)])
def test_a_newer_table_replaces_an_old_one_only_with_all_its_codes(codes: tuple[str, ...], replaced: bool) -> None:
    old = loaded(date(2024, 7, 1), date(2024, 9, 30), "97110", "97140")
    new = loaded(date(2025, 7, 1), date(2025, 9, 30), *codes)
    rules = dataclasses.replace(SMALL, sources={"cms": with_loaded(old, new)})
    found = [item for item in says(due.due(rules, date(2025, 8, 1)).read) if "newer" in item[1]]
    assert (found == []) is replaced


@pytest.mark.parametrize(("on", "ended"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_relative_values_end_with_their_year(on: date, ended: bool) -> None:
    item = ("2026-12-31", "RVUs: nothing is known for 2027")
    assert (item in says(due.due(WITH_TABLES, on).ends)) is ended


def test_the_same_of_many_files_is_one_item() -> None:
    items = (due.Item(date(2026, 12, 31), "RVUs", (f"codes/{number}.yaml",)) for number in range(97110, 97130))
    [item] = due.together(items)
    assert len(item.where) == 20
    assert due.line(item, markdown=False).endswith("and 12 more)")


def test_everything_dated_can_be_described(rules: Rules) -> None:
    """A new kind of dated entry must be told in words: far ahead, everything is due."""
    old = dataclasses.replace(rules, edition=dataclasses.replace(rules.edition, as_of=date(1900, 1, 1)))
    assert due.due(old, date(2099, 1, 1)).comes


def test_due_on_the_command_line(capfd: pytest.CaptureFixture[str]) -> None:
    small = str(ROOT / "tests" / "small_rules")
    assert main(["due", "--on", "2027-01-01", "--rules", small]) == 0
    assert "KX threshold: its new number was expected and is not entered (rules/parameters/kx-threshold.yaml)" in (
        capfd.readouterr().out
    )
    assert main(["due", "--on", "2027-01-01", "--rules", small, "--markdown"]) == 0
    assert "- [ ] **2027-01-01** KX threshold" in capfd.readouterr().out
    with pytest.raises(SystemExit):
        main(["due", "--on", "1/1/2027"])
    assert "found '1/1/2027', expected a date such as 2027-01-01" in capfd.readouterr().err


# --- changes --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a small checkout: the engine, and the small rules with some texts exchanged."""

    def make(**exchanged: tuple[str, str]) -> Path:
        folder = tmp_path_factory.mktemp("checkout")
        shutil.copytree(ROOT / "calculator", folder / "calculator")
        shutil.copytree(ROOT / "tests" / "small_rules", folder / "rules")
        for name, (old, text) in exchanged.items():
            path = folder / "rules" / f"{name.replace('__', '/').replace('_', '-')}.yaml"
            before = path.read_text(encoding="utf-8")
            assert old in before
            path.write_text(before.replace(old, text), encoding="utf-8")
        return folder

    return make


def test_the_same_rules_change_nothing(checkout: Callable[..., Path]) -> None:
    compared, found = changes.changes(str(checkout()), checkout())
    assert compared > 3
    assert found == []


def test_another_edition_alone_changes_nothing(checkout: Callable[..., Path]) -> None:
    assert changes.changes(str(checkout()), checkout(edition=("2026.1", "2027.1")))[1] == []


def test_a_changed_number_is_told_with_both_answers(checkout: Callable[..., Path]) -> None:
    newer = checkout(
        parameters__minutes_for_first_unit=('value: "8"', 'value: "9"'),
        codes__97140=('expect: {units: {"97140": 2}}', 'expect: {units: {"97140": 1}}'),
    )
    _, found = changes.changes(str(checkout()), newer)
    change = next(one for one in found if one.name == "codes/97140: two units from 23 minutes on")
    assert (change.kind, change.before, change.after) == ("answer", ("97140 GP x 2",), ("97140 GP x 1",))
    text = changes.written("main", 7, found, markdown=True)
    assert "- 97140 GP x 2\n+ 97140 GP x 1" in text


def test_an_example_that_was_taken_out_still_counts(checkout: Callable[..., Path]) -> None:
    newer = checkout(codes__97140=("name: two units from 23 minutes on", "name: renamed"))
    compared, found = changes.changes(str(checkout()), newer)
    assert (compared, found) == (changes.changes(str(newer), newer)[0] + 1, [])


def test_other_sources_alone_are_told_as_such(checkout: Callable[..., Path]) -> None:
    number = 'value: "8", cites: [{source: manual'
    newer = checkout(parameters__minutes_for_first_unit=(number, f"{number}, at: p. 2"))
    _, found = changes.changes(str(checkout()), newer)
    assert {change.kind for change in found} == {"steps"}
    assert "Only the steps or their sources differ" in changes.written("main", 7, found)


def test_a_version_that_is_not_there_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", "no-such-revision"]) == 2
    assert "found 'no-such-revision'" in capfd.readouterr().err


def test_rules_that_cannot_be_read_are_told(checkout: Callable[..., Path]) -> None:
    broken = checkout(codes__97140=("kind: timed", "kind: tuned"))
    with pytest.raises(
        changes.ChangesError, match="found 'tuned', expected one of timed, untimed, not-in-use, expected"
    ):
        changes.changes(str(checkout()), broken)


# --- new ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("code", "97999"),
        ("modifier", "ZZ"),
        ("payer", "my-plan"),
        ("parameter", "visits-per-year"),
        ("check", "unsettled"),
        ("coverage", "ncd-30-3-3"),
    ],
)
def test_a_new_file_lacks_nothing_but_what_must_be_filled_in(kind: str, key: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "tests" / "small_rules", rules)
    assert main(["new", kind, key, "--rules", str(rules)]) == 0
    path = rules / new.KINDS[kind] / f"{key}.yaml"
    problems = rule_reader.check(rules)
    assert len(problems) == path.read_text(encoding="utf-8").count(": FILL IN") + path.read_text(
        encoding="utf-8"
    ).count("[FILL IN]")
    assert {problem.message for problem in problems} == {"found FILL IN, expected it filled in, or the field left out"}


def test_a_new_file_filled_in_is_good(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "tests" / "small_rules", rules)
    assert main(["new", "parameter", "visits-per-year", "--rules", str(rules)]) == 0
    path = rules / "parameters" / "visits-per-year.yaml"
    filled = path.read_text(encoding="utf-8")
    for line, value in {
        "name: FILL IN": "name: Visits of a year",
        "unit: FILL IN": "unit: minutes",
        "says: FILL IN": "says: A number.",
        "source: FILL IN": "source: manual",
        "at: FILL IN": "at: p. 1",
        "holds: FILL IN": "holds: until-changed",
        "since: FILL IN": "since: 2026-01-01",
        "value: FILL IN": 'value: "20"',
    }.items():
        assert line in filled
        filled = filled.replace(line, value)
    path.write_text(filled, encoding="utf-8")
    assert rule_reader.check(rules) == []


def test_a_new_file_overwrites_nothing_and_has_a_name_that_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "code", "97999", "--rules", str(tmp_path)]) == 0
    assert main(["new", "code", "97999", "--rules", str(tmp_path)]) == 2
    assert "found a file of this name, expected none" in capsys.readouterr().err
    assert main(["new", "code", "gait", "--rules", str(tmp_path)]) == 2
    assert "found the name 'gait', expected a code such as 97110 or G0283" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "codes").iterdir()] == ["97999.yaml"]


def test_every_kind_of_rule_file_can_be_made_new() -> None:
    assert set(new.KINDS.values()) == set(FOLDERS)
