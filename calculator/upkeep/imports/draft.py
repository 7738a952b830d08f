"""The rule files as an import would leave them: rows of tables, entries of sources, and the conversion factor."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from calculator.errors import Trail
from calculator.loading.cross_checks.tables import checksum, csv_line
from calculator.loading.rule_files import TABLES
from calculator.model import Cite, Loaded, LoadedPrices, Rules, Source
from calculator.traverse import every_part
from calculator.upkeep.imports.release import FIELDS, Asked, Release, TableFile
from calculator.upkeep.register import Register, entry_text, item_text

FACTOR_FILE = "parameters/conversion-factor.yaml"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an import would write.

    Attributes:
        rules: the rules as they are.
        rows: the rows of each table.
        sources: what the sources say.
        register: the same as text.
        factor: the text of the conversion factor's file; empty where there is none.
        notes: what is replaced, cut or extended, in words.
    """

    rules: Rules
    rows: Mapping[TableFile, tuple[Any, ...]]
    sources: Mapping[str, Source]
    register: Register
    factor: str
    notes: tuple[str, ...] = ()

    def noting(self, *notes: str) -> Draft:
        """The draft with something more to say."""
        return replace(self, notes=(*self.notes, *notes))

    def with_rows(self, file: TableFile, rows: Iterable[Any]) -> Draft:
        """The draft with other rows in a table."""
        return replace(self, rows={**self.rows, file: tuple(rows)})

    def with_source(self, key: str, source: Source, register: Register) -> Draft:
        """The draft with another source, and the text that says the same."""
        return replace(self, sources={**self.sources, key: source}, register=register)

    def with_entry(self, key: str, source: Source) -> Draft:
        """The draft with a source written anew."""
        lists = {name: [item_text(one) for one in getattr(source, name)] for name in ("loaded", "loaded_prices")}
        fields = ("title", "publisher", "read_in", "tier", "extent", "read_on", "url", "edition")
        text = entry_text(key, {name: getattr(source, name) or "" for name in fields}, **lists)
        return self.with_source(key, source, self.register.with_entry(key, text))

    def with_edition(self, key: str, edition: str, asked: Asked) -> Draft:
        """The draft with another edition of a source, read again."""
        register = self.register.with_field(key, "edition", edition).with_field(key, "read_on", str(asked.read_on))
        return self.with_source(key, replace(self.sources[key], edition=edition, read_on=asked.read_on), register)

    def with_loads(self, key: str, listed: str, loads: Sequence[Loaded | LoadedPrices]) -> Draft:
        """The draft with other entries in a source's list of what was loaded; entries that stay keep their text.

        Args:
            key: the source.
            listed: `loaded` or `loaded_prices`.
            loads: the entries; those at the places of entries that were there change in the fields that differ.
        """
        before: Sequence[Any] = getattr(self.sources[key], listed)
        register = self.register
        for position, (old, new) in enumerate(zip(before, loads, strict=False)):
            fields = {
                field.name: getattr(new, field.name)
                for field in dataclasses.fields(new)
                if getattr(old, field.name) != getattr(new, field.name)
            }
            if fields:
                register = register.with_fields(key, listed, position, fields)
        for position in range(len(before) - 1, len(loads) - 1, -1):
            register = register.without_item(key, listed, position)
        for new in loads[len(before) :]:
            register = register.with_item(key, listed, item_text(new))
        source = replace(self.sources[key], **{listed: tuple(loads)})  # type: ignore[arg-type]
        return self.with_source(key, source, register)

    def without_unused(self, keys: Iterable[str], besides: tuple[str, Trail] = ("", ())) -> Draft:
        """The draft without those of these sources that nothing cites any more.

        Args:
            keys: the sources that may be cited no more.
            besides: a file and a place in it that goes.
        """
        file, trail = besides
        cited = {
            part.value.source
            for part in every_part(self.rules)
            if isinstance(part.value, Cite) and (part.file != file or part.trail[: len(trail)] != trail)
        }
        other_tables = set(TABLES) - set(FIELDS.values())
        cited |= {row.source for field in other_tables for row in getattr(self.rules.tables, field)}
        cited |= {row.source for rows in self.rows.values() for row in rows}
        draft = self
        for key in keys:
            if key not in cited and key in draft.sources:
                left = {name: source for name, source in draft.sources.items() if name != key}
                draft = replace(draft, sources=left, register=draft.register.without(key))
                draft = draft.noting(f"the source {key} is removed, because nothing names it any more")
        return draft

    def texts(self, folder: Path) -> dict[str, str]:
        """The files that differ from those in a folder: their names inside `rules/`, and their text."""
        written = {f"tables/{file}.csv": _table(rows) for file, rows in self.rows.items() if rows}
        written |= {"sources.yaml": self.register.text}
        if self.factor:
            written[FACTOR_FILE] = self.factor
        return {name: text for name, text in written.items() if _read(folder / name) != text}


def draft_of(rules: Rules, folder: Path) -> Draft:
    """The rule files of a folder, unchanged."""
    return Draft(
        rules=rules,
        rows={file: tuple(getattr(rules.tables, field)) for file, field in FIELDS.items()},
        sources=rules.sources,
        register=Register(_read(folder / "sources.yaml")),
        factor=_read(folder / FACTOR_FILE),
    )


def _read(path: Path) -> str:
    """The text of a file; nothing where it is not there."""
    return path.read_bytes().decode("utf-8") if path.is_file() else ""


def _table(rows: Sequence[Any]) -> str:
    """A table as it is in its file: sorted by the text of its cells."""
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(field.name for field in dataclasses.fields(rows[0]))
    return head.getvalue() + "".join(f"{line}\n" for line in sorted(map(csv_line, rows)))


def digest(rows: Iterable[Any]) -> dict[str, Any]:
    """How many rows, and their checksum, as a source has them."""
    lines = [csv_line(row) for row in rows]
    return {"rows": len(lines), "sha256": checksum(lines)}


def source_of(release: Release, asked: Asked, **loads: Any) -> Source:
    """The source that a release is, read whole and from CMS, or in what the maintainer names."""
    return Source(
        title=release.title,
        publisher="CMS",
        tier="primary",
        extent="whole",
        read_on=asked.read_on,
        url=asked.url or release.url,
        read_in=asked.read_in,
        edition=release.edition,
        **loads,
    )


def free_key(key: str, sources: Mapping[str, Source]) -> str:
    """A key that no source has.

    >>> free_key("gpci-2026", {}), free_key("gpci-2026", {"gpci-2026": None, "gpci-2026-2": None})
    ('gpci-2026', 'gpci-2026-3')
    """
    number = 2
    found = key
    while found in sources:
        found, number = f"{key}-{number}", number + 1
    return found
