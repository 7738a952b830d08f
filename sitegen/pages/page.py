"""A page of the site, and how it is made from its template."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from calculator.model import Rules
from calculator.upkeep.due import is_stale
from sitegen.pages.worked_examples import (
    changeable_data,
    lines_said,
    minute_fields,
    minutes_of,
    minutes_said,
    preformatted,
)
from sitegen.render import labels
from sitegen.render.footnotes import EXTENTS, badge, read_where, source_about, source_title
from sitegen.render.markdown_text import as_html, escape, plain_html
from sitegen.render.page_context import PageContext

_TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Page:
    """A page of the site, made when its text is read for the first time.

    Attributes:
        path: its file among the Markdown files, as `codes/97110.md`.
        source_file: the file that a person edits to change it, from the project's root on.
        make: what gives its text.
    """

    path: str
    source_file: str
    make: Callable[[], str]

    @cached_property
    def markdown(self) -> str:
        """Its text."""
        return self.make()


View = Callable[[], Mapping[str, Any]]
"""What gives the content of a page, when it is made."""


def page_of(
    template: str, path: str, rules: Rules, as_of: date, source_file: str = "", view: View = dict, /, **content: Any
) -> Page:
    """One page from its template.

    Args:
        template: the template's name below `templates/`, without its ending.
        path: the page's file.
        rules: a rule set without problems.
        as_of: the day the page speaks of.
        source_file: the file that a person edits to change the page; the template where nothing is given.
        view: more that the template may show; asked when the page is made.
        content: what the template may show.
    """
    file = f"{template}.md.j2"

    def make() -> str:
        context = PageContext(rules, as_of, path)
        shown = {**content, **view()}
        return _tidy(_environment().get_template(file).render(page=context, rules=rules, as_of=as_of, **shown))

    return Page(path, source_file or f"sitegen/templates/{file}", make)


def rule_pages(
    template: str, kind: str, rules: Rules, as_of: date, view: Callable[[str, Any, Rules, date], Mapping[str, Any]]
) -> Iterator[Page]:
    """The page of each rule file of a kind, such as `codes/97110.md` of `rules/codes/97110.yaml`.

    Args:
        template: the template's name below `templates/`, without its ending.
        kind: the folder of the rule files.
        rules: a rule set without problems.
        as_of: the day the pages speak of.
        view: gives what the template shows of a key and its rule.
    """
    for key, rule in getattr(rules, kind).items():
        content = partial(view, key, rule, rules, as_of)
        yield page_of(template, f"{kind}/{key}.md", rules, as_of, f"rules/{kind}/{key}.yaml", content, key=key)


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=escape,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["html"] = as_html
    made.globals.update(
        labels=labels,
        front=_front_matter,
        preformatted=preformatted,
        minute_fields=minute_fields,
        minutes_said=minutes_said,
        lines_said=lines_said,
        minutes_of=minutes_of,
        changeable_data=changeable_data,
        badge=badge,
        extents=EXTENTS,
        is_stale=is_stale,
        read_where=read_where,
        source_about=source_about,
        source_title=source_title,
    )
    return made


def _front_matter(title: str, description: str, **more: Any) -> Markup:
    """The head of a Markdown file.

    MkDocs prints its texts as they are, and the theme's search prints tags as HTML, so all are made safe for HTML here.

    >>> print(_front_matter("97116", "Gait", tags=["gait <b>training</b>"]))
    ---
    title: "97116"
    description: "Gait"
    tags: ["gait &lt;b&gt;training&lt;/b&gt;"]
    ---
    """
    fields = {"title": title, "description": description} | more
    lines = [f"{name}: {json.dumps(_safe_in_html(value), ensure_ascii=False)}" for name, value in fields.items()]
    return Markup("\n".join(["---", *lines, "---"]))


def _safe_in_html(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _safe_in_html(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_safe_in_html(item) for item in value]
    return plain_html(value) if isinstance(value, str) else value


def _tidy(text: str) -> str:
    """A text without runs of empty lines, ending in one line break.

    >>> _tidy("a\\n\\n\\n\\nb\\n\\n")
    'a\\n\\nb\\n'
    """
    lines = "\n".join(map(str.rstrip, text.split("\n")))
    return re.sub(r"\n\n\n+", "\n\n", lines).strip() + "\n"
