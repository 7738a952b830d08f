"""What changes on which day: numbers, codes and what Medicare does with them, and the notices of it on their pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from calculator.model import Cite, Code, Counting, MedicareStatus, Parameter, Rules, Value
from calculator.per_rule_set import once
from sitegen.render import labels

AROUND = timedelta(days=90)
"""How long before and after a change a notice of it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that holds from a day on in another way than before.

    Attributes:
        rule: its file as steps have it, such as `parameters/kx-threshold`.
        name: what people call it.
        day: the first date of service of the change.
        before: what held until then, in a few words; empty where it begins.
        after: what holds from then on; empty where that is not known.
        state: `known`; `expected` where a change is known to come and not what it is; `missing` where nothing was entered.
        proposed: what was proposed, in a few words.
        says: the change in one or two sentences, which follow its day.
        use_instead: codes that take its place.
        cites: where it was read.
    """

    rule: str
    name: str
    day: date
    before: str
    after: str
    says: str
    state: str = "known"
    proposed: str = ""
    use_instead: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()

    @property
    def first_shown(self) -> date:
        """The first day on which a notice of it is shown."""
        return self.day - AROUND

    @property
    def last_shown(self) -> date:
        """The last day on which a notice of it is shown."""
        return self.day + AROUND


@once
def changes(rules: Rules) -> dict[str, tuple[Change, ...]]:
    """Every change of a number or code, by its file, in order of the days."""
    found = {f"parameters/{key}": tuple(of_number(key, one)) for key, one in rules.parameters.items()}
    for key, code in rules.codes.items():
        both = [*of_counting(key, code, rules.edition.earliest_date_of_service), *of_medicare(key, code)]
        found[f"codes/{key}"] = tuple(sorted(both, key=lambda change: change.day))
    return found


def notices(rule: str, rules: Rules, as_of: date) -> list[Change]:
    """The changes that readers of a page may still meet, from the day on which the site is made."""
    return [change for change in changes(rules).get(rule, ()) if change.last_shown >= as_of]


# --- numbers ----------------------------------------------------------------------------------------------------------


def of_number(key: str, parameter: Parameter) -> Iterator[Change]:
    """The changes of a number; one that stays the same from year to year has none."""
    for before, after in pairwise(parameter.values):
        if before.value != after.value:
            yield _of_values(key, parameter, before, after, after.since)
    last = parameter.values[-1]
    if parameter.holds == "calendar-year" and last.value != "expected":
        yield _of_values(key, parameter, last, None, date(last.since.year + 1, 1, 1))


def _of_values(key: str, parameter: Parameter, before: Value, after: Value | None, day: date) -> Change:
    old, new = (_amount(value, parameter) for value in (before, after))
    proposed = labels.amount(after.proposed, parameter.unit) if after and after.proposed is not None else ""
    until = f" Until then it is {old}." if old else ""
    if new:
        says = f"{new}, and {old} until then." if old else f"{new}."
    elif after:
        says = "A new number is expected" + (f", and {proposed} is proposed.{until}" if proposed else f".{until}")
    else:
        says = f"We don't have the new number yet.{until}"
    return Change(
        rule=f"parameters/{key}",
        name=parameter.name,
        day=day,
        before=old,
        after=new,
        says=says,
        state="known" if new else "expected" if after else "missing",
        proposed=proposed,
        cites=after.cites if after else (),
    )


def _amount(value: Value | None, parameter: Parameter) -> str:
    """A number with its unit; empty where it is not known."""
    return "" if value is None or value.value == "expected" else labels.amount(value.value, parameter.unit)


# --- codes ------------------------------------------------------------------------------------------------------------


def of_counting(key: str, code: Code, earliest: date) -> Iterator[Change]:
    """The days on which a code begins, ends or is counted in another way.

    Args:
        key: the code.
        code: its rule.
        earliest: the first date of service that the rules speak of; what began then or before is no change.
    """
    first = code.counting[0]
    if first.since > earliest and first.kind != "not-in-use":
        yield _of_code(key, code, first, "", _counted(first), "It begins.")
    for before, after in pairwise(code.counting):
        old, new = _counted(before), _counted(after)
        if after.kind == "not-in-use":
            says = f"It ends: last date of service {labels.day(after.since - timedelta(days=1))}."
        elif after.kind == "expected":
            last = labels.day(after.since - timedelta(days=1))
            says = f"A change is expected. What we say of {key} is good through {last}; we do not calculate later visits. {after.note}"
        elif before.kind == "not-in-use":
            says = "It is valid again."
        else:
            says = f"How it is counted changes: {new}."
        yield _of_code(key, code, after, old, new, says.strip())


def _of_code(key: str, code: Code, entry: Counting | MedicareStatus, before: str, after: str, says: str) -> Change:
    return Change(
        rule=f"codes/{key}",
        name=f"{key} {code.name}",
        day=entry.since,
        before=before,
        after=after,
        says=says,
        state="known" if after else "expected",
        use_instead=entry.use_instead,
        cites=entry.cites,
    )


def _counted(entry: Counting) -> str:
    """How a code is counted, in a few words; empty where that is not known.

    >>> _counted(Counting(since=date(2018, 1, 1), kind="timed", minutes_per_unit=15, cites=()))
    'timed, 15 minutes per unit'
    """
    if entry.kind == "expected":
        return ""
    span = f", {entry.minutes_per_unit} minutes per unit" if entry.minutes_per_unit else ""
    counts = f", counts {labels.counted(entry)}" if entry.counts else ""
    wide = f": {labels.range_of(entry)}" if entry.counts and labels.range_of(entry) else ""
    return f"{entry.kind.replace('-', ' ')}{span}{counts}{wide}"


def of_medicare(key: str, code: Code) -> Iterator[Change]:
    """The days on which Medicare does something else with a code."""
    for before, after in pairwise(code.medicare):
        if before.status != after.status:
            old, new = labels.MEDICARE_SHORT[before.status], labels.MEDICARE_SHORT[after.status]
            says = f"Medicare status: {new}, and {old} until then."
            yield _of_code(key, code, after, old, new, says)
