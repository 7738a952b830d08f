"""Cuts lines into visits: one patient, day, discipline and billing provider, across all claims of all files.

Replaced and voided claims, second payers' copies of a claim, and lines that no visit can hold are left out, each
counted with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from calculator.claims.payers import DISCIPLINES
from calculator.claims.shapes import Counts, Head, Line, Settings
from calculator.dated import in_force
from calculator.grouping import group_by
from calculator.model import Discipline, Rules
from calculator.steps import a_plan

FirstPlace = tuple[int, int, int]
"""File, claim and line: the order of things in the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFinding:
    """A fault that shows in the file before any rule is asked."""

    check: str
    severity: str
    says: str
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One visit with its lines."""

    number: int
    patient: int
    provider: int
    payer: str
    day: date
    discipline: Discipline
    lines: tuple[Line, ...]
    visit: Mapping[str, Any]
    """The visit as the contract takes it, without other visits of the day and the amount used."""
    without_minutes: tuple[str, ...] = ()
    """Codes for which the visit needs minutes, and which have none although others have."""


@dataclass(slots=True)
class CutUp:
    """What all lines became."""

    visits: list[Cut] = field(default_factory=list)
    findings: list[FileFinding] = field(default_factory=list)


def cut(lines: Sequence[Line], counts: Mapping[int, Counts], settings: Settings, rules: Rules) -> CutUp:
    """Visits of lines; every line is in a visit or counted as skipped in `counts` of its file."""
    done = CutUp()
    kept = list(_superseding(_usable(lines, counts, done, rules), counts))
    for line in kept:
        done.findings += _about_claim(line)
    by_day = group_by(kept, lambda line: (line.head.patient, line.day, line.head.provider))
    grouped: dict[tuple[Any, ...], list[Line]] = {}
    for (patient, day, provider), of_day in by_day.items():
        known = {found for line in of_day if (found := _shown_discipline(line))}
        for line in of_day:
            discipline = _discipline(line, known, settings, rules)
            if discipline is None:
                _skip(line, counts, _NO_THERAPY)
                continue
            if not _shown_discipline(line) and not line.head.taxonomy_discipline and not known:
                says = f"Nothing shows whose plan {line.code} is under, so it was checked under {a_plan(discipline)}."
                done.findings.append(FileFinding(check="discipline-not-shown", severity="info", says=says, line=line))
            done.findings += _contradiction(line, discipline)
            grouped.setdefault((patient, day, provider, discipline, line.head.payer), []).append(line)
    for lines_of_visit in grouped.values():
        lines_of_visit.sort(key=_order)
    for key, of_visit in sorted(grouped.items(), key=lambda one: _order(one[1][0])):
        patient, day, provider, discipline, payer = key
        for line in of_visit:
            counts[line.head.file].in_visits += not line.joined
        visit, without = _visit(of_visit, day, payer, discipline, settings, rules)
        done.visits.append(
            Cut(
                number=len(done.visits) + 1,
                patient=patient,
                provider=provider,
                payer=payer,
                day=day,
                discipline=discipline,
                lines=tuple(of_visit),
                visit=visit,
                without_minutes=without,
            )
        )
    return done


def _skip(line: Line, counts: Mapping[int, Counts], reason: str) -> None:
    """Count a line that is in no visit."""
    if not line.joined:
        counts[line.head.file].skip(reason)


def _order(line: Line) -> FirstPlace:
    return line.head.file, line.head.number, int(line.place.rpartition(" ")[2])


# --- what is left out ------------------------------------------------------------------------------------------------


_NO_THERAPY = "no therapy: no GP, GO or GN, and no code of this reference"


def _usable(lines: Iterable[Line], counts: Mapping[int, Counts], done: CutUp, rules: Rules) -> Iterator[Line]:
    """Lines that a visit can hold."""
    for line in lines:
        if not line.therapy and not set(line.modifiers) & set(DISCIPLINES):
            _skip(line, counts, "no therapy by its revenue code")
        elif not line.code:
            _skip(line, counts, "no code")
        elif len(line.code) != 5 or not line.code.isalnum() or not line.code.isascii():
            _skip(line, counts, "a code that is none")
        elif line.code not in rules.codes and not _shown_discipline(line):
            _skip(line, counts, _NO_THERAPY)
        elif line.head.form == "institutional" and line.head.setting is None:
            _skip(line, counts, "no outpatient therapy by its type of bill")
        elif line.day is None:
            _skip(line, counts, "no day of service")
        elif line.last_day is not None:
            _skip(line, counts, "one line for several days")
            says = (
                f"{line.code} is billed from {line.day} to {line.last_day} on one line: each day has a line of its own."
            )
            done.findings.append(FileFinding(check="line-for-several-days", severity="error", says=says, line=line))
        elif line.units is None and not line.minutes:
            _skip(line, counts, "no whole units")
            says = f"{line.code} has no whole number of units, so it was not checked."
            done.findings.append(FileFinding(check="units-not-whole", severity="error", says=says, line=line))
        else:
            yield line


def _superseding(lines: Iterable[Line], counts: Mapping[int, Counts]) -> Iterator[Line]:
    """Lines without those of replaced and voided claims, and without a second payer's copy of a first payer's line."""
    kept = list(lines)
    changes: dict[tuple[Any, ...], list[Head]] = {}
    for line in kept:
        if line.head.frequency in ("7", "8"):
            changes.setdefault(_claim_day(line), []).append(line.head)
    last = {
        key: max(heads, key=lambda head: (head.frequency == "7", head.file, head.number))
        for key, heads in changes.items()
    }
    first_paid = {_service(line) for line in kept if line.head.order == "P"}
    for line in kept:
        newest = last.get(_claim_day(line))
        if line.head.frequency == "8":
            _skip(line, counts, "a claim that takes back another one (frequency 8)")
        elif newest is not None and (newest.file, newest.number) != (line.head.file, line.head.number):
            _skip(line, counts, "replaced or taken back by a later claim")
        elif line.head.order != "P" and _service(line) in first_paid:
            _skip(line, counts, "the same service is in the first payer's claim")
        else:
            yield line


def _claim_day(line: Line) -> tuple[Any, ...]:
    return line.head.account, line.head.patient, line.head.provider, line.day


def _service(line: Line) -> tuple[Any, ...]:
    """What identifies a service: copies of one claim for several payers have the same account, as the patient's numbers differ."""
    return line.head.account, line.head.provider, line.day, line.code, frozenset(line.modifiers)


