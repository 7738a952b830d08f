"""Amounts on the pages: the engine's to the cent, worked out once more from the tables by arithmetic of this file's own."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import json
import math
import random
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from calculator import calculate
from calculator.model import Rules, Tables
from sitegen.outputs import json_api
from sitegen.pages import Page as RulePage
from sitegen.pages import amounts, pages
from sitegen.pages.payment import remittance
from sitegen.render.page_context import GUIDE_PAGES
from tests.support.links import rows_of
from tests.support.paths import ROOT

PATHS = {path for key, path in GUIDE_PAGES.items() if key != "counting"}
MEDICARE: dict[str, Any] = {"payer": "medicare-part-b", "discipline": "PT"}


@pytest.fixture(scope="module")
def made(made: dict[str, RulePage]) -> dict[str, str]:
    """The text of every page, characters as they are read."""
    return {path: unescape(page.markdown) for path, page in made.items()}


@pytest.fixture(scope="module")
def documents(rules: Rules) -> dict[str, dict[str, Any]]:
    return amounts.documents(rules)


# --- one unit, nationally -----------------------------------------------------------------------------------------------


NATIONAL = {"92507": "76.15 59.95", "92523": "226.46 177.53", "97012": "14.36 11.36", "97018": "6.01 4.18"}
NATIONAL |= {"97035": "14.36 10.86", "97110": "29.06 22.21", "97530": "35.07 25.05"}
"""One unit in 2026, in full and reduced."""


def test_the_national_amount_of_2026_stands_on_the_page(rules: Rules, made: dict[str, str]) -> None:
    for code, both in NATIONAL.items():
        full, reduced = both.split()
        [row] = [row for row in amounts.national(code, rules) if row[0].called == "2026"]
        assert (row[2].full, row[2].reduced) == (Decimal(full), Decimal(reduced))
        assert ["2026", "33.4009", f"${full}", f"${reduced}"] in rows_of(made[f"codes/{code}.md"])


def test_every_conversion_factor_has_its_row(made: dict[str, str]) -> None:
    section = made["codes/97110.md"].partition('id="amount-of-one-unit"')[2].partition("</table>")[0]
    found = ((time, factor) for time, factor, *_ in rows_of(section)[1:])
    rows = [(time, factor) for time, factor in found if time < "2027"]  # of years that are over nothing changes
    assert rows[:3] == [("2026", "33.4009"), ("2026, qualifying APM participants", "33.5675"), ("2025", "32.3465")]
    assert [*rows[3:5], rows[-1]] == [
        ("2024, from March 9", "33.2875"),
        ("2024, to March 8", "32.7442"),
        ("2020", "36.0896"),
    ]


UNPRICED = {
    "97010": "2020 to {newest}: no amount, because Medicare counts it into the other services of the day (status B).",
    "97014": "2020 to {newest}: no amount, because it is not valid for Medicare (status I).",
    "97799": "2020 to {newest}: no amount, because the contractor sets its price (status C).",
    "97545": "2020 to {newest}: no amount, because the fee schedule has no RVUs for it",
    "97001": "2020 to {newest}: no amount, because we have no RVUs",
    "98979": "2020 to 2025: no amount, because we have no RVUs",
}


def newest_year(rules: Rules) -> int:
    """The newest year that has prices."""
    return amounts.periods(rules)[-1].since.year


def test_a_code_without_a_price_tells_why(rules: Rules, made: dict[str, str], documents: dict[str, Any]) -> None:
    for code, because in UNPRICED.items():
        page, priced = made[f"codes/{code}.md"], code == "98979"
        assert because.format(newest=newest_year(rules)) in page
        assert (f"codes/{code}/amounts.json" in documents, "<place-amounts" in page) == (priced, priced)


def test_a_code_outside_the_reduction_has_no_reduced_amount(documents: dict[str, Any], made: dict[str, str]) -> None:
    assert all("reduced" not in one for year in documents["codes/97129/amounts.json"]["years"].values() for one in year)
    assert "<b>does not apply</b>" in made["codes/97129.md"].partition('id="pay"')[2]


def test_the_pages_tell_which_codes_the_assistants_factor_spares(made: dict[str, str]) -> None:
    said = {path: re.sub(r"<a [^>]*>(\w+)</a>", r"\1", text) for path, text in made.items()}
    for path in ("parameters/assistant-factor.md", "payment/assistant.md"):
        assert "From January 1, 2024 it is not put on 98976 and 98977." in said[path]
    assert "98976 and 98977" in said["payment/index.md"]
    for code in ("98984", "98985"):
        assert "names only those two" in said[f"codes/{code}.md"]


# --- one unit, in every place -------------------------------------------------------------------------------------------


def test_every_year_has_its_places_in_the_order_of_the_amounts(documents: dict[str, Any]) -> None:
    years = documents[amounts.PLACES]["years"]
    counts = {year: len(found["places"]) for year, found in years.items()}
    past = {**dict.fromkeys(("2020", "2021", "2022", "2023"), 112), **dict.fromkeys(("2024", "2025", "2026"), 109)}
    assert counts.items() >= past.items()
    for name, document in documents.items():
        for year, found in document["years"].items() if name != amounts.PLACES else ():
            assert len(found) == len(years[year]["times"])
            lengths = {len(text.split()) for one in found for kind, text in one.items() if kind != "because"}
            assert lengths <= {counts[year]}


def test_an_amount_of_a_place_is_what_the_engine_allows(rules: Rules, documents: dict[str, Any]) -> None:
    """A sample of codes, years and places, each as a visit: alone for the full amount, with a dearer one reduced."""
    days = {"2024, to March 8": date(2024, 3, 8), "2024, from March 9": date(2024, 3, 9)}
    dearer = [{"discipline": "SLP", "lines": [{"code": "92523", "units": 1, "modifiers": ["GN"]}]}]
    chance = random.Random(1)
    for code in ("97110", "97112", "97116", "97140", "97530", "97035", "G0283", "97012"):
        for year, found in documents[f"codes/{code}/amounts.json"]["years"].items():
            times = documents[amounts.PLACES]["years"][year]
            for time, one in zip(times["times"], found, strict=True):
                for index in chance.sample(range(len(times["places"])), 4):
                    day = days.get(time, date(int(year), 12, 31)).isoformat()
                    visit = {**MEDICARE, "date_of_service": day, "locality": times["places"][index][0]}
                    visit |= {"apm": time.endswith("qualifying APM participants")}
                    visit |= {"services": [{"code": code, "minutes": 15}]}
                    allowed, less = (
                        calculate({**visit, "other_visits": others}, rules)["payment"]["allowed"]
                        for others in ([], dearer)
                    )
                    assert (one["full"].split()[index], one["reduced"].split()[index]) == (allowed, less), visit


def test_the_files_are_small(documents: dict[str, Any]) -> None:
    sizes = {name: len(json_api.text(document)) for name, document in documents.items()}
    years = len(documents[amounts.PLACES]["years"])
    assert max(size for name, size in sizes.items() if name != amounts.PLACES) < 2_300 * years
    assert sizes[amounts.PLACES] < 4_600 * years


def test_without_tables_there_are_pages_and_no_amounts(rules: Rules) -> None:
    bare = dataclasses.replace(rules, tables=Tables())
    found = {page.path: page.markdown for page in pages(bare, rules.edition.as_of)}
    assert set(found) >= PATHS
    assert "Amount of one unit" not in found["codes/97110.md"]
    assert amounts.documents(bare) == {}


def test_the_newest_year_without_its_tables_is_told_as_missing(rules: Rules) -> None:
    rows = tuple(row for row in rules.tables.places if row.since.year < 2026)
    short = dataclasses.replace(rules, tables=dataclasses.replace(rules.tables, places=rows))
    [page] = [made.markdown for made in remittance.pages(short, rules.edition.as_of)]
    assert page.count("we do not have that year's numbers") == 3
    assert len(re.findall('<details class="by-hand"', page)) == 9


# --- places ---------------------------------------------------------------------------------------------------------------


def test_the_page_of_places_has_them_all_and_tells_which_ended(rules: Rules, made: dict[str, str]) -> None:
    page, newest = made["payment/places.md"], newest_year(rules)
    places = [place for place in rules.tables.places if place.since.year == newest]
    assert page.count('<tr class="filter-row"') == len(places) > 100
    assert re.search(r"\b109\b[^.]*localit", page)
    assert page.count("ended with 2023") == 3
    row = re.search(r">15202-00</td>.*?</tr>", page, flags=re.DOTALL)
    assert row is not None
    [ohio] = [place for place in places if (place.mac, place.locality) == ("15202", "00")]
    visit = {**MEDICARE, "date_of_service": f"{newest}-12-31", "locality": "15202-00"}
    allowed = calculate({**visit, "services": [{"code": "97110", "minutes": 15}]}, rules)["payment"]["allowed"]
    indices = [str(index) for index in (ohio.work, ohio.practice_expense, ohio.malpractice)]
    assert re.findall(r">([\d.$%]+)<", row[0])[:4] == [*indices, f"${allowed}"]
    assert "%22locality%22%3A%2215202-00%22" in row[0]


# --- what was published elsewhere -------------------------------------------------------------------------------------------


def test_the_superseded_factor_explains_the_amounts_that_differ(rules: Rules, made: dict[str, str]) -> None:
    superseded = Decimal("33.0607")  # of the first final rule for 2023
    [period] = [one for one in amounts.periods(rules) if one.since.year == 2023]
    given = amounts.all_prices(rules)[period]["15202-00"]
    old = dataclasses.replace(given, factor=dataclasses.replace(given.factor, value=superseded))
    [published] = [one.published for one in rules.guides["payment-reduction"].sections if one.published]
    for code, there in published.items():
        assert amounts.unit(code, period, old, rules).full == there
        here = amounts.unit(code, period, given, rules).full
        assert here != there
        assert [code, f"${there}", f"${here}"] in rows_of(made["payment/reduction.md"])


# --- a remittance by hand ---------------------------------------------------------------------------------------------------

FACTORS = {date(2024, 2, 5): "32.7442", date(2024, 6, 3): "33.2875"}
FACTORS |= {date(2025, 3, 3): "32.3465", date(2026, 3, 2): "33.4009"}
PLACES = ("15202-00", "13202-01", "02102-01")
LINES = (("97161", False), ("97110", False), ("97110", True), ("97112", True), ("G0283", False))
"""The claim lines of the visit, one unit each: the code, and whether it carries CQ."""

each_case = pytest.mark.parametrize(("place", "day"), [*itertools.product(PLACES, FACTORS)], ids=str)


def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "rules" / "tables" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RVUS = {(row["code"], row["since"][:4]): row for row in table("relative-values.csv")}
INDICES = {(f"{row['mac']}-{row['locality']}", row["since"][:4]): row for row in table("places.csv")}


def to_cent(amount: Fraction) -> Fraction:
    """Half a cent is rounded up."""
    return Fraction(math.floor(amount * 100 + Fraction(1, 2)), 100)


def unit_by_hand(code: str, place: str, day: date, *, full: bool) -> Fraction:
    """One unit, from the raw tables."""
    rvu, index = RVUS[code, str(day.year)], INDICES[place, str(day.year)]
    shares = {"work": 1, "practice_expense": 1 if full else Fraction(1, 2), "malpractice": 1}
    amount = sum(Fraction(rvu[part]) * Fraction(index[part]) * share for part, share in shares.items())
    return to_cent(amount * Fraction(FACTORS[day]))


def remittance_of(place: str, day: date) -> list[dict[str, Fraction]]:
    """What each line comes to. The evaluation has the highest practice expense, so its unit is the one in full."""
    dearest = max((code for code, _ in LINES), key=lambda code: Fraction(RVUS[code, str(day.year)]["practice_expense"]))
    assert dearest == "97161"
    owed = Fraction(50) if day == date(2024, 2, 5) else Fraction(0)
    found = []
    for code, assisted in LINES:
        allowed = unit_by_hand(code, place, day, full=code == dearest)
        deductible = min(owed, allowed)
        owed -= deductible
        coinsurance = to_cent((allowed - deductible) * Fraction(20, 100))
        part = allowed - deductible - coinsurance
        after = to_cent(part * Fraction(85, 100)) if assisted else part
        cut = to_cent(after * Fraction(2, 100))
        line = {"Allowed": allowed, "Deductible": deductible, "Coinsurance": coinsurance, "Medicare's part": part}
        line |= {"After CQ": after, "Sequestration": cut, "Medicare pays": after - cut}
        found.append({**line, "Patient pays": deductible + coinsurance})
    return found


@each_case
def test_the_remittance_by_hand_is_the_engines_line_by_line(place: str, day: date, rules: Rules) -> None:
    minutes = [{"code": "97161", "minutes": 30}, {"code": "97110", "therapist_minutes": 15, "assistant_minutes": 15}]
    minutes += [{"code": "97112", "assistant_minutes": 15}, {"code": "G0283", "minutes": 15}]
    visit = {**MEDICARE, "date_of_service": day.isoformat(), "locality": place}
    left = {"deductible_left": "50.00"} if day == date(2024, 2, 5) else {}
    result = calculate({**visit, **left, "services": minutes}, rules)
    lines = [(line["code"], line["units"], "CQ" in line["modifiers"]) for line in result["lines"]]
    assert lines == [(code, 1, assisted) for code, assisted in LINES]
    by_hand, payment = remittance_of(place, day), result["payment"]
    names = {"Allowed": "allowed", "Deductible": "deductible", "Coinsurance": "coinsurance"}
    names |= {"Sequestration": "sequestration", "Medicare pays": "medicare", "Patient pays": "patient"}
    for hand, engine in zip(by_hand, payment["lines"], strict=True):
        assert {label: Fraction(engine[name]) for label, name in names.items()} == {one: hand[one] for one in names}
        assert Fraction(engine["assistant"]) == hand["Medicare's part"] - hand["After CQ"]
    for label, name in names.items():
        assert Fraction(payment[name]) == sum(line[label] for line in by_hand)


def printed(made: dict[str, str], place: str, day: date) -> str:
    """The part of the page with one visit, in plain characters."""
    parts = made["payment/remittance.md"].split('<details class="by-hand"')[1:]
    [part] = [one for one in parts if f'data-locality="{place}" data-day="{day}"' in one]
    return part.partition("</details>")[0]


@each_case
def test_the_figures_on_the_page_are_those_by_hand(place: str, day: date, made: dict[str, str]) -> None:
    part = printed(made, place, day)
    lines = []
    for body in re.findall(r"<caption>.*?</table>", part, flags=re.DOTALL):
        rows = re.findall(r'<th scope="row">(.*?)</th><td>.*?</td><td><b>(.*?)</b>', body)
        lines.append({label: Fraction(amount) for label, amount in rows})
    assert lines == remittance_of(place, day)
    units = re.findall(r'data-unit="(\w+)" data-full="(\w+)">.*?<b>([\d.]+)</b>', part)
    codes = [(code, full) for code, full, _ in units]
    assert codes == [("97161", "yes"), ("97110", "no"), ("97112", "no"), ("G0283", "no")]
    for code, full, amount in units:
        assert Fraction(amount) == unit_by_hand(code, place, day, full=full == "yes")


def value(sum_: str) -> Fraction:
    """What a sum of products comes to."""
    total = Fraction(0)
    for sign, term in re.findall(r"(^|[+−])\s*([\d.× ]+)", sum_.strip()):
        product = math.prod(Fraction(number.strip()) for number in term.split("×"))
        total += -product if sign == "−" else product
    return total


@each_case
def test_every_equation_on_the_page_is_true(place: str, day: date, made: dict[str, str]) -> None:
    part = printed(made, place, day)
    equations = re.findall(r"(?<=>)([\d.×+−\s]+?) = ([\d.]+)(?=<)", part)
    assert len(equations) == 4 * 2 + 5 * 2 + 2  # two a unit, coinsurance and sequestration a line, CQ on two lines
    sums = re.findall(r"<td>([\d.]+ [×−+] [\d.]+)</td><td><b>([\d.]+)</b>", part)
    assert len(sums) == 5 * 4
    for left, right in equations + sums:
        assert value(left) == Fraction(right), left


# --- in the browser -----------------------------------------------------------------------------------------------------------


def test_the_picker_shows_the_amounts_of_a_place(page: Page, site_url: str, rules: Rules) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith(".json") else None)
    page.goto(f"{site_url}codes/97110/")
    page.wait_for_load_state("networkidle")
    assert [one.url for one in asked if "amounts" in one.url or "places" in one.url] == []
    page.get_by_role("button", name="Price in my locality").click()
    place = page.get_by_label("Place")
    expect(place).to_be_focused()
    told, year = page.locator("place-amounts [role=status]"), page.locator("place-amounts select[name=year]")
    place.select_option("13202-01")
    expect(told).to_contain_text(f"Manhattan, NY, {newest_year(rules)}: $")
    expect(told).to_contain_text(f"Manhattan, NY, {newest_year(rules)}, qualifying APM participants: $")
    year.select_option("2024")
    full, less = (float(unit_by_hand("97110", "13202-01", date(2024, 6, 3), full=full)) for full in (True, False))
    expect(told).to_contain_text(f"Manhattan, NY, 2024, from March 9: ${full:.2f} in full, ${less:.2f} reduced.")
    year.select_option("2023")
    place.select_option("01182-26")
    year.select_option("2024")
    expect(told).to_have_text("That place had no indices in 2024.")


def test_a_file_that_cannot_be_fetched_is_told_and_may_be_tried_again(page: Page, site_url: str) -> None:
    page.route("**/amounts.json", lambda route: route.abort())
    page.goto(f"{site_url}codes/97110/")
    button = page.get_by_role("button", name="Price in my locality")
    button.click()
    expect(page.locator("place-amounts [role=status]")).to_have_text("The amounts could not be fetched. Try again.")
    page.unroute("**/amounts.json")
    button.click()
    expect(page.get_by_label("Place")).to_be_visible()


def test_without_scripts_the_national_amounts_stay(browser: Browser, site_url: str, rules: Rules) -> None:
    _, _, amount = amounts.national("97110", rules)[0]
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site_url}codes/97110/")
        expect(page.locator("article dl").first).to_contain_text(f"${amount.full}")
        expect(page.get_by_role("button", name="Price in my locality")).to_be_hidden()


def test_the_places_are_filtered(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}payment/places/?state=NY")
    expect(page.locator(".filter-row:visible")).to_have_count(5)
    page.get_by_label("Find in this list").fill("manhattan")
    expect(page.locator(".filter-row:visible")).to_have_count(1)
    expect(page.locator("list-filter output")).to_have_text("1 place")


def test_a_place_leads_to_the_calculator(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}payment/places/?find=15202-00")
    link = page.get_by_role("link", name="Use it in the calculator: Ohio, OH")
    expect(link).to_have_attribute("href", re.compile(r"(^|/)calculator/#v="))


def test_the_amounts_on_the_site_are_the_documents(built_site: Path, documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        assert json.loads((built_site / name).read_text(encoding="utf-8")) == document
