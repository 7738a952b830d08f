"""How long the calculator's page takes to its first answer and to each next one, in Chromium.

    make benchmark-page
    make benchmark-page BEFORE=folder    with another built site, such as one of an earlier commit, in the same run

The yardstick is the plain embedding, as Pyodide's own pages teach it: a bare page with a worker, the whole standard
library, the engine as a zip of Python files. Both are measured in one run, in turn, and the table in
docs/about/speed.md gets the medians. Nothing in the tests depends on a time.
"""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from calculator import default_rules
from calculator.reading import bundle
from sitegen.pyodide import python_archive
from sitegen.pyodide.node import node
from tests.benchmarks.link import Link, prepare, serving
from tests.support.chromium import FLAGS, find_chromium
from tests.support.paths import ROOT
from tests.support.server import SUB_PATH

TARGET = ROOT / "docs" / "about" / "speed.md"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
KEYS = 200
PLAIN = "plain"
BEFORE = "before"
SETTLED = 8
"""Seconds between two visits, in which a browser keeps compiled code."""

LINKS = {"as fast as the machine": (0.0, 0.0), "50 Mbit/s, 20 ms": (50.0, 0.02)}

CODES = ("97110", "97112", "97116", "97124", "97140", "97530", "97533", "97535", "97542", "97035")
VISIT = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [{"code": code, "minutes": 12 + place} for place, code in enumerate(CODES)],
}

PLAIN_PAGE = """<!doctype html><meta charset="utf-8"><title>Plain embedding</title><script type="module">
const worker = new Worker("worker.js", { type: "module" });
worker.onmessage = ({ data }) => { window.first = performance.now(); window.answer = data; };
worker.postMessage(VISIT);
</script>"""
PLAIN_WORKER = """import { loadPyodide } from "./pyodide.mjs";
self.onmessage = async ({ data }) => {
  const [python, engine] = await Promise.all([loadPyodide(), fetch("engine.zip").then((answer) => answer.arrayBuffer())]);
  python.unpackArchive(engine, "zip");
  self.postMessage(python.pyimport("calculator.web").calculate_text(data));
};"""
NOTE_FIRST = """window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (!data.text || window.first) return;
      window.first = performance.now();
      window.answer = data.text;
    });
  }
};"""
"""Notes when the page gets its first answer, at the same moment as the plain embedding does."""
LONG_TASKS = """window.long = [];
new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });"""

TYPE = """async (count) => {
  const inputs = [...document.querySelectorAll(".rc-alone input")].filter((input) => input.checkVisibility());
  const result = document.querySelector(".rc-result");
  const times = [];
  for (let key = 0; key < count; key += 1) {
    const input = inputs[key % inputs.length];
    const changed = new Promise((done) => {
      const observer = new MutationObserver(() => { observer.disconnect(); done(performance.now()); });
      observer.observe(result, { childList: true, characterData: true, subtree: true });
    });
    const start = performance.now();
    input.value = String(30 + ((key * 7) % 50));
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    times.push((await changed) - start);
    await new Promise((done) => setTimeout(done, 30));
  }
  return times;
}"""
ASK = """async ([engine, visit, count]) => {
  const { calculateText } = await import(engine);
  const times = [];
  for (let key = 0; key < count; key += 1) {
    visit.services[key % visit.services.length].minutes = 30 + ((key * 7) % 50);
    const start = performance.now();
    await calculateText(JSON.stringify(visit));
    times.push(performance.now() - start);
  }
  return times;
}"""


