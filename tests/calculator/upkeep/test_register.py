"""Entries of `sources.yaml` change as text: everything else in the file stays as it was written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from calculator.upkeep.register import Register, RegisterError, entry_text, written
from tests.support.paths import ROOT

TEXT = """# yaml-language-server: $schema=schema/sources.json
# A comment at the top.

alpha:
  title: "A: title"   # why
  loaded:
    # the first
    - file: pairs
      rows: 1
      codes:
        [
          "97110",
        ]
    - file: unit-limits
      rows: 2

# About the last.
omega: {title: O}
"""


def test_an_entry_is_changed_where_it_stands() -> None:
    register = Register(TEXT).with_fields("alpha", "loaded", 1, {"rows": 3})
    assert register.text == TEXT.replace("rows: 2", "rows: 3")
    assert Register(TEXT).with_field("alpha", "title", "Another").text == TEXT.replace('"A: title"   # why', "Another")


def test_an_entry_comes_in_its_order_and_goes_again() -> None:
    entry = entry_text("beta", {"title": "B", "url": "", "edition": "2027"})
    with_it = Register(TEXT).with_entry("beta", entry)
    assert list(yaml.safe_load(with_it.text)) == ["alpha", "beta", "omega"]
    assert with_it.without("beta").text == TEXT
    last = Register(TEXT).with_entry("zeta", entry.replace("beta", "zeta"))
    assert list(yaml.safe_load(last.text)) == ["alpha", "omega", "zeta"]


def test_an_item_goes_with_its_comment_and_the_list_with_its_last() -> None:
    register = Register(TEXT).without_item("alpha", "loaded", 0)
    assert yaml.safe_load(register.text)["alpha"]["loaded"] == [{"file": "unit-limits", "rows": 2}]
    assert "the first" not in register.text
    register = register.without_item("alpha", "loaded", 0)
    assert list(yaml.safe_load(register.text)["alpha"]) == ["title"]
    assert "# A comment at the top." in register.text
    assert "# About the last." in register.text


@pytest.mark.parametrize(("key", "listed"), [("omega", "loaded"), ("nothing", "loaded"), ("alpha", "loaded_prices")])
def test_another_form_is_refused(key: str, listed: str) -> None:
    with pytest.raises(RegisterError, match=key):
        Register(TEXT).with_fields(key, listed, 0, {"rows": 3})


def test_every_list_of_the_register_can_be_changed() -> None:
    text = (ROOT / "rules" / "sources.yaml").read_text(encoding="utf-8")
    register = Register(text)
    for key, source in yaml.load(text, Loader=yaml.CBaseLoader).items():
        for listed in ("loaded", "loaded_prices"):
            for position, one in enumerate(source.get(listed, ())):
                assert register.with_fields(key, listed, position, {"rows": one["rows"]}).text == text
        assert register.with_entry(key, register.entry(key) or "").text == text


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60))
def test_any_text_is_read_as_it_was_given(text: str) -> None:
    assert yaml.load(f"a: {written(text)}\n", Loader=yaml.CBaseLoader) == {"a": text}
