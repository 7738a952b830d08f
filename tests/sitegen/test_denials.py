"""Denial codes: a page for each, addresses with group codes that lead there, the checks behind it, the list by number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from calculator.model import Rules
from sitegen.pages import Page as RulePage
from sitegen.pages import denials

IN_DEPTH = 40
"""So many codes must at least say what happened, how to fix it, and whether to resubmit or appeal."""


def test_what_therapy_meets_most_is_told_in_depth(rules: Rules) -> None:
    parts = ("do_now", "what_happened", "find_out", "fix", "resubmit_or_appeal", "prevent")
    deep = {key for key, one in rules.denials.items() if all(getattr(one, part) for part in parts)}
    assert len(deep) >= IN_DEPTH
    assert set(rules.everyday.denials) <= deep


def test_each_code_stands_once_in_each_order(rules: Rules) -> None:
    for keys in (denials.in_order(rules), denials.by_number(rules)):
        assert sorted(keys) == sorted(rules.denials)
    assert tuple(denials.in_order(rules)[: len(rules.everyday.denials)]) == rules.everyday.denials


def test_a_group_code_before_a_number_leads_to_the_number(built_site: Path, rules: Rules) -> None:
    expected = {f"{group.lower()}-{key}": key for key, one in rules.denials.items() for group in one.groups}
    assert {"co-119", "pr-96", "oa-18", "co-b7"} <= set(expected)
    for address, key in expected.items():
        text = (built_site / "denials" / address / "index.html").read_text(encoding="utf-8")
        assert re.search(rf'http-equiv="refresh" content="0; url=(../)+(denials/)?{key}/"', text), address
    assert {path.name for path in (built_site / "denials").glob("*-*")} == set(expected)


def test_checks_and_denial_codes_lead_to_each_other(made: dict[str, RulePage], rules: Rules) -> None:
    for name, check in rules.checks.items():
        for code in check.denial_codes:
            assert f'<a href="../../denials/{code.lower()}/">{code}</a>' in made[f"checks/{name}.md"].markdown
            assert f'<a href="../../checks/{name}/">' in made[f"denials/{code.lower()}.md"].markdown


def test_a_group_code_is_not_taken_for_the_modifier(made: dict[str, RulePage], rules: Rules) -> None:
    for key in rules.denials:
        assert ">CO</a>" not in made[f"denials/{key}.md"].markdown.replace('/modifiers/CO/">CO ', "")


@pytest.fixture(scope="module")
def index(browser: Browser, site_url: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{site_url}denials/")
    expect(page.get_by_label("Find in this list")).to_be_visible()
    return page


def found(page: Page, wanted: str) -> list[str]:
    """The codes that the list shows for what is typed."""
    page.get_by_label("Find in this list").fill(wanted)
    shown: list[str] = page.locator(".filter-row:not([hidden])").evaluate_all(
        "rows => rows.map(row => row.dataset.number)"
    )
    return shown


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("CO-119", "119"),
        ("co 119", "119"),
        ("CO119", "119"),
        ("119", "119"),
        ("PR96", "96"),
        ("pr-96", "96"),
        ("N519", "n519"),
        ("n519", "n519"),
        ("CO-4", "4"),
        ("4", "4"),
        ("CO-B7", "b7"),
        ("MA130", "ma130"),
    ],
)
def test_a_number_finds_its_code_and_no_other(index: Page, wanted: str, code: str) -> None:
    assert found(index, wanted) == [code]


def test_every_number_alone_finds_its_code_and_no_other(index: Page, rules: Rules) -> None:
    assert {key: found(index, key) for key in rules.denials} == {key: [key] for key in rules.denials}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("denied as bundled", "97"), ("benefits exhausted", "119"), ("timely filing", "29"), ("no auth", "197")],
)
def test_words_that_people_type_find_a_code(index: Page, wanted: str, code: str) -> None:
    assert code in found(index, wanted)[:2]


def test_what_nothing_has_finds_nothing_and_an_empty_field_all(index: Page, rules: Rules) -> None:
    assert found(index, "CO-999") == []
    assert sorted(found(index, "")) == sorted(rules.denials)


def test_a_denial_code_in_the_list_of_checks_finds_the_checks_that_name_it(
    index: Page, site_url: str, rules: Rules
) -> None:
    page = index.context.new_page()
    page.goto(f"{site_url}checks/")
    page.get_by_label("Find in this list").fill("CO-4")
    names = page.locator(".filter-row:not([hidden]) td:first-child a").all_inner_texts()
    assert sorted(names) == sorted(check.name for check in rules.checks.values() if "4" in check.denial_codes)
    page.close()


def test_without_scripts_every_code_is_listed(built_site: Path, rules: Rules) -> None:
    text = (built_site / "denials" / "index.html").read_text(encoding="utf-8")
    for key in rules.denials:
        assert re.search(rf'href="[^"]*/denials/{key}/"|href="(\./)?{key}/"', text), key
