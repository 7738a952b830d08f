"""Sentences fit the case they stand in: errors, reasons without a unit, and every text of the generated pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import combinations, product
from random import Random
from typing import Any

import pytest

from calculator import VisitError, calculate, default_rules
from calculator.errors import shown
from calculator.model import Rules
from sitegen.pages import Page
from tests.support.random_visits import ODD_VALUES, good_visit

RULES = default_rules()

# --- what a bad visit is told --------------------------------------------------------------------------------------

NO_JSON: tuple[Any, ...] = (date(2026, 3, 2), Decimal("7.5"), {1, 2}, b"97110", object(), float("nan"), int, {None: 1})
"""What only a caller from Python can hand over."""

OF_PYTHON = re.compile(r"\bNone\b|datetime|Decimal\(|<class|object at|[bfr]'|\{\d|\bdict\b|Traceback")
"""What a person who bills should never read."""


def broken(chance: Random, visit: dict[str, Any]) -> dict[str, Any]:
    """A visit with another value at one to three places."""
    for _ in range(chance.randint(1, 3)):
        place: Any = visit
        key = chance.choice(list(place))
        while isinstance(place[key], dict | list) and place[key] and chance.random() < 0.7:
            place = place[key]
            key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        place[key] = deepcopy(chance.choice((*ODD_VALUES, *NO_JSON)))  # a later change stays in this visit
    return visit


def told(visit: Any) -> list[dict[str, str]]:
    try:
        calculate(visit, RULES)
    except VisitError as error:
        return error.errors
    return []


@pytest.mark.parametrize("seed", range(3))
def test_no_error_shows_how_python_writes_a_value(seed: int) -> None:
    chance = Random(seed)
    for _ in range(150):
        for problem in told(broken(chance, good_visit(chance, RULES))):
            assert not OF_PYTHON.search(problem["field"] + " " + problem["message"]), problem


ONE_MINUTE: dict[str, Any] = {
    "date_of_service": "2026-03-02",
    "payer": "medicare-part-b",
    "discipline": "PT",
    "services": [
        {"code": "97161", "therapist_minutes": 9, "assistant_minutes": 1, "furnished_by": "aide"},
        {"code": "97110", "minutes": 1, "furnished_by": "assistant", "start": "09:00", "stop": "09:10"},
        {"code": "97110", "minutes": 0, "furnished_by": "aide"},
        {"code": "97110", "minutes": 0, "furnished_by": "aide"},
        {"code": "97112", "assistant_minutes": 1, "furnished_by": "therapist", "start": "09:09", "stop": "09:20"},
        {"code": "97150", "minutes": 30, "start": "09:19", "stop": "09:20"},
    ],
    "other_visits": [{"discipline": "OT", "lines": [], "start": "09:00", "stop": "09:01"}],
    "record": {"timed_minutes": 2, "total_minutes": 1},
    "billed": [{"code": "97110", "units": 1, "modifiers": ["GP", "52"]}, {"code": "97110", "units": 1}],
}
"""One minute, wherever a finding names minutes."""


def test_one_is_never_said_in_the_plural_and_nothing_is_told_twice() -> None:
    findings = calculate(ONE_MINUTE, RULES)["findings"] + calculate({**ONE_MINUTE, "billed": None}, RULES)["findings"]
    assert sum("1 minute" in one["says"] for one in findings) > 7
    assert [one["says"] for one in findings if re.search(r"\b1 (timed )?minutes", one["says"])] == []
    chance = Random(3)
    for visit in (ONE_MINUTE, *(good_visit(chance, RULES) for _ in range(100))):
        try:
            found = calculate(visit, RULES)["findings"]
        except VisitError:
            continue
        assert len(found) == len({(one["check"], one["of"], one["line"], one["says"]) for one in found})


@pytest.mark.parametrize("day", [None, "3/2/2026", "2026-02-30", "1999-12-31", 20260302])
def test_a_bad_date_is_told_once_and_not_again_at_each_code(day: Any) -> None:
    ended = [key for key, code in RULES.codes.items() if code.counting[-1].kind in ("not-in-use", "expected")]
    assert {"97532", "92507"} <= set(ended)
    visit = {"date_of_service": day, "payer": "medicare-part-b", "discipline": "SLP"}
    found = told({**visit, "services": [{"code": code, "minutes": 15} for code in ended]})
    assert [problem["field"] for problem in found] == ["date_of_service"]


def test_a_code_that_does_not_exist_is_told_beside_a_bad_date() -> None:
    visit = {"date_of_service": "3/2/2026", "payer": "medicare-part-b", "discipline": "PT"}
    found = told({**visit, "services": [{"code": "97999", "minutes": 15}]})
    assert {problem["field"] for problem in found} == {"date_of_service", "services[0].code"}


def test_only_numbers_and_texts_are_shown_as_they_are() -> None:
    assert not [value for value in NO_JSON if OF_PYTHON.search(shown(value))]


# --- why a code has no unit ----------------------------------------------------------------------------------------

CODES = {"97110": 15, "97140": 15, "97129": 15, "97545": 120, "96125": 60, "97161": None}
AMOUNTS = (0, 4, 7, 8, 20, 61)
PAYERS = {"pooled-minutes": "medicare-part-b", "each-service-alone": "midpoint", "unknown": "aetna", "hybrid": "anthem"}


def calculated(payer: str, minutes: dict[str, int], **more: Any) -> dict[str, Any]:
    visit = {"date_of_service": "2026-03-02", "payer": payer, "discipline": "PT", **more}
    services = [{"code": code, "minutes": number} for code, number in minutes.items()]
    return calculate({**visit, "services": services}, RULES)


def cases() -> Iterator[dict[str, int]]:
    """Minutes of one, two and three codes."""
    for many in (1, 2):
        for codes in combinations(CODES, many):
            yield from (dict(zip(codes, numbers, strict=True)) for numbers in product(AMOUNTS, repeat=many))
    three = ("97110", "97140", "97129")
    yield from (dict(zip(three, numbers, strict=True)) for numbers in product((4, 7, 8, 20), repeat=3))


def names(text: str) -> set[str]:
    return {code for code in CODES if code in text}


def words_fit(entry: dict[str, Any], result: dict[str, Any]) -> bool:
    """True where a reason names what is there, and nothing else."""
    because, reason = entry["because"], entry["reason"]
    if reason == "no-minutes":
        return entry["minutes"] == 0 and not names(because)
    if reason == "payer-rule-unknown":  # whose rule that is
        return any(RULES.payers[key].name in because for key in (PAYERS["unknown"], PAYERS["hybrid"]))
    if because.startswith("neither"):  # the payer's rule is unknown, and no common rule gives the code a unit
        rules = result["both_rules"]["rules"]
        return not any(line["code"] == entry["code"] for one in rules for line in one["lines"])
    if reason == "below-midpoint":  # how many minutes a unit takes; these are fewer
        least, span = map(int, re.findall(r"\d+", because))
        return bool(entry["minutes"] < least <= span == CODES[entry["code"]])
    # no-unit: those who got the units, or that there is none, with the minutes there are
    earning = {line["code"] for line in result["lines"] if CODES.get(line["code"], 15) == 15} - {"97130"}
    if not earning:
        return not names(because) and str(result["pooled_minutes"]) in because
    tied = [set(choice["codes"]) - {entry["code"]} for choice in result["choices"] if entry["code"] in choice["codes"]]
    return names(because) == (tied[0] if tied else earning)


@pytest.mark.parametrize("payer", PAYERS.values())
def test_the_words_of_a_reason_fit_every_case_that_has_it(payer: str) -> None:
    met = set()
    for minutes in cases():
        result = calculated(payer, minutes)
        assert result["lines"] or result["unbilled"], minutes
        for entry in result["unbilled"]:
            assert words_fit(entry, result), (minutes, entry)
            met.add(entry["reason"])
    assert "no-minutes" in met
    assert len(met) >= 2


def test_every_method_of_counting_is_tried() -> None:
    methods = {RULES.payers[payer].unit_rule[-1].method for payer in PAYERS.values()}
    assert methods == set(PAYERS) == {rule.method for payer in RULES.payers.values() for rule in payer.unit_rule}


@pytest.mark.parametrize("payer", PAYERS.values())
def test_the_sentence_on_both_rules_names_only_what_is_there(payer: str) -> None:
    for minutes in cases():
        both = calculated(payer, minutes)["both_rules"]
        left = {code: number % 15 for code, number in minutes.items() if CODES[code] == 15 and number % 15}
        assert names(both["says"]) == set(left), minutes
        same = both["rules"][0]["timed_units"] == both["rules"][1]["timed_units"]
        assert same or "same" not in both["says"], minutes


def test_kx_words_do_not_speak_of_amounts_of_lines_that_are_not_there() -> None:
    def said(minutes: dict[str, int], **more: Any) -> str:
        findings = calculated("medicare-part-b", minutes, amount_used="100", **more)["findings"]
        return " ".join(one["says"] for one in findings if one["check"] == "threshold-not-reached")

    assert "don't know" not in said({"97110": 7})  # no lines: this visit adds nothing
    assert "don't know" in said({"97110": 8})
    assert "don't know" not in said({"97110": 8}, locality="15202-00")
    assert "97545" in said({"97545": 120}, locality="15202-00")  # the fee schedule gives it no amount


@pytest.mark.parametrize(
    ("payer", "check"), [("medicare-part-b", "no-assistant-modifier"), ("aetna", "assistant-rule-unknown")]
)
def test_medicare_is_named_for_medicare_alone(payer: str, check: str) -> None:
    visit = {"date_of_service": "2026-03-02", "payer": payer, "discipline": "SLP"}
    service = {"code": "97129", "therapist_minutes": 15, "assistant_minutes": 15}
    found = {one["check"]: one["says"] for one in calculate({**visit, "services": [service]}, RULES)["findings"]}
    assert ("Medicare" in found[check]) is (payer == "medicare-part-b")
    assert {"no-assistant-modifier", "assistant-rule-unknown"} & set(found) == {check}


# --- the pages -----------------------------------------------------------------------------------------------------

SLIPS = {
    "a missing value": r"(?<![.?!:] )(?<!^)\bNone\b|^None$|\bundefined\b|\bnan\b|\bNaN\b",
    "a template that was not filled in": r"\{\{|\}\}|\{%|%\}",
    "one of several": r"(?<![\d.,/])(?<!and )\b1 (units|minutes|codes|days|statements|visits|lines|sources|rows)\b",
    "a space before a mark": r"\w +[.,;:!?](?= |$)",
    "two marks": r"(?<!\.)\.\.(?!\.)|,,|;;|\.,|: *\.",
    "one place of a number": r"\$\d[\d,]*\.\d\b(?!\d)",
}
"""What shows that a sentence was put together wrongly."""


def running_text(page: Page) -> str:
    """A page without its head and its code."""
    body = page.markdown.split("---\n", 2)[2]
    return re.sub(r"```.*?```|`[^`]*`", "", body, flags=re.DOTALL)


class Texts(HTMLParser):
    """The texts of a page, element by element, but for programs and data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.silent = 0
        self.found: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("pre", "script", "code", "svg", "template", "option")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("pre", "script", "code", "svg", "template", "option")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found += data.split("\n")


@pytest.fixture(scope="module")
def texts(made: dict[str, Page]) -> list[tuple[str, str]]:
    """Every text of the generated pages, with the path of its page."""
    return [
        (page.path, html.unescape(text).strip())
        for page in made.values()
        if not page.path.startswith("about/")
        for text in Texts(running_text(page)).found
    ]


@pytest.mark.parametrize("slip", SLIPS)
def test_no_page_has_a_sentence_that_was_put_together_wrongly(slip: str, texts: list[tuple[str, str]]) -> None:
    pattern = re.compile(SLIPS[slip])
    assert [(path, text) for path, text in texts if pattern.search(text)] == []


def test_what_statements_rest_on_is_counted_from_the_rules(rules: Rules, made: dict[str, Page]) -> None:
    from sitegen.pages.statement_counts import statements_by_source

    rests = statements_by_source(rules)
    shown = ("copy", "quoted", "secondary", "unverified")
    assert all(f"{rests[name]:,}" in made["index.md"].markdown for name in shown)
    assert all(f"{number:,}" in made["sources.md"].markdown for number in rests.values())
