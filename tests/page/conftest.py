"""The calculator with Python loaded, shared by the tests of a module that need no fresh start: loading takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.calculator import address, open_calculator, visit


@pytest.fixture(scope="module")
def desk(browser: Browser, site_url: str) -> Iterator[Page]:
    """A page with the calculator that may use the clipboard."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    open_calculator(page, address(site_url, visit(("97110", 33))))
    yield page
    context.close()
