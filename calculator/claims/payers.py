"""Which payer, setting, discipline and person the codes of a claim file stand for."""

from __future__ import annotations

from collections.abc import Collection

from calculator.claims.shapes import Settings
from calculator.model import Discipline

FILING = {
    "MB": "medicare-part-b",
    "MA": "medicare-part-b",  # outpatient therapy of institutions is paid under Part B
    "16": "medicare-advantage",
    "MC": "medicaid",
    "CH": "tricare",
    "VA": "va-community-care",
}
"""Payers by the claim filing indicator (SBR09, CLP06); others are known only by who the payer is."""

NOBODY = "midpoint"
"""The payer of claims whose payer is not known: its file has what holds for all."""

BILL_TYPES = {
    "12": "hospital-outpatient",
    "13": "hospital-outpatient",
    "22": "skilled-nursing-part-b",
    "23": "skilled-nursing-part-b",
    "34": "home-health-part-b",
    "74": "rehabilitation-agency",
    "75": "corf",
    "85": "critical-access-hospital",
}
"""Settings by the first two digits of a type of bill; all others are no outpatient therapy."""

DISCIPLINES: dict[str, Discipline] = {"GP": "PT", "GO": "OT", "GN": "SLP"}

_REVENUE: dict[str, Discipline] = {"042": "PT", "043": "OT", "044": "SLP"}

_TAXONOMIES: dict[str, Discipline] = {
    "2251": "PT",
    "2252": "PT",
    "225X": "OT",
    "224Z": "OT",
    "235Z": "SLP",
    "2355": "SLP",
}

_ASSISTANTS, _PRACTITIONERS = ("2252", "224Z", "2355"), ("363L", "363A", "364S")


def payer_of(filing: str, names: Collection[str], settings: Settings, known: Collection[str]) -> str:
    """The key of a payer: as the settings name it, else by the filing indicator, else the settings' own; empty if none."""
    for name in names:
        if (key := settings.payers.get(name.strip().lower())) in known and key:
            return key
    for name in names:
        if (key := "-".join(name.lower().split())) in known:
            return key
    key = FILING.get(filing, "")
    return key if key in known else settings.payer


def revenue_discipline(code: str) -> tuple[Discipline | None, bool]:
    """The discipline of a revenue code, and whether it may be therapy at all; the leading zero may be missing.

    >>> revenue_discipline("0424"), revenue_discipline("430"), revenue_discipline("0300"), revenue_discipline("")
    (('PT', True), ('OT', True), (None, False), (None, True))
    """
    found = _REVENUE.get(code.zfill(4)[:3])
    return found, found is not None or not code


def taxonomy(code: str) -> tuple[Discipline | None, str | None]:
    """The discipline of a provider's taxonomy code, and who that is in the words of the contract.

    >>> taxonomy("225100000X"), taxonomy("224Z00000X"), taxonomy("207Q00000X"), taxonomy("261QP2000X")
    (('PT', 'therapist'), ('OT', 'assistant'), (None, 'physician'), (None, None))
    """
    start = code[:4]
    discipline = _TAXONOMIES.get(start)
    if discipline:
        return discipline, "assistant" if start in _ASSISTANTS else "therapist"
    if start in _PRACTITIONERS:
        return None, "nonphysician-practitioner"
    return None, "physician" if code[:2] in ("20",) else None
