"""A rehearsal of January in a copy: invented numbers of a year come in as the guide for maintainers says, by rule files alone.

python -m tests.support.rehearsal [YEAR]    (copies the project, rehearses there, and runs every check and test there)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from calculator import calculate
from calculator.loading import rule_reader
from calculator.model import Parameter, Rules
from calculator.upkeep import due
from calculator.upkeep.missing import missing_on
from sitegen.pages import pages
from tests.support.paths import ROOT
from tests.support.rehearsal_files import write_files

SOURCE = "rehearsal"
"""The key of the source that every invented number cites."""

MAY_CHANGE = re.compile(r"rules/|CHANGELOG\.md$|pyproject\.toml$|tests/data/published_pages\.txt$")
"""Files that January touches: the rules, and what names an edition or an address."""


def rehearse(root: Path, on: date, run: Callable[[str], None]) -> None:
    """Work off what is due in a copy by a day: files of CMS by their commands, then each number at its line.

    Args:
        root: the copy; its rules are in `rules/`.
        on: the day.
        run: types a command in the copy, and fails where the command does.
    """
    bring_in(root, on, run)
    enter_numbers(root / "rules", on)


def bring_in(root: Path, on: date, run: Callable[[str], None]) -> None:
    """Bring in a file for each table that the rules lack on a day: first shown, then written, as the list says.

    Quarters in between are left out: a rehearsal of a year that is far needs only its first.
    """
    rules, _ = to_enter(root / "rules", on)
    for one in missing_on(rules, on):
        entry = rules.cms_files.get(one.table)
        if entry and entry.file:
            since = date(on.year, 1, 1)
            name = due.file_name(entry.file, since)
            files = write_files(one.table, name, since, rules, root)
            for command in due.commands_for(name):
                run(command)
            for path in files:  # no file of CMS stays in the project
                path.unlink()


def enter_numbers(folder: Path, on: date) -> None:
    """Enter each number that a folder of rules lacks on a day, until the list has none.

    Raises:
        AssertionError: where the list asks for something again that was done.
    """
    rules, found = to_enter(folder, on)
    _register(folder, on)
    done: set[tuple[date, str]] = set()
    while numbers := {item.at[0].file: item for item in reversed(found) if is_number(item)}:
        for item in numbers.values():  # one of each file: the next line of a file is another one then
            assert (item.day, item.says) not in done, f"{item.says}: still due after it was entered"
            done.add((item.day, item.says))
            enter(folder, item, rules)
        take_out_unused_sources(folder)
        rules, found = to_enter(folder, on)


def to_enter(folder: Path, on: date) -> tuple[Rules, tuple[due.Item, ...]]:
    """The rules of a folder, and what they lack on a day, with files and lines."""
    rules, problems, lines = rule_reader.read_with_lines(folder)
    assert not problems, "\n".join(map(str, problems))
    return rules, due.due(rules, on, lines).ends


def is_number(item: due.Item) -> bool:
    """True for a number; what a code's new rule is cannot be invented."""
    return item.at[0].file.startswith("parameters/")


def enter(folder: Path, item: due.Item, rules: Rules) -> None:
    """Do what the list says at its line, and nothing else, as somebody does who knows no Python."""
    [at] = item.at
    assert at.line, f"{item.says}: found no line, expected one"
    path = folder / at.file
    lines = path.read_text(encoding="utf-8").splitlines()
    number = invented(rules.parameters[path.stem])
    place = at.line - 1
    if "expected" in lines[place]:
        lines[place] = lines[place].replace("expected", f'"{number}"')
        begins = next(line for line in range(place, -1, -1) if lines[line].startswith("  - "))
        ends = next((line for line in range(place + 1, len(lines)) if not lines[line].startswith("    ")), len(lines))
        entry = [line for line in lines[begins:ends] if not line.startswith("    note:")]
        lines[begins:ends] = [re.sub(r"cites: \[.*\]", f"cites: [{{source: {SOURCE}}}]", line) for line in entry]
    else:
        new = f'  - {{since: {item.day}, value: "{number}", cites: [{{source: {SOURCE}}}]}}'
        lines.insert(at.line, new)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def take_out_unused_sources(folder: Path) -> None:
    """Delete each source that nothing cites any more, at the line that the reader names."""
    path = folder / "sources.yaml"
    _, problems = rule_reader.read(folder)
    unused = [one.line - 1 for one in problems if one.file.endswith("/sources.yaml") and "nothing cites" in one.message]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for begins in reversed(unused):
        ends = next((line for line in range(begins + 1, len(lines)) if not lines[line].startswith(" ")), len(lines))
        del lines[begins:ends]
    path.write_text("".join(lines), encoding="utf-8")


def invented(parameter: Parameter) -> Decimal:
    """A number that is not the last known one, in the form of its kind."""
    last = next(value.value for value in reversed(parameter.values) if value.value != "expected")
    more = {"USD": "37", "USD per RVU": "0.1234", "percent": "1"}.get(parameter.unit, "0")
    return Decimal(last) + Decimal(more)


