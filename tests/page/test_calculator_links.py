"""A visit in the address: read, written, kept, and links that mean harm."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from tests.support.calculator import (
    MEDICARE,
    MIXED,
    address,
    computed_lines,
    follow,
    open_calculator,
    sent_visit,
    shown_lines,
    visit,
    wait_for_answer,
)


def test_a_link_fills_the_form_and_typing_takes_the_visit_out_of_the_address(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    expect(page.get_by_role("group", name="Service 1").get_by_label("Assistant", exact=True)).to_have_value("22")
    assert shown_lines(page) == computed_lines(MIXED)
    length = page.evaluate("history.length")
    page.get_by_role("group", name="Service 2").get_by_label("Therapist", exact=True).fill("7")
    wait_for_answer(page)
    assert sent_visit(page)["services"][1] == {"code": "97140", "therapist_minutes": 7}
    assert page.url == f"{site_url}calculator/"
    assert page.evaluate("[history.length, sessionStorage.length]") == [length, 0]
    page.reload()
    expect(page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)).to_have_value("")


def test_a_link_that_cannot_be_read_gives_an_empty_form_and_says_so(desk: Page, site_url: str) -> None:
    follow(desk, f"{site_url}calculator/#v=%7Bbroken")
    expect(desk.locator(".rc-errors")).to_contain_text("could not be read")
    row = desk.get_by_role("group", name="Service 1")
    expect(row.get_by_label("Minutes")).to_have_value("")
    row.get_by_label("Code or name").fill("97110")
    row.get_by_label("Minutes").fill("38")
    expect(desk.locator(".rc-errors")).to_have_count(0)


def test_a_faulty_link_shows_no_answer_to_another_visit(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, MIXED))
    follow(desk, address(site_url, {**MIXED, "services": [{"code": "97110", "minutes": -1}]}))
    expect(desk.locator(".default-visit")).to_have_count(0)
    assert shown_lines(desk) == []


def test_what_the_form_does_not_show_is_kept_and_named(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, {**MIXED, "diagnoses": ["M54.50"]}))
    expect(desk.locator(".rc-carried")).to_contain_text("diagnoses M54.50")
    desk.get_by_role("group", name="Service 2").get_by_label("Therapist", exact=True).fill("9")
    wait_for_answer(desk)
    assert sent_visit(desk)["diagnoses"] == ["M54.50"]
    desk.get_by_role("button", name="Leave out").click()
    wait_for_answer(desk)
    assert "diagnoses" not in sent_visit(desk)


def test_a_field_that_nobody_knows_is_told(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, {**MIXED, "payer": "acme", "colour": "red"}))
    expect(desk.locator(".rc-errors")).to_contain_text("unknown field")
    payer = desk.get_by_label("Payer")
    expect(payer).to_have_attribute("aria-invalid", "true")
    expect(payer).to_have_accessible_description(re.compile("Found 'acme'"))


def test_going_back_from_another_page_brings_the_visit(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    page.goto(f"{site_url}codes/")
    page.go_back()
    wait_for_answer(page)
    assert page.locator(".rc-form").count() == 1
    assert shown_lines(page) == computed_lines(MIXED)


def test_a_link_to_an_example_shows_its_lines_before_python_is_there(page: Page, site_url: str) -> None:
    page.route("**/pyodide.asm.wasm", lambda route: None)  # never answers
    page.goto(f"{site_url}codes/97116/")
    page.get_by_role("link", name="Count it").click()
    page.wait_for_url(re.compile(r"/calculator/#v="))
    expect(page.locator(".rc-claim")).to_be_visible()
    assert shown_lines(page) == computed_lines(sent_visit(page))
    expect(page.locator(".rc-result")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".rc-steps")).to_have_count(0)


def test_the_first_answer_is_there_before_anything_is_loaded(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}calculator/")
    page.get_by_role("button", name="Show an example").click()
    example = json.loads(page.locator("#rehab-data").evaluate("node => node.textContent"))["visit"]
    assert shown_lines(page) == computed_lines(example)
    page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True).fill("8")
    wait_for_answer(page)
    example["services"][0]["minutes"] = 8
    example["date_of_service"] = page.get_by_label("Date of service").input_value()
    assert shown_lines(page) == computed_lines(example)


def test_without_javascript_an_answer_is_there(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}calculator/")
    expect(page.locator(".default-visit")).to_contain_text("97110")
    expect(page.locator(".default-visit table")).to_be_visible()
    context.close()


HOSTILE = (
    {**MEDICARE, "services": [{"code": "<img src=x onerror=alert(1)>", "minutes": "<script>alert(1)</script>"}]},
    {**MEDICARE, "services": [{"code": "97110", "minutes": 1}] * 5000},
    {**visit(("97110", 33)), "constructor": 1},
)


def test_a_hostile_link_does_no_harm(desk: Page, site_url: str) -> None:
    failures: list[str] = []
    desk.on("pageerror", lambda error: failures.append(str(error)))
    desk.on("dialog", lambda dialog: failures.append(dialog.message))
    for one in HOSTILE:
        follow(desk, address(site_url, one))
        expect(desk.get_by_label("Payer")).to_be_visible()
        assert desk.locator("rehab-calculator img, rehab-calculator .rc script").count() == 0
        follow(desk, address(site_url, visit(("97110", 33))))
        assert shown_lines(desk) == [["97110", "GP", "2"]]
    deep = quote('{"x": ' + "[" * 9000 + "]" * 9000 + "}", safe="[]")  # it can be read, and would overflow when written
    follow(desk, f"{site_url}calculator/#v={deep}")
    expect(desk.locator(".rc-other")).to_contain_text("nested more than 20 deep")
    assert failures == []
