"""What the page on counting shows: tables, pictures and cases, every number of them computed from the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from calculator.dated import in_force, number
from calculator.loading.examples import visit_of
from calculator.model import Discipline, Example, Expected, Rules, Service
from sitegen.pages.worked_examples import Worked, minutes_table, worked
from sitegen.render import minutes_drawing

POOLED, ALONE = "medicare-part-b", "midpoint"
_DATE = date(2026, 3, 2)
"""A fixed day in the era of today's rules, so that the page's cases stay what they are."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """The same minutes under both rules."""

    services: tuple[Service, ...]
    pooled: Worked
    alone: Worked


def view(rules: Rules, as_of: date, page: str) -> dict[str, Any]:
    """What the template may show; a case whose codes the rule set lacks is None."""
    per_unit, first_unit = number(rules, "minutes-per-unit", as_of), number(rules, "minutes-for-first-unit", as_of)
    timed = next(
        (key for key in ("97110", *rules.codes) if key in rules.codes and _is_plain(key, rules, as_of, per_unit)), None
    )

    def case(name: str, payer: str, *services: Service, discipline: Discipline = "PT", **more: Any) -> Worked | None:
        if payer not in rules.payers or not {service.code for service in services} <= set(rules.codes):
            return None
        example = Example(
            name=name,
            payer=payer,
            date_of_service=_DATE,
            discipline=discipline,
            services=services,
            expect=Expected(),
            cites=(),
            **more,
        )
        return worked(example, rules, page)

    def minutes(*pairs: tuple[str, int]) -> tuple[Service, ...]:
        return tuple(Service(code=code, minutes=count) for code, count in pairs)

    def both(*pairs: tuple[str, int]) -> _Compared | None:
        services = minutes(*pairs)
        pooled, alone = (case("", payer, *services) for payer in (POOLED, ALONE))
        return _Compared(services, pooled, alone) if pooled and alone else None

    compared = [
        both(("97110", 33), ("97140", 7)),
        both(("97110", 8), ("97112", 8), ("97140", 8)),
        both(("97110", 10), ("97140", 10)),
        both(("97110", 7), ("97140", 7)),
        both(("97110", 20), ("97140", 20)),
        both(
            ("97110", 40),
        ),
    ]
    lead = case("33 and 7 minutes", POOLED, *minutes(("97110", 33), ("97140", 7)))
    mixed = case(
        "therapist and assistant share a code",
        POOLED,
        Service(code="97110", therapist_minutes=23, assistant_minutes=22),
    )
    return {
        "per_unit": per_unit,
        "first_unit": first_unit,
        "share": number(rules, "assistant-share", as_of),
        "units": minutes_table(timed, rules.codes[timed], POOLED, rules, as_of, rows=11) if timed else [],
        "compared": [one for one in compared if one],
        "lead": lead,
        "lead_picture": _picture_of(lead, per_unit),
        "lead_alone": case("33 and 7 minutes", ALONE, *minutes(("97110", 33), ("97140", 7))),
        "tie": case("equal minutes", POOLED, *minutes(("97112", 20), ("97110", 20))),
        "chosen": case("equal minutes, chosen", POOLED, *minutes(("97112", 20), ("97110", 20)), choose=("97110",)),
        "untimed": case("an untimed code beside a timed one", POOLED, *minutes(("97161", 30), ("97110", 8))),
        "spans": [
            one
            for one in (
                case("60 minutes to a unit, its add-on 30", ALONE, *minutes(("92607", 80)), discipline="SLP"),
                case("a base code with its add-on of 15 minutes", POOLED, *minutes(("97129", 38)), discipline="OT"),
                case("30 minutes first, then 15", ALONE, *minutes(("97550", 40))),
            )
            if one
        ],
        "mixed": mixed,
        "mixed_small": case(
            "a few minutes by the assistant", POOLED, Service(code="97110", therapist_minutes=20, assistant_minutes=3)
        ),
        "together": case(
            "both with the patient at one time",
            POOLED,
            Service(code="97110", therapist_minutes=10, assistant_minutes=0, together_minutes=20),
        ),
        "visit_of": visit_of,
    }


def _is_plain(key: str, rules: Rules, as_of: date, per_unit: Any) -> bool:
    """True for a timed code of the common span, without an add-on."""
    now = in_force(rules.codes[key].counting, as_of)
    return (
        now is not None
        and per_unit is not None
        and now.minutes_per_unit == per_unit.whole
        and not now.add_on
        and not now.base
    )


def _picture_of(done: Worked | None, per_unit: Any) -> Markup | None:
    """The minutes of a visit filling units, drawn from its answer."""
    if done is None or done.result is None or per_unit is None:
        return None
    units = {line.code: line.units for line in done.result.lines}
    rows = [(service.code, service.minutes or 0, units.get(service.code, 0)) for service in done.example.services]
    return minutes_drawing.draw(rows, per_unit.whole)
