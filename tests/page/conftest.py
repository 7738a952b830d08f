"""What tests of pages share: the calculator with Python loaded, which takes seconds, and sites that may be broken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.calculator import address, open_calculator, visit
from tests.support.offline_site import SMALL, Site, part_of
from tests.support.server import SUB_PATH


@pytest.fixture(scope="module")
def desk(browser: Browser, site_url: str) -> Iterator[Page]:
    """A page with the calculator that may use the clipboard; for tests that need no fresh start."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before an entry is lost
    open_calculator(page, address(site_url, visit(("97110", 33))))
    yield page
    context.close()


@pytest.fixture
def whole(built_site: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of the whole site."""
    shutil.copytree(built_site, tmp_path / SUB_PATH, copy_function=os.link)
    site = Site(tmp_path)
    yield site
    site.stop()


@pytest.fixture
def small(built_site: Path, tmp_path: Path) -> Iterator[Site]:
    """A few pages without the calculator's runtime, for what does not depend on size."""
    yield from part_of(built_site, tmp_path, SMALL, shutil.ignore_patterns("python.zip", "pyodide.*"))
