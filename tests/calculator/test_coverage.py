"""What Medicare covers: every decision is told on both sides of its dates, with the notice that fits, with every price."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest

from calculator import calculate
from calculator.dated import in_force
from calculator.model import Coverage, CoverageStatus, Rules
from sitegen.pages import Page
from sitegen.pages.coverage import beside_price, of_code

REFUSED, CONDITIONS, MISFIT = "not-covered-by-medicare", "covered-under-conditions", "notice-does-not-fit"
OURS = {REFUSED, CONDITIONS, MISFIT}
GROUNDS = {"not-necessary": {"GA", "GZ"}, "excluded-by-law": {"GX", "GY"}}
NOTICES = ("GA", "GX", "GY", "GZ")
NAMED_NOWHERE = "S83.511D"
"""A diagnosis that no decision names."""


def visit_with(code: str, rules: Rules, on: date, **fields: Any) -> dict[str, Any]:
    """A visit of a day whose lines have the code; an add-on's minutes are entered under its base."""
    known = rules.codes[code]
    entry = in_force(known.counting, on)
    assert entry is not None
    return {
        "date_of_service": on.isoformat(),
        "payer": "medicare-part-b",
        "discipline": known.disciplines.usual[0],
        "services": [{"code": entry.base or code, "minutes": 53}],
        **fields,
    }


def told(visit: dict[str, Any], rules: Rules) -> set[str]:
    """The findings of a visit that speak of coverage."""
    return {one["check"] for one in calculate(visit, rules)["findings"]} & OURS


def in_use(code: str, rules: Rules, on: date) -> bool:
    """True on days on which a code can be billed."""
    entry = in_force(rules.codes[code].counting, on)
    return on >= rules.edition.earliest_date_of_service and entry is not None and entry.kind in ("timed", "untimed")


def edges(rules: Rules) -> Iterator[tuple[str, Coverage, str, date]]:
    """Every code of every decision on both sides of every date of the decision, of the code, and of the edition."""
    for key, decision in rules.coverage.items():
        for code in decision.codes:
            starts = {entry.since for entry in (*decision.decided, *rules.codes[code].counting)}
            starts |= {rules.edition.earliest_date_of_service, rules.edition.as_of}
            for on in sorted({day for start in starts for day in (start, start - timedelta(days=1))}):
                if in_use(code, rules, on):
                    yield key, decision, code, on


def by_decision(rules: Rules) -> Iterator[tuple[str, Coverage, Rules, list[tuple[str, date]]]]:
    """Each decision with the rules that have no other, so that no other speaks of its codes, and all its edges."""
    for key, decision in rules.coverage.items():
        found = [(code, on) for name, _, code, on in edges(rules) if name == key]
        yield key, decision, dataclasses.replace(rules, coverage={key: decision}), found


def expected(entry: CoverageStatus | None, *, named: bool, practitioner: bool) -> set[str]:
    """What must be told of a code, from what the decision's file says."""
    if entry is None or (entry.diagnoses and not named):
        return set()
    if entry.status == "not-covered" or (entry.only_by and not practitioner):
        return {REFUSED}
    return set() if entry.status == "covered" else {CONDITIONS}


def test_each_decision_is_told_on_both_sides_of_its_dates(rules: Rules) -> None:
    seen: set[tuple[str, ...]] = set()
    for key, decision, one, found in by_decision(rules):
        for code, on in found:
            entry = in_force(decision.decided, on)
            names = entry.diagnoses if entry and entry.diagnoses else ()
            for diagnosis in (*names, NAMED_NOWHERE, ""):
                for who in ({}, {"rendering": "physician"}, {"incident_to": True}, {"rendering": "therapist"}):
                    visit = visit_with(code, one, on, **who, **({"diagnoses": [diagnosis]} if diagnosis else {}))
                    practitioner = who.get("rendering") == "physician" or "incident_to" in who
                    wanted = expected(entry, named=diagnosis in names, practitioner=practitioner)
                    assert told(visit, one) == wanted, (key, code, on, diagnosis, who)
                    assert told({**visit, "payer": "railroad-medicare"}, one) == wanted, (key, code, on, diagnosis, who)
                    seen |= {tuple(wanted)}
    assert seen == {(), (REFUSED,), (CONDITIONS,)}


def test_no_other_payer_is_told_of_it(rules: Rules) -> None:
    others = [key for key, payer in rules.payers.items() if payer.kind != "medicare"]
    codes = sorted({code for decision in rules.coverage.values() for code in decision.codes})
    for code in codes:
        if in_use(code, rules, rules.edition.as_of):
            for payer in others:
                visit = visit_with(code, rules, rules.edition.as_of, payer=payer, diagnoses=["G51.0", "M54.50"])
                assert told(visit, rules) == set(), (code, payer)


