"""A drawing of minutes that fill units, as SVG inside the page, colored by the site's style sheet."""

from collections.abc import Sequence

from markupsafe import Markup

from sitegen.render.markdown_text import escape

WIDTH, LEFT, ROW, BAR, GAP, TOP = 360, 54, 58, 26, 3, 6


def draw(rows: Sequence[tuple[str, int, int]], per_unit: int) -> Markup:
    """One row for each code: full units, the rest in a started unit, and the units it gets.

    Args:
        rows: code, minutes and units of each.
        per_unit: minutes of a unit.
    """
    cells = max((minutes + per_unit - 1) // per_unit for _, minutes, _ in rows) or 1
    cell = min(92, (WIDTH - LEFT - 4) // max(cells, 3))
    height = TOP + ROW * len(rows)
    parts = [part for place, row in enumerate(rows) for part in _bar(*row, TOP + place * ROW, cell, per_unit)]
    description = "; ".join(f"{code}: {minutes} minutes, {units} units" for code, minutes, units in rows)
    head = f'<svg class="minutes" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(description)}">'
    return Markup("\n").join([Markup(head), *parts, Markup("</svg>")])


def _bar(code: str, minutes: int, units: int, top: int, cell: int, per_unit: int) -> list[Markup]:
    full, rest = divmod(minutes, per_unit)
    parts = [_text("code", 0, top + 18, code)]
    for place in range(full + (rest > 0)):
        left = LEFT + place * cell
        inside = per_unit if place < full else rest
        wins = place < units
        parts.append(_box("unit" if wins else "unit unit--lost", left, top, cell - GAP))
        kind = "filled" if place < full else "started" if wins else "lost"
        parts.append(_box(kind, left, top, round((cell - GAP) * inside / per_unit)))
        parts.append(_text(f"inside inside--{kind}", left + 6, top + 18, f"{inside} min"))
        parts.append(_text("below", left + 1, top + BAR + 15, f"unit {place + 1}" if wins else "no unit"))
    return parts


def _box(kind: str, x: int, y: int, width: int) -> Markup:
    return Markup(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{BAR}" rx="4"/>')


def _text(kind: str, x: int, y: int, words: str) -> Markup:
    return Markup(f'<text class="{kind}" x="{x}" y="{y}">') + escape(words) + Markup("</text>")
