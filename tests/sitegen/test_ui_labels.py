"""Words for the keys of visits and results: none is missing, and none is of a key that is gone."""

from __future__ import annotations

from typing import get_args

import pytest

from calculator.model import MINUTES, CommonRule, Payment, Rules, Severity, Tier
from calculator.serialize import fields_of
from sitegen.outputs import script_shapes
from sitegen.render import ui_labels


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("severities", get_args(Severity)),
        ("surely", get_args(Tier)),
        ("counting_rules", get_args(CommonRule)),
        ("minutes", MINUTES),
    ],
)
def test_every_key_has_its_word(name: str, keys: tuple[str, ...]) -> None:
    assert tuple(ui_labels.WORDS[name]) == keys


def test_every_reduction_is_in_a_payment() -> None:
    assert set(ui_labels.WORDS["reductions"]) <= {name for name, *_ in fields_of(Payment)}


def test_every_unit_rule_has_its_words_but_the_unknown_one(rules: Rules) -> None:
    methods = {entry.method for payer in rules.payers.values() for entry in payer.unit_rule}
    assert methods - set(ui_labels.WORDS["counts_units"]) == {"unknown"}


def test_every_cited_source_and_every_rule_with_a_page_is_named(rules: Rules) -> None:
    labels = ui_labels.labels(rules)
    assert labels["sources"].keys() == rules.sources.keys()
    assert all(labels["rules"][f"payers/{key}"] == payer.name for key, payer in rules.payers.items())


def test_the_shapes_that_the_scripts_are_checked_with_are_the_engines() -> None:
    assert script_shapes.FILE.read_text(encoding="utf-8") == script_shapes.text()
