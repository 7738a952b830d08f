"""What an import does to the rules as a whole: problems it causes, and examples, vectors and texts that it touches."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import calculator
from calculator.errors import Fault, Trail, VisitError
from calculator.loading import examples, rule_reader
from calculator.loading.problems import Problem
from calculator.model import Rules
from calculator.serialize import to_plain
from calculator.traverse import every_part
from calculator.upkeep.changes import Change, compared_answers
from calculator.upkeep.imports.differences import Differences
from calculator.upkeep.imports.release import Release

_LONGEST, _CONTEXT = 90, 40
"""Letters of a text that are shown, and those before what differs."""

_VECTORS = Path("tests", "data", "vectors.jsonl")
"""Where a checkout keeps its vectors, with the folder of the rules."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What an import does to the rules.

    Attributes:
        problems: what the rule reader refuses afterwards and did not refuse before.
        answers: examples and vectors that are answered differently.
        compared: how many were compared.
        texts: texts that say something else, or still say a number from before, with their files.
    """

    problems: tuple[Problem, ...]
    answers: tuple[Change, ...]
    compared: int
    texts: tuple[str, ...]


def effects(
    folder: Path, rules: Rules, texts: Mapping[str, str], found: Sequence[tuple[Release, Differences]]
) -> Effects:
    """What changed files do to the rules of a folder.

    Args:
        folder: the rules folder.
        rules: its rules.
        texts: the changed files, by their names inside the folder.
        found: the releases and what differs in them.
    """
    if not texts:
        return Effects((), (), 0, ())
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(folder, Path(temporary) / folder.resolve().name))
        for name, text in texts.items():
            (copy / name).parent.mkdir(exist_ok=True)
            (copy / name).write_bytes(text.encode())
        after, problems, lines = rule_reader.read_with_lines(copy)
        visits = dict(_visits(rules, folder))
        answers = [] if _unusable(after, rules) else [*_answers(visits, rules, after)]
        names = {change.name for change in answers}  # only these examples can fail now and not before
        problems += [rule_reader.located(fault, copy, lines) for fault in _failures(names, rules, after)]
    return Effects(tuple(problems), tuple(answers), len(visits), tuple(_texts(rules, after, found)))


def _failures(names: Collection[str], before: Rules, after: Rules) -> Iterator[Fault]:
    """What examples give other than expected, and gave as expected before."""
    for file, trail, example in examples.every(before):
        if f"{file}: {example.name}" in names:
            known = set(examples.failed(before, file, trail, example))
            yield from (fault for fault in examples.failed(after, file, trail, example) if fault not in known)


def _unusable(after: Rules, before: Rules) -> bool:
    """True where a file could not be read, so that rules are missing."""
    return len(after.codes) < len(before.codes) or len(after.sources) < len(before.sources) // 2


def _visits(rules: Rules, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The visits of all examples and vectors, by name."""
    for file, _, example in examples.every(rules):
        yield f"{file}: {example.name}", examples.visit_of(example)
    vectors = folder.resolve().parent / _VECTORS
    if vectors.is_file():
        for vector in map(json.loads, vectors.read_text(encoding="utf-8").splitlines()):
            yield f"vector {vector['id']}", vector["visit"]


def _answers(visits: Mapping[str, dict[str, Any]], before: Rules, after: Rules) -> Iterator[Change]:
    old, new = ([_answer(visit, rules) for visit in visits.values()] for rules in (before, after))
    for name, *both in zip(visits, old, new, strict=True):
        if change := compared_answers(name, *both):
            yield change


def _answer(visit: dict[str, Any], rules: Rules) -> dict[str, Any]:
    try:
        found: dict[str, Any] = to_plain(calculator.calculate(visit, rules))
    except VisitError as error:
        return {"errors": error.errors}
    return found


def _texts(before: Rules, after: Rules, found: Sequence[tuple[Release, Differences]]) -> Iterator[str]:
    """Texts that say something else now, and texts of a code's file that still say a number from before."""
    gone: dict[str, set[str]] = {}
    for _, those in found:
        for one in those.found:
            for code in one.codes:
                gone.setdefault(code, set()).update(one.numbers)
    new = dict(_all_texts(after))
    for place, text in _all_texts(before):
        file = place[0]
        other = new.get(place, text)
        numbers = sorted(number for number in gone.get(Path(file).stem, ()) if _says(number, other))
        if other != text:
            yield f"{file}: {_around(text, other)}"
        elif numbers and file.startswith("codes/"):
            yield f"{file}: still has {', '.join(numbers)}: {_short(text)}"


def _all_texts(rules: Rules) -> Iterator[tuple[tuple[str, Trail], str]]:
    """Every text of the rule files with its place."""
    for part in every_part(rules):
        for field in fields(part.value):
            text = getattr(part.value, field.name)
            if isinstance(text, str) and " " in text:
                yield (part.file, (*part.trail, field.name)), text


def _around(before: str, after: str) -> str:
    """What differs between two texts, with a few words around it.

    >>> _around("Its limit is 6 units a day.", "Its limit is 5 units a day.")
    'Its limit is 6 units a day. -> Its limit is 5 units a day.'
    """
    same = len([*itertools.takewhile(lambda both: both[0] == both[1], zip(before, after, strict=False))])
    start = before.rfind(" ", 0, max(same - _CONTEXT, 0)) + 1
    return f"{_short(before[start:])} -> {_short(after[start:])}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _says(number: str, text: str) -> bool:
    """True where a text has a number with a decimal point, and not as a part of a longer one.

    >>> _says("0.45", "Work is 0.45 RVU."), _says("0.45", "It pays 10.45 USD."), _says("5", "5 minutes")
    (True, False, False)
    """
    return "." in number and re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None
