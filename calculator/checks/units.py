"""Units against limits: the table of most units (MUE), add-ons and their base, and a payer's own caps."""

from __future__ import annotations

from collections.abc import Iterator

from calculator import pairs_and_limits
from calculator.checks.context import Claim, Method, Violation
from calculator.code_findings import ONCE
from calculator.counting.quantities import needed_for
from calculator.counting.services import INPUTS
from calculator.grouping import group_by
from calculator.model import Cite, Program, Severity, TableUsed
from calculator.steps import counted, us_date

_SEVERITY: dict[int | None, Severity] = {2: "error", 3: "warning"}
"""By adjudication indicator: 2 is set by policy, 3 by clinical data and open to appeal."""


_MEANS: dict[int | None, str] = {1: ", per line", 2: ", by policy", 3: ", appealable with records"}
"""What the adjudication indicator means, for the finding."""


def _over_limit(claim: Claim) -> Iterator[Violation | TableUsed]:
    """More units of a code in one day, or on one line, than the table of the claim's form lets pass."""
    program: Program = "medicaid" if claim.payer.kind == "medicaid" else "medicare"
    lines_of = group_by(enumerate(claim.lines), lambda line: line[1].code)
    found, used = pairs_and_limits.limits(claim.rules, program, claim.table, tuple(lines_of), claim.on)
    yield from used
    for code, (row, period) in found.items():
        lines = lines_of[code]
        number = (max if row.adjudication == 1 else sum)(line.units for _, line in lines)
        if row.units and number > row.units:  # a limit of 0 is told by the code's own status
            what = "on one line" if row.adjudication == 1 else "on one day"
            age = "" if period.covers(claim.on) else f" That table does not cover {us_date(claim.on)}."
            says = (
                f"{counted(number, 'unit')} of {code} {what}; the MUE is {row.units} ({period.title}"
                f"{_MEANS.get(row.adjudication, '')}).{age}"
            )
            yield Violation(
                says=says,
                line=lines[0][0],
                cites=(Cite(source=row.source, at=code),),
                facts={"units": number, "limit": row.units, "MAI": row.adjudication or "none", "table": period.title},
                severity=_SEVERITY.get(row.adjudication),
            )


def _add_on_alone(claim: Claim) -> Iterator[Violation]:
    """An add-on whose base is not billed that day."""
    codes = {line.code for line in claim.lines}
    for number, line in enumerate(claim.lines):
        entry = claim.counting(line.code)
        if entry and entry.base and entry.base not in codes:
            says = f"{line.code} is an add-on code without its base code {entry.base}, which is the first unit."
            yield Violation(says=says, line=number, cites=entry.cites)


def _add_on_untold(claim: Claim) -> Iterator[Violation]:
    """Billed units of an add-on for which the visit does not tell what they count."""
    for number, line in enumerate(claim.lines):
        base = next((service for service in claim.services.values() if service.add_on == line.code), None)
        if not (base and base.further and claim.is_open(line.code) and line.units):
            continue
        certain = sum(one.units for one in claim.supported[0] if one.code == line.code)
        if line.units <= certain:  # the minutes of this day are already that many
            continue
        says = (
            f"{counted(line.units, 'unit')} of {line.code} with {base.code} need{'s' if line.units == 1 else ''} "
            f"{needed_for(base.counting, base.further, line.units)}. "
            f"The visit does not show it. Enter {INPUTS[base.counting.counts or 'contractor']} under {base.code}."
        )
        yield Violation(says=says, line=number, cites=base.further.cites)


def _excluded_in_period(claim: Claim) -> Iterator[Violation]:
    """Codes that exclude each other in a day, in 30 days or in a month, on one claim."""
    codes = {line.code: number for number, line in reversed(list(enumerate(claim.lines))) if line.units}
    for code, number in codes.items():
        entry = claim.counting(code)
        for other in entry.not_with if entry else ():
            if other in codes and codes[other] < number and entry:
                within = ONCE.get(entry.window, "on one day")
                says = f"{other} and {code} cannot both be billed {within}. What they count decides which one to bill."
                yield Violation(says=says, line=number, cites=entry.cites)


def _base_twice(claim: Claim) -> Iterator[Violation]:
    """More than one unit of a code whose further units belong to an add-on."""
    for number, line in enumerate(claim.lines):
        entry = claim.counting(line.code)
        if entry and entry.add_on and line.units > 1:
            says = f"{counted(line.units, 'unit')} of {line.code}: it is only the first unit. Bill every further unit with {entry.add_on}."
            yield Violation(says=says, line=number, cites=entry.cites)


def _over_cap(claim: Claim) -> Iterator[Violation]:
    """More in one day than the payer's own file lets pass."""
    for cap in claim.payer.caps:
        if cap.disciplines and claim.visit.discipline not in cap.disciplines:
            continue
        if cap.counts == "visits":
            found, what = 1 + len(claim.visit.other_visits), "visits"
        else:
            found, what = sum(line.units for line in claim.lines if claim.timed(line.code)), "timed units"
        if found > cap.most:
            says = f"{found} {what} on one day; {claim.payer.name} reportedly pays {cap.most}."
            yield Violation(says=says, cites=cap.cites, facts={what: found, "limit": cap.most})


METHODS = {
    "over-limit": Method(_over_limit),
    "add-on-alone": Method(_add_on_alone),
    "base-twice": Method(_base_twice),
    "over-cap": Method(_over_cap),
    "add-on-untold": Method(_add_on_untold),
    "excluded-in-period": Method(_excluded_in_period),
}
