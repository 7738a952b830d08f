"""Private by construction: no request leaves the site's own address, no cookie, nothing stored of what is typed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import BrowserContext, Page, Request

pytestmark = pytest.mark.xdist_group("browser")

PAGES = ("", "codes/97116/", "calculator/", "counting/", "payers/medicare-part-b/", "no-such-page/")


def own(address: str, site_url: str) -> bool:
    """True for the site's own address, and for what a page makes itself (blob and data)."""
    parsed = urlparse(address)
    return (
        parsed.scheme in ("blob", "data")
        or f"{parsed.scheme}://{parsed.netloc}" == site_url.rpartition("/rehab-rules/")[0]
    )


def test_no_request_leaves_the_origin_and_no_cookie_is_set(context: BrowserContext, page: Page, site_url: str) -> None:
    requests: list[Request] = []
    context.on("request", lambda request: requests.append(request))  # sees the requests of workers too
    for path in PAGES:
        page.goto(site_url + path)
        page.wait_for_load_state("networkidle")
    page.goto(site_url + "calculator/")
    page.wait_for_function(READY)
    outside = [request.url for request in requests if not own(request.url, site_url)]
    assert outside == []
    assert any("/assets/calculator/" in request.url for request in requests)
    assert context.cookies() == []


READY = """async () => {
    const engine = await import(new URL("assets/calculator/engine.js", document.baseURI.replace(/rehab-rules\\/.*/, "rehab-rules/")));
    const result = await engine.calculate({date_of_service: "2026-03-02", payer: "medicare-part-b", discipline: "PT",
                                           services: [{code: "97110", minutes: 23}]});
    return result.timed_units === 2;
}"""


def test_the_test_above_would_see_a_request_that_leaves(context: BrowserContext, page: Page, site_url: str) -> None:
    assert not own("https://example.org/x.js", site_url)
    assert not own(site_url.replace("127.0.0.1", "localhost"), site_url)
    assert own(site_url + "x", site_url)


def test_the_page_itself_may_not_reach_another_origin(page: Page, site_url: str) -> None:
    page.goto(site_url + "calculator/")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    # from a script of the site's own, because what a test evaluates is not bound by the policy
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(
            """() => { const image = document.createElement("img"); image.src = "https://example.org/x.png"; document.body.append(image); }"""
        )


def test_python_in_the_worker_may_not_reach_another_origin(page: Page, site_url: str) -> None:
    page.goto(site_url + "calculator/")
    # the worker is started as the engine starts it: from a blob of a page under the policy
    said = page.evaluate(
        """() => new Promise((resolve) => {
            const source = `fetch("https://example.org/").then(() => postMessage("reached"), (error) => postMessage("refused"));`;
            const worker = new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})), {type: "module"});
            self.addEventListener("securitypolicyviolation", () => {});
            worker.onmessage = (event) => resolve(event.data);
        })"""
    )
    assert said == "refused"


def test_typing_stores_nothing(page: Page, context: BrowserContext, site_url: str) -> None:
    page.goto(site_url + "calculator/")
    page.wait_for_function(READY)
    kept = page.evaluate(
        "() => Object.entries({...localStorage}).concat(Object.entries({...sessionStorage})).map(([key, value]) => key + value)"
    )
    assert not [entry for entry in kept if "97110" in entry or "minutes" in entry]
    assert context.cookies() == []


def test_every_page_has_the_same_policy(built_site: Path) -> None:
    policies = set()
    for path in built_site.rglob("*.html"):
        match = re.search(
            r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"', path.read_text(encoding="utf-8")
        )
        assert match, path
        policies.add(match.group(1))
    [policy] = policies
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert directives["connect-src"] == "'self'"
    assert directives["worker-src"] == "'self' blob:"
    assert "http" not in policy


def test_pages_name_no_script_style_font_or_image_of_another_origin(built_site: Path) -> None:
    loading = re.compile(r'<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)="(?:https?:)?//[^"]+"[^>]*>')
    for path in built_site.rglob("*.html"):
        found = [
            tag
            for tag in loading.findall(path.read_text(encoding="utf-8"))
            if 'rel="canonical"' not in tag and 'rel="edit"' not in tag
        ]
        found = [tag for tag in found if not re.search(r'rel="(canonical|next|prev|edit|alternate)"', tag)]
        assert found == [], path
