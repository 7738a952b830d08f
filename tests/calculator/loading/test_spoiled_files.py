"""Rule files that an editor, a spreadsheet or a hostile proposal spoiled: told with file and line, never a traceback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calculator.loading import rule_reader, table_reader, text_files
from tests.support.paths import SMALL_RULES

TABLE = "tables/relative-values.csv"
CODE = "codes/97110.yaml"
EVERY_FILE = sorted(path.relative_to(SMALL_RULES).as_posix() for path in SMALL_RULES.glob("**/*.*"))


def told(small_rules: Path) -> list[tuple[str, int]]:
    """The file and the line of every problem."""
    return [(problem.file.removeprefix("rules/"), problem.line) for problem in rule_reader.check(small_rules)]


# --- what is no rule -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [".97110.yaml.swp", ".DS_Store", "97110.yaml~", "#97110.yaml#", ".#97110.yaml", "~$97110.yaml", ".idea"]
)
@pytest.mark.parametrize("folder", ["", "codes", "tables"])
def test_what_editors_leave_is_no_rule(name: str, folder: str, small_rules: Path) -> None:
    (small_rules / folder / name).write_bytes(b"\x00\xffb0VIM 9.0")
    (small_rules / folder / ".hidden").mkdir()
    assert rule_reader.check(small_rules) == []


@pytest.mark.parametrize(
    ("name", "folder"),
    [("97110.yaml.orig", "codes"), ("old", "codes"), ("pair.csv", "tables"), ("edtion.yaml", ""), ("notes", "")],
)
def test_what_nothing_reads_is_told(name: str, folder: str, small_rules: Path) -> None:
    path = small_rules / folder / name
    path.mkdir() if name in ("old", "notes") else path.write_text("name: x\n", encoding="utf-8")
    assert told(small_rules) == [((Path(folder) / name).as_posix(), 1)]


# --- bytes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [TABLE, CODE])
@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda text: text.encode("utf-16"), 1),
        (lambda text: text.encode("utf-16-be"), 1),
        (lambda text: text.replace("97110", "Zürich").encode("latin-1"), None),
        (lambda text: text.encode().replace(b"97110", b"\xff", 1), None),
        (lambda text: text.encode() + b"\n" * text_files.MOST_BYTES, 1),
        (lambda _: b"", 1),
        (lambda text: text.encode()[: len(text) // 2] + b"\0", None),
    ],
    ids=["utf-16 with a mark", "utf-16 without", "latin-1", "no text", "too large", "empty", "cut off"],
)
def test_bytes_that_are_no_text_are_told(
    spoil: Callable[[str], bytes], line: int | None, file: str, small_rules: Path
) -> None:
    text = (small_rules / file).read_text(encoding="utf-8")
    data = spoil(text)
    (small_rules / file).write_bytes(data)
    found = [place for place in told(small_rules) if place[0] == file]
    bad = (number for number, part in enumerate(data.split(b"\n"), 1) if not part.isascii() or b"\0" in part)
    assert found[0] == (file, line or next(bad))


@pytest.mark.parametrize("file", EVERY_FILE)
def test_a_byte_order_mark_and_other_line_ends_change_nothing(file: str, small_rules: Path) -> None:
    data = (small_rules / file).read_bytes()
    (small_rules / file).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert rule_reader.load_checked(small_rules) == rule_reader.load_checked(SMALL_RULES)


def test_a_cell_that_is_too_long_is_told_with_its_line_and_the_rest_is_read(small_rules: Path) -> None:
    head, row, _ = (small_rules / TABLE).read_text(encoding="utf-8").split("\n")
    long = row.replace("97110", "9" * 200_000)
    (small_rules / TABLE).write_text(f"{head}\n{row}\n{long}\n{row.replace('0.45', 'x')}\n", encoding="utf-8")
    assert [line for _, line in told(small_rules)] == [3, 4, 4]  # the last row is wrong, and given twice


def test_quoted_cells_with_commas_and_quotes_are_read() -> None:
    rows, wrong = table_reader.rows_of('a,b\n"1, ""2""",\n', known=("a", "b"), needed=("a",))
    assert ([(row.line, row.cells) for row in rows], wrong) == ([(2, {"a": '1, "2"'})], [])


# --- links, folders, pipes -------------------------------------------------------------------------------------------

SECRET = "root-of-all-words"


