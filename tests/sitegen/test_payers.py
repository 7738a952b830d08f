"""Payers: each has a unit rule that was read, or the searches that did not find it, and its page shows these."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import date
from typing import Any, get_args, get_type_hints

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


READ_ON = date(2026, 5, 4)
WAYS: dict[str, dict[str, Any]] = {
    "primary": {},
    "copy": {"read_in": "a library"},
    "quoted": {"extent": "quoted"},
    "secondary": {"tier": "secondary"},
    "unverified": {"tier": "unverified", "extent": "memory", "read_on": None},
}


def shown_with(**source: Any) -> str:
    """The list of payers where one source, changed so, is what all of their rules rest on."""
    small = small_rules()
    manual = dataclasses.replace(small.sources["manual"], **{"read_on": READ_ON, **source})
    small = dataclasses.replace(small, sources={**small.sources, "manual": manual})
    return next(
        html.unescape(page.markdown) for page in pages(small, date(2026, 6, 1)) if page.path == "payers/index.md"
    )


@pytest.mark.parametrize("way", WAYS)
def test_the_list_says_how_surely_the_rules_were_found_and_when_they_were_read(way: str) -> None:
    shown = shown_with(**WAYS[way])
    payers = [payer for payer in small_rules().payers.values() if payer.kind != "convention"]
    found = [payer for payer in payers if payer.unit_rule[-1].method not in units.UNKNOWN]
    counted = {one for one, words in labels.RULE_READ.items() if re.search(rf"\b{words}: {len(found)}\.", shown)}
    assert counted == {way}
    assert (labels.day(READ_ON) in shown) == (way != "unverified")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("url", ["https://payer.example/policy", "", "javascript:x"])
def test_a_row_leads_to_the_text_of_whoever_makes_the_rule_where_its_address_is_known(way: str, url: str) -> None:
    shown = shown_with(**{**WAYS[way], "url": url})
    rows = re.findall(r"<tr><td>.*?</tr>", shown, re.DOTALL)
    assert len(rows) == len(small_rules().payers)
    leads = way in ("primary", "copy", "quoted") and url.startswith("https")
    for row in rows:
        assert (f'href="{url}"' in row) == leads
        assert ("read in a copy" in row) == (leads and way == "copy")
        assert ("quoted by others" in row) == (leads and way == "quoted")
