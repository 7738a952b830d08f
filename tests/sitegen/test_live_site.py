"""The site while someone writes: a change is shown, a fault is shown with its line, and only what is asked for is made."""

from __future__ import annotations

import gc
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sitegen.adapters.live_site import Answer, LiveSite, server
from tests.support.paths import SMALL_RULES

ROOT = "/rehab-rules/"
SAYS = "a unit."


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL_RULES, tmp_path / "rules"))


@pytest.fixture
def file(rules: Path) -> Path:
    return rules / "codes" / "97110.yaml"


@pytest.fixture
def site(rules: Path) -> LiveSite:
    return LiveSite(f"http://127.0.0.1:8000{ROOT}", rules)


def shown(site: LiveSite, path: str) -> Answer:
    return site.answer(f"{ROOT}{path}")


def put(file: Path, old: str, new: str) -> None:
    """Change a file in one step, as editors do, so that no half of it is ever read."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    draft = file.parent.parent.with_name("draft")
    draft.write_text(text.replace(old, new), encoding="utf-8")
    draft.replace(file)


def test_a_changed_sentence_is_on_its_page_and_leaves_other_pages_as_they_were(site: LiveSite, file: Path) -> None:
    before, other = shown(site, "codes/97110/"), shown(site, "codes/97140/")
    put(file, SAYS, "Another sentence.")
    after = shown(site, "codes/97110/")
    assert b"Another sentence." in after.content
    assert SAYS.encode() in before.content
    assert before.version != after.version
    assert shown(site, "codes/97140/").version == other.version


def test_a_server_that_runs_for_long_keeps_nothing_of_what_was_before(site: LiveSite, file: Path) -> None:
    shown(site, "codes/97110/")
    assert site.edition
    before = Path(site.edition.config.site_dir)
    assert before.is_dir()
    put(file, SAYS, "Another sentence.")
    shown(site, "codes/97110/")
    assert gc.isenabled()
    gc.collect()
    assert not before.exists()


def test_a_change_makes_only_the_page_that_is_asked_for(site: LiveSite, file: Path) -> None:
    shown(site, "codes/97140/")
    put(file, SAYS, "Another sentence.")
    shown(site, "codes/97110/")
    assert site.edition is not None
    assert set(site.edition.made) == {"codes/97110/"}


def test_without_a_change_a_page_is_not_made_again(site: LiveSite) -> None:
    shown(site, "codes/97110/")
    edition = site.edition
    shown(site, "codes/97110/")
    assert site.edition is edition


@pytest.mark.parametrize("path", ["codes/97110/", "about/contract/"])
def test_a_wrong_rule_shows_its_line_on_every_page_until_it_is_right(site: LiveSite, file: Path, path: str) -> None:
    before = shown(site, path)
    put(file, "category: ", "kategory: ")
    wrong = shown(site, path)
    assert wrong.status == 500
    assert b"rules/codes/97110.yaml:" in wrong.content
    assert wrong.version not in ("", before.version)
    put(file, "kategory: ", "category: ")
    assert shown(site, path).version == before.version


def test_an_example_that_no_longer_holds_shows_its_line(site: LiveSite, file: Path) -> None:
    put(file, 'expect: {units: {"97110": 2}}', 'expect: {units: {"97110": 3}}')
    assert b"examples[" in shown(site, "codes/97110/").content


@pytest.mark.parametrize("path", ["codes/99999/", "codes", "../mkdocs.yml"])
def test_an_unknown_address_is_not_found(site: LiveSite, path: str) -> None:
    assert shown(site, path).status == 404


def test_the_front_page_has_the_address_of_the_site(site: LiveSite) -> None:
    assert shown(site, "").status == 200


def test_an_open_page_loads_itself_again_under_its_policy(rules: Path, file: Path, page: Page) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)
    live = LiveSite("", rules)
    with server(live, "127.0.0.1", 0) as running:
        live.address = f"http://127.0.0.1:{running.server_port}{ROOT}"
        live.root = ROOT
        threading.Thread(target=running.serve_forever, daemon=True).start()
        page.goto(f"{live.address}codes/97110/")
        expect(page.locator(".lead")).to_contain_text(SAYS, timeout=60_000)
        put(file, SAYS, "Another sentence.")
        expect(page.locator(".lead")).to_contain_text("Another sentence.", timeout=60_000)
        put(file, "category: ", "kategory: ")
        expect(page.locator("pre")).to_contain_text("rules/codes/97110.yaml:", timeout=60_000)
        put(file, "kategory: ", "category: ")
        expect(page.locator(".lead")).to_contain_text("Another sentence.", timeout=60_000)
        page.goto("about:blank")
        running.shutdown()
    assert not refused
