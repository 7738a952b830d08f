"""Units against limits: the table of most units (MUE), add-ons and their base, and a payer's own caps."""

from __future__ import annotations

from collections.abc import Iterator

from calculator import tables
from calculator.checks.claim import Claim, Found
from calculator.dated import in_force
from calculator.model import Cite, Program, Severity
from calculator.trace import counted

SEVERITY: dict[int | None, Severity] = {2: "error", 3: "warning"}
"""By adjudication indicator: 2 is set by policy, 3 by clinical data and open to appeal."""


MEANS: dict[int | None, str] = {1: ", held against each line", 2: ", by policy", 3: ", open to appeal with the record"}
"""What the adjudication indicator means, for the finding."""


def over_limit(claim: Claim) -> Iterator[Found]:
    """More units of a code in one day, or on one line, than the table of the claim's form lets pass."""
    program: Program = "medicaid" if claim.payer.kind == "medicaid" else "medicare"
    lines_of: dict[str, list[tuple[int, int]]] = {}
    for place, line in enumerate(claim.lines):
        lines_of.setdefault(line.code, []).append((place, line.units))
    found, used = tables.limits(claim.rules, program, claim.table, tuple(lines_of), claim.on)
    claim.tables.extend(used)
    for code, (row, period) in found.items():
        lines = lines_of[code]
        number = (max if row.adjudication == 1 else sum)(units for _, units in lines)
        if row.units and number > row.units:  # a limit of 0 is told by the code's own status
            what = "on one line" if row.adjudication == 1 else "on one day"
            age = "" if period.covers(claim.on) else f" That table does not cover {claim.on}."
            says = (
                f"{counted(number, 'unit')} of {code} {what}, the limit is {row.units} ({period.title}"
                f"{MEANS.get(row.adjudication, '')}).{age}"
            )
            yield Found(
                says=says,
                line=lines[0][0],
                cites=(Cite(source=row.source, at=code),),
                facts={
                    "units": number,
                    "limit": row.units,
                    "MAI": row.adjudication or "none",
                    "table": period.title,
                },
                severity=SEVERITY.get(row.adjudication),
            )


def add_on_alone(claim: Claim) -> Iterator[Found]:
    """An add-on whose base is not billed that day."""
    codes = {line.code for line in claim.lines}
    for number, line in enumerate(claim.lines):
        code = claim.code(line.code)
        entry = in_force(code.counting, claim.on) if code else None
        if entry and entry.base and entry.base not in codes:
            says = f"{line.code} is an add-on and stands without {entry.base}, which carries the first unit."
            yield Found(says=says, line=number, cites=entry.cites)


def base_twice(claim: Claim) -> Iterator[Found]:
    """More than one unit of a code whose further units belong to an add-on."""
    for number, line in enumerate(claim.lines):
        code = claim.code(line.code)
        entry = in_force(code.counting, claim.on) if code else None
        if entry and entry.add_on and line.units > 1:
            says = f"{counted(line.units, 'unit')} of {line.code}: it carries the first unit only, every further one is {entry.add_on}."
            yield Found(says=says, line=number, cites=entry.cites)


def over_cap(claim: Claim) -> Iterator[Found]:
    """More in one day than the payer's own file lets pass."""
    for cap in claim.payer.caps:
        if cap.disciplines and claim.visit.discipline not in cap.disciplines:
            continue
        if cap.counts == "visits":
            found, what = 1 + len(claim.visit.other_visits), "visits"
        else:
            found, what = sum(line.units for line in claim.lines if claim.timed(line.code)), "timed units"
        if found > cap.most:
            says = f"{found} {what} on one day; {claim.payer.name} is reported to take {cap.most}."
            yield Found(says=says, cites=cap.cites, facts={what: found, "limit": cap.most})


METHODS = {
    "over-limit": over_limit,
    "add-on-alone": add_on_alone,
    "base-twice": base_twice,
    "over-cap": over_cap,
}
