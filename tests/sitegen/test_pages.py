"""The pages made from the rules: complete, safe, computed while they are made, and editable at their YAML file."""

from __future__ import annotations

import dataclasses
import doctest
import html
import importlib
import json
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import markdown
import markupsafe
import pytest
import yaml
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as SitePage

from calculator import calculate
from calculator.loading import rule_reader
from calculator.loading.examples import every, visit_of
from calculator.model import KINDS, Cite, Rules, Source, Statement, Value
from sitegen import __main__ as disk
from sitegen.adapters import mkdocs_hook
from sitegen.pages import Page, pages
from sitegen.render import footnotes, markdown_text
from tests.support.markup import with_markup
from tests.support.paths import ROOT

pytestmark = pytest.mark.xdist_group("pages")  # one process makes the pages for all

EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.superfences",
    "tables",
    "toc",
]
"""The Markdown extensions that mkdocs.yml names, as far as they change what text means."""


@pytest.fixture(scope="module")
def read(made: dict[str, Page]) -> dict[str, Elements]:
    """What a browser would read on every page."""
    return {path: Elements(html_of(page)) for path, page in made.items()}


@pytest.fixture(scope="module")
def marked(rules: Rules) -> list[Page]:
    """Every page, made from rules with markup wherever people write words."""
    return pages(with_markup(rules), rules.edition.as_of)


@pytest.fixture(scope="module")
def small() -> Rules:
    return rule_reader.load(ROOT / "tests" / "small_rules")


def html_of(page: Page) -> str:
    """A page as HTML, its head left out."""
    body = page.markdown.split("---\n", 2)[2]
    return markdown.markdown(body, extensions=EXTENSIONS)


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


def words_of(page: Page) -> str:
    return " ".join(Elements(html_of(page)).words.split())


def test_every_thing_has_a_page_and_every_kind_an_index(rules: Rules, made: dict[str, Page]) -> None:
    expected = {f"{kind}/{key}.md" for kind in KINDS for key in getattr(rules, kind)}
    expected |= {f"{kind}/index.md" for kind in KINDS}
    assert expected <= set(made)
    assert {"index.md", "calculator.md", "counting.md", "sources.md"} <= set(made)


def test_the_same_rules_give_the_same_pages(rules: Rules, made: dict[str, Page]) -> None:
    assert {page.path: page for page in pages(rules, rules.edition.as_of)} == made


def test_pages_lead_to_the_file_they_are_made_from(rules: Rules, made: dict[str, Page]) -> None:
    for kind in KINDS:
        for key in getattr(rules, kind):
            assert made[f"{kind}/{key}.md"].source_file == f"rules/{kind}/{key}.yaml"
    for page in made.values():
        assert (ROOT / page.source_file).is_file(), page


def test_every_statement_of_a_file_is_on_its_page(rules: Rules, read: dict[str, Elements]) -> None:
    for kind in KINDS:
        for key, thing in getattr(rules, kind).items():
            shown = " ".join(read[f"{kind}/{key}.md"].words.split())
            for said in statements_in(thing):
                assert " ".join(said.says.split()) in shown, (kind, key, said.says)


def statements_in(value: Any) -> list[Statement]:
    """Every statement inside a thing."""
    if isinstance(value, Statement):
        return [value]
    if isinstance(value, tuple):
        return [found for item in value for found in statements_in(item)]
    if dataclasses.is_dataclass(value):
        return [found for field in dataclasses.fields(value) for found in statements_in(getattr(value, field.name))]
    return []


def test_every_example_stands_on_its_page_with_the_computed_answer(rules: Rules, made: dict[str, Page]) -> None:
    for file, _, example in every(rules):
        page = made[file.replace(".yaml", ".md")]
        assert str(markdown_text.escape(example.name)[1:]) in page.markdown  # the first letter becomes a capital
        if not example.expect.error:
            answer = markupsafe.escape(repr(calculate(visit_of(example), rules)["lines"]))
            assert answer in page.markdown, (file, example.name)


