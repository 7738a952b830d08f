"""Quarters stay, equal ones are joined, overlapping ones are cut, and a whole table replaces a part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from calculator.loading import rule_reader
from calculator.loading.cross_checks.tables import checksum
from calculator.model import Rules
from calculator.pairs_and_limits import periods
from tests.calculator.upkeep.imports.conftest import Importer
from tests.support import cms_files

ALL = {"97110": (6, 3), "97129": (1, 2), "97130": (7, 3), "97140": (4, 3), "97161": (1, 2)}
FEWER = {**ALL, "97110": (5, 3)}


def quarter(importer: Importer, day: str, values: Any = ALL, **asked: Any) -> int:
    """Import the limits of a quarter by its first day, as 01-01-2027."""
    content = cms_files.as_csv(cms_files.limits(values, more=10_000))
    return importer.run(importer.file(f"MCR_MUE_PractitionerServices_Eff_{day}.csv", content), **asked)


def held(rules: Rules) -> list[tuple[str, str, str]]:
    """The periods of the limits for practitioners, with the source of each."""
    found = periods(rules)["unit-limits", "medicare", "practitioner"]
    return [(str(one.loaded.since), str(one.loaded.until), one.source) for one in found]


def with_part(importer: Importer, since: str = "2026-07-01", until: str = "2026-12-31", cited: bool = False) -> None:
    """A table of one code only, as someone once copied it."""
    row = f"medicare,practitioner,{since},{until},97110,6,3,part"
    (importer.rules / "tables" / "unit-limits.csv").write_text(
        f"program,table,since,until,code,units,adjudication,source\n{row}\n", encoding="utf-8"
    )
    source = f"""part:
  title: Limits of one code
  publisher: CMS
  tier: primary
  extent: excerpt
  read_on: 2026-11-01
  loaded:
    # whose rows these are
    - file: unit-limits
      program: medicare
      table: practitioner
      since: {since}
      until: {until}
      rows: 1
      sha256: {checksum([row])}
      codes: ["97110"]
