"""Every vector and every worked example in two tests: what `make mutants` runs for each changed engine, in a second."""

from __future__ import annotations

import pytest

from calculator.loading import examples
from calculator.model import Rules
from tests.calculator import test_vectors
from tests.support import answers


def test_every_vector_has_one_of_its_right_answers(rules: Rules) -> None:
    for vector in test_vectors.VECTORS:
        test_vectors.test_a_vector_has_one_of_its_right_answers(vector, rules)
        if len(vector["any_of"]) > 1:
            test_vectors.test_every_right_answer_is_offered(vector, rules)


def test_every_example_gives_what_it_expects(rules: Rules) -> None:
    assert examples.failures(rules) == []


@pytest.mark.parametrize("name", answers.FILES)
def test_the_engine_says_the_same_word_for_word(name: str, rules: Rules) -> None:
    """Where this fails on purpose: `python -m tests.support.answers`, and look at what changed."""
    expected = (answers.FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert list(answers.FILES[name](rules)) == expected
