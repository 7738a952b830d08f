"""A worklist as text for a terminal, and as cells for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from calculator.steps import counted

Worklist = Mapping[str, Any]

COLUMNS = (
    *("number", "severity", "check", "visit", "line", "date", "code", "payer", "discipline"),
    *("patient", "provider", "file", "place", "allowed", "charge", "difference", "says"),
)
"""The columns of the CSV file, by the fields of an item."""

_MOST_ITEMS = 200
"""So many items are listed on a terminal; files have all."""


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: what begins with = + - or @ gets an apostrophe.

    >>> harmless("=HYPERLINK(1)"), harmless("-12.50"), harmless(None), harmless(97110)
    ("'=HYPERLINK(1)", '-12.50', '', '97110')
    """
    text = "" if cell is None else str(cell)
    number = text[1:].replace(".", "", 1).isdigit() and text[0] == "-"
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not number else text


def as_csv(worklist: Worklist) -> str:
    """The items of a worklist, one a line, with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    accounts = {one["visit"]: one["account"] for one in worklist["visits"] if "account" in one}
    writer.writerow([*COLUMNS, *(["account"] if accounts else [])])
    for item in worklist["items"]:
        shown = {**item, "line": None if item["line"] is None else item["line"] + 1}
        more = [accounts.get(item["visit"])] if accounts else []
        writer.writerow([harmless(cell) for cell in (*(shown.get(name) for name in COLUMNS), *more)])
    return out.getvalue()


def as_text(worklist: Worklist) -> Iterator[str]:
    """A worklist for people: what was read, problems, findings, and what was not checked."""
    for file in worklist["files"]:
        yield _file(file)
    yield ""
    for one in worklist["problems"]:
        expected = f", expected {one['expected']}" if one["expected"] else ""
        yield f"{one['severity']}: file {one['file']}, {one['place']}: found {one['found']}{expected}"
    if worklist["problems"]:
        yield ""
    items = worklist["items"]
    for item in items[:_MOST_ITEMS]:
        where = ", ".join(str(part) for part in (item["date"], item["code"]) if part)
        visit = "" if item["visit"] is None else f"visit {item['visit']}, "
        line = "" if item["line"] is None else f"line {item['line'] + 1}, "
        yield f"{item['severity']}: {visit}{line}{where}: {item['says']} [{item['check']}] file {item['file']}, {item['place']}"
    if len(items) > _MOST_ITEMS:
        yield f"... {len(items) - _MOST_ITEMS:,} more: --csv, --json or --html have them all"
    yield from _summary(worklist)


def _file(file: Mapping[str, Any]) -> str:
    """What became of a file, so that the numbers add up."""
    what = "rows" if file["kind"] in ("table", "visits") else "segments"
    parts = f"{file['parts']:,} {what}: {file['read']:,} read, {file['stepped_over']:,} stepped over, {file['reported']:,} reported"
    skipped = "".join(f"; {count:,} skipped, {reason}" for reason, count in file["skipped"].items())
    return f"file {file['file']} ({file['kind']}): {parts}. {counted(file['lines'], 'line')}: {file['in_visits']:,} checked{skipped}."


def _summary(worklist: Worklist) -> Iterator[str]:
    yield ""
    counts = worklist["counts"]
    told = [counted(counts.get(name, 0), name) for name in ("error", "warning")]
    yield f"{counted(len(worklist['visits']), 'visit')}: {', '.join(told)}, {counts.get('info', 0)} to know."
    for check, count in worklist["checks"].items():
        yield f"  {count:>7,}  {check}"
    stake = worklist["at_stake"]
    if any(float(amount) for amount in stake.values()):
        yield f"Lines with errors: ${stake['allowed']} by the fee schedule, ${stake['charge']} more as charged."
    paid = worklist["remittance"]
    if paid:
        services = paid["services"]
        yield f"Remittance: {services['paid']} paid, {services['adjusted']} adjusted, {services['denied']} denied, {services['reversed']} reversed."
        if not paid["compared_with_fees"]:
            yield "What was allowed was not compared with the fee schedule: that needs Medicare as payer, and --place."
        for code, one in worklist["denials"].items():
            yield f"  {code.upper()}: {one['name']}. {one['do_now']}".rstrip()
        for one in paid["adjustments"]:
            yield f"  {one['amount']:>10}  {one['group']}-{one['reason']} {one['name']}".rstrip()
    near = [one for one in worklist["kx"] if one["passed_with"] is not None]
    if near:
        yield f"{counted(len(near), 'patient')} passed the KX threshold within these files."
    needed = [one for one in worklist["not_checked"] if one["needs"] == ["services"]]
    if needed:
        visits = max(one["visits"] for one in needed)
        yield f"Not checked without minutes in {counted(visits, 'visit')}: {', '.join(one['check'] for one in needed)}. --minutes joins them."
    others = len(worklist["not_checked"]) - len(needed)
    if others:
        yield f"{counted(others, 'other check')} were not made for some visits; --json lists them with their reasons."
    yield f"rules: edition {worklist['edition']}"
