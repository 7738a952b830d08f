"""The page on counting: the table of units, a drawing, and the same visits under both rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from calculator.dated import Number, in_force, number
from calculator.model import Rules
from sitegen.pages.first_visit import ALONE, POOLED
from sitegen.pages.guide import guide_page, worked_sections
from sitegen.pages.page import Page
from sitegen.pages.worked_examples import Worked, first_answered, minutes_table, worked
from sitegen.render import minutes_drawing
from sitegen.render.page_context import GUIDE_PAGES


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """The page on counting."""
    guide = rules.guides.get("counting")
    sections = worked_sections(guide, rules, GUIDE_PAGES["counting"]) if guide else []
    per_unit = number(rules, "minutes-per-unit", as_of)
    timed = next(
        (key for key in ("97110", *rules.codes) if key in rules.codes and _is_plain(key, rules, as_of, per_unit)), None
    )
    drawn = first_answered(one for section in sections if not section.section.shows for one in section.done)
    compared = [
        (one, worked(replace(one.example, payer=ALONE), rules, GUIDE_PAGES["counting"]))
        for section in sections
        if section.section.shows == "both-rules"
        for one in section.done
    ]
    yield from guide_page(
        "counting",
        "counting",
        rules,
        as_of,
        units=minutes_table(timed, rules.codes[timed], POOLED, rules, as_of, rows=11) if timed else [],
        compared=compared,
        drawn=drawn,
        sections=sections,
        head={"hide": ["navigation"]},
        payer_shown=True,
        changeable=drawn,
        drawing=_drawing_of(drawn, per_unit),
    )


def _is_plain(key: str, rules: Rules, as_of: date, per_unit: Number | None) -> bool:
    """True for a timed code of the common span, without an add-on."""
    now = in_force(rules.codes[key].counting, as_of)
    return bool(now and per_unit and now.minutes_per_unit == per_unit.whole and not now.add_on and not now.base)


def _drawing_of(done: Worked | None, per_unit: Number | None) -> Markup | None:
    if done is None or done.result is None or per_unit is None:
        return None
    units = {line.code: line.units for line in done.result.lines}
    rows = [(service.code, service.minutes or 0, units.get(service.code, 0)) for service in done.example.services]
    return minutes_drawing.draw(rows, per_unit.whole)
