"""Reads remittances (X12 835, version 005010): what was paid for each service, and every adjustment with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from calculator.claims import cells, payers
from calculator.claims.segments import Segment
from calculator.claims.shapes import Adjustment, Counts, Keys, PaidService, Problem, Remittance, Settings

NOTHING = Decimal(0)

REVERSED = "22"
"""The claim status of a reversal: an earlier payment taken back."""


class RemittanceReader:
    """Takes the segments of one transaction after the other and gives remittances."""

    def __init__(self, file: int, keys: Keys, settings: Settings, known_payers: frozenset[str], counts: Counts) -> None:
        self.file, self.keys, self.settings, self.known, self.counts = file, keys, settings, known_payers, counts
        self.remittances: list[Remittance] = []
        self.problems: list[Problem] = []
        self.unknown, self.first_unknown = 0, ""
        self.begin()

    def begin(self) -> None:
        """Begin a transaction."""
        self.provider, self.payer_names = 0, list[str]()
        self.claim: Remittance | None = None
        self.services: list[PaidService] = []

    def take(self, segment: Segment) -> bool:
        """Read a segment; False where it is stepped over."""
        handler = _HANDLERS.get(segment.name)
        return handler is not None and handler(self, segment)

    def problem(self, segment: Segment, found: str, expected: str) -> None:
        """Note something that is not as it should be."""
        at = f"claim {self.counts.claims}, " if self.claim else ""
        self.problems.append(Problem(file=self.file, place=f"{at}{segment.place}", found=found, expected=expected))

    def money(self, segment: Segment, position: int) -> Decimal:
        """An amount; 0 with a problem where it is none, and 0 where there is nothing."""
        text = segment[position]
        found = cells.amount(text)
        if found is None and text:
            self.problem(segment, f"{segment.name}{position:02} {cells.shown(text)}", "an amount such as 40.87")
        return found or NOTHING

    def party(self, segment: Segment) -> bool:
        """N1: payer and provider."""
        if segment[1] == "PR":
            self.payer_names = [segment[4], segment[2]]
        elif segment[1] == "PE":
            self.provider = self.keys.number("provider", segment[4] or segment[2])
        return segment[1] in ("PR", "PE")

    def claim_paid(self, segment: Segment) -> bool:
        """CLP: a claim begins."""
        self.finish_claim()
        self.counts.claims += 1
        account, where = segment[1], segment[8]
        patient = self.keys.patient_named(account) or self.keys.number("patient", "account", account)
        payer = payers.payer_of(segment[6], [name for name in self.payer_names if name], self.settings, self.known)
        if not payer:
            self.unknown += 1
            self.first_unknown = self.first_unknown or f"claim {self.counts.claims}, {segment.place}"
        setting = payers.BILL_TYPES.get(where[:2]) if segment[6] == "MA" else self.settings.setting or None
        self.claim = Remittance(
            file=self.file,
            number=self.counts.claims,
            place=f"claim {self.counts.claims}, {segment.place}",
            patient=patient,
            provider=self.provider,
            account=account,
            payer=payer or payers.NOBODY,
            status=segment[2],
            charge=self.money(segment, 3),
            paid=self.money(segment, 4),
            form="institutional" if segment[6] == "MA" else "professional",
            setting=setting,
            adjustments=(),
            remarks=(),
            services=(),
        )
        return True

    def service(self, segment: Segment) -> bool:
        """SVC: a service, as the payer decided on it."""
        self.counts.lines += 1
        if not self.claim:
            self.problem(segment, "SVC before any claim", "CLP before it")
            self.counts.skip("a service before any claim")
            return True
        decided, sent = (*segment.parts(1), "", ""), (*segment.parts(6), "", "")
        text = segment[7] or segment[5] or "1"
        units = cells.whole(text)
        if units is None:
            self.problem(segment, f"units {cells.shown(text)}", "whole units from 0")
        self.services.append(
            PaidService(
                place=f"claim {self.counts.claims}, service {len(self.services) + 1}, {segment.place}",
                code=decided[1].upper(),
                modifiers=tuple(modifier.upper() for modifier in decided[2:6] if modifier),
                charge=self.money(segment, 2),
                paid=self.money(segment, 3),
                units=units,
                day=None,
                submitted=sent[1].upper() if sent[1].upper() != decided[1].upper() else "",
            )
        )
        return True

    def change(self, **fields: object) -> None:
        """Fields of the last service."""
        self.services[-1] = replace(self.services[-1], **fields)  # type: ignore[arg-type]

    def date(self, segment: Segment) -> bool:
        """DTM: the day of a service, or the first of several."""
        if segment[1] not in ("472", "150") or not self.services:
            return False
        found = cells.x12_day(segment[2])
        if found is None:
            self.problem(segment, f"DTM*{segment[1]} with {cells.shown(segment[2])}", "a date such as 20260302")
        self.change(day=found)
        return True

    def adjustment(self, segment: Segment) -> bool:
        """CAS: up to six reasons with their amounts."""
        if not self.claim:
            return False
        found = tuple(
            Adjustment(group=segment[1], reason=segment[position], amount=self.money(segment, position + 1))
            for position in range(2, len(segment.elements), 3)
            if segment[position]
        )
        if self.services:
            self.change(adjustments=self.services[-1].adjustments + found)
        else:
            self.claim = replace(self.claim, adjustments=self.claim.adjustments + found)
        return True

    def remark(self, segment: Segment) -> bool:
        """LQ, MOA and MIA: remark codes."""
        if not self.claim:
            return False
        if segment.name == "LQ":
            if segment[1] != "HE" or not self.services:
                return False
            self.change(remarks=(*self.services[-1].remarks, segment[2]))
            return True
        places = range(3, 8) if segment.name == "MOA" else (5, *range(20, 24))
        codes = tuple(segment[position] for position in places if segment[position])
        self.claim = replace(self.claim, remarks=self.claim.remarks + codes)
        return bool(codes)

    def allowed(self, segment: Segment) -> bool:
        """AMT*B6: what was allowed for a service."""
        if segment[1] != "B6" or not self.services:
            return False
        self.change(allowed=self.money(segment, 2))
        return True

    def reference(self, segment: Segment) -> bool:
        """REF*6R: the number of the line in the claim."""
        if segment[1] != "6R" or not self.services:
            return False
        self.change(control=segment[2])
        return True

    def provider_adjustment(self, segment: Segment) -> bool:
        """PLB: an amount that belongs to no claim."""
        self.finish_claim()
        for position in range(3, len(segment.elements), 2):
            reason = segment.parts(position)[0]
            if reason:
                found = f"PLB {cells.shown(reason)} of {self.money(segment, position + 1)}"
                expected = "to be compared by hand: it belongs to no claim"
                place = Problem(file=self.file, place=segment.place, found=found, expected=expected, severity="info")
                self.problems.append(place)
        return True

    def finish_claim(self, *, cut: bool = False) -> None:
        """Keep the claim that is at its end."""
        claim, services = self.claim, tuple(self.services)
        self.claim, self.services = None, []
        if claim is None:
            return
        if cut:
            self.counts.skip("the file ends inside the claim", len(services))
            return
        self.remittances.append(replace(claim, services=services))
        self.counts.in_visits += len(services)

    def finish(self) -> None:
        """Keep what is left, and say what is to say of the file as a whole."""
        self.finish_claim()
        if self.unknown:
            found = f"{self.unknown} claims of a payer that this reference does not know"
            expected = "its key from you; until then amounts are not compared with a fee schedule"
            place = self.first_unknown
            self.problems.append(Problem(file=self.file, place=place, found=found, expected=expected, severity="info"))


def total(adjustments: Sequence[Adjustment]) -> Decimal:
    """The sum of adjustments, in USD."""
    return sum((one.amount for one in adjustments), NOTHING)


_HANDLERS: dict[str, Callable[[RemittanceReader, Segment], bool]] = {
    "N1": RemittanceReader.party,
    "CLP": RemittanceReader.claim_paid,
    "SVC": RemittanceReader.service,
    "DTM": RemittanceReader.date,
    "CAS": RemittanceReader.adjustment,
    "LQ": RemittanceReader.remark,
    "MOA": RemittanceReader.remark,
    "MIA": RemittanceReader.remark,
    "AMT": RemittanceReader.allowed,
    "REF": RemittanceReader.reference,
    "PLB": RemittanceReader.provider_adjustment,
}
