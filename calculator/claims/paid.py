"""What a remittance says of each service: paid, adjusted or denied, with the reasons; and what the fee schedule allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from calculator import VisitError, read_visit
from calculator.calculation import billed_amounts, known_of
from calculator.claims.check import Item
from calculator.claims.cut import Cut
from calculator.claims.payers import DISCIPLINES
from calculator.claims.remittance_file import NOTHING, REVERSED, total
from calculator.claims.shapes import Adjustment, PaidService, Remittance, Settings
from calculator.grouping import group_by
from calculator.model import PaidLine, Rules

_USUAL = frozenset({("CO", "45"), ("CO", "59"), ("CO", "253"), ("PR", "1"), ("PR", "2"), ("PR", "3")})
"""Adjustments that a paid service normally has."""

NAMES = {
    ("CO", "45"): "above what the payer allows",
    ("CO", "59"): "multiple procedure reduction",
    ("CO", "253"): "sequestration",
    ("PR", "1"): "deductible",
    ("PR", "2"): "coinsurance",
    ("PR", "3"): "copay",
}
"""What the usual adjustments are called, in our own words."""

_CENT = Decimal("0.02")
"""Payers round in their own order, so amounts this close are the same."""


def status(service: PaidService) -> str:
    """Whether a service was `paid`, paid with an unusual adjustment (`adjusted`), or `denied`."""
    left = [one for one in service.adjustments if (one.group, one.reason) not in _USUAL]
    to_patient = sum((one.amount for one in service.adjustments if one.group == "PR" and one not in left), NOTHING)
    if service.paid <= 0 and to_patient <= 0:
        return "denied" if service.charge or left else "paid"
    return "adjusted" if any(one.amount for one in left) else "paid"


def allowed(service: PaidService) -> Decimal:
    """What the payer allowed: as it says, else what is left of the charge after contractual reductions."""
    if service.allowed is not None:
        return service.allowed
    kept = ("253",)  # sequestration is taken off what was allowed
    return service.charge - total([one for one in service.adjustments if one.group != "PR" and one.reason not in kept])


def check_paid(
    remittances: Sequence[Remittance], cuts: Sequence[Cut], settings: Settings, rules: Rules
) -> tuple[list[Item], dict[str, Any]]:
    """Entries of the worklist for remittances, and their sums."""
    where, items = _index(cuts), list[Item]()
    counts, sums = Counter[str](), dict[tuple[str, str], Decimal]()
    joined = set[int]()
    for claim in remittances:
        if claim.status == REVERSED:
            counts["reversed"] += len(claim.services)
            continue
        for one in claim.adjustments:
            sums[one.group, one.reason] = sums.get((one.group, one.reason), NOTHING) + one.amount
        off = claim.charge - claim.paid - total(claim.adjustments)
        if claim.services and off != total([one for service in claim.services for one in service.adjustments]):
            says = f"The claim does not balance: ${claim.charge:.2f} charged, ${claim.paid:.2f} paid, and adjustments of another sum."
            items.append(_item("claim-does-not-balance", "warning", says, claim, None, None))
        if not claim.services:
            counts["claims without services"] += 1
            if claim.status == "4" or claim.paid <= 0:
                says = f"The claim was denied: {_reasons(claim.adjustments, claim.remarks)}."
                items.append(_item("claim-denied", "error", says, claim, None, None, claim.adjustments, claim.remarks))
        for service in claim.services:
            found = status(service)
            counts[found] += 1
            for one in service.adjustments:
                sums[one.group, one.reason] = sums.get((one.group, one.reason), NOTHING) + one.amount
            join = _joined(claim, service, where)
            if join:
                joined.add(join[0])
            items += _of_service(claim, service, found, join)
    items += _against_fees(remittances, where, settings, rules)
    told = {
        "services": {name: counts[name] for name in ("paid", "adjusted", "denied", "reversed")},
        "claims_without_services": counts["claims without services"],
        "adjustments": [
            {"group": group, "reason": reason, "amount": f"{amount:.2f}", "name": NAMES.get((group, reason), "")}
            for (group, reason), amount in sorted(sums.items())
        ],
        "compared_with_fees": bool(settings.locality) and any(_by_fees(claim, rules) for claim in remittances),
        "joined_visits": len(joined),
        "visits_without_remittance": len(cuts) - len(joined) if cuts else 0,
    }
    return items, told


def _of_service(claim: Remittance, service: PaidService, found: str, join: tuple[int, int] | None) -> Iterator[Item]:
    """What is worth saying of one service."""
    off = service.charge - service.paid - total(service.adjustments)
    if off:
        says = f"{service.code}: ${service.charge:.2f} charged, ${service.paid:.2f} paid and the adjustments leave ${off:.2f} open."
        yield _item("line-does-not-balance", "warning", says, claim, service, join)
    reasons = _reasons(service.adjustments, service.remarks)
    if found == "denied":
        says = f"{service.code} was denied: {reasons}."
        denied = _item("line-denied", "error", says, claim, service, join, service.adjustments, service.remarks)
        yield denied | {"allowed": None}
    elif found == "adjusted":
        says = f"{service.code} was paid ${service.paid:.2f} of ${service.charge:.2f} with an adjustment to look at: {reasons}."
        yield _item("line-adjusted", "warning", says, claim, service, join, service.adjustments, service.remarks)
    if service.submitted:
        says = f"{service.submitted} was sent and {service.code} was decided on: the payer changed the code."
        yield _item("code-changed-by-payer", "warning", says, claim, service, join)


def _reasons(adjustments: Sequence[Adjustment], remarks: Sequence[str]) -> str:
    unusual = [one for one in adjustments if (one.group, one.reason) not in _USUAL] or list(adjustments)
    codes = [f"{one.group}-{one.reason} (${one.amount:.2f})" for one in unusual]
    return ", ".join([*codes, *remarks]) or "no reason is given"


def _item(
    check: str,
    severity: str,
    says: str,
    claim: Remittance,
    service: PaidService | None,
    join: tuple[int, int] | None,
    adjustments: Sequence[Adjustment] = (),
    remarks: Sequence[str] = (),
) -> Item:
    unusual = [one for one in adjustments if (one.group, one.reason) not in _USUAL]
    return {
        "severity": severity,
        "check": check,
        "kind": "remittance",
        "says": says,
        "visit": join[0] if join else None,
        "line": join[1] if join else None,
        "code": service.code if service else None,
        "patient": claim.patient,
        "provider": claim.provider,
        "date": service.day.isoformat() if service and service.day else None,
        "payer": claim.payer,
        "discipline": None,
        "file": claim.file,
        "place": service.place if service else claim.place,
        "allowed": f"{allowed(service):.2f}" if service else None,
        "charge": f"{service.charge if service else claim.charge:.2f}",
        "codes": [f"{one.group}-{one.reason}" for one in unusual] + list(remarks),
        "denials": [one.lower() for one in dict.fromkeys([*(one.reason for one in unusual), *remarks])],
    }


# --- joining ---------------------------------------------------------------------------------------------------------


def _index(cuts: Sequence[Cut]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Where each line of the claims is, by what a remittance says of it."""
    found: dict[tuple[Any, ...], tuple[int, int]] = {}
    for cut in cuts:
        billed = [line for line in cut.lines if line.units is not None]
        for place, line in enumerate(billed):
            account = line.head.account
            if account and line.control:
                found.setdefault((account, line.control), (cut.number, place))
            if account:
                key = (account, line.code, frozenset(line.modifiers), line.day)
                found.setdefault(key, (cut.number, place))
    return found


