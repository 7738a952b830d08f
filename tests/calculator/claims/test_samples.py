"""The made files with the findings that were worked out from the rules by hand, before any was computed."""

from __future__ import annotations

from typing import Any

import pytest

from calculator import default_rules
from calculator.claims.worklist import audit
from tests.support.paths import TESTS

FOLDER = TESTS / "data" / "claims"
OHIO = {"locality": "15202-00"}

Found = set[tuple[str, str, str | None, str | None]]


def worklist(*names: str, **settings: Any) -> dict[str, Any]:
    files = [(FOLDER / f"{name}.edi").read_bytes() for name in names]
    return audit(files, settings, default_rules())


def found(made: dict[str, Any]) -> Found:
    return {(item["severity"], item["check"], item["code"], item["date"]) for item in made["items"]}


EXPECTED: dict[str, Found] = {
    # 97140 has 59, and no edit of the day's other codes asks for it; the tables that are loaded are of other days.
    "837p_one_visit": {("warning", "modifier-without-edit", "97140", "2026-03-02")},
    # Lines of OT and of speech under a rendering provider whose taxonomy code is that of a physical therapist.
    "837p_dates_dependent_replacement_other_separators": {
        ("warning", "discipline-contradicts", code, f"2026-03-{day}")
        for code, day in (
            *(("97530", "03"), ("97110", "03"), ("97530", "05"), ("97110", "05"), ("97530", "10"), ("97535", "10")),
            ("92507", "04"),
        )
    },
    # Three disciplines, each line with its modifier and revenue code.
    "837i_outpatient_three_disciplines": set(),
    # One line denied as bundled (CO-97, M15); three paid as they balance.
    "835_therapy": {("error", "line-denied", "97140", "2026-03-02")},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_made_file_gives_what_the_rules_give(name: str) -> None:
    assert found(worklist(name)) == EXPECTED[name]


def test_visits_are_cut_by_patient_day_and_discipline() -> None:
    made = worklist("837i_outpatient_three_disciplines")
    cut = [(one["given"]["date_of_service"], one["given"]["discipline"], len(one["lines"])) for one in made["visits"]]
    assert cut == [("2026-03-02", "PT", 2), ("2026-03-04", "PT", 2), ("2026-03-03", "OT", 2), ("2026-03-06", "SLP", 1)]
    assert {one["given"]["setting"] for one in made["visits"]} == {"hospital-outpatient"}


def test_two_claims_of_a_dependent_are_of_one_patient() -> None:
    made = worklist("837p_dates_dependent_replacement_other_separators", payer="aetna")
    assert {one["patient"] for one in made["visits"]} == {1}
    assert not made["problems"]
    assert {one["given"]["payer"] for one in made["visits"]} == {"aetna"}


def test_a_payer_that_is_not_known_is_said_once_with_its_count() -> None:
    made = worklist("837p_dates_dependent_replacement_other_separators")
    [said] = made["problems"]
    assert said["found"].startswith("2 claims")
    assert "CI" in said["found"]


def test_a_remittance_is_joined_to_its_claim_by_line() -> None:
    made = worklist("837p_one_visit", "835_therapy")
    [denied] = [item for item in made["items"] if item["check"] == "line-denied"]
    assert (denied["visit"], denied["line"], denied["denials"]) == (1, 2, ["97", "m15"])
    assert set(made["denials"]) == {"97", "m15"}
    assert made["remittance"]["joined_visits"] == 1
    assert made["remittance"]["visits_without_remittance"] == 0


def test_what_was_allowed_is_compared_with_the_fee_schedule() -> None:
    made = worklist("835_therapy", **OHIO)
    differences = {item["code"]: item["difference"] for item in made["items"] if item["check"] == "line-overpaid"}
    assert differences == {"97161": "-7.14", "97110": "-8.46", "97530": "-5.82"}
    assert not [item for item in worklist("835_therapy")["items"] if item["check"] == "line-overpaid"]


def test_reductions_are_named() -> None:
    named = {
        (one["group"], one["reason"]): one["amount"] for one in worklist("835_therapy")["remittance"]["adjustments"]
    }
    assert named[("CO", "59")] == "8.30"
    assert named[("CO", "253")] == "2.57"


@pytest.mark.parametrize("name", EXPECTED)
def test_no_name_address_or_identifier_is_in_a_worklist(name: str) -> None:
    made = repr(worklist(name, "837p_one_visit", "835_therapy", **OHIO)).upper()
    private = (
        *("SAMPLE", "SALLY", "KIM", "ALEX", "TESS", "DOCTOR", "DANA", "1AA0AA", "1BB0BB", "W000000001"),
        *("1234567893", "1987654328", "19500102", "43001", "ACCT0", "AUTH0001", "PAYERCLAIM", "TEST PAYER"),
    )
    assert [text for text in private if text in made] == []


def test_account_numbers_are_shown_where_they_are_asked_for() -> None:
    assert [one["account"] for one in worklist("837p_one_visit", accounts=True)["visits"]] == ["ACCT0001"]
