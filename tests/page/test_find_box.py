"""The box of the front page leads to everything, by keyboard as well; where a word has several meanings it asks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def box(page: Page, site_url: str) -> Page:
    """The front page with the focus in the box and its words loaded."""
    page.goto(site_url)
    with page.expect_response("**/search/words.json"):
        page.get_by_role("combobox").focus()
    return page


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("97116", "codes/97116/"),
        ("stairs", "codes/97116/"),
        ("KX", "modifiers/KX/"),
        ("59", "modifiers/59/"),
        ("CO-119", "denials/119/"),
        ("rule of 8s", "payers/midpoint/"),
        ("pr96", "denials/96/"),
        ("plan of care", "documentation/plan-of-care/"),
    ],
)
def test_a_word_with_one_meaning_leads_to_its_page(typed: str, leads_to: str, box: Page, site_url: str) -> None:
    box.get_by_role("combobox").fill(typed)
    expect(box.get_by_role("option").first).to_be_visible()
    box.keyboard.press("Enter")
    box.wait_for_url(f"{site_url}{leads_to}")


@pytest.mark.parametrize(
    ("typed", "offered"), [("OT eval", ["97165", "97166", "97167"]), ("e-stim", ["G0283", "97032", "97014"])]
)
def test_a_word_with_several_meanings_is_asked(typed: str, offered: list[str], box: Page, site_url: str) -> None:
    field = box.get_by_role("combobox")
    field.fill(typed)
    for code in offered:
        expect(box.locator(f"[role=option][data-to$='/codes/{code}/']")).to_be_visible()
    box.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-activedescendant", "find-0")
    expect(box.get_by_role("status").filter(has_text=typed)).to_be_visible()
    assert box.url == site_url
    box.keyboard.press("ArrowDown")
    chosen = box.get_by_role("option", selected=True)
    target = chosen.get_attribute("data-to")
    box.keyboard.press("Enter")
    box.wait_for_url(target or "")


def test_what_no_page_is_called_goes_to_the_search(box: Page, site_url: str) -> None:
    box.get_by_role("combobox").fill("patient fell asleep during heat")
    box.keyboard.press("Enter")
    box.wait_for_url(re.compile(r"\?q=patient"))
    expect(box.locator(".md-search__input")).to_have_value("patient fell asleep during heat")


def test_escape_closes_the_list(box: Page) -> None:
    field = box.get_by_role("combobox")
    field.fill("gait")
    expect(field).to_have_attribute("aria-expanded", "true")
    box.keyboard.press("Escape")
    expect(box.get_by_role("listbox")).to_be_hidden()


def test_without_scripts_the_list_from_a_to_z_has_the_words(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url)
    page.get_by_role("link", name="Words A to Z").first.click()
    page.wait_for_url(f"{site_url}a-z/")
    row = page.locator("li", has=page.get_by_text("NMRE", exact=True))
    expect(row.get_by_role("link").first).to_have_attribute("href", "../codes/97112/")
    context.close()
