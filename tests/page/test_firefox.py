"""The site in Firefox, where the system has one: what browsers do in different ways.

What differs between browsers is met on the way: modules in workers, compiled WebAssembly, blobs under a policy, the
keyboard, the clipboard, printing, and what is kept on the device. What fails and how is tested in Chromium.
"""

from __future__ import annotations

import base64
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.calculator import MEDICARE, TIE, address, computed_lines, visit
from tests.support.firefox import WATCH, asked, inside, keys, one, press, promised, run, says, wait
from tests.support.offline_site import SMALL, Site, part_of
from tests.support.server import Elsewhere

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of the driver's own modules
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox here (Debian: apt-get install firefox-esr)"),
]

ENTER, UP, CONTROL = "\ue007", "\ue013", "\ue009"
LINES = """
    return [...document.querySelectorAll("table.rc-claim tbody tr")].map(
        row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()));
"""
AT = """
    const input = document.activeElement;
    return [input.closest(".rc-row").getAttribute("aria-label"), document.querySelector(`label[for="${input.id}"]`).textContent];
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
    """A few pages with the calculator on a server of their own, which can be stopped."""
    yield from part_of(built_site, tmp_path, (*SMALL, "calculator"))


def follow(firefox: Any, site_url: str, visit: dict[str, Any]) -> None:
    """Open a visit in a page loaded anew, and wait for its answer."""
    firefox.navigate("about:blank")
    firefox.navigate(address(site_url, visit))
    wait(firefox)


def test_a_worker_from_a_blob_may_not_reach_another_origin(firefox: Any, site_url: str, elsewhere: Elsewhere) -> None:
    firefox.navigate(f"{site_url}calculator/")
    script = """
        const source = `fetch("${given[0]}").then(() => postMessage("reached"), () => postMessage("refused"))`;
        const worker = new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})), {type: "module"});
        return new Promise(done => { worker.onmessage = ({data}) => done(data); });
    """
    assert promised(firefox, script, f"{elsewhere.address}firefox") == "refused"
    assert "/firefox" not in elsewhere.asked


def test_a_visit_is_entered_corrected_and_taken_back_by_keys_alone(firefox: Any, site_url: str) -> None:
    follow(firefox, site_url, visit(("97110", 33)))
    run(firefox, "document.querySelector('.rc-clear').focus()")
    keys(firefox, ENTER)
    keys(firefox, f"exercise 20, gait 10a, manual 8{ENTER}")
    wait(firefox)
    told = (("97110", "therapist", 20), ("97116", "assistant", 10), ("97140", "therapist", 8))
    services = [{"code": code, f"{person}_minutes": minutes} for code, person, minutes in told]
    entered = {**MEDICARE, "services": services}
    assert run(firefox, LINES) == computed_lines(entered)
    wait(firefox, "return document.querySelector('rehab-calculator').past.at(-1).includes('97140')")  # keys have rested
    keys(firefox, UP)
    assert run(firefox, AT) == ["Service 4", "Code or name"], "codes have a list to go through"
    keys(firefox, ENTER)
    keys(firefox, UP)
    assert run(firefox, AT) == ["Service 3", "Therapist"]
    keys(firefox, "0")
    wait(firefox)
    assert run(firefox, LINES) == computed_lines(
        {**MEDICARE, "services": [*services[:2], {"code": "97140", "therapist_minutes": 80}]}
    )
    keys(firefox, f"{CONTROL}z")
    wait(firefox)
    assert run(firefox, LINES) == computed_lines(entered)
    assert run(firefox, AT) == ["Service 3", "Therapist"]


def test_rows_of_a_spreadsheet_are_pasted_from_the_clipboard(firefox: Any, site_url: str) -> None:
    follow(firefox, site_url, visit(("97110", 33)))
    one(firefox, ".rc-clear").click()
    sheet = "Code\tStart\tEnd\n97110\t9:00\t9:20\n97140\t9:20\t9:30"
    inside(firefox, f"{CLIPBOARD} helper.copyString(arguments[0])", sheet)
    keys(firefox, f"{CONTROL}v")
    wait(firefox, "return document.querySelectorAll('.rc-row').length > 1")
    wait(firefox)
    assert run(firefox, LINES) == computed_lines(visit(("97110", 20), ("97140", 10)))


def test_lines_are_copied_and_where_the_browser_refuses_shown_to_copy_by_hand(firefox: Any, site_url: str) -> None:
    follow(firefox, site_url, TIE)
    text = "Date of service 2026-03-02\n97112 GP 2\n97110 GP 1\nChoice: 97112 of 97112, 97110, which are equal."
    run(firefox, "document.querySelector('.rc-copy button').click()")  # no one pressed it, so Firefox refuses
    assert wait(firefox, "return document.querySelector('.rc-copy textarea')?.value") == text
    one(firefox, ".rc-copy button").click()
    says(firefox, ".rc-copy", "Text copied.")
    assert inside(firefox, f"{CLIPBOARD} return pasted()") == text


def test_the_audit_sheet_is_printed_on_one_page(firefox: Any, site_url: str) -> None:
    follow(firefox, site_url, visit(("97116", 20)))
    pdf = base64.b64decode(firefox._send_message("WebDriver:Print", {"shrinkToFit": False}, key="value"))
    streams = re.findall(rb"stream\r?\n(x.*?)endstream", pdf, re.DOTALL)
    inflated = b"".join(zlib.decompressobj().decompress(stream) for stream in streams)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf + inflated)) == 1
    printed = run(firefox, "return document.querySelector('.rc-sheet').textContent")
    assert "97116" in printed, "printing itself lays it out"


def test_a_kept_copy_answers_with_the_server_gone_until_it_is_removed(firefox: Any, own: Site) -> None:
    firefox.navigate(f"{own.url}about/offline/")
    says(firefox, ".offline__state", "Not kept yet.")
    press(firefox, ".offline__buttons button", "Keep for offline use")
    says(firefox, ".offline__state", "Kept on this device")
    own.stop()
    follow(firefox, own.url, TIE)
    assert run(firefox, LINES) == computed_lines(TIE)
    own.start()
    firefox.navigate(f"{own.url}about/offline/")
    press(firefox, ".offline__buttons button", "Remove")
    says(firefox, ".offline__state", "Removed")
    assert (
        promised(firefox, "return (await caches.keys()).filter(name => name.startsWith('rehab-rules-offline'))") == []
    )
    assert promised(firefox, "return (await navigator.serviceWorker.getRegistrations()).length") == 0
    own.asked.clear()
    firefox.navigate(f"{own.url}codes/97116/")
    assert "codes/97116/" in own.asked


def test_nothing_that_these_tests_did_has_asked_anybody_else(firefox: Any, site_url: str, elsewhere: Elsewhere) -> None:
    follow(firefox, site_url, TIE)
    mine = asked(firefox)
    assert any("/assets/calculator/" in address for address in mine)
    assert [at for at in mine if at.startswith(elsewhere.address) or not at.startswith("http://127.0.0.1:")] == []
    assert run(firefox, "return document.cookie") == ""
    assert "97110" not in run(firefox, "return JSON.stringify(localStorage)")
    firefox.navigate(f"{elsewhere.address}page")  # has no policy: what leaves would have been seen
    promised(firefox, "await fetch('control')")
    assert f"{elsewhere.address}control" in asked(firefox)
