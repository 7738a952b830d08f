"""Python comes into a page when someone is about to use it, and not before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

PAGES = ("", "codes/", "codes/97116/", "modifiers/", "payers/medicare-part-b/", "counting/", "checks/", "calculator/")
PYTHON = re.compile(r"/assets/calculator/[0-9a-f]{16}/")


def asked_for(page: Page) -> list[str]:
    """Fills with what the page and its workers ask for of the runtime and the archive."""
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url) if PYTHON.search(request.url) else None)
    return asked


def state(page: Page, site_url: str) -> str:
    """The engine's state; a start that anything has asked for before comes first."""
    now: str = page.evaluate(
        """async (engine) => {
            const { status } = await import(engine);
            return new Promise((done) => status(({ state }) => done(state)));
        }""",
        f"{site_url}assets/calculator/engine.js",
    )
    return now


@pytest.mark.parametrize("path", PAGES)
def test_opening_a_page_loads_no_python(page: Page, site_url: str, path: str) -> None:
    asked = asked_for(page)
    page.goto(site_url + path)
    page.wait_for_load_state("networkidle")
    page.mouse.move(2, 400)
    page.get_by_role("link", name="Skip to content").first.press("Tab")
    assert state(page, site_url) == "idle"
    assert asked == []


@pytest.mark.parametrize("deed", ["hover", "focus", "tap"])
def test_going_to_a_link_to_the_calculator_loads_python(page: Page, site_url: str, deed: str) -> None:
    asked = asked_for(page)
    page.goto(f"{site_url}codes/97116/")
    link = page.locator("article a[href*='calculator/']").first
    with page.expect_request(PYTHON):
        if deed == "tap":
            link.dispatch_event("pointerdown")
        else:
            getattr(link, deed)()
    assert asked


def test_going_to_another_link_loads_no_python(page: Page, site_url: str) -> None:
    asked = asked_for(page)
    page.goto(f"{site_url}codes/97116/")
    page.wait_for_load_state("networkidle")
    page.locator("article a[href*='codes/'], article a[href*='payers/']").first.hover()
    assert state(page, site_url) == "idle"
    assert asked == []


def test_going_to_the_form_loads_python_once(page: Page, site_url: str) -> None:
    asked = asked_for(page)
    page.goto(f"{site_url}calculator/")
    page.wait_for_load_state("networkidle")
    with page.expect_request(PYTHON):
        page.locator("rehab-calculator input:visible").first.focus()
    page.locator("rehab-calculator select:visible").first.hover()
    page.wait_for_load_state("networkidle")
    assert len([url for url in asked if url.endswith(".wasm")]) == 1


def test_a_link_that_brings_a_visit_loads_python_before_the_form_is_there(page: Page, site_url: str) -> None:
    page.route("**/assets/calculator/elements_lazy.js", lambda route: route.abort())  # the form never comes
    with page.expect_request(PYTHON):
        page.goto(f"{site_url}calculator/#v=%7B%7D", wait_until="commit")


def test_a_link_to_a_heading_of_the_calculator_loads_no_python(page: Page, site_url: str) -> None:
    asked = asked_for(page)
    page.goto(f"{site_url}calculator/#calculator")
    page.wait_for_load_state("networkidle")
    assert asked == []
