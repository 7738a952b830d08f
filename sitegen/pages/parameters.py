"""The pages of the numbers, such as the KX threshold, and the list of those in force."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from calculator.dated import in_force
from calculator.model import Parameter, Rules, Statement
from sitegen.pages import dated_changes, january
from sitegen.pages.guide import leading_here
from sitegen.pages.order import by_use
from sitegen.pages.page import Page, page_of, rule_pages
from sitegen.pages.worked_examples import all_worked
from sitegen.render import charts, labels


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The list of numbers, and a page for each."""
    rows = [
        {"key": key, "parameter": rules.parameters[key], "now": known_now(rules.parameters[key], as_of)}
        for key in by_use("parameters", rules)
    ]
    yield page_of("parameters", "parameters/index.md", rules, as_of, rows=rows)
    yield from rule_pages("parameter", "parameters", rules, as_of, _content)


def _content(key: str, parameter: Parameter, rules: Rules, as_of: date) -> dict[str, Any]:
    return {
        "parameter": parameter,
        "notices": dated_changes.notices(f"parameters/{key}", rules, as_of),
        "turn": january.turn_of_year(as_of),
        "now": known_now(parameter, as_of),
        "values": _value_rows(parameter, as_of),
        "chart": charts.over_time(parameter, as_of),
        "rule": used_for(parameter),
        "examples": all_worked(parameter.examples, rules, f"parameters/{key}.md"),
        "guides": leading_here(key, rules),
    }


def used_for(parameter: Parameter) -> list[Statement]:
    """What is worked out with a number, and which codes it is not put on."""
    return [
        *parameter.used_for,
        *(
            Statement(
                says=f"From {labels.day(entry.since)} it is not put on {labels.joined(entry.codes)}. {entry.note}".strip(),
                cites=entry.cites,
            )
            for entry in parameter.spares
        ),
    ]


def known_now(parameter: Parameter, as_of: date) -> Any:
    """The value in force on a day, or None where none is in force or its number is not known."""
    entry = in_force(parameter.values, as_of, holds=parameter.holds)
    return None if entry is None or entry.value == "expected" else entry


def _value_rows(parameter: Parameter, as_of: date) -> list[dict[str, Any]]:
    """Values with the time each holds, newest first."""
    rows = []
    for position, value in enumerate(parameter.values):
        later = parameter.values[position + 1].since if position + 1 < len(parameter.values) else None
        last = _last_day(parameter, value.since, later)
        state = "to come" if value.since > as_of else "past" if last and last < as_of else "in force"
        expected = value.value == "expected"
        time = labels.span(value.since, last)
        rows.append({"value": value, "expected": expected, "state": "expected" if expected else state, "time": time})
    return rows[::-1]


def _last_day(parameter: Parameter, since: date, later: date | None) -> date | None:
    """The last day a value holds, or None where no end is known."""
    before_later = later - timedelta(days=1) if later else None
    if parameter.holds == "calendar-year":
        return min(date(since.year, 12, 31), before_later or date.max)
    return before_later