"""
    path = importer.rules / "sources.yaml"
    path.write_text(path.read_text(encoding="utf-8") + source, encoding="utf-8")
    if cited:
        code = importer.rules / "codes" / "97110.yaml"
        text = code.read_text(encoding="utf-8")
        code.write_text(text.replace("{source: manual}", "{source: part}", 1), encoding="utf-8")
    rule_reader.load(importer.rules)


def test_a_quarter_with_other_rows_stands_beside_the_one_before(importer: Importer) -> None:
    assert quarter(importer, "01-01-2027") == 0
    assert quarter(importer, "04-01-2027", FEWER) == 0
    rules = importer.load()
    assert held(rules) == [
        ("2027-01-01", "2027-03-31", "mue27q1-practitioner"),
        ("2027-04-01", "2027-06-30", "mue27q2-practitioner"),
    ]
    assert len(rules.tables.unit_limits) == 2 * len(ALL)
    assert "97110: units 6 -> units 5" in importer.text


def test_equal_quarters_are_one_period(importer: Importer) -> None:
    for day in ("01-01-2027", "04-01-2027", "07-01-2027"):
        assert quarter(importer, day) == 0
    rules = importer.load()
    assert held(rules) == [("2027-01-01", "2027-09-30", "mue27q1-practitioner")]
    assert len(rules.tables.unit_limits) == len(ALL)
    edition = rules.sources["mue27q1-practitioner"].edition
    assert [quarter for quarter in ("2027 Q1", "2027 Q2", "2027 Q3") if quarter not in edition] == []
    before = importer.snapshot()
    for day in ("04-01-2027", "01-01-2027"):
        assert quarter(importer, day) == 0
    assert importer.snapshot() == before


def test_a_quarter_within_a_period_is_cut_out_of_it(importer: Importer) -> None:
    for day in ("01-01-2027", "04-01-2027", "07-01-2027"):
        assert quarter(importer, day) == 0
    assert quarter(importer, "04-01-2027", FEWER) == 0
    assert held(importer.load()) == [
        ("2027-01-01", "2027-03-31", "mue27q1-practitioner"),
        ("2027-04-01", "2027-06-30", "mue27q2-practitioner"),
        ("2027-07-01", "2027-09-30", "mue27q1-practitioner"),
    ]


def test_an_earlier_quarter_can_come_later(importer: Importer) -> None:
    assert quarter(importer, "04-01-2027", FEWER) == 0
    assert quarter(importer, "01-01-2027") == 0
    assert [since for since, _, _ in held(importer.load())] == ["2027-01-01", "2027-04-01"]


def test_a_quarter_read_again_replaces_its_rows_and_says_so(importer: Importer) -> None:
    assert quarter(importer, "01-01-2027") == 0
    assert quarter(importer, "01-01-2027", FEWER, write=False) == 0
    assert "replaces 5 rows of 2027-01-01 to 2027-03-31" in importer.text
    assert quarter(importer, "01-01-2027", FEWER, read_on=date(2027, 1, 9)) == 0
    rules = importer.load()
    assert held(rules) == [("2027-01-01", "2027-03-31", "mue27q1-practitioner")]
    assert {row.code: row.units for row in rules.tables.unit_limits}["97110"] == 5
    assert rules.sources["mue27q1-practitioner"].read_on == date(2027, 1, 9)


@pytest.mark.parametrize("cited", [False, True], ids=["not cited", "cited"])
def test_a_whole_table_takes_its_quarter_from_a_part(cited: bool, importer: Importer) -> None:
    with_part(importer, cited=cited)
    assert quarter(importer, "10-01-2026") == 0
    assert held(importer.load()) == [
        ("2026-07-01", "2026-09-30", "part"),
        ("2026-10-01", "2026-12-31", "mue26q4-practitioner"),
    ]
    assert "# whose rows these are" in (importer.rules / "sources.yaml").read_text(encoding="utf-8")
    assert quarter(importer, "07-01-2026") == 0
    rules = importer.load()
    # The part is replaced whole: the source of its quarter keeps its name.
    assert [(since, until) for since, until, _ in held(rules)] == [
        ("2026-07-01", "2026-09-30"),
        ("2026-10-01", "2026-12-31"),
    ]
    assert rules.sources["part"].extent == "whole"


def test_a_source_that_nothing_names_any_more_goes(importer: Importer) -> None:
    with_part(importer, "2026-08-01", "2026-12-15")
    assert quarter(importer, "07-01-2026") == 0
    assert quarter(importer, "10-01-2026", FEWER) == 0
    rules = importer.load()
    assert "part" not in rules.sources
    assert [source for _, _, source in held(rules)] == ["mue26q3-practitioner", "mue26q4-practitioner"]


def test_two_quarters_come_in_at_once_in_any_order(importer: Importer) -> None:
    paths = [
        importer.file(
            f"MCR_MUE_PractitionerServices_Eff_{day}.csv", cms_files.as_csv(cms_files.limits(values, more=10_000))
        )
        for day, values in (("04-01-2027", FEWER), ("01-01-2027", ALL))
    ]
    assert importer.run(*paths) == 0
    first = importer.snapshot()
    assert importer.run(*reversed(paths)) == 0
    assert importer.snapshot() == first


@pytest.mark.parametrize(("changed", "stops"), [(1, False), (2, True)])
def test_many_changed_rows_stop_an_import(
    changed: int, stops: bool, importer: Importer, refused: Callable[..., list[str]]
) -> None:
    """One of five rows is a fifth, two are more than a quarter."""
    assert quarter(importer, "01-01-2027") == 0
    values = {code: (units + (place < changed), mai) for place, (code, (units, mai)) in enumerate(ALL.items())}
    assert quarter(importer, "04-01-2027", values, write=False) == (2 if stops else 0)
    if stops:
        assert any("2 of 5" in line for line in importer.stopped)
        assert quarter(importer, "04-01-2027", values, accept="CMS says so") == 0
        assert "CMS says so" in importer.said[-1]


def test_a_code_gone_stops_an_import(importer: Importer) -> None:
    assert quarter(importer, "01-01-2027") == 0
    values = {code: found for code, found in ALL.items() if code != "97140"}
    assert quarter(importer, "04-01-2027", values) == 2
    assert any("97140" in line for line in importer.stopped)
    assert quarter(importer, "04-01-2027", values, accept="not published any more") == 0


@pytest.mark.parametrize(("rows", "stops"), [(13_600, False), (13_400, True)])
def test_a_file_with_fewer_rows_than_the_last_may_be_cut_off(rows: int, stops: bool, importer: Importer) -> None:
    """The last one has 15,005 rows; nine tenths of them are 13,504."""
    for day, more in (("01-01-2027", 15_000), ("04-01-2027", rows)):
        content = cms_files.as_csv(cms_files.limits(ALL, more=more))
        status = importer.run(importer.file(f"MCR_MUE_PractitionerServices_Eff_{day}.csv", content))
    assert status == (2 if stops else 0)
    assert any("15,005" in line for line in importer.stopped) == stops
