"""The tree of pages as every site generator's nav has it, and the address where a page is edited."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calculator.model import Rules
from sitegen.pages import january
from sitegen.pages.field_guide import guides
from sitegen.pages.order import by_use
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
    """The tree of pages: seven tabs, and what no tab leads to (overrides/partials/tabs.html).

    >>> from calculator import default_rules
    >>> [title for entry in nav(default_rules()) for title in entry][1:-1]  # doctest: +NORMALIZE_WHITESPACE
    ['Calculator', 'Codes', '8-Minute Rule', 'Modifiers & Limits', 'Denials & Checks', 'Documentation',
     'Payers & Payment']
    """
    codes = {f"codes/{key}.md": code.category for key, code in rules.codes.items()}
    checks = {f"checks/{key}.md": rules.checks[key].subject for key in by_use("checks", rules)}
    payment = [path for key, path in GUIDE_PAGES.items() if key in rules.guides and key != "counting"]
    return [
        {"Home": "index.md"},
        {"Calculator": "calculator.md"},
        {
            "Codes": [
                "codes/index.md",
                *_grouped(codes, CATEGORIES),
                {"Compare codes": _of_kind("comparisons", rules)},
                {"Medicare coverage": _of_kind("coverage", rules)},
            ]
        },
        {"8-Minute Rule": "counting.md"},
        {
            "Modifiers & Limits": [
                "modifiers/index.md",
                {"Modifiers": _of_kind("modifiers", rules)[1:]},
                {"Limits and rates": _of_kind("parameters", rules)},
            ]
        },
        {
            "Denials & Checks": [
                "checks/index.md",
                *(["checks/faults.md"] if rules.faults else []),
                *_grouped(checks, SUBJECTS),
            ]
        },
        {"Documentation": _of_kind("documentation", rules)},
        {
            "Payers & Payment": [
                "payers/index.md",
                {"Payers": _of_kind("payers", rules)[1:]},
                {"What Medicare pays": payment},
                january.PATH,
            ]
        },
        {MORE: _more()},
    ]


MORE = "More"
"""What the foot of each page and the drawer lead to, and no tab."""


def _more() -> list[Any]:
    decisions = [f"about/decisions/{path.name}" for path in sorted((ROOT / "docs/about/decisions").glob("0*.md"))]
    return [
        "about/index.md",
        {"Learn": ["quiz.md", "claims.md"]},
        {"Sources": ["sources.md", "tables.md", "to-check.md"]},
        {
            "About": [
                "about/intended-use.md",
                "about/using-the-calculator.md",
                "about/offline.md",
                "about/contributing.md",
                "about/editions.md",
                "about/changelog.md",
                "about/notices.md",
            ]
        },
        {
            "For developers": [
                "about/data.md",
                "about/claim-files.md",
                "about/contract.md",
                "api.md",
                "about/house.md",
                "about/publishing.md",
                "about/speed.md",
                "about/next-generator.md",
                {"Field guide": [f"about/fields/{guide.name}.md" for guide in guides()]},
                {"Decisions": ["about/decisions/index.md", *decisions]},
            ]
        },
    ]


def _of_kind(kind: str, rules: Rules) -> list[str]:
    """The pages of one kind of rules: their index, then each in the order of use."""
    keys = by_use(kind, rules) if hasattr(rules.everyday, kind) else getattr(rules, kind)
    return [f"{kind}/index.md", *(f"{kind}/{key}.md" for key in keys)]


def _grouped(pages: Mapping[str, str], titles: Mapping[str, str]) -> list[Any]:
    """Pages by their group, so that a page shows the list of its own group alone.

    A title is shown as it stands, so it is made safe for HTML.

    >>> _grouped({"a.md": "x", "b.md": "y", "c.md": "x"}, {"x": "A & B", "y": "C", "z": "D"})
    [{'A &amp; B': ['a.md', 'c.md']}, {'C': ['b.md']}]
    """
    groups = {title: [page for page, group in pages.items() if group == name] for name, title in titles.items()}
    return [{plain_html(title): found} for title, found in groups.items() if found]
