"""What a visit has for the checks, field by field, so that nothing told is passed over without a word.

>>> from datetime import date
>>> from calculator.model import Record, Visit
>>> visit = Visit(date_of_service=date(2026, 3, 2), payer="midpoint", discipline="PT", services=(), referral=True,
...     record=Record(supervision="none"))
>>> list(_told_paths(visit))
['referral', 'record.supervision']
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Set
from functools import cache
from typing import Any, get_args, get_origin

from calculator.counting.services import INPUTS
from calculator.model import MINUTES, NotChecked, Service, Visit
from calculator.serialize import field_types, fields_of

COUNTED = frozenset(
    {
        *("date_of_service", "payer", "discipline", "services", "choose", "setting", "billed"),
        *("amount_used", "locality", "apm", "participating", "deductible_left"),
        *("code", *MINUTES),
        *INPUTS.values(),  # a code that does not read one refuses it
    }
)
"""Fields of a visit and of its services that the counting or the amounts read, and tell about where they do not."""


def _told_paths(visit: Visit) -> Iterator[str]:
    """The fields for the checks that a visit has, such as `plan.certified` or `services.start`."""
    for name, default, _ in fields_of(Visit):
        value = getattr(visit, name)
        if name == "services":
            for field in _OF_A_SERVICE:
                if any(getattr(service, field) is not None for service in value):
                    yield f"services.{field}"
        elif name not in COUNTED and value != default:
            if inner := fields_of(type(value)):  # type: ignore[arg-type]
                yield from (f"{name}.{field}" for field, nothing, _ in inner if getattr(value, field) != nothing)
            else:
                yield name


_OF_A_SERVICE = tuple(name for name, _, _ in fields_of(Service) if name not in COUNTED)


@cache
def all_paths() -> tuple[str, ...]:
    """Every field for the checks that a visit can have."""
    found = [f"services.{name}" for name in _OF_A_SERVICE]
    for name, wanted in field_types(Visit).items():
        if name not in COUNTED:
            lists = get_origin(wanted) is tuple
            shapes = [] if lists else [part for part in get_args(wanted) if dataclasses.is_dataclass(part)]
            inner: tuple[Any, ...] = fields_of(shapes[0]) if shapes else ()  # type: ignore[arg-type]
            found += [f"{name}.{field}" for field, _, _ in inner] or [name]
    return tuple(found)


def unread(visit: Visit, read: Set[str]) -> Iterator[NotChecked]:
    """An entry for each told field that none of the checks in force reads; the name of a whole part stands for its fields."""
    for path in _told_paths(visit):
        if path not in read and path.partition(".")[0] not in read:
            because = f"no check for this payer on {visit.date_of_service} reads {path}"
            yield NotChecked(check="field-not-read", kind="field-not-read", because=because, needs=(path,))