def test_try_it_links_carry_the_visit_of_the_example(rules: Rules, made: dict[str, Page]) -> None:
    for file, position, example in every(rules):
        page = made[file.replace(".yaml", ".md")]
        visits = [
            json.loads(unquote(found)) for found in re.findall(r'href="[./]*calculator/#v=([^"]*)"', page.markdown)
        ]
        assert visit_of(example) in visits, (file, position)


# --- escaping ------------------------------------------------------------------------------------------------------


def test_markup_in_any_text_of_a_rule_file_shows_as_text(marked: list[Page], read: dict[str, Elements]) -> None:
    for page in marked:
        found = Elements(html_of(page))
        scripts = [attrs for tag, attrs in found.elements if tag == "script"]
        assert all(attrs == {"type": "application/json"} for attrs in scripts), page.path
        for tag in ("b", "em", "strong", "code", "img", "h1", "h2", "ol", "del"):
            assert found.tags[tag] <= read[page.path].tags[tag], (page.path, tag)
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


@pytest.mark.parametrize(
    "written",
    [
        "1. one",
        "2) two",
        "- dash",
        "+ plus",
        "# head",
        "> quote",
        "!!! note",
        "??? x",
        "=== tab",
        ": d",
        "::: m",
        "    code",
        "~~~",
        "```",
        "| a | b |",
        "[^1]: x",
        "*[A]: b",
        "<!-- c -->",
        "--- ",
    ],
)
def test_text_that_would_open_a_block_stays_a_paragraph(written: str) -> None:
    made = markdown.markdown(str(markdown_text.escape(written)), extensions=EXTENSIONS)
    read = Elements(made)
    assert [tag for tag, _ in read.elements] == ["p"]
    assert read.words == " ".join(written.split())


def test_addresses_that_are_no_web_pages_become_no_links() -> None:
    source = Source(title="x", publisher="", tier="primary", extent="whole", url="javascript:alert(1)")
    assert "<a" not in footnotes.source_title(source)


def test_known_codes_and_modifiers_become_links_but_not_to_the_page_itself() -> None:
    linker = markdown_text.Linker(
        "codes/97110.md", {"97110": "codes/97110.md", "97140": "codes/97140.md", "CO": "modifiers/CO.md"}
    )
    assert linker.text("97110 and 97140, CO") == "97110 and [97140](97140.md), [CO](../modifiers/CO.md)"
    assert linker.text("CO-97 and 971405 and 97140.5") == "CO-97 and 971405 and 97140.5"


# --- doctests ------------------------------------------------------------------------------------------------------


def sessions(markdown_text: str) -> str:
    """The Python sessions of a Markdown text, and nothing else."""
    fenced = re.findall(r"^```pycon\n(.*?)\n```", markdown_text, flags=re.DOTALL | re.MULTILINE)
    made = re.findall(r'<pre class="session__code"><code>(.*?)</code></pre>', markdown_text, flags=re.DOTALL)
    return "\n\n".join([*fenced, *map(html.unescape, made)])


def run(name: str, session: str) -> doctest.TestResults:
    """Run a session as a doctest."""
    test = doctest.DocTestParser().get_doctest(session, {}, name, name, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(test)
    return doctest.TestResults(failed=runner.failures, attempted=runner.tries)


def test_sessions_on_generated_pages_are_true(made: dict[str, Page]) -> None:
    ran = {path: run(path, sessions(page.markdown)) for path, page in made.items()}
    assert {path for path, result in ran.items() if result.failed} == set()
    assert ran["counting.md"].attempted >= 10
    assert all(ran[path].attempted for path in made if path.startswith("codes/") and path != "codes/index.md")


@pytest.mark.parametrize("file", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_sessions_on_hand_written_pages_are_true(file: Path) -> None:
    assert run(file.name, sessions(file.read_text(encoding="utf-8"))).failed == 0


@pytest.mark.parametrize(
    "name", ["text", "words", "examples", "pages", "policy", "citing", "desk", "picture", "navigation", "zensical"]
)
def test_docstrings_of_the_site_maker_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"sitegen.{name}")).failed == 0


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
    for tier, shown in (("primary", False), ("unverified", True)):
        sources = {
            key: dataclasses.replace(one, tier=tier, extent="whole", read_on=as_of)
            for key, one in small.sources.items()
        }
        [page] = [
            one for one in pages(dataclasses.replace(small, sources=sources), as_of) if one.path == "codes/97110.md"
        ]
        assert ("badge--unverified" in page.markdown) is shown
    for days, shown in ((365, False), (366, True)):
        sources = {
            key: dataclasses.replace(one, tier="primary", extent="whole", read_on=as_of - timedelta(days=days))
            for key, one in small.sources.items()
        }
        [page] = [
            one for one in pages(dataclasses.replace(small, sources=sources), as_of) if one.path == "codes/97110.md"
        ]
        assert ("badge--stale" in page.markdown) is shown


