"""The site in Firefox, where the system has one: each subject that is tested in full in Chromium, here once.

What differs between browsers is met on the way: modules in workers, compiled WebAssembly, blobs under a policy, the
keyboard, the clipboard, printing, and what is kept on the device.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import axe_playwright_python
import pytest

from calculator import calculate, web
from tests.conftest import Elsewhere
from tests.page.test_accessible import AXE as OPTIONS
from tests.page.test_offline import SMALL, Site, part_of

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of the driver's own modules
    pytest.mark.xdist_group("calculator"),
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox here (Debian: apt-get install firefox-esr)"),
]

MEDICARE = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
ENTER = "\ue007"
TAB = "\ue004"
UP = "\ue013"
DOWN = "\ue015"
CONTROL = "\ue009"
ANSWERED = """
    const result = document.querySelector(".rc-result");
    return result?.getAttribute("aria-busy") === "false" && !document.querySelector(".rc-stale").textContent;
"""
LINES = """
    return [...document.querySelectorAll("table.rc-claim tbody tr")].map(
        row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()));
"""


FINDINGS = """
    const found = [...document.querySelectorAll(".finding")];
    return [found.map(each => each.className), found.flatMap(each => each.querySelector(".finding__severity a")?.href ?? [])];
"""

ROWS = """
    return [...document.querySelectorAll(`${arguments[0]} .example__lines tbody tr`)].map(
        row => [0, 2, 1].map(cell => row.cells[cell].textContent.trim().replace(/\\s+/g, " ")));
"""
"""Code, modifiers and units of the lines of an example."""

AT = """
    const at = () => {
        const input = document.activeElement;
        return [input.closest(".rc-row").getAttribute("aria-label"), document.querySelector(`label[for="${input.id}"]`).textContent];
    };
"""
"""Where the focus is in the form: the row and the field."""

CLIPBOARD = """
    const helper = Cc["@mozilla.org/widget/clipboardhelper;1"].getService(Ci.nsIClipboardHelper);
    const pasted = () => {
        const holder = Cc["@mozilla.org/widget/transferable;1"].createInstance(Ci.nsITransferable);
        holder.init(null);
        holder.addDataFlavor("text/plain");
        Services.clipboard.getData(holder, Services.clipboard.kGlobalClipboard);
        const text = {};
        holder.getTransferData("text/plain", text);
        return text.value.QueryInterface(Ci.nsISupportsString).data;
    };
"""

MORTAL = """
    const plain = window.setTimeout;
    const workers = [];
    window.Worker = new Proxy(Worker, {construct: (Plain, given) => workers[workers.push(new Plain(...given)) - 1]});
    const ofLife = 15_000; // how long the page waits for a sign
    window.end = () => {
        for (const worker of workers) worker.terminate();
        window.setTimeout = (act, pause, ...given) => plain(act, pause === ofLife ? 300 : pause, ...given);
    };
    window.mend = () => { window.setTimeout = plain; };
"""
"""Run before Python is loaded: lets its worker end without a word, and the wait for its answer be short."""

QUICK = """
    const told = new Promise(done => { new BroadcastChannel("test").onmessage = ({data}) => done(data); });
    const {calculateText} = await import(new URL("../assets/calculator/engine.js", document.baseURI));
    const text = await calculateText(given[0]);
    return [await told, text];
"""
"""Whether Python started from kept memory, and its answer."""

KEPT = """
    const [name] = (await caches.keys()).filter(each => each.startsWith("rehab-rules-start"));
    return name ? (await (await caches.open(name)).keys()).length : 0;
"""

LINK = "return JSON.parse(decodeURIComponent(location.hash.slice(3)))"
TIE = {**MEDICARE, "services": [{"code": "97112", "minutes": 20}, {"code": "97110", "minutes": 20}]}
PYTHON = re.compile(r"/assets/calculator/[0-9a-f]{16}/")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

VIOLATIONS = """
    const rules = {
        "scrollable-region-focusable": {enabled: false}, // Firefox lets the Tab key reach those itself
        "color-contrast": {enabled: false}, // the same in every browser, and slow
    };
    const {violations} = await axe.run({runOnly: {type: "tag", values: given[0]}, rules});
    return violations.map(({id, nodes}) => [id, nodes[0].html.slice(0, 120)]);
