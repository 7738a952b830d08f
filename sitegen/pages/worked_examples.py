"""Worked examples of a page: computed by the engine while the page is made, as lines, steps, a doctest and a link."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from calculator import VisitError, read_visit
from calculator.grouping import group_by
from calculator.loading.examples import answer_to, visit_of
from calculator.model import Code, Example, Line, Result, Rules, Service
from calculator.reading.visit_reader import QUANTITIES
from calculator.serialize import to_plain
from calculator.visit import lines_of
from sitegen.render import labels
from sitegen.render.markdown_text import relative_url, slug

_CALCULATOR = "calculator.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """An example with its answer.

    Attributes:
        anchor: its place on the page.
        result: the answer, or None for a visit that must be refused.
        errors: why it is refused.
        try_it: address of the calculator, filled in with it.
        doctest: the same as a Python session.
        other_fields: what the visit has besides its minutes, as field and value, for the checks.
    """

    example: Example
    anchor: str
    result: Result | None
    errors: tuple[dict[str, str], ...]
    try_it: str
    doctest: str
    other_fields: tuple[tuple[str, str], ...]


def worked(example: Example, rules: Rules, page: str, anchor: str = "") -> Worked:
    """An example with its answer, computed now."""
    visit = visit_of(example)
    answered = answer_to(visit, rules)
    return Worked(
        example=example,
        anchor=anchor or f"example-{slug(example.name)}",
        result=None if isinstance(answered, VisitError) else answered,
        errors=tuple(answered.errors) if isinstance(answered, VisitError) else (),
        try_it=try_it(visit, page),
        doctest=_doctest(visit, answered),
        other_fields=tuple(_other_fields(visit, None if isinstance(answered, VisitError) else answered)),
    )


_DATE = re.compile(r"\d{4}-\d\d-\d\d")

_SHOWN_ELSEWHERE = ("date_of_service", "payer", "discipline", "services", "choose", "setting", "amount_used", "billed")
"""Fields of a visit that an example shows in words or in a table of their own."""


_SAID = {
    "apm": "qualifying participant (QP) in an Advanced APM",
    "deductible_left": "Part B deductible left, $",
    "locality": "Medicare locality",
    "minutes_told": "minutes of each code",
    "times_told": "start and stop times",
}
"""What readers call fields whose own names are short."""


def _other_fields(visit: dict[str, Any], result: Result | None) -> Iterator[tuple[str, str]]:
    """What a visit has besides its minutes, each as a field and its value in words.

    >>> service = {"code": "97110", "minutes": 9, "start": "09:00", "stop": "09:09", "separate": True}
    >>> list(_other_fields({"payer": "midpoint", "services": [service], "telehealth": True, "stays": [],
    ...     "plan": {"certified": "2026-03-02", "holds": ["goals", "type"]}}, None)) == [("97110", "09:00 to 09:09"),
    ...     ("97110 separate", "yes"), ("telehealth", "yes"), ("stays", "none"), ("plan certified", "March 2, 2026"),
    ...     ("plan holds", "goals, type")]
    True
    """
    for service in visit.get("services", ()):
        if "start" in service:
            yield service["code"], f"{service['start']} to {service['stop']}"
        for field in ("separate", "furnished_by", *QUANTITIES):
            if field in service:
                yield f"{service['code']} {field.replace('_', ' ')}", _in_words(service[field])
    for field, value in visit.items():
        name = _SAID.get(field, field.replace("_", " "))
        if field in _SHOWN_ELSEWHERE:
            continue
        if field in ("plan", "record", "authorization"):
            for part, item in value.items():
                yield f"{name} {_SAID.get(part, part.replace('_', ' '))}", _in_words(item)
        elif field in ("other_visits", "with_other_patients"):
            for one in value:
                lines = [
                    " ".join((line["code"], *line["modifiers"], "x", str(line["units"])))
                    for line in one.get("lines", ())
                ]
                when = [f"{one['start']} to {one['stop']}"] if "start" in one else []
                yield name, ", ".join([*([one["discipline"]] if lines else []), *when, *lines])
        elif field == "locality" and result and result.payment:
            yield name, f"{result.payment.place} ({value})"
        else:
            yield name, _in_words(value)


def _in_words(value: Any) -> str:
    """A value: yes or no, a day as it is read, a list, or as it stands."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and _DATE.fullmatch(value):
        return labels.day(date.fromisoformat(value))
    return (", ".join(value) or "none") if isinstance(value, list) else str(value)


