"""Random visits as JSON text: most of them good, some with every kind of mistake. The same seed gives the same texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import Any, get_args

from calculator.counting.services import INPUTS
from calculator.dated import in_force, number
from calculator.model import PERSON_MINUTES, Rules, Setting

Visit = dict[str, Any]

GOOD = '{"date_of_service":"2026-03-02","payer":"medicare-part-b","discipline":"PT","services":[{"code":"97110","minutes":33},{"code":"97140","minutes":7}]}'
"""A visit with two lines, as text."""

ODD_TEXTS = (
    *("", " ", "é", "97110 ", "日本語", "😀", "\u202e", "\x00"),
    *("\u2028", "\ud800", '"\\', "x" * 300, "null", "PT\n"),
)
ODD_NUMBERS = (-1, -0.0, 0.5, 15.0, 1440, 1441, 10**9, 10**25, 1e300, 1.5e-7, 2**53 + 1)
ODD_VALUES: tuple[Any, ...] = (*ODD_TEXTS, *ODD_NUMBERS, None, True, False, [], {}, [None], {"code": 1})


def texts(rules: Rules, count: int, seed: int = 20260302) -> Iterator[str]:
    """Texts without line breaks, none of them blank."""
    chance = Random(seed)
    for _ in range(count):
        visit = good_visit(chance, rules)
        for _ in range(chance.choices((0, 1, 2, 5), (80, 14, 4, 2))[0]):
            chance.choice(MISTAKES)(chance, visit)
        # Characters stand as themselves or escaped; half a surrogate pair can only be escaped.
        text = json.dumps(visit, ensure_ascii=chance.random() < 0.5 or "\\ud800" in json.dumps(visit))
        yield broken(chance, text) if chance.random() < 0.03 else text


def good_visit(chance: Random, rules: Rules) -> Visit:
    """A visit that is mostly right: a code may not be in use on its day, and once in a while it is an add-on."""
    known = sorted(code for code in rules.codes if chance.random() < 0.01 or not rules.codes[code].counting[-1].base)
    codes = chance.sample(known, k=min(len(known), chance.randint(1, 4)))
    visit: Visit = {
        "date_of_service": str(a_day(chance)),
        "payer": chance.choice(sorted(rules.payers)),
        "discipline": chance.choice(("PT", "OT", "SLP")),
        "services": [service(chance, chance.choice(codes)) for _ in range(chance.randint(1, 6))],
    }
    if chance.random() < 0.3:
        visit["choose"] = chance.sample(codes, k=chance.randint(0, len(codes)))
    if chance.random() < 0.3:
        visit["amount_used"] = chance.choice((f"{chance.uniform(0, 4000):.2f}", chance.randint(0, 4000), "2410.00"))
    if chance.random() < 0.1:
        visit["setting"] = chance.choice((*get_args(Setting), None, "home"))
    if chance.random() < 0.1:
        visit["diagnoses"] = chance.sample(("M54.50", "R26.2", "I69.351", "Z47.1"), k=2)
    if chance.random() < 0.2:
        visit["locality"] = chance.choice(("15202-00", "01112-05", "02102-01", "99999-99", None))
    if chance.random() < 0.2:
        modifiers = ("GP", "GO", "CQ", "KX", "59")
        visit["billed"] = [
            {"code": code, "units": chance.randint(0, 4), "modifiers": chance.sample(modifiers, k=2)} for code in codes
        ]
    for name, value in ALSO_TOLD.items():
        if chance.random() < 0.06:
            visit[name] = value(chance)
    for code in {one["code"] for one in visit["services"]}:
        entry = rules.codes[code].counting[-1]
        field = INPUTS.get(entry.counts) if entry.counts else None
        if field and chance.random() < 0.7:
            quantity = chance.choice(QUANTITIES[field])
            for one in visit["services"]:
                if one["code"] == code:
                    one[field] = quantity
    return visit


def clean_visit(chance: Random, rules: Rules) -> Visit:
    """A visit without a mistake of its own, by several persons, often within 100 USD of the threshold and with prices."""
    on = date(chance.choice((2019, 2021, 2022, 2025, 2026, 2026)), chance.randint(1, 12), chance.randint(1, 28))
    codes = [
        key
        for key, code in rules.codes.items()
        if (entry := in_force(code.counting, on)) and entry.kind in ("timed", "untimed") and not entry.base
    ]
    chosen = chance.sample(codes, k=chance.randint(1, 5)) if chance.random() < 0.5 else chance.sample(USUAL, k=3)
    visit: Visit = {
        "date_of_service": str(on),
        "payer": chance.choice(("medicare-part-b", "railroad-medicare", chance.choice(sorted(rules.payers)))),
        "discipline": chance.choice(("PT", "OT", "SLP")),
        "services": [service(chance, code) for code in dict.fromkeys(code for code in chosen if code in codes)],
    }
    if chance.random() < 0.2:
        visit["setting"] = chance.choice(get_args(Setting))
    if chance.random() < 0.2:  # as many minutes of each code, so that they tie
        visit["services"] = [{"code": one["code"], "minutes": 7} for one in visit["services"]]
    if chance.random() < 0.7:
        limit = number(rules, "kx-threshold", on)
        near = float(limit.value) if limit else 3000
        visit["amount_used"] = f"{max(0, near + chance.uniform(-100, 10)):.2f}"
        places = [place for place in rules.tables.places if place.since.year == on.year]
        if places and chance.random() < 0.9:
            place = chance.choice(places)
            visit["locality"] = f"{place.mac}-{place.locality}"
    return visit


USUAL = ("97110", "97112", "97140", "97530", "97535", "97035", "97150", "97161", "97166", "97129", "92507", "97014")
"""Codes of most visits, so that ties and shared minutes are frequent."""


QUANTITIES: dict[str, tuple[Any, ...]] = {
    "period_minutes": (0, 9, 19, 20, 45, 200),
    "days_of_data": (0, 1, 2, 15, 16, 30, 31),
    "area_sq_cm": ("0", "5", 20, 20.5, "50", "51.25", "400"),
    "muscles": (0, 1, 2, 3, 9),
}
"""What codes count, on both sides of their limits."""


def some(chance: Random, choices: dict[str, Callable[[Random], Any]]) -> Visit:
    """A few of these fields, each with a value."""
    names = chance.sample(sorted(choices), k=chance.randint(0, len(choices)))
    return {name: choices[name](chance) for name in names}


def yes_or_no(chance: Random) -> bool:
    return chance.random() < 0.5


def near_day(chance: Random) -> str:
    """A day about which plans, orders and notices may be."""
    return str(date(2026, 1, 1) + timedelta(days=chance.randint(0, 300)))


def span(chance: Random) -> Visit:
    """A time of the day, sometimes with its ends exchanged."""
    start, stop = (f"{chance.randint(8, 11):02}:{chance.choice((0, 15, 30, 45)):02}" for _ in range(2))
    return {"start": start, "stop": stop}


def lines(chance: Random) -> list[Visit]:
    """Lines of another visit."""
    codes = chance.sample(("97530", "92507", "97110", "97150", "99213"), k=chance.randint(1, 3))
    return [{"code": code, "units": chance.randint(1, 3), "modifiers": [chance.choice(("GO", "GN"))]} for code in codes]


STAYS = ("part-a-stay", "snf-resident", "home-health-episode", "hospice")
PLAN: dict[str, Callable[[Random], Any]] = {
    **dict.fromkeys(
        ("established", "first_treatment", "certified", "certified_until", "ordered", "sent", "verbal_order"), near_day
    ),
    **dict.fromkeys(("certifier_on_claim", "delay_explained", "recertification"), yes_or_no),
    "certified_by": lambda chance: chance.choice(("physician", "chiropractor", "therapist")),
    "holds": lambda chance: chance.sample(("diagnoses", "goals", "type", "amount", "frequency", "duration"), k=4),
}
RECORD: dict[str, Callable[[Random], Any]] = {
    **dict.fromkeys(("note", "minutes_told", "times_told", "signed", "episode_ended", "discharge_summary"), yes_or_no),
    **dict.fromkeys(
        ("timed_minutes", "total_minutes", "treatment_days", "visits", "days_since_onsite_visit"),
        lambda chance: chance.randint(0, 60),
    ),
    "codes": lambda chance: chance.sample(("97110", "97140", "97530"), k=2),
    "supervision": lambda chance: chance.choice(("direct", "general", "none")),
}
ALSO_TOLD: dict[str, Callable[[Random], Any]] = {
    **dict.fromkeys(("apm", "participating"), yes_or_no),
    "deductible_left": lambda chance: chance.choice(("0", "12.50", "283")),
    "claim_form": lambda chance: chance.choice(("professional", "institutional")),
    "place_of_service": lambda chance: chance.choice(("11", "02", "10", "12", "31", "77", "x")),
    **dict.fromkeys(("telehealth", "incident_to", "referral"), yes_or_no),
    **dict.fromkeys(("abn_given", "received"), near_day),
    "rendering": lambda chance: chance.choice(("therapist", "assistant")),
    "other_visits": lambda chance: [{"discipline": "OT", "lines": lines(chance), **span(chance)}],
    "with_other_patients": lambda chance: [span(chance)],
    "stays": lambda chance: chance.sample(STAYS, k=chance.randint(0, 2)),
    "authorization": lambda chance: {"obtained": yes_or_no(chance), "visits": 12, "visits_used": chance.randint(1, 20)},
    "plan": lambda chance: some(chance, PLAN),
    "record": lambda chance: some(chance, RECORD),
    "amount_used_year": lambda chance: chance.choice((2025, 2026)),
    "amount_used_disciplines": lambda chance: chance.sample(("PT", "OT", "SLP"), k=2),
}
"""What a visit may tell with its minutes, for the checks."""


def a_day(chance: Random) -> date:
    """A day in 2017 to 2028; every fifth one is near the turn of a year, where rules change."""
    if chance.random() < 0.2:
        return date(chance.randint(2018, 2028), 1, 1) + timedelta(days=chance.randint(-1, 1))
    return date(2017, 1, 1) + timedelta(days=chance.randint(0, 12 * 365))


def service(chance: Random, code: str) -> Visit:
    """A service with its minutes, by one person or several."""
    if chance.random() < 0.6:
        return {"code": code, "minutes": minutes(chance)}
    return {"code": code} | {name: minutes(chance) for name in chance.sample(PERSON_MINUTES, k=chance.randint(1, 3))}


def minutes(chance: Random) -> int:
    """Minutes as they are on a note: 0 to 60, often at a limit."""
    return chance.choice((chance.randint(0, 60), chance.randint(0, 30), chance.choice((0, 7, 8, 15, 22, 23, 38, 53))))


def odd(chance: Random) -> Any:
    return deepcopy(chance.choice(ODD_VALUES))


def wrong_service(chance: Random, visit: Visit) -> None:
    services = visit.get("services")
    if isinstance(services, list) and services:
        one = chance.choice(services)
        if isinstance(one, dict):
            one[chance.choice(("code", "minutes", *PERSON_MINUTES))] = odd(chance)
        else:
            services.append(odd(chance))


def unknown_field_of_a_service(chance: Random, visit: Visit) -> None:
    services = visit.get("services")
    if isinstance(services, list) and services and isinstance(services[0], dict):
        services[0][chance.choice((*ODD_TEXTS, "units"))] = odd(chance)


def wrong_field(fields: Callable[[Random, Visit], Visit]) -> Callable[[Random, Visit], None]:
    """A mistake that gives fields of the visit other values."""
    return lambda chance, visit: visit.update(fields(chance, visit))


ODD_DAYS = (
    *("2026-02-29", "2024-02-29", "3/2/2026", "20260302", "2026-W10-1", "2026-3-2"),
    *("0000-01-01", "２０２６-03-02", "9999-12-31"),
)
LINE_FIELDS = ("units", "modifiers", "code")

MISTAKES: tuple[Callable[[Random, Visit], Any], ...] = (
    wrong_field(lambda chance, visit: {chance.choice(list(visit) or ["payer"]): odd(chance)}),
    wrong_service,
    wrong_field(lambda chance, _: {"billed": [{"code": "97110", chance.choice(LINE_FIELDS): odd(chance)}]}),
    wrong_field(lambda chance, _: {chance.choice((*ODD_TEXTS, "minutes", "Payer")): odd(chance)}),
    unknown_field_of_a_service,
    lambda chance, visit: visit.pop(chance.choice(list(visit) or [""]), None),
    wrong_field(lambda chance, _: {"choose": [odd(chance), "97110"]}),
    wrong_field(lambda chance, _: {"date_of_service": chance.choice(ODD_DAYS)}),
)


def broken(chance: Random, text: str) -> str:
    """A text that is no JSON any more, or hardly; Python's own limit of nesting differs between systems."""
    place = chance.randrange(len(text))
    nested = chance.choice((10, 500, 2000, 100_000))
    others = ("null", "1", '"visit"', "NaN", "nul", "{'payer': 1}", "\x00", "1" * 5000, "[" * nested + "]" * nested)
    return chance.choice(
        (
            text[:place] or "{",
            text[:place] + chance.choice('{}[],:"\\x😀') + text[place:],
            text[:-1] + ",}",
            text.replace("]", ",]", 1),
            text.replace('"payer"', '"services"', 1),
            text.replace('"minutes": ', '"minutes": 0', 1),
            text.replace('"minutes": ', '"minutes": -Infinity, "x": ', 1),
            text + " " + text,
            "\ufeff" + text,
            f"[{text}]",
            chance.choice(others),
        )
    )
