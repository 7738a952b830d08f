"""The calculator as a biller uses it: in a real browser, on the built site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from calculator import calculate, default_rules
from tests.calculator.test_vectors import VECTORS
from tests.page.test_accessible import faults

pytestmark = pytest.mark.xdist_group("calculator")

MIXED = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [
        {"code": "97110", "therapist_minutes": 23, "assistant_minutes": 22},
        {"code": "97140", "therapist_minutes": 20},
    ],
}
TIE = {**MIXED, "services": [{"code": "97112", "minutes": 20}, {"code": "97110", "minutes": 20}]}


def address(site_url: str, visit: Any) -> str:
    """The address that opens the calculator with a visit filled in."""
    return f"{site_url}calculator/#v={quote(json.dumps(visit))}"


@pytest.fixture(scope="module")
def open_page(browser: Browser, site_url: str) -> Iterator[Page]:
    """The calculator with Python loaded, shared by the tests that need no fresh start: loading takes seconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    open_calculator(page, f"{site_url}calculator/")
    yield page
    context.close()


def open_calculator(page: Page, url: str) -> None:
    page.goto(url)
    wait_for_answer(page)


def follow(page: Page, url: str) -> None:
    """Follow a link to another visit in the page that is open, and wait for its answer."""
    page.evaluate(
        """address => new Promise(done => {
            if (location.href === address) return done();
            addEventListener("hashchange", () => done(), { once: true }); // after the calculator's own listener
            location.href = address;
        })""",
        url,
    )
    wait_for_answer(page)


def wait_for_answer(page: Page) -> None:
    """Until Python has answered to what is in the form; the first time it has to load."""
    expect(page.locator(".rc-result")).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(page.locator(".rc-state")).to_be_hidden()


def shown_lines(page: Page) -> list[list[str]]:
    """Code, modifiers and units of each claim line on the page."""
    return page.locator("table.rc-claim tbody tr").evaluate_all(
        "rows => rows.map(row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()))"
    )


def sent_visit(page: Page) -> Any:
    """The visit that the address holds, which is what was computed."""
    return json.loads(page.evaluate("decodeURIComponent(location.hash.slice(3))"))


def computed_lines(visit: dict[str, Any]) -> list[list[str]]:
    return [[line["code"], " ".join(line["modifiers"]), str(line["units"])] for line in calculate(visit)["lines"]]


def type_visit(page: Page, visit: dict[str, Any]) -> None:
    """Enter a visit by hand."""
    page.get_by_role("button", name="Start over").click()
    page.get_by_label("Payer").select_option(visit["payer"])
    page.get_by_label("Date of service").fill(visit["date_of_service"])
    page.get_by_label("Plan of care").select_option(visit["discipline"])
    persons = any("minutes" not in service for service in visit["services"])
    page.get_by_label("An assistant took part").set_checked(persons)
    for position, service in enumerate(visit["services"]):
        if position:
            page.get_by_role("button", name="Add a service").press("Enter")
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


SOURCES = {source.title: source.read_in for source in default_rules().sources.values()}

TYPED = [vector for vector in VECTORS if vector["id"] in (
    "cms/MAN-20.2-ex1", "cms/WEBPT-OLD-53", "midpoint/MPIQ-97129-45", "assistant/CMS-66min", "assistant/D-multi-3", "assistant/S4PT-5",
)]  # fmt: skip


def test_vectors_typed_into_the_form_give_their_answers(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, MIXED))
    assert len(TYPED) == 6
    for vector in TYPED:
        type_visit(open_page, vector["visit"])
        wait_for_answer(open_page)
        assert shown_lines(open_page) == computed_lines(vector["visit"]), vector["id"]
        assert sent_visit(open_page)["payer"] == vector["visit"]["payer"]


NO_LINES = {
    "below the first unit": ("medicare-part-b", [("97530", 7)]),
    "two codes below it": ("medicare-part-b", [("97530", 3), ("97140", 4)]),
    "no minutes": ("medicare-part-b", [("97110", 0)]),
    "below the middle": ("midpoint", [("97110", 7), ("97140", 7)]),
    "a longer unit": ("medicare-part-b", [("96125", 30)]),
    "a rule that is not known": ("aetna", [("97110", 40), ("97140", 15)]),
    "a mixture that is not known": ("anthem", [("97110", 40)]),
}
"""Visits of which nothing earns a unit, or nobody here knows whether it does."""


