"""What the tests share: the rules, the built site on a server under a sub-path, and a browser."""

from __future__ import annotations

import fcntl
import functools
import http.server
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from calculator import default_rules
from calculator.model import Rules
from sitegen.pages import Page as RulePage
from sitegen.pages import pages
from tests.support.chromium import find_chromium
from tests.support.paths import ROOT

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")  # slow machines change how long a test takes, never whether it passes

SUB_PATH = "rehab-rules"
"""The site is served under a folder, as GitHub Pages serves a project's site."""


@pytest.fixture(scope="session")
def rules() -> Rules:
    return default_rules()  # read once in a process, also by tests that calculate without naming rules


@pytest.fixture(scope="session")
def made(rules: Rules) -> dict[str, RulePage]:
    """Every page that is made from the rules, by its path; made once in a process."""
    return {page.path: page for page in pages(rules, rules.edition.as_of)}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that keeps quiet and knows WebAssembly."""

    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
    }

    def log_message(self, format: str, *args: object) -> None:
        pass


SERVED = pytest.StashKey[tuple[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """One folder is served for the whole run, by the process that hands out the tests: it outlives all others."""
    if hasattr(config, "workerinput"):
        config.stash[SERVED] = config.workerinput["served"]
        return
    folder = tempfile.TemporaryDirectory(prefix="rehab-rules-")
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder.name))
    threading.Thread(target=running.serve_forever, daemon=True).start()
    config.stash[SERVED] = folder.name, f"http://127.0.0.1:{running.server_port}/"
    for end in (folder.cleanup, running.server_close, running.shutdown):  # the last is done first
        config.add_cleanup(end)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each of the other processes, which pytest-xdist starts, where that folder is."""
    node.workerinput["served"] = node.config.stash[SERVED]


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> tuple[Path, str]:
    """A folder and the address under which it is served, the same in every process."""
    folder, address = request.config.stash[SERVED]
    return Path(folder), address


@dataclass
class Elsewhere:
    """Another origin, which would answer anybody who asks.

    Attributes:
        address: where it is.
        asked: the paths it was asked for.
    """

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """A server on a port of its own, so that a request that is refused would have got an answer without the policy."""
    other = Elsewhere("")

    class Open(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            other.asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(b"here")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Open) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        other.address = f"http://127.0.0.1:{running.server_port}/"
        yield other
        running.shutdown()


def built(command: list[str], address: str) -> None:
    """Run a command that builds the site for an address; a warning fails too."""
    environment = {**os.environ, "SITE_URL": address, "NO_MKDOCS_2_WARNING": "1"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stderr, run.stderr


@pytest.fixture(scope="session")
def built_site(server: tuple[Path, str]) -> Path:
    """The site, built strictly for the very address it is served at: instant navigation needs that.

    The first process that needs it builds it, and others wait for it.
    """
    folder, address = server
    target, draft = folder / SUB_PATH, folder / "draft"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(draft)]
            built(command, f"{address}{SUB_PATH}/")
            draft.rename(target)
    return target


@pytest.fixture(scope="session")
def site_url(built_site: Path, server: tuple[Path, str]) -> str:
    return f"{server[1]}{SUB_PATH}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
