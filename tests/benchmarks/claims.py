"""Times the check of a made file of claims: the command line in one process and in two, and the page in Chromium.

python -m tests.benchmarks.claims [VISITS]

The table in docs/about/speed.md is written, with the number of visits: 10,000 without another one. Nothing in the tests
depends on a time.
"""

from __future__ import annotations

import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.page import LONG_TASKS
from tests.support.chromium import FLAGS, find_chromium
from tests.support.claim_files import claims, many, table
from tests.support.paths import ROOT
from tests.support.server import SUB_PATH, serving

TARGET = ROOT / "docs" / "about" / "speed.md"
PLACE = "15202-00"

WATCH = """window.seen = {};
new MutationObserver(() => {
  const text = document.querySelector(".cl-progress")?.textContent ?? "";
  if (/Reading/.test(text)) window.seen.ready ??= performance.now();
  if (/Found so far/.test(text)) window.seen.found ??= performance.now();
  if (document.querySelector(".cl-summary")) window.seen.done ??= performance.now();
}).observe(document, { childList: true, characterData: true, subtree: true });"""
"""Notes when Python is there, when the first finding is shown, and when the worklist is."""


def by_command(path: Path, *options: str) -> float:
    """Seconds of one run of the command."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "calculator", "audit", str(path), "--json", "--place", PLACE, *options]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def browser_memory() -> int:
    """Bytes that Chromium's processes, which this process has started, use between them."""
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    total = 0
    for process in parents:
        above: int | None = process
        while above and above != os.getpid():
            above = parents.get(above)
        if above:
            total += _shared_out(process)
    return total


def _parent(process: Path) -> int:
    try:
        return int(process.joinpath("stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _shared_out(process: int) -> int:
    """Bytes of a process of Chromium; memory that several share is divided among them."""
    try:
        if b"chrom" not in Path(f"/proc/{process}/cmdline").read_bytes():
            return 0
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:  # it has ended
        return 0
    return int(found[1]) * 1024 if found else 0


@contextmanager
def most_memory() -> Iterator[list[int]]:
    """Looks at the browser's memory four times a second; the list has the most that was seen."""
    most, ended = [0], threading.Event()

    def look() -> None:
        while not ended.wait(0.25):
            most[0] = max(most[0], browser_memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def in_page(page: Page, address: str, path: Path) -> dict[str, Any]:
    """What the page takes for a file, from the click on."""
    page.goto("about:blank")
    page.wait_for_timeout(2000)
    empty = browser_memory()
    page.add_init_script(f"{WATCH}\n{LONG_TASKS}")
    page.goto(f"{address}{SUB_PATH}/check-claims/")
    page.get_by_label("choose files").set_input_files(path)
    page.locator("#cl-locality").select_option(PLACE)
    page.wait_for_timeout(4000)  # Python is there by then, as where somebody chooses files
    page.evaluate("() => { window.long.length = 0; }")
    with most_memory() as most:
        began = page.evaluate("performance.now()")
        page.get_by_role("button", name="Check 1 file").click()
        page.wait_for_function("() => window.seen.done", timeout=1_800_000)
    page.wait_for_timeout(500)
    seen = page.evaluate("window.seen")
    told = {name: (seen[name] - began) / 1000 for name in ("found", "done")}
    return told | {"longest": max(page.evaluate("window.long"), default=0), "memory": most[0] - empty}


def main(visits: int = 10_000) -> None:
    """Measure, print the table and write it."""
    made = many(visits)
    lines = []
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        served = Path(temporary, "served")
        with serving(served) as address:
            environment = {**os.environ, "SITE_URL": f"{address}{SUB_PATH}/", "NO_MKDOCS_2_WARNING": "1"}
            build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(served / SUB_PATH)]
            subprocess.run(build, cwd=ROOT, env=environment, check=True)
            for name, data in (("many.837", claims(made)), ("many.csv", table(made))):
                path = Path(temporary, name)
                path.write_bytes(data)
                one, two = by_command(path), by_command(path, "-j", "2")
                browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
                version = browser.version
                page = in_page(browser.new_page(), address, path)
                browser.close()
                lines.append(
                    f"| {name}, {len(data) / 1e6:.1f} MB | {one:.1f} s | {two:.1f} s | {page['done']:.1f} s | "
                    f"{page['done'] / one:.2f} | {page['found']:.1f} s | {page['longest']:.0f} ms | {page['memory'] / 1e6:.0f} MB |"
                )
    python = f"CPython {platform.python_version()}, Chromium {version} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    text = "\n".join(
        [
            f"Measured on {date.today().isoformat()} with {python}: {visits:,} visits of three services, each one run.",
            "",
            "| File | Command, one process | Two processes | Page | Page against one process | First finding | Longest task of the page's thread | Memory above an empty page |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
            *lines,
        ]
    )
    print(text)
    print(
        f"most memory of a process of the command: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB"
    )
    page_text = TARGET.read_text(encoding="utf-8")
    marked = re.compile(r"(?<=<!-- claims -->\n\n).*?(?=\n\n<!-- /claims -->)", flags=re.DOTALL)
    TARGET.write_text(marked.sub(lambda _: text, page_text), encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
