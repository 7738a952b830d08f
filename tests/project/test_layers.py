"""Imports point downwards, never in a circle, and only the rule reader knows YAML and pydantic."""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support.paths import ROOT

ROOMS = (
    ("calculator.model",),
    ("calculator.errors", "calculator.limits", "calculator.serialize", "calculator.dated"),
    ("calculator.steps", "calculator.per_rule_set"),
    ("calculator.coverage", "calculator.claims_edits"),
    ("calculator.counting",),
    ("calculator.code_findings", "calculator.reading", "calculator.payment"),
    ("calculator.checks",),
    ("calculator.visit",),
    ("calculator",),
    ("calculator.loading",),
    ("calculator.web",),
    ("calculator.upkeep",),
    ("calculator.__main__",),
    ("sitegen.render", "sitegen.pyodide"),
    ("sitegen.pages",),
    ("sitegen.outputs",),
    ("sitegen.__main__",),
    ("sitegen.adapters",),
)
"""From the ground up. Within a room modules may import each other, but not in a circle."""

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("calculator", "sitegen")
    for path in sorted((ROOT / folder).rglob("*.py"))
}

OUTSIDE = {"calculator.loading": {"yaml", "pydantic"}}
"""What rooms of the engine import beside the standard library."""

LATE = {("calculator", "calculator.loading.rule_reader"), ("calculator", "calculator.reading.bundle")}
"""Imported inside a function, when the default rules are first asked for."""


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parent = node.module or ""
            modules = {name for alias in node.names if (name := f"{parent}.{alias.name}") in MODULES}
            found |= modules or {parent}
    return found


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
