"""The answer: lines, choices, problems, findings, copies, and what is said to a screen reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from calculator import calculate
from tests.support.calculator import (
    MIXED,
    TIE,
    address,
    computed_lines,
    copied,
    follow,
    open_calculator,
    sent_visit,
    shown_lines,
    visit,
    wait_for_answer,
)


def test_a_tie_can_be_taken_the_other_way(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, TIE))
    assert shown_lines(desk) == [["97112", "GP", "2"], ["97110", "GP", "1"]]
    desk.get_by_role("button", name="Use 97110 instead").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Use 97112 instead")).to_be_focused()
    assert shown_lines(desk) == [["97112", "GP", "1"], ["97110", "GP", "2"]]
    assert sent_visit(desk)["choose"] == ["97110"]


def test_a_choice_holds_while_the_tie_comes_and_goes(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, {**TIE, "choose": ["97110"]}))
    minutes = desk.get_by_role("group", name="Service 2").get_by_label("Minutes")
    minutes.fill("2")
    wait_for_answer(desk)
    assert "choose" not in sent_visit(desk)
    minutes.fill("20")
    wait_for_answer(desk)
    assert sent_visit(desk)["choose"] == ["97110"]
    assert shown_lines(desk) == [["97112", "GP", "1"], ["97110", "GP", "2"]]


def test_where_the_answer_would_be_stands_how_many_problems_there_are_and_the_way_there(
    desk: Page, site_url: str
) -> None:
    follow(
        desk, address(site_url, {**visit(("97110", "x"), ("99999", 10)), "billed": [{"code": "97110", "units": None}]})
    )
    amiss = desk.locator(".rc-amiss")
    expect(amiss).to_have_text("3 problems in the form")
    first = desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    amiss.click()
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(first).to_have_accessible_description(re.compile("'x'.*whole minutes"))
    first.fill("20")
    expect(first).not_to_have_attribute("aria-invalid", "true")
    expect(amiss).to_have_text("2 problems in the form")
    desk.get_by_role("group", name="Service 2").get_by_label("Code or name").fill("97140")
    expect(amiss).to_have_text("1 problem in the form")
    desk.get_by_text("Audit a claim").click()
    amiss.click()
    expect(desk.get_by_label("Lines to be billed")).to_be_focused()
    desk.keyboard.press("End")
    desk.keyboard.type(" GP 1")
    wait_for_answer(desk)
    expect(amiss).to_be_hidden()


def test_the_lines_of_an_earlier_entry_can_be_neither_copied_nor_printed(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, TIE))
    buttons = desk.locator(".rc-copy button, .rc-choice button")
    assert buttons.count() > 3
    code = desk.get_by_role("group", name="Service 1").get_by_label("Code or name")
    code.fill("99999")
    desk.get_by_label("Payer").focus()
    expect(desk.locator(".rc-stale")).to_contain_text("The entry has changed since")
    for button in buttons.all():
        expect(button).to_be_disabled()
    assert shown_lines(desk) == computed_lines(TIE)
    desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert desk.locator(".rc-sheet").text_content() == "There is no answer to print: the entry is not complete."
    desk.evaluate("dispatchEvent(new Event('afterprint'))")  # the theme closes again what it opened
    code.fill(TIE["services"][0]["code"])
    wait_for_answer(desk)
    expect(desk.locator(".rc-stale")).to_be_hidden()
    for button in buttons.all():
        expect(button).to_be_enabled()


def test_a_screen_reader_hears_of_findings_too(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    spoken = desk.locator(".rc-spoken")
    expect(spoken).to_have_text("97110 GP: 2 units. ")
    desk.get_by_role("group", name="Service 1").get_by_label("Code or name").fill("97014")
    wait_for_answer(desk)
    expect(spoken).to_contain_text("1 error")
    expect(desk.locator(".rc-found")).to_contain_text("1 error")
    desk.locator(".rc-found").get_by_role("button").press("Enter")
    expect(desk.locator(".rc-findings")).to_be_focused()


def test_steps_lead_to_their_rule_and_sources(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    first = page.locator(".rc-steps li").first
    first.get_by_role("link", name="Medicare Part B").click()
    page.wait_for_url(f"{site_url}payers/medicare-part-b/")


def test_lines_are_copied_as_text_as_a_table_and_in_the_order_of_the_claim_form(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, {**TIE, "place_of_service": "11"}))
    for button, said, text in (
        ("Text", "Text copied", "Date of service March 2, 2026\n97112 GP 2\n97110 GP 1\n"),
        (
            "Table",
            "Table copied",
            "date\tcode\tmodifier 1\tmodifier 2\tmodifier 3\tmodifier 4\tunits\n2026-03-02\t97112\tGP\t\t\t\t2\n",
        ),
        ("CMS-1500 lines", "Boxes 24A to 24G copied", "03022026\t03022026\t11\t\t97112\tGP\t\t\t\t\t\t2\n"),
    ):
        desk.get_by_role("button", name=button, exact=True).click()
        expect(desk.locator(".rc-copy")).to_contain_text(said)
        assert copied(desk).replace("\r", "").startswith(text)
    desk.get_by_role("button", name="Copy link").click()
    expect(desk.locator(".rc-take")).to_contain_text("Link copied")
    entered = sent_visit(desk)
    follow(desk, copied(desk))
    assert sent_visit(desk) == entered


def test_on_a_phone_the_lines_are_seen_while_the_visit_is_entered(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_calculator(page, address(site_url, visit(*[("97110", 33), ("97140", 7), ("97161", 30), ("97010", 9)])))
    glance = page.locator(".rc-glance")
    expect(glance).to_have_text("↓ 97110 GP × 2, 97140 GP × 1, 97161 GP × 1, 97010 GP × 1")
    last = page.get_by_role("group", name="Service 4").get_by_label("Code or name")
    last.focus()
    expect(glance).to_be_in_viewport()
    last.fill("97999")
    expect(glance).not_to_contain_text("97110")
    last.fill("97010")
    glance.tap()
    expect(page.locator(".rc-claim")).to_be_in_viewport()
    expect(page.locator(".rc-result")).to_be_focused()
    context.close()


UNKNOWN = {"payer": "aetna", "date_of_service": "2026-10-02"}
"""A payer whose unit rule nobody has read."""


def test_lines_that_both_rules_give_are_shown_as_such(desk: Page, site_url: str) -> None:
    one = visit(("97110", 30), ("97140", 15), **UNKNOWN)
    follow(desk, address(site_url, one))
    assert shown_lines(desk) == computed_lines(one) != []
    expect(desk.locator(".rc-either")).to_have_count(0)
    expect(desk.locator(".rc-claim caption")).to_contain_text("both")


@pytest.mark.parametrize("width", [1280, 390])
def test_where_the_rules_part_both_sets_of_lines_stand_side_by_side(desk: Page, site_url: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    one = visit(("97112", 10), ("97110", 10), **UNKNOWN)
    follow(desk, address(site_url, one))
    result = calculate(one)
    sets = desk.locator(".rc-sets table")
    for table, rule in zip(sets.all(), result["both_rules"]["rules"], strict=True):
        rows = table.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
        )
        assert rows == [[line["code"], " ".join(line["modifiers"]), str(line["units"])] for line in rule["lines"]]
    first, second = (table.evaluate("table => table.getBoundingClientRect().top") for table in sets.all())
    assert first == second
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(desk.locator(".rc-copy")).to_have_count(0)
    desk.get_by_role("button", name="Copy the question").press("Enter")
    expect(desk.locator(".rc-question .rc-copied")).not_to_be_empty()
    assert copied(desk) == result["ask_payer"]
    desk.set_viewport_size({"width": 1280, "height": 900})