def all_worked(examples: Iterable[Example], rules: Rules, page: str) -> list[Worked]:
    """Every example of a page, each with an anchor of its own."""
    taken: dict[str, int] = {}
    made = []
    for example in examples:
        name = f"example-{slug(example.name)}"
        taken[name] = taken.get(name, 0) + 1
        made.append(worked(example, rules, page, name if taken[name] == 1 else f"{name}-{taken[name]}"))
    return made


def minute_fields(services: Sequence[Service]) -> dict[str, str]:
    """The fields of minutes that services have between them, with their names: one, or one for each person.

    >>> minute_fields([Service(code="97110", minutes=9)])
    {'minutes': 'Minutes'}
    >>> minute_fields([Service(code="97110", therapist_minutes=9), Service(code="97140", minutes=8)])
    {'therapist_minutes': 'Therapist', 'assistant_minutes': 'Assistant'}
    """
    given = {field for service in services for field in labels.MINUTES if getattr(service, field) is not None}
    if given <= {"minutes"}:
        return {"minutes": labels.MINUTES["minutes"]}
    shown = ["therapist_minutes", "assistant_minutes"]
    shown += ["together_minutes"] if any(service.together_minutes for service in services) else []
    return {field: labels.MINUTES[field] for field in shown}


def minutes_of(service: Service, field: str) -> int | str:
    """The minutes of a service in one of these fields; without persons they are the therapist's."""
    if field == "minutes":
        return "" if service.minutes is None else service.minutes
    of_all = service.minutes if field == "therapist_minutes" else None
    return getattr(service, field) or of_all or 0


def minutes_said(services: Sequence[Service]) -> str:
    """The services of a visit in a line.

    >>> minutes_said([Service(code="97110", minutes=9), Service(code="97140", therapist_minutes=8, assistant_minutes=7)])
    '97110 9 min, 97140 therapist 8 + assistant 7 min'
    """
    return ", ".join(_service_said(service) for service in services)


def _service_said(service: Service) -> str:
    if service.minutes is not None:
        return f"{service.code} {service.minutes} min"
    given = [
        f"{labels.MINUTES[field].lower()} {minutes}"
        for field in ("therapist_minutes", "assistant_minutes", "together_minutes")
        if (minutes := getattr(service, field))
    ]
    return f"{service.code} {' + '.join(given)} min" if given else service.code


def lines_said(lines: Iterable[Line]) -> str:
    """Claim lines in a line.

    >>> lines_said([Line(code="97110", units=2, modifiers=("GP", "KX"))])
    '97110 GP KX × 2'
    """
    return ", ".join(" ".join((line.code, *line.modifiers, "×", str(line.units))) for line in lines)


def changeable_data(example: Example, rules: Rules) -> Markup:
    """What a small calculator needs of its example, as JSON (docs/assets/examples/small_calculator.js)."""
    payers = [key for key in dict.fromkeys((example.payer, "medicare-part-b", "midpoint")) if key in rules.payers]
    return escape(
        visit_text(
            {
                "visit": visit_of(example),
                "payers": {key: rules.payers[key].name for key in payers},
                "minutes": minute_fields(example.services),
            }
        )
    )


def first_answered(examples: Iterable[Worked]) -> Worked | None:
    """The example of a page that can be changed in place: the first one that has an answer."""
    return next((one for one in examples if one.result and one.example.services), None)


def by_payer(examples: Iterable[Worked]) -> list[tuple[str, list[Worked]]]:
    """Examples by payer, in order of first mention, Medicare first."""
    groups = group_by(examples, lambda one: one.example.payer)
    return sorted(groups.items(), key=lambda group: group[0] != "medicare-part-b")


