"""Puts a table of claims edits of a quarter into the tables.

Earlier quarters stay. A quarter with the very rows of the one before it is not written again: the period of these rows
goes on, so that the tables grow only with what CMS changes. Other tables for days of the quarter are cut to the days
around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from calculator.model import Edit, Loaded
from calculator.upkeep.imports.draft import Draft, digest, free_key, source_of
from calculator.upkeep.imports.release import Asked, Release

_DAY = timedelta(days=1)


def edit_values(row: Any) -> tuple[Any, ...]:
    """What a row says, without its table, period and source."""
    if isinstance(row, Edit):
        return row.column1, row.column2, row.indicator, row.effective, row.deleted
    return row.code, row.units, row.adjudication


@dataclass(frozen=True, slots=True)
class Load:
    """A table that was loaded: where its source says so, and its rows."""

    key: str
    position: int
    one: Loaded
    rows: tuple[Any, ...]

    def is_same(self, release: Release) -> bool:
        """True where the same codes were looked for and the same was found."""
        codes = set(self.one.codes) == set(release.codes) == set(self.one.column2 or self.one.codes)
        return codes and {edit_values(row) for row in self.rows} == {edit_values(row) for row in release.rows}

    def overlaps(self, release: Release) -> bool:
        """True where some day has both."""
        return self.one.since <= release.until and release.since <= self.one.until


def loads_of(draft: Draft, release: Release) -> list[Load]:
    """The loads of the release's table, in order of their days."""
    found = []
    for key, source in draft.sources.items():
        for position, one in enumerate(source.loaded):
            if (one.file, one.program, one.table) == (release.file, "medicare", release.table):
                period = ("medicare", release.table, one.since, key)
                rows = tuple(
                    row for row in draft.rows[release.file] if (row.program, row.table, row.since, row.source) == period
                )
                found.append(Load(key, position, one, rows))
    return sorted(found, key=lambda load: load.one.since)


def put_edits(draft: Draft, release: Release, asked: Asked) -> tuple[Draft, str]:
    """The draft with a quarter in it, and the key of the source that has its rows."""
    loads = loads_of(draft, release)
    for load in loads:
        if load.one.since <= release.since and release.until <= load.one.until and load.is_same(release):
            return draft.noting(f"{release.title}, {release.edition}: is in the tables already ({load.key})"), load.key
    overlapping = [load for load in loads if load.overlaps(release)]
    replaced = [load for load in overlapping if (load.one.since, load.one.until) == (release.since, release.until)]
    for load in overlapping:
        if load not in replaced:
            draft = _cut(draft, load, release)
    draft = _dropped(draft, replaced, release)
    before = next((load for load in loads if load.one.until + _DAY == release.since and load.is_same(release)), None)
    if before is not None:
        draft = _extended(draft, before, release, asked)
        return draft.without_unused(load.key for load in overlapping), before.key
    key = _key(draft, release, replaced)
    added = [replace(row, source=key) for row in release.rows]
    one = Loaded(
        file=release.file,  # type: ignore[arg-type]
        program="medicare",
        table=release.table,  # type: ignore[arg-type]
        since=release.since,
        until=release.until,
        **digest(added),
        codes=release.codes,
        file_rows=release.file_rows,
    )
    draft = draft.with_rows(release.file, (*draft.rows[release.file], *added))
    draft = draft.with_entry(key, source_of(release, asked, loaded=(one,)))
    return draft.without_unused(load.key for load in overlapping if load.key != key), key


def _key(draft: Draft, release: Release, replaced: Sequence[Load]) -> str:
    """The key of the one source that is replaced whole, else a new one."""
    if len(replaced) == 1:
        source = draft.sources.get(replaced[0].key)
        if source is not None and not source.loaded and not source.loaded_prices:
            return replaced[0].key
    return free_key(release.key, draft.sources)


def _dropped(draft: Draft, loads: Sequence[Load], release: Release) -> Draft:
    """The draft without loads of the very same period."""
    for load in loads:
        said = f"replaces {len(load.rows)} rows of {load.one.since} to {load.one.until} ({load.key})"
        draft = draft.noting(f"{said} in tables/{release.file}.csv")
        draft = _without_rows(draft, load, release, ())
        left = [one for one in draft.sources[load.key].loaded if one != load.one]
        position = draft.sources[load.key].loaded.index(load.one)
        register = draft.register.without_item(load.key, "loaded", position)
        draft = draft.with_source(load.key, replace(draft.sources[load.key], loaded=tuple(left)), register)
    return draft


def _cut(draft: Draft, load: Load, release: Release) -> Draft:
    """The draft with a load reduced to its days before and after a release."""
    periods: list[tuple[date, date]] = []
    if load.one.since < release.since:
        periods.append((load.one.since, release.since - _DAY))
    if load.one.until > release.until:
        periods.append((release.until + _DAY, load.one.until))
    loads = list(draft.sources[load.key].loaded)
    position = loads.index(load.one)
    if not periods:
        return _dropped(draft, [load], release)
    rows: list[Any] = []
    made = []
    for since, until in periods:
        these = [replace(row, since=since, until=until) for row in load.rows]
        rows += these
        made.append(replace(load.one, since=since, until=until, **digest(these)))
    loads[position] = made[0]
    draft = _without_rows(draft, load, release, rows).with_loads(load.key, "loaded", [*loads, *made[1:]])
    kept = " and ".join(f"{since} to {until}" for since, until in periods)
    return draft.noting(f"{load.key} had {load.one.since} to {load.one.until} and keeps {kept}")


def _extended(draft: Draft, load: Load, release: Release, asked: Asked) -> Draft:
    """The draft whose load goes on through a release that has the same rows."""
    rows = [replace(row, until=release.until) for row in load.rows]
    loads = list(draft.sources[load.key].loaded)
    loads[loads.index(load.one)] = replace(load.one, until=release.until, **digest(rows), file_rows=release.file_rows)
    draft = _without_rows(draft, load, release, rows).with_loads(load.key, "loaded", loads)
    edition = f"{draft.sources[load.key].edition}; {release.edition}, has the same rows"
    draft = draft.with_edition(load.key, edition, asked)
    return draft.noting(
        f"{release.title}, {release.edition}: has the same rows as {load.key}, which now goes on to {release.until}"
    )


def _without_rows(draft: Draft, load: Load, release: Release, instead: Iterable[Any]) -> Draft:
    """The draft with other rows in place of those of a load."""
    gone = set(map(id, load.rows))
    return draft.with_rows(release.file, (*(row for row in draft.rows[release.file] if id(row) not in gone), *instead))
