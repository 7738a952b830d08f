"""Reads professional and institutional claims (X12 837, version 005010) into lines.

Only segments that a check needs are looked at; names, addresses and identifiers are used to tell patients and providers
apart and are dropped at once. Times and minutes are never taken out of notes (NTE) or of units in minutes (MJ).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from calculator.claims import cells, payers
from calculator.claims.segments import Segment
from calculator.claims.shapes import Counts, Form, Head, Keys, Line, Problem, Settings


@dataclass(slots=True)
class _Claim:
    """A claim while its segments come in."""

    head: Head
    segment: int
    lines: list[Line] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    """Diagnoses."""


@dataclass(slots=True)
class _Line:
    """A service line while its segments come in."""

    line: Line
    unit: str = "UN"
    discipline_of: str = ""


class ClaimReader:
    """Takes the segments of one transaction after the other and gives lines."""

    def __init__(self, file: int, keys: Keys, settings: Settings, known_payers: frozenset[str], counts: Counts) -> None:
        self.file, self.keys, self.settings, self.known, self.counts = file, keys, settings, known_payers, counts
        self.lines: list[Line] = []
        self.heads: list[Head] = []
        self.problems: list[Problem] = []
        self.unknown_payers: dict[str, tuple[int, str]] = {}
        self.begin("professional")

    def begin(self, form: Form) -> None:
        """Begin a transaction."""
        self.form = form
        self.loop = "start"
        self.provider, self.billing_taxonomy = 0, ""
        self.subscriber: tuple[str, ...] = ()
        self.patient: tuple[str, ...] = ()
        self.member = self.filing = self.order = ""
        self.payer_names: list[str] = []
        self.claim: _Claim | None = None
        self.line: _Line | None = None

    def take(self, segment: Segment) -> bool:
        """Read a segment; False where it is stepped over."""
        handler = _HANDLERS.get(segment.name)
        return handler is not None and handler(self, segment)

    def problem(self, segment: Segment, found: str, expected: str) -> None:
        """Note something that is not as it should be."""
        at = f"claim {self.counts.claims}, " if self.claim else ""
        line = f"line {len(self.claim.lines) + 1}, " if self.claim and self.line else ""
        self.problems.append(
            Problem(file=self.file, place=f"{at}{line}{segment.place}", found=found, expected=expected)
        )

    # --- who ---------------------------------------------------------------------------------------------------------

    def hierarchy(self, segment: Segment) -> bool:
        """HL: whose the next segments are."""
        self.finish_claim()
        level = segment[3]
        self.loop = {"20": "provider", "22": "subscriber", "23": "patient"}.get(level, "start")
        if level == "20":
            self.provider, self.billing_taxonomy = 0, ""
        elif level == "22":
            self.subscriber, self.member, self.filing, self.order, self.payer_names = (), "", "", "", []
        self.patient = ()
        return True

    def subscriber_info(self, segment: Segment) -> bool:
        """SBR: which payer in order, and what kind it is; inside a claim it begins another payer's part."""
        if self.claim:
            return False
        self.order, self.filing = segment[1] or "P", segment[9]
        return True

    def name(self, segment: Segment) -> bool:
        """NM1: distinguishes patients and providers; what it says is not kept."""
        who, identifier = segment[1], segment[9]
        if who == "85" and not self.claim:
            self.provider = self.keys.number("provider", identifier or segment[3])
        elif who == "IL" and not self.claim:
            self.member = identifier
            self.subscriber = (identifier,) if identifier else (segment[3], segment[4])
        elif who == "QC" and not self.claim:
            self.patient = (*self.subscriber, segment[3], segment[4])
        elif who == "PR" and not self.claim:
            self.payer_names = [identifier, segment[3]]
        elif who == "82" and self.claim:
            self.loop = "rendering of a line" if self.line else "rendering"
        else:
            if self.claim and self.loop.startswith("rendering"):
                self.loop = "line" if self.line else "claim"
            return False
        return True

    def demographics(self, segment: Segment) -> bool:
        """DMG: a birth date, which distinguishes patients of one name."""
        if self.claim or (self.member and not self.patient):
            return False
        if self.patient:
            self.patient = (*self.patient, segment[2])
        else:
            self.subscriber = (*self.subscriber, segment[2])
        return True

    def provider_info(self, segment: Segment) -> bool:
        """PRV: the taxonomy code of the billing or the rendering provider."""
        if segment[1] == "BI" and not self.claim:
            self.billing_taxonomy = segment[3]
            return True
        if segment[1] != "PE" or not self.claim or not self.loop.startswith("rendering"):
            return False
        discipline, rendering = payers.taxonomy(segment[3])
        if self.line:
            head = replace(self.line.line.head, taxonomy_discipline=discipline, rendering=rendering)
            self.line.line = replace(self.line.line, head=head)
        else:
            self.claim.head = replace(self.claim.head, taxonomy_discipline=discipline, rendering=rendering)
        return True

    # --- the claim ---------------------------------------------------------------------------------------------------

    def claim_info(self, segment: Segment) -> bool:
        """CLM: a claim begins."""
        self.finish_claim()
        self.counts.claims += 1
        number, where = self.counts.claims, (*segment.parts(5), "", "", "")
        key = self.patient or self.subscriber
        if not any(key):
            self.problem(
                segment, "a claim without a patient before it", "NM1*IL or NM1*QC with an identifier or a name"
            )
            key = ("", str(self.file), str(number))  # a patient of its own, so that nothing is mixed
        patient = self.keys.number("patient", *key)
        self.keys.name(segment[1], patient)
        if not self.patient:
            self.keys.name(self.member, patient)
        payer = payers.payer_of(self.filing, [name for name in self.payer_names if name], self.settings, self.known)
        if not payer:
            what = (
                f"filing indicator {self.filing}" if self.filing.isalnum() and len(self.filing) <= 2 else "no indicator"
            )
            count, place = self.unknown_payers.get(what, (0, f"claim {number}, {segment.place}"))
            self.unknown_payers[what] = count + 1, place
            payer = payers.NOBODY
        professional = self.form == "professional"
        setting = (self.settings.setting or None) if professional else payers.BILL_TYPES.get(where[0][:2])
        if not professional and setting is None:
            self.problem(segment, f"type of bill {cells.shown(where[0])}", f"one of {', '.join(payers.BILL_TYPES)}")
        discipline, rendering = payers.taxonomy(self.billing_taxonomy) if professional else (None, None)
        self.claim = _Claim(
            Head(
                file=self.file,
                number=number,
                place=f"claim {number}, {segment.place}",
                patient=patient,
                provider=self.provider,
                payer=payer,
                form=self.form,
                setting=setting,
                account=segment[1],
                frequency=where[2] or "1",
                order=self.order or "P",
                names_original=False,
                place_of_service=(where[0] or None) if professional else None,
                taxonomy_discipline=discipline,
                rendering=rendering,
                charge=cells.amount(segment[2]),
            ),
            segment.number,
        )
        self.loop, self.line = "claim", None
        return True

    def diagnosis(self, segment: Segment) -> bool:
        """HI: diagnosis codes of ICD-10; other lists are stepped over."""
        if not self.claim:
            return False
        found = False
        for position in range(1, len(segment.elements)):
            kind, code, *_ = (*segment.parts(position), "", "")
            if kind in ("ABK", "ABF") and code:
                self.claim.codes.append(f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code else code)
                found = True
        return found

    def reference(self, segment: Segment) -> bool:
        """REF: authorization, the original claim, the number of a line."""
        kind = segment[1]
        if not self.claim:
            return False
        if kind == "G1":
            self.claim.head = replace(self.claim.head, authorized=True)
        elif kind == "F8":
            self.claim.head = replace(self.claim.head, names_original=True)
        elif kind == "6R" and self.line:
            self.line.line = replace(self.line.line, control=segment[2])
        else:
            return False
        return True

    def dates(self, segment: Segment) -> bool:
        """DTP: the day of a line, and onset and first treatment of a claim."""
        kind = segment[1]
        if kind not in ("472", "431", "454") or not self.claim:
            return False
        first, last = cells.x12_days(segment[2], segment[3])
        if first is None or last is None:
            self.problem(segment, f"DTP*{kind} with {cells.shown(segment[3])}", "a date such as 20260302")
        elif kind == "472" and self.line:
            self.line.line = replace(self.line.line, day=first, last_day=last if last != first else None)
        elif kind == "431":
            self.claim.head = replace(self.claim.head, onset=first)
        elif kind == "454":
            self.claim.head = replace(self.claim.head, first_treatment=first)
        return True

    # --- the lines ---------------------------------------------------------------------------------------------------

    def line_number(self, segment: Segment) -> bool:
        """LX: a service line begins."""
        self.finish_line()
        self.loop = "line"
        return self.claim is not None

    def service(self, segment: Segment) -> bool:
        """SV1 and SV2: code, modifiers, charge and units of a line."""
        if not self.claim:
            self.problem(segment, f"{segment.name} before any claim", "CLM before it")
            self.counts.lines += 1
            self.counts.skip("a line before any claim")
            return True
        self.finish_line()
        shift = segment.name == "SV2"
        _kind, code, *modifiers = (*segment.parts(1 + shift), "")
        discipline, therapy = payers.revenue_discipline(segment[1]) if shift else (None, True)
        units, unit = segment[4 + shift] or "1", segment[3 + shift] or "UN"
        self.line = _Line(
            Line(
                head=self.claim.head,
                place=f"claim {self.counts.claims}, line {len(self.claim.lines) + 1}, {segment.place}",
                day=None,
                code=code.upper(),
                modifiers=tuple(modifier.upper() for modifier in modifiers[:4] if modifier),
                units=cells.whole(units) if unit != "MJ" else None,
                charge=cells.amount(segment[2 + shift]),
                pointers=None if shift else tuple(_LETTERS[part] for part in segment.parts(7) if part in _LETTERS),
                discipline=discipline,
                therapy=therapy,
                place_of_service=None if shift else segment[5] or None,
            ),
            unit,
        )
        if unit == "MJ":
            self.problem(segment, f"{cells.shown(code)} in minutes (MJ)", "units (UN): minutes here are of anesthesia")
        elif self.line.line.units is None:
            self.problem(segment, f"units {cells.shown(units)}", "whole units from 0")
        return True

    def finish_line(self) -> None:
        """Keep the line that is at its end."""
        if self.line and self.claim:
            self.claim.lines.append(self.line.line)
        self.line = None

    def finish_claim(self, *, cut: bool = False) -> None:
        """Keep the claim that is at its end; where the file is cut in it, its lines are counted and left out."""
        self.finish_line()
        claim, self.claim = self.claim, None
        if claim is None:
            return
        self.counts.lines += len(claim.lines)
        if cut:
            self.counts.skip("the file ends inside the claim", len(claim.lines))
            return
        head = replace(claim.head, diagnoses=tuple(dict.fromkeys(claim.codes)))
        self.heads.append(head)
        if not claim.lines:
            self.problems.append(
                Problem(file=self.file, place=head.place, found="a claim without lines", expected="LX with SV1 or SV2")
            )
        charges = [line.charge for line in claim.lines if line.charge is not None]
        total = sum(charges, Decimal(0))
        if head.charge is not None and claim.lines and len(charges) == len(claim.lines) and total != head.charge:
            found = f"lines of {total} in all, and {head.charge} in CLM02"
            self.problems.append(
                Problem(file=self.file, place=head.place, found=found, expected="the same", severity="warning")
            )
        whose = (head.taxonomy_discipline, head.rendering)
        for line in claim.lines:
            own = (line.head.taxonomy_discipline, line.head.rendering)
            of_line = head if own == whose else replace(head, taxonomy_discipline=own[0], rendering=own[1])
            self.lines.append(replace(line, head=of_line))

    def finish(self) -> None:
        """Say what is to say of the file as a whole."""
        self.finish_claim()
        for what, (count, place) in self.unknown_payers.items():
            found = f"{count} claim{'' if count == 1 else 's'} with {what}, which names no payer of this reference"
            expected = "its key from you; until then only what holds for every payer is checked"
            self.problems.append(
                Problem(file=self.file, place=place, found=found, expected=expected, severity="warning")
            )


_LETTERS = {str(number): letter for number, letter in enumerate("ABCDEFGHIJKL", 1)}
"""Pointers count diagnoses from 1; a claim form has letters."""

_HANDLERS: dict[str, Callable[[ClaimReader, Segment], bool]] = {
    "HL": ClaimReader.hierarchy,
    "SBR": ClaimReader.subscriber_info,
    "NM1": ClaimReader.name,
    "DMG": ClaimReader.demographics,
    "PRV": ClaimReader.provider_info,
    "CLM": ClaimReader.claim_info,
    "HI": ClaimReader.diagnosis,
    "REF": ClaimReader.reference,
    "DTP": ClaimReader.dates,
    "LX": ClaimReader.line_number,
    "SV1": ClaimReader.service,
    "SV2": ClaimReader.service,
}
