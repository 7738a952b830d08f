"""Files of claims in the page: the command line's very bytes, by keyboard, and nothing leaves or stays."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, FilePayload, Page, expect

from calculator import default_rules
from calculator.audit.tell import as_csv
from calculator.audit.workbook import rows_of_workbook
from calculator.claims.worklist import audit
from tests.support.axe import faults
from tests.support.claim_files import Day, Sent, claims, interchange, many, table
from tests.support.cms_files import as_workbook
from tests.support.paths import TESTS

SAMPLES = {path.name: path.read_bytes() for path in sorted((TESTS / "data" / "claims").glob("*.edi"))}
OHIO = "15202-00"
VISIT = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [{"code": "97110", "minutes": 20}],
    "billed": [{"code": "97110", "units": 2, "modifiers": ["GP"]}],
}
VISITS = many(30)
FAULTY = Day("P1", date(2026, 3, 2), (Sent("97110", 2), Sent("97140", 1, ("GP",))), account="ACCOUNT77")
MINUTES = b"Account,Date,CPT Code,Minutes\nACCOUNT77,3/2/2026,97110,20\nACCOUNT77,3/2/2026,97140,15\n"


def payload(files: dict[str, bytes]) -> list[FilePayload]:
    return [{"name": name, "mimeType": "", "buffer": data} for name, data in files.items()]


def begin(page: Page, site_url: str, asked: list[str] | None = None) -> None:
    def accept(dialog: Dialog) -> None:  # the browser asks before a worklist is lost
        if asked is not None:
            asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto(f"{site_url}check-claims/")
    expect(page.get_by_role("button", name="Check files")).to_be_disabled()


def checked(page: Page, files: dict[str, bytes], minutes: dict[str, bytes] | None = None, **chosen: str | bool) -> None:
    """Check files in a page that was begun, and wait for the worklist."""
    if page.get_by_role("button", name="Change files or settings").is_visible():
        page.get_by_role("button", name="Change files or settings").click()
    while (remove := page.get_by_role("button", name=re.compile("^Remove "))).count():
        remove.first.click()
    for name in ("payer", "locality"):
        page.locator(f"#cl-{name}").select_option(str(chosen.get(name, "")))
    page.get_by_label("Show and export account numbers").set_checked(bool(chosen.get("accounts")))
    page.get_by_label("choose files").set_input_files(payload(files))
    if minutes:
        page.get_by_label("Add a table with minutes").set_input_files(payload(minutes))
    page.get_by_role("button", name=re.compile("^Check [0-9]")).click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible(timeout=60_000)


def saved(page: Page, button: str | re.Pattern[str]) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.path().read_bytes()


def by_command(files: dict[str, bytes], minutes: dict[str, bytes] | None = None, **settings: Any) -> bytes:
    made = audit([*files.values()], settings, default_rules(), [*(minutes or {}).values()])
    return (json.dumps(made, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


@pytest.fixture(scope="module")
def desk(browser: Browser, site_url: str) -> Iterator[Page]:
    """A page that is used for several worklists, one after the other."""
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        begin(page, site_url)
        yield page


CASES: dict[str, tuple[dict[str, bytes], dict[str, bytes], dict[str, Any]]] = {
    **{name: ({name: data}, {}, {}) for name, data in SAMPLES.items()},
    "all samples, with amounts": (SAMPLES, {}, {"payer": "medicare-part-b", "locality": OHIO}),
    "837 in parts, with accounts": ({"a.837": claims(VISITS)}, {}, {"locality": OHIO, "accounts": True}),
    "table": ({"a.csv": table(VISITS)}, {}, {"locality": OHIO}),
    "visits": ({"a.jsonl": (json.dumps(VISIT) + "\nno JSON\n").encode()}, {}, {}),
    "minutes joined": ({"a.837": claims([FAULTY])}, {"minutes.csv": MINUTES}, {"payer": "medicare-part-b"}),
    "files that are none": (
        {
            "page.html": b"<html>not claims</html>",
            "old.837": interchange(["BHT*0019"], version="004010X098A1"),
            "cut.837": claims(VISITS[:3])[:-700],
            "noise.bin": bytes(range(256)) * 20,
            "empty.csv": b"",
            "odd.csv": "Patient ID,Date,CPT Code,Units\n1,soon,97110,1\n2,3/2/2026,97110,1.5\nJosé,46083,97110.0,2\n".encode("cp1252"),
            "good.837": claims([FAULTY]),
        },
        {},
        {"payer": "medicare-part-b"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_page_gives_the_bytes_of_the_command_line(desk: Page, name: str) -> None:
    files, minutes, settings = CASES[name]
    checked(desk, files, minutes, **settings)
    assert saved(desk, "Save everything (JSON)") == by_command(files, minutes, **settings)
    if json.loads(by_command(files, minutes, **settings))["items"]:
        made = audit([*files.values()], settings, default_rules(), [*minutes.values()])
        assert saved(desk, re.compile("Save .* for a spreadsheet")).decode() == as_csv(made)


BOOK = as_workbook(
    Cover=[["Clinic report"], ["made", time(9, 30)]],
    Visits=[
        ["Report of March"],
        [],
        [
            "Patient ID",
            "Account",
            "DOS",
            "CPT Code",
            "Modifiers",
            "Units",
            "Minutes",
            "Diagnosis",
            "Timed",
            "From",
            "Payer",
        ],
        ["P1", "0042", date(2026, 3, 2), "97110", "GP", "2", "20", "M54.50", True, time(9, 0), "Medicare"],
        ["P1", "0042", date(2026, 3, 2), "97140", "", "1.5", "15.25", " M54.50 ", False, time(9, 20), "Medicare"],
        ["", "", "", "", "", "", "", "", "", "", ""],
        ["P2", "43", "3/4/2026", "G0283", "GP", "1.0", "12", "", "", "", "=SUM(A1)"],
    ],
)


def test_a_workbook_is_read_cell_by_cell_as_the_command_line_reads_it(desk: Page) -> None:
    read = desk.evaluate(
        """async (bytes) => {
            const { sheetsOf } = await import(new URL("../assets/claims/workbook.js", location.href));
            return JSON.parse(await sheetsOf(new File([new Uint8Array(bytes)], "a.xlsx")));
        }""",
        list(BOOK),
    )
    rows = rows_of_workbook(BOOK, {})
    assert [[*row, *[""] * (11 - len(row))] for row in read[1]] == [[*row] for row in rows]


def test_a_workbook_gives_the_bytes_of_the_command_line(desk: Page) -> None:
    checked(desk, {"march.xlsx": BOOK, "a.csv": table(VISITS[:3])}, payer="medicare-part-b")
    files = [rows_of_workbook(BOOK, {}), table(VISITS[:3])]
    made = audit(files, {"payer": "medicare-part-b"}, default_rules())
    assert json.loads(saved(desk, "Save everything (JSON)")) == json.loads(json.dumps(made))
    assert made["visits"]


def test_what_only_begins_like_a_workbook_is_refused(desk: Page) -> None:
    desk.get_by_role("button", name="Forget everything").click()
    desk.get_by_label("choose files").set_input_files(payload({"broken.xlsx": BOOK[:300]}))
    desk.get_by_role("button", name="Check 1 file").click()
    expect(desk.locator(".cl-said")).to_contain_text("broken.xlsx: found no workbook", timeout=60_000)
    desk.get_by_role("button", name="Remove broken.xlsx").click()


def test_bad_files_are_told_with_place_and_all_else_is_read(desk: Page) -> None:
    files, _, settings = CASES["files that are none"]
    checked(desk, files, **settings)
    told = desk.locator(".cl-problems").inner_text()
    for words in ("File 1, the file: found a web page", "4010", "File 6, row 2"):
        assert words in told
    assert (
        "every part and line of the files is accounted for" in desk.locator(".cl-account caption").inner_text().lower()
    )
    expect(desk.locator(".cl-open").filter(has_text="GP, GO or GN missing").first).to_be_visible()


def test_a_table_with_unknown_headers_is_asked_about_and_then_read(desk: Page) -> None:
    checked(desk, {"own.csv": b"Pt,Svc Dt,Proc,Qty\n1,3/2/2026,97110,2\n"}, payer="medicare-part-b")
    for column, field in (("Pt", "patient"), ("Svc Dt", "date"), ("Proc", "code"), ("Qty", "units")):
        desk.get_by_role("region", name="Columns of file 1").get_by_label(column).select_option(field)
    assert json.loads(saved(desk, "Save these columns as a file")) == {
        "Pt": "patient",
        "Svc Dt": "date",
        "Proc": "code",
        "Qty": "units",
    }
    desk.get_by_role("button", name="Check again").click()
    expect(desk.locator(".cl-open")).to_have_text(["GP, GO or GN missing", "Discipline not shown"])


def forgotten(page: Page) -> None:
    """Begin anew, if there is a worklist."""
    forget = page.get_by_role("button", name="Forget everything")
    if forget.is_visible():
        forget.click()


def test_a_file_is_taken_wherever_it_is_dropped(desk: Page) -> None:
    forgotten(desk)
    dropped = desk.evaluate_handle(
        "text => { const all = new DataTransfer(); all.items.add(new File([text], 'a.837')); return all; }",
        claims([FAULTY]).decode(),
    )
    for place in ("h1", ".cl-drop"):
        desk.dispatch_event(place, "drop", {"dataTransfer": dropped})
    expect(desk.locator(".cl-files li")).to_have_count(2)
    desk.get_by_role("button", name="Check 2 files").click()
    expect(desk.get_by_role("heading", name="What was found")).to_be_focused(timeout=60_000)
    assert saved(desk, "Save everything (JSON)") == by_command({"a": claims([FAULTY]), "b": claims([FAULTY])})


def test_a_pasted_block_is_read_like_a_file(desk: Page) -> None:
    forgotten(desk)
    desk.get_by_text("Paste a block instead").click()
    desk.get_by_label("Claims, rows with a header").fill(claims([FAULTY]).decode())
    desk.get_by_role("button", name="Add the pasted text").click()
    desk.get_by_role("button", name="Check 1 file").click()
    expect(desk.get_by_role("heading", name="What was found")).to_be_focused(timeout=60_000)
    assert saved(desk, "Save everything (JSON)") == by_command({"": claims([FAULTY])})


def test_everything_can_be_done_by_keyboard(page: Page, site_url: str) -> None:
    page.on("filechooser", lambda _: None)  # from now on the browser hands choosers over, and shows none itself
    begin(page, site_url)
    page.get_by_label("choose files").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(payload({"many.csv": table(VISITS), "one.837": claims([FAULTY])}))
    page.get_by_role("button", name="Check 2 files").press("Enter")
    expect(page.get_by_role("heading", name="What was found")).to_be_focused(timeout=60_000)
    made = json.loads(by_command({"many.csv": table(VISITS), "one.837": claims([FAULTY])}))

    page.get_by_label("Check", exact=True).focus()
    page.get_by_label("Check", exact=True).select_option("more-units-than-minutes")
    wanted = [item for item in made["items"] if item["check"] == "more-units-than-minutes"]
    expect(page.locator(".cl-told [role=status]")).to_have_text(f"{len(wanted)} of {len(made['items'])} findings")
    found = page.locator(".cl-open")
    expect(found).to_have_count(len(wanted))
    expect(found.first).to_have_text(made["names"]["more-units-than-minutes"])
    found.first.focus()
    page.keyboard.press("ArrowDown")
    expect(found.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    visit = next(one for one in made["visits"] if one["visit"] == wanted[1]["visit"])
    expect(page.get_by_role("heading", name=f"Visit {visit['visit']}:")).to_be_focused()
    lines = page.get_by_role("table", name="Lines as billed")
    expect(lines.get_by_role("row")).to_have_count(len(visit["lines"]) + 1)
    page.get_by_text("Step by step").press("Enter")
    expect(page.locator(".cl-visit .derivation > li").first).to_be_visible()
    link = page.get_by_role("link", name="Open in the calculator").get_attribute("href") or ""
    assert "/calculator/#v=" in link
    page.keyboard.press("Escape")
    expect(found.nth(1)).to_be_focused()

    code = wanted[0]["code"]
    page.get_by_role("searchbox", name="Search").fill(code)
    rows = list(csv.DictReader(io.StringIO(saved(page, "Save these for a spreadsheet (CSV)").decode())))
    assert [row["number"] for row in rows] == [str(item["number"]) for item in wanted if code in str(item)]
    page.get_by_role("button", name="Compute corrected lines").press("Enter")
    expect(page.get_by_role("button", name="Save the lines of")).to_be_focused(timeout=60_000)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert re.search(r"^\d{5} .*x \d+$", download.value.path().read_text("utf-8"), re.MULTILINE)


SECRETS = ("ACCOUNT77", "SAMPLE", "PATP1", "SAMPLETOWN", "1234567893", "19500102")
"""Of the made claims: an account, names, a town, an NPI, a birth date."""

STORED = """async () => ({
    local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie, state: history.state, address: location.href,
    databases: (await indexedDB.databases()).map(({ name }) => name), caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def test_nothing_leaves_and_nothing_stays(context: BrowserContext, page: Page, site_url: str) -> None:
    begin(page, site_url)
    before = page.evaluate(STORED)
    requests: list[Any] = []
    context.on("request", lambda request: requests.append(request))  # sees the requests of workers too
    checked(page, {"Jane Roe.837": claims([FAULTY, *VISITS])}, {"minutes.csv": MINUTES}, payer="medicare-part-b", locality=OHIO)  # fmt: skip
    page.locator(".cl-open").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Visit "))).to_be_visible()
    expect(page.locator(".cl-lines")).to_be_visible()
    saved(page, "Save everything (JSON)")
    origin = site_url.removesuffix("rehab-rules/")
    for request in requests:
        assert request.url.startswith((origin, f"blob:{origin}", "data:")), request.url
        assert request.method == "GET"
        assert request.post_data is None
        assert "?" not in request.url
        assert "#" not in request.url
        assert not any(word in request.url for word in (*SECRETS, "97110", "Jane")), request.url
    assert page.evaluate(STORED) == before
    assert context.cookies() == []
    shown = page.locator("rehab-claims").inner_text()
    assert not any(word in shown for word in SECRETS)
    assert not any(word in page.content() for word in SECRETS)


def test_without_network_files_are_checked_as_before(context: BrowserContext, page: Page, site_url: str) -> None:
    begin(page, site_url)
    checked(page, {"a.837": claims([FAULTY])})
    context.set_offline(True)
    files = {"b.837": claims(VISITS)}
    checked(page, files)
    assert saved(page, "Save everything (JSON)") == by_command(files)
    page.locator(".cl-open").first.click()
    expect(page.locator(".cl-lines")).to_be_visible()


def test_account_numbers_are_shown_where_they_are_switched_on(page: Page, site_url: str) -> None:
    begin(page, site_url)
    checked(page, {"a.837": claims([FAULTY])}, accounts=True)
    page.locator(".cl-open").first.click()
    expect(page.locator(".cl-visit")).to_contain_text("ACCOUNT77")
    link = page.get_by_role("link", name="Open in the calculator").get_attribute("href") or ""
    assert "ACCOUNT77" not in link
    assert "ACCOUNT77" in saved(page, re.compile("Save all for a spreadsheet")).decode()


def test_a_check_can_be_stopped_and_made_again(page: Page, site_url: str) -> None:
    begin(page, site_url)
    page.get_by_label("choose files").set_input_files(payload({"many.csv": table(many(2000))}))
    page.get_by_role("button", name="Check 1 file").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status").filter(has_text="Stopped")).to_be_visible()
    checked(page, {"a.837": claims([FAULTY])})
    expect(page.get_by_role("heading", name="What was found")).to_be_focused()


def test_a_worklist_is_not_lost_without_a_question(page: Page, site_url: str) -> None:
    asked: list[str] = []
    begin(page, site_url, asked)
    checked(page, {"a.837": claims([FAULTY])})
    page.reload()
    assert asked == ["beforeunload"]
    page.reload()
    assert asked == ["beforeunload"], "where nothing can be lost nobody is asked"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_from_the_drop_zone_to_a_visit(
    browser: Browser, site_url: str, scheme: Any, width: int
) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        begin(page, site_url)
        assert faults(page) == []
        checked(page, SAMPLES | {"a.csv": table(VISITS), "b.html": b"<html>"}, payer="medicare-part-b", locality=OHIO)
        page.locator(".cl-open").first.click()
        expect(page.locator(".cl-lines")).to_be_visible()
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"


def test_without_scripts_the_command_line_is_named(built_site: Path) -> None:
    html = (built_site / "check-claims" / "index.html").read_text(encoding="utf-8")
    assert re.search(r"<noscript>.*about/claim-files/.*</noscript>", html, re.DOTALL)
