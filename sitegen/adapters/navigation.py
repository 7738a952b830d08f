"""The tree of pages as every site generator's nav has it, and the address where a page is edited."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calculator.model import Rules
from sitegen.pages import denials, january
from sitegen.pages.codes import by_category
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
    """The tree of pages: eight tabs, and what no tab leads to (overrides/partials/tabs.html).

    >>> from calculator import default_rules
    >>> [title for entry in nav(default_rules()) for title in entry][1:-1]  # doctest: +NORMALIZE_WHITESPACE
    ['Calculator', 'Check Claims', 'Codes', '8-Minute Rule', 'Modifiers & Limits', 'Denials & Checks',
     'Documentation', 'Payers & Payment']
    """
    categories = by_category(rules, rules.edition.as_of)
    codes = {f"codes/{row['key']}.md": row["code"].category for _, rows in categories for row in rows}
    checks = {f"checks/{key}.md": rules.checks[key].subject for key in by_use("checks", rules)}
    payment = [path for key, path in GUIDE_PAGES.items() if key in rules.guides and key.startswith("payment")]
    return [
        {"Home": "index.md"},
        {"Calculator": "calculator.md"},
        {"Check Claims": "check-claims.md"},
        {
            "Codes": [
                "codes/index.md",
                *_grouped(codes, CATEGORIES),
                {"Compare codes": _of_kind("comparisons", rules)},
                {"Choose a code": _of_kind("choosers", rules)},
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
                "denials/index.md",
                *_guide("denials", rules),
                *({title: keys} for title, keys in _denials(rules).items()),
                {
                    "Claim checks": [
                        "checks/index.md",
                        *(["checks/faults.md"] if rules.faults else []),
                        *_grouped(checks, SUBJECTS),
                    ]
                },
            ]
        },
        {"Documentation": ["documentation/index.md", "note-cards.md", *_of_kind("documentation", rules)[1:]]},
        {
            "Payers & Payment": [
                "payers/index.md",
                {"Payers": _of_kind("payers", rules)[1:]},
                {"What Medicare pays": payment},
                january.PATH,
            ]
        },
        {MORE: _more(rules)},
    ]


def led_on(rules: Rules) -> list[str]:
    """The pages that only lead to others, which no list has."""
    return [*(f"{old}.md" for old in rules.moved), *denials.addresses(rules)]


MORE = "More"
"""What the foot of each page and the drawer lead to, and no tab."""


def _more(rules: Rules) -> list[Any]:
    decisions = [f"about/decisions/{path.name}" for path in sorted((ROOT / "docs/about/decisions").glob("0*.md"))]
    return [
        "about/index.md",
        "a-z.md",
        {"Learn": [*(["glossary.md"] if rules.glossary else []), "quiz.md", "claims.md"]},
        {"Sources": ["sources.md", "tables.md", "to-check.md"]},
        {
            "About": [
                "about/intended-use.md",
                "about/using-the-calculator.md",
                "about/your-contract.md",
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


def _denials(rules: Rules) -> dict[str, list[str]]:
    """The pages of denial codes in lists that are short enough to stand beside each page."""
    found: dict[str, list[str]] = {}
    for key in denials.in_order(rules):
        number = int(re.sub(r"\D", "", key))
        if key in rules.everyday.denials:
            title = "Most common denials"
        elif rules.denials[key].kind == "rarc":
            title = "Remark codes M and MA" if key.startswith("m") else f"Remark codes N{_range(number, 300)}"
        else:
            title = "Reason codes B, D and P" if key[0].isalpha() else f"Reason codes {_range(number, 100)}"
        found.setdefault(title, []).append(f"denials/{key}.md")
    return found


def _range(number: int, size: int) -> str:
    """The range of so many numbers in which a number is.

    >>> _range(4, 100), _range(119, 100)
    ('1 to 99', '100 to 199')
    """
    first = number // size * size
    return f"{first or 1} to {first + size - 1}"


def _guide(key: str, rules: Rules) -> list[str]:
    """The page of a guide, where the rule set has it."""
    return [GUIDE_PAGES[key]] if key in rules.guides else []


def _grouped(pages: Mapping[str, str], titles: Mapping[str, str]) -> list[Any]:
    """Pages by their group, so that a page shows the list of its own group alone.

    A title is shown as it stands, so it is made safe for HTML.

    >>> _grouped({"a.md": "x", "b.md": "y", "c.md": "x"}, {"x": "A & B", "y": "C", "z": "D"})
    [{'A &amp; B': ['a.md', 'c.md']}, {'C': ['b.md']}]
    """
    groups = {title: [page for page, group in pages.items() if group == name] for name, title in titles.items()}
    return [{plain_html(title): found} for title, found in groups.items() if found]
