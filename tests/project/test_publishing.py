"""Every command of the guide for maintainers is run, in a copy of the project with the small rules.

What would reach GitHub or a published site meets a stand-in, and `make` says what it would do: the targets themselves
are run by `make test`, by the workflows, and by `make rehearsal`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.support.paths import ROOT, SMALL_RULES
from tests.support.rehearsal import copy_of, git

GUIDE = (ROOT / "docs" / "about" / "publishing.md").read_text(encoding="utf-8")
BLOCKS = [textwrap.dedent(block) for block in re.findall(r"^ *```sh\n(.*?)^ *```", GUIDE, re.MULTILINE | re.DOTALL)]

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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the small rules on its branch main, and a place that it can be pushed to."""
    folder = tmp_path_factory.mktemp("guide")
    copy = copy_of(ROOT, folder / "project")
    shutil.rmtree(copy / "rules")
    shutil.copytree(SMALL_RULES, copy / "rules")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message", "small rules")
    git(copy, "init", "--quiet", "--bare", str(folder / "pushed"))
    git(copy, "config", f"url.{folder / 'pushed'}.insteadOf", "https://github.com/OWNER/NAME.git")
    (folder / "stand-ins").mkdir()
    for name, script in STAND_INS.items():
        path = folder / "stand-ins" / name
        path.write_text(f"#!/bin/sh\n{textwrap.dedent(script)}\n", encoding="utf-8")
        path.chmod(0o755)
    return copy


def test_the_commands_of_the_guide_run(project: Path) -> None:
    """One after the other, as they stand: a later one may need what an earlier one made."""
    environment = {**os.environ, "PATH": f"{project.parent / 'stand-ins'}:{os.environ['PATH']}"}
    failed = []
    for block in BLOCKS:
        command = ["bash", "-euo", "pipefail", "-c", block]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            failed.append(f"{block}{done.stdout}{done.stderr}")
        git(project, "checkout", "--quiet", ".")
        git(project, "clean", "--quiet", "-d", "--force", "rules")
    assert len(BLOCKS) > 15
    assert failed == []


@pytest.mark.parametrize("block", ["make nothing", "gh workflow run no-such.yml", "python -m calculator nothing"])
def test_a_command_that_does_not_exist_fails(project: Path, block: str) -> None:
    environment = {**os.environ, "PATH": f"{project.parent / 'stand-ins'}:{project / '.venv/bin'}:{os.environ['PATH']}"}
    command = ["bash", "-euo", "pipefail", "-c", block]
    assert subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False).returncode != 0