"""

WATCH = """
    window.asked = [];
    Services.obs.addObserver(subject => {
        const {URI, loadInfo} = subject.QueryInterface(Ci.nsIHttpChannel);
        const by = loadInfo.triggeringPrincipal;
        if (by.isContentPrincipal && /^http/.test(by.origin)) window.asked.push(URI.spec);
    }, "http-on-modify-request");
    Services.console.reset();
"""
"""Run in the browser's own window: notes what pages and their workers ask for, and forgets what was said on the way."""

FAILURES = """
    return Services.console.getMessageArray().filter(said => said instanceof Ci.nsIScriptError
        && said.category.startsWith("content javascript") && !(said.flags & Ci.nsIScriptError.warningFlag)
    ).map(said => said.errorMessage);
"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from marionette_driver.marionette import Marionette

    log = tmp_path_factory.mktemp("firefox") / "gecko.log"  # else it lands in the checkout
    driver = Marionette(bin=FIREFOX, headless=True, startup_timeout=180, gecko_log=str(log))
    driver.start_session()
    driver.timeout.implicit = 30  # the form's script loads after the page
    inside(driver, WATCH)
    yield driver
    driver.delete_session()
    driver.cleanup()


@pytest.fixture
def own(built_site: Path, tmp_path: Path) -> Iterator[Site]:
    """A few pages with the calculator on a server of their own, which can break, and be stopped."""
    yield from part_of(built_site, tmp_path, (*SMALL, "calculator"))


def inside(firefox: Any, script: str, *given: Any) -> Any:
    """What a script gives that runs in the browser itself instead of a page."""
    with firefox.using_context("chrome"):
        return firefox.execute_script(script, given)


def asked(firefox: Any) -> list[str]:
    """What pages and their workers have asked for so far."""
    addresses: list[str] = inside(firefox, "return window.asked")
    return addresses


def run(firefox: Any, script: str, *given: Any) -> Any:
    """What a script gives that may change the page's own objects too, not only look at them."""
    return firefox.execute_script(script, given, sandbox=None)


def promised(firefox: Any, script: str, *given: Any) -> Any:
    """What the promise of a script becomes."""
    awaited = f"""
        const [...given] = arguments;
        const done = given.pop();
        (async () => {{ {script} }})().then(done, error => done({{failed: String(error)}}));
    """
    return firefox.execute_async_script(awaited, given, sandbox=None)


def wait(firefox: Any, condition: str = ANSWERED, *given: Any) -> Any:
    """Until a script gives something, but no element, which may be gone again; by default, until the calculator has answered to what is in the form."""
    from marionette_driver import Wait

    return Wait(firefox, timeout=120, interval=0.05).until(lambda _: run(firefox, condition, *given))


def wait_until(condition: Callable[[], bool]) -> None:
    """Until something holds outside the page."""
    from marionette_driver import Wait

    Wait(None, timeout=60, interval=0.05).until(lambda _: condition())


def says(firefox: Any, selector: str, text: str) -> None:
    """Until an element of the page tells a text."""
    wait(firefox, "return document.querySelector(arguments[0])?.textContent.includes(arguments[1])", selector, text)


def one(firefox: Any, selector: str) -> Any:
    from marionette_driver import By

    return firefox.find_element(By.CSS_SELECTOR, selector)


def every(firefox: Any, selector: str) -> list[Any]:
    from marionette_driver import By

    found: list[Any] = firefox.find_elements(By.CSS_SELECTOR, selector)
    return found


def press(firefox: Any, selector: str, name: str) -> None:
    """Press the button of a name, as soon as it is there."""
    script = """
        const [selector, name] = arguments;
        return [...document.querySelectorAll(selector)].find(button => button.textContent.startsWith(name));
    """
    wait(firefox, f"{script.replace('return', 'return !!')}", selector, name)
    run(firefox, script, selector, name).click()


def keys(firefox: Any, *typed: str) -> None:
    """Type into what has the focus."""
    firefox.get_active_element().send_keys(*typed)


