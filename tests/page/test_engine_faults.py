"""What goes wrong with the calculator's Python is told, and a later call works again; a snapshot never changes an answer."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from calculator import web
from calculator.loading import examples
from calculator.model import Rules
from calculator.reading import bundle
from sitegen.pyodide import python_archive
from tests.page.test_engine import PAGE, POLICY, SCRIPT, VISIT, opened, outcome
from tests.support import random_visits
from tests.support.paths import DATA

pytestmark = pytest.mark.xdist_group("engine")

LISTENING = """
window.said = [];
const Plain = Worker;
window.Worker = class extends Plain {
    constructor(...given) {
        super(...given);
        this.addEventListener("message", ({ data }) => said.push(data));
    }
};"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> Path:
    """A site with nothing but the engine, which knows its edition as a built site's does."""
    folder = tmp_path_factory.mktemp("built") / "site"
    assets = folder / "assets" / "calculator"
    assets.mkdir(parents=True)
    shutil.copy(python_archive.WORKER.with_name("engine.js"), assets)
    python_archive.build(assets, bundle.dumps(rules))
    (folder / "page.js").write_text(SCRIPT + LISTENING)
    (folder / "index.html").write_text(PAGE.format(policy=POLICY, up=""))
    return folder


@pytest.fixture
def site(built: Path, server: tuple[Path, str]) -> Iterator[tuple[Path, str]]:
    """A copy of it for one test, and its address."""
    copy = server[0] / "faults"
    shutil.copytree(built, copy)
    worker = edition(copy) / "worker.js"
    script = worker.read_text()
    assert "PAUSE = 3000;" in script
    worker.write_text(script.replace("PAUSE = 3000;", "PAUSE = 200;"))
    yield copy, f"{server[1]}faults/"
    shutil.rmtree(copy)


def edition(site: Path) -> Path:
    """The folder of the edition that a site has."""
    assets = site / "assets" / "calculator"
    folder: str = json.loads((assets / "manifest.json").read_text())["folder"]
    return assets / folder


def renew(site: Path, folder: str, snapshot: str | None = None) -> Path:
    """Give a site another edition, as a deploy does: the old folder is gone. The engine's script stays as it was."""
    old, new = edition(site), site / "assets" / "calculator" / folder
    old.rename(new)
    manifest = {"folder": f"{folder}/", "snapshot": snapshot or next(new.glob("*.snapshot")).name}
    (site / "assets" / "calculator" / "manifest.json").write_text(json.dumps(manifest))
    return new


def started_from_snapshot(page: Page) -> bool:
    found: bool = page.evaluate("said.find(({ready}) => ready).fromSnapshot")
    return found


def kept(page: Page) -> Any:
    """The sizes of what is kept, by name."""
    return page.evaluate(
        """async () => {
            const sizes = {};
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const { url } of await cache.keys()) sizes[url.split("/").at(-1)] = (await (await cache.match(url)).blob()).size;
            }
            return sizes;
        }"""
    )


def visit(context: BrowserContext, address: str) -> Page:
    """A new visit that gets a right answer."""
    page = opened(context.new_page(), address)
    assert outcome(page, "engine.calculateText(it)", json.dumps(VISIT)) == {
        "value": web.calculate_text(json.dumps(VISIT))
    }
    return page


def first_visit(context: BrowserContext, address: str) -> Page:
    """A visit that stays until the snapshot is kept."""
    page = visit(context, address)
    assert not started_from_snapshot(page)
    while not kept(page):
        page.wait_for_timeout(100)
    return page


# --- snapshots ------------------------------------------------------------------------------------------------------


