"""A copy for offline use: kept at the user's word, served whole or not at all, taken away."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sitegen.outputs import offline_manifest
from tests.page.test_search import found
from tests.support.calculator import MIXED, address, computed_lines, open_calculator, shown_lines
from tests.support.offline_site import (
    FILLED,
    LONG,
    NEWER,
    NOTHING,
    Site,
    keep,
    notice,
    panel,
    press,
    state,
    stored,
    total,
    wait_for_caches,
)
from tests.support.server import SUB_PATH

# --- the list ----------------------------------------------------------------------------------------------------


def test_the_list_has_what_pages_need_and_names_its_contents(tmp_path: Path) -> None:
    kept = ("index.html", "404.html", "codes/1/index.html", "search/search_index.json", "assets/calculator/ab/a.wasm")
    others = ("codes/1/index.json", "rules.json", "schema/code.json", "tables/a.csv", "sitemap.xml.gz", "a/b.js.map")
    for name in (*kept, *others, "sw.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    offline_manifest.write(tmp_path)
    first = (tmp_path / offline_manifest.NAME).read_bytes()
    assert [*json.loads(first)["files"]] == sorted(offline_manifest.address(name) for name in kept)
    assert json.loads(first)["files"]["codes/1/"]["size"] == len("codes/1/index.html")
    offline_manifest.write(tmp_path)
    assert (tmp_path / offline_manifest.NAME).read_bytes() == first
    (tmp_path / "rules.json").write_text("changed")
    assert offline_manifest.listing(tmp_path)["version"] == json.loads(first)["version"]
    (tmp_path / "index.html").write_text("changed")
    assert offline_manifest.listing(tmp_path)["version"] != json.loads(first)["version"]


def test_all_that_pages_load_is_in_the_list(built_site: Path) -> None:
    listed = json.loads((built_site / offline_manifest.NAME).read_text())["files"]
    assert listed == offline_manifest.listing(built_site)["files"]
    loading = re.compile(
        r'<(?:script|img)\b[^>]*?\bsrc="([^"]+)"|<link rel="(?:stylesheet|icon|manifest)" href="([^"]+)"'
    )
    seen = set()
    for name in listed:
        if name.endswith("/"):
            for match in loading.findall((built_site / name / "index.html").read_text(encoding="utf-8")):
                target = (built_site / name / "".join(match)).resolve().relative_to(built_site.resolve())
                seen.add(target.as_posix())
    assert len(seen) > 8
    assert seen <= set(listed)


# --- keeping -----------------------------------------------------------------------------------------------------


def test_nothing_is_stored_before_the_word_and_the_size_is_told(page: Page, small: Site) -> None:
    for path in ("", "codes/97116/", "about/offline/"):
        page.goto(small.url + path)
        page.wait_for_load_state("networkidle")
    expect(state(page)).to_have_text(
        f"Not kept yet. The whole site with its calculator takes {total(small)} on this device."
    )
    expect(panel(page).get_by_role("button")).to_have_text(["Keep for offline use"])
    assert stored(page) == NOTHING


def test_a_whole_copy_works_with_the_server_gone(page: Page, context: BrowserContext, whole: Site) -> None:
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page.goto(f"{whole.url}about/offline/")
    expect(panel(page).get_by_role("button", name="Keep for offline use")).to_be_visible()
    page.evaluate(
        """() => {
            window.said = [];
            const bar = document.querySelector("rehab-offline progress");
            new MutationObserver(() => window.said.push([bar.value, bar.max, bar.nextSibling.textContent]))
                .observe(document.querySelector("rehab-offline"), { subtree: true, childList: true, attributes: true });
        }"""
    )
    keep_size = total(whole)
    press(page, "Keep for offline use")
    expect(panel(page).get_by_role("status")).to_contain_text("Kept on this device", timeout=LONG)
    values = [value for value, _, _ in page.evaluate("window.said")]
    assert values == sorted(values)
    assert len(set(values)) > 20
    count = len(whole.listing())
    assert page.evaluate("window.said.at(-1)")[2] == f"{count} of {count} files, {keep_size} of {keep_size}"
    whole.stop()

    page.goto(f"{whole.url}codes/97116/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("97116")
    page.locator(".md-search__input").click()
    assert found(page, "gait", whole.url)[0] == "codes/97116/"
    open_calculator(page, address(whole.url, MIXED))
    assert shown_lines(page) == computed_lines(MIXED)
    page.goto(f"{whole.url}codes/?find=gait")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{whole.url}codes/97140")
    assert page.url == f"{whole.url}codes/97140/"
    page.goto(f"{whole.url}about/offline/")
    expect(state(page)).to_have_text(
        f"Kept on this device: {count} files, {keep_size}. This site works without a connection."
    )
    page.goto(f"{whole.url}rules.json")
    assert page.url == f"{whole.url}about/offline/#left-out"
    assert [url for url in requests if not url.startswith((whole.url, f"blob:{whole.url[:-14]}", "data:"))] == []
    whole.start()


def test_the_first_page_stays_as_it_was_until_it_is_loaded_again(page: Page, small: Site) -> None:
    keep(page, small)
    expect(state(page)).to_contain_text("Load this page again once")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    press(page, "Load again")
    expect(state(page)).to_contain_text("works without a connection")
    expect(panel(page).get_by_role("button")).to_have_text(["Remove"])


def test_remove_takes_everything_away_and_nothing_else(page: Page, small: Site) -> None:
    page.goto(small.url)
    page.evaluate("Promise.all(['another', 'rehab-rules-offline /elsewhere/ 1'].map((name) => caches.open(name)))")
    keep(page, small)
    assert stored(page)["workers"] == [small.url]
    page.reload()
    press(page, "Remove")
    expect(panel(page).get_by_role("status")).to_contain_text("Removed: nothing of this site is kept any more.")
    assert stored(page) == {"caches": ["another", "rehab-rules-offline /elsewhere/ 1"], "workers": []}
    page.wait_for_function("navigator.storage.estimate().then(({ usage }) => usage < 10_000)")
    small.asked.clear()
    page.goto(f"{small.url}codes/97116/")
    assert "codes/97116/" in small.asked
    assert page.evaluate("navigator.serviceWorker.controller") is None
    keep(page, small)
    small.stop()
    page.goto(f"{small.url}codes/97116/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("97116")
    small.start()


LOSE = "async (url) => { for (const name of await caches.keys()) await (await caches.open(name)).delete(url); }"


def test_a_copy_that_lost_a_file_asks_the_network(page: Page, small: Site) -> None:
    keep(page, small)
    page.evaluate(LOSE, f"{small.url}codes/97116/")
    small.asked.clear()
    page.goto(f"{small.url}codes/97116/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("97116")
    assert "codes/97116/" in small.asked
    small.stop()
    page.goto(f"{small.url}codes/97116/")  # it was kept again
    expect(page.get_by_role("heading", level=1)).to_contain_text("97116")
    small.start()
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    page.goto(f"{small.url}counting/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_copy_that_lost_a_file_takes_none_of_another_version(page: Page, small: Site) -> None:
    keep(page, small)
    lost = f"{small.url}codes/97116/"
    page.evaluate(LOSE, lost)
    page.goto(f"{small.url}counting/")  # the copy serves from the second page on
    small.change("codes/97116/index.html", "<h1", f"<p>{NEWER}</p><h1")
    refused = "async (url) => fetch(url).then(() => false, () => true)"
    assert page.evaluate(refused, lost), "an old page must not get a newer file"
    page.goto(lost)
    expect(page.get_by_text(NEWER)).to_be_visible()
    wait_for_caches(page, [], FILLED)
    small.publish()
    page.goto(f"{small.url}counting/")
    expect(notice(page)).to_be_visible(timeout=LONG)  # the newer version is kept instead
    version = json.loads((small.root / offline_manifest.NAME).read_text())["version"]
    wait_for_caches(page, [f"rehab-rules-offline /{SUB_PATH}/ {version}"], FILLED)


def test_no_worker_serves_a_copy_that_is_not_whole(page: Page, small: Site) -> None:
    page.goto(small.url)
    said = page.evaluate(
        """async (root) => {
            await (await caches.open("part")).put(root, new Response("part"));
            const { installing } = await navigator.serviceWorker.register(`${root}sw.js?cache=part`);
            await new Promise((done) => installing.onstatechange = () => installing.state === "redundant" && done());
            await caches.delete("part");
            return installing.state;
        }""",
        small.url,
    )
    assert said == "redundant"
    assert stored(page)["workers"] == []


# --- what can go wrong -------------------------------------------------------------------------------------------


def test_a_file_with_another_hash_is_refused(page: Page, small: Site) -> None:
    small.change("codes/97116/index.html", "97116", "97117")
    page.goto(f"{small.url}about/offline/")
    press(page, "Keep for offline use")
    expect(panel(page).get_by_role("status")).to_contain_text("codes/97116/ is not what the site announced.")
    assert stored(page)["workers"] == []
    page.goto(f"{small.url}codes/97116/")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    small.publish()
    keep(page, small)


def test_a_download_that_breaks_off_says_so_and_continues_where_it_stopped(page: Page, small: Site) -> None:
    small.breaks = lambda path: path.startswith("payers/")
    page.goto(f"{small.url}about/offline/")
    press(page, "Keep for offline use")
    expect(panel(page).get_by_role("status")).to_contain_text(
        "The connection broke off. Stored in part: what arrived stays."
    )
    assert stored(page)["workers"] == []
    small.breaks = lambda path: False
    page.reload()
    expect(state(page)).to_contain_text("Stored in part")
    had = page.evaluate(
        "caches.keys().then(([name]) => caches.open(name)).then((cache) => cache.keys()).then((all) => all.map(({ url }) => url))"
    )
    assert len(had) > 5
    small.asked.clear()
    press(page, "Continue")
    expect(state(page)).to_contain_text("Kept on this device", timeout=LONG)
    assert {
        small.url + path for path in small.asked if path != offline_manifest.NAME and not path.startswith("sw.js")
    } == {small.url + path for path in small.listing()} - set(had)


def test_a_download_can_be_stopped_and_removed(page: Page, small: Site) -> None:
    free = threading.Event()
    small.breaks = lambda path: path.startswith("payers/") and not free.wait(60)
    page.goto(f"{small.url}about/offline/")
    press(page, "Keep for offline use")
    expect(panel(page).locator(".offline__progress")).to_contain_text(" of ")
    press(page, "Stop")
    expect(panel(page).get_by_role("status")).to_contain_text("Stopped.")
    free.set()
    press(page, "Remove")
    expect(state(page)).to_contain_text("Removed")
    assert stored(page) == NOTHING


def test_another_page_waits_while_one_stores(page: Page, context: BrowserContext, small: Site) -> None:
    free = threading.Event()
    small.breaks = lambda path: path.startswith("payers/") and not free.wait(60)
    other = context.new_page()
    page.goto(f"{small.url}about/offline/")
    press(page, "Keep for offline use")
    expect(state(page)).to_contain_text("Storing")
    other.goto(f"{small.url}about/offline/")
    expect(state(other)).to_contain_text("Another page of this site is storing it at this moment.")
    free.set()
    for one in (page, other):
        expect(state(one)).to_contain_text("Kept on this device", timeout=LONG)


def test_too_little_room_is_told_and_the_part_is_given_back(page: Page, context: BrowserContext, small: Site) -> None:
    page.goto(f"{small.url}about/offline/")
    protocol = context.new_cdp_session(page)
    protocol.send(
        "Storage.overrideQuotaForOrigin", {"origin": small.url[: -len(f"/{SUB_PATH}/")], "quotaSize": 500_000}
    )
    press(page, "Keep for offline use")
    expect(panel(page).get_by_role("status")).to_contain_text("There is not enough room on this device")
    expect(panel(page).get_by_role("button")).to_have_text(["Keep for offline use"])
    assert stored(page) == NOTHING


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("for (const name of ['open', 'keys', 'has', 'match', 'delete']) CacheStorage.prototype[name] = async () => { throw new DOMException('no', 'SecurityError'); };", "The browser does not let this site store anything."),
        ("delete Navigator.prototype.serviceWorker", "This browser cannot keep pages for offline use."),
        ("delete self.caches; delete Window.prototype.caches", "This browser cannot keep pages for offline use."),
        ("Object.defineProperty(self, 'isSecureContext', { value: false })", "only from protected addresses (https)"),
    ],
    ids=["blocked", "no-workers", "no-caches", "http"],
)  # fmt: skip
def test_where_nothing_can_be_kept_the_page_says_why_and_works(page: Page, small: Site, script: str, said: str) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.add_init_script(script)
    page.goto(f"{small.url}about/offline/")
    expect(state(page)).to_contain_text(said)
    expect(panel(page).get_by_role("button")).to_have_count(0)
    page.goto(f"{small.url}codes/97116/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("97116")
    assert failures == []


def test_a_site_without_its_list_says_so_and_can_be_tried_again(page: Page, small: Site) -> None:
    text = (small.root / offline_manifest.NAME).read_text()
    (small.root / offline_manifest.NAME).unlink()
    page.goto(f"{small.url}about/offline/")
    expect(state(page)).to_contain_text("The list of what to keep could not be loaded (HTTP 404).")
    small.write(offline_manifest.NAME, text)
    press(page, "Try again")
    expect(state(page)).to_contain_text("Not kept yet.")
