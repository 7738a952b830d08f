"""The compiled rule set: one JSON text that needs no YAML to be read.

The browser and an installed wheel use it. In a checkout the YAML files are read instead.
"""

from __future__ import annotations

import dataclasses
import json
import pkgutil
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from calculator.model import KINDS, Place, RelativeValues, Rules, Tables
from calculator.plain import field_types, fields_of, from_plain, to_plain

FILE = "rules.json"


def dumps(rules: Rules) -> str:
    """The rule set as compiled text; the same rules give the same text."""
    small = dataclasses.replace(rules, tables=needed(rules))
    plain = {**to_plain(small, sparse=True), "prices": {name: packed(getattr(rules.tables, name)) for name in PRICES}}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def needed(rules: Rules) -> Tables:
    """The tables that the checks look things up in: rows of codes that this reference has."""
    tables = rules.tables
    return Tables(
        pairs=tuple(
            row
            for row in tables.pairs
            if row.column1 in rules.codes and row.column2 in rules.codes and row.state != "void"
        ),
        unit_limits=tuple(row for row in tables.unit_limits if row.code in rules.codes),
        diagnoses=tables.diagnoses,
        places_of_service=tables.places_of_service,
        functional_codes=tables.functional_codes,
    )


def loads(text: str | bytes) -> Rules:
    """The rule set of a compiled text."""
    plain: Any = json.loads(text)
    prices = plain.pop("prices", {})
    entries = {kind: Entries(entry_type(kind), plain.pop(kind)) for kind in KINDS if kind in plain}
    rules: Rules = dataclasses.replace(from_plain(Rules, plain), **entries)
    rows: dict[str, Any] = {name: Rows(shape, prices[name]) for name, shape in PRICES.items() if name in prices}
    return dataclasses.replace(rules, tables=dataclasses.replace(rules.tables, **rows))


def entry_type(kind: str) -> type:
    """What the rule set has of a kind, such as `Code` for `codes`."""
    found: type = typing.get_args(field_types(Rules)[kind])[1]
    return found


class Entries(Mapping[str, Any]):
    """Entries by key that are read when somebody looks at them: a visit has few codes and one payer."""

    def __init__(self, shape: type, plain: Mapping[str, Any]) -> None:
        self.shape, self.plain = shape, plain
        self.read: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self.read:
            self.read[key] = from_plain(self.shape, self.plain[key])
        return self.read[key]

    def __contains__(self, key: object) -> bool:
        return key in self.plain

    def __iter__(self) -> Iterator[str]:
        return iter(self.plain)

    def __len__(self) -> int:
        return len(self.plain)


PRICES = {"relative_values": RelativeValues, "places": Place}
"""Tables that only amounts need; most visits ask for none, so their rows are read when the first one does."""


def packed(rows: Sequence[Any]) -> dict[str, Any]:
    """Rows as one list of fields and one line of text for each row."""
    if not rows:
        return {"fields": [], "rows": []}
    fields = [name for name, _, _ in fields_of(type(rows[0]))]  # type: ignore[arg-type]
    return {"fields": fields, "rows": ["|".join(str(to_plain(getattr(row, name))) for name in fields) for row in rows]}


class Rows(Sequence[Any]):
    """Rows of a table that are read when somebody looks at them."""

    def __init__(self, shape: type, text: Mapping[str, Any]) -> None:
        self.shape, self.text = shape, text
        self.read: tuple[Any, ...] | None = None

    def all(self) -> tuple[Any, ...]:
        """The rows, read now or before."""
        if self.read is None:
            hints = field_types(self.shape)
            numbers = [name for name in self.text["fields"] if hints[name] is int]
            found = []
            for line in self.text["rows"]:
                cells = dict(zip(self.text["fields"], line.split("|"), strict=True))
                found.append(from_plain(self.shape, {**cells, **{name: int(cells[name]) for name in numbers}}))
            self.read = tuple(found)
        return self.read

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.text["rows"])

    def __getitem__(self, position: Any) -> Any:
        return self.all()[position]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self.all())


def load() -> Rules:
    """The rule set that lies beside this module.

    Raises:
        FileNotFoundError: where none was compiled.
    """
    compiled = pkgutil.get_data(__package__ or "calculator", FILE)
    if compiled is None:
        raise FileNotFoundError(f"calculator/{FILE} is missing, expected the compiled rules")
    return loads(compiled)
