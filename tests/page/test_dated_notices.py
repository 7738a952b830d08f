"""Notices of a change in a real browser: by the reader's own date, and always where no script runs."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

NOTICE = re.compile(r'<dated-notice data-from="([^"]+)" data-until="([^"]+)">')


@pytest.fixture(scope="module")
def announced(built_site: Path) -> tuple[str, date, date]:
    """A page with one notice, and the first and last day on which it is shown."""
    for path in sorted(built_site.glob("parameters/*/index.html")):
        found = NOTICE.findall(path.read_text(encoding="utf-8").replace("&#45;", "-"))
        if len(found) == 1:
            first, last = map(date.fromisoformat, found[0])
            return f"{path.parent.relative_to(built_site).as_posix()}/", first, last
    raise AssertionError("found no page with a notice, expected one: each number of a year ends with it")


@pytest.mark.parametrize(
    ("end", "days", "shown"), [("first", -1, False), ("first", 0, True), ("last", 0, True), ("last", 1, False)]
)
def test_a_notice_is_shown_by_the_date_of_the_reader(
    page: Page, site_url: str, announced: tuple[str, date, date], end: str, days: int, shown: bool
) -> None:
    path, first, last = announced
    day = (first if end == "first" else last) + timedelta(days)
    page.clock.set_fixed_time(datetime.combine(day, time(12)))
    page.goto(f"{site_url}{path}")
    expect(page.locator("dated-notice")).to_be_visible(visible=shown)


def test_without_scripts_a_notice_is_there_with_its_date(
    browser: Browser, site_url: str, announced: tuple[str, date, date]
) -> None:
    path, first, _ = announced
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}{path}")
    expect(page.locator("dated-notice")).to_be_visible()
    expect(page.locator("dated-notice")).to_contain_text(str((first + timedelta(days=90)).year))
    context.close()


def test_the_calculator_says_at_the_date_what_is_not_loaded(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}calculator/")
    day = page.get_by_label("Date of service")
    expect(day).not_to_have_accessible_description(re.compile("Not loaded"))
    day.fill("2099-01-05")
    expect(day).to_have_accessible_description(re.compile("Not loaded yet for this day: .*prices and edits"))
