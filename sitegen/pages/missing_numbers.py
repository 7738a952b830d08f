"""The notice of what is not loaded yet, from which date of service on: the front page has it, and the calculator."""

from datetime import date
from typing import Any

from calculator.grouping import group_by
from calculator.model import Rules
from calculator.upkeep.missing import ORDER, missing, short_name
from sitegen.render import labels


def notices(rules: Rules, until: date = date.max) -> list[dict[str, Any]]:
    """What visits lack, by the first date of service without it: the time, and the names as a list in words.

    Args:
        rules: the rule set.
        until: the last day that readers care about yet.
    """
    found = []
    soon = (one for one in missing(rules) if one.since <= until)
    for since, those in group_by(soon, lambda one: one.since).items():
        if names := list(dict.fromkeys(name for one in those if (name := short_name(one)))):
            found.append({"time": _time(since), "names": labels.joined(names)})
    return found


def _time(since: date) -> str:
    """The time from a day on.

    >>> _time(date(2027, 1, 1)), _time(date(2026, 4, 1))
    ('2027', 'From April 1, 2026')
    """
    return str(since.year) if (since.month, since.day) == (1, 1) else f"From {labels.day(since)}"


def for_form(rules: Rules) -> list[dict[str, Any]]:
    """What the calculator says at the date of service: each name with its days, and the kind of payer it is for.

    A code without a rule is not among them: a visit with it is refused in words of its own.
    """
    return [
        {
            "name": name,
            "since": one.since.isoformat(),
            "until": one.until.isoformat() if one.until else None,
            "kind": one.program,
        }
        for one in sorted(missing(rules), key=lambda one: ORDER.index(one.kind))
        if one.kind != "code" and (name := short_name(one))
    ]