@pytest.mark.parametrize("case", NO_LINES)
def test_no_claim_lines_are_told_with_the_reason_of_the_answer(open_page: Page, site_url: str, case: str) -> None:
    payer, minutes = NO_LINES[case]
    visit = {**MIXED, "payer": payer, "services": [{"code": code, "minutes": number} for code, number in minutes]}
    follow(open_page, address(site_url, visit))
    result = calculate(visit)
    assert not result["lines"]
    for because in {entry["because"] for entry in result["unbilled"]}:
        expect(open_page.locator(".rc-empty")).to_contain_text(because)
        expect(open_page.locator(".rc-unbilled")).to_contain_text(because)
    known = result["timed_units"] is not None
    for drawn in open_page.locator(".rc-picture").all_text_contents():
        assert ("no unit" in drawn, "not counted" in drawn) == (known, not known)


def test_a_place_that_was_read_in_a_copy_is_marked(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, {**MIXED, "locality": "15202-00"}))
    copies = {title for title, read_in in SOURCES.items() if read_in}
    titles = open_page.locator(".rc-sources li > a").all_text_contents()
    for title in titles:
        of = [name for name in SOURCES if title.startswith(name)]
        assert of, title
        assert not title.endswith("read in a copy") or copies & set(of)
    assert any(title.endswith("read in a copy") for title in titles)
    assert not all(title.endswith("read in a copy") for title in titles)


def test_a_link_fills_the_form_and_typing_writes_the_link(page: Page, site_url: str) -> None:
    open_calculator(page, address(site_url, MIXED))
    expect(page.get_by_role("group", name="Service 1").get_by_label("Assistant", exact=True)).to_have_value("22")
    assert shown_lines(page) == computed_lines(MIXED)
    page.get_by_role("group", name="Service 2").get_by_label("Therapist", exact=True).fill("7")
    wait_for_answer(page)
    assert sent_visit(page)["services"][1] == {"code": "97140", "therapist_minutes": 7}
    page.reload()
    expect(page.get_by_role("group", name="Service 2").get_by_label("Therapist", exact=True)).to_have_value("7")


@pytest.mark.parametrize(
    "fragment", ["%7Bbroken", "5", quote('{"services": "none", "payer": 7}')], ids=["no-json", "no-visit", "odd"]
)
def test_a_broken_link_is_told_and_harms_nothing(open_page: Page, site_url: str, fragment: str) -> None:
    failures: list[str] = []
    open_page.on("pageerror", lambda error: failures.append(str(error)))
    follow(open_page, f"{site_url}calculator/#v={fragment}")
    expect(open_page.get_by_label("Payer")).to_be_visible()
    assert failures == []


@pytest.mark.parametrize("fragment", ["%7Bbroken", "5"])
def test_a_link_that_cannot_be_read_shows_the_example_and_says_so(
    open_page: Page, site_url: str, fragment: str
) -> None:
    follow(open_page, f"{site_url}calculator/#v={fragment}")
    expect(open_page.locator(".rc-errors")).to_contain_text("could not be read")
    expect(open_page.get_by_role("group", name="Service 1").get_by_label("Minutes")).not_to_have_value("")
    open_page.get_by_role("group", name="Service 1").get_by_label("Minutes").fill("38")
    expect(open_page.locator(".rc-errors")).to_have_count(0)


def test_a_link_followed_within_the_page_is_taken(open_page: Page, site_url: str) -> None:
    for visit in (TIE, MIXED):
        follow(open_page, address(site_url, visit))
        assert shown_lines(open_page) == computed_lines(visit)
    expect(open_page.get_by_role("group", name="Service 1").get_by_label("Assistant", exact=True)).to_have_value("22")


def test_what_the_form_does_not_show_is_kept_and_named(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, {**MIXED, "diagnoses": ["M54.50"]}))
    expect(open_page.locator(".rc-carried")).to_contain_text("diagnoses M54.50")
    open_page.get_by_role("group", name="Service 2").get_by_label("Therapist", exact=True).fill("9")
    wait_for_answer(open_page)
    assert sent_visit(open_page)["diagnoses"] == ["M54.50"]
    open_page.get_by_role("button", name="Leave out").click()
    wait_for_answer(open_page)
    assert "diagnoses" not in sent_visit(open_page)


def test_a_field_that_nobody_knows_is_told(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, {**MIXED, "payer": "acme", "colour": "red"}))
    expect(open_page.locator(".rc-errors")).to_contain_text("unknown field")
    payer = open_page.get_by_label("Payer")
    expect(payer).to_have_attribute("aria-invalid", "true")
    expect(payer).to_have_accessible_description(re.compile("Found 'acme'"))


