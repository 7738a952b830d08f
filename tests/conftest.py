"""What the tests share: the rules, the built site on a server under a sub-path, and a browser."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from calculator import default_rules
from calculator.loading import rule_reader
from calculator.model import Rules
from sitegen.pages import Page as RulePage
from sitegen.pages import pages
from tests.support.chromium import SPARING, find_chromium
from tests.support.paths import ROOT, SMALL_RULES
from tests.support.server import SUB_PATH, Elsewhere, other_origin, serving

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")  # slow machines change how long a test takes, never whether it passes

SLOW = {"archive", "browser", "built_site", "checkout", "copied", "made", "marked", "server", "wheel", "whole"}
"""Fixtures that take long to make; `make test FAST=1` leaves out the tests that need one, and those in `tests/page`."""


# --- which tests run, and in which order ------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow tests, and put the files that need the site last: a process begins with them and others help it."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
        if item.path.parent.name == "page" or SLOW & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    with_site = {
        path for path in files if any("built_site" in getattr(item, "fixturenames", ()) for item in files[path])
    }
    items[:] = [item for path in sorted(files, key=with_site.__contains__) for item in files[path]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Make a skipped test fail where `CI` is set, unless `MAY_SKIP` has a word of its reason, such as `Firefox`."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(word in reason for word in os.environ.get("MAY_SKIP", "").split()):
            report.outcome, report.longrepr = "failed", f"{reason}, and in CI a skipped test is a failure"
    return report


# --- rules and pages --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def rules() -> Rules:
    return default_rules()  # read once in a process, also by tests that calculate without naming rules


@pytest.fixture(scope="session")
def small() -> Rules:
    """A few rules of each kind, in `tests/small_rules`."""
    return rule_reader.load(SMALL_RULES)


@pytest.fixture(scope="session")
def made(rules: Rules) -> dict[str, RulePage]:
    """Every page that is made from the rules, by its path; made once in a process."""
    return {page.path: page for page in pages(rules, rules.edition.as_of)}


# --- the built site ---------------------------------------------------------------------------------------------------

SERVED = pytest.StashKey[tuple[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """One folder is served for the whole run, by the process that hands out the tests: it outlives all others."""
    config.addinivalue_line("markers", "slow: needs the site, a browser, Pyodide or a wheel")
    if hasattr(config, "workerinput"):
        config.stash[SERVED] = config.workerinput["served"]
        return
    stack = contextlib.ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="rehab-rules-"))
    config.stash[SERVED] = folder, stack.enter_context(serving(Path(folder)))
    config.add_cleanup(stack.close)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each of the other processes, which pytest-xdist starts, where that folder is."""
    node.workerinput["served"] = node.config.stash[SERVED]


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> tuple[Path, str]:
    """A folder and the address under which it is served, the same in every process."""
    folder, address = request.config.stash[SERVED]
    return Path(folder), address


@pytest.fixture(scope="session")
def built_site(server: tuple[Path, str]) -> Path:
    """The site, built strictly for the very address it is served at.

    The first process that needs it builds it, and others wait for it.
    """
    folder, address = server
    target, draft = folder / SUB_PATH, folder / "draft"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            built(draft, f"{address}{SUB_PATH}/", "--strict")
            draft.rename(target)
    return target


def built(site: Path, address: str, *options: str, **environment: str) -> None:
    """Build the site for an address; a warning fails too."""
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(site), *options]
    environment = {**os.environ, "SITE_URL": address, "NO_MKDOCS_2_WARNING": "1", **environment}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "--strict" not in options or "WARNING" not in run.stderr, run.stderr


@pytest.fixture(scope="session")
def site_url(built_site: Path, server: tuple[Path, str]) -> str:
    return f"{server[1]}{SUB_PATH}/"


# --- browsers ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """Another origin."""
    with other_origin() as other:
        yield other


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=SPARING)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    fresh = context.new_page()
    fresh.on("dialog", lambda dialog: dialog.accept())  # the browser asks before an entry is lost
    return fresh
