"""Which codes of a file of CMS belong to therapy, where the file does not mark them."""

from __future__ import annotations

FIRST, LAST = "97010", "97799"
"""The codes of physical medicine and rehabilitation."""


def is_therapy(code: str) -> bool:
    """True for a code of physical medicine and rehabilitation.

    >>> is_therapy("97009"), is_therapy("97010"), is_therapy("97799"), is_therapy("97802"), is_therapy("9711X")
    (False, True, True, False, False)
    """
    return code.isdigit() and FIRST <= code <= LAST
