"""What the tests share: the rules, the built site on a server under a sub-path, and a browser."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from calculator import default_rules
from calculator.model import Rules
from tests.chromium import find_chromium

ROOT = Path(__file__).parent.parent
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")  # slow machines change how long a test takes, never whether it passes

SUB_PATH = "rehab-rules"
"""The site is served under a folder, as GitHub Pages serves a project's site."""


@pytest.fixture(scope="session")
def rules() -> Rules:
    return default_rules()  # read once in a process, also by tests that calculate without naming rules


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that keeps quiet and knows WebAssembly."""

    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
    }

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and the address under which it is served."""
    folder = tmp_path_factory.mktemp("served")
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


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
    """The site, built strictly for the very address it is served at: instant navigation needs that."""
    folder, address = server
    target = folder / SUB_PATH
    built([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)], f"{address}{SUB_PATH}/")
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
