"""The training in a real browser on the built site: a question, its answer, and links to sets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from calculator import calculate
from tests.support.axe import faults


def begin(page: Page, site_url: str, name: str) -> None:
    page.goto(f"{site_url}quiz/#q={name}")
    expect(page.get_by_role("heading", name="Question 1 of")).to_be_focused()


def ask(page: Page, site_url: str, visit: dict[str, Any]) -> None:
    """Begin a set of one question, this visit."""

    def answer(route: Any) -> None:
        data = route.fetch().json()
        data["questions"] = [["0" * 8, "hard", visit]]
        data["codes"] |= {service["code"]: "name" for service in visit["services"]}
        route.fulfill(json=data)

    page.route("**/assets/training/questions.json", answer)
    begin(page, site_url, "word")


def enter(page: Page, *lines: tuple[str, str, str]) -> None:
    """Enter code, units and modifiers of each line, by keys alone."""
    for number, line in enumerate(lines):
        if number == page.get_by_role("group", name=re.compile("^Line")).count():
            page.get_by_role("button", name="Add a line").press("Enter")
        group = page.get_by_role("group", name=f"Line {number + 1}")
        for label, value in zip(("Code", "Units", "Modifiers"), line, strict=True):
            group.get_by_label(label).fill(value)
    page.keyboard.press("Enter")


def verdict(page: Page) -> str:
    expect(page.get_by_role("button", name=re.compile("Next question|Finish"))).to_be_focused(timeout=40_000)
    return page.locator(".quiz__verdict[role=status]").inner_text()


def said(page: Page) -> list[str]:
    """What stands at each line."""
    return [text.strip() for text in page.locator(".quiz__said").all_inner_texts()]


MEDICARE = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
VISIT = {**MEDICARE, "services": [{"code": "97112", "minutes": 20}, {"code": "97110", "minutes": 20}]}
"""A tie: either code may have the third unit."""

BY_PERSON = [{"code": "97110", "therapist_minutes": 23, "assistant_minutes": 22}]
SPLIT = {**MEDICARE, "services": [*BY_PERSON, {"code": "97129", "therapist_minutes": 30, "assistant_minutes": 0}]}
"""One code on two lines, and an add-on."""


def test_each_choice_of_a_tie_is_right(page: Page, site_url: str) -> None:
    ask(page, site_url, VISIT)
    enter(page, ("97112", "1", "gp"), ("97110", "2", "GP"))
    assert verdict(page) == "Right. It is a tie: each choice is right."
    assert said(page) == ["✓ Right.", "✓ Right."]
    expect(page.get_by_text("Right: 1 of 1.")).to_be_visible()


def test_a_wrong_line_is_told_with_what_was_expected_and_why(page: Page, site_url: str) -> None:
    failures: list[object] = []
    page.on("pageerror", failures.append)
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    ask(page, site_url, VISIT)
    enter(page, ("97112", "2", "GP"), ("97110", "2", "GP"))
    assert verdict(page) == "Not right. 97110: expected 97110 GP: 1 unit."
    assert said(page) == ["✓ Right.", "✕ Not right: expected 97110 GP: 1 unit."]
    expect(page.get_by_text("Right: 0 of 1.")).to_be_visible()
    steps = calculate(VISIT)["steps"]
    expect(page.locator(".quiz__reasons .derivation > li")).to_have_count(len(steps))
    expect(page.locator(".quiz__reasons")).to_contain_text(steps[-1]["gives"])
    assert page.locator(".quiz__reasons .cites a").first.get_attribute("href", timeout=1000)
    assert failures == []


def test_a_code_that_earns_nothing_is_right_with_0(page: Page, site_url: str) -> None:
    ask(page, site_url, {**VISIT, "services": [{"code": "97110", "minutes": 7}]})
    enter(page, ("97110", "", ""))
    units = page.get_by_role("group", name="Line 1").get_by_label("Units")
    expect(units).to_have_attribute("aria-invalid", "true")
    expect(units).to_have_accessible_description(re.compile("expected a whole number"))
    expect(units).to_be_focused()
    enter(page, ("97110", "0", ""))
    assert verdict(page) == "Right."
    page.get_by_role("button", name="Finish").press("Enter")
    expect(page.get_by_role("heading", name="1 of 1 question right")).to_be_focused()


def test_a_link_to_another_set_asks_it_and_one_to_the_same_set_keeps_what_was_entered(
    page: Page, site_url: str
) -> None:
    begin(page, site_url, "PT-medium-monday")
    about = page.locator(".quiz__desk").inner_text()
    page.evaluate("location.hash = '#q=PT-medium-tuesday'")
    expect(page.locator(".quiz__desk")).not_to_have_text(about)
    expect(page.get_by_role("heading", name="Question 1 of 10")).to_be_focused()
    units = page.get_by_role("group", name="Line 1").get_by_label("Units")
    units.fill("3")
    page.get_by_role("link", name="Link to these 10 questions").click()
    expect(units).to_have_value("3")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Question 1 of 10")).to_be_focused()


def test_discipline_and_difficulty_choose_the_questions(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}quiz/")
    page.get_by_label("Discipline").select_option("OT")
    page.get_by_label("Difficulty").select_option("easy")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Question 1 of 10")).to_be_focused()
    expect(page.locator(".quiz__about")).to_have_text(re.compile(r"^Occupational therapy on .* Easy\.$"))
    assert page.url.partition("#")[2].startswith("q=OT-easy-")
    name = page.url
    page.get_by_role("button", name="New questions").click()
    expect(page).not_to_have_url(name)


def test_a_kind_without_questions_says_so(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}quiz/#q=PT-impossible-word")
    expect(page.get_by_role("status").filter(has_text="no question of this kind")).to_be_visible()


def test_an_answer_that_could_not_be_checked_is_not_called_wrong(page: Page, site_url: str) -> None:
    page.route("**/assets/calculator/*/python.zip", lambda route: route.abort())
    ask(page, site_url, VISIT)
    enter(page, ("97112", "2", "GP"), ("97110", "1", "GP"))
    expect(page.get_by_role("status").filter(has_text="were not checked")).to_be_visible()
    assert said(page) == ["", ""]
    page.unroute("**/assets/calculator/*/python.zip")
    page.get_by_role("button", name="Check").click()
    assert verdict(page).startswith("Right.")


def test_without_scripts_there_are_questions_with_folded_answers(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site_url}quiz/")
        samples = page.locator(".quiz__samples .example")
        expect(samples).to_have_count(3)
        answer = samples.first.get_by_role("columnheader", name="Modifiers")
        expect(answer).to_be_hidden()
        samples.first.get_by_text("Answer").click()
        expect(answer).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_in_a_question_and_its_answer(
    browser: Browser, site_url: str, scheme: Any, width: int
) -> None:
    size: Any = {"width": width, "height": 900}
    with browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        ask(page, site_url, SPLIT)
        for units in ("x", "1"):
            enter(page, ("97110", units, "GP"), ("97129", "1", "GP"))
            if units == "1":
                verdict(page)
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"
