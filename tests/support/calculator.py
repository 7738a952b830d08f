"""The calculator in the page, as tests open it, enter visits, and read its answer."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from calculator import calculate

MEDICARE = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
MIXED = {
    **MEDICARE,
    "services": [
        {"code": "97110", "therapist_minutes": 23, "assistant_minutes": 22},
        {"code": "97140", "therapist_minutes": 20},
    ],
}
TIE = {**MEDICARE, "services": [{"code": "97112", "minutes": 20}, {"code": "97110", "minutes": 20}]}


def visit(*services: tuple[str, int], **fields: Any) -> dict[str, Any]:
    """A visit under Medicare, of codes with their minutes."""
    return {**MEDICARE, "services": [{"code": code, "minutes": minutes} for code, minutes in services], **fields}


def address(site_url: str, visit: Any) -> str:
    """The address that opens the calculator with a visit filled in."""
    return f"{site_url}calculator/#v={quote(json.dumps(visit))}"


def open_calculator(page: Page, url: str) -> None:
    """Open a page with the calculator, and wait for its answer."""
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
    """Wait until Python has answered to what is in the form; the first time it has to load."""
    expect(page.locator(".rc-result")).to_have_attribute("aria-busy", "false", timeout=30_000)
    expect(page.locator(".rc-state")).to_be_hidden()


def start(page: Page, site_url: str) -> None:
    """An empty form under Medicare, with the code's field in focus."""
    follow(page, address(site_url, visit(("97110", 33))))
    page.get_by_role("button", name="Start over").click()


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


def shown_lines(page: Page) -> list[list[str]]:
    """Code, modifiers and units of each claim line on the page."""
    return page.locator("table.rc-claim tbody tr").evaluate_all(
        "rows => rows.map(row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()))"
    )


def sent_visit(page: Page) -> Any:
    """The visit that a copied link holds, which is what is in the form."""
    return page.evaluate(
        """async () => {
            const { readVisit, visitText } = await import(new URL("../assets/calculator/visit_link.js", location.href));
            const write = navigator.clipboard.writeText;
            const link = await new Promise((copied) => {
                navigator.clipboard.writeText = async (text) => copied(text);
                [...document.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === "Copy link").click();
            });
            navigator.clipboard.writeText = write;
            return readVisit(visitText(new URL(link).hash), 20).visit;
        }"""
    )


def computed_lines(visit: dict[str, Any]) -> list[list[str]]:
    """The claim lines as Python computes them here."""
    return [[line["code"], " ".join(line["modifiers"]), str(line["units"])] for line in calculate(visit)["lines"]]


def copied(page: Page) -> str:
    """What is in the clipboard."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text
