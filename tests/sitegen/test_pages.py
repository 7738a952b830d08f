"""The pages made from the rules: complete, safe, computed while they are made, and editable at their YAML file."""

from __future__ import annotations

import dataclasses
import doctest
import html
import json
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote

import markdown
import pytest
import yaml
from mkdocs.config import load_config
from mkdocs.structure.files import Files

from calculator import calculate
from calculator.dated import in_force
from calculator.loading.examples import every, visit_of
from calculator.loading.slots import FilledText
from calculator.model import KINDS, Cite, Rules, Source, Value
from sitegen import __main__ as disk
from sitegen.adapters import mkdocs_hook
from sitegen.pages import Page, form_data, pages
from sitegen.pages.worked_examples import visit_text
from sitegen.render import footnotes, labels, markdown_text
from sitegen.render.page_context import GUIDE_PAGES, PageContext
from tests.support.links import rows_of
from tests.support.markup import various_of, with_markup
from tests.support.paths import ROOT, SMALL_RULES
from tests.support.rule_files import small_rules

EXTENSIONS = ["attr_list", "md_in_html", "pymdownx.superfences", "tables", "toc"]
"""The Markdown extensions that mkdocs.yml names, as far as they change what text means."""


@pytest.fixture(scope="module")
def various(rules: Rules) -> set[str]:
    """The pages of as few things as use every field of their kind, and all pages of a kind of their own."""
    shown = {f"{kind}/{key}.md" for kind in KINDS for key in various_of(getattr(rules, kind))}
    return shown | {"index.md", "codes/index.md", "payers/index.md", "checks/index.md", "claims.md", "sources.md"}


@pytest.fixture(scope="module")
def marked(rules: Rules) -> list[Page]:
    """Every page, made from rules with markup wherever people write words."""
    return pages(with_markup(rules), rules.edition.as_of)


