"""What maintainers ask for: what is due, what a change changes, a new file to fill in."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from calculator.__main__ import main
from calculator.loading import examples, rule_reader
from calculator.loading.rule_files import FOLDERS
from calculator.model import Cite, Counting, Loaded, Rules, Source, Statement, Tables
from calculator.upkeep import changes, due, new
from tests.support.paths import DATA, ROOT, SMALL_RULES
from tests.support.rule_files import small_copy, small_rules

WITH_TABLES = small_rules()
SMALL = dataclasses.replace(WITH_TABLES, tables=Tables())
KX = SMALL.parameters["kx-threshold"]


def with_source(**fields: object) -> Rules:
    source = dataclasses.replace(SMALL.sources["manual"], **fields)  # type: ignore[arg-type]
    return dataclasses.replace(SMALL, sources={"manual": source})


def says(items: tuple[due.Item, ...]) -> list[tuple[str, str]]:
    return [(str(item.day), item.says) for item in items]


# --- due ------------------------------------------------------------------------------------------------------------


def of_kx(rules: Rules, on: str, lines: due.Lines | None = None) -> list[due.Item]:
    """What is to be entered of the KX threshold."""
    found = due.due(rules, date.fromisoformat(on), lines).ends
    return [item for item in found if item.at[0].file == "parameters/kx-threshold.yaml"]


def test_what_is_missing_is_due_from_its_first_day() -> None:
    assert of_kx(SMALL, "2026-12-31") == []
    [item] = of_kx(SMALL, "2027-01-01")
    assert item.day == date(2027, 1, 1)
    assert "2480 USD" in item.says


def test_a_year_that_was_never_entered_stays_due() -> None:
    later = dataclasses.replace(KX.values[1], since=date(2028, 1, 1))
    changed = dataclasses.replace(KX, values=(*KX.values, later))
    rules = dataclasses.replace(SMALL, parameters={**SMALL.parameters, "kx-threshold": changed})
    assert [item.day for item in of_kx(rules, "2028-01-15")] == [date(2027, 1, 1)]


def line_of(rules: Path, item: due.Item) -> str:
    [at] = item.at
    assert at.line
    return (rules / at.file).read_text(encoding="utf-8").splitlines()[at.line - 1]


def test_a_number_that_is_expected_is_put_in_place_of_that_word(tmp_path: Path) -> None:
    rules = small_copy(tmp_path)
    known, _, lines = rule_reader.read_with_lines(rules)
    [item] = of_kx(known, "2027-01-01", lines)
    assert "value: expected" in line_of(rules, item)
    assert "replace `expected`" in item.do


def test_a_number_of_a_year_is_added_below_its_last_line(tmp_path: Path) -> None:
    rules = small_copy(tmp_path)
    path = rules / "parameters" / "kx-threshold.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: expected", 'value: "2540"'), encoding="utf-8")
    known, _, lines = rule_reader.read_with_lines(rules)
    [item] = of_kx(known, "2028-01-01", lines)
    assert "2540" in line_of(rules, item)
    assert "since: 2028-01-01" in item.do


def test_a_table_names_the_file_and_the_command() -> None:
    cites = (Cite(source="agency"), Cite(source="copy"), Cite(source="report"))
    own = dataclasses.replace(SMALL.sources["manual"], url="https://agency.example/files")
    sources = {
        "manual": own,
        "agency": own,
        "copy": dataclasses.replace(own, url="https://copy.example", read_in="a copy"),
        "report": dataclasses.replace(own, url="https://report.example", tier="secondary"),
    }
    file = dataclasses.replace(
        WITH_TABLES.cms_files["relative-values"], published=Statement(says="In a file.", cites=cites)
    )
    rules = dataclasses.replace(WITH_TABLES, sources=sources, cms_files={"relative-values": file})
    [item] = [one for one in due.due(rules, date(2027, 1, 1)).ends if one.commands]
    assert item.at == (due.At("tables/relative-values.csv"),)
    assert item.commands == (
        "python -m calculator import PPRRVU2027_Jan_nonQPP.csv",
        "python -m calculator import PPRRVU2027_Jan_nonQPP.csv --write",
    )
    text = "\n".join(due.item_lines(item, rules.sources, markdown=False))
    assert "In a file. https://agency.example/files" in text
    assert "copy.example" not in text  # neither a copy nor a report is where it comes from
    assert "report.example" not in text


def test_an_expected_number_is_known_to_come_until_its_day() -> None:
    before, after = due.due(SMALL, date(2026, 12, 31)), due.due(SMALL, date(2027, 1, 1))
    assert says(before.ends) == []
    assert says(before.comes) == [("2027-01-01", "KX threshold: a change is expected, its number is not known")]
    assert says(after.comes) == []


def test_a_proposed_number_is_told_as_proposed() -> None:
    waiting = dataclasses.replace(KX.values[-1], proposed=Decimal("2540"))
    changed = dataclasses.replace(KX, values=(*KX.values[:-1], waiting))
    rules = dataclasses.replace(SMALL, parameters={**SMALL.parameters, "kx-threshold": changed})
    [item] = due.due(rules, date(2026, 12, 31)).comes
    assert item.says.endswith("2540 USD was proposed")


def test_a_code_that_will_end_is_known_to_come() -> None:
    code = SMALL.codes["97140"]
    end = Counting(since=date(2027, 1, 1), kind="not-in-use", cites=code.counting[0].cites)
    codes = {**SMALL.codes, "97140": dataclasses.replace(code, counting=(*code.counting, end))}
    comes = due.due(dataclasses.replace(SMALL, codes=codes), date(2026, 12, 1)).comes
    assert due.Item(date(2027, 1, 1), "Service 97140: not-in-use", (due.At("codes/97140.yaml"),)) in comes


def test_a_code_whose_rule_is_expected_is_due_from_that_day() -> None:
    code = SMALL.codes["97140"]
    change = Counting(since=date(2027, 1, 1), kind="expected", cites=code.counting[0].cites)
    codes = {**SMALL.codes, "97140": dataclasses.replace(code, counting=(*code.counting, change))}
    rules = dataclasses.replace(SMALL, codes=codes)
    for on, soon in ((date(2026, 12, 31), True), (date(2027, 1, 1), False)):
        found = due.due(rules, on)
        lists = [any(item.at == (due.At("codes/97140.yaml"),) for item in those) for those in (found.comes, found.ends)]
        assert lists == [soon, not soon]


@pytest.mark.parametrize(("on", "read_again"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True)])
def test_a_source_is_read_again_after_a_year(on: date, read_again: bool) -> None:
    found = due.due(with_source(read_on=date(2025, 3, 1)), on).read
    assert [item.at for item in found] == ([(due.At("sources.yaml"),)] if read_again else [])


def test_memory_was_never_read_and_is_not_due() -> None:
    assert not due.is_stale(Source(title="x", publisher="x", tier="unverified", extent="memory"), date(2099, 1, 1))


def newer_is_likely(on: date, *tables: tuple[int, tuple[str, ...]]) -> list[tuple[str, str]]:
    """What is said of old tables of unit limits, each of the third quarter of a year and with its codes."""
    about: dict[str, Any] = {"file": "unit-limits", "program": "medicare", "table": "hospital", "rows": 0, "sha256": ""}
    loaded = tuple(
        Loaded(**about, since=date(year, 7, 1), until=date(year, 9, 30), codes=codes) for year, codes in tables
    )
    return [item for item in says(due.due(with_source(read_on=on, loaded=loaded), on).read) if "newer" in item[1]]


@pytest.mark.parametrize(("on", "old"), [(date(2025, 7, 1), False), (date(2025, 7, 2), True)])
def test_a_table_of_a_quarter_is_old_after_a_year(on: date, old: bool) -> None:
    expected = [("2024-07-01", "Medicare MUE, hospital, 2024 Q3: a newer table is likely")]
    assert newer_is_likely(on, (2024, ("97110", "97140"))) == (expected if old else [])


@pytest.mark.parametrize(("codes", "replaced"), [(("97110", "97140"), True), (("97110",), False)])
def test_a_newer_table_replaces_an_old_one_only_with_all_its_codes(codes: tuple[str, ...], replaced: bool) -> None:
    found = newer_is_likely(date(2025, 8, 1), (2024, ("97110", "97140")), (2025, codes))
    assert (found == []) is replaced


def test_the_same_of_many_files_is_one_item() -> None:
    items = (due.Item(date(2026, 12, 31), "x", (due.At(f"codes/{number}.yaml"),)) for number in range(97110, 97130))
    [item] = due.merged(items)
    assert len(item.at) == 20
    assert next(due.item_lines(item, {}, markdown=False)).endswith("and 12 more)")


def test_everything_dated_can_be_described(rules: Rules) -> None:
    """A new kind of dated entry must be told in words: far ahead, everything is due."""
    old = dataclasses.replace(rules, edition=dataclasses.replace(rules.edition, as_of=date(1900, 1, 1)))
    assert due.due(old, date(2099, 1, 1)).comes


def test_due_on_the_command_line(capfd: pytest.CaptureFixture[str]) -> None:
    small = str(SMALL_RULES)
    assert main(["due", "--on", "2027-01-01", "--rules", small]) == 0
    assert re.search(
        r"^    rules/parameters/kx-threshold.yaml:\d+: replace", capfd.readouterr().out, flags=re.MULTILINE
    )
    assert main(["due", "--on", "2027-01-01", "--rules", small, "--markdown"]) == 0
    assert "- [ ] **2027-01-01** KX threshold" in capfd.readouterr().out
    assert main(["due", "--rules", small]) == 0  # some weeks from now
    assert capfd.readouterr().out.startswith("Due by 20")
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
        small_copy(folder)
        for name, (old, text) in exchanged.items():
            path = folder / "rules" / f"{name.replace('__', '/').replace('_', '-')}.yaml"
            before = path.read_text(encoding="utf-8")
            assert old in before
            path.write_text(before.replace(old, text), encoding="utf-8")
        return folder

    return make


def test_the_same_rules_change_nothing(checkout: Callable[..., Path]) -> None:
    older, newer = checkout(), checkout(edition=("2026.1", "2027.1"))  # another edition alone changes nothing
    compared, found = changes.changes(str(older), newer)
    assert compared == len(list(examples.every(SMALL)))
    assert found == []
    (newer / "tests" / "data").mkdir(parents=True)
    shutil.copy(DATA / "vectors.jsonl", newer / "tests" / "data")
    vectors = (DATA / "vectors.jsonl").read_text(encoding="utf-8").count("\n")
    assert changes.changes(str(older), newer)[0] == compared + vectors


def test_a_changed_number_is_told_with_both_answers(checkout: Callable[..., Path]) -> None:
    newer = checkout(
        parameters__minutes_for_first_unit=('value: "8"', 'value: "9"'),
        codes__97140=('expect: {units: {"97140": 2}}', 'expect: {units: {"97140": 1}}'),
    )
    _, found = changes.changes(str(checkout()), newer)
    change = next(one for one in found if one.name == "codes/97140: two units from 23 minutes on")
    assert (change.kind, change.before, change.after) == ("answer", ("97140 GP x 2",), ("97140 GP x 1",))
    text = changes.as_text("main", 7, found, markdown=True)
    assert "- 97140 GP x 2\n+ 97140 GP x 1" in text


def test_an_example_that_was_taken_out_still_counts(checkout: Callable[..., Path]) -> None:
    newer = checkout(codes__97140=("name: two units from 23 minutes on", "name: renamed"))
    assert changes.changes(str(checkout()), newer) == (len(list(examples.every(SMALL))) + 1, [])


def test_other_sources_alone_are_told_as_such(checkout: Callable[..., Path]) -> None:
    number = 'value: "8", cites: [{source: manual'
    newer = checkout(parameters__minutes_for_first_unit=(number, f"{number}, at: p. 2"))
    _, found = changes.changes(str(checkout()), newer)
    assert {change.kind for change in found} == {"steps"}
    assert "Only the steps or their sources differ" in changes.as_text("main", 7, found)


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
        *(("code", "97999"), ("modifier", "ZZ"), ("payer", "my-plan")),
        *(("parameter", "visits-per-year"), ("check", "unsettled"), ("coverage", "ncd-30-3-3")),
    ],
)
def test_a_new_file_lacks_nothing_but_what_must_be_filled_in(kind: str, key: str, tmp_path: Path) -> None:
    rules = small_copy(tmp_path)
    assert main(["new", kind, key, "--rules", str(rules)]) == 0
    path = rules / new.KINDS[kind] / f"{key}.yaml"
    problems = rule_reader.check(rules)
    assert len(problems) == len(re.findall(r": FILL IN|\[FILL IN\]", path.read_text(encoding="utf-8")))
    assert {problem.message for problem in problems} == {"found FILL IN, expected it filled in, or the field left out"}


def test_a_new_file_filled_in_is_good(tmp_path: Path) -> None:
    rules = small_copy(tmp_path)
    assert main(["new", "parameter", "visits-per-year", "--rules", str(rules)]) == 0
    path = rules / "parameters" / "visits-per-year.yaml"
    filled = path.read_text(encoding="utf-8")
    values = {"name": "Visits of a year", "unit": "minutes", "says": "A number.", "source": "manual", "at": "p. 1"}
    for field, value in (values | {"holds": "until-changed", "since": "2026-01-01", "value": '"20"'}).items():
        assert f"{field}: FILL IN" in filled
        filled = filled.replace(f"{field}: FILL IN", f"{field}: {value}")
    path.write_text(filled, encoding="utf-8")
    assert rule_reader.check(rules) == []


def test_a_new_file_overwrites_nothing_and_has_a_name_that_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "code", "97999", "--rules", str(tmp_path)]) == 0
    assert main(["new", "code", "97999", "--rules", str(tmp_path)]) == 2
    assert "found a file of this name, expected none" in capsys.readouterr().err
    assert main(["new", "code", "gait", "--rules", str(tmp_path)]) == 2
    assert "found the name 'gait', expected a code such as 97110" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "codes").iterdir()] == ["97999.yaml"]


def test_every_kind_of_rule_file_can_be_made_new() -> None:
    assert set(new.KINDS.values()) == set(FOLDERS)
