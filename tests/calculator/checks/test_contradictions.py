"""What is entered: every told field is read or said to be unread, contradictions are found, codes and places have their years."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import product
from random import Random
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import VisitError, answer, calculate, checks, read_visit
from calculator.checks.authorization import last_day
from calculator.checks.context import Claim, Method
from calculator.checks.contradictions import IN_ORDER
from calculator.checks.fields_read import COUNTED, all_paths
from calculator.dated import number
from calculator.loading import examples
from calculator.model import Authorization, Plan, Record, Rules, Service, Setting, Visit
from calculator.serialize import field_types
from tests.support import random_visits
from tests.support.billed import VISIT, found


def with_field(visit: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The visit with one more field, such as `plan.certified`."""
    head, _, name = path.partition(".")
    if head == "services":
        return {**visit, "services": [{**visit["services"][0], name: value}, *visit["services"][1:]]}
    return {**visit, head: {**visit.get(head, {}), name: value} if name else value}


# --- every value is read, or it is said that no one reads it -----------------------------------------------------------


def offered(wanted: Any) -> Iterator[Any]:
    """The values that a type of words or Booleans offers."""
    for part in (wanted, *get_args(wanted)):
        if part is bool:
            yield from (True, False)
        elif get_origin(part) is tuple:
            yield from ([word] for word in offered(get_args(part)[0]))
        elif str(get_origin(part)) == "typing.Literal":
            yield from get_args(part)


SHAPES = {"": Visit, "services.": Service, "plan.": Plan, "record.": Record, "authorization.": Authorization}

OFFERED = [
    (prefix + name, value)
    for prefix, shape in SHAPES.items()
    for name, wanted in field_types(shape).items()
    if prefix + name in all_paths()
    for value in offered(wanted)
]
"""Every field with words or Booleans that the checks can be told, with each of its values."""

YEARS = range(2018, 2027)
PAYERS = ("medicare-part-b", "aetna")


def test_many_values_are_offered() -> None:
    assert len(OFFERED) > 60
    assert {"stays", "record.supervision", "services.furnished_by", "telehealth"} <= {path for path, _ in OFFERED}
    for shape in SHAPES.values():
        for name, wanted in field_types(shape).items():
            if name not in COUNTED and list(offered(wanted)):
                assert any(path.endswith(name) for path, _ in OFFERED), name


@pytest.mark.parametrize("payer", PAYERS)
def test_each_value_is_read_by_a_check_in_force_or_said_to_be_unread(payer: str, rules: Rules) -> None:
    for year in YEARS:
        visit = {**VISIT, "payer": payer, "date_of_service": f"{year}-06-01"}
        in_force_then = {
            name: check
            for name, check in rules.checks.items()
            if check.method
            and checks.severity_for(check, payer, rules.payers[payer])
            and checks.holds(check, date(year, 6, 1))
        }
        readers = {
            path: {name for name, check in in_force_then.items() if path in checks.reads(check)} for path, _ in OFFERED
        }
        for path, value in OFFERED:
            result = calculate(with_field(visit, path, value), rules)
            unread = [one["because"] for one in result["not_checked"] if one["check"] == "field-not-read"]
            told = [because.endswith(f" reads {path}") for because in unread]
            assert told == ([] if readers[path] else [True]), (path, value, year)


@pytest.mark.parametrize(
    ("code", "field", "value"),
    [
        *(("98980", "period_minutes", 40), ("98971", "period_minutes", 15)),
        *(("98977", "days_of_data", 20), ("97597", "area_sq_cm", "41"), ("20561", "muscles", 3)),
    ],
)
def test_what_a_code_counts_is_never_said_to_be_unread(code: str, field: str, value: Any, rules: Rules) -> None:
    for payer in rules.payers:
        services = [{"code": code, "minutes": 15, field: value}]
        result = calculate({**VISIT, "payer": payer, "services": services}, rules)
        assert not any(field in one["because"] for one in result["not_checked"])


class Seen:
    """A visit, or a part of one, that notes which of its fields are looked at."""

    def __init__(self, thing: Any, path: str, noted: set[str]) -> None:
        self._thing, self._path, self._noted = thing, path, noted

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._thing, name)
        path = f"{self._path}.{name}" if self._path else name
        if dataclasses.is_dataclass(value):
            return Seen(value, path, self._noted)
        self._noted.add(path)
        many = isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0])
        return tuple(Seen(item, path, self._noted) for item in value) if many else value


class SeenClaim:
    """A claim whose visit notes which of its fields are looked at; lines of the day come from other visits as well."""

    def __init__(self, claim: Claim, noted: set[str]) -> None:
        self._claim, self.visit, self._noted = claim, Seen(claim.visit, "", noted), noted

    def __getattr__(self, name: str) -> Any:
        if name in ("by_code", "edits"):
            self._noted.update(("other_visits", self.table and "claim_form"))
        known = vars(Claim).get(name)
        if isinstance(known, cached_property):
            return known.func(self)
        if isinstance(known, property):
            return known.fget(self)  # type: ignore[misc]
        return partial(known, self) if callable(known) else getattr(self._claim, name)


