"""Choosers: one question at a time by keyboard, all of them without scripts, and nothing of an answer in the address."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

PATH = "choosers/evaluation-level/"


def heading(page: Page) -> str:
    """The question or outcome on screen."""
    shown = page.locator("rehab-chooser section:visible h2")
    expect(shown).to_have_count(1)
    return shown.inner_text()


def answer(page: Page, *labels: str) -> None:
    """Answer one question after the other by keyboard, each from where the focus is."""
    for label in labels:
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == label:
                break
        page.keyboard.press("Enter")
        expect(page.locator("rehab-chooser section:visible h2")).to_be_focused()


def begun(page: Page, address: str) -> None:
    """Open a chooser and put the focus at its first question."""
    page.goto(address)
    expect(page.locator("rehab-chooser section:visible")).to_have_count(1)
    page.evaluate("document.querySelector('rehab-chooser section h2').setAttribute('tabindex', '-1')")
    page.locator("rehab-chooser section:visible h2").focus()


def test_answers_lead_by_keyboard_to_the_lowest_level(page: Page, site_url: str) -> None:
    begun(page, site_url + PATH)
    answer(page, "Physical therapy (GP)", "Three or more", "Three", "Evolving, or unstable")
    answer(page, "Moderate or high")
    assert heading(page).startswith("97162")
    expect(page.locator(".chooser-trail li")).to_have_count(5)
    assert page.url == site_url + PATH


def test_back_goes_one_question_back_and_a_reload_stays(page: Page, site_url: str) -> None:
    begun(page, site_url + PATH)
    first = heading(page)
    answer(page, "Occupational therapy (GO)")
    second = heading(page)
    answer(page, "An extensive review")
    page.go_back()
    assert heading(page) == second
    page.reload()
    assert heading(page) == second
    expect(page.locator(".chooser-trail li")).to_have_count(1)
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.locator("rehab-chooser section:visible h2")).to_have_text(first)
    expect(page.locator(".chooser-trail li")).to_have_count(0)


def test_start_again_forgets_the_answers(page: Page, site_url: str) -> None:
    begun(page, site_url + PATH)
    first = heading(page)
    answer(page, "Physical therapy (GP)", "No personal factor or comorbidity")
    assert heading(page).startswith("97161")
    page.get_by_role("button", name="Start again").click()
    assert heading(page) == first
    expect(page.locator(".chooser-trail li")).to_have_count(0)


def test_all_questions_are_there_without_scripts_and_on_paper(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + PATH)
    places = page.locator("rehab-chooser section")
    assert all(place.is_visible() for place in places.all())
    link = places.first.locator("a").first
    target = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    assert page.url.endswith(f"#{target}")
    context.close()
    page = browser.new_page()
    page.goto(site_url + PATH)
    expect(page.locator("rehab-chooser section:visible")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.locator("rehab-chooser section:visible")).to_have_count(page.locator("rehab-chooser section").count())
    page.close()


def test_a_code_leads_to_its_chooser(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}codes/97162/")
    page.locator('a[href$="choosers/evaluation-level/"]').first.click()
    expect(page.locator("rehab-chooser section:visible")).to_have_count(1)
