"""The command line: a visit, many visits, bad visits, and the same bytes as the browser's door."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from calculator.__main__ import main
from calculator.web import calculate_text

ROOT = Path(__file__).parent.parent
GOOD = '{"date_of_service":"2026-03-02","payer":"medicare-part-b","discipline":"PT","services":[{"code":"97110","minutes":33},{"code":"97140","minutes":7}]}'


class Input:
    """Standard input that holds some bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def run(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], data: bytes, *arguments: str
) -> tuple[int, str, str]:
    """Exit status, output and errors of `visit -`."""
    monkeypatch.setattr(sys, "stdin", Input(data))
    status = main(["visit", "-", *arguments])
    sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    return status, out.decode(), err.decode()


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):  # type: ignore[no-untyped-def]
    return lambda data, *arguments: run(
        monkeypatch, capfdbinary, data if isinstance(data, bytes) else data.encode(), *arguments
    )


def test_a_visit_for_a_person(visit) -> None:  # type: ignore[no-untyped-def]
    status, out, err = visit(GOOD)
    assert (status, err) == (0, "")
    assert out.startswith(
        "97110  GP        2 units\n97140  GP        1 unit\n\nminutes: 40 in all, 40 timed, 40 pooled\n"
    )
    assert "edition 2026.1" in out


def test_json_is_the_same_text_as_the_browser_gets(visit) -> None:  # type: ignore[no-untyped-def]
    status, out, _ = visit(GOOD, "--json")
    assert status == 0
    assert out == calculate_text(GOOD) + "\n"
    assert out == json.dumps(json.loads(out), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def test_a_bad_visit_exits_with_2(visit) -> None:  # type: ignore[no-untyped-def]
    status, out, err = visit('{"payer": "medicare-part-b"}')
    assert (status, out) == (2, "")
    assert err.splitlines()[0] == "date_of_service: missing, expected a date such as 2026-03-02"
    status, out, err = visit('{"payer": "medicare-part-b"}', "--json")
    assert (status, err) == (2, "")
    assert json.loads(out)["errors"][0]["field"] == "date_of_service"


def test_one_line_one_result(visit) -> None:  # type: ignore[no-untyped-def]
    data = f"{GOOD}\n\n  \nno json\n{{}}\n{GOOD}".encode() + b"\n\xff\n"
    status, out, err = visit(data, "--lines", "--json")
    results = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (1, "")
    assert ["errors" in result for result in results] == [False, True, True, False, True]
    assert results[1]["errors"][0]["field"] == results[4]["errors"][0]["field"] == ""


def test_only_good_lines_exit_with_0(visit) -> None:  # type: ignore[no-untyped-def]
    status, out, _ = visit(f"{GOOD}\r\n{GOOD}", "--lines", "--json")
    assert (status, len(out.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found text that is no JSON (line 1, column 1), expected a visit"),
        ("[" * 100_000, "found JSON nested too deeply, expected a visit"),
        ('{"payer": NaN}', "found NaN, which is no JSON number, expected a visit"),
        ('{"payer": "a", "payer": "b"}', "found the field payer twice, expected it once"),
    ],
    ids=["empty", "deep", "nan", "twice"],
)
def test_text_that_is_no_visit(text: str, message: str) -> None:
    assert json.loads(calculate_text(text)) == {"errors": [{"field": "", "message": message}]}


def test_very_long_numbers_are_refused() -> None:
    text = GOOD.replace("33", "9" * 5000)
    [problem] = json.loads(calculate_text(text))["errors"]
    assert "expected" in problem["message"]


def test_text_of_any_alphabet_comes_back_whole() -> None:
    text = '{"payer": "ÄÖ 病院 \\ud800"}'
    assert "found 'ÄÖ 病院 \\\\ud800'" in calculate_text(text)
    calculate_text(text).encode("utf-8")


def test_a_file_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["visit", "no-such-file.json"]) == 2
    assert "no-such-file.json: found no readable file" in capsys.readouterr().err


def test_other_rules_can_be_named(visit) -> None:  # type: ignore[no-untyped-def]
    status, out, _ = visit(GOOD, "--json", "--rules", str(ROOT / "tests" / "small_rules"))
    assert status == 0
    assert json.loads(out)["timed_units"] == 3


def test_the_module_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "calculator", "visit", "-", "--json"]
    ran = subprocess.run(command, input=GOOD, capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout == calculate_text(GOOD) + "\n"
