"""What the site ships to a browser and who wrote it, read from `notices.yaml` with this file."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from calculator.model import Rules
from sitegen.pages.page import Page, page_of
from sitegen.render.markdown_text import escape, safe_url, slug

_FILE = Path(__file__).with_name("notices.yaml")


@dataclass(frozen=True, slots=True)
class Component:
    """Something that stands under one license.

    Attributes:
        name: what its project calls it.
        version: the version whose notices were read, or what carries it.
        what: what of it is shipped, and for what.
        license: its SPDX identifier, where it has one.
        copyright: what its license file says, a line each.
        source: where its source can be had.
        texts: its license texts, as files of `docs/assets/licenses/` without their ending.
        files: patterns of the built site's files that hold it.
        note: what else a reader should know.
        bundled: its name among the sources of the theme's bundles.
        icons: its folder among the theme's icons.
    """

    name: str
    version: str
    what: str
    license: str
    copyright: list[str]
    source: str
    texts: list[str]
    files: list[str]
    note: str = ""
    bundled: str = ""
    icons: str = ""

    def holds(self, file: str) -> bool:
        """Whether a file of the built site, by its path from the site's root, has something of this component."""
        return any(fnmatchcase(file, pattern) for pattern in self.files)

    @property
    def anchor(self) -> Markup:
        """Where it is on the page."""
        return Markup(slug(self.name))

    @property
    def link(self) -> Markup:
        """Its name, leading to its source."""
        return Markup(f'<a href="{safe_url(self.source)}">{escape(self.name)}</a>')

    @property
    def license_links(self) -> Markup:
        """Links to its license texts."""
        return Markup(", ").join(
            Markup(f'<a href="../../assets/licenses/{text}.txt">{escape(text)}</a>') for text in self.texts
        )


@cache
def _groups() -> list[dict[str, Any]]:
    loaded = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return [
        {
            "title": group["group"],
            "about": group["about"],
            "components": [Component(**entry | {"version": str(entry["version"])}) for entry in group["components"]],
        }
        for group in loaded
    ]


def components() -> list[Component]:
    """Every component."""
    return [component for group in _groups() for component in group["components"]]


def page(rules: Rules, as_of: date) -> Page:
    """The page of notices."""
    pyodide = next(each for each in components() if each.name == "Pyodide")
    file = "sitegen/pages/notices.yaml"
    return page_of("notices", "about/notices.md", rules, as_of, file, groups=_groups(), pyodide=pyodide)
