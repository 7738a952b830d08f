"""The browser's Python gives what CPython gives: the built archive under node, byte by byte."""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from calculator import web
from calculator.loading import examples
from calculator.model import Rules
from calculator.reading import bundle
from sitegen.pyodide import python_archive
from sitegen.pyodide.node import node
from tests.support import random_visits
from tests.support.paths import TESTS
from tests.support.vectors import VECTORS

RANDOM_VISITS = int(os.environ.get("REHAB_RANDOM_VISITS", "1000"))


@pytest.fixture(scope="session")
def rules_json(rules: Rules) -> str:
    return bundle.dumps(rules)


@pytest.fixture(scope="session")
def archive(rules_json: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built archive."""
    return python_archive.build(tmp_path_factory.mktemp("archive"), rules_json)


def run(script: str, *arguments: object) -> str:
    command = [node(), str(TESTS / "node" / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def answers(archive: Path, rules: Rules, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the built archive answers to every example, vector and random visit, in one start of Pyodide."""
    visits = [json.dumps(examples.visit_of(example)) for _, _, example in examples.every(rules)]
    visits += [json.dumps(vector["visit"]) for vector in VECTORS]
    visits += random_visits.texts(rules, RANDOM_VISITS)
    folder = tmp_path_factory.mktemp("answers")
    source, target = folder / "visits.jsonl", folder / "results.jsonl"
    source.write_text("".join(f"{visit}\n" for visit in visits), encoding="utf-8", newline="\n")
    run("run_archive.mjs", archive, source, target)
    results = target.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return dict(zip(visits, results, strict=True))


def test_a_second_build_compiles_nothing(
    archive: Path, rules_json: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_archive, "node", None)
    assert python_archive.build(tmp_path, rules_json).name == archive.name


def test_the_manifest_names_the_folder(archive: Path) -> None:
    manifest = json.loads((archive.parent / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["folder"] == f"{archive.name}/"
    others = {"python.zip", "worker.js", "pyodide-lock.json"}
    assert {file.name for file in archive.iterdir()} == {*python_archive.RUNTIME, *others}
    locked, pinned = (
        json.loads((folder / "pyodide-lock.json").read_text("utf-8")) for folder in (archive, python_archive.PYODIDE)
    )
    assert locked["info"] == pinned["info"]


def test_the_archive_has_the_engine_as_byte_code_and_nothing_from_home(archive: Path) -> None:
    names = zipfile.ZipFile(archive / "python.zip").namelist()
    assert {"calculator/web.pyc", "calculator/rules.json", "json/decoder.pyc"} <= set(names)
    assert [name for name in names if not name.endswith(".pyc")] == ["calculator/rules.json"]
    assert not [name for name in names if re.match(r"yaml|pydantic|calculator/(loading|upkeep|__main__)", name)]


def test_the_archive_has_no_rules_that_only_pages_show(archive: Path) -> None:
    packed = json.loads(zipfile.ZipFile(archive / "python.zip").read("calculator/rules.json"))
    assert not {"documentation", "comparisons", "claims", "faults", "words"} & set(packed)
    assert all(source["loaded"] for source in packed["sources"].values())
    assert {code["examples"] == [] for code in packed["codes"].values()} == {True}
    assert packed["codes"]["97110"]["counting"]


def test_doctests_hold_in_pyodide(rules_json: str, tmp_path: Path) -> None:
    python_archive.write(tmp_path / "calculator", python_archive.package(rules_json))
    print(run("run_doctests.mjs", tmp_path))


def test_every_visit_has_the_bytes_of_cpython(answers: dict[str, str], rules: Rules) -> None:
    different = [
        f"{visit[:1000]}\nCPython: {here[:3000]}\nPyodide: {there[:3000]}"
        for visit, there in answers.items()
        if (here := web.calculate_text(visit)) != there
    ]
    assert not different, f"{len(different)} differ, among them:\n" + "\n\n".join(different[:3])
