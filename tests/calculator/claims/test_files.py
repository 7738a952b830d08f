"""What is cut, left out, joined and refused: claims, tables and visits from files that are as they should be or not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calculator import default_rules
from calculator.claims import names
from calculator.claims.worklist import SettingsError, audit
from tests.support.claim_files import HEAD, Day, Sent, claim_segments, claims, interchange, table

ON = date(2026, 3, 2)
GAIT = Sent("97116", 1, ("GP",))
EXERCISE = Sent("97110", 2, ("GP",))
ONE = Day("P1", ON, (EXERCISE, GAIT), account="A1")


def made(*files: bytes, minutes: tuple[bytes, ...] = (), **settings: Any) -> dict[str, Any]:
    return audit(files, settings, default_rules(), minutes)


def checks(worklist: dict[str, Any]) -> list[str]:
    return [item["check"] for item in worklist["items"]]


def skipped(worklist: dict[str, Any]) -> dict[str, int]:
    return dict(worklist["files"][0]["skipped"])


def problems(worklist: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["place"], one["found"]) for one in worklist["problems"]]


def test_lines_of_two_claims_of_a_day_are_one_visit() -> None:
    other = replace(ONE, lines=(Sent("97140", 1),), account="A2")
    worklist = made(claims([ONE, other]))
    assert [len(one["lines"]) for one in worklist["visits"]] == [3]
    [missing] = [item for item in worklist["items"] if item["check"] == "missing-discipline-modifier"]
    assert (missing["code"], missing["place"][:7]) == ("97140", "claim 2")


def test_the_same_line_in_two_claims_is_a_duplicate() -> None:
    assert "duplicate-line" in checks(made(claims([ONE, replace(ONE, account="A2")])))
    assert "duplicate-line" not in checks(made(claims([ONE, replace(ONE, day=date(2026, 3, 3))])))


def test_a_replacement_supersedes_in_either_order() -> None:
    new = replace(ONE, frequency="7", lines=(EXERCISE,), more=("REF*F8*PAYERCLAIM1",))
    for files in ([ONE, new], [new, ONE]):
        worklist = made(claims(files))
        assert [len(one["lines"]) for one in worklist["visits"]] == [1]
        assert sum(skipped(worklist).values()) == 2
    assert "replacement-without-original" not in checks(made(claims([new])))
    assert "replacement-without-original" in checks(made(claims([replace(new, more=())])))


def test_a_void_takes_its_claim_back() -> None:
    worklist = made(claims([ONE, replace(ONE, frequency="8", more=("REF*F8*PAYERCLAIM1",))]))
    assert worklist["visits"] == []
    assert sum(skipped(worklist).values()) == 4


def test_a_second_payers_copy_is_not_counted_twice() -> None:
    worklist = made(claims([ONE, replace(ONE, patient="OTHERID", order="S", filing="CI")]), payer="aetna")
    assert [len(one["lines"]) for one in worklist["visits"]] == [2]
    alone = made(claims([replace(ONE, order="S")]))
    assert len(alone["visits"]) == 1


def test_minutes_are_never_read_out_of_units_in_minutes_or_notes() -> None:
    segments = claim_segments([replace(ONE, more=("NTE*ADD*START 0900 STOP 0945",))])
    segments = [one.replace("*UN*2", "*MJ*30") for one in segments]
    worklist = made(interchange([*HEAD, *segments]))
    assert skipped(worklist) == {"no whole units": 1}
    assert "units-not-whole" in checks(worklist)
    assert all("services" not in one["given"] for one in worklist["visits"])


@pytest.mark.parametrize(
    ("units", "is_read"), [("2", True), ("2.00", True), ("0.5", False), ("-1", False), ("x", False)]
)
def test_units_are_whole(units: str, is_read: bool) -> None:
    segments = [one.replace("*UN*2", f"*UN*{units}") for one in claim_segments([ONE])]
    worklist = made(interchange([*HEAD, *segments]))
    assert len(worklist["visits"][0]["lines"]) == 1 + is_read
    assert bool(worklist["problems"]) is not is_read


def test_a_line_for_several_days_is_not_divided() -> None:
    segments = [one.replace("D8*20260302", "RD8*20260302-20260304") for one in claim_segments([ONE])]
    worklist = made(interchange([*HEAD, *segments]))
    assert skipped(worklist) == {"one line for several days": 2}
    assert checks(worklist) == ["line-for-several-days"] * 2
    same = [one.replace("D8*20260302", "RD8*20260302-20260302") for one in claim_segments([ONE])]
    assert len(made(interchange([*HEAD, *same]))["visits"]) == 1


def test_the_discipline_is_inherited_where_the_day_has_one() -> None:
    worklist = made(claims([replace(ONE, lines=(EXERCISE, Sent("97140", 1)))]))
    assert [one["given"]["discipline"] for one in worklist["visits"]] == ["PT"]
    nobody = made(claims([replace(ONE, lines=(Sent("99213", 1),))]))
    assert sum(skipped(nobody).values()) == 1


def test_a_therapy_code_that_shows_no_discipline_is_checked_all_the_same() -> None:
    worklist = made(claims([replace(ONE, lines=(Sent("97110", 1),))]))
    assert {"missing-discipline-modifier", "discipline-not-shown"} <= set(checks(worklist))


def test_the_file_ends_in_a_claim_and_all_others_are_read() -> None:
    whole = claims([ONE, replace(ONE, patient="P2", account="A2")])
    cut = whole[: whole.rindex(b"SV1*HC:97116") + 5]
    worklist = made(cut)
    assert [one["patient"] for one in worklist["visits"]] == [1]
    assert skipped(worklist) == {"the file ends inside the claim": 1}
    assert len(worklist["problems"]) == 2


def test_two_interchanges_in_one_file_with_separators_of_their_own() -> None:
    other = claims([replace(ONE, patient="P2", account="A2")], separators=("|", ">", "'"))
    worklist = made(claims([ONE]) + other)
    assert len(worklist["visits"]) == 2
    assert not worklist["problems"]
    assert worklist["files"][0]["claims"] == 2


def test_separators_that_change_within_a_file_are_reported_and_nothing_is_lost() -> None:
    mixed = claims([ONE]).replace(b"LX*2", b"LX|2")
    worklist = made(mixed)
    file = worklist["files"][0]
    assert file["read"] + file["stepped_over"] + file["reported"] == file["parts"]
    assert worklist["problems"]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (interchange([], version="004010X098A1"), "4010"),
        (interchange(["AK1*HC*1"], kind="999", version="005010X231A1"), "999"),
        (interchange(["BHT*0085"], kind="277", version="005010X214"), "277"),
        (interchange([], version="005010X224A2"), "dental"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"%PDF-1.7", "PDF"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "header"),
        (b"Date,Code\n2026-03-02,97110\n", "patients"),
    ],
)
def test_what_is_none_is_named(data: bytes, word: str) -> None:
    worklist = made(data)
    assert any(word in one["found"] for one in worklist["problems"])
    assert not worklist["visits"]


def test_a_claim_with_fifty_lines_is_read() -> None:
    many = replace(ONE, lines=tuple(Sent("97110", 1, ("GP",)) for _ in range(50)))
    assert [len(one["lines"]) for one in made(claims([many]))["visits"]] == [50]


def test_a_table_with_titles_odd_cells_and_totals() -> None:
    rows = """Clinic report,,,,
