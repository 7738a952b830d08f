"""Visits of Medicare with a place, and what they are paid."""

from __future__ import annotations

from typing import Any

from calculator import calculate

OHIO, MANHATTAN, ALASKA = "15202-00", "13202-01", "02102-01"


def visit(*services: tuple[str, int], **fields: Any) -> dict[str, Any]:
    """A visit of physical therapy in Ohio."""
    return {
        "date_of_service": "2026-03-02",
        "payer": "medicare-part-b",
        "discipline": "PT",
        "locality": OHIO,
        "services": [{"code": code, "minutes": minutes} for code, minutes in services],
        **fields,
    }


def paid(*services: tuple[str, int], **fields: Any) -> dict[str, Any]:
    """The payment of a visit, which must have one."""
    payment = calculate(visit(*services, **fields))["payment"]
    assert payment is not None
    return dict(payment)