def test_the_next_visit_starts_from_the_snapshot_and_answers_with_the_same_bytes(
    context: BrowserContext, site: tuple[Path, str], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calculator.default_rules", lambda: rules)
    first_visit(context, site[1]).close()
    page = visit(context, site[1])
    assert started_from_snapshot(page)
    lines = (DATA / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
    texts = ["{}", "no JSON", *(json.dumps(json.loads(line)["visit"]) for line in lines)]
    texts += [json.dumps(examples.visit_of(example)) for _, _, example in examples.every(rules)]
    texts += random_visits.texts(rules, 300)
    given = outcome(page, "Promise.all(it.map(engine.calculateText))", texts)["value"]
    different = [text for text, there in zip(texts, given, strict=True) if web.calculate_text(text) != there]
    assert different == []


def test_an_old_snapshot_goes_when_a_new_one_is_kept(context: BrowserContext, site: tuple[Path, str]) -> None:
    first_visit(context, site[1])
    [old] = edition(site[0]).glob("*.snapshot")
    new = changed(old, lambda content: content)
    renew(site[0], "renewed", new)
    page = visit(context, site[1])
    while new not in kept(page):
        page.wait_for_timeout(100)
    assert list(kept(page)) == [new]


def changed(file: Path, change: Callable[[bytes], bytes]) -> str:
    """Give a snapshot another content and the name that belongs to it."""
    content = change(gzip.decompress(file.read_bytes())) + b"\0" * 16  # more at its end is never read
    file.unlink()
    name = f"{hashlib.sha256(content).hexdigest()}.snapshot"
    (file.parent / name).write_bytes(gzip.compress(content, 1))
    return name


def other(position: int) -> Callable[[bytes], bytes]:
    """Changes four bytes."""
    return lambda content: content[:position] + struct.pack("<I", 12345) + content[position + 4 :]


WRONG = {
    "another build of Pyodide": other(16 + 16),
    "no snapshot of Pyodide": other(16),
    "another fresh memory": other(12),
    "far too many pages": other(4),
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "memory that is no Python": lambda content: content[:-4_000_000] + bytes(4_000_000),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_snapshot_that_does_not_fit_leads_to_the_ordinary_start_and_is_never_tried_again(
    context: BrowserContext, site: tuple[Path, str], wrong: str
) -> None:
    [file] = edition(site[0]).glob("*.snapshot")
    name = changed(file, WRONG[wrong])
    renew(site[0], "renewed", name)
    first_visit(context, site[1]).close()
    page = visit(context, site[1])
    assert not started_from_snapshot(page)
    assert kept(page) == {name: 0}
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = visit(context, site[1])
    page.wait_for_timeout(1500)
    assert kept(page) == {name: 0}
    assert not [url for url in asked if url.endswith(".snapshot")]


@pytest.mark.parametrize("content", ["new Blob([new Uint8Array(1e6)])", "(await found.blob()).slice(0, 1e6)", "''"])
def test_a_snapshot_that_was_damaged_where_it_is_kept_is_not_used(
    context: BrowserContext, site: tuple[Path, str], content: str
) -> None:
    page = first_visit(context, site[1])
    page.evaluate(
        f"""async () => {{
            const cache = await caches.open((await caches.keys())[0]);
            const [key] = await cache.keys();
            const found = await cache.match(key);
            await cache.put(key, new Response({content}));
        }}"""
    )
    page.close()
    assert not started_from_snapshot(visit(context, site[1]))


def test_a_snapshot_that_is_missing_or_cut_on_its_way_is_not_kept(
    context: BrowserContext, site: tuple[Path, str]
) -> None:
    [file] = edition(site[0]).glob("*.snapshot")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    page = visit(context, site[1])
    page.wait_for_timeout(1500)
    assert kept(page) == {}
    file.unlink()
    page = visit(context, site[1])
    page.wait_for_timeout(1500)
    assert kept(page) == {}


SURROUNDINGS = {
    "no storage in a private window": "Object.defineProperty(self, 'caches', {get() {throw new DOMException('no', 'SecurityError');}});",
    "no caches at all": "delete self.caches; delete WorkerGlobalScope.prototype.caches;",
    "storage that refuses": "CacheStorage.prototype.open = async () => {throw new DOMException('no', 'SecurityError');};",
    "full storage": "Cache.prototype.put = async () => {throw new DOMException('full', 'QuotaExceededError');};",
    "no hashes": "delete SubtleCrypto.prototype.digest;",
    "a visitor who saves data": "Object.defineProperty(self.navigator, 'connection', {value: {saveData: true}});",
}


@pytest.mark.parametrize("here", SURROUNDINGS)
def test_where_nothing_can_be_kept_the_start_is_the_ordinary_one(
    context: BrowserContext, site: tuple[Path, str], here: str
) -> None:
    worker = edition(site[0]) / "worker.js"
    worker.write_text(f"{SURROUNDINGS[here]}\n{worker.read_text()}")
    page = visit(context, site[1])
    page.wait_for_timeout(1500)
    assert not any(kept(page).values()) or here == "no hashes"
    assert not started_from_snapshot(visit(context, site[1]))


# --- other faults ---------------------------------------------------------------------------------------------------


def half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize("name", ["python.zip", "pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "worker.js"])
def test_a_file_that_is_cut_is_told_at_once_and_a_later_call_works(
    page: Page, site: tuple[Path, str], name: str
) -> None:
    file = edition(site[0]) / name
    whole = file.read_bytes()
    half(file)
    os.utime(file, (0, 0))  # so old that a browser keeps it for years, and uses it unasked
    opened(page, site[1])
    page.evaluate("engine.limits.load = 30_000")
    given = outcome(page, "engine.calculate(it)", VISIT)
    assert "The calculator could not start" in given["error"]
    assert "not ready after" not in given["error"]
    assert page.evaluate("told.at(-1)") == {"state": "failed", "reason": given["error"]}
    file.write_bytes(whole)
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]


def test_a_worker_that_ends_while_it_computes_is_told_and_replaced(page: Page, site: tuple[Path, str]) -> None:
    worker = edition(site[0]) / "worker.js"
    script = worker.read_text()
    assert "    try {\n      self.postMessage(" in script
    worker.write_text(script.replace("    try {\n", '    if (text === "end") return self.close();\n    try {\n', 1))
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
    renew(site[0], "renewed")
    for page in (old, idle):
        assert outcome(page, "engine.calculate(it)", VISIT)["value"]
    assert idle.evaluate("told.map(({state}) => state)") == ["idle", "loading", "ready"]


def test_an_edition_that_is_gone_without_a_new_one_is_told(page: Page, site: tuple[Path, str]) -> None:
    folder = edition(site[0])
    folder.rename(folder.with_name("away"))
    opened(page, site[1])
    given = outcome(page, "engine.calculate(it)", VISIT)
    assert "The calculator could not start" in given["error"]
    folder.with_name("away").rename(folder)
    assert outcome(page, "engine.calculate(it)", VISIT)["value"]
