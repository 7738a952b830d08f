"""Each check between files: silent on a good rule set, and it speaks where something does not fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calculator import consistency, files
from calculator.model import Check, Cite, HouseRule, KnownFault, Moved, PayerPair, Rules, Spared, Tables, Word

SMALL = files.load(Path(__file__).parent / "small_rules")


def having(kind: str, key: str, **fields: Any) -> Rules:
    """The small rule set with some fields of one thing exchanged."""
    things = dict(getattr(SMALL, kind))
    things[key] = dataclasses.replace(things[key], **fields)
    return dataclasses.replace(SMALL, **{kind: things})


def without(kind: str, key: str) -> Rules:
    """The small rule set without one thing."""
    return dataclasses.replace(
        SMALL, **{kind: {name: thing for name, thing in getattr(SMALL, kind).items() if name != key}}
    )


def renamed(kind: str, key: str, name: str) -> Rules:
    """The small rule set with one file under another name."""
    return dataclasses.replace(
        SMALL, **{kind: {name if k == key else k: thing for k, thing in getattr(SMALL, kind).items()}}
    )


CODE = SMALL.codes["97110"]
KX = SMALL.parameters["kx-threshold"]
MEDICARE = SMALL.payers["medicare-part-b"]
CHECK = Check(
    name="A check", subject="counting", edition="2026.1", severity="info", answer=CODE.answer, examples=CODE.examples
)
MOVED = Moved(to="codes/97002", edition="2027.1", why="The code ended.")
SOURCE = SMALL.sources["manual"]
MANUAL = (Cite(source="manual"),)
WORDS = {
    "therapy": Word(codes=("97140",), cites=MANUAL),
    "TE": Word(codes=("97110",), spellings=("t.e.", "Thera-py"), cites=MANUAL),
    "MT": Word(codes=(), cites=MANUAL),
    "cog": Word(codes=("97129", "97130"), payers={"nobody": ("99999",)}, cites=MANUAL),
}
"""Words spelled twice, without a code, with an add-on or a code that is not there, and for a payer that is not there."""

BROKEN: dict[Callable[..., Any], Rules] = {
    consistency.checks_name_what_is_there: dataclasses.replace(
        SMALL,
        checks={
            "unsettled": dataclasses.replace(
                CHECK, payers=("nobody",), modifiers=("QQ",), needs=("plan.colour|record.codes", "billed.pointers")
            )
        },
    ),
    consistency.payers_name_what_is_there: having(
        "payers",
        "midpoint",
        pairs=(PayerPair(codes=("97110", "99999"), mark="97140", modifiers=("59",), cites=CODE.answer.cites),),
        checks=(HouseRule(check="no-such-check", severity="off", because="We never bill that."),),
    ),
    consistency.known_faults_are_answered: dataclasses.replace(
        SMALL,
        faults={
            "M01": KnownFault(says="Nobody looks."),
            "M02": KnownFault(says="A check is gone.", found_by=("no-such-check",)),
            "M03": KnownFault(says="A page is gone.", read_on=("codes/99999",)),
        },
    ),
    consistency.needed_payers_exist: without("payers", "midpoint"),
    consistency.names_are_codes: renamed("codes", "97110", "9711O"),
    consistency.sources_exist: having("codes", "97110", answer=dataclasses.replace(CODE.answer, cites=(Cite(source="none"),))),
    consistency.everything_is_cited: having("codes", "97110", answer=dataclasses.replace(CODE.answer, cites=())),
    consistency.sources_are_used: dataclasses.replace(SMALL, sources={**SMALL.sources, "leaflet": SOURCE}),
    consistency.sources_tell_when_they_were_read: having("sources", "manual", read_on=None),
    consistency.dates_ascend: having("parameters", "kx-threshold", values=KX.values[::-1]),
    consistency.methods_exist: having("payers", "midpoint", unit_rule=(dataclasses.replace(MEDICARE.unit_rule[0], method="dice"),)),
    consistency.payers_have_rules: having("payers", "midpoint", assistant_rule=()),
    consistency.parameters_exist: without("parameters", "minutes-for-first-unit"),
    consistency.see_also_exists: having("codes", "97110", see_also=("97110",)),
    consistency.codes_have_an_example: having("codes", "97110", examples=()),
    consistency.examples_expect_something: having(
        "codes", "97110", examples=(dataclasses.replace(CODE.examples[0], expect=dataclasses.replace(CODE.examples[0].expect, units=None)),)
    ),
    consistency.codes_are_known: having("comparisons", "exercise-or-manual", codes=("97110", "97999")),
    consistency.spared_codes_fit: having(
        "parameters", "kx-threshold", spares=(Spared(since=date(2000, 1, 1), codes=("97999",), cites=CODE.answer.cites),)
    ),
    consistency.statuses_agree: dataclasses.replace(
        SMALL, tables=Tables(relative_values=(dataclasses.replace(SMALL.tables.relative_values[0], status="B"),))
    ),
    consistency.checks_exist: dataclasses.replace(SMALL, checks={"no-such-check": CHECK}),
    consistency.checks_have_both_examples: dataclasses.replace(SMALL, checks={"unsettled": CHECK}),
    consistency.moved_pages_lead_somewhere: dataclasses.replace(SMALL, moved={"codes/97001": MOVED}),
    consistency.words_name_what_is_there: dataclasses.replace(SMALL, words=WORDS),
    consistency.shared_names_are_asked: dataclasses.replace(
        having("codes", "97110", also_called=("therapy",)), words={"Therapy": WORDS["therapy"]}
    ),
    consistency.counting_is_whole: having("codes", "97110", counting=(dataclasses.replace(CODE.counting[0], minutes_per_unit=0),)),
    consistency.add_ons_match: without("codes", "97130"),
    consistency.every_code_can_be_counted_from_its_start: having(
        "codes", "97110", medicare=(dataclasses.replace(CODE.medicare[0], since=date(2017, 1, 1)),)
    ),
    consistency.time_is_covered: having("parameters", "kx-threshold", values=(KX.values[0], KX.values[2])),
}  # fmt: skip


def test_what_is_wrong_with_spared_codes_is_told_one_by_one() -> None:
    told = [fault.message for fault in consistency.spared_codes_fit(BROKEN[consistency.spared_codes_fit])]
    assert told == [
        "found codes, expected none: only assistant-factor spares some",
        "found '97999', expected the name of a file in rules/codes/",
        f"found 2000-01-01, expected {KX.values[0].since} or later",
    ]


def test_what_is_wrong_with_words_is_told_one_by_one() -> None:
    faults = list(consistency.words_name_what_is_there(BROKEN[consistency.words_name_what_is_there]))
    assert [fault.trail for fault in faults] == [
        ("TE", "spellings", 0),
        ("TE", "spellings", 1),
        ("MT", "codes"),
        ("cog", "codes", 1),
        ("cog", "payers", "nobody", 0),
        ("cog", "payers", "nobody"),
    ]


def test_a_name_of_several_codes_is_asked_by_all_of_them() -> None:
    shared = having("codes", "97110", also_called=("hands on",))
    codes = {**shared.codes, "97140": dataclasses.replace(shared.codes["97140"], also_called=("Hands-On",))}
    one = {"TE": Word(codes=("97110",), cites=MANUAL)}
    unlisted = dataclasses.replace(shared, codes=codes, words=one)
    assert len(list(consistency.shared_names_are_asked(unlisted))) == 2
    half = dataclasses.replace(unlisted, words={"hands on": Word(codes=("97140",), cites=MANUAL)})
    assert len(list(consistency.shared_names_are_asked(half))) == 2
    whole = dataclasses.replace(unlisted, words={"hands on": Word(codes=("97140", "97110"), cites=MANUAL)})
    assert list(consistency.shared_names_are_asked(whole)) == []


def test_every_check_is_tried() -> None:
    assert set(BROKEN) == set(consistency.CHECKS)


@pytest.mark.parametrize("check", consistency.CHECKS, ids=lambda check: check.__name__)
def test_a_check_is_silent_on_good_rules_and_speaks_on_broken_ones(check: Callable[[Rules], Any]) -> None:
    assert list(check(SMALL)) == []
    faults = list(check(BROKEN[check]))
    assert faults
    assert all("expected" in fault.message for fault in faults)
