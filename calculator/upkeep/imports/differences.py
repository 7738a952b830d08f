"""What differs between a release and what was loaded before it, row by row, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from calculator.model import Edit, Place, RelativeValues, UnitLimit
from calculator.pairs_and_limits import is_void
from calculator.upkeep.imports.census import load_before
from calculator.upkeep.imports.draft import Draft
from calculator.upkeep.imports.put_edits import loads_of
from calculator.upkeep.imports.put_prices import in_force_by_key, key_of
from calculator.upkeep.imports.release import Release


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not as before.

    Attributes:
        key: the code, pair or locality.
        codes: the codes it is about.
        before: what was loaded, in words; empty where there was nothing.
        after: what the release has; empty where it has nothing.
        numbers: the numbers that were there before and are not there any more, as texts write them.
    """

    key: str
    codes: tuple[str, ...]
    before: str
    after: str
    numbers: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """`added`, `ended` or `changed`."""
        return "added" if not self.before else "ended" if not self.after else "changed"

    def __str__(self) -> str:
        return f"{self.key}: {self.before or 'nothing'} -> {self.after or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs.

    Attributes:
        against: what the release is compared with, in words; empty where nothing was loaded.
        since: the day from which the release holds.
        found: the rows, by code.
    """

    against: str
    since: date
    found: tuple[Difference, ...]

    def of(self, kind: str) -> list[Difference]:
        """The rows of a kind: `added`, `ended` or `changed`."""
        return [one for one in self.found if one.kind == kind]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of which something differs."""
        return tuple(dict.fromkeys(code for one in self.found for code in one.codes))


def differences(draft: Draft, release: Release) -> Differences:
    """How a release differs from what a draft has for its days, or for the last days before it.

    Args:
        draft: the rule files without the release.
        release: the release.
    """
    if release.file in ("relative-values", "places"):
        rows = draft.rows[release.file]
        held: Iterable[Any] = in_force_by_key(rows, release.since).values()
        if not held and (days := [row.since for row in rows if row.since < release.since]):
            held = in_force_by_key(rows, date(max(days).year, 12, 31)).values()
        labels = dict.fromkeys(getattr(row, "release", f"the indices of {row.since.year}") for row in held)
        return _between(held, release.rows, ", ".join(labels), release.since)
    load = load_before(loads_of(draft, release), release)
    if load is None:
        return _between((), release.rows, "", release.since)
    first, second = set(load.one.codes), set(load.one.column2 or load.one.codes)
    asked = set(release.codes)
    before = [row for row in load.rows if set(_codes(row)) <= asked]
    after = [row for row in release.rows if _codes(row)[0] in first and _codes(row)[-1] in second]
    against = f"the table of {load.one.since} to {load.one.until} ({load.key}), for the codes of both"
    return _between(before, after, against, release.since)


def compared(older: Release, newer: Release) -> Differences:
    """How two releases of one table differ."""
    return _between(older.rows, newer.rows, older.edition, newer.since)


def _between(before: Iterable[Any], after: Iterable[Any], against: str, since: date) -> Differences:
    old, new = _by_key(before), _by_key(after)
    found = (_difference(key, old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()))
    return Differences(against, since, tuple(one for one in found if one))


def _by_key(rows: Iterable[Any]) -> dict[str, Any]:
    """Rows by code, pair or locality; of pairs only those that have not ended."""
    found: dict[str, Any] = {}
    for row in rows:
        if isinstance(row, Edit):
            if not is_void(row) and row.deleted is None:
                found[f"{row.column1}/{row.column2}"] = row
        else:
            found[row.code if isinstance(row, UnitLimit) else key_of(row)] = row
    return found


def _difference(key: str, before: Any, after: Any) -> Difference | None:
    """How a row differs; None where it says the same."""
    old, new = _said(before), _said(after)
    differ = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if not differ:
        return None
    if before is not None and after is not None:
        texts = [", ".join(f"{name} {said[name]}" for name in differ) for said in (old, new)]
    else:
        texts = [", ".join(f"{name} {value}" for name, value in said.items()) for said in (old, new)]
    numbers = tuple(old[name] for name in differ if name in old)
    codes = () if isinstance(before or after, Place) else _codes(before or after)
    return Difference(key, codes, texts[0], texts[1], numbers)


def _codes(row: Any) -> tuple[str, ...]:
    return (row.column1, row.column2) if isinstance(row, Edit) else (row.code,)


def _said(row: Any) -> Mapping[str, str]:
    """What a row says, by the name of each value."""
    return dict(_values(row)) if row is not None else {}


def _values(row: Any) -> Iterator[tuple[str, str]]:
    match row:
        case RelativeValues():
            yield from (("status", row.status), ("work", str(row.work)))
            yield from (("practice expense", str(row.practice_expense)), ("malpractice", str(row.malpractice)))
            yield "multiple procedure", str(row.multiple_procedure)
        case Place():
            yield from (("name", row.name), ("work", str(row.work)))
            yield from (("practice expense", str(row.practice_expense)), ("malpractice", str(row.malpractice)))
        case UnitLimit():
            yield from (("units", str(row.units)), ("adjudication", str(row.adjudication)))
        case Edit():
            yield "indicator", str(row.indicator)
