"""The compiled rule set: one JSON text that needs no YAML to be read.

The browser and an installed wheel use it. In a checkout the YAML files are read instead.
"""

from __future__ import annotations

import dataclasses
import json
import pkgutil
from typing import Any

from calculator.model import Rules, Tables
from calculator.plain import from_plain, to_plain

FILE = "rules.json"


def dumps(rules: Rules) -> str:
    """The rule set as compiled text; the same rules give the same text."""
    small = dataclasses.replace(rules, tables=needed(rules))
    return json.dumps(to_plain(small, sparse=True), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


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
    )


def loads(text: str | bytes) -> Rules:
    """The rule set of a compiled text."""
    plain: Any = json.loads(text)
    rules: Rules = from_plain(Rules, plain)
    return rules


def load() -> Rules:
    """The rule set that lies beside this module.

    Raises:
        FileNotFoundError: where none was compiled.
    """
    compiled = pkgutil.get_data(__package__ or "calculator", FILE)
    if compiled is None:
        raise FileNotFoundError(f"calculator/{FILE} is missing, expected the compiled rules")
    return loads(compiled)
