"""Turns the engine's wheel into one with byte code for the browser, by pyodide-build.

The site does not use it (see docs/about/decisions/0004); it is for pages of others that bring their own Pyodide.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sitegen.pyodide.node import NodeMissingError, node
from sitegen.pyodide.python_archive import ROOT, ArchiveError, digest

REQUIREMENTS = ROOT / "requirements" / "pyodide-build.txt"
COMPILER = ROOT / "sitegen" / "compile_wheel.mjs"
CACHE = ROOT / ".cache" / "pyodide-build"

# Only packages without machine code: they run in Pyodide, whatever Python and system this one is.
FOR_PYODIDE = [
    "--ignore-requires-python",
    "--python-version=3.14",
    "--implementation=py",
    "--abi=none",
    "--platform=any",
]


def compiled(wheel: Path, folder: Path, cache: Path = CACHE) -> Path:
    """Write the wheel with byte code in place of sources.

    Args:
        wheel: the engine's wheel.
        folder: where the new one goes; its name tells the Python that it fits.
        cache: where pyodide-build is kept.

    Returns:
        The new wheel.

    Raises:
        ArchiveError: where pyodide-build cannot be had or fails.
        NodeMissingError: where there is no node.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [node(), str(COMPILER), str(tools(cache)), str(wheel.resolve()), str(folder.resolve())]
    return folder / finished(command, f"{wheel.name}: no byte code could be made of it")


def tools(cache: Path = CACHE) -> Path:
    """The folder with pyodide-build and what it needs, installed by its hashes where it is missing."""
    target = cache / digest([REQUIREMENTS.read_bytes()])[:16]
    if not target.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            draft = Path(folder, "packages")
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
            what = ["--no-deps", "--only-binary=:all:", "--require-hashes", f"--requirement={REQUIREMENTS}"]
            finished([*pip, *what, *FOR_PYODIDE, f"--target={draft}"], "pyodide-build could not be installed")
            try:
                os.replace(draft, target)
            except OSError:  # another build was first
                if not target.is_dir():
                    raise
    return target


def finished(command: list[str], otherwise: str) -> str:
    """The output of a command that must succeed."""
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ArchiveError(f"{otherwise}: {run.stderr.strip()}")
    return run.stdout


def main(arguments: list[str]) -> int:
    """`python -m sitegen.pyodide.browser_wheel WHEEL FOLDER`: the new wheel goes into the folder."""
    if len(arguments) != 2:
        print("usage: python -m sitegen.pyodide.browser_wheel WHEEL FOLDER", file=sys.stderr)
        return 2
    wheel, folder = map(Path, arguments)
    try:
        print(compiled(wheel, folder))
    except (ArchiveError, NodeMissingError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
