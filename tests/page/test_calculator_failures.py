"""What the page says while the calculator loads, where it cannot, and how it looks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.axe import faults
from tests.support.calculator import (
    MIXED,
    TIE,
    address,
    computed_lines,
    follow,
    open_calculator,
    shown_lines,
    visit,
    wait_for_answer,
)


def test_what_cannot_load_says_why_and_what_still_works(page: Page, site_url: str) -> None:
    page.route("**/python.zip", lambda route: route.abort())
    page.goto(address(site_url, TIE))
    state = page.locator(".rc-state")
    expect(state).to_contain_text("The calculator could not start", timeout=30_000)
    expect(state.get_by_role("link", name="page on counting")).to_be_visible()
    expect(page.get_by_role("group", name="Service 2").get_by_label("Code or name")).to_have_value("97110")
    page.get_by_role("group", name="Service 1").get_by_label("Minutes").press("End")
    page.keyboard.type("0")
    expect(state.get_by_role("button", name="Try again")).to_be_visible()  # typing does not start the download again
    page.get_by_role("button", name="Start over").click()
    page.unroute("**/python.zip")
    state.get_by_role("button", name="Try again").click()
    wait_for_answer(page)
    expect(page.locator(".rc-claim")).to_have_count(0)
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
    place = "document.querySelector('.rc-result').getBoundingClientRect().top + scrollY"
    before = page.evaluate(place)
    minutes = page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    minutes.focus()
    expect(page.get_by_text("Loading the calculator")).to_be_in_viewport()
    assert page.evaluate(place) == before
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_text("Loading the calculator")).to_be_in_viewport()


def test_a_worker_that_dies_loses_nothing_that_was_typed(page: Page, site_url: str) -> None:
    page.add_init_script(
        "window.Worker = class extends Worker { constructor(...all) { super(...all); (window.all ??= []).push(this); } };"
    )
    engine = f"{site_url}assets/calculator/engine.js"
    open_calculator(page, address(site_url, visit(("97110", 33))))
    page.evaluate(
        "async (engine) => { (await import(engine)).limits.call = 300; for (const worker of all) worker.terminate(); }",
        engine,
    )
    minutes = page.get_by_role("group", name="Service 1").get_by_label("Minutes", exact=True)
    minutes.fill("20")
    expect(page.locator(".rc-failed")).to_contain_text("The calculator did not answer in time.")
    expect(page.locator(".rc-failed")).to_contain_text("What you entered is kept.")
    expect(minutes).to_have_value("20")
    page.evaluate("async (engine) => { (await import(engine)).limits.call = 15000; }", engine)
    page.get_by_role("button", name="Try again").click()
    wait_for_answer(page)
    assert shown_lines(page) == [["97110", "GP", "1"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_every_look_of_the_calculator_is_accessible(desk: Page, site_url: str, scheme: Any, width: int) -> None:
    desk.set_viewport_size(
        {"width": width, "height": 5000}
    )  # what the bar at the lower edge half covers is too small to press
    desk.emulate_media(color_scheme=scheme)
    expect(desk.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if scheme == "dark" else "default")
    faulty = {**MIXED, "services": [{"code": "97110", "therapist_minutes": 7.5}], "colour": "red"}
    for one in (TIE, faulty, {**MIXED, "amount_used": "2470.00", "locality": "13202-01"}):
        follow(desk, address(site_url, one))
        desk.evaluate("document.querySelectorAll('rehab-calculator details').forEach(fold => { fold.open = true; })")
        assert faults(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
        assert desk.locator("rehab-calculator [style]").count() == 0, "the content security policy refuses those"
    desk.get_by_role("group", name="Service 1").get_by_label("Therapist", exact=True).fill("-1")
    expect(desk.locator(".rc-stale")).to_be_visible()
    assert faults(desk) == []
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.emulate_media(color_scheme="light")
