"""What the rule files say about checks: diagnoses exist, faults have answers, checklists have pages."""

from __future__ import annotations

import importlib
from pkgutil import iter_modules
from typing import Any, get_type_hints

import jsonschema
import pytest

from calculator import calculate, checks
from calculator.checks.context import Claim, Numbers
from calculator.loading import examples
from calculator.loading.schemas import schema_of
from calculator.model import Check, NotChecked, Rules


@pytest.fixture(scope="module")
def icd() -> Any:
    """ICD-10-CM, which takes a second to read."""
    return importlib.import_module("simple_icd_10_cm")


def test_every_diagnosis_is_a_code_of_icd_10_cm(rules: Rules, icd: Any) -> None:
    found = [(key, one.code) for key, code in rules.codes.items() for one in code.diagnoses]
    assert len(found) > 50
    assert [entry for entry in found if not icd.is_valid_item(entry[1])] == []
    assert not icd.is_valid_item("M99.999")


def test_every_row_on_diagnoses_is_true_of_icd_10_cm(rules: Rules, icd: Any) -> None:
    for row in rules.tables.diagnoses:
        assert icd.is_valid_item(row.code), row
        instead = row.instead.split(", ")
        assert all(icd.is_valid_item(code) and icd.is_leaf(code) for code in instead), row
        if row.fault == "not-billable":
            assert not icd.is_leaf(row.code)
            assert set(instead) <= set(icd.get_descendants(row.code))
        elif row.fault == "side-unspecified":
            assert "unspecified" in icd.get_description(row.code)
            assert all(icd.get_parent(code) == icd.get_parent(row.code) for code in instead)


def test_every_injury_code_that_can_be_billed_has_seven_characters(icd: Any) -> None:
    leaves = [code for code in icd.get_all_codes(with_dots=False) if code.startswith("S") and icd.is_leaf(code)]
    assert len(leaves) > 10_000
    assert {len(code) for code in leaves} == {7}


def test_every_fault_has_an_answer_and_every_check_a_fault_or_a_reason(rules: Rules) -> None:
    assert len(rules.faults) >= 161
    assert sum(bool(fault.found_by) for fault in rules.faults.values()) > 130
    assert all(fault.because for fault in rules.faults.values() if not fault.found_by and not fault.read_on)
    named = {name for fault in rules.faults.values() for name in fault.found_by}
    beyond = {name for name, check in rules.checks.items() if check.method} - named
    assert beyond <= {"minutes-longer-than-clock"}


def test_no_two_methods_have_one_name() -> None:
    """The later one would take the place of the earlier in silence."""
    modules = [importlib.import_module(f"calculator.checks.{found.name}") for found in iter_modules(checks.__path__)]
    names = [name for module in modules for name in getattr(module, "METHODS", ())]
    assert sorted(names) == sorted(set(names)) == sorted(checks.METHODS)


def test_a_page_that_a_fault_is_read_on_has_a_checklist(rules: Rules) -> None:
    checklists = ("document", "requirements", "rows", "not_covered_when", "billing")
    for key, fault in rules.faults.items():
        for page in fault.read_on:
            kind, _, name = page.partition("/")
            assert any(getattr(getattr(rules, kind)[name], field, ()) for field in checklists), key


def test_what_is_not_checked_is_never_found_and_no_finding_asks_for_more_minutes(rules: Rules) -> None:
    for file, _, example in examples.every(rules):
        if not example.expect.error:
            result = calculate(examples.visit_of(example), rules)
            names = {NotChecked(**one).check for one in result["not_checked"]}
            assert not names & {one["check"] for one in result["findings"]}
            assert not [one for one in result["findings"] if "add minutes" in one["says"].lower()], file


@pytest.mark.parametrize("name", checks.METHODS)
def test_a_method_is_called_with_what_it_is_registered_with(name: str) -> None:
    method = checks.METHODS[name]
    wanted = {"claim": Claim}
    if method.parameters:
        wanted["parameters"] = method.parameters
    if method.with_numbers:
        wanted["numbers"] = Numbers  # type: ignore[assignment]
    hints = get_type_hints(method.run)
    assert [(key, hints[key]) for key in hints if key != "return"] == list(wanted.items())


def test_the_schema_refuses_a_field_that_a_method_does_not_read() -> None:
    own = {"method": "kx-missing", "modifiers": ["KX"], "others": ["GA"], "numbers": ["kx-threshold"]}
    rules_of_methods = jsonschema.Draft202012Validator({"allOf": schema_of(Check)["allOf"]})
    assert rules_of_methods.is_valid(own)
    assert not rules_of_methods.is_valid(own | {"words": ["nonsense"]})
    assert not rules_of_methods.is_valid({"method": "kx-missing", "modifiers": ["KX"]})
    assert not rules_of_methods.is_valid({"words": ["nonsense"]})