,,,,
Patient Name,Visit Date,CPT Code,Mod 1,Units
"Sample, Sally",46083,97110.0,GP,2.00
"Sample, Sally",3/2/26,97140-GP-59,,1
"Sample, Sally",,97110,GP,1
"Sample, Sally",2026-03-03,"97110(2), 97140(1)",GP,1
"Sample, Sally",2026-03-03,97110,GP,1.5
Total,,,,5"""
    worklist = made(rows.encode(), payer="medicare-part-b")
    assert [one["given"]["billed"] for one in worklist["visits"]] == [
        [
            {"code": "97110", "units": 2, "modifiers": ["GP"]},
            {"code": "97140", "units": 1, "modifiers": ["GP", "59"]},
        ]
    ]
    assert [place for place, _ in problems(worklist)] == ["row 6", "row 7", "row 8"]
    assert sum(skipped(worklist).values()) == 4
    assert "Sample" not in repr(worklist)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    text = "Patient ID;Date;CPT;Units;Modifier\nJosé;2026-03-02;97110;1;GP\n"
    assert len(made(text.encode(encoding), payer="medicare-part-b")["visits"]) == 1


def test_a_profile_says_which_column_is_what() -> None:
    rows = b"Who,When,What,How many\n1,2026-03-02,97110,2\n"
    assert not made(rows)["visits"]
    columns = {"Who": "patient", "When": "date", "What": "code", "How many": "units"}
    assert len(made(rows, columns=columns)["visits"]) == 1


def test_headers_are_known_as_a_whole() -> None:
    rows = b"Patient ID,Date,CPT Code,Days of units\n1,2026-03-02,97110,2\n"
    assert not made(rows)["visits"]


def test_minutes_of_a_table_are_compared_with_its_units() -> None:
    enough, short = replace(EXERCISE, minutes=30), replace(EXERCISE, minutes=20)
    assert "more-units-than-minutes" not in checks(made(table([replace(ONE, lines=(enough,))])))
    assert "more-units-than-minutes" in checks(made(table([replace(ONE, lines=(short,))])))


def test_a_timed_code_without_minutes_beside_others_is_not_counted() -> None:
    worklist = made(table([replace(ONE, lines=(replace(EXERCISE, minutes=10), GAIT))]))
    assert "more-units-than-minutes" not in checks(worklist)
    assert "minutes-incomplete" in {one["check"] for one in worklist["not_checked"]}


def test_minutes_of_another_file_are_joined_by_patient_day_and_code() -> None:
    noted = table([replace(ONE, lines=(replace(EXERCISE, minutes=20), replace(GAIT, minutes=15)))])
    alone = made(claims([ONE]))
    assert "more-units-than-minutes" not in checks(alone)
    by_account = made(claims([ONE]), minutes=(noted,))
    assert by_account["visits"][0]["given"]["services"] == [
        {"code": "97110", "minutes": 20},
        {"code": "97116", "minutes": 15},
    ]
    stranger = table([replace(ONE, patient="P9", account="A9", lines=(replace(EXERCISE, minutes=20),))])
    lost = made(claims([ONE]), minutes=(stranger,))
    assert "services" not in lost["visits"][0]["given"]
    assert lost["files"][1]["skipped"]


def test_the_running_total_finds_a_missing_kx_and_never_a_needless_one() -> None:
    days = [
        replace(ONE, day=date(2026, 1 + number // 25, 1 + number % 25), account=f"A{number}") for number in range(60)
    ]
    before = [replace(one, lines=(*one.lines[:1], replace(GAIT, modifiers=("GP", "KX")))) for one in days]
    worklist = made(claims(before), locality="15202-00")
    assert "needless-kx" not in checks(worklist)
    missing = [item for item in worklist["items"] if item["check"] == "missing-kx"]
    [total] = worklist["kx"]
    passed = total["passed_with"]
    assert set(range(passed + 1, 61)) <= {item["visit"] for item in missing} <= set(range(passed, 61))
    assert "needless-kx" in checks(made(claims(before), locality="15202-00", whole_year=True))


def test_settings_that_are_not_known_are_refused_all_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        made(claims([ONE]), payer="nobody", locality="Ohio", discipline="MD", colour="red")
    assert str(refused.value).count("found") == 4


def test_visits_of_the_contract_are_read_by_line_and_as_a_list() -> None:
    good = b'{"date_of_service":"2026-03-02","payer":"midpoint","discipline":"PT","services":[{"code":"97110","minutes":15}]}'
    worklist = made(good + b"\n{no json\n" + good + b'\n{"payer": 1}\n')
    assert len(worklist["visits"]) == 2
    assert {place.split(",")[0] for place, _ in problems(worklist)} == {"line 2", "line 4"}
    assert len(made(b"[" + good + b"," + good + b"]")["visits"]) == 2


def test_every_finding_of_a_file_has_a_name() -> None:
    folder = Path(names.__file__).parent
    made_up = {
        found
        for path in folder.glob("*.py")
        for found in re.findall(r'(?:check=|_item\(|check = )"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert made_up - set(default_rules().checks) <= set(names.FILE_CHECKS)
    assert not set(names.FILE_CHECKS) & set(default_rules().checks)
