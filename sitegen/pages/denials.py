"""The pages of denial codes: their index, one for each number, and the addresses with a group code that lead to them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from calculator.loading.examples import visit_of
from calculator.model import Check, Denial, Rules
from calculator.per_rule_set import once
from calculator.traverse import every_part
from sitegen.pages.guide import guide_page
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import try_it
from sitegen.render.markdown_text import relative_url
from sitegen.render.page_context import denial_title


class Behind(NamedTuple):
    """A check that finds what a denial code is about.

    Attributes:
        key: its name.
        check: the check.
        try_it: the calculator's address with a visit in which it is found; empty where none can be computed.
    """

    key: str
    check: Check
    try_it: str


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index, a page for each code, and a page for each address such as `denials/co-119` that leads to one."""
    yield page_of("denials", "denials/index.md", rules, as_of, "", lambda: _index(rules))
    yield from guide_page("denials", "guide", rules, as_of, head={})
    yield from rule_pages("denial", "denials", rules, as_of, _content)
    for path, key in addresses(rules).items():
        leads_to = relative_url(path, f"denials/{key}.md")
        written = path.removeprefix("denials/").removesuffix(".md").upper()
        file = f"rules/denials/{key}.yaml"
        yield page_of("denial_address", path, rules, as_of, file, key=key, written=written, leads_to=leads_to)


def addresses(rules: Rules) -> dict[str, str]:
    """The pages that lead to a denial code, as people type its number with a group code: file to the code's key.

    >>> from calculator import default_rules
    >>> addresses(default_rules())["denials/pr-119.md"]
    '119'
    """
    groups = {key: denial.groups for key, denial in rules.denials.items()}
    return {f"denials/{group.lower()}-{key}.md": key for key, those in groups.items() for group in those}


def in_order(rules: Rules) -> list[str]:
    """The keys of denial codes: the most used first, then reason codes and remark codes by number."""
    first = {key: place for place, key in enumerate(rules.everyday.denials)}
    numbered = by_number(rules)
    return sorted(numbered, key=lambda key: first.get(key, len(first)))


def by_number(rules: Rules) -> list[str]:
    """The keys of denial codes by number: reason codes, then remark codes.

    >>> from calculator import default_rules
    >>> keys = by_number(default_rules())
    >>> keys.index("4") < keys.index("16") < keys.index("b7") < keys.index("m15") < keys.index("n519")
    True
    """

    def place(key: str) -> tuple[str, str, int]:
        letters, number = re.fullmatch(r"([a-z]*)(\d+)", key).groups()  # type: ignore[union-attr]
        return rules.denials[key].kind, letters, int(number)

    return sorted(rules.denials, key=place)


def _content(key: str, denial: Denial, rules: Rules, as_of: date) -> dict[str, Any]:
    path = f"denials/{key}.md"
    return {
        "denial": denial,
        "title": denial_title(key, rules),
        "behind": [Behind(name, rules.checks[name], _try_it(name, rules, path)) for name in _checks(key, rules)],
        "codes": _codes(rules).get(key.upper(), ()),
        "named_by": [other for other in by_number(rules) if key.upper() in rules.denials[other].often_with],
    }


def spellings(key: str, denial: Denial) -> list[str]:
    """A code as people write it: `CO-119`, `CO119` and so on.

    >>> from calculator import default_rules
    >>> spellings("n519", default_rules().denials["n519"])
    ['N519']
    """
    number = key.upper()
    return [f"{group}{between}{number}" for group in denial.groups for between in ("-", "")] or [number]


def _checks(key: str, rules: Rules) -> list[str]:
    """The checks that name a denial code, the most used first."""
    return [name for name in by_use("checks", rules) if key.upper() in rules.checks[name].denial_codes]


def _try_it(name: str, rules: Rules, path: str) -> str:
    """The calculator's address with the first visit in which a check is found."""
    found = (example for example in rules.checks[name].examples if name in example.expect.findings)
    return next((try_it(visit_of(example), path) for example in found), "")


@once
def _codes(rules: Rules) -> dict[str, Sequence[str]]:
    """The therapy codes on whose pages a mistake names a denial code, by that code."""
    found: dict[str, dict[str, None]] = {}
    for file, key, _, part in every_part(rules):
        if file.startswith("codes/"):
            for denial in getattr(part, "denial_codes", ()):
                found.setdefault(denial, {})[key] = None
    return {denial: tuple(codes) for denial, codes in found.items()}


def _index(rules: Rules) -> dict[str, Any]:
    """Every code once: the most used first, then the others by number; and a short list of all by number."""
    first = rules.everyday.denials
    kinds = {"carc": "Other reason codes (CARC)", "rarc": "Other remark codes (RARC)"}
    groups = [("Most common in therapy", list(first))]
    groups += [
        (title, [key for key in by_number(rules) if key not in first and rules.denials[key].kind == kind])
        for kind, title in kinds.items()
    ]
    numbers = {kind: [key for key in by_number(rules) if rules.denials[key].kind == kind] for kind in kinds}
    words = {key: " ".join((*spellings(key, one), *one.asked_as)) for key, one in rules.denials.items()}
    return {
        "groups": [(title, keys) for title, keys in groups if keys],
        "numbers": numbers,
        "words": words,
        "who_pays": rules.guides["denials"].sections[0].points if "denials" in rules.guides else (),
    }
