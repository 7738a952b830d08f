"""Files in the layouts of CMS with rows of our own: codes without descriptors of the AMA, and made ones instead."""

from __future__ import annotations

import csv
import io
import itertools
import string
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

Rows = list[list[str]]
Cell = str | bool | date | time

MONTHS = {1: "January", 4: "April", 7: "July", 10: "October"}
_STACK = {
    "HCPCS": ("", "", "", "", "HCPCS"),
    "MOD": ("", "", "", "", "MOD"),
    "DESCRIPTION": ("", "", "", "", "DESCRIPTION"),
    "STATUS CODE": ("", "", "", "STATUS", "CODE"),
    "NOT USED": ("", "NOT USED", "FOR", "MEDICARE ", "PAYMENT"),
    "WORK RVU": ("", "", "", "WORK", "RVU"),
    "NON-FAC PE RVU": ("", "", "", "NON-FAC", "PE RVU"),
    "NON-FAC NA INDICATOR": ("", "", "NON-FAC", "NA", "INDICATOR"),
    "FACILITY PE RVU": ("", "", "", "FACILITY", "PE RVU"),
    "FACILITY NA INDICATOR": ("", "", "FACILITY ", "NA", "INDICATOR"),
    "MP RVU": ("", "", "", "MP", "RVU"),
    "NON-FACILITY TOTAL": ("", "", "", "NON-FACILITY", "TOTAL"),
    "FACILITY TOTAL": ("", "", "", "FACILITY", "TOTAL"),
    "PCTC IND": ("", "", "", "PCTC", "IND"),
    "GLOB DAYS": ("", "", "", "GLOB", "DAYS"),
    "PRE OP": ("", "", "", "PRE", "OP"),
    "INTRA OP": ("", "", "", "INTRA", "OP"),
    "POST OP": ("", "", "", "POST", "OP"),
    "MULT PROC": ("", "", "", "MULT", "PROC"),
    "BILAT SURG": ("", "", "", "BILAT", "SURG"),
    "ASST SURG": ("", "", "", "ASST", "SURG"),
    "CO- SURG": ("", "", "", "CO-", "SURG"),
    "TEAM SURG": ("", "", "", "TEAM", "SURG"),
    "PRIC IND": ("", "", "", "PRIC", "IND"),
    "ENDO BASE": ("", "", "", "ENDO", "BASE"),
    "CONV FACTOR": ("", "", "", "CONV", "FACTOR"),
    "SUPERVISION": ("", "PHYSICIAN", "SUPERVISION OF", "DIAGNOSTIC", "PROCEDURES"),
    "CALCULATION FLAG": ("", "", "", "CALCULATION", "FLAG"),
    "IMAGING": ("", "DIAGNOSTIC", "IMAGING", "FAMILY", "INDICATOR"),
    "OPPS 1": ("NON-FACILITY", "PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
    "OPPS 2": ("FACILITY", "PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
    "OPPS 3": ("", "MP USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
}
"""The header of a relative value file: the lines above each other of each column."""


def made_codes(number: int) -> list[str]:
    """Codes that no one uses, as a file of CMS has thousands that the rules do not know."""
    return [f"{place % 10_000:04d}{'ZYXW'[place // 10_000]}" for place in range(number)]


def relative_values(
    values: Mapping[str, Sequence[str]],
    *,
    year: int,
    month: int = 1,
    factor: str = "32.9999",
    released: str = "",
    more: int = 0,
) -> Rows:
    """A relative value file as rows.

    Args:
        values: for each code its status, work, practice expense, malpractice and multiple procedure indicator.
        year: the year of the release.
        month: its month.
        factor: the conversion factor on every row.
        released: the day of the release, as 06/30/2026.
        more: how many rows of made codes are added, as a file of CMS has thousands.
    """
    columns = [name for name in _STACK if name != "PRIC IND" or year >= 2026]
    rows = [
        ["", "", f"{year} National Physician Fee Schedule Relative Value File {MONTHS[month]} Release"],
        ["", "", f"CPT codes and descriptions only are copyright {year - 1} American Medical Association."],
        ["", "", "Dental codes (D codes) are copyright American Dental Association."],
        ["", "", " "],
        ["", "", f"RELEASED {released}" if released else ""],
    ]
    rows = [row + [""] * (len(columns) - 3) for row in rows]
    rows += [[_STACK[name][line] for name in columns] for line in range(5)]
    made = dict.fromkeys(made_codes(more), ("C", "0.00", "0.00", "0.00", "0"))
    for number, (code, found) in enumerate(sorted({**made, **values}.items()), 1):
        rows.append(_relative_value_row(code, found, f"MADE DESCRIPTOR {number}", factor, columns))
    return rows


def _relative_value_row(code: str, found: Sequence[str], says: str, factor: str, columns: Sequence[str]) -> list[str]:
    status, work, expense, malpractice, multiple = found
    total = str(Decimal(work) + Decimal(expense) + Decimal(malpractice))
    cells = dict.fromkeys(columns, "0")
    cells |= {"HCPCS": code, "MOD": "", "DESCRIPTION": says, "STATUS CODE": status, "NOT USED": ""}
    cells |= {"WORK RVU": work, "NON-FAC PE RVU": expense, "FACILITY PE RVU": expense, "MP RVU": malpractice}
    cells |= {"NON-FAC NA INDICATOR": "", "FACILITY NA INDICATOR": "NA" if multiple == "5" else ""}
    cells |= {"NON-FACILITY TOTAL": total, "FACILITY TOTAL": total, "MULT PROC": multiple, "GLOB DAYS": "XXX"}
    cells |= {"PCTC IND": "7" if multiple == "5" else "0", "ENDO BASE": "", "CONV FACTOR": factor, "SUPERVISION": "09"}
    cells |= dict.fromkeys(("PRE OP", "INTRA OP", "POST OP", "OPPS 1", "OPPS 2", "OPPS 3"), "0.00")
    return [cells[name] for name in columns]


def fixed_width(rows: Rows) -> str:
    """A relative value file of up to 2025 as text of fixed width."""
    lines = [f"HDR {text:<46}" for text in ("CPT CODES AND DESCRIPTIONS ONLY ARE COPYRIGHT", "2026", "RESERVED.")]
    for row in rows[10:]:
        code, modifier, says, status, _, work, expense, _, facility, _, malpractice, total, other, pc_tc, days = row[
            :15
        ]
        start = f"{code:<5}{modifier:<2}{says:<50}{status:<2}{work:>6}{expense:>7}  {facility:>7}NA{malpractice:>6}"
        middle = f"{total:>7}{other:>6}{pc_tc}{days}.00.00.00{row[18]}0000"
        lines.append(f"{start}{middle:<44}{row[24]:>7} 090 99      0.00   0.00   0.00")
    return "".join(f"{line}\r\n" for line in lines)


def indices(places: Iterable[Any], *, year: int, words: str = "FINAL ") -> Rows:
    """Addendum E as rows, with the notes below it."""
    header = ["Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name"]
    header += [f"{year} PW GPCI (with 1.0 Floor)***", f"{year} PE GPCI", f"{year} MP GPCI"]
    title = f"ADDENDUM E. {words}CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY"
    rows = [[title, *[""] * 6], [""] * 7, header]
    for place in places:
        name = f"{place.name}*" if place.state == "AK" else place.name
        numbers = (place.work, place.practice_expense, place.malpractice)
        rows.append([place.mac, place.state, place.locality, name, *map(str, numbers)])
    notes = ("MAC Assignments as of a day", "", "*Work GPCI reflects a 1.5 floor in Alaska", "***Note")
    return rows + [[note, *[""] * 6] for note in notes]


def indices_text(rows: Rows) -> str:
    """Addendum E as text of fixed width, whose header cuts its words."""
    lines = [rows[0][0], "", "Medicare Admi State  Locality                                      Locality Name"]
    for row in rows[3:]:
        mac, state, locality, name, *numbers = row
        values = "".join(f"{number:>12}" for number in numbers)
        lines.append(f"{mac:<16}{state:<8}{locality:<5}{name:<88}{values}".rstrip() if state else mac)
    return "".join(f"{line}\r\n" for line in lines)


def pairs(rows: Iterable[Sequence[str]]) -> Rows:
    """A part of a table of pairs: column 1, column 2, first day, last day or `*`, indicator."""
    header = [
        ["CPT only copyright a year American Medical Association.  All rights reserved.", "", "", "", "", "", ""],
        ["Column1/Column2 Edits", "", "", "", "", "", ""],
        ["Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"],
        ["", "", "prior to 1996", "Date", "Date", "0=not allowed", ""],
        ["", "", "", "", "*=no data", "1=allowed", ""],
        ["", "", "", "", "", "9=not applicable", ""],
    ]
    return header + [
        [one, two, "", since, until, indicator, "Made rationale"] for one, two, since, until, indicator in rows
    ]


def four_parts(rows: Iterable[Sequence[str]], more: int = 0) -> list[Rows]:
    """The rows of a table of pairs divided by column 1 as CMS divides them, each part with rows of made codes.

    Args:
        rows: the pairs.
        more: how many pairs of made codes are added, as a table of CMS has more than a million.
    """
    borders = ("0001A", "25442", "45000", "67000", "~")
    made = [("0001A", "0002A"), ("25441", "25999"), ("25442", "25999"), ("44999", "45000"), ("45000", "45001")]
    made += [("66999", "67001"), ("67000", "67001"), ("V5364", "V5363")]
    made += [(f"{45_001 + place // 1000}", f"{place % 1000:04d}Z") for place in range(more)]
    whole = [*((one, two, "19960101", "*", "1") for one, two in made), *map(tuple, rows)]
    return [pairs(sorted(row for row in whole if low <= row[0] < high)) for low, high in itertools.pairwise(borders)]


def limits(values: Mapping[str, tuple[int, int]], *, table: str = "Practitioner Services", more: int = 0) -> Rows:
    """A table of unit limits: for each code its limit and adjudication indicator."""
    notice = "A notice of several lines.\n\nCPT\xae is a registered trademark of the American Medical Association.\n"
    words = {1: "1 Line Edit", 2: "2 Date of Service Edit: Policy", 3: "3 Date of Service Edit: Clinical"}
    rows = [[notice, "", "", ""]]
    rows.append(["HCPCS/\nCPT Code", f"{table} MUE Values", "MUE Adjudication Indicator", "MUE Rationale"])
    made = dict.fromkeys(made_codes(more), (1, 2))
    for code, (units, indicator) in sorted({**made, **values}.items()):
        rows.append([code, str(units), words[indicator], "Nature of Service/Procedure"])
    return rows


def as_csv(rows: Rows) -> bytes:
    """Rows as CMS writes them into a csv."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("latin-1")


def as_tabs(rows: Rows) -> bytes:
    """Rows as CMS writes them into a txt of pairs."""
    return "".join("\t".join(row) + "\r\n" for row in rows).encode("latin-1")


def as_archive(members: Mapping[str, bytes]) -> bytes:
    """Files in an archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def as_workbook(**sheets: Sequence[Sequence[Cell]]) -> bytes:
    """Rows as a workbook, where cells that look like numbers are numbers, as CMS has them; days and times are formatted numbers."""
    kind = "http://schemas.openxmlformats.org"
    office, main = f"{kind}/officeDocument/2006/relationships", f"{kind}/spreadsheetml/2006/main"
    package, content = f"{kind}/package/2006/relationships", f"{kind}/package/2006/content-types"
    numbered = list(enumerate(sheets, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{content}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="3">'
        + "".join(f'<xf numFmtId="{form}"/>' for form in (0, 14, 21))
        + "</cellXfs></styleSheet>",
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>' for number, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number, _ in numbered
        )
        + f'<Relationship Id="styles" Type="{office}/styles" Target="styles.xml"/></Relationships>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        lines = "".join(
            f'<row r="{place}">{"".join(_cell(f"{_COLUMNS[column]}{place}", cell) for column, cell in enumerate(row))}</row>'
            for place, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
        )
    return as_archive({name: f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode() for name, text in parts.items()})


_COLUMNS = [first + last for first in ("", *string.ascii_uppercase) for last in string.ascii_uppercase]
_DAY_0 = date(1899, 12, 30)  # workbooks count from here


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - _DAY_0).days}</v></c>'
    if isinstance(cell, time):
        return f'<c r="{place}" s="2"><v>{(cell.hour * 60 + cell.minute) / 1440}</v></c>'
    if cell.replace(".", "", 1).isdigit() and not (cell.startswith("0") and cell[1:2].isdigit()):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