def _register(folder: Path, on: date) -> None:
    """The invented source, as the guide says: who, where, and the day it was read."""
    path = folder / "sources.yaml"
    entry = f"{SOURCE}:\n  title: Invented numbers\n  publisher: Nobody\n  tier: secondary\n  extent: whole\n  read_on: {on}\n"
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")


def wrong_after(rules: Rules, on: date) -> Iterator[str]:
    """What is not as it must be after January: numbers, answers and pages of the new year. Nothing where all is right."""
    for one in missing_on(rules, on):
        if one.program == "medicare" and one.kind in ("number", "prices", "edits"):
            yield f"{one.name}: missing on {on}"
    known = [value for value in rules.parameters["kx-threshold"].values if value.value != "expected"]
    old, new = (f"{value.value:,}" for value in known[-2:])
    for used, marked in ((new, True), (old, False)):
        visit = {**_VISIT, "date_of_service": str(on), "amount_used": used.replace(",", "")}
        [line] = calculate(visit, rules)["lines"]
        if ("KX" in line["modifiers"]) is not marked:
            yield f"kx-threshold: {used} used gives {line['modifiers']}"
    made = {page.path: page for page in pages(rules, rules.edition.as_of)}
    for path in ("january.md", "parameters/kx-threshold.md"):
        for number in (old, new):
            if number not in made[path].markdown:
                yield f"{path}: without {number}"
    _, _, said = made["index.md"].markdown.partition(f">{on.year}</span> not loaded yet")
    for name in ("prices", "edits", rules.parameters["kx-threshold"].name):
        if name in said.partition("</li>")[0]:
            yield f"index.md: says that {name} of {on.year} are not loaded"


_VISIT = {"payer": "medicare-part-b", "discipline": "PT", "services": [{"code": "97110", "minutes": 15}]}


def raise_edition(root: Path, on: date) -> None:
    """Name the edition of the new year wherever a test wants it."""
    name = f"{on.year}.1"
    for file, pattern, text in (
        ("rules/edition.yaml", r"(?<=^edition: ).*", f'"{name}"'),
        ("rules/edition.yaml", r"(?<=^as_of: ).*", str(on)),
        ("pyproject.toml", r"(?<=^version = ).*", f'"{name}"'),
        ("CHANGELOG.md", r"(?=^## )", _entry(name, on)),
    ):
        path = root / file
        if path.is_file():  # the small rules have no project around them
            before = path.read_text(encoding="utf-8")
            path.write_text(re.sub(pattern, text, before, count=1, flags=re.MULTILINE), encoding="utf-8")


def _entry(name: str, on: date) -> str:
    rule = f"- **kx-threshold** from {on.year}-01-01: a number of the rehearsal."
    return f"## {name}\n\nAs of {on}.\n\n### Rules\n\n{rule}\n\n"


# --- the whole project ------------------------------------------------------------------------------------------------


def copy_of(root: Path, target: Path) -> Path:
    """A copy of the project under git's care, with what was set up for it linked in."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout.decode()
    for name in filter(None, files.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)  # with its time, so that make sets nothing up again
    (target / ".venv").symlink_to(sys.prefix)
    (target / "node_modules").symlink_to((root / "node_modules").resolve())
    git(target, "init", "--quiet", "--initial-branch=main")
    git(target, "add", "--all")
    git(target, "commit", "--quiet", "--message", "before January")
    return target


def typed(root: Path, command: str) -> None:
    """Type a command in a folder, with this Python.

    Raises:
        AssertionError: where it fails, with what it printed.
    """
    environment = {**os.environ, "PATH": f"{root / '.venv' / 'bin'}:{os.environ['PATH']}"}
    print(f"$ {command}", flush=True)
    done = subprocess.run(
        ["bash", "-c", command], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def git(folder: Path, *arguments: str) -> str:
    """What git prints; its author is nobody."""
    who = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def main(arguments: Sequence[str]) -> int:
    """Rehearse in a copy of this checkout; gives the exit status of its tests."""
    rules: Rules = rule_reader.load(ROOT / "rules")
    year = int(arguments[0]) if arguments else rules.edition.as_of.year + 2
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        copy = copy_of(ROOT, Path(folder) / "copy")
        rehearse(copy, date(year, 1, 15), partial(typed, copy))
        raise_edition(copy, date(year, 1, 15))
        wrong = [*wrong_after(rule_reader.load_checked(copy / "rules"), date(year, 1, 15))]
        status = subprocess.run(["make", "test"], cwd=copy, check=False).returncode
        changed = git(copy, "status", "--porcelain", "--untracked-files=all").splitlines()
    others = [line[3:] for line in changed if not MAY_CHANGE.match(line[3:])]
    wrong += [f"{file}: changed, expected only rules, edition and list of changes" for file in others]
    print("\n".join(wrong), file=sys.stderr)
    minutes = (time.monotonic() - started) / 60
    print(f"January {year} was rehearsed in {minutes:.0f} minutes: the tests gave {status}, {len(wrong)} wrong.")
    return status or int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
