"""The search index: each section of each page, and the words that lead to pages; docs/assets/search/worker.js reads both.

The theme's own plugin reads every page with an HTML parser, which took a fifth of the build. Its index is left without
pages, because each page of the site loads it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any

from calculator.model import Rules
from sitegen.pages import codes
from sitegen.render import word_index
from sitegen.render.word_index import Entry

PAGES = "search/pages.json"
"""Where the sections are below the site's root."""

WORDS = "search/words.json"
"""Where the words are: for each page its `url`, `title`, `kind` and `words`."""

BOOSTS = {
    "guides": 1.6,
    "parameters": 1.4,
    "documentation": 1.4,
    "comparisons": 1.2,
    "choosers": 1.2,
    "denials": 1.2,
    "coverage": 0.9,
    "page": 0.8,
    "glossary": 0.3,
}
"""How much the pages of a kind weigh beside those of codes, modifiers and payers, whose weight is 1."""

SECTION = 0.3
"""How much a section weighs beside its page."""

OTHERS = 0.6
"""How much a page weighs that no word leads to, and a code that is no longer in use."""

_NOT_SEARCHED = re.compile(
    r"<!--.*?-->|<(script|style|template)\b.*?</\1>|<(?!h[1-6]\b)(\w+)\b[^>]* data-search-exclude\b[^>]*>.*?</\2>",
    re.DOTALL,
)
"""Scripts, and what a page keeps out of the search: no element inside may have the same name."""

_HEADING = re.compile(r'<h[1-6]\b([^>]*\bid="([^"]*)"[^>]*)>(.*?)</h[1-6]>', re.DOTALL)
_PERMALINK = re.compile(r'<a\b[^>]*\bclass="headerlink".*?</a>', re.DOTALL)
_CELL_ENDS = re.compile(r"</t[dh]>")
_DROPPED = re.compile(r"<(?!/?(?:p|code|pre|li|ol|ul|sub|sup)\b)[^>]*>")
_ATTRIBUTES = re.compile(r"<(\w+)\s[^>]*>")
_EMPTY = re.compile(r"<(\w+)>\s*</\1>")
_REFERENCE = re.compile(r"&(?!amp;|lt;|gt;)#?\w+;")


def entries(url: str, title: str, meta: Mapping[str, Any], content: str) -> list[dict[str, Any]]:
    """The sections of a page; the text before its first heading is called `title`.

    >>> entries("a/", "A", {}, '<h1 id="a">A<a class="headerlink">¶</a></h1><p class="b">1 &#42; 2</p><h2 id="c">C</h2>')
    [{'location': 'a/', 'title': 'A', 'text': '<p>1 * 2</p>'}, {'location': 'a/#c', 'title': 'C', 'text': ''}]
    """
    if (meta.get("search") or {}).get("exclude"):
        return []
    before, *parts = _HEADING.split(_NOT_SEARCHED.sub("", content))
    sections = [("", "", title, before), *zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True)]
    if not before.strip():
        sections = [("", "", sections[1][2], sections[1][3]), *sections[2:]] if parts else []
    return [
        {
            "location": f"{url}#{name}" if name else url,
            "title": _text(_PERMALINK.sub("", heading)),
            "text": _text(text),
        }
        for attributes, name, heading, text in sections
        if "data-search-exclude" not in attributes
    ]


def weighed(
    docs: Iterable[Mapping[str, Any]], words: Iterable[Entry], ended: Container[str] = ()
) -> list[dict[str, Any]]:
    """The sections with their weight, and pages with the words that lead to them; the theme prints those as HTML.

    Args:
        docs: the sections of every page.
        words: the index of words.
        ended: addresses of pages about what is no longer in use.

    >>> found = weighed([{"location": "a/"}, {"location": "a/#b"}], [Entry("a.md", "A", "guides", ("A", "x < y"))])
    >>> found[0]["tags"], [round(one["boost"], 2) for one in found]
    (['A', 'x &lt; y'], [1.6, 0.48])
    """
    known = {entry.url: entry for entry in words}
    found = []
    for doc in docs:
        url, section, _ = doc["location"].partition("#")
        entry = known.get(url)
        weight = BOOSTS.get(entry.kind, 1.0) if entry and url not in ended else OTHERS
        more: dict[str, Any] = {"boost": round(weight * (SECTION if section else 1), 3)}
        if entry and not section:
            more["tags"] = [html.escape(word, quote=False) for word in entry.words]
        found.append({**doc, **more})
    return found


def _text(content: str) -> str:
    """HTML with the few elements that the search shows, and a line for each cell of a table.

    >>> _text('<p class="a">1 &#8211; <b>2</b> &lt; 3</p><p></p>')
    '<p>1 – 2 &lt; 3</p>'
    >>> _text("<tr><td>97110</td><td>2</td></tr>")
    '97110\\n2'
    """
    text = _ATTRIBUTES.sub(r"<\1>", _DROPPED.sub("", _CELL_ENDS.sub("\n", content)))
    text = _REFERENCE.sub(lambda found: html.escape(html.unescape(found[0]), quote=False), _EMPTY.sub("", text))
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip()).strip()


def write(site: Path, docs: Iterable[Mapping[str, Any]], rules: Rules) -> None:
    """Put the sections of every page and the words that lead to pages into a built site."""
    words = word_index.entries(rules)
    _put(site / PAGES, weighed(docs, words, codes.ended(rules)))
    _put(site / WORDS, [{"url": one.url, "title": one.title, "kind": one.kind, "words": one.words} for one in words])


def _put(path: Path, content: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8", newline="\n")
