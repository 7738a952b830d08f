"""The audit sheet on paper, and which rules it names."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from calculator import calculate, default_rules
from calculator.reading import bundle
from sitegen.pyodide.python_archive import fingerprint
from tests.support.calculator import (
    MEDICARE,
    MIXED,
    TIE,
    address,
    follow,
    open_calculator,
    shown_lines,
    visit,
    wait_for_answer,
)

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


@pytest.mark.parametrize("one", [{**TIE, "choose": ["97110"]}, PAID], ids=["tie", "amounts"])
def test_the_audit_sheet_is_one_page_with_all_that_an_auditor_asks(
    desk: Page, site_url: str, one: dict[str, Any]
) -> None:
    follow(desk, address(site_url, one))
    expect(desk.locator(".rc-then .rc-steps")).to_be_visible()
    desk.wait_for_load_state("networkidle")  # the module that draws the code
    pdf = desk.pdf(format="Letter", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    sheet = desk.locator(".rc-sheet")
    text = sheet.text_content() or ""
    result = calculate(one)
    for line in result["lines"]:
        assert line["code"] in text
    for step in result["steps"]:
        if step["kind"] != "finding":
            assert step["gives"] in text
    assert result["both_rules"]["says"] in text
    for code in one.get("choose", ()):
        assert code in (sheet.locator(".rs-facts").text_content() or "")
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


def test_printing_asks_nobody_for_anything(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    expect(page.locator(".rc-then .rc-steps")).to_be_visible()
    page.wait_for_load_state("networkidle")  # the module that draws the code has come
    requests: list[str] = []
    page.context.on("request", lambda request: requests.append(request.url))
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    page.get_by_role("button", name="Print as an audit sheet").click()
    expect(page.locator(".rc-sheet .rs-qr")).to_have_count(1)
    page.pdf(prefer_css_page_size=True)
    page.wait_for_load_state("networkidle")
    assert requests == []
