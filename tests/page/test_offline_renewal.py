"""Newer versions of a copy for offline use, how the panel looks, and installing."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sitegen.outputs import offline_manifest
from tests.support.axe import faults
from tests.support.offline_site import LONG, NEWER, Site, keep, notice, panel, renewed, state, wait_for_caches
from tests.support.server import SUB_PATH


def test_a_newer_version_is_stored_beside_and_serves_after_the_reload(page: Page, small: Site) -> None:
    keep(page, small)
    renewed(small)
    small.asked.clear()
    page.goto(f"{small.url}codes/97116/")
    expect(notice(page).get_by_role("status")).to_have_text("New rules: reload to use them.", timeout=LONG)
    downloaded = {path for path in small.asked if path in small.listing()}
    assert downloaded == {"codes/97116/", "counting/"}
    assert NEWER not in page.content()
    for path in ("codes/97116/", "counting/"):  # all that this page asks for is still the old version's
        assert NEWER not in page.evaluate("(url) => fetch(url).then((answer) => answer.text())", small.url + path)
    page.goto(f"{small.url}counting/")
    assert NEWER not in page.content()
    with page.expect_navigation():
        notice(page).get_by_role("button", name="Reload").click()
    expect(page.get_by_text(NEWER)).to_be_visible()
    expect(notice(page)).to_have_count(0)
    version = json.loads((small.root / offline_manifest.NAME).read_text())["version"]
    wait_for_caches(page, [f"rehab-rules-offline /{SUB_PATH}/ {version}"])
    small.stop()
    page.goto(f"{small.url}codes/97116/")
    expect(page.get_by_text(NEWER)).to_be_visible()
    small.start()


def test_all_open_pages_change_together(page: Page, context: BrowserContext, small: Site) -> None:
    keep(page, small)
    renewed(small)
    page.goto(f"{small.url}codes/97116/")
    expect(notice(page)).to_be_visible(timeout=LONG)
    other = context.new_page()
    other.goto(f"{small.url}counting/")
    expect(notice(other)).to_be_visible(timeout=LONG)
    assert NEWER not in other.content()
    notice(page).get_by_role("button", name="Reload").click()
    for one in (page, other):
        expect(one.get_by_text(NEWER)).to_be_visible(timeout=LONG)


def test_the_browsers_own_reload_brings_the_newer_version_too(page: Page, small: Site) -> None:
    keep(page, small)
    renewed(small)
    page.goto(f"{small.url}codes/97116/")
    expect(notice(page)).to_be_visible(timeout=LONG)
    page.reload()
    expect(page.get_by_text(NEWER)).to_be_visible(timeout=LONG)


def test_a_newer_version_with_a_wrong_file_never_serves(page: Page, small: Site) -> None:
    keep(page, small)
    renewed(small)
    small.change("codes/97116/index.html", NEWER, "of nobody knows what")
    page.goto(f"{small.url}about/offline/")
    expect(state(page)).to_contain_text("codes/97116/ is not what the site announced.", timeout=LONG)
    expect(state(page)).to_contain_text("This site works without a connection.")
    expect(notice(page)).to_have_count(0)
    page.reload()
    for path in ("codes/97116/", "counting/"):
        page.goto(small.url + path)
        assert NEWER not in page.content()
        assert "nobody" not in page.content()


def test_later_hides_the_notice_until_the_next_page(page: Page, small: Site) -> None:
    keep(page, small)
    renewed(small)
    page.goto(f"{small.url}codes/97116/")
    notice(page).get_by_role("button", name="Later").click(timeout=LONG)
    expect(notice(page)).to_be_hidden()
    page.goto(f"{small.url}counting/")
    expect(notice(page)).to_be_visible(timeout=LONG)


def test_without_a_copy_no_page_asks_for_newer_rules(page: Page, small: Site) -> None:
    page.goto(f"{small.url}codes/97116/")
    page.wait_for_load_state("networkidle")
    assert offline_manifest.NAME not in small.asked
    assert not [path for path in small.asked if path.startswith("assets/offline/")]


# --- how it looks, and installing --------------------------------------------------------------------------------


def test_one_line_fits_beside_other_things_and_leads_to_the_page_about_it(
    page: Page, site_url: str, built_site: Path
) -> None:
    page.goto(f"{site_url}codes/97116/")
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML('afterbegin', '<rehab-offline compact></rehab-offline>')"
    )
    expect(panel(page).get_by_role("button", name="Keep for offline use")).to_be_visible()
    panel(page).get_by_role("link", name="About offline use").click()
    page.wait_for_url(re.compile(r"/about/offline/$"))
    expect(state(page)).to_contain_text("Not kept yet.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_in_panel_and_notice(browser: Browser, small: Site, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )  # type: ignore[arg-type]
    try:
        page = context.new_page()
        keep(page, small)
        renewed(small)
        page.reload()
        expect(notice(page)).to_be_visible(timeout=LONG)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    finally:
        context.close()


def test_the_site_can_be_installed(page: Page, context: BrowserContext, small: Site) -> None:
    page.goto(f"{small.url}codes/97116/")
    protocol = context.new_cdp_session(page)
    answer = protocol.send("Page.getAppManifest")
    assert answer["errors"] == []
    assert answer["url"] == f"{small.url}manifest.webmanifest"
    assert answer["manifest"]["startUrl"] == f"{small.url}calculator/"
    assert answer["manifest"]["scope"] == small.url
    errors = [error["errorId"] for error in protocol.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [error for error in errors if error != "in-incognito"] == []  # a test's browser counts as a private window


def test_icons_have_the_sizes_that_the_manifest_tells(built_site: Path) -> None:
    manifest = json.loads((built_site / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert not [value for value in (manifest["start_url"], manifest["scope"]) if value.startswith(("/", "http"))]
    pictures = [icon for icon in manifest["icons"] if icon["type"] == "image/png"]
    assert {icon.get("purpose", "any") for icon in pictures} == {"any", "maskable"}
    for icon in pictures:
        head = (built_site / icon["src"]).read_bytes()[:24]
        assert "x".join(map(str, struct.unpack(">II", head[16:24]))) == icon["sizes"]
