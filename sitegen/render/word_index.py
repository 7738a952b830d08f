"""The index of words: every page with the names, abbreviations and questions that lead to it.

The search, the box of the front page, the A-Z list, the filter of the codes and the calculator take their words from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from calculator.model import Rules
from calculator.per_rule_set import once
from sitegen.render.markdown_text import url_of
from sitegen.render.page_context import denial_title, paths_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
"""Pages written by hand; `asked_as` in their front matter has their words."""

OTHER_PAGES = {
    "calculator": ("calculator.md", "Calculator"),
    "january": ("january.md", "What changes on January 1"),
    "quiz": ("quiz.md", "Practice quiz"),
    "claims": ("claims.md", "Therapy billing myths"),
    "sources": ("sources.md", "Sources"),
    "tables": ("tables.md", "Tables of CMS"),
    "codes": ("codes/index.md", "All codes"),
    "modifiers": ("modifiers/index.md", "Modifiers and limits"),
    "parameters": ("parameters/index.md", "Limits and rates"),
    "payers": ("payers/index.md", "Payers and their unit rules"),
    "checks": ("checks/index.md", "Claim checks"),
    "faults": ("checks/faults.md", "Known errors and who finds them"),
    "denials": ("denials/index.md", "Denial codes by number"),
    "note-cards": ("note-cards.md", "Note cards: what the note must show"),
    "documentation": ("documentation/index.md", "Documentation"),
    "comparisons": ("comparisons/index.md", "Compare codes"),
    "choosers": ("choosers/index.md", "Choose a code or modifier"),
    "coverage": ("coverage/index.md", "Medicare coverage"),
}
"""Pages that no rule file has, by the name that `words.yaml` gives them under `pages`: their file and title."""

NUMBERED = ("codes", "modifiers")
"""Kinds whose key stands before the name in a title."""


SAID_FOR_MODIFIERS = frozenset({"59"})
"""Numbers that mean the modifier when they are said alone; the denial of this number is said with its group."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the index.

    Attributes:
        path: its file among the Markdown files, as `codes/97116.md`.
        title: what it is called, as `97116 Gait training`.
        kind: what kind of page it is, as the folders of `rules/` are called, `glossary` or `page`.
        words: what leads to it, its key and names first.
    """

    path: str
    title: str
    kind: str
    words: tuple[str, ...]

    @property
    def url(self) -> str:
        """Its address below the site's root."""
        return url_of(self.path)


@once
def entries(rules: Rules) -> tuple[Entry, ...]:
    """Every page that a word leads to, the most asked kinds first.

    >>> from calculator import default_rules
    >>> gait = next(entry for entry in entries(default_rules()) if entry.path == "codes/97116.md")
    >>> gait.title, gait.words[:2], "stairs" in gait.words
    ('97116 Gait training', ('97116', 'Gait training'), True)
    """
    more: dict[str, list[str]] = {}
    for key, word in rules.words.items():
        for name in (*(f"codes/{code}" for code in _codes_of(word)), *word.pages):
            more.setdefault(name, []).extend((key, *word.spellings))
    return tuple(
        Entry(path, title, kind, _once([*words, *more.get(name, ())]))
        for name, path, title, kind, words in (*_of_rules(rules), *_other_pages(rules), *_by_hand())
    )


def tags(rules: Rules) -> dict[str, list[str]]:
    """The words of every page by its address, for the search."""
    return {entry.url: list(entry.words) for entry in entries(rules)}


def by_word(rules: Rules) -> dict[str, list[Entry]]:
    """The pages of every word, spelled as it is found first.

    >>> from calculator import default_rules
    >>> [entry.path for entry in by_word(default_rules())["PTA modifier"]]
    ['modifiers/CQ.md']
    """
    spelled: dict[str, str] = {}
    found: dict[str, list[Entry]] = {}
    for entry in entries(rules):
        for word in entry.words:
            pages = found.setdefault(spelled.setdefault(squashed(word), word), [])
            if entry not in pages:
                pages.append(entry)
    return found


def squashed(text: str) -> str:
    """A word without what may be written in several ways; docs/assets/search/spelling.js has the same.

    >>> squashed("Re-Eval") == squashed("re eval")
    True
    """
    return re.sub(r"[\W_]", "", text.lower())


def _codes_of(word: Any) -> tuple[str, ...]:
    """Every code that a word stands for, under any payer."""
    return tuple(dict.fromkeys((*word.codes, *(code for codes in word.payers.values() for code in codes))))


_Found = tuple[str, str, str, str, list[str]]
"""A page: its name in `words.yaml`, its file, its title, its kind, its own words."""


def _of_rules(rules: Rules) -> Iterator[_Found]:
    for name, path in paths_of(rules).items():
        kind, _, key = name.partition("/")
        rule = getattr(rules, kind)[key]
        title = f"{key} {rule.name}" if kind in NUMBERED else rule.name
        title = denial_title(key, rules) if kind == "denials" else title
        own = [*_numbers(kind, key, rule), rule.name, *getattr(rule, "also_called", ()), *rule.asked_as]
        yield name, path, title, kind, own


def _numbers(kind: str, key: str, rule: Any) -> list[str]:
    """What a page's rule is numbered on claims, remittances and in manuals, or what its file is called."""
    if kind == "denials":
        alone = [] if key in SAID_FOR_MODIFIERS else [key.upper()]
        return [*alone, *(f"{group}-{key.upper()}" for group in rule.groups)]
    if kind == "coverage":
        return [rule.number]
    return [key, *getattr(rule, "also", ())] if kind in NUMBERED else [key.replace("-", " ")]


def _other_pages(rules: Rules) -> Iterator[_Found]:
    for name, (path, title) in OTHER_PAGES.items():
        yield name, path, title, "page", [title]
    if rules.glossary:
        terms = (
            word
            for term in rules.glossary.values()
            for word in (term.name, *(one.rpartition(": ")[2] for one in term.also))
        )
        yield "glossary", "glossary.md", "Glossary", "glossary", ["Glossary", *terms]


def _by_hand() -> Iterator[_Found]:
    for file in sorted(DOCS.rglob("*.md")):
        path = file.relative_to(DOCS).as_posix()
        head = _front_matter(file.read_text(encoding="utf-8"))
        if asked := head.get("asked_as"):
            yield path.removesuffix(".md"), path, str(head["title"]), "page", [str(head["title"]), *asked]


def _front_matter(text: str) -> dict[str, Any]:
    """The fields at the head of a Markdown file.

    >>> _front_matter("---\\ntitle: A\\nasked_as: [b]\\n---\\n# A")
    {'title': 'A', 'asked_as': ['b']}
    """
    before, mark, rest = text.partition("---\n")
    return yaml.safe_load(rest.partition("\n---")[0]) if mark and not before else {}


def _once(words: list[str]) -> tuple[str, ...]:
    """Words without those that are written like one before."""
    return tuple({squashed(word): word for word in reversed(words)}[key] for key in dict.fromkeys(map(squashed, words)))
