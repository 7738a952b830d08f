"""What a visit that cannot be read says: each field with what was found and what was expected."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from calculator import VisitError, calculate, default_rules
from calculator.model import Visit
from calculator.reading.visit_reader import read_visit
from calculator.serialize import field_types
from tests.support.billed import VISIT


def visit(*services: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**VISIT, **({"services": list(services)} if services else {}), **fields}


def errors(plain: Any) -> list[str]:
    with pytest.raises(VisitError) as refused:
        calculate(plain)
    return [f"{problem['field']}: {problem['message']}" for problem in refused.value.errors]


def problems(plain: Any) -> list[tuple[str, str]]:
    with pytest.raises(VisitError) as refused:
        calculate(plain)
    assert all(problem["message"].startswith(("found ", "missing, ")) for problem in refused.value.errors)
    return [(problem["field"], problem["kind"]) for problem in refused.value.errors]


@pytest.mark.parametrize(
    ("service", "problem"),
    [
        ({"code": "99999", "minutes": 5}, ("services[0].code", "value")),
        ({"minutes": 5}, ("services[0].code", "missing")),
        ({"code": 97110, "minutes": 5}, ("services[0].code", "shape")),
        ({"code": "97110", "minutes": -1}, ("services[0].minutes", "value")),
        ({"code": "97110", "minutes": 7.5}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": "15"}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": True}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": float("inf")}, ("services[0].minutes", "shape")),
        ({"code": "97110", "minutes": 1441}, ("services[0].minutes", "value")),
        ({"code": "97110", "therapist_minutes": 1000, "assistant_minutes": 441}, ("services[0]", "value")),
        ({"code": "97110"}, ("services[0].minutes", "missing")),
        ({"code": "97110", "minutes": 5, "assistant_minutes": 0}, ("services[0].minutes", "conflict")),
        ({"code": "97110", "minutes": 5, "units": 1}, ("services[0].units", "unknown-field")),
        ({"code": "97110", "minutes": 5, "start": "09:00"}, ("services[0].stop", "missing")),
        ({"code": "97110", "minutes": 5, "start": "09:00", "stop": "9:30"}, ("services[0].stop", "shape")),
        ({"code": "97110", "minutes": 5, "start": "09:00", "stop": "09:00"}, ("services[0].stop", "conflict")),
        ({"code": "97110", "minutes": 5, "furnished_by": "nurse"}, ("services[0].furnished_by", "value")),
        ({"code": "97130", "minutes": 15}, ("services[0].code", "value")),
        ("97110", ("services[0]", "shape")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_service_names_its_field(service: Any, problem: tuple[str, str]) -> None:
    assert problems(visit(service)) == [problem]


def test_a_code_outside_its_years_is_refused() -> None:
    [message] = errors(visit({"code": "97550", "minutes": 30}, date_of_service="2023-12-31"))
    assert message.startswith("services[0].code: found '97550'")
    assert "2024-01-01" in message
    assert calculate(visit({"code": "97550", "minutes": 30}, date_of_service="2024-01-01"))["lines"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"date_of_service": "03/02/2026"}, ("date_of_service", "shape")),
        ({"date_of_service": "20260302"}, ("date_of_service", "shape")),
        ({"date_of_service": "2026-02-30"}, ("date_of_service", "shape")),
        ({"date_of_service": "2017-12-31"}, ("date_of_service", "value")),
        ({"date_of_service": None}, ("date_of_service", "missing")),
        ({"payer": None}, ("payer", "missing")),
        ({"discipline": "pt"}, ("discipline", "value")),
        ({"services": []}, ("services", "missing")),
        ({"services": None}, ("services", "missing")),
        ({"services": {}}, ("services", "shape")),
        ({"amount_used": "1,000"}, ("amount_used", "shape")),
        ({"amount_used": -5}, ("amount_used", "value")),
        ({"choose": "97110"}, ("choose", "shape")),
        ({"choose": [""]}, ("choose[0]", "shape")),
        ({"locality": "Ohio"}, ("locality", "shape")),
        ({"billed": [{"code": "97110", "units": -1}]}, ("billed[0].units", "value")),
        ({"plan": {"certified": "soon"}}, ("plan.certified", "shape")),
        ({"with_other_patients": [{"start": "09:00"}]}, ("with_other_patients[0].stop", "missing")),
        ({"record": {"visits": 10_000}}, ("record.visits", "value")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_field_is_named(fields: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problems(visit(**fields)) == [problem]


def test_a_message_says_what_was_found_and_what_was_expected() -> None:
    with pytest.raises(VisitError) as bad:
        calculate(visit({"code": "97110", "minutes": 7.5}))
    [error] = bad.value.errors
    assert {name: error[name] for name in ("field", "kind", "found")} == {
        "field": "services[0].minutes", "kind": "shape", "found": "7.5",
    }  # fmt: skip
    assert error["message"] == f"found 7.5, expected {error['expected']}"
    [message] = errors(visit(payer="acme"))
    assert message.startswith("payer: found 'acme', expected one of ")
    assert "medicare-part-b" in message


def test_too_many_minutes_in_all_services_together() -> None:
    [message] = errors(visit({"code": "97110", "minutes": 1000}, {"code": "97140", "minutes": 441}))
    assert message.startswith("services: found 1441, expected at most 1440 minutes")
    most = calculate(visit({"code": "97110", "minutes": 1000}, {"code": "97140", "minutes": 440}))
    assert most["total_minutes"] == 1440


def test_every_problem_comes_at_once() -> None:
    services = [{"code": "0"}, {"code": "97110", "minutes": -1}]
    bad = {"date": "2026-03-02", "payer": "acme", "discipline": "MD", "services": services}
    assert [message.split(":")[0] for message in errors(bad)] == [
        "date", "date_of_service", "payer", "discipline", "services[0].code", "services[0].minutes", "services[1].minutes",
    ]  # fmt: skip


LINE = {"code": "97110", "units": 1, "modifiers": ["GP"]}
LISTS: dict[str, tuple[int, Any]] = {
    "services": (200, {"code": "97110", "minutes": 1}),
    "other_visits": (200, {"discipline": "OT", "lines": []}),
    "with_other_patients": (200, {"start": "09:00", "stop": "09:15"}),
    **dict.fromkeys(("billed", "other_visits[0].lines"), (1000, LINE)),
    **dict.fromkeys(
        ("choose", "record.codes", "diagnoses", "billed[0].modifiers", "billed[0].pointers"), (1000, "97110")
    ),
    "stays": (1000, "hospice"),
    "amount_used_disciplines": (1000, "PT"),
    "plan.holds": (1000, "goals"),
}
"""Every list of a visit, with the most entries it may have and one of them."""


def with_list(field: str, entries: list[Any]) -> dict[str, Any]:
    """The visit with a list in one of its fields."""
    name, _, inner = field.replace("[0]", "").partition(".")
    if not inner:
        return {**VISIT, name: entries}
    if "[0]" in field:
        return {**VISIT, name: [{**LISTS[name][1], inner: entries}]}
    return {**VISIT, name: {inner: entries}}


@pytest.mark.parametrize("field", LISTS)
def test_a_list_longer_than_any_day_is_refused(field: str) -> None:
    most, entry = LISTS[field]
    read_visit(with_list(field, [entry] * most), default_rules())
    [message] = errors(with_list(field, [entry] * (most + 1)))
    assert message.startswith(f"{field}: found {most + 1:,} ")
    assert message.endswith(f"expected at most {most:,}")


def test_every_list_of_a_visit_has_a_most() -> None:
    """A new field that holds a list belongs into the table above."""

    def lists(shape: Any, prefix: str) -> Iterator[str]:
        for name, hint in field_types(shape).items():
            for part in typing.get_args(hint) or (hint,):
                inner = part
                if typing.get_origin(hint) is tuple or typing.get_origin(part) is tuple:
                    yield prefix + name
                    [inner, *_] = typing.get_args(part) or (part,)
                if dataclasses.is_dataclass(inner):
                    mark = "[0]" if prefix + name in LISTS else ""
                    yield from lists(inner, f"{prefix}{name}{mark}.")

    # lines of another visit are read as billed lines are
    assert {name.replace("other_visits[0].lines[0]", "billed[0]") for name in lists(Visit, "")} == set(LISTS)


@pytest.mark.parametrize("place", ["", "services[0]", "billed[0]", "plan", "record"])
def test_an_object_of_very_many_fields_is_refused_at_once(place: str) -> None:
    many: dict[str, Any] = {f"f{number}": 1 for number in range(1001)}
    name = place.removesuffix("[0]")
    inner = {"services": [{"code": "97110", "minutes": 15, **many}], "billed": [{**LINE, **many}]}.get(name, many)
    [message] = errors({**VISIT, name: inner} if name else {**VISIT, **many})
    assert message.startswith(f"{place}: found ")
    assert message.endswith("fields, expected at most 1,000")


@pytest.mark.parametrize("plain", [None, [], "visit", 5], ids=str)
def test_what_is_no_visit_at_all(plain: Any) -> None:
    [message] = errors(plain)
    assert message.startswith(": ")
