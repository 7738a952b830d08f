"""How many units the minutes support, and of which code.

Three methods: *pooled minutes* (Medicare: the day's minutes decide the total, the codes share it), *each service
alone* (the midpoint rule of CPT) and *unknown*.

>>> from calculator import calculate
>>> def units(payer, *services):
...     visit = {"date_of_service": "2026-03-02", "payer": payer, "discipline": "PT",
...              "services": [{"code": code, "minutes": minutes} for code, minutes in services]}
...     return {line["code"]: line["units"] for line in calculate(visit)["lines"]}
>>> units("medicare-part-b", ("97110", 33), ("97140", 7))
{'97110': 2, '97140': 1}
>>> units("midpoint", ("97110", 33), ("97140", 7))
{'97110': 2}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

from calculator.dated import Number
from calculator.model import Finding, Reason, RuleChoice, Step, Unbilled
from calculator.trace import counted, finding, step
from calculator.work import Work

PER_UNIT, FIRST_UNIT = "minutes-per-unit", "minutes-for-first-unit"

METHODS: dict[str, tuple[str, ...]] = {
    "pooled-minutes": (PER_UNIT, FIRST_UNIT),
    "each-service-alone": (),
    "unknown": (),
}
"""The methods a payer's `unit_rule` may name, with the parameters that each needs."""