def try_it(visit: dict[str, Any], page: str) -> str:
    """The address of the calculator with a visit filled in: `#v=` and the visit as JSON, percent-encoded.

    >>> try_it({"payer": "midpoint"}, "codes/97110.md")
    '../../calculator/#v=%7B%22payer%22%3A%22midpoint%22%7D'
    """
    return f"{relative_url(page, _CALCULATOR)}#v={quote(visit_text(visit), safe='')}"


def visit_text(visit: dict[str, Any]) -> str:
    """A visit as the text that links carry."""
    return json.dumps(visit, ensure_ascii=False, separators=(",", ":"))


def _doctest(visit: dict[str, Any], answered: Result | VisitError) -> str:
    """A Python session that computes a visit and shows its lines, or the error that refuses it."""
    fields = "\n".join(line for name, value in visit.items() for line in field_lines(name, value))
    call = f">>> calculate({{\n{fields}\n... }})"
    head = ">>> from calculator import calculate\n"
    if isinstance(answered, VisitError):
        return f"{head}{call}\nTraceback (most recent call last):\ncalculator.errors.VisitError: {answered}"
    return f'{head}{call}["lines"]\n{to_plain(answered.lines)!r}'


def field_lines(name: str, value: Any) -> list[str]:
    """One field of a visit in a Python session; a list of services gets a line for each.

    >>> field_lines("services", [{"code": "97110", "minutes": 33}])
    ['...     "services": [', '...         {"code": "97110", "minutes": 33},', '...     ],']
    """
    if isinstance(value, list) and value and isinstance(value[0], dict):
        items = [f"...         {_literal(item)}," for item in value]
        return [f"...     {json.dumps(name)}: [", *items, "...     ],"]
    return [f"...     {json.dumps(name)}: {_literal(value)},"]


def _literal(value: Any) -> str:
    """Plain data as Python writes it, texts in double quotes.

    >>> _literal({"telehealth": True, "lines": [{"code": "97110"}], "stays": []})
    '{"telehealth": True, "lines": [{"code": "97110"}], "stays": []}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(name)}: {_literal(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def preformatted(session: str) -> Markup:
    """A Python session as HTML: it is shown as it is, and Markdown passes it by.

    >>> print(preformatted('>>> "1"'))
    <pre class="session__code"><code>&gt;&gt;&gt; &#34;1&#34;</code></pre>
    """
    return Markup('<pre class="session__code"><code>{}</code></pre>').format(session)


@dataclass(frozen=True, slots=True)
class Row:
    """From how many minutes on which units count, up to the next row."""

    least: int
    most: int
    units: str


def minutes_table(key: str, code: Code, payer: str, rules: Rules, on: date, rows: int = 6) -> list[Row]:
    """Minutes of one code alone and the units they give: more minutes never give fewer units."""

    @cache
    def units(minutes: int) -> str | None:
        visit = {
            "date_of_service": on.isoformat(),
            "payer": payer,
            "discipline": code.disciplines.usual[0],
            "services": [{"code": key, "minutes": minutes}],
        }
        try:
            return _units_in_words(lines_of(read_visit(visit, rules), rules), key)
        except VisitError:
            return None

    found: list[Row] = []
    least = 0
    while len(found) < rows and least < _DAY:
        given = units(least)
        if given is None:
            return []
        after = next((later for later in range(least + _STEP, _DAY, _STEP) if units(later) != given), _DAY)
        changes = range(max(least, after - _STEP) + 1, after + 1)
        after = changes[bisect_left(changes[:-1], True, key=lambda minutes: units(minutes) != given)]
        found.append(Row(least, after - 1, given))
        least = after
    return found


_DAY = 24 * 60
"""Minutes of a day."""

_STEP = 8
"""Minutes between two looks, before the minute of a change is found between them."""


def _units_in_words(lines: Sequence[Line], key: str) -> str:
    if any(line.code != key for line in lines):
        return " + ".join(f"{line.units} × {line.code}" for line in lines)
    return str(lines[0].units) if lines else "0"
