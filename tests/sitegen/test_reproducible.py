"""Two builds of the same files give the same Markdown and the same archive, whatever machine makes them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

pytestmark = pytest.mark.slow  # each build compiles the engine in Pyodide

NEEDED = (
    "calculator", "sitegen", "rules", "docs/assets", "package.json", "package-lock.json", "tests/data/vectors.jsonl",
    "tests/small_rules",
)  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def built(checkout: Path, out: Path, **environment: str) -> dict[str, bytes]:
    """The generated Markdown and what the calculator loads, made by a checkout's own code; pages of the small rules."""
    for module, folder, *more in (
        ("sitegen", "pages", "--rules", "tests/small_rules"),
        ("sitegen.pyodide.python_archive", "archive"),
    ):
        command = [sys.executable, "-m", module, str(out / folder), *more]
        run = subprocess.run(
            command, cwd=checkout, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
    return contents(out)


def copied(checkout: Path) -> Path:
    """A checkout written in another order, with other dates, and without what builds left."""
    for name in NEEDED:
        source, target = ROOT / name, checkout / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    (checkout / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    return checkout


def test_another_folder_hash_seed_time_zone_and_language_change_no_byte(tmp_path: Path) -> None:
    one = built(copied(tmp_path / "a"), tmp_path / "here", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    other = built(
        copied(tmp_path / "another place" / "checkout"),
        tmp_path / "there",
        PYTHONHASHSEED="2",
        TZ="Pacific/Auckland",
        LC_ALL="C",
    )
    assert one.keys() == other.keys()
    assert [name for name, content in one.items() if content != other[name]] == []
    assert {name.partition("/")[0] for name in one} == {"pages", "archive"}
