"""The rules for other programs: JSON with each page, one file with all, their schemas, and the tables as CSV.

What they hold and what may be relied on is told in docs/about/data.md.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

from calculator.loading.rule_files import FOLDERS, SINGLE_FILES
from calculator.loading.text_files import listed
from calculator.model import KINDS, Rules
from calculator.reading import bundle
from calculator.serialize import to_plain
from sitegen.pages import amounts, training
from sitegen.render import ui_labels
from sitegen.render.markdown_text import url_of
from sitegen.render.page_context import GUIDE_PAGES

SCHEMAS = Path(__file__).resolve().parents[2] / "rules" / "schema"
"""What `python -m calculator schema` writes from the shapes in the code."""


def documents(rules: Rules) -> dict[str, dict[str, Any]]:
    """Every JSON document by its place below the site's root, as `codes/97116/index.json`."""
    head = {"edition": rules.edition.edition, "as_of": rules.edition.as_of.isoformat()}
    tables = bundle.needed(rules)  # all rows stand with it as CSV
    whole = to_plain(dataclasses.replace(rules, tables=tables), sparse=True)
    places = {f"{kind}/{key}/index.json": (kind, key) for kind in KINDS for key in getattr(rules, kind)}
    places |= {f"{url_of(GUIDE_PAGES[key])}index.json": ("guides", key) for key in rules.guides}
    each = {
        place: {**head, "kind": kind, "key": key, "rule": whole[kind][key]} for place, (kind, key) in places.items()
    }
    return {**each, "rules.json": {**head, "rules": whole}}


def schemas() -> dict[str, dict[str, Any]]:
    """Every JSON Schema by its place: those of the rule files, and those of the two kinds of document.

    References lead to the file with, so that they hold wherever the folder is copied to.
    """
    of_kind = {kind: {"$ref": f"{shape.__name__.lower()}.json"} for kind, shape in FOLDERS.items()}
    head = {"edition": {"type": "string"}, "as_of": {"type": "string", "format": "date"}}
    document = {
        "title": "A rule with its edition",
        "properties": {**head, "kind": {"enum": list(FOLDERS)}, "key": {"type": "string"}, "rule": {"type": "object"}},
        "oneOf": [{"properties": {"kind": {"const": kind}, "rule": shape}} for kind, shape in of_kind.items()],
    }
    each = {kind: {"type": "object", "additionalProperties": shape} for kind, shape in of_kind.items()}
    alone = {name: {"$ref": f"{name}.json"} for name in SINGLE_FILES}
    whole = {
        "title": "All rules with their edition",
        "properties": {**head, "rules": {"type": "object", "properties": {**each, **alone}, "required": ["edition"]}},
    }
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    own = {
        f"schema/{name}.json": {**dialect, **schema, "required": list(schema["properties"])}
        for name, schema in (("document", document), ("rules", whole))
    }
    return {
        f"schema/{path.name}": json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")
    } | own


def text(document: dict[str, Any]) -> str:
    """A document as it is written: the same rules give the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def write(site: Path, rules: Rules, folder: Path) -> None:
    """Write everything into a built site; `folder` has the rule files, for their tables."""
    for_scripts = {ui_labels.PLACE: ui_labels.labels(rules), training.PLACE: training.document(rules)}
    for name, document in (documents(rules) | for_scripts | amounts.documents(rules)).items():
        _put(site / name, text(document))
    for name, schema in schemas().items():
        _put(site / name, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    (site / "tables").mkdir(exist_ok=True)
    for table in listed(folder / "tables", folder):
        shutil.copyfile(table, site / "tables" / table.name)


def _put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
