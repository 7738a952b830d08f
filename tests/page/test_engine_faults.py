"""When a file is cut, a worker ends or the site is renewed, the page says so, and the next call works again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from calculator.model import Rules
from calculator.reading import bundle
from sitegen.pyodide import python_archive
from tests.page.test_engine import PAGE, POLICY, SCRIPT, VISIT, opened, outcome

pytestmark = pytest.mark.xdist_group("engine")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> Path:
    """A site with nothing but the engine, which knows its edition as a built site's does."""
    folder = tmp_path_factory.mktemp("built") / "site"
    assets = folder / "assets" / "calculator"
    assets.mkdir(parents=True)
    shutil.copy(python_archive.WORKER.with_name("engine.js"), assets)
    python_archive.build(assets, bundle.dumps(rules))
    (folder / "page.js").write_text(SCRIPT)
    (folder / "index.html").write_text(PAGE.format(policy=POLICY, up=""))
    return folder


@pytest.fixture
def site(built: Path, server: tuple[Path, str]) -> Iterator[tuple[Path, str]]:
    """A copy of it for one test, and its address."""
    copy = server[0] / "faults"
    shutil.copytree(built, copy)
    yield copy, f"{server[1]}faults/"
    shutil.rmtree(copy)


def edition(site: Path) -> Path:
    """The folder of the edition that a site has."""
    assets = site / "assets" / "calculator"
    folder: str = json.loads((assets / "manifest.json").read_text())["folder"]
    return assets / folder


@pytest.mark.parametrize("name", ["python.zip", "pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "worker.js"])
def test_a_file_that_is_cut_fails_at_once_and_a_later_call_works(page: Page, site: tuple[Path, str], name: str) -> None:
    file = edition(site[0]) / name
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    os.utime(file, (0, 0))  # so old that a browser keeps it for years, and uses it unasked
    opened(page, site[1])
    page.evaluate("engine.limits.load = 30_000")
    given = outcome(page, "engine.calculate(it)", VISIT)
    assert "The calculator could not start" in given["error"]
    assert "not ready after" not in given["error"]
    assert page.evaluate("told.at(-1)") == {"state": "failed", "reason": given["error"]}
    file.write_bytes(whole)
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]


def test_a_runtime_of_a_wrong_type_fails_at_once(page: Page, site: tuple[Path, str]) -> None:
    def as_plain_bytes(route: Route) -> None:
        route.fulfill(path=edition(site[0]) / "pyodide.asm.wasm", content_type="application/octet-stream")

    page.context.route("**/pyodide.asm.wasm", as_plain_bytes)
    opened(page, site[1])
    page.evaluate("engine.limits.load = 30_000")
    error = outcome(page, "engine.calculate(it)", VISIT)["error"]
    assert "The calculator could not start" in error
    assert "not ready after" not in error


def test_a_worker_that_ends_while_it_computes_is_replaced(page: Page, site: tuple[Path, str]) -> None:
    worker = edition(site[0]) / "worker.js"
    script = worker.read_text()
    assert "  try {\n    self.postMessage(" in script
    worker.write_text(script.replace("  try {\n", '  if (text === "end") return self.close();\n  try {\n', 1))
    opened(page, site[1])
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    page.evaluate("engine.limits.call = 500")
    assert outcome(page, "engine.calculateText('end')") == {"error": "The calculator did not answer in time."}
    assert page.evaluate("told.at(-1)") == {"state": "failed", "reason": "The calculator did not answer in time."}
    page.evaluate("engine.limits.call = 15000")
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]


def test_a_page_from_before_a_deploy_takes_the_new_edition(context: BrowserContext, site: tuple[Path, str]) -> None:
    old, idle = opened(context.new_page(), site[1]), opened(context.new_page(), site[1])
    assert outcome(old, "engine.calculate(it)", VISIT)["value"]
    folder = edition(site[0])
    folder.rename(folder.with_name("renewed"))
    folder.with_name("manifest.json").write_text('{"folder": "renewed/"}')
    for page in (old, idle):
        assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    assert idle.evaluate("told.map(({state}) => state)") == ["idle", "loading", "ready"]


def test_an_edition_that_is_gone_without_a_new_one_is_named(page: Page, site: tuple[Path, str]) -> None:
    folder = edition(site[0])
    folder.rename(folder.with_name("away"))
    opened(page, site[1])
    given = outcome(page, "engine.calculate(it)", VISIT)
    assert "The calculator could not start" in given["error"]
    folder.with_name("away").rename(folder)
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
