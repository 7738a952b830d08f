"""Single values of claim files in one form: ISO dates, codes as text, whole units, amounts with plain decimals.

>>> day("3/2/2026"), day("46083"), day("2026-03-02 00:00:00"), day("13/2/2026")
(datetime.date(2026, 3, 2), datetime.date(2026, 3, 2), datetime.date(2026, 3, 2), None)
>>> code_with_modifiers("97110-GP-59"), code_with_modifiers("97,110"), code_with_modifiers("97110(2), 97140(1)")
(('97110', ('GP', '59')), ('97110', ()), None)
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from calculator.limits import MOST_MINUTES

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_AMERICAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_FIRST_SERIAL = date(1899, 12, 30)
"""Spreadsheets count days from here."""


def day(text: str) -> date | None:
    """A day as people and spreadsheets write it; month before day, as in the United States. None where it is none."""
    text = text.strip()
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, number = map(int, found.groups())
    elif found := _AMERICAN.fullmatch(text):
        month, number, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    elif found := _SERIAL.fullmatch(text):
        return _FIRST_SERIAL + timedelta(days=int(found[1])) if 36526 <= int(found[1]) <= 73050 else None
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def x12_day(text: str) -> date | None:
    """A day of an X12 file, as 20260302."""
    return day(text) if _COMPACT.fullmatch(text) else None


def x12_days(form: str, text: str) -> tuple[date | None, date | None]:
    """The first and last day of a date or a range of dates.

    >>> x12_days("RD8", "20260302-20260303")[1].isoformat(), x12_days("D8", "2026")
    ('2026-03-03', (None, None))
    """
    first, _, last = text.partition("-") if form == "RD8" else (text, "", text)
    return x12_day(first), x12_day(last)


def amount(text: str) -> Decimal | None:
    """An amount in USD; a dollar sign and commas between thousands are passed over.

    >>> amount("$1,200.5"), amount("(12.00)"), amount("12e5"), amount("")
    (Decimal('1200.5'), Decimal('-12.00'), None, None)
    """
    text = text.strip().replace("$", "").replace(",", "")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if not re.fullmatch(r"[+-]?(\d{1,12}(\.\d{0,6})?|\.\d{1,6})", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def whole(text: str) -> int | None:
    """A whole number from 0, also as 2.00; None for a fraction or anything else.

    >>> whole("2.00"), whole("0.5"), whole("-1"), whole("12,000"), whole("nan")
    (2, None, None, None, None)
    """
    found = amount(text) if "," not in text else None
    return (
        int(found) if found is not None and 0 <= found <= MOST_MINUTES and found == found.to_integral_value() else None
    )


_CODE = re.compile(r"[A-Z0-9]{5}")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")


def modifiers(text: str) -> tuple[str, ...] | None:
    """Modifiers of a cell, parted by blanks, commas, semicolons, slashes, bars or hyphens; None where it has something else."""
    found = tuple(part for part in re.split(r"[\s,;:/|-]+", text.strip().upper()) if part)
    found = tuple("0" + part if re.fullmatch(r"\d", part) else part for part in found)
    return found if all(map(_MODIFIER.fullmatch, found)) else None


def code_with_modifiers(text: str) -> tuple[str, tuple[str, ...]] | None:
    """A code, with modifiers that stand behind it in the cell; None where the cell has no code or several."""
    text = re.sub(r"^(CPT|HCPCS)[\s:#]*", "", text.strip().upper())
    text = re.sub(r"^(\d{2}),(\d{3})$", r"\1\2", text)
    text = re.sub(r"^(\d{5})\.0+$", r"\1", text)
    if not _CODE.fullmatch(text[:5]) or text[5:6].isalnum():
        return None
    behind = modifiers(text[5:])
    return None if behind is None else (text[:5], behind)


def diagnoses(text: str) -> tuple[str, ...]:
    """Diagnosis codes of a cell, without what else may stand there.

    >>> diagnoses("M54.50; r262 Unsteadiness"), diagnoses("")
    (('M54.50', 'R262'), ())
    """
    found = re.findall(r"\b[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?\b", text.upper())
    return tuple(dict.fromkeys(found))


_HARMLESS = re.compile(
    r"[A-Z0-9]{0,4}\d[A-Z0-9]{0,4}|-?\d{0,4}[.,]\d{1,4}|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", re.IGNORECASE
)


def shown(text: str) -> str:
    """A value of a file in a message. What has not the form of a code, number or date may be a name and is not shown.

    >>> shown("9711"), shown("13/2/2026"), shown("0.5"), shown(""), shown("SAMPLE, SALLY")
    ("'9711'", "'13/2/2026'", "'0.5'", 'nothing', 'text of 13 characters')
    """
    text = text.strip()
    if _HARMLESS.fullmatch(text) and len(text) <= 10:
        return f"'{text}'"
    return f"text of {len(text)} character{'' if len(text) == 1 else 's'}" if text else "nothing"
