"""Payers: each has a unit rule that was read, or the searches that did not find it, and its page shows these."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import date
from typing import get_args, get_type_hints

import pytest

from calculator.counting import units
from calculator.model import LookedFor, Rules
from sitegen.pages import Page, pages
from sitegen.render import labels
from tests.support.rule_files import small_rules


def test_a_payer_whose_unit_rule_is_not_known_was_looked_for(rules: Rules) -> None:
    unknown = {key for key, payer in rules.payers.items() if payer.unit_rule[-1].method in units.UNKNOWN}
    searched = {key for key, payer in rules.payers.items() if "unit-rule" in {one.what for one in payer.looked_for}}
    assert unknown, "found no payer with an unknown unit rule, expected some to look at"
    assert unknown - searched == set()
    assert all(one.where for payer in rules.payers.values() for one in payer.looked_for)


@pytest.mark.parametrize("where", [("Its policy list",), ("Its policy list", "Its newsletter of May")])
def test_a_page_shows_what_was_looked_for_and_where(where: tuple[str, ...]) -> None:
    small = small_rules()
    key = next(key for key, payer in small.payers.items() if payer.unit_rule[-1].method == "unknown")
    found = LookedFor(what="unit-rule", where=where, day=date(2026, 3, 2))
    payer = dataclasses.replace(small.payers[key], looked_for=(found,))
    made = {
        page.path: page
        for page in pages(dataclasses.replace(small, payers={**small.payers, key: payer}), date(2026, 6, 1))
    }
    page: Page = made[f"payers/{key}.md"]
    shown = html.unescape(page.markdown)
    assert labels.day(date(2026, 3, 2)) in shown
    assert labels.LOOKED_FOR["unit-rule"] in shown
    assert all(place in shown for place in where)


def test_every_word_for_what_was_looked_for_has_a_label() -> None:
    assert set(get_args(get_type_hints(LookedFor)["what"])) == set(labels.LOOKED_FOR)


def test_the_list_counts_the_payers_whose_unit_rule_was_found() -> None:
    small = small_rules()
    shown = next(page.markdown for page in pages(small, date(2026, 6, 1)) if page.path == "payers/index.md")
    payers = [payer for payer in small.payers.values() if payer.kind != "convention"]
    found = [payer for payer in payers if payer.unit_rule[-1].method not in units.UNKNOWN]
    assert 0 < len(found) < len(payers)
    assert re.search(rf'class="lead">[^<]*\b{len(found)}\b[^<]*\b{len(payers)}\b', shown)
