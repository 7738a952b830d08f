"""Editions: one name for them everywhere, a list of changes that says what it touches, addresses that stay."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from calculator import calculate
from calculator.model import KINDS, Result, Rules, Service, Visit
from calculator.serialize import field_types
from tests.conftest import built
from tests.support.calculator import visit
from tests.support.paths import DATA, ROOT
from tests.support.rule_files import small_copy

CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CONTRACT = (ROOT / "docs" / "about" / "contract.md").read_text(encoding="utf-8")
PUBLISHED = (DATA / "published_pages.txt").read_text(encoding="utf-8").split()


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of the same rank."""
    found = re.search(rf"^{re.escape(heading)}.*?\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def test_the_newest_entry_is_the_edition_of_the_rules(rules: Rules) -> None:
    assert re.search(r"^## (\S+)", CHANGES, flags=re.MULTILINE)[1] == rules.edition.edition  # type: ignore[index]
    assert f"As of {rules.edition.as_of}." in section(CHANGES, f"## {rules.edition.edition}")


def test_an_edition_is_numbered_by_year(rules: Rules) -> None:
    assert re.fullmatch(rf"{rules.edition.as_of.year}\.[1-9][0-9]*", rules.edition.edition)


def test_every_entry_on_rules_names_what_it_touches_and_from_when(rules: Rules) -> None:
    known = {key for kind in KINDS for key in getattr(rules, kind)} | {old.rpartition("/")[2] for old in rules.moved}
    entries = [
        line
        for part in re.findall(r"^### Rules\n(.*?)(?=^##|\Z)", CHANGES, flags=re.MULTILINE | re.DOTALL)
        for line in part.splitlines()
        if line.startswith("- ")
    ]
    assert entries
    for entry in entries:
        found = re.match(r"- \*\*(.+?)\*\* from \d{4}-\d{2}-\d{2}: \S", entry)
        assert found, entry
        assert set(found[1].split(", ")) <= known, entry


def test_everything_in_the_rules_is_named_in_the_list_of_changes(rules: Rules) -> None:
    named = {
        name for names in re.findall(r"^- \*\*(.+?)\*\*", CHANGES, flags=re.MULTILINE) for name in names.split(", ")
    }
    assert {key for kind in KINDS for key in getattr(rules, kind)} <= named


def test_every_page_and_every_result_names_the_edition(built_site: Path, rules: Rules) -> None:
    assert calculate(visit(("97110", 8)), rules)["edition"] == rules.edition.edition
    for path in built_site.rglob("*.html"):
        assert f">Edition {rules.edition.edition}</a>" in path.read_text(encoding="utf-8"), path


def test_the_contract_page_has_every_field() -> None:
    def fields(part: str) -> list[str]:
        return re.findall(r"^\| `(\w+)` \|", section(CONTRACT, part), flags=re.MULTILINE)

    assert fields("## A visit") == list(field_types(Visit))
    assert fields("## A result") == list(field_types(Result))
    assert all(f"`{name}`" in section(CONTRACT, "## A visit") for name in field_types(Service))


# --- addresses --------------------------------------------------------------------------------------------------------


def test_every_address_that_was_published_still_answers(built_site: Path) -> None:
    assert len(PUBLISHED) == len(set(PUBLISHED)) > 80
    assert [page for page in PUBLISHED if not (built_site / page / "index.html").is_file()] == []


@pytest.fixture(scope="module")
def site_with_a_moved_page(server: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A site whose rules say where the page of 97001 went: its folder and its address."""
    rules = small_copy(tmp_path_factory.mktemp("moved"))
    (rules / "moved.yaml").write_text(
        'codes/97001: {to: codes/97161, edition: "2027.1", why: The code ended on 2016-12-31.}\n', encoding="utf-8"
    )
    site = Path(tempfile.mkdtemp(prefix="moved-", dir=server[0]))
    built(site, f"{server[1]}{site.name}/", "--no-strict", RULES_FOLDER=str(rules))
    return site, f"{server[1]}{site.name}/"


def test_a_moved_page_leads_to_the_new_one(page: Page, site_with_a_moved_page: tuple[Path, str]) -> None:
    _, address = site_with_a_moved_page
    page.goto(f"{address}codes/97001/")
    page.wait_for_url(f"{address}codes/97161/")
    assert "97161" in page.inner_text("h1")


def test_without_the_leap_a_moved_page_says_where_it_went(site_with_a_moved_page: tuple[Path, str]) -> None:
    site, _ = site_with_a_moved_page
    markup = (site / "codes" / "97001" / "index.html").read_text(encoding="utf-8")
    assert "The code ended on 2016-12-31." in markup
    assert re.search(r'<a href="[./]*97161/">', markup)
    assert "codes/97001" not in (site / "search" / "pages.json").read_text(encoding="utf-8")
