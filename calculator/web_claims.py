"""What the browser's workers call to check files: one reads and cuts, all check, and the first one puts together.

Between workers everything goes as bytes, which only another worker of the same page ever reads.

>>> table = b"Patient ID,Date,CPT Code,Modifier,Units,Minutes\\n1,3/2/2026,97110,GP,2,20\\n"
>>> reader = Reader()
>>> reader.read('{"payer": "medicare-part-b"}', [table], [])
'{"parts":1,"visits":1}'
>>> reader.take(check(reader.part(0)))
'{"counts":{"error":1},"visits":1}'
>>> reader.worklist()[:36]
b'{"at_stake":{"allowed":"0.00","charg'
"""

from __future__ import annotations

import _pickle as pickle  # what pickle itself calls; its module in Python would make the archive 22 kB larger
import copyreg
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from calculator import default_rules
from calculator.claims.check import Checked
from calculator.claims.cut import Cut
from calculator.claims.shapes import Head, Line, Settings
from calculator.claims.tables import table_of
from calculator.claims.worklist import Audit, File, SettingsError, check_part, columns_of
from calculator.model import Rules
from calculator.web import to_text

PART = 40
"""Visits that are checked between two signs of life."""


class Reader:
    """The files of one worklist, in the worker that reads them."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or default_rules()
        self._audit: Audit | None = None
        self._parts: list[list[Cut]] = []

    def read(self, settings: str, files: Sequence[bytes | str], minutes: Sequence[bytes | str]) -> str:
        """Read files and cut them into visits.

        Args:
            settings: fields of `calculator.claims.shapes.Settings` as JSON.
            files: claims, remittances, tables or visits; of a workbook the rows of its sheets as JSON.
            minutes: tables whose minutes are joined.

        Returns:
            How many visits and parts there are as JSON, or `{"errors": [...]}` where the settings cannot be used.
        """
        given = json.loads(settings)
        known = given.get("columns") or {}
        try:
            self._audit = Audit(
                [_content(file, known) for file in files],
                given,
                self._rules,
                [_content(file, known) for file in minutes],
            )
        except SettingsError as error:
            return to_text({"errors": str(error).splitlines()})
        self._parts = self._audit.parts(PART)
        return to_text({"parts": len(self._parts), "visits": len(self._audit.cuts.visits)})

    def part(self, number: int) -> bytes:
        """A part for `check`, counted from 0."""
        return pickle.dumps((self._parts[number], self._of_files.settings))

    def take(self, checked: bytes) -> str:
        """What `check` gave, in any order; how many visits that were and what was found there, as JSON."""
        found: Checked = pickle.loads(checked)
        self._of_files.take(found)
        counts = Counter(item["severity"] for item in found.items)
        return to_text({"counts": dict(counts), "visits": len(found.visits)})

    def worklist(self) -> bytes:
        """The worklist as the command line prints it with `--json`, in UTF-8."""
        return f"{to_text(self._of_files.worklist())}\n".encode()

    @property
    def _of_files(self) -> Audit:
        if self._audit is None:
            raise RuntimeError("no files were read")
        return self._audit


def check(part: bytes, rules: Rules | None = None) -> bytes:
    """What the visits of a part give; in any worker."""
    cuts, settings = pickle.loads(part)
    return pickle.dumps(check_part(cuts, settings, rules or default_rules()))


def _content(file: bytes | str, known: Mapping[str, str]) -> File:
    """The bytes of a file, which the browser hands over as a view, or the table of a workbook."""
    return table_of(json.loads(file), known) if isinstance(file, str) else bytes(file)


def columns(file: bytes | str) -> str:
    """The columns of a table with the field that each is known as, as JSON; an empty list where the file is no table.

    >>> columns(b"Visits of March\\nPt,Service Date,Proc,Units\\n1,3/2/2026,97110,2\\n")
    '[["Pt",""],["Service Date","date"],["Proc",""],["Units","units"]]'
    """
    return to_text(columns_of(_content(file, {})))


def _made_again(shape: type, values: dict[str, Any]) -> Any:
    return shape(**values)


def _packed(one: Any) -> tuple[Any, ...]:
    """How to make an instance again: in the browser their classes have no methods for that (sitegen/pyodide/dataclass_methods.py)."""
    return _made_again, (type(one), {name: getattr(one, name) for name in type(one).__slots__})


for _shape in (Cut, Head, Line, Settings):
    copyreg.pickle(_shape, _packed)
