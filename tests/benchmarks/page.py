"""How soon the page answers: against a plain embedding of Python, in the same run, on a fast link and on a slow one.

    make benchmark-page

The yardstick is what Pyodide's own guide leads to, in a worker: the runtime and the standard library as npm has them,
and the engine as a zip of .py files that is unpacked at the start. Everything is served by one server (link.py), which
gzips what GitHub Pages gzips. All ways are measured in turn, each time in a new browser profile, and the medians go into
docs/about/speed.md. Nothing in the tests depends on a time.
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
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from calculator import bundle, default_rules
from sitegen import pyodide_archive
from tests.benchmarks.link import Link, serving
from tests.chromium import find_chromium

ROOT = Path(__file__).parent.parent.parent
DOC = ROOT / "docs" / "about" / "speed.md"
ROUNDS = int(os.environ.get("ROUNDS", "7"))
LINKS = {"unthrottled": (0.0, 0.0), "50 Mbit/s, 20 ms": (50.0, 0.02)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

VISIT = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [{"code": "97110", "minutes": 34}, {"code": "97140", "minutes": 19}],
}
TEN = {
    **VISIT,
    "services": [
        {"code": code, "minutes": 11 + place}
        for place, code in enumerate(
            ("97110", "97112", "97116", "97140", "97530", "97535", "97035", "97032", "97161", "G0283")
        )
    ],
}

PLAIN_PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
const worker = new Worker("worker.js", { type: "module" });
worker.onmessage = ({ data }) => { window.answered = performance.now(); window.answer = data; };
</script>"""

PLAIN_WORKER = """
import { loadPyodide } from "./pyodide.mjs";
const python = await loadPyodide();
const archive = await (await fetch("package.zip")).arrayBuffer();
python.unpackArchive(archive, "zip");
const { calculate_text } = python.pyimport("calculator.web");
postMessage(calculate_text(VISIT));
"""

OUR_PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
import { calculateText } from "./assets/calculator/engine.js";
window.answer = await calculateText(VISIT);
window.answered = performance.now();
</script>"""

WATCH = """
window.longest = 0;
new PerformanceObserver((list) => { for (const task of list.getEntries()) longest = Math.max(longest, task.duration); })
    .observe({ type: "longtask", buffered: true });
new MutationObserver(() => {
    if (!window.answered && document.querySelector(".rc-result[aria-busy=false] .rc-steps")) window.answered = performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true });
"""

TYPE = """async () => {
    const input = document.querySelectorAll(".rc-row")[3].inputs.minutes;
    const table = () => document.querySelector(".rc-claim");
    const times = [];
    for (let turn = 0; turn < 80; turn += 1) {
        const before = table();
        const start = performance.now();
        input.value = 10 + (turn % 40);
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        while (table() === before) await new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); });
        times.push(performance.now() - start);
        await new Promise((done) => setTimeout(done, 60));
    }
    return times.slice(10);
}"""


def plain_embedding(folder: Path) -> None:
    """Write the yardstick into a folder."""
    folder.mkdir()
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"):
        shutil.copyfile(pyodide_archive.PYODIDE / name, folder / name)
    with zipfile.ZipFile(folder / "package.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for module in sorted((ROOT / "calculator").rglob("*.py")):
            archive.write(module, module.relative_to(ROOT).as_posix())
        archive.writestr("calculator/rules.json", bundle.dumps(default_rules()))
    (folder / "index.html").write_text(PLAIN_PAGE)
    (folder / "worker.js").write_text(PLAIN_WORKER.replace("VISIT", json.dumps(json.dumps(VISIT))))


def bare(folder: Path, rules_json: str) -> None:
    """Write a page with nothing but our engine."""
    assets = folder / "assets" / "calculator"
    assets.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "assets" / "calculator" / "engine.js", assets)
    pyodide_archive.build(assets, rules_json)
    (folder / "index.html").write_text(OUR_PAGE.replace("VISIT", json.dumps(json.dumps(VISIT))))


def without_prices() -> str:
    """The rules without relative values and places."""
    rules = default_rules()
    tables = dataclasses.replace(rules.tables, relative_values=(), places=())
    return bundle.dumps(dataclasses.replace(rules, tables=tables))


@contextmanager
def profile(playwright: Playwright, folder: Path | None = None) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, new or one that was used before."""
    with tempfile.TemporaryDirectory() as fresh:
        context = playwright.chromium.launch_persistent_context(
            str(folder or fresh), executable_path=find_chromium(), args=FLAGS
        )
        try:
            yield context
        finally:
            context.close()


def first_answer(page: Page, address: str) -> float:
    """Milliseconds from going to a page to its first answer."""
    page.goto(address)
    page.wait_for_function("window.answered", timeout=120_000)
    return float(page.evaluate("window.answered"))


def visits(playwright: Playwright, address: str, *, keep: bool) -> dict[str, float]:
    """First and second visit in one new profile; with `keep` a third, once the snapshot is there."""
    with tempfile.TemporaryDirectory() as folder:
        with profile(playwright, Path(folder)) as context:
            page = context.new_page()
            found = {"first": first_answer(page, address)}
            page.close()
            page = context.new_page()
            found["second"] = first_answer(page, address)
            if keep:
                page.wait_for_timeout(8000)  # the snapshot is fetched three seconds after an answer
        if keep:
            with profile(playwright, Path(folder)) as context:
                found["kept"] = first_answer(context.new_page(), address)
    return found