def test_the_files_of_the_checks_name_what_their_methods_read(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a method reads stands in `needs` or `reads` of every check that names it, and nothing else does."""
    looked_at: dict[str, set[str]] = defaultdict(set)

    def noting(name: str, method: Method) -> Method:
        def noted(claim: Claim, *arguments: Any) -> Any:
            return iter(list(method.run(SeenClaim(claim, looked_at[name]), *arguments)))

        return dataclasses.replace(method, run=noted)

    every = {name: check for name, check in rules.checks.items() if check.method}
    methods = {name: noting(name, checks.METHODS[check.method]) for name, check in every.items()}
    monkeypatch.setattr(checks, "METHODS", methods)  # each check has a method of its own, named after it
    own = {name: dataclasses.replace(check, method=name) for name, check in every.items()}
    fresh = dataclasses.replace(rules, checks=own)
    chance = Random(20261130)
    visits = [examples.visit_of(example) for _, _, example in examples.every(fresh)]
    visits += [random_visits.good_visit(chance, fresh) for _ in range(600)]
    for visit in visits:
        try:
            answer(read_visit(visit, fresh), fresh)
        except VisitError:
            continue
    for name, check in every.items():
        told = set(checks.reads(check))
        seen = {path for path in looked_at[name] if path in all_paths()}
        assert seen <= told | {path for path in seen if path.partition(".")[0] in told}, name
        assert set(check.reads) <= looked_at[name], name


@pytest.mark.parametrize("setting", get_args(Setting))
def test_an_assistant_without_supervision_is_an_error_of_medicare_on_every_day(setting: str, rules: Rules) -> None:
    here = {**VISIT, "setting": setting, "services": [{"code": "97110", "assistant_minutes": 30}]}
    for year, how in product(YEARS, ("none", "general", "direct")):
        names = {"supervision-missing"} if how == "none" else set()
        names |= {"supervision-not-direct"} if setting == "office" and year < 2025 and how != "direct" else set()
        result = calculate({**here, "date_of_service": f"{year}-06-01", "record": {"supervision": how}}, rules)
        about = [one for one in result["findings"] if one["check"].startswith("supervision")]
        assert {one["check"] for one in about} == names, (year, how)
        assert not any("under none" in one["says"] for one in about)


# --- days --------------------------------------------------------------------------------------------------------------


def every_day() -> Iterator[tuple[date, date]]:
    """Each day of 2018 to 2028 with the last on which Medicare takes a claim for it."""
    day = date(2018, 1, 1)
    while day.year < 2029:
        leap = (day.month, day.day) == (2, 29)
        yield day, date(day.year + 1, 2, 28) if leap else day.replace(year=day.year + 1)
        day += timedelta(days=1)


def test_a_calendar_year_ends_with_the_same_day_of_the_next(rules: Rules) -> None:
    years = rules.checks["filed-late"].years
    assert years == 1
    for day, last in every_day():
        assert last_day(day, years) == last


def test_a_claim_is_timely_up_to_its_last_day(rules: Rules) -> None:
    for day, last in every_day():
        if (day.month, day.day) in ((2, 28), (2, 29)) or day.day == 1:  # a year in days goes wrong around a leap day
            for received, late in ((last, False), (last + timedelta(days=1), True)):
                visit = {**VISIT, "date_of_service": str(day), "received": str(received)}
                assert ("filed-late" in found(visit, rules)) == late, (day, received)


def test_no_check_counts_a_year_in_days(rules: Rules) -> None:
    for name, check in rules.checks.items():
        assert check.most not in (365, 366), name
        for parameter in check.numbers:
            entry = rules.parameters[parameter]
            assert entry.unit != "days" or all(value.value not in ("365", "366") for value in entry.values), parameter


@given(index=st.integers(0, len(IN_ORDER) - 1), days=st.integers(-400, 400))
def test_two_days_contradict_each_other_in_one_order_only(index: int, days: int, rules: Rules) -> None:
    earlier, later, _ = IN_ORDER[index]
    service = date(2026, 3, 2)
    apart = timedelta(days=days)
    first, second = (service - apart, service) if later == "date_of_service" else (service, service + apart)
    visit = VISIT
    for path, day in ((earlier, first), (later, second)):
        visit = with_field(visit, path, str(day)) if path != "date_of_service" else visit
    assert ("dates-contradict" in found(visit, rules, "error")) == (days < 0), visit


@pytest.mark.parametrize(("days", "told"), [(90, False), (91, True)])
def test_a_certification_does_not_outlast_its_days_before_the_first_treatment(
    days: int, told: bool, rules: Rules
) -> None:
    first = date(2026, 3, 2)
    plan = {"certified": str(first - timedelta(days=days)), "first_treatment": str(first)}
    assert ("dates-contradict" in found({**VISIT, "plan": plan}, rules)) == told


def test_an_authorization_turned_round_is_told_once(rules: Rules) -> None:
    visit = {**VISIT, "authorization": {"first_day": "2026-03-10", "last_day": "2026-02-10"}}
    assert found(visit, rules) == ["dates-contradict"]


@pytest.mark.parametrize(
    "times", [{"start": "09:15\n", "stop": "09:40"}, {"start": "9", "stop": "09:40"}, {"start": "09:15", "stop": 10}]
)
def test_a_time_that_cannot_be_read_is_told_once(times: dict[str, Any], rules: Rules) -> None:
    for fields in ({"services": [{**VISIT["services"][0], **times}]}, {"with_other_patients": [times]}):
        with pytest.raises(VisitError) as error:
            calculate({**VISIT, **fields}, rules)
        assert len(error.value.errors) == 1


def test_the_deductible_left_is_at_most_what_the_year_leaves_of_it(rules: Rules) -> None:
    for year in YEARS:
        known = number(rules, "part-b-deductible", date(year, 6, 1))
        assert known is not None
        visit = {**VISIT, "date_of_service": f"{year}-06-01"}
        for left, used, names in (
            (known.value, None, []),
            (known.value + 1, None, ["deductible-contradicts"]),
            (known.value - 50, "50", []),
            (known.value - 49, "50", ["deductible-contradicts"]),
            (0, "5000", []),
        ):
            told = {**visit, "deductible_left": str(left)} | ({"amount_used": used} if used else {})
            assert [name for name in found(told, rules) if name.startswith("deductible")] == names, told


# --- places and persons ------------------------------------------------------------------------------------------------


def test_a_place_of_service_is_one_of_the_list_or_is_told(rules: Rules) -> None:
    rows = {row.code: row for row in rules.tables.places_of_service}
    assert len(rows) == len(rules.tables.places_of_service)
    for code in [*(f"{digits:02}" for digits in range(100)), "x", "1", "111", "1 1", "١١"]:
        for year in (2018, 2026):
            names = found({**VISIT, "date_of_service": f"{year}-06-01", "place_of_service": code}, rules)
            row = rows.get(code)
            known = row is not None and (row.since is None or row.since <= date(year, 6, 1))
            assert ("place-of-service-unknown" in names) == (not known), (code, year)
            expected = known and row is not None and row.practice not in ("may-bill", "telehealth")
            assert ("place-of-another-biller" in names) == expected, (code, year)


def test_a_place_concerns_the_private_practice_of_medicare_alone(rules: Rules) -> None:
    here = {**VISIT, "place_of_service": "31"}
    assert "place-of-another-biller" in found(here, rules)
    for other in ({"setting": "skilled-nursing-part-b"}, {"claim_form": "institutional"}, {"payer": "aetna"}):
        assert "place-of-another-biller" not in found({**here, **other}, rules)


def test_only_the_facility_bills_for_its_resident(rules: Rules) -> None:
    for setting in get_args(Setting):
        names = found({**VISIT, "setting": setting, "stays": ["snf-resident"]}, rules)
        assert ("billed-for-snf-resident" in names) == (setting != "skilled-nursing-part-b")
    both = found({**VISIT, "stays": ["snf-resident", "part-a-stay"]}, rules)
    assert "covered-by-facility" in both
    assert "billed-for-snf-resident" not in both


@pytest.mark.parametrize(
    ("person", "minutes", "told"),
    [
        ("assistant", {"therapist_minutes": 20}, True),
        ("assistant", {"together_minutes": 20}, True),
        ("assistant", {"therapist_minutes": 10, "assistant_minutes": 10}, False),
    ],
)
def test_the_minutes_are_those_of_the_person(person: str, minutes: dict[str, int], told: bool, rules: Rules) -> None:
    visit = {**VISIT, "services": [{"code": "97110", "furnished_by": person, **minutes}]}
    assert ("person-contradicts-minutes" in found(visit, rules)) == told


def test_a_diagnosis_is_found_in_the_tables_however_it_is_written(rules: Rules) -> None:
    for row in rules.tables.diagnoses:
        ways = (row.code, row.code.replace(".", ""), row.code.lower(), row.code.lower().replace(".", ""))
        answers = []
        for way in ways:
            other = [row.instead] if row.fault == "never-with" else []
            names = found({**VISIT, "diagnoses": [way, *other]}, rules)
            answers.append([name for name in names if name != "diagnosis-malformed"])
            assert ("diagnosis-malformed" in names) == (way != way.upper()), way
        assert all(one == answers[0] for one in answers), row.code
