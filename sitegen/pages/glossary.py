"""The glossary: each term with what others call it, what it means, and the pages that have the rule."""

from collections.abc import Iterator
from datetime import date

from calculator.model import Rules
from sitegen.pages.page import Page, page_of

PATH = "glossary.md"


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The page of the glossary, its terms by name; none where the rule set has no terms."""
    if rules.glossary:
        terms = sorted(rules.glossary.items(), key=lambda item: item[1].name.casefold())
        yield page_of("glossary", PATH, rules, as_of, "rules/glossary.yaml", terms=terms)
