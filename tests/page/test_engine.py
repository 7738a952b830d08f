"""The browser half in Chromium: a page gets CPython's very bytes, nothing leaves it, and what fails says so."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from calculator import web
from calculator.model import Rules
from calculator.reading import bundle
from sitegen.pyodide import python_archive

pytestmark = pytest.mark.xdist_group("engine")

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
PROBES = """
    if (text.startsWith("python:")) {
        const given = await probe(text.slice(7));
        return String(given.status ?? given);
    }
    if (text === "crash") throw new Error("Traceback: something broke");
    if (text === "die") throw Object.assign(new Error("Python is dead"), { pyodide_fatal_error: true });
    if (text === "hang") for (;;);
"""


@pytest.fixture(scope="session")
def site(server: tuple[Path, str], rules: Rules) -> tuple[Path, str]:
    """A site under a sub-path that has nothing but the engine, and its address."""
    folder, address = server
    here = folder / "engine-only" / "rehab-rules"
    assets = here / "assets" / "calculator"
    python_archive.build(assets, bundle.dumps(rules))
    shutil.copy(python_archive.WORKER.with_name("engine.js"), assets)
    (here / "page.js").write_text(SCRIPT)
    (here / "index.html").write_text(PAGE.format(policy=POLICY, up=""))
    (here / "no-wasm.html").write_text(PAGE.format(policy=POLICY.replace("'wasm-unsafe-eval'", ""), up=""))
    deep = here / "codes" / "97110"
    deep.mkdir(parents=True)
    (deep / "index.html").write_text(PAGE.format(policy=POLICY, up="../../"))
    return here, f"{address}engine-only/rehab-rules/"


@pytest.fixture
def changed(site: tuple[Path, str]) -> Iterator[Path]:
    """A copy of the engine's folder that the manifest names for one test, to break things in."""
    assets = site[0] / "assets" / "calculator"
    manifest = assets / "manifest.json"
    before = manifest.read_text()
    copy = assets / "changed"
    shutil.copytree(assets / json.loads(before)["folder"], copy)
    manifest.write_text('{"folder": "changed/"}')
    yield copy
    manifest.write_text(before)
    shutil.rmtree(copy)


@pytest.fixture
def probed(changed: Path) -> None:
    """A worker that also does what tests ask for; the page and its engine stay as they are shipped."""
    worker = (changed / "worker.js").read_text()
    worker = worker.replace(
        "self.postMessage({ id, text: calculate(text) });",
        "const special = await (async () => {"
        + PROBES
        + "})(); self.postMessage({ id, text: special ?? calculate(text) });",
    )
    worker = worker.replace("self.onmessage = (", "self.onmessage = async (")
    worker = worker.replace(
        "const calculate =",
        """self.probe = async (code) => {
  const names = python.globals.get("dict")();
  python.runPython(code, { globals: names });
  return names.get("r");
};
const calculate =""",
    )
    assert worker.count("special") == 2
    assert "self.probe" in worker
    (changed / "worker.js").write_text(worker)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_function("() => Boolean(window.outcome)")
    return page


def outcome(page: Page, call: str, argument: Any = None) -> dict[str, str]:
    """What the promise of a call gave: `{"value": ...}` or `{"error": ...}`."""
    given: dict[str, str] = page.evaluate(f"(it) => outcome({call})", argument)
    return given