def fresh(firefox: Any, address: str) -> None:
    """A page loaded anew, also where only its fragment differs from the one before."""
    firefox.navigate("about:blank")
    firefox.navigate(address)


def follow(firefox: Any, site_url: str, visit: Any) -> None:
    """A visit's answer, in the page that is open where it is the calculator's: loading Python takes a second."""
    page = f"{site_url}calculator/"
    fragment = f"#v={visit if isinstance(visit, str) else quote(json.dumps(visit))}"
    if firefox.get_url().split("#")[0] != page:
        firefox.navigate(page + fragment)
    else:
        follows = """
            if (location.hash === given[0]) return;
            await new Promise(done => {
                addEventListener("hashchange", done, {once: true}); // after the calculator's own listener
                location.hash = given[0];
            });
        """
        promised(firefox, follows, fragment)
    wait(firefox)


def lines_of(visit: dict[str, Any]) -> list[list[str]]:
    return [[line["code"], " ".join(line["modifiers"]), str(line["units"])] for line in calculate(visit)["lines"]]


def shown(firefox: Any) -> list[list[str]]:
    lines: list[list[str]] = run(firefox, LINES)
    return lines


def visit_of(*services: tuple[str, int], **fields: Any) -> dict[str, Any]:
    return {**MEDICARE, "services": [{"code": code, "minutes": minutes} for code, minutes in services], **fields}


def test_a_visit_is_typed_and_answered(firefox: Any, site_url: str) -> None:
    firefox.navigate(f"{site_url}calculator/")
    one(firefox, ".rc-clear").click()
    one(firefox, ".rc-row .rc-code").send_keys(f"exercise 20, gait 10a, hands-on 8{ENTER}")
    wait(firefox)
    services = [
        {"code": "97110", "therapist_minutes": 20},
        {"code": "97116", "assistant_minutes": 10},
        {"code": "97140", "therapist_minutes": 8},
    ]
    assert shown(firefox) == lines_of({**MEDICARE, "services": services})
    assert run(firefox, LINK)["services"] == services


def test_a_worker_from_a_blob_may_not_reach_another_origin(firefox: Any, site_url: str, elsewhere: Elsewhere) -> None:
    firefox.navigate(f"{site_url}calculator/")
    said = firefox.execute_async_script(
        """
        const [address, done] = arguments;
        const source = `fetch("${address}").then(() => postMessage("reached"), () => postMessage("refused"))`;
        const worker = new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})), {type: "module"});
        worker.onmessage = ({data}) => done(data);
        """,
        [f"{elsewhere.address}firefox"],
    )
    assert said == "refused"
    assert "/firefox" not in elsewhere.asked


# --- entry ------------------------------------------------------------------------------------------------------------


def test_a_visit_is_entered_corrected_and_taken_back_by_keys_alone(firefox: Any, site_url: str) -> None:
    follow(firefox, site_url, visit_of(("97110", 33)))
    run(firefox, "document.querySelector('.rc-clear').focus()")
    keys(firefox, ENTER)
    keys(firefox, f"exercise 20, gait 10a, manual 8{ENTER}")
    wait(firefox)
    services = [
        {"code": "97110", "therapist_minutes": 20},
        {"code": "97116", "assistant_minutes": 10},
        {"code": "97140", "therapist_minutes": 8},
    ]
    entered = {**MEDICARE, "services": services}
    assert shown(firefox) == lines_of(entered)
    assert run(firefox, f"{AT} return at()") == ["Service 4", "Code or name"]
    wait(firefox, "return document.querySelector('rehab-calculator').past.at(-1).includes('97140')")  # keys have rested
    for key, place in (
        (UP, ["Service 4", "Code or name"]),  # codes have a list to go through
        (ENTER, ["Service 4", "Therapist"]),
        (UP, ["Service 3", "Therapist"]),
        (UP, ["Service 2", "Therapist"]),
        (DOWN, ["Service 3", "Therapist"]),
    ):
        keys(firefox, key)
        assert run(firefox, f"{AT} return at()") == place
    keys(firefox, "0")
    wait(firefox)
    changed = {**MEDICARE, "services": [*services[:2], {"code": "97140", "therapist_minutes": 80}]}
    assert shown(firefox) == lines_of(changed)
    keys(firefox, f"{CONTROL}z")
    wait(firefox)
    assert shown(firefox) == lines_of(entered)
    assert run(firefox, f"{AT} return at()") == ["Service 3", "Therapist"]
    keys(firefox, f"{CONTROL}z")
    wait(firefox, "return document.querySelector('.rc-result').textContent === 'Enter a code and its minutes.'")


