"""JSON Schemas of rule files, made from the shapes in `calculator/model/` by pydantic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, with_config

from calculator import checks
from calculator.checks.context import Method
from calculator.loading.rule_files import FOLDERS, SINGLE_FILES
from calculator.model import Check

_SETTINGS = ConfigDict(extra="forbid", use_attribute_docstrings=True)
"""No unknown fields, and the sentences under the fields become descriptions; shapes inside others take them over."""


@cache
def schema_of(shape: Any) -> dict[str, Any]:
    """The JSON Schema of a shape; it takes a while to make, so it is made once."""
    if isinstance(shape, type):  # a dataclass, which takes its settings from a decorator
        schema = TypeAdapter(with_config(_SETTINGS)(shape)).json_schema()
    else:
        schema = TypeAdapter(shape, config=_SETTINGS).json_schema()
    return schema | {"allOf": [*_parameters_by_method(schema)]} if shape is Check else schema


def _parameters_by_method(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """For each method of a check the parameters that its file must and may have."""
    for name, method in sorted({"": Method(iter), **checks.METHODS}.items()):
        own = schema_of(method.parameters) if method.parameters else {}
        read, required = own.get("properties", {}), [one for one in own.get("required", ()) if one != "needs"]
        others = {parameter: False for parameter in checks.PARAMETERS if parameter not in read}
        yield {
            "if": {"properties": {"method": {"const": name}}, "required": ["method"] if name else []},
            "then": {"properties": others, "required": required},
        }


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file as text, by file name; fields in the order of the code."""
    shapes = {shape.__name__.lower(): shape for shape in FOLDERS.values()} | SINGLE_FILES
    return {
        f"{name}.json": json.dumps(schema_of(shape), indent=2, ensure_ascii=False) + "\n"
        for name, shape in shapes.items()
    }
