"""The command `import`: files of CMS into the rules, shown first and written if asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from calculator.grouping import group_by
from calculator.loading import rule_reader
from calculator.model import Rules
from calculator.upkeep.imports import differences, report
from calculator.upkeep.imports.census import census
from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.differences import Differences
from calculator.upkeep.imports.draft import FACTOR_FILE, Draft, draft_of
from calculator.upkeep.imports.effects import Effects, effects
from calculator.upkeep.imports.gather import Gathered, gathered
from calculator.upkeep.imports.progress import progress_of
from calculator.upkeep.imports.put_edits import put_edits
from calculator.upkeep.imports.put_factor import put_factor
from calculator.upkeep.imports.put_prices import put_prices
from calculator.upkeep.imports.release import Asked, Refusal, RefusedError, Release, catalogue_of
from calculator.upkeep.imports.write import write_all
from calculator.upkeep.register import RegisterError

Say = Callable[[str], None]
"""Prints a line."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Attributes:
        releases: what the files hold.
        found: how each differs from what was loaded.
        texts: the files that would change, by their names inside the rules folder.
        notes: what is replaced, cut, extended or left out.
        effects: what the rules would answer and say differently.
        refusals: what stops it, or needs a reason.
    """

    releases: tuple[Release, ...]
    found: tuple[Differences, ...]
    texts: dict[str, str]
    notes: tuple[str, ...]
    effects: Effects
    refusals: tuple[Refusal, ...]


def plan(paths: Sequence[Path], folder: Path, asked: Asked) -> Plan:
    """What an import of files into the rules of a folder would do; nothing is written.

    Args:
        paths: files as CMS publishes them.
        folder: the rules folder.
        asked: what the maintainer says.

    Raises:
        RefusedError: where a file is not what it should be, with every reason.
        RuleError: where the rules have problems already.
    """
    rules = rule_reader.load(folder)
    draft = draft_of(rules, folder)
    try:
        files = _read(paths, rules, asked)
    except RefusedError as error:  # what was read of them all the same may show more
        more = [refusal for release in error.releases for refusal in census(draft, release)]
        raise RefusedError([*error.refusals, *more]) from None
    refusals: list[Refusal] = []
    found: list[Differences] = []
    for release in files.releases:
        refusals += census(draft, release)
        found.append(differences.differences(draft, release))
        try:
            draft = _put(draft, release, asked, files.releases)
        except RefusedError as error:
            refusals += error.refusals
        except RegisterError as error:
            refusals.append(Refusal("sources.yaml", str(error)))
    texts = draft.texts(folder)
    pairs = [*zip(files.releases, found, strict=True)]
    caused = effects(folder, rules, texts, pairs)
    refusals += [_of_problem(problem, texts, folder) for problem in caused.problems]
    return Plan(files.releases, tuple(found), texts, (*draft.notes, *files.left), caused, tuple(refusals))


def _of_problem(problem: rule_reader.Problem, texts: dict[str, str], folder: Path) -> Refusal:
    """A problem of the rules as a reason not to import: one that is corrected in another file can be accepted.

    A status letter that a code's file contradicts, and an example that expects the number of before, are such.
    """
    inside = problem.file.removeprefix(f"{folder.resolve().name}/")
    of_example = inside == FACTOR_FILE and problem.field.startswith("examples")
    corrected_elsewhere = inside not in texts or of_example or problem.field.endswith("status")
    return Refusal(f"{problem.file}:{problem.line}", problem.with_field, acceptable=corrected_elsewhere)


def _read(paths: Sequence[Path], rules: Rules, asked: Asked) -> Gathered:
    return gathered(paths, Context(rules, catalogue_of(rules), asked, progress_of(paths)))


def _put(draft: Draft, release: Release, asked: Asked, releases: Sequence[Release]) -> Draft:
    """The draft with a release in it."""
    if release.file in ("pairs", "unit-limits"):
        return put_edits(draft, release, asked)[0]
    coming = {other.since for other in releases if other.file == release.file and other.since > release.since}
    draft, key = put_prices(draft, release, asked, coming)
    return put_factor(draft, release, key, asked)


def run(paths: Sequence[Path], folder: Path, asked: Asked, say: Say, *, write: bool) -> int:
    """Show what an import does, and write it if asked; gives the exit status.

    Args:
        paths: files as CMS publishes them.
        folder: the rules folder.
        asked: what the maintainer says.
        say: prints a line.
        write: whether to write.
    """
    try:
        made = plan(paths, folder, asked)
    except RefusedError as error:
        for refusal in error.refusals:
            say(f"stopped by {refusal}")
        return 2
    for line in _shown(made, asked):
        say(line)
    if any(not refusal.acceptable or not asked.accept for refusal in made.refusals):
        say("Nothing is written.")
        return 2
    say("")
    if not made.texts:
        say("Nothing changes: the rules have all of it already.")
    elif not write:
        say(f"Nothing is written. With --write these files change: {', '.join(sorted(made.texts))}")
    else:
        write_all(folder, made.texts)
        say(f"Written: {', '.join(str(folder / name) for name in sorted(made.texts))}")
        say("A line for CHANGELOG.md:")
        say(report.changelog_text(made.releases, asked))
    return 0


def _shown(made: Plan, asked: Asked) -> Iterator[str]:
    """A plan as text."""
    for release, found in zip(made.releases, made.found, strict=True):
        yield from report.release_text(release, found)
    if made.notes:
        yield ""
        yield from made.notes
    yield from report.effects_text(made.effects, made.found)
    yield from report.stopped_text(made.refusals, asked)


def compare(paths: Sequence[Path], folder: Path, asked: Asked, say: Say) -> int:
    """Show how releases of one table differ from each other, in order of their days; nothing is written.

    Args:
        paths: the files of two or more releases.
        folder: the rules folder, for its codes.
        asked: what the maintainer says.
        say: prints a line.
    """
    try:
        files = _read(paths, rule_reader.load(folder), replace(asked, effective=None, comparing=True))
        tables = group_by(files.releases, lambda release: (release.file, release.table))
        if not any(len(those) > 1 for those in tables.values()):
            titles = ", ".join(f"{release.title}, {release.edition}" for release in files.releases)
            raise RefusedError([Refusal("--compare", f"found {titles}, expected two releases of one table")])
    except RefusedError as error:
        for refusal in error.refusals:
            say(f"stopped by {refusal}")
        return 2
    for those in tables.values():
        for older, newer in pairwise(those):
            for line in report.release_text(newer, differences.compared(older, newer)):
                say(line)
            rows = f"{older.file_rows:,} rows in {older.edition}, {newer.file_rows:,} in {newer.edition}"
            say(f"  {rows}; in the rules: {', '.join(differences.compared(older, newer).codes) or 'no code changes'}")
    return 0
