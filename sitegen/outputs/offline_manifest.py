"""The list of what a person may keep for offline use: `offline.json`, with size and hash of every file of the site.

docs/assets/offline/copy.js reads it, and docs/sw.js serves what was kept.
"""

from __future__ import annotations

import hashlib
import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

NAME = "offline.json"

LEFT_OUT = (NAME, "sw.js", "sitemap.xml*", "*.map", "*.inv", "rules.json", "*/index.json", "schema/*", "*.csv")
"""What is not kept, as docs/about/offline.md says: the browser keeps the worker by itself, the site map has the day of the
build, and the last four are for other programs."""


def write(site: Path) -> None:
    """Write the list into a built site; the last thing of a build, because it has the hash of everything."""
    text = json.dumps(listing(site), sort_keys=True, separators=(",", ":"))
    (site / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def listing(site: Path) -> dict[str, Any]:
    """Every file that is kept, by its address below the site's root, and a version that names them all."""
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    files: dict[str, dict[str, Any]] = {}
    for name, path in sorted(paths.items()):
        if not any(fnmatchcase(name, pattern) for pattern in LEFT_OUT):
            content = path.read_bytes()
            files[address(name)] = {"size": len(content), "hash": hashlib.sha256(content).hexdigest()}
    named = json.dumps(files, sort_keys=True).encode()
    return {"version": hashlib.sha256(named).hexdigest()[:16], "files": files}


def address(name: str) -> str:
    """The address of a file as links have it.

    >>> address("codes/97110/index.html"), address("index.html"), address("404.html")
    ('codes/97110/', '', '404.html')
    """
    folder, _, last = name.rpartition("/")
    return (f"{folder}/" if folder else "") if last == "index.html" else name
