"""The note cards: for each code what the note must show, on one page of which a reader takes the codes of a visit."""

from datetime import date

from calculator.model import Rules
from sitegen.pages.page import Page, page_of

PATH = "note-cards.md"

ALWAYS = ("treatment-note", "progress-reports")
"""The topics that say what every note must show and how often."""


def page(rules: Rules, as_of: date) -> Page:
    """The page of all note cards."""
    return page_of(
        "note_cards",
        PATH,
        rules,
        as_of,
        always=[(key, rules.documentation[key]) for key in ALWAYS if key in rules.documentation],
        cards={key: code for key, code in rules.codes.items() if code.document},
    )
