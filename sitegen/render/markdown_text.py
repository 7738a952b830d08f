"""Text from rule files, made safe for Markdown and HTML, with known codes, modifiers and payers linked.

Everything a template prints goes through `escape` unless it is marked safe already. Characters that mean something in
Markdown or HTML become character references, so the same text is right in a paragraph, a table cell, a heading, an
attribute and raw HTML.

>>> print(escape("<b> *x* [y](z) | {{ 1 }} `c`"))
&lt;b&gt; &#42;x&#42; &#91;y&#93;(z) &#124; &#123;&#123; 1 &#125;&#125; &#96;c&#96;
>>> print(escape("1. not a list")), print(escape("- neither"))
1&#46; not a list
&#45; neither
(None, None)
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup

_REFERENCES = {ord(character): f"&#{ord(character)};" for character in "\\`*_{}[]#|~^$"} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
}
"""Characters that mean something anywhere in Markdown or HTML, with what stands for them."""

_AT_THE_START = re.compile(r"^(\d*)([-+:=!?.)])")
"""What would open a list, a rule, an admonition, a definition or a directive at the start of a line."""


def escape(value: object) -> Markup:
    """A value as text that shows exactly as it was written. What is marked safe passes as it is."""
    if isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError("found None where a page prints a text")
    return _escaped(str(value))


@cache
def _escaped(text: str) -> Markup:
    """A text; most texts of a site are on many pages."""
    text = " ".join(text.split())
    start = _AT_THE_START.match(text)
    head = f"{start[1]}&#{ord(start[2])};" if start else ""
    return Markup(head + text[start.end() if start else 0 :].translate(_REFERENCES))


def plain_html(value: object) -> str:
    """A value for HTML where Markdown is not read: page titles and descriptions in the head.

    >>> plain_html('a < "b"')
    'a &lt; &quot;b&quot;'
    """
    text = " ".join(str(value).split())
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def safe_url(url: str) -> str:
    """A web address as an attribute may hold it; empty for anything that is not http or https.

    >>> safe_url("https://a.example/x y"), safe_url("javascript:alert(1)")
    ('https://a.example/x%20y', '')
    """
    if urlsplit(url).scheme not in ("http", "https"):
        return ""
    kept = url.replace(" ", "%20")
    return re.sub(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]", "", kept).translate(
        {ord(c): f"%{ord(c):02X}" for c in "[]()*_'"} | {ord("&"): "&amp;"}
    )


def slug(text: str) -> str:
    """A text as an anchor.

    >>> slug("a 7-minute service wins the last unit")
    'a-7-minute-service-wins-the-last-unit'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def url_of(path: str) -> str:
    """The address of a page or file below the site's root, as the site serves it (a folder for each page).

    >>> url_of("codes/97110.md"), url_of("codes/index.md"), url_of("index.md"), url_of("assets/site.css")
    ('codes/97110/', 'codes/', '', 'assets/site.css')
    """
    if not path.endswith(".md"):
        return path
    stem = path.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("index") if stem.endswith("/index") else f"{stem}/"


@cache
def relative_url(page: str, target: str) -> str:
    """The shortest way from one page to another as a browser goes it.

    >>> relative_url("codes/97110.md", "calculator.md"), relative_url("index.md", "codes/97110.md")
    ('../../calculator/', 'codes/97110/')
    >>> relative_url("codes/97110.md", "codes/97140.md"), relative_url("codes/97110.md", "codes/index.md")
    ('../97140/', '../')
    """
    here, there = url_of(page).split("/")[:-1], url_of(target).split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) or "./"


HTML_BEGINS, HTML_ENDS = "<!-- html -->\n", "\n<!-- /html -->"
"""Bounds of HTML that has nothing left for Markdown to do; a site generator may keep it from Markdown."""


def as_html(fragment: object) -> Markup:
    """HTML that Markdown passes by, which it would read letter by letter; bounds inside it fall away.

    >>> print(as_html('<p>See <a href="../97110/">97110</a>.</p>'))
    <!-- html -->
    <p>See <a href="../97110/">97110</a>.</p>
    <!-- /html -->
    """
    text = str(fragment).replace(HTML_BEGINS, "").replace(HTML_ENDS, "").strip()
    return Markup(HTML_BEGINS + text + HTML_ENDS)


class Linker:
    """Links from running text of one page: a code once in each text, other names once on the page."""

    def __init__(self, page: str, targets: Mapping[str, str], once: frozenset[str] = frozenset()) -> None:
        """Take the page's path, what is linked (word to path) and which words are linked only once on the page."""
        self.page, self.targets, self.once = page, targets, once
        self.linked: set[str] = set()
        self.words, self.pattern = _searched(tuple(targets))

    def text(self, value: object) -> Markup:
        """A text with its links."""
        escaped = escape(value)
        if self.pattern is None:
            return escaped
        here: set[str] = set()

        def link(found: re.Match[str]) -> str:
            word = self.words[found[0]]
            path = self.targets[word]
            seen = self.linked if word in self.once else here
            if path == self.page or word in seen:
                return found[0]
            seen.add(word)
            return f'<a href="{relative_url(self.page, path)}">{found[0]}</a>'

        return Markup(self.pattern.sub(link, str(escaped)))


@lru_cache(maxsize=4)
def _searched(words: tuple[str, ...]) -> tuple[dict[str, str], re.Pattern[str] | None]:
    """Words by how an escaped text has them, and the pattern that finds them there; the same for all pages of a site."""
    escaped = {str(escape(word)): word for word in words}
    ordered = "|".join(re.escape(word) for word in sorted(escaped, key=len, reverse=True))
    # No neighbour that would make it part of another word, number or code: CO is no modifier in CO-97.
    pattern = rf"(?<![\w&#;$.])(?:{ordered})(?![\w$%]|-\d{{1,3}}(?!\d)|[.,]\d)"
    return escaped, re.compile(pattern) if ordered else None
