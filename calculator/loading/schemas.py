"""JSON Schemas of rule files, made from the shapes in `calculator/model/` by pydantic."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from calculator.loading.rule_files import FOLDERS, SINGLE_FILES


@cache
def schema_of(shape: Any) -> dict[str, Any]:
    """The JSON Schema of a shape; it takes a while to make, so it is made once."""
    return TypeAdapter(shape).json_schema()


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file as text, by file name."""
    shapes = {shape.__name__.lower(): shape for shape in FOLDERS.values()} | SINGLE_FILES
    return {
        f"{name}.json": json.dumps(schema_of(shape), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        for name, shape in shapes.items()
    }
