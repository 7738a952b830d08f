"""The site in Firefox, where the system has one: what browsers do in different ways.

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
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from calculator import calculate
from tests.support.firefox import WATCH, asked, fresh, inside, keys, one, press, promised, run, says, wait, wait_until
from tests.support.offline_site import SMALL, Site, part_of
from tests.support.server import Elsewhere

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of the driver's own modules
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox here (Debian: apt-get install firefox-esr)"),
]

MEDICARE = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
ENTER = "\ue007"
TAB = "\ue004"
UP = "\ue013"
DOWN = "\ue015"
CONTROL = "\ue009"
LINES = """
    return [...document.querySelectorAll("table.rc-claim tbody tr")].map(
        row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()));
"""


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

LINK = "return JSON.parse(decodeURIComponent(location.hash.slice(3)))"
TIE = {**MEDICARE, "services": [{"code": "97112", "minutes": 20}, {"code": "97110", "minutes": 20}]}
PYTHON = re.compile(r"/assets/calculator/[0-9a-f]{16}/")


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