def test_a_number_of_last_year_is_not_shown_as_in_force(small: Rules) -> None:
    parameter = small.parameters["kx-threshold"]
    last = max(value.since.year for value in parameter.values if value.value != "expected")
    for year, shown in ((last, True), (last + 1, False)):
        [page] = [one for one in pages(small, date(year, 3, 2)) if one.path == "parameters/kx-threshold.md"]
        assert ("No number is in force" not in page.markdown) is shown


def test_an_expected_number_is_shown_as_expected(small: Rules) -> None:
    parameter = small.parameters["kx-threshold"]
    to_come = Value(since=date(2030, 1, 1), value="expected", cites=parameter.values[0].cites)
    changed = dataclasses.replace(parameter, values=(*parameter.values, to_come))
    rules = dataclasses.replace(small, parameters={**small.parameters, "kx-threshold": changed})
    [page] = [one for one in pages(rules, small.edition.as_of) if one.path == "parameters/kx-threshold.md"]
    assert re.search(r"^\| 2030 \| .*chip--expected", page.markdown, flags=re.MULTILINE)


def test_an_untimed_code_says_so_and_has_no_table_of_minutes(small: Rules) -> None:
    found = {page.path: words_of(page) for page in pages(small, small.edition.as_of)}
    assert "Untimed: one unit" in found["codes/97161.md"]
    assert "this code alone" not in found["codes/97161.md"]
    assert "Timed: 15 minutes per unit" in found["codes/97110.md"]
    assert "this code alone" in found["codes/97110.md"]


# --- the two writers -----------------------------------------------------------------------------------------------


@cache
def config_of_the_site() -> MkDocsConfig:
    """The settings of MkDocs after the hook has read the rules."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    config.plugins._current_plugin = "sitegen/adapters/mkdocs_hook.py"  # which MkDocs sets while it runs a hook
    return mkdocs_hook.on_config(config)


@cache
def files_of_the_site() -> Files:
    """The files that MkDocs sees after the hook has added its own."""
    return mkdocs_hook.on_files(Files([]), config=config_of_the_site())


def test_the_site_and_the_disk_get_the_same_markdown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert disk.main([str(tmp_path)]) == 0
    on_disk = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")
    }
    config, files = config_of_the_site(), files_of_the_site()
    read = {
        file.src_uri: mkdocs_hook.on_page_read_source(page=SitePage(None, file, config), config=config)
        for file in files
    }
    assert on_disk == read


def test_edit_links_lead_to_the_yaml_file() -> None:
    edit = {file.src_uri: file.edit_uri for file in files_of_the_site()}
    assert edit["codes/97116.md"] == "rules/codes/97116.yaml"
    assert edit["sources.md"] == "rules/sources.yaml"


def test_every_page_is_in_the_nav(rules: Rules, made: dict[str, Page]) -> None:
    def paths(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        return [path for item in (entry.values() if isinstance(entry, dict) else entry) for path in paths(item)]

    listed = paths(mkdocs_hook.nav(rules))
    hand_written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert sorted(listed) == sorted({*made, *hand_written})
