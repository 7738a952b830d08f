"""The pages that lead from an old address to the new one."""

from collections.abc import Iterator
from datetime import date

from calculator.model import Rules
from sitegen.pages.page import Page, page_of
from sitegen.render.markdown_text import relative_url


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """A page for each old address."""
    for old, moved in rules.moved.items():
        path = f"{old}.md"
        address = relative_url(path, f"{moved.to}.md")
        yield page_of("moved", path, rules, as_of, "rules/moved.yaml", old=old, moved=moved, address=address)
