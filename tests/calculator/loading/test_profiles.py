"""A payer of one's own: the same reader, the same answers, and clear problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calculator import calculate
from calculator.__main__ import main
from calculator.loading.problems import RuleError
from calculator.loading.profiles import with_profile
from calculator.model import Rules
from calculator.web import to_text
from tests.support.paths import ROOT

PAYERS = sorted((ROOT / "rules" / "payers").glob("*.yaml"))

_PAGE = (ROOT / "docs" / "about" / "your-contract.md").read_text(encoding="utf-8")
CONTRACT = _PAGE.partition("```yaml\n")[2].partition("```")[0]
"""The example of the page on contracts."""


def visit(payer: str, **more: Any) -> dict[str, Any]:
    services = [{"code": "97110", "minutes": 10}, {"code": "97140", "minutes": 10}]
    return {"date_of_service": "2026-03-02", "payer": payer, "discipline": "PT", "services": services, **more}


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "our-aetna.yaml"
    path.write_text(CONTRACT, encoding="utf-8")
    return path


def test_a_profile_equal_to_a_payer_of_the_catalog_is_that_payer(rules: Rules) -> None:
    for path in PAYERS:
        assert with_profile(path, rules).payers[path.stem] == rules.payers[path.stem]


@pytest.mark.parametrize("path", PAYERS, ids=lambda path: path.stem)
def test_a_profile_equal_to_a_payer_answers_with_the_same_bytes(rules: Rules, path: Path) -> None:
    billed = [{"code": "97110", "units": 2, "modifiers": ["GP", "CQ"]}]
    given = visit(path.stem, billed=billed, amount_used="3000")
    assert to_text(calculate(given, with_profile(path, rules))) == to_text(calculate(given, rules))


def test_what_a_profile_leaves_out_is_that_of_its_base(rules: Rules, contract: Path) -> None:
    ours, base = with_profile(contract, rules).payers["our-aetna"], rules.payers["aetna"]
    assert (ours.assistant_rule, ours.caps, ours.kind) == (base.assistant_rule, base.caps, base.kind)
    assert ours.unit_rule != base.unit_rule
    assert not ours.examples


def test_a_contract_counts_as_it_says_and_cites_its_section(rules: Rules, contract: Path) -> None:
    known = with_profile(contract, rules)
    result = calculate(visit("our-aetna"), known)
    assert [(line["code"], line["units"]) for line in result["lines"]] == [("97110", 1), ("97140", 1)]
    assert {"source": "contract", "at": "section 4.2", "tier": None} in result["steps"][0]["cites"]
    assert known.sources["contract"].publisher == "Aetna"
    assert "contract" not in rules.sources
    assert calculate(visit("aetna"), known) == calculate(visit("aetna"), rules)


def test_json_is_read_as_well(rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    path.write_text(json.dumps({"name": "Ours", "based_on": "medicare-part-b"}), encoding="utf-8")
    assert with_profile(path, rules).payers["ours"].unit_rule == rules.payers["medicare-part-b"].unit_rule


@pytest.mark.parametrize(
    ("change", "line", "field", "found"),
    [
        (("each-service-alone", "by-the-hour"), 5, "unit_rule[0].method", "by-the-hour"),
        (("based_on: aetna", "based_on: aetnaa"), 2, "based_on", "aetnaa"),
        (("source: contract", "source: agreement"), 6, "unit_rule[0].cites[0].source", "agreement"),
        (("since: 2026-01-01", "since: soon"), 4, "unit_rule[0].since", "soon"),
        (("name: Aetna, our contract", "label: Ours"), 1, "label", "unknown field"),
        ((", read_on: 2026-11-30", ""), 8, "sources.contract.read_on", "nothing"),
        (("publisher: Aetna", "publisher: Aetna, url: 'javascript:x'"), 8, "sources.contract.url", "javascript:x"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    rules: Rules, contract: Path, change: tuple[str, str], line: int, field: str, found: str
) -> None:
    contract.write_text(CONTRACT.replace(*change), encoding="utf-8")
    with pytest.raises(RuleError) as raised:
        with_profile(contract, rules)
    told = [one for one in raised.value.problems if one.field == field]
    assert [(one.file, one.line) for one in told] == [(str(contract), line)]
    assert found in told[0].message


@pytest.mark.parametrize("name", ["Our Aetna.yaml", "missing.yaml", "."])
def test_a_name_or_a_file_that_is_none_is_told(rules: Rules, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if " " in name:
        path.write_text(CONTRACT, encoding="utf-8")
    with pytest.raises(RuleError):
        with_profile(path, rules)


def test_both_commands_take_a_profile(
    contract: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    given, table = tmp_path / "visit.json", tmp_path / "day.csv"
    given.write_text(json.dumps(visit("our-aetna")), encoding="utf-8")
    assert main(["visit", str(given), "--json", "--profile", str(contract)]) == 0
    assert [line["units"] for line in json.loads(capfdbinary.readouterr().out)["lines"]] == [1, 1]
    table.write_text("Patient ID,Date,CPT Code,Modifier,Units,Minutes\n1,3/2/2026,97110,GP,2,20\n", encoding="utf-8")
    asked = ["audit", str(table), "--json", "--payer", "our-aetna"]
    main([*asked, "--profile", str(contract)])
    items = json.loads(capfdbinary.readouterr().out)["items"]
    assert "more-units-than-minutes" in {one["check"] for one in items}
    assert main(asked) == 2
    assert b"our-aetna" in capfdbinary.readouterr().err


def test_the_example_of_the_page_is_read(rules: Rules, contract: Path) -> None:
    result = calculate(visit("our-aetna"), with_profile(contract, rules))
    assert result["holds_under"] == ["each-service-alone"]
