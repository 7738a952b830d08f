"""Puts a release of relative values or indices into the tables.

A row holds from its first day until the next row of its code in the same calendar year. So a release that begins later
in a year adds only the rows that differ, and a release with the same values adds none: its source is named at the one
that has the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from calculator.model import LoadedPrices, Place
from calculator.upkeep.imports.draft import Draft, digest, free_key, source_of
from calculator.upkeep.imports.release import Asked, Refusal, RefusedError, Release


def key_of(row: Any) -> str:
    """What a row has values for: a code, or a locality."""
    return f"{row.mac}-{row.locality}" if isinstance(row, Place) else str(row.code)


def values_of(row: Any) -> tuple[Any, ...]:
    """What a row says, without where it comes from."""
    if isinstance(row, Place):
        return row.name, row.state, row.work, row.practice_expense, row.malpractice
    return row.status, row.work, row.practice_expense, row.malpractice, row.multiple_procedure


def in_force_by_key(rows: Iterable[Any], on: date) -> dict[str, Any]:
    """The row of each code or locality on a day; rows of other calendar years hold no more."""
    found: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: row.since):
        if row.since <= on and row.since.year == on.year:
            found[key_of(row)] = row
    return found


def put_prices(draft: Draft, release: Release, asked: Asked, coming: Collection[date] = ()) -> tuple[Draft, str]:
    """The draft with a release in it, and the key of the source that has its values.

    Args:
        draft: the rule files so far.
        release: the release.
        asked: what the maintainer says.
        coming: first days of other releases that are put into the same table after this one.

    Raises:
        RefusedError: where rows of a later day in the same year would change with it.
    """
    rows = draft.rows[release.file]
    here = [row for row in rows if row.since == release.since]
    others = [row for row in rows if row.since != release.since]
    before = {key: row for key, row in in_force_by_key(others, release.since).items() if row.since < release.since}
    wanted = [
        row for row in release.rows if key_of(row) not in before or values_of(before[key_of(row)]) != values_of(row)
    ]
    if _same(here, wanted):
        key = _source_of(here or list(before.values()))
        return _confirmed(draft, key, release, asked), key
    key = _key(draft, release, here)
    added = [replace(row, source=key) for row in wanted]
    _later_rows_stay(rows, [*others, *added], release, coming)
    left = [row for row in here if row.source != key]
    if here:
        sources = ", ".join(dict.fromkeys(row.source for row in here))
        draft = draft.noting(
            f"replaces {len(here)} rows from {release.since} of {sources} in tables/{release.file}.csv"
        )
    draft = draft.with_rows(release.file, (*others, *added))
    draft = _without_loads(draft, release, dict.fromkeys(row.source for row in left))
    one = LoadedPrices(file=release.file, since=release.since, **digest(added), file_rows=release.file_rows)  # type: ignore[arg-type]
    draft = draft.with_entry(key, source_of(release, asked, loaded_prices=(one,)))
    return draft.without_unused(row.source for row in left), key


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """True where rows say the same of the same codes or localities."""
    return {key_of(row): values_of(row) for row in one} == {key_of(row): values_of(row) for row in other}


def _source_of(rows: Sequence[Any]) -> str:
    """The source of most rows."""
    sources = [row.source for row in rows]
    return str(max(dict.fromkeys(sources), key=sources.count))


def _confirmed(draft: Draft, key: str, release: Release, asked: Asked) -> Draft:
    """The draft with a release named at the source that has the same values already."""
    source = draft.sources[key]
    name = release.edition.partition(" ")[0]
    if name in f"{source.title} {source.edition}" or any(
        row.release == release.edition for row in _with_release(draft, key)
    ):
        return draft.noting(f"{release.title}: is in the tables already ({key})")
    draft = draft.with_edition(key, f"{source.edition}; {release.edition} has the same values", asked)
    return draft.noting(f"{release.title}: has the same values as {key}, which names it now")


def _with_release(draft: Draft, key: str) -> list[Any]:
    return [row for row in draft.rows["relative-values"] if row.source == key]


def _key(draft: Draft, release: Release, here: Sequence[Any]) -> str:
    """The key of the source that is replaced, where all its rows are of this release and day; else a new one."""
    sources = {row.source for row in here}
    if len(sources) == 1:
        key = sources.pop()
        same = all(getattr(row, "release", release.edition) == release.edition for row in here)
        if same and len(draft.sources[key].loaded_prices) == 1 and not draft.sources[key].loaded:
            return str(key)
    return free_key(release.key, draft.sources)


def _without_loads(draft: Draft, release: Release, keys: Iterable[str]) -> Draft:
    """The draft whose replaced sources say no more that their rows were loaded."""
    for key in keys:
        if key in draft.sources:
            loads = draft.sources[key].loaded_prices
            left = [one for one in loads if (one.file, one.since) != (release.file, release.since)]
            for position in range(len(loads) - 1, -1, -1):
                if loads[position] not in left:
                    draft = draft.with_source(
                        key,
                        replace(draft.sources[key], loaded_prices=tuple(left)),
                        draft.register.without_item(key, "loaded_prices", position),
                    )
    return draft


def _later_rows_stay(before: Sequence[Any], after: Sequence[Any], release: Release, coming: Collection[date]) -> None:
    """Refuse where later rows of the year, which are kept as differences, would get other values around them."""
    later = sorted({row.since for row in before if row.since > release.since and row.since.year == release.since.year})
    for day in [day for day in later if day not in coming]:
        changed = _changed(in_force_by_key(before, day), in_force_by_key(after, day))
        if changed:
            found = f"found rows from {day} that are kept as differences, and {', '.join(changed[:5])} would change there too"
            raise RefusedError(
                [Refusal(release.where, f"{found}, expected the release of that day in the same command")]
            )


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    keys = sorted(before.keys() | after.keys())
    return [key for key in keys if _said(before.get(key)) != _said(after.get(key))]


def _said(row: Any) -> tuple[Any, ...] | None:
    return values_of(row) if row is not None else None
