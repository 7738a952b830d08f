"""The catalogue as a whole: every therapy code is there, texts are of their own, diagnoses exist, no text of the AMA."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from calculator.model import KINDS, Rules
from tests.support.paths import DATA

WORDS_OF_A_RUN = 6
HASHES = frozenset((DATA / "descriptor_hashes.txt").read_text(encoding="ascii").split())
"""Word runs of descriptors, as the first 16 digits of their SHA-256 (see docs/about/decisions/0005)."""

MOST_PAGES = 3
LONG = 8
"""A sentence of so many words stands on at most so many code pages, else it says nothing about the code."""


def texts(value: Any) -> Iterator[str]:
    """Every text inside a thing."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in ("cites", "source"):
                yield from texts(getattr(value, field.name))


def test_every_code_that_is_or_was_a_therapy_code_is_there(rules: Rules) -> None:
    codes = set((DATA / "therapy_codes.txt").read_text(encoding="ascii").split())
    assert len(codes) > 160
    assert codes - set(rules.codes) == set()


def test_a_long_sentence_stands_on_few_code_pages(rules: Rules) -> None:
    pages: dict[str, set[str]] = defaultdict(set)
    for key, code in rules.codes.items():
        for text in texts(code):
            for sentence in re.split(r"(?<=[.!?])\s+", getattr(text, "written", text)):
                if len(sentence.split()) >= LONG:
                    pages[sentence].add(key)
    assert {sentence: sorted(on) for sentence, on in pages.items() if len(on) > MOST_PAGES} == {}


def runs(text: str) -> Iterator[str]:
    """Every run of words of a text, as its hash."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    for start in range(len(words) - WORDS_OF_A_RUN + 1):
        run = " ".join(words[start : start + WORDS_OF_A_RUN])
        yield hashlib.sha256(run.encode()).hexdigest()[:16]


def test_no_descriptor_of_the_ama_stands_in_the_rules(rules: Rules) -> None:
    found = [
        (kind, key, text)
        for kind in (*KINDS, "claims")
        for key, thing in getattr(rules, kind).items()
        for text in texts(thing)
        if not HASHES.isdisjoint(runs(text))
    ]
    assert found == []


def test_no_descriptor_of_the_ama_stands_on_the_site(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        article = path.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
        text = re.sub(r"<(script|style)[\s\S]*?</\1>|<[^>]+>", " ", article)
        assert HASHES.isdisjoint(runs(text)), path


def test_the_test_above_would_see_a_descriptor() -> None:
    """The start of many descriptors, put together here so that it stands nowhere as a text."""
    words = ["areas", "each", "15", "minutes", "1 or", "more", "therapeutic", "procedure"]
    assert not HASHES.isdisjoint(runs(" ".join([*words[6:], *words[4:6], *words[:4]])))


def test_a_code_page_is_small_and_reads_without_scripts(built_site: Path, rules: Rules) -> None:
    for key in rules.codes:
        page = (built_site / "codes" / key / "index.html").read_bytes()
        assert len(gzip.compress(page)) < 60_000, key
        text = re.sub(r"<script[\s\S]*?</script>", "", page.decode())
        assert f'<span class="code">{key}</span>' in text
        assert 'id="sources"' in text, key