def test_a_tie_can_be_taken_the_other_way(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, TIE))
    assert shown_lines(open_page) == [["97112", "GP", "2"], ["97110", "GP", "1"]]
    open_page.get_by_role("button", name="Take 97110 instead").focus()
    open_page.keyboard.press("Enter")
    expect(open_page.get_by_role("button", name="Take 97112 instead")).to_be_focused()
    assert shown_lines(open_page) == [["97112", "GP", "1"], ["97110", "GP", "2"]]
    assert sent_visit(open_page)["choose"] == ["97110"]


def test_a_choice_holds_while_the_tie_comes_and_goes(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, {**TIE, "choose": ["97110"]}))
    minutes = open_page.get_by_role("group", name="Service 2").get_by_label("Minutes")
    minutes.fill("2")
    wait_for_answer(open_page)
    assert "choose" not in sent_visit(open_page)
    minutes.fill("20")
    wait_for_answer(open_page)
    assert sent_visit(open_page)["choose"] == ["97110"]
    assert shown_lines(open_page) == [["97112", "GP", "1"], ["97110", "GP", "2"]]


def test_choices_of_several_units_name_what_is_exchanged(open_page: Page, site_url: str) -> None:
    codes = ("97110", "97112", "97116", "97140")
    follow(open_page, address(site_url, {**MIXED, "services": [{"code": code, "minutes": 12} for code in codes]}))
    assert [line[0] for line in shown_lines(open_page)] == ["97110", "97112", "97116"]
    open_page.get_by_role("button", name="Take 97140 instead of 97110").click()
    wait_for_answer(open_page)
    assert [line[0] for line in shown_lines(open_page)] == ["97112", "97116", "97140"]


def test_a_problem_is_told_at_its_field(open_page: Page, site_url: str) -> None:
    follow(
        open_page,
        address(site_url, {**MIXED, "services": [{"code": "97110", "minutes": 7.5}, {"code": "97130", "minutes": 15}]}),
    )
    minutes = open_page.get_by_role("group", name="Service 1").get_by_label("Minutes")
    expect(minutes).to_have_attribute("aria-invalid", "true")
    expect(minutes).to_have_accessible_description("Found 7.5, expected whole minutes from 0")
    code = open_page.get_by_role("group", name="Service 2").get_by_label("Code or name")
    expect(code).to_have_accessible_description(re.compile("enter all minutes under 97129"))
    minutes.fill("8")
    code.fill("97129")
    expect(minutes).not_to_have_attribute("aria-invalid", "true")
    expect(code).not_to_have_attribute("aria-invalid", "true")


def test_an_old_answer_is_never_taken_for_the_new_one(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, MIXED))
    therapist = open_page.get_by_role("group", name="Service 1").get_by_label("Therapist", exact=True)
    therapist.fill("-3")
    expect(open_page.locator(".rc-stale")).to_contain_text("The entry has changed since")
    assert shown_lines(open_page) == computed_lines(MIXED)
    therapist.fill("23")
    expect(open_page.locator(".rc-stale")).to_be_hidden()
    open_page.evaluate("address => { location.href = address; }", address(site_url, {**MIXED, "services": []}))
    expect(open_page.locator(".rc-result")).to_have_text("Enter a code and its minutes.")


def test_a_faulty_link_shows_no_answer_to_another_visit(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, MIXED))
    follow(open_page, address(site_url, {**MIXED, "services": [{"code": "97110", "minutes": -1}]}))
    expect(open_page.locator(".default-visit")).to_have_count(0)
    assert shown_lines(open_page) == []


def test_a_field_is_not_called_wrong_while_it_is_being_filled_in(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, MIXED))
    open_page.get_by_role("button", name="Add a service").click()
    open_page.keyboard.type("9711")
    wait_for_answer(open_page)
    assert open_page.locator("[aria-invalid]").count() == 0
    open_page.keyboard.type("0")
    wait_for_answer(open_page)
    assert open_page.locator("[aria-invalid]").count() == 0
    open_page.get_by_label("Payer").focus()
    expect(open_page.get_by_role("group", name="Service 3").get_by_label("Therapist", exact=True)).to_have_attribute(
        "aria-invalid", "true"
    )


def test_a_name_of_several_codes_is_not_turned_into_one_of_them(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, MIXED))
    code = open_page.get_by_role("group", name="Service 1").get_by_label("Code or name")
    code.fill("evaluation")
    code.press("Tab")
    expect(code).to_have_value("evaluation")
    expect(code).to_have_accessible_description(re.compile("97161 .*97162 "))