def test_rows_of_a_spreadsheet_are_pasted_from_the_clipboard(firefox: Any, site_url: str) -> None:
    follow(firefox, site_url, visit_of(("97110", 33)))
    one(firefox, ".rc-clear").click()
    sheet = "Code\tStart\tEnd\n97110\t9:00\t9:20\n97140\t9:20\t9:30"
    inside(firefox, f"{CLIPBOARD} helper.copyString(arguments[0])", sheet)
    keys(firefox, f"{CONTROL}v")
    wait(firefox, "return document.querySelectorAll('.rc-row').length > 1")
    wait(firefox)
    assert run(firefox, LINK)["services"] == [
        {"code": "97110", "minutes": 20, "start": "09:00", "stop": "09:20"},
        {"code": "97140", "minutes": 10, "start": "09:20", "stop": "09:30"},
    ]
    assert run(firefox, "return document.querySelector('.rc-other').textContent") == ""
    assert shown(firefox) == lines_of(visit_of(("97110", 20), ("97140", 10)))


# --- the answer, its link, copy and paper -------------------------------------------------------------------------------


def test_a_choice_stays_in_the_link_and_back_brings_the_visit_again(firefox: Any, site_url: str) -> None:
    chosen = lines_of({**TIE, "choose": ["97110"]})
    fresh(firefox, f"{site_url}calculator/#v={quote(json.dumps(TIE))}")
    wait(firefox)
    assert shown(firefox) == lines_of(TIE) != chosen
    one(firefox, ".rc-choice button").click()
    wait(firefox)
    assert shown(firefox) == chosen
    assert run(firefox, LINK)["choose"] == ["97110"]
    firefox.refresh()
    wait(firefox)
    assert shown(firefox) == chosen
    one(firefox, ".rc-clear").click()
    wait(firefox, "return !!document.querySelector('.rc-result .rc-empty')")
    run(firefox, "history.back()")
    wait(firefox, "return !!document.querySelector('.rc-claim')")
    wait(firefox)
    assert shown(firefox) == chosen


def test_both_rules_stand_side_by_side_and_findings_come_worst_first(firefox: Any, site_url: str) -> None:
    visit = visit_of(("97530", 16), ("97116", 12), billed=[{"code": "97530", "units": 3, "modifiers": ["GO"]}])
    result = calculate(visit)
    follow(firefox, site_url, visit)
    both = run(firefox, "return document.querySelector('.rc-both').textContent")
    assert result["both_rules"]["says"] in both
    units = run(firefox, "return [...document.querySelectorAll('.rc-both .rc-sum td')].map(cell => cell.textContent)")
    assert units == [str(rule["timed_units"]) for rule in result["both_rules"]["rules"]]
    order = ["error", "warning", "info"]
    found = sorted((finding["severity"] for finding in result["findings"]), key=order.index)
    assert len(set(found)) > 1
    kinds, links = run(firefox, FINDINGS)
    assert kinds == [f"finding finding--{severity}" for severity in found]
    assert len(links) == len(found)
    assert all(link.startswith(f"{site_url}checks/") for link in links)
    fold = run(firefox, "return document.querySelector('.rc-unchecked').textContent")
    assert fold.startswith(f"Not checked, for want of information ({len(result['not_checked'])})")


