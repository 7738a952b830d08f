"""The first worked example of a page, changed in place: in a real browser, on the built site."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from calculator import calculate
from tests.support.axe import faults
from tests.support.links import words_of

ENGINE = "**/assets/calculator/*/python.zip"
"""What is asked for first when Python is loaded."""


def small(page: Page, site_url: str, path: str = "codes/97110/") -> Locator:
    """The small calculator of a page, with its fields."""
    page.goto(site_url + path)
    expect(page.locator("rehab-try").get_by_role("textbox").first).to_be_visible()
    return page.locator("rehab-try")


def field(example: Locator, name: str) -> Locator:
    return example.get_by_role("textbox", name=name, exact=True)


def shown(example: Locator) -> list[list[str]]:
    """Code, units and modifiers of each line that has a unit."""
    found = example.locator(".example__lines tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim().replace(/\\s+/g, ' ')))"
    )
    return [line for line in found if line[1] != "0"]


def carried(address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unquote(address.partition("#v=")[2]))
    return found


def visit(example: Locator) -> dict[str, Any]:
    """The visit that the link to the calculator carries."""
    return carried(example.locator(".try-it").get_attribute("href") or "")


def wait(example: Locator) -> None:
    """Until the lines are those of what is entered; the first time Python has to load."""
    expect(example).to_have_class(re.compile(r"\bis-changed\b"))
    expect(example).not_to_have_class(re.compile(r"\bis-old\b"), timeout=40_000)
    expect(example.locator(".example__lines")).to_have_attribute("aria-busy", "false")


def computed(visit: dict[str, Any]) -> list[list[str]]:
    return [[line["code"], str(line["units"]), " ".join(line["modifiers"])] for line in calculate(visit)["lines"]]


def test_changed_minutes_give_the_lines_that_python_gives(page: Page, site_url: str) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    example = small(page, site_url, "modifiers/CQ/")
    field(example, "97110, assistant").fill("44")
    wait(example)
    asked = visit(example)
    assert asked["services"][0]["assistant_minutes"] == 44
    assert shown(example) == computed(asked)
    steps = [step["gives"] for step in calculate(asked)["steps"]]
    expect(example.locator(".derivation > li .gives > b")).to_have_text(steps)
    expect(example.get_by_role("status").filter(has_text="97110 GP CQ")).to_have_count(1)
    assert failures == []


def test_the_buttons_and_the_arrows_change_a_minute(page: Page, site_url: str) -> None:
    example = small(page, site_url)
    minutes = field(example, "97110, minutes")
    before = int(minutes.input_value())
    plus = example.get_by_role("button", name="97110, minutes: one more")
    box = plus.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    plus.click()
    expect(minutes).to_have_value(str(before + 1))
    minutes.press("ArrowDown")
    minutes.press("ArrowDown")
    expect(minutes).to_have_value(str(before - 1))
    wait(example)
    assert shown(example) == computed(visit(example))


def test_the_payer_can_be_the_other_rule(page: Page, site_url: str) -> None:
    example = small(page, site_url, "counting/")
    assert [line[0] for line in shown(example)] == ["97110", "97140"]
    example.get_by_label("Payer").select_option("midpoint")
    wait(example)
    assert visit(example)["payer"] == "midpoint"
    assert shown(example) == computed(visit(example))
    assert [line[0] for line in shown(example)] == ["97110"]
    [without] = calculate(visit(example))["unbilled"]
    expect(example.locator(".example__lines")).to_contain_text(without["because"])


def test_a_bad_number_is_told_at_its_field_and_no_old_line_passes_for_its_answer(page: Page, site_url: str) -> None:
    example = small(page, site_url)
    minutes = field(example, "97110, minutes")
    minutes.fill("38")
    wait(example)
    minutes.fill("7.5")
    expect(minutes).to_have_attribute("aria-invalid", "true")
    expect(minutes).to_have_accessible_description(re.compile("97110, minutes: found 7.5, expected whole minutes"))
    expect(example).to_have_class(re.compile(r"\bis-old\b"))
    expect(example.locator(".try__state")).to_contain_text("still those of the minutes before")
    minutes.fill("")
    expect(minutes).to_have_accessible_description(re.compile("missing, expected minutes"))
    minutes.fill("23")
    wait(example)
    expect(minutes).to_have_attribute("aria-invalid", "false")
    assert shown(example) == computed(visit(example))


def test_reset_brings_the_example_back(page: Page, site_url: str) -> None:
    example = small(page, site_url)
    before = (shown(example), visit(example), example.locator(".example__why").inner_html())
    minutes = field(example, "97110, minutes")
    value = minutes.input_value()
    minutes.fill("80")
    example.get_by_label("Payer").select_option("midpoint")
    wait(example)
    example.get_by_role("button", name="Reset").press("Enter")
    expect(minutes).to_have_value(value)
    expect(minutes).to_be_focused()
    assert (shown(example), visit(example), example.locator(".example__why").inner_html()) == before
    expect(example.get_by_role("button", name="Reset")).to_be_hidden()


def test_the_link_opens_the_calculator_with_what_is_entered(page: Page, site_url: str) -> None:
    example = small(page, site_url)
    field(example, "97110, minutes").fill("53")
    wait(example)
    example.get_by_role("link", name="Open in the calculator").click()
    expect(page).to_have_url(re.compile(r"/calculator/#v="))
    expect(page.locator("rehab-calculator")).to_be_visible()
    assert carried(page.url)["services"] == [{"code": "97110", "minutes": 53}]


def test_python_is_not_loaded_before_something_is_changed(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    example = small(page, site_url)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if re.search(r"pyodide|labels\.json|\.wasm|\.zip", url)]
    field(example, "97110, minutes").fill("40")
    wait(example)
    assert [url for url in asked if url.endswith("python.zip")]


def test_where_the_calculator_cannot_be_downloaded_the_example_stays_and_says_why(page: Page, site_url: str) -> None:
    page.route(ENGINE, lambda route: route.abort())
    example = small(page, site_url)
    before = shown(example)
    field(example, "97110, minutes").fill("60")
    state = example.locator(".try__state")
    expect(state).to_contain_text("could not start")
    expect(state).to_contain_text("still those of the minutes before")
    assert shown(example) == before
    expect(example).to_have_class(re.compile(r"\bis-old\b"))
    page.unroute(ENGINE)
    example.get_by_role("button", name="Try again").click()
    wait(example)
    assert shown(example) == computed(visit(example))


def test_loading_is_told_and_an_earlier_answer_never_comes_late(page: Page, site_url: str) -> None:
    waiting: list[Route] = []
    page.route(ENGINE, lambda route: waiting.append(route))
    example = small(page, site_url)
    minutes = field(example, "97110, minutes")
    minutes.fill("23")
    expect(example.get_by_role("status").filter(has_text="Loading the calculator")).to_be_visible()
    minutes.fill("68")
    expect(example.locator(".example__lines")).to_have_attribute("aria-busy", "true")
    for route in waiting:
        route.continue_()
    wait(example)
    assert shown(example) == computed(visit(example))
    assert visit(example)["services"] == [{"code": "97110", "minutes": 68}]


def test_without_scripts_it_is_the_example_with_its_answer(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site_url + "codes/97110/")
        example = page.locator("rehab-try")
        assert shown(example) == computed(visit(example))
        expect(example.get_by_role("textbox")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_in_a_changed_example(browser: Browser, site_url: str, scheme: Any, width: int) -> None:
    size: Any = {"width": width, "height": 900}
    with browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        example = small(page, site_url, "modifiers/CQ/")
        minutes = field(example, "97110, therapist")
        minutes.fill("9")
        wait(example)
        example.locator("summary").first.click()
        for entered, invalid in (("30", "false"), ("x", "true")):
            minutes.fill(entered)
            expect(minutes).to_have_attribute("aria-invalid", invalid)
            assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"


def test_every_page_of_a_code_has_at_most_one_and_no_page_two(built_site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in built_site.rglob("index.html")}
    assert max(text.count("<rehab-try>") for text in pages.values()) == 1
    answered = [text for path, text in pages.items() if path.parts[-3] == "codes" and '<details class="steps"' in text]
    assert len(answered) > 40  # brief pages show their examples briefly
    assert all("<rehab-try>" in text for text in answered)


def test_links_and_words_of_an_example_are_no_markdown(built_site: Path) -> None:
    assert not re.search(r"\]\(\.\./|\]\(#cite", words_of(built_site / "modifiers" / "CQ" / "index.html"))
