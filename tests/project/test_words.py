"""Words that pages and messages no longer use: `tests/data/retired_words.yaml` lists them, each with the better word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from calculator import VisitError
from calculator.loading import examples
from calculator.model import Rules
from calculator.traverse import every_part
from tests.support.paths import DATA

RETIRED: Mapping[re.Pattern[str], str] = {
    re.compile(pattern, re.IGNORECASE): better
    for pattern, better in yaml.safe_load((DATA / "retired_words.yaml").read_text(encoding="utf-8")).items()
}

TEXTS = ("name", "description", "says", "asks", "answer", "wrong", "right", "note", "finds", "from_others")
"""Fields of rules that pages print as sentences."""


def retired(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where a retired word is, with what is around it and what to say instead."""
    return [
        f"{place}: ...{text[max(0, found.start() - 40) : found.end() + 40]}... (instead: {better})"
        for place, text in texts
        for pattern, better in RETIRED.items()
        for found in pattern.finditer(text)
    ]


def test_a_retired_word_is_found_with_its_better_word() -> None:
    [found] = retired([("here", "The record tells why.")])
    assert found.startswith("here: ")
    assert "shows" in found
    assert retired([("here", "The record shows why.")]) == []


def test_sentences_of_rules_use_no_retired_word(rules: Rules) -> None:
    texts = (
        (f"{part.file}:{'.'.join(map(str, part.trail))}.{name}", text)
        for part in every_part(rules)
        if not part.file.startswith(("words", "cms_files"))
        for name in TEXTS
        if isinstance(text := getattr(part.value, name, None), str)
    )
    assert retired(texts) == []


def test_messages_of_the_engine_use_no_retired_word(rules: Rules) -> None:
    assert retired(_messages(rules)) == []


def _messages(rules: Rules) -> Iterator[tuple[str, str]]:
    """What the engine says of every example outside the payers' files; names of codes and payers are not its own."""
    for file, _, example in examples.every(rules):
        if file.startswith("payers/"):
            continue
        answer = examples.answer_to(examples.visit_of(example), rules)
        if isinstance(answer, VisitError):
            yield from ((file, error.get("expected", "")) for error in answer.errors)
            continue
        yield from ((file, finding.says) for finding in answer.findings if finding.check != "payer-rule-unknown")
        for step in answer.steps:
            yield file, f"{step.says} {step.gives} {' '.join(fact.name for fact in step.facts)}"
        yield from ((file, one.because) for one in answer.unbilled)


class _Visible(HTMLParser):
    """The text of a page that readers see, without code, quotations and lists of sources."""

    SKIPPED = frozenset({"script", "style", "code", "pre", "template", "nav", "head", "svg", "q", "blockquote"})
    EMPTY = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            about = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
            self.open.append((tag, tag in self.SKIPPED or "source" in about))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not any(skipped for _, skipped in self.open):
            self.texts.append(data)


def visible(page: str) -> str:
    """The text of a page as one line.

    >>> visible("<p>Shown <code>told</code> <b>here</b></p><pre>told</pre>")
    'Shown here'
    """
    reader = _Visible()
    reader.feed(page)
    return " ".join(" ".join(reader.texts).split())


ELSEWHERE = ("glossary/", "a-z/", "sources/", "to-check/", "about/", "api/")
"""Pages with words of others: what people call things, titles of sources, and for developers."""


@pytest.mark.parametrize("text", ["<p>The note tells why.</p>", "<nav>tells</nav><p>tells</p>"])
def test_a_page_with_a_retired_word_is_found(text: str) -> None:
    assert retired([("page", visible(text))])


def test_no_page_shows_a_retired_word(built_site: Path) -> None:
    pages = ((path.relative_to(built_site).as_posix(), path) for path in sorted(built_site.rglob("*.html")))
    texts = [
        (name, visible(path.read_text(encoding="utf-8"))) for name, path in pages if not name.startswith(ELSEWHERE)
    ]
    assert texts
    assert retired(texts) == []
