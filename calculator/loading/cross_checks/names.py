"""Names of files and old addresses, and pages that other pages name."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from calculator.errors import Fault, Trail
from calculator.model import KINDS, Rules
from calculator.traverse import every_part, rule_files

CODE = (re.compile(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}T"), "a code such as 97110, G0283 or 0552T")
"""How codes are written, and that in words."""

WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

NAMES = {
    "codes": CODE,
    "modifiers": (re.compile(r"[A-Z0-9]{2}"), "a modifier such as GP"),
    "payers": (WORDS, "a name such as medicare-part-b"),
    "parameters": (WORDS, "a name such as kx-threshold"),
    "checks": (WORDS, "a name such as code-outside-discipline"),
    "documentation": (WORDS, "a name such as plan-of-care"),
    "comparisons": (WORDS, "a name such as evaluation-levels"),
    "choosers": (WORDS, "a name such as group-or-individual"),
    "coverage": (WORDS, "a name such as ncd-30-3-3"),
    "denials": (re.compile(r"[a-z]{0,2}[0-9]{1,3}"), "a denial code in small letters such as 119 or n519"),
    "guides": (WORDS, "a name such as payment-reduction"),
}
"""How files of each kind are named, and that in words."""


def names_are_codes(rules: Rules) -> Iterator[Fault]:
    """Files are named as codes and modifiers are written on a claim."""
    for kind, (pattern, expected) in NAMES.items():
        for key in getattr(rules, kind):
            if not pattern.fullmatch(key):
                yield Fault(f"{kind}/{key}.yaml", (), f"found a file named '{key}', expected {expected}")
            elif key == "index":
                found = "found a file named 'index', expected another name: the index of the folder has this address"
                yield Fault(f"{kind}/{key}.yaml", (), found)


def see_also_exists(rules: Rules) -> Iterator[Fault]:
    """What a page points to has a page, and a statement that it points to has its id there.

    Where several files have a name, it is that of the first kind; `denials/59` names another.
    """
    pages: dict[str, str] = {}
    for file, key, _ in rule_files(rules):
        page = file.removesuffix(".yaml")
        pages.setdefault(key, page)
        pages[page] = page
    known = {*pages, *(f"{key}#{name}" for _, key, _, name in _ids(rules))}
    for file, _, trail, part in every_part(rules):
        for position, other in enumerate(getattr(part, "see_also", ())):
            where = (*trail, "see_also", position)
            if other not in known:
                yield Fault(
                    file, where, f"found '{other}', expected the name of a file in rules/, or NAME#ID of a statement"
                )
            if pages.get(other) == file.removesuffix(".yaml"):
                yield Fault(file, where, f"found '{other}' itself, expected another page")


def ids_are_of_one_statement(rules: Rules) -> Iterator[Fault]:
    """No two statements of a file have the same id, and an id is fit for an address."""
    taken: set[tuple[str, str]] = set()
    for file, _, trail, name in _ids(rules):
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
            yield Fault(file, (*trail, "id"), f"found '{name}', expected small letters, digits and hyphens")
        if (file, name) in taken:
            yield Fault(file, (*trail, "id"), f"found '{name}' again, expected another id")
        taken.add((file, name))


def _ids(rules: Rules) -> Iterator[tuple[str, str, Trail, str]]:
    """The ids of statements: file, key of the file, the way to the statement, and its id."""
    for file, key, trail, part in every_part(rules):
        if name := getattr(part, "id", ""):
            yield file, key, trail, name


def without_file(
    file: str, trail: Trail, names: Iterable[str], known: Container[str], folder: str = "rules/codes/"
) -> Iterator[Fault]:
    """Names in a list that have no file in a folder."""
    for position, name in enumerate(names):
        if name not in known:
            yield Fault(file, (*trail, position), f"found '{name}', expected the name of a file in {folder}")


def everyday_exists(rules: Rules) -> Iterator[Fault]:
    """What lists begin with has a file."""
    for discipline, codes in rules.everyday.codes.items():
        yield from without_file("everyday.yaml", ("codes", discipline), codes, rules.codes)
    for kind in ("modifiers", "payers", "parameters", "checks", "documentation", "comparisons", "choosers", "denials"):
        names = getattr(rules.everyday, kind)
        yield from without_file("everyday.yaml", (kind,), names, getattr(rules, kind), f"rules/{kind}/")


def codes_are_known(rules: Rules) -> Iterator[Fault]:
    """Codes that a topic, a comparison or a coverage decision is about have a file, and a comparison answers for each."""
    for kind in ("documentation", "comparisons", "coverage"):
        for key, entry in getattr(rules, kind).items():
            yield from without_file(f"{kind}/{key}.yaml", ("codes",), entry.codes, rules.codes)
    for key, comparison in rules.comparisons.items():
        for position, row in enumerate(comparison.rows):
            if tuple(row.answers) != comparison.codes:
                message = f"found answers for {', '.join(row.answers)}, expected {', '.join(comparison.codes)}"
                yield Fault(f"comparisons/{key}.yaml", ("rows", position, "answers"), message)


def coverage_is_whole(rules: Rules) -> Iterator[Fault]:
    """A coverage decision says something from some day on, and what holds for others where it names who must furnish."""
    for key, decision in rules.coverage.items():
        file = f"coverage/{key}.yaml"
        if not decision.decided:
            yield Fault(file, ("decided",), "found an empty list, expected at least one entry")
        for position, entry in enumerate(decision.decided):
            if bool(entry.only_by) != bool(entry.from_others):
                expected = "what holds from others" if entry.only_by else "nothing where only_by is empty"
                message = f"found {entry.from_others or 'nothing'}, expected {expected}"
                yield Fault(file, ("decided", position, "from_others"), message)


def moved_pages_lead_somewhere(rules: Rules) -> Iterator[Fault]:
    """An old address has no page any more, and the new one has. Links to hand-written pages are checked
    when the site is built."""
    pages = {file.removesuffix(".yaml") for file, _, _ in rule_files(rules)}
    for old, moved in rules.moved.items():
        if not _ADDRESS.fullmatch(old):
            yield Fault("moved.yaml", (old,), f"found '{old[:60]}', expected an address such as codes/97110")
        if old in pages:
            yield Fault("moved.yaml", (old,), f"found '{old}', expected an address that no rule file has any more")
        if moved.to.partition("/")[0] in KINDS and moved.to not in pages:
            yield Fault("moved.yaml", (old, "to"), f"found '{moved.to}', expected a page such as codes/97110")


_ADDRESS = re.compile(r"[A-Za-z0-9-]+(/[A-Za-z0-9-]+)*")