def _joined(
    claim: Remittance, service: PaidService, where: Mapping[tuple[Any, ...], tuple[int, int]]
) -> tuple[int, int] | None:
    """The visit and line that a service was sent as."""
    if service.control and (found := where.get((claim.account, service.control))):
        return found
    code = service.submitted or service.code
    return where.get((claim.account, code, frozenset(service.modifiers), service.day))


# --- the fee schedule ------------------------------------------------------------------------------------------------


def _against_fees(
    remittances: Sequence[Remittance],
    where: Mapping[tuple[Any, ...], tuple[int, int]],
    settings: Settings,
    rules: Rules,
) -> Iterator[Item]:
    """Services that Medicare paid otherwise than the fee schedule gives for day and place."""
    paid = [
        (claim, service)
        for claim in remittances
        if settings.locality and _by_fees(claim, rules)
        for service in claim.services
        if service.day and service.units and allowed(service) > 0 and status(service) != "denied"
    ]
    by_day = group_by(paid, lambda one: (one[0].patient, one[0].provider, one[1].day, one[0].payer))
    for (_, _, day, payer), services in by_day.items():
        deductible = sum(
            (
                one.amount
                for _, service in services
                for one in service.adjustments
                if (one.group, one.reason) == ("PR", "1")
            ),
            NOTHING,
        )
        claim = services[0][0]
        plain: dict[str, Any] = {
            "date_of_service": day.isoformat() if day else "",
            "payer": payer,
            "discipline": _discipline(services),
            "locality": settings.locality,
            "deductible_left": str(deductible),
            "billed": [
                {"code": service.code, "units": service.units, "modifiers": list(service.modifiers)}
                for _, service in services
            ],
            **({"setting": claim.setting} if claim.setting else {}),
        }
        try:
            known = known_of(read_visit(plain, rules), rules)
            payment = billed_amounts(known).payment
        except VisitError:
            continue
        for (claim, service), line in zip(services, payment.lines if payment else (), strict=False):
            yield from _compared(claim, service, line, deductible, _joined(claim, service, where))


def _by_fees(claim: Remittance, rules: Rules) -> bool:
    """Whether the payer of a claim pays by the fee schedule."""
    return claim.status != REVERSED and rules.payers[claim.payer].kind == "medicare"


def _discipline(services: Sequence[tuple[Remittance, PaidService]]) -> str:
    """The discipline of the first line that shows one; amounts are the same for all."""
    marks = (key for _, service in services for key in service.modifiers if key in DISCIPLINES)
    return DISCIPLINES[next(marks, "GP")]


def _compared(
    claim: Remittance, service: PaidService, line: PaidLine, deductible: Decimal, join: tuple[int, int] | None
) -> Iterator[Item]:
    if line.allowed is None or line.medicare is None:
        return
    was = allowed(service)
    why = []
    if line.reduction:
        why.append(f"${line.reduction} less by the multiple procedure reduction")
    if line.assistant:
        why.append(f"${line.assistant} less of Medicare's part for an assistant")
    schedule = f"the fee schedule gives ${line.allowed}"
    schedule += f" ({', '.join(why)})" if why else ""
    difference = line.allowed - was
    if abs(difference) > _CENT:
        check = "line-underpaid" if difference > 0 else "line-overpaid"
        says = f"{service.code}: ${was:.2f} allowed; {schedule}."
    elif not deductible and abs(line.medicare - service.paid) > _CENT:
        difference = line.medicare - service.paid
        check = "line-underpaid" if difference > 0 else "line-overpaid"
        says = f"{service.code}: ${service.paid:.2f} paid of ${was:.2f} allowed; ${line.medicare} is Medicare's part"
        says += f", ${line.sequestration} of sequestration subtracted." if line.sequestration else "."
    else:
        return
    item = _item(check, "warning", says, claim, service, join)
    yield item | {"difference": f"{difference:.2f}", "fee_schedule": str(line.allowed)}
