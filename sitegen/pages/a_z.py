"""The list of all words from A to Z, each with the pages that it leads to; it needs no scripts."""

from __future__ import annotations

import re
import sys
from datetime import date

from calculator.grouping import group_by
from calculator.model import Rules
from sitegen.pages.page import Page, page_of
from sitegen.render.word_index import Entry, by_word, squashed

PATH = "a-z.md"
DIGITS = "0-9"
"""Where words are listed that begin with a digit."""

_LONGEST = 4
"""Words of an entry; longer ones are questions, which the search answers."""


def page(rules: Rules, as_of: date) -> Page:
    """The list, by the first letter."""
    return page_of("a_z", PATH, rules, as_of, "rules/words.yaml", lambda: {"letters": letters(rules)})


def letters(rules: Rules) -> list[tuple[str, list[tuple[str, list[Entry]]]]]:
    """The words of each letter in their order, each with its pages."""
    found = by_word(rules)
    listed = sorted((word for word in found if len(word.split()) <= _LONGEST), key=in_order)
    groups = group_by(listed, letter_of)
    return [(letter, [(word, found[word]) for word in groups[letter]]) for letter in sorted(groups)]


def in_order(word: str) -> tuple[int, str]:
    """What words are sorted by: numbers by their size, all others by their letters.

    >>> sorted(["97116", "e-stim", "10 visits", "ABN", "4"], key=in_order)
    ['4', '10 visits', '97116', 'ABN', 'e-stim']
    """
    text = squashed(word)
    number = re.match(r"\d+", text)
    return int(number[0]) if number else sys.maxsize, text


def letter_of(word: str) -> str:
    """The letter under which a word is listed.

    >>> letter_of("e-stim"), letter_of("97116"), letter_of("$3,000")
    ('E', '0-9', '0-9')
    """
    first = squashed(word)[0].upper()
    return DIGITS if first.isdigit() else first