def test_lines_are_copied_and_where_the_browser_refuses_shown_to_copy_by_hand(firefox: Any, site_url: str) -> None:
    firefox.navigate("about:blank")
    follow(firefox, site_url, TIE)
    text = "Date of service 2026-03-02\n97112 GP 2\n97110 GP 1\nChoice: 97112 of 97112, 97110, which are equal."
    run(firefox, "document.querySelector('.rc-copy button').click()")  # nobody pressed it, so Firefox refuses
    assert wait(firefox, "return document.querySelector('.rc-copy textarea')?.value") == text
    one(firefox, ".rc-copy button").click()
    says(firefox, ".rc-copy", "Text copied.")
    assert inside(firefox, f"{CLIPBOARD} return pasted()") == text
    one(firefox, ".rc-copy button:nth-of-type(2)").click()
    says(firefox, ".rc-copy", "CSV copied.")
    assert "2026-03-02,97112,GP,,,,2" in inside(firefox, f"{CLIPBOARD} return pasted()")


def test_the_audit_sheet_is_printed_on_one_page_with_the_links_picture(firefox: Any, site_url: str) -> None:
    follow(firefox, site_url, TIE)
    wait(
        firefox, "dispatchEvent(new Event('beforeprint')); return !!document.querySelector('.rc-sheet svg.rs-qr path')"
    )
    sheet = run(firefox, "return document.querySelector('.rc-sheet').textContent")
    assert sheet.startswith("Audit sheet")
    for line in calculate(TIE)["lines"]:
        assert line["code"] in sheet
    assert f"{site_url}calculator/#v=" in sheet
    follow(firefox, site_url, visit_of(("97116", 20)))
    pdf = base64.b64decode(firefox._send_message("WebDriver:Print", {"shrinkToFit": False}, key="value"))
    assert pdf.startswith(b"%PDF")
    inflated = b"".join(
        zlib.decompressobj().decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)endstream", pdf, re.S)
    )
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf + inflated)) == 1
    printed = run(firefox, "return document.querySelector('.rc-sheet').textContent")
    assert "97116" in printed, "printing itself lays it out"


def test_a_hostile_link_does_no_harm_and_is_told(firefox: Any, site_url: str) -> None:
    markup = {"code": "<img src=x onerror=alert(1)>", "minutes": "<script>alert(1)</script>"}
    failures = inside(firefox, FAILURES)
    for hostile, selector, told in (
        ({**MEDICARE, "services": [markup]}, ".rc-row", "is no code here"),
        (f"%7B%22x%22:{'[' * 3000}{']' * 3000}%7D", ".rc-other", "nested more than 20 deep"),
        ("%7Bbroken", ".rc-other", "could not be read"),
    ):
        follow(firefox, site_url, hostile)
        says(firefox, selector, told)
        assert run(firefox, "return document.querySelectorAll('rehab-calculator img, .rc script').length") == 0
        follow(firefox, site_url, TIE)
        assert shown(firefox) == lines_of(TIE)
    assert inside(firefox, FAILURES) == failures


# --- other pages --------------------------------------------------------------------------------------------------------


def test_python_comes_when_somebody_is_about_to_use_it_and_not_before(firefox: Any, site_url: str) -> None:
    from marionette_driver.marionette import ActionSequence

    def of_python() -> list[str]:
        return [address for address in asked(firefox)[before:] if PYTHON.search(address)]

    before = len(asked(firefox))
    for path in ("", "calculator/", "counting/", "codes/97116/"):
        firefox.navigate(site_url + path)
        wait(firefox, "return document.readyState === 'complete'")
        keys(firefox, TAB)
        promised(firefox, "await fetch(location.href)")  # what a key has started is on its way by now
    assert len(asked(firefox)) > before
    assert of_python() == []
    mouse = ActionSequence(firefox, "pointer", "mouse", {"pointerType": "mouse"})
    link = one(firefox, "article a[href*='calculator/']")
    run(firefox, "arguments[0].scrollIntoView({block: 'center'})", link)
    mouse.pointer_move(0, 0, origin=link).perform()
    wait_until(lambda: any(address.endswith("python.zip") for address in of_python()))
    before = len(asked(firefox))
    fresh(firefox, f"{site_url}calculator/#v=%7B%7D")
    wait_until(lambda: any(address.endswith("python.zip") for address in of_python()))


