"""Two builds of the same files give the same Markdown and the same archive, whatever machine makes them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

pytestmark = pytest.mark.xdist_group("pyodide")

NEEDED = (
    "calculator",
    "sitegen",
    "rules",
    "docs/assets/calculator",
    "package.json",
    "package-lock.json",
    "tests/vectors.jsonl",
)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def built(checkout: Path, out: Path, **environment: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The generated Markdown and what the calculator loads, made by a checkout's own code."""
    for module, folder in (("sitegen", "pages"), ("sitegen.pyodide.python_archive", "archive")):
        command = [sys.executable, "-m", module, str(out / folder)]
        run = subprocess.run(
            command, cwd=checkout, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
    return contents(out / "pages"), contents(out / "archive")


def test_another_folder_hash_seed_time_zone_and_language_change_no_byte(tmp_path: Path) -> None:
    copy = tmp_path / "another place" / "checkout"
    for name in NEEDED:
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():  # written in another order, with other dates, and without what earlier builds left
            shutil.copytree(source, target, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    (copy / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    here = built(ROOT, tmp_path / "here", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    there = built(copy, tmp_path / "there", PYTHONHASHSEED="2", TZ="Pacific/Auckland", LC_ALL="C")
    for one, other in zip(here, there, strict=True):
        assert len(one) > 5
        assert one == other
