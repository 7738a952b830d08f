"""The answer: lines, choices, problems, findings, copies, and what is said to a screen reader."""

from __future__ import annotations

import re

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
    desk.get_by_role("button", name="Take 97110 instead").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Take 97112 instead")).to_be_focused()
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


def test_choices_of_several_units_name_what_is_exchanged(desk: Page, site_url: str) -> None:
    codes = ("97110", "97112", "97116", "97140")
    follow(desk, address(site_url, {**MIXED, "services": [{"code": code, "minutes": 12} for code in codes]}))
    assert [line[0] for line in shown_lines(desk)] == ["97110", "97112", "97116"]
    desk.get_by_role("button", name="Take 97140 instead of 97110").click()
    wait_for_answer(desk)
    assert [line[0] for line in shown_lines(desk)] == ["97112", "97116", "97140"]


def test_a_problem_is_told_at_its_field(desk: Page, site_url: str) -> None:
    follow(
        desk,
        address(site_url, {**MIXED, "services": [{"code": "97110", "minutes": 7.5}, {"code": "97130", "minutes": 15}]}),
    )
    minutes = desk.get_by_role("group", name="Service 1").get_by_label("Minutes")
    expect(minutes).to_have_attribute("aria-invalid", "true")
    expect(minutes).to_have_accessible_description("Found 7.5, expected whole minutes from 0")
    code = desk.get_by_role("group", name="Service 2").get_by_label("Code or name")
    expect(code).to_have_accessible_description(re.compile("enter all minutes under 97129"))
    minutes.fill("8")
    code.fill("97129")
    expect(minutes).not_to_have_attribute("aria-invalid", "true")
    expect(code).not_to_have_attribute("aria-invalid", "true")


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
    first.fill("20")
    expect(amiss).to_have_text("2 problems in the form")
    desk.get_by_role("group", name="Service 2").get_by_label("Code or name").fill("97140")
    expect(amiss).to_have_text("1 problem in the form")
    desk.get_by_text("Check lines before they are sent").click()
    amiss.click()
    expect(desk.get_by_label("Lines as billed")).to_be_focused()
    desk.keyboard.press("End")
    desk.keyboard.type(" GP 1")
    wait_for_answer(desk)
    expect(amiss).to_be_hidden()


def test_an_old_answer_is_never_taken_for_the_new_one(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, MIXED))
    therapist = desk.get_by_role("group", name="Service 1").get_by_label("Therapist", exact=True)
    therapist.fill("-3")
    expect(desk.locator(".rc-stale")).to_contain_text("The entry has changed since")
    assert shown_lines(desk) == computed_lines(MIXED)
    therapist.fill("23")
    expect(desk.locator(".rc-stale")).to_be_hidden()
    desk.evaluate("address => { location.href = address; }", address(site_url, {**MIXED, "services": []}))
    expect(desk.locator(".rc-result")).to_have_text("Enter a code and its minutes.")


def test_the_lines_of_an_earlier_entry_can_be_neither_copied_nor_printed(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, TIE))
    wait_for_answer(desk)
    buttons = desk.locator(".rc-copy button, .rc-choice button")
    assert buttons.count() > 3
    code = desk.get_by_role("group", name="Service 1").get_by_label("Code or name")
    code.fill("99999")
    desk.get_by_label("Payer").focus()
    expect(desk.locator(".rc-stale")).to_contain_text("The entry has changed since")
    for button in buttons.all():
        expect(button).to_be_disabled()
    desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert desk.locator(".rc-sheet").text_content() == "There is no answer to print: the entry is not complete."
    desk.evaluate("dispatchEvent(new Event('afterprint'))")  # the theme closes again what it opened
    code.fill(TIE["services"][0]["code"])
    wait_for_answer(desk)
    for button in buttons.all():
        expect(button).to_be_enabled()


def test_a_screen_reader_hears_of_findings_too(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    spoken = desk.locator(".rc-spoken")
    expect(spoken).to_have_text("97110 GP: 2 units. ")
    desk.get_by_role("group", name="Service 1").get_by_label("Code or name").fill("97014")
    wait_for_answer(desk)
    expect(spoken).to_contain_text("1 error")


def test_the_answer_is_announced_and_findings_come_worst_first(desk: Page, site_url: str) -> None:
    one = visit(("97530", 16), ("97116", 12), billed=[{"code": "97530", "units": 3, "modifiers": ["GO"]}])
    follow(desk, address(site_url, one))
    kinds = desk.locator(".rc-findings .finding").evaluate_all(
        "all => all.map(each => ['error', 'warning', 'info'].findIndex(kind => each.classList.contains(`finding--${kind}`)))"
    )
    assert kinds == sorted(kinds)
    assert len(set(kinds)) > 1
    expect(desk.locator(".rc-spoken")).to_contain_text("97530")
    assert desk.locator(".rc-findings .finding__severity a").count() == len(kinds)


def test_how_many_findings_there_are_stands_below_the_lines_and_leads_to_them(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97014", 15), ("97010", 9))))
    wait_for_answer(desk)
    severities = [finding["severity"] for finding in calculate(sent_visit(desk))["findings"]]
    found = desk.locator(".rc-found")
    for severity, name in (("error", "error"), ("warning", "warning"), ("info", "note")):
        number = severities.count(severity)
        expect(found).to_contain_text(f"{number} {name}" if number else "")
    found.get_by_role("button").press("Enter")
    expect(desk.locator(".rc-findings")).to_be_focused()


def test_steps_lead_to_their_rule_and_sources(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    first = page.locator(".rc-steps li").first
    first.get_by_role("link", name="Medicare Part B").click()
    page.wait_for_url(f"{site_url}payers/medicare-part-b/")


def test_lines_are_copied_as_text_as_csv_and_in_the_order_of_the_claim_form(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, {**TIE, "place_of_service": "11"}))
    desk.get_by_role("button", name="Text", exact=True).click()
    expect(desk.locator(".rc-copy")).to_contain_text("Text copied")
    assert copied(desk) == (
        "Date of service 2026-03-02\n97112 GP 2\n97110 GP 1\nChoice: 97112 of 97112, 97110, which are equal."
    )
    desk.get_by_role("button", name="CSV").click()
    expect(desk.locator(".rc-copy")).to_contain_text("CSV copied")
    assert copied(desk).splitlines()[:2] == [
        "date,code,modifier 1,modifier 2,modifier 3,modifier 4,units",
        "2026-03-02,97112,GP,,,,2",
    ]
    desk.get_by_role("button", name="CMS-1500 line").click()
    expect(desk.locator(".rc-copy")).to_contain_text("Boxes 24A to 24G copied")
    assert copied(desk).splitlines()[0].split("\t") == [
        "03022026", "03022026", "11", "", "97112", "GP", "", "", "", "", "", "2",
    ]  # fmt: skip


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
    expect(glance).to_have_text("↓ …")
    last.fill("97010")
    glance.tap()
    expect(page.locator(".rc-claim")).to_be_in_viewport()
    expect(page.locator(".rc-result")).to_be_focused()
    context.close()