def test_an_example_is_changed_in_place_and_computed_anew(firefox: Any, site_url: str) -> None:
    firefox.navigate(f"{site_url}modifiers/CQ/")
    one(firefox, "rehab-try input[aria-label='97110, assistant']").send_keys(f"{CONTROL}a")
    keys(firefox, f"43{UP}")
    wait(
        firefox, "return !!document.querySelector('rehab-try.is-changed:not(.is-old) .example__lines[aria-busy=false]')"
    )
    link = run(firefox, "return decodeURIComponent(document.querySelector('rehab-try .try-it').hash.slice(3))")
    asked_for = json.loads(link)
    assert asked_for["services"][0]["assistant_minutes"] == 44
    rows = run(firefox, ROWS, "rehab-try")
    assert [row for row in rows if row[2] != "0"] == lines_of(asked_for)


def test_the_quiz_grades_an_answer(firefox: Any, site_url: str) -> None:
    fresh(firefox, f"{site_url}quiz/#q=PT-easy-monday")
    wait(firefox, "return document.querySelector('.quiz__desk h2')?.textContent.startsWith('Question 1 of')")
    for units in every(firefox, ".quiz__units"):
        units.send_keys("19")
    keys(firefox, ENTER)
    verdict = wait(firefox, "return document.querySelector('.quiz__verdict').textContent")
    assert verdict.startswith("Not right. ")
    right = [row for row in run(firefox, ROWS, ".quiz__reasons") if row[2] != "0"]
    assert right
    for code, modifiers, number in right:
        assert f"expected {code} {modifiers}: {number} unit" in verdict
    wait(firefox, "return document.activeElement.textContent === 'Next question'")


