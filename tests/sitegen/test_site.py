"""The built site: a wrong rule stops it, and what it holds is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from calculator.model import KINDS, Rules
from sitegen.adapters import mkdocs_hook
from tests.calculator.loading.test_bad_files import put
from tests.support.paths import TESTS


def test_a_wrong_number_in_an_example_stops_the_build_and_names_its_line(tmp_path: Path) -> None:
    wrong = put(TESTS / "bad" / "wrong-units-in-an-example.yaml", tmp_path)
    with pytest.raises(
        PluginError, match=re.escape("rules/codes/97110.yaml:19: examples[0].expect.units.97110: found 2")
    ):
        mkdocs_hook.checked_rules(wrong)


@pytest.mark.xdist_group("browser")
def test_everything_in_the_rules_has_its_page_on_the_site(built_site: Path, rules: Rules) -> None:
    for kind in KINDS:
        for key in getattr(rules, kind):
            assert (built_site / kind / key / "index.html").is_file()


@pytest.mark.xdist_group("browser")
def test_a_page_says_where_it_is_edited(built_site: Path) -> None:
    for page, source in (
        ("codes/97116", "rules/codes/97116.yaml"),
        ("about/intended-use", "docs/about/intended-use.md"),
    ):
        markup = (built_site / page / "index.html").read_text(encoding="utf-8")
        assert re.search(rf'href="https://[^"]+/edit/main/{re.escape(source)}"', markup)


@pytest.mark.xdist_group("browser")
def test_no_file_of_the_site_holds_a_placeholder(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        text = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))
        assert not re.search(r"lorem ipsum|coming soon|\bTODO\b|\bTBD\b", text, re.IGNORECASE), path
