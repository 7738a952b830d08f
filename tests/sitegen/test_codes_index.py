"""The index of codes: filtered by what is chosen, which stands in the address; whole without scripts."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from calculator.model import Rules

ROWS = ".filter-row:visible"


def shown(page: Page) -> list[str]:
    return [text.split()[0] for text in page.locator(f"{ROWS} .codes__name").all_inner_texts()]


def test_each_choice_narrows_the_list_and_stands_in_the_address(page: Page, site_url: str, rules: Rules) -> None:
    page.goto(f"{site_url}codes/")
    page.get_by_label("Discipline").select_option("SLP")
    page.get_by_label("Timed").select_option("timed")
    expected = {
        key
        for key, code in rules.codes.items()
        if "SLP" in code.disciplines.usual and code.counting[-1].kind == "timed"
    }
    assert set(shown(page)) == expected
    assert page.url == f"{site_url}codes/?discipline=SLP&counted=timed"
    expect(page.get_by_role("status")).to_have_text(f"{len(expected)} codes")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(ROWS)).to_have_count(len(rules.codes))
    assert page.url == f"{site_url}codes/"


def test_a_shared_address_shows_the_same_list(page: Page, site_url: str, rules: Rules) -> None:
    page.goto(f"{site_url}codes/?group=wound-care&find=ultrasound")
    assert set(shown(page)) == {"0183T", "97610"}
    assert page.get_by_label("Group").input_value() == "wound-care"


def test_back_from_a_code_leads_to_the_list_as_it_was(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}codes/?list=sometimes&medicare=bundled")
    before = shown(page)
    assert "97602" in before
    page.get_by_role("link", name="97602").first.click()
    page.wait_for_url(f"{site_url}codes/97602/")
    page.go_back()
    page.wait_for_url(f"{site_url}codes/?list=sometimes&medicare=bundled")
    expect(page.locator(ROWS)).to_have_count(len(before))


def test_a_modifier_shows_the_codes_it_may_stand_on(page: Page, site_url: str, rules: Rules) -> None:
    page.goto(f"{site_url}codes/?modifier=GN")
    assert set(shown(page)) == {key for key, code in rules.codes.items() if "SLP" in code.disciplines.usual}


def test_the_checks_are_filtered_in_the_same_way(page: Page, site_url: str, rules: Rules) -> None:
    page.goto(f"{site_url}checks/?severity=error&subject=pairs&for=medicare")
    names = {
        check.name
        for check in rules.checks.values()
        if check.severity == "error"
        and check.subject == "pairs"
        and (not check.payers or check.elsewhere or "medicare" in check.payers)
    }
    assert set(page.locator(f"{ROWS} td:first-child a").all_inner_texts()) == names
    expect(page.get_by_role("status")).to_have_text(f"{len(names)} checks")
    page.goto(f"{site_url}checks/?find=certification+late")
    assert page.locator(f"{ROWS} td:first-child a").all_inner_texts() == [
        "Certification later than it may be",
        "Verbal certification signed too late",
    ]


def test_without_scripts_the_whole_list_is_there(browser: Browser, site_url: str, rules: Rules) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}codes/?discipline=SLP")
    assert page.locator(".filter-row").count() == len(rules.codes)
    assert not page.locator(".filter form").is_visible()
    context.close()
