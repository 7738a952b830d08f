"""Checks the visits of one patient after the other: findings, amounts, and the running total toward the KX threshold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calculator import VisitError, answer, read_visit
from calculator.calculation import billed_amounts, known_of
from calculator.claims.cut import Cut
from calculator.claims.shapes import Settings
from calculator.counting.threshold import THRESHOLD
from calculator.dated import Number, number
from calculator.grouping import group_by
from calculator.model import Finding, Result, Rules, Visit

Item = dict[str, Any]
"""One entry of the worklist, as plain data."""

_NO_MINUTES = "no-minutes-recorded"


@dataclass(slots=True)
class Checked:
    """What the visits of some patients gave."""

    items: list[Item] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    kx: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    not_checked: dict[tuple[str, str, tuple[str, ...]], tuple[int, str]] = field(default_factory=dict)
    """How many visits each check was not made for and why, by check, kind and fields."""

    def add(self, other: Checked) -> None:
        """Put what other visits gave behind it."""
        self.items += other.items
        self.visits += other.visits
        self.kx += other.kx
        self.problems += other.problems
        for key, (count, because) in other.not_checked.items():
            self.not_made(key, because, count)

    def not_made(self, key: tuple[str, str, tuple[str, ...]], because: str, count: int = 1) -> None:
        """Count a check that was not made; of several reasons the first by letters is kept, in whatever order they come."""
        before, told = self.not_checked.get(key, (0, because))
        self.not_checked[key] = before + count, min(told, because)


@dataclass(slots=True)
class _Total:
    """What a patient's visits of a year add up to in one KX bucket."""

    allowed: Decimal = Decimal(0)
    visits: int = 0
    unknown: int = 0
    passed_with: int | None = None


def check(cuts: Iterable[Cut], settings: Settings, rules: Rules) -> Checked:
    """Findings of visits. All visits of a patient must be among them, for the day's pairs and the year's total."""
    done = Checked()
    for of_patient in group_by(cuts, lambda cut: cut.patient).values():
        _patient(of_patient, settings, rules, done)
    return done


def _patient(cuts: Sequence[Cut], settings: Settings, rules: Rules, done: Checked) -> None:
    totals: dict[tuple[int, int], _Total] = {}
    of_day = group_by(cuts, lambda cut: (cut.day, cut.provider))
    said: dict[tuple[Any, ...], Item] = {}
    for cut in sorted(cuts, key=lambda cut: (cut.day, cut.number)):
        others = [other for other in of_day[cut.day, cut.provider] if other.discipline != cut.discipline]
        plain = dict(cut.visit)
        if others:
            plain["other_visits"] = [
                {"discipline": other.discipline, "lines": other.visit.get("billed", [])} for other in others
            ]
        entry = _entry(cut, plain)
        done.visits.append(entry)
        try:
            visit = read_visit(plain, rules)
            result, visit, exact = _with_running_total(cut, plain, visit, totals, settings, rules)
        except VisitError as error:
            entry["checked"] = False
            for wrong in error.errors:
                told = f"{wrong['field']}: {wrong['message']}" if wrong["field"] else wrong["message"]
                place = f"{cut.lines[0].head.place}, visit of {cut.day}"
                where = {"file": cut.lines[0].head.file, "place": place}
                done.problems.append({**where, "found": told, "expected": "", "severity": "error"})
            continue
        entry["given"] = plain
        amounts = _amounts(visit, result, rules)
        entry["allowed"] = _told(amounts)
        _count_not_checked(result, cut, done)
        for found in result.findings:
            if _is_wanted(found, exact, cut):
                _add(_item(found, cut, amounts), cut, said, done)
    for (year, bucket), total in totals.items():
        done.kx.append(
            {
                "patient": cuts[0].patient,
                "year": year,
                "disciplines": list(_buckets(rules)[bucket]),
                "allowed": str(total.allowed),
                "visits": total.visits,
                "visits_without_amount": total.unknown,
                "passed_with": total.passed_with,
            }
        )


def _add(item: Item, cut: Cut, said: dict[tuple[Any, ...], Item], done: Checked) -> None:
    """Keep a finding; a pair of two disciplines is found in both visits of the day and kept where its line is."""
    key = (cut.day, item["check"], item["says"])
    before = said.get(key)
    if before is not None and before["visit"] != item["visit"] and None in (before["line"], item["line"]):
        if before["line"] is None:
            before.update(item)
        return
    said[key] = item
    done.items.append(item)


def _is_wanted(found: Finding, exact: bool, cut: Cut) -> bool:
    """Whether a finding goes into the worklist.

    A sum over the file is the least that was used: with it a missing KX is certain, and a needless one is not.
    """
    if found.kind == "table" or (found.check == "needless-kx" and not exact):
        return False
    return found.check != _NO_MINUTES or all(line.minutes for line in cut.lines)


