"""Small charts over the years, as SVG inside the page, colored by the site's style sheet.

A number holds from a day on, so its chart has steps: it goes level, and stands upright on the day of a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from calculator.model import Parameter
from sitegen.render import labels
from sitegen.render.markdown_text import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400, 168, 8, 8, 24, 28
FLOOR = HEIGHT - BOTTOM
_FEWEST = 3
"""Known values that a chart needs; fewer are plain in the table."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A number with the time it holds: from a day up to, but without, another."""

    since: date
    until: date
    value: Decimal


# --- a number over the years -----------------------------------------------------------------------------------------


def over_time(parameter: Parameter, as_of: date) -> Markup | None:
    """A number's values as steps, or None where there are too few of them or they never differ.

    Args:
        parameter: the number.
        as_of: the day the page speaks of; a value without an end is drawn to the end of that day's year.
    """
    known = [value for value in parameter.values if value.value != "expected"]
    if len(known) < _FEWEST or len({value.value for value in known}) == 1:
        return None
    steps = _steps_of(parameter, as_of)
    expected = [value.since for value in parameter.values if value.value == "expected"]
    ends = [date(day.year + 1, 1, 1) for day in expected]
    across = _Across(date(steps[0].since.year, 1, 1), max([steps[-1].until, *ends]))
    up = _Up([step.value for step in steps])
    first, last = steps[0], steps[-1]
    now = next((step for step in steps if step.since <= as_of < step.until), None)
    title = (
        f"{parameter.name}, {first.since.year} to {last.since.year}: "
        f"{_shown_value(first.value, parameter)} at first, {_shown_value(last.value, parameter)} at last"
    )
    parts = [Markup(f'<path class="line" d="{" ".join(_path_of(steps, across, up))}"/>')]
    for day, end in zip(expected, ends, strict=True):
        left, right = across.place(day), across.place(end)
        box = f'x="{left}" y="{TOP}" width="{_shown(right - left)}" height="{FLOOR - TOP}"'
        parts.append(Markup(f'<rect class="to-come" {box}/>'))
        parts.append(_text("to-come-mark", _shown((left + right) / 2), TOP + 14, "?", "middle"))
    if expected:
        parts.append(_text("key", WIDTH - RIGHT, 10, "? not known yet", "end"))
    if not up.from_zero:
        parts.append(_text("key", LEFT, 10, "The scale does not begin at zero."))
    parts += _axis_labels(steps, now, parameter, across, up)
    return _svg(title, _described(steps, expected, parameter), [*_axis(across), *parts])


def _steps_of(parameter: Parameter, as_of: date) -> list[_Step]:
    """The known values with the time each holds; equal ones that follow each other at once are one step.

    A number of a calendar year ends with it, so a year no one knows stays empty:

    >>> from calculator.model import Statement, Value
    >>> values = [Value(since=date(year, 1, 1), value=Decimal(year), cites=()) for year in (2020, 2022)]
    >>> made = Parameter(name="", unit="USD", answer=Statement(says="", cites=()), holds="calendar-year", values=values)
    >>> [(step.since.year, step.until.year) for step in _steps_of(made, date(2026, 5, 1))]
    [(2020, 2021), (2022, 2023)]
    """
    found: list[_Step] = []
    for place, value in enumerate(parameter.values):
        if value.value == "expected":
            continue
        later = parameter.values[place + 1].since if place + 1 < len(parameter.values) else None
        if parameter.holds == "calendar-year":
            until = min(later or date.max, date(value.since.year + 1, 1, 1))
        else:
            until = later or date(max(as_of, value.since).year + 1, 1, 1)
        number = Decimal(value.value)
        if found and found[-1].value == number and found[-1].until == value.since:
            found[-1] = _Step(found[-1].since, until, number)
        else:
            found.append(_Step(value.since, until, number))
    return found


def _path_of(steps: Sequence[_Step], across: _Across, up: _Up) -> Iterator[str]:
    """The line: level while a number holds, upright where the next begins, lifted where nothing is known."""
    before: _Step | None = None
    for step in steps:
        joined = before is not None and before.until == step.since
        yield f"V{up.place(step.value)}" if joined else f"M{across.place(step.since)} {up.place(step.value)}"
        yield f"H{across.place(step.until)}"
        before = step


