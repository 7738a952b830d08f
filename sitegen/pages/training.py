"""The questions for training: visits whose answers are settled, by discipline and difficulty.

They come from the conformance vectors that the tests run and from the worked examples of the rules. Every visit is
computed while the page is made: a visit about which the answer itself reports a problem is no question. The file for
the page holds visits, never answers; the calculator in the browser gives those, as it does everywhere.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from calculator import VisitError
from calculator.loading.examples import answer_to, every, visit_of
from calculator.model import MINUTES, Example, Rules
from calculator.per_rule_set import once
from calculator.serialize import from_plain, to_plain
from sitegen.pages.page import Page, page_of
from sitegen.pages.worked_examples import Worked, worked
from sitegen.render import labels

PLACE = "assets/training/questions.json"
"""The path of the questions below the site's root, with the script that asks them (docs/assets/training/training.js)."""

VECTORS = Path(__file__).parent.parent.parent / "tests" / "data" / "vectors.jsonl"

DIFFICULTIES = {"easy": "Easy", "medium": "Medium", "hard": "Hard"}

ASKED = {"date_of_service", "payer", "discipline", "services", "amount_used", "setting"}
"""Fields of a visit that a question can show; a visit with more is left out."""

_ASKED_OF_SERVICE = {"code", *MINUTES}


@dataclass(frozen=True, slots=True)
class Question:
    """A visit to be billed.

    Attributes:
        key: a short name made from the visit as its file has it, so that a set that was sent stays the same when others
            come and go.
        visit: as the contract writes it, on a day of the edition's year.
        difficulty: a key of `DIFFICULTIES`.
    """

    key: str
    visit: dict[str, Any]
    difficulty: str


@once
def questions(rules: Rules) -> list[Question]:
    """Every question, each visit once, in an order that only the visits decide."""
    found: dict[str, Question] = {}
    for made in _visits(rules):
        visit = made | {"date_of_service": str(_in_year(made["date_of_service"], rules.edition.as_of.year))}
        asked = json.dumps(visit, sort_keys=True)
        if asked not in found and (result := _settled(visit, rules)):
            found[asked] = Question(_key_of(made), visit, _difficulty(visit, result))
    return sorted(found.values(), key=lambda question: question.key)


def document(rules: Rules) -> dict[str, Any]:
    """The questions as the page fetches them, with the names of what they speak of."""
    asked = questions(rules)
    codes = {service["code"] for question in asked for service in question.visit["services"]}
    payers = {question.visit["payer"] for question in asked}
    return {
        "questions": [[question.key, question.difficulty, question.visit] for question in asked],
        "codes": {code: rules.codes[code].name for code in sorted(codes)},
        "payers": {payer: rules.payers[payer].name for payer in sorted(payers)},
        "settings": labels.SETTINGS,
        "disciplines": dict(labels.DISCIPLINES),
        "difficulties": DIFFICULTIES,
        "minutes": labels.MINUTES,
    }


def page(rules: Rules, as_of: date) -> Page:
    """The choices, and where no script runs a question of each kind with its answer."""

    def view() -> dict[str, Any]:
        asked = questions(rules)
        kinds = zip(labels.DISCIPLINES, DIFFICULTIES, strict=True)
        samples = [
            next((one for one in asked if (one.visit["discipline"], one.difficulty) == kind), None) for kind in kinds
        ]
        answered = [(DIFFICULTIES[one.difficulty], _sample(one, rules)) for one in samples if one]
        return {"difficulties": DIFFICULTIES, "samples": answered}

    return page_of("training", "quiz.md", rules, as_of, "", view)


def _sample(question: Question, rules: Rules) -> Worked:
    example: Example = from_plain(Example, {**question.visit, "name": question.key, "expect": {}, "cites": []})
    return worked(example, rules, "quiz.md")


def _visits(rules: Rules) -> Iterator[dict[str, Any]]:
    """Visits of the vectors that are settled, and of the worked examples."""
    for line in VECTORS.read_text(encoding="utf-8").splitlines():
        vector = json.loads(line)
        if vector["settled"]:
            yield vector["visit"]
    for _, _, example in every(rules):
        yield visit_of(example)


def _in_year(day: str, year: int) -> date:
    """The same day in another year: questions are about the rules of the edition's year.

    >>> _in_year("2026-03-02", 2028), _in_year("2024-02-29", 2026)
    (datetime.date(2028, 3, 2), datetime.date(2026, 2, 28))
    """
    on = date.fromisoformat(day)
    return on.replace(year=year, day=min(on.day, 28) if on.month == 2 else on.day)


def _settled(visit: dict[str, Any], rules: Rules) -> dict[str, Any] | None:
    """The answer to a visit that can be asked, else None.

    It can where a question can show all of it and the answer reports nothing worse than a note: no question left open
    by the sources, no unknown rule or number, no pair that wants a 59.
    """
    if not visit.keys() <= ASKED or any(not service.keys() <= _ASKED_OF_SERVICE for service in visit["services"]):
        return None
    answered = answer_to(visit, rules)
    if isinstance(answered, VisitError) or any(
        finding.severity != "info" or finding.kind == "unsettled" for finding in answered.findings
    ):
        return None
    result: dict[str, Any] = to_plain(answered)
    return result


def _difficulty(visit: dict[str, Any], result: dict[str, Any]) -> str:
    """How hard a visit is to bill.

    Hard: a tie, minutes of an assistant, an add-on (a line of a code that was not entered), an amount near the
    threshold, or another rule than Medicare's. Medium: three codes or more, an untimed code with others, or two codes
    that both leave a remainder. Easy: the rest.

    >>> from calculator import calculate
    >>> def ask(*minutes, **more):
    ...     services = [{"code": code, "minutes": number} for code, number in minutes]
    ...     visit = {"date_of_service": "2026-03-02", "payer": "medicare-part-b", "discipline": "PT"}
    ...     visit |= {"services": services, **more}
    ...     return _difficulty(visit, calculate(visit))
    >>> ask(("97110", 23)), ask(("97110", 30), ("97140", 8)), ask(("97161", 45))
    ('easy', 'easy', 'easy')
    >>> ask(("97110", 33), ("97140", 7)), ask(("97110", 15), ("97161", 30))
    ('medium', 'medium')
    >>> ask(("97110", 15), ("97140", 15), ("97112", 15))
    'medium'
    >>> ask(("97110", 20), ("97140", 20)), ask(("97129", 45)), ask(("97110", 23), payer="midpoint")
    ('hard', 'hard', 'hard')
    >>> ask(("97110", 23), amount_used="2500"), ask(services=[{"code": "97110", "assistant_minutes": 15}])
    ('hard', 'hard')
    """
    services = visit["services"]
    entered = {service["code"] for service in services}
    if (
        result["choices"]
        or any(service.get("assistant_minutes") or service.get("together_minutes") for service in services)
        or any(line["code"] not in entered for line in result["lines"])
        or "amount_used" in visit
        or visit["payer"] != "medicare-part-b"
    ):
        return "hard"
    has_untimed = result["timed_minutes"] != result["total_minutes"]
    remainders = [service for service in services if service.get("minutes", service.get("therapist_minutes", 0)) % 15]
    if len(entered) > 2 or (len(entered) > 1 and (has_untimed or len(remainders) > 1)):
        return "medium"
    return "easy"


def _key_of(visit: dict[str, Any]) -> str:
    """A short name made from a visit.

    >>> _key_of({"payer": "midpoint", "services": []}) == _key_of({"services": [], "payer": "midpoint"})
    True
    """
    return hashlib.sha256(json.dumps(visit, sort_keys=True).encode()).hexdigest()[:8]
