"""The site's own search, in a browser, answers what people type with the right pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.support.paths import ROOT

QUERIES: dict[str, list[dict[str, object]]] = yaml.safe_load((ROOT / "tests" / "queries.yaml").read_text("utf-8"))

RESULTS = ".md-search-result__item > a"
MOST_FIRST, MOST_NEAR, NEAR = 0.75, 0.9, 3
"""The share of queries whose right page is first, and the share for which it is among the first few."""

WAIT = 120_000  # milliseconds: the index is built on a machine that may do much else


@pytest.fixture(scope="module")
def searching(browser: Browser, site_url: str) -> Iterator[Page]:
    """A page whose search is open: its index is loaded once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site_url)
    page.locator(".md-search__input").click()
    yield page
    context.close()


def found(page: Page, words: str, site_url: str) -> list[str]:
    """The first pages that the search shows, below the site's root."""
    field = page.locator(".md-search__input")
    field.fill("")
    page.keyboard.press("End")  # the theme listens to keys
    expect(page.locator(RESULTS)).to_have_count(0)
    field.fill(words)
    page.keyboard.press("End")
    page.locator(RESULTS).first.wait_for(timeout=WAIT)
    links = page.locator(RESULTS).evaluate_all(f"links => links.slice(0, {NEAR}).map((link) => link.href)")
    return [link.removeprefix(site_url).partition("?")[0].partition("#")[0] for link in links]


def test_every_page_that_a_query_wants_is_there(built_site: Path) -> None:
    wanted = {str(page) for asked in QUERIES.values() for one in asked for page in one["pages"]}  # type: ignore[attr-defined]
    assert not [page for page in sorted(wanted) if not (built_site / page / "index.html").exists()]


def test_what_people_type_finds_the_right_page(searching: Page, site_url: str) -> None:
    places: dict[str, int] = {}
    for asked in QUERIES.values():
        for one in asked:
            wanted = {f"{page}/" for page in one["pages"]}  # type: ignore[attr-defined]
            shown = found(searching, str(one["query"]), site_url)
            places[str(one["query"])] = next((place for place, page in enumerate(shown) if page in wanted), NEAR)
    far = [query for query, place in places.items() if place == NEAR]
    first = [query for query, place in places.items() if place == 0]
    assert len(places) >= 120
    assert len(far) <= (1 - MOST_NEAR) * len(places), far
    assert len(first) >= MOST_FIRST * len(places), sorted(set(places) - set(first))


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("97116", "codes/97116/"),
        ("G0283", "codes/G0283/"),
        ("0183T", "codes/0183T/"),
        ("kx", "modifiers/KX/"),
        ("59", "modifiers/59/"),
        ("CO", "modifiers/CO/"),
        ("CO-119", "denials/119/"),
        ("pr 96", "denials/96/"),
        ("n519", "denials/n519/"),
        ("97530/97140", "codes/97530/"),
        ("97140 97530", "codes/97140/"),
        ("denial code 50", "denials/50/"),
        ("modifier 50", "modifiers/50/"),
    ],
)
def test_a_number_shows_its_page_first(typed: str, page: str, searching: Page, site_url: str) -> None:
    assert found(searching, typed, site_url)[0] == page


def test_nothing_of_the_search_is_loaded_before_something_is_typed(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site_url)))
    page.goto(f"{site_url}codes/97116/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.startswith(("search/pages.json", "search/words.json"))]
    page.goto(f"{site_url}?q=gait")
    page.locator(RESULTS).first.wait_for(timeout=WAIT)
    assert "search/pages.json" in asked
