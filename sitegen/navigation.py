"""The tree of pages as every site generator's nav has it, and the address where a page is edited."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sitegen.text import plain_html
from sitegen.words import CATEGORIES

ROOT = Path(__file__).resolve().parent.parent


def edit_folder(extra: Mapping[str, Any]) -> str:
    """The address below which every file of the project is edited, from the settings under `extra` in mkdocs.yml.

    >>> edit_folder({"repository": "https://forge.example/us/rules/", "branch": "main"})
    'https://forge.example/us/rules/edit/main/'
    """
    return f"{extra['repository'].rstrip('/')}/edit/{extra['branch']}/"


def decisions() -> list[str]:
    """The decision records, by number."""
    return [f"about/decisions/{path.name}" for path in sorted((ROOT / "docs/about/decisions").glob("0*.md"))]


def nav(rules: Any) -> list[Any]:
    """The tree of pages. A title is shown as it stands, so it is made safe for HTML."""
    codes: list[Any] = ["codes/index.md"]
    for category, title in CATEGORIES.items():
        found = [f"codes/{key}.md" for key, code in rules.codes.items() if code.category == category]
        codes += [{plain_html(title): found}] if found else []
    return [
        {"Home": "index.md"},
        {"Calculator": "calculator.md"},
        {"Codes": codes},
        {"Counting": "counting.md"},
        *(
            {title: [f"{kind}/index.md", *(f"{kind}/{key}.md" for key in getattr(rules, kind))]}
            for title, kind in (("Modifiers", "modifiers"), ("Payers", "payers"), ("Numbers", "parameters"))
        ),
        {"Sources": "sources.md"},
        {
            "About": [
                "about/intended-use.md",
                "about/next-generator.md",
                "api.md",
                {"Decisions": ["about/decisions/index.md", *decisions()]},
            ]
        },
    ]