# --- faults of a file ------------------------------------------------------------------------------------------------


def _about_claim(line: Line) -> Iterator[FileFinding]:
    """What can be wrong with a line's claim before any rule is asked."""
    head = line.head
    if head.frequency in ("7", "8") and not head.names_original:
        says = "The claim replaces another one and does not name it (REF*F8): the payer cannot find what it replaces."
        yield FileFinding(check="replacement-without-original", severity="error", says=says, line=line)
    if head.onset and line.day and head.onset > line.day:
        says = f"The onset is {head.onset}, after the service of {line.day}."
        yield FileFinding(check="onset-after-service", severity="warning", says=says, line=line)


def _contradiction(line: Line, discipline: Discipline) -> Iterator[FileFinding]:
    """A modifier of another discipline than the provider's or the revenue code's."""
    marked = {DISCIPLINES[key] for key in line.modifiers if key in DISCIPLINES}
    for told, what in ((line.discipline, "revenue code"), (line.head.taxonomy_discipline, "rendering provider")):
        if told and marked and told not in marked and discipline in marked:
            says = f"{line.code} is marked for {discipline}, and its {what} is of {told}."
            yield FileFinding(check="discipline-contradicts", severity="warning", says=says, line=line)
            return


# --- visits ----------------------------------------------------------------------------------------------------------


def _shown_discipline(line: Line) -> Discipline | None:
    """The discipline by GP, GO or GN, then by revenue code or column."""
    marked = next((DISCIPLINES[key] for key in line.modifiers if key in DISCIPLINES), None)
    return marked or line.discipline


def _discipline(line: Line, known: set[Discipline], settings: Settings, rules: Rules) -> Discipline | None:
    """The discipline of a line: by what it shows, who rendered it, the one that the day has, or the only one of its code."""
    code = rules.codes.get(line.code)
    if found := _shown_discipline(line):
        return found
    if code is None:
        return None
    if line.head.taxonomy_discipline:
        return line.head.taxonomy_discipline
    if len(known) == 1:
        return next(iter(known))
    if len(code.disciplines.usual) == 1:
        return code.disciplines.usual[0]
    if settings.discipline:
        return settings.discipline
    listed = code.therapy_list.status in ("always", "sometimes")
    return code.disciplines.usual[0] if listed or line.head.form is None else None


TELEHEALTH = frozenset({"95", "GT", "93", "GQ"})
"""Modifiers that say that a service was by telehealth."""


def _visit(
    lines: Sequence[Line], day: date, payer: str, discipline: Discipline, settings: Settings, rules: Rules
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The lines as a visit of the contract, and timed codes without minutes where others have some."""
    heads = list(dict.fromkeys(line.head for line in lines))
    visit: dict[str, Any] = {"date_of_service": day.isoformat(), "payer": payer, "discipline": discipline}
    billed = [_billed(line) for line in lines if line.units is not None]
    if billed:
        visit["billed"] = billed
    services, without = _services(lines, day, rules)
    if services:
        visit["services"] = services
    if codes := list(dict.fromkeys(code for head in heads for code in head.diagnoses)):
        visit["diagnoses"] = codes
    told = {
        "claim_form": heads[0].form,
        "setting": heads[0].setting or settings.setting or None,
        "place_of_service": next((line.place_of_service or line.head.place_of_service for line in lines), None),
        "rendering": heads[0].rendering,
        "locality": settings.locality or None,
        "telehealth": True if any(TELEHEALTH & set(line.modifiers) for line in lines) else None,
        "authorization": {"obtained": True} if any(head.authorized for head in heads) else None,
        "amount_used": next((line.amount_used for line in lines if line.amount_used), None),
    }
    visit |= {name: value for name, value in told.items() if value is not None}
    late = next((head.first_treatment for head in heads if head.first_treatment and head.first_treatment > day), None)
    if late:  # else it decides no check: what was recertified is in no claim
        visit["plan"] = {"first_treatment": late.isoformat()}
    return visit, without


def _billed(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"code": line.code, "units": line.units, "modifiers": list(line.modifiers)}
    return found if line.pointers is None else found | {"pointers": list(line.pointers)}


def _services(lines: Sequence[Line], day: date, rules: Rules) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Services of the lines with minutes; none where a timed code lacks them, because the count would be wrong."""
    if not any(line.minutes for line in lines):
        return [], ()
    found, without = [], []
    for line in lines:
        code = rules.codes.get(line.code)
        entry = in_force(code.counting, day) if code else None
        if line.minutes and entry:
            found.append({"code": entry.base or line.code, **line.minutes})  # an add-on's minutes are its base's
        elif entry is not None and entry.kind == "timed" and not entry.base and line.units:
            without.append(line.code)
        elif entry is not None and not entry.base and entry.kind == "untimed" and line.units:
            found.append({"code": line.code, "minutes": 0})
    return ([], tuple(dict.fromkeys(without))) if without else (found, ())
