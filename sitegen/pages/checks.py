"""The pages of the checks, their index, and the list of known faults."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from calculator.model import Check, Rules
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked
from sitegen.render import labels

_FEW = 8
"""Up to so many codes a check is about each of them; with more it is about a group."""


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of checks, the list of known faults, and a page for each check with visits that fail and pass it."""
    yield _index(rules, as_of)
    yield _faults(rules, as_of)
    yield from rule_pages("check", "checks", rules, as_of, _content)


def _content(key: str, check: Check, rules: Rules, as_of: date) -> dict[str, Any]:
    fails = tuple(example for example in check.examples if key in example.expect.findings)
    passes = tuple(example for example in check.examples if example not in fails)
    path = f"checks/{key}.md"
    return {"check": check, "found": all_worked(fails, rules, path), "others": all_worked(passes, rules, path)}


def about(name: str, rules: Rules) -> list[str]:
    """The checks that concern a code or a modifier: they name it, or it is on the line of a visit that fails them."""
    return [
        key
        for key, check in rules.checks.items()
        if name in (*check.see_also, *check.modifiers, *check.others)
        or (name in check.codes and len(check.codes) <= _FEW)
        or any(
            name in {service.code for service in example.services}
            for example in check.examples
            if key in example.expect.findings and check.subject in ("pairs", "units")
        )
    ]


def _index(rules: Rules, as_of: date) -> Page:
    """The checks by subject, each with the kinds of payer that it is for."""
    kinds = {payer.kind for payer in rules.payers.values()}

    def of(check: Check) -> list[str]:
        if not check.payers or check.elsewhere:
            return sorted(kinds)
        return sorted({rules.payers[one].kind if one in rules.payers else one for one in check.payers})

    keys = by_use("checks", rules)
    groups = [
        (
            title,
            [(key, rules.checks[key], of(rules.checks[key])) for key in keys if rules.checks[key].subject == subject],
        )
        for subject, title in labels.SUBJECTS.items()
    ]
    return page_of("checks", "checks/index.md", rules, as_of, groups=[(title, rows) for title, rows in groups if rows])


def _faults(rules: Rules, as_of: date) -> Page:
    """Every known fault by subject, and how many are found by a check, by a person, or by no one."""
    found_by = [
        "built" if fault.found_by else "checklist" if fault.read_on else "open" for fault in rules.faults.values()
    ]
    groups = [
        (title, [(key, fault) for key, fault in rules.faults.items() if key.startswith(letter)])
        for letter, title in labels.FAULT_GROUPS.items()
    ]
    return page_of(
        "faults",
        "checks/faults.md",
        rules,
        as_of,
        "rules/faults.yaml",
        counts=Counter(found_by),
        groups=[(title, rows) for title, rows in groups if rows],
    )
