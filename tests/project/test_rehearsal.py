"""January, rehearsed on the small rules as the guide for maintainers says; `make rehearsal` does it on all of them."""

from __future__ import annotations

import glob
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from calculator import calculate
from calculator.__main__ import main
from calculator.loading import rule_reader
from calculator.model import Place, Rules
from calculator.upkeep.imports import pair_file
from calculator.upkeep.missing import missing_on, short_name
from sitegen.pages import january
from tests.support import cms_files, rehearsal, rehearsal_files
from tests.support.rule_files import small_copy, small_rules

ON = date(small_rules().edition.as_of.year + 2, 1, 15)
BEFORE = small_rules().edition.as_of.year
"""The year that the small rules know."""

FACTOR = """name: Medicare conversion factor
unit: USD per RVU
answer: {says: A number., cites: [{source: manual}]}
holds: calendar-year
values:
  - {since: 2026-01-01, value: "33.4009", cites: [{source: manual}]}
  - since: 2027-01-01
    value: expected
    cites: [{source: manual}]
    note: It was not found.
"""
REDUCTION = """name: Multiple procedure reduction
unit: percent
answer: {says: A number., cites: [{source: manual}]}
holds: until-changed
values:
  - {since: 2013-04-01, value: "50", cites: [{source: manual}]}
"""
CODES = ("97129", "97130", "97140", "97161")
LIMITS = {"97110": (6, 3), **dict.fromkeys(CODES, (4, 3))}
PAIRS = [("97161", code, "20200101", "*", "0") for code in ("97110", "97129", "97130", "97140")]
PAIRS.append(("97140", "97110", f"{BEFORE}1001", "*", "1"))
QUARTER = [
    ("limits", "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", "Practitioner Services"),
    ("limits", "MCR_MUE_OutpatientHospitalServices_Eff_10-01-2026.csv", "Outpatient Hospital Services"),
    ("pairs", "ccipra-v323r0", ""),
    ("pairs", "ccioph-v323r0", ""),
]


def typed(command: str) -> None:
    """Type a command in the present folder, inside this process."""
    words = [name for word in shlex.split(command)[3:] for name in (sorted(glob.glob(word)) if "*" in word else [word])]
    assert main(words) == 0, command


def with_tables(root: Path) -> None:
    """The small rules in a folder with a row or two of each table that is renewed, as they would be before January."""
    rules = small_copy(root)
    (rules / "parameters" / "conversion-factor.yaml").write_text(FACTOR, encoding="utf-8")
    (rules / "parameters" / "mppr-practice-expense-reduction.yaml").write_text(REDUCTION, encoding="utf-8")
    table = rules / "tables" / "relative-values.csv"
    row = table.read_text(encoding="utf-8").splitlines()[1]
    table.write_text(
        table.read_text(encoding="utf-8") + "".join(f"{row.replace('97110', code)}\n" for code in CODES),
        encoding="utf-8",
    )
    typed("python -m calculator checksums manual")
    ohio = Place(
        since=date(BEFORE, 1, 1), mac="15202", locality="00", name="OHIO", state="OH", source="",
        work=Decimal("1.000"), practice_expense=Decimal("0.913"), malpractice=Decimal("1.008"),
    )  # fmt: skip
    places = [ohio, *(replace(ohio, mac="99002", locality=f"{number:02}", name=f"P {number}") for number in range(100))]
    places += [replace(ohio, mac="99102", locality=f"{number:02}", name=f"Q {number}") for number in range(10)]
    (root / f"GPCI{BEFORE}.csv").write_bytes(cms_files.as_csv(cms_files.indices(places, year=BEFORE)))
    typed(f"python -m calculator import GPCI{BEFORE}.csv --write")
    for kind, name, title in QUARTER:
        if kind == "limits":
            made = cms_files.limits(LIMITS, table=title, more=rehearsal_files.MORE_ROWS["unit-limits"])
            (root / name).write_bytes(cms_files.as_csv(made))
        else:
            for number, part in enumerate(cms_files.four_parts(PAIRS), 1):
                (root / f"{name}-f{number}.txt").write_bytes(cms_files.as_tabs(part))
        typed(f"python -m calculator import {name if kind == 'limits' else f'{name}-*'} --write")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the small rules after January."""
    folder = tmp_path_factory.mktemp("january")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(pair_file, "FEWEST", 1)  # a million rows take half a minute; `make rehearsal` has them
        patch.setitem(rehearsal_files.MORE_ROWS, "pairs", 100)
        with_tables(folder)
        rehearsal.rehearse(folder, ON, typed)
        rehearsal.raise_edition(folder, ON)
        yield folder


@pytest.fixture(scope="module")
def after(root: Path) -> Rules:
    """The rules after January, every example of which still holds."""
    return rule_reader.load_checked(root / "rules")


def test_numbers_answers_and_pages_of_the_new_year_are_right(after: Rules) -> None:
    assert list(rehearsal.wrong_after(after, ON)) == []
    assert [short_name(one) for one in missing_on(after, ON)] == []


def test_before_january_they_are_not() -> None:
    wrong = list(rehearsal.wrong_after(small_rules(), ON))
    assert any("missing on" in one for one in wrong)
    assert any(one.startswith("kx-threshold: 2,480 used") for one in wrong)


def test_amounts_of_the_new_year_are_those_of_the_file(after: Rules) -> None:
    visit = {
        "date_of_service": str(ON),
        "payer": "medicare-part-b",
        "discipline": "PT",
        "locality": "15202-00",
        "services": [{"code": "97110", "minutes": 15}],
    }
    [line] = calculate(visit, after)["payment"]["lines"]
    # one hundredth more work, one thousandth more index, and another factor than in the year before
    expected = (Decimal("0.46") + Decimal("0.40") * Decimal("0.914") + Decimal("0.01") * Decimal("1.008")) * Decimal(
        "33.5243"
    )
    assert line["allowed"] == f"{expected:.2f}"


def test_the_january_page_shows_what_every_file_changed(after: Rules) -> None:
    found = january.content(after, date(ON.year, 1, 1))
    assert found["missing"] == []
    assert {table.name: bool(table.after) for table in found["tables"]} == {
        f"Medicare {kind}, {table}": True for kind in ("MUE", "NCCI edits") for table in ("hospital", "practitioner")
    }
    assert all(prices.rows for prices in found["prices"])


@pytest.mark.parametrize("year", [ON.year - 1, ON.year])
def test_what_was_entered_is_not_due_again(year: int, tmp_path: Path) -> None:
    folder = small_copy(tmp_path)
    rehearsal.enter_numbers(folder, date(year, 1, 15))
    _, found = rehearsal.to_enter(folder, date(year, 1, 15))
    assert [item for item in found if rehearsal.is_number(item)] == []


def test_only_rules_and_the_names_of_an_edition_may_change() -> None:
    for file, may in (
        ("rules/parameters/kx-threshold.yaml", True),
        ("CHANGELOG.md", True),
        ("calculator/payment.py", False),
        ("sitegen/templates/code.md.j2", False),
        ("docs/assets/dated_notice.js", False),
        ("tests/answers/findings.txt", False),
    ):
        assert bool(rehearsal.MAY_CHANGE.match(file)) is may, file
