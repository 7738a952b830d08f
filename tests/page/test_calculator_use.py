"""What makes the calculator quick and clear: entry, copying, both rules, undo, links, the year, fees, the audit sheet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from calculator import calculate, default_rules
from calculator.reading import bundle
from sitegen.pyodide.python_archive import fingerprint
from tests.page.test_accessible import faults
from tests.page.test_calculator_page import (
    MIXED,
    TIE,
    address,
    computed_lines,
    follow,
    open_calculator,
    sent_visit,
    shown_lines,
    wait_for_answer,
)

pytestmark = pytest.mark.xdist_group("calculator")

MEDICARE = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}


def visit(*services: tuple[str, int], **fields: Any) -> dict[str, Any]:
    return {**MEDICARE, "services": [{"code": code, "minutes": minutes} for code, minutes in services], **fields}


@pytest.fixture(scope="module")
def context_of_module(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield context
    context.close()


@pytest.fixture(scope="module")
def desk(context_of_module: BrowserContext, site_url: str) -> Page:
    page = context_of_module.new_page()
    open_calculator(page, address(site_url, visit(("97110", 33))))
    return page


def start(page: Page, site_url: str, one: dict[str, Any] | None = None) -> None:
    """An empty form under Medicare, with the code's field in focus."""
    follow(page, address(site_url, one or visit(("97110", 33))))
    page.get_by_role("button", name="Start over").click()


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


# --- entry ------------------------------------------------------------------------------------------------------------


