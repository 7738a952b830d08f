"""What the pages of a built site say and where they lead, read with nothing but the standard library."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin


class Reader(HTMLParser):
    """Gathers what a page links to and which of its places can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "data-to") and value is not None:
                self.links.append(value)
            elif value and (name == "id" or (name == "name" and tag == "a")):
                self.anchors.add(value)


def read(site: Path) -> dict[str, Reader]:
    """Every page of a built site, by its path."""
    files = sorted(site.rglob("*.html"))
    return {path.relative_to(site).as_posix(): Reader(path.read_text(encoding="utf-8")) for path in files}


def words_of(page: Path) -> str:
    """The text of a built page without its tags, one blank between words."""
    return _words(page.read_text(encoding="utf-8"))


def rows_of(text: str) -> list[list[str]]:
    """Every row of the tables of a page: the words of each cell."""
    rows = re.findall(r"<tr\b.*?</tr>", text, re.DOTALL)
    return [[_words(cell) for cell in re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows]


def _words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def dead_links(site: Path, pages: Mapping[str, Reader], address: str) -> list[str]:
    """Every link that leads nowhere, as `page: link`; links to other sites are not followed.

    Args:
        site: the folder of the built site.
        pages: what its pages say.
        address: where it is served, ending in a slash.
    """
    origin = urljoin(address, "/")
    found = []
    for path, page in pages.items():
        here = urljoin(address, path.removesuffix("index.html"))
        for link in dict.fromkeys(page.links):
            target, fragment = urldefrag(urljoin(here, link))
            if not target.startswith(origin):
                continue
            file = site / unquote(target.removeprefix(address)) / ("index.html" if target.endswith("/") else "")
            alive = target.startswith(address) and file.is_file()
            if alive and fragment and not fragment.startswith("v="):  # which is a visit for the calculator
                alive = unquote(fragment) in pages[file.relative_to(site).as_posix()].anchors
            if not alive:
                found.append(f"{path}: {link}")
    return found
