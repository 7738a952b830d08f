"""The built site: a wrong rule stops it, and what it holds is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from calculator.model import KINDS, Rules, Statement
from calculator.traverse import parts_of
from sitegen.adapters import mkdocs_hook
from sitegen.render.page_context import GUIDE_PAGES
from tests.support.links import words_of
from tests.support.paths import ROOT, TESTS
from tests.support.rule_files import small_copy_with


def test_a_wrong_number_in_an_example_stops_the_build_and_names_its_line(tmp_path: Path) -> None:
    wrong = small_copy_with(TESTS / "bad" / "wrong-units-in-an-example.yaml", tmp_path)
    with pytest.raises(
        PluginError, match=re.escape("rules/codes/97110.yaml:19: examples[0].expect.units.97110: found 2")
    ):
        mkdocs_hook.checked_rules(wrong)


def test_every_thing_has_its_page_with_all_its_statements(built_site: Path, rules: Rules) -> None:
    files = [(f"{kind}/{key}", entry) for kind in KINDS for key, entry in getattr(rules, kind).items()]
    files += [
        (GUIDE_PAGES[key].removesuffix(".md").removesuffix("/index"), guide) for key, guide in rules.guides.items()
    ]
    for page, entry in files:
        shown = words_of(built_site / page / "index.html")
        for _, part in parts_of(entry):
            if isinstance(part, Statement):
                assert " ".join(part.says.split()) in shown, (page, part.says)


def test_a_page_says_where_it_is_edited(built_site: Path, rules: Rules) -> None:
    pages = {f"{kind}/{key}": f"rules/{kind}/{key}.yaml" for kind in KINDS for key in getattr(rules, kind)}
    for page, source in {**pages, "about/intended-use": "docs/about/intended-use.md"}.items():
        markup = (built_site / page / "index.html").read_text(encoding="utf-8")
        [pencil] = re.findall(r'href="https://[^"]+/edit/main/([^"]+)"', markup)
        assert pencil == source
        assert (ROOT / source).is_file()


def test_every_page_leads_to_the_form_for_mistakes_with_its_own_address(built_site: Path, site_url: str) -> None:
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-or-out-of-date.yml").read_text(encoding="utf-8")
    assert "id: page\n" in form
    markup = (built_site / "codes" / "97116" / "index.html").read_text(encoding="utf-8")
    assert f"template=wrong-or-out-of-date.yml&amp;page={site_url.replace(':', '%3A')}codes/97116/" in markup


def test_no_file_of_the_site_holds_a_placeholder(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        text = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))
        assert not re.search(r"lorem ipsum|coming soon|\bTODO\b|\bTBD\b", text, re.IGNORECASE), path