def _axis_labels(
    steps: Sequence[_Step], now: _Step | None, parameter: Parameter, across: _Across, up: _Up
) -> Iterator[Markup]:
    """The first number, the last, the one in force, and the highest and lowest where they have room.

    A number stands on the side of the line where its neighbour does not run through it.
    """
    wanted = [steps[0], steps[-1], *([now] if now else [])]
    wanted += [pick(steps, key=lambda step: step.value) for pick in (max, min)]
    taken: list[tuple[float, float]] = []
    for step in dict.fromkeys(wanted):
        place = steps.index(step)
        neighbour = steps[1] if place == 0 else steps[place - 1]
        level = up.place(step.value)
        y = level + 14 if neighbour.value > step.value and level + 14 <= FLOOR else level - 6
        left, right = across.place(step.since), across.place(step.until)
        called = _shown_value(step.value, parameter)
        wide = 6.5 * len(called)
        x, anchor, middle = (left + right) / 2, "middle", (left + right) / 2
        if place == 0:
            x, anchor, middle = left, "start", left + wide / 2
        elif place == len(steps) - 1:
            x, anchor, middle = right, "end", right - wide / 2
        crowded = any(abs(middle - other) < wide and abs(y - beside) < 12 for other, beside in taken)
        if crowded and step not in (steps[0], steps[-1], now):
            continue
        taken.append((middle, y))
        yield _text("value value--now" if step == now else "value", _shown(x), _shown(y), called, anchor)


def _shown_value(value: Decimal, parameter: Parameter) -> str:
    return labels.amount(value, parameter.unit).removesuffix(" per RVU")


def _described(steps: Sequence[_Step], expected: Sequence[date], parameter: Parameter) -> str:
    phrases = []
    for place, step in enumerate(steps):
        phrases.append(f"{_shown_value(step.value, parameter)} from {labels.day(step.since)}")
        if place + 1 < len(steps) and steps[place + 1].since != step.until:
            phrases.append(f"not known from {labels.day(step.until)}")
    phrases += [f"a new number expected from {labels.day(day)}" for day in expected]
    return "; ".join(phrases) + "."


# --- what it is made of ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Across:
    """The time from the left edge to the right one."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Where a day is; days outside are at the edge."""
        part = (day - self.first).days / max((self.last - self.first).days, 1)
        return _shown(LEFT + (WIDTH - LEFT - RIGHT) * min(max(part, 0), 1))


@dataclass(frozen=True, slots=True)
class _Up:
    """The numbers from the foot to the top; all of them fit, with room for their labels."""

    values: Sequence[Decimal]

    @property
    def from_zero(self) -> bool:
        """True where the foot stands for nothing: the least of the numbers is small with the greatest."""
        return 0 <= min(self.values) < max(self.values) * Decimal("0.4")

    def place(self, value: Decimal) -> float:
        """Where a number is."""
        low, high = Decimal(0) if self.from_zero else min(self.values), max(self.values)
        room = 0 if self.from_zero else 22
        part = float((value - low) / (high - low)) if high > low else 0.5
        return _shown(FLOOR - room - (FLOOR - room - TOP - 16) * part)


def _axis(across: _Across) -> Iterator[Markup]:
    yield Markup(f'<path class="axis" d="M{LEFT} {FLOOR}H{WIDTH - RIGHT}"/>')
    years = range(across.first.year, across.last.year + (across.last > date(across.last.year, 1, 1)))
    every = -(-len(years) // 10)
    for year in years:
        left, right = across.place(date(year, 1, 1)), across.place(date(year + 1, 1, 1))
        yield Markup(f'<path class="axis" d="M{left} {FLOOR}v4"/>')
        if (years[-1] - year) % every == 0:
            yield _text("year", _shown((left + right) / 2), FLOOR + 16, str(year), "middle")


def _svg(title: str, description: str, parts: Sequence[Markup]) -> Markup:
    head = f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="chart-title" aria-describedby="chart-desc">'
    words = Markup('<title id="chart-title">{}</title>\n<desc id="chart-desc">{}</desc>')
    words = words.format(escape(title), escape(description))
    return Markup("\n").join([Markup(head), words, *parts, Markup("</svg>")])


def _text(kind: str, x: float, y: float, words_shown: str, anchor: str = "start") -> Markup:
    head = f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">'
    return Markup(head) + escape(words_shown) + Markup("</text>")


def _shown(length: float) -> float:
    """A length with one decimal.

    >>> _shown(1.2345), _shown(3.0)
    (1.2, 3.0)
    """
    return round(length, 1)