def typing(playwright: Playwright, address: str) -> tuple[float, float, float]:
    """On the calculator's page: the 95th percentile of answers to a key, the longest task, and the first answer."""
    with profile(playwright) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        first = first_answer(page, f"{address}#v={quote(json.dumps(TEN))}")
        times = sorted(page.evaluate(TYPE))
        return times[int(len(times) * 0.95)], float(page.evaluate("window.longest")), first


def built_site(folder: Path) -> None:
    """Build the site into a folder."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def main() -> None:
    """Measure everything and write the table."""
    link = Link()
    seen: dict[tuple[str, str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as root, sync_playwright() as playwright:
        www = Path(root)
        plain_embedding(www / "plain")
        bare(www / "ours", bundle.dumps(default_rules()))
        bare(www / "without-prices", without_prices())
        built_site(www / "site")
        with serving(www, link) as address:
            for _ in range(ROUNDS):
                for name, (megabits, delay) in LINKS.items():
                    for way in ("plain", "ours", "without-prices"):
                        link.shape(megabits, delay)
                        for what, time in visits(playwright, f"{address}{way}/", keep=way == "ours").items():
                            seen.setdefault((name, way, what), []).append(time)
                link.shape(0, 0)
                for what, time in zip(
                    ("key", "longest", "page"), typing(playwright, f"{address}site/calculator/"), strict=True
                ):
                    seen.setdefault(("unthrottled", "site", what), []).append(time)
            sizes = {way: bytes_sent(playwright, link, f"{address}{way}/") for way in ("plain", "ours")}
            with profile(playwright) as context:
                browser = context.browser
                version = browser.version if browser else find_version(context)
    text = DOC.read_text(encoding="utf-8")
    told = table({key: statistics.median(times) for key, times in seen.items()}, sizes, version)
    marked = re.compile(r"(?<=<!-- page -->\n\n).*?(?=\n\n<!-- /page -->)", flags=re.DOTALL)
    DOC.write_text(marked.sub(lambda _: told, text), encoding="utf-8")
    print(told)


def find_version(context: BrowserContext) -> str:
    """The browser's version, which a persistent profile does not tell by itself."""
    agent = str(context.new_page().evaluate("navigator.userAgent"))
    return re.search(r"Chrome/([\d.]+)", agent).group(1)  # type: ignore[union-attr]


def bytes_sent(playwright: Playwright, link: Link, address: str) -> dict[str, int]:
    """Bytes of the bodies up to the first answer, by file name."""
    link.shape(0, 0)
    with profile(playwright) as context:
        first_answer(context.new_page(), address)
    found: dict[str, int] = {}
    for name, size in link.sent.items():
        found[name.rpartition("/")[2]] = found.get(name.rpartition("/")[2], 0) + size
    return found


def table(median: dict[tuple[str, str, str], float], sizes: dict[str, dict[str, int]], version: str) -> str:
    """The tables for the page."""
    rows = []
    for name, aim in (("unthrottled", 0.45), ("50 Mbit/s, 20 ms", 0.50)):
        yardstick = median[name, "plain", "first"]
        rows.append((f"First answer, new profile, {name}", median[name, "ours", "first"], yardstick, aim))
        rows.append((f"Second visit, {name}", median[name, "ours", "second"], yardstick, 0.30))
        rows.append((f"Later visit with the snapshot, {name}", median[name, "ours", "kept"], yardstick, 0.20))
    lines = [
        f"Measured on {date.today()} with Chromium {version} on {platform.machine()}, {os.cpu_count()} processors: medians of "
        f"{ROUNDS} rounds. The yardstick of each row is the first answer of the plain embedding over the same link.",
        "",
        "| What | Milliseconds | Yardstick | Ratio | Aim |",
        "|---|--:|--:|--:|--:|",
        *(f"| {what} | {ours:.0f} | {plain:.0f} | {ours / plain:.2f} | {aim:.2f} |" for what, ours, plain, aim in rows),
        "",
        "| What | Measured | Aim |",
        "|---|--:|--:|",
        f"| From a key to new claim lines, ten services, every check, 95th percentile | {median['unthrottled', 'site', 'key']:.1f} ms | 16 ms |",
        f"| Longest task of the calculator's page, from opening to the last of 80 keys | {median['unthrottled', 'site', 'longest']:.0f} ms | 50 ms |",
        f"| First answer on the calculator's page, with the site around it | {median['unthrottled', 'site', 'page']:.0f} ms | |",
        "| First answer with the price tables, against without | "
        f"{median['unthrottled', 'ours', 'first'] / median['unthrottled', 'without-prices', 'first']:.2f} | 1.10 |",
        f"| Downloaded up to the first answer, as sent | {sum(sizes['ours'].values()) / 1e6:.2f} MB | 5.2 MB |",
        f"| The same of the plain embedding | {sum(sizes['plain'].values()) / 1e6:.2f} MB | |",
        "",
        "The parts of the download: "
        + ", ".join(
            f"`{name}` {size / 1e3:,.0f} kB" for name, size in sorted(sizes["ours"].items(), key=lambda one: -one[1])
        )
        + ".",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
