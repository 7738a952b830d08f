"""Which rule files there are, and the shape of each."""

from __future__ import annotations

from typing import Any

from calculator.model import (
    Check,
    Chooser,
    CmsFile,
    Code,
    Coverage,
    Denial,
    KnownFault,
    Modifier,
    Parameter,
    Payer,
    Source,
    Tables,
)
from calculator.model.rules import Edition, Everyday, Moved
from calculator.model.topics import Claim, Comparison, Guide, Term, Topic, Word
from calculator.serialize import field_types

FOLDERS: dict[str, type] = {
    "codes": Code,
    "modifiers": Modifier,
    "payers": Payer,
    "parameters": Parameter,
    "checks": Check,
    "documentation": Topic,
    "comparisons": Comparison,
    "choosers": Chooser,
    "coverage": Coverage,
    "denials": Denial,
    "guides": Guide,
}
"""Folders with one file for each code, modifier and so on; its key is the file's name."""

SINGLE_FILES: dict[str, Any] = {
    "edition": Edition,
    "sources": dict[str, Source],
    "moved": dict[str, Moved],
    "claims": dict[str, Claim],
    "faults": dict[str, KnownFault],
    "glossary": dict[str, Term],
    "words": dict[str, Word],
    "cms_files": dict[str, CmsFile],
    "everyday": Everyday,
}
"""Files with entries of one kind each, with the folders."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "relative_values": ("release", "status", "work", "practice_expense", "malpractice", "multiple_procedure", "source"),
    "unit_limits": ("until", "units", "adjudication", "source"),
    "pairs": ("until", "indicator", "source"),
    "places": ("name", "state", "work", "practice_expense", "malpractice", "source"),
    "diagnoses": ("since", "source"),
}
"""The columns of each table that answer for what the other columns name. No two rows have the same in all the others."""

OTHER_FOLDERS = ("tables", "schema")
"""What else a rules folder has: the tables, and what `python -m calculator schema` writes."""

TABLES = {field: f"{field.replace('_', '-')}.csv" for field in field_types(Tables)}
"""The file of each table in `tables/`."""
