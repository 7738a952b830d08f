"""The search finds a code by the words people use."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import Page

from calculator.model import Rules
from tests.support.paths import DATA

pytestmark = pytest.mark.xdist_group("browser")

with (DATA / "lay_words.csv").open(encoding="utf-8", newline="") as file:
    WORDS = list(csv.DictReader(file))


def found(page: Page, words: str, site_url: str) -> list[str]:
    """The first three pages that the search shows, below the site's root."""
    page.locator(".md-search__input").fill(words)
    page.wait_for_function(
        """() => /\\d/.test(document.querySelector(".md-search-result__meta").textContent)
                 && document.querySelector(".md-search-result__item a")""",
        timeout=120_000,
    )
    links = page.locator(".md-search-result__item > a").evaluate_all(
        "links => links.slice(0, 3).map((link) => link.href)"
    )
    return [link.removeprefix(site_url).partition("?")[0].partition("#")[0] for link in links]


def test_thirty_words_are_tried(rules: Rules) -> None:
    assert len(WORDS) == 30
    assert {code for row in WORDS for code in row["codes"].split()} <= set(rules.codes)


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row["words"])
def test_a_word_finds_its_code_among_the_first_three(row: dict[str, str], page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.locator("label[for=__search]:visible, .md-search__input").first.click()
    wanted = {f"codes/{code}/" for code in row["codes"].split()}
    first = found(page, row["words"], site_url)
    assert wanted & set(first), first


@pytest.mark.parametrize("code", ["97116", "G0283", "0183T"])
def test_a_number_finds_its_page_first(code: str, page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.locator(".md-search__input").click()
    assert found(page, code, site_url)[0] == f"codes/{code}/"
