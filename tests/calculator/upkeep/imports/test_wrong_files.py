"""A file that is not what it seems is refused with what was found, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.calculator.upkeep.imports.conftest import VALUES, Importer, relative_values, some_places
from tests.support import cms_files

RVU = "PPRRVU2027_Jan_nonQPP.csv"


def made(**about: object) -> cms_files.Rows:
    return cms_files.relative_values(VALUES, **{"year": 2027, "more": 15_000, **about})  # type: ignore[arg-type]


def changed_header() -> bytes:
    rows = made()
    rows[8][5], rows[8][6] = rows[8][6], rows[8][5]  # WORK and NON-FAC change places in one line of the stack
    return cms_files.as_csv(rows)


def moved_columns() -> bytes:
    """The header of CMS over columns that moved by one."""
    rows = made()
    return cms_files.as_csv([*rows[:10], *([*row[:4], "0.00", *row[4:-1]] for row in rows[10:])])


def two_factors() -> bytes:
    rows = made()
    rows[-1][25] = "33.1111"
    return cms_files.as_csv(rows)


ERROR_PAGE = b"<!DOCTYPE html>\n<html><head><title>Access Denied</title></head><body>License agreement</body></html>"

WRONG: dict[str, tuple[str, Callable[[], bytes], tuple[str, ...]]] = {
    "an error page": (RVU, lambda: ERROR_PAGE, (RVU, "web site")),
    "an empty file": (RVU, lambda: b"\r\n", (RVU, "empty")),
    "a PDF": ("RVU27A.csv", lambda: b"%PDF-1.7\n1 0 obj", ("RVU27A.csv", "PDF")),
    "UTF-16": (RVU, lambda: cms_files.as_csv(made()).decode("latin-1").encode("utf-16"), ("UTF-16",)),
    "an old workbook": ("x.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, (".xls",)),
    "an empty archive": ("rvu27a.zip", lambda: cms_files.as_archive({}), ("rvu27a.zip", "empty archive")),
    "an archive cut off": ("rvu27a.zip", lambda: cms_files.as_archive({RVU: relative_values()})[:9_000], ("cut-off",)),
    "an archive without a table": (
        "rvu27a.zip",
        lambda: cms_files.as_archive({"RVU27A.pdf": b"%PDF-1.7", "read me.txt": b"Hello"}),
        ("RVU27A.pdf", "read me.txt"),
    ),
    "a wrong sheet": (
        "PPRRVU2027.xlsx",
        lambda: cms_files.as_workbook(Notes=[["Something", "else"]]),
        ("sheet Notes", "PPRRVU"),
    ),
    "a broken workbook": ("x.xlsx", lambda: cms_files.as_archive({"xl/workbook.xml": b"<workbook"}), ("workbook",)),
    "a text": (RVU, lambda: b"Dear all,\nplease find attached\n", (RVU, "no title or header")),
    "cut off": (RVU, lambda: relative_values(more=900), ("905 rows", "15,000")),
    "cut off within a row": (RVU, lambda: relative_values()[:-40], ("cells",)),
    "columns without a header": (RVU, lambda: cms_files.as_csv(made()[10:]), (RVU, "no title or header")),
    "no title": (RVU, lambda: cms_files.as_csv([[""] * 32, *made()[1:]]), ("Relative Value File",)),
    "a changed header": (RVU, changed_header, ("WORK RVU", "NON-FAC PE RVU")),
    "moved columns": (RVU, moved_columns, ("CONV FACTOR",)),
    "a column more": (RVU, lambda: cms_files.as_csv([[*row, ""] for row in made()]), ("33 columns", "31 or 32")),
    "two factors": (RVU, two_factors, ("32.9999", "33.1111")),
    "a proposed rule": (
        "GPCI.csv",
        lambda: cms_files.as_csv(cms_files.indices(some_places(), year=2027, words="PROPOSED ")),
        ("FINAL",),
    ),
}
"""Files that are not what they seem: their name, their content, and what the message must have."""


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_with_what_was_found(
    case: str, importer: Importer, refused: Callable[..., list[str]]
) -> None:
    name, content, facts = WRONG[case]
    text = "\n".join(refused(importer.file(name, content())))
    assert [fact for fact in facts if fact not in text] == []


KNOWN: dict[str, tuple[Callable[[], bytes], str]] = {
    "DME limits": (
        lambda: cms_files.as_csv(cms_files.limits({"97110": (6, 3)}, table="DME Supplier Services")),
        "DME",
    ),
    "Medicaid limits": (
        lambda: cms_files.as_tabs(
            [["A notice"], ["HCPCS/CPT Code", "MUE Values", "MUE Rationale"], ["97110", "6", ""]]
        ),
        "Medicaid",
    ),
    "Medicaid pairs": (
        lambda: cms_files.as_tabs([["A notice"], [""], [""], ["97140", "97110", "20270101", "", "1", "Made"]]),
        "Medicaid",
    ),
    "add-on codes": (
        lambda: cms_files.as_csv([["A notice"], ["AOC_Edit_Type", "Add-On_Code", "AOC_DelDT"], ["1", "97546", ""]]),
        "AOC",
    ),
    "add-on codes of 2024": (
        lambda: cms_files.as_csv([["AOC_Edit_Type", "Add-On_Code", "AOC_DelDT_Julian"], ["1", "97546", "2024092"]]),
        "AOC",
    ),
    "imaging caps": (
        lambda: cms_files.as_csv(
            [["HCPCS", "MOD", "PROCSTAT", "CARRIER", "LOCALITY"], ["0001Z", "TC", "C", "01112", "05"]]
        ),
        "OPPSCAP",
    ),
    "imaging caps as text": (lambda: b"0001ZTC C 01112  05   150.69    150.69\r\n", "OPPSCAP"),
    "anesthesia": (
        lambda: cms_files.as_csv([["Contractor", "Locality", "Locality Name", "National Anes CF of 20.3"]]),
        "ANES",
    ),
    "anesthesia as text": (lambda: b"10112       00    ALABAMA                    1931\r\n", "ANES"),
    "counties": (
        lambda: cms_files.as_csv([["COUNTIES INCLUDED IN 2027 LOCALITIES. (ALPHABETICALLY)", ""]]),
        "LOCCO",
    ),
    "therapy codes": (
        lambda: cms_files.as_workbook(list=[["2027 Annual Therapy Update"], ["97110", "MADE DESCRIPTOR 1"]]),
        "therapy code list",
    ),
    "reduced amounts": (lambda: cms_files.as_csv([["2027 MPPR Rate File"], ["97110", "MADE DESCRIPTOR 1"]]), "MPPR"),
}
"""Files of CMS that are known and not read, and what each is called."""


@pytest.mark.parametrize("case", KNOWN)
def test_a_known_file_without_a_reader_is_named(
    case: str, importer: Importer, refused: Callable[..., list[str]]
) -> None:
    content, what = KNOWN[case]
    [line] = refused(importer.file("file", content()))
    assert what in line
    assert "DESCRIPTOR" not in line


def test_a_known_file_beside_a_table_is_left_and_named(importer: Importer) -> None:
    members = {"ANES2027.csv": KNOWN["anesthesia"][0](), RVU: relative_values(), "27LOCCO.csv": KNOWN["counties"][0]()}
    assert importer.run(importer.file("rvu27a.zip", cms_files.as_archive(members)), write=False) == 0
    assert "ANES2027.csv" in importer.text
    assert "27LOCCO.csv" in importer.text


def test_every_file_tells_what_is_wrong_with_it(importer: Importer, refused: Callable[..., list[str]]) -> None:
    good = importer.file("GPCI2027.csv", cms_files.as_csv(cms_files.indices(some_places(), year=2027)))
    page = importer.file("page.csv", ERROR_PAGE)
    short = importer.file(RVU, relative_values(more=900)[:-40])
    text = "\n".join(refused(page, good, short))
    assert "page.csv" in text  # cannot be read
    assert "cells" in text  # a row that is cut off
    assert "904 rows" in text or "905 rows" in text  # too few of them
    assert "GPCI2027.csv" not in text


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_what_is_no_file_is_refused(what: str, importer: Importer, refused: Callable[..., list[str]]) -> None:
    path = importer.files / what
    if what == "folder":
        path.mkdir()
    [line] = refused(path)
    assert what in line


def test_one_table_twice_is_refused(importer: Importer, refused: Callable[..., list[str]]) -> None:
    paths = [importer.file(f"{name}nonQPP.csv", relative_values()) for name in ("first ", "second ")]
    [line] = refused(*paths)
    assert "first nonQPP.csv" in line
    assert "second nonQPP.csv" in line


def test_an_archive_with_a_password_is_refused(importer: Importer, refused: Callable[..., list[str]]) -> None:
    data = bytearray(cms_files.as_archive({RVU: relative_values()}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag that says that a member is encrypted
        data[data.index(sign) + place] |= 1
    [line] = refused(importer.file("rvu27a.zip", bytes(data)))
    assert "password" in line


def test_a_damaged_member_is_refused(importer: Importer, refused: Callable[..., list[str]], tmp_path: Path) -> None:
    data = bytearray(cms_files.as_archive({RVU: relative_values()}))
    data[len(data) // 2] ^= 0xFF
    assert any("damaged" in line for line in refused(importer.file("rvu27a.zip", bytes(data))))