def test_starting_over_keeps_payer_and_day(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, {**MIXED, "payer": "midpoint", "date_of_service": "2025-05-06"}))
    open_page.get_by_role("button", name="Start over").click()
    expect(open_page.get_by_label("Payer")).to_have_value("midpoint")
    expect(open_page.get_by_label("Date of service")).to_have_value("2025-05-06")
    expect(open_page.get_by_role("group", name="Service 1").get_by_label("Code or name")).to_be_focused()
    expect(open_page.get_by_role("group", name="Service 2")).to_have_count(0)


def test_a_visit_is_entered_with_the_keyboard_alone(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, MIXED))
    open_page.get_by_role("button", name="Start over").focus()
    open_page.keyboard.press("Enter")
    for entry in ("gait", "23", "manual therapy", "15"):
        open_page.keyboard.type(entry)
        open_page.keyboard.press("Enter")
    expected = computed_lines(
        {**MIXED, "services": [{"code": "97116", "minutes": 23}, {"code": "97140", "minutes": 15}]}
    )
    wait_for_answer(open_page)
    assert shown_lines(open_page) == expected
    assert open_page.locator("[aria-invalid]").count() == 0
    open_page.keyboard.press("Enter")
    assert open_page.locator(".rc-row").count() == 3
    assert open_page.evaluate("document.activeElement.closest('.rc-row').getAttribute('aria-label')") == "Service 3"


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
    wait_for_answer(page)
    assert page.evaluate("window.mark") == "still here"
    assert page.locator(".rc-form").count() == 1
    assert shown_lines(page) == computed_lines(MIXED)


def test_an_example_of_a_code_page_opens_filled_in(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}codes/97116/")
    page.get_by_role("link", name=re.compile("try it", re.IGNORECASE)).first.click()
    page.wait_for_url(re.compile(r"/calculator/#v="))
    wait_for_answer(page)
    assert shown_lines(page) == computed_lines(sent_visit(page))


def test_without_javascript_an_answer_is_there(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}calculator/")
    expect(page.locator(".default-visit")).to_contain_text("97110")
    expect(page.locator(".default-visit table")).to_be_visible()
    context.close()


def test_what_cannot_load_says_why_and_what_still_works(page: Page, site_url: str) -> None:
    page.route("**/python.zip", lambda route: route.abort())
    page.goto(address(site_url, TIE))
    state = page.locator(".rc-state")
    expect(state).to_contain_text("The calculator could not start", timeout=30_000)
    expect(state.get_by_role("link", name="page on counting")).to_be_visible()
    expect(page.get_by_role("group", name="Service 2").get_by_label("Code or name")).to_have_value("97110")
    page.get_by_role("group", name="Service 1").get_by_label("Minutes").press("End")
    page.keyboard.type("0")
    page.wait_for_url(re.compile("#v="))
    expect(state.get_by_role("button", name="Try again")).to_be_visible()  # typing does not start the download again
    page.get_by_role("button", name="Start over").click()
    page.unroute("**/python.zip")
    state.get_by_role("button", name="Try again").click()
    wait_for_answer(page)
    expect(page.locator(".rc-result")).to_have_text("Enter a code and its minutes.")
    expect(page.locator(".rc-result")).to_be_focused()  # the button that was pressed is gone
    follow(page, address(site_url, MIXED))
    assert shown_lines(page) == computed_lines(MIXED)


def test_on_a_phone_a_failure_is_told_below_the_services_and_the_way_to_it(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.route("**/python.zip", lambda route: route.abort())
    page.goto(address(site_url, TIE))
    glance = page.locator(".rc-glance")
    expect(glance).to_have_text("↑ The calculator does not run", timeout=30_000)
    glance.click()
    expect(page.locator(".rc-state")).to_be_focused()
    expect(page.get_by_role("button", name="Try again")).to_be_in_viewport()


def test_loading_moves_nothing_on_the_page(page: Page, site_url: str) -> None:
    waiting: list[Route] = []
    page.route("**/python.zip", lambda route: waiting.append(route))
    page.goto(f"{site_url}calculator/")
    wait_for_answer(page)
    place = "document.querySelector('.rc-claim').getBoundingClientRect().top + scrollY"
    before = page.evaluate(place)
    minutes = page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    minutes.focus()
    expect(page.get_by_text("Loading the calculator")).to_be_in_viewport()
    assert page.evaluate(place) == before
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_text("Loading the calculator")).to_be_in_viewport()


