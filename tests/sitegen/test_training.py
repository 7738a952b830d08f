"""The questions of the training: which visits are asked, how hard they are, and what the page is given of them."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date

import pytest

from calculator import calculate
from calculator.loading import rule_reader
from calculator.model import Rules
from sitegen.pages import training
from sitegen.render.labels import DISCIPLINES
from tests.support.paths import SMALL_RULES


@pytest.fixture(scope="module")
def asked(rules: Rules) -> list[training.Question]:
    return training.questions(rules)


def test_every_discipline_has_questions_to_begin_with_and_hard_ones(asked: list[training.Question]) -> None:
    kinds = {(question.visit["discipline"], question.difficulty) for question in asked}
    assert {(discipline, difficulty) for discipline in DISCIPLINES for difficulty in ("easy", "hard")} <= kinds
    assert {difficulty for _, difficulty in kinds} == set(training.DIFFICULTIES)


def test_a_new_year_keeps_the_questions(rules: Rules) -> None:
    """No one writes new ones in January: they are asked on a day of the edition's year."""
    later = dataclasses.replace(rules, edition=dataclasses.replace(rules.edition, as_of=date(2099, 1, 15)))
    asked = training.questions(later)
    assert {question.visit["date_of_service"][:4] for question in asked} == {"2099"}
    assert {question.visit["discipline"] for question in asked} == set(DISCIPLINES)
    assert {question.difficulty for question in asked} == set(training.DIFFICULTIES)


def test_each_visit_is_asked_once(asked: list[training.Question]) -> None:
    assert len({question.key for question in asked}) == len(asked) > 300
    assert len({json.dumps(question.visit, sort_keys=True) for question in asked}) == len(asked)


def test_nothing_that_the_sources_leave_open_is_asked(asked: list[training.Question], rules: Rules) -> None:
    open_vectors = [
        vector["visit"]
        for vector in map(json.loads, training.VECTORS.read_text(encoding="utf-8").splitlines())
        if not vector["settled"]
    ]
    visits = [question.visit for question in asked]
    assert open_vectors
    assert [visit for visit in open_vectors if visit in visits] == []
    for visit in visits:
        result = calculate(visit, rules)
        assert {finding["severity"] for finding in result["findings"]} <= {"info"}, visit
        assert "payer-rule-unknown" not in {one["reason"] for one in result["unbilled"]}, visit


def test_a_question_tells_nothing_but_its_visit(rules: Rules) -> None:
    document = training.document(rules)
    assert not {"answers", "lines", "result"} & document.keys()
    for key, difficulty, visit in document["questions"]:
        assert re.fullmatch(r"[0-9a-f]{8}", key)
        assert difficulty in training.DIFFICULTIES
        assert visit.keys() <= training.ASKED
    assert all(name == rules.codes[code].name for code, name in document["codes"].items())


def test_a_rule_set_with_a_few_codes_asks_only_about_those() -> None:
    small = rule_reader.load(SMALL_RULES)
    for question in training.questions(small):
        assert {service["code"] for service in question.visit["services"]} <= set(small.codes)
    assert training.page(small, small.edition.as_of).markdown