class Elements(HTMLParser):
    """Every element of an HTML text with its attributes, and all text outside of tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        self.words = "".join(self.texts)
        self.tags = Counter(tag for tag, _ in self.elements)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def elements_of(page: Page) -> Elements:
    """The elements of a page, its head left out."""
    return Elements(markdown.markdown(page.markdown.split("---\n", 2)[2], extensions=EXTENSIONS))


def test_every_thing_has_a_page_and_every_kind_an_index(rules: Rules, made: dict[str, Page]) -> None:
    expected = {f"{kind}/{key}.md" for kind in KINDS for key in getattr(rules, kind)}
    expected |= {f"{kind}/index.md" for kind in KINDS}
    assert expected <= set(made)
    assert {"index.md", "calculator.md", "counting.md", "sources.md"} <= set(made)


def test_pages_lead_to_the_file_they_are_made_from(rules: Rules, made: dict[str, Page]) -> None:
    for kind in KINDS:
        for key in getattr(rules, kind):
            assert made[f"{kind}/{key}.md"].source_file == f"rules/{kind}/{key}.yaml"
    for key in rules.guides:
        assert made[GUIDE_PAGES[key]].source_file == f"rules/guides/{key}.yaml"
    for page in made.values():
        assert (ROOT / page.source_file).is_file(), page


def test_a_number_in_a_sentence_is_the_one_in_force() -> None:
    small = small_rules()
    value = in_force(small.parameters["kx-threshold"].values, small.edition.as_of, holds="calendar-year")
    assert value is not None
    says = FilledText("From {kx-threshold} on, it is {=9}.", small)
    shown = PageContext(small, small.edition.as_of, "codes/97110.md").text(says)
    amount = labels.amount(Decimal(value.value), "USD")
    assert f'From <a href="../../parameters/kx-threshold/">{amount}</a> on, it is 9.' in html.unescape(shown)


def test_every_example_stands_on_its_page_with_the_computed_answer_and_a_link_to_try_it(
    rules: Rules, made: dict[str, Page]
) -> None:
    for file, _, example in every(rules):
        if file.startswith("guides/"):  # some make a table of theirs
            continue
        page = made[file.replace(".yaml", ".md")].markdown
        assert str(markdown_text.escape(example.name)[1:]) in page  # the first letter becomes a capital
        if not example.expect.error:
            shown = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
            for line in calculate(visit_of(example), rules)["lines"]:
                brief = " ".join([line["code"], *line["modifiers"], "×", str(line["units"])])
                row = " ".join([line["code"], str(line["units"]), *line["modifiers"]])
                assert brief in shown or row in shown, (file, example.name)
        visits = [json.loads(unquote(found)) for found in re.findall(r'href="[./]*calculator/#v=([^"]*)"', page)]
        assert visit_of(example) in visits, (file, example.name)


def test_a_guide_shows_every_visit_that_it_makes_no_table_of(rules: Rules, made: dict[str, Page]) -> None:
    for key, guide in rules.guides.items():
        visits = [visit for section in guide.sections if not section.shows for visit in section.visits]
        shown = made[GUIDE_PAGES[key]].markdown
        assert [visit.name for visit in visits if quote(visit_text(visit_of(visit)), safe="") not in shown] == []


# --- escaping ------------------------------------------------------------------------------------------------------


def test_markup_in_any_text_of_a_rule_file_shows_as_text(
    marked: list[Page], made: dict[str, Page], various: set[str]
) -> None:
    for page in marked:
        if page.path not in various:
            continue
        found, before = elements_of(page), elements_of(made[page.path])
        scripts = [attrs for tag, attrs in found.elements if tag == "script"]
        assert all(attrs == {"type": "application/json"} for attrs in scripts), page.path
        for tag in ("b", "em", "strong", "code", "img", "h1", "h2", "ol", "del"):
            assert found.tags[tag] <= before.tags[tag], (page.path, tag)
        assert not any("http://b" in (attrs.get("href") or "") for _, attrs in found.elements), page.path
        assert not any(attrs.get("class") == "k" for _, attrs in found.elements), page.path
        if page.path.split("/")[0] in KINDS:
            assert "<script>alert(1)</script> *x* _y_ **z** [a](http://b) ![i](j) | `c` ```" in found.words, page.path
            assert '{{ 1 }} {% if %} {: .k } &amp; <b>d</b> "q" ~~e~~' in found.words, page.path


def test_markup_in_a_name_shows_as_text_in_the_head(marked: list[Page]) -> None:
    for page in marked:
        head = yaml.safe_load(page.markdown.split("---\n", 2)[1])
        assert not [said for said in texts_in(head) if set('<>"') & set(said)], page.path


def texts_in(plain: Any) -> list[str]:
    """Every text inside plain data."""
    if isinstance(plain, dict | list):
        return [found for item in (plain.values() if isinstance(plain, dict) else plain) for found in texts_in(item)]
    return [plain] if isinstance(plain, str) else []


@pytest.mark.parametrize("written", [
    "1. one", "2) two", "- dash", "+ plus", "# head", "> quote", "!!! note", "??? x", "=== tab", ": d", "::: m",
    "    code", "~~~", "```", "| a | b |", "[^1]: x", "*[A]: b", "<!-- c -->", "--- ",
])  # fmt: skip
def test_text_that_would_open_a_block_stays_a_paragraph(written: str) -> None:
    read = Elements(markdown.markdown(str(markdown_text.escape(written)), extensions=EXTENSIONS))
    assert [tag for tag, _ in read.elements] == ["p"]
    assert read.words == " ".join(written.split())


def test_addresses_that_are_no_web_pages_become_no_links() -> None:
    source = Source(title="x", publisher="", tier="primary", extent="whole", url="javascript:alert(1)")
    assert "<a" not in footnotes.source_title(source)


def test_known_codes_and_modifiers_become_links_but_not_to_the_page_itself() -> None:
    linker = markdown_text.Linker(
        "codes/97110.md", {"97110": "codes/97110.md", "97140": "codes/97140.md", "CO": "modifiers/CO.md"}
    )
    assert (
        linker.text("97110 and 97140, CO")
        == '97110 and <a href="../97140/">97140</a>, <a href="../../modifiers/CO/">CO</a>'
    )
    assert linker.text("CO-97 and 971405 and 97140.5") == "CO-97 and 971405 and 97140.5"


# --- doctests ------------------------------------------------------------------------------------------------------


def run(name: str, markdown_text: str) -> doctest.TestResults:
    """Run the Python sessions of a page as a doctest."""
    made = re.findall(r'<pre class="session__code"><code>(.*?)</code></pre>', markdown_text, flags=re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n\n".join(map(html.unescape, made)), {}, name, name, 0)
    return doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test)


def test_sessions_on_generated_pages_are_true(made: dict[str, Page]) -> None:
    ran = {path: run(path, page.markdown) for path, page in made.items()}
    assert {path for path, result in ran.items() if result.failed} == set()
    assert ran["counting.md"].attempted
    assert all(ran[path].attempted for path in made if path.startswith("codes/") and path != "codes/index.md")


# --- badges --------------------------------------------------------------------------------------------------------

AS_OF = date(2026, 6, 1)
SOURCES = {
    "first": Source(title="First", publisher="A", tier="primary", extent="whole", read_on=AS_OF),
    "second": Source(title="Second", publisher="B", tier="secondary", extent="whole", read_on=AS_OF),
    "quoted": Source(title="Quoted", publisher="A", tier="primary", extent="quoted", read_on=AS_OF),
    "copy": Source(title="Copy", publisher="A", tier="primary", extent="whole", read_on=AS_OF, read_in="a library"),
    "quoter": Source(title="Quoter", publisher="A", tier="primary", extent="quoted", read_on=AS_OF, read_in="a forum"),
    "retold": Source(title="Retold", publisher="A", tier="secondary", extent="whole", read_on=AS_OF, read_in="a blog"),
    "memory": Source(title="Memory", publisher="", tier="unverified", extent="memory"),
    "year": Source(title="Year", publisher="A", tier="primary", extent="whole", read_on=AS_OF - timedelta(days=365)),
    "old": Source(title="Old", publisher="A", tier="primary", extent="whole", read_on=AS_OF - timedelta(days=366)),
}


@pytest.mark.parametrize(
    ("cites", "badges"),
    [
        ([Cite(source="first")], []),
        ([Cite(source="second")], ["secondary"]),
        ([Cite(source="quoted")], ["quoted"]),
        ([Cite(source="quoted"), Cite(source="second")], ["quoted"]),
        ([Cite(source="quoted"), Cite(source="first")], []),
        ([Cite(source="copy")], ["copy"]),
        ([Cite(source="copy"), Cite(source="first")], []),
        ([Cite(source="copy"), Cite(source="quoted")], ["copy"]),
        ([Cite(source="copy"), Cite(source="second")], ["copy"]),
        ([Cite(source="copy", tier="unverified")], ["unverified"]),
        ([Cite(source="quoter")], ["quoted"]),
        ([Cite(source="retold")], ["secondary"]),
        ([Cite(source="memory")], ["unverified"]),
        ([Cite(source="memory"), Cite(source="first")], []),
        ([Cite(source="first", tier="unverified")], ["unverified"]),
        ([Cite(source="memory", tier="primary")], []),
        ([Cite(source="year")], []),
        ([Cite(source="old")], ["stale"]),
        ([Cite(source="old"), Cite(source="first")], []),
    ],
)
def test_the_surest_and_freshest_source_decides_the_badges(cites: list[Cite], badges: list[str]) -> None:
    assert footnotes.badges_of(cites, SOURCES, AS_OF) == badges


def test_what_the_sources_leave_open_is_marked(rules: Rules) -> None:
    assert footnotes.badges_of([Cite(source="first")], SOURCES, AS_OF, undecided=True) == ["undecided"]


def test_badges_show_on_pages_both_ways(small: Rules) -> None:
    as_of = small.edition.as_of
    fresh = {"tier": "primary", "extent": "whole", "read_on": as_of}
    for changes, badge, shown in (
        ({}, "unverified", False),
        ({"tier": "unverified"}, "unverified", True),
        ({"read_on": as_of - timedelta(days=365)}, "stale", False),
        ({"read_on": as_of - timedelta(days=366)}, "stale", True),
    ):
        sources = {key: dataclasses.replace(one, **fresh | changes) for key, one in small.sources.items()}
        page = page_of("codes/97110.md", dataclasses.replace(small, sources=sources), as_of)
        assert (f"badge--{badge}" in page) is shown


def page_of(path: str, rules: Rules, as_of: date) -> str:
    [page] = [one for one in pages(rules, as_of) if one.path == path]
    return page.markdown


def test_a_number_of_last_year_is_not_shown_as_in_force(small: Rules) -> None:
    parameter = small.parameters["kx-threshold"]
    last = max(value.since.year for value in parameter.values if value.value != "expected")
    for year, shown in ((last, True), (last + 1, False)):
        page = page_of("parameters/kx-threshold.md", small, date(year, 3, 2))
        assert ("No number is in force" not in page) is shown


def test_an_expected_number_is_shown_as_expected(small: Rules) -> None:
    parameter = small.parameters["kx-threshold"]
    to_come = Value(since=date(2030, 1, 1), value="expected", cites=parameter.values[0].cites)
    changed = dataclasses.replace(parameter, values=(*parameter.values, to_come))
    rules = dataclasses.replace(small, parameters={**small.parameters, "kx-threshold": changed})
    page = page_of("parameters/kx-threshold.md", rules, small.edition.as_of)
    [shown] = [value for time, value, *_ in rows_of(page) if time == "2030"]
    assert shown.startswith("expected")


def test_a_new_year_keeps_the_places_until_its_own_are_loaded(rules: Rules) -> None:
    later = dataclasses.replace(rules, edition=dataclasses.replace(rules.edition, as_of=date(2099, 1, 15)))
    offered = [form_data.content(one, None, "calculator.md")["places"] for one in (rules, later)]
    assert offered[0] == offered[1]
    assert len(offered[0]) > 100


def test_an_untimed_code_says_so_and_has_no_table_of_minutes(small: Rules) -> None:
    made = {page.path: page for page in pages(small, small.edition.as_of)}
    untimed, timed = (" ".join(elements_of(made[f"codes/{code}.md"]).words.split()) for code in ("97161", "97110"))
    assert "Untimed: one unit" in untimed
    assert "this code alone" not in untimed
    assert "Timed, 15 minutes per unit: 8 min = 1 unit, 23 = 2, 38 = 3" in timed
    assert "this code alone" in timed


# --- the two writers -----------------------------------------------------------------------------------------------


def test_the_site_and_the_disk_get_the_same_markdown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("RULES_FOLDER", str(SMALL_RULES))
    config = load_config(str(ROOT / "mkdocs.yml"))
    config.plugins._current_plugin = "sitegen/adapters/mkdocs_hook.py"  # which MkDocs sets while it runs a hook
    read = mkdocs_hook.on_page_read_source
    files = mkdocs_hook.on_files(Files([]), config=mkdocs_hook.on_config(config))
    of_the_site = {file.src_uri: read(page=SimpleNamespace(file=file), config=config) for file in files}
    assert disk.main([str(tmp_path), "--rules", str(SMALL_RULES)]) == 0
    on_disk = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")
    }
    assert on_disk == of_the_site


def test_every_page_is_in_the_nav(rules: Rules, made: dict[str, Page]) -> None:
    def paths(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        return [path for item in (entry.values() if isinstance(entry, dict) else entry) for path in paths(item)]

    listed = paths(mkdocs_hook.nav(rules))
    hand_written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    leading_on = set(mkdocs_hook.led_on(rules))
    assert {f"{old}.md" for old in rules.moved} <= leading_on <= set(made)
    assert sorted(listed) == sorted({*made, *hand_written} - leading_on)
