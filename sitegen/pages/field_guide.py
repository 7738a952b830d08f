"""The field guide: for each kind of rule file, every field with its sentence, made from the shapes of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from calculator.loading.rule_files import FOLDERS, SINGLE_FILES
from calculator.loading.schemas import schema_of
from calculator.loading.yaml_reader import item_type
from calculator.model import Tables, Visit
from calculator.serialize import field_types


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
    """

    name: str
    file: str
    shapes: tuple[Shape, ...]


def guides() -> tuple[Guide, ...]:
    """A guide for each kind of file in `rules/`.

    >>> [guide.name for guide in guides()][:3]
    ['code', 'modifier', 'payer']
    """
    found = [
        Guide(shape.__name__.lower(), f"rules/{folder}/NAME.yaml", tuple(_shapes(schema_of(shape))))
        for folder, shape in FOLDERS.items()
    ]
    for name, shape in SINGLE_FILES.items():
        schema = schema_of(shape)
        inner = _resolved(schema.get("additionalProperties") or schema, schema)
        found.append(Guide(name, f"rules/{name}.yaml", tuple(_shapes({**inner, "$defs": schema.get("$defs", {})}))))
    for name, shape in field_types(Tables).items():
        row = item_type(shape)
        file = name.replace("_", "-")
        found.append(Guide(f"table-{file}", f"rules/tables/{file}.csv", tuple(_shapes(schema_of(row)))))
    return tuple(found)


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
    """A shape instead of the reference to it."""
    if "$ref" not in about:
        return about
    found: Mapping[str, Any] = schema["$defs"][about["$ref"].rpartition("/")[2]]
    return found


def _field(name: str, about: Mapping[str, Any], required: bool, schema: Mapping[str, Any]) -> Field:
    """One field in plain words."""
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