def test_a_decision_on_a_condition_is_not_checked_where_no_diagnosis_is_told(rules: Rules) -> None:
    looked = 0
    for key, decision, one, found in by_decision(rules):
        for code, on in found:
            entry = in_force(decision.decided, on)
            visit = visit_with(code, one, on)
            silent, told_all = (
                any(decision.number in missing["because"] for missing in calculate(each, one)["not_checked"])
                for each in (visit, {**visit, "diagnoses": [NAMED_NOWHERE]})
            )
            assert silent == bool(entry and entry.diagnoses), (key, code, on)
            assert not told_all
            looked += silent
    assert looked > 3


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_notice_of_the_right_ground_silences_and_any_other_is_questioned(ground: str, rules: Rules) -> None:
    looked = 0
    for key, decision, alone, found in by_decision(rules):
        notice = dataclasses.replace(decision.notice, ground=ground)
        one = dataclasses.replace(alone, coverage={key: dataclasses.replace(decision, notice=notice)})
        for code, on in found:
            entry = in_force(decision.decided, on)
            diagnoses = [entry.diagnoses[0]] if entry and entry.diagnoses else []
            visit = visit_with(code, one, on, diagnoses=diagnoses)
            before = told(visit, one)
            lines = calculate(visit, one)["lines"]
            for marks in (some for size in (0, 1, 2) for some in combinations(NOTICES, size)):
                billed = [{**line, "modifiers": [*line["modifiers"], *marks]} for line in lines]
                got = told({**visit, "billed": billed}, one)
                if not marks or not before:
                    assert got == before, (key, code, on, marks)
                else:
                    assert got == (set() if set(marks) <= GROUNDS[ground] else {MISFIT}), (key, code, on, marks)
                    looked += 1
    assert looked > 100


def test_what_is_not_covered_has_no_price_and_takes_none_from_the_others(rules: Rules) -> None:
    refused = [(code, on) for _, _, code, on in edges(rules) if REFUSED in told(visit_with(code, rules, on), rules)]
    assert refused
    priced = {row.since.year for row in rules.tables.places}
    for code, on in refused:
        visit = visit_with(code, rules, on, locality="15202-00", deductible_left="10.00")
        other = {"code": "97140", "minutes": 53}
        if on.year not in priced:
            continue
        together = calculate({**visit, "services": [*visit["services"], other]}, rules)["payment"]
        without = calculate({**visit, "services": [other]}, rules)["payment"]
        assert together is not None
        assert without is not None
        [line] = [one for one in together["lines"] if one["code"] == code]
        assert line["allowed"] is None
        assert "not cover" in line["because"]
        for name in ("allowed", "medicare", "patient", "deductible", "coinsurance", "sequestration"):
            assert together[name] == without[name]


def test_from_a_practitioner_whom_the_decision_names_it_is_priced(rules: Rules) -> None:
    visit = visit_with("20560", rules, date(2026, 3, 2), locality="15202-00")
    for who, priced in (({"rendering": "physician"}, True), ({"rendering": "therapist"}, False), ({}, False)):
        [line] = calculate({**visit, **who}, rules)["payment"]["lines"]
        assert (line["allowed"] is not None) == priced, who


# --- pages ----------------------------------------------------------------------------------------------------------

PRICE = re.compile(r"\$[0-9]")


def plain(markdown: str) -> str:
    """A page's Markdown with its points and dollars as people read them."""
    return markdown.replace("&#46;", ".").replace("&#36;", "$")


def test_no_page_of_a_code_shows_a_price_without_its_coverage_beside_it(rules: Rules, made: dict[str, Page]) -> None:
    limited = 0
    for key in rules.codes:
        page = plain(made[f"codes/{key}.md"].markdown)
        decisions = beside_price(of_code(key, rules, rules.edition.as_of))
        numbers = {one.decision.number for _, ones in decisions for one in ones}
        said = [fact.partition("</dd>")[0] for fact in page.partition("</dl>")[0].split("<dt>")[1:]]
        facts = [fact for fact in said if PRICE.search(fact)]
        amounts = page.partition('id="amount-of-one-unit"')[2].partition("</details>")[0]
        places = [*facts, *([amounts] if PRICE.search(amounts) else [])]
        for place in places:
            assert all(number in place for number in numbers), (key, numbers)
            limited += bool(numbers)
    assert limited > 10


def test_the_page_of_a_decision_says_which_notice_fits_and_what_others_read(
    rules: Rules, made: dict[str, Page]
) -> None:
    for key, decision in rules.coverage.items():
        page = made[f"coverage/{key}.md"].markdown
        for modifier in GROUNDS[decision.notice.ground]:
            assert modifier in page, (key, modifier)
        for code in decision.codes:
            assert f"codes/{code}/" in page
            if of_code(code, rules, rules.edition.as_of):
                assert f"coverage/{key}/" in made[f"codes/{code}.md"].markdown, (key, code)
