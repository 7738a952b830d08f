"""Files, members of archives and sheets of workbooks: everything that may hold a table, without unpacking it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Literal

from calculator.upkeep.imports.release import Refusal, RefusedError

HEAD_BYTES = 65_536
"""How much of a file is looked at to recognize it."""

_MOST_BYTES = 1_000_000_000
_SIGNS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a workbook of the old form .xls",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
"""How files begin that are nothing a table can be read from."""


@dataclass(frozen=True, slots=True)
class Member:
    """Something that may hold a table.

    Attributes:
        path: the file.
        inside: its name inside an archive; empty for a plain file.
        sheet: the sheet of a workbook; empty for text.
        form: text or workbook.
        size: its bytes, unpacked.
    """

    path: Path
    inside: str = ""
    sheet: str = ""
    form: Literal["text", "workbook"] = "text"
    size: int = 0

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return (self.inside or self.path.name).replace("\\", "/").rpartition("/")[2]

    @property
    def stem(self) -> str:
        """Its name without ending, in small letters."""
        return self.name.rpartition(".")[0].lower() or self.name.lower()

    @property
    def shown(self) -> str:
        """Where it is, as messages show it."""
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return f"{self.path.name}/{self.inside}{sheet}" if self.inside else f"{self.path.name}{sheet}"


def members(paths: Sequence[Path]) -> tuple[list[Member], list[tuple[Path, Refusal]]]:
    """Everything in the files that may hold a table, and what cannot be opened, each with its file."""
    found: list[Member] = []
    refusals: list[tuple[Path, Refusal]] = []
    for path in paths:
        try:
            with path.open("rb") as file:
                start = file.read(HEAD_BYTES)
            if start.startswith(b"PK") and not _is_workbook(path):
                found += _in_archive(path, refusals)
            else:
                found += _as_members(Member(path, size=path.stat().st_size), start)
        except RefusedError as error:
            refusals += [(path, refusal) for refusal in error.refusals]
        except BROKEN as error:
            refusals.append((path, Refusal(path.name, f"{why_broken(error)}, expected a file or archive of CMS")))
    return found, refusals


BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)
"""What reading a damaged, locked or missing file raises."""


def why_broken(error: BaseException) -> str:
    """What was found, for the person who will look for a better file."""
    if isinstance(error, OSError):
        return f"found no readable file ({error.strerror or error})"
    if "password" in str(error) or "encrypted" in str(error):
        return "found an archive with a password"
    return "found a damaged or cut-off archive"


def _is_workbook(path: Path | BinaryIO) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _in_archive(path: Path, refusals: list[tuple[Path, Refusal]]) -> Iterator[Member]:
    """The members of an archive."""
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if not infos:
            raise RefusedError([Refusal(path.name, "found an empty archive, expected one with a table of CMS")])
        for info in infos:
            if info.filename.startswith("__MACOSX/"):
                continue
            try:
                with archive.open(info) as stream:
                    start = stream.read(HEAD_BYTES)
                yield from _as_members(Member(path, info.filename, size=info.file_size), start)
            except RefusedError as error:
                refusals += [(path, refusal) for refusal in error.refusals]
            except BROKEN as error:
                message = f"{why_broken(error)}, expected a table of CMS"
                refusals.append((path, Refusal(f"{path.name}/{info.filename}", message)))


def _as_members(member: Member, start: bytes) -> Iterator[Member]:
    """A file as one member, or as one for each sheet."""
    if member.size > _MOST_BYTES:
        raise RefusedError([Refusal(member.shown, f"found more than {_MOST_BYTES:,} bytes, expected a table of CMS")])
    if not start.strip():
        raise RefusedError([Refusal(member.shown, "found an empty file, expected a table of CMS")])
    for sign, what in _SIGNS.items():
        if start.startswith(sign):
            raise RefusedError([Refusal(member.shown, f"found {what}, expected csv, txt or xlsx")])
    if start.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<!--")):
        what = (
            "found a page of a web site, expected a table: download it again, the site answered with an error or a form"
        )
        raise RefusedError([Refusal(member.shown, what)])
    if not start.startswith(b"PK"):
        yield member
        return
    for sheet in workbook(member.path, member.inside).sheet_names:
        yield Member(member.path, member.inside, sheet, "workbook", member.size)


@lru_cache(maxsize=1)
def workbook(path: Path, inside: str) -> Any:
    """A workbook; the last one is kept, because it is asked for its sheets and then for their rows."""
    from python_calamine import CalamineError, CalamineWorkbook

    with opened(Member(path, inside)) as stream:
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
        except (CalamineError, ValueError) as error:
            where = Member(path, inside).shown
            raise RefusedError(
                [Refusal(where, f"found no workbook that can be read ({error}), expected one")]
            ) from None


@contextmanager
def opened(member: Member) -> Iterator[BinaryIO]:
    """The bytes of a plain file or of a member of an archive, as a stream."""
    if not member.inside:
        with member.path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(member.path) as archive, archive.open(member.inside) as packed:
        yield io.BufferedReader(packed, 1 << 20)  # type: ignore[type-var]
