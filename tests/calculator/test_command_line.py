"""The command line: a visit, many visits, bad visits, and the same bytes as the browser's door."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.__main__ import main
from calculator.model import Billed, Rules, Service, Visit
from calculator.serialize import field_types
from calculator.web import calculate_text
from tests.support.paths import ROOT
from tests.support.random_visits import GOOD
from tests.support.rule_files import small_rules

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Exit status, output and errors of `visit -`, for what stands on standard input."""

    def run(data: str | bytes, *options: str) -> tuple[int, str, str]:
        text = data.encode() if isinstance(data, str) else data
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        status = main(["visit", "-", *options])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def test_a_visit_for_a_person(visit: Run, rules: Rules) -> None:
    status, out, err = visit(GOOD)
    assert (status, err) == (0, "")
    assert out.startswith(
        "97110  GP        2 units\n97140  GP        1 unit\n\nminutes: 40 total, 40 timed, 40 pooled\n"
    )
    assert f"edition {rules.edition.edition}" in out


def test_json_is_the_same_text_as_the_browser_gets(visit: Run) -> None:
    status, out, _ = visit(GOOD, "--json")
    assert status == 0
    assert out == calculate_text(GOOD) + "\n"
    assert out == json.dumps(json.loads(out), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def test_a_bad_visit_exits_with_2(visit: Run) -> None:
    status, out, err = visit('{"payer": "medicare-part-b"}')
    assert (status, out) == (2, "")
    assert err.splitlines()[0] == "date_of_service: missing, expected a date such as 2026-03-02"
    status, out, err = visit('{"payer": "medicare-part-b"}', "--json")
    assert (status, err) == (2, "")
    assert json.loads(out)["errors"][0]["field"] == "date_of_service"


def test_one_line_one_result(visit: Run) -> None:
    data = f"{GOOD}\n\n  \nno json\n{{}}\n{GOOD}".encode() + b"\n\xff\n"
    status, out, _ = visit(f"{GOOD}\r\n{GOOD}", "--lines", "--json")
    assert (status, len(out.splitlines())) == (0, 2)
    status, out, err = visit(data, "--lines", "--json")
    results = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (1, "")
    assert ["errors" in result for result in results] == [False, True, True, False, True]
    assert results[1]["errors"][0]["field"] == results[4]["errors"][0]["field"] == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found text that is no JSON (line 1, column 1), expected a visit"),
        ("[" * 100_000, "found JSON nested too deeply, expected a visit"),
        ('{"payer": NaN}', "found NaN, which is no JSON number, expected a visit"),
        ('{"payer": "a", "payer": "b"}', "found the field payer twice, expected it once"),
        (GOOD.replace("33", "9" * 5000), "expected "),
    ],
    ids=["empty", "deep", "nan", "twice", "long number"],
)
def test_text_that_is_no_visit(text: str, message: str) -> None:
    [error] = json.loads(calculate_text(text))["errors"]
    assert message in error["message"]


def test_text_of_any_alphabet_comes_back_whole() -> None:
    text = '{"payer": "ÄÖ 病院 \\ud800"}'
    assert "found 'ÄÖ 病院 \\\\ud800'" in calculate_text(text)
    calculate_text(text).encode("utf-8")


@pytest.mark.parametrize("options", [(), ("--json",), ("--lines",), ("--lines", "--json")], ids=" ".join)
def test_a_byte_order_mark_changes_nothing(visit: Run, options: tuple[str, ...]) -> None:
    """Notepad and PowerShell write one; files put together have one in the middle."""
    marked = f"\ufeff{GOOD}\r\n" + f"\ufeff{GOOD}\r\n" * ("--lines" in options)
    plain = f"{GOOD}\n" + f"{GOOD}\n" * ("--lines" in options)
    assert visit(marked, *options) == visit(plain, *options)
    assert calculate_text("\ufeff" + GOOD) == calculate_text(GOOD)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_with_what_to_do(visit: Run, encoding: str) -> None:
    for options in ((), ("--lines",), ("--lines", "--json")):
        status, out, err = visit(GOOD.encode(encoding), *options)
        assert (status, out) == (2, "")
        assert "UTF-16" in err
        assert "save the file again as UTF-8" in err
    status, out, err = visit(GOOD.encode(encoding), "--json")
    assert (status, err) == (2, "")
    assert "UTF-16" in json.loads(out)["errors"][0]["message"]


def test_each_result_for_a_person_has_the_number_of_its_line(visit: Run) -> None:
    status, out, err = visit(f"{GOOD}\r\n\r\n{{}}\r\nno json\r\n{GOOD}\r\n", "--lines")
    assert (status, err) == (1, "")
    assert [line for line in out.splitlines() if line.startswith("line ")] == ["line 1", "line 3", "line 4", "line 5"]
    good, empty, no_json, again = out.split("\n\nline ")
    assert good.partition("\n")[2] == again.partition("\n")[2].rstrip("\n") == visit(GOOD)[1].rstrip("\n")
    assert "error: payer: missing" in empty
    assert "error: found text that is no JSON (line 1, column 1)" in no_json
    assert "\r" not in out


