"""Note cards: the codes that the address names on one sheet, all of them without scripts."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

CARDS = "section.note-card:visible"


def test_the_address_chooses_the_cards(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}note-cards/#97110+97140+95992")
    expect(page.locator(CARDS)).to_have_count(2)
    expect(page.get_by_text("No card yet: 95992.")).to_be_visible()
    page.get_by_role("link", name="Show all codes").click()
    expect(page.locator(CARDS)).to_have_count(page.locator("section.note-card").count())


def test_all_cards_are_there_without_scripts(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}note-cards/#97110")
    expect(page.locator(CARDS)).to_have_count(page.locator("section.note-card").count())
    context.close()


def test_a_code_leads_to_its_card(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}codes/97116/")
    page.get_by_role("link", name="Note card").first.click()
    expect(page.locator(CARDS)).to_have_count(1)
    expect(page.locator(CARDS)).to_contain_text("97116")
