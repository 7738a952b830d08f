"""The `audit` command: what it prints and writes, and its exit status."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from calculator import default_rules
from calculator.__main__ import main
from calculator.audit.tell import harmless
from calculator.claims.worklist import audit
from tests.support.claim_files import Day, Sent, claims, many, table
from tests.support.cms_files import as_workbook

GOOD = Day("P1", date(2026, 3, 2), (Sent("97110", 2, ("GP",)),), account="A1")
FAULTY = Day("P1", date(2026, 3, 2), (Sent("97110", 2),), account="A1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "march.837"
    path.write_bytes(claims([FAULTY]))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["audit", *map(str, arguments)])
    return status, *capsys.readouterr()


def test_it_prints_what_the_function_gives(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, file, "--json", "--place", "15202-00")
    assert status == 1
    made = audit([file.read_bytes()], {"locality": "15202-00"}, default_rules())
    assert out == json.dumps(made, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def test_several_processes_give_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "many.837"
    path.write_bytes(claims(many(450)))
    one, two = (run(capsys, path, "--json", "-j", jobs)[1] for jobs in (1, 2))
    assert one == two


def test_people_see_finding_place_and_what_was_not_checked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, file)
    assert "[missing-discipline-modifier]" in out
    assert "more-units-than-minutes" in out
    assert "PATP1" not in out + err


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (claims([FAULTY]), 1),
        (claims([Day("P1", date(2026, 3, 2), (Sent("97110", 2, ("GP",), charge="50"),), diagnoses=("M5450",))]), 0),
        (claims([Day("P1", date(2026, 3, 2), (Sent("97110", 1, ("GP", "59")),))]), 3),
        (b"<html>", 2),
        (b"", 2),
    ],
)
def test_the_exit_status_tells_the_worst(
    content: bytes, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert run(capsys, path)[0] == status


def test_files_and_settings_that_are_wrong_are_said_without_a_traceback(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in (
        [tmp_path / "none"],
        [file, "--payer", "nobody"],
        [file, "--place", "Ohio"],
        [file, "--csv", tmp_path],
    ):
        status, out, err = run(capsys, *wrong)
        assert (status, out) == (2, "")
        assert "found" in err


def test_a_spreadsheet_gets_the_items_and_no_formula(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, file, "--csv", tmp_path / "out.csv")
    [row] = [
        row
        for row in csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines())
        if row["severity"] == "error"
    ]
    assert (row["check"], row["line"], row["code"]) == ("missing-discipline-modifier", "1", "97110")
    assert [harmless(text)[0] for text in ("=1", "+1", "-a", "@x", "\t=1")] == ["'"] * 5
    assert harmless("-1.50") == "-1.50"


def test_one_page_needs_nothing_else(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, file, "--html", tmp_path / "out.html")
    text = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "missing-discipline-modifier" in text
    assert not any(word in text for word in ("<script", "src=", "href=", "url(", "http:", "https:"))


def test_a_workbook_gives_what_the_same_table_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line.split(",") for line in table([GOOD]).decode().splitlines()]
    (tmp_path / "a.csv").write_bytes(b"Clinic report\n" + table([GOOD]))
    (tmp_path / "a.xlsx").write_bytes(as_workbook(Report=[["Clinic report"], *rows]))
    of_csv, of_xlsx = (json.loads(run(capsys, tmp_path / name, "--json")[1]) for name in ("a.csv", "a.xlsx"))
    assert of_csv == of_xlsx
    assert of_xlsx["visits"]


def test_what_only_begins_like_a_workbook_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 and nothing else")
    status, _, err = run(capsys, tmp_path / "a.xlsx")
    assert status == 2
    assert "found no workbook" in err


@pytest.mark.parametrize(
    "text",
    [
        '{"Who": "patient", "When": "date", "What": "code", "Many": "units"}',
        "Who: patient\nWhen: date\nWhat: code\nMany: units\n",
    ],
)
def test_a_profile_may_be_json_or_yaml(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "profile").write_text(text)
    (tmp_path / "rows.csv").write_text("Who,When,What,Many\n1,2026-03-02,97110,1\n")
    asked = (tmp_path / "rows.csv", "--payer", "medicare-part-b", "--json", "--columns", tmp_path / "profile")
    assert len(json.loads(run(capsys, *asked)[1])["visits"]) == 1
    (tmp_path / "profile").write_text("Who: nobody\n")
    assert run(capsys, *asked)[0] == 2


def test_payers_are_named_by_what_the_file_calls_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.837"
    path.write_bytes(claims([Day("P1", date(2026, 3, 2), (Sent("97110", 1, ("GP",)),), filing="CI")]))
    _, out, _ = run(capsys, path, "--payer", "PAY01=aetna", "--json")
    assert [one["given"]["payer"] for one in json.loads(out)["visits"]] == ["aetna"]
