"""Private by construction: no request leaves the site's own address, no cookie, nothing stored of what is typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from sitegen.outputs import csp
from tests.support.calculator import paste, sent_visit
from tests.support.server import Elsewhere

PAGES = ("", "codes/97116/", "calculator/", "counting/", "payers/medicare-part-b/", "no-such-page/")
READY = """async () => {
    const engine = await import(new URL("assets/calculator/engine.js", document.baseURI.replace(/rehab-rules\\/.*/, "rehab-rules/")));
    const result = await engine.calculate({date_of_service: "2026-03-02", payer: "medicare-part-b", discipline: "PT",
                                           services: [{code: "97110", minutes: 23}]});
    return result.timed_units === 2;
}"""


def test_no_request_leaves_the_origin_and_no_cookie_is_set(context: BrowserContext, page: Page, site_url: str) -> None:
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))  # sees the requests of workers too
    for path in PAGES:
        page.goto(site_url + path)
        page.wait_for_load_state("networkidle")
    page.goto(site_url + "calculator/")
    assert page.evaluate(READY)
    origin = site_url.removesuffix("rehab-rules/")
    assert [url for url in requests if not url.startswith((origin, f"blob:{origin}", "data:"))] == []
    assert any("/assets/calculator/" in url for url in requests)
    assert context.cookies() == []


def test_the_page_itself_may_not_reach_another_origin(page: Page, site_url: str, elsewhere: Elsewhere) -> None:
    page.goto(site_url + "calculator/")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(
            """address => { const image = document.createElement("img"); image.src = address; document.body.append(image); }""",
            f"{elsewhere.address}image",
        )
    assert "/image" not in elsewhere.asked


ASK_FROM_A_BLOB = """address => new Promise((resolve) => {
    const source = `fetch("${address}").then(() => postMessage("reached"), () => postMessage("refused"));`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})), {type: "module"});
    worker.onmessage = (event) => resolve(event.data);
})"""


def test_a_worker_as_the_engine_starts_it_may_not_reach_another_origin(
    page: Page, site_url: str, elsewhere: Elsewhere
) -> None:
    page.goto(f"{elsewhere.address}page")  # no policy there
    assert page.evaluate(ASK_FROM_A_BLOB, f"{elsewhere.address}control") == "reached"
    page.goto(site_url + "calculator/")
    assert page.evaluate(ASK_FROM_A_BLOB, f"{elsewhere.address}from-the-site") == "refused"
    assert "/control" in elsewhere.asked
    assert "/from-the-site" not in elsewhere.asked


TRIES = """
import { loadPyodide } from "./pyodide.mjs";
const at = (name) => new URL(name, import.meta.url).href;
const python = await loadPyodide({ indexURL: at("./"), stdLibURL: at("python.zip") });
let said = "reached";
try {
    python.runPython("import js\\nasked = js.XMLHttpRequest.new()\\nasked.open('GET', 'ADDRESS', False)\\nasked.send()");
} catch {
    said = "refused";
}
self.onmessage = ({ data: { id } }) => self.postMessage({ id, text: JSON.stringify({ said }) });
self.postMessage({ ready: true });
"""


def test_python_itself_may_not_reach_another_origin(page: Page, site_url: str, elsewhere: Elsewhere) -> None:
    """The engine starts its worker as ever; only what runs in it is exchanged for something that wants out."""
    page.route("**/worker.js", lambda route: route.fulfill(
        body=TRIES.replace("ADDRESS", f"{elsewhere.address}python"), content_type="text/javascript"))  # fmt: skip
    page.goto(site_url + "calculator/")
    said = page.evaluate(
        """async () => {
            const engine = await import(new URL("../assets/calculator/engine.js", document.baseURI));
            return (await engine.calculate({})).said;
        }"""
    )
    assert said == "refused"
    assert "/python" not in elsewhere.asked


TYPED = {
    "code": "Roe, Jane 1950-04-03",
    "minutes": "Roe",
    "billed": "Jane Roe GP 2\n97110 JR 2\n97110 GP 1",
    "others": "Jane Roe\n97530 GO JR 1",
    "used": "Roe",
    "pasted": "Patient\tCode\tMinutes\nJane Roe\t97110\t20 or so\nJane Roe\t97140\t15",
}
"""Names where codes, modifiers, minutes and amounts belong."""


def test_typing_writes_no_address_and_a_copied_link_holds_only_known_codes_and_numbers(
    page: Page, site_url: str
) -> None:
    page.add_init_script(
        """window.written = [];
        for (const name of ["pushState", "replaceState"]) {
            const own = history[name];
            history[name] = function (state, title, url) { window.written.push(String(url)); return own.call(this, state, title, url); };
        }"""
    )
    page.goto(site_url + "calculator/")
    before = page.url, page.evaluate("history.length")
    expect(page.locator(".rc-fold").last).to_be_attached()
    page.evaluate("document.querySelectorAll('rehab-calculator details').forEach(fold => { fold.open = true; })")
    row = page.get_by_role("group", name="Service 1")
    row.get_by_label("Code or name").fill(TYPED["code"])
    row.get_by_label("Minutes", exact=True).fill(TYPED["minutes"])
    page.get_by_label("Lines to be billed").fill(TYPED["billed"])
    page.get_by_label("Other disciplines' lines that day").fill(TYPED["others"])
    page.get_by_label("Therapy dollars used this year").fill(TYPED["used"])
    page.get_by_label("Part B deductible remaining").fill(TYPED["used"])
    page.get_by_role("button", name="Add a service").click()
    paste(page, TYPED["pasted"])
    page.wait_for_function(
        "() => [...document.querySelectorAll('.rc-row input')].some(({ value }) => value === '97140')"
    )
    visit = json.dumps(sent_visit(page))
    assert "97140" in visit, "what is known is in the link"
    for word in ("Roe", "ROE", "Jane", "JANE", "JR", "1950", "so"):
        assert word not in visit
    assert (page.url, page.evaluate("history.length")) == before
    page.get_by_role("button", name="Start over").click()
    assert "#v=" not in page.url
    assert page.evaluate("window.written.filter((url) => url.includes('#v='))") == []
    assert not re.search("Roe|Jane|1950", page.evaluate("JSON.stringify([localStorage, sessionStorage])"))


def test_every_page_allows_its_own_scripts_and_nothing_else(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        match = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"', html)
        assert match, path
        directives = dict(part.partition(" ")[::2] for part in match.group(1).split("; "))
        allowed = set(directives.pop("script-src").split())
        assert allowed == {"'self'", "'wasm-unsafe-eval'", *csp.hashes(html)}, path
        assert directives["connect-src"] == directives["style-src"] == "'self'"
        assert directives["worker-src"] == "'self' blob:"
        assert not re.search("http|unsafe", " ".join(directives.values()))


def test_pages_name_no_script_style_font_or_image_of_another_origin(built_site: Path) -> None:
    loading = re.compile(r'<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)="(?:https?:)?//[^"]+"[^>]*>')
    for path in built_site.rglob("*.html"):
        found = loading.findall(path.read_text(encoding="utf-8"))
        assert [tag for tag in found if not re.search(r'rel="(canonical|next|prev|edit|alternate)"', tag)] == [], path
