"""Reads `rules/`: every problem of every file in one run, each with file, line, what was found and expected."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from calculator.errors import Fault, Trail, dotted
from calculator.loading import cross_checks, examples, slots
from calculator.loading.problems import Problem, RuleError, nearest_line, shown_path
from calculator.loading.rule_files import ANSWERS, FOLDERS, OTHER_FOLDERS, SINGLE_FILES, TABLES
from calculator.loading.table_reader import read_table
from calculator.loading.text_files import leads_out, listed
from calculator.loading.yaml_reader import item_type, read_yaml
from calculator.model import Edition, Rules, Tables
from calculator.serialize import field_types

__all__ = ["Lines", "Problem", "RuleError", "check", "load", "load_checked", "located", "read", "read_with_lines"]

Lines = dict[str, dict[Trail, int]]
"""The line of every value in every file."""


def load(folder: Path = Path("rules")) -> Rules:
    """The checked rule set of a folder.

    Raises:
        RuleError: with every problem of every file.
    """
    rules, problems = read(folder)
    if problems:
        raise RuleError(problems)
    return rules


def load_checked(folder: Path = Path("rules")) -> Rules:
    """The rule set of a folder, every example of which gives what it expects.

    Raises:
        RuleError: with every problem of every file, or with every example that fails.
    """
    rules, problems, lines = read_with_lines(folder)
    if not problems:
        problems = [located(fault, folder, lines) for fault in examples.failures(rules)]
    if problems:
        raise RuleError(problems)
    return rules


def check(folder: Path = Path("rules")) -> list[Problem]:
    """Every problem of a folder, examples that give something else than they expect included."""
    try:
        load_checked(folder)
    except RuleError as error:
        return error.problems
    return []


def read(folder: Path) -> tuple[Rules, list[Problem]]:
    """The rule set and all its problems. With problems in a shape, the rule set lacks what could not be read."""
    return read_with_lines(folder)[:2]


def read_with_lines(folder: Path) -> tuple[Rules, list[Problem], Lines]:
    """The rule set, its problems, and the line of every value in every file."""
    problems = [*_unknown_files(folder)]
    whole = not problems
    lines: Lines = {}
    contents: dict[str, Any] = {kind: {} for kind in FOLDERS}
    for name, shape in SINGLE_FILES.items():
        path = folder / f"{name}.yaml"
        if not os.path.lexists(path):
            problems.append(Problem(shown_path(path, folder), 1, "", "missing, expected a file of this name"))
            whole = False
            continue
        contents[name], found, lines[f"{name}.yaml"] = read_yaml(path, shape, folder)
        problems += found
        whole = whole and contents[name] is not None
    for kind, shape in FOLDERS.items():
        for path in listed(folder / kind, folder):
            if path.suffix != ".yaml":
                message = f"found {_kind_of(path)} '{path.name}', expected NAME.yaml"
                problems.append(Problem(shown_path(path, folder), 1, "", message))
                continue
            value, found, lines[f"{kind}/{path.name}"] = read_yaml(path, shape, folder)
            problems += found
            if value is None:
                whole = False
            else:
                contents[kind][path.stem] = value
    tables: dict[str, tuple[Any, ...]] = {}
    for field, shape in field_types(Tables).items():
        name = f"tables/{TABLES[field]}"
        tables[field], found, lines[name] = read_table(folder / name, item_type(shape), folder, ANSWERS.get(field, ()))
        problems += found
        whole = whole and not found
    if contents.get("edition") is None:
        contents["edition"] = Edition(edition="0", as_of=date.min, earliest_date_of_service=date.min)
    rules = Rules(**{name: {} if value is None else value for name, value in contents.items()}, tables=Tables(**tables))
    if whole:  # a half-read rule set would report what is merely unread as missing
        problems += [located(fault, folder, lines) for fault in cross_checks.faults(rules)]
        rules = slots.filled(rules)
    return rules, sorted(set(problems)), lines


def located(fault: Fault, folder: Path, lines: Mapping[str, Mapping[Trail, int]]) -> Problem:
    """A fault with the line of its place, among the lines that `read_with_lines` gives."""
    line = nearest_line(lines[fault.file], fault.trail)
    return Problem(f"{folder.name}/{fault.file}", line, dotted(fault.trail), fault.message)


def _unknown_files(folder: Path) -> Iterator[Problem]:
    """What nothing reads in the folder and with its tables, and folders that lead out of it."""
    folders = (*FOLDERS, *OTHER_FOLDERS)
    names = {*folders, *(f"{name}.yaml" for name in SINGLE_FILES)}
    for parent, known in ((folder, names), (folder / "tables", {*TABLES.values()})):
        for path in listed(parent, folder):
            if path.name not in known:
                message = f"found {_kind_of(path)} '{path.name}', expected only {', '.join(sorted(known))}"
                yield Problem(shown_path(path, folder), 1, "", message)
            elif path.name in folders and leads_out(path, folder):
                message = f"found a link that leads out of {folder.name}/, expected a folder"
                yield Problem(shown_path(path, folder), 1, "", message)


def _kind_of(path: Path) -> str:
    return "a folder" if path.is_dir() else "a file"
