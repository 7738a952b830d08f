"""The claim that the checks look at: the billed lines where there are any, else the computed ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from calculator import pairs_and_limits
from calculator.calculation import Calculation, Known, billed_amounts, billed_lines, calculation
from calculator.checks.context import Claim, DayLines, functional, table_of
from calculator.counting import compare_rules
from calculator.counting.units import UNKNOWN, Units
from calculator.grouping import group_by
from calculator.limits import MOST_ALTERNATIVES
from calculator.model import Choice, Line, Rules, Visit


def claim_of(known: Known, counted: Units, ours: Calculation, choices: Sequence[Choice]) -> Claim:
    """A visit as a claim."""
    visit = known.visit
    supported = (ours.lines, *(other.lines for choice in choices for other in choice.alternatives))
    lines, bounds, line_amounts = ours.lines, None, ours.paid.known
    if visit.billed is not None:
        lines = billed_lines(visit)
        supported = (*supported, *_beyond_those_listed(known, counted, lines))
        if known.unit_rule.method in UNKNOWN and known.services:
            bounds = compare_rules.bounds(known.services, visit.choose, known.numbers)
        line_amounts = billed_amounts(known).known if known.kx.open else (None,) * len(lines)
    by_code = _lines_by_code(visit, lines, known.rules)
    own = {line.code for line in lines}
    return Claim(
        visit=visit,
        rules=known.rules,
        services={service.code: service for service in known.services},
        lines=lines,
        of="lines" if visit.billed is None else "billed",
        by_code=by_code,
        edits=pairs_and_limits.edits_of_day(known.rules, table_of(visit), tuple(by_code), visit.date_of_service, own),
        supported=supported,
        counted=bool(counted.holds_under),
        marked=known.assistant_rule.choice.method not in ("none", "unknown"),
        measured=known.measured,
        unmarked=frozenset(code for code, entry in known.exempt.items() if code in entry.undecided),
        kx=known.kx,
        amounts=line_amounts,
        bounds=bounds,
    )


def _lines_by_code(visit: Visit, lines: Sequence[Line], rules: Rules) -> Mapping[str, DayLines]:
    """The lines of the day by code, those of other visits without an index.

    Codes of functional reporting stand for no service, so no pair of codes concerns them.
    """
    others = (
        (None, Line(code=line.code, units=line.units, modifiers=line.modifiers))
        for other in visit.other_visits
        for line in other.lines
    )
    reported = functional(rules)
    whole_day: list[tuple[int | None, Line]] = [*enumerate(lines), *others]
    return group_by((one for one in whole_day if one[1].code not in reported), lambda one: one[1].code)


def _beyond_those_listed(known: Known, counted: Units, billed: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The answer to a tie that was billed, where a tie has more answers than are listed."""
    tie = counted.tie
    if tie is None or tie.answers() <= MOST_ALTERNATIVES:
        return
    in_all = Counter[str]()
    for line in billed:
        in_all[line.code] += line.units
    without = counted.with_taken(())
    more = {
        service.code: in_all[service.code] + (in_all[service.add_on] if service.add_on else 0) - without[service.code]
        for service in known.services
    }
    wanted = set(sorted(tie.codes, key=lambda code: -more[code])[: tie.units])
    yield calculation(known, counted.with_taken(tuple(code for code in tie.codes if code in wanted))).lines
