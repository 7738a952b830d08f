"""Made files of claims: X12 837 and tables from plain visits, with invented names. The same seed gives the same bytes.

python -m tests.support.claim_files 10000 FOLDER    (writes many.837 and many.csv)
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Sent:
    """A service line as a clinic sends it."""

    code: str
    units: int
    modifiers: tuple[str, ...] = ()
    minutes: int | None = None
    charge: str = "50"
    pointers: str = "1"


@dataclass(frozen=True)
class Day:
    """The lines of one patient and day."""

    patient: str
    day: date
    lines: tuple[Sent, ...]
    account: str = ""
    frequency: str = "1"
    diagnoses: tuple[str, ...] = ("M5450",)
    filing: str = "MB"
    order: str = "P"
    more: tuple[str, ...] = field(default=())
    """Further segments of the claim."""


HEAD = (
    "BHT*0019*00*REF0001*20260401*1200*CH",
    "NM1*41*2*TEST CLINIC*****46*TST01",
    "PER*IC*BILLING DESK*TE*5555550100",
    "NM1*40*2*TEST PAYER*****46*PAY01",
    "HL*1**20*1",
    "NM1*85*2*TEST THERAPY CLINIC*****XX*1234567893",
    "N3*1 SAMPLE ST",
    "N4*SAMPLETOWN*OH*430010001",
    "REF*EI*000000001",
)


def claim_segments(days: Iterable[Day]) -> list[str]:
    """The subscribers and claims of some days, one claim a day."""
    found: list[str] = []
    for number, one in enumerate(days, 2):
        charge = sum(int(line.charge) for line in one.lines)
        found += [
            *(f"HL*{number}*1*22*0", f"SBR*{one.order}*18*******{one.filing}"),
            f"NM1*IL*1*SAMPLE*PAT{one.patient}****MI*{one.patient}",
            *("N3*2 SAMPLE ST", "N4*SAMPLETOWN*OH*43001", "DMG*D8*19500102*F", "NM1*PR*2*TEST PAYER*****PI*PAY01"),
            f"CLM*{one.account or f'ACCT{number}'}*{charge}***11:B:{one.frequency}*Y*A*Y*Y",
            *one.more,
            "HI*" + "*".join(f"{'ABF' if place else 'ABK'}:{code}" for place, code in enumerate(one.diagnoses)),
        ]
        for place, line in enumerate(one.lines, 1):
            code = ":".join((line.code, *line.modifiers))
            found += [f"LX*{place}", f"SV1*HC:{code}*{line.charge}*UN*{line.units}***{line.pointers}"]
            found.append(f"DTP*472*D8*{one.day:%Y%m%d}")
    return found


def interchange(
    segments: Sequence[str],
    *,
    kind: str = "837",
    version: str = "005010X222A1",
    separators: tuple[str, str, str] = ("*", ":", "~\n"),
) -> bytes:
    """An X12 file with one transaction."""
    element, component, terminator = separators
    isa = "*".join(
        [
            "ISA",
            "00",
            " " * 10,
            "00",
            " " * 10,
            "ZZ",
            "CLINICTEST".ljust(15),
            "ZZ",
            "PAYERTEST".ljust(15),
            "260401",
            "1200",
            "^",
            "00501",
            "000000001",
            "0",
            "T",
            ":",
        ]
    )
    body = [f"ST*{kind}*0001*{version}", *segments]
    every = [isa, f"GS*HC*CLINICTEST*PAYERTEST*20260401*1200*1*X*{version}", *body, f"SE*{len(body) + 1}*0001"]
    every += ["GE*1*1", "IEA*1*000000001"]
    swap = str.maketrans({"*": element, ":": component})
    return "".join(one.translate(swap) + terminator for one in every).encode()


def claims(days: Iterable[Day], **how: object) -> bytes:
    """An 837P file of some days."""
    return interchange([*HEAD, *claim_segments(days)], **how)  # type: ignore[arg-type]


def table(days: Iterable[Day]) -> bytes:
    """The same as a table."""
    rows = ["Patient ID,Account,DOS,CPT Code,Modifiers,Units,Minutes,Diagnosis,POS,Payer"]
    rows += [
        ",".join(
            (
                *(one.patient, one.account, f"{one.day:%m/%d/%Y}", line.code, " ".join(line.modifiers)),
                *(str(line.units), "" if line.minutes is None else str(line.minutes)),
                *(" ".join(one.diagnoses), "11", "medicare-part-b"),
            )
        )
        for one in days
        for line in one.lines
    ]
    return "\n".join(rows).encode()


USUAL = (("97110", 15), ("97112", 15), ("97140", 15), ("97530", 15), ("97116", 15), ("97535", 15), ("97161", 0))


def many(count: int, seed: int = 20260302) -> list[Day]:
    """So many visits of three services, most of them right, of a patient for each ten."""
    chance = Random(seed)
    found = []
    for number in range(count):
        lines = []
        for code, span in chance.sample(USUAL, k=3):
            units = chance.choice((1, 1, 2, 3)) if span else 1
            modifiers = ["GP"]
            if chance.random() < 0.1:
                modifiers.append("CQ")
            if chance.random() < 0.05:
                modifiers.append("59")
            if chance.random() < 0.02:
                modifiers.remove("GP")
            lines.append(
                Sent(code, units, tuple(modifiers), minutes=units * 15 + chance.randint(-8, 5) if span else 30)
            )
        day = date(2026, 1, 5) + timedelta(days=number % 10 * 7 + number // 10 % 5)
        found.append(Day(f"P{number // 10:06}", day, tuple(lines), account=f"A{number:07}"))
    return found


if __name__ == "__main__":
    visits = many(int(sys.argv[1]))
    folder = Path(sys.argv[2])
    (folder / "many.837").write_bytes(claims(visits))
    (folder / "many.csv").write_bytes(table(visits))
