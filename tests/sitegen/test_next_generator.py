"""The site as Zensical builds it, beside the one that MkDocs builds: nothing but the frame around an article differs."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.adapters import zensical
from tests.conftest import built
from tests.page.test_calculator_page import (
    MIXED,
    address,
    computed_lines,
    open_calculator,
    sent_visit,
    shown_lines,
    wait_for_answer,
)
from tests.support.links import Reader, dead_links, read

pytestmark = pytest.mark.xdist_group("next")  # one process builds and reads the sites for all

FOLDER = "next-generator"
"""Where the site of Zensical is served, beside the one of MkDocs."""


@pytest.fixture(scope="session")
def next_site(server: tuple[Path, str]) -> Path:
    """The site, built for the very address it is served at."""
    folder, host = server
    target = folder / FOLDER
    built([sys.executable, "-m", "sitegen.adapters.zensical", str(target)], f"{host}{FOLDER}/")
    return target


@pytest.fixture(scope="session")
def next_url(next_site: Path, server: tuple[Path, str]) -> str:
    return f"{server[1]}{FOLDER}/"


@pytest.fixture(scope="session")
def next_pages(next_site: Path) -> dict[str, Reader]:
    return read(next_site)


@pytest.fixture(scope="session")
def built_pages(built_site: Path) -> dict[str, Reader]:
    return read(built_site)


def test_both_generators_make_the_same_pages(next_pages: dict[str, Reader], built_pages: dict[str, Reader]) -> None:
    assert next_pages.keys() == built_pages.keys()


def test_articles_have_the_same_words_and_anchors(
    next_pages: dict[str, Reader], built_pages: dict[str, Reader]
) -> None:
    for name, page in next_pages.items():
        there = built_pages[name]
        assert page.words == there.words, name
        own = {anchor for anchor in page.anchors | there.anchors if anchor.startswith("__")}  # of the themes
        assert page.anchors - own == there.anchors - own, name
    assert sum(len(page.words) for page in next_pages.values()) > 10_000


def test_no_link_of_mkdocs_is_dead(built_site: Path, built_pages: dict[str, Reader], site_url: str) -> None:
    assert dead_links(built_site, built_pages, site_url) == []


def test_no_link_of_zensical_is_dead(next_site: Path, next_pages: dict[str, Reader], next_url: str) -> None:
    assert dead_links(next_site, next_pages, next_url) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="a/#x">x</a><a href="b/">b</a><a href="a/#y">y</a><a href="/a/">z</a>'
    )
    (tmp_path / "a" / "index.html").write_text('<p id="x"><img src="../c.png"><a href="../../">d</a>')
    assert dead_links(tmp_path, read(tmp_path), "http://site.example/under/") == [
        "a/index.html: ../c.png",
        "a/index.html: ../../",
        "index.html: b/",
        "index.html: a/#y",
        "index.html: /a/",
    ]


def edit_links(site: Path) -> dict[str, list[str]]:
    """Where every page is edited, by its path."""
    return {
        path.relative_to(site).as_posix(): re.findall(
            r'href="([^"]+)"[^>]* rel="edit"', path.read_text(encoding="utf-8")
        )
        for path in site.rglob("*.html")
    }


def test_every_page_is_edited_at_the_same_file(next_site: Path, built_site: Path) -> None:
    links = edit_links(next_site)
    assert links == edit_links(built_site)
    assert links["codes/97116/index.html"][0].endswith("/edit/main/rules/codes/97116.yaml")


def test_what_is_not_for_the_site_stays_out(next_site: Path) -> None:
    assert not (next_site / "assets" / "calculator" / "worker.js").exists()
    assert [path.name for path in next_site.glob("assets/calculator/*/worker.js")] == ["worker.js"]


def test_a_folder_with_files_in_it_is_not_built_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old.html").touch()
    assert zensical.main([str(tmp_path)]) == 1
    assert "found files in it, expected a new or empty folder" in capsys.readouterr().err


def test_variables_of_the_environment_resolve_as_in_mkdocs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPOSITORY_BRANCH", raising=False)
    monkeypatch.setenv("REPOSITORY_URL", "https://forge.example/us/rules")
    extra = zensical.settings()["extra"]
    assert (extra["repository"], extra["branch"]) == ("https://forge.example/us/rules", "main")


class Watched:
    """A page whose requests and failures are noted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.failures: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.failures.append(request.url))
        page.on("response", lambda answer: self.failures.append(answer.url) if answer.status >= 400 else None)
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.on("console", lambda said: self.failures.append(said.text) if said.type == "error" else None)

    def outside(self, origin: str) -> list[str]:
        """Requests that left the origin. The worker starts from a blob of the page."""
        return [url for url in self.requests if not url.startswith((origin, f"blob:{origin}", "data:"))]


@pytest.fixture
def watched(page: Page) -> Watched:
    return Watched(page)


def test_the_calculator_answers_the_first_visit_and_a_changed_one(
    watched: Watched, next_url: str, server: tuple[Path, str]
) -> None:
    page = watched.page
    open_calculator(page, f"{next_url}calculator/")
    assert shown_lines(page) == [["97110", "GP", "2"], ["97140", "GP", "1"]]
    page.get_by_role("group", name="Service 1").get_by_label("Minutes").fill("53")
    wait_for_answer(page)
    assert shown_lines(page) == computed_lines(sent_visit(page)) == [["97110", "GP", "4"]]
    assert watched.failures == []
    assert watched.outside(server[1]) == []


def test_an_example_opens_filled_in_without_a_new_page(watched: Watched, next_url: str) -> None:
    page = watched.page
    page.goto(f"{next_url}codes/97116/")
    page.evaluate("window.mark = 'still here'")
    page.get_by_role("link", name=re.compile("try it", re.IGNORECASE)).first.click()
    page.wait_for_url(re.compile(r"/calculator/#v="))
    wait_for_answer(page)
    assert [line[0] for line in shown_lines(page)] == ["97116"]
    page.go_back()
    page.wait_for_url(re.compile(r"/codes/97116/$"))
    outline = page.locator(".md-sidebar--secondary")
    outline.get_by_role("link", name="Diagnoses").click()
    expect(outline.locator(".md-nav__link--active")).to_have_text(["Diagnoses"])
    assert page.evaluate("window.mark") == "still here"
    assert watched.failures == []


def test_a_link_with_a_visit_gives_its_answer(watched: Watched, next_url: str) -> None:
    open_calculator(watched.page, address(next_url, MIXED))
    assert shown_lines(watched.page) == computed_lines(MIXED)
    assert watched.failures == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_load_whole_in_every_look(
    browser: Browser, next_url: str, server: tuple[Path, str], scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    try:
        watched = Watched(context.new_page())
        for path in ("", "codes/97116/", "counting/", "api/"):
            watched.page.goto(next_url + path)
            watched.page.wait_for_load_state("networkidle")
            shown = watched.page.locator("body").get_attribute("data-md-color-scheme")
            assert shown == ("slate" if scheme == "dark" else "default")
            assert watched.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert watched.failures == []
        assert watched.outside(server[1]) == []
    finally:
        context.close()


def test_the_search_finds_a_code_by_its_name(watched: Watched, next_url: str) -> None:
    page = watched.page
    page.goto(next_url)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("combobox", name="Search").fill("gait")
    page.get_by_role("option", name="97116 Gait training").first.click()
    page.wait_for_url(re.compile(r"/codes/97116/"))
    assert watched.failures == []
