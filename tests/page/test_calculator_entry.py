"""Entering a visit: by keyboard, by names, by pastes and questions, with undo and timers."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.support.calculator import (
    MEDICARE,
    MIXED,
    address,
    computed_lines,
    follow,
    open_calculator,
    paste,
    sent_visit,
    shown_lines,
    start,
    visit,
    wait_for_answer,
)


def test_a_visit_of_three_services_takes_at_most_45_keystrokes(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, MIXED))
    desk.get_by_role("button", name="Start over").focus()
    desk.keyboard.press("Enter")
    keys = "exercise 20\ngait 10a\nhands-on\n8\n"
    assert len(keys) <= 45
    desk.keyboard.type(keys)
    wait_for_answer(desk)
    told = (("97110", "therapist", 20), ("97116", "assistant", 10), ("97140", "therapist", 8))
    services = [{"code": code, f"{person}_minutes": minutes} for code, person, minutes in told]
    assert sent_visit(desk)["services"] == services
    assert shown_lines(desk) == computed_lines({**MEDICARE, "services": services})
    assert desk.locator("[aria-invalid]").count() == 0


def test_every_field_of_a_visit_is_filled_by_its_label(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.get_by_label("Payer").select_option("midpoint")
    desk.get_by_label("Date of service").fill("2025-05-06")
    desk.get_by_label("Plan of care").select_option("OT")
    desk.get_by_label("PTA/OTA treated too").check()
    row = desk.get_by_role("group", name="Service 1")
    row.get_by_label("Code or name").fill("97530")
    minutes = {"Therapist": 23, "Assistant": 15, "Together": 8}
    for label, number in minutes.items():
        row.get_by_label(label, exact=True).fill(str(number))
    wait_for_answer(desk)
    service = {"code": "97530", **{f"{label.lower()}_minutes": number for label, number in minutes.items()}}
    whole = {"date_of_service": "2025-05-06", "payer": "midpoint", "discipline": "OT", "services": [service]}
    assert sent_visit(desk) == whole
    assert shown_lines(desk) == computed_lines(whole)


PAUSE = 1000
"""Milliseconds, longer than the pause after which undo and the remembered codes take note."""
VISITS = "Patient\tDOS\tCPT\tMinutes\nRoe\t3/2/2026\t97110\t20\nRoe\t3/2/2026\t97112\t10\nPoe\t3/4/2026\t97140\t20"


def test_rows_of_several_visits_are_entered_one_at_a_time(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    paste(desk, VISITS)
    question = desk.locator(".rc-ask")
    expect(question.get_by_role("group")).to_be_focused()
    expect(question).to_contain_text("2026-03-02")
    for name in ("Roe", "Poe"):
        expect(question).not_to_contain_text(name)
    assert sent_visit(desk)["services"] == []
    question.get_by_role("button", name=re.compile("97110 20")).press("Enter")
    wait_for_answer(desk)
    assert sent_visit(desk)["services"] == [{"code": "97110", "minutes": 20}, {"code": "97112", "minutes": 10}]
    question.get_by_role("button", name=re.compile("97140 20")).click()
    wait_for_answer(desk)
    assert sent_visit(desk)["date_of_service"] == "2026-03-04"
    question.get_by_role("button", name="Done").click()
    expect(question).to_be_empty()


def test_a_question_can_be_left_without_an_entry(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("97110 x2\n")
    question = desk.locator(".rc-ask")
    expect(question.get_by_role("group")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(question.get_by_role("button").first).to_be_focused()
    desk.keyboard.press("Escape")
    expect(question).to_be_empty()
    code = desk.get_by_role("group", name="Service 1").get_by_label("Code or name")
    expect(code).to_be_focused()
    expect(code).to_have_value("97110 x2")


def test_the_example_is_shown_on_request_and_marked(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}calculator/")
    sample, day = page.locator(".rc-sample"), page.get_by_label("Date of service")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    expect(day).to_have_value(today)
    expect(page.locator(".rc-claim")).to_have_count(0)
    page.get_by_role("button", name="Show an example").click()
    expect(sample).to_contain_text("This is an example, not your visit.")
    expect(page.locator(".rc-claim")).to_be_visible()
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("20")
    expect(day).to_have_value(today)
    expect(sample).to_contain_text("97140")
    page.get_by_role("group", name="Service 2").get_by_label("Minutes", exact=True).fill("8")
    expect(sample).to_be_hidden()
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("group", name="Service 1").get_by_label("Code or name")).to_be_focused()


def test_a_name_of_several_codes_offers_them(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("evaluation")
    desk.keyboard.press("Enter")
    desk.keyboard.type("30")
    desk.get_by_label("Payer").focus()
    desk.get_by_role("button", name=re.compile("^97162 ")).click()
    wait_for_answer(desk)
    assert sent_visit(desk)["services"] == [{"code": "97162", "minutes": 30}]


def test_arrows_go_to_the_row_above_and_below(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33), ("97140", 7))))
    desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).focus()
    for key, row in (("ArrowDown", "Service 2"), ("ArrowUp", "Service 1")):
        desk.keyboard.press(key)
        expect(desk.get_by_role("group", name=row).get_by_label("Minutes", exact=True)).to_be_focused()


def test_undo_skips_words_half_typed(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}calculator/")
    page.clock.install()
    page.get_by_role("button", name="Start over").click()
    page.keyboard.insert_text("exercise 20, ga")
    page.clock.fast_forward(PAUSE)
    page.keyboard.insert_text("it 10")
    page.keyboard.press("Enter")
    page.clock.fast_forward(PAUSE)
    expect(page.get_by_role("group", name="Service 2").get_by_label("Code or name")).to_have_value("97116")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("group", name="Service 1").get_by_label("Code or name")).to_have_value("")


def test_undo_takes_back_what_was_done(desk: Page, site_url: str) -> None:
    two = visit(("97110", 33), ("97140", 7))
    follow(desk, address(site_url, two))
    expect(desk.get_by_role("button", name="Undo")).to_be_disabled()
    desk.get_by_role("button", name="Remove service 2").click()
    wait_for_answer(desk)
    assert shown_lines(desk) == [["97110", "GP", "2"]]
    desk.keyboard.press("Control+z")
    wait_for_answer(desk)
    assert sent_visit(desk) == two
    assert shown_lines(desk) == computed_lines(two)
    desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("8")
    desk.get_by_role("button", name="Undo").click()
    wait_for_answer(desk)
    assert sent_visit(desk) == two


def test_a_running_timer_outlives_undo(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, visit(("97110", 10), ("97140", 8))))
    page.clock.install()
    first, second = (page.get_by_role("group", name=f"Service {number}") for number in (1, 2))
    first.get_by_role("button", name="Start timer").click()
    second.get_by_label("Minutes", exact=True).fill("9")
    page.clock.fast_forward(2 * 60 * 1000)
    page.get_by_role("button", name="Undo").click()
    expect(second.get_by_label("Minutes", exact=True)).to_have_value("8")
    first.get_by_role("button", name="Stop timer 2:00").click()
    expect(first.get_by_label("Minutes", exact=True)).to_have_value("12")


def test_a_step_to_another_part_of_the_page_takes_no_running_timer_away(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, visit(("97110", 10))))
    page.get_by_role("button", name="Start timer").click()
    part = page.locator("article .headerlink").last
    name = str(part.get_attribute("href")).partition("#")[2]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    part.evaluate("link => link.click()")
    page.wait_for_url(f"**/calculator/#{name}")
    page.go_back()
    page.wait_for_url("**/calculator/")
    assert [url for url in asked if url.endswith("/calculator/")] == []
    page.get_by_role("button", name=re.compile("Stop timer")).click()
    assert shown_lines(page) == [["97110", "GP", "1"]]


def test_codes_are_kept_only_when_the_user_asks(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, visit(("97110", 33))))
    stored = "() => Object.keys(localStorage).filter(name => name.startsWith('rehab-rules-codes'))"
    page.clock.install()
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("20")
    page.clock.fast_forward(PAUSE)
    assert page.evaluate(stored) == []
    page.get_by_text("Your own codes and fees").click()
    page.get_by_label("Remember my codes in this browser").check()
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("25")
    expect(page.get_by_role("button", name="97110 Therapeutic exercise")).to_be_visible()
    page.get_by_role("button", name="Favorite").click()
    expect(page.get_by_role("button", name="★ 97110")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="★ 97110").click()
    expect(page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)).to_be_focused()
    page.get_by_text("Your own codes and fees").click()
    page.get_by_label("Remember my codes in this browser").uncheck()
    assert page.evaluate(stored) == []
    expect(page.locator(".rc-mine")).to_be_hidden()


def test_on_a_touch_screen_minutes_have_buttons(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_calculator(page, address(site_url, visit(("97110", 22))))
    page.get_by_role("group", name="Service 1").get_by_role("button", name="One minute more").tap()
    wait_for_answer(page)
    assert shown_lines(page) == [["97110", "GP", "2"]]
    box = page.get_by_role("button", name="One minute more").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    context.close()
