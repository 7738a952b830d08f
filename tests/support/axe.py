"""What axe, the accessibility checker, finds wrong in a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLORS = ("color-contrast", "link-in-text-block")
"""Rules that take three quarters of the time: they look for what lies behind each text. Equal texts are looked at once."""

ALL: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {rule: {"enabled": False} for rule in COLORS},
    "resultTypes": ["violations"],  # to list all that is right takes as long as to search for what is wrong
}
ONE_OF_EACH_LOOK: dict[str, Any] = {
    "context": {"include": [["[data-look]"]]},
    "options": {"runOnly": {"type": "rule", "values": COLORS}, "resultTypes": ["violations"]},
}
MARK = """() => {
    const behind = new Map([[null, ""]]); // for an element, the names and classes of all around it, and what they paint
    const place = (one) => {
        if (!behind.has(one)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(one);
            const classes = `${one.localName} ${one.getAttribute("class")}`;
            behind.set(one, [place(one.parentElement), classes, backgroundColor, backgroundImage, opacity].join());
        }
        return behind.get(one);
    };
    const hasText = (one) => [...one.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim());
    const seen = new Set([undefined]);
    for (const one of document.body.querySelectorAll("*")) {
        const { color, fontSize, fontWeight, textDecoration, textShadow } = getComputedStyle(one);
        const own = [color, fontSize, fontWeight, textDecoration, textShadow, hasText(one.parentElement), one.checkVisibility()];
        const counts = (hasText(one) && one.textContent.trim().length > 1) || one.matches("input, select, textarea");
        const look = counts ? [place(one), ...own].join() : undefined;
        one.toggleAttribute("data-look", !seen.has(look));
        seen.add(look);
    }
}"""
"""Marks the first text of each look; one of a single letter, which axe takes for a picture, stands for no other."""


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong in a page as it is now, each with the first places."""
    axe = Axe()
    found = axe.run(page, options=ALL).response["violations"]
    page.evaluate(MARK)
    found += axe.run(page, **ONE_OF_EACH_LOOK).response["violations"]
    return [(fault["id"], [node["html"][:120] for node in fault["nodes"]][:3]) for fault in found]