def test_a_visit_of_three_services_takes_at_most_45_keystrokes(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    keys = 0
    for text in ("exercise 20", "gait 10a", "hands-on 8"):
        desk.keyboard.type(text)
        desk.keyboard.press("Enter")
        keys += len(text) + 1
    assert keys <= 45
    wait_for_answer(desk)
    services = [
        {"code": "97110", "therapist_minutes": 20},
        {"code": "97116", "assistant_minutes": 10},
        {"code": "97140", "therapist_minutes": 8},
    ]
    assert sent_visit(desk)["services"] == services
    assert shown_lines(desk) == computed_lines({**MEDICARE, "services": services})
    assert desk.locator("[aria-invalid]").count() == 0


@pytest.mark.parametrize("typed", ["PTA gait 10", "gait 10a by the therapist"])
def test_whose_minutes_they_are_is_asked_where_it_is_not_clear(desk: Page, site_url: str, typed: str) -> None:
    start(desk, site_url)
    desk.keyboard.insert_text(typed)
    desk.keyboard.press("Enter")
    desk.get_by_label("Payer").focus()
    expect(desk.get_by_role("group", name="Service 1").get_by_label("Code or name")).to_have_value(typed)
    expect(desk.locator(".rc-row").first).to_contain_text("whose minutes")
    assert shown_lines(desk) == []


def paste(page: Page, text: str) -> None:
    """Paste a text into the field that has the focus."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_rows_of_one_day_bring_their_day(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    paste(desk, "Date\tCode\tMinutes\n4/5/2026\t97110\t33\n4/5/2026\t97140\t7")
    wait_for_answer(desk)
    assert sent_visit(desk)["date_of_service"] == "2026-04-05"
    assert [service["code"] for service in sent_visit(desk)["services"]] == ["97110", "97140"]
    expect(desk.locator(".rc-other")).to_have_text("The date of service is that of the rows: 2026-04-05.")


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
    one = sent_visit(desk)
    assert one["date_of_service"] == "2026-03-02"
    assert one["services"] == [{"code": "97110", "minutes": 20}, {"code": "97112", "minutes": 10}]
    question.get_by_role("button", name=re.compile("97140 20")).click()
    wait_for_answer(desk)
    other = sent_visit(desk)
    assert other["date_of_service"] == "2026-03-04"
    assert other["services"] == [{"code": "97140", "minutes": 20}]
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


def test_units_that_were_billed_go_to_the_billed_lines(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("97110-GP x2, 97140 x 1\n")
    desk.locator(".rc-ask").get_by_role("button", name=re.compile("billed")).click()
    billed = desk.get_by_label("Lines as billed")
    expect(billed).to_have_value("97110 GP 2\n97140 1")
    expect(billed).to_be_focused()
    assert sent_visit(desk)["services"] == []


def test_what_is_entered_at_once_takes_the_place_of_the_example(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}calculator/")
    code = page.get_by_role("group", name="Service 1").get_by_label("Code or name")
    code.fill("exercise 20")
    code.press("Enter")
    wait_for_answer(page)
    assert sent_visit(page)["services"] == [{"code": "97110", "minutes": 20}]
    assert sent_visit(page)["date_of_service"] == page.evaluate("new Date().toLocaleDateString('sv')")
    expect(page.locator(".rc-sample")).to_be_hidden()


def test_undo_skips_words_half_typed(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("exercise 20, ga")
    desk.wait_for_timeout(600)  # longer than the pause after which undo takes note
    desk.keyboard.type("it 10\n")
    wait_for_answer(desk)
    desk.wait_for_timeout(600)
    desk.keyboard.press("Control+z")
    wait_for_answer(desk)
    assert sent_visit(desk)["services"] == []


@pytest.mark.parametrize("row", ["97110\t2\t33", "97110\t9:00\t9:20\t25"])
def test_of_two_numbers_none_is_guessed_to_be_the_minutes(desk: Page, site_url: str, row: str) -> None:
    start(desk, site_url)
    paste(desk, f"{row}\n97140 7")
    desk.get_by_label("Payer").focus()
    code = desk.get_by_role("group", name="Service 1").get_by_label("Code or name")
    expect(code).to_have_value(" ".join(row.split()))
    expect(code).to_have_attribute("aria-invalid", "true")


def test_two_bare_numbers_are_no_times(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("97110\n15-20\n")
    desk.get_by_label("Payer").focus()
    minutes = desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    expect(minutes).to_have_value("15-20")
    expect(minutes).to_have_attribute("aria-invalid", "true")


def test_an_amount_with_a_comma_for_cents_is_refused_not_taken_for_thousands(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    desk.locator(".rc-more").evaluate("fold => { fold.open = true; }")
    used = desk.get_by_label("Used this year")
    used.fill("2,480.50")
    wait_for_answer(desk)
    assert sent_visit(desk)["amount_used"] == "2480.50"
    used.fill("2480,50")
    desk.get_by_label("Payer").focus()
    expect(used).to_have_attribute("aria-invalid", "true")


def test_what_cannot_be_read_of_a_paste_is_kept_and_told(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("97110 33, walk the dog 7")
    desk.keyboard.press("Enter")
    desk.get_by_label("Payer").focus()
    expect(desk.get_by_role("group", name="Service 2").get_by_label("Code or name")).to_have_value("walk the dog")
    expect(desk.get_by_role("group", name="Service 2").get_by_label("Code or name")).to_have_attribute(
        "aria-invalid", "true"
    )


def test_an_end_before_its_start_is_told_and_noon_is_not_guessed(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    minutes = desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    minutes.fill("12:50-1:20")
    minutes.press("Tab")
    desk.get_by_label("Payer").focus()
    expect(minutes).to_have_attribute("aria-invalid", "true")
    minutes.fill("12:50pm-1:20pm")
    minutes.press("Tab")
    expect(minutes).to_have_value("30")
    expect(desk.get_by_role("group", name="Service 1")).to_contain_text("12:50 to 13:20")
    minutes.fill("25")
    minutes.press("Tab")
    wait_for_answer(desk)
    assert sent_visit(desk)["services"] == [{"code": "97110", "minutes": 25}]


def test_arrows_go_to_the_row_above_and_below(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33), ("97140", 7))))
    rows = [
        desk.get_by_role("group", name=f"Service {number}").get_by_label("Minutes", exact=True) for number in (1, 2)
    ]
    rows[0].focus()
    desk.keyboard.press("ArrowDown")
    expect(rows[1]).to_be_focused()
    desk.keyboard.press("ArrowUp")
    expect(rows[0]).to_be_focused()


def test_a_name_of_several_codes_offers_them(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("evaluation")
    desk.keyboard.press("Enter")
    desk.keyboard.type("30")
    desk.get_by_label("Payer").focus()
    desk.get_by_role("button", name=re.compile("^97162 ")).click()
    wait_for_answer(desk)
    assert sent_visit(desk)["services"] == [{"code": "97162", "minutes": 30}]


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


def test_back_brings_the_visit_before_starting_over(desk: Page, site_url: str) -> None:
    two = visit(("97110", 33), ("97140", 7))
    follow(desk, address(site_url, two))
    desk.get_by_role("button", name="Start over").click()
    expect(desk.locator(".rc-empty")).to_be_visible()
    desk.go_back()
    wait_for_answer(desk)
    assert shown_lines(desk) == computed_lines(two)
    desk.go_forward()
    expect(desk.locator(".rc-empty")).to_be_visible()


def test_a_timer_adds_whole_minutes_and_tells_the_seconds_over(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    open_calculator(page, address(site_url, visit(("97110", 10))))
    page.clock.install()
    row = page.get_by_role("group", name="Service 1")
    row.get_by_role("button", name="Start timer").click()
    page.clock.fast_forward(7 * 60 * 1000 + 40_000)
    row.get_by_role("button", name=re.compile("Stop timer")).click()
    expect(row.get_by_label("Minutes", exact=True)).to_have_value("17")
    expect(row).to_contain_text("7 minutes added; 40 seconds over, with which the timer goes on")
    row.get_by_role("button", name="Start timer").click()
    page.clock.fast_forward(20_000)
    row.get_by_role("button", name=re.compile("Stop timer 1:00")).click()
    expect(row.get_by_label("Minutes", exact=True)).to_have_value("18")
    expect(row).to_contain_text("1 minute added")
    expect(row).not_to_contain_text("over")


def test_a_running_timer_outlives_undo(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
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
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    part.evaluate("link => link.click()")
    page.wait_for_url(f"**/calculator/#{name}")
    page.go_back()
    page.wait_for_url("**/calculator/#v=*")
    page.wait_for_timeout(500)  # a page that is put in anew would come meanwhile
    assert [url for url in asked if url.endswith("/calculator/")] == []
    page.get_by_role("button", name=re.compile("Stop timer")).click()
    assert shown_lines(page) == [["97110", "GP", "1"]]


def test_lines_as_billed_are_answered_where_they_are_entered(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("97530 30, 97110 15a\n")
    desk.get_by_label("Date of service").fill("2026-10-05")  # a day that the loaded tables of pairs are for
    desk.get_by_text("Check lines before they are sent").click()
    billed = desk.get_by_label("Lines as billed")
    fold = desk.locator(".rc-audit")
    billed.fill("97530 GP 2 units, 97110 GP 1 unit")  # with a comma, as services are entered
    wait_for_answer(desk)
    expect(fold.get_by_role("button")).to_have_text("1 error in these lines")
    expect(desk.locator(".rc-found")).to_contain_text("1 error in the lines as billed")
    fold.get_by_role("button").click()
    expect(desk.locator(".rc-findings")).to_be_focused()
    says = "Billed line 2: 97110: by the minutes 1 of 1 unit must carry CQ; none billed with it."
    expect(desk.locator(".rc-findings")).to_contain_text(says)
    billed.fill("97530 GP 2\n97110 GP CQ 1")
    wait_for_answer(desk)
    expect(fold.locator("p.rc-hint").last).to_contain_text("Nothing was found against the lines as billed.")
    expect(desk.locator(".rc-found")).to_have_text("Nothing was found against the lines as billed.")


def test_lines_that_might_need_kx_say_that_it_is_not_known(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    hint = desk.locator(".rc-without-kx")
    expect(hint).to_have_text("The amount used this year was not given, so no line carries KX.")
    follow(desk, address(site_url, visit(("97110", 33)) | {"amount_used": "100.00"}))
    expect(hint).to_have_count(0)


def test_nobody_bills_the_example_or_its_day(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}calculator/")
    sample = page.locator(".rc-sample")
    day = page.get_by_label("Date of service")
    of_example = day.input_value()
    expect(sample).to_contain_text("This is an example, not your visit.")
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("20")
    expect(sample).to_contain_text(f"the date of service, {of_example}, and 97140 are the example's.")
    day.fill("2026-05-04")
    expect(sample).to_contain_text("Check what you did not change: 97140 is the example's.")
    page.get_by_role("group", name="Service 2").get_by_label("Minutes", exact=True).fill("8")
    expect(sample).to_be_hidden()
    page.get_by_role("button", name="Start over").click()
    expect(day).to_have_value("2026-05-04")
    page.goto(site_url)
    page.goto(f"{site_url}calculator/")
    page.get_by_role("button", name="Start with an empty form").click()
    expect(day).to_have_value(page.evaluate("new Date().toLocaleDateString('sv')"))
    expect(sample).to_be_hidden()
    expect(page.get_by_role("group", name="Service 1").get_by_label("Code or name")).to_be_focused()


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


def test_a_screen_reader_hears_of_findings_too(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    spoken = desk.locator(".rc-spoken")
    expect(spoken).to_have_text("97110 GP: 2 units. ")
    desk.get_by_role("group", name="Service 1").get_by_label("Code or name").fill("97014")
    wait_for_answer(desk)
    expect(spoken).to_contain_text("1 error")


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


def test_codes_are_kept_only_when_the_user_asks(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    open_calculator(page, address(site_url, visit(("97110", 33))))
    stored = "() => Object.keys(localStorage).filter(name => name.startsWith('rehab-rules-codes'))"
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("20")
    page.wait_for_timeout(600)  # longer than the pause after which codes would be noted
    assert page.evaluate(stored) == []
    page.get_by_text("Your own codes and fees").click()
    page.get_by_label("Remember my codes in this browser").check()
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("25")
    expect(page.get_by_role("button", name="97110 Therapeutic exercise")).to_be_visible()
    page.get_by_role("button", name="☆ Favorite").click()
    expect(page.get_by_role("button", name="★ 97110")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="★ 97110").click()
    expect(page.get_by_role("group", name="Service 2").get_by_label("Minutes", exact=True)).to_be_focused()
    page.get_by_text("Your own codes and fees").click()
    page.get_by_label("Remember my codes in this browser").uncheck()
    assert page.evaluate(stored) == []
    expect(page.locator(".rc-mine")).to_be_hidden()


# --- the answer -------------------------------------------------------------------------------------------------------


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


def test_both_rules_stand_side_by_side_with_the_payers_own(desk: Page, site_url: str) -> None:
    for payer, followed in (("medicare-part-b", 1), ("midpoint", 2), ("tricare", None)):
        one = visit(("97110", 33), ("97140", 7), payer=payer)
        follow(desk, address(site_url, one))
        both = desk.locator(".rc-both")
        cells = both.locator("tr", has_text="Timed units").locator("td").all_text_contents()
        assert cells == ["3", "2"]
        heads = both.locator("thead th").all_text_contents()
        assert [place for place, head in enumerate(heads) if "this payer" in head] == ([followed] if followed else [])
        expect(both).to_contain_text(calculate(one)["both_rules"]["says"])
    expect(desk.locator(".rc-both")).to_contain_text("We don't know how TRICARE counts units")
    follow(desk, address(site_url, visit(("97110", 33), ("97140", 7))))
    expect(desk.locator(".rc-both")).to_contain_text("Another unit would begin with 13 more minutes of the pool")


def test_the_picture_tells_persons_by_pattern_and_in_words(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, MIXED))
    drawing = desk.locator(".rc-drawing")
    expect(drawing).to_have_attribute(
        "aria-label",
        "97110: 45 minutes (23 by the therapist and 22 by the assistant), 3 units; 97140: 20 minutes, 1 unit",
    )
    assert drawing.locator("pattern").count() == 1
    assert drawing.locator("text", has_text="unit 3 CQ").count() == 1
    assert drawing.locator("text", has_text="no unit").count() >= 1
    follow(desk, address(site_url, visit(("97161", 30))))
    expect(desk.locator(".rc-drawing")).to_have_count(0)


def test_a_choice_is_in_link_copy_and_print(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, TIE))
    desk.get_by_role("button", name="Take 97110 instead").click()
    wait_for_answer(desk)
    desk.get_by_role("button", name="Copy link").click()
    expect(desk.locator(".rc-edition")).to_contain_text("Link copied")
    assert "choose%22%3A%5B%2297110" in copied(desk)
    desk.get_by_role("button", name="Text", exact=True).click()
    expect(desk.locator(".rc-copy")).to_contain_text("Text copied")
    assert "Choice: 97110 of 97112, 97110" in copied(desk)
    desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (
        "Chosen in a tie97110" in desk.locator(".rc-sheet").inner_text()
        or "97110" in desk.locator(".rs-facts").text_content()
    )  # type: ignore[operator]


def test_the_answer_is_announced_and_findings_come_worst_first(desk: Page, site_url: str) -> None:
    one = visit(("97530", 16), ("97116", 12), billed=[{"code": "97530", "units": 3, "modifiers": ["GO"]}])
    follow(desk, address(site_url, one))
    kinds = desk.locator(".rc-finding").evaluate_all(
        "all => all.map(each => ['rc-error', 'rc-warning', 'rc-info'].findIndex(kind => each.classList.contains(kind)))"
    )
    assert kinds == sorted(kinds)
    assert len(set(kinds)) > 1
    expect(desk.locator(".rc-spoken")).to_contain_text("97530")
    assert desk.locator(".rc-finding a", has_text="More").count() == len(kinds)


# --- the year, and fees -------------------------------------------------------------------------------------------------


def test_the_year_adds_visits_tells_where_kx_starts_and_goes_into_a_file(
    context: BrowserContext, site_url: str, tmp_path: Path
) -> None:
    page = context.new_page()
    one = visit(("97110", 33), ("97140", 20), amount_used="2350.00", locality="13202-01")
    open_calculator(page, address(site_url, one))
    page.get_by_text("The patient's year").click()
    year = page.locator(".rc-year")
    expect(year).to_contain_text("KX from 2,480.00")
    expect(year).not_to_contain_text("KX starts")
    allowed = calculate(one)["payment"]["allowed"]
    year.get_by_role("button", name="Add this visit").click()
    wait_for_answer(page)
    used = f"{2350 + float(allowed):.2f}"
    assert sent_visit(page) == {**one, "amount_used": used, "services": []}, "it would be counted twice"
    expect(page.get_by_role("group", name="Service 1").get_by_label("Code or name")).to_be_focused()
    page.keyboard.type("97110 33, 97140 20\n")
    wait_for_answer(page)
    second = calculate({**one, "amount_used": used})
    first = next(number for number, line in enumerate(second["lines"], 1) if "KX" in line["modifiers"])
    expect(year).to_contain_text(f"KX starts at line {first}")
    with page.expect_download() as download:
        year.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "year.json"
    download.value.save_as(file)
    saved = json.loads(file.read_text())
    assert saved["used"] == {"PT-SLP": used, "OT": "0.00"}
    assert saved["visits"] == [{"date_of_service": "2026-03-02", "discipline": "PT", "allowed": allowed}]
    page.get_by_label("Plan of care").select_option("OT")
    wait_for_answer(page)
    assert "amount_used" not in sent_visit(page), "occupational therapy has a bucket of its own"
    page.get_by_label("Plan of care").select_option("PT")
    wait_for_answer(page)
    assert sent_visit(page)["amount_used"] == used
    page.get_by_label("Used this year").fill("0")
    year.get_by_label("Open a saved year").set_input_files(file)
    expect(year).to_contain_text("Opened: 1 visit.")
    wait_for_answer(page)
    assert sent_visit(page)["amount_used"] == used
    year.get_by_label("Open a saved year").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": b"[]"}
    )
    expect(year).to_contain_text("could not be opened")
    expect(year.locator("li")).to_contain_text([f"2026-03-02, PT: {allowed}"])
    year.get_by_role("button", name="Take out the visit of 2026-03-02").click()
    wait_for_answer(page)
    assert sent_visit(page)["amount_used"] == "2350.00"
    expect(year.locator("li")).to_have_count(0)
    year.get_by_label("Open a saved year").set_input_files(file)
    expect(year).to_contain_text("Opened: 1 visit.")
    page.get_by_label("Date of service").fill("2025-03-03")
    expect(year).to_contain_text("These amounts were added up for 2026")
    page.get_by_label("Used this year").fill("12")
    year.get_by_label("Open a saved year").set_input_files(file)
    expect(year).to_contain_text("Not opened: the file is of 2026")
    wait_for_answer(page)
    assert sent_visit(page)["amount_used"] == "12"


def test_minutes_of_one_person_leave_those_of_the_other(desk: Page, site_url: str) -> None:
    services = [{"code": "97110", "therapist_minutes": 15}]
    follow(desk, address(site_url, {**MEDICARE, "services": services}))
    field = desk.get_by_role("group", name="Service 1").get_by_label("Assistant", exact=True)
    field.fill("8a")
    field.press("Enter")
    wait_for_answer(desk)
    assert sent_visit(desk)["services"] == [{"code": "97110", "therapist_minutes": 15, "assistant_minutes": 8}]


def test_times_go_when_the_minutes_are_changed_otherwise(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("97110 9:00-9:20\n")
    assert sent_visit(desk)["services"][0]["start"] == "09:00"
    desk.get_by_role("group", name="Service 1").locator(".rc-step").last.evaluate("button => button.click()")
    wait_for_answer(desk)
    assert sent_visit(desk)["services"] == [{"code": "97110", "minutes": 21}]


def test_another_patient_begins_at_nothing_in_both_buckets(desk: Page, site_url: str) -> None:
    one = visit(("97110", 33), amount_used="100.00", locality="15202-00", apm=True, participating=False)
    follow(desk, address(site_url, one))
    wait_for_answer(desk)
    year = desk.locator(".rc-year")
    desk.locator(".rc-standing").evaluate("fold => { fold.open = true; }")
    year.get_by_role("button", name="Add this visit").click()
    desk.get_by_label("Plan of care").select_option("OT")
    expect(year).to_contain_text("Physical therapy and speech therapy: 1")
    desk.get_by_role("button", name="Start over").click()
    expect(year).to_contain_text("Physical therapy and speech therapy: 0.00")
    expect(year).to_contain_text("Occupational therapy: 0.00")
    practice = {**MEDICARE, "discipline": "OT", "locality": "15202-00", "apm": True, "participating": False}
    assert sent_visit(desk) == {**practice, "services": []}


def test_what_decides_amounts_beside_the_place_is_entered_in_the_form(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33), locality="15202-00")))
    desk.get_by_label("Qualifying participant").check()
    desk.get_by_label("does not participate").check()
    others = desk.get_by_label("Other therapy lines of the day")
    others.fill("97530 GO 2\n97535 1")
    desk.get_by_label("Deductible left").focus()
    problem = others.locator("xpath=following-sibling::*[contains(@class, 'rc-wrong')]")
    expect(problem).to_have_text("Each line needs GP, GO or GN, which tells whose it is.")
    others.fill("97530 GO 2\n92507 GN 1\n97535 GO CO 1")
    wait_for_answer(desk)
    expect(problem).to_be_empty()
    whole = visit(("97110", 33), locality="15202-00", apm=True, participating=False)
    whole["other_visits"] = [
        {
            "discipline": "OT",
            "lines": [
                {"code": "97530", "units": 2, "modifiers": ["GO"]},
                {"code": "97535", "units": 1, "modifiers": ["GO", "CO"]},
            ],
        },
        {"discipline": "SLP", "lines": [{"code": "92507", "units": 1, "modifiers": ["GN"]}]},
    ]
    assert sent_visit(desk) == whole
    payment = calculate(whole)["payment"]
    expect(desk.locator(".rc-payment tfoot td").first).to_have_text(payment["allowed"])
    follow(desk, address(site_url, whole))
    expect(others).to_have_value("97530 GO 2\n97535 GO CO 1\n92507 GN 1")
    expect(desk.locator(".rc-carried")).to_have_count(0)
    whole["other_visits"][1]["start"], whole["other_visits"][1]["stop"] = "09:00", "09:30"
    follow(desk, address(site_url, whole))
    expect(others).to_have_value("")
    expect(desk.locator(".rc-carried")).to_contain_text("other visits")
    assert sent_visit(desk) == whole


def test_every_problem_of_billed_lines_names_its_line(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    desk.locator(".rc-audit").evaluate("fold => { fold.open = true; }")
    billed = desk.get_by_label("Lines as billed")
    billed.fill("97110 GP 2\n\n97140 GP\n97112 GP two")
    desk.get_by_label("Payer").focus()
    wrong = billed.locator("xpath=following-sibling::*[contains(@class, 'rc-wrong')]")
    for line in (3, 4):
        expect(wrong).to_contain_text(f"Line {line}: ")
    for line in (1, 2):
        expect(wrong).not_to_contain_text(f"Line {line}: ")
    expect(desk.locator(".rc-amiss")).to_have_text("2 problems in the form")


@pytest.mark.parametrize("name", ["Text", "CSV", "CMS-1500 line"])
def test_what_the_page_copies_is_read_as_billed_lines(desk: Page, site_url: str, name: str) -> None:
    one = {**TIE, "place_of_service": "11"}
    follow(desk, address(site_url, one))
    desk.get_by_role("button", name=name, exact=True).click()
    expect(desk.locator(".rc-copy")).to_contain_text("copied")
    desk.locator(".rc-audit").evaluate("fold => { fold.open = true; }")
    desk.get_by_label("Lines as billed").fill(copied(desk))
    wait_for_answer(desk)
    lines = [{key: line[key] for key in ("code", "units", "modifiers")} for line in calculate(one)["lines"]]
    assert sent_visit(desk)["billed"] == lines
    expect(desk.locator(".rc-audit")).to_contain_text("Nothing was found")


def test_an_own_fee_table_gives_amounts_for_any_payer(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    requests: list[str] = []
    open_calculator(page, address(site_url, visit(("97110", 33), ("97140", 7), ("97161", 30), payer="midpoint")))
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_text("Your own codes and fees").click()
    table = b'code,fee\n97110,35.10\n97140,"1,000.05"\nnonsense\n97110,36\n'
    page.get_by_label("Fee table").set_input_files({"name": "fees.csv", "mimeType": "text/csv", "buffer": table})
    wait_for_answer(page)
    amounts = page.locator(".rc-payment", has_text="At your fees")
    expect(amounts).to_contain_text("fees.csv")
    expect(amounts.locator("tr", has_text="97110")).to_contain_text("70.20")
    expect(amounts.locator("tr", has_text="97161")).to_contain_text("not in your table")
    expect(amounts.locator("tfoot")).to_contain_text("70.20")
    expect(amounts).to_contain_text("pooled 1,070.25, midpoint 70.20")
    expect(page.locator(".rc-own")).to_contain_text("Line 4: found “nonsense”")
    expect(page.locator(".rc-own")).to_contain_text("97110 has another amount above")
    for table in (
        b"97110;35.10;\n97140;1,000.05",
        b"Fees of 2026\n97110,35.10\n97140,1000.05",
        b"Code,Service,Fee,Units\n97110,Exercise,35.10,4\n97140,Manual,1000.05,4",
    ):
        page.get_by_label("Fee table").set_input_files({"name": "b.csv", "mimeType": "text/csv", "buffer": table})
        expect(page.locator(".rc-own")).to_contain_text("2 fees read from b.csv")
        expect(amounts).to_contain_text("pooled 1,070.25, midpoint 70.20")
    for table, problem in (
        (b"97110;35,50", "Line 1: found “97110;35,50”, expected a code and an amount"),
        (b"97110,4,35.10", "Line 1: found 2 amounts for 97110, expected one"),
    ):
        page.get_by_label("Fee table").set_input_files({"name": "c.csv", "mimeType": "text/csv", "buffer": table})
        expect(page.locator(".rc-own")).to_contain_text(problem)
    assert [url for url in requests if not re.search(r"qr\.mjs|favicon", url)] == []


# --- the audit sheet ------------------------------------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


PAID = {
    **MEDICARE,
    "locality": "13202-01",
    "services": [
        {"code": "97110", "therapist_minutes": 20},
        {"code": "97116", "assistant_minutes": 10},
        {"code": "97140", "therapist_minutes": 8},
    ],
}
"""A therapist and an assistant, with amounts."""


@pytest.mark.parametrize(
    "one", [visit(("97110", 33), ("97140", 7)), TIE, MIXED, PAID], ids=["simple", "tie", "assistant", "amounts"]
)
def test_the_audit_sheet_is_one_page_with_all_that_an_auditor_asks(
    desk: Page, site_url: str, one: dict[str, Any]
) -> None:
    follow(desk, address(site_url, one))
    expect(desk.locator(".rc-then .rc-steps")).to_be_visible()
    desk.wait_for_timeout(300)  # the module that draws the code
    assert pages_of(desk.pdf(format="Letter", prefer_css_page_size=True)) == 1
    sheet = desk.locator(".rc-sheet")
    text = sheet.text_content() or ""
    result = calculate(one)
    for line in result["lines"]:
        assert line["code"] in text
    for step in result["steps"]:
        if not step["gives"].startswith("a finding"):
            assert step["gives"] in text
    assert result["both_rules"]["says"] in text
    assert f"edition {result['edition']}, fingerprint {fingerprint(bundle.dumps(default_rules()))}" in text
    assert re.search(r"read 20\d\d-\d\d-\d\d", text)
    last = sheet.locator(".rs-sources li").count()
    referred = {
        int(number) for each in sheet.locator(".rs-refer").all_inner_texts() for number in re.findall(r"\d+", each)
    }
    assert referred == set(range(1, last + 1)), "each source is referred to, and each number leads to one"
    assert address(site_url, one).split("#")[0] in text
    assert "signature" in text
    assert "name" not in text.lower()
    assert sheet.locator("svg.rs-qr path").count() == 1


def test_the_sheet_tells_also_what_the_form_does_not_show(desk: Page, site_url: str) -> None:
    one = visit(("97110", 33), diagnoses=["M25.561"], place_of_service="11")
    one["services"][0]["furnished_by"] = "therapist"
    assert "errors" not in calculate(one)
    follow(desk, address(site_url, one))
    wait_for_answer(desk)
    desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    facts = desk.locator(".rc-sheet .rs-facts").text_content() or ""
    assert "DiagnosesM25.561" in facts
    assert "Place of service11" in facts
    assert "33, furnished by therapist" in (desk.locator(".rc-sheet table").first.text_content() or "")
    desk.evaluate("dispatchEvent(new Event('afterprint'))")


def test_only_the_sheet_is_printed_also_in_the_dark_scheme(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, MIXED))
    desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    desk.emulate_media(media="print", color_scheme="dark")
    expect(desk.locator(".rc-sheet")).to_be_visible()
    expect(desk.locator(".rc-form")).to_be_hidden()
    expect(desk.locator(".rc-sheet li").first).to_have_css("color", "rgb(0, 0, 0)")
    desk.emulate_media(media="screen", color_scheme="light")


def test_the_sheet_names_the_rules_that_answered_also_where_they_are_newer_than_the_page(
    page: Page, site_url: str
) -> None:
    mine = fingerprint(bundle.dumps(default_rules()))

    def newer(route: Route) -> None:
        route.fulfill(body=route.fetch().text().replace(mine, "0123456789ab"), content_type="text/javascript")

    page.route("**/assets/calculator/engine.js", newer)
    open_calculator(page, address(site_url, visit(("97110", 33))))
    expect(page.locator(".rc-edition")).to_contain_text("Rules: newer than this page, fingerprint 0123456789ab.")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    text = page.locator(".rc-sheet").text_content() or ""
    assert "fingerprint 0123456789ab" in text
    assert mine not in text
    page.unroute("**/assets/calculator/engine.js")
    page.get_by_role("button", name="Reload").click()
    wait_for_answer(page)
    expect(page.locator(".rc-edition")).to_contain_text(
        f"edition {default_rules().edition.edition}, fingerprint {mine}"
    )
    assert shown_lines(page) == [["97110", "GP", "2"]]


def test_newer_rules_do_not_take_a_running_timer_away(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    renewed = "() => document.dispatchEvent(new CustomEvent('rehab-renewed', { cancelable: true }))"
    assert desk.evaluate(renewed), "nothing would be lost: the page may load anew"
    desk.get_by_role("button", name="Start timer").click()
    assert not desk.evaluate(renewed)
    expect(desk.locator(".rc-edition")).to_contain_text("Rules: the site has newer ones now.")
    expect(desk.locator(".rc-edition").get_by_role("button", name="Reload")).to_be_visible()
    desk.get_by_role("button", name=re.compile("Stop timer")).click()


def test_printing_asks_nobody_for_anything(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    open_calculator(page, address(site_url, MIXED))
    expect(page.locator(".rc-then .rc-steps")).to_be_visible()
    page.wait_for_load_state("networkidle")  # the module that draws the code has come
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    page.get_by_role("button", name="Print as an audit sheet").click()
    expect(page.locator(".rc-sheet .rs-qr")).to_have_count(1)
    page.pdf(prefer_css_page_size=True)
    page.wait_for_timeout(300)
    assert requests == []


def test_a_worker_that_dies_loses_nothing_that_was_typed(page: Page, site_url: str) -> None:
    page.add_init_script(
        "window.Worker = class extends Worker { constructor(...all) { super(...all); (window.all ??= []).push(this); } };"
    )
    open_calculator(page, address(site_url, visit(("97110", 33))))
    page.evaluate(
        """async (engine) => {
            (await import(engine)).limits.call = 300;
            for (const worker of all) worker.terminate();
        }""",
        f"{site_url}assets/calculator/engine.js",
    )
    minutes = page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    minutes.fill("20")
    expect(page.locator(".rc-failed")).to_contain_text("The calculator did not answer in time.")
    expect(page.locator(".rc-failed")).to_contain_text("What you entered is kept.")
    expect(minutes).to_have_value("20")
    page.evaluate(
        "async (engine) => { (await import(engine)).limits.call = 15000; }", f"{site_url}assets/calculator/engine.js"
    )
    page.get_by_role("button", name="Try again").click()
    wait_for_answer(page)
    assert shown_lines(page) == [["97110", "GP", "1"]]


# --- links that mean harm -----------------------------------------------------------------------------------------------

HOSTILE = {
    "markup": {
        **MEDICARE,
        "services": [{"code": "<img src=x onerror=alert(1)>", "minutes": "<script>alert(1)</script>"}],
    },
    "huge numbers": {**MEDICARE, "services": [{"code": "97110", "minutes": 1e308}], "amount_used": "9" * 400},
    "many services": {**MEDICARE, "services": [{"code": "97110", "minutes": 1}] * 5000},
    **{
        f"a field called {name}": {**visit(("97110", 33)), name: 1}
        for name in ("constructor", "toString", "__proto__", "valueOf", "hasOwnProperty")
    },
    "wrong kinds": {**MEDICARE, "services": [None, 5, {"code": {"a": []}, "minutes": [1]}], "billed": [7, None, "x"]},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_does_no_harm(desk: Page, site_url: str, name: str) -> None:
    failures: list[str] = []
    desk.on("pageerror", lambda error: failures.append(str(error)))
    desk.on("dialog", lambda dialog: failures.append(dialog.message))
    follow(desk, address(site_url, HOSTILE[name]))
    expect(desk.get_by_label("Payer")).to_be_visible()
    assert desk.locator("rehab-calculator img, rehab-calculator .rc script").count() == 0
    follow(desk, address(site_url, visit(("97110", 33))))
    assert shown_lines(desk) == [["97110", "GP", "2"]]
    assert failures == []


def test_no_name_of_an_object_s_member_stops_the_form(desk: Page, site_url: str) -> None:
    """A link may use them as field, value or code; the form says so and goes on."""
    failures: list[str] = []
    desk.on("pageerror", lambda error: failures.append(str(error)))
    names = desk.evaluate("Object.getOwnPropertyNames(Object.prototype)")
    assert {"constructor", "__proto__", "toString"} <= set(names)
    good = visit(("97110", 33))
    for name in names:
        service = {"code": name, "minutes": 20, name: 1}
        for one in (
            {**good, name: 1},
            {**good, "services": [service], "billed": [{"code": name, "units": 1, "modifiers": [name]}]},
            {**good, "payer": name, "discipline": name, "setting": name, "locality": name},
        ):
            follow(desk, address(site_url, one))
            expect(desk.locator(".rc-result")).to_have_attribute("aria-busy", "false")
            expect(desk.locator(".rc-amiss")).to_be_visible()
    follow(desk, address(site_url, {**good, "constructor": 1}))
    minutes = desk.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    minutes.fill("20")
    expect(desk.locator(".rc-result")).to_have_attribute("aria-busy", "false")
    desk.get_by_role("button", name="Leave out").click()
    wait_for_answer(desk)
    assert shown_lines(desk) == [["97110", "GP", "1"]]
    assert failures == []


def test_a_deeply_nested_link_is_refused_with_a_word(desk: Page, site_url: str) -> None:
    failures: list[str] = []
    desk.on("pageerror", lambda error: failures.append(str(error)))
    for depth in (3000, 9000):  # both can be read; the second would overflow when written
        deep = "[" * depth + "]" * depth
        desk.goto(site_url + "calculator/#v=" + quote('{"x": ' + deep + "}", safe="[]"))
        expect(desk.get_by_label("Payer")).to_be_visible()
        expect(desk.locator(".rc-other")).to_contain_text("nested more than 20 deep")
    assert failures == []
    follow(desk, address(site_url, visit(("97110", 33))))
    assert shown_lines(desk) == [["97110", "GP", "2"]]


# --- first paint, and looks -----------------------------------------------------------------------------------------------


def test_the_first_answer_is_there_before_anything_is_loaded(page: Page, site_url: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{site_url}calculator/")
    wait_for_answer(page)
    example = json.loads(page.locator("#rehab-data").evaluate("node => node.content.textContent"))["visit"]
    assert shown_lines(page) == computed_lines(example)
    page.wait_for_timeout(500)
    assert [url for url in requests if re.search(r"assets/calculator/[0-9a-f]{16}/", url)] == []
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("8")
    expect(page.locator(".rc-stale")).to_contain_text("The entry has changed since")
    wait_for_answer(page)
    example["services"][0]["minutes"] = 8
    assert shown_lines(page) == computed_lines(example)


def test_a_link_to_an_example_shows_its_lines_before_python_is_there(page: Page, site_url: str) -> None:
    page.route("**/pyodide.asm.wasm", lambda route: None)  # never answers
    page.goto(f"{site_url}codes/97116/")
    page.get_by_role("link", name=re.compile("try it", re.IGNORECASE)).first.click()
    page.wait_for_url(re.compile(r"/calculator/#v="))
    expect(page.locator(".rc-claim")).to_be_visible()
    assert shown_lines(page) == computed_lines(sent_visit(page))
    expect(page.locator(".rc-result")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".rc-steps")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_fold_and_the_sheet_are_accessible(desk: Page, site_url: str, scheme: Any, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    follow(desk, address(site_url, {**MIXED, "amount_used": "2470.00", "locality": "13202-01"}))
    desk.evaluate("document.querySelectorAll('rehab-calculator details').forEach(fold => { fold.open = true; })")
    assert faults(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.emulate_media(color_scheme="light")
