"""The browser half in Chromium: a page gets CPython's very bytes, and what fails says so and works at the next call."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from calculator import web
from calculator.model import Rules
from calculator.reading import bundle
from sitegen.pyodide import python_archive

VISIT = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [{"code": "97110", "minutes": 33}, {"code": "97140", "therapist_minutes": 7, "assistant_minutes": 10}],
}
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'"
PAGE = """<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<script type="module" src="{up}page.js"></script>"""
SCRIPT = """import * as engine from "./assets/calculator/engine.js";
window.engine = engine;
window.told = [];
engine.status((now) => told.push(now));
window.outcome = (promise) => promise.then((value) => ({ value }), (error) => ({ error: error.message }));"""
FAULTS = """try {
    if (text === "crash") throw new Error("Traceback: something broke");
    if (text === "die") throw Object.assign(new Error("Python is dead"), { pyodide_fatal_error: true });
    if (text === "hang") for (;;);
    if (text === "end") return self.close();
    self.postMessage("""
"""What a worker also does on request, for the tests."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> Path:
    """A site that has nothing but the engine."""
    folder = tmp_path_factory.mktemp("built") / "site"
    assets = folder / "assets" / "calculator"
    python_archive.build(assets, bundle.dumps(rules))
    shutil.copy(python_archive.WORKER.with_name("engine.js"), assets)
    (folder / "page.js").write_text(SCRIPT)
    (folder / "deep" / "er").mkdir(parents=True)
    for name, policy, up in (
        ("index.html", POLICY, ""),
        ("no-wasm.html", POLICY.replace("'wasm-unsafe-eval'", ""), ""),
        ("deep/er/index.html", POLICY, "../../"),
    ):
        (folder / name).write_text(PAGE.format(policy=policy, up=up))
    return folder


@pytest.fixture
def site(built: Path, server: tuple[Path, str]) -> Iterator[tuple[Path, str]]:
    """A copy of it for one test under a sub-path: the folder of its edition, and its address."""
    copy = Path(tempfile.mkdtemp(prefix="engine-", dir=server[0]))
    shutil.copytree(built, copy, dirs_exist_ok=True)
    manifest = copy / "assets" / "calculator" / "manifest.json"
    yield manifest.with_name(json.loads(manifest.read_text())["folder"].strip("/")), f"{server[1]}{copy.name}/"
    shutil.rmtree(copy)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_function("() => Boolean(window.outcome)")
    return page


def outcome(page: Page, call: str, argument: Any = None) -> dict[str, str]:
    """What the promise of a call gave: `{"value": ...}` or `{"error": ...}`."""
    given: dict[str, str] = page.evaluate(f"(it) => outcome({call})", argument)
    return given


@pytest.mark.parametrize("path", ["", "deep/er/"])
def test_a_page_at_any_depth_gets_the_bytes_of_cpython(page: Page, site: tuple[Path, str], path: str) -> None:
    texts = [json.dumps(VISIT), "{}", "no JSON", json.dumps({**VISIT, "payer": "日本 \ud800"})]
    opened(page, site[1] + path)
    assert outcome(page, "Promise.all(it.map(engine.calculateText))", texts) == {
        "value": [web.calculate_text(text) for text in texts]
    }
    assert page.evaluate("told.map(({state}) => state)") == ["idle", "loading", "ready"]
    assert outcome(page, "engine.calculate(it)", VISIT)["value"] == json.loads(web.calculate_text(texts[0]))


def test_many_calls_at_once_use_one_worker_and_keep_their_answers(page: Page, site: tuple[Path, str]) -> None:
    opened(page, site[1])
    visits = [{**VISIT, "services": [{"code": "97110", "minutes": minutes}]} for minutes in range(200)]
    results: Any = outcome(page, "Promise.all(it.map(engine.calculate))", visits)["value"]
    assert [result["total_minutes"] for result in results] == list(range(200))
    assert len(page.workers) == 1


# --- what can go wrong ------------------------------------------------------------------------------------------------


def test_blocked_webassembly_is_named(page: Page, site: tuple[Path, str]) -> None:
    opened(page, site[1] + "no-wasm.html")
    assert "does not allow WebAssembly" in outcome(page, "engine.calculate({})")["error"]
    assert [now["state"] for now in page.evaluate("told")] == ["idle", "loading", "failed"]


@pytest.mark.parametrize("fault", ["gone", "cut"])
@pytest.mark.parametrize("name", ["python.zip", "pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "worker.js"])
def test_a_file_that_does_not_arrive_whole_fails_at_once_and_a_later_call_works(
    page: Page, site: tuple[Path, str], name: str, fault: str
) -> None:
    file = site[0] / name
    whole = file.read_bytes()
    if fault == "gone":
        file.unlink()
    else:
        file.write_bytes(whole[: len(whole) // 2])
        os.utime(file, (0, 0))  # so old that a browser keeps it for years, and uses it unasked
    opened(page, site[1])
    page.evaluate("engine.limits.load = 30_000")
    error = outcome(page, "engine.calculate(it)", VISIT)["error"]
    assert "The calculator could not start" in error
    assert "not ready after" not in error
    assert page.evaluate("told.at(-1)") == {"state": "failed", "reason": error}
    file.write_bytes(whole)
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    assert page.evaluate("told.at(-1).state") == "ready"
    assert len(page.workers) == 1


def test_a_runtime_of_a_wrong_type_fails_at_once(page: Page, site: tuple[Path, str]) -> None:
    def as_plain_bytes(route: Route) -> None:
        route.fulfill(path=site[0] / "pyodide.asm.wasm", content_type="application/octet-stream")

    page.context.route("**/pyodide.asm.wasm", as_plain_bytes)
    opened(page, site[1])
    page.evaluate("engine.limits.load = 30_000")
    error = outcome(page, "engine.calculate(it)", VISIT)["error"]
    assert "The calculator could not start" in error
    assert "not ready after" not in error


def test_a_site_out_of_reach_is_told(page: Page, site: tuple[Path, str]) -> None:
    opened(page, site[1])
    page.context.set_offline(True)
    assert "could not be downloaded" in outcome(page, "engine.warm()")["error"]
    page.context.set_offline(False)
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]


def test_a_start_that_takes_too_long_is_given_up(page: Page, site: tuple[Path, str]) -> None:
    opened(page, site[1])
    page.evaluate("engine.limits.load = 1500")
    page.route("**/worker.js", lambda route: None)
    assert "not ready after 1.5 seconds" in outcome(page, "engine.warm()")["error"]


def test_a_crash_rejects_one_call_and_a_dead_busy_or_ended_python_is_replaced(
    page: Page, site: tuple[Path, str]
) -> None:
    worker = site[0] / "worker.js"
    script = worker.read_text()
    assert "try {\n    self.postMessage(" in script
    worker.write_text(script.replace("try {\n    self.postMessage(", FAULTS, 1))
    opened(page, site[1])
    assert outcome(page, "engine.calculateText('crash')") == {"error": "Traceback: something broke"}
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    assert "Python is dead" in outcome(page, "engine.calculateText('die')")["error"]
    for fault in ("hang", "end"):
        assert outcome(page, "engine.calculate(it)", VISIT)["value"]
        page.evaluate("engine.limits.call = 300")
        assert outcome(page, "engine.calculateText(it)", fault) == {"error": "The calculator did not answer in time."}
        assert page.evaluate("told.at(-1)") == {"state": "failed", "reason": "The calculator did not answer in time."}
        page.evaluate("engine.limits.call = 15_000")
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]


def test_a_page_from_before_a_deploy_takes_the_new_edition(context: BrowserContext, site: tuple[Path, str]) -> None:
    old, idle = opened(context.new_page(), site[1]), opened(context.new_page(), site[1])
    assert outcome(old, "engine.calculate(it)", VISIT)["value"]
    site[0].rename(site[0].with_name("renewed"))
    site[0].with_name("manifest.json").write_text('{"folder": "renewed/"}')
    for page in (old, idle):
        assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    assert idle.evaluate("told.map(({state}) => state)") == ["idle", "loading", "ready"]