def test_what_the_visit_does_not_tell_stands_on_one_line(visit: Run) -> None:
    _, out, _ = visit(GOOD)
    untold = [line for line in out.splitlines() if "the visit does not" in line]
    needed = {
        " or ".join(entry["needs"])
        for entry in json.loads(calculate_text(GOOD))["not_checked"]
        if entry["kind"] == "not-told" and entry["because"].startswith("the visit does not")
    }
    assert len(untold) == 1
    assert set(untold[0].partition("lists them): ")[2].split(", ")) == needed


@pytest.mark.parametrize(
    "command", [("visit", "-", "--lines", "--json"), ("visit", "-", "--lines"), ("rules", "tests/small_rules")]
)
def test_a_reader_that_has_seen_enough_ends_it_quietly(command: tuple[str, ...]) -> None:
    """As `| head -1` does: nothing is read any more, though more would be written."""
    small = ["--rules", "tests/small_rules"] if command[0] == "visit" else []
    program = [sys.executable, "-m", "calculator", *command, *small]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(program, cwd=ROOT, **pipes) as running:  # type: ignore[call-overload]
        running.stdout.close()
        running.stdin.write(f"{GOOD}\n".encode() * 100)
        running.stdin.close()
        assert running.stderr.read() == b""
        assert running.wait() == 141


@pytest.mark.parametrize("options", [(), ("--json",), ("--lines",), ("--json", "--lines")], ids=" ".join)
@pytest.mark.parametrize("kind", ["missing", "folder", "circle of links", "name too long", "in a file"])
def test_a_file_that_cannot_be_read_is_told(
    kind: str, options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "visit.json"
    if kind == "folder":
        file.mkdir()
    if kind == "in a file":
        file.write_text(GOOD, encoding="utf-8")
    if kind == "circle of links":
        file.symlink_to(file)
    name = {"name too long": "x" * 5000, "in a file": f"{file}/visit.json"}.get(kind, str(file))
    assert main(["visit", name, *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{name}: found no readable file (")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["../codes/97110", "/etc/x", "a b", "", ".hidden"])
def test_no_new_file_is_written_outside_its_folder(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "parameter", name, "--rules", str(tmp_path / "rules")]) == 2
    assert "expected a name such as" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [("new", "parameter", "visits", "--rules", "{}"), ("schema", "{}"), ("bundle", "{}/rules.json")]
)
def test_a_file_that_cannot_be_written_is_told(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where a folder is wanted", encoding="utf-8")
    assert main([part.format(taken) for part in command]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{taken}")
    assert "expected" in err


# --- no text raises or hangs --------------------------------------------------------------------------------------

MEANT = ("2026-03-02", "medicare-part-b", "PT", "97110", "97161", "GP", "15202-00", "09:00", 15, "10.00")
FIELDS = st.sampled_from([*field_types(Visit), *field_types(Service)])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(MEANT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS | st.text(), inner, max_size=6),
    max_leaves=30,
)


def assert_answered(text: str, rules: Rules) -> None:
    """One line of JSON that is a result, or errors each of which tells what was expected."""
    answer = calculate_text(text, rules)
    assert answer.encode("utf-8")
    assert "\n" not in answer
    plain = json.loads(answer)
    assert "lines" in plain or (plain["errors"] and all("expected" in error["message"] for error in plain["errors"]))


SMALL = small_rules()


@given(st.sampled_from([*field_types(Visit)]), st.sampled_from([*field_types(Service), *field_types(Billed)]), JSON)
def test_any_json_is_answered_also_in_any_field(field: str, inner: str, value: object) -> None:
    good = json.loads(GOOD)
    services = [{**good["services"][0], inner: value}]
    lines = [{"code": "97110", "units": 1, "modifiers": ["GP"], inner: value}]
    for plain in (value, {**good, field: value}, {**good, "services": services, "billed": lines}):
        assert_answered(json.dumps(plain), SMALL)


@given(st.text(alphabet=st.sampled_from('{}[]":,\\ \n0-e.truefalsn\ufeff\ud800ü'), max_size=80))
def test_any_text_is_answered(text: str) -> None:
    assert_answered(text, SMALL)


@pytest.mark.parametrize(
    "text",
    [
        '{"x":' + '"' + '\\"' * 300_000,
        "{" + ",".join(f'"f{number}":1' for number in range(100_000)) + "}",
        "{" + ",".join(['"f":1'] * 100_000) + "}",
        GOOD.replace("33", '"' + "9" * 1_000_000 + '"'),
        "[" + '"[",' * 300_000 + "1]",
        " " * 1_000_000 + GOOD[:-1],
    ],
    ids=["string without end", "fields", "one field often", "long value", "brackets in strings", "blanks"],
)
def test_a_long_text_is_answered(text: str) -> None:
    """Each letter is looked at a few times, whatever the text: twice for each other letter would take hours here."""
    assert_answered(text, SMALL)


def test_other_rules_can_be_named(visit: Run) -> None:
    status, out, _ = visit(GOOD, "--json", "--rules", str(ROOT / "tests" / "small_rules"))
    assert status == 0
    assert json.loads(out)["timed_units"] == 3


def test_the_module_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "calculator", "visit", "-", "--json"]
    ran = subprocess.run(command, input=GOOD, capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout == calculate_text(GOOD) + "\n"