def plain_embedding(folder: Path, rules_json: str) -> None:
    """Write the yardstick."""
    folder.mkdir()
    for name in (*python_archive.RUNTIME, python_archive.LIBRARY, "pyodide-lock.json"):
        shutil.copy(python_archive.PYODIDE / name, folder)
    with zipfile.ZipFile(folder / "engine.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as engine:
        for module in python_archive.engine():
            engine.write(module, module.relative_to(ROOT))
        engine.writestr(f"calculator/{bundle.FILE}", rules_json)
    (folder / "index.html").write_text(PLAIN_PAGE.replace("VISIT", json.dumps(json.dumps(VISIT))))
    (folder / "worker.js").write_text(PLAIN_WORKER)


class Browser:
    """Visits of the sites under one address, by the folder of each, with new and with known profiles."""

    def __init__(self, playwright: Playwright, link: Link, address: str) -> None:
        self.playwright, self.link, self.address = playwright, link, address
        self.version = ""

    @contextmanager
    def profile(self) -> Iterator[BrowserContext]:
        """A browser that has never been anywhere."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            chromium = self.playwright.chromium
            context = chromium.launch_persistent_context(folder, executable_path=find_chromium(), args=FLAGS)
            self.version = context.browser.version if context.browser else ""
            yield context
            context.close()

    def first_answer(self, context: BrowserContext, folder: str) -> tuple[float, dict[str, int]]:
        """Milliseconds from opening a link to the answer to its visit, and the bytes that came until then."""
        page = context.new_page()
        page.wait_for_timeout(500)
        linked = "" if folder == PLAIN else f"calculator/#v={quote(json.dumps(VISIT))}"
        if linked:
            page.add_init_script(NOTE_FIRST)
        self.link.sent.clear()
        page.goto(f"{self.address}{folder}/{linked}", wait_until="commit")
        page.wait_for_function("() => window.first", timeout=120_000)
        sent = dict(self.link.sent)
        answer = json.loads(page.evaluate("window.answer"))
        assert len(answer["lines"]) > 5, answer
        milliseconds: float = page.evaluate("window.first")
        page.wait_for_timeout(SETTLED * 1000)
        page.close()
        return milliseconds, sent

    def two_visits(self, folder: str, shape: tuple[float, float]) -> list[Any]:
        """A visit with a new profile, and another one later."""
        self.link.shape(*shape)
        with self.profile() as context:
            return [self.first_answer(context, folder), self.first_answer(context, folder)]

    def form(self, folder: str) -> dict[str, Any]:
        """From the first touch of the form in a page that has loaded, and what typing takes."""
        self.link.shape()
        site = f"{self.address}{folder}/"
        engine = f"{site}assets/calculator/engine.js"
        with self.profile() as context:
            page = context.new_page()
            page.add_init_script(LONG_TASKS)
            page.goto(f"{site}calculator/", wait_until="networkidle")
            page.wait_for_timeout(2000)
            page.evaluate("long.length = 0")
            page.locator("rehab-calculator select").first.focus()
            milliseconds = page.evaluate(
                """async ([engine, visit]) => {
                    const start = performance.now();
                    await (await import(engine)).calculateText(visit);
                    return performance.now() - start;
                }""",
                [engine, json.dumps(VISIT)],
            )
            page.evaluate("(visit) => { location.hash = visit; }", f"v={quote(json.dumps(VISIT))}")
            page.wait_for_function("() => document.querySelectorAll('.rc-lines tbody tr').length > 5")
            page.wait_for_timeout(1000)
            asked = page.evaluate(ASK, [engine, VISIT, KEYS])
            typed = page.evaluate(TYPE, KEYS)
            return {"start": milliseconds, "asked": p95(asked), "typed": p95(typed), "long": long_tasks(page)}


def long_tasks(page: Page) -> list[float]:
    """Tasks of more than 50 ms on the main thread since the form was touched."""
    found: list[float] = page.evaluate("long")
    return found


def p95(times: list[float]) -> float:
    """What 95 of 100 stay below."""
    return statistics.quantiles(times, n=20)[-1]


def prices(folder: Path) -> dict[str, tuple[float, float]]:
    """Bytes of the archive and milliseconds to its first answer under node, with and without the tables of prices."""
    rules = default_rules()
    bare = dataclasses.replace(rules, tables=dataclasses.replace(rules.tables, relative_values=(), places=()))
    built = {
        name: python_archive.build(folder / name, bundle.dumps(some))
        for name, some in {"with": rules, "without": bare}.items()
    }
    command = [node(), str(ROOT / "tests" / "node" / "start_archive.mjs")]
    times: dict[str, list[float]] = {name: [] for name in built}
    for _ in range(2 * ROUNDS + 1):
        for name, archive in built.items():
            ask = [*command, str(archive), json.dumps(VISIT)]
            run = subprocess.run(ask, capture_output=True, text=True, check=True)
            times[name].append(float(run.stdout))
    sizes = {name: (archive / "python.zip").stat().st_size for name, archive in built.items()}
    return {name: (sizes[name], statistics.median(times[name])) for name in built}


def measured(browser: Browser, folders: list[str]) -> dict[tuple[str, str, int], list[Any]]:
    """Every visit, by site, link, and whether it is the first or the second."""
    found: dict[tuple[str, str, int], list[Any]] = {}
    for turn in range(ROUNDS):
        for link, shape in LINKS.items():
            for folder in folders:
                print(f"round {turn + 1} of {ROUNDS}: {folder}, {link}", file=sys.stderr)
                for number, visit in enumerate(browser.two_visits(folder, shape)):
                    found.setdefault((folder, link, number), []).append(visit)
    return found


def main(before: str = "") -> None:
    """Measure everything and write the table.

    Args:
        before: the folder of another built site, which is measured as well.
    """
    link = Link()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary, "served")
        folder.mkdir()
        with serving(folder, link) as address:
            plain_embedding(folder / PLAIN, bundle.dumps(default_rules()))
            environment = {**os.environ, "SITE_URL": f"{address}{SUB_PATH}/", "NO_MKDOCS_2_WARNING": "1"}
            build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / SUB_PATH)]
            subprocess.run(build, cwd=ROOT, env=environment, check=True)
            sites = [SUB_PATH]
            if before:
                shutil.copytree(before, folder / BEFORE)
                sites.append(BEFORE)
            prepare(folder)
            browser = Browser(playwright, link, address)
            visits = measured(browser, [PLAIN, *sites])
            forms: dict[str, list[dict[str, Any]]] = {site: [] for site in sites}
            for _ in range(ROUNDS):
                for site in sites:
                    forms[site].append(browser.form(site))
            price = prices(Path(temporary, "prices"))
            table = written(visits, forms, price, browser.version)
    text = TARGET.read_text(encoding="utf-8")
    marked = re.compile(r"(?<=<!-- page -->\n\n).*?(?=\n\n<!-- /page -->)", flags=re.DOTALL)
    TARGET.write_text(marked.sub(lambda _: table, text), encoding="utf-8")
    print(table)


def written(visits: dict[Any, list[Any]], forms: dict[str, list[dict[str, Any]]], price: Any, version: str) -> str:
    """The table, and where another site was measured the one of both."""

    def time_of(site: str, link: str, number: int) -> float:
        return statistics.median(milliseconds for milliseconds, _ in visits[site, link, number])

    def against(what: str, link: str, number: int, aim: str) -> str:
        ours, plain = time_of(SUB_PATH, link, number), time_of(PLAIN, link, 0)
        return f"| {what}, {link} | {ours:.0f} ms | {plain:.0f} ms | {ours / plain:.2f} | {aim} |"

    fast, slow = LINKS
    sent = parts(visits[SUB_PATH, slow, 0][0][1])
    middle = {site: medians(found) for site, found in forms.items()}
    here = middle[SUB_PATH]
    (size, start), (bare_size, bare_start) = price["with"], price["without"]
    plain_sent = sum(visits[PLAIN, slow, 0][0][1].values())
    again = ", ".join(f"{time_of(PLAIN, link, 1):.0f} ms ({link})" for link in LINKS)
    listed = ", ".join(f"{name} {count / 1e6:.3f}" for name, count in sent.items())
    lines = [
        f"Measured on {date.today()} with Chromium {version} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores: medians of {ROUNDS} rounds, in turn.",
        "",
        "| What | Here | Plain embedding | Ratio | Aim |",
        "|---|--:|--:|--:|--:|",
        against("First answer, new profile", fast, 0, "0.48"),
        against("First answer, new profile", slow, 0, "0.45"),
        against("Second visit", fast, 1, "0.30"),
        against("Second visit", slow, 1, "0.30"),
        f"| Bytes to the first answer, as sent | {sum(sent.values()) / 1e6:.2f} MB | {plain_sent / 1e6:.2f} MB | {sum(sent.values()) / plain_sent:.2f} | 5.2 MB |",
        f"| From the first touch of a form that is there, new profile | {here['start']:.0f} ms | | | |",
        f"| A key to the changed answer, ten services, 95 of 100 below | {here['typed']:.1f} ms | | | 16 ms |",
        f"| The same without the page, to the worker and back | {here['asked']:.1f} ms | | | |",
        f"| Longest task on the page's own thread | {here['long']:.0f} ms | | | 50 ms |",
        f"| Archive with the tables of prices, against one without | {size / 1e6:.2f} MB | {bare_size / 1e6:.2f} MB | {size / bare_size:.2f} | 1.10 |",
        f"| Its start under node | {start:.0f} ms | {bare_start:.0f} ms | {start / bare_start:.2f} | 1.10 |",
        "",
        f"The plain embedding's second visit: {again}. The bytes in MB: {listed}.",
    ]
    if BEFORE in forms:
        pairs = {
            f"{what}, {link}": (time_of(SUB_PATH, link, number), time_of(BEFORE, link, number))
            for number, what in enumerate(("First answer, new profile", "Second visit"))
            for link in LINKS
        }
        pairs |= {what: (here[name], middle[BEFORE][name]) for name, what in FORM.items()}
        lines += ["", "| What | Here | The earlier site | Ratio |", "|---|--:|--:|--:|"]
        lines += [
            f"| {what} | {now:.1f} ms | {then:.1f} ms | {now / then:.2f} |" for what, (now, then) in pairs.items()
        ]
    return "\n".join(lines)


FORM = {
    "start": "From the first touch of a form that is there",
    "typed": "A key to the changed answer, ten services, 95 of 100 below",
    "asked": "The same without the page",
    "long": "Longest task on the page's own thread",
}


def medians(forms: list[dict[str, Any]]) -> dict[str, float]:
    """The middle of what several rounds took, and of their longest tasks."""
    found = {name: statistics.median(form[name] for form in forms) for name in ("start", "asked", "typed")}
    return found | {"long": statistics.median(max(form["long"], default=50) for form in forms)}


def parts(sent: dict[str, int]) -> dict[str, int]:
    """What was sent for the calculator, by what it is."""
    found: dict[str, int] = {}
    for path, size in sent.items():
        name = path.rpartition("/")[2]
        if "/assets/calculator/" in path and name.endswith((".js", ".mjs", ".wasm", ".zip", ".json")):
            own = "runtime scripts" if ".mjs" in name else "own scripts"
            part = name if name in ("python.zip", "pyodide.asm.wasm") else own
            found[part] = found.get(part, 0) + size
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
