"""The rules for other programs: JSON beside each page, one file with all, their schemas, and the tables as CSV.

What they hold and what may be relied on is told in docs/about/data.md.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

from calculator.files import schemas
from calculator.model import KINDS, Rules, Tables
from calculator.plain import to_plain


def documents(rules: Rules) -> dict[str, dict[str, Any]]:
    """Every JSON document by its place below the site's root, as `codes/97116/index.json`."""
    head = {"edition": rules.edition.edition, "as_of": rules.edition.as_of.isoformat()}
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        for key, thing in getattr(rules, kind).items():
            found[f"{kind}/{key}/index.json"] = {**head, "kind": kind, "key": key, "rule": to_plain(thing, sparse=True)}
    whole = dataclasses.replace(rules, tables=Tables())  # the tables stand beside it as they are
    return {**found, "rules.json": {**head, "rules": to_plain(whole, sparse=True)}}


def text(document: dict[str, Any]) -> str:
    """A document as it is written: the same rules give the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def write(site: Path, rules: Rules, folder: Path) -> None:
    """Write everything into a built site.

    Args:
        site: the folder of the built site.
        rules: a rule set without problems.
        folder: where its files are, for the tables.
    """
    for name, document in documents(rules).items():
        put(site / name, text(document))
    for name, schema in schemas().items():
        put(site / "schema" / name, schema)
    (site / "tables").mkdir(exist_ok=True)
    for table in sorted((folder / "tables").glob("*.csv")):
        shutil.copyfile(table, site / "tables" / table.name)


def put(path: Path, content: str) -> None:
    """Write a file, with the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
