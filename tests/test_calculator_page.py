"""The calculator as a biller uses it: in a real browser, on the built site."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from calculator import calculate
from tests.test_vectors import VECTORS

pytestmark = pytest.mark.xdist_group("browser")

MIXED = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [
        {"code": "97110", "therapist_minutes": 23, "assistant_minutes": 22},
        {"code": "97140", "therapist_minutes": 20},
    ],
}


def address(site_url: str, visit: Any) -> str:
    """The address that opens the calculator with a visit filled in."""
    return f"{site_url}calculator/#v={quote(json.dumps(visit))}"


def open_calculator(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(".rc-state")).to_be_hidden(timeout=30_000)


def shown_lines(page: Page) -> list[list[str]]:
    """Code, modifiers and units of each claim line on the page."""
    return page.locator("table.rc-lines tbody tr").evaluate_all(
        "rows => rows.map(row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()))"
    )


def computed_lines(visit: dict[str, Any]) -> list[list[str]]:
    return [[line["code"], " ".join(line["modifiers"]), str(line["units"])] for line in calculate(visit)["lines"]]


def type_visit(page: Page, visit: dict[str, Any]) -> None:
    """Enter a visit by hand."""
    page.get_by_label("Payer").select_option(visit["payer"])
    page.get_by_label("Date of service").fill(visit["date_of_service"])
    page.get_by_label("Plan of care").select_option(visit["discipline"])
    page.get_by_role("button", name="Start over").click()
    persons = any("minutes" not in service for service in visit["services"])
    page.get_by_label("An assistant took part").set_checked(persons)
    for position, service in enumerate(visit["services"]):
        if position:
            page.get_by_role("button", name="Add a service").click()
        row = page.get_by_role("group", name=f"Service {position + 1}")
        row.get_by_label("Code or name").fill(service["code"])
        for field, label in (
            ("minutes", "Minutes"),
            ("therapist_minutes", "Therapist"),
            ("assistant_minutes", "Assistant"),
            ("together_minutes", "Together"),
        ):
            if field in service:
                row.get_by_label(label, exact=True).fill(str(service[field]))


TYPED = [vector for vector in VECTORS if vector["id"] in (
    "cms/MAN-20.2-ex1", "cms/WEBPT-OLD-53", "midpoint/MPIQ-97129-45", "assistant/CMS-66min", "assistant/D-multi-3", "assistant/S4PT-5",
)]  # fmt: skip


def test_vectors_typed_into_the_form_give_their_answers(page: Page, site_url: str) -> None:
    open_calculator(page, f"{site_url}calculator/")
    assert len(TYPED) == 6
    for vector in TYPED:
        type_visit(page, vector["visit"])
        expected = computed_lines(vector["visit"])
        page.wait_for_function(
            "expected => JSON.stringify([...document.querySelectorAll('table.rc-lines tbody tr')].map(row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()))) === expected",
            arg=json.dumps(expected, separators=(",", ":")),
        )
        assert shown_lines(page) == expected


def test_a_link_fills_the_form_and_typing_writes_the_link(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    expect(page.get_by_role("group", name="Service 1").get_by_label("Assistant", exact=True)).to_have_value("22")
    assert shown_lines(page) == computed_lines(MIXED)
    page.get_by_role("group", name="Service 2").get_by_label("Therapist", exact=True).fill("7")
    page.wait_for_function("() => decodeURIComponent(location.hash).includes('\"therapist_minutes\":7}')")
    page.reload()
    expect(page.get_by_role("group", name="Service 2").get_by_label("Therapist", exact=True)).to_have_value("7")


@pytest.mark.parametrize(
    "fragment", ["%7Bbroken", "5", quote('{"services": "none", "payer": 7}')], ids=["no-json", "no-visit", "odd"]
)
def test_a_broken_link_is_told_and_harms_nothing(page: Page, site_url: str, fragment: str) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    open_calculator(page, f"{site_url}calculator/#v={fragment}")
    expect(page.get_by_label("Payer")).to_be_visible()
    assert failures == []


def test_a_tie_can_be_taken_the_other_way(page: Page, site_url: str) -> None:
    tie = {**MIXED, "services": [{"code": "97112", "minutes": 20}, {"code": "97110", "minutes": 20}]}
    open_calculator(page, address(site_url, tie))
    assert shown_lines(page) == [["97112", "GP", "2"], ["97110", "GP", "1"]]
    page.get_by_role("button", name="Take 97110 instead").click()
    page.wait_for_function("() => document.querySelector('table.rc-lines tbody tr').cells[3].textContent === '1'")
    assert shown_lines(page) == [["97112", "GP", "1"], ["97110", "GP", "2"]]
    assert '"choose":["97110"]' in page.evaluate("decodeURIComponent(location.hash)")


def test_a_problem_is_told_at_its_field(page: Page, site_url: str) -> None:
    open_calculator(
        page,
        address(site_url, {**MIXED, "services": [{"code": "97110", "minutes": 7.5}, {"code": "97130", "minutes": 15}]}),
    )
    minutes = page.get_by_role("group", name="Service 1").get_by_label("Minutes")
    expect(minutes).to_have_attribute("aria-invalid", "true")
    expect(minutes).to_have_accessible_description("found 7.5, expected whole minutes from 0")
    code = page.get_by_role("group", name="Service 2").get_by_label("Code or name")
    expect(code).to_have_accessible_description(re.compile("enter all minutes under 97129"))
    minutes.fill("8")
    code.fill("97129")
    expect(minutes).not_to_have_attribute("aria-invalid", "true")
    expect(code).not_to_have_attribute("aria-invalid", "true")


def test_a_visit_is_entered_with_the_keyboard_alone(page: Page, site_url: str) -> None:
    open_calculator(page, f"{site_url}calculator/")
    page.get_by_role("button", name="Start over").focus()
    page.keyboard.press("Enter")
    for entry in ("gait", "23", "manual therapy", "15"):
        page.keyboard.type(entry)
        page.keyboard.press("Enter")
    expected = computed_lines(
        {**MIXED, "services": [{"code": "97116", "minutes": 23}, {"code": "97140", "minutes": 15}]}
    )
    page.wait_for_function(
        "() => document.querySelectorAll('table.rc-lines tbody tr').length === 2 && !document.querySelector('[aria-invalid]')"
    )
    assert shown_lines(page) == expected
    assert page.evaluate("document.activeElement.closest('.rc-row').getAttribute('aria-label')") == "Service 3"


def test_steps_lead_to_their_rule_and_sources(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    first = page.locator(".rc-steps li").first
    first.get_by_role("link", name="Medicare Part B").click()
    page.wait_for_url(f"{site_url}payers/medicare-part-b/")


def test_the_calculator_survives_instant_navigation(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    page.evaluate("window.mark = 'still here'")
    page.get_by_role("link", name="Codes", exact=True).first.click()
    page.wait_for_url(f"{site_url}codes/")
    assert page.evaluate("window.mark") == "still here"
    page.go_back()
    page.wait_for_selector("rehab-calculator .rc-row")
    expect(page.locator("table.rc-lines tbody tr").first).to_be_visible(timeout=30_000)
    assert page.evaluate("window.mark") == "still here"
    assert page.locator(".rc-form").count() == 1
    assert shown_lines(page) == computed_lines(MIXED)


def test_an_example_of_a_code_page_opens_filled_in(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}codes/97116/")
    page.get_by_role("link", name=re.compile("try it", re.IGNORECASE)).first.click()
    page.wait_for_url(re.compile(r"/calculator/#v="))
    expect(page.locator(".rc-state")).to_be_hidden(timeout=30_000)
    visit = json.loads(page.evaluate("decodeURIComponent(location.hash.slice(3))"))
    assert shown_lines(page) == computed_lines(visit)


def test_without_javascript_an_answer_is_there(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}calculator/")
    expect(page.locator(".default-visit")).to_contain_text("97110")
    expect(page.locator(".default-visit table")).to_be_visible()
    context.close()


def test_what_cannot_load_says_why_and_what_still_works(page: Page, site_url: str) -> None:
    page.route("**/python.zip", lambda route: route.abort())
    page.goto(f"{site_url}calculator/")
    state = page.locator(".rc-state")
    expect(state).to_contain_text("The calculator could not start", timeout=30_000)
    expect(state.get_by_role("link", name="page on counting")).to_be_visible()
    expect(page.locator(".default-visit")).to_be_visible()
    page.unroute("**/python.zip")
    state.get_by_role("button", name="Try again").click()
    expect(page.locator("table.rc-lines tbody tr").first).to_be_visible(timeout=30_000)


def test_blocked_webassembly_is_told(page: Page, site_url: str) -> None:
    page.add_init_script("delete WebAssembly.Module; WebAssembly.Module = function () { throw new Error('blocked'); };")
    page.goto(f"{site_url}calculator/")
    expect(page.locator(".rc-state")).to_contain_text("does not allow WebAssembly")