@pytest.mark.parametrize("path", ["calculator/", "modifiers/CQ/", "quiz/#q=PT-easy-monday", "about/offline/"])
def test_on_a_phone_nothing_scrolls_sideways_and_axe_finds_nothing(firefox: Any, site_url: str, path: str) -> None:
    """The window itself cannot be that narrow, so the browser's part for the page is."""
    try:
        inside(firefox, "gBrowser.selectedBrowser.style.maxWidth = '390px'")
        if path == "calculator/":
            follow(firefox, site_url, {**TIE, "amount_used": "2470.00"})
        else:
            fresh(firefox, site_url + path)
            wait(
                firefox, "return !!document.querySelector('rehab-try input, .quiz__desk h2, .offline__buttons button')"
            )
        wait(firefox, "return innerWidth === 390")
        run(firefox, "document.querySelectorAll('rehab-calculator details').forEach(fold => { fold.open = true; })")
        assert promised(firefox, f"{AXE}; {VIOLATIONS}", OPTIONS["runOnly"]["values"]) == []
        run(firefox, "document.querySelectorAll('article details').forEach(fold => { fold.open = true; })")
        assert run(firefox, "return document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    finally:
        inside(firefox, "gBrowser.selectedBrowser.style.maxWidth = ''")


# --- what can go wrong --------------------------------------------------------------------------------------------------


def test_python_that_is_blocked_or_cut_is_told_and_can_be_tried_again(firefox: Any, own: Site) -> None:
    own.breaks = lambda path: path.endswith("python.zip")
    firefox.navigate(f"{own.url}calculator/#v={quote(json.dumps(TIE))}")
    says(firefox, ".rc-failed", "The calculator could not start")
    assert shown(firefox) == []
    own.breaks = lambda path: False
    [archive] = own.root.glob("assets/calculator/*/python.zip")
    content = archive.read_bytes()
    archive.unlink()  # the built site has the same bytes
    archive.write_bytes(content[: len(content) // 2])
    own.asked.clear()
    press(firefox, ".rc-failed button", "Try again")
    wait_until(lambda: any(path.endswith("python.zip") for path in own.asked))
    says(firefox, ".rc-failed", "The calculator could not start")
    assert run(firefox, "return document.querySelector('.rc-row .rc-code').value") == "97112"
    archive.write_bytes(content)
    os.utime(archive, (time.time() + 10, time.time() + 10))  # the server tells by the second whether a file is newer
    press(firefox, ".rc-failed button", "Try again")
    wait(firefox, "return !document.querySelector('.rc-failed')")
    wait(firefox)
    assert shown(firefox) == lines_of(TIE)


def test_a_worker_that_dies_while_somebody_types_loses_nothing(firefox: Any, site_url: str) -> None:
    fresh(firefox, f"{site_url}calculator/")
    wait(firefox, "return !!document.querySelector('.rc-row .rc-code')")
    run(firefox, MORTAL)
    follow(firefox, site_url, visit_of(("97110", 33)))
    run(firefox, "window.end()")
    one(firefox, ".rc-row .rc-alone .rc-minutes").send_keys(f"{CONTROL}a")
    keys(firefox, "20")
    says(firefox, ".rc-failed", "The calculator did not answer in time.")
    says(firefox, ".rc-failed", "What you entered is kept.")
    assert run(firefox, "return document.querySelector('.rc-row .rc-alone .rc-minutes').value") == "20"
    run(firefox, "window.mend()")
    press(firefox, ".rc-failed button", "Try again")
    wait(firefox)
    assert shown(firefox) == [["97110", "GP", "1"]]


def test_the_next_visit_starts_from_the_kept_memory_and_answers_the_same(firefox: Any, own: Site) -> None:
    [file] = own.root.glob("assets/calculator/*/worker.js")
    script = file.relative_to(own.root).as_posix()
    ready = "self.postMessage({ ready: true,"
    own.change(script, "PAUSE = 3000;", "PAUSE = 0;")
    own.change(script, ready, f"new BroadcastChannel('test').postMessage(Boolean(quick)); {ready}")
    for quick in (False, True):
        firefox.navigate(f"{own.url}counting/")
        assert promised(firefox, QUICK, json.dumps(TIE)) == [quick, web.calculate_text(json.dumps(TIE))]
        wait_until(lambda: promised(firefox, KEPT) == 1)


# --- without a connection, and without anybody else -----------------------------------------------------------------------


def test_a_kept_copy_answers_with_the_server_gone_until_it_is_removed(firefox: Any, own: Site) -> None:
    firefox.navigate(f"{own.url}about/offline/")
    says(firefox, ".offline__state", "Not kept yet.")
    press(firefox, ".offline__buttons button", "Keep for offline use")
    says(firefox, ".offline__state", "Kept on this device")
    own.stop()
    firefox.navigate(f"{own.url}codes/97116/")
    assert run(firefox, "return document.querySelector('h1').textContent").startswith("97116")
    firefox.navigate(f"{own.url}calculator/#v={quote(json.dumps(TIE))}")
    wait(firefox)
    assert shown(firefox) == lines_of(TIE)
    own.start()
    firefox.navigate(f"{own.url}about/offline/")
    says(firefox, ".offline__state", "This site works without a connection.")
    press(firefox, ".offline__buttons button", "Remove")
    says(firefox, ".offline__state", "Removed")
    kept = promised(firefox, "return (await caches.keys()).filter(name => name.startsWith('rehab-rules-offline'))")
    assert kept == []
    assert promised(firefox, "return (await navigator.serviceWorker.getRegistrations()).length") == 0
    own.asked.clear()
    firefox.navigate(f"{own.url}codes/97116/")
    assert "codes/97116/" in own.asked


def test_nothing_that_these_tests_did_has_asked_anybody_else(firefox: Any, site_url: str, elsewhere: Elsewhere) -> None:
    follow(firefox, site_url, TIE)
    mine = asked(firefox)
    assert any(PYTHON.search(address) for address in mine)
    assert [address for address in mine if address.startswith(elsewhere.address)] == []
    assert [address for address in mine if not address.startswith("http://127.0.0.1:")] == []
    assert run(firefox, "return document.cookie") == ""
    assert not [
        entry
        for entry in run(firefox, "return [...Object.keys(localStorage), ...Object.values(localStorage)]")
        if "97110" in entry
    ]
    fresh(firefox, f"{elsewhere.address}page")  # has no policy: what leaves would have been seen
    promised(firefox, "await fetch('control')")
    assert f"{elsewhere.address}control" in asked(firefox)
