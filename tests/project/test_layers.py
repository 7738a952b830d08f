"""Imports point downwards, never in a circle, and only the rule reader knows YAML and pydantic."""

from __future__ import annotations

import re
import sys
from graphlib import TopologicalSorter

import pytest

from tests.support.modules import MODULES, imports
from tests.support.paths import ROOT

ROOMS = (
    ("calculator.model",),
    ("calculator.errors", "calculator.limits", "calculator.serialize", "calculator.dated", "calculator.grouping"),
    ("calculator.steps", "calculator.per_rule_set"),
    ("calculator.coverage", "calculator.pairs_and_limits", "calculator.traverse"),
    ("calculator.counting",),
    ("calculator.code_findings", "calculator.reading", "calculator.payment"),
    ("calculator.calculation",),
    ("calculator.checks",),
    ("calculator.visit",),
    ("calculator",),
    ("calculator.loading", "calculator.claims"),
    ("calculator.web", "calculator.result_text"),
    ("calculator.audit", "calculator.web_claims"),
    ("calculator.upkeep",),
    ("calculator.__main__",),
    ("sitegen.render", "sitegen.pyodide"),
    ("sitegen.pages",),
    ("sitegen.outputs",),
    ("sitegen.__main__",),
    ("sitegen.adapters",),
)
"""From the ground up. Within a room modules may import each other, but not in a circle."""

OUTSIDE = {
    "calculator.loading": {"yaml", "pydantic"},
    "calculator.upkeep": {"python_calamine"},
    "calculator.audit": {"python_calamine", "yaml"},
}
"""What rooms of the engine import with the standard library."""

LATE = {("calculator", "calculator.loading.rule_reader"), ("calculator", "calculator.reading.bundle")}
"""Imported inside a function, when the default rules are first asked for."""


def room_of(module: str) -> str:
    """The room with the longest name that a module is in."""
    return max((room for level in ROOMS for room in level if f"{module}.".startswith(f"{room}.")), key=len)


def test_every_module_has_its_room() -> None:
    assert {room_of(module) for module in MODULES if module != "sitegen"} == {room for level in ROOMS for room in level}


@pytest.mark.parametrize("module", [module for module in MODULES if module != "sitegen"])
def test_imports_point_downwards(module: str) -> None:
    level = {room: number for number, rooms in enumerate(ROOMS) for room in rooms}
    for name in imports(MODULES[module]) & set(MODULES):
        here, there = room_of(module), room_of(name)
        if here != there and (module, name) not in LATE:
            assert level[there] < level[here], f"{module} imports {name}"


def test_no_imports_run_in_a_circle() -> None:
    graph = {
        module: {name for name in imports(path) & set(MODULES) if (module, name) not in LATE}
        for module, path in MODULES.items()
    }
    TopologicalSorter(graph).prepare()  # an error names the circle


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("calculator")])
def test_only_the_standard_library_is_imported(module: str) -> None:
    names = {name.partition(".")[0] for name in imports(MODULES[module])}
    assert names - set(sys.stdlib_module_names) - {"calculator", ""} <= OUTSIDE.get(room_of(module), set())


def test_the_map_of_the_house_names_what_is_there() -> None:
    text = (ROOT / "docs" / "about" / "house.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:calculator|sitegen|rules|docs|tests)/[\w./-]*)`", text)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_python_file_is_longer_than_a_stranger_reads() -> None:
    files = [path for folder in ("calculator", "sitegen", "tests") for path in (ROOT / folder).rglob("*.py")]
    lines = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {file: count for file, count in lines.items() if count > 450} == {}
