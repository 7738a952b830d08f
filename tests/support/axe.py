"""What axe, the accessibility checker, finds wrong in a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # to list all that is right takes as long as to search for what is wrong
}


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong in a page as it is now, each with the first places."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [(fault["id"], [node["html"][:120] for node in fault["nodes"]][:3]) for fault in found]
