"""An import as text for a terminal: what would change, what stops it, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from calculator.grouping import group_by
from calculator.upkeep.changes import TITLES, Change
from calculator.upkeep.imports.differences import Difference, Differences
from calculator.upkeep.imports.effects import Effects
from calculator.upkeep.imports.release import Asked, Refusal, Release

_MOST = 400
"""Lines of one list; a new year changes every locality."""

_TEXTS = 40
_NAMES = 6


def release_text(release: Release, found: Differences) -> Iterator[str]:
    """What a release is, and how it differs from what was loaded."""
    yield f"{release.title}"
    yield f"  read from {release.where}: {release.edition}, holds from {release.since}"
    factor = f", conversion factor {release.factor}" if release.factor else ""
    yield f"  {release.file_rows:,} rows in the file, {len(release.rows)} kept for the codes of the rules{factor}"
    yield from differences_text(found)
    if release.therapy:
        yield f"  therapy codes without a page: {', '.join(release.therapy)}"


def differences_text(found: Differences) -> Iterator[str]:
    """The rows that differ, by kind."""
    counts = {kind: found.of(kind) for kind in ("added", "ended", "changed")}
    summary = ", ".join(f"{len(those)} {kind}" for kind, those in counts.items())
    yield f"  compared with {found.against or 'nothing, as none is loaded'}: {summary}"
    for kind, those in counts.items():
        yield from _limited([_line(kind, one, found) for one in those])


def _line(kind: str, one: Difference, found: Differences) -> str:
    said = f"{one.before} -> {one.after}" if kind == "changed" else one.before or one.after
    return f"    {kind} from {found.since}: {one.key}: {said}"


def _limited(lines: Sequence[str], most: int = _MOST) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield f"    and {len(lines) - most:,} more"


def effects_text(found: Effects, those: Iterable[Differences]) -> Iterator[str]:
    """What the rules would answer and say differently."""
    codes = dict.fromkeys(code for one in those for code in one.codes)
    if found.compared:
        yield ""
        yield f"{found.compared} examples and vectors were computed again: {len(found.answers) or 'none'} differ."
        yield from _answers_text(found.answers)
    if found.texts:
        yield ""
        yield f"Texts with a value that changes ({len(found.texts)}):"
        yield from _limited([f"  {text}" for text in found.texts], _TEXTS)
    if codes:
        yield ""
        yield f"Pages of codes that change ({len(codes)}): {', '.join(codes)}"


def _answers_text(answers: Sequence[Change]) -> Iterator[str]:
    """Answers that differ, those in the same way together."""
    for kind, title in TITLES.items():
        of_kind = [change for change in answers if change.kind == kind]
        if of_kind:
            yield f"{title} ({len(of_kind)}):"
        for (before, after), alike in group_by(of_kind, lambda change: (change.before, change.after)).items():
            names = [change.name for change in alike]
            shown = names if len(names) <= _NAMES else [*names[:_NAMES], f"and {len(names) - _NAMES} more"]
            yield f"  {'; '.join(shown)}"
            yield from (f"    - {line}" for line in before)
            yield from (f"    + {line}" for line in after)


def stopped_text(refusals: Sequence[Refusal], asked: Asked) -> Iterator[str]:
    """What stops an import, or was accepted."""
    if not refusals:
        return
    yield ""
    hard = [refusal for refusal in refusals if not refusal.acceptable]
    soft = [refusal for refusal in refusals if refusal.acceptable]
    yield from (f"stopped by {refusal}" for refusal in hard)
    if asked.accept:
        yield from (f"accepted ({asked.accept}): {refusal}" for refusal in soft)
    else:
        yield from (f"stopped by {refusal}" for refusal in soft)
        if soft:
            yield "Look at each. To import all the same, say why: --accept REASON"


def changelog_text(releases: Sequence[Release], asked: Asked) -> str:
    """A line for `CHANGELOG.md`."""
    parts = [f"{release.title} ({release.edition}), for dates of service from {release.since}" for release in releases]
    accepted = f" Accepted: {asked.accept}." if asked.accept else ""
    return f"- **Tables**: {'; '.join(parts)}.{accepted}"
