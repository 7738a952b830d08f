"""The search index: each section of each page, as the theme's search reads it.

The theme's own plugin reads every page with an HTML parser, which took a fifth of the build.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PLACE = "search/search_index.json"
"""Where the theme's search finds it below the site's root."""

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

    >>> entries("a/", "A", {"tags": ["x"]}, '<h1 id="a">A<a class="headerlink">¶</a></h1><p class="b">1 &#42; 2</p>')
    [{'location': 'a/', 'title': 'A', 'text': '<p>1 * 2</p>', 'tags': ['x']}]
    """
    search = meta.get("search") or {}
    if search.get("exclude"):
        return []
    more = {"tags": meta["tags"]} if "tags" in meta else {}
    more |= {"boost": search["boost"]} if "boost" in search else {}
    before, *parts = _HEADING.split(_NOT_SEARCHED.sub("", content))
    sections = [("", "", title, before), *zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True)]
    if not before.strip():
        sections = [("", "", sections[1][2], sections[1][3]), *sections[2:]] if parts else []
    return [
        {
            "location": f"{url}#{name}" if name else url,
            "title": _text(_PERMALINK.sub("", heading)),
            "text": _text(text),
            **more,
        }
        for attributes, name, heading, text in sections
        if "data-search-exclude" not in attributes
    ]


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


def write(site: Path, found: list[dict[str, Any]]) -> None:
    """Put the entries into the index that the theme's plugin wrote with nothing but its settings."""
    path = site / PLACE
    index = json.loads(path.read_text(encoding="utf-8")) | {"docs": found}
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8", newline="\n")
