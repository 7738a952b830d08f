"""Reads the first sheet with a table out of an XLSX workbook, as rows of text in one form."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

from calculator.claims.tables import Rows, table_of

MOST_UNPACKED = 1_000_000_000
"""So many bytes a workbook may have once it is unpacked."""


def rows_of_workbook(data: bytes, columns: dict[str, str]) -> Rows:
    """The rows of the first sheet that has a header, else those of the first sheet.

    Raises:
        ModuleNotFoundError: where python-calamine is not installed.
        ValueError: where the file is no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(member.file_size for member in packed.infolist())
        if size > MOST_UNPACKED:
            raise ValueError(
                f"found a workbook of {size // 1_000_000} MB, expected at most {MOST_UNPACKED // 1_000_000}"
            )
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            [[cell_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in book.sheet_names
        ]
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"found no workbook that can be read ({error}), expected XLSX") from None
    return table_of(sheets, columns)


def cell_text(cell: object) -> str:
    """A cell as text: ISO dates, whole numbers without a point, other numbers with plain decimals.

    >>> cell_text(97110.0), cell_text(2.5), cell_text(date(2026, 3, 2)), cell_text(datetime(2026, 3, 2)), cell_text(True)
    ('97110', '2.5', '2026-03-02', '2026-03-02', 'true')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, "f").rstrip("0")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()
