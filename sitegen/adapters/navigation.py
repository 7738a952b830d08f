"""The tree of pages as every site generator's nav has it, and the address where a page is edited."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calculator.model import Rules
from sitegen.pages.field_guide import guides
from sitegen.render.labels import CATEGORIES, day
from sitegen.render.markdown_text import plain_html
from sitegen.render.page_context import GUIDE_PAGES

ROOT = Path(__file__).resolve().parent.parent.parent


def edit_folder(extra: Mapping[str, Any]) -> str:
    """The address below which every file of the project is edited, from the settings under `extra` in mkdocs.yml.

    >>> edit_folder({"repository": "https://forge.example/us/rules/", "branch": "main"})
    'https://forge.example/us/rules/edit/main/'
    """
    return f"{extra['repository'].rstrip('/')}/edit/{extra['branch']}/"


def shown_everywhere(rules: Rules) -> dict[str, str]:
    """What the foot of every page shows of the rules, for the templates in overrides/."""
    return {"edition": rules.edition.edition, "as_of": day(rules.edition.as_of)}


def nav(rules: Rules) -> list[Any]:
    """The tree of pages. A title is shown as it stands, so it is made safe for HTML."""
    decisions = [f"about/decisions/{path.name}" for path in sorted((ROOT / "docs/about/decisions").glob("0*.md"))]
    codes: list[Any] = ["codes/index.md"]
    for category, title in CATEGORIES.items():
        found = [f"codes/{key}.md" for key, code in rules.codes.items() if code.category == category]
        codes += [{plain_html(title): found}] if found else []
    return [
        {"Home": "index.md"},
        {"Calculator": "calculator.md"},
        {"Training": "quiz.md"},
        {"Codes": codes},
        {"Counting": "counting.md"},
        {"Payment": [path for key, path in GUIDE_PAGES.items() if key in rules.guides and key != "counting"]},
        *(
            {
                title: [
                    f"{kind}/index.md",
                    *(["checks/faults.md"] if kind == "checks" and rules.faults else []),
                    *(f"{kind}/{key}.md" for key in getattr(rules, kind)),
                ]
            }
            for title, kind in (
                ("Modifiers", "modifiers"),
                ("Payers", "payers"),
                ("Numbers", "parameters"),
                ("Coverage", "coverage"),
                ("Checks", "checks"),
                ("Choosing", "comparisons"),
                ("Documentation", "documentation"),
            )
        ),
        {"Sources": ["sources.md", "tables.md", "to-check.md", "claims.md"]},
        {
            "About": [
                "about/intended-use.md",
                "about/using-the-calculator.md",
                "about/offline.md",
                "about/contributing.md",
                {"Editions": ["about/editions.md", "about/changelog.md"]},
                {"For maintainers": ["about/publishing.md", "about/speed.md", "about/next-generator.md"]},
                {"For programs": ["about/contract.md", "about/data.md", "api.md", "about/house.md"]},
                {"Field guide": [f"about/fields/{guide.name}.md" for guide in guides()]},
                "about/notices.md",
                {"Decisions": ["about/decisions/index.md", *decisions]},
            ]
        },
    ]
