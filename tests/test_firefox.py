"""The calculator in Firefox, where the system has one: typed, computed, offered on paper, and bound by the page's policy.

Chromium is tested in full elsewhere; here stands what differs between browsers: modules in workers, compiled
WebAssembly, blobs under a policy, and the keyboard.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from calculator import calculate
from tests.conftest import Elsewhere

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of the driver's own modules
    pytest.mark.xdist_group("calculator"),
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox here (Debian: apt-get install firefox-esr)"),
]

MEDICARE = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
ENTER = "\ue007"
ANSWERED = """
    const result = document.querySelector(".rc-result");
    return result?.getAttribute("aria-busy") === "false" && !document.querySelector(".rc-stale").textContent;
"""
LINES = """
    return [...document.querySelectorAll("table.rc-claim tbody tr")].map(
        row => [0, 2, 3].map(cell => row.cells[cell].textContent.trim()));
"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from marionette_driver.marionette import Marionette

    log = tmp_path_factory.mktemp("firefox") / "gecko.log"  # else it lands in the checkout
    driver = Marionette(bin=FIREFOX, headless=True, startup_timeout=180, gecko_log=str(log))
    driver.start_session()
    driver.timeout.implicit = 30  # the form's script loads after the page
    yield driver
    driver.delete_session()
    driver.cleanup()


def wait(firefox: Any) -> None:
    from marionette_driver import Wait

    Wait(firefox, timeout=120).until(lambda driver: driver.execute_script(ANSWERED))


def lines_of(visit: dict[str, Any]) -> list[list[str]]:
    return [[line["code"], " ".join(line["modifiers"]), str(line["units"])] for line in calculate(visit)["lines"]]


def test_a_visit_is_typed_and_answered(firefox: Any, site_url: str) -> None:
    from marionette_driver import By

    firefox.navigate(f"{site_url}calculator/")
    firefox.find_element(By.CSS_SELECTOR, ".rc-clear").click()
    firefox.find_element(By.CSS_SELECTOR, ".rc-row .rc-code").send_keys(f"exercise 20, gait 10a, hands-on 8{ENTER}")
    wait(firefox)
    services = [
        {"code": "97110", "therapist_minutes": 20},
        {"code": "97116", "assistant_minutes": 10},
        {"code": "97140", "therapist_minutes": 8},
    ]
    assert firefox.execute_script(LINES) == lines_of({**MEDICARE, "services": services})
    sent = firefox.execute_script("return decodeURIComponent(location.hash.slice(3))")
    assert json.loads(sent)["services"] == services


def test_a_link_is_answered_with_a_tie_to_choose(firefox: Any, site_url: str) -> None:
    visit = {**MEDICARE, "services": [{"code": "97112", "minutes": 20}, {"code": "97110", "minutes": 20}]}
    firefox.navigate("about:blank")
    firefox.navigate(f"{site_url}calculator/#v={quote(json.dumps(visit))}")
    wait(firefox)
    assert firefox.execute_script(LINES) == lines_of(visit)
    firefox.execute_script("document.querySelector('[data-is=choice-0]').click()")
    wait(firefox)
    assert firefox.execute_script(LINES) == lines_of({**visit, "choose": ["97110"]})
    firefox.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert "97110" in firefox.execute_script("return document.querySelector('.rc-sheet').textContent")


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
