"""The page that checks files of claims, with what its scripts need to know of the rules."""

from datetime import date
from typing import Any

from calculator.claims.tables import FIELDS
from calculator.limits import DEEPEST
from calculator.model import Rules
from sitegen.pages import form_data
from sitegen.pages.page import Page, page_of
from sitegen.render import labels


def page(rules: Rules, as_of: date) -> Page:
    """The place where files are dropped."""
    return page_of(
        "check_claims", "check-claims.md", rules, as_of, "", lambda: {"data": form_data.as_json(data(rules))}
    )


def data(rules: Rules) -> dict[str, Any]:
    """What docs/assets/claims/ reads from the page; the fields are those of the calculator's page (form_data.py).

    `columns` are the fields that a column of a table can be.
    """
    return {
        "earliest_date_of_service": rules.edition.earliest_date_of_service.isoformat(),
        "payers": form_data.payers(rules),
        "places": form_data.places(rules),
        "disciplines": [{"key": key, "name": name} for key, name in labels.DISCIPLINES.items()],
        "settings": form_data.settings(rules),
        "codes": [{"code": key, "name": code.name, "base": None} for key, code in rules.codes.items()],
        "modifiers": [{"key": key} for key in rules.modifiers],
        "fields": form_data.fields(),
        "columns": list(FIELDS),
        "deepest": DEEPEST,
    }
