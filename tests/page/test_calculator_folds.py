"""Below the services: amounts, the patient's year, lines as billed, and a practice's own fees."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from calculator import calculate
from tests.support.axe import faults
from tests.support.calculator import (
    MEDICARE,
    MIXED,
    address,
    follow,
    open_calculator,
    sent_visit,
    start,
    visit,
    wait_for_answer,
)


def test_an_amount_with_a_comma_for_cents_is_refused_not_taken_for_thousands(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33))))
    desk.locator(".rc-more").evaluate("fold => { fold.open = true; }")
    used = desk.get_by_label("Therapy dollars used this year")
    used.fill("2,480.50")
    wait_for_answer(desk)
    assert sent_visit(desk)["amount_used"] == "2480.50"
    used.fill("2480,50")
    desk.get_by_label("Payer").focus()
    expect(used).to_have_attribute("aria-invalid", "true")


def test_with_a_place_there_are_amounts(desk: Page, site_url: str) -> None:
    visit = {**MIXED, "services": [{"code": "97110", "minutes": 23}, {"code": "97010", "minutes": 9}]}
    follow(desk, address(site_url, visit))
    expect(desk.locator(".rc-payment")).to_have_count(0)
    desk.get_by_text("KX, place of service, payment").click()
    desk.get_by_label("Medicare locality").select_option(label="OH: Ohio")
    expected = calculate({**visit, "locality": "15202-00"})["payment"]
    table = desk.locator(".rc-payment table")
    expect(table.locator("caption")).to_have_text("Amounts in USD, Ohio, OH")
    expect(table.locator("tfoot td")).to_have_text([expected["allowed"], expected["medicare"], expected["patient"]])
    expect(table.locator("tbody tr").nth(1)).to_contain_text("no price")
    desk.evaluate("scrollTo(0, 0)")  # what the page's header covers is too small to be pressed
    assert faults(desk) == []


def test_what_decides_amounts_beside_the_place_is_entered_in_the_form(desk: Page, site_url: str) -> None:
    follow(desk, address(site_url, visit(("97110", 33), locality="15202-00")))
    desk.get_by_label("QP in an Advanced APM").check()
    desk.get_by_label("Non-PAR provider").check()
    others = desk.get_by_label("Other disciplines' lines that day")
    others.fill("97530 GO 2\n97535 1")
    desk.get_by_label("Part B deductible remaining").focus()
    problem = others.locator("xpath=following-sibling::*[contains(@class, 'rc-wrong')]")
    expect(problem).to_have_text("Each line needs GP, GO or GN, which tells whose it is.")
    others.fill("97530 GO 2\n92507 GN 1")
    wait_for_answer(desk)
    expect(problem).to_be_empty()
    whole = visit(("97110", 33), locality="15202-00", apm=True, participating=False)
    whole["other_visits"] = [
        {"discipline": "OT", "lines": [{"code": "97530", "units": 2, "modifiers": ["GO"]}]},
        {"discipline": "SLP", "lines": [{"code": "92507", "units": 1, "modifiers": ["GN"]}]},
    ]
    assert sent_visit(desk) == whole
    payment = calculate(whole)["payment"]
    expect(desk.locator(".rc-payment tfoot td").first).to_have_text(payment["allowed"])
    whole["other_visits"][1]["start"], whole["other_visits"][1]["stop"] = "09:00", "09:30"
    follow(desk, address(site_url, whole))
    expect(others).to_have_value("")
    expect(desk.locator(".rc-carried")).to_contain_text("other visits")
    assert sent_visit(desk) == whole


def test_lines_as_billed_are_answered_where_they_are_entered(desk: Page, site_url: str) -> None:
    start(desk, site_url)
    desk.keyboard.type("97530 30, 97110 15a\n")
    desk.get_by_label("Date of service").fill("2026-10-05")  # a day that the loaded tables of pairs are for
    desk.get_by_text("Audit a claim", exact=True).click()
    billed = desk.get_by_label("Lines to be billed")
    fold = desk.locator(".rc-audit")
    billed.fill("97530 GP 2 units, 97110 GP 1 unit")  # with a comma, as services are entered
    wait_for_answer(desk)
    expect(fold.get_by_role("button")).to_have_text("1 error in these lines")
    expect(desk.locator(".rc-found")).to_contain_text("1 error in the lines to be billed")
    fold.get_by_role("button").click()
    expect(desk.locator(".rc-findings")).to_be_focused()
    expect(desk.locator(".rc-findings")).to_contain_text(re.compile("Billed line 2.*1 of 1 unit.*CQ"))
    billed.fill("97530 GP 2\n97110 GP CQ 1")
    wait_for_answer(desk)
    expect(desk.locator(".rc-found")).to_have_class(re.compile("rc-clean"))
    expect(fold.locator("p.rc-hint").last).to_contain_text(desk.locator(".rc-found").inner_text())


def test_the_year_adds_visits_tells_where_kx_starts_and_goes_into_a_file(
    page: Page, site_url: str, tmp_path: Path
) -> None:
    one = visit(("97110", 33), ("97140", 20), amount_used="2350.00", locality="13202-01")
    open_calculator(page, address(site_url, one))
    page.get_by_text("KX tracker", exact=True).click()
    year = page.locator(".rc-year")
    expect(year).to_contain_text("KX above $2,480.00")
    expect(year).not_to_contain_text("KX starts")
    allowed = calculate(one)["payment"]["allowed"]
    year.get_by_role("button", name="Add this visit").click()
    wait_for_answer(page)
    used = f"{2350 + float(allowed):.2f}"
    assert sent_visit(page) == {**one, "amount_used": used, "services": []}, "it would be counted twice"
    expect(page.get_by_role("group", name="Service 1").get_by_label("Code or name")).to_be_focused()
    page.keyboard.type("97110 33, 97140 20\n")
    wait_for_answer(page)
    second = calculate({**one, "amount_used": used})
    first = next(number for number, line in enumerate(second["lines"], 1) if "KX" in line["modifiers"])
    expect(year).to_contain_text(f"KX starts at line {first}")
    with page.expect_download() as download:
        year.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "year.json"
    download.value.save_as(file)
    page.get_by_label("Therapy dollars used this year").fill("0")
    year.get_by_label("Open a saved year").set_input_files(file)
    expect(year).to_contain_text("Opened: 1 visit.")
    wait_for_answer(page)
    assert sent_visit(page)["amount_used"] == used
    expect(year.locator("li")).to_contain_text([f"2026-03-02, PT: ${allowed}"])


def test_another_patient_begins_at_nothing_in_both_buckets(desk: Page, site_url: str) -> None:
    one = visit(("97110", 33), amount_used="100.00", locality="15202-00", apm=True, participating=False)
    follow(desk, address(site_url, one))
    wait_for_answer(desk)
    year = desk.locator(".rc-year")
    desk.locator(".rc-standing").evaluate("fold => { fold.open = true; }")
    year.get_by_role("button", name="Add this visit").click()
    desk.get_by_label("Plan of care").select_option("OT")
    expect(year).to_contain_text("Physical therapy and speech therapy: $1")
    desk.get_by_role("button", name="Start over").click()
    expect(year).to_contain_text("Physical therapy and speech therapy: $0.00")
    expect(year).to_contain_text("Occupational therapy: $0.00")
    practice = {**MEDICARE, "discipline": "OT", "locality": "15202-00", "apm": True, "participating": False}
    assert sent_visit(desk) == {**practice, "services": []}


def test_an_own_fee_table_gives_amounts_for_any_payer(page: Page, site_url: str) -> None:
    requests: list[str] = []
    open_calculator(page, address(site_url, visit(("97110", 33), ("97140", 7), ("97161", 30), payer="midpoint")))
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_text("Your own codes and fees").click()
    table = b'code,fee\n97110,35.10\n97140,"1,000.05"\nnonsense\n'
    page.get_by_label("Fee table").set_input_files({"name": "fees.csv", "mimeType": "text/csv", "buffer": table})
    wait_for_answer(page)
    amounts = page.locator(".rc-payment", has_text="At your fees")
    expect(amounts).to_contain_text("fees.csv")
    expect(amounts.locator("tr", has_text="97110")).to_contain_text("70.20")
    expect(amounts.locator("tr", has_text="97161")).to_contain_text("not in your table")
    expect(amounts.locator("tfoot")).to_contain_text("70.20")
    expect(amounts).to_contain_text("8-minute rule 1,070.25, rule of eights 70.20")
    expect(page.locator(".rc-own")).to_contain_text("Line 4: found “nonsense”")
    assert [url for url in requests if not re.search(r"uqr|favicon", url)] == []
