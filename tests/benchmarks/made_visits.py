"""Visits as an organization with many sites has them, for benchmarks. The same seed gives the same visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

Visit = dict[str, Any]

CODES = {"97110": 30, "97140": 22, "97112": 16, "97530": 16, "97116": 5, "97535": 4, "97035": 3, "97161": 2, "97164": 2}
"""Codes of a PT clinic, each with how often it is drawn."""

PAYERS = (
    *("medicare-part-b", "aetna", "cigna", "humana", "unitedhealthcare", "medicaid", "tricare", "midpoint"),
    *("railroad-medicare", "workers-compensation-california", "medicare-advantage"),
)
DIAGNOSES = ("M54.50", "R26.2", "M25.561", "Z47.1", "M62.81")
MINUTES = (8, 10, 12, 15, 15, 15, 20, 23, 25, 30)
UNTIMED = ("97161", "97164")


def counting(count: int, seed: int = 1) -> Iterator[Visit]:
    """Minutes alone, one payer, 30 days."""
    chance = Random(seed)
    for _ in range(count):
        yield _visit(chance, 30, ("medicare-part-b",))


def audits(count: int, seed: int = 1, *, days: int = 30, payers: int = 1) -> Iterator[Visit]:
    """Minutes with billed lines, diagnoses and a setting, in the order of a warehouse: none."""
    chance = Random(seed)
    for _ in range(count):
        visit = _visit(chance, days, PAYERS[:payers])
        visit["billed"] = [_billed(chance, service) for service in visit["services"]]
        visit["diagnoses"] = chance.sample(DIAGNOSES, k=chance.randint(1, 3))
        visit["setting"] = chance.choice(("office", "office", "office", "hospital-outpatient"))
        yield visit


def claims(count: int, seed: int = 1) -> Iterator[Visit]:
    """Billed lines without minutes."""
    for visit in audits(count, seed, days=300, payers=len(PAYERS)):
        del visit["services"]
        yield visit


def _visit(chance: Random, days: int, payers: tuple[str, ...]) -> Visit:
    codes = dict.fromkeys(chance.choices(list(CODES), list(CODES.values()), k=chance.choice((1, 2, 3, 3, 4))))
    return {
        "date_of_service": str(date(2026, 1, 2) + timedelta(days=chance.randrange(days))),
        "payer": chance.choice(payers),
        "discipline": "PT",
        "services": [_service(chance, code) for code in codes],
    }


def _service(chance: Random, code: str) -> Visit:
    if code not in UNTIMED and chance.random() < 0.15:
        return {"code": code, "therapist_minutes": chance.choice(MINUTES), "assistant_minutes": chance.choice(MINUTES)}
    return {"code": code, "minutes": chance.choice(MINUTES)}


def _billed(chance: Random, service: Visit) -> Visit:
    """The line of a service: mostly what its minutes alone would give."""
    minutes = sum(value for name, value in service.items() if name != "code")
    units = 1 if service["code"] in UNTIMED else max(1, (minutes + 7) // 15) + (chance.random() < 0.05)
    modifiers = ["GP"] if chance.random() < 0.97 else []
    if "assistant_minutes" in service:
        modifiers.append("CQ")
    if chance.random() < 0.1:
        modifiers.append(chance.choice(("59", "KX", "GA")))
    return {"code": service["code"], "units": units, "modifiers": modifiers}
