"""The engine as a wheel: alone in a new environment, the same bytes at every build, and in a page's Pyodide."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from calculator.loading import examples
from calculator.model import Rules
from calculator.reading import bundle
from calculator.web import calculate_text
from sitegen.pyodide import python_archive
from sitegen.pyodide.node import node
from tests.support.modules import MODULES, imports
from tests.support.paths import ROOT, SMALL_RULES, TESTS
from tests.support.random_visits import GOOD
from tests.support.rule_files import small_copy_with

pytestmark = pytest.mark.slow

PACKAGES = {"yaml": "pyyaml", "python_calamine": "python-calamine"}
"""Packages that are not called as they are imported."""

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LEFT_OUT = (".*", "node_modules", "site", "dist", "build", "*.egg-info", "__pycache__", "rules.json")


def checkout(folder: Path, rules: Path = SMALL_RULES) -> Path:
    """A copy of the project without anything that was made, with some rules."""
    without = shutil.ignore_patterns(*LEFT_OUT, "rules", "tests", "docs")
    shutil.copytree(ROOT, folder, ignore=without)
    shutil.copytree(rules, folder / "rules")
    return folder


def build(project: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), *options, str(project)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the source archive: what the archive lacks, the wheel would lack."""
    folder = tmp_path_factory.mktemp("wheel")
    ran = build(checkout(folder / "project", ROOT / "rules"), folder / "out")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    [made] = (folder / "out").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new Python that has the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    installed = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(installed), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True)
    return installed


def run(python: Path, folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[bytes]:
    """The command line of the installed wheel, in some other folder."""
    command = [str(python), "-I", "-m", "calculator", *arguments]
    return subprocess.run(command, input=text.encode(), cwd=folder, capture_output=True, check=False)


def test_the_version_is_the_edition_of_the_rules(rules: Rules, wheel: Path) -> None:
    assert PROJECT["version"] == rules.edition.edition
    assert wheel.name == f"rehab_rules-{rules.edition.edition}-py3-none-any.whl"


def test_the_wheel_holds_the_engine_and_its_rules_and_nothing_else(wheel: Path, rules: Rules) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        compiled = archive.read("calculator/rules.json").decode()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "calculator").rglob("*.py")}
    assert names == {*modules, "calculator/rules.json"}
    assert compiled == bundle.dumps(rules)


def test_an_installed_wheel_answers_as_the_checkout_does(python: Path, tmp_path: Path) -> None:
    shutil.copytree(SMALL_RULES, tmp_path / "rules")  # not its own, so not to be read
    ran = run(python, tmp_path, "visit", "-", "--json", text=GOOD)
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    assert ran.stdout.decode() == calculate_text(GOOD) + "\n"


@pytest.mark.parametrize("arguments", [["rules"], ["schema"], ["visit", "-", "--rules", "rules"]], ids=" ".join)
def test_commands_that_read_rule_files_tell_what_to_install(python: Path, arguments: list[str], tmp_path: Path) -> None:
    ran = run(python, tmp_path, *arguments, text=GOOD)
    assert (ran.returncode, ran.stdout) == (2, b"")
    [line] = ran.stderr.decode().splitlines()
    assert line.startswith("found no Python package ")
    assert line.endswith('install it with `pip install "rehab-rules[build]"`')


def test_everything_that_is_imported_is_named_by_the_extra_for_building() -> None:
    at_home = [path for module, path in MODULES.items() if module != "sitegen.pyodide.inside_pyodide"]
    found = set[str]().union(*map(imports, at_home))
    outside = {name.partition(".")[0] for name in found} - set(sys.stdlib_module_names) - {"calculator", "sitegen", ""}
    named = {requirement.split(">=")[0] for requirement in PROJECT["optional-dependencies"]["build"]}
    assert {PACKAGES.get(name, name) for name in outside} <= named


def test_permissions_and_what_earlier_builds_left_change_no_byte(tmp_path: Path) -> None:
    clean, used = checkout(tmp_path / "clean"), checkout(tmp_path / "elsewhere")
    for path in used.rglob("*"):
        path.chmod(path.stat().st_mode ^ stat.S_IWGRP)
    for left in (used / "calculator" / bundle.FILE, used / "build" / "lib" / "calculator" / "old.py"):
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_text("of an earlier build", encoding="utf-8")
    before = os.umask(0o077)
    try:
        made = [build(project, project / "dist") for project in (clean, used)]
    finally:
        os.umask(before)
    assert [ran.returncode for ran in made] == [0, 0], made
    [one], [other] = clean.glob("dist/*.whl"), used.glob("dist/*.whl")
    assert one.read_bytes() == other.read_bytes()


def test_wrong_rules_stop_the_build_and_are_told(tmp_path: Path) -> None:
    wrong = small_copy_with(TESTS / "bad" / "wrong-units-in-an-example.yaml", tmp_path)
    project = checkout(tmp_path / "project", wrong)
    ran = build(project, tmp_path / "out", "--wheel")
    assert ran.returncode != 0
    problem = "the rules have 1 problem(s):\nrules/codes/97110.yaml:19: examples[0].expect.units.97110: found 2"
    assert problem in ran.stdout + ran.stderr
    assert not list(tmp_path.glob("out/*.whl"))


def test_a_page_with_pyodide_loads_the_wheel_as_the_documentation_says(
    wheel: Path, rules: Rules, tmp_path: Path
) -> None:
    visits = [json.dumps(examples.visit_of(example)) for _, _, example in examples.every(rules)]
    source, target = tmp_path / "visits.jsonl", tmp_path / "results.jsonl"
    source.write_text("".join(f"{visit}\n" for visit in visits), encoding="utf-8", newline="\n")
    page = (ROOT / "docs" / "about" / "data.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```js\n(.*?)```", page, re.DOTALL)
    *loading, asking = shown.splitlines()
    script = "\n".join(
        [
            'import { readFileSync, writeFileSync } from "node:fs";',
            *loading,
            f"const visits = readFileSync({json.dumps(str(source))}, 'utf8').trim().split('\\n').map(JSON.parse);",
            f"const answers = visits.map((visit) => {{ {asking} return `${{answer}}\\n`; }});",
            f"writeFileSync({json.dumps(str(target))}, answers.join(''));",
        ]
    )
    script = script.replace("https://example.org/pyodide", python_archive.PYODIDE.as_uri())
    script = script.replace("https://example.org/rehab_rules.whl", str(wheel))
    command = [node(), "--input-type=module", "--eval", script]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert target.read_text(encoding="utf-8") == "".join(f"{calculate_text(visit)}\n" for visit in visits)
