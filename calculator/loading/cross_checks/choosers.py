"""What must hold in the files of `rules/choosers/`: every answer leads on, and everything is led to."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.errors import Fault
from calculator.loading.cross_checks.names import WORDS, without_file
from calculator.model import Chooser, Rules


def choosers_lead_somewhere(rules: Rules) -> Iterator[Fault]:
    """Each answer leads to a question further down or to an outcome, so none leads in a circle or nowhere."""
    for key, chooser in rules.choosers.items():
        file, below = f"choosers/{key}.yaml", [*chooser.questions]
        for name, question in chooser.questions.items():
            del below[0]
            where = ("questions", name, "replies")
            if len(question.replies) < 2:
                yield Fault(file, where, f"found {len(question.replies)}, expected at least 2 answers to choose from")
            for position, reply in enumerate(question.replies):
                if reply.to not in below and reply.to not in chooser.outcomes:
                    expected = "a question further down or an outcome"
                    yield Fault(file, (*where, position, "to"), f"found '{reply.to}', expected {expected}")


def choosers_are_whole(rules: Rules) -> Iterator[Fault]:
    """Some answer leads to each question but the first and to each outcome, each outcome to a rule, and names are apart."""
    for key, chooser in rules.choosers.items():
        file = f"choosers/{key}.yaml"
        yield from without_file(
            file, ("about",), chooser.about, {*rules.codes, *rules.modifiers}, "rules/codes/ or rules/modifiers/"
        )
        if not chooser.questions:
            yield Fault(file, ("questions",), "found none, expected at least one question")
        reached = _reached(chooser)
        for field, names in (("questions", chooser.questions), ("outcomes", chooser.outcomes)):
            for name in names:
                if not WORDS.fullmatch(name):
                    yield Fault(file, (field, name), f"found '{name}', expected small letters, digits and hyphens")
                if name not in reached:
                    yield Fault(file, (field, name), f"found '{name}', to which no answer leads")
        for name, outcome in chooser.outcomes.items():
            if name in chooser.questions:
                yield Fault(file, ("outcomes", name), f"found '{name}', expected another name than a question has")
            for field in ("says", "see_also"):
                if not getattr(outcome, field):
                    yield Fault(file, ("outcomes", name, field), "found an empty list, expected at least one entry")


def _reached(chooser: Chooser) -> set[str]:
    """The questions and outcomes to which answers lead from the first question on."""
    reached: set[str] = set()
    waiting = [*chooser.questions][:1]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [reply.to for reply in chooser.questions[name].replies] if name in chooser.questions else []
    return reached
