"""axe finds nothing on one page of each kind, and no page scrolls sideways: light and wide, dark and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.axe import faults
from tests.support.calculator import TIE, address, open_calculator, visit

KINDS = (
    "", "404.html", "about/", "about/fields/code/", "a-z/", "calculator/", "check-claims/", "checks/", "checks/missing-kx/",
    "choosers/", "choosers/group-or-one-on-one/", "codes/", "codes/97028/", "codes/97161/", "comparisons/",
    "comparisons/group-or-individual/", "counting/", "coverage/",
    "coverage/ncd-30-3-3/", "denials/", "denials/119/", "documentation/", "documentation/treatment-note/", "glossary/",
    "january/", "modifiers/", "modifiers/CQ/", "note-cards/", "parameters/", "parameters/kx-threshold/", "payers/", "payers/aetna/",
    "payers/medicare-part-b/", "payment/places/", "payment/remittance/", "quiz/", "tables/",
)  # fmt: skip
"""A page of each kind, a short one where there are several."""

OTHERS = (
    "about/notices/", "claims/", "codes/97116/", "payment/", "payment/assistant/", "payment/reduction/", "sources/",
    "to-check/",
)  # fmt: skip
"""Pages of the same parts with long words or wide tables."""

LOOKS: tuple[tuple[Any, int], ...] = (("light", 1280), ("dark", 320))


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page in one of the looks."""
    scheme, width = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def opened(page: Page, address: str) -> None:
    """Open a page, everything that is folded in it as well, and look whether it fits."""
    page.goto(address, wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    wide = page.evaluate(
        """[...document.querySelectorAll("table.sums, table.places")].filter((one) => one.getBoundingClientRect().right
           > one.closest(".md-content__inner").getBoundingClientRect().right + 1).length"""
    )
    assert wide == 0, "a table is wider than the page's text"


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing(look: Page, site_url: str, path: str) -> None:
    opened(look, site_url + path)
    dark = look.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    expect(look.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if dark else "default")
    assert faults(look) == []


def test_axe_finds_nothing_in_the_amounts_of_a_place(look: Page, site_url: str) -> None:
    look.goto(f"{site_url}codes/97110/")
    look.get_by_role("button", name="Price in my locality").click()
    look.get_by_label("Place").select_option("15202-00")
    assert faults(look) == []


def test_axe_finds_nothing_in_the_list_of_sources_at_a_mark(look: Page, site_url: str) -> None:
    look.goto(f"{site_url}codes/97161/")
    look.locator("sup.cites a").nth(1).click()
    expect(look.locator("#source-popover")).to_be_visible()
    assert faults(look) == []


def test_axe_finds_nothing_in_what_the_search_finds(look: Page, site_url: str) -> None:
    look.goto(f"{site_url}codes/97161/")
    look.keyboard.press("f")
    look.locator(".md-search__input").fill("co-119")
    look.keyboard.press("End")  # the theme listens to keys
    expect(look.locator(".md-search-result__item").first).to_be_visible(timeout=120_000)
    assert faults(look) == []


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(TIE, id="a tie"),
        pytest.param(visit(("97150", 30), ("97110", 23), ("97014", 15)), id="errors"),
        pytest.param(visit(("97110", 33), payer="aetna"), id="a rule that is not known"),
    ],
)
def test_axe_finds_nothing_in_an_answer_and_the_day_list(look: Page, site_url: str, given: dict[str, Any]) -> None:
    open_calculator(look, address(site_url, given))
    assert faults(look) == []
    look.keyboard.press("Control+Enter")
    assert faults(look) == []


@pytest.mark.parametrize("path", OTHERS)
def test_a_page_fits_its_window(look: Page, site_url: str, path: str) -> None:
    opened(look, site_url + path)


def test_axe_would_find_something(look: Page) -> None:
    look.set_content("<title>x</title><main><h1>Title</h1><img src='data:,'></main>")
    assert [fault for fault, _ in faults(look)] == ["html-has-lang", "image-alt"]


WEAK = {
    "a text": "<p>other</p><p style='color: #ccc'>weak</p>",
    "behind a text": "<div style='background: #555'><p>other</p></div>",
    "through a text": "<div style='opacity: 0.3'><p>other</p></div>",
    "a link in a text": "<p>other <a href='#x' style='text-decoration: none; color: #444'>link</a></p>",
}
"""Texts that cannot be told from what is around them, after equal ones that can."""


@pytest.mark.parametrize("weak", ["nothing", *WEAK])
def test_axe_would_find_the_one_weak_text_among_many(look: Page, weak: str) -> None:
    style = "body { background: white; color: black } a { color: #06c }"
    good = "<p>text</p><div><p>text</p></div><p><a href='#x'>link</a></p><p>other <a href='#x'>link</a></p>" * 3
    look.goto("about:blank")  # where no policy forbids these styles
    look.set_content(
        f"<html lang='en'><title>x</title><style>{style}</style><main id='x'>{good}{WEAK.get(weak, '')}</main>"
    )
    found = [fault for fault, _ in faults(look)]
    assert found == {"nothing": [], "a link in a text": ["link-in-text-block"]}.get(weak, ["color-contrast"])