@pytest.mark.parametrize(
    "put",
    [
        lambda path, elsewhere: path.symlink_to(elsewhere),
        lambda path, elsewhere: path.symlink_to(elsewhere / "nothing"),
        lambda path, _: path.symlink_to(path.parent / "nothing"),
        lambda path, _: path.symlink_to(path),
        lambda path, _: path.symlink_to("/dev/zero"),
        lambda path, _: path.mkdir(),
        lambda path, _: os.mkfifo(path),
    ],
    ids=["link out", "link out to nothing", "link to nothing", "link to itself", "device", "folder", "pipe"],
)
@pytest.mark.parametrize("file", ["codes/99999.yaml", CODE, TABLE, "tables/places.csv", "sources.yaml"])
def test_what_is_no_file_of_the_folder_is_told_and_not_read(
    put: Callable[[Path, Path], None], file: str, small_rules: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.yaml").write_text(f"{SECRET}: {SECRET}\n", encoding="utf-8")
    (small_rules / file).unlink(missing_ok=True)
    put(small_rules / file, tmp_path / "elsewhere.yaml")
    problems = rule_reader.check(small_rules)
    assert (f"rules/{file}", 1) in [(problem.file, problem.line) for problem in problems]
    assert SECRET not in "".join(map(str, problems))


def test_a_folder_that_leads_out_is_told_and_not_listed(small_rules: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / f"{SECRET}.yaml").write_text(f"{SECRET}: x\n", encoding="utf-8")
    shutil.rmtree(small_rules / "comparisons")
    (small_rules / "comparisons").symlink_to(tmp_path / "elsewhere")
    problems = rule_reader.check(small_rules)
    assert ("rules/comparisons", 1) in [(problem.file, problem.line) for problem in problems]
    assert SECRET not in "".join(map(str, problems))


def test_a_link_inside_the_folder_is_read(small_rules: Path) -> None:
    (small_rules / CODE).rename(small_rules / "codes" / ".kept")
    (small_rules / CODE).symlink_to(".kept")
    assert rule_reader.check(small_rules) == []


def test_a_problem_is_one_line_whatever_the_file_holds(small_rules: Path) -> None:
    text = (small_rules / CODE).read_text(encoding="utf-8")
    text = text.replace("category: ther", 'category: "\\n::error::x"\nother: ther')
    (small_rules / CODE).write_text(text, encoding="utf-8")
    (small_rules / "codes" / "a\n::error::b,c.yaml").write_text("name: x\n", encoding="utf-8")
    (small_rules / os.fsdecode(b"codes/\xff.yaml")).write_text("name: x\n", encoding="utf-8")
    problems = rule_reader.check(small_rules)
    assert len({problem.file for problem in problems}) == 3
    for problem in problems:
        for line in (str(problem), problem.as_github()):
            assert len(line.splitlines()) == 1
            assert line.encode("utf-8")
        assert problem.as_github().count("::error ") == 1


# --- laws ------------------------------------------------------------------------------------------------------------

MARKS = (
    *("*a", "&a ", "!!binary ", "[" * 40, "{", '"', "\n", "\r", ": ", ",", "\0", "'", "- ", "---\n", "\\0", "\ufeff"),
    *("0", "-1", "9" * 30, "0.5", "2026-02-30", "9999-12-31", "{0}", "null", "true", "FILL IN", "index", "97110"),
)
"""What has a meaning in YAML or CSV, or to anyone who reads the values."""

DAMAGE = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 40),
        st.binary(max_size=8)
        | st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass"))
        | st.sampled_from([mark.encode() for mark in MARKS]),
    ),
    min_size=1,
    max_size=3,
)
"""Places in a file, each with how many bytes are lost there and what comes instead."""


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(file=st.sampled_from(EVERY_FILE), damage=DAMAGE)
def test_no_damage_to_a_file_raises(file: str, damage: list[tuple[float, int, bytes]], small_rules: Path) -> None:
    data = kept = (small_rules / file).read_bytes()
    for where, lost, instead in damage:
        at = int(where * len(data))
        data = data[:at] + instead + data[at + lost :]
    try:
        (small_rules / file).write_bytes(data)
        for problem in rule_reader.check(small_rules):
            assert problem.line >= 1
            assert str(problem).startswith("rules/")
    finally:
        (small_rules / file).write_bytes(kept)


@given(st.text(alphabet=st.sampled_from('a,b"\n\r; \t\0ü1'), max_size=60))
def test_every_row_of_a_table_is_read_or_told(body: str) -> None:
    """A line is part of a row that was read, of a mistake that was told, or of a quote that was opened before."""
    text = "a,b\n" + body
    rows, wrong = table_reader.rows_of(text, known=("a", "b"), needed=("a",))
    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))
    assert all(2 <= line <= text.count("\n") + text.count("\r") + 1 for line in (*lines, *(one.line for one in wrong)))
    if '"' not in body:
        starts = 1 + len(body.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")) * bool(body)
        assert {*lines, *(one.line for one in wrong)} == set(range(2, starts + 1))


def test_work_on_a_file_is_bounded(small_rules: Path) -> None:
    """Each of these would be read for minutes or without end."""
    levels = [
        f"{chr(97 + level)}: &{chr(97 + level)} [{', '.join(['*' + chr(96 + level)] * 9)}]" for level in range(1, 20)
    ]
    for text in (
        "\n".join(["a: &a [x]", *levels]),
        "[" * 100_000,
        "{a: " * 100_000,
        "[1," * 10 + "1," * 500_000,
        "- " * 50_000,
    ):
        (small_rules / CODE).write_text(text, encoding="utf-8")
        assert CODE in [file for file, _ in told(small_rules)]
