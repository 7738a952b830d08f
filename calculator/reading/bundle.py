"""The compiled rule set: one JSON text that needs no YAML to be read.

The browser and an installed wheel use it. In a checkout the YAML files are read instead.
"""

from __future__ import annotations

import dataclasses
import json
import operator
import pkgutil
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from calculator.grouping import group_by
from calculator.model import KINDS, Edit, Place, RelativeValues, Rules, Tables, UnitLimit
from calculator.pairs_and_limits import Key, is_void
from calculator.per_rule_set import once
from calculator.serialize import field_types, fields_of, from_plain, to_plain

FILE = "rules.json"


@once
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
    entries = {kind: _entries(kind, plain.pop(kind)) for kind in KINDS if kind in plain}
    rules: Rules = dataclasses.replace(from_plain(Rules, plain), **entries)
    rows: dict[str, Any] = {name: _price_rows(shape, prices[name]) for name, shape in _PRICES.items() if name in prices}
    rows |= {name: _EditRows(name, edits[name]) for name in _EDITS if name in edits}
    return dataclasses.replace(rules, tables=dataclasses.replace(rules.tables, **rows))


def _entries(kind: str, plain: Mapping[str, Any]) -> Mapping[str, Any]:
    shape = typing.get_args(field_types(Rules)[kind])[1]
    return _ReadLate(plain, lambda _, entry: from_plain(shape, entry))


class _ReadLate(Mapping[str, Any]):
    """Values by key, each read on first use: a visit has few codes and one payer."""

    def __init__(self, plain: Mapping[str, Any], read: Callable[[str, Any], Any]) -> None:
        self.plain, self.read = plain, read
        self.known: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self.known:
            self.known[key] = self.read(key, self.plain[key])
        return self.known[key]

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
    """Rows of a table, read on first use."""

    def __init__(self, number: int, made: Callable[[], Iterable[Any]]) -> None:
        self.number, self.made = number, made
        self.read: tuple[Any, ...] | None = None

    def all(self) -> tuple[Any, ...]:
        """The rows, read now or before."""
        if self.read is None:
            self.read = tuple(self.made())
        return self.read

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, position: Any) -> Any:
        return self.all()[position]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self.all())


def _price_rows(shape: type, text: Mapping[str, Any]) -> _Rows:
    def read() -> Iterator[Any]:
        hints = field_types(shape)
        numbers = [name for name in text["fields"] if hints[name] is int]
        for line in text["rows"]:
            cells = dict(zip(text["fields"], line.split("|"), strict=True))
            yield from_plain(shape, {**cells, **{name: int(cells[name]) for name in numbers}})

    return _Rows(len(text["rows"]), read)


_EDITS: dict[str, tuple[type, tuple[str, ...]]] = {
    "pairs": (Edit, ("column1", "column2", "indicator", "effective", "deleted")),
    "unit_limits": (UnitLimit, ("code", "units", "adjudication")),
}
"""Tables of claims edits: the shape of their rows, and the fields of a row with those of its table and period."""


def _packed_edits(rows: Sequence[Any], name: str) -> list[dict[str, Any]]:
    """Rows by table and period and then by their first code, one line of text for each row."""
    shape, fields = _EDITS[name]
    heads = [field for field, _, _ in fields_of(shape) if field not in fields]
    code, *others = fields

    def line(row: Any) -> str:
        cells = ("" if (cell := getattr(row, field)) is None else str(cell) for field in others)
        return "|".join(cells).rstrip("|")

    found = []
    for head, of_table in group_by(rows, lambda row: tuple(to_plain(getattr(row, field)) for field in heads)).items():
        by_code = group_by(of_table, operator.attrgetter(code))
        lines = {key: "\n".join(map(line, of_code)) for key, of_code in by_code.items()}
        found.append({**dict(zip(heads, head, strict=True)), "rows": lines})
    return found


class _EditRows(_Rows):
    """Rows of a table of claims edits, in groups as `calculator.pairs_and_limits` looks them up; each read on first use."""

    def __init__(self, name: str, groups: Sequence[Mapping[str, Any]]) -> None:
        number = sum(text.count("\n") + 1 for group in groups for text in group["rows"].values())
        super().__init__(number, self._of_groups)
        self.grouped: dict[Key, Mapping[str, Any]] = {}
        for group in groups:  # a table and period has one source
            head = {field: value for field, value in group.items() if field != "rows"}
            key = head["program"], head["table"], date.fromisoformat(head["since"])
            self.grouped[key] = _by_code(name, head, group["rows"])

    def _of_groups(self) -> Iterator[Any]:
        for by_code in self.grouped.values():
            for found in by_code.values():
                for rows in found.values() if isinstance(found, Mapping) else (found,):
                    yield from rows


def _by_code(name: str, head: Mapping[str, Any], text: Mapping[str, str]) -> Mapping[str, Any]:
    """The rows of one table and period by their first code; those of pairs by the second code as well."""
    shape, fields = _EDITS[name]

    def read(code: str, lines: Iterable[str]) -> tuple[Any, ...]:
        found = []
        for line in lines:
            cells = zip(fields, (code, *line.split("|")), strict=False)
            given: dict[str, Any] = {field: cell for field, cell in cells if cell}
            given |= {field: int(given[field]) for field in ("indicator", "units", "adjudication") if field in given}
            found.append(from_plain(shape, {**head, **given}))
        return tuple(found)

    def of_code(code: str, text: str) -> Any:
        if name != "pairs":
            return read(code, text.split("\n"))
        seconds = group_by(text.split("\n"), lambda line: line.partition("|")[0])
        return _ReadLate(seconds, lambda _, lines: read(code, lines))

    return _ReadLate(text, of_code)


def load() -> Rules:
    """The compiled rule set that the package carries.

    Raises:
        FileNotFoundError: where none was compiled.
    """
    compiled = pkgutil.get_data("calculator", FILE)
    if compiled is None:
        raise FileNotFoundError(f"calculator/{FILE} is missing, expected the compiled rules")
    return loads(compiled)
