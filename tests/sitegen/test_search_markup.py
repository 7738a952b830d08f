"""Markup in a rule file shows as text in the search as well, whichever way it takes into the index."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.utils.meta import get_data
from playwright.sync_api import Page

from sitegen.outputs import search_index
from sitegen.pages import pages
from sitegen.render import word_index
from sitegen.render.markdown_text import url_of
from tests.support.markup import MARKUP, with_markup
from tests.support.rule_files import small_rules
from tests.support.server import serving

SMALL = small_rules()
MARKDOWN = ["attr_list", "md_in_html", "pymdownx.superfences", "tables"]
SEARCH = {"separator": r'[\s\-,:!=\[\]()"/<>]+'}

OF_THE_THEME = {"ol", "li", "a", "article", "div", "nav", "span", "h1", "h2", "p", "mark", "details", "summary"}
"""Elements of which the theme makes a result."""

OF_THE_TEXT = {"code", "pre", "ul", "sub", "sup"}
"""Elements of a page's text that the theme's index keeps."""


@pytest.fixture(scope="module")
def marked_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site: every page of the small rule set, with markup wherever people write words."""
    folder = tmp_path_factory.mktemp("marked")
    (folder / "docs").mkdir()
    codes = {key: dataclasses.replace(code, also_called=("another name",)) for key, code in SMALL.codes.items()}
    marked = with_markup(dataclasses.replace(SMALL, codes=codes))
    for made in pages(marked, SMALL.edition.as_of):
        path = folder / "docs" / made.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made.markdown, encoding="utf-8")
    with serving(folder / "site") as address:
        theme = {"name": "material", "font": False, "features": ["search.highlight"]}
        config = {"site_name": "x", "site_url": address, "theme": theme, "plugins": [{"search": SEARCH}]}
        config |= {"markdown_extensions": MARKDOWN, "validation": {"links": {"not_found": "ignore"}}}
        (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
        build(load_config(str(folder / "mkdocs.yml")))
        sections = found_on(folder / "docs", folder / "site")
        known = search_index.weighed(sections, word_index.entries(marked))
        index = folder / "site" / "search" / "search_index.json"  # without our worker the theme asks for this one
        index.write_text(json.dumps(json.loads(index.read_text("utf-8")) | {"docs": known}), "utf-8")
        yield address


def found_on(docs: Path, site: Path) -> list[dict[str, Any]]:
    """What the search finds on every page of a built site."""
    found = []
    for path in sorted(docs.rglob("*.md")):
        _, meta = get_data(path.read_text(encoding="utf-8"))
        url = url_of(path.relative_to(docs).as_posix())
        page = (site / url / "index.html").read_text(encoding="utf-8")
        content = page.partition("<article")[2].partition(">")[2].partition("</article>")[0]
        found += search_index.entries(url, meta["title"], meta, content)
    return found


@pytest.mark.parametrize("words", ["97110", "alert"])
def test_a_search_makes_no_element_of_a_rules_markup(words: str, marked_site: str, page: Page) -> None:
    page.goto(f"{marked_site}?q={words}")
    page.locator(".md-search-result__item .md-tag").first.wait_for(state="attached", timeout=60_000)
    found = page.locator(".md-search-result__list").evaluate(
        """list => [...list.querySelectorAll("*")].map(one => [one.localName, one.className,
                   [...one.attributes].map(({name}) => name).filter((name) => name.startsWith("on"))])"""
    )
    assert {name for name, _, _ in found} <= OF_THE_THEME | OF_THE_TEXT
    assert not [handlers for _, _, handlers in found if handlers]
    assert {look for name, look, _ in found if name == "a"} == {"md-search-result__link"}
    tags = page.locator(".md-search-result__list .md-tag").all_text_contents()
    assert MARKUP in {tag.strip() for tag in tags}