# --- the year's total -------------------------------------------------------------------------------------------------


def _with_running_total(
    cut: Cut,
    plain: dict[str, Any],
    visit: Visit,
    totals: dict[tuple[int, int], _Total],
    settings: Settings,
    rules: Rules,
) -> tuple[Result, Visit, bool]:
    """The answer with the amount used by the file's earlier visits, and whether that amount is all that was used."""
    if visit.locality is None or visit.amount_used is not None:
        return answer(visit, rules), visit, True
    limit = _limit(visit, rules)
    bucket = next((place for place, names in enumerate(_buckets(rules)) if cut.discipline in names), None)
    if limit is None or bucket is None:
        return answer(visit, rules), visit, True
    total = totals.setdefault((cut.day.year, bucket), _Total())
    total.visits += 1
    exact = settings.whole_year
    if exact:
        plain["amount_used"] = str(total.allowed)
        visit = read_visit(plain, rules)
    result = answer(visit, rules)
    amounts = [amount for amount in _amounts(visit, result, rules) if amount is not None]
    total.unknown += not amounts
    after = total.allowed + sum(amounts, Decimal(0))
    if not exact and after > limit.value:
        plain["amount_used"] = str(total.allowed)
        visit = read_visit(plain, rules)
        result = answer(visit, rules)
    if total.passed_with is None and after > limit.value:
        total.passed_with = cut.number
    total.allowed = after
    return result, visit, exact


def _limit(visit: Visit, rules: Rules) -> Number | None:
    """The KX threshold of the year, where the payer has one."""
    rule = known_of(visit, rules).kx
    return number(rules, THRESHOLD, visit.date_of_service) if rule.rule.method == "kx" else None


def _buckets(rules: Rules) -> list[tuple[str, ...]]:
    """The disciplines that share a threshold."""
    parameter = rules.parameters.get(THRESHOLD)
    return [tuple(bucket.disciplines) for bucket in parameter.buckets] if parameter else []


def _amounts(visit: Visit, result: Result, rules: Rules) -> tuple[Decimal | None, ...]:
    """What is allowed for each billed line, else for each computed one; empty where no amounts are known."""
    if result.payment is None:
        return ()
    if visit.billed and visit.services:
        return billed_amounts(known_of(visit, rules)).known
    return tuple(line.allowed for line in result.payment.lines)


# --- plain data ------------------------------------------------------------------------------------------------------


def _told(amounts: Sequence[Decimal | None]) -> str | None:
    known = [amount for amount in amounts if amount is not None]
    return str(sum(known, Decimal("0.00"))) if known else None


def _entry(cut: Cut, plain: Mapping[str, Any]) -> dict[str, Any]:
    """A visit as the worklist lists it."""
    return {
        "visit": cut.number,
        "patient": cut.patient,
        "provider": cut.provider,
        "file": cut.lines[0].head.file,
        "place": cut.lines[0].head.place,
        "lines": [
            {"place": line.place, "charge": None if line.charge is None else f"{line.charge:.2f}"} for line in cut.lines
        ],
        "given": plain,
        "allowed": None,
        "checked": True,
    }


def _item(found: Finding, cut: Cut, amounts: Sequence[Decimal | None]) -> Item:
    """A finding as an entry of the worklist."""
    of_billed = [line for line in cut.lines if line.units is not None]
    line = of_billed[found.line] if found.of == "billed" and found.line is not None else None
    amount = amounts[found.line] if line and found.line is not None and found.line < len(amounts) else None
    where = line or cut.lines[0]
    return {
        "severity": found.severity,
        "check": found.check,
        "kind": found.kind,
        "says": found.says,
        "visit": cut.number,
        "line": found.line if line else None,
        "code": line.code if line else None,
        "patient": cut.patient,
        "provider": cut.provider,
        "date": cut.day.isoformat(),
        "payer": cut.payer,
        "discipline": cut.discipline,
        "file": where.head.file,
        "place": where.place if line else where.head.place,
        "allowed": (None if amount is None else str(amount)) if line else _told(amounts),
        "charge": f"{line.charge:.2f}" if line and line.charge is not None else None,
    }


def _count_not_checked(result: Result, cut: Cut, done: Checked) -> None:
    for one in result.not_checked:
        done.not_made((one.check, one.kind, one.needs), one.because)
    if cut.without_minutes:
        because = "a timed code of the visit has no minutes, so those of the others were not compared"
        done.not_made(("minutes-incomplete", "not-told", ("services",)), because)
    elif any(line.minutes for line in cut.lines) and not all(line.minutes for line in cut.lines):
        done.not_made((_NO_MINUTES, "not-told", ("services.minutes",)), "an untimed code has no minutes in the file")