@pytest.mark.parametrize("path", ["", "codes/97110/"])
def test_a_page_at_any_depth_gets_the_bytes_of_cpython(
    page: Page, site: tuple[Path, str], rules: Rules, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calculator.default_rules", lambda: rules)
    texts = [json.dumps(VISIT), "{}", "no JSON", json.dumps({**VISIT, "payer": "日本 \ud800"})]
    opened(page, site[1] + path)
    assert outcome(page, "Promise.all(it.map(engine.calculateText))", texts) == {
        "value": [web.calculate_text(text) for text in texts]
    }
    assert page.evaluate("told.map(({state}) => state)") == ["idle", "loading", "ready"]
    assert outcome(page, "engine.calculate(it)", VISIT)["value"] == json.loads(web.calculate_text(texts[0]))


def test_a_thousand_calls_at_once_use_one_worker_and_keep_their_answers(page: Page, site: tuple[Path, str]) -> None:
    opened(page, site[1])
    visits = [{**VISIT, "services": [{"code": "97110", "minutes": minutes}]} for minutes in range(1000)]
    results: Any = outcome(page, "Promise.all(it.map(engine.calculate))", visits)["value"]
    assert [result["total_minutes"] for result in results] == list(range(1000))
    assert len(page.workers) == 1


def test_nothing_leaves_the_worker(page: Page, site: tuple[Path, str], probed: None) -> None:
    asked: list[str] = []

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "text/javascript")
            self.end_headers()
            self.wfile.write(b"1")

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{other.server_port}/"
        opened(page, site[1])
        assert outcome(page, "engine.calculateText(it)", "python:r = 1 + 1") == {"value": "2"}
        get = "python:import js\nr = js.XMLHttpRequest.new()\nr.open('GET', '{}', False)\nr.send()"
        fetch = "python:import js\nr = js.setTimeout(js.fetch, 0, '{}')"
        own = get.format(f"{site[1]}page.js")
        assert outcome(page, "engine.calculateText(it)", own) == {"value": "200"}
        attempts = {
            "xhr": get.format(f"{address}xhr"),
            "script": f"python:import js\nr = js.eval('import(\"{address}script\")')",
            "eval": "python:import js\nr = js.eval('1 + 1')",
        }
        for name, attempt in attempts.items():
            given = outcome(page, "engine.calculateText(it)", attempt)
            assert "error" in given, (name, given)
        with page.context.expect_event("requestfinished", lambda request: request.url.endswith("?fetch")):
            for place in (f"{address}fetch", f"{site[1]}page.js?fetch"):  # the second shows that such a request is sent
                outcome(page, "engine.calculateText(it)", fetch.format(place))
        assert asked == []
        # The other server does answer: it is the policy that refuses.
        page.goto(address)
        assert asked[0] == "/"
        other.shutdown()


def test_blocked_webassembly_is_named(page: Page, site: tuple[Path, str]) -> None:
    opened(page, site[1] + "no-wasm.html")
    assert "does not allow WebAssembly" in outcome(page, "engine.calculate({})")["error"]
    assert [now["state"] for now in page.evaluate("told")] == ["idle", "loading", "failed"]


@pytest.mark.parametrize("name", ["python.zip", "pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "worker.js"])
def test_a_download_that_fails_is_told_at_once_and_a_later_call_tries_again(
    page: Page, site: tuple[Path, str], changed: Path, name: str
) -> None:
    (changed / name).rename(changed / "away")
    opened(page, site[1])
    given = outcome(page, "engine.calculate(it)", VISIT)
    assert "The calculator could not start" in given["error"]
    assert page.evaluate("told.at(-1)") == {"state": "failed", "reason": given["error"]}
    (changed / "away").rename(changed / name)
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    assert page.evaluate("told.at(-1).state") == "ready"
    assert len(page.workers) == 1


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


def test_a_crash_rejects_one_call_and_a_dead_or_busy_python_is_replaced(
    page: Page, site: tuple[Path, str], probed: None
) -> None:
    opened(page, site[1])
    assert outcome(page, "engine.calculateText('crash')") == {"error": "Traceback: something broke"}
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    assert "Python is dead" in outcome(page, "engine.calculateText('die')")["error"]
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    page.evaluate("engine.limits.call = 300")
    assert "did not answer in time" in outcome(page, "engine.calculateText('hang')")["error"]
    assert page.evaluate("told.at(-1).state") == "failed"
    page.evaluate("engine.limits.call = 15_000")
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
