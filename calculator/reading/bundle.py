"""The compiled rule set: one JSON text that needs no YAML to be read.

The browser and an installed wheel use it. In a checkout the YAML files are read instead.
"""

from __future__ import annotations

import dataclasses
import json
import pkgutil
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from calculator.claims_edits import Key, is_void
from calculator.model import KINDS, Edit, Place, RelativeValues, Rules, Tables, UnitLimit
from calculator.serialize import field_types, fields_of, from_plain, to_plain

FILE = "rules.json"


def dumps(rules: Rules) -> str:
    """The rule set as compiled text; the same rules give the same text."""
    tables = needed(rules)
    rest = dataclasses.replace(tables, **dict.fromkeys(_EDITS, ()))
    plain = {
        **to_plain(dataclasses.replace(rules, tables=rest), sparse=True),
        "prices": {name: _packed(getattr(rules.tables, name)) for name in _PRICES},
        "edits": {name: _packed_edits(getattr(tables, name), name) for name in _EDITS},
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def needed(rules: Rules) -> Tables:
    """The tables that the checks look things up in; a row that never was an edit answers nothing."""
    tables = rules.tables
    return Tables(
        pairs=tuple(row for row in tables.pairs if not is_void(row)),
        unit_limits=tables.unit_limits,
        diagnoses=tables.diagnoses,
        places_of_service=tables.places_of_service,
        functional_codes=tables.functional_codes,
    )


def loads(text: str | bytes) -> Rules:
    """The rule set of a compiled text."""
    plain: Any = json.loads(text)
    prices, edits = plain.pop("prices", {}), plain.pop("edits", {})
    entries = {kind: _Entries(_entry_type(kind), plain.pop(kind)) for kind in KINDS if kind in plain}
    rules: Rules = dataclasses.replace(from_plain(Rules, plain), **entries)
    rows: dict[str, Any] = {name: _Rows(shape, prices[name]) for name, shape in _PRICES.items() if name in prices}
    rows |= {name: _EditRows(name, edits[name]) for name in _EDITS if name in edits}
    return dataclasses.replace(rules, tables=dataclasses.replace(rules.tables, **rows))


def _entry_type(kind: str) -> type:
    """What the rule set has of a kind, such as `Code` for `codes`."""
    found: type = typing.get_args(field_types(Rules)[kind])[1]
    return found


class _Entries(Mapping[str, Any]):
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


_PRICES = {"relative_values": RelativeValues, "places": Place}
"""Tables that only amounts need; most visits ask for none, so their rows are read when the first one does."""


def _packed(rows: Sequence[Any]) -> dict[str, Any]:
    """Rows as one list of fields and one line of text for each row."""
    if not rows:
        return {"fields": [], "rows": []}
    fields = [name for name, _, _ in fields_of(type(rows[0]))]  # type: ignore[arg-type]
    return {"fields": fields, "rows": ["|".join(str(to_plain(getattr(row, name))) for name in fields) for row in rows]}


class _Rows(Sequence[Any]):
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


_EDITS: dict[str, tuple[type, tuple[str, ...]]] = {
    "pairs": (Edit, ("column1", "column2", "indicator", "effective", "deleted")),
    "unit_limits": (UnitLimit, ("code", "units", "adjudication")),
}
"""Tables of claims edits: the shape of their rows, and the fields of a row beside those of its table and period."""


def _packed_edits(rows: Sequence[Any], name: str) -> list[dict[str, Any]]:
    """Rows by table and period and then by their first code, one line of text for each row."""
    shape, fields = _EDITS[name]
    heads = [field for field, _, _ in fields_of(shape) if field not in fields]
    found: dict[tuple[Any, ...], dict[str, list[str]]] = {}
    for row in rows:
        head = tuple(to_plain(getattr(row, field)) for field in heads)
        code, *cells = ("" if (cell := getattr(row, field)) is None else str(cell) for field in fields)
        found.setdefault(head, {}).setdefault(code, []).append("|".join(cells).rstrip("|"))
    return [
        {**dict(zip(heads, head, strict=True)), "rows": {code: "\n".join(lines) for code, lines in by_code.items()}}
        for head, by_code in found.items()
    ]


class _EditRows(Sequence[Any]):
    """Rows of a table of claims edits, in groups as `calculator.claims_edits` looks them up; each is read when it is wanted."""

    def __init__(self, name: str, groups: Sequence[Mapping[str, Any]]) -> None:
        self.name, self.groups = name, groups
        self.grouped: Mapping[Key, Mapping[str, Any]] = {}
        for group in groups:
            head = {field: value for field, value in group.items() if field != "rows"}
            key = head["program"], head["table"], date.fromisoformat(head["since"])
            self.grouped = {**self.grouped, key: _Lines(name, head, group["rows"])}  # a table and period has one source

    def __iter__(self) -> Iterator[Any]:
        for lines in self.grouped.values():
            for found in lines.values():
                if self.name == "pairs":
                    for rows in found.values():
                        yield from rows
                else:
                    yield from found

    def __len__(self) -> int:
        return sum(text.count("\n") + 1 for group in self.groups for text in group["rows"].values())

    def __getitem__(self, position: Any) -> Any:
        return tuple(self)[position]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


class _Lines(Mapping[str, Any]):
    """The rows of one table and period by their first code; those of pairs by the second code as well."""

    def __init__(self, name: str, head: Mapping[str, Any], text: Mapping[str, str]) -> None:
        self.name, self.head, self.text = name, head, text
        self.read: dict[str, Any] = {}

    def __getitem__(self, code: str) -> Any:
        if code not in self.read:
            lines = self.text[code].split("\n")
            if self.name != "pairs":
                self.read[code] = tuple(self.row(code, line) for line in lines)
            else:
                seconds: dict[str, list[str]] = {}
                for line in lines:
                    seconds.setdefault(line.partition("|")[0], []).append(line)
                self.read[code] = _SecondCodes(self, code, seconds)
        return self.read[code]

    def __contains__(self, code: object) -> bool:
        return code in self.text

    def __iter__(self) -> Iterator[str]:
        return iter(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def row(self, code: str, line: str) -> Any:
        """The row of a line."""
        shape, fields = _EDITS[self.name]
        cells = dict(zip(fields, (code, *line.split("|")), strict=False))
        told: dict[str, Any] = {field: cell for field, cell in cells.items() if cell}
        told |= {field: int(told[field]) for field in ("indicator", "units", "adjudication") if field in told}
        return from_plain(shape, {**self.head, **told})


class _SecondCodes(Mapping[str, Any]):
    """The rows of pairs with one code in column 1, by the code of column 2."""

    def __init__(self, lines: _Lines, code: str, seconds: Mapping[str, Sequence[str]]) -> None:
        self.lines, self.code, self.seconds = lines, code, seconds
        self.read: dict[str, tuple[Any, ...]] = {}

    def __getitem__(self, code: str) -> tuple[Any, ...]:
        if code not in self.read:
            self.read[code] = tuple(self.lines.row(self.code, line) for line in self.seconds[code])
        return self.read[code]

    def __contains__(self, code: object) -> bool:
        return code in self.seconds

    def __iter__(self) -> Iterator[str]:
        return iter(self.seconds)

    def __len__(self) -> int:
        return len(self.seconds)


def load() -> Rules:
    """The compiled rule set that the package carries.

    Raises:
        FileNotFoundError: where none was compiled.
    """
    compiled = pkgutil.get_data("calculator", FILE)
    if compiled is None:
        raise FileNotFoundError(f"calculator/{FILE} is missing, expected the compiled rules")
    return loads(compiled)
