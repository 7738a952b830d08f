"""The search finds a code by the words people use."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from calculator.model import Rules
from tests.support.paths import DATA

with (DATA / "lay_words.csv").open(encoding="utf-8", newline="") as file:
    WORDS = list(csv.DictReader(file))


def found(page: Page, words: str, site_url: str) -> list[str]:
    """The first three pages that the search shows, below the site's root."""
    page.locator(".md-search__input").fill(words)
    page.keyboard.press("End")  # the theme listens to keys
    page.wait_for_function(
        """() => /\\d/.test(document.querySelector(".md-search-result__meta").textContent)
                 && document.querySelector(".md-search-result__item a")""",
        timeout=120_000,
    )
    links = page.locator(".md-search-result__item > a").evaluate_all(
        "links => links.slice(0, 3).map((link) => link.href)"
    )
    return [link.removeprefix(site_url).partition("?")[0].partition("#")[0] for link in links]


@pytest.fixture(scope="module")
def searching(browser: Browser, site_url: str) -> Iterator[Page]:
    """A page whose search is open: its index is loaded once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site_url)
    page.locator(".md-search__input").click()
    yield page
    context.close()


def found_next(page: Page, words: str, site_url: str) -> list[str]:
    """The first three pages of another search in the same page."""
    page.locator(".md-search__input").fill("")
    expect(page.locator(".md-search-result__meta")).not_to_contain_text(re.compile(r"\d"))
    return found(page, words, site_url)


def test_the_words_name_known_codes(rules: Rules) -> None:
    assert {code for row in WORDS for code in row["codes"].split()} <= set(rules.codes)


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row["words"])
def test_a_word_finds_its_code_among_the_first_three(row: dict[str, str], searching: Page, site_url: str) -> None:
    wanted = {f"codes/{code}/" for code in row["codes"].split()}
    first = found_next(searching, row["words"], site_url)
    assert wanted & set(first), first


@pytest.mark.parametrize("code", ["97116", "G0283", "0183T"])
def test_a_number_finds_its_page_first(code: str, searching: Page, site_url: str) -> None:
    assert found_next(searching, code, site_url)[0] == f"codes/{code}/"
