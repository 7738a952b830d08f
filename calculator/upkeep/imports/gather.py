"""From files to releases: what each is, which belong together, and what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calculator.grouping import group_by
from calculator.upkeep.imports.cells import Head, head
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.known_files import READERS, NotRead, Reader, known_file
from calculator.upkeep.imports.members import Member, members
from calculator.upkeep.imports.release import Refusal, RefusedError, Release

_FORMS = (".csv", ".txt", ".xlsx")
"""Forms of one table, the best first."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What files hold.

    Attributes:
        releases: in order of table and day.
        left: what an archive has with them, with why it is not read.
    """

    releases: tuple[Release, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A member that a module reads."""

    member: Member
    head: Head
    reader: Reader


def gathered(paths: Sequence[Path], context: Context) -> Gathered:
    """The releases that files hold.

    Args:
        paths: files and archives in any order.
        context: the rules, and what the maintainer says.

    Raises:
        RefusedError: with everything that is not as expected in any of them.
    """
    among, damaged = members(paths)
    found, left = _recognized(among)
    left = [*damaged, *left]
    usable = {one.member.path for one in found}
    refusals = [refusal for path, refusal in left if path not in usable]
    chosen, others = _best_forms(found)
    notes = [str(refusal) for path, refusal in left if path in usable] + others
    releases: list[Release] = []
    partly: list[Release] = []
    groups = group_by(chosen, lambda one: (READERS.index(one.reader), one.reader.group(one.member, one.head, context)))
    for those in groups.values():
        try:
            names = [one.member for one in those]
            if those[0].reader.WHAT != READERS[2].WHAT and len(those) > 1:
                shown = ", ".join(member.shown for member in names)
                raise RefusedError([Refusal(shown, "found one table more than once, expected it once")])
            releases.append(those[0].reader.read(names, context))
        except RefusedError as error:
            refusals += error.refusals
            partly += error.releases
    if refusals:
        raise RefusedError(refusals, [*releases, *partly])
    in_order = sorted(releases, key=lambda release: (release.file, release.table or "", release.since))
    return Gathered(tuple(in_order), tuple(dict.fromkeys(notes)))


def _recognized(among: Sequence[Member]) -> tuple[list[_Found], list[tuple[Path, Refusal]]]:
    """Members that are read, and those that are not or cannot be, each with its file."""
    found: list[_Found] = []
    left: list[tuple[Path, Refusal]] = []
    for member in among:
        try:
            start = head(member)
        except RefusedError as error:
            left += [(member.path, refusal) for refusal in error.refusals]
            continue
        match known_file(member, start):
            case NotRead() as known:
                message = f"found {known.what}, which is not read: {known.why}"
                left.append((member.path, Refusal(member.shown, message)))
            case None:
                left.append((member.path, Refusal(member.shown, f"found {_looks(member, start)}, {_EXPECTED}")))
            case reader:
                found.append(_Found(member, start, reader))
    return found, left


_EXPECTED = f"expected one of: {'; '.join(reader.WHAT for reader in READERS)}"


def _looks(member: Member, start: Head) -> str:
    """What a file looks like, without a word of it: descriptors of the AMA may are in it."""
    widths = {len(row) for row in start.rows if any(row)}
    if not widths:
        return "no rows"
    kind = "a sheet" if member.form == "workbook" else "text"
    return f"{kind} of {min(widths)} to {max(widths)} cells a row with no title or header that is known"


def _best_forms(found: Sequence[_Found]) -> tuple[list[_Found], list[str]]:
    """One form of each table of an archive: csv before txt before xlsx; and what is left."""
    chosen: list[_Found] = []
    left: list[str] = []
    for those in group_by(found, lambda one: (one.member.path, one.reader.WHAT, one.member.stem)).values():
        best = min(those, key=lambda one: _rank(one.member)).member
        chosen += [one for one in those if one.member.inside == best.inside]
        left += [
            f"{one.member.shown}: the same table as {best.name}" for one in those if one.member.inside != best.inside
        ]
    return chosen, left


def _rank(member: Member) -> int:
    ending = Path(member.name.lower()).suffix
    return _FORMS.index(ending) if ending in _FORMS else len(_FORMS)
