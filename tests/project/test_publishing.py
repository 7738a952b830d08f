"""Every command of the guide for maintainers is run, in a copy of the project with the small rules.

What would reach GitHub or a published site meets a stand-in, files of CMS are made, and `make` says what it would do:
its targets are run by `make test`, by the workflows, and by `make rehearsal`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.support import cms_files
from tests.support.paths import ROOT, SMALL_RULES
from tests.support.rehearsal import copy_of, git

GUIDE = (ROOT / "docs" / "about" / "publishing.md").read_text(encoding="utf-8")
BLOCKS = [textwrap.dedent(block) for block in re.findall(r"^ *```sh\n(.*?)^ *```", GUIDE, re.MULTILINE | re.DOTALL)]

SOURCE = "pprrvu-2026"
"""What the guide calls the source of a table; the small rules call theirs otherwise."""

STAND_INS = {
    "gh": """
        case "$1 $2" in
          "workflow run"|"workflow enable") test -f ".github/workflows/$3" ;;
          "label create"|"api repos/"*) ;;
          *) echo "gh: found $*" >&2; exit 1 ;;
        esac""",
    "curl": """
        case "$*" in
          *manifest.json*) echo '{"folder": "f/"}' ;;
          *" -D - "*) printf 'HTTP/2 200\\ncontent-type: application/wasm\\n' ;;
          *) echo 404 ;;
        esac""",
    "make": f'exec {shutil.which("make")} --dry-run "$@"',
}

VALUES = dict.fromkeys(("97110", "97129", "97130", "97140", "97161"), ("A", "0.45", "0.40", "0.01", "5"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the small rules on its branch main, and a place that it can be pushed to."""
    folder = tmp_path_factory.mktemp("guide")
    copy = copy_of(ROOT, folder / "project")
    shutil.rmtree(copy / "rules")
    shutil.copytree(SMALL_RULES, copy / "rules")
    for path in (*(copy / "rules").rglob("*.yaml"), *(copy / "rules").rglob("*.csv")):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"\bmanual\b(?!-)", SOURCE, text), encoding="utf-8")
    assert ran(copy, f".venv/bin/python -m calculator checksums {SOURCE}").returncode == 0
    git(copy, "commit", "--quiet", "--all", "--message", "small rules")
    git(copy, "init", "--quiet", "--bare", str(folder / "pushed"))
    git(copy, "config", f"url.{folder / 'pushed'}.insteadOf", "https://github.com/OWNER/NAME.git")
    (folder / "stand-ins").mkdir()
    for name, script in STAND_INS.items():
        path = folder / "stand-ins" / name
        path.write_text(f"#!/bin/sh\n{textwrap.dedent(script)}\n", encoding="utf-8")
        path.chmod(0o755)
    (folder / "Downloads").mkdir()
    for release, year, month in (("26d", 2026, 10), ("27a", 2027, 1)):
        made = cms_files.as_csv(cms_files.relative_values(VALUES, year=year, month=month, more=15_000))
        member = f"PPRRVU{year}_{cms_files.MONTHS[month][:3]}_nonQPP.csv"
        (folder / "Downloads" / f"rvu{release}.zip").write_bytes(cms_files.as_archive({member: made}))
    return copy


def ran(project: Path, block: str) -> subprocess.CompletedProcess[str]:
    """A block of commands, typed in the project's folder; the first that fails ends it."""
    path = f"{project.parent / 'stand-ins'}:{project / '.venv' / 'bin'}:{os.environ['PATH']}"
    command = ["bash", "-euo", "pipefail", "-c", block]
    environment = {**os.environ, "PATH": path, "HOME": str(project.parent)}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_commands_of_the_guide_run(project: Path) -> None:
    """One after the other, as they stand; what a block wrote into the rules is taken back after it."""
    failed = []
    for block in BLOCKS:
        done = ran(project, block)
        if done.returncode:
            failed.append(f"{block}{done.stdout}{done.stderr}")
        git(project, "checkout", "--quiet", ".")
        git(project, "clean", "--quiet", "-d", "--force", "rules")
    assert len(BLOCKS) > 15
    assert failed == []


@pytest.mark.parametrize("block", ["make nothing", "gh workflow run no-such.yml", "python -m calculator nothing"])
def test_a_command_that_does_not_exist_fails(project: Path, block: str) -> None:
    assert ran(project, block).returncode != 0