def test_blocked_webassembly_is_told(page: Page, site_url: str) -> None:
    page.add_init_script("delete WebAssembly.Module; WebAssembly.Module = function () { throw new Error('blocked'); };")
    page.goto(address(site_url, TIE))
    expect(page.locator(".rc-state")).to_contain_text("does not allow WebAssembly")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_look_of_the_calculator_is_accessible(open_page: Page, site_url: str, scheme: Any, width: int) -> None:
    page = open_page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if scheme == "dark" else "default")
    faulty = {**MIXED, "services": [{"code": "97110", "therapist_minutes": 7.5}], "colour": "red"}
    for visit in ({**MIXED, "amount_used": "2470.00"}, TIE, faulty):
        follow(page, address(site_url, visit))
        page.evaluate("document.querySelectorAll('rehab-calculator details').forEach(fold => { fold.open = true; })")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
        assert page.locator("rehab-calculator [style]").count() == 0, "the content security policy refuses those"
    follow(page, address(site_url, MIXED))
    page.get_by_role("group", name="Service 1").get_by_label("Therapist", exact=True).fill("-1")
    expect(page.locator(".rc-stale")).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


# --- lines before they are sent, and amounts ------------------------------------------------------------------------


def test_billed_lines_are_typed_and_held_against_the_minutes(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, {**MIXED, "services": [{"code": "97110", "minutes": 20}]}))
    open_page.get_by_text("Check lines before they are sent").click()
    open_page.get_by_label("Lines as billed").fill("97110 GP 59 x3")
    finding = open_page.locator(".rc-finding", has_text="3 units of 97110 billed")
    expect(finding).to_contain_text("the documented minutes support 1")
    expect(finding.get_by_role("link", name="More about more-units-than-minutes")).to_be_visible()
    expect(open_page.get_by_role("link", name="More about modifier-without-edit")).to_be_visible()
    billed = json.loads(unquote(open_page.url.partition("#v=")[2]))["billed"]
    assert billed == [{"code": "97110", "units": 3, "modifiers": ["GP", "59"]}]
    open_page.get_by_label("Lines as billed").fill("97110 GP 1")
    expect(open_page.locator(".rc-finding")).to_have_count(0)
    open_page.get_by_label("Lines as billed").fill("97110 GP")
    expect(open_page.locator(".rc-wrong", has_text="Line 1: ")).to_be_visible()


def test_what_a_link_tells_beside_the_form_is_kept(open_page: Page, site_url: str) -> None:
    told = {
        **MIXED,
        "services": [{"code": "97150", "minutes": 30}, {"code": "97110", "minutes": 23, "separate": False}],
        "plan": {"certified_by": "chiropractor"},
        "billed": [{"code": "97150", "units": 1, "modifiers": ["GP"], "pointers": ["A"]}],
    }
    follow(open_page, address(site_url, told))
    expect(open_page.locator(".rc-finding", has_text="certified by a chiropractor")).to_be_visible()
    open_page.get_by_label("Minutes").first.fill("35")
    expect(open_page.locator(".rc-totals", has_text="58")).to_be_visible()
    now = json.loads(unquote(open_page.url.partition("#v=")[2]))
    assert now["services"][1] == told["services"][1]
    assert (now["plan"], now["billed"]) == (told["plan"], told["billed"])


def test_with_a_place_there_are_amounts(open_page: Page, site_url: str) -> None:
    visit = {**MIXED, "services": [{"code": "97110", "minutes": 23}, {"code": "97010", "minutes": 9}]}
    follow(open_page, address(site_url, visit))
    expect(open_page.locator(".rc-payment")).to_have_count(0)
    open_page.get_by_text("Threshold, setting and amounts").click()
    open_page.get_by_label("Place").select_option(label="OH: Ohio")
    expected = calculate({**visit, "locality": "15202-00"})["payment"]
    table = open_page.locator(".rc-payment table")
    expect(table.locator("caption")).to_have_text("Amounts in USD, Ohio, OH")
    expect(table.locator("tfoot td")).to_have_text([expected["allowed"], expected["medicare"], expected["patient"]])
    expect(table.locator("tbody tr").nth(1)).to_contain_text("no price")
    assert faults(open_page) == []
    follow(open_page, address(site_url, visit))


def test_what_is_not_checked_is_folded_by_its_reason(open_page: Page, site_url: str) -> None:
    follow(open_page, address(site_url, MIXED))
    fold = open_page.locator("details", has_text="Not checked")
    fold.evaluate("fold => { fold.open = true; }")
    reasons = fold.locator("li").all_inner_texts()
    assert len(reasons) == len({one["because"] for one in calculate(MIXED)["not_checked"]})
    expect(fold.get_by_role("link", name="certification late")).to_be_visible()
