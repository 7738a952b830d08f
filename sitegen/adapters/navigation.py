"""The tree of pages as every site generator's nav has it, and the address where a page is edited."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calculator.model import Rules
from sitegen.pages import january
from sitegen.pages.field_guide import guides
from sitegen.render.labels import CATEGORIES, SUBJECTS, day
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
    """The tree of pages."""
    decisions = [f"about/decisions/{path.name}" for path in sorted((ROOT / "docs/about/decisions").glob("0*.md"))]
    codes = {f"codes/{key}.md": code.category for key, code in rules.codes.items()}
    checks = {f"checks/{key}.md": check.subject for key, check in rules.checks.items()}
    faults = ["checks/faults.md"] if rules.faults else []
    return [
        {"Home": "index.md"},
        {"Calculator": "calculator.md"},
        {"Training": "quiz.md"},
        {"Codes": ["codes/index.md", *_grouped(codes, CATEGORIES)]},
        {"Counting": "counting.md"},
        {
            "Payment": [
                *(path for key, path in GUIDE_PAGES.items() if key in rules.guides and key != "counting"),
                january.PATH,
            ]
        },
        *(_of_kind(title, kind, rules) for title, kind in _BEFORE_CHECKS),
        {"Checks": ["checks/index.md", *faults, *_grouped(checks, SUBJECTS)]},
        *(_of_kind(title, kind, rules) for title, kind in _AFTER_CHECKS),
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


_BEFORE_CHECKS = (
    ("Modifiers", "modifiers"),
    ("Payers", "payers"),
    ("Numbers", "parameters"),
    ("Coverage", "coverage"),
)
_AFTER_CHECKS = (("Choosing", "comparisons"), ("Documentation", "documentation"))
"""Kinds of rules whose pages stand in one list, with what the list is called."""


def _of_kind(title: str, kind: str, rules: Rules) -> dict[str, list[str]]:
    """The pages of one kind of rules, below their index."""
    return {title: [f"{kind}/index.md", *(f"{kind}/{key}.md" for key in getattr(rules, kind))]}


def _grouped(pages: Mapping[str, str], titles: Mapping[str, str]) -> list[Any]:
    """Pages by their group, so that a page shows the list of its own group alone.

    A title is shown as it stands, so it is made safe for HTML.

    >>> _grouped({"a.md": "x", "b.md": "y", "c.md": "x"}, {"x": "A & B", "y": "C", "z": "D"})
    [{'A &amp; B': ['a.md', 'c.md']}, {'C': ['b.md']}]
    """
    groups = {title: [page for page, group in pages.items() if group == name] for name, title in titles.items()}
    return [{plain_html(title): found} for title, found in groups.items() if found]
