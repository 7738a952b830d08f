"""Imports point downwards only, and only `files` knows YAML and pydantic."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGE = ROOT / "calculator"

LAYERS = (
    ("model",),
    ("errors", "plain", "dated"),
    ("trace", "work", "once"),
    ("share", "coverage", "tables"),
    ("quantities",),
    ("units", "assistant", "modifiers", "threshold", "remarks", "reading"),
    ("payment",),
    ("both_rules",),
    ("checks.claim", "checks.fields"),
    (
        "checks.audit",
        "checks.coverage",
        "checks.entries",
        "checks.modifiers",
        "checks.pairs",
        "checks.record",
        "checks.threshold",
        "checks.times",
        "checks.units",
        "checks.years",
    ),
    ("checks",),
    ("visit",),
    ("__init__",),
    ("examples", "consistency", "rule_text"),
    ("files", "bundle"),
    ("web",),
    ("__main__",),
)
"""From the ground up. Modules of one layer never import each other."""

MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in (PACKAGE, PACKAGE / "checks")
    for path in sorted(folder.glob("*.py"))
}
"""What computes: every module by its name inside the package."""

MAY_IMPORT_OUTSIDE = {"files": {"yaml", "pydantic"}}
LATE = {("__init__", "files"), ("__init__", "bundle")}
"""Imported inside a function, when the default rules are first asked for."""


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "calculator":
            found |= {
                f"calculator.{alias.name}"
                if (PACKAGE / f"{alias.name}.py").is_file() or (PACKAGE / alias.name).is_dir()
                else "calculator"
                for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module == "calculator.checks":
            modules = {alias.name for alias in node.names if (PACKAGE / "checks" / f"{alias.name}.py").is_file()}
            found |= {f"calculator.checks.{name}" for name in modules} or {"calculator.checks"}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", sorted((PACKAGE / "upkeep").glob("*.py")), ids=lambda path: path.stem)
def test_nothing_that_computes_needs_the_upkeep(path: Path) -> None:
    """What maintainers need stands on top of the engine: only the command line may ask for it."""
    name = f"calculator.upkeep.{path.stem}"
    askers = {
        module.stem
        for module in PACKAGE.glob("*.py")
        if name in imports(module) or "calculator.upkeep" in imports(module)
    }
    assert askers <= {"__main__"}


def test_every_module_has_its_layer() -> None:
    assert set(MODULES) == {name for layer in LAYERS for name in layer}


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_downwards(module: str) -> None:
    level = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    for name in imports(MODULES[module]):
        if not name.startswith("calculator"):
            continue
        target = name.partition(".")[2] or "__init__"
        if target.partition(".")[0] != "upkeep" and (module, target) not in LATE:
            assert level[target] < level[module], f"{module} imports {target}"


@pytest.mark.parametrize("module", MODULES)
def test_only_the_standard_library_is_imported(module: str) -> None:
    names = {name.partition(".")[0] for name in imports(MODULES[module])}
    assert names - set(sys.stdlib_module_names) - {"calculator", ""} == MAY_IMPORT_OUTSIDE.get(module, set())


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_of_the_engine_is_on_its_page(module: str) -> None:
    """docs/engine.md names them, because imported names would be shown as well otherwise."""
    if module in ("__init__", "__main__", "model"):  # on the page docs/api.md, or the command line's own help
        return
    page = (PACKAGE.parent / "docs" / "engine.md").read_text(encoding="utf-8")
    block = page.partition(f"::: calculator.{module}\n")[2].partition("::: ")[0]
    names = [
        node.name
        for node in ast.parse(MODULES[module].read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert f"members: [{', '.join(names)}]" in block
