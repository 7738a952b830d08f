"""Whatever bytes a file has, an import reads them or refuses them in words; the order of members changes nothing."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calculator.upkeep.imports.context import Context
from calculator.upkeep.imports.gather import Gathered, gathered
from calculator.upkeep.imports.known_files import READERS
from calculator.upkeep.imports.parts import Part, missing_parts
from calculator.upkeep.imports.release import Asked, Refusal, RefusedError, Release, catalogue_of
from tests.calculator.upkeep.imports.conftest import VALUES, some_places
from tests.support import cms_files
from tests.support.rule_files import small_rules

ROWS = [("97140", "97110", "20270101", "*", "1"), ("97161", "97140", "20200101", "20200101", "9")]


@functools.cache
def good() -> dict[str, bytes]:
    """A file of each kind and form, each by a name that CMS gives it."""
    values = cms_files.relative_values(VALUES, year=2027)
    return {
        "PPRRVU2027_Jan_nonQPP.csv": cms_files.as_csv(values),
        "PPRRVU2027_Jan_nonQPP.xlsx": cms_files.as_workbook(values=values),
        "PPRRVU2025_Jan.txt": cms_files.fixed_width(cms_files.relative_values(VALUES, year=2025)).encode(),
        "GPCI2027.csv": cms_files.as_csv(cms_files.indices(some_places(), year=2027)),
        "GPCI2027.txt": cms_files.indices_text(cms_files.indices(some_places(), year=2027)).encode(),
        "MCR_MUE_PractitionerServices_Eff_01-01-2027.csv": cms_files.as_csv(cms_files.limits({"97110": (6, 3)})),
        "ccipra-v330r0-f4.TXT": cms_files.as_tabs(cms_files.four_parts(ROWS)[3]),
        "rvu27a.zip": cms_files.as_archive({"PPRRVU2027_Jan_nonQPP.csv": cms_files.as_csv(values), "x.pdf": b"%PDF"}),
    }


def read(files: dict[str, bytes], **asked: Any) -> Gathered:
    """What files hold, with the small rules."""
    rules = small_rules()
    with TemporaryDirectory() as folder:
        paths = []
        for name, content in files.items():
            paths.append(Path(folder) / name)
            paths[-1].write_bytes(content)
        return gathered(paths, Context(rules, catalogue_of(rules), Asked(read_on=date(2026, 12, 1), **asked)))


def is_read_or_refused(name: str, content: bytes) -> None:
    refusals: tuple[Refusal, ...] = ()
    releases: tuple[Release, ...] = ()
    try:
        releases = read({name: content}, release="RVU25A").releases
    except RefusedError as error:
        refusals = error.refusals
    assert releases or refusals
    for refusal in refusals:
        assert str(refusal).startswith(name)
        assert "found" in refusal.message
        assert "DESCRIPTOR" not in str(refusal)


@given(content=st.binary(max_size=400))
@example(content=b"PK\x03\x04")
@example(content=b"PK\x05\x06" + b"\0" * 18)
@example(content=b"\xef\xbb\xbf")
@example(content=b'"')
@example(content=b"HDR \r\n")
@example(content=b"\0" * 99)
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    is_read_or_refused("any.csv", content)


@given(data=st.data(), name=st.sampled_from(sorted(good())))
@settings(max_examples=150)
def test_a_damaged_file_is_read_or_refused_in_words(data: st.DataObject, name: str) -> None:
    content = bytearray(good()[name])
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 60))
        content[start : start + length] = data.draw(st.binary(max_size=30) | st.text(max_size=9).map(str.encode))
    is_read_or_refused(name, bytes(content))


@given(data=st.data(), name=st.sampled_from(sorted(good())))
def test_a_file_cut_off_anywhere_is_read_or_refused_in_words(data: st.DataObject, name: str) -> None:
    content = good()[name]
    is_read_or_refused(name, content[: data.draw(st.integers(0, len(content)))])


@pytest.mark.parametrize("name", sorted(name for name in good() if not name.startswith("cci")))
def test_the_files_that_are_damaged_here_are_good(name: str) -> None:
    [release] = read({name: good()[name]}, release=None if "2025" not in name else "RVU25A").releases
    assert release.rows


@given(
    names=st.permutations(["ccipra-v330r0-f1.TXT", "ccipra-v330r0-f2.txt", "f3.txt", "f4.txt", "GPCI2027.csv", "x.pdf"])
)
@settings(max_examples=20)
def test_the_order_of_members_does_not_matter(names: list[str]) -> None:
    parts = [cms_files.as_tabs(part) for part in cms_files.four_parts(ROWS)]
    contents = dict(zip(["f1", "f2", "f3", "f4"], parts, strict=True)) | {"GP": good()["GPCI2027.csv"], "x.": b"%PDF"}

    def archive(names: list[str]) -> dict[str, bytes]:
        members = {}
        for name in names:
            key = next(key for key in contents if key in name)
            members[name if name[0] != "f" else f"ccipra-v330r0-{name}"] = contents[key]
        return {"all.zip": cms_files.as_archive(members)}

    first, other = read(archive(sorted(names))), read(archive(names))
    assert [(one.file, one.rows, one.codes) for one in first.releases] == [
        (one.file, one.rows, one.codes) for one in other.releases
    ]
    assert len(first.releases) == 2


CODES = st.from_regex(r"[0-9]{4}[0-9A-Z]|[A-V][0-9]{4}", fullmatch=True)


@given(codes=st.lists(CODES, min_size=8, max_size=8, unique=True).map(sorted), missing=st.integers(0, 3))
def test_a_part_missing_by_its_name_is_always_named(codes: list[str], missing: int) -> None:
    parts = [Part(f"f{n + 1}.txt", n + 1, codes[n * 2], codes[n * 2 + 1]) for n in range(4)]
    assert list(missing_parts(parts)) == []
    assert any(f"f{missing + 1} missing" in text for text in missing_parts([*parts[:missing], *parts[missing + 1 :]]))


@given(name=st.sampled_from(sorted(good())))
def test_one_reader_at_most_knows_a_file(name: str) -> None:
    from calculator.upkeep.imports import cells, members

    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(good()[name])
        for member in members.members([path])[0]:
            start = cells.head(member)
            assert sum(reader.recognizes(start) for reader in READERS) == 1
