"""What the pages of a built site say and where they lead, read with nothing but the standard library."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin


class Reader(HTMLParser):
    """Gathers what a page leads to, what in it can be led to, and the words of its article."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.words: list[str] = []
        self.inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("article", "script", "svg"):
            self.inside.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "data-to") and value is not None:
                self.links.append(value)
            elif value and (name == "id" or (name == "name" and tag == "a")):
                self.anchors.add(value)

    def handle_endtag(self, tag: str) -> None:
        if self.inside[-1:] == [tag]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside == ["article"]:
            self.words += data.split()


def read(site: Path) -> dict[str, Reader]:
    """Every page of a built site, by its path."""
    files = sorted(site.rglob("*.html"))
    return {path.relative_to(site).as_posix(): Reader(path.read_text(encoding="utf-8")) for path in files}


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
