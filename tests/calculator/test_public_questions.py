"""Questions that people asked in public, each with the answer that is right: what was once wrong stays right.

`public_questions.json` has each question with the right answer in words, the visit, and what the result must show.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from calculator import calculate
from calculator.model import Rules
from tests.support.paths import DATA

CASES = json.loads((DATA / "public_questions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['asks']}")
def test_a_public_question_gets_its_answer(case: dict[str, Any], rules: Rules) -> None:
    result, expected = calculate(case["visit"], rules), case["expect"]
    if "lines" in expected:
        assert [[line["code"], line["units"], line["modifiers"]] for line in result["lines"]] == expected["lines"]
    if "unbilled" in expected:
        assert [[entry["code"], entry["reason"]] for entry in result["unbilled"]] == expected["unbilled"]
    if "timed_units" in expected:
        assert result["timed_units"] == expected["timed_units"]
    for check, severity, line in expected.get("findings", ()):
        assert any(
            found["check"] == check
            and severity in (None, found["severity"])
            and (line is None or found["line"] == line)
            for found in result["findings"]
        ), (check, result["findings"])
    for check in expected.get("without", ()):
        assert check not in [found["check"] for found in result["findings"]]
    for line in expected.get("errors_on", ()):
        assert any(found["severity"] == "error" and found["line"] == line for found in result["findings"])
    if expected.get("no_errors"):
        assert not any(found["severity"] == "error" for found in result["findings"])
    if expected.get("tables"):  # an answer that rests on a table says which, and whether it is for the day
        assert result["tables"]
        assert not all(table["covers_date"] for table in result["tables"] if table["kind"] == "pairs")


def test_each_further_area_of_a_wound_is_a_unit_up_to_the_limit(rules: Rules) -> None:
    """Q03: may 97598 be billed only once a session?"""
    visit = {"date_of_service": "2026-06-01", "payer": "medicare-part-b", "discipline": "PT"}
    services = [{"code": "97597", "minutes": 60, "area_sq_cm": 20 + 8 * 20}]
    result = calculate({**visit, "services": services}, rules)
    assert [(line["code"], line["units"]) for line in result["lines"]] == [("97597", 1), ("97598", 8)]
    assert "units-over-limit" not in [found["check"] for found in result["findings"]]
    more = calculate({**visit, "services": [{**services[0], "area_sq_cm": 200}]}, rules)
    assert "units-over-limit" in [found["check"] for found in more["findings"]]


@pytest.mark.parametrize(("code", "system"), [("98976", "respiratory"), ("98977", "musculoskeletal")])
def test_devices_are_named_by_the_right_system(code: str, system: str, rules: Rules) -> None:
    """Q34: is 98976 musculoskeletal and 98977 respiratory?"""
    assert system in rules.codes[code].name.lower()


@pytest.mark.parametrize(
    ("topic", "words"), [("evaluation-and-reevaluation", "conditions"), ("group-and-co-treatment", "inpatient")]
)
def test_a_question_without_a_visit_is_answered_in_its_topic(topic: str, words: str, rules: Rules) -> None:
    """Q12: two conditions, two evaluations? Q44: may both count the time of an inpatient?"""
    asked = [question for question in rules.documentation[topic].questions if words in question.asks.lower()]
    assert asked
    assert all(question.answer and question.cites for question in asked)
