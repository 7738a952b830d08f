"""What an import does to the rules as a whole: problems it causes, and examples, vectors and texts that it touches."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import calculator
from calculator.errors import Fault, VisitError
from calculator.loading import examples, rule_reader
from calculator.loading.problems import Problem
from calculator.model import Rules
from calculator.serialize import to_plain
from calculator.traverse import every_part
from calculator.upkeep.changes import Change, compared_answers
from calculator.upkeep.imports.differences import Differences
from calculator.upkeep.imports.release import Release

_VECTORS = Path("tests", "data", "vectors.jsonl")
"""Where a checkout keeps its vectors, beside the folder of the rules."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What an import does to the rules.

    Attributes:
        problems: what the rule reader refuses afterwards and did not refuse before.
        answers: examples and vectors that are answered differently.
        compared: how many were compared.
        texts: texts that have a number or a slot of a value that changed, with their files.
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
    return Effects(tuple(problems), tuple(answers), len(visits), tuple(_texts(rules, found)))


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


def _texts(rules: Rules, found: Sequence[tuple[Release, Differences]]) -> Iterator[str]:
    """Texts that a person must read again: in a code's own file those with a number that changed or a slot for it."""
    gone = {
        code: {number for one in those.found if code in one.codes for number in one.numbers}
        for _, those in found
        for code in those.codes
    }
    for part in every_part(rules):
        code = part.key if part.file.startswith("codes/") else ""
        for field in fields(part.value):
            text = getattr(part.value, field.name)
            if isinstance(text, str) and " " in text:
                numbers = [number for number in gone.get(code, ()) if _says(number, text)]
                slots = [name for name in gone if re.search(rf"\{{[a-z-]+:[^}}]*\b{name}\b", text)]
                if numbers or slots:
                    what = ", ".join(sorted({*numbers, *slots}))
                    yield f"{part.file}: has {what}: {text[:90]}"


def _says(number: str, text: str) -> bool:
    """True where a text has a number with a decimal point, and not as a part of a longer one.

    >>> _says("0.45", "Work is 0.45 RVU."), _says("0.45", "It pays 10.45 USD."), _says("5", "5 minutes")
    (True, False, False)
    """
    return "." in number and re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None
