"""Each check between files: silent on a good rule set, and it speaks where something does not fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from calculator.loading import cross_checks
from calculator.loading.cross_checks import (
    checks,
    choosers,
    codes,
    denials,
    guides,
    names,
    numbers,
    payers,
    sources,
    tables,
    texts,
    words,
)
from calculator.model import (
    Bucket,
    Check,
    Cite,
    Denial,
    Everyday,
    Guide,
    HouseRule,
    KnownFault,
    Loaded,
    Moved,
    Pair,
    PayerPair,
    Rules,
    Section,
    Spared,
    Statement,
    Tables,
    Value,
    Word,
)
from tests.support.rule_files import small_rules

SMALL = small_rules()


def small(**kinds: Any) -> Rules:
    """The small rule set with other things of some kinds."""
    return dataclasses.replace(SMALL, **kinds)


def having(kind: str, key: str, **fields: Any) -> Rules:
    """The small rule set with some fields of one thing exchanged."""
    things = getattr(SMALL, kind)
    return small(**{kind: {**things, key: dataclasses.replace(things[key], **fields)}})


def without(kind: str, key: str) -> Rules:
    """The small rule set without one thing."""
    return small(**{kind: {name: thing for name, thing in getattr(SMALL, kind).items() if name != key}})


def renamed(kind: str, key: str, name: str) -> Rules:
    """The small rule set with one file under another name."""
    return small(**{kind: {name if k == key else k: thing for k, thing in getattr(SMALL, kind).items()}})


def with_check(name: str = "unsettled", **fields: Any) -> Rules:
    """The small rule set with one check."""
    return small(checks={name: dataclasses.replace(CHECK, **fields)})


def with_guide(says: str = "It is.", rules: Rules = SMALL, **fields: Any) -> Rules:
    """A rule set with one guide of one sentence."""
    section = Section(says=(Statement(says=says, cites=()),))
    return dataclasses.replace(
        rules, guides={"a": Guide(name="A guide", description="", sections=(section,), **fields)}
    )


def value(text: str) -> Value:
    """A number from the first day on."""
    return Value(since=date(2018, 1, 1), value=Decimal(text), cites=CODE.answer.cites)


CODE = SMALL.codes["97110"]
KX = SMALL.parameters["kx-threshold"]
MEDICARE = SMALL.payers["medicare-part-b"]
CHECK = Check(
    name="A check", subject="counting", edition="2026.1", severity="info", answer=CODE.answer, examples=CODE.examples
)
DECISION = SMALL.coverage["ncd-1"]
DENIAL = Denial(name="A denial", kind="carc", answer=CODE.answer, groups={"CO": CODE.answer})
PAIR = Pair(other="97140", edit="never", says="Only one of them.", cites=CODE.answer.cites)
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

TABLE: Any = {"file": "unit-limits", "program": "medicare", "table": "hospital", "rows": 1, "sha256": ""}
LOADED = Loaded(since=date(2024, 7, 1), until=date(2024, 9, 30), codes=("97110",), **TABLE)

BROKEN: dict[Callable[..., Any], Rules] = {
    sources.publishers_stand_alone: having("sources", "manual", publisher="CMS, as packaged in a library"),
    tables.edits_are_as_loaded: having("sources", "manual", loaded=(LOADED, LOADED)),
    tables.prices_are_as_loaded: small(
        tables=Tables(relative_values=(dataclasses.replace(SMALL.tables.relative_values[0], work=Decimal("0.46")),))
    ),
    checks.checks_name_what_is_there: with_check(
        payers=("nobody",), modifiers=("QQ",), needs=("plan.colour|record.codes", "billed.pointers"), reads=("stay",)
    ),
    payers.payers_name_what_is_there: having(
        "payers",
        "midpoint",
        pairs=(PayerPair(codes=("97110", "99999"), mark="97140", modifiers=("59",), cites=CODE.answer.cites),),
        checks=(HouseRule(check="no-such-check", severity="off", because="We never bill that."),),
    ),
    checks.known_faults_are_answered: dataclasses.replace(
        SMALL,
        faults={
            "M01": KnownFault(says="Nobody looks."),
            "M02": KnownFault(says="A check is gone.", found_by=("no-such-check",)),
            "M03": KnownFault(says="A page is gone.", read_on=("codes/99999",)),
        },
    ),
    payers.needed_payers_exist: without("payers", "midpoint"),
    names.ids_are_of_one_statement: having(
        "codes", "97110", answer=dataclasses.replace(CODE.answer, id="a"), limits=(Statement(says="It is.", cites=(), id="a"),)
    ),
    names.names_are_codes: renamed("codes", "97110", "9711O"),
    sources.sources_exist: having("codes", "97110", answer=dataclasses.replace(CODE.answer, cites=(Cite(source="none"),))),
    sources.everything_is_cited: having("codes", "97110", answer=dataclasses.replace(CODE.answer, cites=())),
    sources.sources_are_used: small(sources={**SMALL.sources, "leaflet": SOURCE}),
    sources.sources_tell_when_they_were_read: having("sources", "manual", read_on=None),
    sources.sources_have_web_addresses: having("sources", "manual", url="javascript:alert(1)"),
    tables.rows_are_of_codes_and_places: small(
        tables=Tables(relative_values=(dataclasses.replace(SMALL.tables.relative_values[0], code="552T"),))
    ),
    numbers.numbers_can_be_counted_with: having("parameters", "minutes-per-unit", values=(value("7.5"),)),
    numbers.proposals_are_only_expected: having(
        "parameters", "kx-threshold", values=(dataclasses.replace(KX.values[0], proposed=Decimal("2540")),)
    ),
    tables.cms_files_are_known: small(cms_files={}),
    numbers.a_unit_begins_within_its_minutes: having("parameters", "minutes-for-first-unit", values=(value("16"),)),
    checks.findings_can_be_said: with_check(method="visit-tells", finds="{found} in {place}"),
    numbers.dates_ascend: having("parameters", "kx-threshold", values=KX.values[::-1]),
    payers.methods_exist: having("payers", "midpoint", unit_rule=(dataclasses.replace(MEDICARE.unit_rule[0], method="dice"),)),
    payers.payers_have_rules: having("payers", "midpoint", assistant_rule=()),
    payers.parameters_exist: without("parameters", "minutes-for-first-unit"),
    names.see_also_exists: having("codes", "97110", see_also=("97110",)),
    codes.codes_have_an_example: having("codes", "97110", examples=()),
    checks.examples_expect_something: having(
        "codes", "97110", examples=(dataclasses.replace(CODE.examples[0], expect=dataclasses.replace(CODE.examples[0].expect, units=None)),)
    ),
    names.everyday_exists: small(everyday=Everyday(modifiers=("GP", "ZZ"))),
    choosers.choosers_lead_somewhere: having("choosers", "exercise-or-hands-on", outcomes={}),
    choosers.choosers_are_whole: having("choosers", "exercise-or-hands-on", about=("97999",)),
    names.codes_are_known: having("comparisons", "exercise-or-manual", codes=("97110", "97999")),
    guides.guides_are_whole: with_guide(explains="no-such-number"),
    texts.slots_give_something: with_guide("From {no-such-number} on."),
    texts.numbers_come_from_slots: with_guide("From $2,490 on."),
    texts.years_come_from_slots: with_guide("In 2026 from {kx-threshold} on."),
    texts.pairs_agree_with_the_tables: having("codes", "97110", pairs=(PAIR,)),
    names.coverage_is_whole: small(
        coverage={
            "ncd-1": dataclasses.replace(DECISION, decided=()),
            "ncd-2": dataclasses.replace(DECISION, decided=(dataclasses.replace(DECISION.decided[0], only_by=("physician",)),)),
        }
    ),
    numbers.spared_codes_fit: having(
        "parameters", "kx-threshold", spares=(Spared(since=date(2000, 1, 1), codes=("97999",), cites=CODE.answer.cites),)
    ),
    numbers.buckets_hold_each_discipline: having(
        "parameters", "kx-threshold", buckets=(Bucket(name="Therapy", disciplines=("PT", "SLP"), cites=CODE.answer.cites),)
    ),
    codes.statuses_agree: small(
        tables=Tables(relative_values=(dataclasses.replace(SMALL.tables.relative_values[0], status="B"),))
    ),
    denials.denials_are_of_their_kind: small(denials={"119": dataclasses.replace(DENIAL, groups={})}),
    denials.denial_codes_exist: with_check(denial_codes=("119",)),
    checks.checks_exist: with_check("no-such-check"),
    checks.methods_read_what_is_given: with_check("missing-kx", method="kx-missing", words=("nonsense",)),
    checks.checks_have_both_examples: with_check(),
    names.moved_pages_lead_somewhere: small(moved={"codes/97001": MOVED}),
    words.words_name_what_is_there: small(words=WORDS),
    words.words_asked_are_spelled_once: having("codes", "97110", asked_as=("--",)),
    words.shared_names_are_asked: dataclasses.replace(
        having("codes", "97110", also_called=("therapy",)), words={"Therapy": WORDS["therapy"]}
    ),
    words.words_asked_are_spelled_once: having("codes", "97110", asked_as=("stairs", "Stairs")),
    codes.counting_is_whole: having("codes", "97110", counting=(dataclasses.replace(CODE.counting[0], minutes_per_unit=0),)),
    codes.replacements_are_in_use: having(
        "codes", "97110", medicare=(dataclasses.replace(CODE.medicare[0], use_instead=("97999",)),)
    ),
    codes.quantities_are_whole: having("codes", "97110", counting=(dataclasses.replace(CODE.counting[0], least=5),)),
    codes.add_ons_match: without("codes", "97130"),
    codes.every_code_can_be_counted_from_its_start: having(
        "codes", "97110", medicare=(dataclasses.replace(CODE.medicare[0], since=date(2017, 1, 1)),)
    ),
    numbers.time_is_covered: having("parameters", "kx-threshold", values=(KX.values[0], KX.values[2])),
}  # fmt: skip


def test_what_is_wrong_with_a_quantity_is_told_one_by_one() -> None:
    untimed = dataclasses.replace(CODE.counting[0], kind="untimed", minutes_per_unit=None)
    cases = {
        "no range": dataclasses.replace(untimed, counts="muscles"),
        "a range of nothing": dataclasses.replace(untimed, most=5),
        "a range of episodes": dataclasses.replace(untimed, counts="episode", least=1),
        "two lower ends": dataclasses.replace(untimed, counts="muscles", least=1, above=0),
        "an empty range": dataclasses.replace(untimed, counts="muscles", least=3, most=2),
        "a step without a base": dataclasses.replace(untimed, counts="muscles", least=1, step=5),
        "an add-on without a step": dataclasses.replace(untimed, counts="debrided-area", base="97129"),
        "an unknown code": dataclasses.replace(untimed, counts="muscles", least=1, family=("99999",)),
    }
    for name, entry in cases.items():
        assert len(list(codes.quantity_faults(entry, SMALL))) == 1, name
    assert not list(codes.quantity_faults(dataclasses.replace(untimed, counts="muscles", least=1, most=2), SMALL))
    assert not list(codes.quantity_faults(untimed, SMALL))


def test_what_is_wrong_with_spared_codes_is_told_one_by_one() -> None:
    told = [fault.message for fault in numbers.spared_codes_fit(BROKEN[numbers.spared_codes_fit])]
    assert told == [
        "found codes, expected none: only assistant-factor spares some",
        "found '97999', expected the name of a file in rules/codes/",
        f"found 2000-01-01, expected {KX.values[0].since} or later",
    ]


@pytest.mark.parametrize(
    ("value", "proposed", "good"),
    [("expected", None, True), ("expected", "2540", True), ("expected", "-1", False), ("2540", "2540", False)],
)
def test_a_number_is_proposed_only_where_it_is_expected(value: str, proposed: str | None, good: bool) -> None:
    entry = dataclasses.replace(
        KX.values[0],
        value="expected" if value == "expected" else Decimal(value),
        proposed=Decimal(proposed) if proposed else None,
    )
    rules = having("parameters", "kx-threshold", values=(entry,))
    assert (list(numbers.proposals_are_only_expected(rules)) == []) is good


def test_what_is_wrong_with_the_files_of_cms_is_told_one_by_one() -> None:
    entry = dataclasses.replace(SMALL.cms_files["relative-values"], brings=("kx-threshold", "no-such-number"))
    faults = list(tables.cms_files_are_known(small(cms_files={"places": entry, "prices": entry})))
    assert [fault.trail for fault in faults] == [(), ("places", "brings", 1), ("prices",), ("prices", "brings", 1)]


@pytest.mark.parametrize(
    ("unit", "good", "bad"),
    [
        ("minutes", ["1", "15.0"], ["0", "7.5", "-8"]),
        ("days", ["0", "90"], ["0.5", "-1"]),
        ("percent", ["0", "2.5", "100"], ["-1", "100.1"]),
        ("share", ["0", "0.85"], ["-0.85"]),
        ("USD", ["0", "2480.00"], ["-2480"]),
    ],
)
def test_numbers_fit_what_they_are_counted_in(unit: str, good: list[str], bad: list[str]) -> None:
    rules = having("parameters", "kx-threshold", unit=unit, values=tuple(map(value, (*good, *bad))))
    told = [fault.trail[1] for fault in numbers.numbers_can_be_counted_with(rules)]
    assert told == list(range(len(good), len(good) + len(bad)))


@pytest.mark.parametrize(
    ("method", "finds", "good"),
    [
        ("visit-tells", "{code} by a {found}", True),
        ("by-telehealth", "{code} at a distance", True),
        ("visit-tells", "nothing is filled in", True),
        ("by-telehealth", "by a {found}", False),
        ("visit-tells", "{0} {nothing}", False),
        ("visit-tells", "{found:>1000000000}", False),
        ("visit-tells", "{found.__class__}", False),
        ("visit-tells", "{found!r}", False),
        ("visit-tells", "a brace { alone", False),
        ("out-of-place", "{code} is not filled in here", False),
    ],
)
def test_a_finding_leaves_open_what_its_method_fills_in(method: str, finds: str, good: bool) -> None:
    assert (list(checks.findings_can_be_said(with_check(method=method, finds=finds))) == []) is good


def test_what_is_wrong_with_a_guide_is_told_where_it_is_written() -> None:
    whole = with_guide(explains="kx-threshold", about=("kx-threshold", "KX"))
    assert list(guides.guides_are_whole(whole)) == []
    wrong = with_guide(explains="no-such-number", about=("KX", "no-such-number"))
    faults = {(fault.file, fault.trail) for fault in guides.guides_are_whole(wrong)}
    assert faults == {("guides/a.yaml", trail) for trail in (("explains",), ("about", 1))}


@pytest.mark.parametrize("kind", names.NAMES)
def test_no_file_has_the_address_of_its_index(kind: str) -> None:
    for key in list(getattr(SMALL, kind))[:1]:
        told = [fault.file for fault in names.names_are_codes(renamed(kind, key, "index"))]
        assert told == [f"{kind}/index.yaml"]


@pytest.mark.parametrize(
    ("old", "good"), [("codes/97002", True), ("about", True), ("../97002", False), ("/etc/x", False), ("a b", False)]
)
def test_an_old_address_is_one_of_the_site(old: str, good: bool) -> None:
    rules = small(moved={old: dataclasses.replace(MOVED, to="codes/97110")})
    assert (list(names.moved_pages_lead_somewhere(rules)) == []) is good


@pytest.mark.parametrize(
    ("key", "fields", "told"),
    [
        ("119", {}, []),
        ("b15", {}, []),
        ("119", {"groups": {}}, [("groups",)]),
        ("n519", {"kind": "rarc", "groups": {}}, []),
        ("ma130", {"kind": "rarc", "groups": {}}, []),
        ("n519", {"kind": "rarc"}, [("groups",)]),
        ("n519", {}, [("kind",)]),
        ("119", {"kind": "rarc", "groups": {}}, [("kind",)]),
    ],
)
def test_a_denial_code_is_named_and_grouped_as_its_kind_is(key: str, fields: Any, told: list[Any]) -> None:
    rules = small(denials={key: dataclasses.replace(DENIAL, **fields)})
    assert [fault.trail for fault in denials.denials_are_of_their_kind(rules)] == told


@pytest.mark.parametrize(
    ("named", "good"), [("N519", True), ("n519", False), ("N520", False), ("119", False), ("CO-119", False)]
)
def test_a_denial_code_that_is_named_has_a_file_and_is_written_as_on_a_remittance(named: str, good: bool) -> None:
    remark = dataclasses.replace(DENIAL, kind="rarc", groups={})
    rules = small(denials={"119": dataclasses.replace(DENIAL, often_with=(named,)), "n519": remark})
    assert (list(denials.denial_codes_exist(rules)) == []) is good


@pytest.mark.parametrize(
    ("other", "good"), [("97110", True), ("codes/97110", True), ("denials/119", False), ("119", False)]
)
def test_a_page_points_to_another_by_its_name_or_its_kind_and_name(other: str, good: bool) -> None:
    rules = small(denials={"119": dataclasses.replace(DENIAL, see_also=(other,))})
    assert (list(names.see_also_exists(rules)) == []) is good


def test_a_name_alone_is_that_of_the_first_kind() -> None:
    modifiers = {**SMALL.modifiers, "59": SMALL.modifiers["GP"]}
    rules = small(modifiers=modifiers, denials={"59": dataclasses.replace(DENIAL, see_also=("59",))})
    assert list(names.see_also_exists(rules)) == []


def test_what_is_wrong_with_words_is_told_one_by_one() -> None:
    faults = list(words.words_name_what_is_there(BROKEN[words.words_name_what_is_there]))
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
    assert len(list(words.shared_names_are_asked(unlisted))) == 2
    half = dataclasses.replace(unlisted, words={"hands on": Word(codes=("97140",), cites=MANUAL)})
    assert len(list(words.shared_names_are_asked(half))) == 2
    whole = dataclasses.replace(unlisted, words={"hands on": Word(codes=("97140", "97110"), cites=MANUAL)})
    assert list(words.shared_names_are_asked(whole)) == []


def test_words_that_people_ask_are_neither_names_nor_pages_that_are_not_there() -> None:
    named = having("codes", "97110", also_called=("hands on",), asked_as=("Hands-On", "97110", "?", "what to bill"))
    assert [fault.trail[-1] for fault in words.words_asked_are_spelled_once(named)] == [0, 1, 2]
    lost = small(words={"cap": Word(pages=("calculator", "codes/97110", "codes/00000"), cites=MANUAL)})
    assert [fault.trail for fault in words.words_name_what_is_there(lost)] == [("cap", "pages", 2)]


def test_every_check_is_tried() -> None:
    assert set(BROKEN) == set(cross_checks.CHECKS)


@pytest.mark.parametrize("check", cross_checks.CHECKS, ids=lambda check: check.__name__)
def test_a_check_is_silent_on_good_rules_and_speaks_on_broken_ones(check: Callable[[Rules], Any]) -> None:
    assert list(check(SMALL)) == []
    faults = list(check(BROKEN[check]))
    assert faults
    assert all("expected" in fault.message for fault in faults)