MOST_ALTERNATIVES = 100
"""Other answers to a tie that are worked out; a real visit has a handful, made-up ones can have millions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Codes that are equal at the cut.

    Attributes:
        units: how many units are left for them.
        codes: the codes, in order of first mention.
        taken: those that get one, in order of first mention.
    """

    units: int
    codes: tuple[str, ...]
    taken: tuple[str, ...]

    def others(self) -> Iterator[tuple[str, ...]]:
        """Every other way to take as many of the codes."""
        every = (taken for taken in combinations(self.codes, self.units) if taken != self.taken)
        return islice(every, MOST_ALTERNATIVES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Units by code; a base code stands for its add-on as well.

    Attributes:
        by_code: units of every code of the visit, 0 included.
        unbilled: codes without a unit, with the reason.
        pooled_minutes: minutes in the pool, None where the payer does not pool.
        known: False where the payer's rule is unknown, so that timed codes were not counted.
        tie: the tie for the last units, if there is one.
    """

    by_code: Mapping[str, int]
    unbilled: tuple[Unbilled, ...]
    pooled_minutes: int | None
    known: bool
    tie: Tie | None
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]

    def with_taken(self, taken: Sequence[str]) -> Mapping[str, int]:
        """The units where the tie goes to other codes."""
        assert self.tie is not None  # noqa: S101 - only asked where there is a tie
        change = {code: (code in taken) - (code in self.tie.taken) for code in self.tie.codes}
        return {code: units + change.get(code, 0) for code, units in self.by_code.items()}


def count(
    works: Sequence[Work], rule: RuleChoice, payer: str, choose: Sequence[str], numbers: Mapping[str, Number]
) -> Units:
    """Units of everything that was done.

    Args:
        works: what was done, code by code.
        rule: the payer's unit rule in force.
        payer: the payer's key.
        choose: codes preferred where a tie leaves the choice.
        numbers: the parameters that the method needs.
    """
    timed = [work for work in works if work.span is not None]
    untimed = [work for work in works if work.span is None]
    where = f"payers/{payer}"
    by_code = {work.code: 1 for work in untimed}
    steps: list[Step] = []
    findings: list[Finding] = []
    pooled_minutes: int | None = None
    tie: Tie | None = None
    reasons: dict[str, Reason] = {}

    if rule.method == "unknown":
        by_code |= {work.code: 0 for work in timed}
        reasons = {work.code: "payer-rule-unknown" for work in timed}
        if timed:
            steps.append(
                step(
                    where,
                    "The unit rule of this payer is not known, so timed services are not counted.",
                    facts_of(timed),
                    gives="no units of timed codes",
                    cites=rule.cites,
                )
            )
    elif rule.method == "each-service-alone":
        for work in timed:
            by_code[work.code], said = alone(work, where, rule)
            reasons[work.code] = "below-midpoint"
            steps.append(said)
    else:
        per_unit, first_unit = numbers[PER_UNIT], numbers[FIRST_UNIT]
        pool = [work for work in timed if work.span == per_unit.whole]
        pooled_minutes = sum(work.minutes for work in pool)
        shares, tie, said_pooled = pooled(pool, where, rule, choose, per_unit, first_unit)
        by_code |= shares
        reasons |= {work.code: "no-unit" for work in pool}
        steps += said_pooled
        for work in timed:
            if work not in pool:
                by_code[work.code], said = alone(work, where, rule)
                reasons[work.code] = "below-midpoint"
                steps.append(said)
                findings.append(outside_the_pool(work, rule, per_unit))

    for work in untimed:
        steps.append(
            step(
                f"codes/{work.code}",
                f"{work.code} is untimed: one unit, whatever the minutes.",
                {f"{work.code} minutes": work.minutes},
                gives="1 unit",
                cites=work.cites,
            )
        )
    findings += remarks(untimed)
    findings += ignored(choose, tie)
    findings += too_many_alternatives(tie)
    return Units(
        by_code={work.code: by_code[work.code] for work in works},
        unbilled=tuple(
            Unbilled(
                code=work.code, minutes=work.minutes, reason="no-minutes" if work.minutes == 0 else reasons[work.code]
            )
            for work in works
            if by_code[work.code] == 0
        ),
        pooled_minutes=pooled_minutes,
        known=rule.method != "unknown",
        tie=tie,
        steps=tuple(steps),
        findings=tuple(findings),
    )


def alone(work: Work, where: str, rule: RuleChoice) -> tuple[int, Step]:
    """Units of one service by its own minutes: one more each time the middle of a span is passed."""
    assert work.span is not None  # noqa: S101 - only asked for timed codes
    if work.add_on is None or work.add_on_span is None:
        units = passed_midpoints(work.minutes, work.span)
        says = f"{work.code} by itself: a unit counts once more than half of its {work.span} minutes is reached."
    else:
        first = passed_midpoints(min(work.minutes, work.span), work.span)
        units = first + passed_midpoints(max(work.minutes - work.span, 0), work.add_on_span)
        says = (
            f"{work.code} by itself: the first unit counts once more than half of its {work.span} minutes is reached, "
            f"each unit of {work.add_on} after the full {work.span} once more than half of {work.add_on_span} is."
        )
    facts = {f"{work.code} minutes": work.minutes, "minutes per unit": work.span}
    if work.add_on_span:
        facts[f"{work.add_on} minutes per unit"] = work.add_on_span
    return units, step(where, says, facts, gives=counted(units, "unit"), cites=rule.cites + work.cites)


def passed_midpoints(minutes: int, span: int) -> int:
    """How many spans have more than half of their minutes.

    >>> [passed_midpoints(minutes, 15) for minutes in (7, 8, 22, 23)], [passed_midpoints(m, 60) for m in (30, 31, 91)]
    ([0, 1, 1, 2], [0, 1, 2])
    """
    full, rest = divmod(minutes, span)
    return full + (2 * rest > span)


def pooled(
    pool: Sequence[Work], where: str, rule: RuleChoice, choose: Sequence[str], per_unit: Number, first_unit: Number
) -> tuple[dict[str, int], Tie | None, list[Step]]:
    """Units of the pooled codes: the day's minutes decide how many, the remainders decide whose."""
    if not pool:
        return {}, None, []
    cites = rule.cites + per_unit.cites + first_unit.cites
    span, threshold = per_unit.whole, first_unit.whole
    minutes = sum(work.minutes for work in pool)
    total = (minutes + span - threshold) // span
    steps = [
        step(
            where,
            f"Add the minutes of all {span}-minute codes of the day. Each full {span} minutes is a unit; "
            f"what is left over is one more from {threshold} minutes on.",
            {
                **facts_of(pool),
                "minutes per unit": span,
                "minutes for one more unit": threshold,
                "pooled minutes": minutes,
            },
            gives=f"{counted(minutes, 'minute')}, {counted(total, 'unit')} in all",
            cites=cites,
        )
    ]
    units = {work.code: work.minutes // span for work in pool}
    rest = {work.code: work.minutes % span for work in pool}
    extra = total - sum(units.values())
    steps.append(
        step(
            where,
            f"Give each code its full {span} minutes first.",
            facts_of(pool),
            gives=", ".join(f"{work.name} {units[work.code]}" for work in pool) + f"; left to give: {extra}",
            cites=cites,
        )
    )
    if extra == 0:
        return units, None, steps
    ranked = sorted(rest.values(), reverse=True)
    cut = ranked[extra - 1]
    ahead = [work.code for work in pool if rest[work.code] > cut]
    equal = [work for work in pool if rest[work.code] == cut]
    left = extra - len(ahead)
    tie: Tie | None = None
    taken = [work.code for work in equal]
    says = f"Give what is left to the largest remainders, one unit each. Minutes beyond a full {span} count, not the total of a code."
    if left < len(equal):
        preferred = sorted(
            equal, key=lambda work: (choose.index(work.code) if work.code in choose else len(choose), -work.minutes)
        )
        winners = {work.code for work in preferred[:left]}
        taken = [work.code for work in equal if work.code in winners]
        tie = Tie(units=left, codes=tuple(work.code for work in equal), taken=tuple(taken))
        says += (
            " Equal remainders leave the choice: first what was chosen, then the code with more minutes, "
            "then the order of documentation. Price plays no part."
        )
    for code in (*ahead, *taken):
        units[code] += 1
    remainders = {f"{work.name} remainder": rest[work.code] for work in pool}
    steps.append(step(where, says, remainders, gives="one more unit: " + ", ".join((*ahead, *taken)), cites=cites))
    return units, tie, steps


def facts_of(works: Sequence[Work]) -> dict[str, object]:
    """The minutes of each code."""
    return {f"{work.name} minutes": work.minutes for work in works}


def outside_the_pool(work: Work, rule: RuleChoice, per_unit: Number) -> Finding:
    """What the sources leave open about codes of other spans."""
    return finding(
        "unsettled",
        "warning",
        f"{work.name} counts in {work.span} minutes. The published rule for pooling minutes speaks of {per_unit.whole}-minute codes "
        "only, so it is kept out of the pool and counted by itself from the midpoint of its span. No text that was read decides it.",
        rule.cites + work.cites,
    )


def remarks(untimed: Sequence[Work]) -> list[Finding]:
    """What is worth saying about untimed codes."""
    found = []
    for work in untimed:
        if work.listed > 1:
            found.append(
                finding(
                    "listed-more-than-once",
                    "info",
                    f"{work.code} is untimed and stands in {work.listed} services: it still gives one unit.",
                    work.cites,
                )
            )
        if work.minutes == 0:
            found.append(
                finding(
                    "no-minutes-recorded",
                    "warning",
                    f"{work.code} has no minutes. It is untimed and gets its unit, but its minutes belong to the total "
                    "treatment time that the note must show.",
                    work.cites,
                )
            )
    return found


def ignored(choose: Sequence[str], tie: Tie | None) -> list[Finding]:
    """Preferences that no tie asked for."""
    codes = tie.codes if tie else ()
    return [
        finding(
            "choice-not-needed",
            "info",
            f"{code} was chosen, but it is not among codes that tie for the last unit, so the choice changes nothing.",
        )
        for code in dict.fromkeys(choose)
        if code not in codes
    ]


def too_many_alternatives(tie: Tie | None) -> list[Finding]:
    """A word where a tie has more answers than are listed."""
    others = comb(len(tie.codes), tie.units) - 1 if tie else 0
    if others <= MOST_ALTERNATIVES:
        return []
    return [
        finding(
            "more-alternatives",
            "info",
            f"The tie has {others} other right answers; the first {MOST_ALTERNATIVES} are listed.",
        )
    ]
