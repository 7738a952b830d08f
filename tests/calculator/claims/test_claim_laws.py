"""Laws of reading claims: nothing crashes it, everything is accounted for, and the way in changes no finding."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from calculator import default_rules
from calculator.claims.segments import segments
from calculator.claims.worklist import Audit, audit, check_part
from tests.support.claim_files import Day, Sent, claims, many, table
from tests.support.paths import TESTS

SAMPLES = [path.read_bytes() for path in sorted((TESTS / "data" / "claims").glob("*.edi"))]
PIECES = (
    *(b"~", b"*", b":", b"\n", b"'", b"|", b"\x00", b"\xff", b"ISA*", b"CLM*A*1***11:B:1~", b"LX*1~", b"SE*1*1~"),
    *(b"SV1*HC:97110*1*UN*1***1~", b"SVC*HC:97110*1*1**1~", b"CAS*CO*45~", b"HL*1**22~", b"ST*835*1~", b"PLB*1*2*3~"),
    *(b"DTP*472*D8*20269999~", b"NM1*IL~", b"IEA*1*1~", b"99999999999999999999", b"-1", b"1e9", b"NaN"),
)


def account_holds(worklist: dict[str, Any]) -> None:
    """Every part and every line of each file is in exactly one pile."""
    for file in worklist["files"]:
        assert file["read"] + file["stepped_over"] + file["reported"] == file["parts"]
        assert file["in_visits"] + sum(file["skipped"].values()) == file["lines"]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A made file with pieces cut out, put in and exchanged."""
    data = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 80)))
        data = data[:at] + draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12))) + data[end:]
    return data


@given(damaged())
def test_a_damaged_file_is_read_to_its_end(data: bytes) -> None:
    worklist = audit([data], {"locality": "15202-00"}, default_rules())
    account_holds(worklist)
    json.dumps(worklist)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_answered(data: bytes) -> None:
    account_holds(audit([data], {}, default_rules()))
    account_holds(audit([b"ISA" + data], {}, default_rules()))
    account_holds(audit([b"Patient ID,Date,Code,Units,Minutes\n" + data], {}, default_rules()))


@given(st.text(max_size=200))
def test_segments_lose_no_character_that_is_not_a_separator(text: str) -> None:
    whole = "".join("".join(one.elements) for one in segments(text))
    kept = Counter(whole)
    assert all(kept[letter] == text.count(letter) for letter in set(text) if letter.isalnum() and letter.isascii())


CODES = ("97110", "97140", "97530", "97035", "97161", "97010", "97129", "97150", "20560", "97014")


@st.composite
def days(draw: st.DrawFn, marks: tuple[str, ...] = ("GP", "KX", "CQ", "59", "GA")) -> list[Day]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        modifiers = st.lists(st.sampled_from(marks), unique=True, max_size=3).map(tuple)
        line = st.builds(
            Sent,
            code=st.sampled_from(CODES),
            units=st.integers(0, 6),
            modifiers=modifiers.map(lambda some: ("GP", *some[:3]) if "GP" not in some else some),
        )
        lines = draw(st.lists(line, min_size=1, max_size=5))
        day = date(2026, 3, 2) + timedelta(days=draw(st.integers(0, 3)))
        patient = draw(st.sampled_from(("P1", "P2")))
        found.append(Day(patient, day, tuple(lines), account=f"A{number}"))
    return found


def findings(worklist: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Findings without what tells where they are in the file."""
    names = ("severity", "check", "says", "code", "date", "payer", "discipline")
    return sorted(tuple(str(item[name]) for name in names) for item in worklist["items"])


def by_files(*files: bytes, **settings: Any) -> dict[str, Any]:
    return audit(files, settings, default_rules())


@given(days())
def test_a_visit_gives_the_same_through_every_door(made: list[Day]) -> None:
    x12 = by_files(claims(made))
    rows = [replace(one, lines=tuple(replace(line, minutes=None) for line in one.lines)) for one in made]
    known = [one["given"] for one in x12["visits"]]
    only_x12 = ("claim_form", "rendering")
    for one in known:
        for name in only_x12:
            one.pop(name, None)
        for line in one["billed"]:
            line.pop("pointers", None)
    assert findings(by_files(table(rows))) == findings(x12)
    lines = "\n".join(map(json.dumps, known)).encode()
    assert {one[:3] for one in findings(by_files(lines))} == {one[:3] for one in findings(x12)}


@given(
    days(("GP", "KX", "CQ", "59")), st.randoms(use_true_random=False)
)  # which of two lines is paid in full, with GA, is the order's
def test_the_order_of_claims_does_not_matter(made: list[Day], chance: Any) -> None:
    shuffled = chance.sample(made, k=len(made))
    one, other = (by_files(claims(some), locality="15202-00") for some in (made, shuffled))
    assert counted(one) == counted(other)
    assert sorted(total["allowed"] for total in one["kx"]) == sorted(total["allowed"] for total in other["kx"])


OF_ORDER = ("missing-kx", "code-on-several-lines")
"""Checks that follow the order in which lines are billed."""


def counted(worklist: dict[str, Any]) -> Counter[tuple[str, ...]]:
    items = [item for item in worklist["items"] if item["check"] not in OF_ORDER]
    return Counter((item["severity"], item["check"], item["date"]) for item in items)


def test_parts_in_any_order_give_the_same_bytes() -> None:
    files, rules = [claims(many(60))], default_rules()
    texts = []
    for turned in (False, True):
        one = Audit(files, {"locality": "15202-00"}, rules)
        parts = one.parts(10)
        for part in parts[::-1] if turned else parts:
            one.take(check_part(part, one.settings, rules))
        texts.append(json.dumps(one.worklist(), sort_keys=True))
    assert texts[0] == texts[1]
    assert len(parts) > 3
