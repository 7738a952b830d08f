"""What pages show of coverage decisions: a page each, their index, and the note with a code's price."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from calculator.coverage import decisions_by_code
from calculator.dated import in_force
from calculator.grouping import group_by
from calculator.model import Coverage, CoverageStatus, Rules
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision says on a day, as pages show it to a therapist.

    Attributes:
        key: the decision's key.
        decision: the decision.
        entry: what of it is in force.
    """

    key: str
    decision: Coverage
    entry: CoverageStatus

    @property
    def word(self) -> str:
        """The key of its few words."""
        return "not-from-therapists" if self.entry.only_by else self.entry.status

    @property
    def limits(self) -> bool:
        """True where a price alone would mislead."""
        return self.entry.status != "covered"


def _in_force_on(key: str, decision: Coverage, on: date) -> Decided | None:
    """What a decision says on a day; None where nothing is in force."""
    entry = in_force(decision.decided, on)
    return None if entry is None else Decided(key, decision, entry)


def of_code(code: str, rules: Rules, as_of: date) -> list[Decided]:
    """The decisions on a code that are in force, those that refuse it first.

    >>> from calculator import default_rules
    >>> [(one.decision.number, one.word) for one in of_code("20560", default_rules(), date(2026, 3, 2))]
    [('NCD 30.3.3', 'not-from-therapists')]
    """
    found = [_in_force_on(key, decision, as_of) for key, decision in decisions_by_code(rules).get(code, ())]
    order = ("not-covered", "not-from-therapists", "covered-when", "not-covered-when", "undecided", "covered")
    return sorted((one for one in found if one), key=lambda one: (order.index(one.word), one.key))


def beside_price(found: list[Decided]) -> list[tuple[str, list[Decided]]]:
    """What must stand with a price: the key of a few words, and the decisions that say so.

    >>> from calculator import default_rules
    >>> [(word, len(ones)) for word, ones in beside_price(of_code("97032", default_rules(), date(2026, 3, 2)))]
    [('covered-when', 2), ('not-covered-when', 2)]
    """
    return list(group_by((one for one in found if one.limits), lambda one: one.word).items())


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The index of decisions with what each says now, and a page for each."""
    rows = [(key, one, _in_force_on(key, one, as_of)) for key, one in rules.coverage.items()]
    yield page_of("coverage", "coverage/index.md", rules, as_of, rows=rows)
    yield from rule_pages("decision", "coverage", rules, as_of, _content)


def _content(key: str, decision: Coverage, rules: Rules, as_of: date) -> dict[str, Any]:
    return {
        "decision": decision,
        "now": _in_force_on(key, decision, as_of),
        "done": all_worked(decision.examples, rules, f"coverage/{key}.md"),
    }
