"""A copy of the built site on a server of its own, and the panel that keeps it for offline use."""

from __future__ import annotations

import functools
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from sitegen.outputs import offline_manifest
from tests.support.server import SUB_PATH, Quiet

LONG = 120_000
"""Milliseconds to wait for a whole copy on a busy machine."""


class Handler(Quiet):
    """A file server that notes what it is asked for, and can break."""

    site: Site

    def do_GET(self) -> None:  # noqa: N802
        path = self.path.removeprefix(f"/{SUB_PATH}/")
        self.site.asked.append(path)
        if self.site.breaks(path):
            self.close_connection = True
            self.connection.shutdown(2)
        else:
            super().do_GET()


class Site:
    """A copy of the built site on a server of its own, which can be changed, broken and stopped."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / SUB_PATH
        self.asked: list[str] = []
        self.breaks: Callable[[str], bool] = lambda path: False
        self.handler = type("Own", (Handler,), {"site": self})
        self.port = 0
        self.start()

    def start(self) -> None:
        handler = functools.partial(self.handler, directory=self.root.parent)
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """No connection is possible from here on."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{SUB_PATH}/"

    def write(self, name: str, text: str) -> None:
        """Change a file; the built site, which shares its bytes, stays as it is."""
        (self.root / name).unlink(missing_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def publish(self) -> None:
        (self.root / offline_manifest.NAME).unlink(missing_ok=True)
        offline_manifest.write(self.root)

    def listing(self) -> dict[str, dict[str, int]]:
        files: dict[str, dict[str, int]] = json.loads((self.root / offline_manifest.NAME).read_text())["files"]
        return files


SMALL = ("assets", "search", "about/offline", "codes/97116", "counting", "payers/medicare-part-b")


def part_of(built_site: Path, folder: Path, names: Iterable[str], ignore: Any = None) -> Iterator[Site]:
    """Some folders of the built site, published and served until the test ends."""
    root = folder / SUB_PATH
    for name in names:
        shutil.copytree(built_site / name, root / name, copy_function=os.link, ignore=ignore)
    for name in ("index.html", "404.html", "sw.js", "manifest.webmanifest"):
        os.link(built_site / name, root / name)
    site = Site(folder)
    site.publish()
    yield site
    site.stop()


def panel(page: Page) -> Locator:
    return page.locator("rehab-offline")


def state(page: Page) -> Locator:
    return panel(page).locator(".offline__state")


def press(page: Page, name: str) -> None:
    panel(page).get_by_role("button", name=name).click()


def keep(page: Page, site: Site) -> None:
    page.goto(f"{site.url}about/offline/")
    press(page, "Keep for offline use")
    expect(state(page)).to_contain_text("Kept on this device", timeout=LONG)


def stored(page: Page) -> dict[str, object]:
    """The names of all caches, and where service workers are registered."""
    found: dict[str, object] = page.evaluate(
        """async () => ({
            caches: await caches.keys(),
            workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
        })"""
    )
    return found


def wait_for_caches(page: Page, names: list[str], read: str = "() => caches.keys()") -> None:
    """Until these caches are there and no others."""
    page.wait_for_function(f"async (names) => JSON.stringify(await ({read})()) === JSON.stringify(names)", arg=names)


FILLED = """async () => {
    const filled = [];
    for (const name of await caches.keys()) if ((await (await caches.open(name)).keys()).length) filled.push(name);
    return filled;
}"""
"""The caches that hold files: Chromium keeps the name of a deleted one, empty, where a page reads from it at that moment."""


NOTHING = {"caches": [], "workers": []}


def total(site: Site) -> str:
    size = sum(file["size"] for file in site.listing().values())
    return f"{size / 1e6:.{1 if size < 1e7 else 0}f} MB"


def renewed(site: Site) -> None:
    """A newer build: two pages say something else."""
    for page in ("codes/97116", "counting"):
        site.change(f"{page}/index.html", "<h1", f"<p>{NEWER}</p><h1")
    site.publish()


def notice(page: Page) -> Locator:
    return page.locator(".offline-notice")


NEWER = "of the newer build"
