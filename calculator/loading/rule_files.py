"""Which rule files there are, and the shape of each."""

from __future__ import annotations

from typing import Any

from calculator.model import (
    Check,
    Claim,
    Code,
    Comparison,
    Coverage,
    Edition,
    KnownFault,
    Modifier,
    Moved,
    Parameter,
    Payer,
    Source,
    Tables,
    Topic,
    Word,
)
from calculator.serialize import field_types

FOLDERS: dict[str, type] = {
    "codes": Code,
    "modifiers": Modifier,
    "payers": Payer,
    "parameters": Parameter,
    "checks": Check,
    "documentation": Topic,
    "comparisons": Comparison,
    "coverage": Coverage,
}
"""Folders with one file for each code, modifier and so on; its key is the file's name."""

SINGLE_FILES: dict[str, Any] = {
    "edition": Edition,
    "sources": dict[str, Source],
    "moved": dict[str, Moved],
    "claims": dict[str, Claim],
    "faults": dict[str, KnownFault],
    "words": dict[str, Word],
}
"""Files that stand alone."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "relative_values": ("release", "status", "work", "practice_expense", "malpractice", "multiple_procedure", "source"),
    "unit_limits": ("until", "units", "adjudication", "source"),
    "pairs": ("until", "indicator", "source"),
    "places": ("name", "state", "work", "practice_expense", "malpractice", "source"),
    "diagnoses": ("since", "source"),
}
"""The columns of each table that answer for what the other columns name. The others together stand only once."""

OTHER_FOLDERS = ("tables", "schema")
"""What else a rules folder has: the tables, and what `python -m calculator schema` writes."""

TABLES = {field: f"{field.replace('_', '-')}.csv" for field in field_types(Tables)}
"""The file of each table in `tables/`."""
