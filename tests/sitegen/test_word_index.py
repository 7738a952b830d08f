"""The index of words leads to pages that are there, and an ambiguous word to all that it may mean."""

from __future__ import annotations

import pytest

from calculator.model import Rules
from sitegen.pages import Page, a_z
from sitegen.render import word_index
from sitegen.render.word_index import DOCS, by_word, entries, squashed


def urls(word: str, rules: Rules) -> set[str]:
    """The pages of a word, spelled in any way."""
    spelled = {squashed(known): pages for known, pages in by_word(rules).items()}
    return {entry.path.removesuffix(".md") for entry in spelled.get(squashed(word), [])}


def test_every_word_leads_to_pages_that_are_there(rules: Rules, made: dict[str, Page]) -> None:
    assert not [one.path for one in entries(rules) if one.path not in made and not (DOCS / one.path).exists()]


def test_every_rule_with_a_page_has_words_of_its_own(rules: Rules) -> None:
    assert not [one.path for one in entries(rules) if not all(squashed(word) for word in one.words)]
    assert len({one.path for one in entries(rules)}) == len(entries(rules))


def test_names_of_pages_in_the_words_are_known(rules: Rules) -> None:
    wanted = {page for word in rules.words.values() for page in word.pages}
    assert {page for page in wanted if "/" not in page} <= set(word_index.OTHER_PAGES)


@pytest.mark.parametrize(
    ("word", "pages"),
    [
        ("OT eval", {"codes/97165", "codes/97166", "codes/97167"}),
        ("PT eval", {"codes/97161", "codes/97162", "codes/97163"}),
        ("e-stim", {"codes/G0283", "codes/97032", "codes/97014"}),
        ("59", {"modifiers/59"}),
        ("KX", {"modifiers/KX"}),
        ("CO", {"modifiers/CO"}),
        ("CO-119", {"denials/119"}),
        ("therapy cap", {"parameters/kx-threshold"}),
        ("8 minute rule", {"counting"}),
        ("cash pay", {"documentation/paying-privately"}),
    ],
)
def test_a_word_leads_to_all_that_it_may_mean(word: str, pages: set[str], rules: Rules) -> None:
    assert pages <= urls(word, rules)


def test_no_level_of_an_evaluation_is_the_only_meaning_of_an_evaluation(rules: Rules) -> None:
    for word in ("eval", "IE", "PT eval", "OT eval", "speech eval", "initial evaluation", "re-eval"):
        assert len([page for page in urls(word, rules) if page.startswith("codes/")]) > 1, word


def test_words_of_pages_written_by_hand_are_read_from_their_head(rules: Rules) -> None:
    paths = [
        file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md") if "\nasked_as:" in file.read_text("utf-8")
    ]
    assert paths
    assert {*paths} <= {one.path for one in entries(rules)}


def test_the_list_has_every_letter_once_and_every_short_word(rules: Rules) -> None:
    letters = a_z.letters(rules)
    names = [letter for letter, _ in letters]
    assert names == sorted(set(names))
    listed = {word for _, words in letters for word, _ in words}
    assert {"NMRE", "PTA modifier", "97116"} <= listed
    assert all(pages for _, words in letters for _, pages in words)
