"""A day's work at the form: the answer stays in view, a few tabs lead to a copy, and visits are kept in a list."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.calculator import (
    MEDICARE,
    address,
    copied,
    follow,
    shown_lines,
    start,
    visit,
    wait_for_answer,
)

EIGHT = visit(
    *[(code, 15) for code in ("97110", "97112", "97116", "97140", "97530", "97535", "97150", "97164")],
    date_of_service="2024-09-03",
)
"""Eight services of a day, some of which may not be billed together."""


def in_view(element: Locator) -> bool:
    """Whether nothing of an element is beyond an edge of the screen or under something else."""
    seen: bool = element.evaluate(
        """(element) => {
            const { top, bottom, left, right } = element.getBoundingClientRect();
            const inside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
            return inside && element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
        }"""
    )
    return seen


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_lines_errors_and_copy_stay_in_view_with_eight_services(
    desk: Page, site_url: str, width: int, height: int
) -> None:
    desk.set_viewport_size({"width": width, "height": height})
    follow(desk, address(site_url, EIGHT))
    minutes = desk.get_by_role("group", name="Service 8").get_by_label("Minutes", exact=True)
    minutes.focus()
    wide = width > 960
    answer = desk.locator(".rc-top" if wide else ".rc-bar")
    number = answer.locator(".rc-found" if wide else ".rc-errors-number")
    for element in (minutes, number, answer.get_by_role("button", name="Text" if wide else "Copy", exact=True)):
        assert in_view(element), element
    lines = answer.locator(".rc-claim tbody tr") if wide else answer.locator(".rc-glance")
    for line in lines.all():
        assert in_view(line)
    shown = " ".join(lines.all_inner_texts())
    for code, _, units in shown_lines(desk):
        assert code in shown
        assert units in shown
    desk.set_viewport_size({"width": 1280, "height": 900})


def test_from_the_address_to_a_copied_answer_are_at_most_twelve_tabs(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}codes/")  # so that nothing of the calculator has the focus
    desk.goto(f"{site_url}calculator/")
    tabs = 0

    def tab_to(wanted: str) -> None:
        nonlocal tabs
        while not desk.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            desk.keyboard.press("Tab")
            tabs += 1
            assert tabs <= 12, wanted

    tab_to(".md-skip")
    desk.keyboard.press("Enter")
    tab_to(".rc-row input")
    desk.keyboard.type("97110 33, 97140 7\n")
    wait_for_answer(desk)
    tab_to(".rc-copy button, .rc-bar-copy")
    desk.keyboard.press("Enter")
    expect(desk.locator(".rc-copy .rc-copied")).not_to_be_empty()
    assert "97110" in copied(desk)


def test_a_copy_of_lines_with_errors_begins_with_their_number(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97161", 20), ("97162", 20), date_of_service="2024-09-03")))
    for name in ("Text", "Table", "CMS-1500 lines"):
        desk.evaluate("navigator.clipboard.writeText('')")
        desk.get_by_role("button", name=name, exact=True).click()
        desk.wait_for_function("navigator.clipboard.readText().then((text) => text !== '')")
        assert copied(desk)[0].isdigit()
        assert "error" in copied(desk).splitlines()[0]


def kept_rows(page: Page) -> list[list[str]]:
    """The rows of the day's list, as its cells read."""
    rows: list[list[str]] = page.locator("#rc-day tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )
    return rows


def test_visits_are_kept_by_keyboard_in_a_list_of_this_page(desk: Page, site_url: str, tmp_path: Any) -> None:
    start(desk, site_url)
    for entry in ("97110 33\n", "97110 20, 97140 15\n"):
        desk.keyboard.type(entry)
        desk.keyboard.press("Control+Enter")
        first = desk.get_by_role("group", name="Service 1").get_by_label("Code or name")
        expect(first).to_have_value("")
        expect(first).to_be_focused()
    rows = kept_rows(desk)
    assert [row[0] for row in rows] == ["1", "2"]
    assert [row[3] for row in rows] == ["2", "2"]
    desk.get_by_role("button", name="Copy all").click()
    desk.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('97140'))")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download CSV").click()
    file = tmp_path / "day.csv"
    download.value.save_as(file)
    with file.open(newline="", encoding="utf-8-sig") as text:
        assert [row["code"] for row in csv.DictReader(text)] == ["97110", "97110", "97140"]
    desk.get_by_role("button", name="Open visit 1").click()
    wait_for_answer(desk)
    assert shown_lines(desk) == [["97110", "GP", "2"]]
    desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("50")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#rc-day tbody tr").first).to_contain_text("97110 GP")
    desk.wait_for_function("document.querySelector('#rc-day tbody tr').cells[3].textContent.trim() === '3'")
    assert desk.evaluate("JSON.stringify([localStorage, sessionStorage])").count("97110") == 0
    desk.get_by_role("button", name="Empty the list").click()
    expect(desk.locator("#rc-day")).to_be_hidden()


def test_what_is_not_answered_is_not_kept(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".rc-kept")).to_contain_text("Nothing to keep")
    follow(desk, address(site_url, {**MEDICARE, "services": [{"code": "97110", "minutes": -1}]}))
    desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).press("Control+Enter")
    expect(desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)).to_have_value("-1")
    assert kept_rows(desk) == []
