"""Code pages in a browser: the answer on the first screen, few screens and sheets, sources at their marks, folds that open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

SCREENS: tuple[tuple[int, int], ...] = ((390, 844), (1280, 720))
PHONE = 844


@pytest.fixture(scope="module", params=SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": PHONE}, reduced_motion="reduce")
    yield context
    context.close()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def lowest(page: Page, selector: str) -> float:
    """The lower edge of what a page shows of something, in pixels from the window's top."""
    return float(page.locator(selector).last.evaluate("(found) => found.getBoundingClientRect().bottom"))


@pytest.mark.parametrize(
    ("code", "wrong"), [("97116", ""), ("92507", ".alert, dated-notice"), ("20560", ".alert"), ("97014", ".alert")]
)
def test_the_answer_is_on_the_first_screen(screen: Page, site_url: str, code: str, wrong: str) -> None:
    screen.clock.set_fixed_time("2026-12-01T12:00:00")
    screen.goto(f"{site_url}codes/{code}/")
    height = (screen.viewport_size or {"height": 0})["height"]
    assert lowest(screen, "dl.glance") <= height
    assert lowest(screen, ".actions a") <= height
    assert screen.locator(".alert, dated-notice").count() == bool(wrong)
    if wrong:
        assert lowest(screen, wrong) < lowest(screen, "dl.glance")


def test_a_code_in_depth_takes_few_screens_and_sheets(phone: BrowserContext, site_url: str) -> None:
    page = phone.new_page()
    page.goto(f"{site_url}codes/97116/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 9 * PHONE
    assert pages_of(page.pdf(format="Letter")) <= 6


def test_what_the_note_must_show_prints_on_one_sheet(phone: BrowserContext, site_url: str) -> None:
    page = phone.new_page()
    page.goto(f"{site_url}codes/97116/")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print this list").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    items = page.locator(".note li")
    assert items.count() == items.filter(visible=True).count()
    assert not page.locator("dl.glance").is_visible()
    assert pages_of(page.pdf(format="Letter")) == 1  # after it, the page is whole again
    page.emulate_media(media="screen")
    expect(page.locator("dl.glance")).to_be_visible()


def test_a_mark_shows_its_sources_by_keyboard(phone: BrowserContext, site_url: str) -> None:
    page = phone.new_page()
    page.goto(f"{site_url}codes/97116/")
    mark = page.locator("sup.cites a").first
    mark.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="Sources")
    expect(box).to_be_visible()
    first = str(mark.text_content()).replace("-", " ").split()[0]
    expect(box.locator(f'li[value="{first}"]')).to_be_visible()
    expect(box.locator(".source-list, ul").first).to_contain_text("read")
    assert page.evaluate("document.getElementById('source-popover').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(mark).to_be_focused()


def test_marks_are_wide_enough_for_fingers(phone: BrowserContext, site_url: str) -> None:
    page = phone.new_page()
    page.goto(f"{site_url}codes/97116/")
    small = page.evaluate(
        """[...document.querySelectorAll("sup.cites > a")].map((mark) => mark.getBoundingClientRect())
           .filter(({width, height}) => width && (width < 24 || height < 24)).length"""
    )
    assert small == 0


@pytest.mark.parametrize(
    "place", ["stairs", "amount-of-one-unit", "values-by-year", "question-9", "cite-1", "diagnoses"]
)
def test_an_address_opens_the_folds_around_its_place(phone: BrowserContext, site_url: str, place: str) -> None:
    page = phone.new_page()
    page.goto(f"{site_url}codes/97116/#{place}")
    expect(page.locator(f"#{place}")).to_be_in_viewport()


BADGES = """[...document.querySelectorAll("article .badge")].filter((one) => one.checkVisibility()).length"""


@pytest.mark.parametrize(
    "path", ["codes/97116/", "codes/92526/", "modifiers/KX/", "payers/aetna/", "checks/missing-kx/"]
)
def test_a_page_shows_few_badges(phone: BrowserContext, site_url: str, path: str) -> None:
    page = phone.new_page()
    page.goto(site_url + path)
    found: Any = page.evaluate(BADGES)
    assert found <= 10
