"""The field guide: for each kind of rule file, every field with its sentence, made from the shapes of the engine."""

import json
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from calculator import checks
from calculator.loading.rule_files import FOLDERS, SINGLE_FILES
from calculator.loading.schemas import schema_of
from calculator.loading.yaml_reader import item_type
from calculator.model import Check, Rules, Tables, Visit
from calculator.serialize import field_types
from sitegen.pages.page import Page, page_of

_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: as it is written.
        required: True where it must stand.
        kind: what stands in it, in plain words.
        shape: the anchor of the shape that stands in it, or empty.
        says: its sentence.
        words: the words that are allowed, where it is one of a few.
    """

    name: str
    required: bool
    kind: str
    shape: str
    says: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Fields that stand together.

    Attributes:
        name: what it is called in the code.
        says: its sentence.
        fields: in the order of the code.
    """

    name: str
    says: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """One kind of file.

    Attributes:
        name: the guide's own name, as `code`.
        file: where such files stand.
        shapes: first the file's own, then those inside it.
        source_file: the Python file that has the shape and its sentences, from the project's root on.
    """

    name: str
    file: str
    shapes: tuple[Shape, ...]
    source_file: str


@cache
def guides() -> tuple[Guide, ...]:
    """A guide for each kind of file in `rules/`.

    >>> [guide.name for guide in guides()][:3]
    ['code', 'modifier', 'payer']
    """
    found = []
    for folder, shape in FOLDERS.items():
        name = shape.__name__.lower()
        found.append(_guide(name, f"rules/{folder}/NAME.yaml", _written(name), shape))
    for name, shape in SINGLE_FILES.items():
        schema = _written(name)
        inner = _resolved(schema.get("additionalProperties") or schema, schema)
        inner_shape = next(iter(typing.get_args(shape)[1:]), shape)
        found.append(_guide(name, f"rules/{name}.yaml", {**inner, "$defs": schema.get("$defs", {})}, inner_shape))
    for name, shape in field_types(Tables).items():
        row = item_type(shape)
        file = name.replace("_", "-")
        found.append(_guide(f"table-{file}", f"rules/tables/{file}.csv", schema_of(row), row))
    return tuple(found)


def _written(name: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file, as `python -m calculator schema` wrote it: to make it anew takes a second."""
    schema: dict[str, Any] = json.loads((_ROOT / f"rules/schema/{name}.json").read_text(encoding="utf-8"))
    return schema


def _guide(name: str, file: str, schema: Mapping[str, Any], shape: type) -> Guide:
    shapes = (*_shapes(schema), *(_methods() if shape is Check else ()))
    return Guide(name, file, shapes, f"{shape.__module__.replace('.', '/')}.py")


def _methods() -> Iterator[Shape]:
    """The parameters of each method of a check that has some."""
    for name, method in checks.METHODS.items():
        if method.parameters:
            [own] = _shapes(schema_of(method.parameters))
            says = (method.run.__doc__ or "").partition("\n")[0]
            yield Shape(f"Method {name}", says, tuple(field for field in own.fields if field.name != "needs"))


def _shapes(schema: Mapping[str, Any]) -> Iterator[Shape]:
    """The shape of a schema and all that stand inside it, each once, in order of first mention."""
    waiting, seen = [schema], {schema["title"]}
    while waiting:
        one = waiting.pop(0)
        required = one.get("required", ())
        yield Shape(
            one["title"],
            one.get("description", ""),
            tuple(_field(name, about, name in required, schema) for name, about in one["properties"].items()),
        )
        for about in one["properties"].values():
            for part in parts(about):
                inner = _resolved(part, schema)
                if "properties" in inner and inner["title"] not in seen:
                    seen.add(inner["title"])
                    waiting.append(inner)


def parts(about: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What may stand in a field, inside its lists and mappings as well."""
    yield about
    for option in about.get("anyOf", ()):
        yield from parts(option)
    for inner in (about.get("items"), about.get("additionalProperties")):
        if isinstance(inner, Mapping):
            yield from parts(inner)


def _resolved(about: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in about:
        return about
    found: Mapping[str, Any] = schema["$defs"][about["$ref"].rpartition("/")[2]]
    return found


def _field(name: str, about: Mapping[str, Any], required: bool, schema: Mapping[str, Any]) -> Field:
    inner = next((found for part in parts(about) if "properties" in (found := _resolved(part, schema))), None)
    words = tuple(dict.fromkeys(str(word) for part in parts(about) for word in allowed(part)))
    says = about.get("description") or _visit_sentences().get(name, "")
    return Field(name, required, _kind(about, schema), inner["title"] if inner else "", says, words)


@cache
def _visit_sentences() -> dict[str, str]:
    """The sentences of a visit's fields: an example is a visit, and pydantic does not hand them down."""
    return {name: about["description"] for name, about in schema_of(Visit)["properties"].items()}


def allowed(about: Mapping[str, Any]) -> list[Any]:
    """The words that a value may be."""
    return [about["const"]] if "const" in about else list(about.get("enum", ()))


def _kind(about: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What stands in a field.

    >>> _kind({"type": "array", "items": {"type": "string"}}, {}), _kind({"type": "string", "format": "date"}, {})
    ('list of: text', 'day')
    """
    options = [option for option in about.get("anyOf", [about]) if option.get("type") != "null"]
    first = _resolved(options[0], schema)
    if first.get("type") == "array":
        return f"list of: {_kind(first['items'], schema)}"
    if "properties" in first:
        return str(first["title"])
    if first.get("type") == "object":
        return f"name to {_kind(first['additionalProperties'], schema)}"
    if any(option.get("type") == "number" for option in options):
        return "number as text"
    if first.get("format") == "date":
        return "day"
    if allowed(first):
        return "word"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}[str(first["type"])]


# --- its pages -------------------------------------------------------------------------------------------------------

_EXAMPLE_FILES = {
    "code": "rules/codes/97012.yaml",
    "modifier": "rules/modifiers/GP.yaml",
    "payer": "rules/payers/midpoint.yaml",
    "parameter": "rules/parameters/kx-threshold.yaml",
    "check": "rules/checks/not-valid-for-medicare.yaml",
    "coverage": "rules/coverage/ncd-270-6.yaml",
    "denial": "rules/denials/119.yaml",
    "guide": "rules/guides/payment-localities.yaml",
    "sources": "rules/sources.yaml",
    "edition": "rules/edition.yaml",
    "moved": "rules/moved.yaml",
}
"""Real files of which the field guide shows the beginning."""


def pages(rules: Rules, as_of: date) -> Iterator[Page]:
    """A page for each kind of file: its shapes, and the beginning of a real file."""
    for guide in guides():
        file = _EXAMPLE_FILES.get(guide.name)
        lines = (_ROOT / file).read_text(encoding="utf-8").splitlines()[:24] if file else []
        example = {"file": file, "text": Markup("\n".join(["```yaml", *lines, "```"]))} if file else None
        yield page_of(
            "field_guide",
            f"about/fields/{guide.name}.md",
            rules,
            as_of,
            guide.source_file,
            guide=guide,
            example=example,
        )
