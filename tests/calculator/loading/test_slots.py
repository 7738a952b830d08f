"""Slots give what the rules have, and a slot that gives nothing is refused."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date

import pytest

from calculator.dated import number
from calculator.loading import slots
from calculator.loading.cross_checks import texts
from calculator.loading.slot_values import SlotError, in_words
from calculator.model import Rules, Statement
from calculator.pairs_and_limits import edit_between
from calculator.traverse import every_part
from tests.support.rule_files import small_rules

SMALL = small_rules()


def saying(says: str) -> Rules:
    """The small rule set, in which 97110 has one statement of its own."""
    code = dataclasses.replace(SMALL.codes["97110"], limits=(Statement(says=says, cites=()),))
    return dataclasses.replace(SMALL, codes={**SMALL.codes, "97110": code})


def on(day: date) -> Rules:
    """The small rule set as of another day."""
    return dataclasses.replace(SMALL, edition=dataclasses.replace(SMALL.edition, as_of=day))


def found(says: str) -> list[tuple[str, object]]:
    """Files and places where a sentence is refused."""
    rules = saying(says)
    checks = (texts.slots_give_something, texts.numbers_come_from_slots, texts.years_come_from_slots)
    return [(fault.file, fault.trail) for check in checks for fault in check(rules)]


HERE = ("codes/97110.yaml", ("limits", 0, "says"))


# --- what slots give --------------------------------------------------------------------------------------------------


def test_a_number_of_the_editions_day_changes_with_it() -> None:
    assert slots.text("{kx-threshold}", on(date(2025, 12, 31))) == "$2,410"
    assert slots.text("{kx-threshold}", on(date(2026, 1, 1))) == "$2,480"
    assert slots.text("In {year}", on(date(2026, 1, 1))) == "In 2026"


def test_a_number_that_is_not_known_yet_is_never_last_years() -> None:
    rules = on(date(2027, 1, 1))
    for slot in ("kx-threshold", "rvu:97110.work", "status:97110"):
        assert not any(letter.isdigit() for letter in slots.text(f"{{{slot}}}", rules)), slot
        assert slots.text(f"{{{slot}@2026}}", rules)
        with pytest.raises(SlotError):
            slots.text(f"{{{slot}@2027}}", rules)


def test_every_known_number_has_its_slot(rules: Rules) -> None:
    for name, parameter in rules.parameters.items():
        for value in parameter.values:
            known = number(rules, name, value.since)
            if known:
                expected = in_words(known.value, parameter.unit)
                assert slots.text(f"{{{name}@{value.since}}}", rules) == expected
            else:
                with pytest.raises(SlotError):
                    slots.text(f"{{{name}@{value.since}}}", rules)


def test_relative_values_are_those_of_the_year(rules: Rules) -> None:
    for row in (row for row in rules.tables.relative_values if row.code in rules.codes):
        asked = (f"{{rvu:{row.code}.{part}@{row.since.year}}}" for part in ("work", "practice-expense", "malpractice"))
        assert [slots.text(slot, rules) for slot in asked] == [
            str(part) for part in (row.work, row.practice_expense, row.malpractice)
        ]
        assert slots.text(f"{{status:{row.code}@{row.since.year}}}", rules).endswith(row.status)


def test_a_year_with_two_conversion_factors_needs_a_day(rules: Rules) -> None:
    with pytest.raises(SlotError):
        slots.text("{conversion-factor@2024}", rules)
    both = {slots.text(f"{{amount:97116@{day}}}", rules) for day in ("2024-03-08", "2024-03-09")}
    assert len(both) == 2


def test_a_pair_and_its_absence_are_those_of_the_table(rules: Rules) -> None:
    codes = ("97110", "97116", "97140", "97124", "97150", "97530", "97161", "97164", "97750")
    for one, two in itertools.combinations(codes, 2):
        edit, answered = edit_between(rules, "practitioner", one, two, rules.edition.as_of)
        if not answered:
            continue
        none, indicator = f"{{no-edit:{one}/{two}/practitioner}}", f"{{indicator:{one}/{two}}}"
        assert slots.text(f"{{pair:{one}/{two}}}", rules) == slots.text(f"{{pair:{two}/{one}}}", rules)
        with pytest.raises(SlotError):
            slots.text(none if edit else indicator, rules)
        if edit:
            assert slots.text(indicator, rules).endswith(str(edit.indicator))
        else:
            assert slots.text(none, rules)


def test_minutes_of_units_follow_the_numbers() -> None:
    assert slots.text("{minutes-for:1}, {minutes-for:3}, {band:1}", SMALL) == "8 minutes, 38 minutes, 8 to 22 minutes"
    assert slots.text("{fewest:97110/2}, {unit:97110}", SMALL) == "23 minutes, 15 minutes"


@pytest.mark.parametrize(
    "slot",
    [
        "no-such-number", "kx-threshold@soon", "kx-threshold@2026-13-01", "minutes-for:0", "minutes-for:two", "unit:97161",
        "unit:99999", "mue:97110", "rvu:97110.labor", "rvu:97110", "pair:97110", "pair:97110/99999", "pair:97110/97140/home",
        "name:nobody", "colour:97110", "fewest:97161/2", "fewest:97110/0x", "", "=",
    ],
)  # fmt: skip
def test_a_slot_that_gives_nothing_is_refused_where_it_is(slot: str) -> None:
    assert found(f"It is {{{slot}}} then.") == [HERE]


# --- numbers outside slots --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "says",
    [
        "The first unit needs 9 minutes.",
        "The first unit needs 9 and goes on.",
        "Units begin at minute 76.",
        "It is 2,490 USD for each patient.",
        "It is $2,490 for each patient.",
        "More than 12 percent by the assistant.",
        "More than 12% by the assistant.",
        "Ten percent is enough.",
        "Eight minutes are enough.",
        "24 to 37 are two units.",
        "The MUE is 5.",
        "97010 has 5 (Medicare has more).",
        "At most 5 units a day.",
        "Work is 0.45 of it.",
        "The pair has indicator 1.",
        "It has status B there.",
        "Medicare has no edit for the two.",
        "An active edit denies it.",
        "It is denied, a modifier may allow it.",
        "The table of 2024 Q3 has it.",
    ],
)
def test_a_number_that_the_rules_have_comes_from_a_slot(says: str) -> None:
    assert set(found(says)) == {HERE}


@pytest.mark.parametrize(
    "says",
    [
        "The first unit needs {minutes-for-first-unit}.",
        "A visit of {=9 minutes} gives {=12 percent} and {=$2,490}.",
        "The 8-minute rule pools 15-minute codes.",
        "G81.90, not 97116, in 2024.",
        "In {year} it is {kx-threshold}; it was {kx-threshold@2025} in {=2025}.",
    ],
)
def test_other_sentences_pass(says: str) -> None:
    assert found(says) == []


def test_a_number_of_the_present_year_has_no_year_by_hand_beside_it() -> None:
    assert found("In 2026 it is {kx-threshold}.") == [HERE]
    assert found("In 2026 it was {kx-threshold@2026}.") == []


def test_whoever_replaces_a_slot_by_its_number_is_found(rules: Rules) -> None:
    """The law behind the examples: no sentence of the rules can hold by hand what one of its slots gives."""
    by_hand = []
    for part in every_part(rules):
        for name in texts.SENTENCES:
            says = getattr(part.value, name, None)
            if not isinstance(says, slots.FilledText):
                continue
            for slot in slots.SLOT.finditer(says.written):
                given = slots.fill(slot[1], rules).text
                if slot[1].startswith(slots.AS_WRITTEN) or slot[1].partition(":")[0] in ("name", "year"):
                    continue
                if given == slots.NOT_YET:  # in January, until the numbers are here
                    continue
                if not texts.numbers_in(says.written.replace(slot[0], given)):
                    by_hand.append((part.file, slot[0], given))
    assert by_hand == []


def test_texts_are_plain_for_all_who_read_them(rules: Rules) -> None:
    says = rules.codes["97116"].answer.says
    assert isinstance(says, slots.FilledText)
    assert "{" in says.written
    assert "{" not in says
